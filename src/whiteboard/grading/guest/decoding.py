"""JSON that a hostile side may have sent, as the plain values that it stands for, or refused."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from whiteboard.grading.guest import tables
from whiteboard.grading.guest.protocol import Garbled
from whiteboard.grading.guest.values import DEEPEST, MOST_BITS, MOST_KEYS, NAMED_BUILTINS


def decode(data: Any, other: Callable[[str, Any], Any]) -> Any:
    """The value that `values.encode` made this of.

    Parameters
    ----------
    data : object
        What came as JSON; any JSON, since the other side may be hostile.
    other : callable
        Called with the tag and the content of what is no plain value; raises `Garbled` for a tag that it does
        not know.

    Raises
    ------
    Garbled
        It is no encoded value.

    Examples
    --------
    >>> decode({"tuple": [1, {"dict": [["a", {"set": [2.5]}]]}]}, lambda tag, content: None)
    (1, {'a': {2.5}})
    """
    return _Decoder(other).decode(data, 0)


class NamedValues(tuple[Any, ...]):
    """A named tuple of a learner's, as a tuple whose values are attributes too."""

    names: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> Any:
        if name in self.names:
            return self[self.names.index(name)]
        raise AttributeError(f"the named tuple has no {name!r}, but {', '.join(self.names)}")


class _Decoder:
    def __init__(self, other: Callable[[str, Any], Any]) -> None:
        self._other = other

    def decode(self, data: Any, depth: int) -> Any:
        if data is None or isinstance(data, (bool, float, str)):
            return data
        if isinstance(data, int):
            return _bounded(data)
        if depth > 2 * DEEPEST:
            raise Garbled("a value nested too deeply")
        if isinstance(data, list):
            return [self.decode(item, depth + 1) for item in data]
        if not isinstance(data, dict) or len(data) != 1:
            raise Garbled("a value without a tag")
        ((tag, content),) = data.items()
        try:
            return self._tagged(tag, content, depth + 1)
        except Garbled:
            raise
        except Exception as error:  # a hostile side may send anything, and many constructors are asked here
            raise Garbled(f"no {tag[:20]!r}: {str(error)[:100]}") from None

    def _tagged(self, tag: str, content: Any, depth: int) -> Any:
        match tag:
            case "tuple":
                return tuple(self._list(content, depth))
            case "dict":
                return dict(self._pairs(content, depth))
            case "set" | "frozenset":
                items = self._list(content, depth)
                _count(items)
                return set(items) if tag == "set" else frozenset(items)
            case "named":
                _type_name, names, items = content
                named = type("NamedValues", (NamedValues,), {"names": tuple(map(_text, _plain_list(names)))})
                return named(self._list(items, depth))
            case "int":
                return _bounded(int(_text(content), 16))
            case "float":
                return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[content]
            case "str":
                return bytes.fromhex(_text(content)).decode("utf-8", "surrogatepass")
            case "bytes" | "bytearray":
                plain = bytes.fromhex(_text(content))
                return plain if tag == "bytes" else bytearray(plain)
            case "constant":
                return {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}[content]
            case "builtin":
                return NAMED_BUILTINS[content]
            case _:
                return self._rarer(tag, content, depth)

    def _rarer(self, tag: str, content: Any, depth: int) -> Any:
        match tag:
            case "complex":
                real, imaginary = self._list(content, depth)
                return complex(_number(real), _number(imaginary))
            case "range":
                return range(*self._list(content, depth))
            case "slice":
                start, stop, step = self._list(content, depth)
                return slice(start, stop, step)
            case "fraction":
                numerator, denominator = (_whole(part) for part in self._list(content, depth))
                return Fraction(numerator, denominator)
            case "datetime":
                return datetime.datetime.fromisoformat(_text(content))
            case "date":
                return datetime.date.fromisoformat(_text(content))
            case "time":
                return datetime.time.fromisoformat(_text(content))
            case "timedelta":
                days, seconds, microseconds = (_whole(part) for part in self._list(content, depth))
                return datetime.timedelta(days=days, seconds=seconds, microseconds=microseconds)
            case tables.ARRAY | tables.SERIES | tables.FRAME:
                return tables.put_together(tag, self._list(content, depth))
            case _:
                return self._other(tag, content)

    def _list(self, content: Any, depth: int) -> list[Any]:
        return [self.decode(item, depth) for item in _plain_list(content)]

    def _pairs(self, content: Any, depth: int) -> list[tuple[Any, Any]]:
        pairs = _plain_list(content)
        _count(pairs)
        return [(self.decode(key, depth), self.decode(item, depth)) for key, item in pairs]


def _plain_list(content: Any) -> list[Any]:
    if not isinstance(content, list):
        raise Garbled("a list was due")
    return content


def _count(items: list[Any]) -> None:
    if len(items) > MOST_KEYS:
        raise Garbled(f"{len(items):,} keys, where {MOST_KEYS:,} are read")


def _bounded(value: int) -> int:
    if value.bit_length() > MOST_BITS:
        raise Garbled("an int of too many digits")
    return value


def _text(content: Any) -> str:
    if not isinstance(content, str):
        raise Garbled("text was due")
    return content


def _number(content: Any) -> float:
    if not isinstance(content, (int, float)):
        raise Garbled("a number was due")
    return float(content)


def _whole(content: Any) -> int:
    if not isinstance(content, int):
        raise Garbled("a whole number was due")
    return content


def replace_content(ours: Any, now: Any) -> None:
    """Give one of our containers the content that a function left in its copy."""
    if type(ours) is not type(now):
        raise Garbled(f"a {type(now).__name__} for a {type(ours).__name__}")
    match ours:
        case list() | bytearray():
            ours[:] = now
        case dict() | set():
            ours.clear()
            ours.update(now)
        case _:
            ours[...] = now
