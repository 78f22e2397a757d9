"""The event-driven tier against closed forms, and what it keeps count of."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.traffic.simulated import agrees, chain, erlang_c, places, queued, single
from whiteboard.run.traffic.faults import Fault, fail, partition, slow, spike
from whiteboard.run.traffic.network import Flow, Network, Policy, Promise, Service, Shape, Station, Visit
from whiteboard.run.traffic.outcome import Tier
from whiteboard.run.traffic.simulation import Course, Replication, replicate, simulate


def balance(run: Replication) -> None:
    for station in run.stations:
        gone = station.completed + station.turned_away + station.refused + station.lost
        assert station.arrived == gone + station.waiting + station.in_service, station.name
    for flow in run.flows:
        assert flow.sent == flow.answered + flow.failed + flow.under_way
        assert flow.parts_sent == flow.parts_done + flow.parts_failed + flow.parts_under_way


# Closed forms


def test_m_m_1() -> None:
    outcome = simulate(single(80.0, 0.01), seconds=1000, seed=1, budget=60)
    flow, station = outcome.flow("f"), outcome.station("s")
    assert outcome.tier is Tier.SIMULATION
    assert outcome.replications == 5
    assert agrees(flow.offered, 80)
    assert agrees(flow.throughput, 80)
    assert agrees(flow.mean, 1 / (100 - 80))
    assert agrees(flow.p50, math.log(2) / 20)
    assert agrees(flow.p99, math.log(100) / 20, within=0.15)
    assert station.utilization is not None
    assert agrees(station.utilization, 0.8)
    assert agrees(station.waiting, 0.8**2 / 0.2, within=0.15)
    assert flow.failed.value == 0


@pytest.mark.parametrize("servers", [2, 8, 64])
def test_m_m_c(servers: int) -> None:
    rate, load = 100.0, 0.75 * servers
    mean = load / rate
    outcome = simulate(single(rate, mean, servers=servers), seconds=1500, seed=2, budget=60)
    waits = erlang_c(servers, load) * mean / (servers - load)
    assert agrees(outcome.flow("f").mean, mean + waits)
    assert agrees(outcome.station("s").waiting, rate * waits, within=0.25)


@pytest.mark.parametrize(
    ("shape", "scv", "variability"),
    [(Shape.CONSTANT, 1.0, 0.0), (Shape.GAMMA, 0.25, 0.25), (Shape.LOGNORMAL, 3.0, 3.0)],
    ids=["M/D/1", "M/Gamma/1", "M/lognormal/1"],
)
def test_m_g_1_by_pollaczek_and_khinchine(shape: Shape, scv: float, variability: float) -> None:
    outcome = simulate(single(70.0, 0.01, shape=shape, scv=scv), seconds=2000, seed=3, budget=60)
    waits = 0.7 * 0.01 / (2 * 0.3) * (1 + variability)
    assert agrees(outcome.flow("f").mean, 0.01 + waits)


def test_m_m_c_k_turns_away_what_erlang_says() -> None:
    servers, room, load, rate = 3, 4, 3.2, 320.0
    chances = places(servers, room, load)
    outcome = simulate(single(rate, load / rate, servers=servers, room=room), seconds=600, seed=4, budget=60)
    station = outcome.station("s")
    assert agrees(station.drops, rate * chances[-1])
    assert agrees(outcome.flow("f").failed, chances[-1])
    assert agrees(
        station.waiting, sum((n - servers) * chances[n] for n in range(servers, servers + room + 1))
    )


def test_loss_without_a_waiting_room_is_erlang_b() -> None:
    chances = places(2, 0, 1.5)
    outcome = simulate(single(150.0, 0.01, servers=2, room=0), seconds=600, seed=5, budget=60)
    assert agrees(outcome.flow("f").failed, chances[-1])


def test_a_station_without_limit_lets_nobody_wait() -> None:
    outcome = simulate(single(200.0, 0.05, servers=None), seconds=200, seed=6, budget=60)
    assert outcome.station("s").utilization is None
    assert outcome.station("s").waiting.value == 0
    assert agrees(outcome.flow("f").mean, 0.05)


def test_tandem_is_the_sum_of_its_stations() -> None:
    """Burke's theorem and Jackson's product form."""
    means, rate = (0.008, 0.006, 0.004), 100.0
    stations = [Station(name=f"s{n}", service=Service(mean=mean)) for n, mean in enumerate(means)]
    outcome = simulate(chain(rate, *stations, delay=0.01), seconds=1200, seed=7, budget=60)
    sojourns = [mean / (1 - rate * mean) for mean in means]
    for station, sojourn in zip(stations, sojourns, strict=True):
        assert agrees(outcome.station(station.name).mean, sojourn)
    assert agrees(outcome.flow("f").mean, sum(sojourns) + 3 * 0.01)


def test_calls_made_several_times_or_by_chance() -> None:
    """Jackson's product form where requests come back: `times` calls on average."""
    db = Station(name="db", service=Service(mean=0.004))
    api = Station(name="api", servers=None)
    for times in (0.3, 2.0, 1.6):
        visits = (Visit(station="api", then=(Visit(station="db", times=times),)),)
        network = Network(stations=(api, db), flows=(Flow(name="f", rate=100.0, visits=visits),))
        outcome = simulate(network, seconds=600, seed=8, budget=60)
        assert agrees(outcome.station("db").offered, 100 * times)
        assert agrees(outcome.flow("f").mean, times * 0.004 / (1 - 0.4 * times))


