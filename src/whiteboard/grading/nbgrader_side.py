"""What nbgrader loads by name from its settings, so that its own commands and formgrader grade as `whiteboard grade` does.

nbgrader builds a converter's exporter after it has found the submissions and before it goes through them, and takes
the exporter's class from its settings. That is where the batch is taken over: neither its loop, which one unreadable
file or a link in a submission misleads, nor a kernel is used.
"""

from __future__ import annotations

import fnmatch
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import NotebookExporter

from whiteboard.grading.outcome import State

if TYPE_CHECKING:
    from whiteboard.grading.batch import ClassResult


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
    wanted = converter.coursedir.student_id
    unwritten: list[str] = []
    for assignment in _assignments(converter):
        students = [
            student for student, _ in course.submissions(assignment) if fnmatch.fnmatchcase(student, wanted)
        ]
        try:
            result = grade_class(course, assignment, students=students, force=converter.force)
        except (LookupError, ValueError, OSError, RuntimeError) as error:
            converter.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        _tell(converter.log, result)
        unwritten += result.unwritten
    if unwritten:
        raise NbGraderException("; ".join(unwritten))


def _assignments(converter: Any) -> list[str]:
    """The assignments that were asked for: one by its name, or those that a pattern such as ``*`` found."""
    asked = str(converter.coursedir.assignment_id)
    if not set(asked) & set("*?["):
        return [asked]
    form = re.compile(converter._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True))
    matches = [form.match(folder) for folder in converter.assignments]
    return sorted({match["assignment"] for match in matches if match})


def _tell(log: Any, result: ClassResult) -> None:
    for entry in result.entries:
        say = log.info if entry.state is State.GRADED else log.warning
        say("%s: %s", entry.student, entry.in_words)
    for sentence in result.refused:
        log.warning("%s", sentence)
