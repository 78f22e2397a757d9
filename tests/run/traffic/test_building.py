"""From a draft to its network: who is called, how often, and with what capacity."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.traffic.drafts import PACKS, board
from whiteboard.draft.design import Component, ComponentKind, Design, Edge
from whiteboard.run.capacity import ASSUMED, capacity_of
from whiteboard.run.traffic.building import CannotRun, network_of
from whiteboard.run.traffic.defaults import DEFAULTS
from whiteboard.run.traffic.network import Shape

API = (
    "getFeed: GET /feed\ngetTweets: GET /tweets\nuploadPhoto: POST /photos\nlike: PUT /tweets/{tweetId}/like"
)


def arrivals(*args, **sections):
    return {name: round(rate, 6) for name, rate in network_of(board(*args, **sections)).arrivals().items()}


def visited(network, flow):
    made = next(found for found in network.flows if found.name == flow)
    return [visit.station for visit in made.walk()]


def test_a_cache_keeps_its_hits_from_what_stands_behind_it():
    beside = "people -> api server -> feed cache (hit 90%)\napi server -> db"
    through = "people -> api server -> feed cache (hit 90%) -> db"
    for design in (beside, through):
        assert arrivals(design) == {"api server": 300, "feed cache": 300, "db": 30}


def test_writes_pass_by_a_cache():
    design = "people -> api server -> feed cache (hit 90%)\napi server -> db"
    assert arrivals(design, "writes = 10/second")["db"] == 10


def test_arrows_that_name_operations_carry_no_others():
    design = "people -> api server\napi server -> feeds (key-value): getFeed\napi server -> tweets db: getTweets, like"
    network = network_of(board(design, "reads = 100/second\nwrites = 4/second", api=API))
    assert visited(network, "getFeed") == ["api server", "feeds"]
    assert visited(network, "getTweets") == ["api server", "tweets db"]


def test_of_several_stores_the_one_that_speaks_of_the_operation_is_asked():
    design = "people -> api server -> photos db\napi server -> tweets db"
    network = network_of(board(design, "reads = 100/second\nwrites = 4/second", api=API))
    assert visited(network, "getTweets") == ["api server", "tweets db"]
    assert visited(network, "uploadPhoto") == ["api server", "photos db"]


def test_where_nothing_tells_the_load_is_shared_evenly_and_said():
    design = "people -> gateway -> red service\ngateway -> blue service"
    network = network_of(board(design))
    assert network.arrivals()["red service"] == pytest.approx(150)
    assert any("shared evenly" in note for note in network.notes)


def test_a_queue_takes_the_work_that_it_is_named_for_and_nobody_waits_for_it():
    design = "people -> api server -> photo queue -> photo worker x4 -> photo store (blob)\napi server -> tweets db"
    network = network_of(board(design, "reads = 100/second\nwrites = 4/second", api=API))
    assert visited(network, "uploadPhoto")[:1] == ["api server"]
    assert "photo worker" in visited(network, "uploadPhoto")
    assert "photo worker" not in visited(network, "like")
    upload = next(flow for flow in network.flows if flow.name == "uploadPhoto")
    waits = {visit.station: not visit.asynchronous for visit in upload.walk()}
    assert waits["photo queue"] and not waits["photo worker"]


@pytest.mark.parametrize("arrows", ["jobs queue -> worker", "worker -> jobs queue"])
def test_a_worker_takes_from_its_queue_however_the_arrow_is_drawn(arrows):
    network = network_of(board(f"people -> api server -> jobs queue\n{arrows}", "writes = 5/second"))
    assert network.arrivals()["worker"] == 5


def test_a_worker_may_put_work_into_the_next_queue():
    design = "people -> api -> first queue -> first worker -> second queue -> second worker"
    assert arrivals(design, "writes = 5/second")["second worker"] == 5


def test_a_cdn_beside_the_servers_carries_no_calls_and_one_before_them_does():
    beside = "people -> load balancer -> api server -> db\npeople -> cdn -> media store (blob)"
    assert "cdn" not in arrivals(beside)
    before = "people -> cdn -> load balancer -> api server -> db"
    assert arrivals(before)["api server"] == 300


def test_settings_override_what_is_assumed():
    stated = network_of(
        board("people -> api server x4 (20 ms, 8 workers, queue 100) -> db (max 500 requests/s)")
    )
    api, db = stated.stations
    assert (api.servers, api.service.mean, api.room, api.assumed) == (32, 0.02, 100, ())
    assert db.capacity == pytest.approx(500) and db.assumed == ()
    assert (
        network_of(board("people -> api (5 ms constant, 1 worker)")).stations[0].service.shape
        is Shape.CONSTANT
    )


def test_a_limit_is_one_instances_unless_it_says_in_total():
    each = network_of(board("people -> api server x3 (max 100 requests/s)")).stations[0]
    whole = network_of(board("people -> api server x3 (max 100 requests/s in total)")).stations[0]
    assert each.capacity == pytest.approx(300)
    assert whole.capacity == pytest.approx(100)


def test_timeouts_and_retries_belong_to_the_called():
    network = network_of(board("people -> api -> db (timeout 200 ms, retries 3, backoff 50 ms)"))
    call = next(visit for visit in network.flows[0].walk() if visit.station == "db")
    assert (call.policy.timeout, call.policy.retries, call.policy.backoff) == (0.2, 3, 0.05)


def test_a_workers_time_comes_from_the_scale_section():
    scale = "writes = 1/second\nbuild time = 10 minutes/release"
    network = network_of(board("people -> api -> build queue -> build worker x900", scale))
    worker = network.station("build worker")
    assert worker.service.mean == 600
    assert worker.capacity == pytest.approx(1.5)


def test_what_is_assumed_carries_a_source():
    for made in PACKS.values():
        for station in network_of(made).stations:
            assert all(assumption.source for assumption in station.assumed)


@pytest.mark.parametrize("kind", ASSUMED)
def test_the_defaults_agree_with_what_the_capacity_rule_assumes(kind):
    default = DEFAULTS[kind]
    assert default.at_once / default.seconds == pytest.approx(ASSUMED[kind].rate)
    component = Component(name="x", kind=kind, replicas=3)
    network = network_of(_one(component))
    assert network.stations[0].capacity == pytest.approx(capacity_of(component).rate)


def _one(component):
    from whiteboard.draft.board import Board

    people = Component(name="people", kind=ComponentKind.CLIENT)
    arrow = Edge(source="people", target=component.name)
    return Board(design=Design(components=(people, component), edges=(arrow,)))


def test_rates_of_one_operation_are_its_own_and_the_rest_is_shared():
    scale = "reads = 100/second\nfeed reads = 60/second\nwrites = 4/second\npeak writes = 12/second"
    rates = {flow.name: flow.rate for flow in network_of(board("people -> api -> db", scale, api=API)).flows}
    assert rates == {"getFeed": 60, "getTweets": 40, "uploadPhoto": 6, "like": 6}


def test_a_board_without_api_or_numbers_still_runs_and_says_what_it_took():
    network = network_of(board("people -> api -> db", scale=""))
    assert [flow.name for flow in network.flows] == ["requests"]
    assert any("rate" in note for note in network.notes)


def test_a_promise_reaches_the_operation_that_it_speaks_of():
    promised = "performance: getFeed under 200 ms at p99, because people wait"
    network = network_of(board("people -> api -> db", api=API, qualities=promised))
    by_name = {flow.name: flow.promise for flow in network.flows}
    assert by_name["getFeed"].latency == 0.2 and by_name["getFeed"].stated
    assert by_name["getTweets"] is None
    network = network_of(board("people -> api -> db", api=API, qualities="latency: reads under 300 ms"))
    by_name = {flow.name: flow.promise for flow in network.flows}
    assert by_name["getTweets"].latency == 0.3 and not by_name["getTweets"].stated
    assert by_name["like"] is None


@pytest.mark.parametrize("name", PACKS)
def test_every_packs_board_runs_within_its_capacity(name):
    network = network_of(PACKS[name])
    coming = network.arrivals()
    for station in network.stations:
        if station.name != "api server" or name != "twitter":
            assert coming[station.name] < station.capacity, station.name
    assert sum(flow.rate for flow in network.flows) > 0


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ("", "no design"),
        ("people, api server, db", "no arrows"),
        ("a service -> b service -> a service", "no client"),
        ("people -> api server (20 ms, 0 workers) -> db", "at least one"),
    ],
)
def test_what_cannot_be_run_is_explained(design, said):
    with pytest.raises(CannotRun, match=said):
        network_of(board(design))


@pytest.mark.parametrize("load", [0, -1, math.nan, math.inf])
def test_a_load_that_is_none_is_explained(load):
    with pytest.raises(CannotRun, match="multiple"):
        network_of(board("people -> api"), load=load)


def test_a_circle_of_calls_ends_and_is_said():
    network = network_of(board("people -> api -> billing service -> api"))
    assert network.arrivals()["api"] == 300
    assert any("circle" in note for note in network.notes)


NAMES = st.sampled_from(
    ["people", "api", "b service", "jobs queue", "worker", "db", "cache", "cdn", "gateway"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=25))
def test_any_arrows_make_a_finite_network_or_a_sentence(arrows):
    made = board(
        "\n".join(f"{source} -> {target}" for source, target in arrows), "reads = 9/second\nwrites = 1/second"
    )
    try:
        network = network_of(made)
    except CannotRun as error:
        assert str(error)
        return
    for flow in network.flows:
        stations = [visit.station for visit in flow.walk()]
        assert len(set(stations)) == len(stations)
        assert all(0 <= visit.times <= 1 for visit in flow.walk())
    known = {station.name for station in network.stations}
    assert {visit.station for flow in network.flows for visit in flow.walk()} <= known
    assert all(rate <= 10 + 1e-9 for rate in network.arrivals().values())


def test_three_thousand_arrows_are_walked_in_bounded_time():
    chain = "\n".join(f"service {n} -> service {n + 1}" for n in range(1500))
    network = network_of(board(f"people -> service 0\n{chain}"))
    assert any("cut" in note for note in network.notes)
