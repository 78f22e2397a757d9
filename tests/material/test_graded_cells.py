"""A right answer earns all points, an untouched cell none, a typical slip some, for every graded cell."""

import pytest

from tests.material import (
    slips_bottlenecks,
    slips_data_api_scale,
    slips_design,
    slips_faults,
    slips_requirements,
    slips_twitter,
)
from tests.material.assignments import DRAFTED, GRADED
from whiteboard.drafting.session import Session
from whiteboard.report import to_text

MODULES = {
    "twitter": slips_twitter,
    "step1-requirements": slips_requirements,
    "step2-data-api-scale": slips_data_api_scale,
    "step3-design": slips_design,
    "step4-bottlenecks": slips_bottlenecks,
    "find-the-fault": slips_faults,
}
"""Assignment → drafts of its graded cells, right ones and such with a slip."""

every_graded_cell = pytest.mark.parametrize(
    ("assignment", "graded"), [pytest.param(a, g, id=f"{a.name}: {g.name}") for a, g in GRADED]
)
every_assignment = pytest.mark.parametrize("assignment", DRAFTED, ids=repr)


@every_assignment
def test_every_assignment_has_graded_cells_and_drafts_for_them(assignment):
    named = {graded.name for graded in assignment.graded}
    assert named == set(MODULES[assignment.name].RIGHT)
    slips = [slip.cell for slip in MODULES[assignment.name].SLIPS]
    assert set(slips) == named
    assert all(slips.count(name) >= 2 for name in named)


@every_graded_cell
def test_the_worked_solution_earns_every_point(assignment, graded):
    earned, report = graded.judged(assignment.draft(assignment.worked, graded))
    assert earned == graded.points, to_text(report)
    assert not report.unread


@every_graded_cell
def test_the_draft_that_slips_are_made_of_earns_every_point(assignment, graded):
    earned, report = graded.judged(MODULES[assignment.name].RIGHT[graded.name])
    assert earned == graded.points, to_text(report)


@every_graded_cell
def test_an_untouched_cell_is_not_attempted(assignment, graded):
    stub = assignment.draft(assignment.released, graded)
    assert stub.strip() == "# type your draft here"
    earned, report = graded.judged(stub)
    assert earned == 0
    assert report.outcome(graded.section) == "not attempted"
    assert "not attempted" in to_text(report)


@every_graded_cell
def test_a_cell_that_was_never_run_is_not_attempted_whatever_else_was(assignment, graded):
    session = Session()
    for other in assignment.graded:
        if other is graded or "closure" in (other.section, graded.section):
            continue
        with session.about(other.problem):
            session.draft(other.section, assignment.draft(assignment.worked, other))
    with session.about(graded.problem):
        report = session.report(graded.section)
    assert report.points_of(graded.section, out_of=graded.points) == 0
    assert report.outcome(graded.section) == "not attempted"


def test_an_untouched_board_earns_nothing_by_what_was_drafted_above_it():
    step4 = next(a for a in DRAFTED if a.name == "step4-bottlenecks")
    session = Session()
    session.set_problem("code-deployment")
    for graded in step4.graded[:2]:
        session.draft(graded.section, step4.draft(step4.worked, graded))
    session.draft_board("# type your draft here")
    report = session.report("closure")
    assert (report.points, report.outcome("closure")) == (0, "not attempted")


@pytest.mark.parametrize(
    ("graded", "slip"),
    [
        pytest.param(graded, slip, id=f"{assignment.name}: {slip.cell}: {slip.name}")
        for assignment, graded in GRADED
        for slip in MODULES[assignment.name].SLIPS
        if slip.cell == graded.name
    ],
)
def test_a_typical_slip_costs_some_points_and_is_named(graded, slip):
    earned, report = graded.judged(slip.draft)
    named = {finding.rule for finding in report.findings if finding.severity == "must"}
    assert named == slip.rules, to_text(report)
    assert earned < graded.points
    assert (earned == 0) == bool(slip.costs_all), to_text(report)
    assert not report.unread
