"""Small networks, and the formulas that say how they behave."""

from __future__ import annotations

import math

from whiteboard.draft.design import ComponentKind
from whiteboard.run.traffic.network import Flow, Network, Policy, Service, Shape, Station, Visit
from whiteboard.run.traffic.outcome import Estimate


def single(
    rate: float,
    mean: float,
    *,
    servers: int | None = 1,
    shape: Shape = Shape.EXPONENTIAL,
    scv: float = 1.0,
    room: int | None = None,
    policy: Policy | None = None,
) -> Network:
    """One flow ``f`` to one station ``s``."""
    station = Station(name="s", servers=servers, service=Service(mean=mean, shape=shape, scv=scv), room=room)
    visit = Visit(station="s", policy=policy or Policy())
    return Network(stations=(station,), flows=(Flow(name="f", rate=rate, visits=(visit,)),))


def chain(rate: float, *stations: Station, delay: float = 0.0, policy: Policy | None = None) -> Network:
    """One flow ``f``: each station calls the next and waits for it."""
    below: tuple[Visit, ...] = ()
    for station in reversed(stations):
        below = (Visit(station=station.name, then=below, delay=delay, policy=policy or Policy()),)
    return Network(stations=stations, flows=(Flow(name="f", rate=rate, visits=below),))


def cached(
    rate: float,
    *,
    hit: float = 0.9,
    keys: int | None = None,
    ttl: float | None = None,
    store: Station,
    policy: Policy | None = None,
) -> Network:
    """One flow ``f``: ``api`` asks ``cache``, and on a miss ``store``."""
    api = Station(name="api", servers=None, service=Service(mean=0.001))
    cache = Station(
        name="cache",
        kind=ComponentKind.CACHE,
        servers=4,
        service=Service(mean=1e-5),
        hit=hit,
        keys=keys,
        ttl=ttl,
    )
    look_up = Visit(station="cache")
    read = Visit(station=store.name, times=1 - hit, behind="cache", policy=policy or Policy())
    visits = (Visit(station="api", then=(look_up, read)),)
    return Network(stations=(api, cache, store), flows=(Flow(name="f", rate=rate, visits=visits),))


def queued(rate: float, *, worker: float, servers: int = 1) -> Network:
    """One flow ``f``: ``api`` puts a message in ``queue`` at once, and ``worker`` takes it from there."""
    stations = (
        Station(name="api", servers=None, service=Service(mean=0.005)),
        Station(name="queue", servers=None),
        Station(name="worker", servers=servers, service=Service(mean=worker)),
    )
    work = Visit(station="worker", asynchronous=True)
    visits = (Visit(station="api", then=(Visit(station="queue", then=(work,)),)),)
    return Network(stations=stations, flows=(Flow(name="f", rate=rate, visits=visits),))


def erlang_c(servers: int, load: float) -> float:
    """The chance to wait in M/M/c, by the recursion of Erlang's B formula."""
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def places(servers: int, room: int, load: float) -> list[float]:
    """How likely it is that 0, 1, … are in M/M/c/K, K being servers and room."""
    weights = [
        load**n / (math.factorial(min(n, servers)) * servers ** max(0, n - servers))
        for n in range(servers + room + 1)
    ]
    return [weight / sum(weights) for weight in weights]


def agrees(found: Estimate, exact: float, *, within: float = 0.1) -> bool:
    """Whether an exact figure lies within twice the 95 % interval, and the interval says something.

    Twice the interval is missed once in about two hundred runs of five (Student's t, four degrees of freedom);
    the seeds are fixed, so that a test that passes goes on passing.
    """
    assert found.low is not None and found.high is not None
    half = (found.high - found.low) / 2
    assert half <= within * abs(found.value) + 1e-12, f"{found} is too wide to say anything"
    return abs(found.value - exact) <= 2 * half
