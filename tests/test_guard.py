"""The guard under which stored notebooks run: it lets through what a lesson does, and stops what it must not do."""

import os
import subprocess
import sys

import pytest

CODE = """
import sys
sys.orig_argv = ["python", "-m", "ipykernel_launcher"]
import runpy
runpy.run_path({guard!r})
{action}
"""


def run(action, tmp_path):
    guard = os.path.join(os.path.dirname(__file__), "guard", "sitecustomize.py")
    return subprocess.run(
        [sys.executable, "-c", CODE.format(guard=guard, action=action)],
        capture_output=True,
        text=True,
        check=False,
        cwd=os.path.dirname(__file__),
    )


@pytest.mark.parametrize(
    "action",
    [
        "open('note.txt', 'w')",
        "import sqlite3, pathlib; pathlib.Path('note.txt').write_text('x')",
        "import socket; socket.create_connection(('198.51.100.1', 80), timeout=1)",
    ],
)
def test_what_a_lesson_must_not_do_is_stopped(action, tmp_path):
    done = run(action, tmp_path)
    assert "PermissionError: a notebook must" in done.stderr
    assert not os.path.exists(os.path.join(os.path.dirname(__file__), "note.txt"))


@pytest.mark.parametrize(
    "action",
    [
        "import tempfile; tempfile.TemporaryFile().write(b'x')",
        "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())",
        "open('conftest.py').read()",
    ],
)
def test_what_a_lesson_does_is_let_through(action, tmp_path):
    done = run(action, tmp_path)
    assert done.returncode == 0, done.stderr
