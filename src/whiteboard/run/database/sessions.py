"""Two connections whose statements come in turns, each statement really run: what each one gets, step by step.

SQLite is a file of its own in a temporary folder, with a write-ahead log, so that a reader does not block a
writer; whoever finds it locked is told at once. In PostgreSQL a statement may have to wait for the other
connection: the server is asked whether it does, and the play goes on.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import pandas
    import psycopg

_PATIENCE = 20.0  # seconds in which a statement has to be done or to be known to wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One statement of one connection.

    Parameters
    ----------
    who : {"A", "B"}
        The connection.
    sql : str
        The statement.
    if_read : value, optional
        The statement is sent only when the connection's last SELECT gave this as its first value: what an
        application does after it has looked.
    """

    who: Literal["A", "B"]
    sql: str
    if_read: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a play.

    Parameters
    ----------
    table : pandas.DataFrame
        One row for each step: ``step`` (the index, from 1), ``connection A``, ``connection B`` (the statement, in the
        column of the one that sent it) and ``result``.
    in_words : str
        What it shows.
    final : tuple of tuple
        The rows that are there in the end.
    refused : bool
        Whether a connection was turned away.
    waited : bool
        Whether a connection had to wait for the other.
    engine : str
        The database's name.
    """

    table: pandas.DataFrame
    in_words: str
    final: tuple[tuple[Any, ...], ...]
    refused: bool
    waited: bool
    engine: str

    def __str__(self) -> str:
        return f"{self.table.to_string()}\n{self.in_words}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a statement gave: the rows of a SELECT, else the number of rows changed; or why it was refused."""

    rows: tuple[tuple[Any, ...], ...] | None = None
    changed: int = -1
    refused: str = ""

    @property
    def in_words(self) -> str:
        """In a few words."""
        if self.refused:
            return f"refused: {self.refused}"
        if self.rows is not None:
            return "reads " + ("; ".join(", ".join(map(str, row)) for row in self.rows[:5]) or "nothing")
        if self.changed >= 0:
            return "1 row" if self.changed == 1 else f"{self.changed} rows"
        return "done"


class Stage(Protocol):
    """Two connections to one small database."""

    name: str

    def send(self, who: str, sql: str) -> Answer | None:
        """Send a statement: its answer, or None while it waits for the other connection."""

    def arrived(self, who: str, *, patient: bool = False) -> Answer | None:
        """The answer of the statement that waited, if it has come; patient: wait for it, though not for ever."""

    def look(self, sql: str) -> tuple[tuple[Any, ...], ...]:
        """What is there, seen from outside."""


class _SqliteStage:
    name = "SQLite"

    def __init__(self, folder: Path, setup: Sequence[str], stack: ExitStack) -> None:
        self._opened = {who: self._open(folder, stack) for who in ("A", "B", "outside")}
        self._opened["outside"].execute("PRAGMA journal_mode = wal")
        for statement in setup:
            self._opened["outside"].execute(statement)

    @staticmethod
    def _open(folder: Path, stack: ExitStack) -> sqlite3.Connection:
        connection = sqlite3.connect(folder / "play.sqlite", isolation_level=None, timeout=0)
        stack.callback(connection.close)
        return connection

    def send(self, who: str, sql: str) -> Answer | None:
        try:
            cursor = self._opened[who].execute(sql)
            rows = tuple(cursor.fetchall()) if cursor.description else None
        except sqlite3.Error as error:
            return Answer(refused=str(error))
        return Answer(rows=rows, changed=cursor.rowcount)

    def arrived(self, who: str, *, patient: bool = False) -> Answer | None:
        del who, patient
        return None  # nobody waits: it is told at once that the database is locked

    def look(self, sql: str) -> tuple[tuple[Any, ...], ...]:
        return tuple(self._opened["outside"].execute(sql).fetchall())


class _PostgresStage:
    name = "PostgreSQL"

    def __init__(self, url: str | None, setup: Sequence[str], stack: ExitStack) -> None:
        from whiteboard.run.database.postgres_connection import PostgresSchema

        place = PostgresSchema(url)
        stack.callback(place.close)
        self._outside = place.connection
        for statement in setup:
            self._outside.execute(statement)
        self._opened: dict[str, psycopg.Connection[tuple[Any, ...]]] = {}
        self._threads: dict[str, ThreadPoolExecutor] = {}
        self._waiting: dict[str, Future[Answer]] = {}
        for who in ("A", "B"):
            connection = place.another()
            connection.execute(f"SET statement_timeout = '{_PATIENCE:.0f}s'")
            thread = ThreadPoolExecutor(max_workers=1)
            # Last in, first out: what still waits is called off, its thread ends, its connection is closed.
            stack.callback(connection.close)
            stack.callback(thread.shutdown)
            stack.callback(_call_off, connection)
            self._opened[who], self._threads[who] = connection, thread

    def _run(self, who: str, sql: str) -> Answer:
        import psycopg

        try:
            cursor = self._opened[who].execute(sql)
            rows = tuple(cursor.fetchall()) if cursor.description else None
        except psycopg.Error as error:
            return Answer(refused=str(error).splitlines()[0] if str(error) else type(error).__name__)
        counted = sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE")
        return Answer(rows=rows, changed=cursor.rowcount if counted else -1)

    def send(self, who: str, sql: str) -> Answer | None:
        self._waiting[who] = self._threads[who].submit(self._run, who, sql)
        return self.arrived(who)

    def arrived(self, who: str, *, patient: bool = False) -> Answer | None:
        sent = self._waiting.get(who)
        if sent is None:
            return None
        until = time.monotonic() + _PATIENCE
        while True:
            with suppress(TimeoutError):
                answer = sent.result(timeout=0.005)
                del self._waiting[who]
                return answer
            pid = self._opened[who].info.backend_pid
            blocked = self._outside.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", (pid,)).fetchone()
            if (blocked and blocked[0] and not patient) or time.monotonic() > until:
                return None

    def look(self, sql: str) -> tuple[tuple[Any, ...], ...]:
        return tuple(self._outside.execute(sql).fetchall())


