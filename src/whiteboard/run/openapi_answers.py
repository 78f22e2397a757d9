"""What the OpenAPI document of a draft promises as answers: statuses, and the shape of their bodies."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from whiteboard.draft.api import Api, Operation, Parameter, Place
from whiteboard.draft.paging import first_bounding, first_turning
from whiteboard.draft.wording import leading_verb, singular, split_words
from whiteboard.run.mock.problem_details import PROBLEM_JSON
from whiteboard.run.mock.resources import resource
from whiteboard.run.openapi_routes import reads_only
from whiteboard.run.shapes import (
    Schema,
    answers_many,
    field_name,
    item_schema,
    known_fields,
    noun_of,
    type_schema,
)

_NEXT_FIELD = re.compile(r"next|cursor|token|continuation", re.IGNORECASE)


class Answers:
    """Writes answers into operations of a document.

    Parameters
    ----------
    api : Api
        The whole section: what one operation takes tells what another gives.
    snake : bool
        Whether names are written ``with_underscores``.
    """

    def __init__(self, api: Api, *, snake: bool) -> None:
        self._snake = snake
        self._numbered = _numbered_kinds(api)
        self._known = known_fields(api)
        nouns = Counter(noun_of(operation) for operation in api.operations)
        nouns.pop("item", None)
        # What a feed or a page holds, where its own words do not say.
        self._common = nouns.most_common(1)[0][0] if nouns else "item"

    def answer(self, made: dict[str, Any], operation: Operation, method: str, path: str) -> None:
        """Write the answers of an operation at a path, and what its lists and things are (``x-paging``, ``x-kind``)."""
        reads = reads_only(operation, method)
        schema = self._schema(made, operation, reads=reads)
        if method == "post" and not reads:
            status = "201"
        elif schema is None:
            status = "204"
        else:
            status = "200"
        said = operation.returns.text if operation.returns else "done"
        answer: dict[str, Any] = {"description": said or "done"}
        if schema is not None and method != "head":
            answer["content"] = {"application/json": {"schema": schema}}
        made["responses"][status] = answer
        if "{" in path or resource(path, method, made).name is not None:
            made["responses"]["404"] = _problem("nothing has that id")
        if "requestBody" in made:
            made["responses"]["400"] = _problem("the body is not JSON")
        if made["parameters"] or "requestBody" in made:
            made["responses"]["422"] = _problem("an input is missing or of the wrong type")

    def socket(self, made: dict[str, Any], operation: Operation) -> None:
        """Write what a web socket answers, and what it sends."""
        made["x-websocket"] = True
        made["x-message"] = self._schema(made, operation, reads=True) or {}
        made["responses"] = {
            "101": {"description": "the connection becomes a web socket"},
            "426": _problem("asked for without an upgrade to a web socket"),
        }

    def _schema(self, made: dict[str, Any], operation: Operation, *, reads: bool) -> Schema | None:
        noun = noun_of(operation)
        if noun == "item" and answers_many(operation):
            noun = self._common
        made["x-kind"] = noun
        identifier = {"type": "integer" if noun in self._numbered else "string"}
        item = item_schema(noun, self._known, snake=self._snake, identifier=identifier)
        returns = operation.returns
        if answers_many(operation):
            if returns and re.search(r"\bids\b", returns.text) and not returns.fields:
                item = dict(identifier)
            return self._many(made, operation, noun, item)
        if returns is None:
            if not reads:
                verb = leading_verb(split_words(operation.name)) if operation.named else None
                makes = operation.method == "POST" or verb in ("create", "publish", "post", "add")
                return (
                    {"type": "object", "properties": {"id": identifier}, "required": ["id"]}
                    if makes
                    else None
                )
            return item
        if returns.fields and "{" in returns.text:
            names = [field_name(name, snake=self._snake) for name in returns.fields]
            return {"type": "object", "properties": {name: type_schema(None, name) for name in names}}
        words = split_words(re.split(r"[,;.(]", returns.text)[0])
        if not words or words[-1] in ("void", "none", "nothing", "content", "empty"):
            return None
        if words[-1] in ("id", "token", "url", "link", "uuid"):
            name = field_name(" ".join(words[-2:]), snake=self._snake)
            own = words[-2:] in ([noun, "id"], ["id"])
            return {
                "type": "object",
                "properties": {name: identifier if own else {"type": "string"}},
                "required": [name],
            }
        if words[0] in ("boolean", "bool", "success", "ok", "true", "status"):
            return {
                "type": "object",
                "properties": {"success": {"type": "boolean"}},
                "required": ["success"],
            }
        if words[0] in ("number", "count", "int", "integer") or words[-1] in ("count", "number"):
            return {"type": "object", "properties": {"count": {"type": "integer"}}, "required": ["count"]}
        for phrase in returns.fields:
            inner = split_words(phrase)
            if inner:
                counted = inner[0] in ("number", "count")
                name = field_name(" ".join([inner[-1], "count"] if counted else inner[:3]), snake=self._snake)
                item["properties"][name] = {"type": "integer"} if counted else type_schema(None, name)
        return item

    def _many(self, made: dict[str, Any], operation: Operation, noun: str, item: Schema) -> Schema:
        turning = first_turning(operation.parameters)
        bounding = first_bounding(operation.parameters)
        fields = [
            field_name(name, snake=self._snake)
            for name in (operation.returns.fields if operation.returns else ())
        ]
        if operation.returns and "{" not in operation.returns.text:
            fields = []
        nexts = [name for name in fields if _NEXT_FIELD.search(name)]
        if turning is None and not nexts:
            return {"type": "array", "items": item}
        items = next(
            (name for name in fields if name not in nexts and type_schema(None, name).get("type") == "array"),
            None,
        )
        items = items or ("items" if noun == "item" else f"{noun}s")
        following = nexts[0] if nexts else _next_name(turning, snake=self._snake)
        if following == items:
            following = "next"
        properties: dict[str, Schema] = {items: {"type": "array", "items": item}}
        properties |= {name: type_schema(None, name) for name in fields if name not in (items, following)}
        properties[following] = {"type": ["string", "integer", "null"]}
        if turning is not None:
            paging = {
                "parameter": field_name(turning.name, snake=self._snake),
                "items": items,
                "next": following,
            }
            if bounding is not None:
                paging["limit"] = field_name(bounding.name, snake=self._snake)
            made["x-paging"] = paging
        return {"type": "object", "properties": properties, "required": [items]}


def _numbered_kinds(api: Api) -> frozenset[str]:
    """Things whose ids are numbers: some path ends in an integer that stands for one of them."""
    kinds = set()
    for operation in api.operations:
        last = re.search(r"/([^/{}]+)/\{([^{}/]*)\}/?$", operation.path or "")
        if last:
            typed = [p.type for p in operation.parameters if p.place is Place.PATH and p.name == last[2]]
            words = split_words(last[1])
            if words and typed and type_schema(typed[0]).get("type") == "integer":
                kinds.add(singular(words[-1]))
    return frozenset(kinds)


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {PROBLEM_JSON: {"schema": schema}}}


def _next_name(turning: Parameter | None, *, snake: bool) -> str:
    if turning is None:
        return "next"
    words = split_words(turning.name)
    if words[:1] != ["next"]:
        words = ["next", *words]
    snake = snake or "_" in turning.name
    return "_".join(words) if snake else words[0] + "".join(word.capitalize() for word in words[1:])
