"""Everything that one replication keeps while it runs: calls under way, queues, counters."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

from whiteboard.run.traffic.network import Network
from whiteboard.run.traffic.simulation import streams
from whiteboard.run.traffic.simulation.caches import UNNAMED, Cache
from whiteboard.run.traffic.simulation.compiling import NOBODY, WITHOUT_LIMIT, Plan
from whiteboard.run.traffic.simulation.histogram import Histogram

if TYPE_CHECKING:
    import numpy

MOST = 200_000
"""Calls and messages that one replication keeps under way at most; at more it is ended, and says so."""

MOST_CALLERS = 2_000_000
"""The same for calls with all their callers: what bounds the memory of very deep chains."""

# A call under way is a list: the visit's number, the calling call (None once it was answered or given up), the
# time at which it came to its station (for clients and couriers: was sent), tries before it, calls of the same
# visit that it has still to make, and the keys missed in caches, by station.
NODE, CALLER, SINCE, TRIES, LEFT, MISSED = range(6)
Call = list[Any]

DEAD = -1
"""The number of a call whose station failed under it."""

FAILED_BELOW = -1
"""What stands in the place of the calls left where a call failed for what it called, not by itself."""

# What an entry of the heap is: (time, number, kind, what it is about).
SERVED, ARRIVES, ANSWERED, FAILED, TRIES_AGAIN, STARTS, RINGS, STOP = range(8)


class Samples:
    """Durations of one sort: the newest in a list, all others in a histogram."""

    __slots__ = ("_earlier", "add", "histogram", "newest")

    def __init__(self) -> None:
        self.newest: list[float] = []
        self.add = self.newest.append
        self.histogram = Histogram()
        self._earlier = 0

    @property
    def ever(self) -> int:
        """How many there were, those before the last `forget` included."""
        return self._earlier + self.histogram.count + len(self.newest)

    def settle(self, at_least: int = 0) -> Histogram:
        """The histogram with the newest in it, if there are `at_least` so many new ones."""
        if len(self.newest) > at_least:
            self.histogram.add(self.newest)
            self.newest.clear()
        return self.histogram

    def forget(self) -> None:
        """Begin anew, at the end of the warm-up."""
        self._earlier = self.ever
        self.newest.clear()
        self.histogram = Histogram()


class State:
    """One replication under way.

    Parameters
    ----------
    plan : Plan
        The network.
    network : Network
        For its rates and service times.
    seed : numpy.random.SeedSequence
        Every station and every purpose draws from a stream of its own.
    start : float
        The time at which it begins, in seconds.
    """

    def __init__(self, plan: Plan, network: Network, seed: numpy.random.SeedSequence, start: float) -> None:
        import numpy as np

        places = range(len(plan.stations))
        nodes = range(len(plan.station))
        seeds = seed.spawn(4 + len(plan.stations))
        generators = [np.random.default_rng(each) for each in seeds]
        self.plan = plan
        self.now = start
        self.random = generators[0]
        self.uniform = streams.uniform(generators[1])
        self.gap = streams.exponential(generators[2])
        self.sender = streams.choices(generators[3], plan.clients, [flow.rate for flow in network.flows])
        self.work = [
            streams.service(generator, station.service)
            for generator, station in zip(generators[4:], plan.stations, strict=True)
        ]
        self.rate = sum(flow.rate for flow in network.flows)
        self.mean_gap = 1 / self.rate
        self.next_arrival = start + self.gap() * self.mean_gap

        self.heap: list[tuple[float, int, int, Any]] = []
        self.number = count().__next__
        self.queues: list[deque[Call]] = [deque() for _ in places]
        self.timers: list[deque[tuple[float, Call]]] = [deque() for _ in plan.timeouts]
        self.still_waited_for = [
            0 for _ in plan.timeouts
        ]  # timers left when answered calls were last dropped
        self.cut: set[int] = set()  # visits whose caller and called do not reach each other
        self.held: list[tuple[int, Call]] = []  # (kind, call) that waits for its link
        self.entries = min(MOST, max(10, MOST_CALLERS // plan.depth))
        self.overflow = False

        self.servers = [
            WITHOUT_LIMIT if station.servers is None else station.servers for station in plan.stations
        ]
        self.replicas = [station.replicas for station in plan.stations]
        self.idle = list(self.servers)
        self.room = [WITHOUT_LIMIT if station.room is None else station.room for station in plan.stations]
        self.down = [False for _ in places]
        self.slow = [1.0 for _ in places]
        self.caches = [
            None if hit is None else Cache(hit, station.ttl, station.keys, self.uniform)
            for hit, station in zip(plan.hit, plan.stations, strict=True)
        ]

        self.arrived = [0 for _ in places]
        self.turned_away = [0 for _ in places]
        self.refused = [0 for _ in places]
        self.lost = [0 for _ in places]
        self.worked = [Samples() for _ in places]
        # Sums of (time left - time entered) over all who ever waited or held a server; for those who are still
        # there the present has to be added once for each. They give time averages without one more sum an event.
        self.queue_clock = [0.0 for _ in places]
        self.busy_clock = [0.0 for _ in places]

        self.sent = [0 for _ in nodes]
        self.given_up = [0 for _ in nodes]
        self.answered = [Samples() if flow != NOBODY else None for flow in plan.flow]
        self.samples = [*self.worked, *(samples for samples in self.answered if samples is not None)]
        self.events = 0

    def busy(self, place: int) -> int:
        """Servers of a station that are held."""
        return self.servers[place] - self.idle[place]

    def post(self, time: float, kind: int, about: Any) -> None:
        """Let something happen at a time."""
        from heapq import heappush

        heappush(self.heap, (time, self.number(), kind, about))

    def begin(self, place: int, now: float) -> None:
        """Take the first of a queue to a server."""
        call = self.queues[place].popleft()
        self.queue_clock[place] += now
        self.post(now + self.work[place]() * self.slow[place], SERVED, call)

    def release(self, place: int, now: float) -> None:
        """Let a server go on with the next, or idle."""
        if self.queues[place] and self.idle[place] >= 0:
            self.begin(place, now)
        else:
            self.idle[place] += 1
            self.busy_clock[place] += now

    def send(self, kind: int, call: Call, now: float) -> None:
        """Let a call or its answer take the network, or wait where the link is cut."""
        if call[NODE] in self.cut:
            self.held.append((kind, call))
        else:
            self.post(now + self.plan.half[call[NODE]], kind, call)

    def entries_under_way(self) -> int:
        """Calls and messages that are under way."""
        return len(self.heap) + len(self.held) + sum(map(len, self.queues))

    def ends(self) -> Iterator[tuple[int, Call]]:
        """Every call on which others wait and which itself waits for none, with what will happen to it.

        Calls in a queue are told as `ARRIVES`.
        """
        for _, _, kind, about in self.heap:
            if kind not in (RINGS, STOP):
                yield kind, about
        yield from self.held
        for queue in self.queues:
            for call in queue:
                yield ARRIVES, call

    def miss(self, call: Call, place: int, key: int = UNNAMED) -> None:
        """Let a call know that a cache had no answer for it."""
        if call[MISSED] is None:
            call[MISSED] = {}
        call[MISSED].setdefault(place, []).append(key)
