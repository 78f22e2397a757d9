"""Where several tiers know a network, they say the same of it."""

import math
import random
import statistics
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest
import simpy

from tests.run.traffic.networks import chained, queue, tandem, web
from whiteboard.run.traffic.closed_form import solve
from whiteboard.run.traffic.network import Network, Service, Shape, Station
from whiteboard.run.traffic.outcome import Estimate, Outcome
from whiteboard.run.traffic.pass_through import pass_through
from whiteboard.run.traffic.replications import interval
from whiteboard.run.traffic.simulation import simulate

RUNS = 20
# A 95 % interval of so many runs, widened to 99.9 %: Student's t with 19 degrees of freedom, 3.88 to 2.09.
WIDER = 3.883 / 2.093
ROUNDED = 0.004  # percentiles of the simulation are read from a histogram, off by at most 0.3 %


def agree(one: Estimate, other: Estimate, *, rounded: float = 0.0) -> bool:
    """Whether two figures may be the same: no further apart than both their intervals, widened, allow."""
    halves = [(e.high - e.low) / 2 if e.low is not None and e.high is not None else 0.0 for e in (one, other)]
    return abs(one.value - other.value) <= WIDER * math.hypot(*halves) + rounded * abs(one.value) + 1e-12


def disagreements(one: Outcome, other: Outcome, *, rounded: float, skip: tuple[str, ...] = ()) -> list[str]:
    found = []
    for kind, names in (
        ("stations", ("offered", "throughput", "utilization", "waiting", "mean", "p50", "p99")),
        ("flows", ("offered", "throughput", "failed", "mean", "p50", "p99", "lag")),
    ):
        for first, second in zip(getattr(one, kind), getattr(other, kind), strict=True):
            for name in names:
                a, b = getattr(first, name), getattr(second, name)
                assert (a is None) == (b is None), (first.name, name)
                if a is not None and name not in skip and not agree(a, b, rounded=rounded):
                    found.append(f"{first.name} {name}: {a} and {b}")
    return found


def sampled(network: Network) -> tuple[Outcome, Outcome]:
    rate = sum(flow.rate for flow in network.flows)
    simulated = simulate(network, seconds=10_000 / rate, replications=RUNS, seed=11, budget=60.0)
    assert simulated.cut == ""
    return pass_through(network, requests=50_000, replications=RUNS, seed=5, budget=60.0), simulated


EXACT = {
    "M/M/1": queue(0.7),
    "M/M/4": queue(0.8, servers=4),
    "M/M/50": queue(0.9, servers=50),
    "M/M/infinity": queue(0.5, servers=None),
    "M/D/1": queue(0.7, shape=Shape.CONSTANT),
    "M/G/1, gamma, even": queue(0.7, shape=Shape.GAMMA, scv=0.3),
    "M/G/1, gamma, uneven": queue(0.5, shape=Shape.GAMMA, scv=3.0),
    "tandem": tandem([0.4, 0.7, 0.6]),
    "tandem of M/M/4": tandem([0.4, 0.7], servers=4),
    "tandem with delays": chained(tandem([0.4, 0.7]).stations, rate=100.0, delay=0.05),
}


@pytest.mark.parametrize("network", EXACT.values(), ids=EXACT.keys())
def test_all_three_tiers_agree(network):
    exact = solve(network)
    passed, simulated = sampled(network)
    assert disagreements(exact, passed, rounded=1e-4) == []
    assert disagreements(exact, simulated, rounded=ROUNDED) == []
    assert disagreements(passed, simulated, rounded=ROUNDED) == []


def test_the_sampled_tiers_agree_where_the_closed_form_is_approximate():
    """Lognormal and constant times at several servers, chance visits, a cache and work that is done later."""
    network = web()
    stations = tuple(
        replace(station, service=replace(station.service, shape=Shape.LOGNORMAL, scv=0.5))
        if station.name in ("api", "db")
        else station
        for station in network.stations
    )
    network = replace(network, stations=stations)
    passed, simulated = sampled(network)
    assert disagreements(passed, simulated, rounded=ROUNDED) == []
    # Allen and Cunneen are a few percent off.
    for found, exact in zip(passed.stations, solve(network).stations, strict=True):
        assert found.mean.value == pytest.approx(exact.mean.value, rel=0.05)


def test_a_whole_design_agrees():
    """One of its stations has constant times, so the closed form is off by a little: 2 % here."""
    exact = solve(web())
    passed, simulated = sampled(web())
    assert disagreements(passed, simulated, rounded=ROUNDED) == []
    assert disagreements(exact, passed, rounded=0.02) == []
    assert disagreements(exact, simulated, rounded=0.02) == []


@pytest.mark.parametrize(("servers", "room", "use"), [(1, 0, 1.0), (1, 5, 0.9), (4, 3, 1.5), (20, 0, 0.9)])
def test_what_is_turned_away_agrees(servers, room, use):
    network = queue(use, servers=servers, room=room)
    simulated = simulate(
        network, seconds=40_000 / network.flows[0].rate, replications=5, seed=12, budget=60.0
    )
    exact = solve(network)
    assert disagreements(exact, simulated, rounded=ROUNDED) == []
    assert agree(exact.station("db").drops, simulated.station("db").drops)


def test_simpy_agrees():
    """An independent program: three stations with several servers, exponential and constant times."""
    stations = (
        Station(name="a", servers=2, service=Service(mean=0.016)),
        Station(name="b", servers=1, service=Service(mean=0.006, shape=Shape.CONSTANT)),
        Station(name="c", servers=3, service=Service(mean=0.02)),
    )
    network = chained(stations, rate=100.0)

    def run(seed: int) -> tuple[float, float]:
        draw, environment = random.Random(seed), simpy.Environment()
        resources = [simpy.Resource(environment, station.servers) for station in stations]
        spent: list[tuple[float, float]] = []

        def request() -> Generator[simpy.Event, Any, None]:
            sent = environment.now
            for station, resource in zip(stations, resources, strict=True):
                mean = station.service.mean
                with resource.request() as turn:
                    yield turn
                    constant = station.service.shape is Shape.CONSTANT
                    yield environment.timeout(mean if constant else draw.expovariate(1 / mean))
            spent.append((sent, environment.now - sent))

        def clients() -> Generator[simpy.Event, Any, None]:
            while True:
                yield environment.timeout(draw.expovariate(100.0))
                environment.process(request())

        environment.process(clients())
        environment.run(until=30.0)
        counted = sorted(taken for sent, taken in spent if sent > 3.0)
        return statistics.fmean(counted), counted[math.ceil(0.99 * len(counted)) - 1]

    runs = [run(seed) for seed in range(RUNS)]
    reads = pass_through(network, requests=20_000, replications=RUNS, seed=6).flow("reads")
    assert agree(reads.mean, interval([mean for mean, _ in runs]))
    assert agree(reads.p99, interval([p99 for _, p99 in runs]))
