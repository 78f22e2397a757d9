"""The judge's end of the channel to one guest: its messages, what C code prints, and the news of its end."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections import deque
from typing import Any, Protocol

from whiteboard.grading.guest.gone import GuestGone, NotPlain
from whiteboard.grading.guest.inside.codes import CANNOT_START, OUT_OF_MEMORY, SIGNALED
from whiteboard.grading.guest.isolation import CANNOT_CONFINE
from whiteboard.grading.guest.protocol import Frames, Garbled, pack

_MOST_RECEIVED = 40_000_000
"""Bytes that are read of a guest in answer to one request."""
_SIGNALS = frozenset(int(number) for number in signal.valid_signals()) & frozenset(map(int, signal.Signals))
_PIECE = 1 << 16


class Control(Protocol):
    """What a wire asks of the host."""

    def fileno(self) -> int:
        """What becomes readable when the warm parent says something, or ends."""

    def read_end(self) -> tuple[bool, int | None]:
        """Whether the guest has ended, and its exit code; None for that when the warm parent died with it."""


class Wire:
    """One guest's messages.

    Parameters
    ----------
    channel : socket.socket
        The judge's end.
    written : int
        The reading end of the pipe to which the guest's C code prints.
    control : Control
        Where the news of its end comes from.
    most_written : int
        Bytes kept of what C code prints.
    """

    def __init__(self, channel: socket.socket, written: int, control: Control, most_written: int) -> None:
        self._channel, self._written, self._control = channel, written, control
        self._frames = Frames()
        self._waiting: deque[dict[str, Any]] = deque()
        self._most_written = most_written
        self._text = bytearray()
        self._received = 0
        os.set_blocking(written, False)
        self._poll = select.poll()
        for source in (channel.fileno(), written, control.fileno()):
            self._poll.register(source, select.POLLIN)

    def send(self, message: dict[str, Any], ends: float) -> None:
        """Send a message.

        Parameters
        ----------
        message : dict
            What to send.
        ends : float
            When to give up, by `time.monotonic`.

        Raises
        ------
        NotPlain
            The message is too large.
        GuestGone
            It was not read in time, or there is nobody to read it.
        """
        self._received = 0
        try:
            frame = pack(message)
        except Garbled as error:
            raise NotPlain(f"more than can be sent to the notebook: {error}") from None
        try:
            self._channel.settimeout(max(0.001, ends - time.monotonic()))
            self._channel.sendall(frame)
        except TimeoutError:
            raise GuestGone("time-out", "it did not read what it was sent") from None
        except OSError:
            raise self._end() from None

    def receive(self, ends: float) -> dict[str, Any]:
        """The next message.

        Raises
        ------
        GuestGone
            There is none by then, the guest has ended, or what it sent is none.
        """
        while not self._waiting:
            left = ends - time.monotonic()
            if left <= 0:
                raise GuestGone("time-out", "it took too long")
            ready = dict(self._poll.poll(left * 1_000))
            if self._written in ready:
                self._read_written()
            if self._channel.fileno() in ready:
                self._read_channel()
            elif self._control.fileno() in ready:
                raise self._end()
        return self._waiting.popleft()

    def written(self) -> str:
        """What C code has printed since the last call; a byte more than is kept, where there was more."""
        for _piece in range(1_000):
            if not self._read_written():
                break
        text = self._text.decode("utf-8", "replace")
        self._text.clear()
        return text

    def close(self) -> None:
        """Close both ends that are the judge's."""
        self._channel.close()
        if self._written >= 0:
            os.close(self._written)
            self._written = -1

    def _read_written(self) -> bool:
        if self._written < 0:
            return False
        try:
            piece = os.read(self._written, _PIECE)
        except BlockingIOError:
            return False
        if not piece:  # the guest has closed it, and would be reported as readable forever
            self._poll.unregister(self._written)
            os.close(self._written)
            self._written = -1
            return False
        self._text += piece[: self._most_written + 1 - len(self._text)]
        return True

    def _read_channel(self) -> None:
        try:
            self._channel.settimeout(0)
            piece = self._channel.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            raise self._end()
        self._received += len(piece)
        if self._received > _MOST_RECEIVED:
            raise GuestGone("output", f"it sent more than {_MOST_RECEIVED:,} bytes")
        try:
            self._waiting.extend(self._frames.feed(piece))
        except Garbled as error:
            raise GuestGone("protocol", f"it sent {error}") from None

    def _end(self) -> GuestGone:
        """Why the guest is gone; the warm parent knows in a moment."""
        with contextlib.suppress(OSError):
            select.select([self._control.fileno()], [], [], 2.0)
        ended, code = self._control.read_end()
        if not ended:
            return GuestGone("died", "it closed its channel to the judge")
        return _reason(code)


def _reason(code: int | None) -> GuestGone:
    """Why a guest is gone, by its exit code."""
    if code is None:
        return GuestGone("died", "its process and the one that it was forked from ended")
    if code == OUT_OF_MEMORY:
        return GuestGone("memory", "it used all the memory that it may")
    if code in (CANNOT_START, CANNOT_CONFINE):
        return GuestGone("died", "it could not be confined, or given its files")
    ended_by = code - SIGNALED if code > SIGNALED else -code
    if ended_by not in _SIGNALS:
        return GuestGone("died", f"its process ended with status {code}")
    if ended_by == signal.SIGXCPU:
        return GuestGone("time-out", "it used all the processor time that it may")
    return GuestGone("died", f"its process was ended by {signal.Signals(ended_by).name}")
