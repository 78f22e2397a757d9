"""Threads that all end: when they are done, when one fails, and when someone interrupts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

MOST_THREADS = 500


class Crew:
    """Threads that share one sign to stop. Made by `crew`.

    Attributes
    ----------
    stop : threading.Event
        Set when all are to end: work waits with ``stop.wait(seconds)`` in place of ``time.sleep``.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._errors: list[BaseException] = []

    def start(self, work: Callable[[], None], name: str) -> threading.Thread:
        """Start one thread; what it raises is raised by `wait`, and stops the others."""

        def run() -> None:
            try:
                work()
            except BaseException as error:
                self._errors.append(error)
                self.stop.set()

        # A daemon does not keep the process alive if a second interrupt comes while the first is seen to.
        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def wait(self, threads: Sequence[threading.Thread] | None = None) -> None:
        """Until these threads have ended, or all; raises what one of them raised."""
        for thread in self._threads if threads is None else threads:
            while thread.is_alive():
                thread.join(0.1)  # in steps, so that an interrupt is seen on every system
        self.check()

    def check(self) -> None:
        """Raise what a thread raised, if one did."""
        if self._errors:
            raise self._errors[0]


@contextmanager
def crew() -> Iterator[Crew]:
    """A crew whose threads have all ended when the block is left, however it is left.

    Examples
    --------
    >>> done = []
    >>> with crew() as members:
    ...     for number in range(3):
    ...         _ = members.start(lambda: done.append(1), f"worker {number}")
    ...     members.wait()
    >>> len(done)
    3
    """
    members = Crew()
    try:
        yield members
    finally:
        members.stop.set()
        for thread in members._threads:
            thread.join()


class SlowStore:
    """What lies behind a cache or a queue: it takes its time, and serves only so many at once.

    Parameters
    ----------
    seconds : float
        That one call takes.
    at_once : int
        Calls served at once; others wait for their turn.
    stop : threading.Event
        Ends all waiting.

    Attributes
    ----------
    calls : int
        How many were made.
    most_at_once : int
        Calls that were under way together at most, waiting ones included.
    """

    def __init__(self, seconds: float, at_once: int, stop: threading.Event) -> None:
        self._seconds = seconds
        self._turns = threading.Semaphore(at_once)
        self._stop = stop
        self._lock = threading.Lock()
        self._under_way = 0
        self.calls = 0
        self.most_at_once = 0

    def call(self) -> None:
        """One call, with its wait for a turn."""
        with self._lock:
            self.calls += 1
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            with self._turns:
                pause(self._seconds, self._stop)
        finally:
            with self._lock:
                self._under_way -= 1


class Gate:
    """Where threads wait until all are ready, and then go on together.

    Parameters
    ----------
    expected : int
        How many threads.
    stop : threading.Event
        Ends all waiting.
    """

    def __init__(self, expected: int, stop: threading.Event) -> None:
        self._expected = expected
        self._stop = stop
        self._ready = threading.Semaphore(0)
        self._open = threading.Event()

    def wait(self) -> None:
        """Be ready, and wait for the others."""
        self._ready.release()
        while not self._open.wait(0.05) and not self._stop.is_set():
            pass

    def open(self) -> float:
        """Let all go when they are ready; the moment, as of ``time.perf_counter``."""
        for _ in range(self._expected):
            while not self._ready.acquire(timeout=0.05) and not self._stop.is_set():
                pass
        moment = time.perf_counter()
        self._open.set()
        return moment


def pause(seconds: float, stop: threading.Event) -> None:
    """Wait this long and no less, unless a sign to stop comes."""
    until = time.perf_counter() + seconds
    while not stop.is_set() and (left := until - time.perf_counter()) > 0:
        stop.wait(left)
