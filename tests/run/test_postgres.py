"""The same draft on SQLite and on a real PostgreSQL: the same tables, the same rows, the same answers."""

import json
import uuid
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.postgres import needs_postgres
from tests.shorthand import WORKED, storage
from whiteboard import read_section
from whiteboard.draft.storage import Column, Index, Storage, Store, StoreKind
from whiteboard.problems import load
from whiteboard.run.database import Database
from whiteboard.run.database.overlaps import overlap
from whiteboard.run.database.schema import quote

pytestmark = needs_postgres
TWITTER = load("twitter")
PACKS = [load(name) for name in ("twitter", "code-deployment", "interviewing-io", "tiktok")]
FOLDER = Path(__file__).parents[1] / "corpus" / "storage"
CORPUS = sorted(FOLDER.rglob("*.md"))


def said(value):
    """A value as both databases say it."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value)
    return str(float(value)) if isinstance(value, float | int) else str(value)


def rows(database):
    return {
        table.name: sorted(
            tuple(map(said, row)) for row in database.engine.execute(f"SELECT * FROM {quote(table.name)}")
        )
        for table in database.tables
    }


def answers(database, problem):
    found = {}
    for run in database.run(problem, repeat=1):
        assert run.rows_returned is not None or run.sql == "" or run.service.rank[0] > 1
        found[run.service.pattern.name] = (run.sql != "", run.given and tuple(map(said, run.given)))
        if run.rows_returned is not None:
            found[run.service.pattern.name] += (sorted(tuple(map(said, row)) for row in run.rows),)
    return found


def verdicts(database, problem):
    return [(one.pattern.name, one.way.name, one.served, one.rank) for one in database.services(problem)]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_draft_is_the_same_in_both_databases(path):
    draft = read_section("storage", path.read_text()).storage
    with Database(draft) as one, Database(draft, engine="postgres") as other:
        assert [table.name for table in one.tables] == [table.name for table in other.tables]
        assert one.fill(TWITTER, account=20, tweet=60, follow=90) == other.fill(
            TWITTER, account=20, tweet=60, follow=90
        )
        assert rows(one) == rows(other)
        assert verdicts(one, TWITTER) == verdicts(other, TWITTER)
        assert answers(one, TWITTER) == answers(other, TWITTER)
        for unique in TWITTER.uniques:
            for holding, same in zip(
                one.roles(TWITTER).of(unique.thing), other.roles(TWITTER).of(unique.thing), strict=True
            ):
                assert one.accepts_twice(unique, holding) == other.accepts_twice(unique, same)


@settings(max_examples=25, deadline=None)
@given(some.sampled_from(CORPUS), some.sampled_from(PACKS), some.integers(0, 99))
def test_any_problem_and_seed_gives_the_same_rows(path, problem, seed):
    draft = read_section("storage", path.read_text()).storage
    with Database(draft) as one, Database(draft, engine="postgres") as other:
        assert one.fill(problem, seed=seed) == other.fill(problem, seed=seed)
        assert rows(one) == rows(other)
        assert answers(one, problem) == answers(other, problem)


def test_the_worked_draft_has_keys_between_its_tables_and_types():
    with Database(WORKED, engine="postgres") as database:
        database.fill(TWITTER)
        assert database.failures == ()
        kinds = database.engine.execute(
            "SELECT contype::text FROM pg_constraint WHERE conrelid::regclass::text = ?", ("tweets",)
        )
        assert sorted(kind for (kind,) in kinds if kind in "fp") == ["f", "f", "p"]
        types = dict(
            database.engine.execute(
                "SELECT column_name, data_type FROM information_schema.columns "
                "WHERE table_schema = ? AND table_name = ?",
                (database.engine.place.schema, "tweets"),
            )
        )
        assert types["created_at"].startswith("timestamp")
        assert types["author_id"] == "bigint"
        with pytest.raises(database.engine.violations):
            database.engine.execute("INSERT INTO follows VALUES (-1, -2)")


def test_rows_read_are_those_that_postgres_counts():
    draft = storage("tweets: id pk, author_id, text, created_at")
    with Database(draft, engine="postgres") as database:
        database.fill(TWITTER)
        [found] = [run for run in database.run(TWITTER) if run.service.pattern.name == "getTweets"]
        assert found.rows_read == 2000
        assert any(line.startswith("Seq Scan on tweets") for line in found.plan)


def test_two_databases_on_one_server_do_not_meet_and_leave_nothing():
    with Database(WORKED, engine="postgres") as one, Database(WORKED, engine="postgres") as other:
        one.fill(TWITTER)
        assert other.engine.execute("SELECT count(*) FROM tweets") == [(0,)]
        schemas = {one.engine.place.schema, other.engine.place.schema}
    with Database(WORKED, engine="postgres") as last:
        left = {name for (name,) in last.engine.execute("SELECT nspname FROM pg_namespace")}
    assert not left & schemas


def test_a_spans_rule_is_tried_in_both_databases():
    problem = load("interviewing-io")
    unique = next(unique for unique in problem.uniques if unique.overlap)
    draft = read_section("storage", problem.board.split("## Storage\n")[1].split("\n## ")[0]).storage
    found = []
    for engine in ("sqlite", "postgres"):
        with Database(draft, engine=engine) as database:
            found.append(
                [overlap(database, unique, held) for held in database.roles(problem).of(unique.thing)]
            )
    assert found[0] == found[1]
    assert found[0]


@pytest.mark.parametrize(
    "condition",
    [
        "pg_sleep(60) IS NULL",
        "id IN (SELECT 1)",
        "pg_read_file('/etc/passwd') <> ''",
        "id > 0); DROP TABLE t; --",
    ],
)
def test_no_text_of_the_learner_is_run(condition):
    checked = Store(
        name="t",
        columns=(Column(name="id"),),
        primary_key=("id",),
        checks=(condition,),
        indexes=(Index(columns=("id",), where=condition),),
    )
    with Database(Storage(stores=(checked,)), engine="postgres") as database:
        assert "pg_" not in database.ddl
        assert "DROP" not in database.ddl
        assert "SELECT" not in database.ddl


def test_a_check_of_plain_comparisons_is_kept():
    columns = (Column(name="a", type="int"), Column(name="b", type="int"))
    draft = Storage(stores=(Store(name="t", columns=columns, checks=("a <> b", "a ~ '^x'")),))
    with Database(draft, engine="postgres") as database:
        with pytest.raises(database.engine.violations):
            database.engine.execute("INSERT INTO t VALUES (1, 1)")
        assert database.engine.execute("INSERT INTO t VALUES (1, 2)") == []


@pytest.mark.parametrize(
    "name",
    ["order", "🐦", 'say "hi"', "a.b", "pg_class", "pg_authid", "x;y", "--", "50%", "what?", "x" * 200],
)
def test_any_name_is_a_table_and_a_column(name):
    draft = Storage(
        stores=(Store(name=name, columns=(Column(name=name), Column(name="x")), primary_key=("x",)),)
    )
    with Database(draft, engine="postgres") as database, Database(draft) as other:
        assert database.failures == ()
        assert database.fill(TWITTER) == other.fill(TWITTER) == {database.tables[0].name: 100}


def test_a_column_that_postgres_keeps_for_itself_is_a_failure():
    with Database(storage("t: xmin pk, x"), engine="postgres") as database:
        [failure] = database.failures
        assert failure.message.startswith('PostgreSQL refuses t: column name "xmin" conflicts')
        assert database.fill(TWITTER) == {"t": 0}


def test_identifiers_of_one_thing_may_have_two_types():
    draft = storage("users: id:uuid pk, name", "tweets: id pk, user_id:int -> users, text, created_at")
    with Database(draft, engine="postgres") as database:
        database.fill(TWITTER)
        [(author,)] = database.engine.execute("SELECT user_id FROM tweets LIMIT 1")
        assert isinstance(author, uuid.UUID)


NAMES = some.sampled_from(["id", "tweets", "author_id", "followee", "created_at", "feed", "order", "'\""])
COLUMNS = some.builds(
    Column, name=NAMES, type=some.sampled_from([None, "uuid", "int", "text[]", "bytea", "timestamp", "bool"])
)


@settings(max_examples=15, deadline=None)
@given(
    some.lists(
        some.builds(
            Store,
            name=NAMES,
            kind=some.sampled_from(StoreKind),
            columns=some.lists(COLUMNS, max_size=5).map(tuple),
            primary_key=some.lists(NAMES, max_size=2).map(tuple),
            uniques=some.lists(some.lists(NAMES, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple),
            indexes=some.lists(
                some.builds(
                    Index,
                    columns=some.lists(NAMES, min_size=1, max_size=2).map(tuple),
                    unique=some.booleans(),
                ),
                max_size=2,
            ).map(tuple),
        ),
        max_size=3,
    )
)
def test_any_draft_makes_a_database_and_a_report(stores):
    with Database(Storage(stores=tuple(stores)), engine="postgres") as database:
        database.fill(TWITTER, account=5, tweet=10, follow=10, like=10, feed=10)
        assert len(database.report(TWITTER, repeat=1)) == len(database.services(TWITTER))
        database.advice(TWITTER)
