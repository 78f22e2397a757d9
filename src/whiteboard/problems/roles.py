"""Which store of a draft holds which thing of a problem, and which column plays which role.

Everything that judges or runs a storage section goes through here, so that a draft is understood by what
its stores can say and not by what they are called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from whiteboard.draft.storage import Column, Storage, Store, StoreKind
from whiteboard.problems.assign import hold, own_words_for_sides
from whiteboard.problems.columns import (
    Family,
    family,
    find_column,
    is_list,
    is_sortable,
    words,
)
from whiteboard.problems.holdings import BY_KEY, NO_TABLE, Holding, identifier
from whiteboard.problems.naming import maybe_also, names_another, things_by_name
from whiteboard.problems.pack import Problem, Thing
from whiteboard.problems.packed import packed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """All holdings of a storage section.

    Parameters
    ----------
    holdings : tuple of Holding
        In the order of the stores.
    opaque : tuple of Store
        Stores whose columns are generic on purpose (``PK``, ``SK``): what they hold cannot be told.
    """

    holdings: tuple[Holding, ...] = ()
    opaque: tuple[Store, ...] = ()
    # Looked up often, made once: a draft may have thousands of stores.
    _found: list[tuple[dict[str, tuple[Holding, ...]], dict[int, tuple[Holding, ...]]]] = field(
        default_factory=list, repr=False, compare=False
    )

    def of(self, thing: str) -> tuple[Holding, ...]:
        """Where a thing is held: rows of their own before lists in other rows, and what is certain first."""
        return self._index()[0].get(thing, ())

    def held_by(self, store: Store) -> tuple[Holding, ...]:
        """What a store holds."""
        return self._index()[1].get(id(store), ())

    def _index(self) -> tuple[dict[str, tuple[Holding, ...]], dict[int, tuple[Holding, ...]]]:
        if not self._found:
            by_thing: dict[str, list[Holding]] = {}
            by_store: dict[int, list[Holding]] = {}
            for holding in sorted(
                self.holdings, key=lambda held: (held.packed is not None, not held.certain)
            ):
                by_thing.setdefault(holding.thing, []).append(holding)
            for holding in self.holdings:
                by_store.setdefault(id(holding.store), []).append(holding)
            self._found.append(
                (
                    {thing: tuple(held) for thing, held in by_thing.items()},
                    {store: tuple(held) for store, held in by_store.items()},
                )
            )
        return self._found[0]


def find_roles(storage: Storage, problem: Problem) -> Roles:
    """Find out which store holds which thing, and which column plays which role.

    Parameters
    ----------
    storage : Storage
        The draft.
    problem : Problem
        The pack whose things are looked for.

    Returns
    -------
    Roles
        Never raises; a store of which nothing can be told holds nothing.

    Examples
    --------
    >>> from whiteboard.problems import load
    >>> fans = Store(name="UserFollow", columns=(Column(name="UserID1"), Column(name="UserID2")))
    >>> [holding] = find_roles(Storage(stores=(fans,)), load("twitter")).holdings
    >>> holding.thing, dict(holding.columns)
    ('follow', {'follower': 'UserID1', 'followee': 'UserID2'})
    """
    tables = [store for store in storage.stores if store.kind not in NO_TABLE]
    opaque = tuple(store for store in tables if is_opaque(store))
    generic = {id(store) for store in opaque}
    by_name = things_by_name(tables, problem)
    named = {n: None if id(store) in generic else by_name[n] for n, store in enumerate(tables)}
    homes = _homes(tables, named)
    holdings: list[Holding] = []
    for position, store in enumerate(tables):
        thing = named[position]
        if thing is not None:
            holdings.append(hold(store, thing, problem, homes))
            holdings += packed_in(store, thing, problem)
        second = maybe_also(store, thing, problem)
        if second is not None:
            holdings.append(hold(store, second, problem, homes, certain=False))
    found = {holding.thing for holding in holdings}
    for thing in problem.things:
        if thing.name not in found and not thing.media:
            holdings += _by_columns(tables, named, thing, opaque=opaque, problem=problem, homes=homes)
    holdings += _stand_ins(holdings, problem, homes)
    return Roles(holdings=tuple(holdings), opaque=opaque)


def is_opaque(store: Store) -> bool:
    """Whether a store's columns are generic on purpose, as in a single-table design (``PK``, ``SK``).

    Examples
    --------
    >>> is_opaque(Store(name="app", columns=(Column(name="PK"), Column(name="SK"), Column(name="data"))))
    True
    """
    names = {column.name.lower().replace("_", "") for column in store.columns}
    names |= {
        name.lower().replace("_", "") for name in (*store.primary_key, *store.partition_key, *store.sort_key)
    }
    return bool(
        {"pk", "sk"} <= names or {"partitionkey", "sortkey"} <= names or {"hashkey", "rangekey"} <= names
    )


def _homes(tables: list[Store], named: Mapping[int, Thing | None]) -> dict[str, str]:
    homes: dict[str, str] = {}
    for position, store in enumerate(tables):
        thing = named[position]
        if thing is not None:
            homes.setdefault(store.name.lower(), thing.name)
    return homes


def _by_columns(
    tables: list[Store],
    named: Mapping[int, Thing | None],
    thing: Thing,
    *,
    opaque: tuple[Store, ...],
    problem: Problem,
    homes: Mapping[str, str],
) -> Iterator[Holding]:
    """Stores with names that say nothing, and columns that say all that a thing needs."""
    for position, store in enumerate(tables):
        if named[position] is not None or store in opaque or names_another(store.name, problem):
            continue
        if set(words(store.name)) & {"count", "counter", "stat"}:
            continue
        needed = set(thing.between) or {*thing.refers, *(role for role in thing.roles if role == "created")}
        if thing.between and own_words_for_sides(store, thing) < 1:
            continue
        if len(needed) < 2 or thing.derived:
            continue
        holding = hold(store, thing, problem, homes, certain=False)
        if needed <= set(holding.columns):
            yield holding


def _stand_ins(held: list[Holding], problem: Problem, homes: Mapping[str, str]) -> list[Holding]:
    """Rows of one thing that stand in for another: an interview with a time is its own booking."""
    made = []
    found = {holding.thing for holding in held}
    for thing in problem.things:
        if not thing.within or thing.name in found:
            continue
        for holding in held:
            if holding.thing != thing.within or holding.packed:
                continue
            stand_in = hold(holding.store, thing, problem, homes, certain=False)
            if all(role in stand_in.columns for role in thing.refers):
                made.append(stand_in)
    return made


def sortable_by(holding: Holding, role: str, roles: Roles, problem: Problem) -> str | None:
    """The column that puts a holding's rows in order of time, or None.

    The role's own column; or a sort key; or an identifier that the draft says grows with time.
    """
    own = holding.columns.get(role)
    if own:
        return own
    store = holding.store
    if store.sort_key:
        return find_column(store, store.sort_key[0]) or store.sort_key[0]
    if holding.packed:
        return holding.packed
    key = holding.columns.get("id") or identifier(store)
    if key:
        column = next((column for column in store.columns if column.name == key), Column(name=key))
        if is_sortable(column):
            return key
        if (
            store.kind is StoreKind.DOCUMENT
            and key == "_id"
            and family(column.type)
            in (
                Family.UNKNOWN,
                Family.OBJECT_ID,
            )
        ):
            return key
    # A row that only refers to a thing is in the order of that thing's identifier.
    for column in store.columns:
        if is_list(column) and store.kind in BY_KEY:
            return column.name
    return None
