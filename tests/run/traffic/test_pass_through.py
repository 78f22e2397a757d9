import heapq
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.run.traffic.networks import chained, queue, tandem, web
from whiteboard.run.traffic.erlang import mmc
from whiteboard.run.traffic.lines import departures
from whiteboard.run.traffic.network import (
    Flow,
    Network,
    Policy,
    Promise,
    Service,
    Shape,
    Station,
    Visit,
)
from whiteboard.run.traffic.outcome import Estimate, Tier
from whiteboard.run.traffic.pass_through import fits, pass_through
from whiteboard.run.traffic.sampling import poisson_process, service_times

# A 95 % interval of five runs, widened to 99.9 %: Student's t with 4 degrees of freedom, 8.61 to 2.78.
WIDER = 8.61 / 2.776


def holds(estimate: Estimate, exact: float) -> bool:
    """Whether an interval, widened so that a test fails by chance once in a thousand times, holds a figure."""
    half = (estimate.high - estimate.low) / 2 * WIDER
    return abs(estimate.value - exact) <= half


def slowly(arrivals: list[float], work: list[float], servers: int) -> list[float]:
    """First come, first served, spelled out."""
    free = [0.0] * servers
    done = []
    for comes, takes in zip(arrivals, work, strict=True):
        begins = max(comes, heapq.heappop(free))
        done.append(begins + takes)
        heapq.heappush(free, begins + takes)
    return done


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 10)), min_size=1, max_size=200), st.integers(1, 12))
def test_departures_are_those_of_first_come_first_served(requests, servers):
    arrivals = sorted(comes for comes, _ in requests)
    work = [takes for _, takes in requests]
    found = departures(np.array(arrivals), np.array(work), servers)
    assert found == pytest.approx(slowly(arrivals, work, servers), abs=1e-9)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=200), st.floats(0, 10), st.integers(1, 12))
def test_servers_take_turns_where_all_work_is_alike(arrivals, takes, servers):
    arrivals = sorted(arrivals)
    work = np.full(len(arrivals), takes)
    found = departures(np.array(arrivals), work, servers, constant=True)
    assert found == pytest.approx(slowly(arrivals, work.tolist(), servers), abs=1e-9)


def test_nobody_waits_where_servers_are_many():
    random = np.random.default_rng(1)
    arrivals, work = np.sort(random.random(5000) * 50), random.exponential(0.5, 5000)
    for servers in (60, 80, 100, 200):
        exact = slowly(arrivals.tolist(), work.tolist(), servers)
        assert departures(arrivals, work, servers) == pytest.approx(exact)
    assert departures(arrivals, work, None) == pytest.approx(arrivals + work)
    assert len(departures(np.empty(0), np.empty(0), 1)) == 0


def test_clients_send_at_random_times():
    random = np.random.default_rng(2)
    counts = [len(poisson_process(50.0, 2.0, random)) for _ in range(2000)]
    assert abs(np.mean(counts) - 100) < 4 * math.sqrt(100 / 2000)
    assert abs(np.var(counts) - 100) < 4 * 100 * math.sqrt(2 / 2000)
    assert len(poisson_process(0.0, 2.0, random)) == 0


@pytest.mark.parametrize(
    ("shape", "scv"),
    [(Shape.EXPONENTIAL, 1.0), (Shape.GAMMA, 0.3), (Shape.LOGNORMAL, 2.0), (Shape.CONSTANT, 0.0)],
)
def test_service_times_have_their_mean_and_spread(shape, scv):
    drawn = service_times(Service(mean=0.02, shape=shape, scv=scv), 400_000, np.random.default_rng(3))
    assert drawn.mean() == pytest.approx(0.02, rel=0.01)
    assert drawn.var() / drawn.mean() ** 2 == pytest.approx(scv, rel=0.1, abs=1e-12)


