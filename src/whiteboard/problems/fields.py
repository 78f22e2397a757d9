"""Whether what was typed into a pack's tables is of the kind that each field takes."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

_WORDING = {
    str: "a text",
    bool: "true or false",
    float: "a number",
    type(None): "nothing",
}


def wrong_fields(made: object) -> Iterator[str]:
    """Say which fields of a table hold something else than they take.

    Parameters
    ----------
    made : object
        One of the dataclasses of ``whiteboard.problems.pack``.

    Yields
    ------
    str
        One sentence a field: its name, what stands there, what should.

    Examples
    --------
    >>> from whiteboard.problems.pack import Fact
    >>> list(wrong_fields(Fact(says="Yes.", asked="photos?")))
    ["asked is 'photos?', and should be a list of texts"]
    """
    own: Any = type(made)  # mypy takes a class for unhashable when it is object's
    for name, kind in _kinds(own).items():
        value = getattr(made, name)
        if not _is(value, kind):
            yield f"{name} is {value!r}, and should be {_said(kind)}"
        else:
            yield from _inside(name, value)


def _inside(name: str, value: object) -> Iterator[str]:
    for position, part in enumerate(value if isinstance(value, tuple) else (), start=1):
        if dataclasses.is_dataclass(part):
            for fault in wrong_fields(part):
                yield f"{name}, number {position}: {fault}"


@cache
def _kinds(kind: type[object]) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _is(value: object, kind: Any) -> bool:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return any(_is(value, each) for each in inner)
    if origin is tuple:
        return isinstance(value, tuple) and all(_is(each, inner[0]) for each in value)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(
            _is(key, inner[0]) and _is(each, inner[1]) for key, each in value.items()
        )
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind)


def _said(kind: Any) -> str:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_said(each) for each in inner if each is not type(None))
    if origin is tuple:
        within = _said(inner[0])
        return f"a list of {within.removeprefix('a ').replace('list', 'lists', 1)}" + (
            "" if "list" in within else "s"
        )
    if origin is Mapping:
        return f"a table whose values are each {_said(inner[1])}"
    return _WORDING.get(kind, f"a table of {kind.__name__}")
