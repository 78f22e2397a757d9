"""What an operation does to which thing, told from its method, its path and its answer alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from whiteboard.draft.wording import leading_verb, may_be_noun, singular, split_words
from whiteboard.run.mock.success import success

_NO_HEADS = frozenset({"by", "for", "of", "from", "in", "with", "to", "on", "as", "at"})
_WORDS = {
    "create": frozenset({"create", "add", "post", "publish", "make", "new", "submit", "insert", "send", "save"}),
    "delete": frozenset({"delete", "remove", "destroy", "drop", "erase"}),
    "change": frozenset({"update", "edit", "modify", "change", "patch"}),
}  # fmt: skip


class Role(StrEnum):
    """What an operation does to a thing; ``OTHER`` is an action whose effect a path does not tell."""

    CREATE = "create"
    LIST = "list"
    READ = "read"
    REPLACE = "replace"
    CHANGE = "change"
    DELETE = "delete"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What one operation is about.

    Parameters
    ----------
    role : Role
        What it does.
    kind : str
        To what, in the singular: ``"tweet"``. A thing without an id of its own, such as a profile, has its
        path as its kind.
    place, name : str or None
        Where the thing's id travels: ``"path"``, ``"query"`` or ``"body"``, and what it is called there; None
        when the operation names no thing.
    owners : tuple of (str, str)
        The things that the path goes through on its way: kind, and the name of the path parameter.
    """

    role: Role
    kind: str
    place: str | None = None
    name: str | None = None
    owners: tuple[tuple[str, str], ...] = ()


def kind_of_segment(segment: str) -> str:
    """The thing that a fixed part of a path names, in the singular.

    Examples
    --------
    >>> kind_of_segment("tweets"), kind_of_segment("createTweet"), kind_of_segment("getTweetById")
    ('tweet', 'tweet', 'tweet')
    """
    words = split_words(segment)
    verb = leading_verb(words)
    if verb and len(words) > 1 and (not may_be_noun(verb) or re.match(r"[a-z]+[A-Z_-]", segment)):
        words = words[1:]
    for number, word in enumerate(words):
        if number and word in _NO_HEADS:
            words = words[:number]
            break
    return singular(words[-1]) if words else "item"


def resource(path: str, method: str, operation: Mapping[str, Any]) -> Resource:
    """What an operation of an OpenAPI document does, and to what.

    Parameters
    ----------
    path : str
        Its template.
    method : str
        In lower case.
    operation : mapping
        Its part of the document; ``x-kind`` says what a list holds.

    Returns
    -------
    Resource
        As far as convention tells it.

    Examples
    --------
    >>> found = resource("/users/{userId}/tweets/{id}", "delete", {})
    >>> found.role.value, found.kind, found.name, found.owners
    ('delete', 'tweet', 'id', (('user', 'userId'),))
    """
    segments = [segment for segment in path.split("/") if segment]
    owners = []
    for before, segment in zip([None, *segments], segments, strict=False):
        whole = re.fullmatch(r"\{([^{}]*)\}", segment)
        if whole and before is not None and "{" not in before:
            owners.append((kind_of_segment(before), whole[1]))
    code, schema = success(operation)
    many = _is_many(schema) or "x-paging" in operation
    last = segments[-1] if segments else ""
    if "{" in last:
        whole = re.fullmatch(r"\{([^{}]*)\}", last)
        own = whole is not None and owners and owners[-1][1] == whole[1]
        if many and method in ("get", "head"):
            return Resource(role=Role.LIST, kind=operation.get("x-kind") or "item", owners=tuple(owners))
        if not own:
            return Resource(role=Role.OTHER, kind="item", owners=tuple(owners))
        kind, name = owners[-1]
        return Resource(
            role=_item_role(method), kind=kind, place="path", name=name, owners=tuple(owners[:-1])
        )
    kind = kind_of_segment(last)
    verb = leading_verb(split_words(last)) if kind not in split_words(last)[:1] else None
    if many and method in ("get", "head"):
        return Resource(role=Role.LIST, kind=operation.get("x-kind") or kind, owners=tuple(owners))
    place, name = _identifier(kind, operation)
    role = _item_role(method)
    if method == "post":
        role = next((Role(role) for role, verbs in _WORDS.items() if verb in verbs), Role.OTHER)
        if role is Role.OTHER and verb is None and code == 201:
            role = Role.CREATE
        if role is Role.CREATE or (role is not Role.OTHER and name is None):
            role, place, name = (Role.CREATE if role is Role.CREATE else Role.OTHER), None, None
    if name is None and role in (Role.READ, Role.REPLACE, Role.CHANGE, Role.DELETE):
        kind = path
    return Resource(role=role, kind=kind, place=place, name=name, owners=tuple(owners))


def _item_role(method: str) -> Role:
    return {
        "get": Role.READ, "head": Role.READ, "put": Role.REPLACE, "patch": Role.CHANGE, "delete": Role.DELETE,
    }.get(method, Role.OTHER)  # fmt: skip


def _is_many(schema: Mapping[str, Any] | None) -> bool:
    return bool(schema) and schema is not None and schema.get("type") == "array"


def _identifier(kind: str, operation: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Where an id travels that is not in the path: ``GET /getTweet?tweetId=…``."""
    wanted = ("id", f"{kind}id")
    for parameter in operation.get("parameters") or ():
        if parameter.get("in") == "query" and _bare(str(parameter.get("name"))) in wanted:
            return "query", str(parameter["name"])
    for media in ((operation.get("requestBody") or {}).get("content") or {}).values():
        for name in ((media or {}).get("schema") or {}).get("properties") or ():
            if _bare(name) in wanted:
                return "body", name
    return None, None


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
