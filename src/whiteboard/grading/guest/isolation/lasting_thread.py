"""A thread that lives as long as the process, to start children from.

``PR_SET_PDEATHSIG``, by which a child dies with its parent, is sent when the *thread* that started it ends. A warm parent
that some worker thread of a pool starts would die with that thread.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

Result = TypeVar("Result")

_tasks: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
_lock = threading.Lock()
_threads: list[threading.Thread] = []


def lasting(function: Callable[[], Result]) -> Result:
    """What a function returns, called in a thread that lasts: the main one if this is it, else one kept for this."""
    if threading.current_thread() is threading.main_thread():
        return function()
    with _lock:
        if not any(thread.is_alive() for thread in _threads):  # none yet, or lost in a fork
            _threads[:] = [threading.Thread(target=_serve, name="launches warm parents", daemon=True)]
            _threads[0].start()
    future: Future[Result] = Future()
    _tasks.put((future, function))
    return future.result()


def _serve() -> None:
    while True:
        future, function = _tasks.get()
        try:
            future.set_result(function())
        except BaseException as error:  # told to whoever asked
            future.set_exception(error)
