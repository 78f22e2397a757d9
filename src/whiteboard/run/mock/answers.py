"""The body of an answer: made up from its schema, with what clients sent in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whiteboard.draft.wording import singular, split_words
from whiteboard.run.mock.store import TOTAL, Store, Thing, made_up_number
from whiteboard.run.requests import conforms, paging_kind
from whiteboard.run.shapes import Schema, example

FRESH = TOTAL + 1
"""The number in the made-up values of a thing that a client made."""


def item_answer(
    schema: Schema, kind: str, identifier: str | None, thing: Thing | None, *, number: int = 1
) -> Any:
    """One thing as a schema shows it.

    Parameters
    ----------
    schema : dict
        Of the answer.
    kind : str
        What it is.
    identifier : str or None
        Its id as it was asked for; None for the made-up one.
    thing : Thing or None
        What a client sent, which goes before made-up values of the fields that the schema has; of a schema
        that knows no more than an id, all of it is shown.
    number : int
        Tells one made-up thing from the next.

    Examples
    --------
    >>> schema = {"type": "object", "properties": {"id": {"type": "string"}, "text": {"type": "string"}}}
    >>> item_answer(schema, "tweet", "46", Thing("tweet", "46", 0, {"text": "hi"}))
    {'id': '46', 'text': 'hi'}
    """
    value = example(schema, kind, number)
    if not isinstance(value, dict):
        if identifier is not None and schema.get("type") in ("string", "integer"):
            return _identifier(schema, identifier, value)
        return value
    properties: Mapping[str, Schema] = schema.get("properties") or {}
    if thing is not None:
        for name, inner in properties.items():
            if name in thing.fields and conforms(thing.fields[name], inner):
                value[name] = thing.fields[name]
            elif name in thing.left_out and name not in (schema.get("required") or ()):
                value.pop(name, None)
            elif thing.number <= 0 and split_words(name)[-1:] == ["count"] and inner.get("type") == "integer":
                value[name] = 0  # nobody counted anything of a thing that was just made
        if set(properties) <= {"id"}:
            value = {**thing.fields, **{name: value[name] for name in value}}
    if identifier is not None:
        for name, inner in properties.items():
            if _names_identity(name, kind, properties):
                value[name] = _identifier(inner, identifier, value.get(name))
    return value


def _names_identity(name: str, kind: str, properties: Mapping[str, Schema]) -> bool:
    words = split_words(name)
    if "id" in properties:
        return name == "id"
    return words[-1:] == ["id"] and (words[:-1] == [kind] or len(properties) == 1)


def _identifier(schema: Schema, identifier: str, made_up: Any) -> Any:
    if schema.get("type") == "integer":
        digits = identifier.rpartition("-")[2]
        return int(digits) if digits.isdecimal() and len(digits) < 19 else made_up
    return identifier if schema.get("type", "string") == "string" else made_up


@dataclass(frozen=True, slots=True)
class Listed:
    """One item of a list: its place, newest first, and what is shown."""

    number: int
    shown: Any


def list_items(
    schema: Schema, kind: str, store: Store | None, *, owners: Mapping[str, str], query: Mapping[str, str]
) -> list[Listed]:
    """All items of a list, newest first: what clients made goes before what is made up, and what they deleted is left out.

    Examples
    --------
    >>> store = Store()
    >>> _ = store.create(Thing("tweet", ""))
    >>> [item.shown for item in list_items({"type": "string"}, "tweet", store, owners={}, query={})][:2]
    ['tweet-46', 'tweet-1']
    """
    things: list[Thing] = list(store.of_kind(kind)) if store is not None else []
    changed = {made_up_number(kind, thing.id) for thing in things}
    listed = [
        Listed(
            thing.number,
            item_answer(
                schema,
                kind,
                thing.id,
                thing,
                number=thing.number if thing.number > 0 else FRESH - thing.number,
            ),
        )
        for thing in things
        if _belongs(thing, owners, query)
    ]
    for number in range(1, TOTAL + 1):
        identifier = f"{kind}-{number}"
        if number not in changed and not (store is not None and store.is_gone(kind, identifier)):
            listed.append(Listed(number, item_answer(schema, kind, identifier, None, number=number)))
    return sorted(listed, key=lambda item: item.number)


def _belongs(thing: Thing, owners: Mapping[str, str], query: Mapping[str, str]) -> bool:
    """Whether nothing that the thing says of itself speaks against its being in the list."""
    said = {_bare(name): str(value) for name, value in thing.fields.items()}
    for kind, identifier in owners.items():
        if thing.owners.get(kind, identifier) != identifier:
            return False
        if any(said.get(name, identifier) != identifier for name in (f"{kind}id", kind)):
            return False
    return all(said.get(_bare(name), value) == value for name, value in query.items())


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def page_answer(
    schema: Schema, paging: Mapping[str, str], items: Sequence[Listed], *, start: int | None, limit: int
) -> dict[str, Any]:
    """One page of a list, with what asks for the next one.

    Pages by token or by a point in the list go on after the item that ended the page before, so that nothing
    is seen twice when something new comes in between; pages by number or by offset are counted anew.
    """
    value: dict[str, Any] = example(schema, paging["items"])
    kind = paging_kind(paging["parameter"])
    first = start or 0
    if kind not in ("page", "offset"):
        items = items if start is None else [item for item in items if item.number > start]
        first = 0
    shown = items[first : first + limit]
    following: Any = None
    if first + limit < len(items):
        if kind == "page":
            following = first // limit + 2
        elif kind == "offset":
            following = first + limit
        else:
            following = f"after-{shown[-1].number}"
    value[paging["items"]] = [item.shown for item in shown]
    value[paging["next"]] = following
    return value


def items_schema(schema: Schema, paging: Mapping[str, str] | None) -> Schema | None:
    """The schema of one item of a list's answer; None when the answer is no list."""
    if schema.get("type") == "array":
        inner: Schema = schema.get("items") or {}
        return inner
    if paging and paging["items"] in (schema.get("properties") or {}):
        inner = schema["properties"][paging["items"]].get("items") or {}
        return inner
    return None


def kind_of_items(kind: str | None, paging: Mapping[str, str] | None, path: Iterable[str]) -> str:
    """What a list holds, where the document does not say: the field that holds it, or the end of the path."""
    if kind:
        return kind
    if paging:
        return singular(paging["items"].lower())
    words = [word for segment in path if "{" not in segment for word in split_words(segment)]
    return singular(words[-1]) if words else "item"
