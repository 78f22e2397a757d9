"""A run over time: what is wrong is shaded, and text and panels say the same."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.picture.looking import looked_at, overlaps, said, words
from whiteboard.run.picture.timeline import read_timeline, timeline_picture
from whiteboard.run.traffic.faults import fail, partition, slow, spike
from whiteboard.run.traffic.network import Flow, Network, Policy, Service, Station, Visit
from whiteboard.run.traffic.simulation import simulate

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def outage():
    """The timeline of a run whose database fails for ten seconds."""
    api = Station(name="api", servers=8, service=Service(mean=0.02))
    db = Station(name="db", servers=4, service=Service(mean=0.01))
    call = Visit(station="api", then=(Visit(station="db", policy=Policy(timeout=0.5)),))
    network = Network(stations=(api, db), flows=(Flow(name="reads", rate=20.0, visits=(call,)),))
    found = simulate(network, faults=[fail("db", 10, 20)], seconds=40, seed=1, replications=2, budget=5)
    return found.timeline


def test_an_outage_is_seen_in_all_panels(outage):
    picture = timeline_picture(outage, [fail("db", 10, 20)])
    looked_at(picture)
    assert overlaps(picture) == []
    labels = [axes.get_ylabel() for axes in picture.figure.axes]
    assert labels == ["requests a second", "p99 latency", "requests waiting"]
    assert picture.figure.axes[-1].get_xlabel() == "time (s)"
    assert "db fails" in said(picture)
    assert "db fails from 10 s to 20 s" in picture.text
    for axes in picture.figure.axes:
        spans = [patch for patch in axes.patches if patch.get_width() == pytest.approx(10)]
        assert [patch.get_x() for patch in spans] == [10]


def test_answers_and_failures_add_up_to_what_was_sent(outage):
    course = read_timeline(outage)
    # What is sent in one bin may end in the next.
    assert sum(course.answered) + sum(course.failed) == pytest.approx(sum(course.sent), rel=0.05)
    during = [fails for second, fails in zip(course.seconds, course.failed, strict=True) if 11 < second < 18]
    assert min(during) > 5


def test_every_kind_of_fault_has_its_name(outage):
    faults = [
        fail("db", 1, 2, replicas=1),
        slow("db", 5, 5, 9),
        partition("api", "db", 12),
        spike(3, 30, 200),
    ]
    picture = timeline_picture(outage, faults)
    looked_at(picture)
    assert overlaps(picture) == []
    assert {"db: 1 fail", "db 5 times slower", "api cut from db", "load times 3"} <= set(said(picture))


def test_nothing_wrong_is_said(outage):
    assert "The run over time, with nothing wrong" in said(timeline_picture(outage))


def test_a_frame_of_something_else_is_refused():
    with pytest.raises(ValueError, match="second"):
        timeline_picture(pd.DataFrame({"a": [1]}))


def test_an_empty_frame_is_drawn():
    picture = timeline_picture(pd.DataFrame({"second": []}))
    looked_at(picture)
    assert picture.text == "Nothing was run"


def test_the_same_bytes_each_time(outage):
    assert timeline_picture(outage).png() == timeline_picture(outage).png()


_any = st.one_of(st.floats(0, 1e6), st.sampled_from([math.nan, math.inf, 0.0]))


@settings(max_examples=12)
@given(words, words, st.lists(st.tuples(_any, _any, _any, _any, _any), max_size=8))
def test_any_figures_are_drawn(flow, component, rows):
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 5
    names = [f"{flow} offered", f"{flow} throughput", f"{flow} failed", f"{flow} p99", f"{component} queue"]
    made = pd.DataFrame({"second": list(range(len(rows))), **dict(zip(names, columns, strict=True))})
    looked_at(timeline_picture(made, [fail(component, 1, 3)]))
