"""The event-driven tier beside simpy, which shares no line with it."""

from __future__ import annotations

import random
import statistics
from collections.abc import Generator
from typing import Any

import simpy

from tests.run.traffic.simulated import single
from whiteboard.run.traffic.network import Flow, Network, Policy, Service, Station, Visit
from whiteboard.run.traffic.outcome import Estimate
from whiteboard.run.traffic.replications import interval
from whiteboard.run.traffic.simulation import simulate

_SECONDS, _WARM_UP = 200.0, 20.0
Process = Generator[simpy.Event, Any, Any]


def overlap(ours: Estimate, theirs: Estimate) -> bool:
    """Whether two independent estimates agree within twice their joint 95 % interval."""
    assert ours.low is not None and theirs.low is not None
    halves = (ours.value - ours.low, theirs.value - theirs.low)
    return abs(ours.value - theirs.value) <= 2 * (halves[0] ** 2 + halves[1] ** 2) ** 0.5


def _m_m_c(seed: int, rate: float, mean: float, servers: int) -> float:
    draw, environment = random.Random(seed), simpy.Environment()
    station = simpy.Resource(environment, servers)
    taken: list[float] = []

    def request() -> Process:
        start = environment.now
        with station.request() as turn:
            yield turn
            yield environment.timeout(draw.expovariate(1 / mean))
        if environment.now > _WARM_UP:
            taken.append(environment.now - start)

    def clients() -> Process:
        while True:
            yield environment.timeout(draw.expovariate(rate))
            environment.process(request())

    environment.process(clients())
    environment.run(_WARM_UP + _SECONDS)
    return statistics.mean(taken)


def test_m_m_c() -> None:
    rate, mean, servers = 100.0, 0.032, 4
    theirs = interval([_m_m_c(seed, rate, mean, servers) for seed in range(5)])
    ours = simulate(
        single(rate, mean, servers=servers), seconds=_SECONDS, warm_up=_WARM_UP, seed=1, budget=60
    )
    assert overlap(ours.flow("f").mean, theirs)


def _tandem(
    seed: int, rate: float, means: tuple[float, float], room: int, policy: Policy
) -> tuple[float, ...]:
    """Two stations, the second with bounded room; who finds none comes again after a wait drawn from 0 to 2 backoff."""
    draw, environment = random.Random(seed), simpy.Environment()
    first, second = simpy.Resource(environment, 1), simpy.Resource(environment, 1)
    taken: list[float] = []
    failed = came = 0

    def request() -> Process:
        nonlocal failed, came
        start = environment.now
        counts = start > _WARM_UP
        with first.request() as turn:
            yield turn
            yield environment.timeout(draw.expovariate(1 / means[0]))
        for tries in range(policy.retries + 1):
            came += environment.now > _WARM_UP
            if second.count < second.capacity or len(second.queue) < room:
                with second.request() as turn:
                    yield turn
                    yield environment.timeout(draw.expovariate(1 / means[1]))
                if counts:
                    taken.append(environment.now - start)
                return
            if tries < policy.retries:
                yield environment.timeout(draw.uniform(0, 2 * policy.backoff * 2**tries))
        failed += counts

    def clients() -> Process:
        while True:
            yield environment.timeout(draw.expovariate(rate))
            environment.process(request())

    environment.process(clients())
    environment.run(_WARM_UP + _SECONDS)
    return statistics.mean(taken), failed / (failed + len(taken)), came / _SECONDS


def test_a_tandem_with_a_bounded_queue_and_retries() -> None:
    rate, means, room, policy = 60.0, (0.01, 0.014), 3, Policy(retries=2, backoff=0.05)
    runs = [_tandem(seed, rate, means, room, policy) for seed in range(5)]
    theirs = [interval(figures) for figures in zip(*runs, strict=True)]
    stations = (
        Station(name="a", service=Service(mean=means[0])),
        Station(name="b", service=Service(mean=means[1]), room=room),
    )
    visits = (Visit(station="a", then=(Visit(station="b", policy=policy),)),)
    network = Network(stations=stations, flows=(Flow(name="f", rate=rate, visits=visits),))
    ours = simulate(network, seconds=_SECONDS, warm_up=_WARM_UP, seed=1, budget=60)
    flow = ours.flow("f")
    assert overlap(flow.mean, theirs[0])
    assert overlap(flow.failed, theirs[1])
    assert overlap(ours.station("b").offered, theirs[2])
    assert flow.failed.value > 0.01  # or nothing of it would have been tried
