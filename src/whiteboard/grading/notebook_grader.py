"""One notebook: drafts are judged on their text, tests in code on what a guest answers, the rest waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from whiteboard.drafting.cell_lines import chosen_problem, draft_cell, grade_line
from whiteboard.grading import outputs
from whiteboard.grading.assignment import SourceCell, SourceNotebook
from whiteboard.grading.code_run import CodeRun, Hosts
from whiteboard.grading.drafts import DraftJudge, answered
from whiteboard.grading.guest.hidden import hidden_lines
from whiteboard.grading.outcome import CellResult, Fault
from whiteboard.grading.rebuilding.rebuild import Rebuilt, RebuiltCell
from whiteboard.grading.settings import Settings

T = TypeVar("T")


class NotebookGrader:
    """Goes through a rebuilt notebook from top to bottom, once.

    Parameters
    ----------
    rebuilt : Rebuilt
        The instructor's cells in their order, with the learner's texts.
    notebook : SourceNotebook
        The instructor's version.
    files : mapping of str to bytes
        The files beside the notebook.
    settings : Settings
        What code may use.
    hosts : Hosts
        Where guests come from.
    readable : bool
        Whether there was a notebook to read; without one nothing is run, and everything earns 0.
    """

    def __init__(
        self,
        *,
        rebuilt: Rebuilt,
        notebook: SourceNotebook,
        files: Mapping[str, bytes],
        settings: Settings,
        hosts: Hosts,
        readable: bool = True,
    ) -> None:
        self.results: list[CellResult] = []
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self.faults: list[Fault] = []
        self._rebuilt = rebuilt
        self._notebook = notebook
        self._readable = readable
        self._drafts = DraftJudge()
        self._typed: list[str] = []
        self._runs = readable and any(_needs_code(cell) for cell in notebook.cells)
        self._new_run = partial(CodeRun, hosts, files, settings, instructor_cells=_set_up_cells(notebook))
        self._code = self._new_run()
        self._rehearsed: dict[int, list[dict[str, Any]]] = {}

    def run(self) -> None:
        """Grade; afterwards `results`, `outputs` (by the cell's position) and `faults` are there."""
        rehearsal: list[Fault] = []
        try:
            if self._runs and self._hides():
                self._rehearse()
                rehearsal = self._code.faults
                self._code.close()
                self._code = self._new_run(left_out=self._code.lost)
            for position, cell in enumerate(self._rebuilt.cells):
                made = self._cell(cell, position)
                if made:
                    self.outputs[position] = made
        finally:
            self._code.close()
        found = [*self._drafts.faults, *rehearsal, *self._code.faults]
        self.faults.extend(replace(fault, notebook=self._notebook.name) for fault in found)

    def _hides(self) -> bool:
        """Whether hidden tests stand above code of the learner's, which could show what they asked."""
        hidden = [
            position
            for position, cell in enumerate(self._rebuilt.cells)
            if cell.source_cell is not None
            and cell.source_cell.is_test
            and hidden_lines(cell.source_cell.source)
        ]
        return bool(hidden) and any(self._is_code(cell) for cell in self._rebuilt.cells[hidden[0] :])

    def _rehearse(self) -> None:
        """Run the code without the tests; what it shows then is what its cells show."""
        for position, cell in enumerate(self._rebuilt.cells):
            if self._is_code(cell):
                self._rehearsed[position] = self._run(cell.source, position, cell.source_cell)

    def _is_code(self, cell: RebuiltCell) -> bool:
        """Whether the cell is run as code: the learner's, or what the instructor begins with."""
        source = cell.source_cell
        if cell.cell_type != "code" or cell.missing or draft_cell(cell.source) or grade_line(cell.source):
            return False
        if source is None or source.solution:
            return source is None or draft_cell(source.source) is None
        return not source.is_test and not _only_chooses(source.source)

    def _run(self, text: str, position: int, source: SourceCell | None) -> list[dict[str, Any]]:
        """Run a cell; what it shows is what it showed before there were tests."""
        grade_id = source.grade_id if source is not None else ""
        shown = self._rehearsed.get(position)
        name = grade_id or f"cell {position + 1}"
        made = self._code.run(text, name=name, cell=grade_id, painted=shown is None)
        return made if shown is None else shown

    def _cell(self, cell: RebuiltCell, position: int) -> list[dict[str, Any]]:
        source = cell.source_cell
        if source is None:
            return self._free(cell, position)
        if source.is_test:
            return self._test(source)
        if source.solution or source.task:
            return self._answer(cell, source, position)
        return self._set_up(cell, source, position)

    def _free(self, cell: RebuiltCell, position: int) -> list[dict[str, Any]]:
        """A cell that is the learner's alone."""
        if not self._runs or not self._is_code(cell):
            return []
        self._typed.append(cell.source)
        return self._run(cell.source, position, None)

    def _set_up(self, cell: RebuiltCell, source: SourceCell, position: int) -> list[dict[str, Any]]:
        """A locked cell of the instructor's: words, or what the notebook begins with."""
        if source.cell_type != "code":
            return []
        name = chosen_problem(source.source)
        if name is not None:
            self._told(lambda: self._drafts.session.set_problem(name), source)
        return self._run(source.source, position, source) if self._runs and self._is_code(cell) else []

    def _answer(self, cell: RebuiltCell, source: SourceCell, position: int) -> list[dict[str, Any]]:
        """A draft, code, or words of the learner's."""
        made: list[dict[str, Any]] = []
        asked = draft_cell(source.source) if source.cell_type == "code" else None
        if asked is not None:
            if not cell.missing and not cell.untouched:
                drafted = self._told(
                    lambda: self._drafts.draft(asked, cell.source, grade_id=source.grade_id), source
                )
                made = drafted or []
        elif self._runs and self._is_code(cell):
            self._typed.append(cell.source)
            made = self._run(cell.source, position, source)
        self.results.append(
            CellResult(
                cell=source.grade_id,
                points=self._by_hand(cell, source),
                max_points=source.points,
                untouched=cell.untouched,
                answered=answered(cell.source, *(self._typed if source.cell_type == "code" else [])),
            )
        )
        return made

    def _by_hand(self, cell: RebuiltCell, source: SourceCell) -> float | None:
        """Points of a cell that a person grades: none yet; 0 where nothing was typed."""
        if not source.by_hand or not self._readable:
            return 0.0
        return 0.0 if cell.untouched and not source.task else None

    def _test(self, source: SourceCell) -> list[dict[str, Any]]:
        line = grade_line(source.source)
        if line is not None:
            graded = self._told(lambda: self._drafts.grade(line, source.grade_id, most=source.points), source)
            if graded is None:
                self.results.append(CellResult(cell=source.grade_id, points=None, max_points=source.points))
                return [outputs.said(self.faults[-1].what)]
            self.results.append(graded.result)
            return graded.outputs
        if not self._readable:
            self.results.append(CellResult(cell=source.grade_id, points=0.0, max_points=source.points))
            return []
        tested = self._code.test(source.source, points=source.points, cell=source.grade_id)
        if tested.fault is not None:
            self.faults.append(replace(tested.fault, notebook=self._notebook.name, cell=source.grade_id))
        self.results.append(
            CellResult(
                cell=source.grade_id,
                points=min(max(tested.points, 0.0), source.points),
                max_points=source.points,
                answered=answered(*self._typed),
            )
        )
        return tested.outputs

    def _told(self, action: Callable[[], T], source: SourceCell) -> T | None:
        """Do it. What cannot be judged for a reason of ours waits for a person, and costs the learner nothing."""
        try:
            return action()
        except Exception as error:
            said = error.args[0] if error.args else ""
            what = (
                f"{source.grade_id} could not be judged ({type(error).__name__}: {said}); a person must look"
            )
            self.faults.append(
                Fault(kind="cannot judge", what=what, notebook=self._notebook.name, cell=source.grade_id)
            )
            return None


def _needs_code(cell: SourceCell) -> bool:
    """Whether a notebook's code must run for this cell: a test in Python, or an answer in code that a person reads."""
    if cell.is_test:
        return grade_line(cell.source) is None
    return cell.by_hand and cell.cell_type == "code" and draft_cell(cell.source) is None


def _set_up_cells(notebook: SourceNotebook) -> list[str]:
    """The instructor's own code that is no test."""
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and not (cell.is_test or cell.solution or _only_chooses(cell.source))
    ]


def _only_chooses(source: str) -> bool:
    """Whether a cell only loads this package's magics and chooses a problem, which needs no guest."""
    lines = [line.strip() for line in source.splitlines()]
    return all(not line or line.startswith(("#", "%load_ext whiteboard", "%problem ")) for line in lines)
