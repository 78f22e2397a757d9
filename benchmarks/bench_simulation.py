"""The event-driven tier beside simpy, in one run on one core: events a second, and the same requests' time.

Wanted: at least 400,000 events a second, an event being an arrival, an end of service, a message that comes, or a
timer that rings. simpy's own events (`step`) are counted the same way; it needs more of them for a request.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import simpy
from measuring import report

from whiteboard.draft.design import ComponentKind
from whiteboard.run.traffic.faults import fail
from whiteboard.run.traffic.network import Flow, Network, Policy, Service, Station, Visit
from whiteboard.run.traffic.simulation import Course, replicate

WANTED = 400_000


@dataclass(frozen=True)
class Case:
    what: str
    network: Network
    seconds: float


def chained(
    count: int, *, rate: float, servers: int, delay: float = 0.0, policy: Policy | None = None
) -> Network:
    """Each of `count` stations calls the next, all used to 75 %."""
    mean = 0.75 * servers / rate
    stations = tuple(Station(name=f"s{n}", servers=servers, service=Service(mean=mean)) for n in range(count))
    below: tuple[Visit, ...] = ()
    for station in reversed(stations):
        below = (Visit(station=station.name, then=below, delay=delay, policy=policy or Policy()),)
    return Network(stations=stations, flows=(Flow(name="f", rate=rate, visits=below),))


def web() -> Network:
    """Load balancer, servers that block, a cache before a store, and a queue with workers."""
    stations = (
        Station(name="balancer", servers=4, service=Service(mean=50e-6)),
        Station(name="api", servers=32, service=Service(mean=0.008), blocking=True, room=1000),
        Station(
            name="cache", kind=ComponentKind.CACHE, service=Service(mean=1e-5), hit=0.9, keys=1000, ttl=30
        ),
        Station(name="db", servers=20, service=Service(mean=0.005)),
        Station(name="queue", servers=None, service=Service(mean=0.001)),
        Station(name="worker", servers=40, service=Service(mean=0.03)),
    )
    hasty = Policy(timeout=0.2, retries=2)
    look_up = Visit(station="cache", delay=250e-6, policy=hasty)
    read = Visit(station="db", times=0.1, behind="cache", delay=250e-6, policy=hasty)
    write = Visit(station="db", delay=250e-6, policy=hasty)
    later = Visit(station="queue", delay=250e-6, then=(Visit(station="worker", asynchronous=True),))
    flows = tuple(
        Flow(
            name=name,
            rate=rate,
            visits=(Visit(station="balancer", then=(Visit(station="api", delay=250e-6, then=then),)),),
        )
        for name, rate, then in (("reads", 1500.0, (look_up, read)), ("writes", 500.0, (write, later)))
    )
    return Network(stations=stations, flows=flows)


def ours(case: Case) -> float:
    course = Course(seconds=case.seconds, faults=[fail("cache", 2, 3)] if "fault" in case.what else [])
    start = time.perf_counter()
    run = replicate(case.network, course, 1)
    taken = time.perf_counter() - start
    rate = run.events / taken
    said = "" if rate >= WANTED else f"   BELOW {WANTED:,}"
    print(f"{case.what:<44} {rate:>11,.0f} events/s   {run.requests / taken:>9,.0f} requests/s{said}")
    return taken


def with_simpy(case: Case) -> float:
    """The same chain without timeouts, by simpy."""
    draw, environment = random.Random(1), simpy.Environment()
    stations = [
        (simpy.Resource(environment, station.servers), 1 / station.service.mean)
        for station in case.network.stations
    ]
    half = case.network.flows[0].visits[0].delay / 2
    answered = 0

    def request() -> Generator[simpy.Event, Any, None]:
        nonlocal answered
        for station, speed in stations:
            if half:
                yield environment.timeout(half)
            with station.request() as turn:
                yield turn
                yield environment.timeout(draw.expovariate(speed))
        for _ in stations:
            if half:
                yield environment.timeout(half)
        answered += 1

    def clients() -> Generator[simpy.Event, Any, None]:
        while True:
            yield environment.timeout(draw.expovariate(case.network.flows[0].rate))
            environment.process(request())

    environment.process(clients())
    steps = 0
    start = time.perf_counter()
    while environment.peek() < case.seconds:
        environment.step()
        steps += 1
    taken = time.perf_counter() - start
    told = f"{case.what}, simpy"
    print(f"{told:<44} {steps / taken:>11,.0f} events/s   {answered / taken:>9,.0f} requests/s")
    return taken


def main() -> None:
    hasty = Policy(timeout=1.0, retries=2)
    both = [
        Case("one station, one server", chained(1, rate=100.0, servers=1), 3000.0),
        Case("one station, 16 servers", chained(1, rate=100.0, servers=16), 3000.0),
        Case("chain of five", chained(5, rate=100.0, servers=4), 600.0),
        Case("chain of five, over a network", chained(5, rate=100.0, servers=4, delay=500e-6), 600.0),
    ]
    for case in both:
        report(case.what, ours(case), "simpy", with_simpy(case))
    ours(Case("chain of five, timeouts and retries", chained(5, rate=100.0, servers=4, policy=hasty), 600.0))
    ours(Case("web with cache, queue, blocking", web(), 30.0))
    ours(Case("web with a fault: the cache fails", web(), 30.0))
    ours(Case("load over what it can take", chained(2, rate=1000.0, servers=1).scaled(1.5), 300.0))
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
