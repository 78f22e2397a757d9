"""The warm parent: imports once, then forks a guest for each submission, and cleans up after it."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
from typing import Any

from whiteboard.grading.guest.inside import child, sweep, warm
from whiteboard.grading.guest.inside.shell import GuestShell
from whiteboard.grading.guest.protocol import Frames, pack
from whiteboard.grading.limits import Limits

_DESCRIPTORS = 2
"""A guest's own ends: its channel to the judge, and where C code prints."""


class WarmParent:
    """Does what the judge's `Host` tells it; one guest at a time.

    Parameters
    ----------
    control : socket.socket
        To the host. Nothing that a learner wrote is ever connected to it.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._frames = Frames()
        self._received: list[int] = []
        self._guest = 0
        self._watch = -1

    def run(self) -> None:
        """Warm up, then serve until the host is gone."""
        (start, *_rest) = self._messages()
        self._scratch = str(start["scratch"])
        self._limits = Limits(**start["limits"])
        sweep.adopt_orphans()
        os.chdir(self._scratch)
        try:
            shell = warm.warm_up(tuple(start["packages"]))
        except Exception as error:  # the host says so in its own words
            self._say(is_="cold", text=f"{type(error).__name__}: {error}")
            return
        sweep.empty(self._scratch)
        self._say(is_="warm")
        while True:
            if self._ended_by_itself():
                self._end()
            messages = self._messages()
            if not messages:
                break
            for message in messages:
                if message["do"] == "fork":
                    self._fork(shell)
                elif message["do"] == "end" and self._guest:
                    self._end()
        if self._guest:
            self._end()

    def _ended_by_itself(self) -> bool:
        """Wait until the host speaks (False), or the guest has ended (True)."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        if self._watch >= 0:
            poll.register(self._watch, select.POLLIN)
        ready = dict(poll.poll())
        return self._watch >= 0 and self._watch in ready

    def _messages(self) -> list[dict[str, Any]]:
        """At least one message, and the descriptors that came with it; none when the host is gone."""
        messages: list[dict[str, Any]] = []
        while not messages:
            piece, descriptors, _flags, _address = socket.recv_fds(self._control, 1 << 16, _DESCRIPTORS)
            self._received += descriptors
            if not piece:
                return []
            messages = self._frames.feed(piece)
        return messages

    def _say(self, *, is_: str, **content: Any) -> None:
        self._control.sendall(pack({"is": is_, **content}))

    def _fork(self, shell: GuestShell) -> None:
        connected, written = self._received
        self._received = []
        warm.check_single_thread()
        guest = os.fork()
        if guest == 0:
            self._control.close()
            os.setsid()
            child.live(shell, socket.socket(fileno=connected), written, self._limits, self._scratch)
        os.close(connected)
        os.close(written)
        self._guest, self._watch = guest, os.pidfd_open(guest)

    def _end(self) -> None:
        """End the guest with all that it started, empty its folder, and tell the host how it ended."""
        os.close(self._watch)
        status = sweep.end_descendants(self._guest)
        self._guest, self._watch = 0, -1
        sweep.empty(self._scratch)
        code = None if status is None else os.waitstatus_to_exitcode(status)
        self._say(is_="ended", code=code)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        WarmParent(socket.socket(fileno=int(sys.argv[1]))).run()
