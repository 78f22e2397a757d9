"""Our record of each graded submission, beside nbgrader's rows, and what it replaced."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from whiteboard.grading.gradebook.tables import tables
from whiteboard.grading.outcome import Fault, NotebookResult, Outcome, State

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is kept of one graded submission.

    Parameters
    ----------
    outcome : Outcome
        As it was written, but for the notebooks' content, which lies in the graded folder.
    graded_at : datetime
        When it was written first, in UTC.
    package_version : str
        Of this package, then.
    folder : str
        The digest of the graded folder that belongs to it; empty where none was made.
    set_aside : tuple of Fault
        What became of points and comments that a person had given to an older submission.
    """

    outcome: Outcome
    graded_at: datetime
    package_version: str
    folder: str = ""
    set_aside: tuple[Fault, ...] = ()

    @property
    def student(self) -> str:
        """Whose."""
        return self.outcome.student

    @property
    def assignment(self) -> str:
        """Which."""
        return self.outcome.assignment

    @property
    def fingerprint(self) -> str:
        """The outcome's."""
        return self.outcome.fingerprint

    @property
    def state(self) -> State:
        """How the submission ended."""
        return self.outcome.state

    @property
    def points(self) -> float:
        """The points that were given without a person."""
        return self.outcome.points

    @property
    def max_points(self) -> float:
        """The most that the assignment gave."""
        return self.outcome.max_points

    @property
    def protections(self) -> tuple[str, ...]:
        """What held the learner's code."""
        return self.outcome.protections

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that an instructor should know."""
        return self.outcome.faults + self.set_aside

    @property
    def notebooks(self) -> tuple[NotebookResult, ...]:
        """The results, cell by cell."""
        return self.outcome.notebooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A submission's grades as they were before another run replaced them.

    Parameters
    ----------
    student, assignment : str
        Whose, and which.
    replaced_at : datetime
        When, in UTC.
    submitted_at : datetime or None
        The gradebook's time of that submission, in UTC.
    record : Record or None
        Our record of it; None where another grader had given the points.
    scores : tuple of dict
        By cell: ``notebook``, ``cell``, ``auto_score``, ``manual_score``, ``extra_credit``,
        ``needs_manual_grade``, ``auto_comment``, ``manual_comment``.
    """

    student: str
    assignment: str
    replaced_at: datetime
    submitted_at: datetime | None
    record: Record | None
    scores: tuple[dict[str, Any], ...]


def without_content(outcome: Outcome) -> Outcome:
    """The outcome as a record keeps it."""
    return replace(outcome, notebooks=tuple(replace(notebook, notebook={}) for notebook in outcome.notebooks))


def packed(outcome: Outcome) -> str:
    """The outcome as text that any database takes: what is not ASCII is escaped."""
    return json.dumps(without_content(outcome).to_data(), sort_keys=True)


def find(
    connection: Connection, assignment: str, *, student: str | None = None
) -> dict[str, tuple[str, Record]]:
    """The records of an assignment, by student, each with the id of the submission that it is of."""
    from sqlalchemy import select

    table = tables().record
    asked = select(table).where(table.c.assignment == assignment)
    if student is not None:
        asked = asked.where(table.c.student_id == student)
    rows = connection.execute(asked.order_by(table.c.student_id)).mappings()
    return {row["student_id"]: (row["submission_id"], _record(row)) for row in rows}


def _record(row: RowMapping) -> Record:
    return Record(
        outcome=Outcome.from_data(json.loads(row["outcome"])),
        graded_at=row["graded_at"],
        package_version=row["package_version"],
        folder=row.get("folder", ""),
        set_aside=tuple(Fault(**fault) for fault in json.loads(row["set_aside"])),
    )


def keep(connection: Connection, record: Record, submission_id: str, *, is_new: bool) -> None:
    """Write a record in the place of the student's last one."""
    from sqlalchemy import insert, update

    table = tables().record
    values = {
        "submission_id": submission_id,
        "fingerprint": record.fingerprint,
        "state": record.state.value,
        "graded_at": record.graded_at,
        "package_version": record.package_version,
        "folder": record.folder,
        "outcome": packed(record.outcome),
        "set_aside": json.dumps([asdict(fault) for fault in record.set_aside]),
    }
    if is_new:
        connection.execute(
            insert(table).values(student_id=record.student, assignment=record.assignment, **values)
        )
    else:
        of_it = (table.c.student_id == record.student) & (table.c.assignment == record.assignment)
        connection.execute(update(table).where(of_it).values(**values))


def remember(connection: Connection, replaced: Replaced) -> None:
    """Write down what is replaced."""
    from sqlalchemy import insert

    record = replaced.record
    connection.execute(
        insert(tables().history).values(
            id=uuid4().hex,
            student_id=replaced.student,
            assignment=replaced.assignment,
            replaced_at=replaced.replaced_at,
            submitted_at=replaced.submitted_at,
            graded_at=record.graded_at if record else None,
            package_version=record.package_version if record else "",
            outcome=packed(record.outcome) if record else "",
            set_aside=json.dumps([asdict(fault) for fault in record.set_aside] if record else []),
            scores=json.dumps(list(replaced.scores)),
        )
    )


def find_replaced(connection: Connection, assignment: str, student: str) -> Sequence[Replaced]:
    """What was replaced, the oldest first."""
    from sqlalchemy import select

    table = tables().history
    asked = select(table).where(table.c.assignment == assignment, table.c.student_id == student)
    rows = connection.execute(asked.order_by(table.c.replaced_at, table.c.id)).mappings()
    return [
        Replaced(
            student=row["student_id"],
            assignment=row["assignment"],
            replaced_at=row["replaced_at"],
            submitted_at=row["submitted_at"],
            record=_record(row) if row["outcome"] else None,
            scores=tuple(json.loads(row["scores"])),
        )
        for row in rows
    ]
