"""What a served mock shows beside its operations: a page that documents it, and its OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whiteboard.run.mock.application import app

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

_HERE = Path(__file__).parent
_FILES = {
    "docs": ("page/docs.html", "text/html"),
    "docs.js": ("page/docs.js", "text/javascript"),
    "docs.css": ("page/docs.css", "text/css"),
    "swagger-ui.css": ("swagger_ui/swagger-ui.css", "text/css"),
    "swagger-ui-bundle.js": ("swagger_ui/swagger-ui-bundle.js", "text/javascript"),
}
# Nothing is fetched from elsewhere, and no script runs but ours, whatever the draft's own words hold.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",  # the next draft may be served on the same port
}


def reserved_prefix(document: Mapping[str, Any]) -> str:
    """The prefix under which our own pages stand: one that no path of the document begins with.

    Examples
    --------
    >>> reserved_prefix({"paths": {"/docs": {}}}), reserved_prefix({"paths": {"/-/docs": {}}})
    ('/-', '/--')
    """
    taken = {path.split("/")[1] for path in document["paths"]}
    dashes = "-"
    while dashes in taken:
        dashes += "-"
    return f"/{dashes}"


def site(document: Mapping[str, Any], *, stateful: bool = True) -> Starlette:
    """The mock of a document, and pages about it.

    ``/-/docs`` is a Swagger UI, and ``/-/openapi.json`` the document. ``/``, ``/docs`` and ``/openapi.json``
    lead there too, unless the document has such paths itself.

    Parameters
    ----------
    document : mapping
        An OpenAPI 3 document.
    stateful : bool
        Whether what was posted can be read back.

    Returns
    -------
    starlette.applications.Starlette
        Nothing listens yet.

    Raises
    ------
    ValueError
        When the document can't be served.

    Examples
    --------
    >>> made = site({"openapi": "3.1.0", "info": {"title": "Birds", "version": "1"}, "paths": {"/feed": {}}})
    >>> [route.path for route in made.routes][:2]
    ['/-/openapi.json', '/-/docs']
    """
    from starlette.responses import JSONResponse, RedirectResponse
    from starlette.routing import Route

    made = app(document, stateful=stateful)
    prefix = reserved_prefix(document)
    try:
        JSONResponse(document)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"the document holds what JSON can't say: {error}") from None

    def described(relative: str) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            # Whoever asks under our own address is told it in full; whoever comes through a proxy, which puts a
            # prefix before our paths, is told where the server is from where the document is.
            host = request.headers.get("host", "")
            direct = re.fullmatch(r"(?:127\.0\.0\.1|localhost):\d+", host)
            servers = [{"url": f"http://{host}" if direct else relative}]
            return JSONResponse({**document, "servers": servers}, headers=_HEADERS)

        return endpoint

    def always(answer: Response) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return answer

        return endpoint

    own: list[BaseRoute] = [Route(f"{prefix}/openapi.json", described("../"))]
    own += [Route(f"{prefix}/{name}", always(_file(*which))) for name, which in _FILES.items()]
    to_docs = RedirectResponse(f".{prefix}/docs")
    shown = {re.sub(r"/+$", "", path) or "/" for path in document["paths"]}
    short = {"/": always(to_docs), "/docs": always(to_docs), "/openapi.json": described("./")}
    made.router.routes[:0] = own
    made.router.routes += [Route(path, endpoint) for path, endpoint in short.items() if path not in shown]
    return made


@cache
def _file(name: str, type_: str) -> Response:
    from starlette.responses import Response

    return Response((_HERE / name).read_bytes(), media_type=type_, headers=_HEADERS)
