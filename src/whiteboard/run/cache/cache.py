"""What every cache here can do, whichever engine is behind it."""

from __future__ import annotations

import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Self

from whiteboard.run.checks import positive

MOST_BYTES = 1_000_000
"""The longest key or value that is taken, so that a slip does not fill the memory."""


class Policy(Enum):
    """Which entry goes when the cache is full."""

    LRU = "lru"
    """The one that was asked for or put longest ago (least recently used)."""
    LFU = "lfu"
    """The one that was asked for or put least often while it was held (least frequently used); of those the LRU."""
    FIFO = "fifo"
    """The one that was put first (first in, first out)."""
    TTL = "ttl"
    """The one that expires first (time to live)."""

    @classmethod
    def of(cls, value: Policy | str) -> Policy:
        """A policy by its name.

        Raises
        ------
        ValueError
            For any other name.

        Examples
        --------
        >>> Policy.of("LRU")
        <Policy.LRU: 'lru'>
        """
        try:
            return cls(value.strip().lower() if isinstance(value, str) else value)
        except ValueError:
            known = ", ".join(policy.value for policy in cls)
            raise ValueError(f"no policy {value!r}; there are {known}") from None


class Cache(ABC):
    """A cache of texts by key, bounded by a number of entries.

    Attributes
    ----------
    label : str
        What it is, in words.
    policy : Policy
        Which entry goes when it is full.
    entries : int
        How many it holds at most.
    ttl : float or None
        Seconds that an entry is kept unless `put` says otherwise; None for ever.

    Notes
    -----
    What has expired is never returned, and goes before anything that has not. Putting a key that is held renews its
    expiry, and counts as a use; a new entry begins its count of uses at one.
    """

    def __init__(self, label: str, policy: Policy, entries: int, ttl: float | None) -> None:
        self.label = label
        self.policy = policy
        self.entries = entries
        self.ttl = ttl
        self._finalizer: weakref.finalize[Any, Any] | None = None

    @abstractmethod
    def get(self, key: str) -> str | None:
        """The value of a key; None where it is not held, or has expired. This is a use."""

    @abstractmethod
    def put(self, key: str, value: str, *, ttl: float | None = None) -> None:
        """Hold a value under a key, for `ttl` seconds where that is given, else as the cache's own ttl says."""

    @abstractmethod
    def delete(self, key: str) -> bool:
        """Forget a key; whether it was held."""

    @abstractmethod
    def size(self) -> int:
        """How many entries are held, expired ones not counted."""

    @abstractmethod
    def clear(self) -> None:
        """Forget everything."""

    def replay(self, keys: Sequence[str]) -> list[bool]:
        """Ask for each key in turn and put it where it is missing, as a reader through the cache does.

        Parameters
        ----------
        keys : sequence of str
            In the order in which they are asked for.

        Returns
        -------
        list of bool
            Which were hits.
        """
        hits = []
        for key in keys:
            hit = self.get(key) is not None
            if not hit:
                self.put(key, "")
            hits.append(hit)
        return hits

    def close(self) -> None:
        """Forget everything, and stop what was started. Closing twice does no harm."""
        if self._finalizer is not None:
            self._finalizer()

    def _at_the_end(self, finish: Callable[[], None]) -> None:
        """What closing does; also when nobody holds the cache any more, and at exit."""
        self._finalizer = weakref.finalize(self, finish)

    def _need_open(self) -> None:
        if self._finalizer is not None and not self._finalizer.alive:
            raise ValueError("this cache is closed; open another with open_cache()")

    def __enter__(self) -> Self:
        """Nothing more to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        return f"<{self.label}>"


def as_bytes(name: str, text: Any) -> bytes:
    """A key or a value as the bytes that are kept.

    Raises
    ------
    TypeError
        For what is no text.
    ValueError
        For what is longer than `MOST_BYTES`.

    Examples
    --------
    >>> as_bytes("value", 3)
    Traceback (most recent call last):
        ...
    TypeError: value is 3, of type int; a cache keeps text: give str(3), or json.dumps(...) of something larger
    """
    if not isinstance(text, str):
        shown = repr(text) if len(repr(text)) <= 30 else f"{repr(text)[:27]}..."
        raise TypeError(
            f"{name} is {shown}, of type {type(text).__name__}; a cache keeps text: "
            f"give str({shown}), or json.dumps(...) of something larger"
        )
    encoded = text.encode("utf-8", "surrogatepass")
    if len(encoded) > MOST_BYTES:
        raise ValueError(f"{name} has {len(encoded):,} bytes; at most {MOST_BYTES:,} are kept")
    return encoded


def life(ttl: Any, default: float | None) -> float | None:
    """Seconds that an entry lives, checked; None for ever."""
    return default if ttl is None else positive("ttl", ttl, "seconds", most=10**9)
