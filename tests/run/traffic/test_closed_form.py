import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.run.traffic.networks import chained, queue, tandem, web
from whiteboard.run.traffic.closed_form import first_to_saturate, saturation, solve
from whiteboard.run.traffic.erlang import erlang_b, erlang_c
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
from whiteboard.run.traffic.outcome import Tier
from whiteboard.run.traffic.pass_through import pass_through


def figures(outcome):
    for part in (*outcome.stations, *outcome.flows):
        for name in ("offered", "throughput", "mean", "p50", "p99", "p999"):
            yield getattr(part, name).value


def test_m_m_1():
    outcome = solve(queue(0.8))
    db, reads = outcome.station("db"), outcome.flow("reads")
    assert outcome.tier is Tier.CLOSED_FORM and outcome.replications == 0 and outcome.notes == ()
    assert db.utilization.value == pytest.approx(0.8)
    assert db.waiting.value == pytest.approx(3.2)
    assert reads.mean.value == pytest.approx(0.05)
    for found, share in ((reads.p50, 0.5), (reads.p99, 0.99), (reads.p999, 0.999)):
        assert found.value == pytest.approx(-0.05 * math.log(1 - share), rel=1e-5)
        assert found.low is None


@pytest.mark.parametrize(("servers", "use"), [(2, 0.5), (8, 0.9), (50, 0.95)])
def test_m_m_c(servers, use):
    delayed, mean = erlang_c(servers, servers * use), 0.01
    slack = mean / (servers * (1 - use))
    outcome = solve(queue(use, servers=servers))
    assert outcome.flow("reads").mean.value == pytest.approx(mean + delayed * slack)
    # P(T > t), Harchol-Balter (2013), exercise 14.3
    t = outcome.flow("reads").p99.value
    beyond = (1 - delayed) * math.exp(-t / mean)
    if math.isclose(slack, mean):
        beyond += delayed * math.exp(-t / mean) * (1 + t / mean)
    else:
        beyond += delayed * (slack * math.exp(-t / slack) - mean * math.exp(-t / mean)) / (slack - mean)
    assert beyond == pytest.approx(0.01, rel=1e-4)


@pytest.mark.parametrize("scv", [0.0, 0.25, 4.0])
def test_pollaczek_and_khinchine(scv):
    shape = Shape.CONSTANT if scv == 0 else Shape.GAMMA
    outcome = solve(queue(0.7, shape=shape, scv=scv))
    assert outcome.flow("reads").mean.value == pytest.approx(0.01 + 0.01 * 0.7 * (1 + scv) / 2 / 0.3)
    assert outcome.notes == ()


def test_m_m_c_k_turns_away():
    outcome = solve(queue(1.5, servers=4, room=0))
    db, reads = outcome.station("db"), outcome.flow("reads")
    lost = erlang_b(4, 6.0)
    assert db.drops.value == pytest.approx(600 * lost)
    assert reads.failed.value == pytest.approx(lost)
    assert reads.throughput.value == db.throughput.value == pytest.approx(600 * (1 - lost))
    assert db.utilization.value == pytest.approx(1.5 * (1 - lost))
    assert reads.p99.value == pytest.approx(-0.01 * math.log(0.01), rel=1e-5)


def test_a_tandem_of_m_m_1_is_hypoexponential():
    uses = np.array([0.3, 0.5, 0.8])
    means = uses / 100 / (1 - uses)
    outcome = solve(tandem(uses.tolist()))
    reads = outcome.flow("reads")
    assert reads.mean.value == pytest.approx(means.sum())
    for found, share in ((reads.p50, 0.5), (reads.p99, 0.99), (reads.p999, 0.999)):
        weights = [math.prod(a / (a - b) for b in means if a != b) for a in means]
        beyond = sum(w * math.exp(-found.value / mean) for w, mean in zip(weights, means, strict=True))
        assert beyond == pytest.approx(1 - share, rel=1e-4)
    assert outcome.notes == ()


def test_equal_stations_in_a_row_are_an_erlang_distribution_and_delays_shift_it():
    stations = [Station(name=f"s{place}", service=Service(mean=0.005)) for place in range(4)]
    reads = solve(chained(stations, rate=100.0, delay=0.25)).flow("reads")
    exact = 4 * 0.25 + stats.gamma(4, scale=0.01).ppf([0.5, 0.99, 0.999])
    assert [reads.p50.value, reads.p99.value, reads.p999.value] == pytest.approx(exact, rel=1e-5)


def test_work_that_is_done_later_is_no_latency():
    outcome = solve(web())
    reads, writes = outcome.flow("reads"), outcome.flow("writes")
    assert reads.lag is None
    worker = outcome.station("worker")
    assert writes.lag.value == pytest.approx(worker.p99.value + 0.001, rel=1e-5)
    spent = sum(outcome.station(name).mean.value for name in ("balancer", "api", "db", "queue"))
    assert writes.mean.value == pytest.approx(spent + 0.004)


