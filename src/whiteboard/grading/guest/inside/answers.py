"""A guest's answers to the judge's requests: run a cell, give a value, call a function."""

from __future__ import annotations

import builtins
import operator
from collections.abc import Callable
from typing import Any

from whiteboard.grading.guest import decoding, values
from whiteboard.grading.guest.gone import LONGEST_TEXT, NotPlain
from whiteboard.grading.guest.inside.channel import Channel
from whiteboard.grading.guest.inside.shell import GuestShell
from whiteboard.grading.guest.protocol import Garbled

_MOST_HANDLES = 200_000
_QUESTIONS: dict[str, Callable[..., Any]] = {
    "length": len,
    "item": operator.getitem,
    "set item": operator.setitem,
    "delete item": operator.delitem,
    "attribute": getattr,
    "set attribute": setattr,
    "iterate": iter,
    "next": next,
    "str": str,
    "repr": repr,
    "is a": isinstance,
    "enter": lambda context: context.__enter__(),
    "leave": lambda context: context.__exit__(None, None, None),
}


class Answers:
    """Answers requests until the judge is gone.

    Parameters
    ----------
    channel : Channel
        To the judge.
    shell : GuestShell
        Where cells run.
    before_cell, after_cell : callable
        Called around each cell; the second sends what is still held of its outputs.
    """

    def __init__(
        self,
        channel: Channel,
        shell: GuestShell,
        *,
        before_cell: Callable[[], None],
        after_cell: Callable[[], None],
    ) -> None:
        self._channel = channel
        self._shell = shell
        self._before_cell, self._after_cell = before_cell, after_cell
        self._handles: list[Any] = []

    def serve(self) -> None:
        """Answer until the judge closes the channel."""
        while (request := self._channel.receive()) is not None:
            self._answer(request)

    def _answer(self, request: dict[str, Any]) -> None:
        number = request["number"]
        try:
            reply = self._reply(request)
        except NotPlain as error:
            reply = {"is": "not plain", "text": str(error)}
        except MemoryError:
            raise
        except BaseException as error:  # a learner's code may raise anything, SystemExit included
            reply = raised(error)
        try:
            self._channel.send({**reply, "number": number})
        except Garbled as error:
            self._channel.send({"is": "not plain", "text": str(error), "number": number})

    def _reply(self, request: dict[str, Any]) -> dict[str, Any]:
        match request["do"]:
            case "run":
                return self._run(request["source"], painted=request["painted"])
            case "value":
                return self._value(request["name"])
            case "call":
                return self._call(request)
            case "ask":
                given = [self._decode(item) for item in request["given"]]
                return self._ask(request["what"], given)
            case unknown:
                raise RuntimeError(f"the judge asked for {unknown!r}")

    def _run(self, source: str, *, painted: bool) -> dict[str, Any]:
        self._before_cell()
        self._shell.display_formatter.paints = painted
        try:
            result = self._shell.run_cell(source, store_history=True)
            failed = result.error_before_exec or result.error_in_exec
        except BaseException as error:
            failed = error
            self._shell.showtraceback()
        self._after_cell()
        return {"is": "ran", "error": type(failed).__name__ if failed is not None else ""}

    def _value(self, name: str) -> dict[str, Any]:
        names = self._shell.user_ns
        if name not in names or name in self._shell.user_ns_hidden:
            return {"is": "missing"}
        return {"is": "value", "value": self._encode(names[name])}

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        target = request["target"]
        if isinstance(target, str):
            if target not in self._shell.user_ns:
                return {"is": "missing"}
            target = self._shell.user_ns[target]
        else:
            target = self._decode(target)
        arguments = [self._decode(item) for item in request["arguments"]]
        keywords = {name: self._decode(item) for name, item in request["keywords"].items()}
        mutable = {
            place: (item, self._encode(item))
            for place, item in [*enumerate(arguments), *keywords.items()]
            if type(item) in (list, dict, set, bytearray) or type(item).__name__ == "ndarray"
        }
        result = target(*arguments, **keywords)
        changed = [
            [place, now] for place, (item, before) in mutable.items() if (now := self._encode(item)) != before
        ]
        return {"is": "value", "value": self._encode(result), "changed": changed}

    def _ask(self, what: str, given: list[Any]) -> dict[str, Any]:
        try:
            answer = _QUESTIONS[what](*given)
        except StopIteration:
            return {"is": "missing"}
        return {"is": "value", "value": self._encode(answer)}

    def _encode(self, value: Any) -> Any:
        return values.encode(value, self._other)

    def _other(self, value: Any) -> Any:
        """A handle to what is no plain value."""
        if isinstance(value, Callback):
            return {"callback": value.number}
        if len(self._handles) >= _MOST_HANDLES:
            raise NotPlain(f"more than {_MOST_HANDLES:,} objects were asked for")
        self._handles.append(value)
        kind = type(value)
        about = {"number": len(self._handles) - 1, "kind": "object", "name": kind.__name__, "bases": []}
        if issubclass(kind, type(builtins)):
            about |= {"kind": "module", "name": str(value.__name__)}
        elif issubclass(kind, type):
            about |= {"kind": "class", "name": value.__name__}
            if issubclass(value, BaseException):
                about |= {"kind": "exception", "bases": [base.__name__ for base in value.__mro__]}
        elif callable(value):
            about |= {"kind": "function", "name": str(getattr(value, "__name__", kind.__name__))}
        return {"handle": about}

    def _decode(self, data: Any) -> Any:
        return decoding.decode(data, self._given)

    def _given(self, tag: str, content: Any) -> Any:
        if tag == "handle":
            return self._handles[content]
        if tag == "callback":
            return Callback(content, self)
        raise Garbled(f"a value of unknown kind {tag!r}")

    def call_back(self, number: int, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Have the judge call one of its functions; what it asks meanwhile is answered."""
        self._channel.send(
            {
                "is": "callback",
                "callback": number,
                "arguments": [self._encode(item) for item in arguments],
                "keywords": {name: self._encode(item) for name, item in keywords.items()},
            }
        )
        while (message := self._channel.receive()) is not None:
            if message["do"] == "returned":
                return self._decode(message["value"])
            if message["do"] == "raised":
                kind = getattr(builtins, message["name"], None)
                if not (isinstance(kind, type) and issubclass(kind, Exception)):
                    kind = RuntimeError
                raise kind(message["text"])
            self._answer(message)
        raise SystemExit


class Callback:
    """A function of the judge's, handed to a learner's function; calling it asks the judge."""

    def __init__(self, number: int, answers: Answers) -> None:
        self.number = number
        self._answers = answers

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:  # noqa: D102
        return self._answers.call_back(self.number, arguments, keywords)


def raised(error: BaseException) -> dict[str, Any]:
    """An exception as a message: its class's names and its text, without a traceback."""
    try:
        names = [str.__str__(kind.__name__)[:100] for kind in type(error).__mro__][:20]
        arguments = error.args
        single = len(arguments) == 1 and isinstance(arguments[0], str)
        text = str.__str__(arguments[0] if single else str(error))  # a KeyError's own text would be its repr
    except BaseException:  # a learner's own `__str__` may raise anything
        names, text = ["Exception"], "an exception whose text can't be had"
    return {"is": "raised", "bases": names, "text": text[:LONGEST_TEXT].encode("utf-8", "replace").decode()}
