"""What an index would save: it is made, the query is run with it, and it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from whiteboard.problems.holdings import BY_KEY
from whiteboard.problems.pack import Problem
from whiteboard.problems.roles import Roles
from whiteboard.run.database.answers import Asked, Run, answer, ask, tables_of
from whiteboard.run.database.plans import LookUp, Planner, Service, look_up
from whiteboard.run.database.schema import Table, quote


class Advised(Asked, Planner, Protocol):
    """What is needed of a database: its engine, its tables and its plans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """An index that a table lacks.

    Parameters
    ----------
    table : str
        The table.
    columns : tuple of str
        What the index is on, in order.
    rows : int
        Rows of the table.
    makes : bool
        Whether an index is what helps; False where the store can be searched by its key alone.
    """

    table: str
    columns: tuple[str, ...]
    rows: int
    makes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the indexes that an access pattern lacks would save.

    Parameters
    ----------
    pattern : str
        The access pattern.
    lacks : tuple of Lack
        The indexes.
    now : Run
        The query as the draft stands.
    then : Run or None
        The same query with the indexes; None where no index helps.
    engine : str
        The database's name.
    """

    pattern: str
    lacks: tuple[Lack, ...]
    now: Run
    then: Run | None
    engine: str

    @property
    def in_words(self) -> str:
        """What is read now and would be read then, in a sentence."""
        first, read = self.lacks[0], self.now.rows_read or 0
        if read > first.rows:
            often = " again and again" if read >= 2 * first.rows else ""
            said = f"reads {read:,} rows, all {first.rows:,} {first.table} among them{often}"
        elif read == first.rows:
            said = f"reads all {first.rows:,} {first.table}"
        else:
            said = f"reads {read:,} {first.table} and sorts them"
        columns = f"({', '.join(first.columns)})"
        if self.then is None:
            return (
                f"{self.pattern} {said}; {first.table} can be searched by its key alone, "
                f"so it takes a second store with the key {columns}."
            )
        one = len(self.now.service.look_ups) == 1
        named = [columns] if one else [f"{lack.table} ({', '.join(lack.columns)})" for lack in self.lacks]
        article = "an index on " if len(named) == 1 else "indexes on "
        then = self.then.rows_read or 0
        if then >= read:
            return (
                f"{self.pattern} {said}; with {article}{' and '.join(named)} {self.engine} reads as much: "
                "with so few rows, reading all of them costs less than looking them up."
            )
        return f"{self.pattern} {said}; {article}{' and '.join(named)} would read {then:,}."


def advise(database: Advised, roles: Roles, problem: Problem, service: Service) -> Advice | None:
    """Try the indexes that an access pattern lacks.

    Parameters
    ----------
    database : Database
        Its tables, with rows. Nothing stays of the indexes.
    roles, problem
        See `whiteboard.run.database.plans.serve`.
    service : Service
        How the pattern is answered.

    Returns
    -------
    Advice or None
        None when it is served by what is there, or cannot be answered at all.
    """
    tables = tables_of(database, service)
    found = [_lack(database, tables, position, step) for position, step in enumerate(service.look_ups)]
    lacks = tuple(lack for lack in found if lack is not None)
    if not lacks or service.rank[0] > 2:
        return None
    now = answer(database, service, repeat=1)
    if now.rows_read is None:
        return None
    then = None
    if all(lack.makes for lack in lacks):
        then = _tried(database, roles, problem, now=now, tables=tables, lacks=lacks)
    name = service.pattern.name
    return Advice(pattern=name, lacks=lacks, now=now, then=then, engine=database.engine.name)


def _lack(database: Advised, tables: dict[int, Table], position: int, step: LookUp) -> Lack | None:
    if not (step.scans or step.sorts) or step.holding is None or position not in tables or not step.sql:
        return None
    table = tables[position]
    columns = [step.holding.columns[role] for role in step.step.given]
    if step.order and step.sorts and step.order not in columns:
        columns.append(step.order)
    if not columns:
        return None
    try:
        [(rows,)] = database.engine.execute(f"SELECT count(*) FROM {quote(table.name)}")
    except database.engine.refusals:
        return None
    makes = table.store.kind not in BY_KEY
    return Lack(table=table.name, columns=tuple(columns), rows=int(rows), makes=makes)


def _tried(
    database: Advised,
    roles: Roles,
    problem: Problem,
    *,
    now: Run,
    tables: dict[int, Table],
    lacks: tuple[Lack, ...],
) -> Run | None:
    engine, service = database.engine, now.service
    by_name = {table.name: table for table in tables.values()}
    with engine.rolled_back():
        try:
            for lack in lacks:
                engine.create_index(by_name[lack.table], lack.columns)
            only = len(service.look_ups) == 1
            steps = tuple(
                look_up(database, roles, problem, step.step, step.holding, only=only)
                for step in service.look_ups
                if step.holding is not None
            )
            again = Service(pattern=service.pattern, way=service.way, look_ups=steps)
            return ask(engine, again, now.sql, tables, now.given, repeat=1)
        except engine.refusals:
            return None