def test_misses_are_a_mixture():
    outcome = solve(web())
    spent = sum(outcome.station(name).mean.value for name in ("balancer", "api", "cache"))
    db = outcome.station("db").mean.value
    assert outcome.flow("reads").mean.value == pytest.approx(spent + 0.003 + 0.2 * (db + 0.001))
    assert outcome.station("cache").hit.value == 0.8


def test_calls_for_the_same_miss_are_made_together():
    service = Service(mean=1.0, shape=Shape.CONSTANT)
    stations = tuple(Station(name=name, servers=None, service=service) for name in ("cache", "db", "search"))

    def promised(behind: str | None) -> float:
        calls = tuple(Visit(station=name, times=0.3, behind=behind) for name in ("db", "search"))
        flow = Flow(
            name="reads",
            rate=1.0,
            visits=(Visit(station="cache"), *calls),
            promise=Promise(latency=2.0, percentile=60),
        )
        return solve(Network(stations=stations, flows=(flow,))).flow("reads").promised.value

    # Made alone, 42 % make just one of the two calls; made for the same miss, none does.
    assert promised(None) == 2.0
    assert promised("cache") == 1.0


def test_promises():
    def kept(latency: float, percentile: float = 99.0) -> bool | None:
        network = queue(0.8)
        flow = network.flows[0]
        promised = Flow(
            name=flow.name,
            rate=flow.rate,
            visits=flow.visits,
            promise=Promise(latency=latency, percentile=percentile),
        )
        return solve(Network(stations=network.stations, flows=(promised,))).flow("reads").kept

    # p99 is 50 ms times ln 100, 230 ms
    assert kept(0.24) is True and kept(0.22) is False
    assert kept(0.22, 95.0) is True and kept(0.22, 100.0) is False
    assert solve(queue(0.8)).flow("reads").kept is None


def test_overload_is_endless_and_thins_what_is_behind():
    stations = (
        Station(name="a", service=Service(mean=0.02)),
        Station(name="b", service=Service(mean=0.01)),
    )
    outcome = solve(chained(stations, rate=100.0))
    a, b, reads = outcome.station("a"), outcome.station("b"), outcome.flow("reads")
    assert a.utilization.value == 2.0 and a.waiting.value == a.mean.value == a.p50.value == math.inf
    assert a.throughput.value == 50.0 and b.offered.value == 50.0 and b.utilization.value == 0.5
    assert b.mean.value == pytest.approx(0.02)
    assert reads.p50.value == reads.mean.value == math.inf
    assert reads.throughput.value == 50.0 and reads.failed.value == 0.0
    assert any("no end" in note for note in outcome.notes)


def test_a_chance_of_overload_shows_in_the_tail_alone():
    stations = (
        Station(name="api", service=Service(mean=0.001)),
        Station(name="db", service=Service(mean=1.0)),
    )
    visits = (Visit(station="api", then=(Visit(station="db", times=0.05),)),)
    reads = solve(Network(stations=stations, flows=(Flow(name="reads", rate=100.0, visits=visits),))).flow(
        "reads"
    )
    assert reads.p50.value < 0.01 and reads.p99.value == math.inf == reads.mean.value


def test_everything_overloaded_and_in_circles():
    stations = tuple(Station(name=name, service=Service(mean=1.0)) for name in "abc")
    flows = tuple(
        Flow(name=path, rate=100.0, visits=tuple(Visit(station=name) for name in path))
        for path in ("abc", "bca", "cab", "aabb")
    )
    outcome = solve(Network(stations=stations, flows=flows))
    for station in outcome.stations:
        assert station.mean.value == math.inf and station.throughput.value == pytest.approx(1.0, rel=1e-3)
    assert all(flow.p50.value == math.inf for flow in outcome.flows)


def test_what_is_turned_away_does_not_come_further():
    stations = (
        Station(name="a", service=Service(mean=0.01), room=0),
        Station(name="b", service=Service(mean=0.001)),
    )
    outcome = solve(chained(stations, rate=100.0))
    assert outcome.station("b").offered.value == pytest.approx(50.0)
    assert outcome.flow("reads").failed.value == pytest.approx(0.5)


