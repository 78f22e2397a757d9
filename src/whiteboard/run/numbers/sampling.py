"""What a result depends on: each assumption varied by itself, and all drawn at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.draft.expression import Expression, Name, Span
from whiteboard.draft.scale import Scale
from whiteboard.run.numbers.amounts import Amount, AmountError, Magnitude, amount_of, ends_of
from whiteboard.run.numbers.evaluation import Evaluation, Result, evaluate

if TYPE_CHECKING:
    import numpy
    import pandas


def sensitivity(scale: Scale, quantity: str | None = None, *, factor: float = 2.0) -> pandas.DataFrame:
    """How far a quantity moves when each assumption is varied by itself.

    Parameters
    ----------
    scale : Scale
        As read.
    quantity : str, optional
        Name of the quantity to watch; by default the last one that is computed from others.
    factor : float
        An assumption without a range is divided and multiplied by this; one with a range goes from end to
        end of it.

    Returns
    -------
    pandas.DataFrame
        One row an assumption, the most telling first: ``assumption``, ``low`` and ``high`` (the quantity's
        values, in its unit), ``swing`` (the larger over the smaller). ``attrs`` holds ``quantity``, ``unit``
        and ``value``, and ``places``: each assumption's place among the quantities of the section.

    Raises
    ------
    KeyError
        When no quantity has that name.
    ValueError
        When the quantity has no value, or `factor` is not above 1.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> scale = read_section("scale", "writes = 500..2k/minute\\nsize = 1 MB\\nstored = writes * size").scale
    >>> sensitivity(scale)[["assumption", "low", "high"]].round(2).values.tolist()
    [['writes', 0.5, 2.0], ['size', 0.5, 2.0]]
    """
    import pandas as pd

    if factor <= 1:
        raise ValueError(f"factor is {factor:g}; it must be above 1, such as 2")
    evaluation = evaluate(scale)
    watched = _watched(evaluation, quantity)
    assert watched.shown is not None
    rows = []
    for place, assumption in _assumptions(evaluation, watched):
        ends = [_value(evaluation, watched, {place: amount}) for amount in _ends(assumption, factor)]
        low, high = min(ends), max(ends)
        rows.append((place, assumption.name, low, high, high / low if low > 0 else math.inf))
    rows.sort(key=lambda row: -row[4])
    frame = pd.DataFrame([row[1:] for row in rows], columns=["assumption", "low", "high", "swing"])
    frame.attrs |= {"quantity": watched.name, "unit": watched.unit, "value": watched.magnitude}
    frame.attrs["places"] = tuple(row[0] for row in rows)
    return frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Values of one quantity when all assumptions are drawn at once.

    Parameters
    ----------
    quantity, unit : str
        What was drawn, and its unit.
    values : numpy.ndarray
        One for each draw, in `unit`.
    """

    quantity: str
    unit: str
    values: numpy.ndarray[Any, Any]

    def percentile(self, percent: float) -> float:
        """The value below which `percent` of the draws lie, in `unit`."""
        import numpy as np

        return float(np.percentile(self.values, percent))

    def as_frame(self) -> pandas.DataFrame:
        """A table of one column."""
        import pandas as pd

        return pd.DataFrame({f"{self.quantity} ({self.unit})" if self.unit else self.quantity: self.values})


def monte_carlo(
    scale: Scale,
    quantity: str | None = None,
    *,
    seed: int | numpy.random.Generator,
    draws: int = 10_000,
    factor: float = 2.0,
) -> Draws:
    """Draw all assumptions at once, and compute a quantity from each draw.

    Parameters
    ----------
    scale : Scale
        As read.
    quantity : str, optional
        Name of the quantity to watch; by default the last one that is computed from others.
    seed : int or numpy.random.Generator
        Where the random numbers come from.
    draws : int
        How many.
    factor : float
        An assumption without a range is drawn from a lognormal of which 90% lie within ``1/factor`` and
        ``factor`` times its value; 1 keeps it as it is. A range is drawn evenly on a logarithmic scale.

    Raises
    ------
    KeyError
        When no quantity has that name.
    ValueError
        When it has no value, or `draws` or `factor` is below 1.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> scale = read_section("scale", "writes = 500..2k/minute\\nstored = writes * 1 MB").scale
    >>> drawn = monte_carlo(scale, seed=1, draws=2000)
    >>> drawn.unit, bool(0.5 <= drawn.values.min() <= drawn.percentile(50) <= drawn.values.max() <= 2)
    ('GB/minute', True)
    """
    import numpy as np

    if draws < 1 or factor < 1:
        raise ValueError(f"draws is {draws} and factor {factor:g}; both must be 1 or more")
    generator = np.random.default_rng(seed)
    evaluation = evaluate(scale)
    watched = _watched(evaluation, quantity)
    fixed = {
        place: _drawn(assumption, generator, draws, factor)
        for place, assumption in _assumptions(evaluation, watched)
    }
    values = np.broadcast_to(np.asarray(_value(evaluation, watched, fixed), dtype=float), (draws,)).copy()
    return Draws(quantity=watched.name, unit=watched.unit, values=values)


