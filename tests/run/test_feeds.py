"""Feeds collected on read, kept on write, and the hybrid: built in a real database and measured."""

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.postgres import ENGINES
from whiteboard.run.database.feeds import MOST_ROWS, feed_experiment

SMALL = {"accounts": 100, "follows": 1_000, "tweets": 1_000, "writes": 8, "reads": 8}
TIMES = ["ms per read", "ms per write", "ms of the celebrity's write"]


@pytest.fixture(scope="module", params=ENGINES)
def found(request):
    return feed_experiment(engine=request.param, **SMALL)


def test_all_designs_give_the_same_feeds(found):
    assert found.table["same feeds"].all()
    assert list(found.table.index) == ["on read", "on write", "hybrid"]


def test_a_write_is_amplified_by_the_followers(found):
    most = found.table["rows written per tweet, most"]
    assert most["on read"] == 1
    assert most["on write"] == 1 + found.followers
    assert most["hybrid"] <= 1 + SMALL["accounts"] // 10
    mean = found.table["rows written per tweet"]
    assert mean["on read"] <= mean["hybrid"] <= mean["on write"]


def test_a_read_is_paid_for_by_what_is_stored(found):
    read, stored = found.table["rows read per read"], found.table["rows stored"]
    assert read["on write"] <= 40
    assert read["on write"] < read["on read"]
    assert stored["on read"] == SMALL["follows"] + SMALL["tweets"] + SMALL["writes"]
    assert stored["on read"] < stored["hybrid"] < stored["on write"]


def test_the_words_say_the_numbers(found):
    assert f"{found.followers + 1:,} for the account with {found.followers:,} followers" in found.in_words
    assert str(found) == found.in_words


def test_times_are_there(found):
    assert (found.table[TIMES] >= 0).all().all()


@pytest.mark.parametrize("engine", ENGINES)
def test_counts_are_the_same_every_time_and_in_every_database(engine):
    one, other = feed_experiment(engine=engine, **SMALL), feed_experiment(**SMALL)
    assert one.table.drop(columns=TIMES).equals(other.table.drop(columns=TIMES))


@settings(max_examples=20, deadline=None)
@given(
    accounts=some.integers(2, 40),
    follows=some.integers(1, 500),
    tweets=some.integers(0, 60),
    celebrity=some.none() | some.integers(0, 50),
    seed=some.integers(0, 9),
)
def test_any_small_world_gives_the_same_feeds_in_all_designs(accounts, follows, tweets, celebrity, seed):
    found = feed_experiment(
        accounts=accounts, follows=follows, tweets=tweets, celebrity=celebrity, seed=seed, writes=3, reads=5
    )
    assert found.table["same feeds"].all()
    assert found.table["rows written per tweet, most"]["on write"] == 1 + found.followers


def test_a_celebrity_threshold_turns_the_hybrid_into_either():
    everyone = feed_experiment(celebrity=0, **SMALL).table["rows written per tweet"]
    nobody = feed_experiment(celebrity=1_000, **SMALL).table["rows written per tweet"]
    assert everyone["hybrid"] == everyone["on read"]
    assert nobody["hybrid"] == nobody["on write"]


@pytest.mark.parametrize("name", ["accounts", "follows", "tweets", "writes", "reads"])
def test_numbers_too_small_are_named(name):
    with pytest.raises(ValueError, match=f"{name} is -1; give"):
        feed_experiment(**SMALL | {name: -1})


def test_more_rows_than_can_be_stored_are_not_begun():
    with pytest.raises(ValueError, match="rows of feeds, more than 5,000,000; give fewer tweets"):
        feed_experiment(accounts=1_000, follows=100_000, tweets=100_000)
    with pytest.raises(ValueError, match="or fewer of each"):
        feed_experiment(accounts=MOST_ROWS + 1)


def test_an_unknown_engine_is_named():
    with pytest.raises(ValueError, match="no engine 'oracle'"):
        feed_experiment(engine="oracle", **SMALL)


def test_progress_can_be_followed_and_interrupted():
    told = []
    feed_experiment(progress=lambda *step: told.append(step), **SMALL)
    assert told[-1][1] == told[-1][2]
    assert numpy.all(numpy.diff([done for _, done, _ in told]) >= 0)

    def interrupted(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        feed_experiment(progress=interrupted, **SMALL)
