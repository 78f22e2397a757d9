"""A cache while it is warm, and while it is cold and fills again key by key.

Warm, each look-up is answered with the chance `hit`, which already holds what expiry and a full memory cost.
Cold, a key is missed until somebody has loaded it: all who ask before the first answer is back miss too (a
stampede). Keys loaded in the same moments also expire together, once, `ttl` seconds later; after that their
expiries are spread over time, and `hit` holds for them.
"""

from __future__ import annotations

import math

from whiteboard.run.traffic.simulation.streams import Draw

KEYS = 10_000
"""Different keys that are asked for, where nobody says. A rule of thumb."""

UNNAMED = -1
"""The key of a miss that loads nothing that was not there before."""


class Cache:
    """What a cache holds.

    Parameters
    ----------
    hit : float
        The share of look-ups that it answers once it is warm.
    ttl : float or None
        Seconds that an entry is kept.
    keys : int or None
        Different keys that are asked for. The k-th most popular is asked for about 1/k times as often as the
        first (Zipf's law with exponent 1).
    uniform : callable
        Draws numbers from 0 to 1.

    Attributes
    ----------
    hits : int
        Look-ups answered.

    Examples
    --------
    >>> cache = Cache(1.0, ttl=30, keys=1, uniform=lambda: 0.5)
    >>> cache.empty()
    >>> key = cache.look_up(0.0)
    >>> cache.fill(key, 0.1)
    >>> cache.look_up(0.2) is None, cache.look_up(31.0) is None
    (True, False)
    """

    __slots__ = ("_hit", "_keys", "_loaded", "_ttl", "_uniform", "hits")

    def __init__(self, hit: float, ttl: float | None, keys: int | None, uniform: Draw) -> None:
        self._hit = hit
        self._ttl = math.inf if ttl is None else ttl
        self._keys = KEYS if keys is None else keys
        self._uniform = uniform
        self._loaded: dict[int, float] | None = None
        self.hits = 0

    @property
    def chance(self) -> float:
        """The chance that a look-up is answered, by how many keys are held."""
        if self._loaded is None:
            return self._hit
        return self._hit * math.log(len(self._loaded) + 1) / math.log(self._keys + 1)

    def empty(self) -> None:
        """Forget everything."""
        self._loaded = {}

    def wanted(self) -> int:
        """A key drawn by popularity, whether the cache is there to be asked or not; `UNNAMED` while it is warm."""
        if self._loaded is None:
            return UNNAMED
        # Log-uniform ranks follow Zipf's law with exponent 1, without a table of all keys.
        return int((self._keys + 1.0) ** self._uniform())

    def look_up(self, now: float) -> int | None:
        """Ask for a key drawn by popularity: None where it is answered, else the key that is missing."""
        if self._loaded is not None:
            key = self.wanted()
            expires = self._loaded.get(key)
            if expires is None or expires <= now:
                return key
        if self._uniform() < self._hit:
            self.hits += 1
            return None
        return UNNAMED

    def fill(self, key: int, now: float) -> None:
        """Keep what was looked up behind the cache."""
        if self._loaded is None or key == UNNAMED:
            return
        expires = self._loaded.get(key)
        if expires is None:
            self._loaded[key] = now + self._ttl
        elif expires <= now:
            self._loaded[key] = math.inf
