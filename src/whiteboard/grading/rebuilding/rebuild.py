"""The instructor's notebook with the learner's texts in it, found by grade id."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.grading.assignment import SourceCell, SourceNotebook
from whiteboard.grading.outcome import Fault
from whiteboard.grading.rebuilding.graded_notebook import to_notebook
from whiteboard.grading.rebuilding.placing import Placed, place
from whiteboard.grading.rebuilding.rebuilt import Rebuilt, RebuiltCell
from whiteboard.grading.rebuilding.released import is_untouched, released, same
from whiteboard.grading.submitted.notebook_file import LearnerCell, NotebookCells
from whiteboard.grading.wording import quoted

__all__ = ["Rebuilt", "RebuiltCell", "rebuild", "to_notebook"]

_MOST_NAMED = 5


def rebuild(cells: NotebookCells | None, notebook: SourceNotebook) -> Rebuilt:
    """Put a learner's texts into the instructor's cells.

    Cells are found by grade id, and by nothing else that a notebook's metadata says: where they stand, how often,
    of which type and with which points and tags is the instructor's. Of several cells with one grade id the last
    that was attempted counts, as it does where a notebook is run from top to bottom. A draft is also found by its
    ``%%draft`` line where its own cell is gone or untouched. A learner's other cells follow the instructor's cell
    that they follow in the learner's notebook.

    Parameters
    ----------
    cells : NotebookCells or None
        The learner's; None where the notebook could not be read, so that every cell is missing.
    notebook : SourceNotebook
        The instructor's.

    Returns
    -------
    Rebuilt
        Its faults are those of this step alone, and not `NotebookCells.faults`.

    Examples
    --------
    >>> stub = SourceCell(grade_id="api", cell_type="code", source="%%draft api\\n# type", solution=True)
    >>> notebook = SourceNotebook(name="ps1", cells=(stub,))
    >>> typed = LearnerCell(cell_type="code", source="%%draft api\\nGET /feed", grade_id="api", position=1)
    >>> [(cell.untouched, cell.missing) for cell in rebuild(NotebookCells(cells=(typed,)), notebook).cells]
    [(False, False)]
    >>> [(cell.untouched, cell.missing) for cell in rebuild(None, notebook).cells]
    [(True, True)]
    """
    if cells is None:
        return Rebuilt(cells=tuple(_missing(cell) for cell in notebook.cells))
    placed = place(cells.cells, notebook)
    rebuilt = list(_own(placed.following[""], placed))
    for source in notebook.cells:
        rebuilt += _own(_other_copies(source, placed), placed)
        rebuilt.append(_rebuilt(source, placed))
        rebuilt += _own(placed.following[source.grade_id], placed)
    found = tuple(
        Fault(kind=kind, what=f"{what}.", notebook=notebook.name, cell=cell)
        for kind, what, cell in _faults(placed, notebook)
    )
    return Rebuilt(cells=tuple(rebuilt), faults=found)


def _missing(cell: SourceCell) -> RebuiltCell:
    return RebuiltCell(
        cell_type=cell.cell_type, source=cell.source, source_cell=cell, untouched=True, missing=True
    )


def _own(cells: list[LearnerCell], placed: Placed) -> Iterator[RebuiltCell]:
    """The learner's own cells, without those that count for one of the instructor's."""
    for cell in cells:
        if not placed.is_taken(cell):
            yield RebuiltCell(cell_type=cell.cell_type, source=cell.source, learner=True)


def _other_copies(source: SourceCell, placed: Placed) -> list[LearnerCell]:
    """Copies that do not count and hold something; they go above the one that counts, so that it is run last."""
    if not (source.solution or source.task):
        return []
    chosen = placed.chosen.get(source.grade_id)
    return [
        cell
        for cell in placed.copies[source.grade_id]
        if not is_untouched(cell.source, source) and not (chosen and same(cell.source, chosen.source))
    ]


def _rebuilt(source: SourceCell, placed: Placed) -> RebuiltCell:
    if not (source.solution or source.task):
        copies = placed.copies[source.grade_id]
        untouched = not copies or any(_is_given(cell, source) for cell in copies)
        return RebuiltCell(
            cell_type=source.cell_type,
            source=source.source,
            source_cell=source,
            untouched=untouched,
            missing=not copies,
        )
    chosen = placed.chosen.get(source.grade_id)
    if chosen is None:
        if not placed.copies[source.grade_id]:
            return _missing(source)
        return RebuiltCell(
            cell_type=source.cell_type, source=released(source), source_cell=source, untouched=True
        )
    untouched = is_untouched(chosen.source, source)
    # An untouched task shows its mark scheme to those who grade it.
    is_instructors = untouched and source.task
    return RebuiltCell(
        cell_type=source.cell_type,
        source=source.source if is_instructors else chosen.source,
        source_cell=source,
        untouched=untouched,
        learner=not is_instructors,
    )


def _is_given(cell: LearnerCell, source: SourceCell) -> bool:
    return same(cell.source, released(source)) or same(cell.source, source.source)


def _faults(placed: Placed, notebook: SourceNotebook) -> Iterator[tuple[str, str, str]]:
    """What was put right: kind, sentence without its full stop, grade id."""
    if not placed.chosen and not any(placed.copies.values()):
        yield (
            "other notebook",
            "it has none of the assignment's cells; look whether the right one was handed in",
            "",
        )
        return
    for source in notebook.cells:
        for kind, what in _faults_of(source, placed):
            yield kind, what, source.grade_id
    locked = [cell for cell in notebook.cells if not (cell.solution or cell.task)]
    gone = [cell.grade_id for cell in locked if not placed.copies[cell.grade_id]]
    if gone:
        yield "missing cell", f"the instructor's {_named(gone)} had been deleted; put back", gone[0]
    if placed.unknown:
        names = _named([cell.grade_id for cell in placed.unknown])
        yield "unknown cell", f"the assignment has no {names}; read as cells of the learner's own", ""


def _faults_of(source: SourceCell, placed: Placed) -> Iterator[tuple[str, str]]:
    copies = placed.copies[source.grade_id]
    places = _places(copies)
    if not (source.solution or source.task):
        if copies and not any(_is_given(cell, source) for cell in copies):
            yield (
                "changed cell",
                f"the instructor's {quoted(source.grade_id)} was changed ({places}); put right",
            )
        elif len(copies) > 1:
            yield (
                "doubled cell",
                f"the instructor's {quoted(source.grade_id)} stood there {len(copies)} times ({places}); kept once",
            )
        return
    name = quoted(source.grade_id)
    chosen = placed.chosen.get(source.grade_id)
    if chosen is None:
        if not copies:
            yield "missing cell", f"there is no {name}, nor its text elsewhere; it counts as not attempted"
        return
    where = f"cell {chosen.position}"
    if source.grade_id in placed.moved:
        gone = "was untouched" if copies else "was gone"
        yield "moved text", f"{name} {gone}; {where} begins with the same %%draft line, so its text was taken"
    elif source.grade_id in placed.misnamed:
        yield (
            "misnamed draft",
            f"{name} ({where}) begins with the %%draft line of another; it was taken by its cell",
        )
    if len(copies) > 1:
        yield (
            "doubled cell",
            f"{name} stood there {len(copies)} times ({places}); the text of {where} was taken",
        )
    if chosen.cell_type != source.cell_type:
        kinds = f"{chosen.cell_type} instead of {source.cell_type}"
        yield "changed type", f"{name} ({where}) was {kinds}; its text was taken all the same"
    others = placed.others[source.grade_id]
    if others:
        what = f"{_places(others)} holds another draft for {name}; that of {where}, its own cell, was taken"
        yield "other draft", what


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(quoted(name) for name in names[:_MOST_NAMED]) + more


def _places(cells: list[LearnerCell]) -> str:
    shown = ", ".join(str(cell.position) for cell in cells[:_MOST_NAMED])
    more = f" and {len(cells) - _MOST_NAMED:,} more" if len(cells) > _MOST_NAMED else ""
    return f"cell {shown}{more}"
