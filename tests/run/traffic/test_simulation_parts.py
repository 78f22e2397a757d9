"""The simulation's parts by themselves: histograms, streams, caches, the compiled network."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.run.traffic.simulated import cached, queued, single
from whiteboard.run.traffic.network import Policy, Service, Shape
from whiteboard.run.traffic.simulation import Course, replicate, streams
from whiteboard.run.traffic.simulation.caches import UNNAMED, Cache
from whiteboard.run.traffic.simulation.compiling import NOBODY, compile_network
from whiteboard.run.traffic.simulation.engine import run
from whiteboard.run.traffic.simulation.histogram import BINS_PER_DOUBLING, Histogram
from whiteboard.run.traffic.simulation.state import State


@given(
    st.lists(st.floats(1e-8, 1e7), min_size=1, max_size=300),
    st.floats(0.001, 1.0),
)
def test_a_quantile_is_off_by_half_a_bin_at_most(durations: list[float], share: float) -> None:
    histogram = Histogram()
    histogram.add(durations[:7])
    histogram.add(durations[7:])
    exact = sorted(durations)[max(1, math.ceil(share * len(durations))) - 1]
    assert histogram.quantile(share) == pytest.approx(exact, rel=2 ** (0.5 / BINS_PER_DOUBLING) - 1 + 1e-9)
    assert histogram.count == len(durations)
    assert histogram.mean == pytest.approx(sum(durations) / len(durations))


def test_nothing_and_no_time_at_all() -> None:
    histogram = Histogram()
    assert math.isnan(histogram.mean) and math.isnan(histogram.quantile(0.5))
    histogram.add([0.0, 0.0, 1e30])
    assert histogram.quantile(0.5) == 0
    assert histogram.quantile(1.0) > 1e8  # the last bin takes all that is longer


@pytest.mark.parametrize(
    "service",
    [
        Service(mean=0.02),
        Service(mean=0.02, shape=Shape.CONSTANT),
        Service(mean=0.02, shape=Shape.GAMMA, scv=0.3),
        Service(mean=0.02, shape=Shape.GAMMA, scv=4.0),
        Service(mean=0.02, shape=Shape.LOGNORMAL, scv=0.5),
        Service(mean=0.02, shape=Shape.GAMMA, scv=0.0),
        Service(mean=0.0, shape=Shape.LOGNORMAL),
    ],
)
def test_service_times_have_their_mean_and_spread(service: Service) -> None:
    draw = streams.service(numpy.random.default_rng(1), service)
    count = 100_000
    drawn = numpy.array([draw() for _ in range(count)])
    deviation = service.mean * math.sqrt(service.variability)
    assert abs(drawn.mean() - service.mean) <= 4 * deviation / math.sqrt(count) + 1e-15
    assert drawn.std() == pytest.approx(deviation, rel=0.05, abs=1e-12)


def test_senders_are_chosen_by_their_rates() -> None:
    draw = streams.choices(numpy.random.default_rng(1), [7, 8, 9], [3.0, 0.0, 1.0])
    drawn = [draw() for _ in range(40_000)]
    assert set(drawn) == {7, 9}
    assert abs(drawn.count(7) - 30_000) <= 4 * math.sqrt(40_000 * 0.75 * 0.25)


def test_popular_keys_are_asked_for_more_often() -> None:
    """Zipf's law with exponent 1, in its continuous form: rank k with chance ln(1 + 1/k) / ln(keys + 1)."""
    cache = Cache(1.0, None, 1000, streams.uniform(numpy.random.default_rng(1)))
    cache.empty()
    asked = [cache.look_up(0.0) for _ in range(20_000)]
    for rank in (1, 2, 10):
        chance = math.log1p(1 / rank) / math.log(1001)
        assert abs(asked.count(rank) - 20_000 * chance) <= 4 * math.sqrt(20_000 * chance)
    assert max(key for key in asked if key is not None) <= 1000


def test_a_key_is_missed_until_it_is_loaded_and_once_more_when_it_expires() -> None:
    cache = Cache(1.0, 10.0, 1, lambda: 0.5)
    assert cache.look_up(0.0) is None  # warm
    cache.empty()
    assert [cache.look_up(0.1), cache.look_up(0.2)] == [1, 1]
    cache.fill(UNNAMED, 0.3)
    assert cache.look_up(0.4) == 1
    cache.fill(1, 1.0)
    cache.fill(1, 2.0)  # the second answer of a stampede changes nothing
    assert cache.look_up(10.9) is None
    assert cache.look_up(11.0) == 1
    cache.fill(1, 11.5)
    assert cache.look_up(1e9) is None
    assert cache.hits == 3


def test_a_cold_cache_comes_to_its_hit_rate() -> None:
    cache = Cache(0.8, None, 50, streams.uniform(numpy.random.default_rng(1)))
    cache.empty()
    assert cache.chance == 0
    for _ in range(5000):
        key = cache.look_up(0.0)
        if key is not None:
            cache.fill(key, 0.0)
    before = cache.hits
    for _ in range(10_000):
        cache.look_up(1.0)
    assert abs(cache.hits - before - 8000) <= 4 * math.sqrt(10_000 * 0.8 * 0.2)
    assert cache.chance == pytest.approx(0.8)


def test_an_asynchronous_visit_has_a_courier() -> None:
    plan = compile_network(queued(1.0, worker=0.1))
    worker = 2
    left = next(node for node, courier in enumerate(plan.courier) if courier != NOBODY)
    called = plan.first[plan.courier[left]]
    assert plan.station[called] == worker
    assert plan.patient[called] and not plan.patient[left]
    assert plan.depth == 3


def test_what_stands_behind_a_cache_follows_its_misses() -> None:
    network = cached(1.0, store=single(1.0, 0.1).stations[0])
    plan = compile_network(network)
    look_up, read = 2, 3
    assert plan.tells[look_up] and plan.forgiving[look_up]
    assert (plan.behind[read], plan.part[read]) == (1, 1.0)


def test_answered_calls_are_not_kept_for_their_timeouts() -> None:
    """A timeout of an hour at a thousand requests a second keeps a few of them, and not three million."""
    network = single(1000.0, 0.0005, policy=Policy(timeout=3600.0))
    state = State(compile_network(network), network, numpy.random.SeedSequence(1), 0.0)
    run(state, 100.0)
    assert len(state.timers[0]) < 15_000


def test_timeouts_ring_in_the_order_in_which_they_were_set() -> None:
    network = single(500.0, 0.05, servers=10, policy=Policy(timeout=0.2, retries=1, backoff=0.0))
    run_ = replicate(network, Course(seconds=20.0), 1)
    flow = run_.flow("f")
    assert flow.failed > 0
    # Nobody waits longer than for two tries.
    assert flow.responses.quantile(1.0) <= 0.4 * 1.003
    assert run_.station("s").arrived > 1.9 * flow.failed


def test_bins_cover_the_whole_run() -> None:
    run_ = replicate(replace(single(50.0, 0.01)), Course(seconds=7.0, bins=3), 1)
    assert [row["second"] for row in run_.timeline] == pytest.approx([0, 7 / 3, 14 / 3])
    offered = [row["f offered"] for row in run_.timeline]
    assert sum(offered) / 3 * 7 == pytest.approx(run_.requests)
