"""What a run of a network came to: per component, per operation, and how sure each figure is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from whiteboard.run.traffic.network import Promise

if TYPE_CHECKING:
    import pandas


class Tier(StrEnum):
    """How the figures were come by."""

    CLOSED_FORM = "closed form"
    PASS_THROUGH = "pass-through recursion"
    SIMULATION = "event-driven simulation"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and the interval that holds the true one in 95 of 100 runs.

    `low` and `high` are None where the figure was computed, not sampled.

    Examples
    --------
    >>> Estimate(0.5, 0.4, 0.6)
    Estimate(value=0.5, low=0.4, high=0.6)
    """

    value: float
    low: float | None = None
    high: float | None = None

    def __float__(self) -> float:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class StationOutcome:
    """One component under the load.

    Parameters
    ----------
    name : str
        The component's name.
    offered : Estimate
        Requests a second that came to it, retries included.
    utilization : Estimate or None
        Share of its servers that are busy, 0 to 1; in closed form above 1 where more comes than it can take.
        None where it has no limit.
    waiting : Estimate
        Mean number of requests that wait; infinite where the queue grows without end.
    mean, p50, p99, p999 : Estimate
        Seconds from arrival to the end of its own work, waiting included; infinite likewise.
    throughput : Estimate
        Requests a second that it completes.
    drops : Estimate
        Requests a second that it turns away, or that fail there.
    hit : Estimate or None
        For a cache: the share of look-ups answered.
    """

    name: str
    offered: Estimate
    utilization: Estimate | None
    waiting: Estimate
    mean: Estimate
    p50: Estimate
    p99: Estimate
    p999: Estimate
    throughput: Estimate
    drops: Estimate = field(default_factory=lambda: Estimate(0.0))
    hit: Estimate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowOutcome:
    """One operation under the load.

    Parameters
    ----------
    name : str
        The operation's name.
    offered : Estimate
        Requests a second that clients sent (their retries not counted).
    throughput : Estimate
        Requests a second that were answered.
    failed : Estimate
        Share of requests that got no answer, 0 to 1.
    mean, p50, p99, p999 : Estimate
        Seconds until the answer, of those that were answered; infinite where a queue grows without end.
    lag : Estimate or None
        99 of 100 asynchronous parts are done within so many seconds after they were queued; None where there
        are none.
    promise : Promise or None
        What the draft promises.
    promised : Estimate or None
        Seconds at the percentile of the promise.
    kept : bool or None
        Whether the promise is kept; None where there is none, or where the interval does not tell.
    """

    name: str
    offered: Estimate
    throughput: Estimate
    failed: Estimate
    mean: Estimate
    p50: Estimate
    p99: Estimate
    p999: Estimate
    lag: Estimate | None = None
    promise: Promise | None = None
    promised: Estimate | None = None
    kept: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All figures of one network under one load.

    Parameters
    ----------
    tier : Tier
        How they were come by.
    stations : tuple of StationOutcome
        In the network's order.
    flows : tuple of FlowOutcome
        In the network's order.
    replications : int
        How many independent runs stand behind each figure; 0 for closed form.
    seconds : float
        Simulated seconds a run, the warm-up not counted; 0 for closed form.
    requests : int
        Client requests over all runs.
    cut : str
        Why the runs were ended early (the budget), in words; empty when they were not.
    notes : tuple of str
        What is approximate or assumed, in words.
    timeline : pandas.DataFrame or None
        Means over the runs by time bin, where faults were injected or the caller asked: columns
        ``second`` (start of the bin), ``flow`` or ``component`` figures as the tier documents.
    """

    tier: Tier
    stations: tuple[StationOutcome, ...] = ()
    flows: tuple[FlowOutcome, ...] = ()
    replications: int = 0
    seconds: float = 0.0
    requests: int = 0
    cut: str = ""
    notes: tuple[str, ...] = ()
    timeline: pandas.DataFrame | None = None

    def station(self, name: str) -> StationOutcome:
        """The outcome of the component of that name; KeyError lists those there are."""
        return _named(self.stations, name)

    def flow(self, name: str) -> FlowOutcome:
        """The outcome of the operation of that name; KeyError lists those there are."""
        return _named(self.flows, name)


_Outcome = TypeVar("_Outcome", StationOutcome, FlowOutcome)


def _named(outcomes: tuple[_Outcome, ...], name: str) -> _Outcome:
    for outcome in outcomes:
        if outcome.name == name:
            return outcome
    raise KeyError(f"nothing named {name!r}; there are {', '.join(o.name for o in outcomes)}")


def kept(promise: Promise | None, figure: Estimate | None) -> bool | None:
    """Whether a promise is kept: None where nothing is promised, or where the interval holds both answers.

    Examples
    --------
    >>> kept(Promise(latency=0.2), Estimate(0.18, 0.15, 0.22)) is None
    True
    >>> kept(Promise(latency=0.2), Estimate(0.18))
    True
    """
    if promise is None or figure is None:
        return None
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    if high <= promise.latency:
        return True
    return False if low > promise.latency else None
