"""A transaction of the draft is run twice at once, in a real database, and in no other than its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shorthand import storage
from whiteboard.draft.storage import Transaction
from whiteboard.run.database.interleaving import Outcome, interleave

BOOKING = "bookings: id pk, interviewer_id, interviewee_id, starts_at, ends_at"
SLOTS = (
    "slots: id pk, state, user_id",
    BOOKING,
    "unique_bookings: id pk, interviewer_id, starts_at; unique (interviewer_id, starts_at)",
    "accounts: id pk, balance",
)
LOOK = "SELECT 1 FROM bookings WHERE interviewer_id = {0} AND starts_at < {3} AND ends_at > {2}"
BOOK = "INSERT INTO bookings (interviewer_id, interviewee_id, starts_at, ends_at) VALUES ({0}, {1}, {2}, {3})"
STYLES = {
    "numbered": ("$1", "$2", "$3", "$4"),
    "named": (":interviewer", ":me", ":start", ":end"),
    "anonymous": ("?", "?", "?", "?"),
    "percent": ("%s", "%s", "%s", "%s"),
    "braces": ("{interviewer}", "{me}", "{from}", "{until}"),
    "values": ("5", "6", "'2026-05-05 10:00'", "'2026-05-05 11:00'"),
}


def race(*statements):
    return interleave(storage(*SLOTS), Transaction(statements=statements))


@pytest.mark.parametrize("style", STYLES)
def test_two_who_look_before_they_book_are_both_let_in(style):
    found = race(LOOK.format(*STYLES[style]), BOOK.format(*STYLES[style]))
    assert (found.outcome, found.table, found.write) == (Outcome.BROKEN, "bookings", "INSERT")


@pytest.mark.parametrize(
    ("statements", "outcome"),
    [
        (
            ("SELECT state FROM slots WHERE id = 7", "UPDATE slots SET state = 'taken' WHERE id = 7"),
            Outcome.BROKEN,
        ),
        (
            (
                "SELECT id FROM slots WHERE state = 'free' LIMIT 1",
                "UPDATE slots SET state = 'taken' WHERE id = ?",
            ),
            Outcome.BROKEN,
        ),
        (
            (
                "SELECT state FROM slots WHERE id = 7",
                "UPDATE slots SET state = 'taken' WHERE id = 7 AND state = 'free'",
            ),
            Outcome.KEPT,
        ),
        (("UPDATE slots SET state = 'taken' WHERE id = 7 AND state = 'free'",), Outcome.KEPT),
        (
            (
                "SELECT balance FROM accounts WHERE id = 1",
                "UPDATE accounts SET balance = balance - 1 WHERE id = 1",
            ),
            Outcome.KEPT,
        ),
        (
            ("SELECT balance FROM accounts WHERE id = 1", "UPDATE accounts SET balance = :left WHERE id = 1"),
            Outcome.BROKEN,
        ),
        (("SELECT name FROM users WHERE id = 1", "UPDATE slots SET state = 'x' WHERE id = 1"), Outcome.KEPT),
        (
            (
                "SELECT 1 FROM unique_bookings WHERE interviewer_id = :a AND starts_at = :t",
                "INSERT INTO unique_bookings (interviewer_id, starts_at) VALUES (:a, :t)",
            ),
            Outcome.KEPT,
        ),
        (
            (
                "SELECT state FROM slots WHERE id = 7 FOR UPDATE",
                "UPDATE slots SET state = 'taken' WHERE id = 7",
            ),
            Outcome.CLAIMED,
        ),
        (
            (
                "BEGIN ISOLATION LEVEL SERIALIZABLE",
                LOOK.format(1, 2, 3, 4),
                BOOK.format(1, 2, 3, 4),
                "COMMIT",
            ),
            Outcome.CLAIMED,
        ),
        (
            ("SELECT n, version FROM t WHERE id = 1", "UPDATE t SET n = 5 WHERE id = 1 AND version = 3"),
            Outcome.CLAIMED,
        ),
        (
            (
                "SELECT 1 FROM bookings WHERE tsrange(starts_at, ends_at) && tsrange($1, $2)",
                BOOK.format(1, 2, 3, 4),
            ),
            Outcome.UNTRIED,
        ),
    ],
)
def test_a_transaction_is_run_twice_at_once(statements, outcome):
    assert race(*statements).outcome is outcome


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH 'stolen.sqlite' AS other",
        "PRAGMA writable_schema = on",
        "DROP TABLE slots",
        "SELECT load_extension('x')",
        "SELECT zeroblob(2000000000)",
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c",
        "SELECT writefile('x', 'y')",
    ],
)
def test_nothing_but_rows_of_a_private_database_is_touched(statement, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = race(
        "SELECT state FROM slots WHERE id = 7", statement, "UPDATE slots SET state = 'x' WHERE id = 7"
    )
    assert found.outcome in (Outcome.UNTRIED, Outcome.BROKEN)
    assert list(tmp_path.iterdir()) == []


WORDS = (
    "SELECT INSERT INTO UPDATE SET DELETE FROM WHERE AND OR NOT EXISTS ( ) , = < > * slots bookings id state"
    " VALUES ? $1 :id %s 'x' 7 NULL BEGIN COMMIT FOR IN JOIN ON AS count(*) + - ; now() LIMIT 1"
)
TOKENS = st.sampled_from(tuple(WORDS.split()))


@given(st.lists(st.lists(TOKENS, max_size=25).map(" ".join) | st.text(max_size=60), max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_statements_come_to_an_outcome(statements):
    assert race("SELECT * FROM slots", *statements, "UPDATE slots SET state = 1").outcome in Outcome
