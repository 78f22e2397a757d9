"""A million requests through five stations by the pass-through recursion, beside simpy and ciw in one run.

Wanted: under 2.5 s, and at least 20 times faster than simpy. The peers simulate the same network with fewer requests;
their time is scaled, which favors them, since it grows at least as fast as the number of requests. All print the mean
latency that they found, so that it shows that they did the same. Then the closed form's time; wanted: under 20 ms for
ten stations and six operations.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Generator
from typing import Any

import ciw
import simpy
from measuring import medians, report

from whiteboard.run.traffic.closed_form import solve
from whiteboard.run.traffic.network import Flow, Network, Promise, Service, Shape, Station, Visit
from whiteboard.run.traffic.pass_through import pass_through

RATE = 1000.0
REQUESTS, OF_PEERS = 1_000_000, 20_000
SERVERS = (1, 4, 1, 8, 2)
USE = 0.7
RUNS = 3


def chain(count: tuple[int, ...]) -> Network:
    """Stations that call one another in turn, all used to 70 %."""
    stations = tuple(
        Station(name=f"station {place}", servers=servers, service=Service(mean=USE * servers / RATE))
        for place, servers in enumerate(count)
    )
    below: tuple[Visit, ...] = ()
    for station in reversed(stations):
        below = (Visit(station=station.name, then=below),)
    return Network(stations=stations, flows=(Flow(name="requests", rate=RATE, visits=below),))


def board(stations: int = 10, flows: int = 6) -> Network:
    """Operations that go through a balancer and servers to caches, stores and queues."""
    made = tuple(
        Station(
            name=f"s{place}",
            servers=(4, 32, 1, 20, None)[place % 5],
            service=Service(mean=0.4 / RATE, shape=Shape.CONSTANT if place % 5 == 2 else Shape.EXPONENTIAL),
        )
        for place in range(stations)
    )
    trees = []
    for flow in range(flows):
        calls = tuple(
            Visit(station=f"s{place}", times=0.2 if place % 3 == 0 else 1.0, delay=250e-6)
            for place in range(2, stations - 1)
            if (place + flow) % 2 == 0
        )
        later = Visit(station=f"s{stations - 1}", asynchronous=True, delay=250e-6)
        api = Visit(station="s1", delay=250e-6, then=(*calls, later))
        promise = Promise(latency=0.2)
        visits = (Visit(station="s0", then=(api,)),)
        trees.append(Flow(name=f"f{flow}", rate=RATE / flows, visits=visits, promise=promise))
    return Network(stations=made, flows=tuple(trees))


def ours(network: Network, requests: int) -> float:
    outcome = pass_through(network, requests=requests, replications=1, budget=60.0)
    return outcome.flows[0].mean.value


def with_simpy(network: Network, requests: int) -> float:
    draw, environment = random.Random(1), simpy.Environment()
    stations = [
        (simpy.Resource(environment, station.servers), 1 / station.service.mean)
        for station in network.stations
    ]
    spent = []

    def request() -> Generator[simpy.Event, Any, None]:
        sent = environment.now
        for station, speed in stations:
            with station.request() as turn:
                yield turn
                yield environment.timeout(draw.expovariate(speed))
        spent.append(environment.now - sent)

    def clients() -> Generator[simpy.Event, Any, None]:
        for _ in range(requests):
            yield environment.timeout(draw.expovariate(RATE))
            environment.process(request())

    environment.process(clients())
    environment.run()
    return statistics.fmean(spent)


def with_ciw(network: Network, requests: int) -> float:
    count = len(network.stations)
    described = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE), *[None] * (count - 1)],
        service_distributions=[
            ciw.dists.Exponential(1 / station.service.mean) for station in network.stations
        ],
        number_of_servers=[station.servers for station in network.stations],
        routing=[[float(other == place + 1) for other in range(count)] for place in range(count)],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(described)
    simulation.simulate_until_max_customers(requests)
    began: dict[int, float] = {}
    ended: dict[int, float] = {}
    for record in simulation.get_all_records():
        began[record.id_number] = min(record.arrival_date, began.get(record.id_number, record.arrival_date))
        ended[record.id_number] = max(record.exit_date, ended.get(record.id_number, record.exit_date))
    return statistics.fmean(ended[number] - began[number] for number in began)


def timed(what: str, work: Callable[[], float]) -> float:
    """The median of some runs in seconds, once warm."""
    taken, found = [], 0.0
    for _ in range(RUNS):
        start = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - start)
    print(f"{what:<44} {statistics.median(taken):>9.2f} s    mean latency {found * 1000:.2f} ms")
    return statistics.median(taken)


def main() -> int:
    network = chain(SERVERS)
    print(f"the closed form's mean latency is {solve(network).flows[0].mean.value * 1000:.2f} ms")
    ours(network, OF_PEERS)
    million = timed(f"{REQUESTS:,} requests, {len(SERVERS)} stations", lambda: ours(network, REQUESTS))
    scale = REQUESTS / OF_PEERS
    peers = {
        name: timed(f"{OF_PEERS:,} requests, {name}", lambda work=work: work(network, OF_PEERS)) * scale
        for name, work in (("simpy", with_simpy), ("ciw", with_ciw))
    }
    for name, seconds in peers.items():
        report(f"{REQUESTS:,} requests, {len(SERVERS)} stations", million, f"{name}, scaled", seconds)
        print(f"{seconds / million:.0f} times as fast as {name}")
    single = chain((1,) * 5)
    timed("the same with one server each", lambda: ours(single, REQUESTS))

    drawn = board()
    closed, sampled = medians(lambda: solve(drawn), lambda: pass_through(drawn), runs=5)
    report("closed form, 10 stations, 6 operations", closed, "pass-through, 5 runs of 200,000", sampled)
    good = million < 2.5 and peers["simpy"] / million >= 20 and closed < 0.020
    print("as wanted" if good else "NOT as wanted")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
