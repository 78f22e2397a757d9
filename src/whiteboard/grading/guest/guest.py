"""One guest, as the judge asks it: run a cell, give a value, call a function."""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from whiteboard.grading.guest import decoding, values
from whiteboard.grading.guest.decoding import replace_content
from whiteboard.grading.guest.gathered import Gathered, Ran
from whiteboard.grading.guest.gone import (
    LONGEST_TEXT,
    GuestGone,
    NoSuchName,
    NotPlain,
    error_class,
)
from whiteboard.grading.guest.protocol import Garbled
from whiteboard.grading.guest.remote import Remote
from whiteboard.grading.guest.wire import Wire
from whiteboard.grading.limits import Limits

_MOST_PICTURES = 10_000_000
"""Bytes of pictures kept of one guest."""
_KINDS = ("object", "function", "class", "module")


class Guest:
    """A process in which one learner's notebook runs. It is ended when it is left, whatever happens.

    Made by `Host.guest`.

    Parameters
    ----------
    wire : Wire
        To the process.
    limits : Limits
        What it may use.
    end : callable
        Ends the process and all that it started.

    Attributes
    ----------
    gone : GuestGone or None
        Why the guest can no longer be asked; None while it can.
    """

    def __init__(self, wire: Wire, limits: Limits, end: Callable[[], None]) -> None:
        self.limits = limits
        self.gone: GuestGone | None = None
        self._wire = wire
        self._end = end
        self._number = 0
        self._pictures_left = _MOST_PICTURES
        self._callbacks: list[Callable[..., Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def run(self, source: str, *, name: str, painted: bool = True) -> Ran:
        """Run one cell of the notebook.

        Parameters
        ----------
        source : str
            Its text; IPython's own syntax is allowed.
        name : str
            What to call it in messages.
        painted : bool
            False where nobody looks at its figures: they are laid out then, which code can notice, but not painted,
            which takes longer than most cells.

        Returns
        -------
        Ran
            Its outputs. An error in the cell is one of them, and no reason to stop.

        Raises
        ------
        GuestGone
            It took too long, used too much, or ended its process; ``cell`` says which cell it was.
        """
        gathered = Gathered(self.limits.output, self._pictures_left)
        try:
            reply = self._exchange({"do": "run", "source": source, "painted": painted}, gathered)
        except GuestGone as gone:
            gone.cell = gone.cell or name
            raise
        except NotPlain as too_large:
            gathered.stream("stderr", f"This cell was not run: {too_large}.\n")
            return Ran(outputs=gathered.outputs(), error="ValueError")
        gathered.stream("stdout", self._wire.written())
        self._pictures_left = gathered.pictures_left
        error = reply.get("error")
        if reply.get("is") != "ran" or not isinstance(error, str):
            raise self.lose(GuestGone("protocol", "it did not say that the cell has run"))
        return Ran(outputs=gathered.outputs(), error=error[:200].encode("utf-8", "replace").decode())

    def value(self, name: str) -> Any:
        """What a name stands for in the notebook.

        Parameters
        ----------
        name : str
            The name.

        Returns
        -------
        object
            A plain value; a `Remote` for anything else.

        Raises
        ------
        NoSuchName
            It defines no such name.
        NotPlain
            The value is too large, too deep, or contains itself.
        GuestGone
            The guest can't be asked.
        """
        reply = self._exchange({"do": "value", "name": name})
        if reply.get("is") == "missing":
            raise NoSuchName(name)
        return self._answer(reply)

    def call(
        self, target: str | Remote, arguments: Iterable[Any] = (), keywords: Mapping[str, Any] | None = None
    ) -> Any:
        """What a function of the notebook gives.

        Lists, dicts, sets, byte arrays and numpy arrays that it changes are changed here too, as in one process.
        A function among the arguments is called here when the notebook's function calls it.

        Parameters
        ----------
        target : str or Remote
            The function: its name, or what `value` gave.
        arguments, keywords
            Plain values, functions, and objects of the same notebook.

        Returns
        -------
        object
            A plain value; a `Remote` for anything else.

        Raises
        ------
        GuestError
            It raised an exception; also an instance of the builtin exception of that name.
        NotPlain
            An argument or the result can't cross.
        GuestGone
            The guest can't be asked.
        """
        given, named = list(arguments), dict(keywords or {})
        reply = self._exchange(
            {
                "do": "call",
                "target": target if isinstance(target, str) else self._encode(target),
                "arguments": [self._encode(item) for item in given],
                "keywords": {name: self._encode(item) for name, item in named.items()},
            }
        )
        if reply.get("is") == "missing":
            raise NoSuchName(str(target))
        answer = self._answer(reply)
        self._change(reply.get("changed"), dict(enumerate(given)) | named)
        return answer

    def ask(self, what: str, *given: Any) -> Any:
        """The answer to a question about an object; `Remote` asks them.

        Raises
        ------
        StopIteration
            The question was for the next item, and there is none.
        """
        reply = self._exchange({"do": "ask", "what": what, "given": [self._encode(item) for item in given]})
        if reply.get("is") == "missing":
            raise StopIteration
        return self._answer(reply)

    def lose(self, gone: GuestGone) -> GuestGone:
        """End a guest that can't be asked any more; gives the first reason for that."""
        if self.gone is None:
            self.gone = gone
            self.close()
        return self.gone

    def close(self) -> None:
        """End the guest's process and all that it started, and empty its folder."""
        if self.gone is None:
            self.gone = GuestGone("died", "it has been ended")
        end, self._end = self._end, _nothing
        self._wire.close()
        end()

    def _exchange(self, request: dict[str, Any], gathered: Gathered | None = None) -> dict[str, Any]:
        """Send a request; give its reply. Outputs on the way are gathered, or dropped."""
        if self.gone is not None:
            raise self.gone
        self._number += 1
        number = self._number
        ends = time.monotonic() + self.limits.cell_seconds
        try:
            self._wire.send({**request, "number": number}, ends)
            while True:
                message = self._wire.receive(ends)
                if (gathered or Gathered(0, 0)).add(message):
                    continue
                if message.get("is") == "callback":
                    self._wire.send(self._called_back(message), ends)
                    continue
                if message.get("number") != number:
                    raise Garbled("an answer to another question")
                return message
        except Garbled as error:
            raise self.lose(GuestGone("protocol", f"it sent {error}")) from None
        except GuestGone as gone:
            if gone.kind == "time-out" and self.gone is None:
                gone = GuestGone("time-out", f"it took longer than {self.limits.cell_seconds:g} seconds")
            raise self.lose(gone) from None

    def _answer(self, reply: dict[str, Any]) -> Any:
        try:
            match reply.get("is"):
                case "value":
                    return self._decode(reply.get("value"))
                case "raised":
                    text = reply.get("text")
                    if not isinstance(text, str):
                        raise Garbled("an exception that is none")
                    raise error_class(_names(reply.get("bases")))(text[:LONGEST_TEXT])
                case "not plain":
                    raise NotPlain(str(reply.get("text"))[:LONGEST_TEXT])
                case _:
                    raise Garbled("what is no answer")
        except Garbled as error:
            raise self.lose(GuestGone("protocol", f"it sent {error}")) from None

    def _change(self, changed: Any, given: dict[int | str, Any]) -> None:
        """Bring changes that a function made to its arguments into the judge's own objects."""
        try:
            for place, data in changed or ():
                replace_content(given[place], self._decode(data))
        except (Garbled, TypeError, ValueError, KeyError) as error:
            raise self.lose(GuestGone("protocol", f"it sent a change that is none: {error}")) from None

    def _called_back(self, message: dict[str, Any]) -> dict[str, Any]:
        """Call one of the judge's own functions, as the notebook's function asked."""
        number, arguments, keywords = (message.get(key) for key in ("callback", "arguments", "keywords"))
        if not isinstance(number, int) or not 0 <= number < len(self._callbacks):
            raise Garbled("a call of no function")
        if not isinstance(arguments, list) or not isinstance(keywords, dict):
            raise Garbled("a call without arguments")
        given = [self._decode(item) for item in arguments]
        named = {name: self._decode(item) for name, item in keywords.items()}
        try:
            return {"do": "returned", "value": self._encode(self._callbacks[number](*given, **named))}
        except GuestGone:
            raise
        except Exception as error:
            kind = type(error)
            name = next((base.__name__ for base in kind.__mro__ if hasattr(builtins, base.__name__)), "")
            return {"do": "raised", "name": name, "text": str(error)[:LONGEST_TEXT]}

    def _encode(self, value: Any) -> Any:
        return values.encode(value, self._other)

    def _decode(self, data: Any) -> Any:
        return decoding.decode(data, self._given)

    def _other(self, value: Any) -> Any:
        """What stands for a value that is not plain: an object of the notebook's, or a function of ours."""
        if isinstance(value, Remote):
            if value._remote_asked is not self:
                raise NotPlain("an object of a notebook's run that has ended")
            return {"handle": value._remote_number}
        if callable(value) and not isinstance(value, type):
            self._callbacks.append(value)
            return {"callback": len(self._callbacks) - 1}
        raise NotPlain(
            f"a {type(value).__name__} can't be handed to the notebook, but plain values and functions"
        )

    def _given(self, tag: str, content: Any) -> Any:
        """A handle, or one of our own functions that came back."""
        if tag == "callback" and isinstance(content, int) and 0 <= content < len(self._callbacks):
            return self._callbacks[content]
        if tag != "handle" or not isinstance(content, dict):
            raise Garbled(f"a value of unknown kind {tag[:20]!r}")
        number, kind, name, bases = (content.get(key) for key in ("number", "kind", "name", "bases"))
        if not isinstance(number, int) or not isinstance(name, str):
            raise Garbled("an object without a number or a name")
        if kind == "exception":
            return error_class(_names(bases))
        if kind not in _KINDS:
            raise Garbled("an object of no kind")
        return Remote(self, number, kind, name[:100])


def _nothing() -> None:
    """What is left to do at the second end of a guest."""


def _names(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or len(given) > 100 or not all(isinstance(name, str) for name in given):
        raise Garbled("names that are none")
    return tuple(given)
