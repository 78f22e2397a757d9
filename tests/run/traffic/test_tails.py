import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from whiteboard.run.traffic.erlang import mg1, mmck
from whiteboard.run.traffic.inversion import tail_of
from whiteboard.run.traffic.sums import Sum
from whiteboard.run.traffic.tails import mixed_quantiles, quantiles, tail
from whiteboard.run.traffic.transforms import (
    Constant,
    Delayed,
    Exponential,
    Gamma,
    PollaczekKhinchine,
    Roomed,
)

SHARES = (0.1, 0.5, 0.9, 0.99, 0.999, 0.9999)


def of(*parts, shift=0.0):
    return Sum(shift, parts)


@pytest.mark.parametrize("count", [1, 2, 5, 20, 100, 1000])
def test_a_sum_of_exponentials_is_an_erlang_distribution(count):
    exact = stats.gamma(count, scale=0.01).ppf(SHARES)
    assert quantiles(of(Exponential(0.01)).repeated(count), SHARES) == pytest.approx(exact, rel=1e-4)
    if count <= 20:
        assert quantiles(of(*[Exponential(0.01)] * count), SHARES) == pytest.approx(exact, rel=1e-5)


def test_a_sum_of_different_exponentials_is_hypoexponential():
    means = np.array([0.001, 0.004, 0.010, 0.025])
    times = np.array([0.005, 0.02, 0.1, 0.3])
    weights = [math.prod(a / (a - b) for b in means if a != b) for a in means]
    exact = sum(weight * np.exp(-times / mean) for weight, mean in zip(weights, means, strict=True))
    assert tail(of(*map(Exponential, means)), times) == pytest.approx(exact, abs=1e-7)


@given(st.floats(0.05, 0.98), st.floats(1e-6, 100.0))
def test_the_time_in_m_m_1_is_exponential(use, mean):
    whole = of(Exponential(mean), Delayed(use, mean / (1 - use)))
    exact = [-math.log(1 - share) * mean / (1 - use) for share in SHARES]
    assert quantiles(whole, SHARES) == pytest.approx(exact, rel=1e-4)


@pytest.mark.parametrize(("scv", "accuracy"), [(0.5, 1e-5), (4.0, 1e-4), (0.01, 1e-5), (1e-4, 1e-4)])
def test_gamma_times(scv, accuracy):
    exact = stats.gamma(1 / scv, scale=scv).ppf(SHARES)
    assert quantiles(of(Gamma(1.0, scv)), SHARES) == pytest.approx(exact, rel=accuracy)


@pytest.mark.parametrize("use", [0.3, 0.7, 0.9])
def test_waits_of_m_d_1_are_those_of_erlang(use):
    """Erlang's own formula for the wait of M/D/1 with service time 1 (1909); alternating, so only for short waits."""
    wait = PollaczekKhinchine(use, Constant(1.0), mg1(use, 1.0, scv=0.0).wait)
    times = np.array([0.3, 0.8, 1.5, 2.2, 3.7])
    exact = [
        1
        - (1 - use)
        * sum((use * (k - t)) ** k / math.factorial(k) * math.exp(-use * (k - t)) for k in range(int(t) + 1))
        for t in times
    ]
    assert tail(of(wait), times) == pytest.approx(exact, abs=2e-5)
    # Who need not wait, waits exactly not at all.
    assert quantiles(of(wait, shift=1.0), [(1 - use) * 0.9]) == [1.0]


def test_waits_of_a_gamma_service_of_shape_one_are_those_of_m_m_1():
    wait = PollaczekKhinchine(0.8, Gamma(1.0, 1.0), 4.0)
    assert quantiles(of(wait), SHARES) == pytest.approx(quantiles(of(Delayed(0.8, 5.0)), SHARES), rel=1e-6)


@pytest.mark.parametrize("use", [0.5, 1.0, 1.5, 30.0])
@pytest.mark.parametrize("room", [1, 5, 200])
def test_waits_with_a_bounded_queue(use, room):
    found = mmck(use * 3, 1.0, 3, room=room)
    # Of those that are admitted and wait, who finds k waiting waits for k + 1 ends of service.
    logs = np.arange(room) * math.log(use)
    weights = np.exp(logs - logs.max())
    weights *= found.delayed / weights.sum()
    times = np.array([0.05, 0.5, 2.0, 0.3 * room])
    exact = sum(weight * stats.gamma(k + 1, scale=1 / 3).sf(times) for k, weight in enumerate(weights))
    wait = Roomed(found.delayed, use, 1 / 3, room, found.wait)
    assert tail(of(wait), times) == pytest.approx(exact, abs=1e-6)
    mean = float(sum(weight * (k + 1) / 3 for k, weight in enumerate(weights)))
    assert wait.mean == pytest.approx(mean)


