"""The rows of one submission: made as nbgrader makes them, read under a lock, and changed only where they differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from whiteboard.grading.gradebook.source import find_assignment, instructors_cells, notebook_names
from whiteboard.grading.gradebook.tables import tables

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

_GRADE_COLUMNS: tuple[str, ...] = ("auto_score", "manual_score", "extra_credit", "needs_manual_grade")
_COMMENT_COLUMNS: tuple[str, ...] = ("auto_comment", "manual_comment")

Score = dict[str, Any]
Place = tuple[str, str]
"""A cell's notebook and grade id, by name."""


@dataclass(slots=True)
class Row:
    """A row as it was read, and what it is to be.

    Parameters
    ----------
    before, after : dict
        Its columns as they were, and those that are to change.
    is_new : bool
        Whether the database does not have it yet.
    """

    before: dict[str, Any]
    after: dict[str, Any] = field(default_factory=dict)
    is_new: bool = False

    def __getitem__(self, name: str) -> Any:
        return self.after.get(name, self.before[name])

    def change(self, **values: Any) -> None:
        """Say what columns are to hold."""
        self.after.update(values)

    @property
    def changes(self) -> dict[str, Any]:
        """The columns that are to differ."""
        return {name: value for name, value in self.after.items() if value != self.before[name]}


@dataclass(slots=True, kw_only=True)
class SubmissionRows:
    """All rows of one submission.

    Parameters
    ----------
    submission : Row
        Of the table ``submitted_assignment``.
    notebooks : dict of str to Row
        Of ``submitted_notebook``, by notebook name.
    grades, comments : dict of (str, str) to Row
        By notebook name and grade id.
    kinds : dict of (str, str) to set of str
        What each of the instructor's cells is, as the gradebook says: ``"GradeCell"`` and so on.
    max_scores : dict of (str, str) to float
        Of the cells that have one.
    duedate : datetime or None
        The assignment's.
    was_there : bool
        Whether the submission stood in the gradebook before.
    """

    submission: Row
    notebooks: dict[str, Row]
    grades: dict[Place, Row]
    comments: dict[Place, Row]
    kinds: dict[Place, set[str]]
    max_scores: dict[Place, float]
    duedate: datetime | None
    was_there: bool

    @classmethod
    def prepare(cls, connection: Connection, assignment: str, student: str) -> SubmissionRows:
        """Read the rows, with those that are to be made, and keep other writers off them."""
        t = tables()
        of_assignment = find_assignment(connection, assignment)
        names = notebook_names(connection, of_assignment["id"])
        cells = instructors_cells(connection, list(names))
        places = {cell.id: (names[cell.notebook_id], cell.name) for cell in cells}
        submission, was_there = cls._submission(connection, of_assignment["id"], student)
        notebooks = {
            names[row.before["notebook_id"]]: row
            for row in _complete(
                connection,
                t.submitted_notebook,
                {"assignment_id": [submission["id"]]},
                [{"assignment_id": submission["id"], "notebook_id": key, "flagged": False} for key in names],
            )
            if row.before["notebook_id"] in names
        }

        def of_cells(table: Table, kinds: tuple[str, ...], values: dict[str, Any]) -> dict[Place, Row]:
            keys = [
                {"notebook_id": notebooks[names[cell.notebook_id]]["id"], "cell_id": cell.id, **values}
                for cell in cells
                if cell.type in kinds
            ]
            within = [row["id"] for row in notebooks.values()]
            rows = _complete(connection, table, {"notebook_id": within}, keys)
            return {places[row.before["cell_id"]]: row for row in rows if row.before["cell_id"] in places}

        kinds: dict[Place, set[str]] = {}
        for cell in cells:
            kinds.setdefault(places[cell.id], set()).add(cell.type)
        return cls(
            submission=submission,
            notebooks=notebooks,
            grades=of_cells(t.grade, ("GradeCell", "TaskCell"), {"needs_manual_grade": True}),
            comments=of_cells(t.comment, ("SolutionCell", "TaskCell"), {}),
            kinds=kinds,
            max_scores={places[cell.id]: cell.max_score for cell in cells if cell.max_score is not None},
            duedate=of_assignment["duedate"],
            was_there=was_there,
        )

    @staticmethod
    def _submission(connection: Connection, assignment_id: str, student: str) -> tuple[Row, bool]:
        t = tables()
        of_it = {"assignment_id": [assignment_id], "student_id": [student]}
        found = _locked(connection, t.submitted_assignment, of_it)
        if found:
            return found[0], True
        _insert(connection, t.student, {"id": student})
        keys = {"id": uuid4().hex, "assignment_id": assignment_id, "student_id": student}
        _insert(connection, t.submitted_assignment, keys)
        return _locked(connection, t.submitted_assignment, of_it)[0], False

    def save(self, connection: Connection) -> None:
        """Write what is to differ."""
        t = tables()
        _save(connection, t.submitted_assignment, [self.submission])
        _save(connection, t.submitted_notebook, list(self.notebooks.values()))
        _save(connection, t.grade, list(self.grades.values()))
        _save(connection, t.comment, list(self.comments.values()))

    @property
    def seconds_late(self) -> float:
        """How long after its due date, and after the student's extension, it was handed in; 0 when it was not."""
        timestamp: datetime | None = self.submission["timestamp"]
        if timestamp is None or self.duedate is None:
            return 0.0
        due = self.duedate + (self.submission["extension"] or timedelta())
        return max(0.0, (timestamp - due).total_seconds())

    def score(self, notebook: str) -> float:
        """The points of a notebook as nbgrader adds them up: a person's before ours, and extra credit with either."""
        total = 0.0
        for (name, _), grade in self.grades.items():
            given = grade["auto_score"] if grade["manual_score"] is None else grade["manual_score"]
            if name == notebook and given is not None:
                total += given + (grade["extra_credit"] or 0.0)
        return total

    def as_they_were(self) -> tuple[Score, ...]:
        """Points and comments of every cell, as they were read."""
        found = []
        for place in sorted(self.kinds):
            score: Score = {"notebook": place[0], "cell": place[1]}
            for rows, columns in ((self.grades, _GRADE_COLUMNS), (self.comments, _COMMENT_COLUMNS)):
                if place in rows:
                    score.update({name: rows[place].before[name] for name in columns})
            found.append(score)
        return tuple(found)


