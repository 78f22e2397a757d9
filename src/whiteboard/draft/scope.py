"""What is out of scope, and what was asked of the interviewer."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.text import Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """One thing that is knowingly not built: as typed, with the reason beside it if one is given."""

    text: str
    because: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfScope:
    """A whole out-of-scope section as it was understood."""

    exclusions: tuple[Exclusion, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was understood."""
        return not self.exclusions


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to the interviewer, or one assumption.

    Parameters
    ----------
    text : str
        As typed.
    answer : str or None
        What was answered or assumed; None when nothing stands there.
    assumed : bool
        Whether it is an assumption rather than a question.
    line : int
        Where it was typed.
    """

    text: str
    answer: str | None = None
    assumed: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """A whole questions section as it was understood."""

    questions: tuple[Question, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was understood."""
        return not self.questions
