"""Tests that both engines have to pass: in this process, and in a private Redis where there is one."""

import os
import shutil

import pytest

_MISSING = shutil.which("redis-server") is None and os.environ.get("WHITEBOARD_SYSTEM") != "1"

both_engines = pytest.mark.parametrize(
    "engine",
    [
        "in process",
        pytest.param(
            "redis",
            marks=[pytest.mark.system, pytest.mark.skipif(_MISSING, reason="needs redis-server")],
        ),
    ],
)
"""As `tests.system.needs`, for one of two parameters."""


class Clock:
    """Time that passes when a test says so."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now
