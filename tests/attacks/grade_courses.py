"""Grades courses one after the other, in a process of its own, and says what came of each.

``python -m tests.attacks.grade_courses FILE``: the file says which courses; what came of each is written beside it,
a line of JSON each, so that what a killed grader had done is known.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.attacks import observe
from whiteboard.grading.batch import CannotGrade, grade_class
from whiteboard.grading.course import Course


def main() -> int:
    asked = Path(sys.argv[1])
    observe.adopt_orphans()
    with asked.with_suffix(".done").open("a", encoding="utf-8") as done:
        for one in json.loads(asked.read_text(encoding="utf-8")):
            done.write(json.dumps(_graded(Path(one["root"]), one["assignment"], one["jobs"])) + "\n")
            done.flush()
    return 0


def _graded(root: Path, assignment: str, jobs: int) -> dict[str, Any]:
    known = observe.children()
    said: dict[str, Any] = {"root": str(root), "refused": "", "entries": {}, "records": {}, "history": {}}
    course = Course.load(root)
    try:
        result = grade_class(course, assignment, jobs=jobs)
    except CannotGrade as error:
        said["refused"] = str(error)
    else:
        said["unwritten"] = list(result.unwritten)
        said["protections"] = list(result.protections)
        for entry in result.entries:
            # What the command line shows of it.
            print(entry.student, entry.in_words)
            said["entries"][entry.student] = entry.in_words
    with course.gradebook() as book:
        for student, record in book.records(assignment).items():
            said["records"][student] = {
                "state": str(record.state),
                "points": record.points,
                "faults": [[fault.kind, fault.cell, fault.what] for fault in record.faults],
                "protections": list(record.protections),
                "whole": json.dumps(record.outcome.to_data()),
            }
            said["history"][student] = [
                replaced.record.points if replaced.record else -1.0
                for replaced in book.history(assignment, student)
            ]
    said["processes"] = observe.left_processes(known)
    return said


if __name__ == "__main__":
    sys.exit(main())
