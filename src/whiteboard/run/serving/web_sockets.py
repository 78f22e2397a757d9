"""Whether the server can speak web sockets, and what to say where it can't."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from importlib.util import find_spec
from typing import Any

NO_WEB_SOCKETS = (
    "Its web sockets do not open until the package websockets is installed: pip install websockets"
)

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


def speaks_web_sockets() -> bool:
    """Whether a package is installed with which uvicorn answers web sockets."""
    return any(find_spec(name) is not None for name in ("websockets", "wsproto"))


def with_notice(app: Application) -> Application:
    """An application that answers an upgrade to a web socket with the reason, where there can be none."""
    if speaks_web_sockets():
        return app

    async def told(scope: Scope, receive: Any, send: Any) -> None:
        scope["whiteboard.no_web_sockets"] = (
            "this is a web socket, and the server speaks none until the package websockets is installed:"
            " pip install websockets"
        )
        await app(scope, receive, send)

    return told
