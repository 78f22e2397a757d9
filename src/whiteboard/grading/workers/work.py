"""What goes to whoever grades, and what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from whiteboard.grading.outcome import Outcome


class CannotGrade(RuntimeError):
    """Grading cannot begin, or go on; the text says why and what to do. No submission is at fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One submission to be graded.

    Parameters
    ----------
    student : str
        Whose.
    fingerprint : str
        What the outcome depends on; kept in the outcome.
    packed : bytes
        The submission, as `pack_submission` made it.
    timestamp : str
        When it was handed in, as in `Submission`.
    """

    student: str
    fingerprint: str
    packed: bytes
    timestamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of one submission.

    Parameters
    ----------
    work : Work
        What had been asked.
    outcome : Outcome or None
        None where the process that graded it ended.
    died : str
        How it ended, in words.
    """

    work: Work
    outcome: Outcome | None = None
    died: str = ""


class Graders(Protocol):
    """Whoever grades: local processes, or the workers of a cluster."""

    def run(self, works: Iterable[Work]) -> Iterator[Done]:
        """Grade; what is done comes first, in no order. Takes from `works` only what can soon be begun."""

    def close(self) -> None:
        """End all that was started."""
