"""A draft under load, as its reader sees it: sentences, tables, sweeps, comparisons."""

import json
import math

import pytest

from tests.run.traffic.drafts import PACKS, board
from whiteboard.run.traffic import CannotRun, compare, fail, partition, run_design, slow, spike, sweep
from whiteboard.run.traffic.faults import read_fault
from whiteboard.run.traffic.outcome import Tier

API = "getFeed: GET /feed\npostTweet: POST /tweets"
SCALE = "reads = 200/second\nwrites = 10/second"
DESIGN = (
    "people -> api server x2 (10 ms, 4 workers)\n"
    "api server -> cache (hit 80%): getFeed\napi server -> db (5 ms, 4 workers)"
)
BOARD = board(
    DESIGN, SCALE, api=API, qualities="performance: getFeed under 100 ms at p99, because people wait"
)


def said(report):
    return "\n".join(report.sentences)


def test_the_utilization_law_holds_for_what_is_reported():
    report = run_design(BOARD)
    assert report.components.loc["api server", "utilization"] == pytest.approx(210 * 0.010 / 8)
    assert report.components.loc["db", "utilization"] == pytest.approx((200 * 0.2 + 10) * 0.005 / 4)
    name, at = report.first
    assert name == "api server"
    assert at == pytest.approx(8 / 0.010 / 210)
    assert f"First to saturate: {name}" in said(report)


def test_a_promise_is_held_against_its_percentile():
    assert "getFeed: p99" in said(run_design(BOARD)) and "100 ms is promised: kept" in said(run_design(BOARD))
    assert "not kept" in said(run_design(BOARD, load=5))


def test_a_load_that_no_queue_survives_is_said_in_words():
    report = run_design(BOARD, load=100)
    assert "api server can't keep up" in said(report)
    assert math.isinf(report.operations.loc["getFeed", "p99"])
    json.dumps(report.to_dict(), allow_nan=False)


def test_the_multiple_at_which_a_part_is_full_does_not_depend_on_the_load_it_is_run_at():
    once, thrice = run_design(BOARD), run_design(BOARD, load=3)
    assert once.saturation == pytest.approx(thrice.saturation)


def test_simulation_and_formulas_agree_on_a_draft():
    exact = run_design(BOARD).operations.loc["getFeed"]
    sampled = run_design(BOARD, tier=Tier.SIMULATION, seconds=60, budget=60, seed=3)
    row = sampled.operations.loc["getFeed"]
    width = row["p99_high"] - row["p99_low"]
    assert abs(row["p99"] - exact["p99"]) <= 2 * width
    assert sampled.outcome.replications == 5
    assert "5 simulated runs" in said(sampled)


def test_timeouts_and_bounded_queues_are_simulated_without_being_asked():
    bounded = board("people -> api server (10 ms, 1 worker, queue 5)", "reads = 150/second")
    report = run_design(bounded, seconds=20, budget=30)
    assert report.outcome.tier is Tier.SIMULATION
    assert report.operations["failed"].iloc[0] == pytest.approx(1 - 100 / 150, abs=0.06)
    assert "get no answer" in said(report)


def test_a_fault_says_who_loses_service():
    report = run_design(BOARD, faults=[fail("DB", 1, 2)], seconds=4, budget=30)
    assert "Without db:" in said(report)
    assert report.operations.loc["postTweet", "failed"] > 0.1
    assert report.timeline is not None
    assert report.to_dict()["faults"] == ["db fails from 1 s to 2 s"]


@pytest.mark.parametrize(
    "fault",
    [slow("db", 10), partition("api server", "db", 1, 2), spike(3, 1, 2), fail("api server", replicas=1)],
)
def test_every_fault_can_be_injected(fault):
    report = run_design(BOARD, faults=[fault], seconds=3, budget=30)
    assert report.timeline is not None
    assert all(0 <= share <= 1 for share in report.operations["failed"])


def test_callers_without_a_timeout_hang_when_the_network_is_cut():
    report = run_design(BOARD, faults=[partition("api server", "db")], seconds=3, budget=30)
    assert report.operations.loc["postTweet", "throughput"] == 0
    assert "postTweet: no request is answered" in said(report)
    timed = board(DESIGN.replace("5 ms, 4 workers", "5 ms, 4 workers, timeout 100 ms"), SCALE, api=API)
    report = run_design(timed, faults=[partition("api server", "db")], seconds=3, budget=30)
    assert report.operations.loc["postTweet", "failed"] == 1


