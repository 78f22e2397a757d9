"""Local processes that grade, supervised: none can hang, eat the machine, or take a submission with it unnoticed."""

from __future__ import annotations

import os
import selectors
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from whiteboard.grading.assignment import Assignment
from whiteboard.grading.outcome import Outcome
from whiteboard.grading.settings import Settings
from whiteboard.grading.workers.frames import Gone
from whiteboard.grading.workers.packed import pack_assignment, settings_to_data
from whiteboard.grading.workers.supervised import Supervised
from whiteboard.grading.workers.warm_parent import WarmParent
from whiteboard.grading.workers.work import CannotGrade, Done, Work

GRADER = "whiteboard.grading.grade:grade"
"""The function that workers call, as module and name."""

_MEMORY = 2_000_000_000
_MARGIN = 60.0
_STARTS = 3
_PATIENCE = 5.0


def usable_cpus() -> int:
    """The processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


class Pool:
    """Processes on this machine, each of which grades one submission at a time.

    Parameters
    ----------
    assignment : Assignment
        The instructor's version.
    settings : Settings
        What the instructor set.
    jobs : int
        How many processes at most; each is started when there is work for it.
    grader : str, optional
        The function that they call, as ``module:name``, with the signature of `whiteboard.grading.grade.grade`,
        which it is by default.
    margin : float
        Seconds that a submission may take beyond what its code may, before its process is ended.
    memory : int
        Bytes of address space of each process; at least what a guest may have, which inherits it.
    first_slot : int
        The number of the first process, where others on this machine have numbers of their own.
    warm_parent : WarmParent, optional
        What forks the processes, where it was started beforehand; whoever started it closes it.
    """

    def __init__(
        self,
        assignment: Assignment,
        settings: Settings,
        *,
        jobs: int,
        grader: str | None = None,
        margin: float = _MARGIN,
        memory: int = _MEMORY,
        first_slot: int = 0,
        warm_parent: WarmParent | None = None,
    ) -> None:
        if jobs < 1:
            raise ValueError(f"jobs is a number from 1 up, not {jobs}")
        self._seconds = settings.limits.total_seconds * max(1, len(assignment.notebooks)) + margin
        self._hello: dict[str, Any] = {
            "settings": settings_to_data(settings),
            "grader": grader or GRADER,
            "memory": max(memory, settings.limits.memory),
        }
        self._assignment = pack_assignment(assignment)
        self._jobs = jobs
        self._free_slots = set(range(first_slot, first_slot + jobs))
        self._workers: list[Supervised] = []
        self._ahead: deque[Work] = deque()
        self._failed_starts = 0
        self._warm_parent = warm_parent
        self._started: list[WarmParent] = []

    def run(self, works: Iterable[Work]) -> Iterator[Done]:
        """Grade; what is done comes first, in no order.

        Parameters
        ----------
        works : iterable of Work
            Taken from as processes become free, and one ahead for each.

        Yields
        ------
        Done
            One for each; with `died` where its process ended.

        Raises
        ------
        CannotGrade
            When processes cannot be started, or the machine offers less isolation than is asked for.
        """
        source = iter(works)
        more = True
        while True:
            self._hand_out()
            if more and len(self._ahead) < self._jobs:
                # Fetching takes time, so the workers are listened to after each.
                work = next(source, None)
                more = work is not None
                if work is not None:
                    self._ahead.append(work)
                    self._hand_out()
            if not more and not self._ahead and not any(worker.work for worker in self._workers):
                return
            can_fetch = more and len(self._ahead) < self._jobs
            for worker in self._speaking(wait=not can_fetch):
                yield from self._hear(worker)

    def close(self) -> None:
        """End all processes, and the guests that they have."""
        for worker in self._workers:
            worker.ask_to_end()
        ends = time.monotonic() + _PATIENCE
        for worker in self._workers:
            worker.end(patience=max(0.0, ends - time.monotonic()))
        self._workers.clear()
        for parent in self._started:
            parent.close()

    def _parent(self) -> WarmParent:
        if self._warm_parent is None:
            self._warm_parent = WarmParent()
            self._started.append(self._warm_parent)
        return self._warm_parent

    def _hand_out(self) -> None:
        while self._ahead and self._give(self._ahead[0]):
            self._ahead.popleft()

    def _give(self, work: Work) -> bool:
        """Hand a submission to a process that has none, or to a new one; whether there was one."""
        idle = next((worker for worker in self._workers if worker.work is None), None)
        if idle is None:
            if not self._free_slots:
                return False
            slot = min(self._free_slots)
            hello = {**self._hello, "slot": slot}
            idle = Supervised(self._parent().fork(), hello, self._assignment, seconds=self._seconds)
            self._free_slots.remove(slot)
            self._workers.append(idle)
        idle.give(work)
        return True

    def _speaking(self, *, wait: bool) -> list[Supervised]:
        """The processes that have answered or ended, or whose time is up."""
        with selectors.DefaultSelector() as selector:
            for worker in self._workers:
                sending = selectors.EVENT_WRITE if worker.frames.sending else 0
                selector.register(worker.frames.link, selectors.EVENT_READ | sending, worker)
            left = min((worker.left for worker in self._workers), default=0.0)
            timeout = None if left == float("inf") else max(0.0, left)
            events = selector.select(timeout if wait else 0)
        speaking = []
        for key, event in events:
            if event & selectors.EVENT_WRITE:
                key.data.frames.push()
            if event & selectors.EVENT_READ:
                speaking.append(key.data)
        late = [worker for worker in self._workers if worker.left <= 0 and worker not in speaking]
        return speaking + late

    def _hear(self, worker: Supervised) -> Iterator[Done]:
        try:
            for answer in worker.answers():
                work = worker.work
                assert work is not None
                if "stop" in answer:
                    raise CannotGrade(answer["stop"])
                worker.work = None
                if "failed" in answer:
                    self._forget(worker)
                    yield Done(work=work, died=answer["failed"])
                    return
                if self._ahead:
                    worker.give(self._ahead.popleft())
                yield Done(work=work, outcome=Outcome.from_data(answer["outcome"]))
        except Gone:
            yield from self._lost(worker, worker.how_it_ended())
            return
        if worker.left <= 0:
            yield from self._lost(worker, self._overdue(worker))

    def _overdue(self, worker: Supervised) -> str:
        if not worker.started:
            return "it did not start in time"
        return f"it took longer than {self._seconds:g} seconds"

    def _lost(self, worker: Supervised, how: str) -> Iterator[Done]:
        """A process is gone, and with it what it knew of its submission."""
        work = worker.work
        said = worker.last_words()
        self._forget(worker)
        if worker.started:
            self._failed_starts = 0
            if work is not None:
                yield Done(work=work, died=how)
            return
        # It never saw the submission, so that is not what ended it.
        self._failed_starts += 1
        if self._failed_starts >= _STARTS:
            raise CannotGrade(f"grading processes cannot be started: {how}; {said or 'it said nothing'}")
        if work is not None:
            self._ahead.appendleft(work)

    def _forget(self, worker: Supervised) -> None:
        worker.end()
        self._workers.remove(worker)
        self._free_slots.add(worker.slot)
