"""A class report as JSON; ``docs/json.md`` describes the form, which does not change silently."""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from whiteboard.grading.class_report.distribution import Distribution
from whiteboard.grading.class_report.items import Item
from whiteboard.grading.class_report.learner_table import learner_points
from whiteboard.grading.class_report.records import Learner
from whiteboard.grading.class_report.report import ClassReport

# What a terminal would obey, and what turns the direction of reading round. JSON's own escapes say the same.
_UNSEEN = re.compile(r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def to_json(report: ClassReport) -> str:
    """The report as one JSON text that any terminal and any parser can be given."""
    text = json.dumps(to_data(report), indent=2, ensure_ascii=False, allow_nan=False)
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", _SURROGATE.sub("\ufffd", text))


def to_data(report: ClassReport) -> dict[str, Any]:
    """The report as JSON's own types. Times are UTC, in ISO 8601."""
    records = report.records
    return {
        "assignment": records.assignment,
        "due_date": _time(records.due_date),
        "made": _time(report.made),
        "version": report.version,
        "max_points": records.max_points,
        "states": report.standings,
        "points": _spread(report.total),
        "cells": [_item(item) for item in report.cells],
        "criteria": [_item(item) for item in report.criteria],
        "needs_manual_grade": [
            {
                "student": learner.student,
                "cells": [
                    {"notebook": notebook, "cell": cell}
                    for (notebook, cell), score in learner.cells.items()
                    if score.needs_manual_grade
                ],
            }
            for learner in report.waiting
        ],
        "rules": [asdict(cost) for cost in report.costs.rules],
        "points_lost_otherwise": report.costs.others,
        "unread": [
            {
                "student": draft.student,
                "notebook": draft.notebook,
                "section": draft.section,
                "problem": draft.problem,
                "wholly": draft.wholly,
                "lines": [asdict(line) for line in draft.lines],
                "more": draft.more,
            }
            for draft in report.unread
        ],
        "learners": [_learner(learner, report) for learner in records.learners],
        "similar": asdict(report.similar) if report.similar is not None else None,
    }


def _learner(learner: Learner, report: ClassReport) -> dict[str, Any]:
    cells, criteria = learner_points(learner, report)
    return {
        "student": learner.student,
        "last_name": learner.last_name,
        "first_name": learner.first_name,
        "email": learner.email,
        "state": learner.standing,
        "timestamp": _time(learner.timestamp),
        "raw_score": _number(learner.raw_score),
        "late_submission_penalty": _number(learner.late_submission_penalty),
        "score": _number(learner.score),
        "max_score": _number(learner.max_score),
        "needs_manual_grade": learner.needs_manual_grade,
        "faults": [asdict(fault) for fault in learner.faults],
        "cells": {name: _number(value) for name, value in cells.items()},
        "criteria": {name: _number(value) for name, value in criteria.items()},
    }


def _item(item: Item) -> dict[str, Any]:
    data: dict[str, Any] = {"notebook": item.notebook, "cell": item.cell}
    if item.criterion:
        data |= {"section": item.section, "criterion": item.criterion, "outcomes": item.outcomes}
    else:
        data |= {"waiting": item.waiting}
    return data | {
        "points": _spread(item.spread),
        "full": item.full,
        "none": item.none,
        "difficulty": _number(item.difficulty),
        "discrimination": _number(item.discrimination),
    }


def _spread(spread: Distribution) -> dict[str, Any]:
    return {
        "learners": spread.learners,
        "max_points": _number(spread.max_points),
        "mean": _number(spread.mean),
        "median": _number(spread.median),
        "lower_quartile": _number(spread.lower_quartile),
        "upper_quartile": _number(spread.upper_quartile),
        "lowest": _number(spread.lowest),
        "highest": _number(spread.highest),
        "histogram": {"edges": [_number(edge) for edge in spread.edges], "counts": list(spread.counts)},
    }


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)


def _time(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=None).isoformat() + "Z"
