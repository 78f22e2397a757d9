"""What nbgrader's export says of each student, without nbgrader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from whiteboard.grading.gradebook.source import find_assignment
from whiteboard.grading.gradebook.tables import tables

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentScore:
    """One student's line in nbgrader's export of an assignment, field by field in its order.

    Parameters
    ----------
    assignment : str
        The assignment.
    duedate, timestamp : datetime or None
        When it was due, before any extension, and handed in; both in UTC.
    student_id, last_name, first_name, email : str
        Whose; empty where the gradebook does not say.
    raw_score, late_submission_penalty, score, max_score : float
        Points: before and after what lateness cost, and the most there are.
    needs_manual_grade : bool
        Whether a person has something left to do; not in nbgrader's export.
    is_submitted : bool
        Whether anything was handed in; not in nbgrader's export.
    """

    assignment: str
    duedate: datetime | None
    timestamp: datetime | None
    student_id: str
    last_name: str
    first_name: str
    email: str
    raw_score: float
    late_submission_penalty: float
    score: float
    max_score: float
    needs_manual_grade: bool = False
    is_submitted: bool = False


def read_scores(connection: Connection, name: str) -> dict[str, StudentScore]:
    """The scores of all students of the gradebook, by id, in nbgrader's order: by last name and first name."""
    from sqlalchemy import and_, case, func, select

    t = tables()
    assignment = find_assignment(connection, name)
    given = func.coalesce(t.grade.c.manual_score, t.grade.c.auto_score)
    points = case((given.is_not(None), given + func.coalesce(t.grade.c.extra_credit, 0.0)), else_=0.0)
    of_notebooks = (
        select(
            t.submitted_notebook.c.assignment_id.label("submission"),
            func.sum(func.coalesce(t.submitted_notebook.c.late_submission_penalty, 0.0)).label("penalty"),
        )
        .group_by(t.submitted_notebook.c.assignment_id)
        .subquery()
    )
    of_grades = (
        select(
            t.submitted_notebook.c.assignment_id.label("submission"),
            func.sum(points).label("points"),
            func.max(case((t.grade.c.needs_manual_grade, 1), else_=0)).label("waits"),
        )
        .select_from(t.submitted_notebook.join(t.grade, t.grade.c.notebook_id == t.submitted_notebook.c.id))
        .group_by(t.submitted_notebook.c.assignment_id)
        .subquery()
    )
    submission = t.submitted_assignment
    rows = connection.execute(
        select(
            t.student,
            submission.c.id.label("submission"),
            submission.c.timestamp,
            of_notebooks.c.penalty,
            of_grades.c.points,
            of_grades.c.waits,
        )
        .select_from(
            t.student.outerjoin(
                submission,
                and_(
                    submission.c.student_id == t.student.c.id, submission.c.assignment_id == assignment["id"]
                ),
            )
            .outerjoin(of_notebooks, of_notebooks.c.submission == submission.c.id)
            .outerjoin(of_grades, of_grades.c.submission == submission.c.id)
        )
        .order_by(t.student.c.last_name, t.student.c.first_name, t.student.c.id)
    )
    most = _max_score(connection, assignment["id"])
    scores = {}
    for row in rows:
        raw, penalty = float(row.points or 0.0), float(row.penalty or 0.0)
        scores[row.id] = StudentScore(
            assignment=name,
            duedate=assignment["duedate"],
            timestamp=row.timestamp,
            student_id=row.id,
            last_name=row.last_name or "",
            first_name=row.first_name or "",
            email=row.email or "",
            raw_score=raw,
            late_submission_penalty=penalty,
            score=max(0.0, raw - penalty),
            max_score=most,
            needs_manual_grade=bool(row.waits),
            is_submitted=row.submission is not None,
        )
    return scores


def _max_score(connection: Connection, assignment_id: str) -> float:
    from sqlalchemy import func, select

    t = tables()
    total = 0.0
    for cells in (t.grade_cells, t.task_cells):
        total += connection.execute(
            select(func.coalesce(func.sum(cells.c.max_score), 0.0))
            .select_from(
                cells.join(t.base_cell, t.base_cell.c.id == cells.c.id).join(
                    t.notebook, t.notebook.c.id == t.base_cell.c.notebook_id
                )
            )
            .where(t.notebook.c.assignment_id == assignment_id)
        ).scalar_one()
    return total
