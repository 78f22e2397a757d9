"""Stock nbgrader, otter and whiteboard: each gets the same submissions, and says what every learner earned."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
from contextlib import closing
from pathlib import Path

import nbformat

from grading import watched
from grading.submissions import ROOT, Exercise

OTTER = ROOT / ".bench-otter"
REQUIREMENTS = ROOT / "benchmarks/otter-requirements.txt"
QUERY = """
    select student.id, sum(coalesce(grade.auto_score, 0)) from grade
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
    join student on student.id = submitted_assignment.student_id
    group by student.id
"""

Points = dict[str, float]


def environment(folder: Path) -> dict[str, str]:
    """The environment of commands: nobody's own Jupyter settings, and our commands by their bare names."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "NBGRADER"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    here = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    own = {
        "JUPYTER_CONFIG_DIR": folder / "jupyter",
        "JUPYTER_DATA_DIR": folder / "data",
        "IPYTHONDIR": folder / "ipython",
    }
    return {**kept, "PATH": here, **{name: str(path) for name, path in own.items()}}


def compile_package() -> None:
    """Compile our modules, as Python does when they are first imported, so that nobody is timed at that."""
    command = [sys.executable, "-m", "compileall", "-q", str(ROOT / "src/whiteboard")]
    subprocess.run(command, env=environment(ROOT), check=True)


def course(folder: Path, exercise: Exercise, learners: int, *, ours: bool) -> None:
    """A course with submissions, its assignment known to the gradebook."""
    source = folder / "source" / exercise.name / f"{exercise.name}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_bytes(exercise.source)
    if ours:
        shutil.copy(ROOT / "nbgrader_config.py", folder)
    for number in range(learners):
        handed = folder / "submitted" / learner(number) / exercise.name / source.name
        handed.parent.mkdir(parents=True)
        nbformat.write(exercise.submission(number), handed)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", exercise.name, "--log-level=WARN"]
    watched.run(command, folder=folder, environment=environment(folder))


def learner(number: int) -> str:
    return f"learner-{number:04}"


def stock(folder: Path, exercise: Exercise) -> tuple[watched.Watched, Points]:
    """``nbgrader autograde``, as it comes."""
    command = [sys.executable, "-m", "nbgrader", "autograde", exercise.name]
    return watched.run(command, folder=folder, environment=environment(folder)), _gradebook(folder)


def ours(folder: Path, exercise: Exercise) -> tuple[watched.Watched, Points]:
    """``whiteboard grade --jobs 2``."""
    command = [sys.executable, "-m", "whiteboard", "grade", exercise.name, "--jobs", "2"]
    # 1 says that some were graded with a fault; whether that cost points is seen beside the others' points.
    took = watched.run(command, folder=folder, environment=environment(folder), accepted=(0, 1))
    return took, _gradebook(folder)


def _gradebook(folder: Path) -> Points:
    with closing(sqlite3.connect(folder / "gradebook.db")) as connection:
        return {name: round(points, 6) for name, points in connection.execute(QUERY)}


def why_no_otter() -> str:
    """Make otter's environment where it is missing; why it can't be had, or nothing."""
    if (OTTER / "made").exists() and (OTTER / "made").stat().st_mtime > REQUIREMENTS.stat().st_mtime:
        return ""
    print(f"making {OTTER.name} with pip, once", flush=True)
    shutil.rmtree(OTTER, ignore_errors=True)
    for command in (
        [sys.executable, "-m", "venv", str(OTTER)],
        [str(OTTER / "bin/python"), "-m", "pip", "install", "--quiet", "--requirement", str(REQUIREMENTS)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["it failed"]
            return f"{' '.join(command[1:4])}: {said[-1]}"
    (OTTER / ".gitignore").write_text("*\n")
    (OTTER / "made").touch()
    return ""


def _lend_whiteboard() -> None:
    """Let notebooks in otter's environment load whiteboard: what that needs and otter does not bring is ours."""
    [packages] = (OTTER / "lib").glob("python*/site-packages")
    lent = [str(ROOT / "src"), sysconfig.get_path("purelib")]
    (packages / "whiteboard-lent.pth").write_text("".join(f"{path}\n" for path in lent))


_OTTER_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points}


@test_case(points={points})
def {function}(env):
    {check}
"""
_OTTER_CODE = "exec({source!r}, dict(env))"
_OTTER_MAGIC = "assert get_ipython().run_line_magic({name!r}, {rest!r}) == {points}"


def _otter_check(source: str, points: float) -> str:
    if not source.startswith("%"):
        return _OTTER_CODE.format(source=source)
    name, _, rest = source.removeprefix("%").partition(" ")
    return _OTTER_MAGIC.format(name=name, rest=rest, points=points)


_OTTER_LOOP = """\
import json, pathlib, sys
from otter.api import grade_submission

earned = {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.ipynb")):
    earned[path.stem] = grade_submission(str(path), "autograder.zip", quiet=True).total
pathlib.Path("earned.json").write_text(json.dumps(earned))
"""


def otter(folder: Path, exercise: Exercise, learners: int) -> tuple[watched.Watched, Points]:
    """Otter's grading without containers, in a loop within one process, which saves its start for each submission.

    It gives a test all its points or none, so that drafts in part right earn less than by the others.
    """
    python = str(OTTER / "bin/python")
    _lend_whiteboard()
    settings = environment(folder) | {"PATH": os.pathsep.join([str(OTTER / "bin"), os.environ["PATH"]])}
    (folder / "tests").mkdir(parents=True)
    (folder / "submissions").mkdir()
    tests = exercise.tests()
    for name, (points, source) in tests.items():
        function = name.replace("-", "_")
        check = _otter_check(source, points)
        text = _OTTER_TEST.format(name=function, points=points, function=f"test_{function}", check=check)
        (folder / "tests" / f"{function}.py").write_text(text)
    for number in range(learners):
        notebook = exercise.submission(number)
        notebook.cells = [cell for cell in notebook.cells if cell.id not in tests]
        nbformat.write(notebook, folder / "submissions" / f"{learner(number)}.ipynb")
    made = [python, "-m", "otter", "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment"]
    watched.run(made, folder=folder, environment=settings)
    (folder / "loop.py").write_text(_OTTER_LOOP)
    took = watched.run([python, "loop.py", "submissions"], folder=folder, environment=settings)
    return took, {
        name: round(points, 6) for name, points in json.loads((folder / "earned.json").read_text()).items()
    }
