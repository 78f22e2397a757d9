"""An API section as an OpenAPI 3.1 document."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from whiteboard.draft.api import Api, Operation, Parameter, Place
from whiteboard.draft.paging import bounds_pages, first_bounding, first_turning, turns_pages
from whiteboard.draft.wording import leading_verb, split_words, verb_reads
from whiteboard.run.shapes import (
    Schema,
    answers_many,
    field_name,
    item_schema,
    known_fields,
    noun_of,
    type_schema,
)

_HTTP = ("get", "post", "put", "patch", "delete", "head", "options")
_NEXT_FIELD = re.compile(r"next|cursor|token|continuation", re.IGNORECASE)


def document(api: Api, *, title: str = "API", version: str = "1") -> dict[str, Any]:
    """Make the OpenAPI 3.1 document of an API section.

    A call without a path, such as ``getFeed(userId)``, stands under ``/getFeed``: with GET when it reads,
    with POST when it writes. Two operations that share method and path are merged, and both are named in its
    description. A web socket is a GET with ``x-websocket``. Lists that the draft pages carry ``x-paging``.

    Parameters
    ----------
    api : Api
        As read.
    title, version : str
        For the document's ``info``.

    Returns
    -------
    dict
        Plain values only, ready for JSON; openapi-spec-validator accepts it.

    Examples
    --------
    >>> from whiteboard.draft.api import Operation
    >>> feed = Operation(name="getFeed", method="GET", path="/feed")
    >>> made = document(Api(operations=(feed,)), title="Twitter")
    >>> made["openapi"], list(made["paths"]["/feed"])
    ('3.1.0', ['get'])
    """
    maker = _Maker(api)
    for operation in api.operations:
        maker.add(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": title or "API", "version": version},
        "paths": maker.paths,
    }


class _Maker:
    def __init__(self, api: Api) -> None:
        self.paths: dict[str, dict[str, Any]] = {}
        self._templates: dict[str, str] = {}  # the path with bare braces → the path first seen
        self._names: dict[str, list[str]] = {}
        self._ids: set[str] = set()
        self._known = known_fields(api)
        nouns = Counter(noun_of(operation) for operation in api.operations)
        nouns.pop("item", None)
        # What a feed or a page holds, where its own words do not say.
        self._common = nouns.most_common(1)[0][0] if nouns else "item"
        names = [p.name for operation in api.operations for p in operation.parameters]
        self._snake = sum("_" in name for name in names) > sum(
            bool(re.search(r"[a-z][A-Z]", name)) for name in names
        )

    def add(self, operation: Operation) -> None:
        method, raw = _route(operation)
        path, renamed = self._template(raw)
        made = self._operation(operation, method, path, renamed)
        item = self.paths.setdefault(path, {})
        if method in item:
            _merge(item[method], made)
        else:
            made["operationId"] = self._identifier(operation)
            item[method] = made

    def _template(self, raw: str) -> tuple[str, dict[str, str]]:
        """A path with identifiers in its braces, each once; and what each parameter is called there."""
        renamed: dict[str, str] = {}
        used: list[str] = []

        def rename(match: re.Match[str]) -> str:
            name = re.sub(r"\W+", "_", match[1], flags=re.ASCII).strip("_") or "id"
            if name[0].isdigit():
                name = f"p{name}"
            base, count = name, 1
            while name in used:
                count += 1
                name = f"{base}{count}"
            used.append(name)
            renamed.setdefault(match[1], name)
            return "{" + name + "}"

        path = re.sub(r"\{([^{}]*)\}", rename, raw)
        key = re.sub(r"\{[^{}]*\}", "{}", path)
        if key in self._templates:
            # Two spellings of one template are one path: the first spelling stays.
            first = self._names[key]
            renamed = {typed: first[used.index(name)] for typed, name in renamed.items()}
            return self._templates[key], renamed
        self._templates[key] = path
        self._names[key] = used
        return path, renamed

    def _identifier(self, operation: Operation) -> str:
        base = re.sub(r"\W+", "_", operation.name).strip("_") or "operation"
        name, count = base, 1
        while name in self._ids:
            count += 1
            name = f"{base}_{count}"
        self._ids.add(name)
        return name

    def _operation(
        self, operation: Operation, method: str, path: str, renamed: dict[str, str]
    ) -> dict[str, Any]:
        parameters: dict[tuple[str, str], dict[str, Any]] = {}
        body: dict[str, Schema] = {}
        required: list[str] = []
        typed = {renamed.get(p.name): p for p in operation.parameters if p.place is Place.PATH}
        for name in re.findall(r"\{([^{}]*)\}", path):
            known = typed.get(name)
            schema = type_schema(known.type, "") if known else {"type": "string"}
            if schema.get("type") not in ("integer", "number", "boolean"):
                schema = {"type": "string"}
            parameters[name, "path"] = {"name": name, "in": "path", "required": True, "schema": schema}
        for parameter in operation.parameters:
            place = _place(parameter, method)
            if place == "path":
                continue
            name = field_name(parameter.name, snake=self._snake)
            if place == "body":
                body[name] = type_schema(parameter.type, name)
                if parameter.required and name not in required:
                    required.append(name)
            elif place == "header":
                if name.lower() not in ("accept", "content-type", "authorization"):
                    parameters[name.lower(), "header"] = {
                        "name": name,
                        "in": "header",
                        "required": False,
                        "schema": {"type": "string"},
                    }
            else:
                parameters[name, "query"] = {
                    "name": name,
                    "in": "query",
                    "required": (
                        parameter.required and not (turns_pages(parameter) or bounds_pages(parameter))
                    ),
                    "schema": _query_schema(parameter, name),
                }
        made: dict[str, Any] = {"parameters": list(parameters.values()), "responses": {}}
        summary = operation.description or operation.name
        made["summary"] = summary if len(summary) <= 120 else summary[:119] + "…"
        if body:
            schema = {"type": "object", "properties": body}
            if required:
                schema["required"] = required
            made["requestBody"] = {
                "required": bool(required),
                "content": {"application/json": {"schema": schema}},
            }
        if operation.method == "WS":
            made["x-websocket"] = True
        self._answer(made, operation, method, path)
        made["x-line"] = operation.line
        return made

    def _answer(self, made: dict[str, Any], operation: Operation, method: str, path: str) -> None:
        reads = _reads(operation, method)
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
        if "{" in path:
            made["responses"]["404"] = {"description": "nothing has that id"}
        if made["parameters"] or "requestBody" in made:
            made["responses"]["422"] = {"description": "an input is missing or of the wrong type"}

    def _schema(self, made: dict[str, Any], operation: Operation, *, reads: bool) -> Schema | None:
        noun = noun_of(operation)
        if noun == "item" and answers_many(operation):
            noun = self._common
        item = item_schema(noun, self._known, snake=self._snake)
        returns = operation.returns
        if answers_many(operation):
            if returns and re.search(r"\bids\b", returns.text) and not returns.fields:
                item = {"type": "string"}
            return self._many(made, operation, noun, item)
        if returns is None:
            if not reads:
                verb = leading_verb(split_words(operation.name)) if operation.named else None
                makes = operation.method == "POST" or verb in ("create", "publish", "post", "add")
                return (
                    {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
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
            return {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}
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


def _route(operation: Operation) -> tuple[str, str]:
    method = (operation.method or "").lower()
    path = operation.path
    if not path:
        bare = re.sub(r"\W+", "_", operation.name.split(".")[-1]).strip("_") or "call"
        path = f"/{bare}"
    path = re.sub(r"/{2,}", "/", "/" + re.sub(r"[?#].*$", "", path, flags=re.DOTALL).strip().lstrip("/"))
    # Whatever braces do not form a template are no part of a path.
    pieces = re.split(r"(\{[^{}]*\})", path)
    path = "".join(
        p if re.fullmatch(r"\{[^{}]*\}", p) else p.replace("{", "").replace("}", "") for p in pieces
    )
    if method == "ws":
        return "get", path
    if method in _HTTP:
        return method, path
    return ("get" if _reads(operation, "") else "post"), path


def _reads(operation: Operation, method: str) -> bool:
    if operation.reads is not None:
        return operation.reads
    if method in ("get", "head", "options"):
        return True
    if method in ("put", "patch", "delete"):
        return False
    verb = leading_verb(split_words(operation.name)) if operation.named else None
    reads = verb_reads(verb) if verb else None
    if method == "post":
        return reads is True and verb not in ("list", "view", "show", "read")
    if reads is not None:
        return reads
    return answers_many(operation) or bool(operation.returns) or operation.method == "WS"


def _place(parameter: Parameter, method: str) -> str:
    if parameter.place is Place.PATH:
        return "path"
    if parameter.place is Place.HEADER:
        return "header"
    if parameter.place is Place.QUERY:
        return "query"
    # A body has no meaning with GET, and an argument goes where its method has room.
    return (
        "body"
        if method in ("post", "put", "patch") or (method == "delete" and parameter.place is Place.BODY)
        else "query"
    )


def _query_schema(parameter: Parameter, name: str) -> Schema:
    schema = type_schema(parameter.type, "")
    if schema.get("type") in ("integer", "number", "boolean"):
        return schema
    words = split_words(name)
    if parameter.type is None and (
        bounds_pages(parameter) or words in (["page"], ["offset"], ["skip"], ["page", "number"])
    ):
        return {"type": "integer"}
    return {"type": "string"}


def _next_name(turning: Parameter | None, *, snake: bool) -> str:
    if turning is None:
        return "next"
    words = split_words(turning.name)
    if words[:1] != ["next"]:
        words = ["next", *words]
    snake = snake or "_" in turning.name
    return "_".join(words) if snake else words[0] + "".join(word.capitalize() for word in words[1:])


def _merge(kept: dict[str, Any], more: dict[str, Any]) -> None:
    """Two operations on one method and path become one, which requires only what both do."""
    known = {
        (p["name"].lower() if p["in"] == "header" else p["name"], p["in"]): p for p in kept["parameters"]
    }
    others = {(p["name"].lower() if p["in"] == "header" else p["name"], p["in"]) for p in more["parameters"]}
    for key, parameter in known.items():
        if key not in others and parameter["in"] != "path":
            parameter["required"] = False
    for parameter in more["parameters"]:
        key = (
            parameter["name"].lower() if parameter["in"] == "header" else parameter["name"],
            parameter["in"],
        )
        if key not in known:
            kept["parameters"].append({**parameter, "required": parameter["in"] == "path"})
    if "requestBody" in more:
        if "requestBody" in kept:
            schema = kept["requestBody"]["content"]["application/json"]["schema"]
            other = more["requestBody"]["content"]["application/json"]["schema"]
            for name, inner in other["properties"].items():
                schema["properties"].setdefault(name, inner)
            required = [name for name in schema.get("required", ()) if name in other.get("required", ())]
            schema.pop("required", None)
            if required:
                schema["required"] = required
            kept["requestBody"]["required"] = bool(required)
        else:
            kept["requestBody"] = {**more["requestBody"], "required": False}
            kept["requestBody"]["content"]["application/json"]["schema"].pop("required", None)
    elif "requestBody" in kept:
        kept["requestBody"]["required"] = False
        kept["requestBody"]["content"]["application/json"]["schema"].pop("required", None)
    if more["summary"] not in kept["summary"]:
        kept["summary"] = f"{kept['summary']}; {more['summary']}"[:200]
    for status, answer in more["responses"].items():
        kept["responses"].setdefault(status, answer)
    if "x-paging" in more and "x-paging" not in kept:
        kept["x-paging"] = more["x-paging"]
        for status, answer in more["responses"].items():
            if status.startswith("2"):
                kept["responses"][status] = answer
