"""Amounts as one would say them: in a unit that reads well, to three digits."""

from __future__ import annotations

import math

from whiteboard.run.numbers.amounts import Amount
from whiteboard.units import NO_UNIT, Unit, known_unit

_BYTES = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte", "exabyte", "zettabyte")
_BITS = ("bit", "kilobit", "megabit", "gigabit", "terabit", "petabit", "exabit")
_TIMES = ("millisecond", "second", "minute", "hour", "day", "year")
_LETTERS = ((1e15, " quadrillion"), (1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


def tidy(amount: Amount, *, per: Unit = NO_UNIT) -> Amount:
    """The same amount in a unit that reads well; in `per`, a unit of time, where that fits.

    Examples
    --------
    >>> from whiteboard.units import parse_unit
    >>> shown = tidy(Amount(1000.0, parse_unit("MB/minute").times(parse_unit("writes"))))
    >>> shown.magnitude, str(shown.unit)
    (1.0, 'GB/minute')
    """
    information, money, time = amount.unit.dimension
    counts = NO_UNIT if information or money else tidy_counts(amount.unit)
    time_unit = _tidy_time(amount, alone=not (information or money or counts.powers))
    if per.powers and per.dimension.time == time:
        time_unit = per
    unit = counts.times(amount.unit.only("money")).times(time_unit)
    if information not in {0, 1}:
        return amount
    if information:
        rest = amount.base / time_unit.factor
        unit = _prefixed(rest, amount.unit).times(unit)
    if unit.dimension != amount.unit.dimension:
        return amount
    return amount.to(unit)


def tidy_counts(unit: Unit) -> Unit:
    """The counting nouns of a product that are worth showing."""
    above = [(atom, power) for atom, power in unit.powers if power > 0 and atom in unit.counts]
    below = [(atom, power) for atom, power in unit.powers if power < 0 and atom in unit.counts]
    # "users · tweets / user" has been cancelled already; of several nouns the last one says what results.
    return Unit((*above[-1:], *(below if not above or len(below) == 1 else ())))


def _tidy_time(amount: Amount, *, alone: bool) -> Unit:
    unit = amount.unit.only("time")
    power = unit.dimension.time
    if power == 0:
        return NO_UNIT
    if len(unit.powers) == 1 and not (alone and power == 1):
        return unit
    if power == 1 and alone:
        seconds = abs(amount.base)
        best = [name for name in _TIMES if _one(name).factor <= seconds] or ["millisecond"]
        return _one(best[-1])
    below = [atom for atom, exponent in unit.powers if exponent < 0]
    atom = below[-1] if below and power < 0 else "second"
    return Unit(((atom, power),))


def _prefixed(bits: float, unit: Unit) -> Unit:
    atoms = [atom for atom, _ in unit.only("information").powers]
    names = _BITS if all(atom in _BITS for atom in atoms) else _BYTES
    size = abs(bits)
    fitting = [name for name in names if _one(name).factor <= size * 1.0000001] or [names[0]]
    return _one(fitting[-1])


def _one(name: str) -> Unit:
    found = known_unit(name)
    assert found is not None
    return found


def written(amount: Amount) -> str:
    """An amount in three digits, as one would say it.

    Examples
    --------
    >>> from whiteboard.units import parse_unit
    >>> written(Amount(86.4, parse_unit("GB/day"))), written(Amount(11574.07, parse_unit("requests/second")))
    ('86.4 GB/day', '11.6k requests/second')
    """
    value = float(amount.magnitude)
    unit = str(amount.unit)
    if not math.isfinite(value):
        return f"{value} {unit}".strip()
    letters = ""
    plain = amount.unit.dimension.information == 0
    if plain and abs(value) >= 10_000:
        for size, letter in _LETTERS:
            if abs(value) >= size * 0.9995:
                value, letters = value / size, letter
                break
    text = f"{value:.3g}"
    if "e" in text and 1e-4 < abs(value) < 1e7:
        text = f"{value:,.0f}" if abs(value) >= 1 else f"{value:.6f}".rstrip("0")
    if unit.startswith("1/"):
        return f"{text}{letters}{unit[1:]}"
    return f"{text}{letters} {unit}".strip()
