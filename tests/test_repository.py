"""What holds for the repository as a whole: one list of dependencies, one flow of imports, nothing stray."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src/whiteboard"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
TREES = ("course", "source", "release", "solutions")

MAY_IMPORT = {
    "units": set(),
    "draft": {"units"},
    "notation": {"draft", "units"},
    "problems": {"draft"},
    "rules": {"draft", "problems", "run", "units"},
    "report": {"draft"},
    "canonical": {"draft", "units"},
    # A problem says which access patterns its database must answer; problems know nothing of run.
    "run": {"draft", "units", "problems"},
    "interview": {"problems", "draft"},
    "manuscript": set(),
    # What cells ask for and what was typed so far; "judge" and "understood" are modules of their own.
    "drafting": {"draft", "notation", "problems", "report", "rules", "judge", "understood"},
    # Grading stands above all but what a learner's notebook shows.
    "grading": {
        "draft",
        "drafting",
        "interview",
        "judge",
        "notation",
        "problems",
        "report",
        "rules",
        "run",
        "units",
    },
}
"""Subpackage → those it may import. Those that stand above all others are absent: text flows down."""

CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement(text):
    """``name>=1,<2`` as (name, bounds)."""
    name, bounds = re.fullmatch(r"([A-Za-z0-9._-]+)\s*([^;]*)", text.strip()).groups()
    return normal(name), bounds.replace(" ", "")


def pins():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_the_conda_environment_mirrors_pyproject():
    import yaml

    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert environment["channels"] == ["conda-forge"]
    listed = [line for line in environment["dependencies"] if isinstance(line, str)]
    for own in ("python=3.11", "pip"):
        listed.remove(own)
    conda = {CONDA_NAMES.get(name, name): bounds for name, bounds in map(requirement, listed)}
    assert conda == dict(map(requirement, PYPROJECT["project"]["dependencies"]))


def test_constraints_pin_every_direct_dependency_and_name_no_address():
    text = (ROOT / "constraints.txt").read_text()
    for line in text.splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+", line), line
    assert not re.search(r"://|@|--(extra-)?index|--find-links|--hash", text)
    pinned = {normal(name) for name in pins()}
    extras = PYPROJECT["project"]["optional-dependencies"].values()
    direct = [*PYPROJECT["project"]["dependencies"], *(line for extra in extras for line in extra)]
    direct = [line for line in direct if not line.startswith("whiteboard[")]  # an extra that holds others
    assert {requirement(line)[0] for line in direct} <= pinned


def test_constraints_pin_everything_that_is_installed():
    done = subprocess.run(
        [sys.executable, "-m", "pip", "list", "--format=json", "--exclude-editable"],
        capture_output=True,
        text=True,
        check=True,
    )
    installed = {normal(package["name"]) for package in json.loads(done.stdout)}
    assert installed - {normal(name) for name in pins()} <= {"pip", "setuptools", "wheel"}


def test_constraints_hold_for_every_python_3_11():
    # Debian 12, for one, has 3.11.2, and a pin that asks for a later one can't be installed there.
    pinned = {(normal(name), version) for name, version in pins().items()}
    for package in metadata.distributions():
        if (normal(package.metadata["Name"]), package.version) in pinned:
            asked = SpecifierSet(package.metadata.get("Requires-Python") or "")
            assert asked.contains("3.11.0"), (
                f"{package.metadata['Name']} {package.version} needs Python {asked}"
            )


def test_dependencies_with_an_upper_bound_say_why():
    text = (ROOT / "pyproject.toml").read_text()
    for line in PYPROJECT["project"]["dependencies"]:
        if "<" in line:
            assert re.search(rf'"{re.escape(line)}",\s+# \w', text), f"{line}: no reason given"


def imported(path):
    """The subpackages of whiteboard that a module imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            if parts[0] == "whiteboard" and len(parts) > 1:
                yield parts[1]


@pytest.mark.parametrize("name", sorted(MAY_IMPORT))
def test_text_flows_down_and_nothing_flows_up(name):
    below = {child.stem for child in PACKAGE.iterdir()}
    for path in (PACKAGE / name).rglob("*.py"):
        found = {part for part in imported(path) if part in below} - {name}
        assert found <= MAY_IMPORT[name], (
            f"{path.relative_to(ROOT)} imports {sorted(found - MAY_IMPORT[name])}"
        )


def test_importing_the_package_loads_no_heavy_library():
    heavy = {
        "pint", "lark", "sqlglot", "pandas", "numpy", "matplotlib", "networkx", "starlette", "httpx", "yaml",
        "openapi_spec_validator", "nbformat", "nbclient", "jupytext", "nbgrader", "IPython", "ipywidgets", "sqlalchemy",
        "distributed", "dask", "tqdm",
    }  # fmt: skip
    code = f"import sys, whiteboard; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def notebooks():
    return [
        path
        for tree in TREES
        for path in sorted((ROOT / tree).rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts
    ]


def test_every_built_notebook_says_its_manuscript():
    for path in notebooks():
        origin = json.loads(path.read_text())["metadata"].get("whiteboard", {}).get("manuscript")
        assert origin and (ROOT / origin).is_file(), f"{path.relative_to(ROOT)}: manuscript {origin!r}"


def test_no_cell_is_excused_from_being_run_and_compared():
    excuses = re.compile(
        r"nbval[-_](skip|ignore[-_]output|raises[-_]exception)|raises-exception", re.IGNORECASE
    )
    for path in notebooks():
        for cell in json.loads(path.read_text())["cells"]:
            words = "".join(cell["source"]) if cell["cell_type"] == "code" else ""
            tags = " ".join(cell["metadata"].get("tags", []))
            assert not excuses.search(f"{words} {tags}"), f"{path.relative_to(ROOT)}: {cell['id']}"


def test_every_picture_of_a_notebook_has_words():
    for path in sorted((ROOT / "manuscript").rglob("*.md")):
        assert not re.search(r"!\[\s*\]\(", path.read_text()), f"{path.relative_to(ROOT)}: no alt text"


def test_nothing_built_or_cached_is_committed():
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    stray = re.compile(
        r"__pycache__|\.ipynb_checkpoints|\.egg-info|(^|/)\.(venv|mypy_cache|ruff_cache|pytest_cache)/"
        r"|gradebook\.db|\.nbgrader\.log|^(submitted|autograded|feedback)/|^\.jupyter/state/"
    )
    assert [name for name in done.stdout.splitlines() if stray.search(name)] == []


def test_the_makefile_and_ci_are_what_the_readme_tells_people_to_run():
    run = (ROOT / ".ci/run").read_text()
    assert run.index("make test") < run.index("apt-get install") < run.index("exec make system")
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
    readme = (ROOT / "README.md").read_text()
    for command in ("make lab", "make test", "environment.yml"):
        assert command in readme
