"""Each access pattern as look-ups over the learner's own tables, and how the database would do them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from whiteboard.draft.storage import Storage, Store
from whiteboard.problems.columns import is_list, match, words
from whiteboard.problems.holdings import BY_KEY, BY_NATURE, Holding
from whiteboard.problems.pack import AccessPattern, Problem, Step, Way
from whiteboard.problems.roles import Roles, sortable_by
from whiteboard.run.database.engine import Engine
from whiteboard.run.database.schema import Table, quote

PAGE = 20
"""Rows that a page of results holds."""

_INDEXES_REFERENCES = re.compile(r"mysql|mariadb|innodb|aurora", re.IGNORECASE)


class Planner(Protocol):
    """What is needed of a database: its draft, its tables, and a query's plan."""

    storage: Storage

    def table_of(self, store: Store) -> Table | None:
        """The table of a store of `storage`."""

    def plan(self, sql: str) -> tuple[str, ...]:
        """The steps of a query's plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """One step of a way, over one store.

    Parameters
    ----------
    step : Step
        What is looked up.
    holding : Holding or None
        The store, and the columns that play the roles; None when no store holds the thing.
    sql : str
        The query, with ``?`` for what is given; empty when there is none to ask.
    plan : tuple of str
        Lines of EXPLAIN QUERY PLAN.
    scans : bool
        Whether every row is read.
    sorts : bool
        Whether rows are sorted after they are found, though only the first page is wanted.
    missing : tuple of str
        Roles that no column plays.
    order : str or None
        The column by which rows come newest first, or None.
    """

    step: Step
    holding: Holding | None
    sql: str = ""
    plan: tuple[str, ...] = ()
    scans: bool = False
    sorts: bool = False
    missing: tuple[str, ...] = ()
    order: str | None = None

    @property
    def rank(self) -> int:
        """0 served, 1 served and then sorted, 2 every row read, 3 a column is missing, 4 no store."""
        if self.holding is None:
            return 4
        if self.missing:
            return 3
        return 2 if self.scans else int(self.sorts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The best way in which the draft serves an access pattern.

    Parameters
    ----------
    pattern : AccessPattern
        What is asked.
    way : Way
        How it is answered.
    look_ups : tuple of LookUp
        One for each step of the way.
    """

    pattern: AccessPattern
    way: Way
    look_ups: tuple[LookUp, ...]

    @property
    def served(self) -> bool:
        """Whether no step reads every row or misses a column or a store."""
        return all(look_up.rank <= 1 for look_up in self.look_ups)

    @property
    def rank(self) -> tuple[int, int, int]:
        """Smaller is better: the worst step, then how many steps fall short, then how many there are."""
        ranks = [look_up.rank for look_up in self.look_ups]
        return max(ranks), sum(rank > 1 for rank in ranks), sum(ranks)


def serve(database: Planner, roles: Roles, problem: Problem, pattern: AccessPattern) -> Service | None:
    """Find the best way in which the draft serves an access pattern.

    Parameters
    ----------
    database : Planner
        The database made of the draft. It may be empty: plans need no rows.
    roles : Roles
        Which store holds which thing.
    problem : Problem
        The pack.
    pattern : AccessPattern
        What is asked.

    Returns
    -------
    Service or None
        None when the pattern has no ways in the pack.
    """
    services = [
        Service(
            pattern=pattern,
            way=way,
            look_ups=tuple(
                _best_look_up(database, roles, problem, step, only=len(way.steps) == 1) for step in way.steps
            ),
        )
        for way in pattern.ways
        if not way.unless or not roles.of(way.unless)
    ]
    derived = {thing.name for thing in problem.things if thing.derived}

    def order(service: Service) -> tuple[int, bool, int, int]:
        # A stored result that is not there is no fault: the way that collects it is the one to judge.
        worst, count, total = service.rank
        lacks = any(step.holding is None and step.step.thing in derived for step in service.look_ups)
        return worst, lacks, count, total

    return min(services, key=order, default=None)