@pytest.mark.parametrize(("servers", "use"), [(1, 0.5), (1, 0.9), (4, 0.8), (40, 0.9), (None, 0.5)])
def test_m_m_c(servers, use):
    network = queue(use, servers=servers)
    outcome = pass_through(network, requests=100_000, seed=1)
    db, reads = outcome.station("db"), outcome.flow("reads")
    assert outcome.tier is Tier.PASS_THROUGH and outcome.replications == 5 and outcome.cut == ""
    exact = mmc(network.flows[0].rate, 0.01, servers) if servers else None
    wait = exact.wait if exact else 0.0
    assert holds(reads.mean, 0.01 + wait) and holds(db.mean, 0.01 + wait)
    assert holds(db.offered, network.flows[0].rate) and holds(db.throughput, network.flows[0].rate)
    if servers:
        assert holds(db.utilization, use) and holds(db.waiting, exact.number)
    else:
        assert db.utilization is None and db.waiting.value == 0
    if servers == 1:
        for found, share in ((reads.p50, 0.5), (reads.p99, 0.99), (reads.p999, 0.999)):
            assert holds(found, -math.log(1 - share) * 0.01 / (1 - use))


@pytest.mark.parametrize(
    ("shape", "scv"),
    [(Shape.CONSTANT, 0.0), (Shape.GAMMA, 0.2), (Shape.GAMMA, 3.0), (Shape.LOGNORMAL, 1.5)],
)
def test_pollaczek_and_khinchine(shape, scv):
    outcome = pass_through(queue(0.7, shape=shape, scv=scv), seed=2)
    assert holds(outcome.flow("reads").mean, 0.01 + 0.01 * 0.7 * (1 + scv) / 2 / 0.3)


def test_a_tandem_as_burke_and_jackson_have_it():
    outcome = pass_through(tandem([0.4, 0.8, 0.6]), seed=3)
    for found, use in zip(outcome.stations, (0.4, 0.8, 0.6), strict=True):
        assert holds(found.mean, use / 100 / (1 - use))
    assert holds(outcome.flow("reads").mean, sum(use / 100 / (1 - use) for use in (0.4, 0.8, 0.6)))


def test_littles_law_and_conservation():
    outcome = pass_through(web(), seed=4)
    for found in outcome.stations:
        where = web().station(found.name)
        number = found.waiting.value + found.offered.value * where.service.mean
        assert number == pytest.approx(found.offered.value * found.mean.value, rel=0.02)
        assert found.throughput.value == pytest.approx(found.offered.value, rel=0.01)
        assert found.drops.value == 0
    arrivals = web().arrivals()
    assert all(holds(found.offered, arrivals[found.name]) for found in outcome.stations)


def test_constants_and_delays_are_exact():
    service = Service(mean=0.5, shape=Shape.CONSTANT)
    network = chained([Station(name=name, servers=None, service=service) for name in "ab"], delay=0.25)
    reads = pass_through(network, requests=1000).flow("reads")
    assert reads.mean.value == pytest.approx(1.5)
    assert reads.p50 == reads.p999 == Estimate(1.5, 1.5, 1.5)


def test_a_miss_makes_all_calls_behind_it_and_nobody_waits_for_what_is_asynchronous():
    service = Service(mean=1.0, shape=Shape.CONSTANT)
    stations = tuple(
        Station(name=name, servers=None, service=service) for name in ("cache", "db", "search", "log")
    )
    visits = (
        Visit(station="cache"),
        Visit(station="db", times=0.3, behind="cache"),
        Visit(station="search", times=0.3, behind="cache"),
        Visit(station="log", asynchronous=True, delay=2.0),
    )
    flow = Flow(name="reads", rate=100.0, visits=visits, promise=Promise(latency=1.5, percentile=60))
    found = pass_through(Network(stations=stations, flows=(flow,)), requests=20_000).flow("reads")
    assert found.p50.value == pytest.approx(1.0) and found.p99.value == pytest.approx(3.0)
    assert found.promised.value == pytest.approx(1.0) and found.kept is True
    assert found.lag.value == pytest.approx(3.0)


def test_overload_is_endless_and_thins_what_is_behind():
    outcome = pass_through(tandem([2.0, 0.5]), requests=20_000)
    first, second, reads = outcome.station("s0"), outcome.station("s1"), outcome.flow("reads")
    assert first.mean.value == first.p50.value == first.waiting.value == math.inf
    assert first.utilization.value == pytest.approx(1.0, abs=0.01)
    assert second.offered.value == pytest.approx(50.0, rel=0.03) and second.mean.value < 0.01
    assert reads.p50.value == reads.mean.value == math.inf
    assert any("no end" in note for note in outcome.notes)


