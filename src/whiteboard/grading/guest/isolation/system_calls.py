"""The numbers of Linux' system calls, and a way to make those for which libc has no function.

Numbers are as in linux 6.1's ``arch/x86/entry/syscalls/syscall_64.tbl`` (installed as ``asm/unistd_64.h``) and, for
aarch64, ``include/uapi/asm-generic/unistd.h``; read 2026-11-21. From 424 on, both have the same. A call that aarch64 does
not have is None there.
"""

from __future__ import annotations

import ctypes
import functools
import os
import sys

ARCHITECTURES = ("x86_64", "aarch64")
LAST_KNOWN = 462
"""``mseal``, of linux 6.10: what came later was not looked at, and is refused to guests."""

_NUMBERS: dict[str, tuple[int | None, int | None]] = {
    # new processes and programs
    "clone": (56, 220),
    "clone3": (435, 435),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    # other processes
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "prlimit64": (302, 261),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    "prctl": (157, 167),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # network
    "socket": (41, 198),
    "socketpair": (53, 199),
    # memory that no limit of an address space counts
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    # parts of the kernel with a history of holes, and no use in a notebook
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "vmsplice": (278, 75),
    "remap_file_pages": (216, 234),
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "uselib": (134, None),
    "ustat": (136, None),
    "sysfs": (139, None),
    "lookup_dcookie": (212, 18),
    "ioctl": (16, 29),
    # the machine itself
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "syslog": (103, 116),
    "acct": (163, 89),
    "vhangup": (153, 58),
    "iopl": (172, None),
    "ioperm": (173, None),
    "settimeofday": (164, 170),
    "adjtimex": (159, 171),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    # what confinement itself is made of
    "capset": (126, 91),
    "seccomp": (317, 277),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}


def architecture() -> str | None:
    """``"x86_64"``, ``"aarch64"``, or None where the numbers are not known."""
    if sys.platform != "linux" or sys.maxsize <= 2**32:
        return None
    machine = os.uname().machine
    return machine if machine in ARCHITECTURES else None


def number(name: str, machine: str) -> int | None:
    """A system call's number, or None where that architecture does not have it.

    Examples
    --------
    >>> number("ptrace", "x86_64"), number("ptrace", "aarch64"), number("fork", "aarch64")
    (101, 117, None)
    """
    return _NUMBERS[name][ARCHITECTURES.index(machine)]


@functools.cache
def libc() -> ctypes.CDLL:
    """The C library of this process, which keeps ``errno``."""
    return ctypes.CDLL(None, use_errno=True)


if sys.platform == "linux":
    libc()  # loaded in the warm parent, so that no guest has to


def system_call(name: str, *arguments: object) -> int:
    """Make a system call.

    Parameters
    ----------
    *arguments : int, ctypes data or bytes
        Whole numbers are passed as words of the machine.

    Raises
    ------
    OSError
        It failed, or this architecture's numbers are not known.
    """
    machine = architecture()
    at = number(name, machine) if machine else None
    if at is None:
        raise OSError(38, f"{name}: {os.strerror(38)}")
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result: int = libc().syscall(ctypes.c_long(at), *words)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return result
