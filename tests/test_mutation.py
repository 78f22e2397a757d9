"""Every small defect in a worked board is found by the rule that owns it, and by nothing unrelated."""

import pytest

from tests import mutation

CASES = [(which, problem) for which in mutation.DEFECTS for problem in mutation.PROBLEMS]


@pytest.mark.parametrize(("which", "problem"), CASES, ids=[f"{w.name} in {p}" for w, p in CASES])
def test_a_defect_is_found_by_its_owner_alone(which, problem):
    tried = mutation.try_out(which, problem)
    if tried is None:
        return  # no room for it in this board; the test below asks for room in another
    assert tried.found
    assert not tried.strays


def test_there_are_many_kinds_and_each_has_room_somewhere():
    assert len({which.name for which in mutation.DEFECTS}) >= 25
    for which in mutation.DEFECTS:
        assert any(which.spoil(mutation.Text(problem)) for problem in mutation.PROBLEMS), which.name


@pytest.mark.parametrize("problem", mutation.PROBLEMS)
def test_the_board_without_a_defect_is_flawless(problem):
    report = mutation.check(str(mutation.Text(problem)), problem=problem)
    assert report.points == report.max_points
    assert report.unread == ()