def test_a_caller_gives_up_as_often_as_the_answer_is_late() -> None:
    """What was given up goes on, so the queue stays that of M/M/1, of which the tail is known."""
    outcome = simulate(single(70.0, 0.01, policy=Policy(timeout=0.05)), seconds=1000, seed=9, budget=60)
    assert agrees(outcome.flow("f").failed, math.exp(-30 * 0.05))
    assert agrees(outcome.station("s").throughput, 70)
    assert outcome.flow("f").p999.value <= 0.05 * 1.003


def test_a_blocking_server_is_held_until_the_answer() -> None:
    """Two servers held for 10 + 90 ms of fixed work: as one station of 100 ms."""
    api = Station(name="api", servers=8, service=Service(mean=0.01, shape=Shape.CONSTANT), blocking=True)
    db = Station(name="db", servers=None, service=Service(mean=0.09, shape=Shape.CONSTANT))
    outcome = simulate(chain(60.0, api, db), seconds=600, seed=10, budget=60)
    alone = simulate(single(60.0, 0.1, servers=8, shape=Shape.CONSTANT), seconds=600, seed=11, budget=60)
    held, free = outcome.station("api").utilization, alone.station("s").utilization
    assert held is not None and free is not None
    assert agrees(held, 0.75) and agrees(free, 0.75)
    assert agrees(outcome.flow("f").mean, alone.flow("f").mean.value)
    relaxed = simulate(chain(60.0, replace(api, blocking=False), db), seconds=600, seed=10, budget=60)
    assert relaxed.station("api").utilization is not None
    assert agrees(relaxed.station("api").utilization, 0.075)


def test_the_lag_of_asynchronous_work_is_that_of_its_queue() -> None:
    outcome = simulate(queued(80.0, worker=0.01), seconds=1000, seed=12, budget=60)
    flow = outcome.flow("f")
    assert flow.lag is not None
    assert agrees(flow.lag, math.log(100) / 20, within=0.15)
    assert agrees(flow.mean, 0.005)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """95 % of 200 intervals, give or take four standard deviations of the binomial."""
    network = single(50.0, 0.01)
    held = 0
    for seed in range(200):
        mean = simulate(network, seconds=20, warm_up=2, seed=seed, budget=60).flow("f").mean
        assert mean.low is not None and mean.high is not None
        held += mean.low <= 1 / 50 <= mean.high
    assert abs(held - 190) <= 4 * math.sqrt(200 * 0.95 * 0.05)


# What is kept count of


