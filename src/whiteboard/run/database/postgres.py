"""PostgreSQL as the database of a draft."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from whiteboard.draft.storage import Column, Storage
from whiteboard.problems.tidy import Failure
from whiteboard.run.database import sqlite
from whiteboard.run.database.engine import Measured
from whiteboard.run.database.postgres_connection import PostgresSchema, bound
from whiteboard.run.database.postgres_schema import Postgres, linked_types, type_for
from whiteboard.run.database.schema import Table, quote, tables

if TYPE_CHECKING:
    import sqlite3

_AT_ONCE = 20_000  # rows between two reports of progress
_LONG = 1.0  # seconds; a query that takes longer is not repeated


class PostgresEngine:
    """PostgreSQL, as `whiteboard.run.database.engine.Engine` asks for it.

    Parameters
    ----------
    url : str, optional
        Of the server; else ``WHITEBOARD_DATABASE_URL``, else a private server.
    """

    name = "PostgreSQL"

    def __init__(self, url: str | None = None) -> None:
        self.place = PostgresSchema(url)
        self.connection = self.place.connection
        self.tables: tuple[Table, ...] = ()
        self._storage = Storage()
        self._types: dict[tuple[str, str], str] = {}
        self._twin: sqlite3.Connection | None = None

    @property
    def refusals(self) -> tuple[type[Exception], ...]:
        """What the driver raises."""
        import psycopg

        return (psycopg.Error, UnicodeError)

    @property
    def violations(self) -> tuple[type[Exception], ...]:
        """What it raises when a row breaks a constraint."""
        import psycopg

        return (psycopg.IntegrityError,)

    def create(self, storage: Storage) -> list[Failure]:
        """Make the tables of a draft."""
        self._storage, self._types = storage, linked_types(storage)
        self.tables = tables(storage, Postgres(self._types))
        refused: list[Failure] = []
        with self.connection.transaction():
            for table in self.tables:
                for statement in table.statements:
                    try:
                        with self.connection.transaction():
                            self._run(statement)
                    except self.refusals as error:
                        said = f"PostgreSQL refuses {table.store.name}: {str(error).splitlines()[0]}"
                        refused.append(Failure(store=table.store.name, line=table.store.line, message=said))
                        break
            self._constrain()
        return refused

    def _constrain(self) -> None:
        for table in self.tables:
            for statement in table.constraints:
                # A check compares with what its column may not hold here: its type was guessed by its name.
                with suppress(*self.refusals), self.connection.transaction():
                    self._run(statement)

    def _run(self, sql: str, given: Sequence[Any] = ()) -> Any:
        return self.connection.execute(bound(sql), tuple(given)) if given else self.connection.execute(sql)

    def execute(self, sql: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement."""
        cursor = self._run(sql, given)
        return list(cursor.fetchall()) if cursor.description else []

    def plan(self, sql: str) -> tuple[str, ...]:
        """How the query can be answered at all, by SQLite's plan over the same schema.

        PostgreSQL reads a small table as a whole whatever its indexes, so that its own plan says how many rows
        there are rather than what the draft provides for.
        """
        if self._twin is None:
            self._twin = sqlite.connect()
            for table in tables(self._storage):
                for statement in table.statements:
                    with suppress(*sqlite.SqliteEngine.refusals):
                        self._twin.execute(statement)
        return sqlite.explain(self._twin, sql)

    def measure(self, sql: str, given: Sequence[Any] = (), *, repeat: int = 1) -> Measured:
        """Run one query: its time, and what EXPLAIN ANALYZE counts."""
        times: list[float] = []
        rows: list[tuple[Any, ...]] = []
        for _ in range(max(1, repeat)):
            began = time.perf_counter()
            rows = self.execute(sql, given)
            times.append(time.perf_counter() - began)
            if times[-1] > _LONG:
                break
        [(told,)] = self.execute(
            f"EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, SUMMARY OFF, FORMAT JSON) {sql}", given
        )
        root = (told if isinstance(told, list) else json.loads(told))[0]["Plan"]
        return Measured(
            rows=tuple(rows),
            milliseconds=round(statistics.median(times) * 1000, 3),
            rows_read=round(sum(rows_read(node) for node, _ in nodes(root))),
            plan=tuple(described(node) for node, _ in nodes(root)),
        )

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Make the tables anew, load them, and only then add the keys between them and their indexes."""
        before = self.tables, dict(self._types)
        try:
            with self.connection.transaction():
                self.connection.execute("SET LOCAL client_min_messages = error")
                self.connection.execute(
                    "SET LOCAL statement_timeout = 0"
                )  # who asks for many rows may interrupt
                yield
                self._constrain()
                for table in self.tables:
                    for statement in table.statements[1:]:
                        if not statement.startswith("CREATE UNIQUE"):
                            with suppress(*self.refusals), self.connection.transaction():
                                self._run(statement)
                for table in self.tables:
                    with suppress(*self.refusals), self.connection.transaction():
                        self._run(f"ANALYZE {quote(table.name)}")
        except BaseException:
            self.tables, self._types = before
            raise

    def load(
        self, table: Table, columns: Sequence[Sequence[Any]], loaded: Callable[[int], None] | None = None
    ) -> None:
        """Load the rows of one table by COPY."""
        kept = Postgres(self._types)
        for column, values in zip(table.store.columns, columns, strict=bool(columns)):
            key = table.store.name.lower(), column.name.lower()
            self._types[key] = type_for(column, values, kept.type_of(table.store, column))
        self.tables = tables(self._storage, Postgres(self._types))
        table = next(made for made in self.tables if made.name == table.name)
        unique = [text for text in table.statements[1:] if text.startswith("CREATE UNIQUE")]
        try:
            with self.connection.transaction():
                self._run(f"DROP TABLE IF EXISTS {quote(table.name)} CASCADE")
                for statement in (table.statements[0], *unique):
                    self._run(statement)
                if columns and columns[0]:
                    self._fill(table, columns, loaded)
        except self.refusals:
            # A table that PostgreSQL refused to create is reported as a failure of its own.
            return

    def _fill(
        self, table: Table, columns: Sequence[Sequence[Any]], loaded: Callable[[int], None] | None
    ) -> None:
        named = dict(zip((column.name for column in table.store.columns), columns, strict=True))
        try:
            with self.connection.transaction():
                self.bulk(table.name, named, loaded)
        except self.violations:
            # Some rows break a key. The others go in, in order, by way of a table without any.
            loading = f"{self.place.schema} rows to load"
            aside, names = quote(loading), ", ".join(map(quote, named))
            self._run(f"CREATE TEMP TABLE {aside} (LIKE {quote(table.name)}) ON COMMIT DROP")
            for column in table.store.columns:
                self._run(f"ALTER TABLE {aside} ALTER {quote(column.name)} DROP NOT NULL")
            self.bulk(loading, named)
            whole = {column.name for column in table.store.columns if column.nullable is False}
            whole |= set(table.store.primary_key)
            where = " AND ".join(f"{quote(name)} IS NOT NULL" for name in sorted(whole)) or "true"
            self._run(
                f"INSERT INTO {quote(table.name)} ({names}) SELECT {names} FROM {aside} WHERE {where} "
                "ORDER BY ctid ON CONFLICT DO NOTHING"
            )
            self._run(f"DROP TABLE {aside}")

    def bulk(
        self,
        name: str,
        columns: Mapping[str, Sequence[Any]],
        loaded: Callable[[int], None] | None = None,
    ) -> None:
        """Put rows into a table that is there, by COPY."""
        clean = [
            [value.replace("\x00", "") for value in values]
            if len(values) and isinstance(values[0], str) and "\x00" in values[0]
            else values
            for values in columns.values()
        ]  # text of PostgreSQL holds no zero byte, and a column's name may have lent it one
        sql = f"COPY {quote(name)} ({', '.join(map(quote, columns))}) FROM STDIN"
        number = 0
        with self.connection.cursor() as cursor, cursor.copy(sql) as copy:
            for number, row in enumerate(zip(*clean, strict=True), start=1):
                copy.write_row(row)
                if loaded is not None and number % _AT_ONCE == 0:
                    loaded(_AT_ONCE)
        if loaded is not None:
            loaded(number % _AT_ONCE)

    @contextmanager
    def rolled_back(self, *, lenient: bool = False) -> Iterator[None]:
        """A transaction of which nothing stays, nor in SQLite's twin of the schema."""
        self.plan("SELECT 1")
        assert self._twin is not None
        self._twin.execute("BEGIN")
        self.connection.execute("BEGIN")
        try:
            for table in self.tables if lenient else ():
                for (name,) in self.execute(
                    "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(?) AND contype IN ('f', 'c')",
                    (f"{self.place.schema}.{quote(table.name)}",),
                ):
                    self._run(f"ALTER TABLE {quote(table.name)} DROP CONSTRAINT {quote(name)}")
            yield
        finally:
            self._twin.execute("ROLLBACK")
            self.connection.execute("ROLLBACK")

    def create_index(self, table: Table, columns: Sequence[str]) -> None:
        """Make an index, here and in SQLite's twin of the schema."""
        listed = ", ".join(map(quote, columns))
        self._run(f"CREATE INDEX ON {quote(table.name)} ({listed})")
        assert self._twin is not None
        name = quote(f"advised for {table.name}: {columns}")
        with suppress(*sqlite.SqliteEngine.refusals):
            self._twin.execute(f"CREATE INDEX {name} ON {quote(table.name)} ({listed})")

    def fit(self, table: Table, column: Column, value: Any) -> Any:
        """The value as the column's type takes it, different values staying different."""
        from datetime import datetime, timedelta
        from uuid import UUID

        kind = self.type_of(table, column.name)
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return moment.timestamp() // 1 if kind in ("bigint", "double precision") else value
        if kind == "timestamp":
            return datetime(2026, 1, 1) + timedelta(seconds=value)
        if kind == "boolean":
            return value % 2 == 0
        if kind == "uuid":
            return UUID(int=value % 2**128)
        if kind == "bytea":
            return str(value).encode()
        return json.dumps([value]) if kind == "jsonb" else str(value) if kind == "text" else value

    def elements(self, link: str, alias: str, like: str) -> tuple[str, str]:
        """A list's elements, by jsonb_array_elements_text."""
        cast = f"::{like}" if like else ""
        return f"jsonb_array_elements_text({link}::jsonb) AS {alias}(value)", f"{alias}.value{cast}"

    def type_of(self, table: Table, column: str) -> str:
        """The type of a column."""
        found = next((one for one in table.store.columns if one.name == column), Column(name=column))
        return Postgres(self._types).type_of(table.store, found)

    def close(self) -> None:
        """Drop the schema and close the connection."""
        if self._twin is not None:
            self._twin.close()
        self.place.close()


def nodes(plan: dict[str, Any], depth: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """All nodes of a plan, from the top, with their depth."""
    yield plan, depth
    for inner in plan.get("Plans", ()):
        yield from nodes(inner, depth + 1)


def rows_read(node: dict[str, Any]) -> float:
    """Rows of a table that a node of an analyzed plan read: those it gave, and those it looked at in vain."""
    if "Relation Name" not in node:
        return 0
    vain = sum(float(node.get(f"Rows Removed by {by}", 0)) for by in ("Filter", "Index Recheck"))
    return (float(node["Actual Rows"]) + vain) * float(node["Actual Loops"])


def described(node: dict[str, Any]) -> str:
    """One node of a plan in a line: ``Index Scan on tweets using "tweets by author_id"``."""
    text = str(node["Node Type"])
    if "Relation Name" in node:
        text += f" on {node['Relation Name']}"
    if "Index Name" in node:
        text += f' using "{node["Index Name"]}"'
    for key in ("Index Cond", "Filter", "Sort Key"):
        if key in node:
            said = ", ".join(node[key]) if isinstance(node[key], list) else node[key]
            text += f" {key.lower()} {said}"
    return text
