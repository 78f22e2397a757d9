"""A storage draft as the tables of a real SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from whiteboard.draft.storage import Column, Index, Storage, Store, StoreKind
from whiteboard.problems.columns import Family, family
from whiteboard.problems.holdings import BY_KEY, NO_TABLE

_AFFINITY = {
    Family.INTEGER: "INTEGER",
    Family.BOOLEAN: "INTEGER",
    Family.UUID: "TEXT",
    Family.TEXT: "TEXT",
    Family.TIME: "TEXT",
    Family.OBJECT_ID: "TEXT",
    Family.LIST: "TEXT",
    Family.REAL: "REAL",
    Family.BYTES: "BLOB",
}
_NO_INDEX_LIKE = frozenset(
    {"fulltext", "full-text", "full text", "gist", "spgist", "brin", "spatial", "search", "text"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One store as a table.

    Parameters
    ----------
    store : Store
        The store, tidied.
    name : str
        The table's name in the database, unquoted; the store's own unless two stores share it.
    statements : tuple of str
        CREATE TABLE and CREATE INDEX, in order.
    """

    store: Store
    name: str
    statements: tuple[str, ...]


def quote(name: str) -> str:
    """A name as SQL takes it, whatever it holds.

    Examples
    --------
    >>> print(quote("order"), quote("in inches (\\")"))
    "order" "in inches ("")"
    """
    return '"' + name.replace('"', '""').replace("\x00", "") + '"'


def affinity(column: Column) -> str:
    """The SQLite type of a column; empty when the draft states none."""
    return _AFFINITY.get(family(column.type), "")


def tables(storage: Storage) -> tuple[Table, ...]:
    """Make the DDL of a draft that `whiteboard.problems.tidy.tidy` has made whole.

    Parameters
    ----------
    storage : Storage
        The draft. Buckets and queues make no table; a key-value store has its key and nothing else
        to search by; a wide-column table is kept in the order of its partition and sort keys.

    Returns
    -------
    tuple of Table
        One for each store that holds rows.

    Examples
    --------
    >>> columns = (Column(name="id"), Column(name="author_id"))
    >>> by_author = Index(columns=("author_id",))
    >>> tweets = Store(name="tweets", columns=columns, primary_key=("id",), indexes=(by_author,))
    >>> print(*tables(Storage(stores=(tweets,)))[0].statements, sep="\\n")
    CREATE TABLE "tweets" ("id", "author_id", PRIMARY KEY ("id"))
    CREATE INDEX "tweets by author_id" ON "tweets" ("author_id")
    """
    made: list[Table] = []
    taken: set[str] = set()
    first: dict[str, tuple[str, Store]] = {}
    stores: list[tuple[Store, str]] = []
    for store in storage.stores:
        if store.kind in NO_TABLE or not store.columns:
            continue
        name = _free_name(store.name, taken)
        first.setdefault(store.name.lower(), (name, store))
        stores.append((store, name))
    for store, name in stores:
        made.append(Table(store=store, name=name, statements=tuple(_statements(store, name, first, taken))))
    return tuple(made)


def _free_name(name: str, taken: set[str]) -> str:
    clean = name.encode("utf-8", "replace").decode("utf-8") or "unnamed"
    if clean.lower().startswith("sqlite_"):
        clean = f"the {clean}"
    free, number = clean, 2
    while free.lower() in taken:
        free, number = f"{clean} {number}", number + 1
    taken.add(free.lower())
    return free


def _statements(
    store: Store, name: str, first: dict[str, tuple[str, Store]], taken: set[str]
) -> Iterator[str]:
    parts = []
    for column in store.columns:
        null = " NOT NULL" if column.nullable is False else ""
        parts.append(f"{quote(column.name)} {affinity(column)}{null}".replace("  ", " ").strip())
    if store.primary_key:
        parts.append(f"PRIMARY KEY ({_names(store.primary_key)})")
    if store.kind not in BY_KEY:
        parts += [f"UNIQUE ({_names(names)})" for names in dict.fromkeys(store.uniques)]
    parts += _foreign_keys(store, first)
    parts += [f"CHECK ({text})" for text in _checks(store)]
    # A wide-column store keeps its rows in the order of their key, and a table of pairs is its key.
    clustered = store.kind is StoreKind.WIDE_COLUMN or len(store.primary_key) > 1
    tail = " WITHOUT ROWID" if clustered and store.primary_key else ""
    yield f"CREATE TABLE {quote(name)} ({', '.join(parts)}){tail}"
    if store.kind in BY_KEY:
        return
    for index in store.indexes:
        if index.method in _NO_INDEX_LIKE:
            continue
        unique = "UNIQUE " if index.unique else ""
        where = f" WHERE {index.where}" if index.where and _runs(store, index.where) else ""
        called = quote(_free_name(f"{name} by {', '.join(index.columns)}", taken))
        yield f"CREATE {unique}INDEX {called} ON {quote(name)} ({_directed(index)}){where}"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(quote(name) for name in names)


def _directed(index: Index) -> str:
    down = index.descending or (False,) * len(index.columns)
    return ", ".join(
        quote(name) + (" DESC" if desc else "") for name, desc in zip(index.columns, down, strict=True)
    )


def _foreign_keys(store: Store, first: dict[str, tuple[str, Store]]) -> Iterator[str]:
    """Only where both ends exist and the target is a key of its own: SQLite asks for that, as others do."""
    if store.kind in BY_KEY:
        return
    for reference in store.references:
        if reference.target.lower() not in first:
            continue
        name, target = first[reference.target.lower()]
        columns = reference.target_columns or target.primary_key
        keys = {target.primary_key, *target.uniques}
        if len(columns) != len(reference.columns) or columns not in keys:
            continue
        ends = zip(reference.columns, columns, strict=True)
        if all(_fit(_column(store, one), _column(target, other)) for one, other in ends):
            yield f"FOREIGN KEY ({_names(reference.columns)}) REFERENCES {quote(name)} ({_names(columns)})"


def _column(store: Store, name: str) -> Column:
    return next((column for column in store.columns if column.name == name), Column(name=name))


def _fit(one: Column, other: Column) -> bool:
    return not affinity(one) or not affinity(other) or affinity(one) == affinity(other)


def _checks(store: Store) -> Iterator[str]:
    for text in store.checks:
        bare = text.strip()
        if bare.lower().startswith("check"):
            bare = bare[5:].strip()
        if bare.startswith("(") and bare.endswith(")") and _closes_at_end(bare):
            bare = bare[1:-1]
        if bare and not bare.lower().startswith("exclude") and _runs(store, bare):
            yield bare


def _closes_at_end(text: str) -> bool:
    depth = 0
    for position, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return position == len(text) - 1
    return False


def _runs(store: Store, condition: str) -> bool:
    """Whether SQLite can evaluate a condition over this table: other dialects have functions of their own."""
    if len(condition) > 2000 or ";" in condition:
        return False
    names = ", ".join(quote(column.name) for column in store.columns)
    trial = sqlite3.connect(":memory:")
    try:
        trial.execute(f"CREATE TABLE trial ({names}, CHECK ({condition}))")
    except (sqlite3.Error, UnicodeError, ValueError):
        return False
    finally:
        trial.close()
    return True
