"""Which of a learner's cells counts for which of the instructor's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from whiteboard.grading.assignment import SourceCell, SourceNotebook
from whiteboard.grading.rebuilding.draft_homes import DraftHomes
from whiteboard.grading.rebuilding.released import is_attempted, is_untouched, released, same
from whiteboard.grading.submitted.notebook_file import LearnerCell

_UNTOUCHED, _TOUCHED, _ATTEMPTED = range(3)


@dataclass
class Placed:
    """A learner's notebook, sorted by the instructor's cells.

    Parameters
    ----------
    copies : dict of str to list of LearnerCell
        Grade id → the cells that have it.
    following : dict of str to list of LearnerCell
        Grade id → the learner's own cells that follow that cell; the empty one stands for the top.
    chosen : dict of str to LearnerCell
        Grade id → the cell whose text counts, for what learners write in.
    moved : dict of str to LearnerCell
        Those of the chosen that were found by their ``%%draft`` line, and not by grade id.
    misnamed : dict of str to LearnerCell
        Those of the chosen whose ``%%draft`` line names another draft.
    others : dict of str to list of LearnerCell
        Grade id → further cells with a draft for it that do not count.
    unknown : list of LearnerCell
        Cells with a grade id that the instructor's notebook has not.
    """

    copies: dict[str, list[LearnerCell]] = field(default_factory=dict)
    following: dict[str, list[LearnerCell]] = field(default_factory=lambda: {"": []})
    chosen: dict[str, LearnerCell] = field(default_factory=dict)
    moved: dict[str, LearnerCell] = field(default_factory=dict)
    misnamed: dict[str, LearnerCell] = field(default_factory=dict)
    others: dict[str, list[LearnerCell]] = field(default_factory=dict)
    unknown: list[LearnerCell] = field(default_factory=list)

    def is_taken(self, cell: LearnerCell) -> bool:
        """Whether the cell's text counts for an instructor's cell."""
        return any(cell is taken for taken in self.chosen.values())


def place(cells: Iterable[LearnerCell], notebook: SourceNotebook) -> Placed:
    """Sort a learner's cells by the instructor's, and choose those that count.

    A cell's own text comes first: the last that was attempted of those with its grade id. For a draft that has
    none, the last attempted cell counts that begins with its ``%%draft`` line, wherever it stands. Only then
    comes a text with its grade id whose line names another draft.

    Parameters
    ----------
    cells : iterable of LearnerCell
        The learner's, in their order.
    notebook : SourceNotebook
        The instructor's.
    """
    return _Placing(notebook).run(cells)


class _Placing:
    def __init__(self, notebook: SourceNotebook) -> None:
        self._sources = notebook.cells
        self._homes = DraftHomes(notebook)
        self._given = {released(cell).strip() for cell in notebook.cells}
        self._placed = Placed(
            copies={cell.grade_id: [] for cell in notebook.cells},
            following={"": [], **{cell.grade_id: [] for cell in notebook.cells}},
        )
        self._home: dict[int, str] = {}
        self._ranks: dict[tuple[int, str], int] = {}
        self._drafted: dict[str, list[LearnerCell]] = {}

    def run(self, cells: Iterable[LearnerCell]) -> Placed:
        self._sort(cells)
        writable = [cell for cell in self._sources if cell.solution or cell.task]
        for source in writable:
            self._choose_own(source, _ATTEMPTED)
        for source in writable:
            if source.grade_id not in self._placed.chosen:
                self._choose_own(source, _TOUCHED)
        for choose in (self._choose_moved, self._choose_misnamed):
            for source in writable:
                if source.grade_id not in self._placed.chosen:
                    choose(source)
        for source in writable:
            if source.grade_id not in self._placed.chosen:
                self._choose_own(source, _UNTOUCHED)
            self._find_others(source)
        return self._placed

    def _sort(self, cells: Iterable[LearnerCell]) -> None:
        above = ""
        for cell in cells:
            if cell.grade_id in self._placed.copies:
                above = cell.grade_id
                self._placed.copies[above].append(cell)
            else:
                self._placed.following[above].append(cell)
                if cell.grade_id:
                    self._placed.unknown.append(cell)
            home = self._homes.named_by(cell.source, above)
            if home:
                self._home[id(cell)] = home
                self._drafted.setdefault(home, []).append(cell)

    def _rank(self, cell: LearnerCell, source: SourceCell) -> int:
        """How much of the learner's own a text holds, looked at once."""
        known = (id(cell), source.grade_id)
        if known not in self._ranks:
            self._ranks[known] = self._ranked(cell, source)
        return self._ranks[known]

    def _ranked(self, cell: LearnerCell, source: SourceCell) -> int:
        # Another of the instructor's cells in this one's place is no answer.
        if is_untouched(cell.source, source) or cell.source.strip() in self._given:
            return _UNTOUCHED
        return _ATTEMPTED if is_attempted(cell.source, source) else _TOUCHED

    def _choose_own(self, source: SourceCell, least: int) -> None:
        """The last text with the cell's grade id that holds so much, and that names no other draft."""
        for cell in reversed(self._placed.copies[source.grade_id]):
            if (
                self._home.get(id(cell), source.grade_id) == source.grade_id
                and self._rank(cell, source) >= least
            ):
                self._placed.chosen[source.grade_id] = cell
                return

    def _choose_moved(self, source: SourceCell) -> None:
        for cell in reversed(self._drafted.get(source.grade_id, [])):
            if self._rank(cell, source) == _ATTEMPTED:
                self._placed.chosen[source.grade_id] = self._placed.moved[source.grade_id] = cell
                return

    def _choose_misnamed(self, source: SourceCell) -> None:
        for cell in reversed(self._placed.copies[source.grade_id]):
            if not self._placed.is_taken(cell) and self._rank(cell, source) == _ATTEMPTED:
                self._placed.chosen[source.grade_id] = self._placed.misnamed[source.grade_id] = cell
                return

    def _find_others(self, source: SourceCell) -> None:
        chosen = self._placed.chosen.get(source.grade_id)
        self._placed.others[source.grade_id] = [
            cell
            for cell in self._drafted.get(source.grade_id, [])
            if cell.grade_id != source.grade_id
            and not self._placed.is_taken(cell)
            and self._rank(cell, source) == _ATTEMPTED
            and (chosen is None or not same(cell.source, chosen.source))
        ]
