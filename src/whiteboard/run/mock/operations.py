"""How an operation of the mock answers: what it checks, what it keeps, and what it shows."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from whiteboard.run.mock.answers import FRESH, item_answer, items_schema, list_items, page_answer
from whiteboard.run.mock.problem_details import problem, refused
from whiteboard.run.mock.resources import Resource, Role, resource
from whiteboard.run.mock.store import TOTAL, Store, Thing, made_up_number
from whiteboard.run.mock.success import success
from whiteboard.run.requests import (
    Asked,
    BodyUnreadable,
    body_fields,
    check_body,
    check_parameters,
    read_body,
    read_page,
)
from whiteboard.run.shapes import example

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

Operations = Mapping[str, Mapping[str, Any]]


class Mock:
    """The operations, what each is about, and what clients made.

    Parameters
    ----------
    operations : mapping
        Path → method → operation, as `servable` gives them.
    store : Store or None
        What clients made; None for a mock without a memory.
    """

    def __init__(self, operations: Mapping[str, Operations], store: Store | None) -> None:
        self.operations = operations
        self._store = store
        self._resources: dict[tuple[str, str], Resource] = {
            (path, method): resource(path, method, operation)
            for path, item in operations.items()
            for method, operation in item.items()
        }
        self._makeable: set[str] = set()
        self._places: dict[str, str] = {}  # kind → the path at which one of it stands
        self._numbered: set[str] = set()
        for (path, method), found in self._resources.items():
            if found.role is Role.CREATE:
                self._makeable.add(found.kind)
            if found.place == "path" and found.role is Role.READ:
                self._places.setdefault(found.kind, path)
            if found.place == "path" and _is_integer(operations[path][method], found.name):
                self._numbered.add(found.kind)

    def endpoint(self, path: str, names: list[str]) -> Callable[[Request], Awaitable[Response]]:
        """What answers requests for a path; `names` are its parameters, in order, whose values come as p0, p1 ..."""
        item = self.operations[path]

        async def endpoint(request: Request) -> Response:
            method = request.method.lower()
            if method not in item:
                method = "get"  # the router lets HEAD through to GET
            in_path = {name: str(request.path_params[f"p{n}"]) for n, name in enumerate(names)}
            return await self._answer(path, method, in_path, request)

        return endpoint

    async def _answer(self, path: str, method: str, in_path: dict[str, str], request: Request) -> Response:
        operation = self.operations[path][method]
        if operation.get("x-websocket"):
            said = (
                request.scope.get("whiteboard.no_web_sockets") or "this is a web socket; open it with ws://"
            )
            return problem(426, said, headers={"Upgrade": "websocket", "Connection": "Upgrade"})
        errors = check_parameters(operation, request, in_path)
        try:
            body = await read_body(request)
        except BodyUnreadable as error:
            # An operation that takes no body does not look at one.
            if error.status == 413 or operation.get("requestBody"):
                return problem(error.status, str(error))
            body = None
        errors += check_body(operation, body)
        paging = operation.get("x-paging")
        asked = Asked()
        if paging and not errors:
            asked, wrong = read_page(paging, request.query_params)
            errors += wrong
        if errors:
            return refused(errors)
        found = self._resources[path, method]
        query = dict(request.query_params)
        owners = {kind: in_path[name] for kind, name in found.owners}
        for kind, identifier in owners.items():
            if not self._exists(kind, identifier):
                return self._nothing(kind, identifier)
        if found.role is Role.LIST:
            passed = {name for key, name in (paging or {}).items() if key in ("parameter", "limit")}
            return self._list(
                operation, found, owners, {k: v for k, v in query.items() if k not in passed}, asked
            )
        fields = body if isinstance(body, dict) else {}
        given = {**query, **fields, **in_path}
        return self._one(operation, found, place=request.url.path, given=given, fields=fields, owners=owners)

    def _list(
        self,
        operation: Mapping[str, Any],
        found: Resource,
        owners: Mapping[str, str],
        query: Mapping[str, str],
        asked: Asked,
    ) -> Response:
        from starlette.responses import JSONResponse

        code, schema = success(operation)
        paging = operation.get("x-paging")
        inner = items_schema(schema or {}, paging)
        if schema is None or inner is None:
            return _body(code, schema, lambda made: example(made, found.kind))
        items = list_items(inner, found.kind, self._store, owners=owners, query=query)
        if paging:
            value: Any = page_answer(schema, paging, items, start=asked.start, limit=asked.limit)
        else:
            value = [item.shown for item in items]
        return JSONResponse(value, status_code=code)

    def _one(
        self,
        operation: Mapping[str, Any],
        found: Resource,
        *,
        place: str,
        given: Mapping[str, Any],
        fields: dict[str, Any],
        owners: Mapping[str, str],
    ) -> Response:
        code, schema = success(operation)
        store, kind = self._store, found.kind
        identifier = _text(given.get(found.name)) if found.name else None
        thing = None
        headers: dict[str, str] = {}
        left_out = frozenset(body_fields(operation)) - set(fields)
        if store is not None and found.role is Role.CREATE:
            sent = Thing(kind, _text(fields.get("id")) or "", 0, fields, dict(owners), left_out)
            thing = store.create(sent, numeric=kind in self._numbered)
            identifier = thing.id
            headers = self._location(kind, identifier, owners)
        elif store is not None and found.role is not Role.OTHER:
            # What has no id of its own, such as a profile, is known by where it stands.
            key = identifier if found.name else place
            if key is not None:
                if found.name and not self._exists(kind, key) and found.role is not Role.REPLACE:
                    return self._nothing(kind, key)
                sent = Thing(kind, key, 0, fields, dict(owners), left_out)
                if found.role is Role.REPLACE:
                    thing = store.replace(sent)
                elif found.role is Role.CHANGE:
                    thing = store.change(sent)
                elif found.role is Role.DELETE:
                    (store.delete if found.name else store.forget)(kind, key)
                else:
                    thing = store.get(kind, key)
        about = operation.get("x-kind") or kind
        if found.name is None and about != kind and about in owners:
            # What is done to a tweet answers with that tweet.
            kind, identifier = about, owners[about]
            thing = store.get(kind, identifier) if store is not None else None
        elif found.name is None and found.role is not Role.CREATE:
            kind = about
        number = FRESH if thing and thing.number <= 0 else made_up_number(kind, identifier or "") or 1
        return _body(
            code, schema, lambda made: item_answer(made, kind, identifier, thing, number=number), headers
        )

    def _exists(self, kind: str, identifier: str) -> bool:
        store = self._store
        if store is None or store.get(kind, identifier) is not None:
            return True
        if store.is_gone(kind, identifier):
            return False
        return kind not in self._makeable or made_up_number(kind, identifier) is not None

    def _nothing(self, kind: str, identifier: str) -> Response:
        shown = identifier if len(identifier) <= 60 else identifier[:59] + "…"
        if self._store is not None and self._store.is_gone(kind, identifier):
            return problem(404, f"the {kind} {shown!r} was deleted")
        first, last = ("1", str(TOTAL)) if kind in self._numbered else (f"{kind}-1", f"{kind}-{TOTAL}")
        return problem(
            404,
            f"no {kind} has the id {shown!r}; those that are made up are {first} to {last}, and POST makes more",
        )

    def _location(self, kind: str, identifier: str, owners: Mapping[str, str]) -> dict[str, str]:
        from urllib.parse import quote

        path = self._places.get(kind)
        if path is None:
            return {}
        found = self._resources[path, "get"]
        known = {name: owners.get(owner) for owner, name in found.owners}
        known[str(found.name)] = identifier
        if any(value is None for value in known.values()):
            return {}
        return {"Location": re.sub(r"\{([^{}]*)\}", lambda match: quote(str(known[match[1]]), safe=""), path)}


def _is_integer(operation: Mapping[str, Any], name: str | None) -> bool:
    return any(
        parameter.get("name") == name
        and parameter.get("in") == "path"
        and (parameter.get("schema") or {}).get("type") == "integer"
        for parameter in operation["parameters"]
    )


def _text(value: Any) -> str | None:
    """An id as it is sent, which may be a text or a whole number."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        return None
    return str(value)[:1000]


def _body(
    code: int,
    schema: dict[str, Any] | None,
    make: Callable[[dict[str, Any]], Any],
    headers: Mapping[str, str] | None = None,
) -> Response:
    from starlette.responses import JSONResponse, Response

    if schema is None:
        return Response(status_code=code, headers=dict(headers or {}))
    return JSONResponse(make(schema), status_code=code, headers=dict(headers or {}))
