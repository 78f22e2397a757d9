"""The class as a CSV file, a line a learner: nbgrader's export, then what is ours.

The first eleven columns are those of ``nbgrader export`` (``nbgrader/plugins/export.py`` of nbgrader 0.9.6), with its
names, in its order, and with its values. The file is UTF-8 with a byte order mark, without which Excel reads it in
the machine's old encoding; ``utf-8-sig`` reads it in Python, and pandas needs nothing. Numbers have a point and no
grouping.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator

from whiteboard.grading.class_report.items import criterion_points
from whiteboard.grading.class_report.records import NOT_SUBMITTED, CellScore, Learner
from whiteboard.grading.class_report.report import ClassReport

EXPORT_COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
"""Of nbgrader 0.9.6."""

OWN_COLUMNS = ("state", "needs_manual_grade", "faults")

Value = str | float | bool | None

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA = re.compile(r"(^|[;|\t\r\n])([ \u00a0]*)(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")


def to_csv(report: ClassReport) -> bytes:
    """The class as a CSV file, ready to be written."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([defused(column) for column in columns_of(report)])
    for row in rows_of(report):
        writer.writerow([_shown(value) for value in row])
    return text.getvalue().encode("utf-8-sig", "replace")


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula: such a beginning gets an apostrophe before it.

    A semicolon, a vertical bar or a tab begins a new cell where a spreadsheet is set to split at it, so what
    follows one is treated alike.

    Examples
    --------
    >>> defused("=HYPERLINK(1)"), defused("a;=1+1"), defused("mary-ann")
    ("'=HYPERLINK(1)", "a;'=1+1", 'mary-ann')
    """
    return _FORMULA.sub(r"\1\2'", _CONTROL.sub("\ufffd", text))


def columns_of(report: ClassReport) -> list[str]:
    """The headings: nbgrader's, ours, one for each graded cell, one for each criterion."""
    names = [cell.name for cell in report.records.cells] + [item.name for item in report.criteria]
    return [*EXPORT_COLUMNS, *OWN_COLUMNS, *names]


def rows_of(report: ClassReport) -> Iterator[list[Value]]:
    """A line for each learner of the gradebook, in its order; None where there is no value."""
    for learner in report.records.learners:
        cells, criteria = learner_points(learner, report)
        yield [*_exported(learner, report), *_own(learner), *cells.values(), *criteria.values()]


def _exported(learner: Learner, report: ClassReport) -> list[Value]:
    due, handed_in = report.records.due_date, learner.timestamp
    return [
        report.records.assignment,
        str(due) if due is not None else "",
        str(handed_in) if handed_in is not None else "",
        learner.student,
        learner.last_name,
        learner.first_name,
        learner.email,
        float(learner.raw_score),
        float(learner.late_submission_penalty),
        float(learner.score),
        float(learner.max_score),
    ]


def _own(learner: Learner) -> list[Value]:
    faults = "; ".join(fault.what for fault in learner.faults)
    return [learner.standing, learner.needs_manual_grade, faults]


def learner_points(
    learner: Learner, report: ClassReport
) -> tuple[dict[str, float | None], dict[str, float | None]]:
    """Points by the names of cells and of criteria; None where a person is waited for, or there is nothing."""
    nothing = CellScore()
    there = learner.standing != NOT_SUBMITTED
    cells: dict[str, float | None] = {}
    criteria: dict[str, float | None] = {item.name: None for item in report.criteria}
    for cell in report.records.cells:
        score = learner.cells.get((cell.notebook, cell.cell), nothing)
        cells[cell.name] = score.score if there and not score.needs_manual_grade else None
        for (section, name), (points, _, _) in criterion_points(score, cell.max_points).items():
            criteria[f"{cell.name}/{section}: {name}"] = points
    return cells, criteria


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return repr(round(float(value), 6)) if math.isfinite(value) else ""
    return defused(value)
