"""Writing an outcome: rows, penalty, record and history, inside one transaction."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from whiteboard.grading.gradebook import records
from whiteboard.grading.gradebook.connection import GradebookError
from whiteboard.grading.gradebook.filling import Filling, is_given
from whiteboard.grading.gradebook.records import Record, Replaced
from whiteboard.grading.gradebook.rows import SubmissionRows
from whiteboard.grading.names import check_name
from whiteboard.grading.outcome import Outcome

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from whiteboard.grading.gradebook.late import LatePenalty


def write_outcome(
    connection: Connection, outcome: Outcome, *, folder: str, version: str, late_penalty: LatePenalty | None
) -> None:
    """Write an outcome, inside a transaction that the caller has begun.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        In a transaction.
    outcome : Outcome
        What came of a submission.
    folder : str
        The digest of its graded folder.
    version : str
        This package's.
    late_penalty : callable or None
        What lateness costs.
    """
    check_name("student", outcome.student)
    now = datetime.now(UTC).replace(tzinfo=None)
    outcome = _as_kept(outcome)
    rows = SubmissionRows.prepare(connection, outcome.assignment, outcome.student)
    submission_id = rows.submission["id"]
    of, earlier = records.find(connection, outcome.assignment, student=outcome.student).get(
        outcome.student, ("", None)
    )
    # A record of a submission that nbgrader removed since says nothing about the one that is there now.
    last = earlier if of == submission_id else None
    filling = Filling(outcome=outcome, rows=rows, last=last)
    filling.fill()
    _take_off(rows, outcome, late_penalty)
    rows.save(connection)
    is_again = last is not None and (last.outcome, last.package_version) == (outcome, version)
    record = Record(
        outcome=outcome,
        graded_at=last.graded_at if last is not None and is_again else now,
        package_version=version,
        folder=folder,
        set_aside=(last.set_aside if last is not None and is_again else ()) + tuple(filling.set_aside),
    )
    # The same results for another reason, such as another version of this package, replace nothing.
    replaces = earlier is not None and _results(earlier.outcome) != _results(outcome)
    found = last is None and rows.was_there and is_given(rows)
    if replaces or found or filling.set_aside:
        replaced = Replaced(
            student=outcome.student,
            assignment=outcome.assignment,
            replaced_at=now,
            submitted_at=rows.submission.before["timestamp"],
            record=earlier,
            scores=rows.as_they_were(),
        )
        records.remember(connection, replaced)
    if record != earlier or of != submission_id:
        records.keep(connection, record, submission_id, is_new=earlier is None)


def _results(outcome: Outcome) -> Outcome:
    return replace(outcome, fingerprint="")


def _as_kept(outcome: Outcome) -> Outcome:
    """An outcome as it comes back from the database: without its notebooks' content, and None for what is no number."""
    return Outcome.from_data(json.loads(records.packed(outcome), parse_constant=lambda _: None))


def _take_off(rows: SubmissionRows, outcome: Outcome, late_penalty: LatePenalty | None) -> None:
    """Ask what each notebook loses for lateness, as nbgrader's AssignLatePenalties does."""
    late = rows.seconds_late
    for name, row in rows.notebooks.items():
        penalty = None
        if late_penalty is not None and late > 0:
            score = rows.score(name)
            try:
                asked = late_penalty(outcome.student, score, late)
                penalty = None if asked is None else min(max(float(asked), 0.0), score)
            except Exception as error:
                raise GradebookError(
                    f"the plugin for late submissions failed for {outcome.student}, {score:g} points, {late:g} s late: "
                    f"{type(error).__name__}: {error}; see c.AssignLatePenalties.plugin_class"
                ) from error
        row.change(late_submission_penalty=penalty)
