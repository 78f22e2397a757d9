"""A cache in this process's own memory."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence

from whiteboard.run.cache.cache import Cache, Policy, as_bytes, life
from whiteboard.run.cache.orders import ORDERS, ByExpiry, Order


class InProcessCache(Cache):
    """A cache in this process's own memory. Threads may share it; other processes do not see it.

    Parameters
    ----------
    policy : Policy or str
        Which entry goes when it is full.
    entries : int
        How many it holds at most.
    ttl : float, optional
        Seconds that an entry is kept unless `put` says otherwise.
    clock : callable, optional
        Seconds; a clock of one's own makes an hour pass at once.
    why : str
        Why it is not a Redis, for the label.

    Examples
    --------
    >>> with InProcessCache(Policy.LRU, 2) as cache:
    ...     for key in "abac":
    ...         cache.put(key, key.upper())
    ...     cache.get("a"), cache.get("b"), cache.size()
    ('A', None, 2)
    """

    def __init__(
        self,
        policy: Policy | str = Policy.LRU,
        entries: int = 1000,
        ttl: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        why: str = "",
    ) -> None:
        policy = Policy.of(policy)
        told = f"; {why}" if why else ""
        label = f"in-process {policy.name} of {entries:,} entries{told}"
        super().__init__(label, policy, entries, ttl)
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[bytes, tuple[bytes, float]] = {}
        self._order: Order = ORDERS[policy]()
        self._expiry = ByExpiry()
        self._at_the_end(self._held.clear)

    def get(self, key: str) -> str | None:
        """The value of a key; None where it is not held, or has expired. This is a use."""
        name = as_bytes("key", key)
        with self._lock:
            self._need_open()
            value = self._get(name)
        return None if value is None else value.decode("utf-8", "surrogatepass")

    def put(self, key: str, value: str, *, ttl: float | None = None) -> None:
        """Hold a value under a key, for `ttl` seconds where that is given, else as the cache's own ttl says."""
        name, content = as_bytes("key", key), as_bytes("value", value)
        seconds = life(ttl, self.ttl)
        with self._lock:
            self._need_open()
            self._put(name, content, seconds)

    def replay(self, keys: Sequence[str]) -> list[bool]:
        """Ask for each key in turn and put it where it is missing, as a reader through the cache does."""
        hits = []
        with self._lock:
            self._need_open()
            for key in keys:
                name = as_bytes("key", key)
                hit = self._get(name) is not None
                if not hit:
                    self._put(name, b"", self.ttl)
                hits.append(hit)
        return hits

    def delete(self, key: str) -> bool:
        """Forget a key; whether it was held."""
        name = as_bytes("key", key)
        with self._lock:
            self._need_open()
            self._drop_expired(self._clock())
            if name not in self._held:
                return False
            self._drop(name)
            return True

    def size(self) -> int:
        """How many entries are held, expired ones not counted."""
        with self._lock:
            self._need_open()
            self._drop_expired(self._clock())
            return len(self._held)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._need_open()
            self._held.clear()
            self._order = ORDERS[self.policy]()
            self._expiry = ByExpiry()

    def _get(self, name: bytes) -> bytes | None:
        found = self._held.get(name)
        if found is None:
            return None
        value, expires = found
        if expires <= self._clock():
            self._drop(name)
            return None
        self._order.use(name)
        return value

    def _put(self, name: bytes, content: bytes, seconds: float | None) -> None:
        now = self._clock()
        self._drop_expired(now)
        if name not in self._held and len(self._held) >= self.entries:
            self._drop(self._order.next())
        expires = math.inf if seconds is None else now + seconds
        self._held[name] = content, expires
        self._order.put(name, expires)
        if seconds is None:
            self._expiry.remove(name)
        else:
            self._expiry.put(name, expires)

    def _drop(self, name: bytes) -> None:
        del self._held[name]
        self._order.remove(name)
        self._expiry.remove(name)

    def _drop_expired(self, now: float) -> None:
        while self._expiry and self._held[soonest := self._expiry.next()][1] <= now:
            self._drop(soonest)
