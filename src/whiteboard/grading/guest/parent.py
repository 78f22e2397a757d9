"""The process of a warm parent, and the socket on which it is told what to do."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
import time
from dataclasses import asdict
from typing import Any

from whiteboard.grading.guest.isolation import CannotIsolate, launch
from whiteboard.grading.guest.protocol import Frames, Garbled, pack
from whiteboard.grading.guest.wire import Wire
from whiteboard.grading.settings import Settings

START_SECONDS = 120.0
"""How long imports may take: a cold disk needs many seconds."""
_END_SECONDS = 8.0
"""How long the parent may take to end a guest before it is ended itself."""


class Parent:
    """A warm parent, warmed up.

    Parameters
    ----------
    settings : Settings
        Isolation, limits, and modules to import.
    slot : int
        Which of several parents on this machine it is.

    Raises
    ------
    CannotIsolate
        This machine does not offer the isolation that the settings insist on, or the parent did not start.
    """

    def __init__(self, settings: Settings, slot: int) -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        self._frames = Frames()
        self._messages: list[dict[str, Any]] = []
        command = [sys.executable, "-P", "-s", "-m", "whiteboard.grading.guest.inside", str(theirs.fileno())]
        with theirs:
            self._launched = launch(
                command,
                pass_fds=[theirs.fileno()],
                policy=settings.isolation,
                slot=slot,
                environment={"PYTHONHASHSEED": "0", "MPLBACKEND": "Agg"},
            )
        self.protections = self._launched.lines
        scratch, limits = str(self._launched.scratch), asdict(settings.limits)
        self._tell({"do": "warm", "packages": settings.extra_packages, "scratch": scratch, "limits": limits})
        said = self._hear(START_SECONDS)
        if said is None or said.get("is") != "warm":
            why = self._launched.said() if said is None else str(said.get("text"))
            self.close()
            raise CannotIsolate(
                f"the warm parent of guests did not start: {why or 'it ended, and said nothing'}"
            )

    def fileno(self) -> int:
        """What becomes readable when the parent says something, or ends."""
        return self._socket.fileno()

    def fork(self, most_written: int) -> Wire:
        """Fork a guest; give the way to it."""
        ours, theirs = socket.socketpair()
        reading, writing = os.pipe()
        self._messages.clear()
        with theirs:
            self._tell({"do": "fork"}, theirs.fileno(), writing)
        os.close(writing)
        return Wire(ours, reading, self, most_written)

    def read_end(self) -> tuple[bool, int | None]:
        """Whether the guest has ended, and its exit code; None for that when the parent died with it."""
        said = self._hear(0.0)
        if said is not None and said.get("is") == "ended":
            self._messages.append(said)  # whoever ends the guest will ask again
            code = said.get("code")
            return True, code if isinstance(code, int) else 0
        return self._launched.process.poll() is not None, None

    def end_guest(self) -> bool:
        """End the guest, if it has not ended, and all that it started; False when the parent is of no more use."""
        self._tell({"do": "end"})
        said = self._hear(_END_SECONDS)
        return said is not None and said.get("is") == "ended" and isinstance(said.get("code"), int)

    def close(self) -> None:
        """End the parent."""
        self._socket.close()
        self._launched.close()

    def _tell(self, message: dict[str, Any], *descriptors: int) -> None:
        with contextlib.suppress(OSError):  # that it has died shows when it is next listened to
            self._socket.settimeout(_END_SECONDS)
            if descriptors:
                socket.send_fds(self._socket, [pack(message)], descriptors)
            else:
                self._socket.sendall(pack(message))

    def _hear(self, seconds: float) -> dict[str, Any] | None:
        """What the parent says within that time; None when that is nothing, or no message."""
        ends = time.monotonic() + seconds
        while not self._messages:
            poll = select.poll()
            poll.register(self._socket, select.POLLIN)
            if not poll.poll(max(0.0, ends - time.monotonic()) * 1_000):
                return None
            try:
                piece = self._socket.recv(1 << 16)
                self._messages = self._frames.feed(piece)
            except (OSError, Garbled):
                return None
            if not piece:
                return None
        return self._messages.pop(0)
