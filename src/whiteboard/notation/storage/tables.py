"""Tables in Markdown: one for each store, one for all stores, or one row for each column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.text import Line
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.kinds import Named, kind_of
from whiteboard.notation.storage.modifiers import only_says
from whiteboard.notation.storage.text import cleaned, normal, unquoted, without_markup, word_set
from whiteboard.notation.storage.types import type_at

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*$")
_GRID = re.compile(r"^\s*\+[-=+]{3,}\+?\s*$")
_STORE = word_set(
    "table entity collection store model tablename entityname object bucket datastore tablecollection "
    "storename"
)
_COLUMN = word_set("column field attribute columnname fieldname property attributename name col")
_COLUMNS = word_set(
    "columns fields attributes schema properties keycolumns keyfields keyattributes mainfields data "
    "maincolumns importantcolumns contents columnsfields structure"
)
_TYPE = {"type", "datatype", "columntype", "fieldtype", "sqltype"}
_PRIMARY = {"primarykey", "pk", "primary", "partitionkeysortkey"}
_PARTITION = {"partitionkey", "shardkey", "hashkey", "partition", "shardingkey", "sharding"}
_SORT = {"sortkey", "clusteringkey", "rangekey", "sort", "clustering"}
_INDEX = {"index", "indexes", "indices", "indexing", "secondaryindex", "secondaryindexes", "indexed"}
_FOREIGN = word_set("foreignkey foreignkeys fk references reference fks ref refs relation relations")
_UNIQUE = {"unique", "uniques", "uniqueconstraint", "uniqueconstraints"}
_KEYS = word_set(
    "key keys constraint constraints keyconstraints keysconstraints keysandindexes keysindexes keyindex "
    "keyandindex keyandindexes keysindices keysandindices keysandconstraints indexesandkeys pkandindexes "
    "pkindexes keysconstraintsindexes indexeskeys keysandindex primarykeyandindexes"
)
_KIND = word_set(
    "database db storage storetype storagetype kind technology engine databasetype dbtype storekind "
    "where tech storedin"
)
_NULL = {"null", "nullable", "required", "notnull", "mandatory", "optional"}
_EXPLAINED = re.compile(r"(?i),?\s*(?:\bi\.?e\.|\be\.g\.|\bthat is\b|\bso that\b|\bbecause\b)[^;|]*")
MOST_ROWS = 500


def is_table(lines: Sequence[Line], place: int) -> bool:
    """Whether a Markdown table begins at this line.

    Examples
    --------
    >>> is_table([Line(1, "| a | b |"), Line(2, "|---|---|")], 0), is_table([Line(1, "a | b")], 0)
    (True, False)
    """
    text = lines[place].text
    if _GRID.match(text):
        return (
            place + 2 < len(lines)
            and lines[place + 1].text.count("|") > 2
            and bool(_GRID.match(lines[place + 2].text))
        )
    if text.strip().strip("|").count("|") == 0:
        return False  # one column: a box
    return (
        "|" in text
        and place + 1 < len(lines)
        and bool(_RULE.match(lines[place + 1].text))
        and "|" in lines[place + 1].text
    )


def end_of_table(lines: Sequence[Line], place: int) -> int:
    """The end (exclusive) of the table that begins at this line."""
    while (
        place < len(lines)
        and ("|" in lines[place].text or _GRID.match(lines[place].text))
        and lines[place].text.strip()
    ):
        place += 1
    return place


def cells_of(text: str) -> list[str]:
    """The cells of one row.

    Examples
    --------
    >>> cells_of("| `id` | uuid | primary key |")
    ['id', 'uuid', 'primary key']
    """
    text = cleaned(text).strip()
    text = text.replace("\\|", "\u0001")
    text = text.removeprefix("|")
    text = text.removesuffix("|")
    return [
        without_markup(re.sub(r"<br\s*/?>", ", ", cell)).strip().strip("`").strip().replace("\u0001", "|")
        for cell in text.split("|")
    ]


def read_table_rows(
    lines: Sequence[Line], name: str | None, named: Named | None
) -> tuple[list[Building], bool]:
    """Read a table.

    Parameters
    ----------
    lines : sequence of Line
        Header, rule and rows.
    name : str or None
        What stands above it, when that can be the name of a store.
    named : Named or None
        The kind that stands beside that name.

    Returns
    -------
    (list of Building, bool)
        The stores, and whether the name above was used for them.

    Examples
    --------
    >>> rows = ["| Table | Columns | Keys |", "|---|---|---|", "| tweets | id, author_id | PK id |"]
    >>> stores, _ = read_table_rows([Line(n, row) for n, row in enumerate(rows, 1)], None, None)
    >>> stores[0].name, [text for text, _ in stores[0].items]
    ('tweets', ['id, author_id', 'PK: id'])
    """
    rows = [line for line in lines if not _RULE.match(line.text) and not _GRID.match(line.text)]
    if not rows:
        return [], False
    header = [normal(cell) for cell in cells_of(rows[0].text)]
    typed_header = [re.sub(r"[^a-z]", "", cell.lower()) for cell in cells_of(rows[0].text)]
    header = typed_header
    body = [(cells_of(line.text), line.number) for line in rows[1 : MOST_ROWS + 1]]
    whole = any(cell in _COLUMNS for cell in header)
    store_at = next((i for i, cell in enumerate(header) if cell in _STORE), None)
    if whole and store_at is None and header and header[0] in ("name", ""):
        store_at = 0
    if whole and store_at is None and header and header[0] not in _COLUMNS | _COLUMN:
        store_at = 0
    if whole and store_at is not None:
        return _one_row_a_store(header, body, store_at), False
    column_at = next((i for i, cell in enumerate(header) if cell in _COLUMN and i != store_at), None)
    if store_at is not None and column_at is not None:
        return _one_row_a_column(header, body, store_at, column_at), False
    if (
        store_at is not None
        and len(header) > 1
        and any(cell in _KEYS | _PRIMARY | _INDEX | _KIND | _TYPE | _PARTITION for cell in header)
    ):
        return _one_row_a_store(header, body, store_at), False
    own = None
    if (
        column_at is None
        and len(header) > 1
        and any(cell in _TYPE | _KEYS | _INDEX | _FOREIGN for cell in header[1:])
    ):
        column_at = 0
        own = cells_of(rows[0].text)[0]
    if column_at is not None:
        called = name or own
        if not called:
            return [], False
        store = Building(unquoted(called), rows[0].number)
        if named and name:
            store.state(named)
        for cells, number in body:
            _column_row(store, header, cells, column_at, number)
        return [store], bool(name)
    if name and len(header) > 1:
        return [_columns_across(name, named, cells_of(rows[0].text), body, rows[0].number)], True
    return [], False


def read_box(lines: Sequence[Line]) -> Building | None:
    """A box of one column: its first row is the store's name, each other row a column.

    Examples
    --------
    >>> rows = ["+-------+", "| users |", "+-------+", "| id PK |", "| name  |", "+-------+"]
    >>> store = read_box([Line(n, row) for n, row in enumerate(rows, 1)])
    >>> store.name, [item for item, _ in store.items]
    ('users', ['id PK', 'name'])
    """
    rows: list[Line] = []
    cells: list[list[str]] = []
    for line in lines[:MOST_ROWS]:
        if _GRID.match(line.text) or re.fullmatch(r"[\s|:+=-]+", line.text):
            continue
        row = [cell for cell in cells_of(line.text) if cell]
        if len(row) != 1:  # said at once: a long table asks this of each of its rows
            return None
        rows.append(line)
        cells.append(row)
    if len(rows) < 2 or not rows[0].text.strip().startswith("|"):
        return None
    head = re.match(r"^(?P<name>[^\W\d][\w ]{0,40}?)\s*(?:\((?P<aside>[^()]*)\))?$", cells[0][0])
    if not head:
        return None
    store = Building(head["name"], rows[0].number)
    if head["aside"] and (named := kind_of(head["aside"])):
        store.state(named)
    store.items = [(row[0], line.number) for row, line in zip(cells[1:], rows[1:], strict=True)]
    return store


def _one_row_a_store(header: list[str], body: list[tuple[list[str], int]], store_at: int) -> list[Building]:
    stores: list[Building] = []
    for cells, number in body:
        name = cells[store_at] if store_at < len(cells) else ""
        if not name.strip() or not any(sign.isalnum() for sign in name):
            continue
        called = re.sub(r"\s*\(([^()]*)\)\s*$", "", name)
        store = Building(unquoted(called), number)
        aside = re.search(r"\(([^()]*)\)\s*$", name)
        if aside:
            named = kind_of(aside[1])
            store.state(named) if named else store.note(aside[1])
        for position, cell in enumerate(cells):
            if position == store_at or not cell.strip(" -—–/") or position >= len(header):
                continue
            _cell_of_store(store, header[position], cell, number)
        stores.append(store)
    return stores


def _cell_of_store(store: Building, title: str, cell: str, number: int) -> None:
    for part in re.split(r"\s*(?:;|<br>)\s*", cell):
        bare = part.strip()
        if not bare or bare.lower() in ("none", "n/a", "no", "-", "—"):
            continue
        # "pk (user, hour), i.e. one interview per person": the reason is for the reader.
        bare = _EXPLAINED.sub("", bare) if title in _KEYS | _PRIMARY | _INDEX | _UNIQUE else bare
        if title in _COLUMNS:
            store.items.append((bare, number))
        elif title in _KIND or (title in _TYPE and kind_of(bare)):
            named = kind_of(bare)
            store.state(named) if named else store.note(bare)
        elif title in _PRIMARY:
            store.items.append((bare if re.match(r"(?i)p(?:rimary|k\b)", bare) else f"PK: {bare}", number))
        elif title in _PARTITION:
            store.items.append((f"partition key: {bare}", number))
        elif title in _SORT:
            store.items.append((f"sort key: {bare}", number))
        elif title in _INDEX:
            _indexes(store, bare, number)
        elif title in _UNIQUE:
            store.items.append(
                (bare if bare.lower().startswith("uniq") else f"unique ({bare.strip('()')})", number)
            )
        elif title in _FOREIGN:
            for one in re.split(r",(?![^(]*\))", bare):
                store.items.append(
                    (one if re.match(r"(?i)f(?:oreign|k\b)", one.strip()) else f"FK: {one.strip()}", number)
                )
        elif title in _KEYS:
            _keys(store, bare, number)
        else:
            named = kind_of(bare)
            if (
                named
                and not store.own_kind
                and title not in ("notes", "note", "purpose", "description", "why")
            ):
                store.state(named)
            else:
                store.note(bare)


def _keys(store: Building, text: str, number: int) -> None:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if len(parts) > 1:
        for part in parts:
            _keys(store, part, number)
        return
    if re.match(
        r"(?i)^\W*(?:pk|fk|primary|foreign|unique|partition|sort|cluster|hash|range|shard|"
        r"index|composite|compound)",
        text,
    ):
        # "PK id, FK author_id -> accounts": each key word begins a key of its own.
        for part in re.split(
            r"(?i),\s*(?=(?:pk|fk|primary|foreign|unique|partition|sort|cluster|hash|range|shard|index)\b)",
            text,
        ):
            fixed = re.sub(r"(?i)^(pk|fk)\b\s*:?\s*(?!\s*\()", r"\1: ", part.strip())
            store.items.append((fixed, number))
    elif re.search(r"(?i)\((?:pk|fk|primary|foreign|unique)[^()]*\)", text):
        for one in re.split(r",(?![^(]*\))", text):
            match = re.match(r"^\s*([\w.]+)\s*\((.*)\)\s*$", one)
            if match:
                word = (
                    "PK"
                    if re.match(r"(?i)p", match[2])
                    else "FK"
                    if re.match(r"(?i)f", match[2])
                    else "unique"
                )
                arrow = re.sub(r"(?i)^(?:pk|fk|primary key|foreign key|unique)\s*", "", match[2])
                store.items.append((f"{word}: {match[1]} {arrow}".strip(), number))
    else:
        store.items.append((f"PK: {text}", number))


def _indexes(store: Building, text: str, number: int) -> None:
    if re.match(r"(?i)^(?:unique|uniq)\b", text) or re.match(r"(?i)^(?:index|idx|gsi|lsi)", text):
        store.items.append((text, number))
        return
    if re.search(r"\(", text):
        for typed in re.split(r",(?![^(]*\))", text):
            one = typed.strip()
            if one:
                store.items.append(
                    (one if re.match(r"(?i)(?:unique|index)", one) else f"index {one}", number)
                )
    else:
        store.items.append((f"index: {text}", number))


def _one_row_a_column(
    header: list[str], body: list[tuple[list[str], int]], store_at: int, column_at: int
) -> list[Building]:
    stores: dict[str, Building] = {}
    current = ""
    for cells, number in body:
        name = cells[store_at] if store_at < len(cells) else ""
        current = name.strip() or current
        if not current:
            continue
        store = stores.setdefault(current, Building(unquoted(current), number))
        _column_row(store, header, cells, column_at, number, skip=store_at)
    return list(stores.values())


def _column_row(
    store: Building,
    header: list[str],
    cells: list[str],
    column_at: int,
    number: int,
    *,
    skip: int | None = None,
) -> None:
    name = cells[column_at] if column_at < len(cells) else ""
    if not name.strip(" -"):
        return
    parts = [name.rstrip(":")]
    notes: list[str] = []
    for position, cell in enumerate(cells):
        bare = cell.strip()
        if position in (column_at, skip) or not bare or position >= len(header):
            continue
        title = header[position]
        yes = bare.lower() in ("yes", "y", "✓", "✔", "x", "true", "✅")
        no = bare.lower() in ("no", "n", "false", "-", "—", "–", "✗", "n/a", "none")
        if title in _TYPE or (
            title not in _KEYS | _INDEX | _FOREIGN | _UNIQUE | _NULL
            and type_at(bare)
            and position == column_at + 1
        ):
            parts.insert(1, bare if type_at(bare) else "")
            if not type_at(bare):
                notes.append(bare)
        elif title in _NULL:
            if yes or no:
                required = title in ("required", "notnull", "mandatory")
                parts.append("not null" if yes == required else "nullable")
            elif only_says(bare):
                parts.append(bare)
        elif no:
            continue
        elif yes and title in _PRIMARY:
            parts.append("primary key")
        elif yes and title in _INDEX:
            parts.append("index")
        elif yes and title in _UNIQUE:
            parts.append("unique")
        elif title in _FOREIGN and not re.match(r"(?i)f(?:k|oreign)|ref", bare):
            parts.append("-> " + re.sub(r"^(?:->|→)", "", bare).strip())
        elif title in _PRIMARY | _KEYS and re.match(r"(?i)^pri$", bare):
            parts.append("primary key")
        elif title in _KEYS and re.match(r"(?i)^mul$", bare):
            parts.append("index")
        elif title in _KEYS and re.match(r"(?i)^uni$", bare):
            parts.append("unique")
        else:
            _remark_cell(parts, notes, bare)
    text = " ".join(part for part in parts if part)
    store.items.append(
        (text.replace(";", ",") + (f" // {'; '.join(notes).replace(';', ',')}" if notes else ""), number)
    )


def _remark_cell(parts: list[str], notes: list[str], cell: str) -> None:
    """What of a remark is a key or a reference joins the column; the rest is its note."""
    for part in re.split(r"\s*[,;.]\s+|\s*[,;]\s*(?![^()]*\))|\s+(?:and|\+|/)\s+", cell):
        bare = part.strip(" .")
        if not bare:
            continue
        if only_says(bare) or re.match(
            r"(?i)^(?:(?:composite|part of(?: the)?)\s+)?(?:pk|primary|fk|foreign|unique|index|references)\b",
            bare,
        ):
            parts.append("(" + re.sub(r"(?i)^part of(?: the)? ", "", bare) + ")")
        else:
            notes.append(bare)


def _columns_across(
    name: str, named: Named | None, header: list[str], body: list[tuple[list[str], int]], number: int
) -> Building:
    store = Building(unquoted(name), number)
    if named:
        store.state(named)
    for position, title in enumerate(header):
        if not title:
            continue
        extra = ""
        for cells, _ in body[:3]:
            cell = cells[position].strip() if position < len(cells) else ""
            if cell and (type_at(cell) or only_says(cell)) and len(cell) < 60:
                extra = f"{extra} {cell}".strip()
        store.items.append((f"{title} {extra}".strip(), number))
    return store
