"""What the box of a store shows, and how much room it takes. Lengths are points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whiteboard.draft.storage import Column, Index, Reference, Store, StoreKind
from whiteboard.run.picture.architecture.lettering import line_height, shortened, shown, text_width, wrapped

NAME_SIZE, SIZE, SMALL = 9.0, 8.2, 7.2
ROW = 13.5
HEAD_PAD, PAD = 5.0, 7.0
KEY_ROOM = 34.0
"""Room for the marks of keys, left of a column's name."""

MARK_ROOM = 24.0
"""Room for the mark of the store's kind, right of its name."""

BOLD = 1.15
"""Bold letters are at most so many times as wide."""

_NAME_ROOM, _TYPE_ROOM, _FOOT_ROOM = 150.0, 90.0, 225.0
_MOST_ROWS, _MOST_FEET = 24, 8
_LEAST_WIDTH = 104.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One column: the marks of its keys, its name, and its type."""

    column: str
    keys: str
    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One store, measured.

    Parameters
    ----------
    kind : StoreKind or None
        None for a store that is referred to and nowhere described.
    head : tuple of str
        The lines of its name.
    label : str
        Its kind and brand, in words.
    rows : tuple of Row
        Its columns.
    feet : tuple of str
        Indexes and constraints over several columns.
    width : float
        Least width.
    """

    kind: StoreKind | None
    head: tuple[str, ...]
    label: str
    rows: tuple[Row, ...] = ()
    feet: tuple[str, ...] = ()
    width: float = _LEAST_WIDTH

    @property
    def head_height(self) -> float:
        """Of the part that holds name and kind."""
        return len(self.head) * line_height(NAME_SIZE) + line_height(SMALL) + 2 * HEAD_PAD

    @property
    def rows_height(self) -> float:
        """Of the part that holds the columns."""
        return len(self.rows) * ROW + 4.0 if self.rows else 0.0

    @property
    def height(self) -> float:
        """Of all of it."""
        feet = len(self.feet) * line_height(SMALL) + 6.0 if self.feet else 0.0
        return self.head_height + self.rows_height + feet

    def port(self, columns: Sequence[str]) -> float:
        """How far below its top an arrow of these columns is fastened; at its head when it shows none of them."""
        for place, row in enumerate(self.rows):
            if row.column in columns:
                return self.head_height + 2.0 + (place + 0.5) * ROW
        return self.head_height / 2


def box_of(store: Store) -> Box:
    """The box of a store that `whiteboard.problems.tidy.tidy` has made whole.

    Examples
    --------
    >>> likes = Store(name="likes", columns=(Column(name="tweet_id"),), primary_key=("tweet_id",))
    >>> box_of(likes).rows
    (Row(column='tweet_id', keys='PK', name='tweet_id', type=''),)
    """
    columns = _chosen(store)
    rows = [_row(store, column) for column in columns]
    if len(columns) < len(store.columns):
        rows.append(
            Row(column="", keys="", name=f"… {len(store.columns) - len(columns)} more columns", type="")
        )
    head = wrapped(store.name, (_NAME_ROOM + 30) / BOLD, NAME_SIZE, most=3) or ("(no name)",)
    brand = shortened(shown(store.brand), 70.0, SMALL) if store.brand else ""
    label = " · ".join(
        part for part in ("kind not stated" if _unstated(store) else store.kind.value, brand) if part
    )
    said = list(feet(store))
    if len(said) > _MOST_FEET:
        said = [*said[: _MOST_FEET - 1], f"… {len(said) - _MOST_FEET + 1} more"]
    lines = tuple(shortened(shown(line), _FOOT_ROOM, SMALL) for line in said)
    widths = [text_width(line, NAME_SIZE) * BOLD + MARK_ROOM for line in head]
    widths += [text_width(label, SMALL) + MARK_ROOM]
    widths += [
        KEY_ROOM
        + text_width(row.name, SIZE) * (BOLD if row.keys else 1)
        + (text_width(row.type, SMALL) + 10 if row.type else 0)
        for row in rows
    ]
    widths += [text_width(line, SMALL) for line in lines]
    width = max([_LEAST_WIDTH, *(found + 2 * PAD for found in widths)])
    return Box(kind=store.kind, head=head, label=label, rows=tuple(rows), feet=lines, width=width)


def elsewhere(name: str) -> Box:
    """The box of a store that is referred to and nowhere described."""
    head = wrapped(name, _NAME_ROOM / BOLD, NAME_SIZE, most=2) or ("(no name)",)
    label = "not in the draft"
    width = max(text_width(line, NAME_SIZE) * BOLD for line in (*head, label)) + 2 * PAD
    return Box(kind=None, head=head, label=label, width=max(_LEAST_WIDTH, width))


def _unstated(store: Store) -> bool:
    return store.kind is StoreKind.UNSTATED


def _chosen(store: Store) -> list[Column]:
    """The columns that are drawn: all of them, or of very many those first that a key names."""
    if len(store.columns) <= _MOST_ROWS:
        return list(store.columns)
    keys = sorted(
        range(len(store.columns)), key=lambda place: not key_marks(store, store.columns[place].name)
    )
    return [store.columns[place] for place in sorted(keys[:_MOST_ROWS])]


def _row(store: Store, column: Column) -> Row:
    mark = "?" if column.nullable else ""
    return Row(
        column=column.name,
        keys=" ".join(key_marks(store, column.name)),
        name=shortened(shown(column.name) or "(no name)", _NAME_ROOM / BOLD, SIZE) + mark,
        type=shortened(shown(column.type or ""), _TYPE_ROOM, SMALL),
    )


def key_marks(store: Store, column: str) -> list[str]:
    """Of which keys a column is part: ``PK`` primary, ``FK`` foreign, ``U`` unique by itself."""
    marks = ["PK"] if column in store.primary_key else []
    if any(column in reference.columns for reference in store.references):
        marks.append("FK")
    if _is_unique(store, (column,)) and store.primary_key != (column,):
        marks.append("U")
    return marks


def _is_unique(store: Store, columns: tuple[str, ...]) -> bool:
    return columns in store.uniques or any(
        index.unique and index.columns == columns for index in store.indexes
    )


def is_one_to_one(store: Store, reference: Reference) -> bool:
    """Whether at most one row of the store can refer to one row of the target."""
    return store.primary_key == reference.columns or _is_unique(store, reference.columns)


def feet(store: Store) -> Iterator[str]:
    """What stands below the columns: keys by which rows are spread and kept, constraints, and indexes."""
    if store.partition_key:
        yield f"partition key ({', '.join(store.partition_key)})"
    if store.sort_key:
        yield f"sort key ({', '.join(store.sort_key)})"
    for columns in dict.fromkeys(store.uniques):
        if len(columns) > 1:
            yield f"unique ({', '.join(columns)})"
    for index in store.indexes:
        yield _index(index)
    for check in store.checks:
        yield check if check.lower().startswith(("check", "exclude")) else f"check {check}"


def _index(index: Index) -> str:
    down = index.descending or (False,) * len(index.columns)
    columns = [name + (" ↓" if desc else "") for name, desc in zip(index.columns, down, strict=False)]
    method = f" {index.method}" if index.method and index.method != "btree" else ""
    where = f" where {index.where}" if index.where else ""
    return f"{'unique ' if index.unique else ''}index{method} ({', '.join(columns)}){where}"
