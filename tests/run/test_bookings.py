"""Two connections in turns: a slot booked twice, an addition lost, and what prevents either, all really run."""

import tempfile
from pathlib import Path

import pytest

from tests.postgres import ENGINES, needs_postgres
from tests.shorthand import storage
from whiteboard.draft.storage import Storage, Transaction
from whiteboard.run.database.bookings import double_booking
from whiteboard.run.database.own_transactions import play_transaction
from whiteboard.run.database.sessions import Step, play
from whiteboard.run.database.updates import lost_update


def cases(**cures):
    return [
        pytest.param(
            engine, cure, id=f"{engine}-{cure}", marks=needs_postgres if engine == "postgres" else []
        )
        for engine, listed in cures.items()
        for cure in listed
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_without_a_constraint_both_book(engine):
    played = double_booking(engine=engine)
    assert len(played.final) == 2
    assert not played.refused
    assert "2 bookings of one slot" in played.in_words
    assert list(played.table.columns) == ["connection A", "connection B", "result"]
    assert list(played.table.index) == list(range(1, len(played.table) + 1))


@pytest.mark.parametrize(
    ("engine", "cure"),
    cases(sqlite=["unique", "serializable"], postgres=["unique", "exclusion", "for update", "serializable"]),
)
def test_with_it_one_books(engine, cure):
    played = double_booking(cure, engine=engine)
    assert len(played.final) == 1
    assert played.final[0][-1] == "A"
    assert played.refused == (cure != "for update")
    assert played.in_words.count(".") == 2
    if engine == "postgres":
        assert played.waited == (cure != "serializable")


@needs_postgres
def test_the_second_waits_for_the_lock_and_then_reads_what_is_true():
    results = double_booking("for update", engine="postgres").table["result"].to_list()
    assert "waits for the other" in results
    waits = results.index("waits for the other")
    assert results[waits:].count("goes on: reads 7") == 1
    assert results[-2:] == ["not sent: it read 1", "done"]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_addition_is_lost(engine):
    played = lost_update(engine=engine)
    assert played.final == ((11,),)
    assert not played.refused


@pytest.mark.parametrize(
    ("engine", "cure"),
    cases(
        sqlite=["relative", "version", "serializable"],
        postgres=["relative", "version", "for update", "repeatable read", "serializable"],
    ),
)
def test_an_addition_is_kept_or_refused_but_never_lost(engine, cure):
    played = lost_update(cure, engine=engine)
    added = played.final[0][0] - 10
    turned_away = int(played.refused) + played.table["result"].str.endswith("0 rows").sum()
    assert added + turned_away == 2
    assert (added == 2) == (cure in ("relative", "for update"))


@pytest.mark.parametrize("shown", [double_booking, lost_update])
def test_an_unknown_cure_is_named(shown):
    with pytest.raises(ValueError, match="no cure 'prayer'; choose one of None"):
        shown("prayer")
    with pytest.raises(ValueError, match="SQLite has no 'for update'"):
        shown("for update")
    with pytest.raises(ValueError, match="no engine 'oracle'"):
        shown(engine="oracle")


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_left(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lost_update(engine=engine)
    with pytest.raises(Exception, match="nonsense"):
        play([], setup=["nonsense"], final="SELECT 1", engine=engine)
    assert not [path for path in tmp_path.iterdir() if "play" in path.name]


@needs_postgres
def test_a_deadlock_is_seen_and_one_goes_on():
    update = "UPDATE t SET n = n + 1 WHERE id = {}"
    order = [("A", "BEGIN"), ("B", "BEGIN"), ("A", update.format(1)), ("B", update.format(2))]
    order += [("A", update.format(2)), ("B", update.format(1)), ("A", "COMMIT"), ("B", "COMMIT")]
    played = play(
        [Step(who=who, sql=sql) for who, sql in order],
        setup=["CREATE TABLE t (id int, n int)", "INSERT INTO t VALUES (1, 0), (2, 0)"],
        final="SELECT sum(n) FROM t",
        engine="postgres",
    )
    assert played.final == ((2,),)
    assert played.table["result"].str.contains("deadlock detected").sum() == 1


@needs_postgres
def test_who_still_waits_at_the_end_is_called_off():
    steps = [
        Step(who="A", sql="BEGIN"),
        Step(who="A", sql="LOCK TABLE t"),
        Step(who="B", sql="SELECT * FROM t"),
    ]
    played = play(steps, setup=["CREATE TABLE t (n int)"], final="SELECT 1", engine="postgres")
    assert played.waited
    assert played.table["result"].to_list()[-1] == "waits for the other"


BOOKINGS = "bookings: id pk, slot_id, person"
UNIQUE = "bookings: id pk, slot_id, person; unique (slot_id)"
BOOKING = (
    "SELECT id FROM bookings WHERE slot_id = ?",
    "INSERT INTO bookings (slot_id, person) VALUES (?, ?)",
)


def test_the_learners_own_transaction_is_shown():
    played = play_transaction(storage(BOOKINGS), Transaction(statements=BOOKING))
    assert played.in_words.startswith("SQLite: both requests wrote into bookings")
    assert played.table["result"].to_list() == ["reads nothing", "reads nothing", "1 row", "1 row"]
    assert (played.table["connection A"] != "").tolist() == [True, False, True, False]


def test_the_learners_own_constraint_prevents_it():
    played = play_transaction(storage(UNIQUE), Transaction(statements=BOOKING))
    assert played.in_words == "SQLite: the second request was refused by a constraint."
    assert played.table["result"].to_list()[-1] == "refused: a constraint of the table"
    assert played.refused


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (
            ("SELECT * FROM slots WHERE id = 7 FOR UPDATE", "UPDATE slots SET n = 1"),
            "SQLite has no FOR UPDATE",
        ),
        (("SELECT 1 FROM", "UPDATE slots SET"), "cannot be run"),
        (("DROP TABLE slots",), "nothing depends on what was read"),
        ((), "nothing depends on what was read"),
    ],
)
def test_what_cannot_be_shown_is_said(statements, words):
    played = play_transaction(Storage(), Transaction(statements=statements))
    assert words in played.in_words
    assert played.table.empty


def test_nothing_of_the_learner_touches_the_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    play_transaction(storage(BOOKINGS), Transaction(statements=(*BOOKING, "ATTACH 'x' AS y")))
    assert list(Path(tmp_path).iterdir()) == []
