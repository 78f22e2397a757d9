"""A clause and the store that it belongs to."""

from __future__ import annotations

import re

from whiteboard.draft.storage import Index, Reference
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.clauses import Clause

TOGETHER = frozenset(
    {"both", "all", "together", "composite", "the pair", "pair", "both columns", "both ids", "combination"}
)


def together(store: Building) -> tuple[str, ...]:
    """The columns that "PK both" and "composite PK" speak of: those that identify or refer."""
    referring = {name for reference in store.references for name in reference.columns}
    found = tuple(
        column.name
        for column in store.columns
        if column.name in referring or re.search(r"(?:id|Id|ID|key)\d*$", column.name)
    )
    return found if len(found) > 1 else tuple(column.name for column in store.columns)


def apply_clause(store: Building, clause: Clause, line: int) -> None:
    """Give a clause to its store."""
    names = tuple(store.spelled(name) for name in clause.names)
    if clause.what in ("primary", "unique") and {name.lower() for name in names} <= TOGETHER:
        names = together(store) if names else names
    if clause.note:
        store.note(clause.note if names else clause.text)
    elif not names and clause.what != "check":
        store.note(clause.text)
    if clause.what == "check":
        store.checks.append(clause.text)
    elif not names:
        return
    elif clause.what == "primary":
        store.primary_key = list(names)
        if clause.partition:
            store.partition_key = [store.spelled(name) for name in clause.partition]
            store.sort_key = [name for name in names if name not in store.partition_key]
    elif clause.what == "partition":
        store.partition_key = [
            *store.partition_key,
            *(name for name in names if name not in store.partition_key),
        ]
    elif clause.what == "sort":
        store.sort_key = [*store.sort_key, *(name for name in names if name not in store.sort_key)]
    elif clause.what == "foreign":
        if clause.target:
            store.add_reference(
                Reference(columns=names, target=clause.target[0], target_columns=clause.target[1], line=line)
            )
        else:
            store.foreign += [(name, line) for name in names]
    elif clause.what == "unique" and not clause.where:
        if names not in store.uniques:
            store.uniques.append(names)
    else:
        down = tuple(bool(direction) for _, direction in clause.columns)
        stated = any(direction is not None for _, direction in clause.columns)
        store.add_index(
            Index(
                columns=names,
                descending=down if stated else (),
                unique=clause.unique,
                name=clause.named or clause.maybe,
                method=clause.method,
                where=clause.where,
                line=line,
            )
        )
