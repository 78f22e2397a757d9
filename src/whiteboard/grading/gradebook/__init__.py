"""nbgrader's gradebook, read and written without nbgrader: its tables, and a record of ours beside them."""

from whiteboard.grading.gradebook.book import Book
from whiteboard.grading.gradebook.connection import GradebookError, NotInGradebook
from whiteboard.grading.gradebook.records import Record, Replaced
from whiteboard.grading.gradebook.scores import StudentScore

__all__ = ["Book", "GradebookError", "NotInGradebook", "Record", "Replaced", "StudentScore"]