def test_littles_law() -> None:
    stations = [Station(name=f"s{n}", servers=n + 1, service=Service(mean=0.008 * (n + 1))) for n in range(3)]
    outcome = simulate(chain(100.0, *stations), seconds=500, seed=13, budget=60)
    for station in outcome.stations:
        assert station.utilization is not None
        servers = next(s.servers for s in stations if s.name == station.name)
        assert servers is not None
        inside = station.waiting.value + servers * station.utilization.value
        # They differ by those who are there at the ends of the run only.
        assert inside == pytest.approx(station.throughput.value * station.mean.value, rel=0.005)


_FAULTS: list[Fault] = [
    fail("b", 1, 2.5),
    fail("a", 0.5, 4, replicas=1),
    slow("b", 6, 2, 4),
    partition("a", "b", 3, 5),
    spike(3, 3, 5),
    fail("c", 2, 4),
    partition("a", "c", 1, 2),
]


@st.composite
def _networks(draw: st.DrawFn) -> Network:
    """Three stations of any sort, a flow that visits them in any tree, now and then without waiting."""
    seconds = st.sampled_from([0.0, 0.001, 0.02, 0.05])
    stations = tuple(
        Station(
            name=name,
            servers=draw(st.sampled_from([1, 2, 7, None])),
            service=Service(mean=draw(seconds), shape=draw(st.sampled_from(Shape)), scv=2.0),
            room=draw(st.sampled_from([None, 0, 5])),
            replicas=2 if name == "a" else 1,
            blocking=draw(st.booleans()),
            hit=draw(st.sampled_from([None, 0.0, 0.7, 1.0])),
            ttl=draw(st.sampled_from([None, 0.5])),
            keys=draw(st.sampled_from([None, 3])),
        )
        for name in "abc"
    )
    policies = st.builds(
        Policy,
        timeout=st.sampled_from([None, 0.01, 0.2]),
        retries=st.integers(0, 2),
        backoff=st.sampled_from([0.0, 0.05]),
        jitter=st.booleans(),
    )

    def visits(below: st.SearchStrategy[tuple[Visit, ...]]) -> st.SearchStrategy[tuple[Visit, ...]]:
        visit = st.builds(
            Visit,
            station=st.sampled_from("abc"),
            times=st.sampled_from([1.0, 0.3, 2.5, 0.0]),
            behind=st.sampled_from([None, None, "a", "c"]),
            asynchronous=st.booleans(),
            delay=seconds,
            policy=policies,
            then=below,
        )
        return st.lists(visit, min_size=1, max_size=2).map(tuple)

    nothing: st.SearchStrategy[tuple[Visit, ...]] = st.just(())
    trees = st.recursive(visits(nothing), visits, max_leaves=4)
    flows = tuple(
        Flow(name=name, rate=draw(st.sampled_from([3.0, 40.0])), visits=draw(trees)) for name in ("x", "y")
    )
    return Network(stations=stations, flows=flows)


@settings(max_examples=60, deadline=None)
@given(network=_networks(), faults=st.lists(st.sampled_from(_FAULTS), max_size=4), seed=st.integers(0, 99))
def test_nothing_is_lost_and_nothing_made_up(network: Network, faults: list[Fault], seed: int) -> None:
    course = Course(seconds=6.0, warm_up=0.5, faults=faults, bins=6, cold=True)
    run = replicate(network, course, seed, deadline=time.perf_counter() + 0.5)
    balance(run)
    for station in run.stations:
        assert station.queue >= 0
        assert station.utilization is None or 0 <= station.utilization <= 1
    if run.ended == "end":
        assert len(run.timeline) == 6
        assert repr(replicate(network, course, seed)) == repr(run)


def test_the_same_seed_gives_the_same_outcome() -> None:
    network = queued(80.0, worker=0.01)
    first, second = (simulate(network, seconds=20, seed=3, faults=[fail("worker", 5, 8)]) for _ in range(2))
    assert first.timeline is not None and second.timeline is not None
    assert first.timeline.equals(second.timeline)
    assert replace(first, timeline=None) == replace(second, timeline=None)
    other = simulate(network, seconds=20, seed=4)
    assert other.flow("f").mean != first.flow("f").mean