def test_constants_and_chances_are_met_exactly():
    whole = of(shift=1.0).plus(of(shift=2.0).by_chance(0.3)).plus(of(shift=5.0).by_chance(0.02))
    assert whole.mean == pytest.approx(1.7)
    # 1 with 0.686, 3 with 0.294, 6 with 0.014, 8 with 0.006
    assert quantiles(whole, [0.5, 0.68, 0.69, 0.97, 0.985, 0.993, 0.995]) == [
        1.0,
        1.0,
        3.0,
        3.0,
        6.0,
        6.0,
        8.0,
    ]
    assert quantiles(of(shift=3.0), SHARES) == [3.0] * 6
    assert quantiles(Sum(), SHARES) == [0.0] * 6


def test_a_hit_or_a_miss_much_longer():
    whole = of(Exponential(1e-5), shift=1e-3).plus(of(Exponential(0.05), shift=0.02).by_chance(0.2))
    hit, miss = quantiles(whole, [0.5, 0.99])
    assert hit == pytest.approx(1e-3 - 1e-5 * math.log(1 - 0.5 / 0.8), rel=1e-5)
    assert miss == pytest.approx(0.021 - 0.05 * math.log(0.05), rel=1e-3)


def test_many_chances_are_sampled_right():
    random = np.random.default_rng(1)
    count, spent = 1_000_000, np.zeros(1_000_000)
    whole = Sum()
    for place in range(8):
        made = random.random(count) < 0.3
        spent += made * (0.01 * place + random.exponential(0.02, count))
        whole = whole.plus(of(Exponential(0.02), shift=0.01 * place).by_chance(0.3))
    for share, found in zip((0.5, 0.99, 0.999), quantiles(whole, [0.5, 0.99, 0.999]), strict=True):
        beyond = np.count_nonzero(spent > found) / count
        assert abs(beyond - (1 - share)) < 4 * math.sqrt(share * (1 - share) / count)


def test_what_may_never_end():
    whole = of(Exponential(0.01)).plus(of(shift=math.inf).by_chance(0.02))
    assert whole.mean == math.inf and whole.endless == pytest.approx(0.02)
    found = quantiles(whole, [0.5, 0.97, 0.98, 0.99])
    assert found[0] == pytest.approx(-0.01 * math.log(0.48 / 0.98), rel=1e-5)
    assert found[1] < math.inf and found[3] == math.inf
    assert quantiles(of(shift=math.inf), [0.5]) == [math.inf]


def test_alternatives_are_no_sum():
    fast, slow = of(Exponential(0.001)), of(Exponential(0.1))
    (p99,) = mixed_quantiles([(0.5, fast), (0.5, slow)], [0.99])
    assert p99 == pytest.approx(-0.1 * math.log(0.02), rel=1e-4)


def test_repeated_visits():
    assert quantiles(of(Exponential(1.0)).repeated(2.0), [0.99]) == pytest.approx(
        quantiles(of(Exponential(1.0), Exponential(1.0)), [0.99]), rel=1e-6
    )
    once_more = of(shift=1.0).repeated(2.25)
    assert quantiles(once_more, [0.5, 0.8]) == [2.0, 3.0]
    assert of(Exponential(1.0), shift=0.5).repeated(10**6).mean == pytest.approx(1.5e6)


PARTS = st.one_of(
    st.floats(1e-6, 1e3).map(Exponential),
    st.tuples(st.floats(1e-6, 1e3), st.floats(0.01, 10.0)).map(lambda pair: Gamma(*pair)),
    st.tuples(st.floats(0.0, 1.0), st.floats(1e-6, 1e3)).map(lambda pair: Delayed(*pair)),
)
SUMS = st.recursive(
    st.builds(lambda shift, parts: Sum(shift, tuple(parts)), st.floats(0, 1e3), st.lists(PARTS, max_size=4)),
    lambda sums: st.builds(
        lambda one, other, share: one.plus(other.by_chance(share)), sums, sums, st.floats(0.0, 1.0)
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=60)
@given(SUMS)
def test_quantiles_are_ordered_and_within_markov(whole):
    found = quantiles(whole, SHARES)
    assert not any(map(math.isnan, found))
    assert all(one <= other * (1 + 1e-9) for one, other in pairwise(found))
    for share, value in zip(SHARES, found, strict=True):
        assert whole.shift <= value * (1 + 1e-12)
        assert value <= whole.mean / (1 - share) * (1 + 1e-3)


@given(st.floats(1e-9, 1e9))
def test_units_do_not_matter(unit):
    times = np.array([0.5, 1.0, 5.0])
    found = tail_of(Exponential(unit), times * unit)
    assert found == pytest.approx(np.exp(-times), abs=1e-7)
