"""Which way of starting a warm parent holds most here: found by sending a probe in, once for each process."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import secrets
import select
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whiteboard.grading.guest.isolation.protection import ANYTHING, Protection, is_full, missing
from whiteboard.grading.guest.isolation.ways import Way, ways
from whiteboard.grading.limits import Limits

PROBED = Limits(memory=1_000_000_000, file_size=1_000_000, total_seconds=30)
"""The limits of a probe, small so that it is quick to go beyond them."""
_SECONDS = 60.0
"""Within which a probe has to come back; on an idle machine it takes a tenth of one."""
PROBE = Path(__file__).with_name("probe.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of sending a probe in by one way.

    Parameters
    ----------
    way : Way
        The way.
    ran : bool
        Whether the probe came to its end.
    claimed : tuple of Protection
        What the mechanisms in force amount to.
    done : mapping of str to list of str
        For each protection, what the probe could do against it.
    trouble : str
        What went wrong; empty when nothing did.
    """

    way: Way
    ran: bool
    claimed: tuple[Protection, ...] = ()
    done: Mapping[str, tuple[str, ...]]
    trouble: str = ""

    @property
    def protections(self) -> tuple[Protection, ...]:
        """What is held: claimed, and not broken by the probe."""
        return tuple(held for held in self.claimed if not self.done.get(held.name))


def best_way() -> Trial:
    """The first way that holds everything, or else the one that holds most; tried once, until ``PATH`` or user change."""
    return _best_way(os.environ.get("PATH", ""), _user(), os.getpid())


def try_way(way: Way, *, policy: str = ANYTHING, probe: Path = PROBE) -> Trial:
    """Send a probe in.

    Parameters
    ----------
    way : Way
        The way.
    policy : str
        As in `Settings.isolation`; without one, all mechanisms are put in force and none is insisted on.
    probe : Path
        The script that is sent.

    Examples
    --------
    >>> from whiteboard.grading.guest.isolation.ways import Way
    >>> trial = try_way(Way())  # nothing but what a guest does itself
    >>> trial.ran
    True
    """
    from whiteboard.grading.guest.isolation.starting import start

    ours, theirs = socket.socketpair()
    command = [sys.executable, "-I", "-S", str(probe), str(theirs.fileno())]
    with ours, _outside() as (task, datagrams):
        try:
            with theirs:
                launched = start(command, way, pass_fds=[theirs.fileno()], policy=policy)
        except OSError as error:
            return Trial(way=way, ran=False, done={}, trouble=str(error))
        try:
            with contextlib.suppress(OSError):
                ours.sendall(json.dumps(task).encode())
            said = _hear(ours)
            came = datagrams is not None and bool(select.select([datagrams], [], [], 0)[0])
            if said is None or said["done"] is None:
                where = "it did not start" if said is None else "it ended while it tried"
                trouble = launched.said() or where
                return Trial(way=way, ran=False, done={}, trouble=trouble)
        finally:
            launched.close()
    claimed = tuple(_protection(line) for line in said["lines"])
    done = {str(name): tuple(map(str, tries)) for name, tries in said["done"].items()}
    if came:
        done["network"] = (*done["network"], "send a datagram")
    return Trial(way=way, ran=True, claimed=claimed, done=done)


@functools.lru_cache(maxsize=4)
def _best_way(_path: str, _user: int, _process: int) -> Trial:
    if sys.platform != "linux":
        return Trial(way=Way(), ran=False, done={}, trouble="isolation is there on Linux only")
    best: Trial | None = None
    troubles = []
    for way in ways():
        trial = try_way(way)
        if trial.trouble:
            troubles.append(f"{way}: {trial.trouble.splitlines()[-1]}")
        if trial.ran and is_full(trial.protections):
            return trial
        if best is None or len(missing(trial.protections)) < len(missing(best.protections)):
            best = trial
    assert best is not None  # there is always the way without anything
    return Trial(
        way=best.way, ran=best.ran, claimed=best.claimed, done=best.done, trouble="; ".join(troubles)
    )


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


@contextlib.contextmanager
def _outside() -> Iterator[tuple[dict[str, Any], socket.socket | None]]:
    """Things outside that nothing but isolation keeps from a guest: a file, a folder, and listeners."""
    folder = Path(tempfile.mkdtemp(prefix="whiteboard-outside-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o1777)
        secret = folder / "secret"
        secret.write_text("kept from guests\n")
        secret.chmod(0o666)
        port, datagrams, path, name = 0, None, folder / "listening", f"whiteboard-{secrets.token_hex(8)}"
        with contextlib.suppress(OSError):  # a machine without a loopback has nothing to be kept from
            port = _listen(stack, socket.AF_INET, ("127.0.0.1", 0)).getsockname()[1]
            datagrams = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            datagrams.bind(("127.0.0.1", 0))
        if sys.platform == "linux":
            inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            stack.callback(os.close, inside)
            # By a short name: an address has room for some hundred characters, which TMPDIR may exceed.
            _listen(stack, socket.AF_UNIX, f"/proc/self/fd/{inside}/{path.name}")
            path.chmod(0o777)
            _listen(stack, socket.AF_UNIX, "\0" + name)
        task = {
            "secret": str(secret),
            "open": str(folder),
            "port": port,
            "datagrams": datagrams.getsockname()[1] if datagrams else 0,
            "socket": str(path),
            "abstract": name,
            "judge": os.getpid(),
            "memory": PROBED.memory,
            "file_size": PROBED.file_size,
            "limits": {
                "memory": PROBED.memory,
                "file_size": PROBED.file_size,
                "total_seconds": PROBED.total_seconds,
            },
        }
        yield task, datagrams


def _listen(stack: contextlib.ExitStack, family: int, address: Any) -> socket.socket:
    listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
    listener.bind(address)
    listener.listen()
    return listener


def _hear(judge: socket.socket) -> dict[str, Any] | None:
    """The last line of what the probe said, or None."""
    ends, said = time.monotonic() + _SECONDS, b""
    while (left := ends - time.monotonic()) > 0 and select.select([judge], [], [], left)[0]:
        try:
            piece = judge.recv(1 << 16)
        except OSError:
            break
        if not piece:
            break
        said += piece
    try:
        lines = [json.loads(line) for line in said.splitlines()]
    except ValueError:
        return None
    return lines[-1] if lines else None


def _protection(line: str) -> Protection:
    name, _, by = line.partition(": ")
    return Protection(name, tuple(by.split(", ")))
