"""What a class report is made from: each learner's standing, points and drafts, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from whiteboard.grading.outcome import Fault, State

NOT_SUBMITTED = "not submitted"
"""The standing of a learner in the gradebook from whom nothing came."""

NO_RECORD = "without a record"
"""The standing of a submission in the gradebook whose points are not those of a record of ours."""

STANDINGS = (State.GRADED.value, State.FAULTY.value, State.UNREADABLE.value, NO_RECORD, NOT_SUBMITTED)
"""Every standing that a learner can have, in the order in which they are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedCell:
    """One of the assignment's cells that give points.

    Parameters
    ----------
    notebook, cell : str
        The notebook's name and the cell's grade id.
    max_points : float
        The most that it gives.
    """

    notebook: str
    cell: str
    max_points: float

    @property
    def name(self) -> str:
        """Both names in one, as columns are headed: ``"ps1/api-test"``."""
        return f"{self.notebook}/{self.cell}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellScore:
    """What one learner has in one graded cell.

    Parameters
    ----------
    score : float
        Points as the gradebook counts them: those set by hand where there are such; 0 while a person is
        waited for.
    needs_manual_grade : bool
        Whether a person is waited for.
    by_hand : bool
        Whether a person set the score.
    criteria : tuple of dict
        As in `whiteboard.grading.outcome.CellResult`: what the rules said, on the problem's own scale.
    drafts : tuple of dict
        As in `whiteboard.grading.outcome.CellResult`.
    """

    score: float = 0.0
    needs_manual_grade: bool = False
    by_hand: bool = False
    criteria: tuple[dict[str, Any], ...] = ()
    drafts: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """One line of the gradebook for one assignment, with our record beside it.

    Parameters
    ----------
    student : str
        The learner's id.
    standing : str
        One of `STANDINGS`.
    last_name, first_name, email : str
        As the gradebook has them; empty where it has none.
    timestamp : datetime or None
        When it was handed in; UTC, without a zone, as nbgrader keeps it.
    raw_score, late_submission_penalty, score, max_score : float
        As nbgrader exports them, in points.
    faults : tuple of Fault
        What was found while it was graded.
    cells : dict of (str, str) to CellScore
        By notebook and grade id; empty for whom there is nothing.
    """

    student: str
    standing: str
    last_name: str = ""
    first_name: str = ""
    email: str = ""
    timestamp: datetime | None = None
    raw_score: float = 0.0
    late_submission_penalty: float = 0.0
    score: float = 0.0
    max_score: float = 0.0
    faults: tuple[Fault, ...] = ()
    cells: dict[tuple[str, str], CellScore]

    @property
    def needs_manual_grade(self) -> bool:
        """Whether any of the cells waits for a person."""
        return any(cell.needs_manual_grade for cell in self.cells.values())

    @property
    def counts(self) -> bool:
        """Whether the points say something of the learner: something was handed in, and could be read."""
        return self.standing not in (State.UNREADABLE.value, NOT_SUBMITTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRecords:
    """All that the gradebook says of one assignment.

    Parameters
    ----------
    assignment : str
        Its name.
    due_date : datetime or None
        UTC, without a zone.
    cells : tuple of GradedCell
        The cells that give points, in the instructor's order.
    learners : tuple of Learner
        Everyone in the gradebook, by id.
    own_text : tuple of str
        The assignment's own words: the source of every cell that learners were given.
    """

    assignment: str
    due_date: datetime | None = None
    cells: tuple[GradedCell, ...]
    learners: tuple[Learner, ...]
    own_text: tuple[str, ...] = ()

    @property
    def max_points(self) -> float:
        """The most that the assignment gives."""
        return sum(cell.max_points for cell in self.cells)
