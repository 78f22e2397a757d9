"""The cache at hand: a Redis where there is one, else one in this process."""

from __future__ import annotations

import time
from collections.abc import Callable

from whiteboard.run.cache.cache import Cache, Policy
from whiteboard.run.cache.in_process import InProcessCache
from whiteboard.run.checks import positive, whole
from whiteboard.run.redis.connection import Engine, check_engine, connect, is_at_hand

MOST_ENTRIES = 10_000_000


def open_cache(
    policy: Policy | str = Policy.LRU,
    *,
    entries: int = 1000,
    ttl: float | None = None,
    url: str | None = None,
    engine: Engine = "any",
    clock: Callable[[], float] | None = None,
) -> Cache:
    """A cache: in a Redis where there is one, else in this process.

    A Redis is one that `url` or the environment variable ``REDIS_URL`` names, else a private server that is started
    where ``redis-server`` is installed. `Cache.label` says which cache it became.

    Parameters
    ----------
    policy : Policy or str
        Which entry goes when it is full: ``lru``, ``lfu``, ``fifo`` or ``ttl``.
    entries : int
        How many it holds at most.
    ttl : float, optional
        Seconds that an entry is kept unless `Cache.put` says otherwise; for ever by default.
    url : str, optional
        Of a Redis server; wins over ``REDIS_URL``.
    engine : str
        ``any``; or ``redis``, which raises where there is none; or ``in process``.
    clock : callable, optional
        Seconds, in place of the engine's own clock: a clock of one's own makes an hour pass at once.

    Returns
    -------
    Cache
        To be closed: by a ``with`` statement, by `Cache.close`, or else when nobody holds it any more, or at exit.

    Raises
    ------
    ValueError
        For an unknown policy or engine, entries below one, a ttl that is no number above zero, the policy ``ttl``
        without one, or an address that is not one of Redis.
    whiteboard.run.redis.RedisUnreachable
        When the server that was named does not answer.
    whiteboard.run.redis.RedisMissing
        When there is no Redis and `url` or `engine` asks for one.

    Examples
    --------
    >>> with open_cache("lru", entries=2, engine="in process") as cache:
    ...     cache.put("tweet:1", "hello")
    ...     cache.get("tweet:1"), cache.get("tweet:2")
    ('hello', None)
    >>> cache.label
    'in-process LRU of 2 entries'
    >>> open_cache(entries=0)
    Traceback (most recent call last):
        ...
    ValueError: entries is 0; it must be a whole number from 1 to 10,000,000
    """
    chosen = Policy.of(policy)
    entries = whole("entries", entries, most=MOST_ENTRIES)
    if ttl is not None:
        ttl = positive("ttl", ttl, "seconds", most=10**9)
    elif chosen is Policy.TTL:
        raise ValueError(
            "the policy ttl drops what expires first; say when that is, such as ttl=30 (seconds)"
        )
    check_engine(engine)
    why = ""
    if engine != "in process":
        there, why = is_at_hand()
        if url or engine == "redis" or there:
            from whiteboard.run.cache.redis_cache import RedisCache

            return RedisCache(connect(url), chosen, entries, ttl, clock=clock)
    return InProcessCache(chosen, entries, ttl, clock=clock or time.monotonic, why=why)
