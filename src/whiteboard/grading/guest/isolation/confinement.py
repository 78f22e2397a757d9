"""What a forked guest does to itself before any of a learner's code runs."""

from __future__ import annotations

import os
import select
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from whiteboard.grading.guest.isolation import landlock, namespaces, privileges, seccomp
from whiteboard.grading.guest.isolation.in_place import InPlace
from whiteboard.grading.guest.isolation.protection import acceptable, refusal
from whiteboard.grading.guest.isolation.system_calls import architecture
from whiteboard.grading.guest.isolation.terms import VARIABLE, Terms
from whiteboard.grading.guest.isolation.visible import DEVICES
from whiteboard.grading.limits import Limits

CANNOT_CONFINE = 71
"""The exit status of a guest that could not be held as the settings ask for; none of the learner's code ran."""

Body = Callable[[tuple[str, ...]], None]
"""What runs in the confined process; it is given the protections in words."""


def enter(scratch: Path, limits: Limits, body: Body) -> int:
    """Confine this process for good, run something in it, and give its exit status.

    To be called in a process just forked from the warm parent, with one thread. It may fork once more, to become the first
    process of a process namespace of its own: `body` then runs in that one, while this one waits for its end. Nothing
    undoes the confinement, so whoever called has nothing left to do but `end_as` what is returned.
    When this process is killed, so is the one in which `body` runs, and when that ends, all that it started.

    What must not be seen by the learner's code has to be closed before: descriptors stay open. `scratch` is the working
    directory in `body`, and empty: an own, size-limited file system lies over it where possible, so that files belong
    there only from inside `body`.

    Parameters
    ----------
    scratch : Path
        The one folder in which files may be written.
    limits : Limits
        Its `memory`, `processes`, `file_size` and `total_seconds` are put in force.
    body : callable
        Called with all that protects, one line of words each, what `launch` put in force included. When it returns, the
        status is 0; for ``SystemExit`` with a whole number, that number; for any other exception 1.

    Returns
    -------
    int
        The exit status: as of `subprocess.Popen`, negative for the number of the signal that ended it, or
        `CANNOT_CONFINE`.

    Notes
    -----
    Under the policy ``"none"`` only limits are set. A guest that is the first process of its namespace ignores signals
    that it sends to itself and does not handle, as the kernel has it.
    """
    terms = Terms.here()
    parent = os.getppid()
    if sys.platform == "linux":
        privileges.die_with_parent()
        if os.getppid() != parent:
            return -signal.SIGKILL  # it ended before the line above
    if terms.policy == "none" or sys.platform != "linux":
        return _run(scratch, limits, body, terms, inside=False)
    network = not terms.bubblewrap
    if not namespaces.make_namespaces(network=network, unprivileged_user=terms.user):
        return _run(scratch, limits, body, terms, inside=False)
    privileges.die_with_parent()  # again, since new credentials may have undone it
    held_open, alive = os.pipe()
    first = os.fork()
    if first == 0:
        os.close(alive)
        privileges.die_with_parent()
        if select.select([held_open], [], [], 0)[0]:
            os._exit(CANNOT_CONFINE)  # the one that waits ended before the line above
        os.close(held_open)
        os._exit(_run(scratch, limits, body, terms, inside=True))
    os.close(held_open)
    _pid, status = os.waitpid(first, 0)
    return os.waitstatus_to_exitcode(status)


def end_as(status: int) -> NoReturn:
    """End this process the way `enter` says that the guest ended: with its exit code, or by its signal."""
    if status < 0 and sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if -status != signal.SIGKILL:
            signal.signal(-status, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [-status])
        os.kill(os.getpid(), -status)
    os._exit(status & 0xFF)


def _run(scratch: Path, limits: Limits, body: Body, terms: Terms, *, inside: bool) -> int:
    """Confine what is left to confine, and run the body; the exit status."""
    try:
        held = _confine(scratch, limits, terms, inside=inside).protections()
        if not acceptable(held, terms.policy):
            raise refusal(held, terms.policy)
    except (OSError, ValueError, RuntimeError) as error:
        os.write(2, f"the guest was not started: {error}\n".encode("utf-8", "replace"))
        return CANNOT_CONFINE
    try:
        body(tuple(map(str, held)))
    except SystemExit as error:
        return error.code & 0xFF if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # nothing may reach the frames of the warm parent above
        return 1
    return 0


def _confine(scratch: Path, limits: Limits, terms: Terms, *, inside: bool) -> InPlace:
    """Put all in force that this machine has; `inside` namespaces of the guest's own."""
    if hasattr(os, "setsid") and os.getsid(0) != os.getpid():
        os.setsid()  # a group of its own, for signals to a whole group
    read_only = size_limited = False
    if inside:
        read_only, size_limited = namespaces.settle_mounts(scratch, limits.file_size)
    os.chdir(scratch)
    _point_to(scratch)
    if sys.platform == "win32":
        return InPlace()
    counts = terms.own_user or (inside and privileges.counts_by_namespace())
    privileges.set_limits(limits, count_processes=counts and sys.platform == "linux")
    if terms.policy == "none" or sys.platform != "linux":
        return InPlace(limits=True)
    unprivileged = privileges.drop_privileges()
    readable = [Path(path) for path in terms.readable]
    if inside:
        readable.append(Path("/proc"))  # where only this guest is listed
    devices = [Path(path) for path in DEVICES]
    version = landlock.restrict(readable, [scratch], devices) if architecture() else 0
    return InPlace(
        bubblewrap=terms.bubblewrap,
        own_user=terms.own_user,
        namespaces=inside,
        network_namespace=inside and not terms.bubblewrap,
        read_only=read_only,
        size_limited=size_limited,
        unprivileged=unprivileged,
        limits=True,
        landlock=version,
        seccomp=seccomp.apply(),  # last: it refuses what the others are made of
    )


def _point_to(scratch: Path) -> None:
    """Let programs look for their temporary files and their home where they can be written."""
    os.environ.pop(VARIABLE, None)
    for name in ("HOME", "TMPDIR", "PWD"):
        os.environ[name] = str(scratch)
    tempfile.tempdir = None
