"""Threads that all want a key that has expired."""

import sys
import threading

import numpy as np
import pytest

from tests.run.redis_engine import Clock, both_engines
from whiteboard.run.cache import (
    CURES,
    EarlyRecomputation,
    Reader,
    SingleFlight,
    jittered,
    open_cache,
    stampede,
)


@both_engines
@pytest.mark.parametrize("keys", [1, 3])
def test_single_flight_goes_to_the_store_once_a_key(engine, keys):
    frame = stampede(cures=["single flight"], keys=keys, callers=40, ttl=0.03, store_time=0.02, engine=engine)
    assert frame["store calls"].tolist() == [keys]
    assert frame["most at once"].tolist()[0] <= keys


@both_engines
def test_without_a_cure_more_go(engine):
    frame = stampede(cures=["none"], callers=40, keys=1, ttl=0.03, store_time=0.05, engine=engine)
    assert frame["store calls"][0] > 1
    assert "40 callers went to the store" in frame["in words"][0]
    assert ("Redis" in frame.attrs["engine"]) == (engine == "redis")


def test_all_cures_are_measured_and_no_thread_is_left():
    before = threading.active_count()
    told = []
    frame = stampede(callers=10, keys=2, ttl=0.03, store_time=0.01, engine="in process", progress=told.append)
    assert frame["cure"].tolist() == list(CURES)
    assert (frame["store calls"] >= 2).all()
    assert (frame["worst ms"] >= 10).all()
    assert frame.loc[frame["cure"].str.startswith("single"), "store calls"].tolist() == [2, 2]
    assert told[-1] == 1.0
    assert threading.active_count() == before


def test_servers_that_know_nothing_of_each_other_go_once_each_at_most():
    frame = stampede(cures=["single flight"], callers=40, keys=1, servers=4, ttl=0.03, engine="in process")
    assert 1 <= frame["store calls"][0] <= 4


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"callers": 0}, "callers is 0"),
        ({"callers": 501}, "callers is 501; it must be a whole number from 1 to 500"),
        ({"callers": float("nan")}, "callers is nan"),
        ({"keys": 0}, "keys is 0"),
        ({"ttl": 0}, "ttl is 0"),
        ({"ttl": -1}, "ttl is -1"),
        ({"ttl": 29}, "this would take about 1[45].* seconds"),
        ({"store_time": 0}, "store time is 0"),
        ({"store_time": float("nan")}, "store time is nan"),
        ({"store_at_once": 0}, "store at once is 0"),
        ({"servers": 100}, "servers is 100; it must be a whole number from 1 to 32"),
        ({"cures": ["prayer"]}, "no cure 'prayer'; there are none, single flight"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_bad_input_is_refused_in_words(given, said):
    with pytest.raises(ValueError, match=said):
        stampede(**{"engine": "in process", **given})


def herd(reader, callers):
    """What each of many threads gets that ask for one key at once."""
    got, start = [], threading.Barrier(callers)

    def ask():
        start.wait(30)
        try:
            got.append(reader.get("hot"))
        except OSError as error:
            got.append(error)

    threads = [threading.Thread(target=ask) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@both_engines
def test_all_who_wait_for_a_flight_get_its_value(engine):
    calls = []

    def load(key):
        calls.append(key)
        return f"{key} {len(calls)}"

    with open_cache(engine=engine) as cache:
        assert herd(SingleFlight(cache, load, ttl=60), 30) == ["hot 1"] * 30
    assert calls == ["hot"]


def test_an_error_of_the_store_reaches_all_who_waited_and_the_next_tries_again():
    release, calls = threading.Event(), []

    def load(key):
        calls.append(key)
        if len(calls) == 1:
            release.wait(30)
            raise OSError("the store is away")
        return "value"

    got = []

    def ask():
        try:
            reader.get("hot")
        except OSError as error:
            got.append(str(error))

    with open_cache(engine="in process") as cache:
        reader = SingleFlight(cache, load, ttl=60)
        first, second = threading.Thread(target=ask), threading.Thread(target=ask)
        for thread in (first, second):
            thread.start()
            while not is_waiting(thread):
                pass
        release.set()
        first.join()
        second.join()
        assert got == ["the store is away"] * 2
        assert reader.get("hot") == "value"
        assert not reader._flights


def is_waiting(thread):
    return sys._current_frames()[thread.ident].f_code.co_name == "wait"


def test_early_recomputation_is_as_likely_as_the_formula_says():
    clock, calls = Clock(), []

    def load(key):
        calls.append(key)
        clock.now += 2.0  # the store takes two seconds
        return "value"

    tries, remaining, beta = 4_000, 3.0, 1.5
    with open_cache(engine="in process", clock=clock) as cache:
        reader = EarlyRecomputation(
            cache, load, 60, generator=np.random.default_rng(1), beta=beta, clock=clock
        )
        reader.get("hot")
        held = cache.get("hot")
        early = 0
        clock.now += 60 - remaining
        for _ in range(tries):
            now = clock.now
            calls.clear()
            assert reader.get("hot") == "value"
            early += len(calls)
            clock.now = now
            cache.put("hot", held, ttl=60)
    # -took * beta * ln(u) >= remaining with probability exp(-remaining / (took * beta)).
    chance = np.exp(-remaining / (2.0 * beta))
    assert abs(early - tries * chance) < 4.5 * np.sqrt(tries * chance * (1 - chance))


def test_a_plain_reader_and_bad_ttls():
    with open_cache(engine="in process") as cache:
        reader = Reader(cache, str.upper, 60)
        assert (reader.get("a"), reader.get("a"), cache.get("a")) == ("A", "A", "A")
        for bad in (0, -1, float("nan"), None):
            with pytest.raises(ValueError, match="ttl is"):
                Reader(cache, str.upper, bad)
        with pytest.raises(ValueError, match="beta is 0"):
            EarlyRecomputation(cache, str.upper, 60, generator=np.random.default_rng(1), beta=0)


def test_jitter_is_spread_evenly():
    generator = np.random.default_rng(1)
    lives = np.array([jittered(100, 0.2, generator) for _ in range(2_000)])
    assert lives.min() > 80
    assert lives.max() <= 100
    assert abs(lives.mean() - 90) < 4.5 * (20 / np.sqrt(12)) / np.sqrt(2_000)
    assert jittered(100, 1, generator) > 0
    for bad in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="jitter is"):
            jittered(100, bad, generator)
