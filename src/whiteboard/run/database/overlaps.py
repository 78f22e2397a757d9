"""Spans of time that must not overlap: two rows are really inserted, and the store takes or refuses them."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, Protocol

from whiteboard.draft.storage import Column, Store
from whiteboard.problems.columns import Family, family, find_column, words
from whiteboard.problems.holdings import Holding
from whiteboard.problems.pack import Unique
from whiteboard.run.database.engine import Engine
from whiteboard.run.database.schema import Table, quote

_EXCLUDES = re.compile(r"^\W*(?:constraint\s+\S+\s+)?exclude\b|\bwithout\s+overlaps\b|&&", re.IGNORECASE)
_HOURS = ("2026-01-01 10:00:00", "2026-01-01 10:30:00", "2026-01-01 11:00:00", "2026-01-01 11:30:00")
_STATES = frozenset({"status", "state", "kind", "type", "active", "deleted", "cancelled", "canceled"})


class Overlap(StrEnum):
    """What a store does with a second row for the same people at the same time."""

    REFUSED = "refuses spans that overlap"
    SAME_BEGIN_REFUSED = "refuses the same begin, takes spans that overlap"
    TAKEN = "takes both"


class Tables(Protocol):
    """What is needed of a database: its engine, and the table of a store."""

    engine: Engine

    def table_of(self, store: Store) -> Table | None:
        """The table of a store."""


def overlap(database: Tables, unique: Unique, holding: Holding) -> Overlap | None:
    """Try whether a store keeps spans of time apart.

    Parameters
    ----------
    database : Tables
        The draft's tables. Nothing stays in them.
    unique : Unique
        The rule, with `overlap` set: the roles of begin and end.
    holding : Holding
        The store that must keep it.

    Returns
    -------
    Overlap or None
        None when the store has no table, or no columns for the roles and the begin. PostgreSQL's EXCLUDE is
        no SQL of SQLite: it is believed by its text when it names the columns of the roles.
    """
    table = database.table_of(holding.store)
    if table is None or not unique.overlap:
        return None
    begin, *rest = unique.overlap
    if any(role not in holding.columns for role in (*unique.roles, begin)):
        return None
    if _excludes(holding.store, [holding.columns[role] for role in unique.roles]):
        return Overlap.REFUSED
    ends = [holding.columns[role] for role in rest if role in holding.columns]
    spans = (holding.columns[begin], ends[0] if ends else None)
    same = {holding.columns[role] for role in unique.roles}
    if not _both_go_in(database, table, same, spans, shifted=True):
        return Overlap.REFUSED
    twice = _both_go_in(database, table, same, spans, shifted=False)
    return Overlap.TAKEN if twice else Overlap.SAME_BEGIN_REFUSED


def _excludes(store: Store, columns: list[str]) -> bool:
    """Whether an exclusion constraint, or a key WITHOUT OVERLAPS, names these columns."""
    texts = [*store.checks, store.note, *(column.note for column in store.columns)]
    texts += [index.where or "" for index in store.indexes]
    for text in texts:
        if not _EXCLUDES.search(text[:2000]):
            continue
        named = {find_column(store, name) for name in re.findall(r"[A-Za-z_]\w*", text[:2000])[:60]}
        if set(columns) <= named or text is store.note:
            return True
    return False


def _both_go_in(
    database: Tables, table: Table, same: set[str], spans: tuple[str, str | None], *, shifted: bool
) -> bool:
    """Whether two rows with the same people go in, the second half an hour later when it is shifted."""
    names = [column.name for column in table.store.columns]
    into, marks = ", ".join(map(quote, names)), ", ".join("?" * len(names))
    sql = f"INSERT INTO {quote(table.name)} ({into}) VALUES ({marks})"
    engine = database.engine
    # Parents and checks are not what is tried here.
    with engine.rolled_back(lenient=True):
        try:
            for attempt in (0, 1):
                late = int(shifted) * attempt
                values: list[Any] = []
                for position, column in enumerate(table.store.columns):
                    if column.name in same:
                        value: Any = -7
                    elif column.name == spans[0]:
                        value = _moment(column, late)
                    elif column.name == spans[1]:
                        value = _moment(column, 2 + late)
                    elif set(words(column.name)) & _STATES:
                        value = -7
                    else:
                        value = -1000 * (attempt + 1) - position
                    values.append(engine.fit(table, column, value))
                engine.execute(sql, values)
        except engine.violations:
            return False
        except engine.refusals:
            return True
    return True


def _moment(column: Column, number: int) -> Any:
    numeric = family(column.type) in (Family.INTEGER, Family.REAL)
    return 1_767_261_600 + 1800 * number if numeric else _HOURS[number]
