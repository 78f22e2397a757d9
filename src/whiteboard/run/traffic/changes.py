"""The same network with one thing changed: more replicas, another hit rate, a slower component."""

from __future__ import annotations

import math
from dataclasses import replace

from whiteboard.run.traffic.network import Network, Station, Visit

_MOST_REPLICAS = 100_000


def with_replicas(network: Network, component: str, replicas: int) -> Network:
    """The network with another number of a component's replicas, each with as many servers as before.

    Raises
    ------
    KeyError
        For an unknown component; the message lists those there are.
    ValueError
        For a number below 1 or above 100,000, or a component that has no limit.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Service
    >>> network = Network(stations=(Station(name="api", servers=8, service=Service(mean=0.01)),))
    >>> with_replicas(network, "api", 3).station("api").servers
    24
    """
    station = network.station(component)
    if station.servers is None:
        raise ValueError(f"{component} takes as many requests as come; more replicas change nothing")
    if replicas != int(replicas) or not 1 <= replicas <= _MOST_REPLICAS:
        raise ValueError(
            f"replicas of {component}: a whole number from 1 to {_MOST_REPLICAS:,}, not {replicas!r}"
        )
    each = station.servers / station.replicas
    servers = max(1, round(each * replicas))
    return _with(network, replace(station, servers=servers, replicas=int(replicas)))


def with_hit(network: Network, cache: str, hit: float) -> Network:
    """The network with another hit rate of a cache; what stands behind it gets the misses.

    Raises
    ------
    KeyError
        For an unknown component.
    ValueError
        For a share outside 0 to 1, or a component that no call stands behind.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Flow
    >>> visits = (Visit(station="cache"), Visit(station="db", times=0.1, behind="cache"))
    >>> flow = Flow(name="reads", rate=100.0, visits=visits)
    >>> network = Network(stations=(Station(name="cache", hit=0.9), Station(name="db")), flows=(flow,))
    >>> round(with_hit(network, "cache", 0.5).arrivals()["db"], 6)
    50.0
    """
    station = network.station(cache)
    if not (math.isfinite(hit) and 0 <= hit <= 1):
        raise ValueError(f"the hit rate of {cache} is a share from 0 to 1, not {hit!r}")
    misses = [visit.times for flow in network.flows for visit in flow.walk() if visit.behind == cache]
    if not misses:
        raise ValueError(f"nothing stands behind {cache}, so its hit rate changes nothing")
    before = station.hit if station.hit is not None else 1 - max(misses)

    def changed(visit: Visit) -> Visit:
        times = visit.times
        if visit.behind == cache:
            times = 1 - hit if before >= 1 else times * (1 - hit) / (1 - before)
        return replace(visit, times=times, then=tuple(changed(below) for below in visit.then))

    flows = tuple(replace(flow, visits=tuple(changed(v) for v in flow.visits)) for flow in network.flows)
    return replace(_with(network, replace(station, hit=hit)), flows=flows)


def with_service_time(network: Network, component: str, seconds: float) -> Network:
    """The network with another mean service time of a component, in seconds.

    Raises
    ------
    KeyError, ValueError
        For an unknown component; for a time that is no number from 0 up.
    """
    station = network.station(component)
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError(f"the service time of {component} is seconds from 0 up, not {seconds!r}")
    return _with(network, replace(station, service=replace(station.service, mean=seconds)))


def _with(network: Network, station: Station) -> Network:
    stations = tuple(station if kept.name == station.name else kept for kept in network.stations)
    return replace(network, stations=stations)
