"""Write the four trees, or say where they differ from the manuscript."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whiteboard.manuscript.kernel import execute
from whiteboard.manuscript.leaks import leaks
from whiteboard.manuscript.page import Page
from whiteboard.manuscript.plan import TREES, Plan, make_plan
from whiteboard.manuscript.text import from_bytes, origin_of, to_bytes, without_outputs
from whiteboard.manuscript.used import fingerprint

SANITIZE_RULES = "tests/nbval_sanitize.cfg"
"""What may vary from run to run, for nbval and for the builder alike."""


def build(root: Path, *, everything: bool = False) -> list[str]:
    """Bring ``course/``, ``source/``, ``release/`` and ``solutions/`` in line with ``manuscript/``.

    Nothing is written unless all of it can be built. A notebook runs only when its manuscript, or what it
    uses, changed since its outputs were stored. Outputs that differ only in what varies anyway are kept.

    Parameters
    ----------
    root : Path
        The repository.
    everything : bool
        Run every notebook again.

    Returns
    -------
    list of str
        What was changed, such as ``wrote course/start.ipynb``; empty when nothing was.

    Raises
    ------
    ManuscriptError
        When a manuscript can't be built; the message names file and line.
    """
    plan = make_plan(root)
    wanted = dict(plan.fixed)
    for place in plan.to_run:
        wanted[place] = _with_outputs(root, plan, place, everything=everything)
    changes = []
    for place, content in sorted(wanted.items()):
        target = root / place
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            changes.append(f"wrote {place}")
    for place in _orphans(root, plan):
        (root / place).unlink()
        _remove_empty((root / place).parent, root=root)
        changes.append(f"removed {place}, whose manuscript is gone")
    return changes


def check(root: Path) -> list[str]:
    """Build beside the repository and compare; nothing is written.

    ``source/`` and ``release/`` are compared byte for byte; ``course/`` and ``solutions/`` in all but
    outputs, which nbval compares by running them. ``release/`` is searched for what a learner must not see.

    Returns
    -------
    list of str
        One line a difference, each naming its file; empty when there is none.

    Raises
    ------
    ManuscriptError
        When a manuscript can't be built.
    """
    plan = make_plan(root)
    found = []
    for place, content in sorted(plan.fixed.items()):
        target = root / place
        if not target.is_file():
            found.append(f"{place}: missing; run  whiteboard build")
        elif target.read_bytes() != content:
            found.append(f"{place}: differs from the manuscript; run  whiteboard build")
    for place, page in sorted(plan.to_run.items()):
        found += _check_executed(root / place, place, page)
    found += [f"{place}: its manuscript is gone; run  whiteboard build" for place in _orphans(root, plan)]
    found += _check_release(root, plan)
    return found


def _with_outputs(root: Path, plan: Plan, place: str, *, everything: bool) -> bytes:
    page, companions = plan.to_run[place], plan.companions[place]
    used = fingerprint(to_bytes(page.notebook), companions, root=root)
    stored = from_bytes((root / place).read_bytes()) if (root / place).is_file() else None
    if not everything and stored is not None and _is_current(stored, page, used):
        return to_bytes(stored)
    notebook = execute(page, companions=companions)
    notebook.metadata["whiteboard"]["used"] = used
    if stored is not None:
        _keep_equal_outputs(notebook, stored, _rules(root / SANITIZE_RULES))
    return to_bytes(notebook)


def _is_current(stored: Any, page: Page, used: str) -> bool:
    return (
        stored.metadata.get("whiteboard", {}).get("used") == used
        and _same_but_outputs(stored, page)
        and not _faults(stored)
    )


def _same_but_outputs(stored: Any, page: Page) -> bool:
    try:
        return to_bytes(without_outputs(stored)) == to_bytes(page.notebook)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _faults(stored: Any) -> list[str]:
    """What an executed notebook must not show: cells that never ran, errors, words on stderr."""
    found = []
    for number, cell in enumerate(stored.cells, start=1):
        if cell.cell_type != "code":
            continue
        if cell.source.strip() and cell.execution_count is None:
            found.append(f"cell {number} was never run")
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                found.append(f"cell {number} shows an error")
    return found


def _keep_equal_outputs(notebook: Any, stored: Any, rules: list[tuple[str, str]]) -> None:
    """Keep stored outputs that a new run gives again, but for what the rules allow to vary."""
    before = {cell.get("id"): cell for cell in stored.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        old = before.get(cell.id)
        if (
            cell.cell_type == "code"
            and old is not None
            and old.source == cell.source
            and _sanitized(old.outputs, rules) == _sanitized(cell.outputs, rules)
        ):
            cell.outputs = old.outputs


def _rules(path: Path) -> list[tuple[str, str]]:
    if not path.exists():
        return []
    return re.findall(r"^regex: (.*)$\n^replace: (.*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


def _sanitized(value: Any, rules: list[tuple[str, str]]) -> Any:
    if isinstance(value, str):
        for pattern, replacement in rules:
            value = re.sub(pattern, replacement, value)
        return value
    if isinstance(value, dict):
        return {key: _sanitized(part, rules) for key, part in value.items()}
    if isinstance(value, list):
        return [_sanitized(part, rules) for part in value]
    return value


def _check_executed(path: Path, place: str, page: Page) -> Iterable[str]:
    stored = from_bytes(path.read_bytes()) if path.is_file() else None
    if stored is None:
        return [f"{place}: missing or no notebook; run  whiteboard build"]
    if not _same_but_outputs(stored, page):
        return [f"{place}: differs from the manuscript; run  whiteboard build"]
    return [f"{place}: {fault}; run  whiteboard build" for fault in _faults(stored)]


def _files(folder: Path) -> list[Path]:
    # What nbgrader leaves out of every copy, by its own default.
    ignored = {".ipynb_checkpoints", "__pycache__"}
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not ignored.intersection(path.relative_to(folder).parts)
    )


def _orphans(root: Path, plan: Plan) -> list[str]:
    """Built notebooks that no manuscript stands behind any more. Notebooks of people are none."""
    found = []
    for tree in TREES:
        for path in _files(root / tree):
            place = path.relative_to(root).as_posix()
            if path.suffix == ".ipynb" and place not in plan.paths and origin_of(path.read_bytes()):
                found.append(place)
    return found


def _check_release(root: Path, plan: Plan) -> list[str]:
    found = []
    for path in _files(root / "release"):
        place = path.relative_to(root).as_posix()
        folder = path.relative_to(root / "release").parts[0]
        # An instructor's own assignment has a source of its own, which its files come from.
        own = folder not in plan.assignments and (root / "source" / folder).is_dir()
        if place not in plan.paths and not own:
            found.append(f"{place}: a stray file, which every learner would get; remove it")
        if path.suffix == ".ipynb":
            notebook = from_bytes(path.read_bytes())
            held = (
                ["no notebook that can be read"]
                if notebook is None
                else leaks(notebook, secrets=plan.secrets_of(place))
            )
            found += [f"{place}: {leak}" for leak in held]
    for path in _files(root / "source"):
        place = path.relative_to(root).as_posix()
        folder = path.relative_to(root / "source").parts[0]
        if folder in plan.assignments and place not in plan.paths and not origin_of(path.read_bytes()):
            found.append(f"{place}: a stray file, which nbgrader would copy to every learner; remove it")
    return found


def _remove_empty(folder: Path, *, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
