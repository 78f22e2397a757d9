"""Networks, faults and settings that cannot be simulated, told before anything runs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from whiteboard.run.traffic.faults import Fail, Fault, Partition, Slow, Spike
from whiteboard.run.traffic.network import Network, Station, Visit


def check_network(network: Network) -> None:
    """Refuse a network that says nothing about how it runs.

    Raises
    ------
    ValueError
        Where a figure is out of range; the message names what has it, the figure, and the remedy.
    KeyError
        Where a visit names a component that is not there.

    Examples
    --------
    >>> check_network(Network(stations=(Station(name="api", servers=0),)))
    Traceback (most recent call last):
        ...
    ValueError: api has 0 servers; give it at least 1, or None where nothing limits it
    """
    names = [station.name for station in network.stations]
    for name, times in Counter(names).items():
        if times > 1:
            raise ValueError(f"{name!r} stands {times} times among the stations; give each its own name")
    for station in network.stations:
        _check_station(station)
    if not network.flows:
        raise ValueError("the network has no flow: nobody sends anything; add a Flow with a rate and a visit")
    known = frozenset(names)
    for flow in network.flows:
        _number(f"the rate of {flow.name}", flow.rate, "requests a second, from 0")
        if not flow.visits:
            raise ValueError(f"{flow.name} visits nothing; give it the Visit that its client makes first")
        for visit in flow.walk():
            _check_visit(visit, flow.name, known)
    if not sum(flow.rate for flow in network.flows) > 0:
        told = ", ".join(f"{flow.name} at {flow.rate:g}" for flow in network.flows[:5])
        raise ValueError(f"nobody sends anything ({told} requests/s); give a flow a rate above 0")


def _check_station(station: Station) -> None:
    name = station.name
    if station.servers is not None and station.servers < 1:
        raise ValueError(
            f"{name} has {station.servers} servers; give it at least 1, or None where nothing limits it"
        )
    if station.replicas < 1:
        raise ValueError(f"{name} has {station.replicas} replicas; give it at least 1")
    if station.room is not None and station.room < 0:
        raise ValueError(
            f"{name} has room for {station.room} waiting; give it 0 or more, or None for any number"
        )
    _number(f"the mean service time of {name}", station.service.mean, "seconds, from 0")
    _number(f"the squared coefficient of variation of {name}", station.service.scv, "a number from 0")
    if station.hit is not None and not 0 <= station.hit <= 1:
        raise ValueError(f"{name} has a hit rate of {station.hit:g}; give it one from 0 to 1, such as 0.9")
    if station.ttl is not None and not station.ttl > 0:
        raise ValueError(
            f"{name} keeps entries for {station.ttl:g} s; give it a ttl above 0, or None for good"
        )
    if station.keys is not None and station.keys < 1:
        raise ValueError(f"{name} has {station.keys} keys; give it at least 1, or None")


def _check_visit(visit: Visit, flow: str, known: frozenset[str]) -> None:
    for name in (visit.station, *(() if visit.behind is None else (visit.behind,))):
        if name not in known:
            raise KeyError(
                f"{flow} visits {name!r}, and there are only {', '.join(sorted(known)) or 'no stations'}"
            )
    where = f"the visit of {flow} to {visit.station}"
    _number(f"`times` of {where}", visit.times, "a number from 0")
    _number(f"the delay of {where}", visit.delay, "seconds, from 0")
    _number(f"the backoff of {where}", visit.policy.backoff, "seconds, from 0")
    if visit.policy.timeout is not None:
        _number(
            f"the timeout of {where}", visit.policy.timeout, "seconds above 0, or None for ever", above=True
        )
    if visit.policy.retries < 0:
        raise ValueError(f"{where} is tried again {visit.policy.retries} times; give it 0 retries or more")


def check_faults(faults: Sequence[Fault], network: Network) -> None:
    """Refuse faults of what is not there, or out of range.

    Raises
    ------
    KeyError, ValueError
        As `check_network` does.

    Examples
    --------
    >>> check_faults([Fail("db")], Network(stations=(Station(name="database"),)))
    Traceback (most recent call last):
        ...
    KeyError: "no component 'db'; there are database"
    """
    for fault in faults:
        match fault:
            case Fail():
                copies = network.station(fault.component).replicas
                if fault.replicas is not None and not 1 <= fault.replicas <= copies:
                    raise ValueError(
                        f"{fault.component} has {copies} replicas, and {fault.replicas} of them cannot fail; "
                        f"say 1 to {copies}, or leave it out for all"
                    )
            case Slow():
                network.station(fault.component)
                _number(f"the factor by which {fault.component} is slow", fault.factor, "a number from 0")
            case Partition():
                network.station(fault.first)
                network.station(fault.second)
            case Spike():
                _number("the factor of the spike", fault.factor, "a number from 0")
        _number(f"the start of {fault}", fault.from_, "seconds after the start of the run, from 0")
        if fault.until is not None and not fault.until > fault.from_:
            raise ValueError(
                f"{fault} ends at {fault.until:g} s, before it began; give an `until` after {fault.from_:g}, or None"
            )


def check_settings(
    seconds: float | None, warm_up: float | None, replications: int, budget: float, bins: int | None
) -> None:
    """Refuse settings of a run that are out of range, with a ValueError that says what would do."""
    if seconds is not None:
        _number("`seconds`", seconds, "simulated seconds above 0, or None", above=True)
    if warm_up is not None:
        _number("`warm_up`", warm_up, "simulated seconds from 0, or None")
    if not 1 <= replications <= 1000:
        raise ValueError(f"`replications` is {replications}; give 1 to 1000, 5 as a rule")
    if not budget > 0:
        raise ValueError(f"`budget` is {budget:g}; give seconds of computing above 0")
    if bins is not None and not 1 <= bins <= 10_000:
        raise ValueError(f"`bins` is {bins}; give 1 to 10,000, or None")


def _number(what: str, value: float, wanted: str, *, above: bool = False) -> None:
    try:
        fine = math.isfinite(value) and (value > 0 if above else value >= 0)
    except (TypeError, OverflowError):
        fine = False
    if not fine:
        raise ValueError(f"{what} is {value!r:.40}; give {wanted}")
