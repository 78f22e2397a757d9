"""A storage draft as a real database: tables, made-up rows, and the access patterns run over them."""

from __future__ import annotations

import os
import sqlite3
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.draft.storage import Storage, Store
from whiteboard.problems.columns import word_set, words
from whiteboard.problems.holdings import Holding
from whiteboard.problems.pack import Problem, Unique
from whiteboard.problems.roles import Roles, find_roles
from whiteboard.problems.tidy import Failure, tidy
from whiteboard.run.database import rows as made_up
from whiteboard.run.database.plans import PAGE, LookUp, Service, explain, serve, whole_query
from whiteboard.run.database.schema import Table, quote, tables

if TYPE_CHECKING:
    import pandas


_KINDS = word_set("type kind status state active deleted flag reaction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One access pattern, run.

    Parameters
    ----------
    service : Service
        How it was answered.
    sql : str
        The query; empty when there was none to run.
    milliseconds : float or None
        Median over the repeats; None when nothing was run.
    rows_read : int or None
        Rows that the plan leads to, counted in the tables: all of a table that is scanned, else those found.
        A database may stop earlier once it has a page. None when nothing was run.
    rows_returned : int or None
        Rows of the answer; None when nothing was run.
    """

    service: Service
    sql: str
    milliseconds: float | None
    rows_read: int | None
    rows_returned: int | None

    @property
    def in_words(self) -> str:
        """What happened, in a sentence or two."""
        name = self.service.pattern.name
        for look_up in self.service.look_ups:
            if look_up.holding is None:
                return f"{name}: no store holds {look_up.step.thing}s."
            if look_up.missing:
                return f"{name}: {look_up.holding.store.name} has no column for {', '.join(look_up.missing)}."
        if self.rows_read is None or self.rows_returned is None:
            return f"{name}: answered by the store's own key, {self.service.way.name}."
        scanned = [step for step in self.service.look_ups if step.scans and step.holding]
        if scanned:
            step = scanned[0]
            assert step.holding is not None
            given = ", ".join(step.holding.columns[role] for role in step.step.given)
            return (
                f"{name} reads {_rows(self.rows_read)} to return {self.rows_returned:,}: "
                f"nothing leads from {given} to its rows in {step.holding.store.name}, "
                f"so all of them are read."
            )
        return f"{name} reads {_rows(self.rows_read)} to return {self.rows_returned:,}."


class Database:
    """A storage draft as tables in SQLite.

    Parameters
    ----------
    storage : Storage
        The draft.
    path : str or path, optional
        A file to keep the database in; it must not exist. In memory by default.

    Attributes
    ----------
    storage : Storage
        The draft with its names resolved and what it implies said.
    tables : tuple of Table
        One for each store that holds rows.
    failures : tuple of Failure
        Names that lead nowhere, and statements that SQLite refused.
    connection : sqlite3.Connection
        Open; ``PRAGMA automatic_index`` is off, so that SQLite does not make the index that is missing.

    Raises
    ------
    FileExistsError
        When there is a file at `path`.

    Examples
    --------
    >>> from whiteboard.draft.storage import Column, Index
    >>> columns = (Column(name="id"), Column(name="author_id"))
    >>> tweets = Store(name="tweets", columns=columns, primary_key=("id",))
    >>> with Database(Storage(stores=(tweets,))) as database:
    ...     database.plan('SELECT * FROM tweets WHERE author_id = 1')
    ('SCAN tweets',)
    """

    def __init__(self, storage: Storage, *, path: str | os.PathLike[str] = ":memory:") -> None:
        if os.fspath(path) != ":memory:" and os.path.exists(path):
            raise FileExistsError(f"{os.fspath(path)} exists; choose a new file, or remove it first")
        self.storage, failures = tidy(storage)
        self.tables: tuple[Table, ...] = tables(self.storage)
        self._roles: tuple[Problem, Roles] | None = None
        self._by_store = {id(table.store): table for table in self.tables}
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in (
            "automatic_index = off",
            "foreign_keys = on",
            "journal_mode = memory",
            "synchronous = off",
        ):
            self.connection.execute(f"PRAGMA {pragma}")
        self.failures: tuple[Failure, ...] = failures + tuple(self._create())

    def _create(self) -> list[Failure]:
        refused = []
        self.connection.execute("BEGIN")
        for table in self.tables:
            for statement in table.statements:
                try:
                    self.connection.execute(statement)
                except (sqlite3.Error, sqlite3.Warning, UnicodeError) as error:
                    message = f"SQLite refuses {table.store.name}: {error}"
                    refused.append(Failure(store=table.store.name, line=table.store.line, message=message))
                    break
        self.connection.execute("COMMIT")
        return refused

    def __enter__(self) -> Database:
        """Nothing more to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection; a database in memory is gone then."""
        self.connection.close()

    @property
    def ddl(self) -> str:
        """All statements that made the tables, as a script."""
        return ";\n".join(statement for table in self.tables for statement in table.statements) + ";\n"

    def table_of(self, store: Store) -> Table | None:
        """The table of a store of `storage`; None for a bucket, a queue, or a store without columns."""
        return self._by_store.get(id(store))

    def plan(self, sql: str) -> tuple[str, ...]:
        """The lines of EXPLAIN QUERY PLAN for a query; empty when the database refuses it."""
        return explain(self.connection, sql)

    def roles(self, problem: Problem) -> Roles:
        """Which store holds which thing of a problem."""
        if self._roles is None or self._roles[0] is not problem:
            self._roles = problem, find_roles(self.storage, problem)
        return self._roles[1]

    def fill(self, problem: Problem, *, seed: int = 0, **sizes: int) -> dict[str, int]:
        """Fill the tables with made-up rows.

        Parameters
        ----------
        problem : Problem
            The pack, whose things decide what the rows mean.
        seed : int
            Of the random numbers; the same seed gives the same rows.
        **sizes : int
            How many of each thing by its name, such as ``tweet=100_000, follow=1_000_000``. Those left out
            are small, or in proportion to those given.

        Returns
        -------
        dict of str to int
            Rows of each table.

        Notes
        -----
        Popularity is skewed: the account of rank r has followers, tweets and likes in proportion to 1/r
        (Zipf's law). Every reference leads to a row. Times grow with the row's number.
        """
        made_up.fill(self.connection, self.tables, self.roles(problem), problem, seed=seed, sizes=sizes)
        return {table.name: self._count(table) for table in self.tables}

    def _count(self, table: Table) -> int:
        try:
            return int(self.connection.execute(f"SELECT count(*) FROM {quote(table.name)}").fetchone()[0])
        except sqlite3.Error:
            return 0

    def services(self, problem: Problem) -> tuple[Service, ...]:
        """For each access pattern that the pack gives ways for, the best way in which the draft serves it."""
        roles = self.roles(problem)
        found = (serve(self, roles, problem, pattern) for pattern in problem.access_patterns)
        return tuple(service for service in found if service is not None)

    def run(self, problem: Problem, *, repeat: int = 5) -> tuple[Run, ...]:
        """Run each access pattern over the rows that are there.

        Parameters
        ----------
        problem : Problem
            The pack.
        repeat : int
            How often each query is run; the median time is kept. A query that takes more than a second is
            not repeated.
        """
        return tuple(self._run(service, repeat) for service in self.services(problem))

    def report(self, problem: Problem, *, repeat: int = 5) -> pandas.DataFrame:
        """The same as a table: one row for each access pattern.

        Returns
        -------
        pandas.DataFrame
            Columns ``access pattern``, ``way``, ``served`` (bool), ``rows read``, ``rows returned``,
            ``milliseconds``, ``plan``, ``query`` and ``in words``.
        """
        import pandas

        return pandas.DataFrame(
            [
                {
                    "access pattern": run.service.pattern.name,
                    "way": run.service.way.name,
                    "served": run.service.served,
                    "rows read": run.rows_read,
                    "rows returned": run.rows_returned,
                    "milliseconds": run.milliseconds,
                    "plan": "; ".join(line for step in run.service.look_ups for line in step.plan),
                    "query": run.sql,
                    "in words": run.in_words,
                }
                for run in self.run(problem, repeat=repeat)
            ],
            columns=[
                "access pattern", "way", "served", "rows read", "rows returned", "milliseconds", "plan",
                "query", "in words",
            ],
        )  # fmt: skip

    def _run(self, service: Service, repeat: int) -> Run:
        names = {
            position: table.name
            for position, step in enumerate(service.look_ups)
            if step.holding and (table := self.table_of(step.holding.store))
        }
        sql = whole_query(service.look_ups, names) if service.rank[0] <= 2 else None
        if sql is None:
            return Run(service=service, sql="", milliseconds=None, rows_read=None, rows_returned=None)
        try:
            return self._timed(service, sql, names, repeat)
        except sqlite3.Error:
            # A table that SQLite refused to create is reported as a failure of its own.
            return Run(service=service, sql=sql, milliseconds=None, rows_read=None, rows_returned=None)

    def _timed(self, service: Service, sql: str, names: dict[int, str], repeat: int) -> Run:
        given = self._typical(service.look_ups[0], names[0])
        times: list[float] = []
        returned = 0
        for _ in range(max(1, repeat)):
            began = time.perf_counter()
            returned = len(self.connection.execute(sql, given).fetchall())
            times.append(time.perf_counter() - began)
            if times[-1] > 1:
                break
        return Run(
            service=service,
            sql=sql,
            milliseconds=round(statistics.median(times) * 1000, 3),
            rows_read=self._rows_read(service, names, given),
            rows_returned=returned,
        )

    def _typical(self, look_up: LookUp, name: str) -> tuple[Any, ...]:
        """What is given, taken from the row in the middle: someone with many rows is met more often."""
        assert look_up.holding is not None
        columns = [quote(look_up.holding.columns[role]) for role in look_up.step.given]
        if not columns:
            return ()
        count = self.connection.execute(f"SELECT count(*) FROM {quote(name)}").fetchone()[0]
        row = self.connection.execute(
            f"SELECT {', '.join(columns)} FROM {quote(name)} LIMIT 1 OFFSET ?", (count // 2,)
        ).fetchone()
        return tuple(row) if row else (None,) * len(columns)

    def _rows_read(self, service: Service, names: dict[int, str], given: tuple[Any, ...]) -> int:
        """All rows of a table that is scanned, once for each row of the step before; else those found."""
        read, came = 0, 1
        for position, step in enumerate(service.look_ups):
            assert step.holding is not None
            total = int(
                self.connection.execute(f"SELECT count(*) FROM {quote(names[position])}").fetchone()[0]
            )
            upto = whole_query(service.look_ups[: position + 1], names)
            bare = (upto or "").split(" ORDER BY ")[0]
            if step.scans and position:
                read += came * total
                break
            found = (
                int(self.connection.execute(f"SELECT count(*) FROM ({bare})", given).fetchone()[0])
                if bare
                else 0
            )
            if step.scans:
                read += total
            elif step.order and not step.sorts and len(service.look_ups) == 1:
                read += min(found, PAGE)
            else:
                read += found
            came = found
        return read

    def accepts_twice(self, unique: Unique, holding: Holding) -> bool | None:
        """Whether a store takes two rows that a rule of the business forbids: both are really inserted.

        Parameters
        ----------
        unique : Unique
            The rule.
        holding : Holding
            The store that must keep it.

        Returns
        -------
        bool or None
            None when the store has no table, or no columns for the roles.
        """
        table = self.table_of(holding.store)
        if table is None or any(role not in holding.columns for role in unique.roles):
            return None
        same = {holding.columns[role] for role in unique.roles}
        names = [column.name for column in table.store.columns]
        into, marks = ", ".join(map(quote, names)), ", ".join("?" * len(names))
        sql = f"INSERT INTO {quote(table.name)} ({into}) VALUES ({marks})"
        # Parents and checks are not what is tested here.
        self.connection.execute("PRAGMA foreign_keys = off")
        self.connection.execute("PRAGMA ignore_check_constraints = on")
        self.connection.execute("BEGIN")
        try:
            for attempt in (1, 2):
                values = [
                    -7 if name in same or set(words(name)) & _KINDS else -100 * attempt - position
                    for position, name in enumerate(names)
                ]
                self.connection.execute(sql, values)
        except sqlite3.IntegrityError:
            return False
        except sqlite3.Error:
            return None
        finally:
            self.connection.execute("ROLLBACK")
            self.connection.execute("PRAGMA ignore_check_constraints = off")
            self.connection.execute("PRAGMA foreign_keys = on")
        return True


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
