"""A private Redis server on a socket in a temporary folder: gone when its last user closes, or this process ends."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

_START_SECONDS = 20.0
_ANSWER_SECONDS = 5.0
_LONGEST_SOCKET = 90  # bytes of a folder's path: a socket's whole path ends at 107 on Linux, 103 on macOS
_MEMORY = "256mb"

# A shell holds the server, and waits for a line or for the end of its input. The end comes also when this process
# is killed, so that neither a server nor a folder outlives it; the line comes first where a process that was
# forked off still holds the other end. The session of its own keeps a Ctrl-C of the keyboard away from both.
_KEEPER = (
    '"$1" --port 0 --unixsocket "$2"/socket --unixsocketperm 700 --dir "$2" --save "" --appendonly no '
    '--daemonize no --maxmemory "$3" --maxmemory-policy noeviction >"$2"/log 2>&1 </dev/null & server=$!; '
    'read -r _; kill -TERM $server 2>/dev/null; wait $server; rm -rf "$2"'
)


class ServerFailed(RuntimeError):
    """The server did not come up; the message says what it said."""


class RedisServer:
    """A Redis server that only this process's user reaches. It writes nothing to disk and takes at most 256 MB.

    Attributes
    ----------
    socket : Path
        Where it listens; there is no port.
    folder : Path
        Socket and log; removed by `stop`, at exit, and when this process is killed.

    Raises
    ------
    ServerFailed
        When there is no ``redis-server``, or it does not come up.
    """

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None or os.name != "posix":
            raise ServerFailed("there is no redis-server on this machine")
        self._owner = os.getpid()
        self._keeper: subprocess.Popen[bytes] | None = None
        self.folder = _folder()
        self.socket = self.folder / "socket"
        try:
            self._start(program)
        except BaseException:
            self.stop()
            raise

    def _start(self, program: str) -> None:
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", _KEEPER, "keeper", program, self.folder, _MEMORY],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder,
            start_new_session=True,
        )  # fmt: skip
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        client = redis.Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0))
        until = time.monotonic() + _START_SECONDS
        try:
            while True:
                try:
                    client.ping()
                    return
                except redis.RedisError as error:
                    if time.monotonic() > until or self._has_given_up():
                        raise ServerFailed(f"redis-server did not start: {self._last_words()}") from error
                time.sleep(0.005)
        finally:
            client.close()

    def _has_given_up(self) -> bool:
        log = self.folder / "log"
        return log.exists() and any(sign in log.read_bytes() for sign in (b"FATAL", b"Failed", b"not found"))

    def _last_words(self) -> str:
        log = self.folder / "log"
        lines = log.read_text("utf-8", "replace").strip().splitlines() if log.exists() else []
        return " / ".join(lines[-2:])[:400] or "it said nothing"

    @property
    def is_running(self) -> bool:
        """Whether the server is there, and answers."""
        if self._keeper is None:
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as tried:
            tried.settimeout(_ANSWER_SECONDS)
            try:
                # A socket may still take callers for a moment after its process was killed.
                tried.connect(str(self.socket))
                tried.sendall(b"PING\r\n")
                return tried.recv(1) != b""
            except OSError:
                return False

    def stop(self) -> None:
        """Stop the server and remove its folder. A process that was forked off leaves both to its parent."""
        if os.getpid() != self._owner:
            return
        keeper, self._keeper = self._keeper, None
        if keeper is not None and keeper.stdin is not None:
            try:
                keeper.stdin.write(b"stop\n")
                keeper.stdin.close()
            except OSError:
                pass  # the keeper is gone already
            try:
                keeper.wait(timeout=5)
            except subprocess.TimeoutExpired:
                os.killpg(keeper.pid, 9)  # the keeper's own session: the shell and the server
                keeper.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


# Reentrant: the garbage collector may let go of a cache, and with it of the server, inside any of these.
_sharing = threading.RLock()
_shared: RedisServer | None = None
_users = 0


def borrow() -> RedisServer:
    """This process's server; it is started for the first user. Each user gives it back once."""
    global _shared, _users  # noqa: PLW0603
    with _sharing:
        if _shared is None or not _shared.is_running or _shared._owner != os.getpid():
            if _shared is not None:
                _shared.stop()
            _shared, _users = RedisServer(), 0
            atexit.register(_shared.stop)
        _users += 1
        return _shared


def give_back(server: RedisServer) -> None:
    """Say that one user is done with a server; with the last one it stops."""
    global _shared, _users  # noqa: PLW0603
    with _sharing:
        if server is not _shared or server._owner != os.getpid():
            return
        _users -= 1
        if _users <= 0:
            _shared = None
            server.stop()
            atexit.unregister(server.stop)


def _folder() -> Path:
    """A folder that only its owner enters, with a path short enough for a socket."""
    base = tempfile.gettempdir()
    if len(os.fsencode(base)) > _LONGEST_SOCKET - 30:
        base = "/tmp"
    return Path(tempfile.mkdtemp(prefix="whiteboard-redis-", dir=base))
