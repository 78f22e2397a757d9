"""What goes wrong over time: failures, slow parts, broken links, spikes, stampedes and storms of retries."""

from __future__ import annotations

from dataclasses import replace

import pandas
import pytest

from tests.run.traffic.simulated import agrees, cached, chain, queued, single
from whiteboard.draft.design import ComponentKind
from whiteboard.run.traffic.faults import Fault, fail, partition, slow, spike
from whiteboard.run.traffic.network import Flow, Network, Policy, Service, Shape, Station, Visit
from whiteboard.run.traffic.simulation import simulate

API = Station(name="api", servers=None, service=Service(mean=0.001))
DB = Station(name="db", servers=20, service=Service(mean=0.01))


def timeline(network: Network, *faults: Fault, seconds: float = 30.0, **settings: bool) -> pandas.DataFrame:
    """By whole seconds."""
    outcome = simulate(
        network,
        seconds=seconds,
        warm_up=5,
        bins=int(seconds),
        faults=faults,
        seed=1,
        replications=3,
        budget=60,
        **settings,
    )
    assert outcome.timeline is not None
    assert not outcome.cut
    return outcome.timeline.set_index("second")


def during(frame: pandas.DataFrame, column: str, start: float, end: float) -> float:
    """The mean of a figure over the bins of an interval."""
    return float(frame.loc[start : end - 1, column].mean())


# Failing


def test_calls_to_a_failed_component_fail_at_once() -> None:
    frame = timeline(chain(100.0, API, DB), fail("db", 10, 20))
    assert during(frame, "f failed", 0, 10) == 0
    assert during(frame, "f failed", 10, 20) == pytest.approx(
        1, abs=1e-3
    )  # one may have been answered already
    assert during(frame, "f failed", 21, 30) == 0
    assert during(frame, "db utilization", 10, 20) == 0
    assert during(frame, "db drops", 10, 20) == pytest.approx(during(frame, "db offered", 10, 20), rel=0.01)


def test_some_replicas_leave_the_others_their_load() -> None:
    db = replace(DB, servers=8, replicas=4)
    frame = timeline(chain(300.0, API, db), fail("db", 10, 20, replicas=2))
    assert during(frame, "db utilization", 0, 10) == pytest.approx(3 / 8, rel=0.05)
    assert during(frame, "db utilization", 11, 20) == pytest.approx(3 / 4, rel=0.05)
    assert during(frame, "f failed", 0, 10) == 0
    assert 0 < frame.loc[10, "f failed"] < 0.02  # those that were in the replicas lost
    assert during(frame, "f failed", 12, 20) == 0
    assert during(frame, "f p99", 11, 20) > 1.05 * during(frame, "f p99", 0, 10)


def test_two_failures_of_one_component_add_up() -> None:
    db = replace(DB, servers=4, replicas=4)
    frame = timeline(chain(50.0, API, db), fail("db", 5, 25, replicas=2), fail("db", 10, 20, replicas=2))
    assert during(frame, "f failed", 11, 20) == 1
    assert during(frame, "f failed", 21, 25) == 0


def test_retries_bridge_a_short_failure() -> None:
    network = chain(100.0, API, DB)
    visit = network.flows[0].visits[0]
    policy = Policy(retries=5, backoff=0.1, jitter=False)
    patient = replace(visit, then=tuple(replace(below, policy=policy) for below in visit.then))
    bridged = replace(network, flows=(replace(network.flows[0], visits=(patient,)),))
    assert simulate(network, faults=[fail("db", 10, 11)], seconds=20, seed=1).flow("f").failed.value > 0.04
    assert simulate(bridged, faults=[fail("db", 10, 11)], seconds=20, seed=1).flow("f").failed.value == 0


def test_a_fallen_queue_consumer_finds_its_work_when_it_is_back() -> None:
    outcome = simulate(
        queued(50.0, worker=0.01), faults=[fail("worker", 10, 15)], seconds=60, bins=60, seed=1
    )
    frame = outcome.timeline
    assert frame is not None
    assert outcome.flow("f").failed.value == 0
    assert during(frame.set_index("second"), "f p99", 10, 15) < 0.05  # clients see nothing of it
    assert frame["worker queue"].max() == pytest.approx(250, rel=0.1)  # 50 a second for 5 s
    assert frame["f lag"].max() == pytest.approx(5, rel=0.1)
    assert during(frame.set_index("second"), "worker queue", 50, 60) < 5


# Slow, cut off, overrun


def test_a_slow_component_takes_longer() -> None:
    frame = timeline(chain(100.0, API, DB), slow("db", 5, 10, 20))
    assert during(frame, "db utilization", 11, 20) == pytest.approx(
        5 * during(frame, "db utilization", 0, 10), rel=0.05
    )
    assert during(frame, "db utilization", 22, 30) == pytest.approx(0.05, rel=0.1)