def test_the_promise_is_judged_by_its_percentile() -> None:
    network = single(50.0, 0.01)
    for latency, kept in ((0.5, True), (0.02, False)):
        promise = Promise(latency=latency, percentile=95.0)
        flow = replace(network.flows[0], promise=promise)
        outcome = simulate(replace(network, flows=(flow,)), seconds=300, seed=1).flow("f")
        assert outcome.promised is not None
        assert agrees(outcome.promised, math.log(20) / 50, within=0.15)
        assert outcome.kept is kept


def test_flows_are_told_apart() -> None:
    stations = (Station(name="s", servers=None, service=Service(mean=0.01)),)
    flows = tuple(
        Flow(name=name, rate=rate, visits=(Visit(station="s", times=times),))
        for name, rate, times in (("a", 30.0, 1.0), ("b", 10.0, 2.0), ("silent", 0.0, 1.0))
    )
    outcome = simulate(Network(stations=stations, flows=flows), seconds=500, seed=1)
    assert agrees(outcome.flow("a").offered, 30)
    assert agrees(outcome.flow("b").mean, 0.02)
    assert outcome.flow("silent").offered.value == 0
    assert math.isnan(outcome.flow("silent").mean.value)


# How far it goes


def test_the_budget_cuts_and_says_so() -> None:
    outcome = simulate(single(1000.0, 0.0005), seconds=1e6, seed=1, budget=0.3)
    assert outcome.cut.startswith("The budget of 0.3 s of computing ended all 5 runs early")
    assert 0 < outcome.seconds < 1e6
    assert outcome.requests > 0


def test_faults_that_the_budget_leaves_out_are_told() -> None:
    outcome = simulate(single(1000.0, 0.0005), seconds=1e5, seed=1, budget=0.3, faults=[fail("s", 9e4)])
    assert outcome.cut
    assert any(note.startswith("Not reached: Fail(component='s'") for note in outcome.notes)


def test_a_queue_without_end_ends_the_run() -> None:
    outcome = simulate(single(10_000.0, 0.01), seconds=1e4, replications=1, budget=60)
    assert "grows without end" in outcome.cut and "s had" in outcome.cut
    assert outcome.seconds < 100


def test_a_queue_that_grows_is_told_of() -> None:
    outcome = simulate(single(120.0, 0.01), seconds=100, warm_up=0, seed=1)
    assert not outcome.cut
    assert any("queue before s grew" in note for note in outcome.notes)
    steady = simulate(single(80.0, 0.01), seconds=100, seed=1)
    assert not any("grew" in note for note in steady.notes)


def test_rare_requests_are_told_of() -> None:
    network = single(80.0, 0.01)
    assert any("answered of f: p99.9" in note for note in simulate(network, seconds=2, seed=1).notes)
    assert not any("p99.9" in note for note in simulate(network, seconds=50, seed=1).notes)


def test_fan_out_without_end_is_bounded() -> None:
    work = Visit(station="s", asynchronous=True, times=1e12)
    network = single(10.0, 0.01)
    flow = replace(network.flows[0], visits=(Visit(station="s", then=(work,)),))
    outcome = simulate(replace(network, flows=(flow,)), seconds=10, replications=1, budget=60)
    assert "more calls were under way than are kept" in outcome.cut


def test_ten_thousand_calls_below_one_another() -> None:
    stations = [Station(name=f"s{n}", service=Service(mean=0.0)) for n in range(10)]
    visits: tuple[Visit, ...] = ()
    for level in range(10_000):
        visits = (Visit(station=f"s{level % 10}", then=visits, delay=1e-5),)
    network = Network(stations=tuple(stations), flows=(Flow(name="f", rate=1.0, visits=visits),))
    run = replicate(network, Course(seconds=20.0, faults=[fail("s3", 10, 11)]), 1)
    balance(run)
    assert run.flow("f").responses.mean == pytest.approx(0.1, rel=0.01)


