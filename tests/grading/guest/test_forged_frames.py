"""A guest that sends whatever it likes: the judge raises GuestGone or an error of the learner's, and nothing else."""

import contextlib
import json
import os
import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whiteboard.grading.guest import GuestError, GuestGone, NoSuchName, NotPlain, Remote
from whiteboard.grading.guest.guest import Guest
from whiteboard.grading.guest.protocol import pack
from whiteboard.grading.guest.wire import Wire
from whiteboard.grading.limits import Limits


class Living:
    """A parent that never says that its guest has ended."""

    def __init__(self):
        self._ours, self._theirs = socket.socketpair()

    def fileno(self):
        return self._ours.fileno()

    def read_end(self):
        return False, None

    def speak(self):
        self._theirs.sendall(b"news")

    def close(self):
        self._ours.close()
        self._theirs.close()


@contextlib.contextmanager
def guest_that_sends(stream, *, printed=b"", seconds=0.2):
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    parent = Living()
    os.write(writing, printed)
    speaking = threading.Thread(target=_send, args=(theirs, stream, parent))
    speaking.start()
    try:
        with Guest(
            Wire(ours, reading, parent, 1_000), Limits(cell_seconds=seconds, output=1_000), lambda: None
        ) as guest:
            yield guest
    finally:
        speaking.join()
        theirs.close()
        os.close(writing)
        parent.close()


def _send(theirs, stream, parent):
    with contextlib.suppress(OSError):
        theirs.sendall(stream)
        theirs.shutdown(socket.SHUT_WR)
    parent.speak()  # or the judge would wait some seconds for a reason


REQUESTS = [
    lambda guest: guest.run("x", name="first"),
    lambda guest: guest.value("x"),
    lambda guest: guest.call("f", [[1], {2}], {"key": {}}),
    lambda guest: guest.ask("next", 1),
]
EXPECTED = (GuestGone, GuestError, NoSuchName, NotPlain, StopIteration)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(REQUESTS))
def test_random_bytes_end_the_guest(stream, request_of):
    with guest_that_sends(stream) as guest, pytest.raises(GuestGone):
        request_of(guest)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.text(max_size=5)
    | st.sampled_from(["x", "dict", "object"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=8,
)
VALUE = JSON | st.fixed_dictionaries(
    {
        "handle": st.fixed_dictionaries(
            {},
            optional={
                "number": JSON,
                "kind": st.sampled_from(["object", "module", "exception", "class", 3]),
                "name": JSON,
                "bases": st.lists(st.text(max_size=8) | st.sampled_from(["ValueError", "SystemExit", "\0"]))
                | JSON,
            },
        )
    }
)
FRAME = st.fixed_dictionaries(
    {
        "is": st.sampled_from(
            ["ran", "value", "raised", "missing", "not plain", "printed", "shown", "failed", "callback"]
        )
    },
    optional={
        **{
            "number": st.just(1) | JSON,
            "value": VALUE,
            "error": st.text() | JSON,
            "name": JSON,
            "lines": JSON,
        },
        **{"to": st.sampled_from(["stdout", "stderr", "other"]), "text": st.text() | JSON},
        **{"as": st.sampled_from(["display_data", "other"]), "data": JSON | st.just({"image/png": "AAAA"})},
        **{
            "bases": st.lists(st.text(max_size=8) | st.sampled_from(["KeyError", "UnicodeDecodeError", "A"]))
            | JSON
        },
        **{
            "changed": JSON | st.lists(st.tuples(st.integers(-1, 3) | st.just("key"), VALUE)),
            "callback": JSON,
        },
        **{"arguments": st.lists(VALUE, max_size=2), "keywords": JSON},
    },
)


@settings(max_examples=200, deadline=None)
@given(st.lists(FRAME, min_size=1, max_size=4), st.sampled_from(REQUESTS))
def test_any_frames_are_an_answer_or_end_the_guest(frames, request_of):
    stream = b"".join(pack(json.loads(json.dumps(frame))) for frame in frames)
    with guest_that_sends(stream) as guest:
        try:
            answer = request_of(guest)
        except EXPECTED as error:
            assert isinstance(str(error), str)
        else:
            assert not isinstance(answer, BaseException) or isinstance(answer, GuestError)


def test_a_forged_answer_is_no_more_than_a_value():
    with guest_that_sends(pack({"is": "value", "value": 42, "number": 1})) as guest:
        assert guest.value("answer") == 42


def test_an_answer_to_another_question_ends_the_guest():
    with guest_that_sends(pack({"is": "value", "value": 42, "number": 2})) as guest:
        with pytest.raises(GuestGone) as caught:
            guest.value("answer")
        assert caught.value.kind == "protocol"
        with pytest.raises(GuestGone):
            guest.value("another")


def test_silence_is_a_time_out_that_names_the_cell():
    with guest_that_sends(b"", seconds=0.1) as guest, pytest.raises(GuestGone):
        guest.run("pass", name="cell 3")
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    parent = Living()
    guest = Guest(Wire(ours, reading, parent, 10), Limits(cell_seconds=0.1), lambda: None)
    with guest, pytest.raises(GuestGone, match=r"longer than 0\.1 seconds") as caught:
        guest.run("pass", name="cell 3")
    assert (caught.value.kind, caught.value.cell) == ("time-out", "cell 3")
    theirs.close()
    os.close(writing)
    parent.close()


def test_a_flood_of_frames_is_ended():
    flood = pack({"is": "printed", "to": "stdout", "text": "x" * 1_000_000}) * 60
    with guest_that_sends(flood, seconds=20) as guest, pytest.raises(GuestGone) as caught:
        guest.run("pass", name="flood")
    assert caught.value.kind == "output"


def test_only_a_picture_that_is_a_png_is_kept_and_html_never():
    shown = [{"image/png": "PHN2Zz4=", "text/plain": "a"}, {"text/html": "<script>", "text/plain": "b"}]
    frames = [pack({"is": "shown", "as": "display_data", "data": data}) for data in shown]
    with guest_that_sends(b"".join(frames) + pack({"is": "ran", "error": "", "number": 1})) as guest:
        outputs = guest.run("pass", name="pictures").outputs
    assert [output.get("data") for output in outputs[:2]] == [{"text/plain": "a"}, {"text/plain": "b"}]
    assert "1 pictures are left out" in outputs[2]["text"]


def test_an_object_of_any_claimed_kind_judges_nothing():
    about = {"number": 0, "kind": "function", "name": "liar", "bases": []}
    with guest_that_sends(pack({"is": "value", "value": {"handle": about}, "number": 1})) as guest:
        liar = guest.value("liar")
    assert isinstance(liar, Remote)
    for judged in (
        lambda: bool(liar),
        lambda: liar == 1,
        lambda: liar != 1,
        lambda: liar < 1,
        lambda: 1 in liar,
        lambda: hash(liar),
        lambda: abs(liar - 1) < 0.1,
        lambda: liar.equals(1),
        lambda: float(liar),
    ):
        with pytest.raises((TypeError, AttributeError)):
            judged()