def test_what_the_formulas_leave_out_is_told():
    def notes(station: Station, visit: Visit | None = None) -> str:
        visits = (visit or Visit(station=station.name), Visit(station="other"))
        stations = (station, Station(name="other", servers=None))
        flow = Flow(name="reads", rate=1.0, visits=visits)
        return " ".join(solve(Network(stations=stations, flows=(flow,))).notes)

    api = Station(name="api", servers=2, service=Service(mean=0.1))
    constant = Service(mean=0.1, shape=Shape.CONSTANT)
    assert notes(api) == ""
    assert "blocking" in notes(Station(name="api", service=Service(mean=0.1), blocking=True))
    assert "Timeouts" in notes(api, Visit(station="api", policy=Policy(timeout=1.0)))
    assert "api: the wait is an approximation" in notes(Station(name="api", servers=2, service=constant))
    assert "approximation" not in notes(Station(name="api", service=constant))
    assert "independently" in notes(api, Visit(station="api", times=3))


def test_saturation():
    network = tandem([0.2, 0.8, 0.5])
    assert saturation(network) == pytest.approx({"s0": 5.0, "s1": 1.25, "s2": 2.0})
    name, multiple = first_to_saturate(network)
    assert (name, multiple) == ("s1", pytest.approx(1.25))
    just_below, just_above = (solve(network.scaled(multiple * part)) for part in (0.999, 1.001))
    assert just_below.flow("reads").p99.value < math.inf == just_above.flow("reads").p99.value
    assert first_to_saturate(queue(0.5, servers=None)) is None
    assert saturation(queue(0.5, servers=None)) == {"db": math.inf}
    # What is behind an overloaded station saturates at the same multiple as if that were mended.
    assert saturation(tandem([2.0, 0.5])) == pytest.approx({"s0": 0.5, "s1": 2.0})


@pytest.mark.parametrize(
    ("station", "visit", "rate", "said"),
    [
        ({"servers": 0}, {}, 1.0, "db has 0 servers"),
        ({"service": Service(mean=math.inf)}, {}, 1.0, "mean service time of db"),
        ({"service": Service(mean=math.nan)}, {}, 1.0, "mean service time of db"),
        ({"service": Service(mean=-1.0)}, {}, 1.0, "mean service time of db"),
        ({"service": Service(mean=1.0, shape=Shape.GAMMA, scv=-1.0)}, {}, 1.0, "variation of db"),
        ({"room": -1}, {}, 1.0, "room for -1"),
        ({}, {"times": math.inf}, 1.0, "times"),
        ({}, {"delay": math.nan}, 1.0, "delay"),
        ({}, {"station": "cache"}, 1.0, "cache"),
        ({}, {}, 0.0, "nobody sends"),
        ({}, {}, -1.0, "rate of reads"),
        ({}, {}, math.nan, "rate of reads"),
        ({}, {}, math.inf, "rate of reads"),
    ],
)
@pytest.mark.parametrize("ask", [solve, saturation, first_to_saturate])
def test_bad_networks_are_refused_in_words(ask, station, visit, rate, said):
    db = Station(**{"name": "db", "service": Service(mean=0.01), **station})
    flow = Flow(name="reads", rate=rate, visits=(Visit(**{"station": "db", **visit}),))
    with pytest.raises((ValueError, KeyError), match=said):
        ask(Network(stations=(db,), flows=(flow,)))


def test_too_deep_calls_are_refused():
    visit = Visit(station="db")
    for _ in range(5000):
        visit = Visit(station="db", then=(visit,))
    network = Network(stations=(Station(name="db"),), flows=(Flow(name="reads", rate=1.0, visits=(visit,)),))
    with pytest.raises(ValueError, match="5,001 deep"):
        solve(network)


def test_calls_as_deep_as_allowed_are_computed():
    stations = tuple(Station(name=f"s{place}", service=Service(mean=0.001)) for place in range(200))
    below: tuple[Visit, ...] = ()
    for station in reversed(stations):
        below = (Visit(station=station.name, times=0.99, delay=0.001, then=below),)
    network = Network(stations=stations, flows=(Flow(name="reads", rate=1.0, visits=below),))
    exact, sampled = solve(network).flow("reads"), pass_through(network, requests=2000).flow("reads")
    assert sampled.mean.value == pytest.approx(exact.mean.value, rel=0.05)
    assert sampled.p50.value == pytest.approx(exact.p50.value, rel=0.1)


def test_no_work_takes_no_time():
    outcome = solve(queue(0.5, mean=1.0).scaled(1e-12))
    assert outcome.flow("reads").mean.value == pytest.approx(1.0)
    nothing = solve(
        Network(
            stations=(Station(name="db"),), flows=(Flow(name="f", rate=5.0, visits=(Visit(station="db"),)),)
        )
    )
    assert nothing.flow("f").p999.value == 0.0 and nothing.station("db").utilization.value == 0.0


STATIONS = st.builds(
    lambda servers, mean, shape, scv, room: {
        "servers": servers,
        "service": Service(mean=mean, shape=shape, scv=scv),
        "room": room,
    },
    st.one_of(st.none(), st.integers(1, 300)),
    st.one_of(st.just(0.0), st.floats(1e-6, 10.0)),
    st.sampled_from(list(Shape)),
    st.floats(0.05, 8.0),
    st.one_of(st.none(), st.integers(0, 500)),
)