def test_calls_over_a_cut_link_wait_and_their_callers_may_give_up() -> None:
    waiting = chain(100.0, API, DB, delay=0.001)
    frame = timeline(waiting, partition("db", "api", 10, 15))
    assert during(frame, "db offered", 11, 15) == 0
    assert during(frame, "f throughput", 11, 15) == 0
    assert during(frame, "f failed", 15, 30) == 0
    assert frame.loc[15, "f p99"] == pytest.approx(5, rel=0.1)

    hasty = chain(100.0, API, DB, delay=0.001, policy=Policy(timeout=0.5))
    frame = timeline(hasty, partition("api", "db", 10, 15))
    assert during(frame, "f failed", 11, 15) == 1
    assert during(frame, "f failed", 16, 30) == 0


def test_a_spike_builds_a_queue_that_drains() -> None:
    frame = timeline(single(50.0, 0.01), spike(4, 10, 13))
    assert during(frame, "f offered", 10, 13) == pytest.approx(200, rel=0.1)
    assert frame["s queue"].idxmax() in (12, 13)
    assert frame["s queue"].max() == pytest.approx(300, rel=0.15)  # 100 a second too many for 3 s
    # The queue drains by 50 a second, so it is gone after 6 s.
    assert during(frame, "s queue", 13, 17) > 100
    assert during(frame, "s queue", 22, 30) < 5
    assert during(frame, "f failed", 0, 30) == 0


def test_shedding_load_keeps_the_others_fast() -> None:
    open_, bounded = single(50.0, 0.01), single(50.0, 0.01, room=10)
    waits = timeline(open_, spike(4, 10, 13))["f p99"].max()
    sheds = timeline(bounded, spike(4, 10, 13))
    assert waits > 2
    assert sheds["f p99"].max() < 0.3
    assert during(sheds, "f failed", 10, 13) == pytest.approx(0.5, abs=0.05)


def test_a_queue_keeps_clients_fast_while_the_lag_grows() -> None:
    frame = timeline(queued(80.0, worker=0.01), spike(3, 10, 15), seconds=40)
    assert during(frame, "f p99", 10, 20) == pytest.approx(during(frame, "f p99", 0, 10), rel=0.2)
    assert during(frame, "f failed", 0, 40) == 0
    assert frame["f lag"].max() > 20 * during(frame, "f lag", 0, 9)


# Retries


def test_retries_multiply_the_load_of_what_fails() -> None:
    network = chain(50.0, API, DB)
    visit = network.flows[0].visits[0]
    hasty = replace(visit.then[0], policy=Policy(retries=3, backoff=0.01))
    network = replace(network, flows=(replace(network.flows[0], visits=(replace(visit, then=(hasty,)),)),))
    frame = timeline(network, fail("db", 10, 20))
    assert during(frame, "db offered", 11, 19) == pytest.approx(
        4 * during(frame, "api offered", 11, 19), rel=0.02
    )


def _storm(policy: Policy) -> pandas.DataFrame:
    db = Station(name="db", servers=1, service=Service(mean=0.01))
    api = Station(name="api", servers=None)
    call = Visit(station="db", policy=policy)
    flow = Flow(name="f", rate=70.0, visits=(Visit(station="api", then=(call,)),))
    return timeline(Network(stations=(api, db), flows=(flow,)), slow("db", 10, 10, 12), seconds=60)


def test_a_storm_of_retries_outlives_its_cause() -> None:
    """Metastable failure: the queue is longer than callers wait, and what they gave up is worked on all the same."""
    storm = _storm(Policy(timeout=0.5, retries=3, backoff=0.05))
    assert during(storm, "f failed", 0, 10) < 0.01
    assert during(storm, "f failed", 40, 60) > 0.9  # half a minute after the database is well again
    assert during(storm, "db offered", 40, 60) > 2.5 * 70

    calm = _storm(Policy(timeout=0.5, retries=0))
    assert during(calm, "f failed", 40, 60) < 0.01


# Caches


def test_a_warm_cache_lets_its_misses_through() -> None:
    outcome = simulate(cached(500.0, store=DB), seconds=200, seed=1)
    hit = outcome.station("cache").hit
    assert hit is not None
    assert agrees(hit, 0.9)
    assert agrees(outcome.station("db").offered, 50)


def test_a_failed_cache_sends_all_reads_to_the_store() -> None:
    frame = timeline(cached(500.0, store=DB), fail("cache", 10, 20))
    assert during(frame, "db offered", 0, 10) == pytest.approx(50, rel=0.1)
    assert during(frame, "db offered", 10, 20) == pytest.approx(500, rel=0.05)
    assert during(frame, "cache hit", 10, 20) == 0
    assert during(frame, "f failed", 0, 30) == 0


def test_a_cache_that_is_back_fills_again() -> None:
    frame = timeline(cached(500.0, store=DB, keys=100), fail("cache", 10, 12))
    assert frame.loc[12, "cache hit"] < 0.85
    assert during(frame, "cache hit", 20, 30) == pytest.approx(0.9, abs=0.02)


