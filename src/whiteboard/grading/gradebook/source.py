"""The instructor's version of an assignment: content from the gradebook, order and files from the course's folders."""

from __future__ import annotations

import fnmatch
import json
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whiteboard.grading.assignment import Assignment, SourceCell, SourceNotebook
from whiteboard.grading.gradebook.connection import GradebookError, NotInGradebook
from whiteboard.grading.gradebook.tables import tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LARGEST_NOTEBOOK = 100_000_000  # bytes
_LARGEST_FOLDER = 100_000_000  # bytes of all files beside the notebooks; nbgrader's own bound


def find_assignment(connection: Connection, name: str) -> Any:
    """The row of an assignment.

    Raises
    ------
    NotInGradebook
        When there is none, or it has no notebook.
    """
    found = connection.execute(_named("assignment", "name"), {"value": name}).mappings().first()
    if found is None:
        raise NotInGradebook(
            f"the gradebook has no assignment {name!r}; run nbgrader generate_assignment {name}"
        )
    return found


def read_cells(connection: Connection, name: str) -> dict[str, tuple[dict[str, Any], list[SourceCell]]]:
    """The notebooks of an assignment, each with its kernel and its cells in the order of their rows."""
    from sqlalchemy import literal_column, select

    t = tables()
    assignment = find_assignment(connection, name)
    notebooks = connection.execute(
        select(t.notebook).where(t.notebook.c.assignment_id == assignment["id"]).order_by(t.notebook.c.name)
    ).all()
    if not notebooks:
        raise NotInGradebook(
            f"the gradebook has no notebook of assignment {name!r}; run nbgrader generate_assignment {name}"
        )
    ids = [notebook.id for notebook in notebooks]
    flags: dict[tuple[str, str], dict[str, float]] = {}
    for cell in instructors_cells(connection, ids):
        flags.setdefault((cell.notebook_id, cell.name), {})[cell.type] = cell.max_score or 0.0
    found: dict[str, tuple[dict[str, Any], list[SourceCell]]] = {}
    names = {notebook.id: notebook.name for notebook in notebooks}
    for notebook in notebooks:
        found[notebook.name] = (_object(notebook.kernelspec), [])
    as_written: Any = literal_column("rowid" if connection.dialect.name == "sqlite" else "ctid")
    for row in connection.execute(
        select(t.source_cell).where(t.source_cell.c.notebook_id.in_(ids)).order_by(as_written)
    ):
        kinds = flags.get((row.notebook_id, row.name), {})
        found[names[row.notebook_id]][1].append(
            SourceCell(
                grade_id=row.name,
                cell_type=row.cell_type,
                source=row.source or "",
                grade="GradeCell" in kinds,
                solution="SolutionCell" in kinds,
                task="TaskCell" in kinds,
                locked=bool(row.locked),
                points=kinds.get("GradeCell", kinds.get("TaskCell", 0.0)),
                checksum=row.checksum or "",
            )
        )
    return found


def submission_ids(connection: Connection, name: str) -> set[str]:
    """The ids of all that was submitted for an assignment."""
    from sqlalchemy import select

    t = tables()
    asked = (
        select(t.submitted_assignment.c.id)
        .join(t.assignment, t.assignment.c.id == t.submitted_assignment.c.assignment_id)
        .where(t.assignment.c.name == name)
    )
    return set(connection.execute(asked).scalars())


def notebook_names(connection: Connection, assignment_id: str) -> dict[str, str]:
    """The names of an assignment's notebooks, by id."""
    found = connection.execute(_named("notebook", "assignment_id"), {"value": assignment_id})
    return {row.id: row.name for row in found}


def instructors_cells(connection: Connection, notebook_ids: Sequence[str]) -> Sequence[Any]:
    """The graded, solution and task cells of notebooks: ``id``, ``name``, ``notebook_id``, ``type``, ``max_score``."""
    return connection.execute(_cells(), {"notebooks": list(notebook_ids)}).all()


@cache
def _named(table: str, column: str) -> Any:
    """The query for the rows of a table that have a value in a column."""
    from sqlalchemy import bindparam, select

    asked = getattr(tables(), table)
    return select(asked).where(asked.c[column] == bindparam("value"))


@cache
def _cells() -> Any:
    from sqlalchemy import bindparam, func, select

    t = tables()
    return (
        select(
            t.base_cell.c.id,
            t.base_cell.c.name,
            t.base_cell.c.notebook_id,
            t.base_cell.c.type,
            func.coalesce(t.grade_cells.c.max_score, t.task_cells.c.max_score).label("max_score"),
        )
        .select_from(
            t.base_cell.outerjoin(t.grade_cells, t.grade_cells.c.id == t.base_cell.c.id).outerjoin(
                t.task_cells, t.task_cells.c.id == t.base_cell.c.id
            )
        )
        .where(t.base_cell.c.notebook_id.in_(bindparam("notebooks", expanding=True)))
    )


def assemble(
    name: str,
    cells: dict[str, tuple[dict[str, Any], list[SourceCell]]],
    *,
    folders: Iterable[Path],
    files: dict[str, bytes],
) -> Assignment:
    """An assignment whose cells stand as in the first of the folders that has the notebook."""
    folders = list(folders)
    notebooks = []
    for notebook, (kernelspec, unordered) in sorted(cells.items()):
        order = next((found for folder in folders if (found := grade_ids(folder / f"{notebook}.ipynb"))), [])
        place = {grade_id: number for number, grade_id in reversed(list(enumerate(order)))}
        ordered = sorted(unordered, key=lambda cell: place.get(cell.grade_id, len(order)))
        notebooks.append(SourceNotebook(name=notebook, cells=tuple(ordered), kernelspec=kernelspec))
    return Assignment(name=name, notebooks=tuple(notebooks), files=files)


def grade_ids(notebook: Path) -> list[str]:
    """The grade ids of a notebook's cells, in their order; none where it cannot be read."""
    try:
        with notebook.open("rb") as file:
            content = file.read(_LARGEST_NOTEBOOK)
        cells = json.loads(content)["cells"]
        found = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []
    return [grade_id for grade_id in found if isinstance(grade_id, str)]


def read_files(folder: Path, *, ignore: Sequence[str], left_to_learner: Sequence[str]) -> dict[str, bytes]:
    """The files beside an assignment's notebooks, by relative path.

    Parameters
    ----------
    folder : Path
        Where the instructor's notebooks lie.
    ignore : sequence of str
        Patterns of names of files and folders that are left out, notebooks always.
    left_to_learner : sequence of str
        Paths that are left out.

    Raises
    ------
    GradebookError
        When they are more than 100 MB together.
    """
    found: dict[str, bytes] = {}
    left = _LARGEST_FOLDER
    for path in _walk(folder, (*ignore, "*.ipynb")):
        relative = path.relative_to(folder).as_posix()
        if relative in left_to_learner or not stat.S_ISREG(path.stat().st_mode):
            continue
        with path.open("rb") as file:
            found[relative] = file.read(left + 1)
        left -= len(found[relative])
        if left < 0:
            raise GradebookError(
                f"{folder} holds more than {_LARGEST_FOLDER // 1_000_000} MB beside its notebooks (at {relative}); "
                "move large files elsewhere, or name them in c.CourseDirectory.ignore"
            )
    return found


def _walk(folder: Path, ignore: Sequence[str]) -> Iterator[Path]:
    def is_ignored(name: str) -> bool:
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in ignore)

    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_ignored(name))
        yield from (
            Path(place, name) for name in sorted(names) if not is_ignored(name) and Path(place, name).exists()
        )


def _object(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
