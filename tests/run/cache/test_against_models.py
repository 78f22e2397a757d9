"""Every policy against a model that is too simple to be wrong, in this process and in a Redis."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.run.redis_engine import Clock
from tests.system import needs
from whiteboard.run.cache import Policy, open_cache
from whiteboard.run.cache.in_process import InProcessCache

KEYS = some.sampled_from(["a", "b", "c", "d", "é", ""])
STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("get"), KEYS),
        some.tuples(
            some.just("put"), KEYS, some.sampled_from(["1", "zwei", ""]), some.sampled_from([None, 1, 3, 7])
        ),
        some.tuples(some.just("delete"), KEYS),
        some.tuples(some.just("size")),
        some.tuples(some.just("wait"), some.integers(1, 4)),
        some.tuples(some.just("replay"), some.lists(KEYS, max_size=6)),
        some.tuples(some.just("clear")),
    ),
    max_size=60,
)
POLICIES = some.sampled_from(list(Policy))
SLOW = [HealthCheck.function_scoped_fixture]


class Model:
    """A list of entries; whichever has the lowest worth goes."""

    def __init__(self, policy, entries, ttl):
        self.policy, self.entries, self.ttl = policy, entries, ttl
        self.now = self.moment = 0
        self.held = {}

    def worth(self, key):
        entry = self.held[key]
        return {
            Policy.LRU: (entry["used"],),
            Policy.LFU: (entry["uses"], entry["used"]),
            Policy.FIFO: (entry["put"],),
            Policy.TTL: (entry["expires"], key.encode()),
        }[self.policy]

    def tidy(self):
        self.held = {key: entry for key, entry in self.held.items() if entry["expires"] > self.now}
        self.moment += 1

    def get(self, key):
        self.tidy()
        if key not in self.held:
            return None
        self.held[key]["used"] = self.moment
        self.held[key]["uses"] += 1
        return self.held[key]["value"]

    def put(self, key, value, ttl=None):
        self.tidy()
        if key not in self.held and len(self.held) == self.entries:
            del self.held[min(self.held, key=self.worth)]
        life = self.ttl if ttl is None else ttl
        before = self.held.get(key, {"put": self.moment, "uses": 0})
        self.held[key] = {
            "value": value,
            "put": before["put"],
            "used": self.moment,
            "uses": before["uses"] + 1,
            "expires": float("inf") if life is None else self.now + life,
        }

    def delete(self, key):
        self.tidy()
        return self.held.pop(key, None) is not None

    def size(self):
        self.tidy()
        return len(self.held)

    def clear(self):
        self.held = {}

    def replay(self, keys):
        hits = []
        for key in keys:
            hits.append(self.get(key) is not None)
            if not hits[-1]:
                self.put(key, "")
        return hits


def run(cache, clock, model, steps):
    for what, *given_ in steps:
        if what == "wait":
            clock.now += given_[0]
            model.now += given_[0]
        elif what == "put":
            key, value, ttl = given_
            model.put(key, value, ttl)
            cache.put(key, value, ttl=ttl)
        else:
            assert getattr(cache, what)(*given_) == getattr(model, what)(*given_), (what, given_)


@given(policy=POLICIES, entries=some.integers(1, 4), ttl=some.sampled_from([None, 2, 5]), steps=STEPS)
@settings(max_examples=300, deadline=None)
def test_in_process_as_the_model(policy, entries, ttl, steps):
    ttl = ttl or (4 if policy is Policy.TTL else None)
    clock = Clock()
    with open_cache(policy, entries=entries, ttl=ttl, engine="in process", clock=clock) as cache:
        run(cache, clock, Model(policy, entries, ttl), steps)


@needs("redis-server")
@given(policy=POLICIES, entries=some.integers(1, 4), ttl=some.sampled_from([None, 2, 5]), steps=STEPS)
@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
def test_redis_as_the_model(server, policy, entries, ttl, steps):
    ttl = ttl or (4 if policy is Policy.TTL else None)
    clock = Clock()
    with open_cache(policy, entries=entries, ttl=ttl, engine="redis", clock=clock) as cache:
        run(cache, clock, Model(policy, entries, ttl), steps)


@given(policy=POLICIES, steps=STEPS)
@settings(max_examples=100, deadline=None)
def test_never_more_than_its_entries(policy, steps):
    clock = Clock()
    cache = InProcessCache(policy, 3, 100.0, clock=clock)
    model = Model(policy, 3, 100.0)
    for step in steps:
        run(cache, clock, model, [step])
        assert cache.size() <= 3


@needs("redis-server")
@pytest.mark.parametrize("policy", ["lru", "lfu", "fifo"])
def test_a_long_replay_is_the_same_in_both(server, policy):
    from whiteboard.run.cache import Workload

    names = Workload(keys=300, requests=5_000, seed=3).names()
    with (
        open_cache(policy, entries=40, engine="redis") as one,
        open_cache(policy, entries=40, engine="in process") as other,
    ):
        assert one.replay(names) == other.replay(names)
        assert one.size() == other.size() == 40
