"""Two requests at once: a transaction of the draft is run twice, interleaved, in a real SQLite database.

The order of events is the one that most databases allow by default (READ COMMITTED): both requests read
before either writes, and the second write waits for the first. SQLite itself would turn the second request
away, so each statement is a transaction of its own here, on a connection of its own, one after the other.
What SQLite has no word for, ``FOR UPDATE`` or ``SERIALIZABLE``, is not run: it is a claim, judged by its
text.
"""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from whiteboard.draft.storage import Storage, Transaction
from whiteboard.run.database.schema import quote, tables
from whiteboard.run.database.statements import UNTOLD, Request, requests_of

_CLAIMS = re.compile(
    r"\bFOR\s+(?:NO\s+KEY\s+)?(?:UPDATE|SHARE)\b|\bLOCK\s+IN\s+SHARE\s+MODE\b|\bSKIP\s+LOCKED\b"
    r"|\bSERIALIZABLE\b|\bREPEATABLE\s+READ\b|\bBEGIN\s+(?:IMMEDIATE|EXCLUSIVE)\b|\bLOCK\s+TABLES?\b"
    r"|\b(?:pg_(?:try_)?advisory_(?:xact_)?lock|GET_LOCK|sp_getapplock)\b|\b(?:UPDLOCK|HOLDLOCK|XLOCK)\b",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\bWHERE\b.*\b(?:row_?)?(?:version|etag|revision|xmin|lock_version)\b", re.I | re.S)
_STEPS = 20_000  # SQLite calls back after so many of its own instructions
_MOST_CALLS = 50
_MOST_BYTES = 1_000_000
_MOST_ROWS = 200
_ALLOWED = frozenset(
    {
        sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
    }
)  # fmt: skip
_number = itertools.count()


class Outcome(StrEnum):
    """How a transaction that runs twice at once comes out."""

    BROKEN = "both go through, on what is no longer true"
    KEPT = "the second is turned away, or nothing depends on what was read"
    CLAIMED = "the text takes a lock that SQLite has not"
    UNTRIED = "it cannot be run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interleaving:
    """What came of running a transaction twice at once.

    Parameters
    ----------
    outcome : Outcome
        How it came out.
    table : str
        The table that both read and then write, as typed; empty when there is none.
    write : str
        ``"INSERT"``, ``"UPDATE"`` or ``"DELETE"``: what both do; empty when there is none.
    claim : str
        The words that take a lock, as typed; empty when there are none.
    """

    outcome: Outcome
    table: str = ""
    write: str = ""
    claim: str = ""


def interleave(storage: Storage, transaction: Transaction) -> Interleaving:
    """Run a transaction twice at once, on tables of the draft with one row each.

    Parameters
    ----------
    storage : Storage
        The draft, tidied. Tables that the statements name and the draft lacks are made up.
    transaction : Transaction
        The statements. Only SELECT, INSERT, UPDATE and DELETE are run, in a private database in memory, with
        bounds on time and size.

    Returns
    -------
    Interleaving
        ``BROKEN`` when the first write changes what the second request has read, and the second write goes
        through all the same. Never raises.

    Examples
    --------
    >>> booking = ("SELECT state FROM slots WHERE id = 7", "UPDATE slots SET state = 'taken' WHERE id = 7")
    >>> interleave(Storage(), Transaction(statements=booking)).outcome.name
    'BROKEN'
    >>> sure = (booking[0], booking[1] + " AND state = 'free'")
    >>> interleave(Storage(), Transaction(statements=sure)).outcome.name
    'KEPT'
    """
    whole = "\n".join(transaction.statements)[:20_000]
    claim = _CLAIMS.search(whole)
    if claim:
        return Interleaving(outcome=Outcome.CLAIMED, claim=claim[0])
    if not _reads_and_writes(whole):
        return Interleaving(outcome=Outcome.KEPT)
    if _VERSION.search(whole):
        return Interleaving(outcome=Outcome.CLAIMED, claim="version")
    try:
        pair = requests_of(storage, transaction)
    except (ValueError, RecursionError):
        return Interleaving(outcome=Outcome.UNTRIED)
    if pair is None:
        return Interleaving(outcome=Outcome.UNTRIED)
    found = [tried(storage, pair, split) for split in splits(pair[0])]
    order = (Outcome.BROKEN, Outcome.UNTRIED, Outcome.KEPT)
    found.sort(key=lambda one: order.index(one.outcome))
    return found[0] if found else Interleaving(outcome=Outcome.KEPT)


def _reads_and_writes(text: str) -> bool:
    return bool(
        re.search(r"\bSELECT\b", text, re.IGNORECASE)
        and re.search(r"\b(?:INSERT|UPDATE|DELETE)\b", text, re.IGNORECASE)
    )


def splits(request: Request) -> Iterator[int]:
    """Places where the other request may come between: before each write that follows a read."""
    read = False
    found = 0
    for position, statement in enumerate(request.statements):
        if statement.reads:
            read = True
        elif read and not statement.relative and found < 3:
            found += 1
            yield position


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave: rows of a SELECT, or the number of rows that a write changed."""

    rows: tuple[Any, ...]
    changed: int
    refused: bool


def tried(storage: Storage, pair: tuple[Request, Request], split: int) -> Interleaving:
    """What comes of it when the other request comes between before one statement."""
    first, second = pair
    write = first.statements[split]
    untried = Interleaving(outcome=Outcome.UNTRIED, table=write.table, write=write.kind)
    try:
        one_by_one = run_in_turns(storage, pair, [(0, len(first.statements)), (1, len(second.statements))])
        mixed = run_in_turns(storage, pair, turns(pair, split))
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, ValueError, OverflowError):
        return untried
    kept = Interleaving(outcome=Outcome.KEPT, table=write.table, write=write.kind)
    if not _went_through(mixed[0], first, split):
        return untried  # even alone it changes nothing: the made-up rows do not fit
    if not _went_through(mixed[1], second, split):
        return kept
    # Did the first write change what the second request would have read, had it come later?
    depends = any(
        statement.reads and position < split and one_by_one[1][position].rows != one_by_one[0][position].rows
        for position, statement in enumerate(second.statements)
    )
    return Interleaving(outcome=Outcome.BROKEN, table=write.table, write=write.kind) if depends else kept


def _went_through(answers: Sequence[Answer], request: Request, split: int) -> bool:
    if any(answer.refused for answer in answers):
        return False
    return answers[split].changed > 0 and len(answers) == len(request.statements)


def turns(pair: tuple[Request, Request], split: int) -> list[tuple[int, int]]:
    """Who runs up to which statement: both up to one of them, then each to the end."""
    return [(0, split), (1, split), (0, len(pair[0].statements)), (1, len(pair[1].statements))]


def run_in_turns(
    storage: Storage, pair: tuple[Request, Request], schedule: Sequence[tuple[int, int]]
) -> tuple[list[Answer], list[Answer]]:
    """Run both requests, each up to the statement that the schedule says, in turns."""
    # A database in memory that two connections of this process share, under a name of its own.
    where = f"file:interleaving{next(_number)}?mode=memory&cache=shared"
    answers: tuple[list[Answer], list[Answer]] = ([], [])
    with ExitStack() as stack:
        opened = [
            stack.enter_context(closing(sqlite3.connect(where, uri=True, isolation_level=None)))
            for _ in range(3)
        ]
        _furnish(opened[2], storage, pair[0])
        for connection in opened[:2]:
            _confine(connection)
        for number, upto in schedule:
            for statement in pair[number].statements[len(answers[number]) : upto]:
                if answers[number] and answers[number][-1].refused:
                    break
                answers[number].append(_answer(opened[number], statement.sql))
    return answers


def _answer(connection: sqlite3.Connection, sql: str) -> Answer:
    try:
        cursor = connection.execute(sql)
        rows = tuple(cursor.fetchmany(_MOST_ROWS)) if cursor.description else ()
    except sqlite3.IntegrityError:
        return Answer((), 0, refused=True)
    return Answer(rows, max(cursor.rowcount, len(rows) if cursor.rowcount < 0 else 0), refused=False)


def _confine(connection: sqlite3.Connection) -> None:
    """Let a connection read and write rows, and nothing else, for a short while."""
    left = itertools.count(_MOST_CALLS, -1)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_BYTES)
    connection.set_progress_handler(lambda: next(left) < 0, _STEPS)
    for name in ("now", "getdate", "sysdate", "current_timestamp"):
        connection.create_function(name, 0, lambda: "2026-01-01 09:00:00")
    for name in ("gen_random_uuid", "uuid_generate_v4", "uuid", "newid", "uuidv7"):
        connection.create_function(name, 0, lambda: f"made-up {next(_number)}")
    connection.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
    )


def _furnish(connection: sqlite3.Connection, storage: Storage, request: Request) -> None:
    """Make the tables that the statements name, the draft's own where it has them, and their rows."""
    named = {name.lower(): name for name in request.tables}
    made: dict[str, str] = {}
    for table in tables(storage):
        if table.name.lower() not in named:
            continue
        made[table.name.lower()] = table.name
        for statement in table.statements:
            # An index of another dialect is not what is tried here.
            with suppress(sqlite3.Error):
                connection.execute(statement)
    for key, name in named.items():
        if key not in made:
            columns = ", ".join(quote(column) for column in request.tables[name]) or '"id"'
            connection.execute(f"CREATE TABLE {quote(name)} ({columns})")
            continue
        lacking = {column.lower(): column for column in request.tables[name]}
        for column in _columns(connection, made[key]):
            lacking.pop(column.lower(), None)
        for column in lacking.values():
            connection.execute(f"ALTER TABLE {quote(name)} ADD COLUMN {quote(column)}")
    connection.execute("PRAGMA ignore_check_constraints = on")
    for name, row in request.rows.items():
        have = _columns(connection, made.get(name.lower(), name))
        given = {column.lower(): value for column, value in row.items()}
        values = [given.get(column.lower(), UNTOLD) for column in have]
        marks = ", ".join("?" * len(have))
        connection.execute(f"INSERT INTO {quote(name)} VALUES ({marks})", values)
    connection.execute("PRAGMA ignore_check_constraints = off")


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [info[1] for info in connection.execute(f"PRAGMA table_info({quote(table)})")]