def _complete(
    connection: Connection, table: Table, within: dict[str, list[str]], needed: list[dict[str, Any]]
) -> list[Row]:
    """The rows of a table within bounds, and those that are needed and not there."""
    keys = [name for name in ("assignment_id", "notebook_id", "cell_id") if name in table.c]
    found = _locked(connection, table, within)
    there = {tuple(row.before[key] for key in keys) for row in found}
    empty = dict.fromkeys(table.c.keys())
    return found + [
        Row({**empty, "id": uuid4().hex, **row}, is_new=True)
        for row in needed
        if tuple(row[key] for key in keys) not in there
    ]


def _locked(connection: Connection, table: Table, within: dict[str, list[str]]) -> list[Row]:
    """The rows whose columns hold one of the values, kept from other writers."""
    rows = connection.execute(_selection(table, tuple(within)), within).mappings()
    return [Row(dict(row)) for row in rows]


def _insert(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    """Insert a row; one that another program inserted meanwhile stays as it is."""
    connection.execute(_insertion(table, connection.dialect.name), row)


def _save(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Insert new rows; change the others, those with the same columns to change at once, and no other column."""
    new = [{**row.before, **row.after} for row in rows if row.is_new]
    if new:
        connection.execute(table.insert(), new)
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        if not row.is_new and (changes := row.changes):
            groups.setdefault(tuple(sorted(changes)), []).append({"of_row": row.before["id"], **changes})
    for columns, values in groups.items():
        connection.execute(_change(table, columns), values)


# A statement is made once: making it takes longer than running it.


@cache
def _selection(table: Table, columns: tuple[str, ...]) -> Any:
    from sqlalchemy import bindparam, select

    bounds = [table.c[name].in_(bindparam(name, expanding=True)) for name in columns]
    return select(table).where(*bounds).with_for_update()


@cache
def _insertion(table: Table, database: str) -> Any:
    if database == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table).on_conflict_do_nothing()


@cache
def _change(table: Table, columns: tuple[str, ...]) -> Any:
    from sqlalchemy import bindparam, update

    changed: dict[str, Any] = {name: bindparam(name) for name in columns}
    return update(table).where(table.c.id == bindparam("of_row")).values(changed)
