"""A storage draft becomes real tables, is filled with a made-up world, and answers the access patterns."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.shorthand import WORKED, storage, store
from whiteboard.draft.storage import Column, Index, Storage, Store, StoreKind
from whiteboard.problems import load
from whiteboard.run.database import Database
from whiteboard.run.database.world import make_world

TWITTER = load("twitter")
NO_INDEX = storage(
    "accounts: id pk, handle",
    "tweets: id pk, author_id -> accounts, text, created_at",
    "follows: follower_id -> accounts, followee_id -> accounts; pk (follower_id, followee_id)",
)


def service(database, name):
    return next(found for found in database.services(TWITTER) if found.pattern.name == name)


def test_the_worked_storage_serves_every_access_pattern():
    with Database(WORKED) as database:
        assert database.failures == ()
        assert all(found.served for found in database.services(TWITTER))


def test_a_missing_index_is_seen_in_the_plan():
    with Database(NO_INDEX) as database:
        [look_up] = service(database, "getTweets").look_ups
        assert look_up.scans
        assert look_up.plan[0] == "SCAN tweets"


def test_an_index_without_the_order_serves_and_sorts():
    draft = storage("tweets: id pk, author_id, text, created_at; index (author_id)")
    with Database(draft) as database:
        [look_up] = service(database, "getTweets").look_ups
        assert (look_up.scans, look_up.sorts) == (False, True)


def test_rows_are_consistent_and_the_same_for_the_same_seed():
    with Database(WORKED) as one, Database(WORKED) as other:
        counts = one.fill(TWITTER, seed=3)
        assert counts == {"accounts": 200, "tweets": 2000, "follows": 4000, "likes": 4000, "feeds": 200}
        assert one.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        other.fill(TWITTER, seed=3)
        assert list(one.connection.iterdump()) == list(other.connection.iterdump())


def test_another_seed_gives_other_rows():
    with Database(WORKED) as one, Database(WORKED) as other:
        one.fill(TWITTER, seed=1)
        other.fill(TWITTER, seed=2)
        assert list(one.connection.iterdump()) != list(other.connection.iterdump())


def test_popularity_is_skewed_and_time_grows():
    with Database(WORKED) as database:
        database.fill(TWITTER, account=1000, follow=20_000)
        fans = [
            row[0]
            for row in database.connection.execute(
                "SELECT count(*) FROM follows GROUP BY account_id ORDER BY count(*) DESC"
            )
        ]
        assert fans[0] > 20 * fans[len(fans) // 2]
        times = [row[0] for row in database.connection.execute("SELECT created_at FROM tweets ORDER BY id")]
        assert times == sorted(times)
        assert len(set(times)) == len(times)


def test_nobody_follows_themselves_or_the_same_account_twice():
    world = make_world(TWITTER, seed=5, sizes={"account": 50, "follow": 500})
    pairs = list(zip(world.roles["follow", "follower"], world.roles["follow", "followee"], strict=True))
    assert len(set(pairs)) == len(pairs) == 500
    assert all(one != other for one, other in pairs)


def test_more_follows_than_there_are_pairs_are_not_made_up():
    world = make_world(TWITTER, seed=5, sizes={"account": 3, "follow": 500})
    assert world.counts["follow"] == 3


@pytest.mark.parametrize("accounts", [0, 1])
def test_a_world_of_nobody_is_empty(accounts):
    with Database(WORKED) as database:
        assert database.fill(TWITTER, account=accounts, tweet=10)["follows"] == 0
        assert len(database.report(TWITTER)) == 3


def test_an_unknown_thing_is_named():
    with Database(WORKED) as database, pytest.raises(KeyError, match="no thing 'tweets' in problem twitter"):
        database.fill(TWITTER, tweets=10)


def test_a_negative_size_is_refused():
    with Database(WORKED) as database, pytest.raises(ValueError, match="-1 rows of tweet"):
        database.fill(TWITTER, tweet=-1)


def test_the_report_tells_what_an_index_saves():
    with Database(NO_INDEX) as slow, Database(WORKED) as fast:
        for database in (slow, fast):
            database.fill(TWITTER)
        without = slow.report(TWITTER).set_index("access pattern").loc["getTweets"]
        with_index = fast.report(TWITTER).set_index("access pattern").loc["getTweets"]
        assert without["rows read"] == 2000
        assert not without["served"]
        assert "all of them are read" in without["in words"]
        assert with_index["rows read"] == with_index["rows returned"] <= 20
        assert with_index["milliseconds"] >= 0


def test_a_feed_is_collected_over_both_tables():
    with Database(WORKED) as database:
        database.fill(TWITTER)
        [found] = [run for run in database.run(TWITTER) if run.service.pattern.name == "getFeed"]
        assert found.rows_returned == 20
        assert found.rows_read > 20
        assert "CROSS JOIN" in found.sql


def test_a_feed_is_collected_from_a_list_in_a_document():
    draft = storage(
        "users (document): _id pk, name, following:list",
        "tweets (document): _id pk, user_id, text, created_at; index (user_id, created_at)",
    )
    with Database(draft) as database:
        database.fill(TWITTER)
        [found] = [run for run in database.run(TWITTER) if run.service.pattern.name == "getFeed"]
        assert found.service.served
        assert "json_each" in found.sql
        assert found.rows_returned == 20


def test_identifiers_take_the_form_of_their_type():
    draft = storage(
        "users: id:uuid pk, name",
        "tweets: id:bigint pk, user_id:uuid -> users, text:text, created_at:timestamp",
    )
    with Database(draft) as database:
        database.fill(TWITTER)
        assert database.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert len(database.connection.execute("SELECT user_id FROM tweets").fetchone()[0]) == 36


@pytest.mark.parametrize(
    "name", ["order", "group by", "🐦", 'say "hi"', "a.b", "select", "sqlite_master", "x;y", "--"]
)
def test_any_name_is_a_table_and_a_column(name):
    draft = Storage(
        stores=(Store(name=name, columns=(Column(name=name), Column(name="x")), primary_key=(name,)),)
    )
    with Database(draft) as database:
        assert database.failures == ()
        assert database.fill(TWITTER) == {database.tables[0].name: 100}


def test_two_stores_may_share_a_name():
    with Database(storage("users: id pk", "Users: id pk, name")) as database:
        assert [table.name for table in database.tables] == ["users", "Users 2"]


def test_buckets_and_queues_have_no_table():
    with Database(storage("photos (blob):", "jobs (queue): id")) as database:
        assert database.tables == ()


def test_a_key_value_store_is_found_by_its_key_alone():
    draft = storage("tweets (key-value): tweet_id pk, author_id, created_at; index (author_id)")
    with Database(draft) as database:
        assert service(database, "getTweets").look_ups[0].scans


def test_a_wide_column_store_is_found_by_its_partition():
    draft = storage(
        "tweets (wide-column): author_id, created_at, text; partition (author_id); sort (created_at)"
    )
    with Database(draft) as database:
        found = service(database, "getTweets")
        assert found.served
        assert not found.look_ups[0].sorts
        assert "WITHOUT ROWID" in database.ddl


def test_a_name_that_leads_nowhere_is_a_failure():
    with Database(storage("tweets: id pk, text; index (posted)")) as database:
        [failure] = database.failures
        assert failure.message == "the index of tweets names posted, and tweets has no such column"


def test_checks_run_where_sqlite_can_run_them():
    checked = Store(
        name="t",
        columns=(Column(name="a"), Column(name="b")),
        checks=("CHECK (a <> b)", "CHECK (a ~ '^x')", "EXCLUDE USING gist (a WITH =)"),
    )
    with Database(Storage(stores=(checked,))) as database:
        assert database.failures == ()
        with pytest.raises(sqlite3.IntegrityError):
            database.connection.execute("INSERT INTO t VALUES (1, 1)")


def test_a_partial_index_serves_its_own_condition():
    tweets = store("tweets: id pk, author_id, text, created_at, deleted")
    partial = Index(columns=("author_id", "created_at"), where="deleted IS NULL")
    draft = Storage(
        stores=(Store(name="tweets", columns=tweets.columns, primary_key=("id",), indexes=(partial,)),)
    )
    with Database(draft) as database:
        assert service(database, "getTweets").served


def test_the_same_pair_is_really_inserted_twice():
    [unique, _] = TWITTER.uniques
    for line, accepted in [
        ("follows: id pk, follower_id, followee_id", True),
        ("follows: id pk, follower_id, followee_id; unique (follower_id, followee_id)", False),
        ("follows: id pk, follower_id, followee_id; unique index (followee_id, follower_id)", False),
        ("follows: follower_id, followee_id; pk (follower_id, followee_id)", False),
    ]:
        with Database(storage(line)) as database:
            [holding] = database.roles(TWITTER).of("follow")
            assert database.accepts_twice(unique, holding) is accepted
            assert database.connection.execute("SELECT count(*) FROM follows").fetchone() == (0,)


def test_a_database_can_be_kept_in_a_file(tmp_path):
    path = tmp_path / "draft.sqlite"
    with Database(WORKED, path=path) as database:
        database.fill(TWITTER)
    assert sqlite3.connect(path).execute("SELECT count(*) FROM tweets").fetchone() == (2000,)
    with pytest.raises(FileExistsError, match=r"draft\.sqlite exists"):
        Database(WORKED, path=path)


NAMES = some.sampled_from(
    ["id", "tweets", "author_id", "follower", "followee", "created_at", "likes", "feed", "order", "'\""]
)
COLUMNS = some.builds(
    Column, name=NAMES, type=some.sampled_from([None, "uuid", "int", "text[]", "bytea", "timestamp", "bool"])
)


@settings(max_examples=60, deadline=None)
@given(
    some.lists(
        some.builds(
            Store,
            name=NAMES,
            kind=some.sampled_from(StoreKind),
            columns=some.lists(COLUMNS, max_size=5).map(tuple),
            primary_key=some.lists(NAMES, max_size=2).map(tuple),
            partition_key=some.lists(NAMES, max_size=2).map(tuple),
            indexes=some.lists(
                some.builds(Index, columns=some.lists(NAMES, min_size=1, max_size=2).map(tuple))
            ).map(tuple),
        ),
        max_size=4,
    )
)
def test_any_draft_makes_a_database_and_a_report(stores):
    with Database(Storage(stores=tuple(stores))) as database:
        database.fill(TWITTER, account=5, tweet=10, follow=10, like=10, feed=10)
        assert len(database.report(TWITTER, repeat=1)) == len(database.services(TWITTER))
