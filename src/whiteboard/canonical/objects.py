"""The objects section in the canonical notation: ``Account: handle, name, bio? (mutable)``."""

from __future__ import annotations

import re

from whiteboard.draft.objects import BusinessObject, Field, Objects
from whiteboard.draft.wording import lexicon

_WORD = r"[^\W\d_][\w]*"
_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,2}}")
_FIELD = re.compile(rf"{_WORD}(?: {_WORD}){{0,2}}")
_SPEAKING = lexicon(
    "a an the any some someone one each every this it what who represents represent stores store"
    " holds hold for where up to with about under in on of that which at by whose has have contains"
    " contain includes include consists is are was can may not no fields field attributes attribute"
    " properties property optional optionally maybe possibly perhaps and or y und et e oder own its"
    " their his der die das el la le un una une readonly private public required const val var final"
    " note notes plus nullable int string"
)
HEAD = ("object", "fields", "mutable", "deletable", "note")


def write_objects(section: Objects) -> list[str]:
    """Write an objects section.

    Parameters
    ----------
    section : Objects
        As read; what was not understood of it is not written.

    Returns
    -------
    list of str
        One line an object; a row of a table for one that a line cannot say.

    Examples
    --------
    >>> tweet = BusinessObject(name="Tweet", fields=(Field(name="text"), Field(name="media", optional=True)), mutable=False)
    >>> write_objects(Objects(objects=(tweet, BusinessObject(name="Like"))))
    ['Tweet: text, media? (immutable)', '- Like']
    """
    lines: list[str] = []
    rows: list[list[str]] = []
    for one in section.objects:
        if _is_plain(one):
            lines += table(HEAD, rows)
            rows = []
            lines.append(_line(one))
        else:
            rows.append(
                [
                    one.name,
                    ", ".join(map(written_field, one.fields)),
                    _yes(one.mutable),
                    _yes(one.deletable),
                    one.note,
                ]
            )
    lines += table(HEAD, rows)
    return lines + [f"remark: {remark}" for remark in section.remarks]


def table(head: tuple[str, ...], rows: list[list[str]]) -> list[str]:
    """Rows below their head; no lines at all when there are none.

    Examples
    --------
    >>> table(("a", "b"), [["1", ""]])
    ['| a | b |', '|---|---|', '| 1 |  |']
    """
    if not rows:
        return []
    return [
        f"| {' | '.join(head)} |",
        f"|{'|'.join('---' for _ in head)}|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def written_field(field: Field) -> str:
    """A field with its type: ``media?: list of urls``.

    Examples
    --------
    >>> written_field(Field(name="tags", optional=True, type="a, b"))
    'tags?: (a, b)'
    """
    name = field.name + ("?" if field.optional else "")
    if field.type is None:
        return name
    return f"{name}: {field.type}" if re.fullmatch(r"[\w .]+", field.type) else f"{name}: ({field.type})"


def is_plain_field(field: Field) -> bool:
    """Whether a field's name alone says it, and reads like nothing else."""
    return (
        field.type is None
        and bool(_FIELD.fullmatch(field.name))
        and not set(field.name.lower().split()) & _SPEAKING
        and len(field.name.split()) <= 2 + (not field.name.isascii())
    )


def is_plain_name(name: str) -> bool:
    """Whether a name reads like nothing else at the beginning of a line."""
    return bool(_NAME.fullmatch(name)) and not set(name.lower().split()) & _SPEAKING and len(name) > 1


def _is_plain(one: BusinessObject) -> bool:
    return is_plain_name(one.name) and not one.note and all(is_plain_field(field) for field in one.fields)


def _line(one: BusinessObject) -> str:
    said = []
    if one.mutable is not None:
        said.append("mutable" if one.mutable else "immutable")
    if one.deletable is not None:
        said.append("deletable" if one.deletable else "not deletable")
    tail = f" ({', '.join(said)})" if said else ""
    if not one.fields:
        return f"- {one.name}{tail}"
    return f"{one.name}: {', '.join(map(written_field, one.fields))}{tail}"


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
