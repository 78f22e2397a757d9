"""A storage draft as a real database: its tables, made-up rows, and each access pattern as a query."""

from whiteboard.run.database.answers import Run
from whiteboard.run.database.database import Database

__all__ = ["Database", "Run"]
