"""What a cache is asked to do that is no matter of policy."""

import gc
import subprocess
import sys
import threading

import pytest

from tests.run.redis_engine import both_engines
from whiteboard.run.cache import Policy, open_cache


@both_engines
def test_text_of_any_kind_comes_back_as_it_was(engine):
    with open_cache(engine=engine) as cache:
        for text in ("", "zwölf", "a\0b", "\ud800", "line\nline", "x" * 100_000):
            cache.put(text[:50] + "k", text)
            assert cache.get(text[:50] + "k") == text


@both_engines
@pytest.mark.parametrize("value", [3, None, b"bytes", ["a"]])
def test_what_is_no_text_is_refused_in_words(engine, value):
    with open_cache(engine=engine) as cache:
        with pytest.raises(TypeError, match="a cache keeps text"):
            cache.put("key", value)
        with pytest.raises(TypeError, match="key is"):
            cache.get(value)


@both_engines
def test_too_long_is_refused_in_words(engine):
    with open_cache(engine=engine) as cache, pytest.raises(ValueError, match="1,000,001 bytes"):
        cache.put("key", "x" * 1_000_001)


@both_engines
def test_a_closed_cache_says_so_and_closes_twice(engine):
    cache = open_cache(engine=engine)
    cache.put("a", "1")
    cache.close()
    cache.close()
    for use in (
        lambda: cache.get("a"),
        lambda: cache.put("a", "1"),
        cache.size,
        cache.clear,
        lambda: cache.delete("a"),
        lambda: cache.replay(["a"]),
    ):
        with pytest.raises(ValueError, match="closed"):
            use()


@both_engines
def test_real_time_passes(engine):
    with open_cache(ttl=0.05, engine=engine) as cache:
        cache.put("a", "1")
        cache.put("b", "2", ttl=60)
        passed = threading.Event()
        while cache.get("a") is not None:
            passed.wait(0.01)
        assert (cache.get("b"), cache.size()) == ("2", 1)


@both_engines
def test_threads_share_it(engine):
    with open_cache(entries=10, engine=engine) as cache:
        threads = [
            threading.Thread(target=lambda: cache.replay([str(number % 25) for number in range(500)]))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert cache.size() == 10


@both_engines
def test_the_label_says_what_it_is(engine):
    with open_cache("lfu", entries=1500, engine=engine) as cache:
        assert "LFU of 1,500 entries" in cache.label
        assert ("Redis" in cache.label, "in-process" in cache.label) == (engine == "redis", engine != "redis")
        assert (cache.policy, cache.entries, cache.ttl) == (Policy.LFU, 1500, None)
        assert repr(cache) == f"<{cache.label}>"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"entries": 0}, "entries is 0; it must be a whole number from 1"),
        ({"entries": -3}, "entries is -3"),
        ({"entries": 2.5}, "entries is 2.5"),
        ({"entries": float("nan")}, "entries is nan"),
        ({"entries": 10**400}, "entries is 1000"),
        ({"entries": "many"}, "entries is 'many'"),
        ({"entries": True}, "entries is True"),
        ({"ttl": 0}, "ttl is 0; it must be a number above 0 .seconds"),
        ({"ttl": -1}, "ttl is -1"),
        ({"ttl": float("nan")}, "ttl is nan"),
        ({"ttl": float("inf")}, "ttl is inf"),
        ({"policy": "mru"}, "no policy 'mru'; there are lru, lfu, fifo, ttl"),
        ({"policy": None}, "no policy None"),
        ({"policy": "ttl"}, "say when that is, such as ttl=30"),
        ({"engine": "memcached"}, "no engine 'memcached'"),
    ],
)
def test_bad_numbers_are_refused_in_words(given, said):
    with pytest.raises(ValueError, match=said):
        open_cache(**given)


@pytest.mark.parametrize("ttl", [0, -1, float("nan"), float("inf"), "soon"])
def test_a_bad_ttl_of_one_entry_is_refused(ttl):
    with open_cache(engine="in process") as cache, pytest.raises(ValueError, match="ttl is"):
        cache.put("a", "1", ttl=ttl)


def test_without_redis_it_is_in_process_and_says_why(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with open_cache() as cache:
        assert cache.label == (
            "in-process LRU of 1,000 entries; there is no Redis here: install redis-server, or set REDIS_URL"
        )
    from whiteboard.run.redis import RedisMissing

    with pytest.raises(RedisMissing, match="install redis-server, or set REDIS_URL"):
        open_cache(engine="redis")


def test_without_the_client_library_it_is_in_process_and_says_why():
    # A process in which the package redis is not to be found.
    program = (
        "import sys; sys.modules['redis'] = None\n"
        "from whiteboard.run.cache import open_cache\n"
        "print(open_cache().label)\n"
        "try:\n"
        "    open_cache(url='redis://localhost')\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"REDIS_URL": "redis://localhost:1"},
    ).stdout.splitlines()
    assert said == [
        "in-process LRU of 1,000 entries; REDIS_URL is set, but the package redis is not: pip install 'whiteboard[redis]'",
        "Redis needs the package redis: pip install 'whiteboard[redis]'",
    ]


@both_engines
def test_what_nobody_holds_is_closed(engine):
    cache = open_cache(engine=engine)
    finalizer = cache._finalizer
    del cache
    gc.collect()
    assert not finalizer.alive
