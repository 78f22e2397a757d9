"""After a guest: end all that it started, and empty its folder."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import signal
import sys
import time
from pathlib import Path

_PATIENCE = 5.0
"""Seconds within which killed processes must be gone."""
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Make this process the parent of whoever below it loses its own; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_descendants(guest: int) -> int | None:
    """Kill a guest and all that it started, and wait for them.

    Orphans become this process's children (see `adopt_orphans`). So killing all children, again and again until
    there are none, reaches everything, whether or not it made a session of its own.

    Parameters
    ----------
    guest : int
        The process that was forked.

    Returns
    -------
    int or None
        The guest's wait status; None when something would not end within five seconds.
    """
    ends = time.monotonic() + _PATIENCE
    status = 0
    while time.monotonic() < ends:
        for process in {guest, *_children()}:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        try:
            while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):
                if ended[0] == guest:
                    status = ended[1]
        except ChildProcessError:
            return status
        time.sleep(0.0005)
    return None


def _children() -> list[int]:
    try:
        task = Path("/proc/self/task", str(os.getpid()), "children")
        return [int(number) for number in task.read_text().split()]
    except (OSError, ValueError):
        return []


def empty(folder: str) -> None:
    """Remove all that a folder holds, and not the folder; links are removed, never followed.

    A folder's own folders are moved up before it is removed, so that no depth of nesting is too deep, and no path too
    long.
    """
    names = itertools.count()
    while entries := _entries(folder):
        removed = 0
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    os.chmod(entry.path, 0o700)
                    for inner in _entries(entry.path):
                        if inner.is_dir(follow_symlinks=False):
                            os.chmod(inner.path, 0o700)
                            os.rename(inner.path, os.path.join(folder, f".swept-{os.getpid()}-{next(names)}"))
                        else:
                            os.unlink(inner.path)
                    os.rmdir(entry.path)
                else:
                    os.unlink(entry.path)
                removed += 1
        if not removed:
            return


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)