def _call_off(connection: psycopg.Connection[Any]) -> None:
    import psycopg

    with suppress(psycopg.Error):
        connection.cancel_safe()


@contextmanager
def stage(engine: str, setup: Sequence[str], *, url: str | None = None) -> Iterator[Stage]:
    """Set up a small database with two connections; nothing of it stays.

    Parameters
    ----------
    engine : {"sqlite", "postgres"}
        Which database.
    setup : sequence of str
        Statements that make and fill its tables.
    url : str, optional
        Of a PostgreSQL server; see `whiteboard.run.database.Database`.

    Raises
    ------
    ValueError
        When the engine is none that is known.
    """
    if engine not in ("sqlite", "postgres"):
        raise ValueError(f"no engine {engine!r}; choose 'sqlite' or 'postgres'")
    with ExitStack() as stack:
        if engine == "postgres":
            yield _PostgresStage(url, setup, stack)
            return
        folder = Path(tempfile.mkdtemp(prefix="whiteboard-play-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        yield _SqliteStage(folder, setup, stack)


def play(
    steps: Sequence[Step],
    *,
    setup: Sequence[str],
    final: str,
    engine: str = "sqlite",
    url: str | None = None,
) -> Played:
    """Run the statements of two connections in the order given.

    Parameters
    ----------
    steps : sequence of Step
        The statements. They are run as they stand: they are the course's own, not a learner's.
    setup : sequence of str
        Statements that make and fill the tables.
    final : str
        A query for what is there in the end.
    engine, url
        See `stage`.

    Returns
    -------
    Played
        With no words yet: who wrote the play knows what it shows.

    Examples
    --------
    >>> steps = [Step(who="A", sql="INSERT INTO t VALUES (1)"), Step(who="B", sql="SELECT n FROM t")]
    >>> play(steps, setup=["CREATE TABLE t (n int)"], final="SELECT n FROM t").table["result"].to_list()
    ['1 row', 'reads 1']
    """
    import pandas

    lines: list[dict[str, str]] = []
    answers: list[Answer] = []
    waited: dict[str, str] = {}
    last_read: dict[str, Any] = {}
    failed: set[str] = set()

    def note(who: str, sql: str, said: str, answer: Answer | None = None) -> None:
        columns = {"connection A": "", "connection B": "", "result": said}
        lines.append(columns | {f"connection {who}": sql})
        if answer is not None:
            answers.append(answer)
            if answer.rows is not None:
                last_read[who] = answer.rows[0][0] if answer.rows else None
            if answer.refused:
                failed.add(who)

    with stage(engine, setup, url=url) as opened:
        waits = False
        for step in steps:
            who = step.who
            if who in waited:
                note(who, step.sql, "not sent: still waiting")
            elif step.if_read is not None and last_read.get(who) != step.if_read:
                note(who, step.sql, f"not sent: it read {last_read.get(who)}")
            elif who in failed and step.sql != "ROLLBACK":
                said = "ROLLBACK" if step.sql == "COMMIT" else step.sql
                if said == "ROLLBACK":
                    note(who, said, "turned away: nothing of it stays", opened.send(who, said))
                else:
                    note(who, step.sql, "not sent: turned away before")
            else:
                answer = opened.send(who, step.sql)
                if answer is None:
                    waits, waited[who] = True, step.sql
                note(who, step.sql, "waits for the other" if answer is None else answer.in_words, answer)
            for other in list(waited):
                # Each waits for the other: the server will notice, and turn one of them away.
                came = opened.arrived(other, patient=len(waited) == 2)
                if came is not None:
                    note(other, f"({waited.pop(other)})", f"goes on: {came.in_words}", came)
        rows = opened.look(final)
        name = opened.name
    table = pandas.DataFrame(lines, columns=["connection A", "connection B", "result"])
    table.index = pandas.RangeIndex(1, len(lines) + 1, name="step")
    refused = any(answer.refused for answer in answers)
    return Played(table=table, in_words="", final=rows, refused=refused, waited=waits, engine=name)
