"""A filter of system calls, assembled here: a guest computes, and starts, reaches and mounts nothing.

The filter is a program of the classic Berkeley packet filter that the kernel runs before each system call, as described
in linux' ``Documentation/userspace-api/seccomp_filter.rst``. What it does not name is allowed.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from whiteboard.grading.guest.isolation.system_calls import LAST_KNOWN, architecture, libc, number

_AUDIT_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""``AUDIT_ARCH_*`` of ``linux/audit.h``."""
_X32 = 0x40000000
"""The bit that marks a call of x86_64's second table, whose numbers mean something else."""

_LOAD, _EQUAL, _ABOVE, _ANY_BIT, _ANSWER = 0x20, 0x15, 0x25, 0x45, 0x06
"""Load a word; jump if equal, if greater, if any bit is set; return. From ``linux/bpf_common.h``."""
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
"""``SECCOMP_RET_ALLOW``, ``_KILL_PROCESS``, ``_ERRNO`` of ``linux/seccomp.h``."""
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
"""Offsets in ``struct seccomp_data``; both machines are little-endian, so an argument's low word comes first."""

_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x7E020080
"""All of ``CLONE_NEW*`` (of ``linux/sched.h``), cgroup and time included."""
_AF_UNIX = 1
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_PRCTL_REFUSED = (1, 4, 35, 36, 0x59616D61)
"""``PR_SET_PDEATHSIG`` (or a guest could outlive its parent), ``_DUMPABLE``, ``_MM``, ``_CHILD_SUBREAPER``, ``_PTRACER``."""
_IOCTL_REFUSED = (0x5412, 0x541C)
"""``TIOCSTI`` and ``TIOCLINUX``: type into the terminal of whoever grades."""

_NOT_PERMITTED = (
    *("fork", "vfork", "execve", "execveat"),
    *("tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"),
    *("pidfd_open", "pidfd_send_signal", "pidfd_getfd", "process_madvise", "process_mrelease"),
    *("ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "migrate_pages", "move_pages"),
    *(
        "setpriority",
        "ioprio_set",
        "sched_setparam",
        "sched_setscheduler",
        "sched_setattr",
        "sched_setaffinity",
    ),
    *("unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount"),
    *("fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "quotactl", "quotactl_fd"),
    *("name_to_handle_at", "open_by_handle_at"),
    *("bpf", "perf_event_open", "userfaultfd", "fanotify_init", "fanotify_mark", "vmsplice"),
    *("personality", "modify_ldt", "uselib", "ustat", "sysfs", "lookup_dcookie", "remap_file_pages"),
    *("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot"),
    *("swapon", "swapoff", "syslog", "acct", "vhangup", "iopl", "ioperm"),
    *("settimeofday", "adjtimex", "clock_settime", "clock_adjtime", "sethostname", "setdomainname"),
)
_NOT_THERE = (
    # Libraries take these for an old kernel, and do without.
    *("clone3", "memfd_create", "memfd_secret", "shmget", "shmat", "shmctl", "semget", "msgget", "mq_open"),
    *("add_key", "request_key", "keyctl", "io_uring_setup", "io_uring_enter", "io_uring_register"),
)
_NOT_SUPPORTED = ("socket", "setxattr", "lsetxattr", "fsetxattr")
"""Another error than EOPNOTSUPP for ``socket`` makes libzmq abort."""


def assemble(machine: str, process: int) -> bytes:
    """The filter, as the kernel takes it.

    Parameters
    ----------
    machine : str
        ``"x86_64"`` or ``"aarch64"``.
    process : int
        The one process to which signals may be sent: the guest itself.

    Examples
    --------
    >>> len(assemble("x86_64", process=1)) % 8
    0
    """
    denied = _FAIL | errno.EPERM
    code = [
        _load(_ARCHITECTURE),
        _jump(_EQUAL, _AUDIT_ARCHITECTURE[machine], 1, 0),
        _answer(_KILL),
        _load(_NUMBER),
    ]
    if machine == "x86_64":
        code += [_jump(_ABOVE, _X32 - 1, 0, 1), _answer(_KILL)]
    code += [_jump(_ABOVE, LAST_KNOWN, 0, 1), _answer(_FAIL | errno.ENOSYS)]
    for names, error in (
        (_NOT_PERMITTED, errno.EPERM),
        (_NOT_THERE, errno.ENOSYS),
        (_NOT_SUPPORTED, errno.EOPNOTSUPP),
    ):
        for name in names:
            if (at := number(name, machine)) is not None:
                code += [_jump(_EQUAL, at, 0, 1), _answer(_FAIL | error)]
    for name, argument, allowed in (
        ("kill", 0, (process,)),
        ("tgkill", 0, (process,)),
        ("prlimit64", 0, (0, process)),
        ("socketpair", 0, (_AF_UNIX,)),
    ):
        inner = [_load(_ARGUMENTS + 8 * argument)]
        for value in allowed:
            inner += [_jump(_EQUAL, value, 0, 1), _answer(_ALLOW)]
        code += _only(name, machine, [*inner, _answer(denied)])
    for name, argument, refused in (("prctl", 0, _PRCTL_REFUSED), ("ioctl", 1, _IOCTL_REFUSED)):
        inner = [_load(_ARGUMENTS + 8 * argument)]
        for value in refused:
            inner += [_jump(_EQUAL, value, 0, 1), _answer(denied)]
        code += _only(name, machine, [*inner, _answer(_ALLOW)])
    code += _only(
        "clone",
        machine,
        [
            _load(_ARGUMENTS),
            _jump(_ANY_BIT, _CLONE_NEW, 0, 1),
            _answer(denied),
            _jump(_ANY_BIT, _CLONE_THREAD, 0, 1),
            _answer(_ALLOW),
            _answer(denied),
        ],
    )
    return b"".join([*code, _answer(_ALLOW)])


def apply() -> bool:
    """Put the filter on this process for good; False where the machine or its kernel has no such thing."""
    machine = architecture()
    if machine is None:
        return False
    program = assemble(machine, os.getpid())
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: a count, and a pointer aligned to its size.
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer)))
    return bool(libc().prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(header), 0, 0) == 0)


def _only(name: str, machine: str, inner: list[bytes]) -> list[bytes]:
    """Instructions for one system call, which all end in an answer."""
    at = number(name, machine)
    return [] if at is None else [_jump(_EQUAL, at, 0, len(inner)), *inner]


def _load(offset: int) -> bytes:
    return struct.pack("=HBBI", _LOAD, 0, 0, offset)


def _jump(test: int, value: int, then: int, otherwise: int) -> bytes:
    return struct.pack("=HBBI", test, then, otherwise, value)


def _answer(answer: int) -> bytes:
    return struct.pack("=HBBI", _ANSWER, 0, 0, answer)
