"""How far a learner is: every assignment's drafts, read from their notebooks and judged, without running anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whiteboard.drafting.cell_lines import chosen_problem, draft_cell, grade_line
from whiteboard.drafting.session import Session

_LARGEST = 20_000_000  # bytes; a notebook of drafts has some ten thousand
_MOST = 200  # notebooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one assignment is.

    Parameters
    ----------
    assignment : str
        The notebook's name.
    points, of : float
        Points that the drafts earn now, and the most that they can; what is graded by hand is not among them.
    drafted, cells : int
        Graded cells with a draft, and all of them.
    trouble : str
        Why the notebook could not be read; empty when it could.
    """

    assignment: str
    points: float = 0.0
    of: float = 0.0
    drafted: int = 0
    cells: int = 0
    trouble: str = ""

    @property
    def in_words(self) -> str:
        """One line."""
        if self.trouble:
            return f"{self.assignment}: {self.trouble}"
        return f"{self.assignment}: {self.drafted} of {self.cells} drafted, {self.points:g} of {self.of:g} points"


def progress(start: Path) -> tuple[Progress, ...]:
    """How far each assignment is that lies in a ``release`` folder here or above.

    Parameters
    ----------
    start : Path
        The folder to begin at.

    Examples
    --------
    >>> progress(Path("/nowhere"))
    ()
    """
    folder = _released(start)
    if folder is None:
        return ()
    paths = sorted(path for path in folder.glob("*/*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    return tuple(_of(path) for path in paths[:_MOST])


def _released(start: Path) -> Path | None:
    for folder in (start, *list(start.parents)[:3]):
        try:
            if (folder / "release").is_dir():
                return folder / "release"
        except OSError:
            return None
    return None


def _of(path: Path) -> Progress:
    name = path.stem
    try:
        if path.stat().st_size > _LARGEST:
            return Progress(assignment=name, trouble="the notebook is too large to be read")
        cells = list(_sources(json.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, RecursionError) as error:
        return Progress(assignment=name, trouble=f"the notebook could not be read ({type(error).__name__})")
    return _judged(name, cells)


def _sources(notebook: Any) -> Iterator[str]:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise ValueError("no cells")
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            yield "".join(map(str, source)) if isinstance(source, list) else str(source)


def _judged(name: str, cells: list[str]) -> Progress:
    session = Session()
    points = of = 0.0
    drafted = graded = 0
    for source in cells:
        chosen = chosen_problem(source)
        if chosen:
            _try(lambda word=chosen: session.set_problem(word))
        draft = draft_cell(source)
        if draft:
            _try(lambda found=draft: session.draft_cell(found))
        grade = grade_line(source)
        if grade:
            graded += 1
            of += grade.points
            report = _try(lambda found=grade: session.report_for(found))
            if report is not None:
                points += report.points_of(grade.section, out_of=grade.points)
                drafted += report.outcome(grade.section) != "not attempted"
    return Progress(assignment=name, points=round(points, 2), of=of, drafted=drafted, cells=graded)


def _try(action: Any) -> Any:
    """What a notebook of anybody's may hold is no reason to fail: an unknown name counts as nothing."""
    try:
        return action()
    except (LookupError, ValueError):
        return None
