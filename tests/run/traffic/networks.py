"""Networks for the tests of traffic, and what the literature says of them."""

from __future__ import annotations

from collections.abc import Sequence

from whiteboard.run.traffic.network import Flow, Network, Service, Shape, Station, Visit


def queue(
    use: float,
    *,
    servers: int | None = 1,
    mean: float = 0.01,
    shape: Shape = Shape.EXPONENTIAL,
    scv: float = 1.0,
    room: int | None = None,
) -> Network:
    """One station, used to `use` by one flow."""
    station = Station(name="db", servers=servers, service=Service(mean=mean, shape=shape, scv=scv), room=room)
    flow = Flow(name="reads", rate=use * (servers or 1) / mean, visits=(Visit(station="db"),))
    return Network(stations=(station,), flows=(flow,))


def chained(stations: Sequence[Station], *, rate: float = 100.0, delay: float = 0.0) -> Network:
    """Each station calls the next."""
    below: tuple[Visit, ...] = ()
    for station in reversed(stations):
        below = (Visit(station=station.name, then=below, delay=delay),)
    return Network(stations=tuple(stations), flows=(Flow(name="reads", rate=rate, visits=below),))


def tandem(uses: Sequence[float], *, rate: float = 100.0, servers: int = 1) -> Network:
    """Exponential stations one behind the other, used to so much."""
    return chained(
        [
            Station(name=f"s{place}", servers=servers, service=Service(mean=use * servers / rate))
            for place, use in enumerate(uses)
        ],
        rate=rate,
    )


def web(load: float = 1.0) -> Network:
    """Reads past a cache, writes with work that is done later; chance visits, delays and constant times."""
    stations = (
        Station(name="balancer", servers=4, service=Service(mean=0.001)),
        Station(name="api", servers=16, service=Service(mean=0.020)),
        Station(name="cache", service=Service(mean=0.0005, shape=Shape.CONSTANT), hit=0.8),
        Station(name="db", servers=4, service=Service(mean=0.010)),
        Station(name="queue", servers=None, service=Service(mean=0.001)),
        Station(name="worker", servers=8, service=Service(mean=0.030)),
    )
    cached = (
        Visit(station="cache", delay=0.001),
        Visit(station="db", times=0.2, behind="cache", delay=0.001),
    )
    written = (
        Visit(station="db", delay=0.001),
        Visit(station="queue", delay=0.001, then=(Visit(station="worker", asynchronous=True, delay=0.001),)),
    )
    return Network(
        stations=stations,
        flows=tuple(
            Flow(
                name=name,
                rate=rate * load,
                visits=(Visit(station="balancer", then=(Visit(station="api", delay=0.002, then=then),)),),
            )
            for name, rate, then in (("reads", 400.0, cached), ("writes", 100.0, written))
        ),
    )
