"""A storage draft as a real database: tables, made-up rows, and the access patterns run over them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

from whiteboard.draft.storage import Storage, Store
from whiteboard.problems.columns import word_set, words
from whiteboard.problems.holdings import Holding
from whiteboard.problems.pack import Problem, Unique
from whiteboard.problems.roles import Roles, find_roles
from whiteboard.problems.tidy import Failure, tidy
from whiteboard.run.database import rows as made_up
from whiteboard.run.database.answers import Run, answer
from whiteboard.run.database.engine import Engine, Progress
from whiteboard.run.database.plans import Service, serve
from whiteboard.run.database.progress import shown
from whiteboard.run.database.schema import Table, quote
from whiteboard.run.database.sqlite import SqliteEngine

if TYPE_CHECKING:
    import pandas

    from whiteboard.run.database.advice import Advice


_KINDS = word_set("type kind status state active deleted flag reaction")


class Database:
    """A storage draft as tables in SQLite, or in PostgreSQL.

    Parameters
    ----------
    storage : Storage
        The draft.
    engine : {"sqlite", "postgres"}
        Which database. PostgreSQL needs the extra ``whiteboard[postgres]``, and makes the tables in a schema of
        their own.
    path : str or path, optional
        A file to keep SQLite's database in; it must not exist. In memory by default.
    url : str, optional
        Of a PostgreSQL server; else the environment variable ``WHITEBOARD_DATABASE_URL``, else a private
        server in a temporary folder, gone at exit.

    Attributes
    ----------
    storage : Storage
        The draft with its names resolved and what it implies said.
    failures : tuple of Failure
        Names that lead nowhere, and statements that the database refused.
    engine : Engine
        The database behind it. SQLite's ``PRAGMA automatic_index`` is off, so that it does not make the index
        that is missing.

    Raises
    ------
    FileExistsError
        When there is a file at `path`.
    PostgresMissing
        When there is no PostgreSQL to be had; the message says what to do.
    ValueError
        When the engine, or the URL, is none that is known.

    Examples
    --------
    >>> from whiteboard.draft.storage import Column, Index
    >>> columns = (Column(name="id"), Column(name="author_id"))
    >>> tweets = Store(name="tweets", columns=columns, primary_key=("id",))
    >>> with Database(Storage(stores=(tweets,))) as database:
    ...     database.plan('SELECT * FROM tweets WHERE author_id = 1')
    ('SCAN tweets',)
    """

    def __init__(
        self,
        storage: Storage,
        *,
        engine: Literal["sqlite", "postgres"] = "sqlite",
        path: str | os.PathLike[str] = ":memory:",
        url: str | None = None,
    ) -> None:
        self.engine = open_engine(engine, path=path, url=url)
        try:
            self.storage, failures = tidy(storage)
            self._roles: tuple[Problem, Roles] | None = None
            self.failures: tuple[Failure, ...] = failures + tuple(self.engine.create(self.storage))
        except BaseException:
            self.engine.close()
            raise

    @property
    def tables(self) -> tuple[Table, ...]:
        """One for each store that holds rows."""
        return self.engine.tables

    @property
    def connection(self) -> Any:
        """The open connection: of `sqlite3`, or of `psycopg`."""
        return self.engine.connection

    def __enter__(self) -> Database:
        """Nothing more to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection: a database in memory, and a schema of PostgreSQL, are gone then."""
        self.engine.close()

    @property
    def ddl(self) -> str:
        """All statements that made the tables, as a script."""
        made = [text for table in self.tables for text in table.statements]
        made += [text for table in self.tables for text in table.constraints]
        return ";\n".join(made) + ";\n"

    def table_of(self, store: Store) -> Table | None:
        """The table of a store of `storage`; None for a bucket, a queue, or a store without columns."""
        return next((table for table in self.tables if table.store is store), None)

    def plan(self, sql: str) -> tuple[str, ...]:
        """How a query can be answered, whatever rows there are; empty when the database refuses it.

        Lines of SQLite's EXPLAIN QUERY PLAN over this schema, also where the rows are in PostgreSQL: both then
        judge a draft alike. What PostgreSQL itself did is in the plan of a `Run`.
        """
        return self.engine.plan(sql)

    def roles(self, problem: Problem) -> Roles:
        """Which store holds which thing of a problem."""
        if self._roles is None or self._roles[0] is not problem:
            self._roles = problem, find_roles(self.storage, problem)
        return self._roles[1]

    def fill(
        self, problem: Problem, *, seed: int = 0, progress: bool | Progress = False, **sizes: int
    ) -> dict[str, int]:
        """Fill the tables with made-up rows; rows that were there are gone.

        Parameters
        ----------
        problem : Problem
            The pack, whose things decide what the rows mean.
        seed : int
            Of the random numbers; the same seed gives the same rows, in every database.
        progress : bool or callable
            True for a progress bar while rows are loaded, or what is called with the table's name, the rows loaded
            and the rows in all. An interrupt in between leaves the tables as they were, and removes a new file.
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
        with shown(progress) as told:
            made_up.fill(self.engine, self.roles(problem), problem, seed=seed, sizes=sizes, progress=told)
        return {table.name: self._count(table) for table in self.tables}

    def _count(self, table: Table) -> int:
        try:
            return int(self.engine.execute(f"SELECT count(*) FROM {quote(table.name)}")[0][0])
        except self.engine.refusals:
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
        return tuple(answer(self, service, repeat=repeat) for service in self.services(problem))

    def advice(self, problem: Problem) -> tuple[Advice, ...]:
        """For each access pattern that reads too much: the indexes it lacks, and what they really save.

        Parameters
        ----------
        problem : Problem
            The pack.

        Returns
        -------
        tuple of Advice
            Empty when every pattern is served. The indexes are made, the query is run with them, and they are
            taken back.
        """
        from whiteboard.run.database.advice import advise

        found = (advise(self, self.roles(problem), problem, service) for service in self.services(problem))
        return tuple(advice for advice in found if advice is not None)

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
                    "plan": "; ".join(run.plan),
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
        with self.engine.rolled_back(lenient=True):
            try:
                for attempt in (1, 2):
                    values = [
                        -7 if name in same or set(words(name)) & _KINDS else -100 * attempt - position
                        for position, name in enumerate(names)
                    ]
                    fitting = zip(table.store.columns, values, strict=True)
                    self.engine.execute(sql, [self.engine.fit(table, *pair) for pair in fitting])
            except self.engine.violations:
                return False
            except self.engine.refusals:
                return None
        return True


def open_engine(engine: str, *, path: str | os.PathLike[str] = ":memory:", url: str | None = None) -> Engine:
    """Open an empty database.

    Parameters
    ----------
    engine : {"sqlite", "postgres"}
        Which one.
    path, url
        See `Database`.

    Raises
    ------
    ValueError
        When the engine is none that is known, or a file is asked of PostgreSQL.

    Examples
    --------
    >>> open_engine("oracle")
    Traceback (most recent call last):
        ...
    ValueError: no engine 'oracle'; choose 'sqlite' or 'postgres'
    """
    if engine == "sqlite":
        return SqliteEngine(path)
    if engine != "postgres":
        raise ValueError(f"no engine {engine!r}; choose 'sqlite' or 'postgres'")
    if os.fspath(path) != ":memory:":
        raise ValueError(f"{os.fspath(path)} is a file, and PostgreSQL keeps its own; leave path out")
    from whiteboard.run.database.postgres import PostgresEngine

    return PostgresEngine(url)
