"""Landlock: an unprivileged process gives up files, TCP, and signals to others, for good.

Structures and bits are those of ``linux/landlock.h``; what came with which version of the interface (ABI) is told in
linux' ``Documentation/userspace-api/landlock.rst``. It does not hide that a file exists, only what is in it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from collections.abc import Sequence
from pathlib import Path

from whiteboard.grading.guest.isolation.system_calls import system_call

LEAST_FOR_FILES = 3
"""The first version that holds ``truncate``; before it, files could be emptied."""

_EXECUTE, _WRITE, _READ, _LIST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_FILE_BITS = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many of the file bits each version knows; one not listed knows as many as the one before."""
_MAKE_DEVICES = 1 << 6 | 1 << 11
_ON_FILES = _EXECUTE | _WRITE | _READ | 1 << 14 | 1 << 15
"""The bits that mean something for what is no folder; others are refused there."""
_TCP = 1 << 0 | 1 << 1
_SCOPES = 1 << 0 | 1 << 1
"""Abstract Unix sockets, and signals."""
_TCP_SINCE, _SCOPES_SINCE = 4, 6
_VERSION_FLAG, _BENEATH = 1, 1


def version() -> int:
    """The version of the interface that the kernel has; 0 without Landlock."""
    try:
        return system_call("landlock_create_ruleset", 0, 0, _VERSION_FLAG)
    except OSError:
        return 0


def restrict(readable: Sequence[Path], writable: Sequence[Path], devices: Sequence[Path]) -> int:
    """Allow nothing but this to this process, from now on; no_new_privs has to be set before.

    Parameters
    ----------
    readable : sequence of Path
        Files and folders that may be read, with all below.
    writable : sequence of Path
        Folders in which anything but devices may be made, read and written.
    devices : sequence of Path
        Files that may be read and written, such as ``/dev/null``.

    Returns
    -------
    int
        The version that is in force; 0 where there is none.
    """
    kernel = version()
    if kernel == 0:
        return 0
    files = (1 << max(bits for since, bits in _FILE_BITS.items() if since <= kernel)) - 1
    attributes = struct.pack(
        "=QQQ", files, _TCP if kernel >= _TCP_SINCE else 0, _SCOPES if kernel >= _SCOPES_SINCE else 0
    )
    size = 24 if kernel >= _SCOPES_SINCE else 16 if kernel >= _TCP_SINCE else 8
    try:
        rules = system_call("landlock_create_ruleset", ctypes.c_char_p(attributes), size, 0)
    except OSError:
        return 0
    try:
        for path in readable:
            _allow(rules, path, _READ | _LIST)  # nothing may be executed
        for path in writable:
            _allow(rules, path, files & ~_MAKE_DEVICES & ~_EXECUTE)
        for path in devices:
            _allow(rules, path, _READ | _WRITE)
        system_call("landlock_restrict_self", rules, 0)
    except OSError:
        return 0
    finally:
        os.close(rules)
    return kernel


def _allow(rules: int, path: Path, access: int) -> None:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not path.is_dir():
                access &= _ON_FILES
            rule = struct.pack("=Qi", access, descriptor)
            system_call("landlock_add_rule", rules, _BENEATH, ctypes.c_char_p(rule), 0)
        finally:
            os.close(descriptor)
