"""Formulas of the scale section as data: numbers with units, names, and what joins them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from whiteboard.units import NO_UNIT, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number with its unit.

    Parameters
    ----------
    value : float
        As typed, in `unit`: ``100k`` is 100,000, ``20%`` is 0.2.
    unit : Unit
        What it counts or measures.
    others : tuple of (float, Unit)
        What the same letters may mean as well: ``100B`` is 100 billion, or 100 bytes.
    column : int
        Where it stands in the line, counted from 1.
    text : str
        As typed.
    approximate : bool
        Whether "~" or "about" stands before it.
    """

    value: float
    unit: Unit = NO_UNIT
    others: tuple[tuple[float, Unit], ...] = ()
    column: int = 0
    text: str = ""
    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A range of numbers: ``10k..1M``. It is evaluated at its geometric mean."""

    low: Number
    high: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The name of another quantity.

    ``target`` is that quantity's place in the section, counted from 0; None when there is no such name.
    """

    text: str
    target: int | None
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Two expressions joined by ``+``, ``-``, ``*``, ``/`` or ``^``."""

    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``max``, ``min``, ``ceil``, ``floor``, ``round``, ``sum`` or ``average`` of expressions."""

    function: str
    arguments: tuple[Expression, ...]


Expression: TypeAlias = Number | Span | Name | Operation | Call


def parts(expression: Expression) -> Iterator[Expression]:
    """An expression and all that it is made of.

    Examples
    --------
    >>> tree = Operation(sign="*", left=Number(value=2), right=Name(text="reads", target=0))
    >>> [type(part).__name__ for part in parts(tree)]
    ['Operation', 'Number', 'Name']
    """
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Operation):
            waiting += (part.right, part.left)
        elif isinstance(part, Call):
            waiting += reversed(part.arguments)
        elif isinstance(part, Span):
            waiting += (part.high, part.low)


def is_literal(expression: Expression) -> bool:
    """Whether nothing is computed in it: one number, or one range."""
    return isinstance(expression, Number | Span)


def targets(expression: Expression) -> list[int]:
    """Places of the quantities that it names, in order, each once."""
    found = (part.target for part in parts(expression) if isinstance(part, Name) and part.target is not None)
    return list(dict.fromkeys(found))


def unknown_names(expression: Expression) -> list[str]:
    """Names in it that no quantity bears, as typed."""
    found = (part.text for part in parts(expression) if isinstance(part, Name) and part.target is None)
    return list(dict.fromkeys(found))
