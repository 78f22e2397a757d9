"""The storage section: stores, their columns, keys, references and indexes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from whiteboard.draft.text import Unread


class StoreKind(StrEnum):
    """What kind of store holds a collection. Generic names, not brands."""

    RELATIONAL = "relational"
    KEY_VALUE = "key-value"
    DOCUMENT = "document"
    WIDE_COLUMN = "wide-column"
    GRAPH = "graph"
    SEARCH = "search"
    TIME_SERIES = "time-series"
    CACHE = "cache"
    QUEUE = "queue"
    BLOB = "blob"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column or field of a store.

    Parameters
    ----------
    name : str
        As typed.
    type : str or None
        As typed (``"bigint"``, ``"varchar(280)"``, ``"list<string>"``); None when not stated.
    nullable : bool or None
        True for ``media?`` or ``NULL``, False for ``NOT NULL``, None when not stated.
    line : int
        Where it was typed.
    note : str
        What else the learner said about it: a comment, "snowflake", "auto increment", "denormalised".
    """

    name: str
    type: str | None = None
    nullable: bool | None = None
    line: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference from columns of one store to another store.

    ``target`` is the store's name as typed; ``target_columns`` is empty when only the store was named.
    """

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index over columns, in order.

    Parameters
    ----------
    columns : tuple of str
        Column names in order, without their direction.
    descending : tuple of bool
        One for each column; empty when no direction was stated.
    unique : bool
        Whether it also enforces uniqueness.
    name : str or None
        Its name, where the draft gives one.
    method : str or None
        ``"btree"``, ``"gin"``, ``"gist"``, ``"fulltext"`` …, as typed in lower case.
    where : str or None
        The condition of a partial index, as typed.
    line : int
        Where it was typed.
    """

    columns: tuple[str, ...]
    descending: tuple[bool, ...] = ()
    unique: bool = False
    name: str | None = None
    method: str | None = None
    where: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """One table, collection, bucket or keyspace.

    Parameters
    ----------
    name : str
        As typed.
    kind : StoreKind
        What holds it; ``unstated`` when neither the line nor the section says.
    columns : tuple of Column
        In the order typed. Empty for a bucket.
    primary_key : tuple of str
        Column names; empty when none is stated.
    uniques : tuple of tuple of str
        Unique constraints other than the primary key.
    indexes : tuple of Index
        Secondary indexes, without those that the primary key and the uniques imply.
    references : tuple of Reference
        Foreign keys and ``author_id -> accounts`` arrows.
    partition_key, sort_key : tuple of str
        Of stores that have them (``partition key``, ``shard key``, ``clustering key``); both are part of
        ``primary_key`` too when the draft says that they form it.
    checks : tuple of str
        CHECK and EXCLUDE constraints, as typed.
    brand : str or None
        The brand that the learner named ("Cassandra"), when it was not a generic name.
    line : int
        Where the store begins.
    note : str
        What else the learner said about it.
    """

    name: str
    kind: StoreKind = StoreKind.UNSTATED
    columns: tuple[Column, ...] = ()
    primary_key: tuple[str, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[Index, ...] = ()
    references: tuple[Reference, ...] = ()
    partition_key: tuple[str, ...] = ()
    sort_key: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    brand: str | None = None
    line: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A ``because:`` or ``drawback:`` line. ``about`` is the store it stands under; None is the section."""

    text: str
    line: int
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """SQL statements other than DDL that the draft holds (SELECT, UPDATE, INSERT …), as typed, in order."""

    statements: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """A whole storage section as it was understood.

    Parameters
    ----------
    stores : tuple of Store
        In the order typed.
    because, drawback : tuple of Reason
        The choice's rationale and what it costs.
    brands : tuple of Reason
        Brand names met anywhere (``text`` is the brand, ``about`` the store or None).
    transactions : tuple of Transaction
        Queries and transactions that the learner wrote beside the schema.
    remarks : tuple of Line-like str
        Prose that was tolerated.
    errors : tuple of Unread
        SQL that looks like DDL and is not valid in any dialect known here: line, statement, and the
        parser's complaint in words. (Rule D3 reports them.)
    unread : tuple of Unread
        Lines that were not understood.
    """

    stores: tuple[Store, ...] = ()
    because: tuple[Reason, ...] = ()
    drawback: tuple[Reason, ...] = ()
    brands: tuple[Reason, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    remarks: tuple[str, ...] = ()
    errors: tuple[Unread, ...] = ()
    unread: tuple[Unread, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was understood."""
        return not (self.stores or self.because or self.drawback or self.errors or self.transactions)


def describe(storage: Storage) -> dict[str, Any]:
    """What was understood of a storage section, as plain values, ready for JSON.

    Parameters
    ----------
    storage : Storage
        As read.

    Returns
    -------
    dict
        ``stores``, in the order typed, each with ``name``, ``kind``, ``brand``, ``line``, ``columns`` (each
        ``name``, ``type``, ``nullable``), ``primary_key``, ``uniques``, ``references`` (each ``columns``,
        ``target``, ``target_columns``), ``indexes`` (each ``columns``, ``unique``), ``partition_key``,
        ``sort_key``; ``because`` and ``drawback``, each a list of ``text``, ``line`` and ``about`` (a store
        or None); and ``errors``, SQL that no dialect takes, each ``line``, ``text`` and ``hint``.

    Examples
    --------
    >>> tweets = Store(name="tweets", columns=(Column(name="id", type="bigint"),), primary_key=("id",))
    >>> found = describe(Storage(stores=(tweets,)))["stores"][0]
    >>> found["name"], found["kind"], found["columns"], found["primary_key"]
    ('tweets', 'unstated', [{'name': 'id', 'type': 'bigint', 'nullable': None}], ['id'])
    """
    return {
        "stores": [_described(store) for store in storage.stores],
        "because": [_said(reason) for reason in storage.because],
        "drawback": [_said(reason) for reason in storage.drawback],
        "errors": [{"line": error.line, "text": error.text, "hint": error.hint} for error in storage.errors],
    }


def _described(store: Store) -> dict[str, Any]:
    return {
        "name": store.name,
        "kind": store.kind.value,
        "brand": store.brand,
        "line": store.line,
        "columns": [
            {"name": column.name, "type": column.type, "nullable": column.nullable}
            for column in store.columns
        ],
        "primary_key": list(store.primary_key),
        "uniques": [list(columns) for columns in store.uniques],
        "references": [
            {
                "columns": list(reference.columns),
                "target": reference.target,
                "target_columns": list(reference.target_columns),
            }
            for reference in store.references
        ],
        "indexes": [{"columns": list(index.columns), "unique": index.unique} for index in store.indexes],
        "partition_key": list(store.partition_key),
        "sort_key": list(store.sort_key),
    }


def _said(reason: Reason) -> dict[str, Any]:
    return {"text": reason.text, "line": reason.line, "about": reason.about}
