"""What a guest tries against each protection: run within, it tells what it could do.

As a script, ``python -I -S probe.py FD`` is a warm parent in small: it reads its task from the descriptor, calls `enter`,
attacks, and writes down what succeeded. It loads none of the package but this folder, so that a trial is quick.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import mmap
import os
import socket
import subprocess
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_ATTACKED = ("files", "network", "processes", "memory", "disk", "time", "user", "system calls")
"""The last one may give capabilities, with which others would succeed that fail without."""
_PIECE = 1 << 16


def attack(task: Mapping[str, Any]) -> dict[str, list[str]]:
    """Try everything; for each protection, what could be done against it.

    Parameters
    ----------
    task : mapping
        ``secret``: a file outside that any user may read; ``open``: a folder outside in which any user may write;
        ``port``, ``datagrams``, ``socket``, ``abstract``: ports of loopback for TCP and UDP, the path of a Unix
        socket, and an abstract name, where somebody listens; ``judge``, ``parent``: processes; ``memory``,
        ``file_size``: the limits, in bytes.
    """
    attacks: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
        "files": _files,
        "network": _network,
        "processes": _processes,
        "system calls": _system_calls,
        "memory": _memory,
        "disk": _disk,
        "time": _time,
        "user": _user,
    }
    return {name: attacks[name](task) for name in _ATTACKED}


def _could(*tries: tuple[str, Callable[[], object]]) -> list[str]:
    """The names of those that did what they are named after."""
    done = []
    for name, function in tries:
        with contextlib.suppress(OSError, ValueError, MemoryError, subprocess.SubprocessError):
            if function() is not False:
                done.append(name)
    return done


def _files(task: Mapping[str, Any]) -> list[str]:
    secret, folder = Path(task["secret"]), Path(task["open"])
    beside_python = Path(sys.prefix, f".written-by-a-guest-{os.getpid()}")

    def write_beside_python() -> None:
        beside_python.touch()
        beside_python.unlink()

    return _could(
        ("read a file outside", secret.read_bytes),
        ("list a folder outside", lambda: os.listdir(folder)),
        ("write a file outside", lambda: (folder / "written").write_text("by a guest")),
        ("empty a file outside", lambda: os.truncate(secret, 0)),
        ("remove a file outside", secret.unlink),
        ("link a file outside", lambda: os.link(secret, "linked")),
        ("write beside Python", write_beside_python),
        ("write to /proc/sys", lambda: os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY)),
    )


def _network(task: Mapping[str, Any]) -> list[str]:
    def connect(family: int, address: object) -> None:
        with socket.socket(family, socket.SOCK_STREAM) as connection:
            connection.settimeout(1)
            connection.connect(address)  # type: ignore[arg-type]

    def connect_beside() -> None:
        path = Path(task["socket"])
        with contextlib.chdir(path.parent):  # an address has room for some hundred characters only
            connect(socket.AF_UNIX, path.name)

    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", task["datagrams"]))  # whether it comes is seen by the judge
    return _could(
        ("connect to loopback", lambda: connect(socket.AF_INET, ("127.0.0.1", task["port"]))),
        ("connect to a Unix socket", connect_beside),
        ("connect to an abstract socket", lambda: connect(socket.AF_UNIX, "\0" + task["abstract"])),
    )


def _processes(task: Mapping[str, Any]) -> list[str]:
    def fork() -> None:
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)

    def others() -> bool:
        return any(name.isdigit() and int(name) != os.getpid() for name in os.listdir("/proc"))

    def signal_to(process: int) -> bool:
        if process <= 0 or process == os.getpid():
            return False
        os.kill(process, 0)
        return True

    return _could(
        ("fork", fork),
        ("start a program", lambda: subprocess.run([sys.executable, "-c", ""], check=True, timeout=10)),
        ("see other processes", others),
        ("signal the judge", lambda: signal_to(task["judge"])),
        ("signal the warm parent", lambda: signal_to(task["parent"])),
        ("signal its own parent", lambda: signal_to(os.getppid())),
        ("outlive its parent", lambda: _libc().prctl(1, 0, 0, 0, 0) == 0),
        ("read the warm parent's memory", lambda: signal_to(task["parent"]) and _peek(task["parent"])),
    )


def _peek(process: int) -> bytes:
    with open(f"/proc/{process}/mem", "rb") as memory:
        return memory.read(0)


def _system_calls(_task: Mapping[str, Any]) -> list[str]:
    from whiteboard.grading.guest.isolation.system_calls import system_call

    text = ctypes.create_string_buffer
    return _could(
        ("make a user namespace", lambda: system_call("unshare", 0x10000000)),
        ("mount", lambda: system_call("mount", text(b"none"), text(b"/proc"), text(b"tmpfs"), 0, 0)),
        ("trace", lambda: system_call("ptrace", 16, os.getpid(), 0, 0)),
        ("keep a key", lambda: system_call("add_key", text(b"user"), text(b"probe"), text(b"x"), 1, -3)),
        ("share memory by System V", lambda: system_call("shmget", 0, 4096, 0o1600)),
        ("make a file in memory", lambda: system_call("memfd_create", text(b"probe"), 0)),
        ("make an io_uring", lambda: system_call("io_uring_setup", 1, text(bytes(120)))),
        ("ask for its personality", lambda: system_call("personality", 0xFFFFFFFF)),
    )


def _memory(task: Mapping[str, Any]) -> list[str]:
    def take() -> None:
        mmap.mmap(-1, task["memory"]).close()

    return _could(("take more than the limit", take))


def _disk(task: Mapping[str, Any]) -> list[str]:
    limit = task["file_size"]

    def fill(files: int, size: int) -> None:
        try:
            for file in range(files):
                with open(f"filled-{file}", "wb") as filled:
                    for _piece in range(size // _PIECE + 1):
                        filled.write(bytes(_PIECE))
        finally:
            for file in range(files):
                with contextlib.suppress(OSError):
                    os.unlink(f"filled-{file}")

    def write_to(folder: str) -> None:
        path = Path(folder, f"written-by-a-guest-{os.getpid()}")
        path.touch()
        path.unlink()

    return _could(
        ("write a file beyond the limit", lambda: fill(1, limit)),
        ("write many files beyond the limit", lambda: fill(4, limit // 2)),
        ("write to /dev/shm", lambda: write_to("/dev/shm")),
        ("write to /tmp", lambda: write_to("/tmp")),
    )


def _time(_task: Mapping[str, Any]) -> list[str]:
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    return ["compute without end"] if hard == resource.RLIM_INFINITY else []


def _user(task: Mapping[str, Any]) -> list[str]:
    def capable() -> bool:
        header, sets = ctypes.create_string_buffer(b"\x22\x05\x08\x20" + bytes(4), 8), (ctypes.c_uint32 * 6)()
        _libc().capget(header, sets)
        # Header and sets as of linux/capability.h: effective, permitted and inheritable, twice.
        return any(sets[at] for at in (0, 1, 3, 4))

    def judge_itself() -> bool:
        own = os.stat("/proc/self").st_uid if os.path.exists("/proc/self") else os.geteuid()
        return own == 0 == os.geteuid()

    return _could(
        ("keep a capability", capable),
        ("become root", lambda: os.setuid(0) if os.geteuid() else False),
        ("be root", judge_itself),
    )


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _as_packages() -> None:
    """Make this folder importable under its full name, without the packages above it."""
    at = Path(__file__).parent
    parts = ["whiteboard", "grading", "guest", "isolation"]
    for depth, folder in zip(range(len(parts), 0, -1), (at, *at.parents), strict=False):
        name = ".".join(parts[:depth])
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


def main(descriptor: int) -> int:
    """Read a task, be confined, attack, and write down what could be done."""
    from whiteboard.grading.guest.isolation.confinement import end_as, enter
    from whiteboard.grading.limits import Limits

    with socket.socket(fileno=descriptor) as judge:
        task = json.loads(judge.recv(1 << 16))
        task["parent"] = os.getpid()
        limits = Limits(**task.pop("limits"))

        def body(lines: tuple[str, ...]) -> None:
            judge.sendall(json.dumps({"lines": lines, "done": None}).encode() + b"\n")
            done = attack(task)
            judge.sendall(json.dumps({"lines": lines, "done": done}).encode() + b"\n")

        guest = os.fork()
        if guest == 0:
            end_as(enter(Path.cwd(), limits, body))
        _pid, status = os.waitpid(guest, 0)
        return os.waitstatus_to_exitcode(status) & 0xFF


if __name__ == "__main__":
    _as_packages()
    sys.exit(main(int(sys.argv[1])))
