"""The section as it grows: stores, and clauses that wait for the store that they name."""

from __future__ import annotations

from dataclasses import dataclass, field

from whiteboard.draft.storage import Reason, Storage, StoreKind, Transaction
from whiteboard.draft.text import Unread
from whiteboard.notation.storage.applying import apply_clause
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.clauses import Clause
from whiteboard.notation.storage.finishing import absorb, finished
from whiteboard.notation.storage.kinds import Named
from whiteboard.notation.storage.text import normal

_NO_DDL = frozenset(
    {StoreKind.KEY_VALUE, StoreKind.CACHE, StoreKind.BLOB, StoreKind.QUEUE, StoreKind.DOCUMENT}
)
"""Kinds of store that take no CREATE TABLE."""


@dataclass(slots=True)
class Waiting:
    """A clause or a piece of DDL that belongs to a store, and where it was typed."""

    clause: Clause | Building
    line: int
    nearest: Building | None
    text: str
    sql: bool = False


@dataclass(slots=True)
class Section:
    """What has been gathered of the whole section."""

    stores: list[Building] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    because: list[Reason] = field(default_factory=list)
    drawback: list[Reason] = field(default_factory=list)
    brands: list[Reason] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    errors: list[Unread] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    scope: Named | None = None
    default: Named | None = None
    stated: list[Named] = field(default_factory=list)
    said_of: list[tuple[str, Named, int]] = field(default_factory=list)
    """Kinds that prose gives to things by name: "Redis for feeds"."""

    def add(self, store: Building) -> Building:
        """Keep a store; it inherits the kind of the heading or statement that it stands under."""
        store.inherited = self.scope or self.default
        self.stores.append(store)
        return store

    def brand(self, named: Named | None, line: int, about: str | None = None) -> None:
        """Record a brand name."""
        if named is not None and named.brand:
            entry = Reason(text=named.brand, line=line, about=about)
            if all((have.text, have.about) != (entry.text, about) for have in self.brands):
                self.brands.append(entry)

    def remark(self, text: str) -> None:
        """Keep a line of prose."""
        text = text.strip()
        if text:
            self.remarks.append(text)

    def find(self, name: str) -> Building | None:
        """The store of that name: as typed, else whatever its case and number."""
        exact = next((store for store in self.stores if store.name == name), None)
        if exact:
            return exact
        wanted = normal(name)
        for store in reversed(self.stores):
            if normal(store.name) == wanted:
                return store
        return None

    def settle(self) -> Storage:
        """Put everything together."""
        for store in self.stores:
            absorb(store)
        self._merge()
        known: dict[str, str] = {}
        for store in self.stores:
            known.setdefault(normal(store.name), store.name)
        by_name: dict[str, Building] = {}
        for store in self.stores:
            by_name.setdefault(normal(store.name), store)
        for waiting in self.waiting:
            self._give(waiting, by_name)
        self._kinds(by_name)
        self._single_default()
        for store in self.stores:
            if store.brand:
                self.brand(Named(store.kind, store.brand), store.line, store.name)
        stores = [finished(store, known) for store in self.stores]
        return Storage(
            stores=tuple(stores),
            because=tuple(self.because),
            drawback=tuple(self.drawback),
            brands=tuple(self.brands),
            transactions=tuple(self.transactions),
            remarks=tuple(self.remarks),
            errors=tuple(sorted(self.errors, key=lambda error: error.line)),
            unread=tuple(sorted(self.unread, key=lambda unread: unread.line)),
        )

    def _merge(self) -> None:
        """A name said twice is one store when one of the two holds no column."""
        kept: list[Building] = []
        place: dict[str, Building] = {}
        for store in self.stores:
            have = place.get(normal(store.name))
            if have is None or (have.columns and store.columns):
                kept.append(store)
                place.setdefault(normal(store.name), store)
                continue
            full, bare = (have, store) if have.columns or not store.columns else (store, have)
            if len(full.columns) > 1 and full.kind is not bare.kind and bare.kind is StoreKind.BLOB:
                kept.append(store)  # a table of videos, and the bucket of their files
                continue
            if bare.own_kind and not full.own_kind:
                full.kind, full.own_kind = bare.kind, True
            full.brand = full.brand or bare.brand
            full.primary_key = full.primary_key or bare.primary_key
            full.partition_key = full.partition_key or bare.partition_key
            full.sort_key = full.sort_key or bare.sort_key
            full.uniques += [names for names in bare.uniques if names not in full.uniques]
            for index in bare.indexes:
                full.add_index(index)
            for reference in bare.references:
                full.add_reference(reference)
            for note in bare.notes:
                full.note(note)
            if full is not have:
                kept[next(i for i, kept_store in enumerate(kept) if kept_store is have)] = full
                place[normal(store.name)] = full
        self.stores = kept

    def _give(self, waiting: Waiting, by_name: dict[str, Building]) -> None:
        if isinstance(waiting.clause, Building):
            self._give_ddl(waiting.clause, waiting, by_name)
            return
        clause = waiting.clause
        store = None
        for name in (clause.store, clause.maybe):
            if name and store is None:
                store = by_name.get(normal(name))
                if store and name == clause.maybe:
                    clause.maybe = None
        if store is None and clause.names and (clause.store is None or waiting.nearest is not None):
            holders = [have for have in self.stores if all(have.has(name) for name in clause.names)]
            nearest = waiting.nearest if waiting.nearest in self.stores else None
            if nearest is not None and (nearest in holders or not holders):
                store = nearest
            elif len(holders) == 1:
                store = holders[0]
            else:
                store = nearest
            if clause.store and nearest is not None and nearest not in holders:
                store = holders[0] if len(holders) == 1 else None
        if store is None:
            if waiting.sql:
                self._no_table(clause.store or "?", waiting)
            else:
                self.remark(waiting.text)
            return
        if clause.what == "primary" and store.primary_key and not clause.names:
            return
        apply_clause(store, clause, waiting.line)

    def _give_ddl(self, added: Building, waiting: Waiting, by_name: dict[str, Building]) -> None:
        store = by_name.get(normal(added.name))
        if store is None:
            self._no_table(added.name, waiting)
            return
        for column in added.columns:
            if not store.has(column.name):
                store.add_column(column)
        if added.primary_key:
            store.primary_key = [store.spelled(name) for name in added.primary_key]
        store.uniques += [names for names in added.uniques if names not in store.uniques]
        for index in added.indexes:
            store.add_index(index)
        for reference in added.references:
            store.add_reference(reference)
        store.checks += added.checks
        store.partition_key = added.partition_key or store.partition_key
        store.sort_key = added.sort_key or store.sort_key
        store.foreign += added.foreign

    def _no_table(self, name: str, waiting: Waiting) -> None:
        if any(normal(name) in normal(error.text[:400]) for error in self.errors):
            self.remark(waiting.text)  # its table could not be read, which is reported already
            return
        names = ", ".join(store.name for store in self.stores[:8]) or "none"
        self.errors.append(
            Unread(waiting.line, waiting.text, f"No table is called {name}; there are: {names}.")
        )

    def _kinds(self, by_name: dict[str, Building]) -> None:
        for words, named, _line in self.said_of:
            for word in words.replace(",", " ").replace("/", " ").split():
                store = by_name.get(normal(word))
                if store is not None and not store.own_kind and store.brand is None and _may_be(store, named):
                    store.state(named)

    def _single_default(self) -> None:
        for store in self.stores:
            if store.form == "sql" and not store.own_kind and store.brand is None:
                # CREATE TABLE makes a table; a sentence about a store beside it does not.
                inherited = store.inherited
                if inherited is None or inherited.kind in _NO_DDL:
                    store.kind, store.own_kind = StoreKind.RELATIONAL, True
        kinds = {named.kind for named in self.stated} - {StoreKind.UNSTATED}
        if len(kinds) == 1:
            first = next(named for named in self.stated if named.kind in kinds)
            for store in self.stores:
                if store.inherited is None:
                    store.inherited = first
        for store in self.stores:
            if store.form == "cql" and not store.own_kind:
                store.kind = StoreKind.WIDE_COLUMN
                store.own_kind = True
            elif (
                store.form == "sql" and not store.own_kind and store.inherited is None and store.brand is None
            ):
                store.state(Named(StoreKind.RELATIONAL))
            elif store.form == "document" and not store.own_kind and store.inherited is None:
                store.kind = StoreKind.DOCUMENT
            elif store.form == "key-value" and not store.own_kind and store.inherited is None:
                store.kind = StoreKind.KEY_VALUE


_OF_TABLES = frozenset(
    {StoreKind.RELATIONAL, StoreKind.WIDE_COLUMN, StoreKind.TIME_SERIES, StoreKind.UNSTATED}
)


def _may_be(store: Building, named: Named) -> bool:
    """Whether a sentence can mean this store: "videos live in S3" means files, not the table."""
    if store.form in ("sql", "cql"):
        return named.kind in _OF_TABLES
    return named.kind is not StoreKind.BLOB or len(store.columns) + len(store.items) < 2
