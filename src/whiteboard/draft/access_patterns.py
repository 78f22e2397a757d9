"""The access patterns section, also called functional requirements: what users can do."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.text import Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One functional requirement or access pattern.

    Parameters
    ----------
    name : str or None
        The name that the learner gave it (``getFeed``); None when there is only a sentence.
    text : str
        The sentence as typed, without the name before it.
    reads : bool or None
        Whether it gets something (True) or changes something (False); None when the words do not say.
    actor : str
        Who does it, as typed ("users"); empty when not stated.
    verb : str
        What is done, as typed in lower case ("post", "get"); empty when not found.
    target : str
        What it is done to, or what is got, as typed; empty when not found.
    given : tuple of str
        What is known beforehand ("given an account"), as typed without articles.
    order : str or None
        The order promised ("newest first", "sorted by time"), as typed; None when none is.
    question : bool
        Whether it was put as a question to the interviewer ("will users …?").
    answer : str or None
        What stands behind the question ("yes", "no, out of scope"); None when nothing does.
    optional : bool
        Whether it is marked as nice to have, later, stretch.
    group : str
        The label that it stands under ("given an account:", "core"); empty at the top.
    line : int
        Where it was typed.
    """

    name: str | None = None
    text: str
    reads: bool | None = None
    actor: str = ""
    verb: str = ""
    target: str = ""
    given: tuple[str, ...] = ()
    order: str | None = None
    question: bool = False
    answer: str | None = None
    optional: bool = False
    group: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPatterns:
    """A whole access patterns section as it was understood."""

    requirements: tuple[Requirement, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no requirement was understood."""
        return not self.requirements
