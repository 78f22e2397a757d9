"""Arithmetic with units: what a formula comes to."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.draft.expression import Call, Expression, Name, Number, Operation, Span
from whiteboard.units import NO_UNIT, Unit

if TYPE_CHECKING:
    import numpy

Magnitude = Any
"""A float, or a numpy array of drawn values."""

_MOST_POWER = 60


class AmountError(ValueError):
    """A formula that has no value: a division by zero, an unknown name, time added to data."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A magnitude as the learner would write it down, and its unit.

    Units are multiplied and never converted on the way, so that ``43.2 GB/day * 365`` stays 15,768 GB/day:
    the number that the learner had in mind, whatever they left unsaid about time.

    Parameters
    ----------
    magnitude : float or numpy.ndarray
        In `unit`.
    unit : Unit
        A product of units.
    """

    magnitude: Magnitude
    unit: Unit = NO_UNIT

    @property
    def base(self) -> Magnitude:
        """In bits, dollars and seconds; counts are 1."""
        return self.magnitude * self.unit.factor

    def to(self, unit: Unit) -> Amount:
        """The same in another unit of the same dimension; counts are not compared.

        Examples
        --------
        >>> from whiteboard.units import parse_unit
        >>> round(Amount(1.0, parse_unit("GB/minute")).to(parse_unit("TB/day")).magnitude, 6)
        1.44
        """
        return Amount(self.magnitude * (self.unit.factor / unit.factor), unit)

    def times(self, other: Amount) -> Amount:
        """The product. ``250 bytes * 8 bits`` are 2000 bits."""
        if other.unit == _BIT and other.magnitude == 8 and self.unit.dimension.information == 1:
            return Amount(self.magnitude * 8, in_bits(self.unit))
        return Amount(self.magnitude * other.magnitude, self.unit.times(other.unit))

    def over(self, other: Amount) -> Amount:
        """The quotient.

        Raises
        ------
        AmountError
            When `other` is zero.
        """
        if not isinstance(other.magnitude, float | int):
            return Amount(self.magnitude / other.magnitude, self.unit.times(other.unit, -1))
        if other.magnitude == 0:
            raise AmountError("it divides by zero")
        return Amount(self.magnitude / other.magnitude, self.unit.times(other.unit, -1))


_BIT = Unit((("bit", 1),))


def in_bits(unit: Unit) -> Unit:
    """The same unit with bits for bytes."""
    return Unit(
        tuple(
            (atom.removesuffix("byte") + "bit" if atom.endswith("byte") else atom, p)
            for atom, p in unit.powers
        )
    )


Choice = Mapping[int, tuple[float, Unit]]
"""For numbers with several readings, by the id of the number: the reading that is taken."""


def amount_of(
    expression: Expression,
    look_up: Callable[[Name], Amount],
    *,
    choice: Choice | None = None,
    span: Callable[[Span, Choice], Amount] | None = None,
) -> Amount:
    """Evaluate an expression.

    Parameters
    ----------
    expression : Expression
        The formula.
    look_up : callable
        Gives the amount of a named quantity; raises AmountError when there is none.
    choice : mapping, optional
        Readings of ambiguous numbers.
    span : callable, optional
        The amount of a range; the geometric mean by default.

    Raises
    ------
    AmountError
        When it has no value; the message says why.

    Examples
    --------
    >>> tree = Operation(sign="/", left=Number(value=1e9), right=Number(value=86400))
    >>> round(amount_of(tree, lambda name: Amount(0.0)).magnitude)
    11574
    """
    chosen: Choice = choice or {}
    middle = span or middle_of

    def walk(part: Expression) -> Amount:
        if isinstance(part, Number):
            value, unit = chosen.get(id(part), (part.value, part.unit))
            return Amount(value, unit)
        if isinstance(part, Span):
            return middle(part, chosen)
        if isinstance(part, Name):
            return look_up(part)
        if isinstance(part, Call):
            return _called(part.function, [walk(argument) for argument in part.arguments])
        return _joined(part, walk(part.left), walk(part.right))

    try:
        found = walk(expression)
    except (OverflowError, ZeroDivisionError, RecursionError) as error:
        raise AmountError("it is too large a number") from error
    if isinstance(found.magnitude, float | int) and not math.isfinite(found.magnitude):
        raise AmountError("it is too large a number")
    return found


def middle_of(span: Span, choice: Choice) -> Amount:
    """The geometric mean of a range: halfway between 10k and 1M is 100k."""
    low, high = ends_of(span, choice)
    if low.magnitude <= 0 or high.magnitude <= 0:
        return Amount((low.magnitude + high.to(low.unit).magnitude) / 2, low.unit)
    scaled = high.magnitude if low.unit == high.unit else high.magnitude * high.unit.factor / low.unit.factor
    return Amount(math.sqrt(low.magnitude) * math.sqrt(scaled), low.unit)


def ends_of(span: Span, choice: Choice) -> tuple[Amount, Amount]:
    """Both ends of a range."""
    low = choice.get(id(span.low), (span.low.value, span.low.unit))
    high = choice.get(id(span.high), (span.high.value, span.high.unit))
    return Amount(*low), Amount(*high)


def _joined(part: Operation, left: Amount, right: Amount) -> Amount:
    if part.sign == "*":
        return left.times(right)
    if part.sign == "/":
        return left.over(right)
    if part.sign == "^":
        return _raised(left, right)
    left, right = _alike(left, right, part.sign)
    if part.sign == "+":
        return Amount(left.magnitude + right.magnitude, left.unit)
    return Amount(left.magnitude - right.magnitude, left.unit)


def _alike(left: Amount, right: Amount, sign: str) -> tuple[Amount, Amount]:
    """Both in one unit. What has no unit takes the other's: ``1000 + 7 + 255 bytes``."""
    ours, theirs = left.unit.dimension, right.unit.dimension
    if ours == theirs:
        return left, Amount((right.magnitude * (right.unit.factor / left.unit.factor)), left.unit)
    if ours == (0, 0, 0):
        return Amount(left.magnitude, right.unit), right
    if theirs == (0, 0, 0):
        return left, Amount(right.magnitude, left.unit)
    if ours[:2] == theirs[:2]:
        # A rate and a total: only the unit of time was left out of one of them.
        scale = right.unit.without("time").factor / left.unit.without("time").factor
        return left, Amount(right.magnitude * scale, left.unit)
    verb = "adds" if sign == "+" else "subtracts"
    raise AmountError(f"it {verb} {right.unit or 'a number'} and {left.unit or 'a number'}")


