"""A client of the Redis at hand: the one that an address or the environment names, else a private one."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from whiteboard.run.redis.server import ServerFailed, borrow, give_back

if TYPE_CHECKING:
    import redis

Engine = Literal["any", "redis", "in process"]
"""Which engine is wanted: a Redis where there is one, a Redis or an error, or none but this process."""

VARIABLE = "REDIS_URL"
_SCHEMES = ("redis://", "rediss://", "unix://")
_TIMEOUT = 5.0
_EXTRA = "pip install 'whiteboard[redis]'"
_FORM = "write redis://host:6379/0"


class RedisMissing(RuntimeError):
    """There is no Redis to be had; the message says what to do."""


class RedisUnreachable(RuntimeError):
    """The Redis that was named does not answer; the message names it, without any password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A client that is connected.

    Parameters
    ----------
    client : redis.Redis
        Answers with bytes. Threads may share it.
    address : str
        Where the server is, without any password.
    is_private : bool
        Whether it is this process's own server, in which nothing else lives.
    release : callable
        To be called once, when the client is closed.
    """

    client: redis.Redis
    address: str
    is_private: bool
    release: Callable[[], None]


def is_at_hand(environment: Mapping[str, str] | None = None) -> tuple[bool, str]:
    """Whether a Redis is named or installed, and if not, why not.

    Parameters
    ----------
    environment : mapping of str to str, optional
        Where ``REDIS_URL`` is looked up; that of the process by default.

    Returns
    -------
    tuple of bool and str
        The sentence is empty where there is one.
    """
    named = (os.environ if environment is None else environment).get(VARIABLE, "").strip()
    installed = shutil.which("redis-server") is not None and os.name == "posix"
    if find_spec("redis") is None:
        there = f"{VARIABLE} is set" if named else "redis-server is installed" if installed else ""
        return (
            False,
            f"{there}, but the package redis is not: {_EXTRA}" if there else "there is no Redis here",
        )
    if named or installed:
        return True, ""
    return False, f"there is no Redis here: install redis-server, or set {VARIABLE}"


def connect(url: str | None = None, *, environment: Mapping[str, str] | None = None) -> Connection:
    """A client of the Redis at the given address, else the environment's, else of a private server.

    Parameters
    ----------
    url : str, optional
        ``redis://``, ``rediss://`` or ``unix://``; wins over the environment.
    environment : mapping of str to str, optional
        Where ``REDIS_URL`` is looked up; that of the process by default.

    Returns
    -------
    Connection
        It has answered once.

    Raises
    ------
    RedisMissing
        Without the client library, or without a server named or installed.
    RedisUnreachable
        When the server that was named does not answer, or turns us away.
    ValueError
        When the address is not one of Redis.

    Examples
    --------
    >>> connect("http://user:secret@localhost:6379")
    Traceback (most recent call last):
        ...
    ValueError: http://localhost:6379 is not the address of a Redis server; write redis://host:6379/0
    """
    named = url or (os.environ if environment is None else environment).get(VARIABLE, "").strip()
    if named and not named.startswith(_SCHEMES):
        raise ValueError(f"{safe_address(named)} is not the address of a Redis server; {_FORM}")
    if find_spec("redis") is None:
        raise RedisMissing(f"Redis needs the package redis: {_EXTRA}")
    if named:
        return _named(named, whence="" if url else f" (from {VARIABLE})")
    return _private()


def check_engine(engine: str) -> None:
    """Refuse what is no engine.

    Raises
    ------
    ValueError
        In words.
    """
    if engine not in ("any", "redis", "in process"):
        raise ValueError(f"no engine {engine!r}; there are 'any', 'redis' and 'in process'")


def run_script(
    connection: Connection,
    script: Callable[..., Any],
    keys: Sequence[str],
    arguments: Sequence[bytes | str | int],
) -> Any:
    """What a script of ours answers.

    Raises
    ------
    RedisUnreachable
        When the server has gone away, or refuses.
    """
    import redis

    try:
        return script(keys=keys, args=arguments)
    except redis.ResponseError as error:
        raise RedisUnreachable(f"Redis ({connection.address}) refuses: {error}") from None
    except (redis.RedisError, OSError):
        raise RedisUnreachable(
            f"Redis ({connection.address}) has gone away; what was in it may be lost: open another"
        ) from None


def release_with(connection: Connection, keys: Sequence[str]) -> None:
    """Delete one's own keys and let go of the server."""
    import redis

    try:
        connection.client.delete(*keys)
    except (redis.RedisError, OSError):
        pass  # the server is gone, and the keys with it, or they go by themselves
    finally:
        connection.release()


def safe_address(url: str) -> str:
    """An address without what may be secret in it: user, password, and query.

    Examples
    --------
    >>> safe_address("redis://someone:secret@cache.example:6379/2?password=secret")
    'redis://cache.example:6379/2'
    >>> safe_address("redis://:pa/ss@cache.example:6379")
    'redis://cache.example:6379'
    """
    scheme, found, rest = url.partition("://")
    if not found:
        scheme, rest = "", url
    # A password that was not quoted may hold any sign: all that stands before the last @ is dropped. Where a query
    # begins before it, nobody can tell which part is secret.
    before, at, after = rest.rpartition("@")
    if at and re.search("[?#]", before):
        return f"{scheme}{found}..."
    return f"{scheme}{found}{re.split('[?#]', after)[0]}"


def _named(url: str, whence: str) -> Connection:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    shown = safe_address(url)
    try:
        urlsplit(url).port  # noqa: B018 - raises where the port is none
        # No call is tried again unasked: a job put twice would be two jobs.
        client = redis.Redis.from_url(
            url,
            socket_connect_timeout=_TIMEOUT,
            socket_timeout=_TIMEOUT,
            decode_responses=False,
            retry=Retry(NoBackoff(), 0),
        )
    except ValueError:
        # Without its cause: what it says may quote the password.
        raise ValueError(f"{shown} is not the address of a Redis server; {_FORM}") from None
    try:
        client.ping()
    except redis.AuthenticationError:
        client.close()
        raise RedisUnreachable(f"Redis at {shown}{whence} does not accept the name and password") from None
    except (redis.RedisError, OSError) as error:
        client.close()
        kind = "takes too long to answer" if isinstance(error, redis.TimeoutError) else "does not answer"
        raise RedisUnreachable(
            f"Redis at {shown}{whence} {kind}; start it, correct the address, or unset {VARIABLE} "
            "to go on without it"
        ) from None
    return Connection(client=client, address=shown, is_private=False, release=client.close)


def _private() -> Connection:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    try:
        server = borrow()
    except ServerFailed as error:
        raise RedisMissing(f"{error}; install redis-server, or set {VARIABLE}") from None
    client = redis.Redis(
        unix_socket_path=str(server.socket), decode_responses=False, retry=Retry(NoBackoff(), 0)
    )

    def release() -> None:
        client.close()
        give_back(server)

    return Connection(client=client, address="a private server", is_private=True, release=release)
