"""The scale section evaluated: what each quantity comes to, in a unit that reads well."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.draft.scale import Quantity, Scale
from whiteboard.run.numbers.amounts import Amount, ends_of
from whiteboard.run.numbers.judging import Judgement, Settled
from whiteboard.run.numbers.settling import settle
from whiteboard.run.numbers.wording import tidy, tidy_counts, written

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One quantity, evaluated.

    Parameters
    ----------
    quantity : Quantity
        As read.
    settled : Settled
        Its value, and how its claims stand to it.
    shown : Amount or None
        Its value in the unit that the learner asked for or wrote, else in one that reads well.
    """

    quantity: Quantity
    settled: Settled
    shown: Amount | None

    @property
    def name(self) -> str:
        """The quantity's name."""
        return self.quantity.name

    @property
    def magnitude(self) -> float | None:
        """Its value in `unit`; None when it has none."""
        return None if self.shown is None else float(self.shown.magnitude)

    @property
    def unit(self) -> str:
        """Its unit, as text; empty for a bare number."""
        return "" if self.shown is None else str(self.shown.unit)

    @property
    def problem(self) -> str | None:
        """Why it has no value, or None."""
        return self.settled.problem

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """How its claims stand to its formula."""
        return self.settled.judgements

    def to(self, unit: str) -> float:
        """Its value in another unit.

        Raises
        ------
        ValueError
            When it has no value, or one of another dimension.
        """
        from whiteboard.units import parse_unit

        wanted = parse_unit(unit)
        if self.shown is None:
            raise ValueError(f"{self.name!r} has no value: {self.problem}")
        if wanted.dimension != self.shown.unit.dimension:
            raise ValueError(
                f"{self.name!r} is in {self.unit or 'no unit'}, which does not convert to {unit!r}"
            )
        return float(self.shown.to(wanted).magnitude)

    def pint(self) -> Any:
        """Its value as a pint quantity of `whiteboard.units.registry`."""
        from whiteboard.units import registry

        if self.shown is None:
            raise ValueError(f"{self.name!r} has no value: {self.problem}")
        return registry().Quantity(self.shown.magnitude, self.shown.unit.pint())


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All quantities of a section, evaluated. It can be indexed by name, and iterated over."""

    scale: Scale
    results: tuple[Result, ...]

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __getitem__(self, name: str) -> Result:
        """The last quantity of that name.

        Raises
        ------
        KeyError
            When there is none; the message lists those there are.
        """
        wanted = " ".join(name.lower().split())
        for result in reversed(self.results):
            if result.name.lower() == wanted:
                return result
        raise KeyError(f"no quantity {name!r}; there are {', '.join(result.name for result in self.results)}")

    def as_frame(self) -> pandas.DataFrame:
        """A table: one row a quantity, with its name, value, unit, formula, claims and line.

        Examples
        --------
        >>> from whiteboard.notation import read_section
        >>> scale = read_section("scale", "writes = 1k/minute\\nstored = writes * 1 MB = 1 GB/minute").scale
        >>> evaluate(scale).as_frame()[["quantity", "value", "unit"]].values.tolist()
        [['writes', 1000.0, '1/minute'], ['stored', 1.0, 'GB/minute']]
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "quantity": [result.name for result in self.results],
                "value": [result.magnitude for result in self.results],
                "unit": [result.unit for result in self.results],
                "formula": [result.quantity.formula_text for result in self.results],
                "claimed": [
                    ", ".join(claim.text for claim in result.quantity.claims) for result in self.results
                ],
                "line": [result.quantity.line for result in self.results],
            }
        )


__all__ = ["Evaluation", "Result", "describe", "evaluate", "evaluated", "tidy", "written"]

_last: tuple[Scale, Evaluation] | None = None


def evaluate(scale: Scale) -> Evaluation:
    """Evaluate a scale section.

    Parameters
    ----------
    scale : Scale
        As read.

    Returns
    -------
    Evaluation
        One result a quantity, in the order typed. A quantity without value carries its problem.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> found = evaluate(read_section("scale", "DAU = 200M users\\ntweets = DAU * 5 = 1B tweets/day").scale)
    >>> found["tweets"].magnitude, found["tweets"].unit
    (1000000000.0, 'tweets/day')
    """
    global _last  # noqa: PLW0603
    if _last is not None and _last[0] is scale:
        return _last[1]
    settled = settle(scale)
    results = tuple(
        Result(quantity=quantity, settled=found, shown=_shown(quantity, found))
        for quantity, found in zip(scale.quantities, settled, strict=True)
    )
    _last = (scale, Evaluation(scale=scale, results=results))
    return _last[1]


def evaluated(scale: Scale | None) -> Evaluation | None:
    """As `evaluate`; None for a board without a scale section."""
    return None if scale is None else evaluate(scale)


def describe(scale: Scale) -> list[dict[str, Any]]:
    """Quantities as plain values, ready for JSON.

    Parameters
    ----------
    scale : Scale
        As read.

    Returns
    -------
    list of dict
        One for each quantity, in the order typed: ``name``, ``line``, ``value`` (in ``unit``; None when it
        has none), ``unit`` (text; None for a bare number), ``formula`` (as typed; None for an assumption),
        ``claims`` (each ``text``, ``agrees``: true, false, or None where nothing can be said), ``range``
        (``[low, high]`` in ``unit``, or None) and ``problem`` (None, or why there is no value).

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> row, = describe(read_section("scale", "users = 10k..1M users").scale)
    >>> row["value"], row["unit"], row["range"], row["formula"]
    (100000.0, 'users', [10000.0, 1000000.0], None)
    """
    return [_described(result) for result in evaluate(scale)]


def _described(result: Result) -> dict[str, Any]:
    quantity = result.quantity
    judged = {id(judgement.claim): judgement.verdict for judgement in result.judgements}
    verdicts = {"agrees": True, "differs": False, "incomparable": False}
    value = result.magnitude
    return {
        "name": result.name,
        "line": quantity.line,
        "value": value if value is not None and math.isfinite(value) else None,
        "unit": result.unit or None,
        "formula": None if quantity.is_assumption else quantity.formula_text or None,
        "claims": [
            {"text": claim.text, "agrees": verdicts.get(judged.get(id(claim), ""))}
            for claim in quantity.claims
        ],
        "range": _range(result),
        "problem": result.problem,
    }


def _range(result: Result) -> list[float] | None:
    span = result.quantity.range
    if span is None or result.shown is None:
        return None
    low, high = ends_of(span, result.settled.choice)
    factor = result.settled.amount.unit.factor / result.shown.unit.factor if result.settled.amount else 1.0
    same = high.unit.factor / low.unit.factor if low.unit.factor else 1.0
    ends = [float(low.magnitude * factor), float(high.magnitude * same * factor)]
    return ends if all(math.isfinite(end) for end in ends) else None


def _shown(quantity: Quantity, settled: Settled) -> Amount | None:
    amount = settled.amount
    if amount is None:
        return None
    wanted = quantity.wanted
    if wanted is not None and wanted.dimension == amount.unit.dimension:
        return amount.to(wanted)
    written = settled.shown_in
    if written is not None and written.powers and written.dimension == amount.unit.dimension:
        if not written.counts and not any(written.dimension[:2]):
            written = tidy_counts(amount.unit).times(written)
        return amount.to(written)
    if quantity.is_assumption:
        return amount
    return tidy(amount, per=quantity.implied.only("time"))
