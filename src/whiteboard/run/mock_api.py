"""A server that answers every operation of a draft with an example, and a client for notebooks."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from whiteboard.draft.api import Api
from whiteboard.run.mock.application import app
from whiteboard.run.mock.store import TOTAL
from whiteboard.run.openapi import document
from whiteboard.run.requests import PAGE

if TYPE_CHECKING:
    import httpx
    import pandas as pd

__all__ = ["PAGE", "TOTAL", "MockApi", "app", "operations"]


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


class MockApi:
    """A client for the mock server, in process: nothing listens on a port.

    Parameters
    ----------
    api : Api or mapping
        An API section, or an OpenAPI 3 document.
    stateful : bool
        Whether what was posted can be read back; see `app`.

    Examples
    --------
    >>> from whiteboard.draft.api import Operation
    >>> mock = MockApi(Api(operations=(Operation(name="getFeed", method="GET", path="/feed"),)))
    >>> mock.get("/feed").status_code, mock.get("/fed").status_code, mock.post("/feed").status_code
    (200, 404, 405)
    """

    def __init__(self, api: Api | Mapping[str, Any], *, stateful: bool = False) -> None:
        import httpx

        self.document: Mapping[str, Any] = document(api) if isinstance(api, Api) else api
        self._transport = httpx.ASGITransport(app=app(self.document, stateful=stateful))

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
