"""A class at a time: many submissions graded at once, one writer, and nothing done twice."""

from whiteboard.grading.batch.class_result import ClassResult, Entry, Progress
from whiteboard.grading.batch.fingerprint import fingerprint
from whiteboard.grading.batch.grade_class import grade_class
from whiteboard.grading.workers.work import CannotGrade

__all__ = ["CannotGrade", "ClassResult", "Entry", "Progress", "fingerprint", "grade_class"]
