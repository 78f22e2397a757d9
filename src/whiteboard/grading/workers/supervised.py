"""One worker process, as the process that started it sees it."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from whiteboard.grading.workers.frames import Frames
from whiteboard.grading.workers.warm_parent import Forked
from whiteboard.grading.workers.work import Work

_PATIENCE = 5.0
_START = 120.0


class Supervised:
    """A worker process, the submission that it has, and how long it has had it.

    Parameters
    ----------
    process : Forked
        The process.
    hello : dict
        What it is told first: settings, the function that grades, its bound on memory, its slot.
    assignment : bytes
        As `pack_assignment` made it.
    seconds : float
        How long it may have a submission.
    """

    def __init__(self, process: Forked, hello: dict[str, Any], assignment: bytes, *, seconds: float) -> None:
        self.slot: int = hello["slot"]
        self.work: Work | None = None
        self.started = False
        self._process = process
        self._seconds = seconds
        self.frames = Frames(process.link)
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
        status = self._process.how_it_ended(_PATIENCE)
        if status is None:
            return "it closed its connection"
        if status >= 0:
            return f"it ended with status {status}"
        with suppress(ValueError):
            return f"it was ended by {signal.Signals(-status).name}"
        return f"it was ended by signal {-status}"

    def last_words(self) -> str:
        """The last line that was written while it was started."""
        return self._process.last_words()

    def ask_to_end(self) -> None:
        """Let it end its guests and itself, now or once it is done starting."""
        self.frames.link.close()
        if self.work is not None and self.started:
            self._process.terminate()

    def end(self, *, patience: float = 0.0) -> None:
        """See to it that it has ended."""
        self._process.end(patience=patience)