def test_the_same_seed_gives_the_same_outcome():
    one, again, other = (pass_through(web(), requests=5000, seed=seed) for seed in (7, 7, 8))
    assert one == again != other


def test_progress_rises_to_one():
    told: list[float] = []
    pass_through(web(), requests=2000, replications=3, progress=told.append)
    assert told == sorted(told) and told[-1] == 1.0 and len(told) > 3


def test_a_small_budget_is_kept_and_told():
    outcome = pass_through(queue(0.5), requests=1_000_000, budget=0.05)
    assert "budget of 0.05 s" in outcome.cut and outcome.requests < 500_000
    assert pass_through(queue(0.5), requests=2000, budget=5.0).cut == ""


def test_too_short_runs_are_told():
    assert any("settle" in note for note in pass_through(queue(0.9999), requests=2000).notes)
    rare = Network(
        stations=queue(0.5).stations,
        flows=(*queue(0.5).flows, Flow(name="rare", rate=0.01, visits=(Visit(station="db"),))),
    )
    outcome = pass_through(rare, requests=2000)
    assert any("rare" in note for note in outcome.notes)
    assert outcome.flow("rare").offered.value < 1


DB = Station(name="db", service=Service(mean=0.01))


def two(visits: tuple[Visit, ...], **changes: object) -> Network:
    stations = (replace(DB, **changes), Station(name="other", servers=None))
    return Network(stations=stations, flows=(Flow(name="reads", rate=1.0, visits=visits),))


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (two((Visit(station="db"),), room=5), "room for 5"),
        (two((Visit(station="db", then=(Visit(station="other"),)),), blocking=True), "holds its servers"),
        (two((Visit(station="db", policy=Policy(timeout=1.0)),)), "timeout"),
        (two((Visit(station="db", policy=Policy(retries=1)),)), "retries"),
        (two((Visit(station="db", times=2.5),)), "2.5 times"),
        (two((Visit(station="db"), Visit(station="db"))), "more than once"),
        (
            Network(
                stations=(DB, Station(name="other")),
                flows=tuple(
                    Flow(name=name, rate=1.0, visits=(Visit(station=a), Visit(station=b)))
                    for name, a, b in (("f", "db", "other"), ("g", "other", "db"))
                ),
            ),
            "different orders",
        ),
    ],
)
def test_networks_that_do_not_fit_are_refused_in_words(network, said):
    assert said in fits(network)
    with pytest.raises(ValueError, match=said):
        pass_through(network)


def test_networks_that_fit():
    assert fits(web()) == fits(queue(0.5)) == ""
    # A server that calls nobody has nothing to be held for.
    assert fits(two((Visit(station="db"),), blocking=True)) == ""


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"requests": 0}, "`requests` is 0"),
        ({"requests": 10**12}, "10,000,000"),
        ({"replications": 0}, "`replications` is 0"),
        ({"warm_up": 1.0}, "`warm_up` is 1.0"),
        ({"warm_up": math.nan}, "`warm_up` is nan"),
        ({"budget": 0.0}, "`budget` is 0.0"),
        ({"budget": math.nan}, "`budget` is nan"),
    ],
)
def test_bad_settings_are_told(settings, said):
    with pytest.raises(ValueError, match=said):
        pass_through(queue(0.5), **settings)


@pytest.mark.parametrize("rate", [0.0, -1.0, math.nan, math.inf])
def test_bad_rates_are_told(rate):
    network = Network(stations=(DB,), flows=(Flow(name="reads", rate=rate, visits=(Visit(station="db"),)),))
    with pytest.raises(ValueError, match=r"nobody sends|rate of reads"):
        pass_through(network)


@pytest.mark.parametrize("rate", [1e-300, 1e-9, 1e12])
def test_extreme_rates_end(rate):
    network = Network(stations=(DB,), flows=(Flow(name="reads", rate=rate, visits=(Visit(station="db"),)),))
    outcome = pass_through(network, requests=2000, replications=2)
    assert outcome.requests > 0
