"""What a guest can do wrong, as the judge sees it."""

from __future__ import annotations

import builtins
from functools import lru_cache
from typing import Literal

GoneKind = Literal["time-out", "memory", "died", "output", "protocol"]
LONGEST_TEXT = 2_000
"""Characters kept of a learner's error message."""


class GuestGone(Exception):
    """A guest that can no longer be asked.

    Parameters
    ----------
    kind : str
        ``"time-out"``, ``"memory"``, ``"died"``, ``"output"`` (it sent more than is read) or ``"protocol"``
        (it sent what is no answer).
    text : str
        What happened, in words.

    Attributes
    ----------
    cell : str
        The name of the cell that was running; empty where it was a request of a test's.
    """

    def __init__(self, kind: GoneKind, text: str) -> None:
        super().__init__(text)
        self.kind: GoneKind = kind
        self.text = text
        self.cell = ""


class NoSuchName(KeyError):
    """The notebook defines no such name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"the notebook defines no {self.name!r}"


class NotPlain(ValueError):
    """A value that is no plain data, or too much of it, so that it can't cross between judge and guest."""


class GuestError(Exception):
    """An exception that a learner's code raised.

    What is raised is an instance both of this class and of the builtin exception that the learner's was, or
    derives from, so that ``try: root(-1)`` with ``except ValueError`` works in a test. An exception that
    would end the process, such as ``SystemExit``, arrives as this class alone.
    """

    def __init__(self, text: str = "") -> None:
        Exception.__init__(self, text)
        self.text = text

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=1_000)
def error_class(bases: tuple[str, ...]) -> type[GuestError]:
    """The class under which a learner's exception is raised in the judge.

    Parameters
    ----------
    bases : tuple of str
        The names of its own class and of those that it derives from, nearest first. One class is made for
        each of them down to the first builtin one.

    Examples
    --------
    >>> issubclass(error_class(("TooOld", "ValueError", "Exception")), ValueError)
    True
    >>> issubclass(error_class(("SystemExit", "BaseException")), SystemExit)
    False
    """
    if not bases or bases[0] in ("Exception", "BaseException", "object"):
        return GuestError
    name = bases[0] if bases[0].isidentifier() and len(bases[0]) <= 100 else "Unnamed"
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, Exception) and not issubclass(found, ExceptionGroup):
        return type(name, (GuestError, found), {})  # a group's constructor insists on exceptions to hold
    return type(name, (error_class(bases[1:]),), {})
