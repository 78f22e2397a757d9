"""Plain values as JSON: what judge and guest can tell each other without pickle; `decoding` is the way back.

JSON's own null, booleans, numbers and strings stand for themselves, and a JSON array for a list. Everything else is
an object with a tag: ``{"tuple": [1, 2]}``. What is no plain value becomes whatever the `other` of the two sides
makes of it: a handle in the guest, an error in words in the judge.

A subclass is sent as its plain base, by the base's own methods, so that a lying ``__eq__``, ``__float__`` or
``__iter__`` stays where it was written. Tables and arrays arrive as pandas' and numpy's own, built anew from lists.
"""

from __future__ import annotations

import builtins
import datetime
import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from whiteboard.grading.guest import tables
from whiteboard.grading.guest.gone import NotPlain

DEEPEST = 50
"""Levels of nesting."""
LARGEST_VALUE = 1_000_000
"""Characters of a value, roughly."""
MOST_KEYS = 20_000
"""Keys of a dict or a set; their hashes can be made to collide, which costs their square."""
MOST_BITS = 14_000
"""Bits of an int: some 4,200 digits, which is what Python prints."""

_FUNCTIONS = (
    *(abs, all, any, ascii, bin, callable, chr, divmod, hash, hex, id, len, max),
    *(min, oct, ord, pow, repr, round, sorted, sum),
)
NAMED_BUILTINS: dict[str, Any] = {
    name: found for name, found in vars(builtins).items() if isinstance(found, type) and name[0] != "_"
} | {function.__name__: function for function in _FUNCTIONS}
"""Types and functions of Python that are sent by their names."""

_BUILTIN_NAMES = {id(found): name for name, found in NAMED_BUILTINS.items()}
_EXACT_JSON_INT = 2**63


def encode(value: Any, other: Callable[[Any], Any]) -> Any:
    """A value in JSON's own types.

    Parameters
    ----------
    value : object
        Any object.
    other : callable
        Called with whatever is no plain value; gives what stands for it, or raises `NotPlain`.

    Returns
    -------
    object
        None, bool, int, float, str, list, or a dict of one tag.

    Raises
    ------
    NotPlain
        The value refers to itself, is nested too deeply, or is too large.

    Examples
    --------
    >>> encode((1, {"a": {2.5}}), repr)
    {'tuple': [1, {'dict': [['a', {'set': [2.5]}]]}]}
    """
    return _Encoder(other).encode(value)


class _Encoder:
    def __init__(self, other: Callable[[Any], Any]) -> None:
        self._other = other
        self._left = LARGEST_VALUE
        self._above: set[int] = set()

    def encode(self, value: Any) -> Any:
        self._take(2)
        kind = type(value)
        if value is None or kind is bool:
            return value
        if issubclass(kind, int):
            return self._int(int.__int__(value))
        if issubclass(kind, float):
            plain = float.__float__(value)
            return plain if math.isfinite(plain) else {"float": repr(plain)}
        if issubclass(kind, str):
            return self._str(str.__str__(value))
        if kind is complex:
            return {"complex": [self.encode(value.real), self.encode(value.imag)]}
        if issubclass(kind, (bytes, bytearray)):
            base = bytes if issubclass(kind, bytes) else bytearray
            self._take(2 * base.__len__(value))
            return {base.__name__: base.hex(value)}
        if issubclass(kind, (list, tuple, dict, set, frozenset)):
            return self._nested(value, kind)
        return self._rarer(value, kind)

    def _take(self, characters: int) -> None:
        self._left -= characters
        if self._left < 0:
            raise NotPlain(f"the value is larger than {LARGEST_VALUE:,} characters")

    def _int(self, value: int) -> Any:
        if -_EXACT_JSON_INT <= value < _EXACT_JSON_INT:
            return value
        if value.bit_length() > MOST_BITS:
            raise NotPlain(f"an int of {value.bit_length():,} bits, where {MOST_BITS:,} can be read")
        self._take(value.bit_length() // 4)
        return {"int": hex(value)}

    def _str(self, value: str) -> Any:
        self._take(str.__len__(value))
        if value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value):
            return value
        return {"str": value.encode("utf-8", "surrogatepass").hex()}

    def _nested(self, value: Any, kind: type) -> Any:
        if id(value) in self._above:
            raise NotPlain("the value contains itself")
        if len(self._above) >= DEEPEST:
            raise NotPlain(f"the value is nested more than {DEEPEST} deep")
        self._above.add(id(value))
        try:
            return self._items(value, kind)
        finally:
            self._above.discard(id(value))

    def _items(self, value: Any, kind: type) -> Any:
        if issubclass(kind, dict):
            self._count(dict.__len__(value))
            return {"dict": [[self.encode(key), self.encode(item)] for key, item in dict.items(value)]}
        if issubclass(kind, list):
            return self._all(list.__iter__(value))
        if issubclass(kind, tuple):
            names = kind.__dict__.get("_fields")
            items = self._all(tuple.__iter__(value))
            if type(names) is tuple and all(type(name) is str for name in names) and len(names) == len(items):
                return {"named": [kind.__name__, list(names), items]}
            return {"tuple": items}
        base = set if issubclass(kind, set) else frozenset
        self._count(base.__len__(value))
        return {base.__name__: self._all(base.__iter__(value))}

    def _all(self, items: Iterable[Any]) -> list[Any]:
        return [self.encode(item) for item in items]

    def _count(self, keys: int) -> None:
        if keys > MOST_KEYS:
            raise NotPlain(f"a dict or set of {keys:,} keys, where {MOST_KEYS:,} can be read")

    def _rarer(self, value: Any, kind: type) -> Any:
        if kind is range or kind is slice:
            return {kind.__name__: [self.encode(part) for part in (value.start, value.stop, value.step)]}
        if kind is Fraction:
            return {"fraction": [self._int(value.numerator), self._int(value.denominator)]}
        if kind in _TIMES:
            return {kind.__name__: value.isoformat()}
        if kind is datetime.timedelta:
            return {"timedelta": [value.days, value.seconds, value.microseconds]}
        if value is Ellipsis or value is NotImplemented:
            return {"constant": repr(value)}
        if (name := _BUILTIN_NAMES.get(id(value))) is not None:
            return {"builtin": name}
        if (parts := tables.take_apart(value)) is not None:
            tag, content = parts
            return {tag: self._nested(content, list)}
        return self._other(value)


_TIMES: dict[type, str] = {kind: kind.__name__ for kind in (datetime.datetime, datetime.date, datetime.time)}
