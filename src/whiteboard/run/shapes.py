"""What an operation's answer looks like: schemas and made-up values from the few words of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from whiteboard.draft.api import Api, Operation, Parameter, Place
from whiteboard.draft.paging import first_bounding, first_turning
from whiteboard.draft.wording import is_plural, leading_verb, lexicon, singular, split_words, verb_reads

Schema = dict[str, Any]

_INTEGER = lexicon("int integer long short int32 int64 bigint i32 i64 u64 uint64 uint32 uint timestamp_ms")
_NUMBER = lexicon("float double number decimal float32 float64 numeric money")
_BOOLEAN = lexicon("bool boolean")
_COUNTS = lexicon(
    "count number num likes total retweets followers_count size limit offset page amount quantity"
)
_COLLECTIVE = lexicon(
    "list array page paged paginated collection set stream sequence batch feed timeline newsfeed slice"
    " connection all results result response payload dto object json"
)
_BEFORE_NOUN = lexicon("of for by with and the a an all new latest recent newest top user home")


def type_schema(type_: str | None, name: str = "") -> Schema:
    """A JSON schema for a type as typed; an open one where the draft does not say.

    Examples
    --------
    >>> type_schema("int"), type_schema("[url]")["type"], type_schema(None, "text")
    ({'type': 'integer'}, 'array', {'type': 'string'})
    """
    text = (type_ or "").strip().lower()
    bare = re.sub(r"[^a-z0-9_]", "", text.split("|")[0].split("<")[0].split("(")[0]) if text else ""
    if (
        text.startswith("[")
        or text.endswith("[]")
        or re.match(r"^(?:list|array|set|sequence|repeated|vector)\b", text)
        or "list<" in text
    ):
        return {"type": "array", "items": {}}
    if bare in _INTEGER:
        return {"type": "integer"}
    if bare in _NUMBER:
        return {"type": "number"}
    if bare in _BOOLEAN:
        return {"type": "boolean"}
    if bare in ("object", "map", "json", "dict") or text.startswith("{"):
        return {"type": "object"}
    if bare in ("string", "str", "text", "uuid", "varchar", "char", "url", "uri", "email", "id"):
        return {"type": "string"}
    if text:
        return {}
    words = split_words(name)
    if not words:
        return {"type": "string"}
    if is_plural(words[-1]) and words[-1] not in _COUNTS:
        return {"type": "array", "items": {}}
    if words[-1] in _COUNTS or words[0] in ("number", "count", "num"):
        return {"type": "integer"}
    if words[0] in ("is", "has", "can") or words[-1] in ("success", "ok", "flag", "enabled"):
        return {"type": "boolean"}
    if words[-1] in (
        "text",
        "name",
        "title",
        "content",
        "status",
        "url",
        "id",
        "handle",
        "bio",
        "email",
        "token",
        "cursor",
    ):
        return {"type": "string"}
    return {}


def field_name(text: str, *, snake: bool) -> str:
    """A phrase as a JSON field: ``"media ids"`` → ``"mediaIds"``.

    Examples
    --------
    >>> field_name("media ids", snake=False), field_name("userID", snake=True)
    ('mediaIds', 'userID')
    """
    bare = text.strip()
    if re.fullmatch(r"[A-Za-z_$][\w$\-]*", bare):
        return bare
    words = split_words(bare)[:5]
    if not words:
        return "value"
    return "_".join(words) if snake else words[0] + "".join(word.capitalize() for word in words[1:])


def noun_of(operation: Operation) -> str:
    """The thing, in the singular, that an operation answers with or works on.

    Examples
    --------
    >>> noun_of(Operation(name="GET /users/{id}/tweets", named=False, path="/users/{id}/tweets"))
    'tweet'
    """
    texts: list[str] = []
    if operation.returns:
        texts.append(
            re.split(r"[,;.({]|\bwith\b|\bsorted\b|\bfor\b|\bby\b|\bfrom\b|\bin\b", operation.returns.text)[0]
        )
    if operation.path:
        fixed = [
            part
            for part in re.sub(r"\{[^{}]*\}", "", operation.path).split("/")
            if re.search(r"[A-Za-z]", part)
        ]
        texts.extend(reversed(fixed[-1:]))
    if operation.named:
        texts.append(operation.name)
    for text in texts:
        words = [word for word in split_words(text) if word not in _COLLECTIVE and word not in _BEFORE_NOUN]
        if (
            words
            and text == operation.name
            and (verb := leading_verb(words))
            and (len(words) > 1 or verb_reads(verb))
        ):
            words = words[1:]
        if words and words[-1] in ("id", "ids") and len(words) > 1:
            words = words[:-1]
        words = [
            word
            for word in words
            if verb_reads(word) is None or len(words) == 1 or is_plural(word) or word in ("tweet", "post")
        ]
        if words and len(words[-1]) > 1 and words[-1].isalpha():
            return singular(words[-1])
    return "item"


def answers_many(operation: Operation) -> bool:
    """Whether the answer is a list: said so, or taken for granted by a parameter that turns pages."""
    if operation.returns is not None and (operation.returns.many or operation.returns.text):
        return operation.returns.many
    verb = leading_verb(split_words(operation.name)) if operation.named else None
    if operation.method in ("POST", "PUT", "PATCH", "DELETE") or (verb and verb_reads(verb) is False):
        return False
    return first_turning(operation.parameters) is not None or first_bounding(operation.parameters) is not None


def known_fields(api: Api) -> dict[str, list[Parameter]]:
    """What the draft lets clients send for each thing: its fields wherever the thing is returned."""
    known: dict[str, list[Parameter]] = {}
    for operation in api.operations:
        sent = [p for p in operation.parameters if p.place in (Place.BODY, Place.ARGUMENT)]
        verb = leading_verb(split_words(operation.name)) if operation.named else None
        if sent and (operation.method in ("POST", "PUT") or (verb and verb_reads(verb) is False)):
            noun = _made_noun(operation)
            if noun and len(sent) > len(known.get(noun, ())):
                known[noun] = sent
    return known


def _made_noun(operation: Operation) -> str | None:
    if operation.path:
        last = operation.path.rstrip("/").split("/")[-1]
        if "{" in last or not re.search(r"[A-Za-z]", last):
            return None
        words = split_words(last)
        return singular(words[-1]) if words else None
    words = split_words(operation.name)
    return singular(words[-1]) if len(words) > 1 else None


def item_schema(
    noun: str,
    known: Mapping[str, Iterable[Parameter]],
    *,
    snake: bool,
    identifier: Schema | None = None,
) -> Schema:
    """One thing as an object with an id and the fields that the draft knows of it."""
    properties: dict[str, Schema] = {"id": identifier or {"type": "string"}}
    for parameter in known.get(noun, ()):
        name = field_name(parameter.name, snake=snake)
        if not re.search(r"token|secret|password|api_?key|idempot", name, re.IGNORECASE):
            properties.setdefault(name, type_schema(parameter.type, name))
    return {"type": "object", "properties": properties, "required": ["id"]}


def example(schema: Schema, name: str = "", number: int = 1, depth: int = 4) -> Any:
    """A made-up value that fits a schema; `number` tells one item from the next.

    Examples
    --------
    >>> schema = {"type": "object", "properties": {"id": {"type": "string"}, "likes": {"type": "integer"}}}
    >>> example(schema, "tweet", 3)
    {'id': 'tweet-3', 'likes': 3}
    """
    for key in ("example", "const", "default"):
        if key in schema:
            return schema[key]
    for key in ("examples", "enum"):
        if isinstance(schema.get(key), list) and schema[key]:
            return schema[key][0]
    for key in ("oneOf", "anyOf", "allOf"):
        parts = schema.get(key)
        if isinstance(parts, list) and parts and depth > 0 and all(isinstance(part, dict) for part in parts):
            return example(_joined(parts if key == "allOf" else parts[:1], schema), name, number, depth - 1)
    type_ = schema.get("type")
    if isinstance(type_, list):
        type_ = next((t for t in type_ if t != "null"), None)
    if depth <= 0:
        return None
    if type_ == "object" or "properties" in schema:
        made: dict[str, Any] = {}
        for key, inner in (schema.get("properties") or {}).items():
            value = example(inner, name if key == "id" else key, number, depth - 1)
            made[key] = (
                f"{name or 'item'}-{number}" if key == "id" and inner.get("type") == "string" else value
            )
        return made
    if type_ == "array":
        inner = schema.get("items") or {}
        return [example(inner, singular(name.lower()) or "item", n, depth - 1) for n in (1, 2)]
    if type_ == "integer":
        return number
    if type_ == "number":
        return float(number)
    if type_ == "boolean":
        return True
    if type_ == "null":
        return None
    return f"{name or 'text'}-{number}"


def _joined(parts: list[Schema], whole: Schema) -> Schema:
    """One schema that says what several do."""
    joined: Schema = {key: value for key, value in whole.items() if key not in ("oneOf", "anyOf", "allOf")}
    properties: dict[str, Schema] = dict(joined.get("properties") or {})
    for part in parts:
        properties |= part.get("properties") or {}
        joined = {**part, **joined}
    return {**joined, "properties": properties} if properties else joined