def _best_look_up(database: Planner, roles: Roles, problem: Problem, step: Step, *, only: bool) -> LookUp:
    looked = [
        look_up(database, roles, problem, step, holding, only=only)
        for holding in _ways_round(roles, step.thing)
    ]
    return min(looked, key=lambda found: found.rank, default=LookUp(step=step, holding=None))


def _ways_round(roles: Roles, thing: str) -> Iterator[Holding]:
    for holding in roles.of(thing):
        yield holding
        if holding.either_way:
            yield holding.turned()


def look_up(
    database: Planner, roles: Roles, problem: Problem, step: Step, holding: Holding, *, only: bool = True
) -> LookUp:
    """Plan one step over one store.

    Parameters
    ----------
    database, roles, problem
        See `serve`.
    step : Step
        The step.
    holding : Holding
        Where the thing is held.
    only : bool
        Whether the way has no other step. Rows that are collected over many look-ups have to be sorted
        whatever the indexes, so their order is not held against the draft.
    """
    store = holding.store
    one_list = problem.thing(step.thing).derived and len(store.columns) <= 1
    if store.kind in BY_NATURE or one_list or _keeps_all_in_value(store, holding):
        return LookUp(step=step, holding=holding)
    table = database.table_of(store)
    wanted = [*step.given, *([step.get] if step.get else []), *step.needs]
    missing = tuple(role for role in wanted if role not in holding.columns)
    if store.kind in BY_KEY and set(missing) <= {step.get, *step.needs} and len(store.columns) > 1:
        missing = ()  # the value of a key-value store holds whatever the learner puts in it
    if missing or table is None:
        return LookUp(step=step, holding=holding, missing=missing or step.given)
    given = [holding.columns[role] for role in step.given]
    given += [name for role in step.given for name in _rest_of_reference(problem, holding, role)]
    order = sortable_by(holding, step.order, roles, problem) if step.order else None
    if holding.packed in given:
        return _inside_a_list(step, holding, order)
    in_list = order is not None and (order == holding.packed or _is_list_column(store, order))
    sorting = order if order and only and not in_list and store.kind not in BY_KEY else None
    best: LookUp | None = None
    for condition in ("", *_partial_conditions(store, given)):
        sql = select(table, given, sorting, condition)
        plan = database.plan(sql)
        found = LookUp(
            step=step,
            holding=holding,
            sql=sql,
            plan=plan,
            # With nothing given, the first page of a list is the beginning of an index, or of a sort.
            scans=bool(given) and any(line.startswith("SCAN") for line in plan),
            sorts=any(line.startswith("USE TEMP B-TREE") for line in plan),
            order=order,
        )
        best = found if best is None or found.rank < best.rank else best
    assert best is not None
    if best.scans and given and references_are_indexed(database.storage, store, given[0]):
        return LookUp(
            step=step, holding=holding, sql=best.sql, plan=best.plan, sorts=bool(sorting), order=order
        )
    return best


def _rest_of_reference(problem: Problem, holding: Holding, role: str) -> Iterator[str]:
    """Columns beside the one of a role that refer to the same thing: ``product`` beside ``version``."""
    target = problem.thing(holding.thing).refers.get(role)
    taken = set(holding.columns.values())
    for unique in problem.uniques:
        if unique.thing != target or unique.overlap:
            continue
        said = {other: problem.thing(target).roles[other] for other in unique.roles}
        if not any(
            match(holding.columns[role], phrase) >= 3 for words_ in said.values() for phrase in words_
        ):
            continue  # it is found by an identifier of its own
        for phrases in said.values():
            for column in holding.store.columns:
                if column.name not in taken and any(match(column.name, phrase) >= 3 for phrase in phrases):
                    taken.add(column.name)
                    yield column.name


def select(table: Table, given: list[str], order: str | None, condition: str = "") -> str:
    """The query of one step: equality on what is given, newest first, one page."""
    where = [f"{quote(name)} = ?" for name in given] + ([f"({condition})"] if condition else [])
    sql = f"SELECT * FROM {quote(table.name)}"
    if where:
        sql += f" WHERE {' AND '.join(where)}"
    if order:
        sql += f" ORDER BY {quote(order)} DESC LIMIT {PAGE}"
    return sql


