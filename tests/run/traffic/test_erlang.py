import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import pdtr

from whiteboard.run.traffic.erlang import erlang_b, erlang_c, mg1, mgc, mmc, mmck

LOADS = st.floats(1e-6, 3.0)


def exact_b(servers: int, load: float) -> float:
    """The recursion in fractions."""
    busy, exact = Fraction(1), Fraction(load)
    for count in range(1, servers + 1):
        busy = exact * busy / (count + exact * busy)
    return float(busy)


def states(use: float, servers: int, room: int) -> list[float]:
    """Chances of 0 to servers + room requests in M/M/c/K, by its balance equations."""
    logs = [0.0]
    for count in range(1, servers + room + 1):
        logs.append(logs[-1] + math.log(use * servers / min(count, servers)))
    most = max(logs)
    weights = [math.exp(value - most) for value in logs]
    whole = math.fsum(weights)
    return [weight / whole for weight in weights]


# Erlang's tables as every textbook prints them, for example Gross et al. (2008), section 2.5.
@pytest.mark.parametrize(
    ("servers", "load", "lost"),
    [
        (1, 1.0, 0.5),
        (2, 1.0, 0.2),
        (5, 3.0, 0.1101),
        (10, 5.0, 0.0184),
        (20, 12.03, 0.01),
        (100, 84.06, 0.01),
    ],
)
def test_erlang_b_is_that_of_the_tables(servers, load, lost):
    assert erlang_b(servers, load) == pytest.approx(lost, abs=6e-5)


@given(st.integers(1, 60), LOADS)
def test_erlang_b_is_the_recursion_in_fractions(servers, use):
    assert erlang_b(servers, use * servers) == pytest.approx(exact_b(servers, use * servers), rel=1e-11)


@given(st.integers(1, 5000), LOADS)
def test_erlang_b_is_the_poisson_distribution_of_scipy(servers, use):
    load = use * servers
    below, upto = pdtr(servers - 1, load), pdtr(servers, load)
    if upto > 1e-200:
        # A difference of two sums: good to their last digits only.
        assert erlang_b(servers, load) == pytest.approx((upto - below) / upto, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("use", [0.5, 0.99, 1.0, 1.000001, 1.5, 100.0])
@pytest.mark.parametrize("servers", [499, 500, 501, 502, 20_000])
def test_the_two_ways_to_erlang_b_agree(servers, use):
    busy = 1.0
    for count in range(1, servers + 1):
        busy = use * servers * busy / (count + use * servers * busy)
    assert erlang_b(servers, use * servers) == pytest.approx(busy, rel=1e-9, abs=1e-300)


def test_a_million_servers_are_no_matter():
    # Jagerman (1974): at a load equal to the servers, B is about sqrt(2 / (pi c)).
    assert erlang_b(10**6, 1e6) == pytest.approx(math.sqrt(2 / (math.pi * 1e6)), rel=1e-3)
    assert mmc(0.999 * 10**6, 1.0, 10**6).wait < 1e-3


@given(st.integers(1, 3000), st.floats(0.01, 0.999))
def test_more_load_means_more_waiting(servers, use):
    less, more = mmc(use * servers * 0.9, 1.0, servers), mmc(use * servers, 1.0, servers)
    assert less.delayed <= more.delayed and less.wait <= more.wait and less.number <= more.number
    assert 0 <= more.delayed <= 1
    assert more.number == pytest.approx(use * servers * more.wait)  # Little


def test_pooled_servers_wait_less():
    assert mmc(80.0, 0.01).wait > mmc(160.0, 0.01, 2).wait > mmc(8000.0, 0.01, 100).wait


def test_known_queues():
    assert mmc(0.8, 1.0).wait == pytest.approx(4.0)  # rho / (1 - rho)
    assert mmc(0.8, 1.0).number == pytest.approx(3.2)
    assert erlang_c(3, 2.0) == pytest.approx(4 / 9)  # Harchol-Balter (2013), chapter 14
    assert mg1(0.8, 1.0, scv=0.0).wait == pytest.approx(2.0)  # half of M/M/1's
    assert mg1(0.5, 1.0, scv=3.0).wait == pytest.approx(2.0)
    assert mgc(1.6, 1.0, 2, scv=0.0).wait == pytest.approx(mmc(1.6, 1.0, 2).wait / 2)


@given(
    st.integers(1, 40),
    st.integers(0, 200),
    st.one_of(st.floats(0.05, 4.0), st.sampled_from([1.0, 1 + 1e-9, 1 - 1e-9, 1 + 1e-4])),
)
def test_bounded_queues_are_as_their_balance_equations_say(servers, room, use):
    found = mmck(use * servers, 1.0, servers, room=room)
    chances = states(use, servers, room)
    waiting = math.fsum(place * chance for place, chance in enumerate(chances[servers:]))
    assert found.blocked == pytest.approx(chances[-1], rel=1e-6, abs=1e-14)
    assert found.number == pytest.approx(waiting, rel=1e-6, abs=1e-12)
    assert found.wait * use * servers * (1 - found.blocked) == pytest.approx(waiting, rel=1e-6, abs=1e-12)
    delayed = math.fsum(chances[servers:-1]) / (1 - chances[-1])
    assert found.delayed == pytest.approx(delayed, rel=1e-6, abs=1e-12)


def test_without_room_it_is_erlang_b_and_with_much_it_is_erlang_c():
    assert mmck(8.0, 1.0, 10, room=0).blocked == pytest.approx(erlang_b(10, 8.0))
    assert mmck(8.0, 1.0, 10, room=10**9).wait == pytest.approx(mmc(8.0, 1.0, 10).wait)


@given(st.integers(1, 10**6), st.integers(0, 10**9), st.floats(0.0, 1e12))
def test_bounded_queues_are_never_nonsense(servers, room, load):
    found = mmck(load, 1.0, servers, room=room)
    assert 0 <= found.blocked <= 1 and 0 <= found.delayed <= 1
    assert 0 <= found.wait < math.inf and 0 <= found.number <= room * (1 + 1e-9)


@pytest.mark.parametrize(
    "bad",
    [
        lambda: erlang_b(0, 1.0),
        lambda: erlang_b(-3, 1.0),
        lambda: erlang_b(1, math.nan),
        lambda: erlang_b(1, math.inf),
        lambda: erlang_b(1, -1.0),
        lambda: mmc(math.inf, 0.01),
        lambda: mmc(10.0, -0.01),
        lambda: mgc(10.0, 0.01, scv=math.nan),
        lambda: mmck(10.0, 0.01, room=-1),
    ],
)
def test_bad_figures_are_told(bad):
    with pytest.raises(ValueError, match=r"number from 0|at least 1|0 or more"):
        bad()


def test_no_load_and_no_work():
    for found in (mmc(0.0, 0.01, 3), mmc(5.0, 0.0, 3), mmck(0.0, 0.01, room=3)):
        assert (found.delayed, found.wait, found.number, found.blocked) == (0.0, 0.0, 0.0, 0.0)
    assert mmc(100.0, 0.01).wait == math.inf
