"""The sweep: where latency bends, where the first component saturates, and that both are drawn."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.picture.boards import PACKS, board_of
from tests.run.picture.looking import looked_at, overlaps, said, words
from whiteboard.run.picture.knee import knee, saturation
from whiteboard.run.picture.sweep import read_sweep, sweep_picture
from whiteboard.run.traffic import sweep
from whiteboard.run.traffic.network import Flow, Network, Service, Station, Visit
from whiteboard.run.traffic.running import run_network

pytestmark = pytest.mark.filterwarnings("error")


def frame(values, p99, utilization, **more):
    columns = {"parameter": "load", "value": values, "flow": "reads", "p99": p99, "utilization": utilization}
    return pd.DataFrame({**columns, "busiest": "api", **more})


def test_the_knee_of_one_exponential_server_is_half_its_capacity():
    loads = [step / 200 for step in range(1, 260)]
    latencies = [1 / (1 - load) if load < 1 else math.inf for load in loads]
    assert knee(loads, latencies, loads) == pytest.approx(0.5)


def test_the_knee_does_not_hang_on_units_or_on_how_the_axis_is_drawn():
    loads = [step / 20 for step in range(1, 20)]
    latencies = [1 / (1 - load) for load in loads]
    in_milliseconds = [1000 * latency for latency in latencies]
    assert knee([100 * load for load in loads], in_milliseconds, loads) == pytest.approx(50)


def test_many_servers_have_a_later_knee():
    def found(servers):
        loads = [step / 100 for step in range(2, 100)]
        api = Station(name="api", servers=servers, service=Service(mean=0.01))
        outcomes = [
            run_network(
                Network(
                    stations=(api,),
                    flows=(Flow(name="reads", rate=load * servers * 100, visits=(Visit(station="api"),)),),
                )
            )
            for load in loads
        ]
        return knee(loads, [outcome.flow("reads").mean.value for outcome in outcomes], loads)

    one, four, thirty_two = (found(servers) for servers in (1, 4, 32))
    assert one == pytest.approx(0.5, abs=0.011)
    assert one < four < thirty_two < 1


@pytest.mark.parametrize(
    ("latencies", "utilizations"),
    [
        ([1.0, 1.0, 1.0, 1.0], [0.1, 0.2, 0.3, 0.4]),
        ([1.0, 2.0], [0.1, 0.2]),
        ([math.nan] * 4, [0.1, 0.2, 0.3, 0.4]),
        ([math.inf] * 4, [1.1, 1.2, 1.3, 1.4]),
        ([1.0, 1.1, 1.2, 1.3], [0.5] * 4),
        ([1.0, 1.1, 1.2, 1.3], [math.nan] * 4),
        ([], []),
    ],
)
def test_what_does_not_bend_has_no_knee(latencies, utilizations):
    assert knee(list(range(len(latencies))), latencies, utilizations) is None


@given(st.lists(st.tuples(st.floats(), st.floats(), st.floats()), max_size=12))
def test_a_knee_is_one_of_the_values_or_none(rows):
    values, latencies, utilizations = (
        (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    )
    found = knee(values, latencies, utilizations)
    assert found is None or found in values
    saturated = saturation(values, utilizations)
    assert saturated is None or saturated in values


def test_saturation_comes_from_where_there_is_room():
    assert saturation([1, 2, 3, 4], [0.5, 0.9, 1.0, 1.4]) == 3
    assert saturation([4, 3, 2, 1], [0.4, 0.9, 1.0, 2.0]) == 2
    assert saturation([1, 2], [0.5, 0.6]) is None


@pytest.mark.parametrize("pack", PACKS)
def test_the_boards_are_drawn_without_words_on_words(pack):
    swept = sweep(board_of(pack))
    picture = sweep_picture(swept)
    looked_at(picture)
    assert overlaps(picture) == []
    for name in swept["flow"].unique():
        assert name in picture.text


def test_knee_and_saturation_are_lines_at_their_values():
    loads = [step / 20 for step in range(1, 30)]
    latencies = [0.01 / (1 - load) if load < 1 else math.inf for load in loads]
    picture = sweep_picture(frame(loads, latencies, loads))
    above = picture.figure.axes[0]
    lines = {
        line.get_xdata()[0]
        for line in above.lines
        if len(set(line.get_xdata())) == 1 and len(line.get_xdata()) == 2
    }
    assert {0.5, 1.0} <= {round(value, 6) for value in lines}
    assert {"api saturates at 1", "knee at 0.5"} <= set(said(picture))
    assert "api is busy all the time at 1 times the load" in picture.text
    assert "knee at 0.5 times the load" in picture.text
    assert above.get_ylabel() == "p99 latency"
    assert picture.figure.axes[1].get_xlabel() == "load (times the estimate)"
    assert picture.figure.axes[1].get_ylabel() == "busy (%)"


def test_the_exact_load_that_saturates_is_taken_from_the_frame():
    made = frame([1.0, 2.0, 3.0], [0.1, 0.2, math.inf], [0.4, 0.8, 1.2])
    made.attrs["saturates_at"] = ("tweets db", 2.5)
    assert (read_sweep(made).first, read_sweep(made).saturates) == ("tweets db", 2.5)
    made.attrs["saturates_at"] = ("tweets db", 400.0)
    assert read_sweep(made).saturates == 3.0


def test_more_replicas_are_better():
    made = frame(
        [1.0, 2.0, 3.0, 4.0], [math.inf, math.inf, 0.5, 0.11], [1.6, 1.0, 0.7, 0.5], parameter="api replicas"
    )
    found = read_sweep(made)
    assert not found.rises
    assert found.saturates == 2.0
    looked_at(sweep_picture(made))
    assert "without end at api replicas 2" in sweep_picture(made).text


def test_a_load_too_high_everywhere_is_said():
    picture = sweep_picture(frame([1.0, 2.0], [math.inf] * 2, [1.5, 3.0]))
    looked_at(picture)
    assert "busy all the time at every value" in picture.text
    assert "no latency that ends" in said(picture)


def test_intervals_are_bands_and_broken_promises_are_hollow():
    values, p99 = [1.0, 2.0, 3.0], [0.1, 0.12, 0.3]
    made = frame(
        values,
        p99,
        [0.2, 0.4, 0.6],
        p99_low=[0.09, 0.1, 0.2],
        p99_high=[0.11, 0.15, 0.5],
        kept=[True, True, False],
    )
    picture = sweep_picture(made)
    above = picture.figure.axes[0]
    assert len(above.collections) == 1
    hollow = [
        line for line in above.lines if line.get_markerfacecolor() == "white" and len(line.get_xdata()) == 1
    ]
    assert [line.get_xdata()[0] for line in hollow] == [3.0]
    assert "breaks its promise, at 3 times the load" in picture.text


def test_operations_that_come_to_the_same_are_one_line():
    made = pd.concat([frame([1.0, 2.0], [0.1, 0.2], [0.1, 0.2], flow=name) for name in ("a", "b")])
    assert [curve.names for curve in read_sweep(made).curves] == [("a", "b")]
    assert "a and b: p99" in sweep_picture(made).text


def test_a_frame_of_something_else_is_refused():
    with pytest.raises(ValueError, match="p99"):
        sweep_picture(pd.DataFrame({"value": [1], "flow": ["a"]}))


def test_an_empty_frame_is_drawn():
    picture = sweep_picture(frame([], [], []))
    looked_at(picture)
    assert picture.text == "Nothing was swept"


def test_the_same_bytes_each_time():
    made = frame([1.0, 2.0, 3.0], [0.1, 0.2, math.inf], [0.4, 0.8, 1.2])
    assert sweep_picture(made).png() == sweep_picture(made).png()


_any = st.one_of(st.floats(1e-6, 1e6), st.sampled_from([math.nan, math.inf, 0.0, -1.0]))


@settings(max_examples=12)
@given(words, words, words, st.lists(st.tuples(_any, _any, _any, _any), max_size=8))
def test_any_figures_are_drawn(parameter, flow, busiest, rows):
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 4
    made = frame(*columns[:3], parameter=parameter, flow=flow, failed=columns[3])
    made["busiest"] = busiest
    looked_at(sweep_picture(made))
