"""The SQL of PostgreSQL for a storage draft: every column has a type, and no text of the learner is run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from whiteboard.draft.storage import Column, Storage, Store
from whiteboard.problems.columns import Family, family, is_identifier, is_list, word_set, words
from whiteboard.run.database.schema import affinity

if TYPE_CHECKING:
    from sqlglot import exp

_TYPES = {
    Family.INTEGER: "bigint",
    Family.BOOLEAN: "boolean",
    Family.UUID: "uuid",
    Family.TEXT: "text",
    Family.TIME: "timestamp",
    Family.OBJECT_ID: "text",
    Family.LIST: "jsonb",
    Family.REAL: "double precision",
    Family.BYTES: "bytea",
}
_TIMES = word_set("at time timestamp date datetime begin start end until")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_MOST_CONDITION = 2_000


@dataclass(frozen=True, slots=True)
class Postgres:
    """The SQL of PostgreSQL.

    Parameters
    ----------
    types : mapping of (str, str) to str
        The types of columns that are known, by the names of store and column in lower case; the others
        follow from what the draft says.
    """

    types: Mapping[tuple[str, str], str] = field(default_factory=dict)
    separate: bool = field(default=True, init=False)

    def type_of(self, store: Store, column: Column) -> str:
        """A type for every column: the one known, else the draft's, else what its name suggests.

        Examples
        --------
        >>> from whiteboard.draft.storage import Column, Store
        >>> tweets = Store(name="tweets")
        >>> [Postgres().type_of(tweets, Column(name=name)) for name in ("id", "text", "created_at")]
        ['bigint', 'text', 'timestamp']
        >>> Postgres().type_of(tweets, Column(name="id", type="varchar(36)"))
        'text'
        """
        known = self.types.get((store.name.lower(), column.name.lower()))
        return known or stated_type(column)

    def condition(self, store: Store, typed: str) -> str | None:
        """A condition written anew from its parts; None when it holds more than comparisons of columns.

        Examples
        --------
        >>> from whiteboard.draft.storage import Column, Store
        >>> follows = Store(name="follows", columns=(Column(name="a"), Column(name="B")))
        >>> print(Postgres().condition(follows, "a <> b and A > 3"))
        "a" <> "B" AND "a" > 3
        >>> Postgres().condition(follows, "pg_sleep(10) IS NULL") is None
        True
        """
        return _anew(store, typed)

    def tail(self, store: Store) -> str:
        """Nothing: rows lie in a heap, whatever the key."""
        del store
        return ""


def stated_type(column: Column) -> str:
    """The type of a column by what the draft says of it alone."""
    kind = family(column.type)
    if kind is not Family.UNKNOWN:
        return _TYPES[kind]
    if column.type:
        return "text"  # such as an enumeration of the learner's own
    if is_list(column):
        return "jsonb"
    if is_identifier(column.name) and "id" in words(column.name):
        return "bigint"
    return "timestamp" if set(words(column.name)) & _TIMES else "text"


def linked_types(storage: Storage) -> dict[tuple[str, str], str]:
    """Types that follow from references: a column without one takes that of the key it refers to.

    Parameters
    ----------
    storage : Storage
        Tidied.

    Examples
    --------
    >>> from whiteboard.draft.storage import Column, Reference, Store
    >>> users = Store(name="users", columns=(Column(name="id", type="uuid"),), primary_key=("id",))
    >>> author = Reference(columns=("author",), target="users")
    >>> tweets = Store(name="tweets", columns=(Column(name="author"),), references=(author,))
    >>> linked_types(Storage(stores=(users, tweets)))
    {('tweets', 'author'): 'uuid'}
    """
    by_name = {store.name.lower(): store for store in reversed(storage.stores)}
    types: dict[tuple[str, str], str] = {}
    # A reference may lead to a column that is a reference itself: three turns follow it far enough.
    for _ in range(3):
        for store in storage.stores:
            for reference in store.references:
                target = by_name.get(reference.target.lower())
                if target is None:
                    continue
                ends = zip(reference.columns, reference.target_columns or target.primary_key, strict=False)
                for name, key in ends:
                    one, other = _column(store, name), _column(target, key)
                    if one is not None and other is not None and not one.type and not is_list(one):
                        types[store.name.lower(), name.lower()] = types.get(
                            (target.name.lower(), key.lower()), stated_type(other)
                        )
    return types


def _column(store: Store, name: str) -> Column | None:
    return next((column for column in store.columns if column.name.lower() == name.lower()), None)


def type_for(column: Column, values: Sequence[Any], stated: str) -> str:
    """The type that takes these values: the one stated where it does, else the values' own.

    SQLite keeps whatever it is given, under any type. Made-up rows rely on that: all identifiers of accounts
    look alike, though one column that refers to them says ``int`` and another ``uuid``.

    Parameters
    ----------
    column : Column
        The column.
    values : sequence
        What goes into it: int, float, str, bytes or None, all of one kind.
    stated : str
        The type so far.

    Examples
    --------
    >>> from whiteboard.draft.storage import Column
    >>> type_for(Column(name="author_id", type="int"), ["user1", "user2"], "bigint")
    'text'
    >>> type_for(Column(name="created_at"), [1_700_000_000], "timestamp")
    'bigint'
    """
    sample = next((value for value in values if value is not None), None)
    if sample is None:
        return stated
    if isinstance(sample, bytes):
        return "bytea"
    if isinstance(sample, int):
        if stated == "boolean" and set(values) <= {0, 1, None}:
            return "boolean"
        if stated in ("bigint", "double precision"):
            return stated
        # SQLite turns numbers into text where a type asks for text, and a uuid or a time is text to it.
        return "text" if affinity(column) == "TEXT" else "bigint"
    if isinstance(sample, float):
        return "double precision"
    if stated == "jsonb" and sample[:1] in "[{":
        return "jsonb"
    if stated != "text" or not column.type:
        if _UUID.fullmatch(sample):
            return "uuid"
        if _MOMENT.match(sample) and (stated == "timestamp" or not column.type):
            return "timestamp"
        if not column.type and is_list(column) and sample[:1] == "[":
            return "jsonb"
    return "text"


def _anew(store: Store, typed: str) -> str | None:
    import logging

    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    if len(typed) > _MOST_CONDITION or ";" in typed:
        return None
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        tree = sqlglot.parse_one(typed, read="postgres", into=exp.Condition)
        allowed = (
            exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is,
            exp.In, exp.Between, exp.Null, exp.Boolean, exp.Literal, exp.Column, exp.Identifier, exp.Neg,
            exp.Add, exp.Sub, exp.Mul, exp.Length, exp.Lower, exp.Upper, exp.Like, exp.Coalesce,
        )  # fmt: skip
        if any(not isinstance(node, allowed) for node in tree.walk()):
            return None
        names = {column.name.lower(): column.name for column in store.columns}
        for found in tree.find_all(exp.Column):
            own = names.get(found.name.lower())
            if own is None or len(found.parts) > 1:
                return None
            found.set("this", exp.to_identifier(own, quoted=True))
        return _written(tree)
    except (SqlglotError, RecursionError, ValueError, IndexError, TypeError):
        return None


def _written(tree: exp.Expression) -> str:
    return str(tree.sql(dialect="postgres", comments=False))