def test_a_stampede_overloads_the_store() -> None:
    """The store takes the misses of a warm cache, and not all reads."""
    store = Station(name="db", servers=1, service=Service(mean=0.01))
    frame = timeline(cached(500.0, store=store, keys=50, hit=0.95), fail("cache", 10, 12), seconds=100)
    assert during(frame, "db queue", 0, 10) < 1
    # 400 a second too many wait for 2 s. Then the cache is back and empty: what waits fills it, and everybody else
    # still asks the store meanwhile, so that the line is gone long after the cache is warm.
    assert frame.loc[12, "db queue"] == pytest.approx(800, rel=0.3)
    assert during(frame, "cache hit", 12, 13) < 0.9
    assert frame["f p99"].max() > 5
    assert during(frame, "db queue", 13, 16) > 100
    assert during(frame, "cache hit", 30, 100) == pytest.approx(0.95, abs=0.01)
    assert during(frame, "db queue", 95, 100) < 100


def test_keys_loaded_together_expire_together() -> None:
    network = cached(1000.0, store=replace(DB, servers=100), keys=20, ttl=8.0, hit=1.0)
    frame = timeline(network, cold=True)
    assert frame.loc[0, "db offered"] > 20  # every key more than once, before its first answer is back
    assert during(frame, "db offered", 2, 8) < 1
    assert frame.loc[8, "db offered"] > 20  # the same once more, all at the same time
    assert during(frame, "db offered", 10, 30) < 1


def test_one_hot_key_is_asked_for_by_everybody_until_it_is_there() -> None:
    store = Station(name="db", servers=None, service=Service(mean=0.2, shape=Shape.CONSTANT))
    frame = timeline(cached(500.0, store=store, keys=1, hit=1.0), cold=True)
    assert frame.loc[0, "db offered"] == pytest.approx(500 * 0.2, rel=0.2)
    assert during(frame, "db offered", 1, 30) == 0


def test_a_cache_in_line_is_passed_by_when_it_fails() -> None:
    """``api -> cache -> db``: the cache would have asked the store itself."""
    cache = Station(name="cache", kind=ComponentKind.CACHE, servers=4, service=Service(mean=1e-5), hit=0.8)
    read = Visit(station="db", times=0.2, behind="cache")
    visits = (Visit(station="api", then=(Visit(station="cache", times=2.0, then=(read,)),)),)
    network = Network(stations=(API, cache, DB), flows=(Flow(name="f", rate=100.0, visits=visits),))
    frame = timeline(network, fail("cache", 10, 20))
    assert during(frame, "db offered", 0, 10) == pytest.approx(40, rel=0.1)
    assert during(frame, "db offered", 10, 20) == pytest.approx(200, rel=0.1)
    assert during(frame, "f failed", 0, 30) == 0
    frame = timeline(network, fail("db", 10, 20))
    # Without the store only those live whose both look-ups hit, or the cache's own misses would count twice.
    assert during(frame, "f failed", 11, 20) == pytest.approx(1 - 0.8**2, abs=0.03)
    assert during(frame, "db offered", 11, 20) == pytest.approx(100 * (0.2 + 0.8 * 0.2), rel=0.1)


def test_a_cdn_in_line_takes_its_operations_with_it() -> None:
    cdn = Station(name="cdn", kind=ComponentKind.CDN, servers=None, service=Service(mean=0.01), hit=0.9)
    read = Visit(station="db", times=0.1, behind="cdn")
    flow = Flow(name="f", rate=100.0, visits=(Visit(station="cdn", then=(read,)),))
    frame = timeline(Network(stations=(cdn, DB), flows=(flow,)), fail("cdn", 10, 20))
    assert during(frame, "f failed", 10, 20) == pytest.approx(1, abs=1e-3)


def test_a_store_shared_by_three_behind_two_caches_keeps_its_load() -> None:
    """`times` holds on average, however many caches and shares it multiplies."""
    near = Station(name="near", kind=ComponentKind.CACHE, servers=None, hit=0.5)
    far = Station(name="far", kind=ComponentKind.CACHE, servers=None, hit=0.8)
    stores = tuple(replace(DB, name=f"db{n}") for n in range(3))
    reads = tuple(Visit(station=store.name, times=0.5 * 0.2 / 3, behind="far") for store in stores)
    visits = (Visit(station="api", then=(Visit(station="near"), Visit(station="far"), *reads)),)
    network = Network(stations=(API, near, far, *stores), flows=(Flow(name="f", rate=300.0, visits=visits),))
    outcome = simulate(network, seconds=300, seed=1)
    for store in stores:
        assert agrees(outcome.station(store.name).offered, network.arrivals()[store.name])


def test_a_hit_rate_that_only_the_visits_know() -> None:
    network = cached(500.0, store=DB)
    stations = tuple(replace(station, hit=None) for station in network.stations)
    outcome = simulate(replace(network, stations=stations), seconds=100, seed=1)
    assert agrees(outcome.station("db").offered, 50)


def test_what_is_written_goes_through_a_cache_each_time() -> None:
    network = cached(100.0, store=DB)
    visit = network.flows[0].visits[0]
    look_up, write = visit.then
    through = replace(visit, then=(look_up, replace(write, times=1.0)))
    network = replace(network, flows=(replace(network.flows[0], visits=(through,)),))
    assert agrees(simulate(network, seconds=100, seed=1).station("db").offered, 100)
