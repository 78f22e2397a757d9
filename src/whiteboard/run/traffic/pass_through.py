"""A feed-forward network sampled as fast as numpy goes: any distribution of service times, a million requests a second.

Where every request visits stations in one order and none twice, no station needs to know of those behind it. So all
requests pass the first station at once, then the second, and so on (`passing`, `lines`); no event is scheduled.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from whiteboard.run.traffic.calls import DEEPEST, depth
from whiteboard.run.traffic.network import Flow, Network
from whiteboard.run.traffic.outcome import Outcome
from whiteboard.run.traffic.passing import Window, one_run
from whiteboard.run.traffic.replications import combined
from whiteboard.run.traffic.simulation.validation import check_network
from whiteboard.run.traffic.steady import Steady
from whiteboard.run.traffic.thinning import steady_states

MOST = 10_000_000
"""Requests of one replication at most; they are all in memory at once."""

SECONDS_A_VISIT = 0.5e-6
"""About how long one visit of one request is computed; see benchmarks/bench_traffic.py."""

_FEW = 1000  # requests below which no replication is cut
_DIGITS = 1e-5  # what rounding of moments may take from a service time
_SETTLED = 10  # relaxation times that a run should last


def fits(network: Network) -> str:
    """Why a network can't be passed through, in words; empty where it can.

    Parameters
    ----------
    network : Network
        Any.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Station, Visit
    >>> api = Station(name="api", room=10)
    >>> fits(Network(stations=(api,), flows=(Flow(name="reads", rate=1.0, visits=(Visit(station="api"),)),)))
    'api has room for 10 waiting only, and what it turns away depends on the moment; the simulation knows it'
    """
    return next(_obstacles(network), "")


def _obstacles(network: Network) -> Iterator[str]:
    deep = depth(network)
    if deep > DEEPEST:
        yield f"calls stand {deep:,} deep below one another; at most {DEEPEST} are followed"
        return
    for station in network.stations:
        if station.room is not None:
            yield (
                f"{station.name} has room for {station.room:,} waiting only, and what it turns away depends on the "
                "moment; the simulation knows it"
            )
    held = {station.name for station in network.stations if station.blocking}
    for flow in network.flows:
        seen = set()
        for visit in flow.walk():
            if visit.policy.timeout is not None or visit.policy.retries > 0:
                yield f"{flow.name} calls {visit.station} with a timeout or retries; the simulation knows them"
            if visit.then and visit.station in held:
                yield f"{visit.station} holds its servers while it waits for what it calls; the simulation knows it"
            if visit.times > 1:
                yield f"{flow.name} calls {visit.station} {visit.times:g} times; each request may visit it once only"
            if visit.station in seen:
                yield f"{flow.name} comes to {visit.station} more than once; each request may visit it once only"
            seen.add(visit.station)
    if not network.is_feed_forward():
        yield "operations visit components in different orders, so none can be passed before the others"


def pass_through(
    network: Network,
    *,
    requests: int = 200_000,
    replications: int = 5,
    seed: int = 0,
    warm_up: float = 0.1,
    budget: float = 5.0,
    progress: Callable[[float], None] | None = None,
) -> Outcome:
    """Every figure of a feed-forward network, sampled.

    Parameters
    ----------
    network : Network
        Without timeouts, retries, queues of limited length and blocking servers; see `fits`.
    requests : int
        Requests that clients send in each replication, about; 1 to 10 million.
    replications : int
        Independent runs, from which the intervals come; 1 to 1000.
    seed : int
        Of all random numbers. The same seed gives the same outcome, as long as the budget cuts no replication.
    warm_up : float
        Share of each run, from 0 to below 1, that is not counted: it begins with empty queues.
    budget : float
        Seconds that it may compute. Fewer requests are sent, or fewer runs made, where that is not enough; ``cut``
        says so.
    progress : callable, optional
        Is told the share that is done, 0 to 1.

    Returns
    -------
    Outcome
        Each figure with its interval. Waits at a station to which more comes than it can take are infinite, as they
        would be in the long run.

    Raises
    ------
    ValueError, KeyError
        For networks that do not fit and figures out of range; the message says which, and what would do.

    Notes
    -----
    Clients send each flow as a Poisson process. Half of a call's delay is before it, half behind. Replications are
    independent (Law, *Simulation Modeling and Analysis*, 5th edition, 2015, section 9.4.1).

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Service, Station, Visit
    >>> api = Station(name="api", servers=1, service=Service(mean=0.008))
    >>> reads = Flow(name="reads", rate=100.0, visits=(Visit(station="api"),))
    >>> outcome = pass_through(Network(stations=(api,), flows=(reads,)), requests=20_000, seed=1)
    >>> mean = outcome.flow("reads").mean
    >>> mean.low < 1 / (125 - 100) < mean.high
    True
    """
    import numpy as np

    check_network(network)
    _check_settings(requests, replications, warm_up, budget)
    obstacle = fits(network)
    if obstacle:
        raise ValueError(obstacle)
    order = network.order()
    assert order is not None
    rate = math.fsum(flow.rate for flow in network.flows)
    affordable = max(_FEW, int(budget / SECONDS_A_VISIT / replications / _visits(network, rate)))
    exact = max(_FEW, int(min(MOST, rate * _longest(network))))
    end = min(requests, affordable, exact) / rate
    if not math.isfinite(end):
        raise ValueError(f"{rate:g} requests a second are so few that no run is long enough; give more")
    states = steady_states(network)
    endless = frozenset(name for name, state in states.items() if math.isinf(state.queue.wait))
    window = Window(end * warm_up, end)
    runs: list[Outcome] = []
    began = time.perf_counter()
    for place, child in enumerate(np.random.SeedSequence(seed).spawn(replications)):
        if runs and (time.perf_counter() - began) * (place + 1) / place > budget:
            break
        told = None if progress is None else _part(progress, place, replications)
        runs.append(one_run(network, order, window, np.random.default_rng(child), endless=endless, told=told))
    if progress is not None:
        progress(1.0)
    cut = []
    if affordable < requests:
        cut.append(
            f"The budget of {budget:g} s of computing is enough for {affordable:,} of {requests:,} requests a run; the "
            "intervals are wider."
        )
    if len(runs) < replications:
        cut.append(
            f"The budget of {budget:g} s of computing was enough for {len(runs)} of {replications} runs; the intervals "
            "are wider."
        )
    notes = tuple(_notes(network, states, end))
    return replace(combined(runs), cut=" ".join(cut), notes=notes)


def _check_settings(requests: int, replications: int, warm_up: float, budget: float) -> None:
    if not 1 <= requests <= MOST:
        raise ValueError(f"`requests` is {requests!r}; give 1 to {MOST:,} for each replication")
    if not 1 <= replications <= 1000:
        raise ValueError(f"`replications` is {replications!r}; give 1 to 1000, 5 as a rule")
    if not 0 <= warm_up < 1:
        raise ValueError(
            f"`warm_up` is {warm_up!r}; give the share of each run that does not count, such as 0.1"
        )
    if not budget > 0:
        raise ValueError(f"`budget` is {budget!r}; give seconds of computing above 0")


def _visits(network: Network, rate: float) -> float:
    """How many stations a request visits, on average, and 1 for itself."""
    return 1 + math.fsum(network.arrivals().values()) / rate


def _longest(network: Network) -> float:
    """Seconds that a run may last: moments late in it are rounded, and must still tell a service time."""
    means = [station.service.mean for station in network.stations if station.service.mean > 0]
    return _DIGITS * min(means, default=math.inf) / 2.0**-52


def _part(progress: Callable[[float], None], place: int, replications: int) -> Callable[[float], None]:
    return lambda done: progress((place + done) / replications)


def _notes(network: Network, states: Mapping[str, Steady], end: float) -> Iterator[str]:
    endless = [name for name, state in states.items() if math.isinf(state.queue.wait)]
    if endless:
        yield (
            f"{', '.join(endless[:5])}: more comes than can be done, so the queue has no end, and what stands "
            "behind gets only what passes."
        )
    slow = [
        station.name
        for station in network.stations
        if station.name not in endless
        and station.servers is not None
        and _relaxation(station.capacity, states[station.name].offered) * _SETTLED > end
    ]
    if slow:
        yield (
            f"{', '.join(slow[:5])}: so near to the limit that {end:.3g} s are too short for the queue to settle; the "
            "waits told are too short. The closed form knows them."
        )
    rare = [flow for flow in network.flows if 0 < flow.rate * end < _FEW]
    if rare:
        yield (
            f"Fewer than {_FEW:,} requests a run were sent of {_names(rare)}: p99.9 (and of fewer than 100, p99) is "
            "little more than the longest seen."
        )


def _names(flows: list[Flow]) -> str:
    return ", ".join(flow.name for flow in flows[:5])


def _relaxation(capacity: float, arrivals: float) -> float:
    """Seconds in which a queue forgets how it began, about: 1 / (sqrt(capacity) - sqrt(arrivals))^2, of M/M/1.

    Cohen, *The Single Server Queue* (1982), II.2; Newell, *Applications of Queueing Theory* (1982).
    """
    if math.isinf(capacity) or arrivals == 0:
        return 0.0
    gap = math.sqrt(capacity) - math.sqrt(arrivals)
    return math.inf if gap <= 0 else 1 / gap**2