def _raised(left: Amount, right: Amount) -> Amount:
    exponent = right.magnitude
    if not isinstance(exponent, float | int) or not isinstance(left.magnitude, float | int):
        return Amount(left.magnitude**exponent, NO_UNIT)
    value = float(left.magnitude) ** float(exponent) if left.magnitude or exponent >= 0 else math.inf
    if isinstance(value, complex):
        raise AmountError("it takes a root of a negative number")
    whole = float(exponent).is_integer() and abs(exponent) <= _MOST_POWER
    return Amount(value, left.unit.power(int(exponent)) if whole else NO_UNIT)


def _called(function: str, arguments: list[Amount]) -> Amount:
    first = arguments[0]
    same = [first]
    for argument in arguments[1:]:
        made = _alike(first, argument, "+")
        same.append(Amount(made[1].magnitude, made[0].unit))
    magnitudes = [amount.magnitude for amount in same]
    return Amount(_computed(function, magnitudes), first.unit)


def _computed(function: str, magnitudes: list[Magnitude]) -> Magnitude:
    if function in {"sum", "average"}:
        total = sum(magnitudes[1:], start=magnitudes[0])
        return total if function == "sum" else total / len(magnitudes)
    if all(isinstance(magnitude, float | int) for magnitude in magnitudes):
        first = magnitudes[0]
        if function in {"max", "min"}:
            return max(magnitudes) if function == "max" else min(magnitudes)
        return float(
            math.ceil(first)
            if function == "ceil"
            else math.floor(first)
            if function == "floor"
            else round(first)
        )
    return _computed_arrays(function, magnitudes)


def _computed_arrays(function: str, magnitudes: list[Magnitude]) -> numpy.ndarray[Any, Any]:
    import numpy as np

    if function in {"max", "min"}:
        chosen = np.maximum if function == "max" else np.minimum
        made = magnitudes[0]
        for magnitude in magnitudes[1:]:
            made = chosen(made, magnitude)
        return np.asarray(made)
    whole = np.ceil if function == "ceil" else np.floor if function == "floor" else np.rint
    return np.asarray(whole(magnitudes[0]))