@st.composite
def networks(draw: st.DrawFn, *, plain: bool = False) -> Network:
    described = draw(st.lists(STATIONS, min_size=1, max_size=5))
    if plain:
        described = [{**one, "room": None} for one in described]
    stations = tuple(Station(name=f"s{place}", **one) for place, one in enumerate(described))
    times = st.one_of(st.just(1.0), st.floats(0.0, 4.0))
    visits = st.builds(
        Visit,
        station=st.sampled_from([station.name for station in stations]),
        times=times,
        asynchronous=st.booleans(),
        delay=st.floats(0.0, 0.1),
    )
    trees = st.builds(
        lambda visit, below: Visit(
            station=visit.station,
            times=visit.times,
            asynchronous=visit.asynchronous,
            delay=visit.delay,
            then=tuple(below),
        ),
        visits,
        st.lists(visits, max_size=3),
    )
    flows = draw(
        st.lists(
            st.tuples(st.floats(0.01, 1000.0), st.lists(trees, min_size=1, max_size=3)),
            min_size=1,
            max_size=3,
        )
    )
    return Network(
        stations=stations,
        flows=tuple(
            Flow(name=f"f{place}", rate=rate, visits=tuple(made)) for place, (rate, made) in enumerate(flows)
        ),
    )


@settings(deadline=None, max_examples=60)
@given(networks())
def test_any_network_has_sane_figures(network):
    outcome = solve(network)
    assert not any(math.isnan(value) or value < -1e-12 for value in figures(outcome))
    for station in outcome.stations:
        assert station.p50.value <= station.p99.value * (1 + 1e-6) <= station.p999.value * (1 + 1e-5)
        assert station.throughput.value <= station.offered.value * (1 + 1e-9)
        assert station.offered.value == pytest.approx(
            station.throughput.value + station.drops.value, rel=1e-9
        ) or math.isinf(station.mean.value)
        where = network.station(station.name)
        if where.servers is not None and where.room is None:
            # The utilization law.
            assert station.utilization.value == pytest.approx(
                station.offered.value * where.service.mean / where.servers
            )
    for flow in outcome.flows:
        assert flow.p50.value <= flow.p99.value * (1 + 1e-6) <= flow.p999.value * (1 + 1e-5)
        assert 0 <= flow.failed.value <= 1 and flow.throughput.value <= flow.offered.value * (1 + 1e-9)


@settings(deadline=None, max_examples=40)
@given(networks(plain=True))
def test_littles_law(network):
    """Requests under way are those that come a second times the seconds that each stays."""
    outcome = solve(network)
    under_way = 0.0
    for station in outcome.stations:
        if math.isinf(station.mean.value):
            return
        service = network.station(station.name).service.mean
        number = station.waiting.value + station.offered.value * service
        assert number == pytest.approx(station.offered.value * station.mean.value, rel=1e-6, abs=1e-12)
        under_way += number
    if not any(visit.asynchronous for flow in network.flows for visit in flow.walk()):
        delayed = 0.0
        for flow in network.flows:
            ahead = [(visit, flow.rate) for visit in flow.visits]
            while ahead:
                visit, rate = ahead.pop()
                delayed += rate * visit.times * visit.delay
                ahead += [(below, rate * visit.times) for below in visit.then]
        whole = sum(flow.offered.value * flow.mean.value for flow in outcome.flows)
        assert whole == pytest.approx(under_way + delayed, rel=1e-6, abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(networks(plain=True), st.floats(1.0, 3.0))
def test_more_load_takes_no_less_time(network, factor):
    """Up to the load at which something saturates: behind that comes less."""
    found = first_to_saturate(network)
    less = network if found is None else network.scaled(0.3 * found[1])
    before, after = solve(less), solve(less.scaled(factor))
    for one, other in zip((*before.flows, *before.stations), (*after.flows, *after.stations), strict=True):
        assert one.mean.value <= other.mean.value * (1 + 1e-9)
        # Lines drawn between the points of two searches differ a little.
        assert one.p99.value <= other.p99.value * (1 + 1e-3)


def test_a_network_as_large_as_anybody_draws():
    stations = tuple(
        Station(name=f"s{place}", servers=10**6, service=Service(mean=0.001), room=10**6)
        for place in range(300)
    )
    visits = tuple(Visit(station=station.name, times=0.5, delay=0.001) for station in stations)
    outcome = solve(Network(stations=stations, flows=(Flow(name="f", rate=1e9, visits=visits),)))
    assert outcome.flow("f").mean.value == pytest.approx(0.3, rel=1e-3)
