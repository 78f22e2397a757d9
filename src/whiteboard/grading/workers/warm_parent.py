"""A process that has imported what workers need and forks them, as the process that grades a class sees it."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress

from whiteboard.grading.workers.work import CannotGrade

_MODULE = "whiteboard.grading.workers.forking"
_PATIENCE = 5.0

NUMBER = 8
"""Bytes of a process number, and of how a process ended."""


class WarmParent:
    """What takes half a second is done once for all workers; forking one takes some milliseconds.

    Its process is started at once and warms up by itself, while other things are done here. Where it has died, the
    next worker that is asked for starts it again.

    Raises
    ------
    CannotGrade
        When this platform or this machine cannot start it.
    """

    def __init__(self) -> None:
        if sys.platform == "win32":
            raise CannotGrade("grading a class needs Linux or macOS; run it there, or in WSL")
        self._lock = threading.Lock()
        self._start()

    def __enter__(self) -> WarmParent:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fork(self) -> Forked:
        """Ask for a worker. It is there as soon as the parent is warm; what it is sent by then waits for it.

        Any thread may ask.

        Raises
        ------
        CannotGrade
            When no process can be started.
        """
        ours, theirs = socket.socketpair()
        reader, writer = os.pipe()
        with self._lock:
            if self._process.poll() is not None:
                self.close()
                self._start()
            with theirs, suppress(OSError):  # that the parent has died shows at its worker
                socket.send_fds(self._socket, [b"f"], [theirs.fileno(), writer])
            os.close(writer)
            return Forked(ours, reader, self._process)

    def close(self) -> None:
        """End it, and with it all workers that have not ended."""
        self._socket.close()
        self._process.kill()
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _start(self) -> None:
        self._socket, theirs = socket.socketpair()
        try:
            with theirs:
                # A session of its own: Ctrl-C in the terminal is for us to hear, who then end it in order.
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", _MODULE],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                )
        except OSError as error:
            self._socket.close()
            raise CannotGrade(f"a grading process could not be started: {error.strerror}") from error


class Forked:
    """A worker that was asked for: the socket to it, and how it ends.

    Parameters
    ----------
    link : socket.socket
        The socket to it.
    telling : int
        The pipe on which its parent tells its process number, and how it ended.
    parent : subprocess.Popen
        The process that forks it.
    """

    def __init__(self, link: socket.socket, telling: int, parent: subprocess.Popen[bytes]) -> None:
        self.link = link
        self._telling = telling
        self._parent = parent
        self._told = b""
        self._over = False

    def how_it_ended(self, patience: float | None) -> int | None:
        """Wait until it has ended.

        Parameters
        ----------
        patience : float or None
            Seconds to wait at most; None for as long as it takes.

        Returns
        -------
        int or None
            Its exit status, negative where a signal ended it; None where it has not ended.
        """
        while not self._over and len(self._told) < 2 * NUMBER:
            poll = select.poll()
            poll.register(self._telling, select.POLLIN)
            if not poll.poll(None if patience is None else patience * 1000):
                return None
            more = os.read(self._telling, 2 * NUMBER - len(self._told))
            self._told += more
            self._over = not more
        if len(self._told) < 2 * NUMBER:
            # Its parent has died, and taken it along.
            with suppress(subprocess.TimeoutExpired):
                return self._parent.wait(_PATIENCE)
            return None
        return int.from_bytes(self._told[NUMBER:], "big", signed=True)

    def last_words(self) -> str:
        """The last line that its parent or a worker wrote before that was ready."""
        said = self._parent.stderr
        if said is None or said.closed:
            return ""
        os.set_blocking(said.fileno(), False)
        lines = (said.read() or b"").decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def terminate(self) -> None:
        """Ask it to end its guests and itself."""
        self._signal(signal.SIGTERM)

    def end(self, *, patience: float = 0.0) -> None:
        """See to it that it has ended."""
        self.link.close()
        if self.how_it_ended(patience) is None and self._signal(signal.SIGKILL):
            self.how_it_ended(None)
        os.close(self._telling)

    def _signal(self, number: signal.Signals) -> bool:
        """Send it a signal; False where it was not forked yet (then it ends by itself, its socket being closed)."""
        if self.how_it_ended(0.0) is not None or len(self._told) < NUMBER:
            return False
        with suppress(ProcessLookupError):
            os.kill(int.from_bytes(self._told[:NUMBER], "big", signed=True), number)
        return True
