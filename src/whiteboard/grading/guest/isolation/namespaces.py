"""Namespaces of a guest's own, below those of the warm parent: users, processes, mounts, and more.

With them a guest has a process table in which it is alone, so that it sees and signals nobody, and leaves nothing behind:
when its first process ends, the kernel ends all others. They need no privilege where the kernel lets ordinary users make
user namespaces. Flags are those of ``linux/sched.h`` and ``linux/mount.h``.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from pathlib import Path

from whiteboard.grading.guest.isolation.system_calls import libc, system_call

_NEW_USER, _NEW_PROCESSES, _NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
_NEW_MOUNTS, _NEW_IPC, _NEW_HOST_NAME, _NEW_CGROUP = 0x00020000, 0x08000000, 0x04000000, 0x02000000

_NO_SUID, _NO_DEVICES, _NO_EXECUTE, _READ_ONLY = 0x2, 0x4, 0x8, 0x1
_RECURSIVE, _PRIVATE = 0x4000, 0x40000
_AT_CURRENT, _AT_RECURSIVE = -100, 0x8000
_PR_SET_DUMPABLE = 4
_FILES = 20_000
"""Files and folders that fit into a guest's folder; each takes the kernel about a kilobyte beside its content."""


def make_namespaces(*, network: bool, unprivileged_user: int) -> bool:
    """Move this process to namespaces of its own; its next child is the first process in the new process table.

    Parameters
    ----------
    network : bool
        Whether a network namespace is wanted, too; it costs a millisecond or so.
    unprivileged_user : int
        The number under which root is known inside; any other user keeps the number.

    Returns
    -------
    bool
        Whether that was done; where it was not, nothing has changed.
    """
    user, group = os.geteuid(), os.getegid()
    flags = _NEW_USER | _NEW_PROCESSES | _NEW_MOUNTS | _NEW_IPC | _NEW_HOST_NAME | _NEW_CGROUP
    # A process that may not be dumped does not own its files in /proc, and the two maps are among them.
    libc().prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
    if libc().unshare(flags | (_NEW_NETWORK if network else 0)) != 0:
        return False
    maps = Path("/proc/self")
    with contextlib.suppress(OSError):
        (maps / "setgroups").write_text("deny")
    try:
        (maps / "uid_map").write_text(f"{user or unprivileged_user} {user} 1")
        (maps / "gid_map").write_text(f"{group or unprivileged_user} {group} 1")
    except OSError:
        # Without a map the user is nobody, who may still own the namespaces; only files would look foreign.
        return True
    return True


def settle_mounts(scratch: Path, size: int) -> tuple[bool, bool]:
    """In mounts of its own: an own ``/proc``, all else read-only, and an own file system of that size over the folder.

    Parameters
    ----------
    scratch : Path
        The guest's folder.
    size : int
        Bytes that all files in it may have together.

    Returns
    -------
    tuple of bool
        Whether all but the folder is read-only, and whether the folder's size is limited.
    """
    if not _mount(None, "/", None, _RECURSIVE | _PRIVATE):
        return False, False
    _settle_proc()
    read_only = _make_read_only("/")
    options = f"size={size},nr_inodes={_FILES},mode=700"
    limited = _mount("tmpfs", str(scratch), "tmpfs", _NO_SUID | _NO_DEVICES, options)
    return read_only and limited, limited


def _settle_proc() -> None:
    """Show this process table in ``/proc``, or nothing where the kernel refuses that, as in a container that masks it."""
    if not os.path.isdir("/proc"):
        return
    safe = _NO_SUID | _NO_DEVICES | _NO_EXECUTE
    for options in ("subset=pid", ""):  # without the option before linux 5.8
        if _mount("proc", "/proc", "proc", safe, options):
            return
    _mount("tmpfs", "/proc", "tmpfs", safe | _READ_ONLY, "size=4096,nr_inodes=2,mode=555")


def _make_read_only(path: str) -> bool:
    attributes = struct.pack("=QQQQ", _READ_ONLY | _NO_SUID, 0, 0, 0)
    try:
        system_call(
            "mount_setattr", _AT_CURRENT, ctypes.c_char_p(path.encode()), _AT_RECURSIVE,
            ctypes.c_char_p(attributes), len(attributes),
        )  # fmt: skip
    except OSError:  # before linux 5.12
        return False
    return True


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> bool:
    texts = [None if text is None else text.encode() for text in (source, target, kind)]
    data = None if options is None else options.encode()
    return bool(libc().mount(*texts, ctypes.c_ulong(flags), data) == 0)
