"""An API section as an OpenAPI 3.1 document."""

from __future__ import annotations

import re
from typing import Any

from whiteboard.draft.api import Api, Operation, Parameter, Place
from whiteboard.draft.paging import bounds_pages, turns_pages
from whiteboard.run.mock.problem_details import PROBLEM_SCHEMA
from whiteboard.run.mock.resources import kind_of_segment
from whiteboard.run.openapi_answers import Answers
from whiteboard.run.openapi_merging import MergedOperation
from whiteboard.run.openapi_routes import place_of, route
from whiteboard.run.requests import paging_kind
from whiteboard.run.shapes import Schema, field_name, type_schema


def document(api: Api, *, title: str = "API", version: str = "1") -> dict[str, Any]:
    """Make the OpenAPI 3.1 document of an API section.

    A call without a path, such as ``getFeed(userId)``, stands under ``/getFeed``: with GET when it reads,
    with POST when it writes. Two operations that share method and path are merged, and both are named in its
    description. A web socket is a GET with ``x-websocket``, and ``x-message`` is what it sends. Lists that the
    draft pages carry ``x-paging``, and ``x-kind`` names the thing that an operation is about. Errors are
    problem details (RFC 9457).

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
        "components": {"schemas": {"Problem": PROBLEM_SCHEMA}},
    }


class _Maker:
    def __init__(self, api: Api) -> None:
        self.paths: dict[str, dict[str, Any]] = {}
        self._templates: dict[str, str] = {}  # the path with bare braces → the path first seen
        self._names: dict[str, list[str]] = {}
        self._merged: dict[tuple[str, str], MergedOperation] = {}
        self._ids: dict[str, int] = {}  # identifier → how often it was asked for
        names = [p.name for operation in api.operations for p in operation.parameters]
        self._snake = sum("_" in name for name in names) > sum(
            bool(re.search(r"[a-z][A-Z]", name)) for name in names
        )
        self._answers = Answers(api, snake=self._snake)

    def add(self, operation: Operation) -> None:
        method, raw = route(operation)
        path, renamed = self._template(raw)
        made = self._operation(operation, method, path, renamed)
        item = self.paths.setdefault(path, {})
        if method in item:
            self._merged[path, method].add(made)
        else:
            made["operationId"] = self._identifier(operation)
            item[method] = made
            self._merged[path, method] = MergedOperation(made)

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
        name = base
        while name in self._ids:
            self._ids[base] += 1
            name = f"{base}_{self._ids[base]}"
        self._ids[name] = 1
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
            parameters[name, "path"] = {
                "name": name,
                "in": "path",
                "required": True,
                "schema": schema,
                "example": _example_of(name, path, schema),
            }
        for parameter in operation.parameters:
            place = place_of(parameter, method)
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
                pages = turns_pages(parameter) or bounds_pages(parameter)
                required_here = parameter.required and not pages
                parameters[name, "query"] = {
                    "name": name,
                    "in": "query",
                    "required": required_here,
                    "schema": _query_schema(parameter, name, required=required_here),
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
        if operation.group:
            made["tags"] = [operation.group]
        if operation.method == "WS":
            self._answers.socket(made, operation)
        else:
            self._answers.answer(made, operation, method, path)
        made["x-line"] = operation.line
        return made


def _query_schema(parameter: Parameter, name: str, *, required: bool) -> Schema:
    schema = type_schema(parameter.type, "")
    kind = paging_kind(name) if turns_pages(parameter) else "length" if bounds_pages(parameter) else None
    if parameter.type is None and kind in ("length", "page", "offset"):
        schema = {"type": "integer"}
    if schema.get("type") == "integer" and kind in ("length", "page", "offset"):
        return {**schema, "minimum": 0 if kind == "offset" else 1}
    if schema.get("type") in ("integer", "number", "boolean"):
        return schema
    if kind == "token":
        return {"type": "string", "format": "page-token"}  # only what the page before gave is one
    return {"type": "string", "minLength": 1} if required else {"type": "string"}


def _example_of(name: str, path: str, schema: Schema) -> Any:
    """An id that the mock knows: the first of the kind that stands before it in the path."""
    if schema["type"] == "boolean":
        return True
    if schema["type"] != "string":
        return 1
    before = re.search(r"/([^/{}]+)/\{" + re.escape(name) + r"\}(?:/|$)", path)
    return f"{kind_of_segment(before[1])}-1" if before else "1"
