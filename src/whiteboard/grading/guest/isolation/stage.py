"""The last step before a warm parent: gives up root, and becomes the command. Run as a script, without any package.

``python -I -S stage.py [--uncover] [--user N] [--die-with PID] -- COMMAND…``
"""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_PDEATHSIG, _SIGKILL = 1, 9


def main(arguments: list[str]) -> None:
    """Do what the arguments say, then become the command; never returns."""
    own = arguments[: arguments.index("--")]
    command = arguments[len(own) + 1 :]
    libc = ctypes.CDLL(None, use_errno=True)
    if "--uncover" in own:
        uncover(libc)
    if "--user" in own:
        user = int(own[own.index("--user") + 1])
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    if "--die-with" in own:  # after the change of user, which undoes it
        parent = int(own[own.index("--die-with") + 1])
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("the judge has ended")
    os.execv(command[0], command)


def uncover(libc: ctypes.CDLL) -> None:
    """Take away what bubblewrap, as root, puts over parts of ``/proc``.

    They are there against root, whom the next step leaves; and while they are there, the kernel lets no namespace below
    mount a ``/proc`` of its own, lest it show what is covered.
    """
    try:
        with open("/proc/self/mountinfo", encoding="utf-8") as mounts:
            covers = [line.split()[4] for line in mounts]
    except FileNotFoundError:
        return  # there is no /proc to be covered
    for cover in covers:
        if cover.startswith("/proc/"):
            libc.umount2(cover.encode(), 0)


if __name__ == "__main__":
    main(sys.argv[1:])
