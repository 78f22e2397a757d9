"""A data types section: walked once, with the kind that a heading gives and the type that fields stand under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from whiteboard.draft.data_types import DataKind, DataType, DataTypes
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.data_types.statements import content, is_type_name, parse_types
from whiteboard.notation.data_types.words import kind_of, kind_said, take_size
from whiteboard.notation.declarations import declared_on_one_line
from whiteboard.notation.listing import (
    Entry,
    Kind,
    aligned_rows,
    bracketed_end,
    entries,
    has_words,
    literal_row,
    plain,
    split_list,
    tables,
)
from whiteboard.notation.objects.fields import parse_field
from whiteboard.notation.objects.names import NOTE_LABELS, bare_name, is_generic

HINT = "Try:  Account: structured, 1 KB"
_HEADS = {
    "name": re.compile(
r"(?i)(?:data ?)?(?:types?|names?|objects?|entit(?:y|ies)|what|items?|things?|data(?: "
r"object| entity)?)"
),
    "kind": re.compile(
r"(?i)(?:kinds?|categor(?:y|ies)|structured(?: or (?:media|blob))?\??|format|data kind|"
r"class|nature|structured/media|structure|media or structured\??|type of data|"
r"storage(?: type)?|data type)"
),
    "size": re.compile(
r"(?i)(?:(?:avg\.?|average|typical|estimated|approx\.?|max|est\.?)?\s*sizes?(?: "
r"(?:each|of one|per \w+|estimate))?|bytes|volume|how (?:large|big)|each)"
),
    "fields": re.compile(r"(?i)(?:fields|attributes|contains|holds|columns|properties|contents?|key fields)"),
    "note": re.compile(r"(?i)(?:notes?|comments?|description|remarks?|why|details|examples?|where|"
        r"stored in)"),
}  # fmt: skip
_WITHIN = re.compile(
    r"(?i)^(?:kind|type|size|fields?|attributes|columns|average size|avg size|format|"
    r"category|structured)\s*[:=]\s*(?P<rest>\S.*)$"
)


def read_data_types(lines: Sequence[Line]) -> DataTypes:
    """Read a data types section.

    Parameters
    ----------
    lines : sequence of Line
        The section's lines: ``Account: structured, 1 KB``, lists under "Structured data" and "Media", tables.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> found = read_data_types(numbered("**Structured data**\\n- Accounts\\n- Tweets\\n**Media**\\n- Images: 1 MB"))
    >>> [(one.name, one.kind.value, one.size) for one in found.types]
    [('Accounts', 'structured', None), ('Tweets', 'structured', None), ('Images', 'media', 1000000.0)]
    """
    return _Reader(declared_on_one_line(lines)).read()


CANONICAL = ("type", "kind", "size", "fields", "note")
"""The head under which `whiteboard format` writes what one line cannot say."""


_MOST_FIELDS = 300


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.entries = entries(lines)
        self.following: dict[int, Entry] = {}
        filled = [entry for entry in self.entries if entry.kind is not Kind.BLANK]
        for entry, after in pairwise(filled):
            self.following[entry.line] = after
        self.types: dict[str, DataType] = {}
        self.remarks: list[str] = []
        self.unread: list[Unread] = []
        self.kind = DataKind.UNSTATED
        self.group: Entry | None = None
        self.parent: tuple[str, Entry] | None = None

    def read(self) -> DataTypes:
        in_table = tables(self.entries) | aligned_rows(self.entries, _is_head)
        covered = -1
        for position, entry in enumerate(self.entries):
            if position <= covered:
                continue
            if position in in_table:
                covered = position + len(in_table[position]) - 1
                self._table(in_table[position])
            elif entry.kind not in (Kind.BLANK, Kind.ROW):
                self._entry(entry)
        return DataTypes(
            types=tuple(
                replace(one, note=plain(one.note), size_text=plain(one.size_text))
                for one in self.types.values()
            ),
            remarks=tuple(filter(None, map(plain, self.remarks))),
            unread=tuple(self.unread),
        )

    def _entry(self, entry: Entry) -> None:
        text = entry.text
        if not has_words(text):
            if not re.fullmatch(r"[\s{}\[\]();,.]*", text):
                self.unread.append(Unread(entry.line, entry.typed, HINT))
            return
        if entry.level == 0 and (remark := re.match(r"remark: (.+)$", text)):
            self.remarks.append(remark[1])
            return
        label = re.sub(r"\s*:$", "", text)
        if self._opens_group(entry, label):
            return
        if entry.kind is Kind.HEADING:
            self._heading(entry, label)
            return
        if self.group is not None and self.group.kind is not Kind.HEADING and entry.level < self.group.level:
            self.kind, self.group = DataKind.UNSTATED, None
        if self.parent is not None and self._stands_under(entry, self.parent[1]):
            self._child(entry, self.parent[0])
            return
        made = parse_types(text, entry.line, self.kind)
        if not made:
            self.parent = None
            self.remarks.append(text)
            return
        for one in made:
            said = kind_of(re.sub(r"^[/#\s]+", "", entry.comment)) if entry.comment else DataKind.UNSTATED
            self._add(replace(one, kind=said) if one.kind is DataKind.UNSTATED else one)
        self.parent = (made[0].name.lower(), entry) if len(made) == 1 else None

    def _opens_group(self, entry: Entry, label: str) -> bool:
        """``**Structured data**``, ``Media:``; words in brackets behind it that name no type are passed over."""
        held, inner = bracketed_end(label)
        kind = kind_of(held if inner else label)
        heads = (
            entry.kind is Kind.HEADING
            or entry.text.endswith(":")
            or self._is_above(entry)
            or len(label.split()) > 1
        )
        if kind is DataKind.UNSTATED or not heads:
            said = (
                kind_said(label)
                if entry.kind is Kind.HEADING or entry.text.endswith(":")
                else DataKind.UNSTATED
            )
            if said is DataKind.UNSTATED:
                return False
            kind = said
        elif inner and parse_types(label, entry.line, kind) and not self._is_above(entry):
            return False
        self.kind, self.group, self.parent = kind, entry, None
        self.remarks.append(label)
        return True

    def _is_above(self, entry: Entry) -> bool:
        """Whether what follows stands under an entry."""
        following = self.following.get(entry.line)
        return (
            following is not None
            and following.kind is Kind.ITEM
            and (following.level > entry.level or following.rank > entry.rank)
        )

    def _heading(self, entry: Entry, label: str) -> None:
        self.kind, self.group, self.parent = DataKind.UNSTATED, entry, None
        made = parse_types(label, entry.line, DataKind.UNSTATED)
        if len(made) == 1 and not is_generic(label):
            self._add(made[0])
            self.parent = (made[0].name.lower(), entry)
        else:
            self.remarks.append(label)

    def _stands_under(self, entry: Entry, above: Entry) -> bool:
        return (
            above.kind is Kind.HEADING
            or entry.level > above.level
            or (
                entry.level == above.level
                and entry.rank > above.rank
                and above.text.endswith((":", above.text.split()[-1]))
                and ":" not in above.text.rstrip(":")
            )
        )

    def _child(self, entry: Entry, name: str) -> None:
        one = self.types[name]
        within = _WITHIN.match(entry.text)
        text = within["rest"] if within else entry.text
        label, _, rest = entry.text.partition(":")
        if rest.strip() and label.strip().lower() in NOTE_LABELS:
            self.types[name] = replace(one, note="; ".join(filter(None, (one.note, rest.strip()))))
            return
        field = (
            None
            if within or take_size(text)[1] is not None or kind_of(text) is not DataKind.UNSTATED
            else parse_field(text, entry.line)
        )
        if field is not None and ", " not in text:
            self.types[name] = _unique(replace(one, fields=(*one.fields, field)))
            return
        said = content(text, entry.line)
        self.types[name] = _both(one, said)

    def _add(self, one: DataType) -> None:
        key = one.name.lower()
        self.types[key] = _both(self.types[key], one) if key in self.types else _unique(one)

    def _table(self, rows: list[Entry]) -> None:
        if rows[0].cells == CANONICAL:
            for row, cells in literal_row(rows, CANONICAL):
                self._add(_exactly(cells, row.line))
            return
        columns: list[str] = []
        for text in rows[0].cells:
            found = next((key for key, pattern in _HEADS.items() if pattern.fullmatch(text.strip())), "")
            if found == "name" and "name" in columns and "type" in text.lower():
                found = "kind"
            columns.append(found if found == "note" or found not in columns else "")
        known = sum(bool(column) for column in columns)
        head = known >= 2 or (bool(known) and rows[0].ruled) or rows[0].ruled
        if not head or "name" not in columns:
            columns = (
                ["name", *["" if column == "name" else column for column in columns[1:]]]
                if head
                else ["name"]
            )
        for row in rows[head:]:
            if has_words(row.text):
                self._row(row, columns)
            else:
                self.unread.append(Unread(row.line, row.typed, HINT))

    def _row(self, row: Entry, columns: list[str]) -> None:
        cells = dict(zip([*columns, *[""] * len(row.cells)], row.cells, strict=False))
        held, inner = bracketed_end(cells.get("name", ""))
        name = bare_name(held)
        if kind_of(name) is not DataKind.UNSTATED and "kind" not in columns:
            about = parse_types(": ".join(cell for cell in row.cells if cell), row.line, kind_of(name))
        elif not is_type_name(name):
            about = parse_types(cells.get("name", ""), row.line, DataKind.UNSTATED)
        else:
            about = []
        if about:
            for one in about:
                self._add(one)
            return
        if not is_type_name(name):
            self.remarks.append(row.text)
            return
        self._add(
            DataType(
                name=name,
                line=row.line,
                note="" if not inner or content(inner, 0).kind is not DataKind.UNSTATED else inner,
            )
        )
        for column, text in [*zip([*columns, *[""] * len(row.cells)], row.cells, strict=False), ("", inner)]:
            if column == "name" or not text or (not has_words(text) and not any(c.isdigit() for c in text)):
                continue
            if column == "note":
                said = DataType(name="", note=text, kind=kind_said(text), line=row.line)
            else:
                said = content(text, row.line)
            if not (text == inner and column == "" and said.kind is DataKind.UNSTATED):
                self._add(replace(said, name=name))


def _exactly(cells: dict[str, str], line: int) -> DataType:
    fields = tuple(field for item in split_list(cells["fields"], ",") if (field := parse_field(item, line)))
    size, size_text = take_size(cells["size"])[1:3]
    return DataType(
        name=cells["type"], kind=kind_of(cells["kind"]), size=size, size_text=size_text, fields=fields, note=cells["note"],
        line=line,
    )  # fmt: skip


def _is_head(cells: list[str]) -> bool:
    known = [any(pattern.fullmatch(cell) for pattern in _HEADS.values()) for cell in cells]
    return len(cells) > 1 and all(known)


def _both(one: DataType, other: DataType) -> DataType:
    return _unique(
        replace(
            one,
            kind=one.kind if one.kind is not DataKind.UNSTATED else other.kind,
            size=one.size if one.size is not None else other.size,
            size_text=one.size_text if one.size is not None else other.size_text,
            fields=(*one.fields, *other.fields),
            note="; ".join(filter(None, (one.note, other.note))),
        )
    )


def _unique(one: DataType) -> DataType:
    if len(one.fields) > _MOST_FIELDS:
        one = replace(one, fields=one.fields[:_MOST_FIELDS])
    kept = {field.name.lower(): field for field in reversed(one.fields)}
    if len(kept) == len(one.fields):
        return one
    return replace(one, fields=tuple(dict.fromkeys(kept[field.name.lower()] for field in one.fields)))
