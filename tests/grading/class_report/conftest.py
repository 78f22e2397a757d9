"""Gradebooks that nbgrader made, in both databases."""

from tests.grading.gradebook.conftest import db_url, maker

__all__ = ["db_url", "maker"]
