"""What a guest gives up beside files and namespaces: capabilities, new privileges, and anything without a limit."""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import struct
import sys

from whiteboard.grading.guest.isolation.system_calls import libc, system_call
from whiteboard.grading.limits import Limits

if sys.platform != "win32":  # imported here, in the warm parent, so that no guest has to
    import resource

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
_SIGKILL = 9
_CAPABILITY_VERSION = 0x20080522
_CAPABILITIES = 64

_OPEN_FILES = 256
_STACK = 8 * 1024 * 1024
_NICE = 5
_GRACE_SECONDS = 5
"""Processor time beyond the wall clock, so that the judge's clock, which can tell the cell, speaks first."""


def die_with_parent() -> None:
    """Be killed when the thread that started this process ends; a later change of user undoes that."""
    libc().prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def drop_privileges() -> bool:
    """Give up all capabilities, and ever getting any, and being looked into; whether that was done."""
    prctl = libc().prctl
    final = prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    for capability in range(_CAPABILITIES):
        if prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break  # the last one, or not ours to drop: then there is nothing to lose either
    header, none = struct.pack("=Ii", _CAPABILITY_VERSION, 0), bytes(24)
    try:
        system_call("capset", ctypes.c_char_p(header), ctypes.c_char_p(none))
    except OSError:
        return False
    prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return bool(final)


def set_limits(limits: Limits, *, count_processes: bool) -> None:
    """Put the limits of the operating system in force.

    Parameters
    ----------
    limits : Limits
        What a guest may use.
    count_processes : bool
        Whether to limit threads and processes. The kernel counts those of a *user* (and, since linux 5.14, of a user
        namespace), so that without an own one, the processes of whoever grades would use the limit up.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, limits.memory)
    _limit(resource.RLIMIT_FSIZE, limits.file_size)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_STACK, _STACK)
    _limit(resource.RLIMIT_CPU, math.ceil(limits.total_seconds) + _GRACE_SECONDS)
    if hasattr(resource, "RLIMIT_MSGQUEUE"):
        _limit(resource.RLIMIT_MSGQUEUE, 0)
    if count_processes:
        _limit(resource.RLIMIT_NPROC, limits.processes)
    with contextlib.suppress(OSError):
        os.nice(_NICE)


def counts_by_namespace() -> bool:
    """Whether this kernel counts the processes of a user by user namespace: since linux 5.14."""
    numbers = os.uname().release.split(".")[:2]
    try:
        return tuple(int("".join(filter(str.isdigit, number))) for number in numbers) >= (5, 14)
    except ValueError:
        return False


def _limit(which: int, value: int) -> None:
    """Set a limit, or leave a lower one that is there."""
    _soft, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))
