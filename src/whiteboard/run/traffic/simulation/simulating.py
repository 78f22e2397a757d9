"""Simulate a network event by event, several times over."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

from whiteboard.run.traffic.faults import Fault, Spike
from whiteboard.run.traffic.network import Network
from whiteboard.run.traffic.outcome import Outcome
from whiteboard.run.traffic.simulation.compiling import compile_network
from whiteboard.run.traffic.simulation.mishaps import moments
from whiteboard.run.traffic.simulation.replication import Replication
from whiteboard.run.traffic.simulation.running import Course, replicate
from whiteboard.run.traffic.simulation.summary import outcome_of
from whiteboard.run.traffic.simulation.validation import check_faults, check_network, check_settings

EVENTS = 200_000
"""Events that a replication has by default: half a second or less of computing."""

BINS = 50
"""Rows of the timeline where faults are injected and the caller does not say."""

_SHARES = 3  # runs that see their faults are worth more than five that are all cut before them


def simulate(
    network: Network,
    *,
    seconds: float | None = None,
    warm_up: float | None = None,
    replications: int = 5,
    seed: int = 0,
    faults: Sequence[Fault] = (),
    budget: float = 5.0,
    bins: int | None = None,
    cold: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Outcome:
    """Simulate a network event by event, with timeouts, retries, bounded queues, caches and faults.

    Parameters
    ----------
    network : Network
        Stations and flows.
    seconds : float, optional
        Simulated seconds of each replication, the warm-up not counted. By default as long as it takes for about
        200,000 events, and twice as long as the last fault begins or ends.
    warm_up : float, optional
        Simulated seconds before, of which nothing is counted; a tenth of `seconds` by default. Time 0, from which
        faults are counted, is at its end.
    replications : int
        Independent runs, from which the intervals come.
    seed : int
        Of all random numbers. The same seed gives the same outcome, as long as the budget cuts nothing.
    faults : sequence of Fault
        What goes wrong, and when: `fail`, `slow`, `partition`, `spike`.
    budget : float
        Seconds that it may compute. Runs that would take longer are ended early; ``cut`` says so.
    bins : int, optional
        Rows of the timeline. 50 by default where there are faults or cold caches, else there is no timeline.
    cold : bool
        Whether all caches are empty at time 0.
    progress : callable, optional
        Told from time to time the share of the work that is done, 0 to 1.

    Returns
    -------
    Outcome
        The timeline has a column ``second`` (start of the bin); for each flow ``<name> offered``, ``throughput``
        (requests a second), ``failed`` (share of those that ended), ``p99`` (seconds) and, with asynchronous
        parts, ``lag`` (seconds, p99); for each component ``<name> offered``, ``drops`` (a second), ``queue``
        (mean calls that wait), ``utilization`` where its servers are limited, ``hit`` for a cache. NaN where a bin
        has seen nothing of a figure.

    Raises
    ------
    ValueError
        For networks, faults and settings out of range; the message names what has the figure, and the remedy.
    KeyError
        For components that are not there.

    Notes
    -----
    *Calls.* Clients send each flow as a Poisson process. A call takes half its `delay` to the station and half
    back. All replicas of a station share one queue, first come, first served. A call that finds no room fails at
    once. A caller that gives up (`timeout`) tries again after its backoff; what it gave up goes on at the called.
    A call fails when something that it called and waited for failed for good. A `blocking` station holds the
    server until its calls are answered.

    *Queues.* Nobody waits for an asynchronous call, so it has no timeout. It waits in the queue of a failed station,
    and is brought again when the replica is lost that works on it. Its lag is the time from sending to the end of
    all it calls.

    *Caches.* Warm, each look-up hits with the chance `hit`. Empty, at time 0 (`cold`) or after a failure, each key
    is missed until it was loaded once, by all who ask meanwhile, and once more when its `ttl` is over; keys are
    asked for by Zipf's law with exponent 1. A caller goes on to what is behind a cache when the cache itself
    fails, for whatever reason.

    *Faults.* See `whiteboard.run.traffic.simulation.mishaps.apply`.

    *How much.* Memory is bounded: 200,000 calls under way at most, then the replication ends and ``cut`` says so;
    durations are kept in histograms, off by at most 0.27 %. Confidence intervals are of independent
    replications (Law, *Simulation Modeling and Analysis*, 5th edition, 2015, section 9.4.1).

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Flow, Service, Station, Visit
    >>> api = Station(name="api", servers=1, service=Service(mean=0.008))
    >>> reads = Flow(name="reads", rate=100.0, visits=(Visit(station="api"),))
    >>> outcome = simulate(Network(stations=(api,), flows=(reads,)), seconds=200, seed=1)
    >>> mean = outcome.flow("reads").mean
    >>> mean.low < 1 / (125 - 100) < mean.high
    True
    """
    import numpy as np

    check_network(network)
    check_faults(faults, network)
    check_settings(seconds, warm_up, replications, budget, bins)
    length = _length(network, faults) if seconds is None else float(seconds)
    timeline = BINS if bins is None and (faults or cold) else bins or 0
    course = Course(
        seconds=length,
        warm_up=length / 10 if warm_up is None else float(warm_up),
        faults=tuple(faults),
        bins=timeline,
        cold=cold,
    )
    plan = compile_network(network)
    began = time.perf_counter()
    runs: list[Replication] = []
    took = 0.0
    for place, child in enumerate(np.random.SeedSequence(seed).spawn(replications)):
        now = time.perf_counter()
        left = began + budget - now
        shares = replications - place
        if timeline:
            shares = max(1, min(replications, _SHARES) - place)
            if place >= min(replications, _SHARES) and left < 1.2 * took:
                break
        watch = None if progress is None else _watch(progress, course, place, replications)
        runs.append(replicate(network, course, child, plan=plan, deadline=now + left / shares, watch=watch))
        took = time.perf_counter() - now
        if progress is not None:
            progress((place + 1) / replications)
    return outcome_of(network, course, runs, wanted=replications, budget=budget)


def _watch(
    progress: Callable[[float], None], course: Course, place: int, replications: int
) -> Callable[[float], None]:
    whole = course.warm_up + course.seconds

    def watch(now: float) -> None:
        done = min(1.0, max(0.0, (now + course.warm_up) / whole))
        progress((place + done) / replications)

    return watch


def _length(network: Network, faults: Sequence[Fault]) -> float:
    """Simulated seconds for so many events as one replication has by default, to two digits."""
    events = 0.0
    for flow in network.flows:
        events += flow.rate
        ahead = [(visit, flow.rate) for visit in flow.visits]
        while ahead:
            visit, rate = ahead.pop()
            rate *= visit.times
            events += rate * (3 if visit.delay else 1)
            ahead.extend((below, rate) for below in visit.then)
    events *= max([1.0, *(fault.factor for fault in faults if isinstance(fault, Spike))])
    seconds = EVENTS / events if math.isfinite(events) else EVENTS / 1e12
    seconds = max(seconds, 2 * max(moments(faults), default=0.0))
    return float(f"{seconds:.2g}")
