"""Frames: whatever comes, it is messages or Garbled."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.grading.guest.protocol import LARGEST_FRAME, Frames, Garbled, pack

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(st.dictionaries(st.text(), JSON, max_size=4), max_size=5), st.integers(1, 50))
def test_messages_arrive_as_sent_whatever_the_pieces(messages, size):
    stream = b"".join(map(pack, messages))
    frames, arrived = Frames(), []
    for start in range(0, len(stream), size):
        arrived += frames.feed(stream[start : start + size])
    assert arrived == messages


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_any_bytes_are_messages_or_garbled(pieces):
    frames = Frames()
    try:
        for piece in pieces:
            assert all(isinstance(message, dict) for message in frames.feed(piece))
    except Garbled:
        pass


@given(st.binary(max_size=300))
def test_any_content_of_a_frame_is_a_message_or_garbled(content):
    with contextlib.suppress(Garbled):
        Frames().feed(len(content).to_bytes(4, "big") + content)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b"[]",
        b"3",
        b'{"a": ' + b"9" * 5_000 + b"}",
        b"\xff\xfe",
        b"",
    ],
)
def test_what_is_no_object_of_json_is_garbled(content):
    with pytest.raises(Garbled):
        Frames().feed(len(content).to_bytes(4, "big") + content)


def test_a_frame_has_a_largest_size_on_both_sides():
    with pytest.raises(Garbled, match="4,000,000"):
        pack({"text": "x" * LARGEST_FRAME})
    with pytest.raises(Garbled, match="a frame of"):
        Frames().feed(b"\xff\xff\xff\xff")
