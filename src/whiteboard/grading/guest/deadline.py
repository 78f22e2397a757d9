"""A bound on how long the judge's own code may take, when it works on what a learner's code gave."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any


class TooLong(BaseException):
    """The time is over. No ``Exception``, so that a test's own ``except Exception`` lets it pass."""


@contextlib.contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise `TooLong` in the code within, once it has taken that long.

    In the main thread a timer's signal does it, which also ends a wait. In another thread the exception is left for
    Python to raise at its next step. Neither stops one long step in C, such as the power of huge numbers.

    Parameters
    ----------
    seconds : float
        Wall clock.

    Raises
    ------
    TooLong
        It took longer.
    """
    if threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
        with _by_signal(seconds):
            yield
    else:
        with _by_timer(seconds):
            yield


@contextlib.contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    def over(number: int, frame: FrameType | None) -> None:
        raise TooLong

    before: Any = signal.signal(signal.SIGALRM, over)
    left, interval = signal.setitimer(
        signal.ITIMER_REAL, seconds, 0.5
    )  # again, where an `except` swallowed it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left, interval)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _by_timer(seconds: float) -> Iterator[None]:
    thread = ctypes.c_ulong(threading.get_ident())
    lock = threading.Lock()
    running = True

    def over() -> None:
        with lock:
            if running:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(TooLong))

    timer = threading.Timer(seconds, over)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            running = False
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, None)  # one that was left and not yet raised
        timer.cancel()
