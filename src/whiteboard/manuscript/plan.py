"""From ``manuscript/`` to what the four trees should hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whiteboard.manuscript.leaks import leaks
from whiteboard.manuscript.page import ManuscriptError, Page, read_page
from whiteboard.manuscript.regions import check_regions, secret_lines, solved
from whiteboard.manuscript.release import generate
from whiteboard.manuscript.text import from_bytes, to_bytes

TREES = ("course", "source", "release", "solutions")
"""The built trees."""


@dataclass
class Plan:
    """What a build is to write.

    Parameters
    ----------
    fixed : dict
        Path below the root → content, for every file that needs no run.
    to_run : dict
        Path below the root → the page that is run to make it, for ``course/`` and ``solutions/``.
    companions : dict
        Path of a notebook in ``to_run`` → the files it finds beside it.
    secrets : dict
        Assignment → the lines that must not be in what its learners get.
    """

    fixed: dict[str, bytes] = field(default_factory=dict)
    to_run: dict[str, Page] = field(default_factory=dict)
    companions: dict[str, dict[str, bytes]] = field(default_factory=dict)
    secrets: dict[str, set[str]] = field(default_factory=dict)

    def secrets_of(self, place: str) -> set[str]:
        """The lines that must not be in a file of ``release/``."""
        return self.secrets.get(place.split("/")[1], set())

    @property
    def paths(self) -> set[str]:
        """Every path the build owns."""
        return {*self.fixed, *self.to_run}

    @property
    def assignments(self) -> set[str]:
        """Names of the assignments that have a manuscript."""
        return {path.split("/")[1] for path in self.fixed if path.startswith("source/")}


def make_plan(root: Path) -> Plan:
    """Read every manuscript, and let nbgrader make the learners' versions.

    Raises
    ------
    ManuscriptError
        When a manuscript can't be built, or a learner's version would give an answer away.
    """
    plan = Plan()
    lessons, assignments = root / "manuscript/lessons", root / "manuscript/assignments"
    if not lessons.is_dir() and not assignments.is_dir():
        raise ManuscriptError(
            f"no manuscript/ in {root.resolve()}; run this in the repository's root, or name it"
        )
    for path in _manuscripts(lessons):
        page = read_page(path, root=root, graded=False)
        _run_later(
            plan, "course" / path.relative_to(lessons), page, _referenced(path.parent, [page.notebook])
        )
    pages = {}
    for path in _manuscripts(assignments):
        if path.parent.parent != assignments:
            place = path.relative_to(root).as_posix()
            raise ManuscriptError(
                f"{place}: an assignment's manuscript stands in manuscript/assignments/NAME/"
            )
        pages[path] = read_page(path, root=root, graded=True)
    _plan_assignments(plan, pages, root=root, assignments=assignments)
    return plan


def _manuscripts(folder: Path) -> list[Path]:
    """The Markdown files below a folder, without what editors keep in hidden folders, such as checkpoints."""
    found = (path for path in folder.rglob("*.md") if path.is_file())
    return sorted(path for path in found if not _is_hidden(path.relative_to(folder)))


def _is_hidden(below: Path) -> bool:
    return any(part.startswith(".") for part in below.parts)


def _plan_assignments(plan: Plan, pages: Mapping[Path, Page], *, root: Path, assignments: Path) -> None:
    names = {path: path.relative_to(assignments).with_suffix(".ipynb").as_posix() for path in pages}
    for page in pages.values():
        check_regions(page)
    sources = {names[path]: to_bytes(page.notebook) for path, page in pages.items()}
    released = {name: from_bytes(content) for name, content in generate(sources, root=root).items()}
    for path, page in pages.items():
        name = names[path]
        secrets = secret_lines(page.notebook)
        found = leaks(released[name], secrets=secrets)
        if found:
            raise ManuscriptError(
                f"{page.origin}: the learner's version would give something away: {found[0]}"
            )
        plan.secrets.setdefault(path.parent.name, set()).update(secrets)
        plan.fixed[f"source/{name}"] = sources[name]
        plan.fixed[f"release/{name}"] = to_bytes(released[name])
        # What only the solution mentions stays out of what nbgrader hands to learners.
        for below, content in _referenced(path.parent, [released[name]]).items():
            plan.fixed[f"source/{path.parent.name}/{below}"] = content
            plan.fixed[f"release/{path.parent.name}/{below}"] = content
        worked = solved(page)
        _run_later(plan, Path("solutions", name), worked, _referenced(path.parent, [page.notebook]))


def _run_later(plan: Plan, path: Path, page: Page, companions: dict[str, bytes]) -> None:
    place = path.with_suffix(".ipynb").as_posix()
    plan.to_run[place] = page
    plan.companions[place] = companions
    for below, content in companions.items():
        plan.fixed[(path.parent / below).as_posix()] = content


def _referenced(folder: Path, notebooks: list[Any]) -> dict[str, bytes]:
    """The files below a folder that the notebooks mention by their path."""
    text = "\n".join(cell.source for notebook in notebooks for cell in notebook.cells)
    companions = {}
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder).as_posix()
        if (
            path.is_file()
            and path.suffix not in {".md", ".ipynb"}
            and not _is_hidden(path.relative_to(folder))
            and re.search(rf"(?<![\w/-])(?:\./)?{re.escape(below)}(?![\w-])", text)
        ):
            companions[below] = path.read_bytes()
    return companions
