"""A holding: one store that holds one thing of a problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from whiteboard.draft.storage import Column, Store, StoreKind
from whiteboard.problems.columns import (
    bare,
    find_column,
    is_identifier,
    words,
)
from whiteboard.problems.pack import Thing

NO_TABLE = frozenset({StoreKind.BLOB, StoreKind.QUEUE})
"""Kinds of store that hold no rows to look up."""


BY_NATURE = frozenset({StoreKind.GRAPH, StoreKind.SEARCH})
"""Kinds of store that serve look-ups by what they are: no index has to be stated."""


BY_KEY = frozenset({StoreKind.KEY_VALUE, StoreKind.CACHE})
"""Kinds of store in which only the key can be searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One store that holds a thing.

    Parameters
    ----------
    thing : str
        The thing of the problem.
    store : Store
        The store.
    columns : mapping of str to str
        The column that plays each role, as far as one does.
    certain : bool
        Whether the store's name says so; False when only its columns do.
    packed : str or None
        The column that packs the thing as a list, when each row holds many (``followers`` in ``users``).
    either_way : bool
        Whether the two sides of a relation cannot be told apart by their names; the first is then taken
        for the first role.
    """

    thing: str
    store: Store
    columns: Mapping[str, str]
    certain: bool = True
    packed: str | None = None
    either_way: bool = False

    def column(self, role: str) -> Column | None:
        """The column that plays a role, or None."""
        name = self.columns.get(role)
        return next((column for column in self.store.columns if column.name == name), None)

    def turned(self) -> Holding:
        """The same holding with the two sides of its relation exchanged."""
        roles, names = list(self.columns), list(self.columns.values())
        return replace(
            self, columns={**self.columns, roles[0]: names[1], roles[1]: names[0]}, either_way=False
        )


def phrases(thing: Thing) -> tuple[str, ...]:
    """All names of a thing, its own first."""
    return (thing.name, *thing.synonyms)


def identifier(store: Store, thing: Thing | None = None) -> str | None:
    """The column by which one row of a store is found: its key, or the column that looks most like one."""
    if len(store.primary_key) == 1:
        return find_column(store, store.primary_key[0]) or store.primary_key[0]
    names = [column.name for column in store.columns]
    own = {word for phrase in ((thing.name, *thing.synonyms) if thing else ()) for word in words(phrase)}
    for name in names:
        if not bare(name) and is_identifier(name):
            return name
    for name in names:
        if is_identifier(name) and set(bare(name)) and set(bare(name)) <= own | set(words(store.name)):
            return name
    return None


def is_time_role(phrases: Iterable[str]) -> bool:
    """Whether the words of a role are words of time."""
    return bool({"timestamp", "created", "created at", "time"} & set(phrases))


def named_like(target: str, homes: Mapping[str, str]) -> str | None:
    """The thing of the store that a reference means, by the words of its name alone."""
    sought = words(target)
    return next((thing for name, thing in homes.items() if words(name) == sought), None)
