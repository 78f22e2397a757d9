"""Tests that need a program of the operating system: they say so, and skip where it is missing."""

import os
import shutil

import pytest


def needs(*programs):
    """Mark a test that needs these programs; where one is missing it skips, or fails under WHITEBOARD_SYSTEM=1.

    `.ci/run` sets the variable after it has installed them, so that nothing is skipped unseen there.
    """
    missing = [program for program in programs if shutil.which(program) is None]
    insists = os.environ.get("WHITEBOARD_SYSTEM") == "1"

    def mark(test):
        test = pytest.mark.system(test)
        if missing and not insists:
            return pytest.mark.skip(reason=f"needs {', '.join(missing)}")(test)
        return test

    return mark
