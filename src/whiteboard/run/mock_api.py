"""A server that answers every operation of a draft with an example, and a client for notebooks."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from whiteboard.draft.api import Api
from whiteboard.draft.wording import singular, split_words
from whiteboard.run.openapi import document
from whiteboard.run.requests import PAGE, check_body, check_parameters, paging_kind, read_page
from whiteboard.run.shapes import example

if TYPE_CHECKING:
    import httpx
    import pandas as pd
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.websockets import WebSocket

TOTAL = 45
"""How many items every list of the mock holds: three pages of the default size."""


_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


def operations(api: Api) -> pd.DataFrame:
    """The API as a picture: a table with one row for each operation.

    Parameters
    ----------
    api : Api
        As read.

    Returns
    -------
    pandas.DataFrame
        Columns ``operation``, ``method``, ``path``, ``inputs``, ``returns``, ``many``, ``line``; an input
        that may be left out ends in a question mark. Empty texts stand where the draft says nothing.

    Examples
    --------
    >>> from whiteboard.draft.api import Operation
    >>> operations(Api(operations=(Operation(name="getFeed", method="GET", path="/feed"),)))["path"].tolist()
    ['/feed']
    """
    import pandas as pd

    rows = [
        {
            "operation": operation.name if operation.named else "",
            "method": operation.method or "",
            "path": operation.path or "",
            "inputs": ", ".join(p.name + ("" if p.required else "?") for p in operation.parameters),
            "returns": operation.returns.text if operation.returns else "",
            "many": bool(operation.returns and operation.returns.many),
            "line": operation.line,
        }
        for operation in api.operations
    ]
    return pd.DataFrame(rows, columns=["operation", "method", "path", "inputs", "returns", "many", "line"])


def app(api: Api | Mapping[str, Any]) -> Starlette:
    """Make the mock server.

    Parameters
    ----------
    api : Api or mapping
        An API section, or an OpenAPI 3 document.

    Returns
    -------
    starlette.applications.Starlette
        Any path and query parameter is held against its type (422), unknown paths are 404, other methods
        405. Lists hold `TOTAL` items; where the draft pages them they come `PAGE` at a time with a next token
        until the end.

    Examples
    --------
    >>> from whiteboard.draft.api import Operation
    >>> server = app(Api(operations=(Operation(name="getFeed", method="GET", path="/feed"),)))
    >>> [route.path for route in server.routes]
    ['/feed']
    """
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.responses import JSONResponse
    from starlette.routing import BaseRoute, Route, WebSocketRoute

    described = document(api) if isinstance(api, Api) else api
    routes: list[BaseRoute] = []
    paths = described.get("paths") or {}
    # What is fixed goes before what is a parameter: /users/me before /users/{id}.
    for path in sorted(paths, key=_specificity):
        item = {method: paths[path][method] for method in _METHODS if method in (paths[path] or {})}
        if any(operation.get("x-websocket") for operation in item.values()):
            routes.append(WebSocketRoute(path, _socket(item)))
        if item:
            routes.append(Route(path, _endpoint(path, item), methods=[method.upper() for method in item]))

    async def failed(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return JSONResponse(
            {"detail": error.detail}, status_code=error.status_code, headers=dict(error.headers or {})
        )

    return Starlette(routes=routes, exception_handlers={HTTPException: failed})


class MockApi:
    """A client for the mock server, in process: nothing listens on a port.

    Parameters
    ----------
    api : Api or mapping
        An API section, or an OpenAPI 3 document.

    Examples
    --------
    >>> from whiteboard.draft.api import Operation
    >>> mock = MockApi(Api(operations=(Operation(name="getFeed", method="GET", path="/feed"),)))
    >>> mock.get("/feed").status_code, mock.get("/fed").status_code, mock.post("/feed").status_code
    (200, 404, 405)
    """

    def __init__(self, api: Api | Mapping[str, Any]) -> None:
        import httpx

        self.document: Mapping[str, Any] = document(api) if isinstance(api, Api) else api
        self._transport = httpx.ASGITransport(app=app(self.document))

    def __repr__(self) -> str:
        return f"MockApi({len(self.document.get('paths') or {})} paths)"

    def request(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """Send a request; `arguments` are httpx's own: ``params``, ``json``, ``headers``."""
        import httpx

        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://mock") as client:
                return await client.request(method, path, **arguments)

        return _run(send)

    def get(self, path: str, **arguments: Any) -> httpx.Response:
        """Send a GET."""
        return self.request("GET", path, **arguments)

    def post(self, path: str, **arguments: Any) -> httpx.Response:
        """Send a POST."""
        return self.request("POST", path, **arguments)

    def put(self, path: str, **arguments: Any) -> httpx.Response:
        """Send a PUT."""
        return self.request("PUT", path, **arguments)

    def patch(self, path: str, **arguments: Any) -> httpx.Response:
        """Send a PATCH."""
        return self.request("PATCH", path, **arguments)

    def delete(self, path: str, **arguments: Any) -> httpx.Response:
        """Send a DELETE."""
        return self.request("DELETE", path, **arguments)

    def pages(self, path: str, **parameters: Any) -> Iterator[list[Any]]:
        """Follow a list from its first page to its last.

        Parameters
        ----------
        path : str
            Without its page token.
        **parameters
            Further query parameters.

        Yields
        ------
        list
            The items of one page.

        Raises
        ------
        ValueError
            When the server does not answer with 200; the message holds what it said.
        """
        route = self._paging(path)
        while True:
            answer = self.get(path, params=parameters)
            if answer.status_code != 200:
                raise ValueError(
                    f"GET {path} answered {answer.status_code}: {answer.text}; pass what is missing as"
                    " keywords"
                )
            value = answer.json()
            if route is None or not isinstance(value, dict):
                yield value if isinstance(value, list) else [value]
                return
            yield value[route["items"]]
            following = value.get(route["next"])
            if following is None:
                return
            parameters = {**parameters, route["parameter"]: following}

    def _paging(self, path: str) -> dict[str, str] | None:
        for template, item in (self.document.get("paths") or {}).items():
            pattern = "[^/]+".join(re.escape(part) for part in re.split(r"\{[^{}]*\}", template))
            if re.fullmatch(pattern, path.partition("?")[0]):
                paging: dict[str, str] | None = (item.get("get") or {}).get("x-paging")
                return paging
        return None


