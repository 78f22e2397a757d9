"""The mock server as an application: which path goes where, and what is checked on the way."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from whiteboard.draft.api import Api
from whiteboard.run.mock.documents import servable
from whiteboard.run.mock.operations import Mock
from whiteboard.run.mock.problem_details import problem
from whiteboard.run.mock.store import Store
from whiteboard.run.mock.success import success
from whiteboard.run.openapi import document
from whiteboard.run.shapes import example

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.websockets import WebSocket


def app(api: Api | Mapping[str, Any], *, stateful: bool = False) -> Starlette:
    """Make the mock server.

    Any path and query parameter is held against its type (422), unknown paths are 404, other methods 405; each
    with a body of problem details. Lists hold `TOTAL` made-up items; where the draft pages them they come
    `PAGE` at a time with a next token until the end.

    Parameters
    ----------
    api : Api or mapping
        An API section, or an OpenAPI 3 document.
    stateful : bool
        Whether what was posted can be read back. Then a thing that was made stands at its id and first in every
        list of its kind (but where its fields, or the path it was posted to, say that it belongs to another
        owner); PUT puts a thing where its id says, PATCH changes some of its fields, and after DELETE it is 404. Of
        a kind that clients can make, only what was made and what is made up exists; of other kinds every id
        does until it is deleted. Things that the API has no path for are not kept in step: a like does not raise a
        number of likes.

    Returns
    -------
    starlette.applications.Starlette
        Nothing listens yet.

    Raises
    ------
    ValueError
        When a mapping is no OpenAPI 3 document that can be served.

    Examples
    --------
    >>> from whiteboard.draft.api import Operation
    >>> server = app(Api(operations=(Operation(name="getFeed", method="GET", path="/feed"),)))
    >>> [route.path for route in server.routes]
    ['/feed']
    """
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.routing import BaseRoute, Route, WebSocketRoute

    mock = Mock(servable(document(api) if isinstance(api, Api) else api), Store() if stateful else None)
    routes: list[BaseRoute] = []
    # What is fixed goes before what is a parameter: /users/me before /users/{id}.
    for path in sorted(mock.operations, key=_specificity):
        item = mock.operations[path]
        template, names = _template(path)
        sockets = [operation for operation in item.values() if operation.get("x-websocket")]
        if sockets:
            routes.append(WebSocketRoute(template, _socket(sockets[0])))
        if item:
            methods = [method.upper() for method in item]
            routes.append(Route(template, mock.endpoint(path, names), methods=methods))

    async def failed(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        said = error.detail
        path = request.url.path
        if error.status_code == 404:
            said = f"nothing is at {path}"
            if path.endswith("/") and path != "/":
                said += "; try it without the last slash"
        elif error.status_code == 405:
            allowed = (error.headers or {}).get("Allow", "")
            said = f"{path} does not take {request.method}" + (f", but {allowed}" if allowed else "")
        return problem(error.status_code, said, headers=error.headers)

    made = Starlette(routes=routes, exception_handlers={HTTPException: failed})
    made.router.redirect_slashes = False  # a redirect would lose the way behind a proxy
    return made


def _specificity(path: str) -> tuple[int, ...]:
    return tuple(1 if "{" in segment else 0 for segment in path.split("/"))


def _template(path: str) -> tuple[str, list[str]]:
    """A path for the router, which takes identifiers only; and what its parameters are called in truth."""
    names: list[str] = []

    def place(match: re.Match[str]) -> str:
        names.append(match[1])
        return "{p" + str(len(names) - 1) + "}"

    return re.sub(r"\{([^{}]*)\}", place, path), names


def _socket(operation: Mapping[str, Any]) -> Callable[[WebSocket], Awaitable[None]]:
    schema = operation.get("x-message") or success(operation)[1] or {}
    kind = operation.get("x-kind") or "item"

    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json(example(schema, kind))
        await websocket.close()

    return socket
