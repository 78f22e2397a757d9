"""The guest's end of the channel to the judge."""

from __future__ import annotations

import os
import socket
import threading
from collections import deque
from typing import Any

from whiteboard.grading.guest.protocol import Frames, pack


class Channel:
    """Messages to and from the judge, one at a time, from whichever thread speaks.

    Parameters
    ----------
    connected : socket.socket
        One end of a pair.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._frames = Frames()
        self._waiting: deque[dict[str, Any]] = deque()
        self._lock = threading.RLock()
        self._owner = os.getpid()

    def send(self, message: dict[str, Any]) -> None:
        """Send a message; a process that the learner's code forked has nothing to say, and ends."""
        if os.getpid() != self._owner:
            os._exit(0)
        frame = pack(message)
        with self._lock:
            self._wait_for_judge()
            self._socket.sendall(frame)

    def receive(self) -> dict[str, Any] | None:
        """The next message; None when the judge is gone."""
        if os.getpid() != self._owner:
            os._exit(0)
        while not self._waiting:
            self._wait_for_judge()
            piece = self._socket.recv(1 << 16)
            if not piece:
                return None
            self._waiting.extend(self._frames.feed(piece))
        return self._waiting.popleft()

    def _wait_for_judge(self) -> None:
        """Wait rather than fail, also after code that told all descriptors which it found not to."""
        os.set_blocking(self._socket.fileno(), True)
