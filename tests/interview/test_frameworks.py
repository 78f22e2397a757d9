"""Five frameworks as data, and the clock that follows one."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.draft.board import SECTIONS
from whiteboard.interview import FRAMEWORKS, Clock, framework
from whiteboard.interview.frameworks import side_by_side


@pytest.mark.parametrize("made", FRAMEWORKS, ids=lambda made: made.name)
def test_a_framework_speaks_of_the_boards_own_sections(made):
    assert {section for step in made.steps for section in step.sections} <= set(SECTIONS)
    assert made.estimates in ("ask", "do", "avoid")
    assert made.timed == any(step.minutes for step in made.steps)
    assert (made.step_of("scale") is None) == (made.estimates == "avoid")


def test_the_timings_are_those_of_the_documents():
    assert [step.minutes for step in framework("four-steps").steps] == [(3, 10), (10, 15), (10, 25), (3, 5)]
    assert [step.minutes for step in framework("delivery").steps] == [
        (5, 5), (2, 2), (5, 5), (5, 5), (10, 15), (10, 10),
    ]  # fmt: skip
    assert [len(made.steps) for made in FRAMEWORKS] == [7, 7, 4, 6, 10]


def test_all_five_stand_side_by_side():
    frame = side_by_side()
    assert list(frame.index) == list(SECTIONS)
    assert len(frame.columns) == 5
    assert (frame.loc["design"] != "").all()


def test_an_unknown_framework_is_told_which_there_are():
    with pytest.raises(KeyError, match="three-steps"):
        framework("waterfall")


@given(st.sampled_from(FRAMEWORKS), st.floats(1, 600), st.floats(0, 700))
def test_the_clock_is_always_in_one_step_until_time_is_up(made, total, elapsed):
    clock = Clock(made, total)
    plan = clock.plan()
    reading = clock.at(elapsed)
    assert clock.said(elapsed)
    if plan:
        assert plan[0][1] == 0 and plan[-1][2] == pytest.approx(total)
        assert all(math.isclose(one[2], two[1]) for one, two in itertools.pairwise(plan))
        if elapsed < total * (1 - 1e-9):
            assert reading.step is not None
    if elapsed >= total:
        assert "time is up" in clock.said(elapsed)


@pytest.mark.parametrize("total", [0, -5, math.nan, math.inf, 10_000])
def test_a_length_that_is_none_is_told(total):
    with pytest.raises(ValueError, match="minutes"):
        Clock(framework("delivery"), total)
