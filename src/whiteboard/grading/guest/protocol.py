"""Frames between judge and guest: four bytes of length, then JSON. Nothing else is ever read or written.

The guest's side runs beside a learner's code, which can reach this channel and write to it. Such a forgery can
claim that a name has some value, that a function returned something, or that a cell printed something: all of
them things that the learner's code could have brought about by being what it claims. It can't say how many
points that earns, since the judge compares values itself; and what is no frame, or no answer to the question
that was asked, ends the guest.
"""

from __future__ import annotations

import json
import struct
from typing import Any

LARGEST_FRAME = 4_000_000
"""Bytes of one frame: a value of 1 MB with its tags, or a picture of 1 MB as base64 with its text."""

_LENGTH = struct.Struct(">I")


class Garbled(ValueError):
    """Bytes that are no frame."""


def _refuse(constant: str) -> None:
    raise Garbled(f"{constant} is not JSON")


def pack(message: dict[str, Any]) -> bytes:
    """A message as a frame.

    Raises
    ------
    Garbled
        It is larger than a frame may be, or no JSON.

    Examples
    --------
    >>> pack({"do": "run"})
    b'\\x00\\x00\\x00\\r{"do": "run"}'
    """
    try:
        text = json.dumps(message, allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise Garbled(str(error)) from None
    if len(text) > LARGEST_FRAME:
        raise Garbled(f"a message of {len(text):,} bytes, where {LARGEST_FRAME:,} fit")
    return _LENGTH.pack(len(text)) + text


class Frames:
    """Messages from a stream of bytes, which arrive in pieces of any size.

    Examples
    --------
    >>> frames = Frames()
    >>> frames.feed(pack({"is": "ran"})[:6])
    []
    >>> frames.feed(pack({"is": "ran"})[6:])
    [{'is': 'ran'}]
    """

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, piece: bytes) -> list[dict[str, Any]]:
        """Take more bytes; give the messages that they complete.

        Raises
        ------
        Garbled
            They are no frames: a length beyond the largest, no JSON, or JSON that is no object.
        """
        self._bytes += piece
        complete: list[dict[str, Any]] = []
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            if length > LARGEST_FRAME:
                raise Garbled(f"a frame of {length:,} bytes, where {LARGEST_FRAME:,} are read")
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                break
            text = bytes(self._bytes[_LENGTH.size : end])
            del self._bytes[:end]
            complete.append(_message(text))
        return complete


def _message(text: bytes) -> dict[str, Any]:
    try:
        message = json.loads(text.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Garbled(f"a frame that is no JSON: {str(error)[:100]}") from None
    if not isinstance(message, dict):
        raise Garbled("a frame that is no JSON object")
    return message
