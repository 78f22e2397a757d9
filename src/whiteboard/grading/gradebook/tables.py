"""The gradebook's tables: nbgrader's, as far as grading touches them, and two of ours beside them.

nbgrader's tables are declared here rather than reflected: what a database says of an interval or a truth value differs
by its kind, and nbgrader's own types are what its rows are read by. A test holds each column against nbgrader 0.9.6
(``nbgrader/api.py``). Ours name no key of nbgrader's, so that nbgrader can remove what it likes.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace


@cache
def tables() -> SimpleNamespace:
    """The tables, by name; ``metadata`` holds ours alone, ``nbgrader`` names those that nbgrader must have made."""
    from sqlalchemy import Boolean, Column, DateTime, Float, Interval, MetaData, String, Table, Text

    theirs, ours = MetaData(), MetaData()

    def key(name: str) -> Column[str]:
        return Column(name, String(32))

    made = SimpleNamespace(
        course=Table("course", theirs, Column("id", String(128), primary_key=True)),
        assignment=Table(
            "assignment",
            theirs,
            Column("id", String(32), primary_key=True),
            Column("name", String(128)),
            Column("duedate", DateTime()),
            Column("course_id", String(128)),
        ),
        notebook=Table(
            "notebook",
            theirs,
            Column("id", String(32), primary_key=True),
            Column("name", String(128)),
            key("assignment_id"),
            Column("kernelspec", String(1024)),
        ),
        base_cell=Table(
            "base_cell",
            theirs,
            Column("id", String(32), primary_key=True),
            Column("name", String(128)),
            key("notebook_id"),
            Column("type", String(50)),
        ),
        grade_cells=Table(
            "grade_cells",
            theirs,
            Column("id", String(32), primary_key=True),
            Column("max_score", Float()),
            Column("cell_type", String()),
        ),
        solution_cells=Table("solution_cells", theirs, Column("id", String(32), primary_key=True)),
        task_cells=Table(
            "task_cells",
            theirs,
            Column("id", String(32), primary_key=True),
            Column("max_score", Float()),
            Column("cell_type", String()),
        ),
        source_cell=Table(
            "source_cell",
            theirs,
            Column("id", String(32), primary_key=True),
            Column("name", String(128)),
            Column("cell_type", String()),
            Column("locked", Boolean()),
            Column("source", Text()),
            Column("checksum", String(128)),
            key("notebook_id"),
        ),
        student=Table(
            "student",
            theirs,
            Column("id", String(128), primary_key=True),
            Column("first_name", String(128)),
            Column("last_name", String(128)),
            Column("email", String(128)),
            Column("lms_user_id", String(128)),
        ),
        submitted_assignment=Table(
            "submitted_assignment",
            theirs,
            Column("id", String(32), primary_key=True),
            key("assignment_id"),
            Column("student_id", String(128)),
            Column("timestamp", DateTime()),
            Column("extension", Interval()),
        ),
        submitted_notebook=Table(
            "submitted_notebook",
            theirs,
            Column("id", String(32), primary_key=True),
            key("assignment_id"),
            key("notebook_id"),
            Column("flagged", Boolean()),
            Column("late_submission_penalty", Float()),
        ),
        grade=Table(
            "grade",
            theirs,
            Column("id", String(32), primary_key=True),
            key("notebook_id"),
            key("cell_id"),
            Column("auto_score", Float()),
            Column("manual_score", Float()),
            Column("extra_credit", Float()),
            Column("needs_manual_grade", Boolean()),
        ),
        comment=Table(
            "comment",
            theirs,
            Column("id", String(32), primary_key=True),
            key("notebook_id"),
            key("cell_id"),
            Column("auto_comment", Text()),
            Column("manual_comment", Text()),
        ),
        record=Table(
            "whiteboard_record",
            ours,
            Column("student_id", String(128), primary_key=True),
            Column("assignment", String(128), primary_key=True),
            Column("submission_id", String(32), nullable=False),
            Column("fingerprint", String(128), nullable=False),
            Column("state", String(32), nullable=False),
            Column("graded_at", DateTime(), nullable=False),
            Column("package_version", String(64), nullable=False),
            Column("folder", String(128), nullable=False),
            Column("outcome", Text(), nullable=False),
            Column("set_aside", Text(), nullable=False),
        ),
        history=Table(
            "whiteboard_history",
            ours,
            Column("id", String(32), primary_key=True),
            Column("student_id", String(128), nullable=False, index=True),
            Column("assignment", String(128), nullable=False),
            Column("replaced_at", DateTime(), nullable=False),
            Column("submitted_at", DateTime()),
            Column("graded_at", DateTime()),
            Column("package_version", String(64), nullable=False),
            Column("outcome", Text(), nullable=False),
            Column("set_aside", Text(), nullable=False),
            Column("scores", Text(), nullable=False),
        ),
    )
    made.metadata = ours
    made.nbgrader = theirs
    return made
