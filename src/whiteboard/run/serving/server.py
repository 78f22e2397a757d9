"""A mock API in a thread of its own, from a notebook or a script."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Mapping
from html import escape
from types import TracebackType
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from whiteboard.draft.api import Api
from whiteboard.run.openapi import document
from whiteboard.run.serving.listening import HOST, listen
from whiteboard.run.serving.site import reserved_prefix, site
from whiteboard.run.serving.web_sockets import NO_WEB_SOCKETS, speaks_web_sockets, with_notice

if TYPE_CHECKING:
    import httpx

_START_SECONDS = 30.0
_STOP_SECONDS = 5.0
_GRACE_SECONDS = 1  # for answers that are under way

_running: WeakSet[Server] = WeakSet()
_by_name: dict[str, Server] = {}
_lock = threading.Lock()


class Server:
    """A mock API that listens on a port of this machine. `serve` makes one.

    Attributes
    ----------
    url : str
        ``http://127.0.0.1:PORT``, without a slash at the end.
    docs : str
        The address of the page that shows every operation and tries it.
    port : int
        The port.
    name : str
        What it is called in this process.
    document : mapping
        The OpenAPI document that it serves.
    """

    def __init__(self, made: Mapping[str, Any], *, port: int, name: str, stateful: bool) -> None:
        import uvicorn

        application = with_notice(site(made, stateful=stateful))
        self.document = made
        self.name = name
        self._prefix = reserved_prefix(made)
        self._stopped_by: str | None = None
        self._socket = listen(port)
        self.port: int = self._socket.getsockname()[1]
        try:
            settings = uvicorn.Config(
                application,
                log_config=None,
                log_level="critical",
                access_log=False,
                lifespan="off",
                loop="asyncio",
                timeout_graceful_shutdown=_GRACE_SECONDS,
                server_header=False,
            )
            self._server = uvicorn.Server(settings)
            # A daemon, so that a process that ends in a hurry does not wait for it.
            self._thread = threading.Thread(target=self._run, name=f"mock API {name}", daemon=True)
            self._thread.start()
            self._wait()
        except BaseException:
            self.stop()
            raise
        _running.add(self)

    def _run(self) -> None:
        # uvicorn takes signals in the main thread alone, so that Ctrl-C stays the notebook's.
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()

    def _wait(self) -> None:
        pause = threading.Event()
        for _ in range(int(_START_SECONDS / 0.005)):
            if self._server.started or not self._thread.is_alive():
                break
            pause.wait(0.005)
        if not self._server.started:
            raise RuntimeError(f"the mock API did not start within {_START_SECONDS:g} seconds on {self.url}")

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"

    @property
    def docs(self) -> str:
        """The page to read it and to try it from."""
        return f"{self.url}{self._prefix}/docs"

    @property
    def is_running(self) -> bool:
        """Whether it listens."""
        return self._thread.is_alive() and not self._server.should_exit

    def client(self, **arguments: Any) -> httpx.Client:
        """An httpx client whose paths begin at this server; `arguments` are httpx's own.

        Settings of the environment such as a proxy are left aside, since the server is on this machine.
        """
        import httpx

        return httpx.Client(**{"base_url": self.url, "trust_env": False, "timeout": 10.0, **arguments})

    def stop(self) -> None:
        """Stop, and give the port back; once more does nothing."""
        if "_server" in self.__dict__:
            self._server.should_exit = True
        thread = self.__dict__.get("_thread")
        if thread is not None and thread.ident is not None and thread is not threading.current_thread():
            thread.join(_STOP_SECONDS)
            if thread.is_alive():
                self._server.force_exit = True
                thread.join(_STOP_SECONDS)
        if thread is None or thread.ident is None:
            self._socket.close()
        with _lock:
            _running.discard(self)
            if _by_name.get(self.name) is self:
                del _by_name[self.name]

    def __enter__(self) -> Server:
        # Its block stops it, so that nothing else has to.
        with _lock:
            if _by_name.get(self.name) is self:
                del _by_name[self.name]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        if not self.is_running:
            return f"<mock API {self.name!r}, stopped{self._stopped_by or ''}>"
        lines = [f"<mock API {self.name!r} at {self.url}, docs at {self.docs}>"]
        proxied = self._proxied()
        if proxied:
            lines.append(
                f"From your browser, behind JupyterHub: {proxied} (needs the package jupyter-server-proxy there)"
            )
        if self._lacks_web_sockets():
            lines.append(NO_WEB_SOCKETS)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        title = escape(str((self.document.get("info") or {}).get("title") or "API"))
        name = escape(self.name)
        if not self.is_running:
            return f"<p>The mock API <b>{name}</b> is stopped{escape(self._stopped_by or '')}.</p>"
        proxied = self._proxied()
        shown = _link(proxied or self.docs, "try it in the browser")
        said = [f"<p>{title} is served as <b>{name}</b> at <code>{self.url}</code> &middot; {shown}</p>"]
        if proxied:
            said.append(
                "<p>Behind JupyterHub the link goes through <code>jupyter-server-proxy</code>, which must be"
                f" installed there; on the hub's own machine the page is {_link(self.docs, self.docs)}.</p>"
            )
        if self._lacks_web_sockets():
            said.append(f"<p>{escape(NO_WEB_SOCKETS)}</p>")
        return "\n".join(said)

    def _proxied(self) -> str | None:
        """The way to the page through JupyterHub, where this runs under one."""
        prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
        if not prefix:
            return None
        return f"/{prefix.strip('/')}/proxy/{self.port}{self._prefix}/docs".replace("//", "/")

    def _lacks_web_sockets(self) -> bool:
        asked = any(
            isinstance(operation, Mapping) and operation.get("x-websocket")
            for item in self.document["paths"].values()
            for operation in item.values()
        )
        return asked and not speaks_web_sockets()


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}" target="_blank" rel="noopener">{escape(text)}</a>'


def serve(
    api: Api | Mapping[str, Any],
    *,
    port: int = 0,
    name: str = "api",
    title: str = "API",
    stateful: bool = True,
) -> Server:
    """Serve the mock of an API in a thread, on this machine alone.

    It stops at the end of a ``with`` block however that ends, by `Server.stop`, when one of the same name is
    served after it (as when a notebook's cell is run again), and at exit.

    Parameters
    ----------
    api : Api or mapping
        An API section, or an OpenAPI 3 document.
    port : int
        Where to listen; 0 for any that is free.
    name : str
        What to call it in this process; two at a time need two names, or a ``with`` block each.
    title : str
        What the page is headed with, where `api` has no title of its own.
    stateful : bool
        Whether what was posted can be read back; see `whiteboard.run.mock_api.app`.

    Returns
    -------
    Server
        Listening.

    Raises
    ------
    ValueError
        When there is nothing to serve, the document can't be served, or the port is taken.

    Examples
    --------
    >>> from whiteboard.draft.api import Operation
    >>> feed = Api(operations=(Operation(name="getFeed", method="GET", path="/feed"),))
    >>> with serve(feed) as server, server.client() as client:
    ...     client.get("/feed").status_code
    200
    """
    if isinstance(api, Api):
        if api.is_empty:
            raise ValueError(
                "there is nothing to serve: no operation was understood in this API section; "
                "write one such as GET /feed"
            )
        made: Mapping[str, Any] = document(api, title=title)
    elif isinstance(api, Mapping):
        made = api
    else:
        raise ValueError(
            f"what to serve is of type {type(api).__name__}; pass an API section or an OpenAPI document"
        )
    with _lock:
        before = _by_name.pop(name, None)
        own = next((other for other in _running if other.port == port and other is not before), None)
    if before is not None:
        before._stopped_by = ": another was served under the same name"
        before.stop()
    if own is not None and own.is_running:
        raise ValueError(
            f"port {port} is taken by the mock API {own.name!r} of this process; stop that one, "
            "or pass port=0 for any that is free"
        )
    server = Server(made, port=port, name=name, stateful=stateful)
    with _lock:
        _by_name[name] = server
    return server


@atexit.register
def _stop_all() -> None:
    for server in list(_running):
        server.stop()
