"""What came of grading a class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from whiteboard.grading.outcome import Fault, Outcome, State
from whiteboard.report.render import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How one submission ended.

    Parameters
    ----------
    student : str
        Whose.
    state : State
        How it ended.
    points, max_points : float
        Given without a person, and possible.
    faults : tuple of Fault
        What an instructor should know.
    protections : tuple of str
        What held the learner's code; empty where none ran.
    """

    student: str
    state: State
    points: float
    max_points: float
    faults: tuple[Fault, ...] = ()
    protections: tuple[str, ...] = ()

    @classmethod
    def of(cls, outcome: Outcome) -> Entry:
        """The entry of an outcome."""
        return cls(
            student=outcome.student,
            state=outcome.state,
            points=outcome.points,
            max_points=outcome.max_points,
            faults=outcome.faults,
            protections=outcome.protections,
        )

    def to_data(self) -> dict[str, Any]:
        """The entry as JSON's own types."""
        return {
            "student": self.student,
            "state": str(self.state),
            "points": self.points,
            "max_points": self.max_points,
            "faults": [asdict(fault) for fault in self.faults],
            "protections": list(self.protections),
        }

    @property
    def in_words(self) -> str:
        """How it ended, in a line.

        Examples
        --------
        >>> lost = Fault(kind="missing cell", what="api-draft is missing", notebook="ps1", cell="api-draft")
        >>> Entry(student="learner-007", state=State.FAULTY, points=3.5, max_points=10, faults=(lost,)).in_words
        'graded with a fault, 3.5 of 10 points; ps1, api-draft: api-draft is missing'
        """
        said = [str(self.state)]
        if self.state is not State.UNREADABLE:
            said[0] += f", {number(self.points)} of {number(self.max_points)} points"
        return "; ".join(said + [fault_in_words(fault) for fault in self.faults])


def fault_in_words(fault: Fault) -> str:
    """A fault with its place."""
    place = ", ".join(filter(None, (fault.notebook, fault.cell)))
    return f"{place}: {fault.what}" if place else fault.what


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassResult:
    """What came of grading a class.

    Parameters
    ----------
    assignment : str
        Which.
    entries : tuple of Entry
        How each submission ended that was graded in this run and recorded, by student.
    skipped : tuple of Entry
        How each submission had ended that was graded before as it is now.
    unwritten : tuple of str
        What could not be recorded, and why: a sentence each. Another run tries these again.
    refused : tuple of str
        Submitted folders that cannot be a student's, and why: a sentence each.
    seconds : float
        What it took.
    """

    assignment: str
    entries: tuple[Entry, ...] = ()
    skipped: tuple[Entry, ...] = ()
    unwritten: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    seconds: float = 0.0

    def of(self, state: State) -> tuple[Entry, ...]:
        """The entries that ended so."""
        return tuple(entry for entry in self.entries if entry.state is state)

    @property
    def protections(self) -> tuple[str, ...]:
        """What held the code of all submissions whose code ran: what one of them lacked is not among it."""
        held = [entry.protections for entry in self.entries if entry.protections]
        if not held:
            return ()
        return tuple(one for one in held[0] if all(one in others for others in held))

    @property
    def clean(self) -> bool:
        """Whether every submission, those of earlier runs included, is graded without a fault, and recorded."""
        faulty = any(entry.state is not State.GRADED for entry in (*self.entries, *self.skipped))
        return not (faulty or self.unwritten or self.refused)

    def to_data(self) -> dict[str, Any]:
        """The result as JSON's own types."""
        return {
            "assignment": self.assignment,
            "entries": [entry.to_data() for entry in self.entries],
            "skipped": [entry.to_data() for entry in self.skipped],
            "unwritten": list(self.unwritten),
            "refused": list(self.refused),
            "seconds": self.seconds,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a class has come.

    Parameters
    ----------
    done, total : int
        Submissions that are recorded or were skipped, and all.
    faults : int
        Those that ended with a fault, unreadable, or unwritten.
    points, max_points : float
        Given so far in this run without a person, and possible for as many submissions.
    """

    done: int
    total: int
    faults: int = 0
    points: float = 0.0
    max_points: float = 0.0


OnProgress = Callable[[Progress], None]
"""Told after each submission."""
