"""A queueing network solved by formulas, in milliseconds: utilization, waits, latencies, and what saturates first.

Each station is a queue on its own (`erlang`), fed at random times; a request's latency is the sum of what it spends
at each (`tails`). For exponential service without limits that is exact: departures of such a queue are again at random
times (Burke 1956), and a network of them behaves as if its queues were independent (Jackson 1957; Baskett, Chandy,
Muntz and Palacios 1975).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from whiteboard.run.traffic.calls import DEEPEST, depth, together
from whiteboard.run.traffic.network import Flow, Network, Station, Visit
from whiteboard.run.traffic.outcome import Estimate, FlowOutcome, Outcome, StationOutcome, Tier, kept
from whiteboard.run.traffic.simulation.validation import check_network
from whiteboard.run.traffic.steady import Steady, is_exact
from whiteboard.run.traffic.sums import Sum
from whiteboard.run.traffic.tails import mixed_quantiles, quantiles
from whiteboard.run.traffic.thinning import Answers, made, steady_states

_SHARES = (0.5, 0.99, 0.999)


def solve(network: Network) -> Outcome:
    """Every figure of a network under its load, in the long run.

    Parameters
    ----------
    network : Network
        Any; what the formulas do not know is left out, and told in the notes.

    Returns
    -------
    Outcome
        Without intervals, since nothing is sampled. A station to which more comes than it can take has a utilization
        above 1 and infinite waits, and only what passes it comes to what stands behind. A station with room for so
        many is never so: it turns away, and what it turns away has failed.

    Raises
    ------
    ValueError, KeyError
        For figures out of range, unknown stations, and calls more than 200 deep; the message says which, and what
        would do.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Service
    >>> stations = (Station(name="api", servers=4, service=Service(mean=0.020)),
    ...             Station(name="db", service=Service(mean=0.005)))
    >>> visits = (Visit(station="api", then=(Visit(station="db", delay=0.001),)),)
    >>> network = Network(stations=stations, flows=(Flow(name="reads", rate=100.0, visits=visits),))
    >>> outcome = solve(network)
    >>> outcome.station("db").utilization.value, round(outcome.flow("reads").mean.value, 4)
    (0.5, 0.0327)
    >>> round(outcome.flow("reads").p99.value, 3)
    0.11
    """
    _check(network)
    states = steady_states(network)
    through = Answers({name: state.through for name, state in states.items()})
    admitted = Answers({name: state.admitted for name, state in states.items()})
    return Outcome(
        tier=Tier.CLOSED_FORM,
        stations=tuple(_station(station, states[station.name]) for station in network.stations),
        flows=tuple(_flow(flow, states, through, admitted) for flow in network.flows),
        notes=tuple(_notes(network, states)),
    )


def saturation(network: Network) -> dict[str, float]:
    """For each station the multiple of the load at which all its servers are busy all the time.

    Returns
    -------
    dict of str to float
        In the network's order; infinite for a station that nothing comes to, or that nothing limits. Below 1 for one
        that can't take even this load.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Service
    >>> api = Station(name="api", servers=4, service=Service(mean=0.020))
    >>> reads = Flow(name="reads", rate=100.0, visits=(Visit(station="api"),))
    >>> saturation(Network(stations=(api,), flows=(reads,)))
    {'api': 2.0}
    """
    _check(network)
    arrivals = network.arrivals()
    return {
        station.name: station.capacity / arrivals[station.name] if arrivals[station.name] > 0 else math.inf
        for station in network.stations
    }


def first_to_saturate(network: Network) -> tuple[str, float] | None:
    """The station that saturates first as the load grows, and at which multiple of it; None where none does.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Service
    >>> stations = tuple(Station(name=name, service=Service(mean=mean)) for name, mean in (("a", 0.001), ("b", 0.004)))
    >>> flow = Flow(name="reads", rate=100.0, visits=(Visit(station="a"), Visit(station="b")))
    >>> first_to_saturate(Network(stations=stations, flows=(flow,)))
    ('b', 2.5)
    """
    found = {name: multiple for name, multiple in saturation(network).items() if math.isfinite(multiple)}
    return min(found.items(), key=lambda item: item[1]) if found else None


def _check(network: Network) -> None:
    check_network(network)
    deep = depth(network)
    if deep > DEEPEST:
        raise ValueError(f"calls stand {deep:,} deep below one another; at most {DEEPEST} are computed")


def _station(station: Station, state: Steady) -> StationOutcome:
    p50, p99, p999 = quantiles(state.sojourn, _SHARES)
    utilization = None
    if station.servers is not None:
        comes = state.offered * (state.admitted if station.room is not None else 1.0)
        utilization = Estimate(comes / station.capacity)
    return StationOutcome(
        name=station.name,
        offered=Estimate(state.offered),
        utilization=utilization,
        waiting=Estimate(state.queue.number),
        mean=Estimate(state.sojourn.mean),
        p50=Estimate(p50),
        p99=Estimate(p99),
        p999=Estimate(p999),
        throughput=Estimate(state.offered * state.through),
        drops=Estimate(state.offered * state.queue.blocked),
        hit=None if station.hit is None else Estimate(station.hit),
    )


def _flow(flow: Flow, states: Mapping[str, Steady], through: Answers, admitted: Answers) -> FlowOutcome:
    latency = _latency(flow.visits, states, admitted)
    share = 0.99 if flow.promise is None else flow.promise.percentile / 100
    p50, p99, p999, promised = quantiles(latency, (*_SHARES, share))
    # Rounded, since a sum of constants must not miss by its last digit the very figure that it promises.
    figure = None if flow.promise is None else Estimate(float(f"{promised:.9g}"))
    later = list(_asynchronous(flow.visits, flow.rate or 1.0, states, through, admitted))
    return FlowOutcome(
        name=flow.name,
        offered=Estimate(flow.rate),
        throughput=Estimate(flow.rate * through.of_all(flow.visits)),
        failed=Estimate(1 - admitted.of_all(flow.visits)),
        mean=Estimate(latency.mean),
        p50=Estimate(p50),
        p99=Estimate(p99),
        p999=Estimate(p999),
        lag=_lag(later),
        promise=flow.promise,
        promised=figure,
        kept=kept(flow.promise, figure),
    )


def _latency(visits: Sequence[Visit], states: Mapping[str, Steady], admitted: Answers) -> Sum:
    """What calls made one after another take, all of them being answered."""
    found = Sum()
    for group in together([visit for visit in visits if not visit.asynchronous]):
        one = Sum()
        for visit in group:
            one = one.plus(_call(visit, states, admitted))
        # Of requests that are answered, fewer than of all have made a call that may fail.
        times = group[0].times
        whole = int(times)
        well = math.prod(admitted.of(visit) for visit in group)
        part = times - whole
        answered = 1 - part + part * well
        found = found.plus(one.repeated(whole + (part * well / answered if answered > 0 else 0.0)))
    return found


def _call(visit: Visit, states: Mapping[str, Steady], admitted: Answers) -> Sum:
    below = _latency(visit.then, states, admitted)
    return states[visit.station].sojourn.plus(below).later(visit.delay)


def _asynchronous(
    visits: Sequence[Visit], rate: float, states: Mapping[str, Steady], through: Answers, admitted: Answers
) -> Iterator[tuple[float, Sum]]:
    """All parts that nobody waits for: how many a second are begun, and how long each takes."""
    for visit in visits:
        calls = rate * visit.times
        if visit.asynchronous and calls > 0:
            yield calls, _call(visit, states, admitted)
        yield from _asynchronous(visit.then, calls * states[visit.station].through, states, through, admitted)
        if not visit.asynchronous:
            rate *= made(visit.times, through.of(visit))


def _lag(later: Sequence[tuple[float, Sum]]) -> Estimate | None:
    whole = math.fsum(calls for calls, _ in later)
    if whole == 0:
        return None
    return Estimate(mixed_quantiles([(calls / whole, what) for calls, what in later], [0.99])[0])


def _notes(network: Network, states: Mapping[str, Steady]) -> Iterator[str]:
    """What is approximate, or left out."""
    visits = [visit for flow in network.flows for visit in flow.walk()]
    rough = [station.name for station in network.stations if not is_exact(station)]
    if rough:
        yield (
            f"{_listed(rough)}: the wait is an approximation (Allen and Cunneen), exact only for one server or for "
            "exponential service times."
        )
    uneven = [
        station.name
        for station in network.stations
        if station.room is not None or (station.service.variability != 1 and station.servers is not None)
    ]
    if len(network.stations) > 1 and (uneven or not network.is_feed_forward()):
        yield (
            "Requests are taken to come to each component at random times and to wait at each independently, which is "
            "exact only without queues of limited length, with exponential service times, and where no request comes "
            "to a component twice."
        )
    if any(visit.policy.timeout is not None or visit.policy.retries > 0 for visit in visits):
        yield "Timeouts and retries are left out; the simulation knows them."
    blocking = [station.name for station in network.stations if station.blocking]
    if blocking:
        yield (
            f"{_listed(blocking)}: the servers are taken to be free while a request waits for what it calls; the "
            "simulation knows blocking ones."
        )
    full = [name for name, state in states.items() if math.isinf(state.queue.wait)]
    if full:
        yield (
            f"{_listed(full)}: more comes than can be done, so the queue has no end, and what stands behind gets only "
            "what passes."
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
