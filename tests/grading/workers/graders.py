"""Graders that do what the text of a submission tells them: for the supervision of processes, not for points."""

import os
import signal
import sys
import time
from pathlib import Path

from tests.grading.batch.course import DEADLY
from whiteboard.grading.grade import grade
from whiteboard.grading.guest import CannotIsolate
from whiteboard.grading.outcome import Outcome, State


def obeys(submission, assignment, *, settings, host, fingerprint):
    """Do as told; a word with a path after it happens once, and leaves that file behind."""
    order, _, path = submission.notebooks["ps1"].decode().strip().partition(" ")
    if not path or not Path(path).exists():
        if path:
            Path(path).touch()
        _do(order)
    return Outcome(
        student=submission.student,
        assignment=assignment.name,
        fingerprint=fingerprint,
        state=State.GRADED,
        notebooks=(),
        protections=(f"process {os.getpid()}",),
        timestamp=submission.timestamp,
    )


def _do(order):
    if order == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif order == "exit":
        os._exit(3)
    elif order == "raise":
        raise RecursionError("maximum recursion depth exceeded")
    elif order == "hang":
        # In C, with the interpreter's lock held, so that nothing in this process could stop it.
        pattern = "(a*)*b"
        __import__("re").match(pattern, "a" * 10_000)
    elif order == "eat":
        held = []
        while True:
            held.append(bytearray(50_000_000))
    elif order == "sleep":
        time.sleep(0.2)
    elif order == "isolate":
        raise CannotIsolate("this machine isolates nothing")
    elif order == "print":
        print("x" * 200_000)
        print("x" * 200_000, file=sys.stderr)


def dies_at_the_deadly(submission, assignment, *, settings, host, fingerprint):
    """Grade as ever, but for one line."""
    if any(DEADLY.encode() in content for content in submission.notebooks.values()):
        os.kill(os.getpid(), signal.SIGKILL)
    return grade(submission, assignment, settings=settings, host=host, fingerprint=fingerprint)
