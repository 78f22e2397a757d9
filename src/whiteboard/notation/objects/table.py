"""A table of objects: a row an object, or a row a field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.objects import Field
from whiteboard.notation.listing import Entry, has_words, literal_row, split_list
from whiteboard.notation.objects.fields import parse_field, parse_fields
from whiteboard.notation.objects.mutability import Changes, changes_in, yes_or_no
from whiteboard.notation.objects.names import bare_name, is_name
from whiteboard.notation.objects.statements import Said, content, merged

_HEADS = {
    "name": re.compile(
r"(?:\w+ )?(?:object|entity|entities|objects|name|thing|noun|resource|model|objeto|"
r"entidad|entität|objekt|objet|entité|сущность|实体)s?(?: name)?"
),
    "field": re.compile(r"(?:field|attribute|property|column)(?: name)?"),
    "fields": re.compile(
r"(?:(?:key|main|core|important|its|typical) )?(?:fields|attributes|properties|props|"
r"columns|data|holds|contains|has|information|info|contents?|what it holds|details|"
r"campos|felder|attribute|attributs|поля|字段|stored data)(?: \(.*\))?"
),
    "type": re.compile(r"(?:data )?type"),
    "mutable": re.compile(
r"(?:is |can )?(?:it )?(?:be )?(?:mutab(?:le|ility)|edit(?:able|ed|s)?|chang(?:es|"
r"eable|ed)|can change|updat(?:able|ed|es)|modifiable)\s*\??"
),
    "immutable": re.compile(r"immutable\s*\??"),
    "deletable": re.compile(r"(?:can )?(?:be )?(?:delet(?:able|ed|e|ion)|remov(?:able|ed))\s*\??"),
    "note": re.compile(
r"(?:notes?|descriptions?|comments?|purpose|meaning|definition|remarks?|what(?: it "
r"is)?|why|role|explanation|details|mutability and .*|lifecycle)"
),
}  # fmt: skip


CANONICAL = ("object", "fields", "mutable", "deletable", "note")
"""The head under which `whiteboard format` writes what one line cannot say."""


def read_table(rows: Sequence[Entry], under: str) -> list[tuple[Said, int]]:
    """What a table says of objects, each with its line.

    Parameters
    ----------
    rows : sequence of Entry
        The rows, header included if there is one.
    under : str
        The object under whose heading the table stands; empty when there is none.

    Examples
    --------
    >>> from whiteboard.notation.listing import entries
    >>> from whiteboard.notation.lines import numbered
    >>> rows = entries(numbered("| Entity | Fields | Mutable |\\n|---|---|---|\\n| Tweet | text, media? | no |"))
    >>> [(said.name, len(said.fields), said.changes.mutable, line) for said, line in read_table(rows, "")]
    [('Tweet', 2, False, 3)]
    """
    if rows[0].cells == CANONICAL:
        return [
            _exactly(cells, row.line)
            for row, cells in literal_row(rows, CANONICAL)
            if is_name(cells["object"])
        ]
    columns = _columns(rows[0].cells)
    named = sum(bool(column) for column in columns)
    if named >= 2 or (named and rows[0].ruled) or (named and columns[0] == "name"):
        body = rows[1:]
    elif rows[0].ruled:
        columns, body = ["name", "fields", *[""] * (len(columns) - 2)], rows[1:]
    else:
        columns, body = ["name", "fields", *["note"] * (len(columns) - 2)], rows
    if "field" in columns and "name" not in columns:
        if not under:
            columns = ["name" if column == "field" else column for column in columns]
    elif "name" not in columns:
        columns[0] = "name"
    made: list[tuple[Said, int]] = []
    last = under
    for row in body:
        cells: dict[str, str] = {}
        for column, cell in zip(columns, row.cells, strict=False):
            if column and cell:
                cells[column] = f"{cells[column]}; {cell}" if column in cells else cell
        extra = [
            cell for column, cell in zip(columns, row.cells, strict=False) if not column and has_words(cell)
        ]
        name = bare_name(re.sub(r"\(.*?\)", "", cells.get("name", ""))) or last
        if not is_name(name):
            continue
        last = name
        made.append((_said(name, cells, extra, row.line), row.line))
    return made


def _exactly(cells: dict[str, str], line: int) -> tuple[Said, int]:
    fields = tuple(field for item in split_list(cells["fields"], ",") if (field := parse_field(item, line)))
    changes = Changes(yes_or_no(cells["mutable"]), yes_or_no(cells["deletable"]))
    return Said(name=cells["object"], fields=fields, changes=changes, note=cells["note"]), line


def _columns(cells: tuple[str, ...]) -> list[str]:
    taken: list[str] = []
    for cell in cells:
        lowered = cell.strip().lower()
        name = next((key for key, pattern in _HEADS.items() if pattern.fullmatch(lowered)), "")
        taken.append("" if name in taken and name not in ("note", "fields") else name)
    return taken


def _said(name: str, cells: dict[str, str], extra: list[str], line: int) -> Said:
    fields: tuple[Field, ...] = ()
    notes: list[str] = []
    changes = Changes()
    if "field" in cells:
        one = parse_field(f"{cells['field']}: {cells['type']}" if cells.get("type") else cells["field"], line)
        fields += (one,) if one else ()
        notes += [] if one else [cells["field"]]
    elif "type" in cells:
        notes.append(cells["type"])
    if "fields" in cells:
        made, rest = parse_fields(cells["fields"], line)
        if changes_in(cells["fields"]):
            said = content(cells["fields"], line)
            made, rest, changes = said.fields, said.note, said.changes
        fields += made
        notes += [rest] if rest and has_words(rest) else []
    for column in ("mutable", "immutable", "deletable"):
        if column in cells:
            changes = merged(changes, _cell_changes(column, cells[column]))
            if len(cells[column].split()) > 1:
                notes.append(cells[column])
    for text in [*([cells["note"]] if "note" in cells else []), *extra]:
        found = changes_in(text)
        changes = merged(changes, found)
        notes += [text] if has_words(text) and not (found and found.only) else []
    return Said(name=name, fields=fields, changes=changes, note="; ".join(notes))


def _cell_changes(column: str, cell: str) -> Changes:
    value = yes_or_no(cell)
    if value is None:
        return changes_in(cell)
    if column == "deletable":
        return Changes(None, value)
    return merged(Changes(value if column == "mutable" else not value, None), changes_in(cell))
