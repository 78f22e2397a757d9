"""Classes as learners write them: right ones in other styles than ours, and such with a slip."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """What a learner wrote into a cell, and the points that it earns."""

    name: str
    cell: str
    code: str
    points: float = 5


RIGHT = [
    Written(
        "places in a dict, servers walked in turn",
        "ring",
        """
class Ring:
    def __init__(self, servers, arcs=100):
        self.at = {}
        for server in servers:
            for arc in range(arcs):
                self.at[place(server + " arc " + str(arc))] = server
        self.sorted = sorted(self.at)

    def owners(self, key, copies=1):
        here = place(key)
        after = [position for position in self.sorted if position >= here]
        before = [position for position in self.sorted if position < here]
        names = dict.fromkeys(self.at[position] for position in after + before)
        return tuple(names)[:copies]
""",
    ),
    Written(
        "an ordered dict",
        "cache",
        """
from collections import OrderedDict

class Cache:
    def __init__(self, capacity, ttl):
        self.capacity, self.ttl, self.items = capacity, ttl, OrderedDict()

    def _drop_old(self, now):
        for key in [k for k, (_, born) in self.items.items() if now - born > self.ttl]:
            del self.items[key]

    def get(self, key, now):
        self._drop_old(now)
        if key in self.items:
            self.items.move_to_end(key)
            return self.items[key][0]

    def put(self, key, value, now):
        self._drop_old(now)
        self.items[key] = (value, now)
        self.items.move_to_end(key)
        while len(self.items) > self.capacity:
            self.items.popitem(last=False)
""",
    ),
    Written(
        "the time at which the bucket was empty",
        "limiter",
        """
class TokenBucket:
    def __init__(self, rate, burst):
        self.rate, self.burst, self.empty_at = rate, burst, None
        self.latest = float("-inf")

    def allow(self, now):
        self.latest = now = max(now, self.latest)
        full = now - self.burst / self.rate
        self.empty_at = full if self.empty_at is None else max(self.empty_at, full)
        if (now - self.empty_at) * self.rate < 1:
            return False
        self.empty_at += 1 / self.rate
        return True
""",
    ),
]

_BUCKET = """
class TokenBucket:
    def __init__(self, rate, burst):
        self.rate, self.burst, self.tokens, self.last = rate, burst, burst, None

    def allow(self, now):
        if self.last is not None:
            self.tokens = {refilled}
        self.last = now
        if self.tokens >= 1:
            self.tokens -= 1
            return True
        return False
"""

_LRU = """
class Cache:
    def __init__(self, capacity, ttl):
        self.capacity, self.ttl, self.items = capacity, ttl, {{}}

    def get(self, key, now):
        if key not in self.items or now > self.items[key][1]:
            return None
        {used}
        return self.items[key][0]

    def put(self, key, value, now):
        {again}
        if len(self.items) >= self.capacity:
            del self.items[next(iter(self.items))]
        self.items[key] = (value, now + self.ttl)
"""

SLIPS = [
    Written(
        "key modulo number",
        "ring",
        """
class Ring:
    def __init__(self, servers, arcs=100):
        self.servers = list(servers)

    def owners(self, key, copies=1):
        number = len(self.servers)
        return [self.servers[(place(key) + copy) % number] for copy in range(min(copies, number))]
""",
        points=2,
    ),
    Written(
        "one place a server",
        "ring",
        """
class Ring:
    def __init__(self, servers, arcs=100):
        self.places = sorted((place(server), server) for server in servers)

    def owners(self, key, copies=1):
        position = bisect_left(self.places, (place(key), ""))
        number = len(self.places)
        return [self.places[(position + copy) % number][1] for copy in range(min(copies, number))]
""",
        points=4,
    ),
    Written(
        "copies at the next places, whosever they are",
        "ring",
        """
class Ring:
    def __init__(self, servers, arcs=100):
        self.places = sorted((place(f"{server}-{arc}"), server) for server in servers for arc in range(arcs))

    def owners(self, key, copies=1):
        position = bisect_left(self.places, (place(key), ""))
        return [self.places[(position + copy) % len(self.places)][1] for copy in range(copies)]
""",
        points=3,
    ),
    Written(
        "what was put first goes first",
        "cache",
        _LRU.format(used="pass", again="self.items.pop(key, None)"),
        points=4,
    ),
    Written(
        "put again makes room for itself",
        "cache",
        _LRU.format(used="self.items[key] = self.items.pop(key)", again="pass"),
        points=3,
    ),
    Written(
        "the last read one goes, though over",
        "cache",
        _LRU.format(used="self.items[key] = self.items.pop(key)", again="self.items.pop(key, None)"),
        points=4,
    ),
    Written(
        "reading makes it live longer",
        "cache",
        _LRU.format(
            used="self.items[key] = (self.items.pop(key)[0], now + self.ttl)",
            again="self.items.pop(key, None)",
        ),
        points=3,
    ),
    Written(
        "no end to what flows in",
        "limiter",
        _BUCKET.format(refilled="self.tokens + max(0, now - self.last) * self.rate"),
        points=3,
    ),
    Written(
        "whole tokens only",
        "limiter",
        _BUCKET.format(refilled="min(self.burst, self.tokens + int(max(0, now - self.last) * self.rate))"),
        points=3,
    ),
    Written(
        "a clock set back gives time twice",
        "limiter",
        _BUCKET.format(refilled="min(self.burst, self.tokens + max(0, now - self.last) * self.rate)"),
        points=4,
    ),
    Written(
        "so many in each second",
        "limiter",
        """
class TokenBucket:
    def __init__(self, rate, burst):
        self.burst, self.second, self.used = burst, None, 0

    def allow(self, now):
        if int(now) != self.second:
            self.second, self.used = int(now), 0
        self.used += 1
        return self.used <= self.burst
""",
        points=3,
    ),
    Written(
        "one bucket for all",
        "limiter",
        """
class TokenBucket:
    tokens = None
    last = 0

    def __init__(self, rate, burst):
        self.rate, self.burst = rate, burst
        if TokenBucket.tokens is None:
            TokenBucket.tokens = burst

    def allow(self, now):
        TokenBucket.tokens = min(self.burst, TokenBucket.tokens + (now - TokenBucket.last) * self.rate)
        TokenBucket.last = now
        if TokenBucket.tokens >= 1:
            TokenBucket.tokens -= 1
            return True
        return False
""",
        points=1,
    ),
    Written("a misspelt name", "limiter", "class Bucket:\n    pass\n", points=0),
    Written(
        "nothing but an error",
        "cache",
        "class Cache:\n    def __init__(self, size):\n        pass\n",
        points=0,
    ),
    Written("no Python", "ring", "class Ring\n    the servers stand in a circle\n", points=0),
]
