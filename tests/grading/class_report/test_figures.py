"""What a report says, reckoned on paper."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grading.class_report.classes import (
    API,
    CELLS,
    MADE,
    METHODS,
    OPERATIONS,
    PAGED,
    api,
    class_of_five,
    criterion,
    learner,
)
from whiteboard import check
from whiteboard.grading.class_report import CellScore, ClassRecords, class_data
from whiteboard.grading.class_report.distribution import distribution
from whiteboard.grading.class_report.rule_costs import HELD_BACK, lost_points
from whiteboard.grading.drafts import criteria


@pytest.fixture(scope="module")
def report():
    return class_data(class_of_five(), made=MADE)


def test_submissions_by_state(report):
    assert report.standings == {"graded": 3, "graded with a fault": 1, "unreadable": 1}


def test_points_of_those_who_could_be_read(report):
    """0, 7.2, 8 and 15."""
    spread = report.total
    assert spread.learners == 4
    assert spread.mean == pytest.approx(7.55)
    assert spread.median == pytest.approx(7.6)
    assert (spread.lower_quartile, spread.upper_quartile) == (pytest.approx(5.4), pytest.approx(9.75))
    assert spread.edges == tuple(1.5 * place for place in range(11))
    assert spread.counts == (1, 0, 0, 0, 1, 1, 0, 0, 0, 1)


def test_points_by_cell(report):
    draft, answer = report.cells
    assert draft.learners == 4
    assert draft.spread.mean == pytest.approx((10 + 8 + 4.2 + 0) / 4)
    assert draft.difficulty == pytest.approx(0.555)
    assert (draft.full, draft.none, draft.waiting) == (1, 1, 0)
    # The answer that a person has yet to read is not taken for a 0.
    assert (answer.learners, answer.waiting, answer.difficulty) == (3, 1, pytest.approx(8 / 15))


def test_points_by_criterion_are_points_of_the_cell(report):
    paged = next(item for item in report.criteria if item.criterion == PAGED)
    assert paged.max_points == 2.0
    assert paged.spread.mean == pytest.approx((2 + 0 + 1 + 0) / 4)
    assert paged.outcomes == {"met": 1, "incomplete": 1, "wrong": 1, "not attempted": 1}
    assert paged.name == "ps1/api-test/api: long lists are paged"


def test_the_rules_that_cost_most(report):
    """The late learner lost 2 for the operations, 1 and 1.2 for what builds on them, and 1.6 for the method."""
    costs = {cost.rule: cost for cost in report.costs.rules}
    assert [cost.rule for cost in report.costs.rules] == ["A1", "A3", "A4"]
    assert {rule: cost.points for rule, cost in costs.items()} == {"A1": 4.2, "A3": 2.0, "A4": 1.6}
    assert (costs["A1"].learners, costs["A1"].findings) == (1, 2)
    assert costs["A3"].learners == 1  # advice costs nothing, and is not counted
    assert costs["A3"].title == "A long list without pages"
    assert report.costs.others == {"not attempted": 10.0}


def test_every_lost_point_has_a_cause(report):
    lost = sum(cost.points for cost in report.costs.rules) + sum(report.costs.others.values())
    counted = [one for one in report.records.learners if one.counts]
    assert lost == pytest.approx(sum(10.0 - one.cells[API].score for one in counted))


def test_what_waits_for_a_person(report):
    assert [one.student for one in report.waiting] == ["unpaged"]


SHARES = st.lists(st.floats(0.01, 1.5), max_size=6)


@given(SHARES, st.floats(0.5, 10), st.floats(0.1, 50), st.floats(0, 1))
def test_a_criterion_s_loss_is_given_out_whole_and_once(shares, most, cell_points, scale):
    own = min(1.0, sum(shares))
    earned = round(most * scale * (1 - own), 2)
    outcome = "met" if earned >= most else "incomplete"
    findings = [(f"A{place}", share) for place, share in enumerate(shares)]
    cell = CellScore(criteria=(criterion("any", earned, most, outcome, *findings),))
    lost = dict.fromkeys([*(rule for rule, _ in findings), HELD_BACK], 0.0)
    for cause, points in lost_points(cell, cell_points):
        assert points >= 0
        lost[cause] += points
    missing = (most - earned) / most * cell_points
    assert sum(lost.values()) == pytest.approx(missing, abs=0.0061 / most * cell_points)
    by_share = [lost[rule] / share for rule, share in findings]
    assert max(by_share, default=0) == pytest.approx(min(by_share, default=0))


def test_findings_beyond_the_whole_cost_no_more_than_the_whole():
    cell = CellScore(criteria=(criterion("any", 0, 2, "wrong", ("A1", 1.0), ("A3", 3.0)),))
    assert dict(lost_points(cell, 2.0)) == {"A1": 0.5, "A3": 1.5}


def test_without_a_problem_the_cell_is_lost_as_a_whole():
    advice = criterion("good practice", 0, 0, "incomplete", ("S1", 1.0), ("S2", 1.0), ("S3", 1.0, "note"))
    assert dict(lost_points(CellScore(criteria=(advice,)), 4.0)) == {"S1": 2.0, "S2": 2.0}


def test_what_an_older_record_does_not_explain_is_held_back():
    held = criterion(PAGED, 0.5, 1, "incomplete")
    del held["held_back_by"]
    assert dict(lost_points(CellScore(criteria=(held,)), 1.0)) == {HELD_BACK: 0.5}


def test_a_thing_that_no_store_holds_costs_what_is_asked_of_things_too():
    report = check("accounts: id pk, handle", problem="twitter", section="storage")
    lost = list(lost_points(CellScore(criteria=criteria(report)), report.max_points))
    assert {cause for cause, _ in lost} == {"D1"}
    assert sum(points for _, points in lost) == pytest.approx(report.max_points - report.points)


def test_a_rule_of_another_version_is_counted_without_a_title():
    cell = api(0.0, criterion("any", 0, 2, "wrong", ("Z99", 1.0)))
    records = ClassRecords(assignment="ps1", cells=CELLS[:1], learners=(learner("one", cells={API: cell}),))
    (cost,) = class_data(records).costs.rules
    assert (cost.rule, cost.title, cost.points) == ("Z99", "", 10.0)


def graded(scores):
    """A class with two criteria in one cell and another cell: learner → the three of them."""
    learners = []
    for place, (first, second, answer) in enumerate(scores):
        met = [("met" if value else "wrong") for value in (first, second)]
        cells = {
            API: api(first + second, criterion("one", first, 5, met[0]), criterion("two", second, 5, met[1])),
            ("ps1", "trade-off"): CellScore(score=answer),
        }
        learners.append(learner(f"learner-{place}", first + second + answer, cells=cells))
    return ClassRecords(assignment="ps1", cells=CELLS, learners=tuple(learners))


def test_discrimination_is_the_correlation_with_the_rest():
    """The second criterion is met by those who have nothing else; of the first, the rest says nothing."""
    report = class_data(graded([(5, 0, 5)] * 6 + [(0, 5, 0)] * 6))
    first, second = report.criteria
    assert first.discrimination is None  # with or without it, all else comes to 5
    assert second.discrimination == pytest.approx(-1)
    report = class_data(graded([(5, 5, 5)] * 6 + [(0, 5, 0)] * 6))
    first, second = report.criteria
    assert first.discrimination == pytest.approx(1)
    assert second.discrimination is None and second.verdict == "by all"
    assert report.cells[1].discrimination == pytest.approx(1)
    assert first.learners == 12


def test_discrimination_is_silent_below_ten():
    report = class_data(graded([(5, 5, 5)] * 5 + [(0, 5, 0)] * 4))
    assert {item.discrimination for item in (*report.cells, *report.criteria)} == {None}


def test_a_cell_that_waits_is_no_part_of_the_rest():
    records = graded([(5, 5, 5)] * 6 + [(0, 5, 0)] * 6)
    first, *others = records.learners
    waiting = replace(first, cells={**first.cells, ("ps1", "trade-off"): CellScore(needs_manual_grade=True)})
    report = class_data(replace(records, learners=(waiting, *others)))
    draft, answer = report.cells
    assert draft.discrimination is None  # nothing else is settled
    assert (answer.learners, answer.discrimination) == (11, pytest.approx(1))


def test_a_criterion_that_nobody_met():
    report = class_data(graded([(5, 0, 1), (5, 0, 2), (0, 0, 3)]))
    assert [item.verdict for item in report.criteria] == ["", "by nobody"]
    assert report.criteria[1].difficulty == 0.0


def test_drafts_that_could_not_be_read():
    wholly = api(0.0, criterion(OPERATIONS, 0, 2, "could not be read"), text="a big machine\n\nand %%% more")
    partly = api(
        5.0, criterion(METHODS, 1, 2, "incomplete", ("A4", 0.5)), text="GET /feed\n=== what now ===\n"
    )
    fine = api(10.0, criterion(METHODS, 2, 2, "met"), text="GET /feed\n=== what now ===\n")
    learners = tuple(
        learner(name, cells={API: cell})
        for name, cell in {"fine": fine, "partly": partly, "wholly": wholly}.items()
    )
    report = class_data(ClassRecords(assignment="ps1", cells=CELLS, learners=learners))
    first, second = report.unread
    assert (first.student, first.wholly, [line.line for line in first.lines]) == ("wholly", True, [1, 3])
    assert (second.student, second.wholly, [line.line for line in second.lines]) == ("partly", False, [2])
    assert second.lines[0].text == "=== what now ===" and second.lines[0].hint


def test_an_empty_class():
    report = class_data(ClassRecords(assignment="ps1", cells=CELLS, learners=()))
    assert (report.standings, report.total.learners, report.total.mean) == ({}, 0, None)
    assert (report.costs.rules, report.unread, report.waiting) == ((), (), ())


def test_a_class_of_which_nothing_could_be_read():
    learners = tuple(learner(f"learner-{place}", standing="unreadable") for place in range(3))
    report = class_data(ClassRecords(assignment="ps1", cells=CELLS, learners=learners))
    assert report.standings == {"unreadable": 3}
    assert report.total.learners == 0 and all(item.learners == 0 for item in report.cells)


def test_tables_for_going_on(report):
    rules = report.rule_table()
    assert list(rules["rule"]) == ["A1", "A3", "A4"] and rules["points"].sum() == pytest.approx(7.8)
    assert list(report.cell_table()["cell"]) == ["api-test", "trade-off"]
    assert report.criterion_table().set_index("criterion").loc[PAGED, "learners"] == 4
    learners = report.learner_table().set_index("student_id")
    assert learners.loc["late", "score"] == 6.2
    empty = class_data(ClassRecords(assignment="ps1", cells=(), learners=()))
    assert len(empty.cell_table()) == len(empty.rule_table()) == len(empty.learner_table()) == 0


@given(st.lists(st.floats(0, 20), max_size=40), st.sampled_from([0.0, 0.1, 7.0, 10.0]))
def test_a_distribution_counts_everyone_once(values, most):
    numpy = pytest.importorskip("numpy")
    spread = distribution(values, most)
    assert spread.learners == len(values)
    if most:
        assert sum(spread.counts) == len(values)
        assert list(spread.edges) == sorted(spread.edges)
    if values:
        expected = numpy.percentile(values, [25, 50, 75])
        assert [spread.lower_quartile, spread.median, spread.upper_quartile] == pytest.approx(expected)