def _watched(evaluation: Evaluation, quantity: str | None) -> Result:
    if quantity is not None:
        found = evaluation[quantity]
    else:
        computed = [result for result in evaluation if result.quantity.uses and result.shown is not None]
        if not computed:
            raise ValueError(
                "no quantity is computed from others; name them in a formula, such as  a = b * c"
            )
        found = computed[-1]
    if found.shown is None:
        raise ValueError(f"{found.name!r} has no value: {found.problem}")
    return found


def _place(evaluation: Evaluation, result: Result) -> int:
    return next(place for place, other in enumerate(evaluation) if other is result)


def _assumptions(evaluation: Evaluation, watched: Result) -> list[tuple[int, Result]]:
    """The assumptions that a quantity is computed from, in the order typed."""
    waiting, seen = [_place(evaluation, watched)], set()
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            waiting += evaluation.results[place].quantity.uses
    return [
        (place, evaluation.results[place])
        for place in sorted(seen)
        if evaluation.results[place].quantity.is_assumption
        and evaluation.results[place].settled.amount is not None
    ]


def _ends(assumption: Result, factor: float) -> tuple[Amount, Amount]:
    amount = assumption.settled.amount
    assert amount is not None
    span = assumption.quantity.range
    if span is None:
        return Amount(amount.magnitude / factor, amount.unit), Amount(amount.magnitude * factor, amount.unit)
    low, high = ends_of(span, assumption.settled.choice)
    return Amount(low.magnitude, amount.unit), Amount(high.to(low.unit).magnitude, amount.unit)


def _drawn(assumption: Result, generator: numpy.random.Generator, draws: int, factor: float) -> Amount:
    import numpy as np

    amount = assumption.settled.amount
    assert amount is not None
    if assumption.quantity.range is not None:
        low, high = _ends(assumption, factor)
        if low.magnitude > 0 and high.magnitude > 0:
            logs = generator.uniform(np.log(low.magnitude), np.log(high.magnitude), draws)
            return Amount(np.exp(logs), amount.unit)
        return Amount(generator.uniform(low.magnitude, high.magnitude, draws), amount.unit)
    if factor == 1:
        return amount
    # 90% of a normal distribution lie within 1.645 standard deviations.
    spread = math.log(factor) / 1.6448536269514722
    return Amount(amount.magnitude * np.exp(generator.normal(0.0, spread, draws)), amount.unit)


def _value(evaluation: Evaluation, watched: Result, fixed: dict[int, Amount]) -> Magnitude:
    """The watched quantity, in the unit in which it is shown, with some assumptions set."""
    done: dict[int, Amount] = dict(fixed)

    def value(place: int) -> Amount:
        # What a quantity uses comes before it in `order`, so that this never goes deep.
        if place in done:
            return done[place]
        settled = evaluation.results[place].settled
        if settled.amount is None or settled.source is None:
            raise AmountError(f"{evaluation.results[place].name!r} has no value")
        raw = amount_of(settled.source, look_up, choice=settled.choice)
        done[place] = Amount(raw.magnitude * settled.scale, settled.amount.unit)
        return done[place]

    def look_up(name: Name) -> Amount:
        assert name.target is not None
        return value(name.target)

    target = _place(evaluation, watched)
    for place in _order(evaluation, target):
        value(place)
    assert watched.shown is not None
    return value(target).to(watched.shown.unit).magnitude


def _order(evaluation: Evaluation, target: int) -> list[int]:
    order: list[int] = []
    waiting: list[tuple[int, bool]] = [(target, False)]
    seen: set[int] = set()
    while waiting:
        place, ready = waiting.pop()
        if ready:
            order.append(place)
        elif place not in seen:
            seen.add(place)
            waiting.append((place, True))
            source: Expression | None = evaluation.results[place].settled.source
            if source is not None and not isinstance(source, Span):
                waiting += [(used, False) for used in evaluation.results[place].quantity.uses]
    return order
