"""Whether a result that the learner wrote follows from their formula, and if not, which slip it was.

Learners leave much unsaid: ``200M * 5 = 1B tweets/day``, ``43.2 GB/day * 365 = 15.8 TB/year``. So two values
are compared in every sense that the line allows, and a claim that agrees in one of them is right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whiteboard.run.numbers.amounts import Amount
from whiteboard.units import Unit, atoms_of, known_unit

TOLERANCE = 1.3
"""A claim within this factor of its formula is right: the point is the ballpark."""

SLIP_TOLERANCE = 1.15
"""How near a ratio must come to a known slip to be named after it."""

_POWER_OF_TEN_REACH = math.sqrt(10) * 1.001
_MOST_CONSTANTS = 9

KNOWN_SLIPS = (
    8, 60, 3600, 24, 86400, 30, 365, 12, 7, 1440, 1000, 1e6, 1e9, 1e12, 1024, 1024**2, 1024**3, 1024**4, 8000,
    8e6, 8e9, 125,
    125e3, 125e6, 525600, 2.592e6, 3.1536e7, 8760, 720, 168, 1e15,
)  # fmt: skip
"""Ratios between units that are taken for each other: bits and bytes, seconds and days, KB and MB."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense in which claim and formula can be compared.

    Parameters
    ----------
    ratio : float
        Claim over formula.
    decides : bool
        Whether agreement in this sense makes the claim right.
    literal : bool
        Whether it compares the units as they are written.
    drops_time : bool
        Whether it takes a rate for a total.
    meant : bool
        Whether the formula's own numbers convert the time, so that no other sense was meant: ``* 365``.
    """

    ratio: float
    decides: bool = True
    literal: bool = False
    drops_time: bool = False
    meant: bool = False


def senses(
    formula: Amount,
    claim: Amount,
    *,
    constants: Sequence[float] = (),
    implied: Unit | None = None,
    periods: Sequence[Amount] = (),
) -> Iterator[Sense]:
    """In which senses a claim can be held against a formula.

    Parameters
    ----------
    formula, claim : Amount
        Both sides.
    constants : sequence of float
        Bare numbers and spans of time in the formula (86400, 365 …), by which units of time may be meant.
    implied : Unit, optional
        What the quantity's name says of its unit.
    periods : sequence of Amount
        Spans of time that name or claim speak of ("over 10 years").

    Examples
    --------
    >>> from whiteboard.units import parse_unit
    >>> daily = Amount(15768.0, parse_unit("GB/day"))
    >>> yearly = Amount(15.8, parse_unit("TB/year"))
    >>> [round(sense.ratio, 3) for sense in senses(daily, yearly, constants=[43.2, 365.0]) if sense.decides]
    [0.003, 1.002]
    """
    ours, theirs = formula.unit.dimension, claim.unit.dimension
    full = (formula.base, claim.base)
    plain = (_timeless(formula), _timeless(claim))
    scales = list(_scales(formula, claim, constants))
    if not scales:
        return
    for scale in scales:
        exact = ours[:2] == theirs[:2] and scale == 1
        if ours.time == theirs.time:
            yield Sense(_ratio(full[1], full[0] * scale), literal=exact)
            conversion = _time_factor(formula) / _time_factor(claim)
            if ours.time and relabeled(conversion, constants):
                yield Sense(
                    _ratio(plain[1], plain[0] * scale), meant=abs(math.log(conversion)) > math.log(TOLERANCE)
                )
            continue
        if implied is not None and implied.dimension.time:
            implied_time = implied.only("time")
            if theirs.time + implied.dimension.time == ours.time:
                yield Sense(_ratio(full[1] * implied_time.factor, full[0] * scale))
            if ours.time + implied.dimension.time == theirs.time:
                yield Sense(_ratio(full[1], full[0] * scale * implied_time.factor))
        for period in periods:
            if ours.time + 1 == theirs.time:
                yield Sense(_ratio(full[1], full[0] * scale * period.base))
        if theirs.time < ours.time:
            # The claim says "a day", the formula left it out.
            yield Sense(_ratio(plain[1], plain[0] * scale), literal=exact and ours.time == 0)
            if ours.time == 0:
                yield Sense(_ratio(plain[1], full[0] * scale))
        elif constants:
            yield Sense(_ratio(plain[1], plain[0] * scale))
        else:
            yield Sense(_ratio(plain[1], plain[0] * scale), drops_time=True)


def _ratio(claim: float, formula: float) -> float:
    if formula == 0 or not math.isfinite(formula) or not math.isfinite(claim):
        return 1.0 if claim == formula else math.inf
    return claim / formula


def _timeless(amount: Amount) -> float:
    return float(amount.magnitude * amount.unit.without("time").factor)


def _time_factor(amount: Amount) -> float:
    return amount.unit.only("time").factor


def _scales(formula: Amount, claim: Amount, constants: Sequence[float]) -> Iterator[float]:
    """Factors for units that one side left out: ``1B * 100 = 100 GB`` means bytes."""
    ours, theirs = formula.unit.dimension, claim.unit.dimension
    if ours[:2] == theirs[:2]:
        yield 1.0
        if ours.information and any(abs(value - 8) < 1e-9 for value in constants):
            # "200 KB * 8 = 1600 Kb": the eight turns bytes into bits, and says so in no unit.
            if not _in_bits(formula.unit) and _in_bits(claim.unit):
                yield 1 / 8
            elif _in_bits(formula.unit) and not _in_bits(claim.unit):
                yield 8.0
        return
    if ours.information == 0 and theirs.information == 1 and ours.money == theirs.money:
        yield from dict.fromkeys(
            (1.0 if _in_bits(claim.unit) else 8.0, claim.unit.only("information").factor)
        )
    elif ours.information == 1 and theirs.information == 0 and ours.money == theirs.money:
        yield from dict.fromkeys((1 / 8, 1.0, 1 / formula.unit.only("information").factor))
        if not claim.unit.powers:
            yield from (1 / 8e3, 1 / 8e6, 1 / 8e9, 1 / 8e12, 1 / 8e15)
    elif (
        ours.information == theirs.information
        and abs(ours.money - theirs.money) == 1
        and 0 in (ours.money, theirs.money)
    ):
        yield 1.0


_CALENDAR = (
    7,
    12,
    24,
    30,
    31,
    52,
    60,
    120,
    365,
    1440,
    1825,
    3600,
    3650,
    86400,
    1e5,
    525600,
    2.5e6,
    2.592e6,
    3.1536e7,
)


def is_calendar(value: float) -> bool:
    """Whether a bare number is one by which spans of time are converted.

    Examples
    --------
    >>> is_calendar(86_400), is_calendar(3)
    (True, False)
    """
    return any(abs(value - known) <= 0.02 * known for known in _CALENDAR) or value in {36, 60}


def _in_bits(unit: Unit) -> bool:
    return any(atom.endswith("bit") for atom, _ in unit.only("information").powers)


def relabeled(conversion: float, constants: Sequence[float]) -> bool:
    """Whether some of a formula's numbers multiply to the step between two units of time.

    Examples
    --------
    >>> relabeled(86400, [1e9, 24, 3600]), relabeled(86400, [3600])
    (True, False)
    """
    if conversion <= 0 or not math.isfinite(conversion):
        return False
    wanted = abs(math.log(conversion))
    reach = math.log(TOLERANCE)
    if wanted <= reach:
        return True
    logs = [
        abs(math.log(value)) for value in constants[:_MOST_CONSTANTS] if value > 0 and math.isfinite(value)
    ]
    sums = {0.0}
    for log in logs:
        sums |= {total + log for total in sums}
    return any(abs(total - wanted) <= reach for total in sums)


def agrees(ratio: float, *, approximate: bool, bound: str, magnitude: float) -> bool:
    """Whether a ratio of claim to formula is near enough.

    Parameters
    ----------
    ratio : float
        Claim over formula.
    approximate : bool
        Whether the claim is marked as rounded: then a power of ten may be as far off as rounding to the
        nearest one takes it.
    bound : str
        ``"<"`` or ``">"`` for a bound, else empty.
    magnitude : float
        The claim's number as typed.

    Examples
    --------
    >>> agrees(1.25, approximate=False, bound="", magnitude=3)
    True
    >>> agrees(0.5, approximate=True, bound="", magnitude=100)
    True
    >>> agrees(0.5, approximate=True, bound="", magnitude=300)
    False
    """
    if not math.isfinite(ratio) or ratio < 0:
        return False
    slack = 1e-9
    if 1 / TOLERANCE - slack <= ratio <= TOLERANCE + slack:
        return True
    if bound == "<" and ratio >= 1:
        return ratio <= 10
    if bound == ">" and ratio <= 1:
        return ratio >= 0.1
    return (
        approximate
        and _is_power_of_ten(magnitude)
        and 1 / _POWER_OF_TEN_REACH <= ratio <= _POWER_OF_TEN_REACH
    )


def _is_power_of_ten(value: float) -> bool:
    if value <= 0 or not math.isfinite(value):
        return False
    exponent = math.log10(value)
    return abs(exponent - round(exponent)) < 1e-9


def near_known_slip(ratio: float, *, within: float = SLIP_TOLERANCE) -> float | None:
    """The known slip that a ratio is near, or None.

    Examples
    --------
    >>> near_known_slip(1 / 86000), near_known_slip(2.5)
    (86400, None)
    """
    if not math.isfinite(ratio) or ratio <= 0:
        return None
    size = max(ratio, 1 / ratio)
    best = min(KNOWN_SLIPS, key=lambda slip: abs(math.log(size / slip)))
    return best if abs(math.log(size / best)) <= math.log(within) else None


@dataclass(frozen=True, slots=True)
class Slip:
    """A unit taken for another: the formula's value in the unit that was meant, and both units' names."""

    meant: Amount
    right: str
    written: str


def name_slip(formula: Amount, claim: Amount) -> Slip | None:
    """The one unit in a claim that was taken for another, if changing it makes the claim right.

    Examples
    --------
    >>> from whiteboard.units import parse_unit
    >>> slip = name_slip(Amount(86.4, parse_unit("GB/day")), Amount(86.4, parse_unit("TB/day")))
    >>> slip.right, slip.written
    ('GB', 'TB')
    """
    if formula.unit.dimension != claim.unit.dimension:
        return None
    best: tuple[float, Slip] | None = None
    for atom, _ in claim.unit.powers:
        for other in _others(atom):
            changed = Unit(tuple((other if name == atom else name, p) for name, p in claim.unit.powers))
            if changed.factor == claim.unit.factor:
                continue
            ratio = _ratio(claim.magnitude * changed.factor, formula.base)
            if ratio <= 0 or not math.isfinite(ratio):
                continue
            distance = abs(math.log(ratio))
            if distance <= math.log(SLIP_TOLERANCE) and (best is None or distance < best[0] - 0.02):
                # In tiny steps a thousand and 1024 both fit; the first, and nearer, is named.
                meant = formula.to(changed)
                one = Unit(((other, 1),))
                best = (distance, Slip(meant, _singular(one), _singular(Unit(((atom, 1),)))))
    return best[1] if best else None


def _others(atom: str) -> tuple[str, ...]:
    if known_unit(atom) is None:
        return ()
    for kind in ("information", "time"):
        names = atoms_of(kind)
        if atom in names:
            skipped = {"quarter", "decade", "week"}
            return tuple(
                name
                for name in names
                if name not in {atom, *skipped} and (kind == "time" or _one_step(atom, name))
            )
    return ()


def _one_step(atom: str, other: str) -> bool:
    """Whether two units of information differ in one respect: the prefix, or bits and bytes."""
    ours, theirs = (
        atom.removesuffix("bit").removesuffix("byte"),
        other.removesuffix("bit").removesuffix("byte"),
    )
    same_base = atom.endswith("bit") == other.endswith("bit")
    binary = ours.endswith("bi") or theirs.endswith("bi")
    return not binary and (same_base or ours == theirs)


def _singular(unit: Unit) -> str:
    text = str(unit)
    return {"bytes": "byte", "bits": "bit"}.get(text, text)
