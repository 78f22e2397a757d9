"""From a course's gradebook to what a class report is made from."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whiteboard.grading.class_report.records import (
    NO_RECORD,
    NOT_SUBMITTED,
    CellScore,
    ClassRecords,
    GradedCell,
    Learner,
)
from whiteboard.grading.outcome import CellResult

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from whiteboard.grading.assignment import Assignment
    from whiteboard.grading.course import Course
    from whiteboard.grading.gradebook import Record

_LARGEST_NOTEBOOK = 50_000_000
"""Bytes of an instructor's notebook that is read for its words."""

Place = tuple[str, str]
Grade = Mapping[str, Any]


def gather(course: Course, assignment: str) -> ClassRecords:
    """Read what the gradebook says of an assignment; nothing is written.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment's name.

    Raises
    ------
    whiteboard.grading.gradebook.NotInGradebook
        When there is no gradebook, or no such assignment in it.
    whiteboard.grading.gradebook.GradebookError
        When the gradebook cannot be read.
    """
    with course.gradebook() as book:
        made = course.assignment(book, assignment)
        scores = book.scores(assignment)
        records = book.records(assignment)
    grades = _grades(course, assignment)
    records = {student: one for student, one in records.items() if _holds(one, grades.get(student, {}))}
    learners = tuple(
        Learner(
            student=score.student_id,
            standing=_standing(score.is_submitted, records.get(student)),
            last_name=score.last_name,
            first_name=score.first_name,
            email=score.email,
            timestamp=score.timestamp,
            raw_score=score.raw_score,
            late_submission_penalty=score.late_submission_penalty,
            score=score.score,
            max_score=score.max_score,
            faults=records[student].faults if student in records and score.is_submitted else (),
            cells=_cells(grades.get(student, {}), records.get(student)) if score.is_submitted else {},
        )
        for student, score in scores.items()
    )
    return ClassRecords(
        assignment=assignment,
        due_date=next((score.duedate for score in scores.values()), None),
        cells=tuple(
            GradedCell(notebook=notebook.name, cell=cell.grade_id, max_points=cell.points)
            for notebook in made.notebooks
            for cell in notebook.cells
            if cell.grade or cell.task
        ),
        learners=learners,
        own_text=tuple(_own_text(made, course)),
    )


def _holds(record: Record, grades: Mapping[Place, Grade]) -> bool:
    """Whether the gradebook's points are still those of the record; another grader may have been at it since."""
    for notebook in record.notebooks:
        for cell in notebook.cells:
            written = grades.get((notebook.name, cell.cell), {}).get("auto_score")
            if cell.points is not None and written is not None and abs(cell.points - written) > 1e-6:
                return False
    return True


def _standing(is_submitted: bool, record: Record | None) -> str:
    if not is_submitted:
        return NOT_SUBMITTED
    return record.state.value if record is not None else NO_RECORD


def _cells(grades: Mapping[Place, Grade], record: Record | None) -> dict[Place, CellScore]:
    results: dict[Place, CellResult] = {}
    for notebook in record.notebooks if record is not None else ():
        results |= {(notebook.name, cell.cell): cell for cell in notebook.cells}
    return {place: _cell(grade, results.get(place)) for place, grade in grades.items()}


def _cell(grade: Grade, result: CellResult | None) -> CellScore:
    given = grade["manual_score"] if grade["manual_score"] is not None else grade["auto_score"]
    waits = bool(grade["needs_manual_grade"])
    # As nbgrader has it: extra credit counts where there are points.
    score = float(given) + float(grade["extra_credit"] or 0.0) if given is not None else 0.0
    return CellScore(
        score=score,
        needs_manual_grade=waits,
        by_hand=grade["manual_score"] is not None,
        criteria=result.criteria if result is not None else (),
        drafts=result.drafts if result is not None else (),
    )


def _grades(course: Course, assignment: str) -> Mapping[str, Mapping[Place, Grade]]:
    """The gradebook's rows of graded cells, by student and cell."""
    from whiteboard.grading.gradebook.connection import Transactions

    def read(connection: Connection) -> Mapping[str, Mapping[Place, Grade]]:
        found: dict[str, dict[Place, Grade]] = defaultdict(dict)
        for row in connection.execute(_asked(assignment)).mappings():
            found[row["student"]][row["notebook"], row["cell"]] = dict(row)
        return found

    transactions = Transactions(course.db_url)
    try:
        return transactions.read(read)
    finally:
        transactions.close()


def _asked(assignment: str) -> Any:
    from sqlalchemy import select

    from whiteboard.grading.gradebook.tables import tables

    t = tables()
    return (
        select(
            t.submitted_assignment.c.student_id.label("student"),
            t.notebook.c.name.label("notebook"),
            t.base_cell.c.name.label("cell"),
            t.grade.c.auto_score,
            t.grade.c.manual_score,
            t.grade.c.extra_credit,
            t.grade.c.needs_manual_grade,
        )
        .select_from(
            t.grade.join(t.submitted_notebook, t.submitted_notebook.c.id == t.grade.c.notebook_id)
            .join(t.submitted_assignment, t.submitted_assignment.c.id == t.submitted_notebook.c.assignment_id)
            .join(t.base_cell, t.base_cell.c.id == t.grade.c.cell_id)
            .join(t.notebook, t.notebook.c.id == t.base_cell.c.notebook_id)
            .join(t.assignment, t.assignment.c.id == t.submitted_assignment.c.assignment_id)
        )
        .where(t.assignment.c.name == assignment)
    )


def _own_text(assignment: Assignment, course: Course) -> Iterator[str]:
    """What the assignment says: its cells, and the whole notebooks in the instructor's folders, with solutions."""
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            yield cell.source
        for folder in (course.source(assignment.name), course.release(assignment.name)):
            yield from _words(folder / f"{notebook.name}.ipynb")


def _words(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            cells = json.loads(file.read(_LARGEST_NOTEBOOK))["cells"]
        for cell in cells:
            source = cell["source"]
            yield source if isinstance(source, str) else "".join(source)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return  # its words are a help, not a need