def test_progress_grows_to_the_end() -> None:
    told: list[float] = []
    simulate(single(1000.0, 0.0005), seconds=10, seed=1, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0 and len(told) > 5


def test_an_interrupt_goes_through() -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    network = single(1000.0, 0.0005)
    with pytest.raises(KeyboardInterrupt):
        simulate(network, seconds=10, seed=1, progress=interrupt)
    assert simulate(network, seconds=10, seed=1) == simulate(network, seconds=10, seed=1)


# What cannot run


@pytest.mark.parametrize(
    ("network", "message"),
    [
        (Network(), "no flow"),
        (replace(single(1.0, 1.0), stations=()), "f visits 's'"),
        (Network(flows=(Flow(name="f", rate=1.0),)), "f visits nothing"),
        (single(0.0, 0.01), r"nobody sends anything \(f at 0 requests/s\)"),
        (single(math.nan, 0.01), "the rate of f is nan"),
        (single(math.inf, 0.01), "the rate of f is inf"),
        (single(-1.0, 0.01), r"the rate of f is -1\.0"),
        (single(10**400, 0.01), "the rate of f is 1000"),
        (single(1.0, math.nan), "the mean service time of s is nan"),
        (single(1.0, -0.5), r"the mean service time of s is -0\.5"),
        (single(1.0, 0.1, scv=math.inf), "coefficient of variation of s is inf"),
        (single(1.0, 0.1, servers=0), "s has 0 servers"),
        (single(1.0, 0.1, room=-1), "s has room for -1"),
        (single(1.0, 0.1, policy=Policy(timeout=0.0)), r"the timeout of the visit of f to s is 0\.0"),
        (single(1.0, 0.1, policy=Policy(retries=-1)), "is tried again -1 times"),
        (single(1.0, 0.1, policy=Policy(backoff=math.nan)), "the backoff of the visit of f to s is nan"),
        (Network(stations=(Station(name="s"), Station(name="s"))), "'s' stands 2 times"),
        (Network(stations=(Station(name="s", hit=1.5),)), r"s has a hit rate of 1\.5"),
        (Network(stations=(Station(name="s", ttl=0.0),)), "s keeps entries for 0 s"),
        (Network(stations=(Station(name="s", keys=0),)), "s has 0 keys"),
        (Network(stations=(Station(name="s", replicas=0),)), "s has 0 replicas"),
        (chain(1.0, Station(name="s"), delay=math.inf), "the delay of the visit of f to s is inf"),
    ],
)
def test_bad_networks_are_explained(network: Network, message: str) -> None:
    with pytest.raises((ValueError, KeyError), match=message):
        simulate(network)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (fail("nobody"), "no component 'nobody'; there are s"),
        (slow("nobody", 2), "no component 'nobody'"),
        (partition("s", "nobody"), "no component 'nobody'"),
        (fail("s", replicas=2), "s has 1 replicas, and 2 of them cannot fail"),
        (fail("s", 5, 5), "ends at 5 s, before it began"),
        (fail("s", -1), "the start of Fail"),
        (slow("s", math.nan), "the factor by which s is slow is nan"),
        (spike(-2), "the factor of the spike is -2"),
    ],
)
def test_bad_faults_are_explained(fault: Fault, message: str) -> None:
    with pytest.raises((ValueError, KeyError), match=message):
        simulate(single(1.0, 0.1), faults=[fault])


@pytest.mark.parametrize(
    "setting",
    [
        {"seconds": 0.0},
        {"seconds": math.nan},
        {"warm_up": -1.0},
        {"replications": 0},
        {"budget": 0.0},
        {"budget": math.nan},
        {"bins": 0},
    ],
)
def test_bad_settings_are_explained(setting: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=f"`{next(iter(setting))}` is"):
        simulate(single(1.0, 0.1), **setting)  # type: ignore[arg-type]


@pytest.mark.parametrize("rate", [1e-9, 1e300])
def test_extreme_rates_come_to_an_end(rate: float) -> None:
    simulate(single(rate, 0.01), replications=2, budget=1.0)


def test_zero_service_times_are_no_trouble() -> None:
    outcome = simulate(single(100.0, 0.0), seconds=100, seed=1)
    assert outcome.flow("f").mean.value == 0
    assert outcome.flow("f").p99.value == 0
