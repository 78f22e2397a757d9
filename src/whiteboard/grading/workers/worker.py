"""A process that grades one submission after another, for the process that asked for it and for no longer."""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn, cast

from whiteboard.grading.guest import CannotIsolate, Host
from whiteboard.grading.outcome import Outcome
from whiteboard.grading.workers.frames import Gone, receive, send
from whiteboard.grading.workers.packed import settings_from_data, unpack_assignment, unpack_submission

_FIRST_TO_GO = "500"
"""Out of 1,000: when the machine runs out of memory, a worker goes before the process that writes."""


_SMALL = """\
# Scale
writes = 1k requests/minute
stored = writes * 1 MB/request = 1 GB/minute

# API
GET /feed?nextPageToken={token} -> page of tweets

# Storage
tweets (relational): id pk, text, created_at; index (created_at)
"""


def warm() -> None:
    """Import what grading drafts needs, and judge a small one."""
    gc.disable()  # while modules are imported there is nothing to collect
    from whiteboard import check
    from whiteboard.units import load_for_plain_numbers

    load_for_plain_numbers()
    importlib.import_module("whiteboard.grading.grade")
    check(_SMALL)
    gc.freeze()
    gc.enable()


def serve(link: socket.socket) -> None:
    """Grade what comes in on a socket, until it is closed."""
    try:
        told = json.loads(receive(link))
        _bound_memory(told["memory"])
        signal.signal(signal.SIGTERM, _end)
        _grade_all(link, told)
    except Gone:
        pass


def _grade_all(link: socket.socket, told: dict[str, Any]) -> None:
    settings = settings_from_data(told["settings"])
    assignment = unpack_assignment(receive(link))
    grade = _function(told["grader"])
    # It starts what forks guests when the first guest is asked for: never, where there are drafts alone.
    host = Host(settings=settings, slot=told["slot"])
    _quiet()
    send(link, _frame(ready=True))
    try:
        while True:
            fingerprint = receive(link).decode("ascii")
            submission = unpack_submission(receive(link))
            try:
                outcome = grade(
                    submission,
                    assignment,
                    settings=settings,
                    host=host,
                    fingerprint=fingerprint,
                )
                answer = _frame(outcome=outcome.to_data())
            except CannotIsolate as error:
                # No submission is at fault for a machine that isolates less than was asked for.
                answer = _frame(stop=str(error))
            except Exception as error:
                # Whatever state this process is in now, the next submission deserves a fresh one.
                send(link, _frame(failed=_in_words(error)))
                return
            send(link, answer)
    finally:
        host.close()


def _function(name: str) -> Callable[..., Outcome]:
    module, _, attribute = name.partition(":")
    return cast("Callable[..., Outcome]", getattr(importlib.import_module(module), attribute))


def _frame(**said: Any) -> bytes:
    return json.dumps(said).encode("ascii")


def _in_words(error: Exception) -> str:
    said = str(error)[:300]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _quiet() -> None:
    """Once started, say nothing: what is printed could be a learner's text, and nobody would read it."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)


def _bound_memory(most: int) -> None:
    """Hold this process to an amount of address space; only the soft limit, so that a guest may have its own."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write(_FIRST_TO_GO)


def _end(signal_number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(0)
