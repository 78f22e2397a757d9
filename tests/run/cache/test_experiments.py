"""What is measured agrees with arithmetic, within what its own variance allows."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.run.redis_engine import both_engines
from tests.system import needs
from whiteboard.run.cache import (
    SITUATIONS,
    Situation,
    Workload,
    best_hit_rate,
    conditions,
    hit_rate_picture,
    hit_rate_to_pay,
    hit_rates,
    lru_hit_rate,
    mean_latency,
    open_cache,
    staleness,
)
from whiteboard.run.cache.closed_form import characteristic_time

RUNS = 20
SURE = 4.5  # standard errors: a test that is right fails once in 100,000 times


def close(measured, expected, *, exact=0.0):
    """Whether the mean of independent runs is what is expected, as far as their spread tells."""
    error = np.std(measured, ddof=1) / math.sqrt(len(measured))
    return abs(np.mean(measured) - expected) <= SURE * error + exact


def test_the_workload_is_as_popular_as_it_says():
    workload = Workload(keys=50, requests=200_000, exponent=1.0)
    shares = workload.popularity()
    counts = np.bincount(workload.ranks(), minlength=51)[1:]
    expected = shares * workload.requests
    # Pearson's statistic has mean 49 and variance 98 for 50 keys.
    assert ((counts - expected) ** 2 / expected).sum() < 49 + SURE * math.sqrt(98)
    assert shares.sum() == pytest.approx(1)
    assert shares[0] / shares[9] == pytest.approx(10)


@given(keys=some.integers(1, 200), exponent=some.floats(0, 20), seed=some.integers(0, 2**32))
@settings(max_examples=50, deadline=None)
def test_the_same_seed_gives_the_same_requests(keys, exponent, seed):
    one = Workload(keys=keys, requests=100, exponent=exponent, seed=seed)
    ranks = one.ranks()
    assert ranks.tolist() == Workload(keys=keys, requests=100, exponent=exponent, seed=seed).ranks().tolist()
    assert ranks.min() >= 1
    assert ranks.max() <= keys
    assert one.ranks(np.random.default_rng(seed)).tolist() == ranks.tolist()


@pytest.mark.parametrize("entries", [5, 50, 150, 500])
@pytest.mark.parametrize("exponent", [0.0, 0.8, 1.2])
def test_che_s_approximation_is_what_lru_comes_to(entries, exponent):
    measured = []
    for seed in range(RUNS):
        workload = Workload(keys=500, requests=4_000, exponent=exponent, seed=seed)
        with open_cache("lru", entries=entries, engine="in process") as cache:
            measured.append(np.mean(cache.replay(workload.names())[500:]))
    # Exact as the numbers of keys and entries grow; with five entries it is off by some thousandths.
    assert close(measured, lru_hit_rate(workload, entries, uncounted=500), exact=0.005)


def test_the_characteristic_time_for_keys_that_are_all_alike():
    # 1 - exp(-t/n) = c/n for every key.
    assert characteristic_time(np.full(100, 0.01), 50) == pytest.approx(100 * math.log(2))
    assert characteristic_time(np.full(100, 0.01), 100) == math.inf


def test_a_cold_cache_with_room_for_all_misses_each_key_once():
    workload = Workload(keys=100, requests=1_000)
    misses = [
        len(set(Workload(keys=100, requests=1_000, seed=seed).ranks().tolist())) for seed in range(RUNS)
    ]
    expected = 1 - lru_hit_rate(workload, 100)
    # Che takes the requests for a Poisson stream: off by less than one miss.
    assert close(np.array(misses) / 1_000, expected, exact=0.001)


def test_the_best_is_an_upper_bound_of_what_is_measured():
    frame = hit_rates(Workload(keys=500, requests=10_000), [5, 50], engine="in process")
    assert (frame["low"] <= frame["best"]).all()
    assert best_hit_rate(Workload(keys=10), 10) == pytest.approx(1)
    lru, lfu, _ = frame[frame["entries"] == 50].sort_values("policy", ascending=False)["hit rate"].values
    assert lfu > lru  # independent requests favor frequency


@needs("redis-server")
def test_hit_rates_are_the_same_on_either_engine(server):
    one, other = (
        hit_rates(Workload(keys=100, requests=2_000), [1, 10, 100], engine=engine)
        for engine in ("redis", "in process")
    )
    assert one["engine"].str.startswith("Redis").all()
    assert one.drop(columns="engine").equals(other.drop(columns="engine"))


def test_a_row_for_each_size_and_policy():
    frame = hit_rates(Workload(keys=100, requests=2_000), [1, 10, 100], engine="in process")
    assert frame[["policy", "entries"]].values.tolist() == [
        [policy, size] for size in (1, 10, 100) for policy in ("lru", "lfu", "fifo")
    ]
    assert frame["che"].isna().tolist() == [False, True, True] * 3
    assert (frame["low"] <= frame["hit rate"]).all()
    assert (frame["hit rate"] <= frame["high"]).all()
    assert frame["hit rate"].iloc[-1] == frame["hit rate"].iloc[-2]


def test_progress_is_told():
    told = []
    hit_rates(Workload(keys=10, requests=100), [1, 2], ["lru"], engine="in process", progress=told.append)
    assert told == [0.5, 1.0]


def test_the_picture_says_the_same_in_words():
    picture = hit_rate_picture(hit_rates(Workload(keys=100, requests=2_000), engine="in process"))
    assert picture.png().startswith(b"\x89PNG")
    assert "Che's approximation for LRU: 1 (1%)" in picture.text
    assert {line.get_label() for line in picture.figure.axes[0].lines} >= {"best in the long run"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sizes": [0]}, "size is 0"),
        ({"sizes": [-1]}, "size is -1"),
        ({"sizes": []}, "sizes is empty"),
        ({"sizes": [float("nan")]}, "size is nan"),
        ({"policies": ["mru"]}, "no policy 'mru'"),
        ({"policies": ["ttl"]}, "needs time to pass"),
        ({"warm_up": 1.0}, "0 requests are counted"),
        ({"warm_up": 2}, "warm_up is 2"),
        ({"hit_time": -1}, "hit time is -1"),
        ({"hit_time": 0.1, "miss_time": 0.01}, "can't be faster"),
        ({"workload": Workload(keys=10, requests=10_000_000)}, "more than 20,000,000 look-ups"),
    ],
)
def test_bad_numbers_are_refused_in_words(given, said):
    with pytest.raises(ValueError, match=said):
        hit_rates(**{"workload": Workload(keys=10, requests=100), "engine": "in process", **given})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"keys": 0}, "keys is 0"),
        ({"keys": -1}, "keys is -1"),
        ({"keys": float("nan")}, "keys is nan"),
        ({"requests": 0}, "requests is 0"),
        ({"requests": 10**9}, "at most|to 10,000,000"),
        ({"exponent": -0.1}, "exponent is -0.1"),
        ({"exponent": float("nan")}, "exponent is nan"),
        ({"exponent": 21}, "exponent is 21; above 20"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_a_bad_workload_is_refused_in_words(given, said):
    with pytest.raises(ValueError, match=said):
        Workload(**given)


def test_what_a_hit_rate_is_worth():
    assert mean_latency(0, 0.001, 0.02) == 0.02
    assert mean_latency(1, 0.001, 0.02) == 0.001
    assert mean_latency(0.5, 0.001, 0.02) == pytest.approx(0.0105)
    # At the rate to pay, a look-up and the misses together take as long as the store alone.
    rate = hit_rate_to_pay(0.001, 0.02)
    assert mean_latency(rate, 0.001, 0.021) == pytest.approx(0.02)
    for bad in (-0.1, 1.1, float("nan"), None):
        with pytest.raises(ValueError, match="hit rate is"):
            mean_latency(bad)


def test_stale_reads_are_what_arithmetic_says():
    hits, stale = [], []
    for seed in range(RUNS):
        row = staleness(
            Workload(keys=20, requests=20_000, seed=seed),
            [3.0],
            write_share=0.2,
            rate=10,
            engine="in process",
        ).iloc[0]
        hits.append(row["hit rate"])
        stale.append(row["stale reads"])
    # Each of the 20 keys is cut off in the middle of its last cycle: less than a cycle a key in 16,000 reads.
    cut = 20 * 2 / 16_000
    assert close(hits, row["expected hit rate"], exact=cut)
    assert close(stale, row["expected stale reads"], exact=cut)


@needs("redis-server")
def test_stale_reads_are_the_same_on_either_engine(server):
    one, other = (
        staleness(Workload(keys=20, requests=500), [1.0, 50.0], write_share=0.1, engine=engine)
        for engine in ("redis", "in process")
    )
    assert one.drop(columns="engine").equals(other.drop(columns="engine"))
    assert (one["oldest"] <= one["ttl"]).all()
    assert one["stale reads"].is_monotonic_increasing


def test_nothing_is_stale_without_writes_or_with_invalidation():
    calm = staleness(Workload(keys=20, requests=500), [10], write_share=0, engine="in process").iloc[0]
    assert (calm["stale reads"], calm["expected stale reads"], calm["writes"], calm["oldest"]) == (0, 0, 0, 0)
    told = staleness(
        Workload(keys=20, requests=500), [10], write_share=0.5, invalidate=True, engine="in process"
    ).iloc[0]
    assert told["stale reads"] == 0
    assert math.isnan(told["expected stale reads"])
    only = staleness(Workload(keys=20, requests=50), [10], write_share=1, engine="in process").iloc[0]
    assert (only["reads"], only["hit rate"]) == (0, 0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ttls": [0]}, "ttl is 0"),
        ({"ttls": [float("nan")]}, "ttl is nan"),
        ({"write_share": 1.5}, "write share is 1.5"),
        ({"rate": 0}, "rate is 0"),
        ({"entries": 0}, "entries is 0"),
        ({"workload": Workload(keys=1, requests=2_000_000)}, "at most 1,000,000"),
    ],
)
def test_bad_numbers_of_staleness_are_refused_in_words(given, said):
    with pytest.raises(ValueError, match=said):
        staleness(**{"engine": "in process", **given})


@both_engines
def test_each_condition_that_fails_makes_the_cache_not_pay(engine):
    frame = conditions(engine=engine).set_index("situation")
    assert frame["pays"].to_dict() == {situation.name: situation is SITUATIONS[0] for situation in SITUATIONS}
    assert frame.loc["cheap to compute", "with cache"] > frame.loc["cheap to compute", "without cache"]
    assert frame.loc["changes often", "stale reads"] > 0.3
    assert frame.loc["each is seldom read", "hit rate"] < 0.01
    assert "out of date, and only 5% may be" in frame.loc["changes often", "in words"]


def test_staleness_that_is_tolerated_pays():
    changes = Situation(name="x", store_time=0.01, write_share=0.6, keys=200, exponent=0.8)
    assert conditions((changes,), stale_allowed=1.0, engine="in process")["pays"].tolist() == [True]
    with pytest.raises(ValueError, match="store time is -1"):
        conditions(
            (Situation(name="x", store_time=-1, write_share=0, keys=1, exponent=0),), engine="in process"
        )
