"""Frames on a socket between the class's process and a worker of its own: a length, and that many bytes."""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Iterator

_LENGTH = 8
_CHUNK = 1 << 18


class Gone(EOFError):
    """The other side closed its end, or died."""


def send(link: socket.socket, frame: bytes) -> None:
    """Send one frame, and wait until it is away."""
    link.sendall(len(frame).to_bytes(_LENGTH, "big") + frame)


def receive(link: socket.socket) -> bytes:
    """Wait for one frame.

    Raises
    ------
    Gone
        When the other side has gone.
    """
    return _exactly(link, int.from_bytes(_exactly(link, _LENGTH), "big"))


def _exactly(link: socket.socket, size: int) -> bytes:
    content = bytearray()
    while len(content) < size:
        read = link.recv(min(size - len(content), _CHUNK))
        if not read:
            raise Gone("the other side closed the connection")
        content += read
    return bytes(content)


class Frames:
    """The end of a process that serves many: neither sending nor receiving waits.

    Parameters
    ----------
    link : socket.socket
        A connected stream; it is made non-blocking.
    """

    def __init__(self, link: socket.socket) -> None:
        link.setblocking(False)
        self.link = link
        self._outgoing: deque[memoryview] = deque()
        self._incoming = bytearray()

    @property
    def sending(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._outgoing)

    def put(self, *frames: bytes) -> None:
        """Queue frames, and send what the socket takes now."""
        for frame in frames:
            self._outgoing.append(memoryview(len(frame).to_bytes(_LENGTH, "big")))
            self._outgoing.append(memoryview(frame))
        self.push()

    def push(self) -> None:
        """Send as much as the socket takes. That the other side has gone shows when it is received from."""
        while self._outgoing:
            try:
                sent = self.link.send(self._outgoing[0])
            except BlockingIOError:
                return
            except OSError:
                self._outgoing.clear()
                return
            rest = self._outgoing.popleft()[sent:]
            if rest:
                self._outgoing.appendleft(rest)

    def pull(self) -> Iterator[bytes]:
        """The frames that have come in whole.

        Raises
        ------
        Gone
            When the other side has gone, after the frames that it sent before.
        """
        ended = False
        while not ended:
            try:
                read = self.link.recv(_CHUNK)
            except BlockingIOError:
                break
            except OSError:
                read = b""
            self._incoming += read
            ended = not read
        yield from self._whole()
        if ended:
            raise Gone("the other side closed the connection")

    def _whole(self) -> Iterator[bytes]:
        while len(self._incoming) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._incoming[:_LENGTH], "big")
            if len(self._incoming) < end:
                return
            frame = bytes(self._incoming[_LENGTH:end])
            del self._incoming[:end]
            yield frame
