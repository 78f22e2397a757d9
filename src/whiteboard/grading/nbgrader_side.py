"""What nbgrader loads by name from its settings, so that its own commands and formgrader grade as `whiteboard grade` does.

nbgrader builds a converter's exporter after it has found the submissions and before it goes through them, and takes
the exporter's class from its settings. That is where the batch is taken over: neither its loop, which one unreadable
file or a link in a submission misleads, nor a kernel is used.
"""

from __future__ import annotations

import fnmatch
from functools import partial
from typing import Any

from nbconvert.exporters import NotebookExporter

from whiteboard.grading.outcome import State


class GradingExporter(NotebookExporter):  # type: ignore[misc]
    """Set as ``c.Autograde.exporter_class``: the converter that builds it grades through whiteboard."""

    def __init__(self, *, parent: Any = None, **options: Any) -> None:
        super().__init__(parent=parent, **options)
        if hasattr(parent, "convert_notebooks") and hasattr(parent, "coursedir"):
            parent.convert_notebooks = partial(autograde, parent)


def autograde(converter: Any) -> None:
    """Grade what an nbgrader converter was asked to, and say in its log how each submission ended.

    Parameters
    ----------
    converter : nbgrader.converters.Autograde
        As the command line or formgrader set it up.

    Raises
    ------
    NbGraderException
        When grading cannot begin, or a result could not be written; the text says why.
    """
    from nbgrader.converters.base import NbGraderException

    from whiteboard.grading.batch import grade_class
    from whiteboard.grading.course import Course

    course = Course.of(converter.coursedir, converter.config)
    assignment = converter.coursedir.assignment_id
    wanted = converter.coursedir.student_id
    students = [
        student for student, _ in course.submissions(assignment) if fnmatch.fnmatchcase(student, wanted)
    ]
    try:
        result = grade_class(course, assignment, students=students, force=converter.force)
    except (LookupError, ValueError, OSError, RuntimeError) as error:
        converter.log.error("%s", error)
        raise NbGraderException(str(error)) from error
    for entry in result.entries:
        log = converter.log.info if entry.state is State.GRADED else converter.log.warning
        log("%s: %s", entry.student, entry.in_words)
    for sentence in result.refused:
        converter.log.warning("%s", sentence)
    if result.unwritten:
        raise NbGraderException("; ".join(result.unwritten))
