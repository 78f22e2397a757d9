"""A socket of this machine for a server, and what to say when there is none."""

from __future__ import annotations

import errno
import socket

HOST = "127.0.0.1"
"""The only address that is listened on: nothing outside this machine reaches the mock."""


def listen(port: int) -> socket.socket:
    """A socket that listens on `HOST`.

    Parameters
    ----------
    port : int
        0 for any that is free.

    Raises
    ------
    ValueError
        When there is no such port, or it is taken; the message says what to do.

    Examples
    --------
    >>> with listen(0) as found:
    ...     found.getsockname()[0]
    '127.0.0.1'
    """
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= 65535:
        raise ValueError(f"port is {port!r}; it is a whole number from 1 to 65535, or 0 for any that is free")
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # A port whose last connections are still winding down may be taken again.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
        made.listen(128)
    except OSError as error:
        made.close()
        remedy = "pass another one, or port=0 for any that is free"
        if error.errno == errno.EADDRINUSE:
            raise ValueError(f"port {port} is taken by another server; {remedy}") from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise ValueError(f"port {port} is not for ordinary users; {remedy}, 1024 or higher") from None
        raise ValueError(f"nothing can listen on port {port} ({error.strerror}); {remedy}") from None
    return made
