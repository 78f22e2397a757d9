"""A storage draft as an entity-relationship diagram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from whiteboard.draft.storage import Reference, Storage, Store, StoreKind
from whiteboard.run.picture.nets.places import Arrow, placed
from whiteboard.run.picture.picture import Picture, style
from whiteboard.run.picture.tables.boxes import Box, box_of, elsewhere, feet, is_one_to_one, key_marks

if TYPE_CHECKING:
    from whiteboard.problems.tidy import Failure

MOST_STORES = 60
"""More stores than this are counted in the title and named in the text instead of drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A reference with the store that it leads from, and the place of the store that it leads to."""

    source: int
    target: int
    reference: Reference


def tables(storage: Storage) -> Picture:
    """Stores as boxes with their columns, keys and indexes, and references as lines between columns.

    Parameters
    ----------
    storage : Storage
        As read. What the draft implies is shown too: the key of a key-value store, the columns of a key.

    Returns
    -------
    Picture
        Each kind of store has its mark beside its name. A line ends in a crow's foot where many rows may refer, in
        one bar at the row that they refer to. Stores that are referred to and nowhere described have a dashed frame.
        Of a store with very many columns, and of more than `MOST_STORES` stores, only the text knows the rest.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> text = "accounts: id pk, handle unique\\ntweets: id pk, author_id -> accounts; index (author_id)"
    >>> print(tables(read_section("storage", text).storage).text)
    2 stores: 2 kind not stated
    accounts (kind not stated): id PK, handle U
    tweets (kind not stated): id PK, author_id FK
      author_id → accounts (id), many to one
      index (author_id)
    """
    from whiteboard.problems.tidy import tidy
    from whiteboard.run.picture.tables.drawing import draw_tables

    whole, failures = tidy(storage)
    stores = [_with_lost(store, typed) for store, typed in zip(whole.stores, storage.stores, strict=True)]
    joined, others = _joined(stores)
    title = _title(stores)
    drawn = [*stores[:MOST_STORES], *(None for _ in others)]
    places = {place: number for number, place in enumerate([*range(min(len(stores), MOST_STORES)), *others])}
    boxes: list[Box] = [box_of(store) for store in drawn if store is not None]
    boxes += [elsewhere(name) for name in others.values()]
    kept = [found for found in joined if found.source in places and found.target in places]
    arrows = [_arrow(stores, boxes, places, found) for found in kept]
    ones = [is_one_to_one(stores[found.source], found.reference) for found in kept]
    more = len(stores) - min(len(stores), MOST_STORES)
    with style():
        found = placed([(box.width, box.height) for box in boxes], arrows)
        figure = draw_tables(boxes, found, ones, title, more=more)
    return Picture(figure=figure, text="\n".join([title, *_lines(stores, joined, others, failures)]))


def _with_lost(store: Store, typed: Store) -> Store:
    """The store with those references, too, that lead to no store of the draft."""
    resolved = {reference.columns for reference in store.references}
    names = {column.name for column in store.columns}
    lost = [
        reference
        for reference in typed.references
        if reference.columns not in resolved and names.issuperset(reference.columns) and reference.target
    ]
    return replace(store, references=(*store.references, *lost))


def _joined(stores: list[Store]) -> tuple[list[Joined], dict[int, str]]:
    """References with both ends, and names of the stores that are not in the draft by a place of their own."""
    places: dict[str, int] = {}
    for place, store in enumerate(stores):
        places.setdefault(store.name.lower(), place)
    others: dict[int, str] = {}
    found = []
    for place, store in enumerate(stores[:MOST_STORES]):
        for reference in store.references:
            key = reference.target.lower()
            if key not in places:
                places[key] = len(stores) + len(others)
                others[places[key]] = reference.target
            found.append(Joined(source=place, target=places[key], reference=reference))
    return found, others


def _arrow(stores: list[Store], boxes: list[Box], places: dict[int, int], found: Joined) -> Arrow:
    columns: tuple[str, ...] = ()
    if found.target < len(stores):
        columns = found.reference.target_columns or stores[found.target].primary_key
    source, target = places[found.source], places[found.target]
    return Arrow(
        source=source,
        source_port=boxes[source].port(found.reference.columns),
        target=target,
        target_port=boxes[target].port(columns),
    )


def kind_in_words(kind: StoreKind) -> str:
    """The kind as a picture says it."""
    return "kind not stated" if kind is StoreKind.UNSTATED else kind.value


def _title(stores: list[Store]) -> str:
    if not stores:
        return "No stores"
    kinds = Counter(kind_in_words(store.kind) for store in stores)
    count = "1 store" if len(stores) == 1 else f"{len(stores)} stores"
    return f"{count}: {', '.join(f'{number} {kind}' for kind, number in kinds.items())}"


def _lines(
    stores: list[Store], joined: list[Joined], others: dict[int, str], failures: tuple[Failure, ...]
) -> Iterator[str]:
    for place, store in enumerate(stores):
        brand = f", {store.brand}" if store.brand else ""
        columns = [
            " ".join(
                [
                    column.name + ("?" if column.nullable else ""),
                    *([column.type] if column.type else []),
                    *marks,
                ]
            )
            for column in store.columns
            for marks in (key_marks(store, column.name),)
        ]
        yield f"{store.name} ({kind_in_words(store.kind)}{brand}): {', '.join(columns)}".rstrip(": ")
        for found in joined:
            if found.source != place:
                continue
            reference = found.reference
            known = found.target < len(stores)
            into = reference.target_columns or (stores[found.target].primary_key if known else ())
            target = f"{reference.target} ({', '.join(into)})" if into else reference.target
            many = "one to one" if is_one_to_one(store, reference) else "many to one"
            note = "" if known else ", which is not in the draft"
            yield f"  {', '.join(reference.columns)} → {target}, {many}{note}"
        for line in feet(store):
            yield f"  {line}"
    for failure in failures:
        yield f"note: {failure.message}"
