"""What every queue here can do, whichever engine is behind it."""

from __future__ import annotations

import time
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from whiteboard.run.checks import not_negative

MOST_BYTES = 1_000_000
"""The longest body that is taken, so that a slip does not fill the memory."""

_STEP = 0.005


class QueueFull(RuntimeError):
    """The queue is bounded, and full; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job, as a worker gets it.

    Parameters
    ----------
    id : int
        Of the job, from 1 in the order in which they were put.
    body : str
        What is to be done.
    deliveries : int
        How often it has been handed out, this time included. Above 1 someone may have done it before, in whole or
        in part.
    """

    id: int
    body: str
    deliveries: int


@dataclass(frozen=True, slots=True)
class Depth:
    """How much a queue holds.

    Parameters
    ----------
    waiting : int
        Jobs that can be taken now.
    in_flight : int
        Jobs that were taken, not acknowledged, and are still hidden from others.
    dead : int
        Jobs that were handed out too often.
    """

    waiting: int
    in_flight: int
    dead: int

    @property
    def total(self) -> int:
        """Jobs that are not done: waiting, and in flight."""
        return self.waiting + self.in_flight


class Queue(ABC):
    """A queue of jobs that is delivered at least once.

    A job that was taken is hidden from others for the visibility timeout. Acknowledged within it, it is done. If
    not, its worker is taken for dead, and the job is handed out again, before those that wait. After too many
    deliveries it is laid aside as a dead letter.

    Attributes
    ----------
    label : str
        What it is, in words.
    visibility : float
        Seconds.
    bound : int or None
        How many jobs it holds at most, in flight included; None for no bound.
    most_deliveries : int
        How often a job is handed out at most.
    """

    def __init__(self, label: str, visibility: float, bound: int | None, most_deliveries: int) -> None:
        self.label = label
        self.visibility = visibility
        self.bound = bound
        self.most_deliveries = most_deliveries
        self._finalizer: weakref.finalize[Any, Any] | None = None

    def put(self, body: str, *, timeout: float = 0.0) -> int:
        """Add a job at the end.

        Parameters
        ----------
        body : str
            What is to be done.
        timeout : float
            Seconds to wait for room where the queue is bounded and full.

        Returns
        -------
        int
            The job's id.

        Raises
        ------
        QueueFull
            When there is no room within the timeout.
        TypeError, ValueError
            For a body that is no text, or too long.
        """
        content = _as_bytes(body)
        until = time.monotonic() + not_negative("timeout", timeout, "seconds")
        while True:
            self._need_open()
            found = self._put(content)
            if found is not None:
                return found
            left = until - time.monotonic()
            if left <= 0:
                raise QueueFull(
                    f"the queue is full: {self.bound} jobs are not done; "
                    "wait, turn the caller away, or add workers"
                )
            self._await_change(min(left, _STEP))

    def take(self, *, timeout: float = 0.0) -> Job | None:
        """Take the job that is next, and hide it from others for the visibility timeout.

        Parameters
        ----------
        timeout : float
            Seconds to wait for one.

        Returns
        -------
        Job or None
            None when there is none within the timeout.
        """
        until = time.monotonic() + not_negative("timeout", timeout, "seconds")
        while True:
            self._need_open()
            found = self._take()
            left = until - time.monotonic()
            if found is not None or left <= 0:
                return found
            self._await_change(min(left, _STEP))

    def acknowledge(self, job: Job) -> bool:
        """Say that a job is done.

        Returns
        -------
        bool
            False when it is too late: the job has been handed out again meanwhile, done by another, or laid aside.
            What this worker did will have been done twice.
        """
        self._need_open()
        return self._acknowledge(job)

    def depth(self) -> Depth:
        """How much it holds now. A job whose visibility timeout has passed waits again."""
        self._need_open()
        return self._depth()

    def dead_letters(self) -> tuple[Job, ...]:
        """Jobs that were handed out too often, in the order in which they were laid aside."""
        self._need_open()
        return self._dead_letters()

    @abstractmethod
    def _put(self, body: bytes) -> int | None: ...

    @abstractmethod
    def _take(self) -> Job | None: ...

    @abstractmethod
    def _acknowledge(self, job: Job) -> bool: ...

    @abstractmethod
    def _depth(self) -> Depth: ...

    @abstractmethod
    def _dead_letters(self) -> tuple[Job, ...]: ...

    def _await_change(self, seconds: float) -> None:
        """Wait until something may have changed, this long at most."""
        time.sleep(seconds)

    def close(self) -> None:
        """Forget all jobs, and stop what was started. Closing twice does no harm."""
        if self._finalizer is not None:
            self._finalizer()

    def _at_the_end(self, finish: Callable[[], None]) -> None:
        """What closing does; also when nobody holds the queue any more, and at exit."""
        self._finalizer = weakref.finalize(self, finish)

    def _need_open(self) -> None:
        if self._finalizer is not None and not self._finalizer.alive:
            raise ValueError("this queue is closed; open another with open_queue()")

    def __enter__(self) -> Self:
        """Nothing more to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        return f"<{self.label}>"


def _as_bytes(body: Any) -> bytes:
    if not isinstance(body, str):
        shown = repr(body) if len(repr(body)) <= 30 else f"{repr(body)[:27]}..."
        raise TypeError(
            f"the job is {shown}, of type {type(body).__name__}; a queue holds text: "
            "give json.dumps(...) of something larger"
        )
    encoded = body.encode("utf-8", "surrogatepass")
    if len(encoded) > MOST_BYTES:
        raise ValueError(
            f"the job has {len(encoded):,} bytes; at most {MOST_BYTES:,} are taken: "
            "put the content into a store, and its address into the queue"
        )
    return encoded
