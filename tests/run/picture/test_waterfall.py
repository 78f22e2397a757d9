"""The latency waterfall: its parts add up to the mean, and what has no end leaves the picture."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.picture.boards import PACKS, board_of
from tests.run.picture.looking import looked_at, overlaps, said, words
from whiteboard.run.picture.waterfall import in_words, steps, waterfall
from whiteboard.run.traffic.network import Flow, Network, Promise, Service, Station, Visit
from whiteboard.run.traffic.outcome import Estimate, FlowOutcome, Outcome, StationOutcome, Tier
from whiteboard.run.traffic.running import run_design, run_network

pytestmark = pytest.mark.filterwarnings("error")


def station(name, mean=0.01, servers=4):
    return Station(name=name, servers=servers, service=Service(mean=mean))


def two_tiers(rate=200.0, **more):
    """An API that asks a database for one request of two, and hands work to a worker."""
    visits = (
        Visit(
            station="api",
            delay=0.001,
            then=(
                Visit(station="db", times=0.5, delay=0.002),
                Visit(station="worker", asynchronous=True, then=(Visit(station="db"),)),
            ),
        ),
    )
    return Network(
        stations=(station("api"), station("db", 0.005), station("worker", 0.001)),
        flows=(Flow(name="reads", rate=rate, visits=visits, **more),),
    )


def test_the_parts_add_up_to_the_mean():
    network = two_tiers()
    outcome = run_network(network)
    made = steps(network, outcome, network.flows[0])
    assert [step.station for step in made] == ["api", "db", "worker", "db"]
    total = sum(step.added for step in made if step.waited_for)
    assert total == pytest.approx(outcome.flow("reads").mean.value, rel=1e-6)


def test_each_call_begins_where_the_one_before_ended():
    network = two_tiers()
    api, db, worker, later = steps(network, run_network(network), network.flows[0])
    assert api.start == 0
    assert db.start == pytest.approx(api.added)
    assert worker.start == pytest.approx(api.added + db.added)
    assert later.start == pytest.approx(worker.start + worker.added)
    assert [step.waited_for for step in (api, db, worker, later)] == [True, True, False, False]


def test_waiting_is_the_time_at_a_component_less_its_work():
    network = two_tiers(rate=380)
    outcome = run_network(network)
    api = steps(network, outcome, network.flows[0])[0]
    assert api.wait == pytest.approx(outcome.station("api").mean.value - 0.01)
    assert api.wait > 0.01


def test_a_call_of_some_requests_says_how_many():
    network = two_tiers()
    text = waterfall(network, run_network(network)).text
    assert "  db: 50% of requests, " in text
    assert "not waited for" in text


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("load", [1, 100])
def test_the_boards_are_drawn_without_words_on_words(pack, load):
    report = run_design(board_of(pack), load=load, tier="closed form")
    picture = waterfall(report.network, report.outcome)
    looked_at(picture)
    assert overlaps(picture) == []
    for flow in report.network.flows:
        assert flow.name in picture.text


def test_a_queue_that_grows_without_end_leaves_the_picture():
    network = two_tiers(rate=1000)
    picture = waterfall(network, run_network(network))
    looked_at(picture)
    assert "reads: waits without end" in picture.text
    assert "api: waits without end" in picture.text
    assert all(math.isfinite(value) for value in picture.figure.axes[0].get_xlim())


def test_what_was_promised_is_in_picture_and_text():
    promise = Promise(latency=0.2)
    network = two_tiers(promise=promise)
    picture = waterfall(network, run_network(network))
    assert "promised 200 ms at p99: kept" in picture.text
    assert any(text.startswith("promised 200 ms at p99") for text in said(picture))
    assert any(text.startswith("p99 ") for text in said(picture))
    assert picture.figure.axes[0].get_xlabel() == "time since the request was sent, on average (ms)"


def test_operations_that_do_the_same_share_a_panel():
    network = two_tiers()
    twice = Network(
        stations=network.stations,
        flows=(network.flows[0], Flow(**{**fields(network.flows[0]), "name": "more"})),
    )
    picture = waterfall(twice, run_network(twice))
    assert len(picture.figure.axes) == 1
    assert picture.text.startswith("reads and more: ")


def fields(flow):
    return {name: getattr(flow, name) for name in Flow.__slots__}


def test_one_operation_alone():
    report = run_design(board_of("twitter"), tier="closed form")
    picture = waterfall(report.network, report.outcome, "getFeed")
    assert picture.text.startswith("getFeed: ")
    assert len(picture.figure.axes) == 1
    with pytest.raises(KeyError, match="nothing"):
        waterfall(report.network, report.outcome, "nothing")


def test_nothing_to_draw_is_said():
    picture = waterfall(Network(), Outcome(tier=Tier.CLOSED_FORM))
    assert picture.text == "No operations"
    picture.png()


def test_the_same_bytes_each_time():
    network = two_tiers()
    outcome = run_network(network)
    assert waterfall(network, outcome).png() == waterfall(network, outcome).png()


_seconds = st.one_of(st.floats(0, 1e4), st.sampled_from([0.0, 1e-9, math.inf, math.nan]))


@settings(max_examples=12)
@given(words, st.tuples(_seconds, _seconds, st.floats(0, 10)), st.floats(0, 5), st.booleans())
def test_any_figures_are_drawn(name, seconds, times, later):
    mean, p99, work = seconds
    figures = dict.fromkeys(("offered", "throughput", "failed", "mean", "p50", "p999"), Estimate(mean))
    network = Network(
        stations=(station(name, work),),
        flows=(
            Flow(name=name, rate=1.0, visits=(Visit(station=name, times=times, asynchronous=later),) * 2),
        ),
    )
    waits = dict.fromkeys(("offered", "waiting", "mean", "p50", "p99", "p999", "throughput"), Estimate(mean))
    outcome = Outcome(
        tier=Tier.SIMULATION,
        stations=(StationOutcome(name=name, utilization=None, **waits),),
        flows=(FlowOutcome(name=name, p99=Estimate(p99), promise=Promise(latency=0.1), **figures),),
    )
    looked_at(waterfall(network, outcome))
    assert all(in_words(step) for step in steps(network, outcome, network.flows[0]))
