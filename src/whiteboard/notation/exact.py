"""The exact form: a fence of one's own for what the usual notation cannot say without being misread.

Below ``` ```exact ``` each line names what it is and gives its fields, read to the letter::

    store {"name": "Q1 (old)", "kind": "relational"}
    remark "POST /x is gone"

`whiteboard format` writes it where a line in the usual notation would come back with another meaning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from whiteboard.draft.access_patterns import AccessPatterns, Requirement
from whiteboard.draft.api import Api, Operation
from whiteboard.draft.plain import NotOfThatForm, from_plain
from whiteboard.draft.storage import Reason, Storage, Store, Transaction
from whiteboard.draft.text import Line, Unread

_OPENS = re.compile(r"^\s*`{3,}\s*exact\s*$")
_CLOSES = re.compile(r"^\s*`{3,}\s*$")
_ENTRY = re.compile(r"^\s*(?P<what>[a-z]+) (?P<value>[{\"].*)$")

_KINDS: dict[type, dict[str, tuple[str, Any]]] = {
    AccessPatterns: {"requirement": ("requirements", Requirement), "remark": ("remarks", str)},
    Api: {"operation": ("operations", Operation), "remark": ("remarks", str)},
    Storage: {
        "store": ("stores", Store),
        "because": ("because", Reason),
        "drawback": ("drawback", Reason),
        "brand": ("brands", Reason),
        "transaction": ("transactions", Transaction),
        "remark": ("remarks", str),
    },
}
"""Section → the word of a line, the section's field that it goes to, and what it is."""


@dataclass(frozen=True, slots=True)
class Exact:
    """The lines of all exact fences of a section, and the section's other lines."""

    entries: tuple[Line, ...]
    others: tuple[Line, ...]


def take_exact(lines: Sequence[Line]) -> Exact:
    """Part the lines of exact fences from the others.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> found = take_exact(numbered('GET /feed\\n```exact\\nremark "x"\\n```'))
    >>> [line.number for line in found.entries], [line.number for line in found.others]
    ([3], [1])
    """
    entries: list[Line] = []
    others: list[Line] = []
    inside = False
    for line in lines:
        if not inside and _OPENS.match(line.text):
            inside = True
        elif inside and _CLOSES.match(line.text):
            inside = False
        elif inside:
            entries.append(line)
        else:
            others.append(line)
    return Exact(tuple(entries), tuple(others))


def with_exact(section: Any, entries: Sequence[Line]) -> Any:
    """Add what exact lines say to a section that has been read, in the order of the lines.

    Parameters
    ----------
    section : AccessPatterns, Api or Storage
        Read from the other lines.
    entries : sequence of Line
        The lines inside exact fences.

    Examples
    --------
    >>> with_exact(Api(), [Line(2, 'operation {"name": "a b (c)"}')]).operations[0].name
    'a b (c)'
    """
    kinds = _KINDS[type(section)]
    added: dict[str, list[Any]] = {}
    unread: list[Unread] = []
    for line in entries:
        if not line.text.strip():
            continue
        found = _ENTRY.match(line.text)
        try:
            if not found or found["what"] not in kinds:
                raise NotOfThatForm(f"an exact line begins with one of {', '.join(kinds)}")
            name, kind = kinds[found["what"]]
            added.setdefault(name, []).append(from_plain(kind, json.loads(found["value"]), line=line.number))
        except (ValueError, RecursionError) as error:
            unread.append(Unread(line.number, line.text, f'{error}; try:  remark "text"'))
    changes: dict[str, Any] = {
        name: _in_order((*getattr(section, name), *more)) for name, more in added.items()
    }
    if unread:
        changes["unread"] = tuple(sorted((*section.unread, *unread), key=lambda entry: entry.line))
    return replace(section, **changes) if changes else section


def _in_order(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    if any(isinstance(entry, str) for entry in entries):
        return entries
    named = all("line" in {field.name for field in fields(entry)} for entry in entries)
    return tuple(sorted(entries, key=lambda entry: entry.line)) if named else entries
