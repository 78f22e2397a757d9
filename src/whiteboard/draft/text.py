"""What every section shares: a line of the learner's text, and a line that was not understood."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a draft.

    Parameters
    ----------
    number : int
        Where the line stands in the learner's text, counted from 1.
    text : str
        The line as it was typed, without its line break.

    Examples
    --------
    >>> Line(3, "reads = 100k requests/minute").number
    3
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that no reader understood. Nothing that was typed is dropped silently.

    Parameters
    ----------
    line : int
        Line number, counted from 1.
    text : str
        The line as it was typed.
    hint : str
        The nearest form that would have been understood, in one sentence.

    Examples
    --------
    >>> Unread(2, "???", "Try:  name = expression").hint
    'Try:  name = expression'
    """

    line: int
    text: str
    hint: str
