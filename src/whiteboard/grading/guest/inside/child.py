"""The life of a guest, from the fork to its end."""

from __future__ import annotations

import base64
import builtins
import ctypes
import gc
import getpass
import os
import random
import socket
import sys
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

from whiteboard.grading.guest.inside.answers import Answers
from whiteboard.grading.guest.inside.channel import Channel
from whiteboard.grading.guest.inside.codes import CANNOT_START, OUT_OF_MEMORY, SIGNALED
from whiteboard.grading.guest.inside.shell import SPOKEN, GuestShell, Printed
from whiteboard.grading.guest.isolation import enter
from whiteboard.grading.limits import Limits


def live(shell: GuestShell, connected: socket.socket, written: int, limits: Limits, scratch: str) -> NoReturn:
    """Be a guest: confine this process, take files, answer requests, end. Never returns to the parent's code.

    Parameters
    ----------
    shell : GuestShell
        The parent's, warm and empty.
    connected : socket.socket
        The channel to the judge.
    written : int
        A descriptor to which goes what C code and child processes print.
    limits : Limits
        What the guest may use.
    scratch : str
        The folder in which the notebook lives.
    """
    status = CANNOT_START
    try:
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(written, 1)
        os.dup2(written, 2)
        os.close(nothing)
        os.close(written)
        status = enter(Path(scratch), limits, lambda held: _confined(shell, connected, limits, held))
    finally:
        os._exit(status if status >= 0 else SIGNALED - status)


def _confined(
    shell: GuestShell, connected: socket.socket, limits: Limits, protections: tuple[str, ...]
) -> NoReturn:
    """What runs once the walls are up; the learner's code runs below this frame, and nothing returns above it."""
    status = CANNOT_START
    try:
        channel = Channel(connected)
        _settle(channel, limits.output)
        channel.send({"is": "ready", "protections": protections})
        status = 1
        _serve(channel, shell)
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    finally:
        os._exit(status)


def _settle(channel: Channel, output: int) -> None:
    """Take the files, seed, and put everything in its place."""
    while (message := channel.receive()) is not None and message["do"] == "file":
        path = Path(*PurePosixPath(message["path"]).parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(base64.b64decode(message["bytes"]))
    random.seed(0)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(0)
    sys.path.append(os.getcwd())  # last, so that a file beside the notebook never shadows an installed module
    SPOKEN.send = channel.send
    sys.stdout = Printed("stdout", 1, output)
    sys.stderr = Printed("stderr", 2, output)
    builtins.input = getpass.getpass = _no_input
    _refuse_processes()
    gc.enable()


def _serve(channel: Channel, shell: GuestShell) -> None:
    out, err = sys.stdout, sys.stderr
    flush_c = ctypes.CDLL(None).fflush

    def before_cell() -> None:
        for printed in (out, err):
            if isinstance(printed, Printed):
                printed.start()

    def after_cell() -> None:
        out.flush()
        err.flush()
        flush_c(None)

    Answers(channel, shell, before_cell=before_cell, after_cell=after_cell).serve()


def _no_input(*_prompt: object, **_stream: object) -> str:
    raise EOFError("input() has nobody to ask while a notebook is graded; set the value in the cell instead")


def _refuse_processes() -> None:
    """Make `multiprocessing` fail in words rather than hang on a missing ``/dev/shm``."""
    from multiprocessing import process, synchronize

    def refuse(*arguments: Any, **keywords: Any) -> NoReturn:
        raise OSError("multiprocessing is not available while a notebook is graded; use a loop or threads")

    process.BaseProcess.start = refuse  # type: ignore[method-assign]
    synchronize.SemLock.__init__ = refuse  # type: ignore[method-assign]
