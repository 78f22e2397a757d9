"""Independent runs made one: the mean of each figure over the runs, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, TypeVar

from whiteboard.run.traffic.outcome import Estimate, FlowOutcome, Outcome, StationOutcome, kept

CONFIDENCE = 0.95
"""How often an interval holds the true figure."""


def interval(values: Sequence[float]) -> Estimate:
    """The mean of one figure over independent runs, with the interval that holds the true one in 95 of 100.

    Parameters
    ----------
    values : sequence of float
        One for each run. NaN stands for a run that has no such figure (no request came) and is left out;
        infinity for one without end.

    Returns
    -------
    Estimate
        NaN without bounds where no run has the figure. One run alone says nothing of how sure it is: its bounds
        are infinite.

    Notes
    -----
    Student's t with one degree of freedom less than there are runs; see Law, *Simulation Modeling and Analysis*,
    5th edition (2015), section 9.4.1, replications. The runs' figures are taken to be about normal, which means of
    many requests are.

    Examples
    --------
    >>> found = interval([9.0, 10.0, 11.0])
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (10.0, 7.516, 12.484)
    >>> interval([2.0, 2.0]), interval([2.0])
    (Estimate(value=2.0, low=2.0, high=2.0), Estimate(value=2.0, low=-inf, high=inf))
    """
    found = [float(value) for value in values if not math.isnan(value)]
    count = len(found)
    if not found:
        return Estimate(math.nan)
    if not all(map(math.isfinite, found)):
        mean = sum(found)  # infinite, or NaN where both signs occur, which no figure here does
        return Estimate(mean, min(found), max(found))
    # Values of one size near the largest float must not overflow in their sum.
    mean = math.fsum(value / count for value in found)
    if count == 1:
        return Estimate(mean, -math.inf, math.inf)
    mean = min(max(mean, min(found)), max(found))
    spread = max(abs(value - mean) for value in found)
    if spread == 0:
        return Estimate(mean, mean, mean)
    deviation = spread * math.sqrt(math.fsum(((value - mean) / spread) ** 2 for value in found) / (count - 1))
    half = student(count - 1) * deviation / math.sqrt(count)
    return Estimate(mean, mean - half, mean + half)


@lru_cache(maxsize=256)
def student(freedom: int) -> float:
    """How many standard errors a 95 % interval reaches to each side, with so many degrees of freedom.

    Examples
    --------
    >>> round(student(4), 3), round(student(10_000), 2)
    (2.776, 1.96)
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))


def combined(runs: Sequence[Outcome]) -> Outcome:
    """Outcomes of independent runs of one network as one outcome, each figure with its interval.

    Parameters
    ----------
    runs : sequence of Outcome
        Each of a single run: the same stations and flows in the same order.

    Returns
    -------
    Outcome
        The tier, notes, and reason of a cut are the first run's that has one; requests are summed, simulated
        seconds averaged. Promises are judged by the interval. A timeline is left to the caller.

    Raises
    ------
    ValueError
        For no runs, or runs of different networks.

    Examples
    --------
    >>> from whiteboard.run.traffic.outcome import Tier
    >>> def run(value):
    ...     figures = dict.fromkeys(("offered", "throughput", "failed", "mean", "p50", "p99", "p999"), Estimate(value))
    ...     return Outcome(tier=Tier.SIMULATION, flows=(FlowOutcome(name="reads", **figures),), replications=1)
    >>> both = combined([run(1.0), run(3.0)])
    >>> both.flow("reads").mean.value, both.replications
    (2.0, 2)
    """
    if not runs:
        raise ValueError("no runs to combine; give the outcome of at least one")
    first = runs[0]
    shape = _names(first)
    if any(_names(run) != shape for run in runs):
        raise ValueError("runs of different networks can't be combined; give runs of one network")
    flows = []
    for place in range(len(first.flows)):
        flow = _joined([run.flows[place] for run in runs])
        flows.append(replace(flow, kept=kept(flow.promise, flow.promised)))
    return replace(
        first,
        stations=tuple(
            _joined([run.stations[place] for run in runs]) for place in range(len(first.stations))
        ),
        flows=tuple(flows),
        replications=len(runs),
        seconds=math.fsum(run.seconds for run in runs) / len(runs),
        requests=sum(run.requests for run in runs),
        cut=next((run.cut for run in runs if run.cut), ""),
        notes=tuple(dict.fromkeys(note for run in runs for note in run.notes)),
        timeline=None,
    )


def _names(run: Outcome) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(station.name for station in run.stations), tuple(flow.name for flow in run.flows)


_Part = TypeVar("_Part", StationOutcome, FlowOutcome)


def _joined(parts: Sequence[_Part]) -> _Part:
    """One station's or flow's figures over all runs: every field that is an estimate becomes an interval."""
    changed: dict[str, Any] = {}
    for field in fields(parts[0]):
        found = [getattr(part, field.name) for part in parts]
        values = [value.value for value in found if isinstance(value, Estimate)]
        if values:
            changed[field.name] = interval(values)
    return replace(parts[0], **changed)
