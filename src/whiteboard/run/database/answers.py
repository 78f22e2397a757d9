"""An access pattern answered: the query of its way, run over the rows that are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from whiteboard.draft.storage import Store
from whiteboard.run.database.engine import Engine
from whiteboard.run.database.plans import PAGE, LookUp, Service, whole_query
from whiteboard.run.database.schema import Table, quote


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
        Rows of tables that were read; None when nothing was run. PostgreSQL tells (EXPLAIN ANALYZE). For SQLite
        they are counted in the tables: all of a table that is scanned, else those that the plan leads to; it
        may stop earlier once it has a page.
    rows_returned : int or None
        Rows of the answer; None when nothing was run.
    plan : tuple of str
        The plan that was followed, a line for each node.
    given : tuple
        What was asked for: the values of the query's ``?``.
    rows : tuple of tuple
        The answer.
    """

    service: Service
    sql: str
    milliseconds: float | None
    rows_read: int | None
    rows_returned: int | None
    plan: tuple[str, ...] = ()
    given: tuple[Any, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()

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


class Asked(Protocol):
    """What is needed of a database: its engine, and the table of a store."""

    engine: Engine

    def table_of(self, store: Store) -> Table | None:
        """The table of a store."""


def answer(database: Asked, service: Service, *, repeat: int) -> Run:
    """Run an access pattern the way that was found for it.

    Parameters
    ----------
    database : Database
        Its tables, with rows.
    service : Service
        How the pattern is answered.
    repeat : int
        How often the query is run; the median time is kept.
    """
    tables = tables_of(database, service)
    sql = whole_query(service.look_ups, tables, database.engine) if service.rank[0] <= 2 else None
    if sql is None:
        return Run(service=service, sql="", milliseconds=None, rows_read=None, rows_returned=None)
    try:
        given = _typical(database.engine, service.look_ups[0], tables[0])
        return ask(database.engine, service, sql, tables, given, repeat=repeat)
    except database.engine.refusals:
        # A table that the database refused to create is reported as a failure of its own.
        return Run(service=service, sql=sql, milliseconds=None, rows_read=None, rows_returned=None)


def tables_of(database: Asked, service: Service) -> dict[int, Table]:
    """The table of each step of a way, by the step's position."""
    return {
        position: table
        for position, step in enumerate(service.look_ups)
        if step.holding and (table := database.table_of(step.holding.store))
    }


def ask(
    engine: Engine,
    service: Service,
    sql: str,
    tables: Mapping[int, Table],
    given: tuple[Any, ...],
    *,
    repeat: int,
) -> Run:
    """Run a query of a way with the values given; raises what the engine raises."""
    measured = engine.measure(sql, given, repeat=repeat)
    counted = measured.rows_read is not None
    return Run(
        service=service,
        sql=sql,
        milliseconds=measured.milliseconds,
        rows_read=measured.rows_read if counted else _rows_led_to(engine, service, tables, given),
        rows_returned=len(measured.rows),
        plan=measured.plan if counted else tuple(line for step in service.look_ups for line in step.plan),
        given=given,
        rows=measured.rows,
    )


def _typical(engine: Engine, look_up: LookUp, table: Table) -> tuple[Any, ...]:
    """What is given, taken from the row in the middle: someone with many rows is met more often."""
    assert look_up.holding is not None
    columns = ", ".join(quote(look_up.holding.columns[role]) for role in look_up.step.given)
    if not columns:
        return ()
    [(count,)] = engine.execute(f"SELECT count(*) FROM {quote(table.name)}")
    # In an order, so that the middle is the same in every database.
    found = engine.execute(
        f"SELECT {columns} FROM {quote(table.name)} ORDER BY {columns} LIMIT 1 OFFSET {count // 2}"
    )
    return tuple(found[0]) if found else (None,) * len(look_up.step.given)


def _rows_led_to(
    engine: Engine, service: Service, tables: Mapping[int, Table], given: tuple[Any, ...]
) -> int:
    """All rows of a table that is scanned, once for each row of the step before; else those found."""
    read, came = 0, 1
    for position, step in enumerate(service.look_ups):
        assert step.holding is not None
        total = _count(engine, f"SELECT count(*) FROM {quote(tables[position].name)}")
        upto = whole_query(service.look_ups[: position + 1], tables, engine)
        bare = (upto or "").split(" ORDER BY ")[0]
        if step.scans and position:
            read += came * total
            break
        found = _count(engine, f"SELECT count(*) FROM ({bare})", given) if bare else 0
        if step.scans:
            read += total
        elif step.order and not step.sorts and len(service.look_ups) == 1:
            read += min(found, PAGE)
        else:
            read += found
        came = found
    return read


def _count(engine: Engine, sql: str, given: tuple[Any, ...] = ()) -> int:
    return int(engine.execute(sql, given)[0][0])


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