def _keeps_all_in_value(store: Store, holding: Holding) -> bool:
    """A key-value store of which only the name is told, or a key and a value: it is there to be looked up."""
    if store.kind not in BY_KEY:
        return False
    if not store.columns:
        return True
    names = {word for column in store.columns for word in words(column.name)}
    return not holding.columns and (len(store.columns) <= 2 or bool(names & {"key", "value"}))


def _is_list_column(store: Store, name: str) -> bool:
    return any(column.name == name and is_list(column) for column in store.columns)


def _inside_a_list(step: Step, holding: Holding, order: str | None) -> LookUp:
    """Rows found by one element of a packed list: only an index over the elements serves that."""
    indexed = any(index.columns[:1] == (holding.packed,) for index in holding.store.indexes)
    return LookUp(step=step, holding=holding, scans=not indexed, order=order)


def _partial_conditions(store: Store, given: list[str]) -> Iterator[str]:
    for index in store.indexes:
        if index.where and set(index.columns) & set(given):
            yield index.where


def references_are_indexed(storage: Storage, store: Store, column: str) -> bool:
    """Whether the brand that the learner named makes an index for each foreign key by itself (InnoDB does).

    Source: MySQL worklog task 4094, "Foreign keys: without indexes on the child table", which asks for a way
    around the index that is created automatically for the child table.
    """
    said = " ".join([store.brand or "", store.note[:400], *(reason.text for reason in storage.brands[:50])])
    if not _INDEXES_REFERENCES.search(said):
        return False
    return any(reference.columns[:1] == (column,) for reference in store.references)


def whole_query(look_ups: tuple[LookUp, ...], tables: Mapping[int, Table], engine: Engine) -> str | None:
    """All steps of a way as one query, in the order of the steps; None when a step has no table to ask.

    Parameters
    ----------
    look_ups : tuple of LookUp
        The steps, each served or not.
    tables : mapping of int to Table
        The table for each step's position.
    engine : Engine
        The database that is asked.

    Notes
    -----
    ``CROSS JOIN`` keeps SQLite from turning the join round: what is measured is the way that was judged.
    PostgreSQL goes its own way, which EXPLAIN tells.
    """
    if not look_ups or any(step.holding is None or not step.sql for step in look_ups):
        return None
    parts, where = [], []
    for position, step in enumerate(look_ups):
        assert step.holding is not None
        alias = f"s{position}"
        given = [step.holding.columns[role] for role in step.step.given]
        columns = [f"{alias}.{quote(name)}" for name in given]
        if position == 0:
            where += [f"{column} = ?" for column in columns]
        else:
            before = look_ups[position - 1]
            assert before.holding is not None
            got = before.holding.columns.get(before.step.get)
            if got is None or not columns:
                return None
            link, column = f"s{position - 1}.{quote(got)}", columns[0]
            wanted = engine.type_of(tables[position], given[0])
            if got == before.holding.packed or _is_list_column(before.holding.store, got):
                part, link = engine.elements(link, f"j{position}", wanted)
                parts.append(part)
            elif engine.type_of(tables[position - 1], got) != wanted:
                link, column = f"{link}::text", f"{column}::text"
            where.append(f"{column} = {link}")
        parts.append(f"{quote(tables[position].name)} AS {alias}")
    last = look_ups[-1]
    sql = f"SELECT s{len(look_ups) - 1}.* FROM {' CROSS JOIN '.join(parts)}"
    if where:
        sql += f" WHERE {' AND '.join(where)}"
    assert last.holding is not None
    if (
        last.order
        and last.order != last.holding.packed
        and not _is_list_column(last.holding.store, last.order)
    ):
        sql += f" ORDER BY s{len(look_ups) - 1}.{quote(last.order)} DESC LIMIT {PAGE}"
    return sql
