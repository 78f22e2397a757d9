"""What a learner's code must not read or reach: planted, and looked for afterwards."""

from __future__ import annotations

import os
import secrets
import socket
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.attacks.course import EXPECTED, HIDDEN


@dataclass(frozen=True, kw_only=True)
class Planted:
    """Secrets of one run, and where they are.

    Parameters
    ----------
    canaries : dict of str to str
        What must appear nowhere, by what it is.
    variable : str
        A variable of the grader's environment that holds a secret.
    home_file : Path
        A file in the home folder that holds one.
    address, port : str, int
        Where a server of ours listens that answers with a secret; also on loopback.
    socket : str
        The name of an abstract Unix socket of ours.
    left : str
        A part of the name of all that attacks try to leave behind.
    """

    canaries: dict[str, str]
    variable: str
    home_file: Path
    address: str = "127.0.0.1"
    port: int = 9
    socket: str = "none"
    left: str = "attack-left"
    contacts: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What the grader's environment holds."""
        return {self.variable: self.canaries["environment"]}


@contextmanager
def planted() -> Iterator[Planted]:
    """Plant a file in the home folder, and servers; take them away at the end."""
    mark = secrets.token_hex(6)
    names = ("gradebook", "other submission", "environment", "home folder", "network", "note")
    canaries = {name: f"canary-{name.replace(' ', '-')}-{mark}" for name in names}
    canaries |= {"hidden tests": HIDDEN, "expected value": EXPECTED}
    home_file = Path.home() / f".planted-{mark}.txt"
    home_file.write_text(canaries["home folder"], encoding="utf-8")
    home_file.chmod(0o644)
    contacts: list[str] = []
    try:
        with _servers(canaries["network"], mark, contacts) as (address, port, name):
            yield Planted(
                canaries=canaries,
                variable=f"PLANTED_{mark.upper()}",
                home_file=home_file,
                address=address,
                port=port,
                socket=name,
                left=f"attack-left-{mark}",
                contacts=contacts,
            )
    finally:
        home_file.unlink(missing_ok=True)


@contextmanager
def _servers(secret: str, mark: str, contacts: list[str]) -> Iterator[tuple[str, int, str]]:
    """A server on all addresses of this machine and one on an abstract Unix socket; both say a secret."""
    name = f"planted-{mark}"
    over_network = socket.create_server(("0.0.0.0", 0))
    over_unix = socket.socket(socket.AF_UNIX)
    over_unix.bind(f"\0{name}")
    over_unix.listen()
    for server, what in ((over_network, "network"), (over_unix, "unix socket")):
        threading.Thread(target=_serve, args=(server, secret, what, contacts), daemon=True).start()
    try:
        yield _own_address(), over_network.getsockname()[1], name
    finally:
        for server in (over_network, over_unix):
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()


def _serve(server: socket.socket, secret: str, what: str, contacts: list[str]) -> None:
    while True:
        try:
            link, _ = server.accept()
        except OSError:
            return
        contacts.append(what)
        with link, suppress(OSError):
            link.sendall(secret.encode())


def _own_address() -> str:
    """An address of this machine that is not loopback's, where it has one. Nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "127.0.0.1"


def plant_in_gradebook(course: Path, secret: str) -> None:
    """A student whose name is a secret, with nothing handed in."""
    with closing(sqlite3.connect(course / "gradebook.db")) as book, book:
        book.execute(
            "INSERT INTO student (id, first_name, last_name, email, lms_user_id) VALUES (?, ?, ?, ?, ?)",
            ("planted", "Planted", secret, f"{secret}@example.org", uuid.uuid4().hex),
        )


def hidden_from(text: str, planted: Planted) -> set[str]:
    """Which secrets stand in a text, by what they are."""
    return {what for what, secret in planted.canaries.items() if secret in text}


def leftovers(planted: Planted, *folders: Path) -> list[str]:
    """Files that attacks left outside, in the places that they try."""
    found = []
    for folder in {Path.home(), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path("/run"), *folders}:
        with suppress(OSError):
            found += [str(folder / name) for name in os.listdir(folder) if planted.left in name]
    return sorted(found)