def _run(send: Callable[[], Coroutine[Any, Any, httpx.Response]]) -> httpx.Response:
    """Run a coroutine to its end, also where a loop runs already, as it does in a notebook."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(send())
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, send()).result()


def _specificity(path: str) -> tuple[int, ...]:
    return tuple(1 if "{" in segment else 0 for segment in path.split("/"))


def _endpoint(path: str, item: dict[str, Any]) -> Any:
    from starlette.responses import JSONResponse, Response

    async def endpoint(request: Request) -> Response:
        method = request.method.lower()
        operation = item.get(method) or item.get("get") or next(iter(item.values()))
        if operation.get("x-websocket"):
            return JSONResponse(
                {"detail": "this is a web socket; open it with ws://"},
                status_code=426,
                headers={"Upgrade": "websocket"},
            )
        problems = check_parameters(operation, request)
        status, problem = await check_body(operation, request)
        if status == 400:
            return JSONResponse({"detail": problem}, status_code=400)
        problems += problem
        paging = operation.get("x-paging")
        start, limit = 0, PAGE
        if paging and not problems:
            start, limit, wrong = read_page(paging, request.query_params)
            problems += wrong
        if problems:
            return JSONResponse({"detail": problems}, status_code=422)
        code, schema = _success(operation)
        if schema is None:
            return Response(status_code=code)
        return JSONResponse(
            _answer(schema, path, request, paging=paging, start=start, limit=limit), status_code=code
        )

    return endpoint


def _socket(item: dict[str, Any]) -> Any:
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        operation = next(iter(item.values()))
        _, schema = _success(operation)
        await websocket.send_json(example(schema) if schema else {})
        await websocket.close()

    return socket


def _success(operation: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
    responses = operation.get("responses") or {}
    code = next((code for code in sorted(map(str, responses)) if re.fullmatch(r"2\d\d", code)), None)
    if code is None:
        return 200, None
    answer = responses.get(code) or responses.get(int(code)) or {}
    content = answer.get("content") or {}
    schema = next((media.get("schema") for media in content.values() if media), None)
    return int(code), schema


def _answer(
    schema: dict[str, Any],
    path: str,
    request: Request,
    *,
    paging: dict[str, str] | None,
    start: int,
    limit: int,
) -> Any:
    noun = _noun(path)
    if schema.get("type") == "array":
        inner = schema.get("items") or {}
        return [_item(inner, noun, number) for number in range(1, TOTAL + 1)]
    if paging:
        value = example(schema, noun)
        inner = ((schema.get("properties") or {}).get(paging["items"]) or {}).get("items") or {}
        end = min(TOTAL, start + limit)
        value[paging["items"]] = [
            _item(inner, singular(paging["items"].lower()), number) for number in range(start + 1, end + 1)
        ]
        kind = paging_kind(paging["parameter"])
        following: Any = start // limit + 2 if kind == "page" else end if kind == "offset" else f"after-{end}"
        value[paging["next"]] = following if end < TOTAL else None
        return value
    value = example(schema, noun)
    if isinstance(value, dict) and "id" in value and request.path_params:
        # The thing asked for is the thing that comes back.
        last = re.search(r"\{(\w+)\}$", path)
        if last:
            value["id"] = str(request.path_params.get(last[1], value["id"]))
    return value


def _item(schema: dict[str, Any], noun: str, number: int) -> Any:
    return example(schema, noun, number)


def _noun(path: str) -> str:
    fixed = [segment for segment in path.split("/") if segment and "{" not in segment]
    words = split_words(fixed[-1]) if fixed else []
    return singular(words[-1]) if words else "item"
