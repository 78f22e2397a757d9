"""The same report from SQLite and from PostgreSQL."""

from dataclasses import replace

from tests.grading.class_report.classes import OPERATIONS, criterion
from tests.grading.gradebook.handmade import ASSIGNMENT, DUE, by_hand
from tests.grading.gradebook.outcomes import outcome
from whiteboard.grading.class_report import class_data, gather
from whiteboard.grading.course import Course
from whiteboard.grading.gradebook import Book
from whiteboard.grading.outcome import Outcome, State


def with_criteria(made: Outcome) -> Outcome:
    """The handmade outcome with a criterion as the judge of drafts gives it, half met."""
    first, *rest = made.notebooks
    judged = criterion(OPERATIONS, 1, 2, "incomplete", ("A1", 0.5))
    cells = tuple(replace(cell, criteria=(judged,) if cell.cell == "test" else ()) for cell in first.cells)
    return replace(made, notebooks=(replace(first, cells=cells), *rest))


def test_what_was_written_is_reported(db_url, tmp_path):
    course = Course(root=tmp_path, db_url=db_url, course_id="course")
    with Book.open(db_url, "course") as book:
        book.write(with_criteria(outcome("honest", test=2.5, check=4.0)))
        book.write(with_criteria(outcome("hasty", test=2.5, check=0.0)))
        book.write(replace(outcome("broken", state=State.UNREADABLE), notebooks=outcome().notebooks[:0]))
    by_hand(db_url, "honest", "essay", manual_score=3.0)
    by_hand(db_url, "honest", "task", manual_score=1.0)
    report = class_data(gather(course, ASSIGNMENT))
    assert report.standings == {"graded": 2, "unreadable": 1}
    assert report.records.due_date == DUE
    scores = {one.student: one.raw_score for one in report.records.learners if one.counts}
    assert scores == {"honest": 10.5, "hasty": 2.5}
    assert {cell.name: cell.max_points for cell in report.records.cells} == {
        "first/test": 5.0,
        "first/essay": 3.0,
        "first/task": 2.0,
        "second/check": 4.0,
    }
    essay = next(item for item in report.cells if item.cell == "essay")
    assert (essay.learners, essay.waiting, essay.spread.mean) == (1, 1, 3.0)
    (cost,) = report.costs.rules
    assert (cost.rule, cost.learners, cost.points) == ("A1", 2, 5.0)
