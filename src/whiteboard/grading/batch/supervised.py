"""One worker process, as the process that started it sees it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from whiteboard.grading.batch.frames import Frames
from whiteboard.grading.batch.work import CannotGrade, Work

_MODULE = "whiteboard.grading.batch.worker"
_PATIENCE = 5.0
_START = 120.0


class Launched:
    """A worker process that has been started and knows nothing yet: it imports what it will need, and waits.

    Raises
    ------
    CannotGrade
        When this platform or this machine cannot start it.
    """

    def __init__(self) -> None:
        if sys.platform == "win32":
            raise CannotGrade("grading a class needs Linux or macOS; run it there, or in WSL")
        self.link, theirs = socket.socketpair()
        try:
            with theirs:
                # A session of its own: Ctrl-C in the terminal is for us to hear, who then end it in order.
                self.process = subprocess.Popen(
                    [sys.executable, "-P", "-m", _MODULE],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                )
        except OSError as error:
            self.link.close()
            raise CannotGrade(f"a grading process could not be started: {error.strerror}") from error

    def end(self, *, patience: float = 0.0) -> None:
        """See to it that it has ended."""
        self.link.close()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()


@contextmanager
def launched(count: int) -> Iterator[list[Launched]]:
    """Start processes beforehand; those that nobody has taken from the list by the end are ended."""
    processes: list[Launched] = []
    try:
        for _ in range(count):
            processes.append(Launched())
        yield processes
    finally:
        for process in processes:
            process.end()


class Supervised:
    """A worker process, the submission that it has, and how long it has had it.

    Parameters
    ----------
    launched : Launched
        The process.
    hello : dict
        What it is told first: settings, the function that grades, its bound on memory, its slot.
    assignment : bytes
        As `pack_assignment` made it.
    seconds : float
        How long it may have a submission.
    """

    def __init__(
        self, launched: Launched, hello: dict[str, Any], assignment: bytes, *, seconds: float
    ) -> None:
        self.slot: int = hello["slot"]
        self.work: Work | None = None
        self.started = False
        self._launched = launched
        self._process = launched.process
        self._seconds = seconds
        self.frames = Frames(launched.link)
        self.frames.put(json.dumps(hello).encode("ascii"), assignment)
        self._deadline = time.monotonic() + _START

    @property
    def left(self) -> float:
        """Seconds until what it does is overdue; infinite where it does nothing."""
        return self._deadline - time.monotonic() if self.work or not self.started else float("inf")

    def give(self, work: Work) -> None:
        """Hand it a submission; it must have none."""
        assert self.work is None
        self.work = work
        if self.started:
            self._deadline = time.monotonic() + self._seconds
        self.frames.put(work.fingerprint.encode("ascii"), work.packed)

    def answers(self) -> Iterator[dict[str, Any]]:
        """What it has answered by now.

        Raises
        ------
        Gone
            When it has ended.
        """
        for frame in self.frames.pull():
            answer = json.loads(frame)
            if "ready" in answer:
                self.started = True
                self._deadline = time.monotonic() + self._seconds
            else:
                yield answer

    def how_it_ended(self) -> str:
        """Wait until it has ended, and say how."""
        try:
            status = self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return "it closed its connection"
        if status >= 0:
            return f"it ended with status {status}"
        with suppress(ValueError):
            return f"it was ended by {signal.Signals(-status).name}"
        return f"it was ended by signal {-status}"

    def last_words(self) -> str:
        """The last line that it wrote while it was started."""
        said = self._process.stderr
        assert said is not None
        os.set_blocking(said.fileno(), False)
        lines = (said.read() or b"").decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def ask_to_end(self) -> None:
        """Let it end its guests and itself, now or once it is done starting."""
        self.frames.link.close()
        if self.work is not None and self.started:
            self._process.terminate()

    def end(self, *, patience: float = 0.0) -> None:
        """See to it that it has ended."""
        self._launched.end(patience=patience)
