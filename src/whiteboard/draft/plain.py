"""Dataclasses of a draft as plain values and back, for the exact form of the notation."""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")
_PLACES = frozenset({"line", "column"})


class NotOfThatForm(ValueError):
    """Plain values that do not fit the dataclass; the message names the field."""


def to_plain(value: Any) -> Any:
    """A dataclass as a dict of its fields, without those at their default and without line numbers.

    Examples
    --------
    >>> from whiteboard.draft.storage import Column
    >>> to_plain(Column(name="id", type="bigint", line=7))
    {'name': 'id', 'type': 'bigint'}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name not in _PLACES and getattr(value, field.name) != field.default
        }
    if isinstance(value, tuple):
        return [to_plain(entry) for entry in value]
    return value.value if isinstance(value, Enum) else value


def from_plain(kind: type[T], data: Any, *, line: int) -> T:
    """The dataclass that `to_plain` made the dict from; every part of it stands on `line`.

    Raises
    ------
    NotOfThatForm
        When a field is missing, unknown, or of another type.

    Examples
    --------
    >>> from whiteboard.draft.storage import Column
    >>> from_plain(Column, {"name": "id", "nullable": False}, line=3).line
    3
    """
    made: T = _made(kind, data, line)
    return made


def _made(kind: Any, data: Any, line: int) -> Any:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _first_that_fits(typing.get_args(kind), data, line)
    if origin is tuple:
        if not isinstance(data, list):
            raise NotOfThatForm(f"{data!r} is no list")
        return tuple(_made(typing.get_args(kind)[0], entry, line) for entry in data)
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind, data, line)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(data)
        except ValueError as error:
            raise NotOfThatForm(str(error)) from error
    if kind is type(None):
        kind = types.NoneType
    if not isinstance(data, kind):
        raise NotOfThatForm(f"{data!r} is no {kind.__name__}")
    return data


def _first_that_fits(kinds: tuple[Any, ...], data: Any, line: int) -> Any:
    for kind in kinds:
        try:
            return _made(kind, data, line)
        except NotOfThatForm:
            continue
    raise NotOfThatForm(f"{data!r} fits none of {kinds}")


def _dataclass(kind: Any, data: Any, line: int) -> Any:
    if not isinstance(data, dict):
        raise NotOfThatForm(f"{data!r} is no {kind.__name__}")
    hints = typing.get_type_hints(kind)
    unknown = set(data) - set(hints)
    if unknown:
        raise NotOfThatForm(f"{kind.__name__} has no {', '.join(sorted(map(str, unknown)))}")
    values = {name: _made(hints[name], entry, line) for name, entry in data.items()}
    if "line" in hints:
        values["line"] = line
    try:
        return kind(**values)
    except TypeError as error:
        raise NotOfThatForm(str(error)) from error
