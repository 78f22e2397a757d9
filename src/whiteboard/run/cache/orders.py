"""The order in which entries go: one small structure a policy, each with the key that goes next."""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Protocol

from whiteboard.run.cache.cache import Policy


class Order(Protocol):
    """Keys in the order in which they go."""

    def put(self, key: bytes, expires: float) -> None:
        """A key was put; it may be held already."""

    def use(self, key: bytes) -> None:
        """A key that is held was asked for."""

    def remove(self, key: bytes) -> None:
        """A key is no longer held."""

    def next(self) -> bytes:
        """The key that goes next; there is one."""


class ByRecency:
    """Least recently used first.

    Examples
    --------
    >>> order = ByRecency()
    >>> order.put(b"a", 0), order.put(b"b", 0), order.use(b"a"), order.next()
    (None, None, None, b'b')
    """

    def __init__(self) -> None:
        self._keys: OrderedDict[bytes, None] = OrderedDict()

    def put(self, key: bytes, expires: float) -> None:
        """To the end."""
        self._keys[key] = None
        self._keys.move_to_end(key)

    def use(self, key: bytes) -> None:
        """To the end."""
        self._keys.move_to_end(key)

    def remove(self, key: bytes) -> None:
        """Out."""
        del self._keys[key]

    def next(self) -> bytes:
        """The front."""
        return next(iter(self._keys))


class ByArrival(ByRecency):
    """First in, first out: neither asking for a key nor putting it again moves it."""

    def put(self, key: bytes, expires: float) -> None:
        """To the end, if it is new."""
        self._keys.setdefault(key)

    def use(self, key: bytes) -> None:
        """It stays where it is."""


class ByFrequency:
    """Least frequently used first; among those, the least recently used.

    Notes
    -----
    A queue a count, and the lowest count that has one, so that every step takes the same time however many keys are
    held (Shah, Mitra and Matani, "An O(1) algorithm for implementing the LFU cache eviction scheme", 2010).
    """

    def __init__(self) -> None:
        self._count: dict[bytes, int] = {}
        self._keys: dict[int, OrderedDict[bytes, None]] = {}
        self._lowest = 1

    def put(self, key: bytes, expires: float) -> None:
        """A use; the first one of a new key."""
        self.use(key)

    def use(self, key: bytes) -> None:
        """One more use."""
        count = self._count.get(key, 0)
        if count:
            self._drop(key, count)
        if count == 0 or (count == self._lowest and count not in self._keys):
            self._lowest = count + 1
        self._count[key] = count + 1
        self._keys.setdefault(count + 1, OrderedDict())[key] = None

    def remove(self, key: bytes) -> None:
        """Out; its count is forgotten."""
        self._drop(key, self._count.pop(key))

    def next(self) -> bytes:
        """The front of the lowest count."""
        if self._lowest not in self._keys:
            self._lowest = min(self._keys)  # after a removal that was not the next to go
        return next(iter(self._keys[self._lowest]))

    def _drop(self, key: bytes, count: int) -> None:
        del self._keys[count][key]
        if not self._keys[count]:
            del self._keys[count]


class ByExpiry:
    """Whichever expires first; of those that expire together, the lower key."""

    def __init__(self) -> None:
        self._expires: dict[bytes, float] = {}
        self._heap: list[tuple[float, bytes]] = []

    def __len__(self) -> int:
        return len(self._expires)

    def put(self, key: bytes, expires: float) -> None:
        """By its new expiry."""
        self._expires[key] = expires
        heapq.heappush(self._heap, (expires, key))
        if len(self._heap) > 2 * len(self._expires) + 8:
            self._heap = [(expires, key) for key, expires in self._expires.items()]
            heapq.heapify(self._heap)

    def use(self, key: bytes) -> None:
        """It stays where it is."""

    def remove(self, key: bytes) -> None:
        """Out, if it is in; its place in the heap is passed over later."""
        self._expires.pop(key, None)

    def next(self) -> bytes:
        """The soonest."""
        while self._expires.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][1]


ORDERS: Mapping[Policy, Callable[[], Order]] = {
    Policy.LRU: ByRecency,
    Policy.LFU: ByFrequency,
    Policy.FIFO: ByArrival,
    Policy.TTL: ByExpiry,
}
"""By policy."""
