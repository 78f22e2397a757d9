"""An index that is lacking is made, measured, and taken back."""

import pytest

from tests.postgres import ENGINES
from tests.shorthand import WORKED, storage
from whiteboard.problems import load
from whiteboard.run.database import Database

TWITTER = load("twitter")
NO_INDEX = storage(
    "accounts: id pk, handle",
    "tweets: id pk, author_id -> accounts, text, created_at",
    "follows: id pk, follower_id -> accounts, followee_id -> accounts",
)


def advice(database):
    return {one.pattern: one for one in database.advice(TWITTER)}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_scan_is_told_with_what_an_index_would_read(engine):
    with Database(NO_INDEX, engine=engine) as database:
        database.fill(TWITTER)
        found = advice(database)["getTweets"]
        assert found.in_words == (
            "getTweets reads all 2,000 tweets; an index on (author_id, created_at) would read 20."
        )
        assert found.then.rows == found.now.rows
        assert len(found.now.rows) == 20


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_stays_of_the_index(engine):
    with Database(NO_INDEX, engine=engine) as database:
        database.fill(TWITTER)
        once, again = advice(database), advice(database)
        assert {name: one.in_words for name, one in once.items()} == {
            name: one.in_words for name, one in again.items()
        }
        assert not any(service.served for service in database.services(TWITTER))


@pytest.mark.parametrize("engine", ENGINES)
def test_what_the_advice_promises_is_what_the_index_gives(engine):
    advised = storage(
        "accounts: id pk, handle",
        "tweets: id pk, author_id -> accounts, text, created_at; index (author_id, created_at)",
    )
    with Database(NO_INDEX, engine=engine) as database, Database(advised, engine=engine) as better:
        database.fill(TWITTER)
        better.fill(TWITTER)
        [run] = [run for run in better.run(TWITTER) if run.service.pattern.name == "getTweets"]
        assert advice(database)["getTweets"].then.rows_read == run.rows_read == 20


@pytest.mark.parametrize("engine", ENGINES)
def test_a_feed_lacks_two_indexes(engine):
    with Database(NO_INDEX, engine=engine) as database:
        database.fill(TWITTER, follow=4000)
        found = advice(database)["getFeed"]
        assert [(lack.table, lack.columns) for lack in found.lacks] == [
            ("follows", ("follower_id",)),
            ("tweets", ("author_id",)),
        ]
        assert "all 4,000 follows among them" in found.in_words
        assert "follows (follower_id) and tweets (author_id)" in found.in_words
        assert found.now.rows_read >= 6_000


@pytest.mark.parametrize("engine", ENGINES)
def test_an_index_without_the_order_is_told_to_sort(engine):
    draft = storage("tweets: id pk, author_id, text, created_at; index (author_id)")
    with Database(draft, engine=engine) as database:
        database.fill(TWITTER, tweet=20_000)
        found = advice(database)["getTweets"]
        assert "tweets and sorts them; an index on (author_id, created_at) would read 20." in found.in_words


def test_a_key_value_store_takes_a_second_store():
    draft = storage("tweets (key-value): tweet_id pk, author_id, created_at")
    with Database(draft) as database:
        database.fill(TWITTER)
        found = advice(database)["getTweets"]
        assert found.then is None
        assert found.in_words.startswith(
            "getTweets reads all 2,000 tweets; tweets can be searched by its key alone"
        )


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_served_gets_no_advice(engine):
    with Database(WORKED, engine=engine) as database:
        database.fill(TWITTER)
        assert database.advice(TWITTER) == ()


def test_an_empty_database_gets_no_wrong_advice():
    with Database(NO_INDEX) as database:
        for one in database.advice(TWITTER):
            assert "reads as much" in one.in_words
