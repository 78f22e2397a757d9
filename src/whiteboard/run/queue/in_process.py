"""A queue in this process's own memory."""

from __future__ import annotations

import heapq
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from whiteboard.run.queue.queue import Depth, Job, Queue


@dataclass(slots=True)
class _Entry:
    body: bytes
    deliveries: int = 0
    hidden_until: float | None = None


class InProcessQueue(Queue):
    """A queue in this process's own memory. Threads may share it; other processes do not see it.

    Parameters
    ----------
    visibility : float
        Seconds that a job is hidden after it was taken.
    bound : int, optional
        How many jobs it holds at most, in flight included.
    most_deliveries : int
        How often a job is handed out at most.
    clock : callable, optional
        Seconds; a clock of one's own makes an hour pass at once.
    why : str
        Why it is not a Redis, for the label.

    Examples
    --------
    >>> with InProcessQueue() as queue:
    ...     queue.put("resize photo 7"), queue.take(), queue.depth()
    (1, Job(id=1, body='resize photo 7', deliveries=1), Depth(waiting=0, in_flight=1, dead=0))
    """

    def __init__(
        self,
        visibility: float = 30.0,
        bound: int | None = None,
        most_deliveries: int = 5,
        *,
        clock: Callable[[], float] = time.monotonic,
        why: str = "",
    ) -> None:
        bounded = "" if bound is None else f" of {bound:,} jobs at most"
        told = f"; {why}" if why else ""
        super().__init__(f"in-process queue{bounded}{told}", visibility, bound, most_deliveries)
        self._clock = clock
        self._changed = threading.Condition()
        self._jobs: dict[int, _Entry] = {}
        self._waiting: deque[int] = deque()
        self._hidden: list[tuple[float, int]] = []
        self._dead: list[Job] = []
        self._puts = 0
        self._at_the_end(self._jobs.clear)

    def _put(self, body: bytes) -> int | None:
        with self._changed:
            self._bring_back()
            if self.bound is not None and len(self._jobs) >= self.bound:
                return None
            self._puts += 1
            self._jobs[self._puts] = _Entry(body)
            self._waiting.append(self._puts)
            self._changed.notify_all()
            return self._puts

    def _take(self) -> Job | None:
        with self._changed:
            self._bring_back()
            if not self._waiting:
                return None
            number = self._waiting.popleft()
            entry = self._jobs[number]
            entry.deliveries += 1
            entry.hidden_until = self._clock() + self.visibility
            heapq.heappush(self._hidden, (entry.hidden_until, number))
            return self._job(number, entry)

    def _acknowledge(self, job: Job) -> bool:
        with self._changed:
            self._bring_back()
            entry = self._jobs.get(job.id)
            if entry is None or entry.hidden_until is None or entry.deliveries != job.deliveries:
                return False
            del self._jobs[job.id]
            self._changed.notify_all()
            return True

    def _depth(self) -> Depth:
        with self._changed:
            self._bring_back()
            waiting = len(self._waiting)
            return Depth(waiting=waiting, in_flight=len(self._jobs) - waiting, dead=len(self._dead))

    def _dead_letters(self) -> tuple[Job, ...]:
        with self._changed:
            self._bring_back()
            return tuple(self._dead)

    def _bring_back(self) -> None:
        """What was hidden too long waits again, before the others, or is laid aside."""
        now = self._clock()
        back = []
        while self._hidden and self._hidden[0][0] <= now:
            until, number = heapq.heappop(self._hidden)
            entry = self._jobs.get(number)
            if entry is None or entry.hidden_until != until:
                continue  # acknowledged
            entry.hidden_until = None
            if entry.deliveries >= self.most_deliveries:
                self._dead.append(self._job(number, entry))
                del self._jobs[number]
            else:
                back.append(number)
        self._waiting.extendleft(reversed(back))

    def _job(self, number: int, entry: _Entry) -> Job:
        return Job(number, entry.body.decode("utf-8", "surrogatepass"), entry.deliveries)

    def _await_change(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait(seconds)
