"""A storage draft as the tables of a real database: one schema, in the SQL of SQLite or of PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

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
_LONGEST_NAME = 50  # bytes, and room for a number; PostgreSQL cuts names after 63, and two may become one
_NO_INDEX_LIKE = frozenset({"fulltext", "full-text", "full text", "brin", "search", "text"})


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
    constraints : tuple of str
        Keys to other tables and checks, each an ALTER TABLE, where the dialect adds them afterwards.
    """

    store: Store
    name: str
    statements: tuple[str, ...]
    constraints: tuple[str, ...] = ()


class Dialect(Protocol):
    """What the SQL of two databases differs in."""

    @property
    def separate(self) -> bool:
        """Whether keys to other tables and checks are added when all tables are there and filled."""

    def type_of(self, store: Store, column: Column) -> str:
        """The type of a column; empty for none."""

    def condition(self, store: Store, typed: str) -> str | None:
        """A condition that the learner typed, as this database takes it; None when it cannot be taken."""

    def tail(self, store: Store) -> str:
        """What follows the closing parenthesis of CREATE TABLE."""


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


@dataclass(frozen=True, slots=True)
class Sqlite:
    """The SQL of SQLite: types are wishes, and conditions are run as they stand, in a database of their own."""

    separate: bool = field(default=False, init=False)

    def type_of(self, store: Store, column: Column) -> str:
        """See `affinity`."""
        del store
        return affinity(column)

    def condition(self, store: Store, typed: str) -> str | None:
        """As typed, when SQLite can evaluate it."""
        return typed if _runs(store, typed) else None

    def tail(self, store: Store) -> str:
        """A wide-column store keeps its rows in the order of their key, and a table of pairs is its key."""
        clustered = store.kind is StoreKind.WIDE_COLUMN or len(store.primary_key) > 1
        return " WITHOUT ROWID" if clustered and store.primary_key else ""


def tables(storage: Storage, dialect: Dialect = Sqlite()) -> tuple[Table, ...]:
    """Make the DDL of a draft that `whiteboard.problems.tidy.tidy` has made whole.

    Parameters
    ----------
    storage : Storage
        The draft. Buckets and queues make no table; a key-value store has its key and nothing else
        to search by; a wide-column table is kept in the order of its partition and sort keys.
    dialect : Dialect
        Of which database; SQLite by default.

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
        constraints = tuple(_constraints(store, first, dialect))
        later = constraints if dialect.separate else ()
        inner = () if dialect.separate else constraints
        made.append(
            Table(
                store=store,
                name=name,
                statements=tuple(_statements(store, name, inner, taken, dialect)),
                constraints=tuple(f"ALTER TABLE {quote(name)} ADD {text} NOT VALID" for text in later),
            )
        )
    return tuple(made)


def _free_name(name: str, taken: set[str]) -> str:
    clean = _cut(name.encode("utf-8", "replace").replace(b"\x00", b"")) or "unnamed"
    if clean.lower().startswith(("sqlite_", "pg_")):  # names of the databases' own tables
        clean = f"the {clean}"
    free, number = clean, 2
    while free.lower() in taken:
        free, number = f"{clean} {number}", number + 1
    taken.add(free.lower())
    return free


def _cut(name: bytes) -> str:
    return name[:_LONGEST_NAME].decode("utf-8", "ignore")


def _statements(
    store: Store, name: str, constraints: tuple[str, ...], taken: set[str], dialect: Dialect
) -> Iterator[str]:
    parts = []
    for column in store.columns:
        null = " NOT NULL" if column.nullable is False else ""
        parts.append(
            f"{quote(column.name)} {dialect.type_of(store, column)}{null}".replace("  ", " ").strip()
        )
    if store.primary_key:
        parts.append(f"PRIMARY KEY ({_names(store.primary_key)})")
    if store.kind not in BY_KEY:
        parts += [f"UNIQUE ({_names(names)})" for names in dict.fromkeys(store.uniques)]
    parts += constraints
    yield f"CREATE TABLE {quote(name)} ({', '.join(parts)}){dialect.tail(store)}"
    if store.kind in BY_KEY:
        return
    for index in store.indexes:
        if index.method in _NO_INDEX_LIKE:
            continue
        unique = "UNIQUE " if index.unique else ""
        condition = dialect.condition(store, index.where) if index.where else None
        where = f" WHERE {condition}" if condition else ""
        called = quote(_free_name(f"{name} by {', '.join(index.columns)}", taken))
        yield f"CREATE {unique}INDEX {called} ON {quote(name)} ({_directed(index)}){where}"


def _constraints(store: Store, first: dict[str, tuple[str, Store]], dialect: Dialect) -> Iterator[str]:
    yield from _foreign_keys(store, first, dialect)
    for text in _checks(store):
        condition = dialect.condition(store, text)
        if condition is not None:
            yield f"CHECK ({condition})"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(quote(name) for name in names)


def _directed(index: Index) -> str:
    down = index.descending or (False,) * len(index.columns)
    return ", ".join(
        quote(name) + (" DESC" if desc else "") for name, desc in zip(index.columns, down, strict=True)
    )


def _foreign_keys(store: Store, first: dict[str, tuple[str, Store]], dialect: Dialect) -> Iterator[str]:
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
        if all(_fit(dialect, (store, one), (target, other)) for one, other in ends):
            yield f"FOREIGN KEY ({_names(reference.columns)}) REFERENCES {quote(name)} ({_names(columns)})"


def _column(store: Store, name: str) -> Column:
    return next((column for column in store.columns if column.name == name), Column(name=name))


def _fit(dialect: Dialect, one: tuple[Store, str], other: tuple[Store, str]) -> bool:
    left, right = (dialect.type_of(store, _column(store, name)) for store, name in (one, other))
    return not left or not right or left == right


def _checks(store: Store) -> Iterator[str]:
    for text in store.checks:
        bare = text.strip()
        if bare.lower().startswith("check"):
            bare = bare[5:].strip()
        if bare.startswith("(") and bare.endswith(")") and _closes_at_end(bare):
            bare = bare[1:-1]
        if bare and not bare.lower().startswith("exclude"):
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
