"""SQLite as the database of a draft: in memory, or in a file that is kept."""

from __future__ import annotations

import itertools
import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from whiteboard.draft.storage import Column, Storage
from whiteboard.problems.tidy import Failure
from whiteboard.run.database.engine import Measured
from whiteboard.run.database.schema import Table, quote, tables

_MANY = 50_000  # rows from which on indexes are built afterwards
_AT_ONCE = 20_000  # rows between two moments in which a load can be interrupted
_LONG = 1.0  # seconds; a query that takes longer is not repeated


def connect(path: str | os.PathLike[str] = ":memory:") -> sqlite3.Connection:
    """Open a SQLite database that makes no index by itself and asks for parents."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "automatic_index = off",
        "foreign_keys = on",
        "journal_mode = memory",
        "synchronous = off",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def explain(connection: sqlite3.Connection, sql: str) -> tuple[str, ...]:
    """The lines of EXPLAIN QUERY PLAN; empty when the database refuses the query."""
    try:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", (1,) * sql.count("?")).fetchall()
    except (sqlite3.Error, UnicodeError):
        return ()
    return tuple(str(row[3]) for row in rows)


class SqliteEngine:
    """SQLite, as `whiteboard.run.database.engine.Engine` asks for it.

    Parameters
    ----------
    path : str or path
        A file, or ``":memory:"``.

    Raises
    ------
    FileExistsError
        When there is a file at `path`.
    """

    name = "SQLite"
    refusals: tuple[type[Exception], ...] = (sqlite3.Error, sqlite3.Warning, UnicodeError)
    violations: tuple[type[Exception], ...] = (sqlite3.IntegrityError,)

    def __init__(self, path: str | os.PathLike[str] = ":memory:") -> None:
        self._path = None if os.fspath(path) == ":memory:" else os.path.abspath(path)
        if self._path and os.path.exists(self._path):
            raise FileExistsError(f"{os.fspath(path)} exists; choose a new file, or remove it first")
        self.connection = connect(path)
        self.tables: tuple[Table, ...] = ()
        self._whole = True

    def create(self, storage: Storage) -> list[Failure]:
        """Make the tables of a draft."""
        self.tables = tables(storage)
        refused = []
        self.connection.execute("BEGIN")
        for table in self.tables:
            for statement in table.statements:
                try:
                    self.connection.execute(statement)
                except self.refusals as error:
                    message = f"SQLite refuses {table.store.name}: {error}"
                    refused.append(Failure(store=table.store.name, line=table.store.line, message=message))
                    break
        self.connection.execute("COMMIT")
        return refused

    def execute(self, sql: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement."""
        return self.connection.execute(sql, tuple(given)).fetchall()

    def plan(self, sql: str) -> tuple[str, ...]:
        """The lines of EXPLAIN QUERY PLAN."""
        return explain(self.connection, sql)

    def measure(self, sql: str, given: Sequence[Any] = (), *, repeat: int = 1) -> Measured:
        """Run one query and take its time; SQLite does not tell how many rows it read."""
        times: list[float] = []
        rows: list[tuple[Any, ...]] = []
        for _ in range(max(1, repeat)):
            began = time.perf_counter()
            rows = self.execute(sql, given)
            times.append(time.perf_counter() - began)
            if times[-1] > _LONG:
                break
        taken = round(statistics.median(times) * 1000, 3)
        return Measured(rows=tuple(rows), milliseconds=taken, rows_read=None, plan=self.plan(sql))

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Empty the tables and load them in one transaction, without asking for parents and checks."""
        self._whole = False
        with self._lenient():
            self.connection.execute("BEGIN")
            try:
                for table in self.tables:
                    with suppress(sqlite3.Error):
                        self.connection.execute(f"DELETE FROM {quote(table.name)}")
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        self._whole = True

    def load(
        self, table: Table, columns: Sequence[Sequence[Any]], loaded: Callable[[int], None] | None = None
    ) -> None:
        """Load the rows of one table."""
        if not columns or not columns[0]:
            return
        try:
            made = self._without_indexes(table) if len(columns[0]) > _MANY else []
            named = dict(zip((column.name for column in table.store.columns), columns, strict=True))
            self._insert("INSERT OR IGNORE", table.name, named, loaded)
            for statement in made:
                self.connection.execute(statement)
        except sqlite3.Error:
            # A table that SQLite refused to create is reported as a failure of its own.
            return

    def bulk(
        self,
        name: str,
        columns: Mapping[str, Sequence[Any]],
        loaded: Callable[[int], None] | None = None,
    ) -> None:
        """Put rows into a table that is there."""
        self._insert("INSERT", name, columns, loaded)

    def _insert(
        self,
        verb: str,
        name: str,
        columns: Mapping[str, Sequence[Any]],
        loaded: Callable[[int], None] | None,
    ) -> None:
        rows = zip(*columns.values(), strict=True)
        marks = ", ".join("?" * len(columns))
        sql = f"{verb} INTO {quote(name)} ({', '.join(map(quote, columns))}) VALUES ({marks})"
        # In parts: an interrupt is heard between two of them.
        while part := list(itertools.islice(rows, _AT_ONCE)):
            self.connection.executemany(sql, part)
            if loaded is not None:
                loaded(len(part))

    def _without_indexes(self, table: Table) -> list[str]:
        """Drop the indexes; what makes them again. One that keeps rows apart stays."""
        # Building an index once over all rows is several times faster than keeping it up with each.
        made = self.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql LIKE 'CREATE INDEX%'",
            (table.name,),
        )
        for name, _ in made:
            self.connection.execute(f"DROP INDEX {quote(name)}")
        return [sql for _, sql in made]

    @contextmanager
    def rolled_back(self, *, lenient: bool = False) -> Iterator[None]:
        """A transaction of which nothing stays."""
        with self._lenient() if lenient else nullcontext():
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("ROLLBACK")

    @contextmanager
    def _lenient(self) -> Iterator[None]:
        self.connection.execute("PRAGMA foreign_keys = off")
        self.connection.execute("PRAGMA ignore_check_constraints = on")
        try:
            yield
        finally:
            self.connection.execute("PRAGMA ignore_check_constraints = off")
            self.connection.execute("PRAGMA foreign_keys = on")

    def create_index(self, table: Table, columns: Sequence[str]) -> None:
        """Make an index."""
        self.connection.execute(
            f"CREATE INDEX {quote(f'advised for {table.name}: {columns}')} ON {quote(table.name)} "
            f"({', '.join(map(quote, columns))})"
        )

    def fit(self, table: Table, column: Column, value: Any) -> Any:
        """The value as it is: SQLite takes any."""
        del table, column
        return value

    def elements(self, link: str, alias: str, like: str) -> tuple[str, str]:
        """A list's elements, by json_each."""
        del like
        return f"json_each({link}) AS {alias}", f"{alias}.value"

    def type_of(self, table: Table, column: str) -> str:
        """No type that matters: values of any type can be compared."""
        del table, column
        return ""

    def close(self) -> None:
        """Close the connection; remove a file whose load was interrupted."""
        self.connection.close()
        if self._path and not self._whole:
            with suppress(OSError):
                os.remove(self._path)
