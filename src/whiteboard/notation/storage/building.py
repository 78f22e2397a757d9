"""A store while it is being read: what was typed about it, until all of it has been seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from whiteboard.draft.storage import Column, Index, Reference, StoreKind
from whiteboard.notation.storage.kinds import Named


@dataclass(slots=True)
class Building:
    """What has been gathered of one store.

    ``items`` are columns and clauses as typed, with their line; they are read together at the end, since
    what one of them means may hang on the others (``name text`` beside ``id bigint``).
    """

    name: str
    line: int
    kind: StoreKind = StoreKind.UNSTATED
    brand: str | None = None
    own_kind: bool = False
    inherited: Named | None = None
    form: str = ""
    items: list[tuple[str, int]] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    primary_key: list[str] = field(default_factory=list)
    uniques: list[tuple[str, ...]] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    partition_key: list[str] = field(default_factory=list)
    sort_key: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    foreign: list[tuple[str, int]] = field(default_factory=list)
    """Columns that were called foreign keys without a word about where they lead."""
    names: dict[str, str] = field(default_factory=dict)
    """Columns in lower case, and as typed."""

    def state(self, named: Named, *, own: bool = True) -> None:
        """Take over a kind that was stated."""
        if named.kind is not StoreKind.UNSTATED:
            self.kind = named.kind
            self.own_kind = self.own_kind or own
        if named.brand:
            self.brand = named.brand

    def has(self, name: str) -> bool:
        """Whether a column of that name has been read, whatever its case."""
        return name.lower() in self.names

    def spelled(self, name: str) -> str:
        """The column's own spelling of a name, or the name itself."""
        return self.names.get(name.lower(), name)

    def add_column(self, column: Column) -> None:
        """Keep a column."""
        self.columns.append(column)
        self.names.setdefault(column.name.lower(), column.name)

    def note(self, text: str) -> None:
        """Keep something else that was said."""
        text = text.strip(" .,;")
        if text and text not in self.notes:
            self.notes.append(text)

    def add_index(self, index: Index) -> None:
        """Keep an index, once."""
        same = any(
            have.columns == index.columns and have.unique == index.unique and have.where == index.where
            for have in self.indexes
        )
        if index.columns and not same:
            self.indexes.append(index)

    def add_reference(self, reference: Reference) -> None:
        """Keep a reference, once."""
        for position, have in enumerate(self.references):
            if have.columns == reference.columns and have.target.lower() == reference.target.lower():
                if not have.target_columns:
                    self.references[position] = reference
                return
        if reference.columns and reference.target:
            self.references.append(reference)
