"""One run of a feed-forward network: all requests pass one station after another, as whole arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from whiteboard.run.traffic.lines import departures
from whiteboard.run.traffic.network import Flow, Network, Station, Visit
from whiteboard.run.traffic.outcome import Estimate, FlowOutcome, Outcome, StationOutcome, Tier
from whiteboard.run.traffic.sampling import poisson_process, service_times

if TYPE_CHECKING:
    import numpy

    Times = numpy.ndarray[Any, numpy.dtype[numpy.float64]]
    Flags = numpy.ndarray[Any, numpy.dtype[numpy.bool_]]

_SHARES = (0.5, 0.99, 0.999)


@dataclass(frozen=True, slots=True)
class Window:
    """The seconds of a run that count: after the warm-up, while clients still send."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start

    def overlap(self, begin: Times, end: Times) -> float:
        """Seconds that spans share with it, summed."""
        import numpy as np

        return float((np.minimum(end, self.end) - np.maximum(begin, self.start)).clip(0.0).sum())

    def rate(self, times: Times) -> float:
        """How many of some moments are in it, a second."""
        import numpy as np

        return int(np.count_nonzero((times >= self.start) & (times < self.end))) / self.seconds


@dataclass(slots=True)
class _Travelers:
    """Requests, or calls: where each is in time, and whether it waits in a queue without end."""

    now: Times
    endless: Flags


@dataclass(slots=True)
class _Journey:
    """One flow's requests under way.

    Parameters
    ----------
    flow : Flow
        Whose visits they make.
    sent : array of float
        When clients sent them, sorted.
    random : numpy.random.Generator
        For chance visits.
    """

    flow: Flow
    sent: Times
    random: numpy.random.Generator
    later: list[tuple[Times, _Travelers]] = field(default_factory=list)

    def travel(self) -> Generator[tuple[str, Times], tuple[Times, bool], _Travelers]:
        """Yield each station and when the requests come to it; wait to be sent when they leave it."""
        import numpy as np

        return (
            yield from self._calls(
                self.flow.visits, _Travelers(self.sent, np.zeros(len(self.sent), dtype=bool))
            )
        )

    def _calls(
        self, visits: Sequence[Visit], callers: _Travelers
    ) -> Generator[tuple[str, Times], tuple[Times, bool], _Travelers]:
        missed: dict[str, Times] = {}
        for visit in visits:
            chosen = self._chosen(visit, len(callers.now), missed)
            begun = callers.now[chosen]
            left, full = yield visit.station, begun + visit.delay / 2
            called = yield from self._calls(visit.then, _Travelers(left, callers.endless[chosen] | full))
            called.now = called.now + visit.delay / 2
            if visit.asynchronous:
                self.later.append((begun, called))
            elif isinstance(chosen, slice):
                callers = called
            else:
                callers = _Travelers(callers.now.copy(), callers.endless.copy())
                callers.now[chosen], callers.endless[chosen] = called.now, called.endless
        return callers

    def _chosen(self, visit: Visit, count: int, missed: dict[str, Times]) -> Any:
        """Which of the callers make a visit: those of one cache's misses make all that stand behind it."""
        import numpy as np

        if visit.times >= 1:
            return slice(None)
        luck = missed.get(visit.behind) if visit.behind is not None else None
        if luck is None:
            luck = self.random.random(count)
            if visit.behind is not None:
                missed[visit.behind] = luck
        return np.flatnonzero(luck < visit.times)


def one_run(
    network: Network,
    order: Sequence[str],
    window: Window,
    random: numpy.random.Generator,
    *,
    endless: Collection[str] = (),
    told: Callable[[float], None] | None = None,
) -> Outcome:
    """Let clients send until the window ends, and all that they sent pass every station.

    Parameters
    ----------
    network : Network
        A feed-forward one.
    order : sequence of str
        Its stations in an order in which each request visits them.
    window : Window
        What counts.
    random : numpy.random.Generator
        All that is random.
    endless : collection of str
        Stations to which more comes than they can take: their waits are told as infinite.
    told : callable, optional
        Is told the share of stations that were passed.

    Returns
    -------
    Outcome
        Figures without intervals.
    """
    journeys = [
        _Journey(flow, poisson_process(flow.rate, window.end, random), random) for flow in network.flows
    ]
    travels = [journey.travel() for journey in journeys]
    answered: list[_Travelers | None] = [None for _ in travels]
    ahead: list[tuple[str, Times] | None] = [None for _ in travels]

    def go_on(place: int, back: tuple[Times, bool] | None) -> None:
        try:
            ahead[place] = next(travels[place]) if back is None else travels[place].send(back)
        except StopIteration as end:
            ahead[place], answered[place] = None, end.value

    for place in range(len(travels)):
        go_on(place, None)
    found = {}
    for passed, name in enumerate(order):
        arriving = [(place, at[1]) for place, at in enumerate(ahead) if at is not None and at[0] == name]
        left, found[name] = _station(
            network.station(name), [times for _, times in arriving], window, random, endless
        )
        for (place, _), times in zip(arriving, left, strict=True):
            go_on(place, (times, name in endless))
        if told is not None:
            told((passed + 1) / len(order))
    flows = []
    for journey, ended in zip(journeys, answered, strict=True):
        assert ended is not None  # `order` holds every station in the order of the visits
        flows.append(_flow(journey, ended, window))
    return Outcome(
        tier=Tier.PASS_THROUGH,
        stations=tuple(found[station.name] for station in network.stations),
        flows=tuple(flows),
        replications=1,
        seconds=window.seconds,
        requests=sum(len(journey.sent) for journey in journeys),
    )


