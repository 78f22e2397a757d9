"""A cache in a Redis server."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from whiteboard.run.cache import scripts
from whiteboard.run.cache.cache import Cache, Policy, as_bytes, life
from whiteboard.run.redis.connection import Connection, release_with, run_script

_A_BATCH = 1000
_KEPT_MILLISECONDS = 3_600_000


class RedisCache(Cache):
    """A cache in a Redis server. Threads may share it.

    Parameters
    ----------
    connection : Connection
        To the server. It is released when the cache is closed.
    policy : Policy or str
        Which entry goes when it is full.
    entries : int
        How many it holds at most.
    ttl : float, optional
        Seconds that an entry is kept unless `put` says otherwise.
    clock : callable, optional
        Seconds; the server's own clock by default.

    Notes
    -----
    It touches four keys of the server and no others: their names begin with a prefix that is made for this cache.
    They are removed when it is closed; on a server that others use too they also go by themselves an hour after
    the last `put`. Redis bounds bytes, not entries, and finds what to drop by sampling: so the bound and the policy
    are kept by scripts that run in the server (`whiteboard.run.cache.scripts`), exactly and for this cache alone.
    """

    def __init__(
        self,
        connection: Connection,
        policy: Policy | str = Policy.LRU,
        entries: int = 1000,
        ttl: float | None = None,
        *,
        clock: Callable[[], float] | None = None,
    ) -> None:
        policy = Policy.of(policy)
        super().__init__(
            f"Redis ({connection.address}), {policy.name} of {entries:,} entries, kept exactly by a script in the server",
            policy,
            entries,
            ttl,
        )
        client = connection.client
        # The braces keep the four on one node of a cluster.
        prefix = f"whiteboard:{{{uuid.uuid4().hex}}}:cache"
        self._keys = [f"{prefix}:{name}" for name in ("values", "order", "expiries", "uses")]
        self._connection = connection
        self._clock = clock
        self._kept = "" if connection.is_private else str(_KEPT_MILLISECONDS)
        self._get = client.register_script(scripts.GET)
        self._put = client.register_script(scripts.PUT)
        self._delete = client.register_script(scripts.DELETE)
        self._size = client.register_script(scripts.SIZE)
        self._replay = client.register_script(scripts.REPLAY)
        self._clear = client.register_script(scripts.CLEAR)
        self._at_the_end(partial(release_with, connection, tuple(self._keys)))

    def get(self, key: str) -> str | None:
        """The value of a key; None where it is not held, or has expired. This is a use."""
        found = self._run(self._get, self.policy.value, self._now(), as_bytes("key", key))
        return None if found is None else bytes(found).decode("utf-8", "surrogatepass")

    def put(self, key: str, value: str, *, ttl: float | None = None) -> None:
        """Hold a value under a key, for `ttl` seconds where that is given, else as the cache's own ttl says."""
        name, content = as_bytes("key", key), as_bytes("value", value)
        self._run(
            self._put, self.policy.value, self._now(), name, content, _microseconds(life(ttl, self.ttl)),
            self.entries, self._kept,
        )  # fmt: skip

    def delete(self, key: str) -> bool:
        """Forget a key; whether it was held."""
        return bool(self._run(self._delete, self._now(), as_bytes("key", key)))

    def size(self) -> int:
        """How many entries are held, expired ones not counted."""
        return int(self._run(self._size, self._now()))

    def clear(self) -> None:
        """Forget everything."""
        self._run(self._clear)

    def replay(self, keys: Sequence[str]) -> list[bool]:
        """Ask for each key in turn and put it where it is missing; in the server, a thousand keys at a time.

        A thousand requests are at one moment to a ttl.
        """
        hits: list[bool] = []
        for start in range(0, len(keys), _A_BATCH):
            batch = [as_bytes("key", key) for key in keys[start : start + _A_BATCH]]
            told = self._run(
                self._replay, self.policy.value, self._now(), _microseconds(self.ttl), self.entries, self._kept,
                *batch,
            )  # fmt: skip
            hits += [sign == ord("1") for sign in bytes(told)]
        return hits

    def _run(self, script: Callable[..., Any], *arguments: bytes | str | int) -> Any:
        self._need_open()
        return run_script(self._connection, script, self._keys, arguments)

    def _now(self) -> str:
        return "" if self._clock is None else str(round(self._clock() * 1e6))


def _microseconds(seconds: float | None) -> str:
    return "" if seconds is None else str(round(seconds * 1e6))