def test_the_same_seed_gives_the_same_report():
    one, two, other = (
        run_design(BOARD, tier="event-driven simulation", seconds=5, budget=60, seed=seed)
        for seed in (1, 1, 2)
    )
    assert one.to_dict() == two.to_dict()
    assert one.to_dict() != other.to_dict()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"faults": [fail("nothing")]}, "no component 'nothing'"),
        ({"tier": "magic"}, "no tier 'magic'"),
        ({"tier": "closed form", "faults": [fail("db")]}, "faults happen in time"),
        ({"load": -1}, "multiple above 0"),
        ({"seconds": math.nan, "tier": "event-driven simulation"}, "simulated time"),
    ],
)
def test_what_cannot_be_run_is_a_sentence(arguments, message):
    with pytest.raises(CannotRun, match=message):
        run_design(BOARD, **arguments)


@pytest.mark.parametrize("name", PACKS)
def test_every_packs_board_survives_its_own_load_and_keeps_its_promises(name):
    report = run_design(PACKS[name])
    assert report.first is None or report.first[1] > 1, said(report)
    assert set(report.operations["kept"]) <= {True, None}
    assert "can't keep up" not in said(report)
    assert report.availabilities and len(report.cost)
    html = report._repr_html_()
    assert "<script" not in html and "nan" not in html.lower()


def test_words_of_a_draft_are_escaped_in_the_html():
    made = board('people -> api <script>alert("x")</script> server -> db')
    assert "<script" not in run_design(made)._repr_html_()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("fail", "db @ 20-10"),
        ("fail", ""),
        ("slow", "db"),
        ("partition", "db"),
        ("spike", "many"),
        ("melt", "db"),
    ],
)
def test_a_fault_that_is_none_is_a_sentence(kind, text):
    with pytest.raises(ValueError, match=r"\w"):
        read_fault(kind, text)


def test_a_sweep_of_the_load_ends_where_everything_waits():
    frame = sweep(BOARD)
    at = frame.attrs["saturates_at"][1]
    feed = frame[frame["flow"] == "getFeed"].set_index("value")
    assert feed["p99"].is_monotonic_increasing
    assert all(math.isinf(p99) == (load >= at) for load, p99 in feed["p99"].items())
    assert feed.index.max() >= at


@pytest.mark.parametrize(
    ("parameter", "values", "rises"),
    [
        ("api server replicas", [1, 2, 8], False),
        ("cache hit", [99, 50, 0], True),
        ("db time", [0.001, 0.01], True),
        ("LOAD", [1, 2, 3], True),
    ],
)
def test_other_parameters_can_be_swept(parameter, values, rises):
    frame = sweep(BOARD, parameter, values)
    busy = frame[frame["flow"] == "getFeed"].sort_values("value")
    p99 = [busy[busy["value"] == value]["p99"].iloc[0] for value in frame["value"].unique()]
    assert p99 == sorted(p99, reverse=not rises)


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        ("colour", None),
        ("db hit", [0.5]),
        ("api server replicas", [0]),
        ("cache hit", [-1]),
        ("load", [0]),
        ("load", [1] * 999),
    ],
)
def test_a_parameter_that_is_none_is_a_sentence(parameter, values):
    with pytest.raises(CannotRun, match=r"\w"):
        sweep(BOARD, parameter, values)


def test_two_drafts_side_by_side():
    better = board(DESIGN.replace("x2", "x6"), SCALE, api=API)
    frame = compare(BOARD, better, names=("two", "six"))
    assert frame.columns.tolist() == ["two", "six"]
    assert frame.loc["first to saturate", "two"].startswith("api server")
    assert frame.loc["api server: busy", "two"] == "26%"
    assert frame.loc["api server: busy", "six"] == "9%"
    with pytest.raises(CannotRun, match="two names"):
        compare(BOARD, better, names=("a", "a"))


def test_a_whole_design_is_computed_in_the_blink_of_an_eye_for_many_operations():
    many = "\n".join(f"op{n}: GET /things{n}" for n in range(60))
    report = run_design(board(DESIGN, SCALE, api=many))
    assert len(report.operations) == 60