def _station(
    station: Station,
    arriving: Sequence[Times],
    window: Window,
    random: numpy.random.Generator,
    endless: Collection[str],
) -> tuple[list[Times], StationOutcome]:
    """When the requests of each flow leave, and the station's figures."""
    import numpy as np

    come = np.concatenate(arriving) if arriving else np.empty(0)
    order = None
    if len(come) > 1 and (np.diff(come) < 0).any():
        order = np.argsort(come, kind="stable")
        come = come[order]
    work = service_times(station.service, len(come), random)
    constant = station.service.variability == 0 or station.service.mean == 0
    done = departures(come, work, station.servers, constant=constant)
    figures = _figures(station, come, work, done, window, full=station.name in endless)
    if order is not None:
        back = np.empty_like(done)
        back[order] = done
        done = back
    return np.split(done, np.cumsum([len(times) for times in arriving])[:-1]) if arriving else [], figures


def _figures(
    station: Station, come: Times, work: Times, done: Times, window: Window, *, full: bool
) -> StationOutcome:
    import numpy as np

    first, last = np.searchsorted(come, [window.start, window.end])
    # Sums of many numbers are off by a few of their last digits.
    spent = np.maximum(done[first:last] - come[first:last], work[first:last])
    begun = come if station.servers is None else np.maximum(done - work, come)
    p50, p99, p999 = _quantiles(spent, _SHARES)
    busy = None
    if station.servers is not None:
        busy = Estimate(window.overlap(begun, done) / (station.servers * window.seconds))
    return StationOutcome(
        name=station.name,
        offered=Estimate(window.rate(come)),
        utilization=busy,
        waiting=Estimate(math.inf if full else window.overlap(come, begun) / window.seconds),
        mean=Estimate(math.inf if full else _mean(spent)),
        p50=Estimate(math.inf if full else p50),
        p99=Estimate(math.inf if full else p99),
        p999=Estimate(math.inf if full else p999),
        throughput=Estimate(window.rate(done)),
        hit=None if station.hit is None else Estimate(station.hit),
    )


def _flow(journey: _Journey, ended: _Travelers, window: Window) -> FlowOutcome:
    import numpy as np

    flow, sent = journey.flow, journey.sent
    first = int(np.searchsorted(sent, window.start))
    spent = np.where(ended.endless, np.inf, ended.now - sent)[first:]
    share = 0.99 if flow.promise is None else flow.promise.percentile / 100
    p50, p99, p999, promised = _quantiles(spent, (*_SHARES, share))
    later = [
        np.where(called.endless, np.inf, called.now - begun)[begun >= window.start]
        for begun, called in journey.later
    ]
    return FlowOutcome(
        name=flow.name,
        offered=Estimate(window.rate(sent)),
        throughput=Estimate(window.rate(ended.now)),
        failed=Estimate(0.0),
        mean=Estimate(_mean(spent)),
        p50=Estimate(p50),
        p99=Estimate(p99),
        p999=Estimate(p999),
        lag=Estimate(_quantiles(np.concatenate(later), [0.99])[0]) if later else None,
        promise=flow.promise,
        promised=None if flow.promise is None else Estimate(promised),
    )


def _mean(spent: Times) -> float:
    return float(spent.mean()) if len(spent) else math.nan


def _quantiles(spent: Times, shares: Sequence[float]) -> list[float]:
    """Empirical quantiles: always one of the times, so that infinite ones do no harm."""
    import numpy as np

    count = len(spent)
    if count == 0:
        return [math.nan for _ in shares]
    places = [min(count - 1, max(0, math.ceil(share * count) - 1)) for share in shares]
    ordered = np.partition(spent, sorted(set(places)))
    # Moments late in a run are rounded more than that: a constant of 0.2 s must not come out as a little more.
    return [float(f"{ordered[place]:.9g}") for place in places]
