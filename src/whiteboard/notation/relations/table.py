"""Tables of relations: the cross product, a row a relation, and columns kept apart by spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.relations import Relation
from whiteboard.notation.listing import Entry, Kind, has_words, literal_row, plain
from whiteboard.notation.relations.forms import cell, signed
from whiteboard.notation.relations.sentences import noun, sentence, verbs_of

_HEADS = {
    "subject": re.compile(
r"(?i)(?:from|subject|source|(?:object|entity) ?(?:1|a|one)|left|who|parent|a|first(?: "
r"object| entity)?|actor)"
),
    "target": re.compile(
r"(?i)(?:to|target|object|destination|(?:object|entity) ?(?:2|b|two)|right|whom|what|"
r"child|b|second(?: object| entity)?|related (?:to|object|entity))"
),
    "verb": re.compile(
r"(?i)(?:verbs?|relations?|relationships?|actions?|how|does|link|label|type of "
r"relation|meaning|predicate|name|can)(?: type)?"
),
    "cardinality": re.compile(r"(?i)(?:cardinality|multiplicity|type|kind|ratio|card\.?)"),
    "pair": re.compile(r"(?i)(?:pair|objects|entities|between|combination|relation between)"),
    "note": re.compile(r"(?i)(?:notes?|description|comments?|remarks?|why|explanation|details|example)"),
}  # fmt: skip


CANONICAL = ("from", "verb", "to", "cardinality", "none", "note")
"""The head under which `whiteboard format` writes what one line cannot say."""


def read_table(rows: Sequence[Entry]) -> tuple[list[Relation], list[str]]:
    """The relations of a table, and the objects that its head and first column name.

    Examples
    --------
    >>> from whiteboard.notation.listing import entries
    >>> from whiteboard.notation.lines import numbered
    >>> rows = entries(numbered("| | Account | Tweet |\\n|---|---|---|\\n| Account | Can follow | - |"))
    >>> relations, objects = read_table(rows)
    >>> [(r.subject, r.verb, r.target, r.ruled_out) for r in relations], objects
    ([('Account', 'Can follow', 'Account', False), ('Account', '', 'Tweet', True)], ['Account', 'Tweet'])
    """
    if rows[0].cells == CANONICAL:
        return [_exactly(cells, row.line) for row, cells in literal_row(rows, CANONICAL)], []
    head = rows[0].cells
    columns = [
        next((key for key, pattern in _HEADS.items() if pattern.fullmatch(text.strip())), "") for text in head
    ]
    known = sum(bool(column) for column in columns)
    if (
        "pair" in columns or {"subject", "target"} <= set(columns) or (known >= 2 and "verb" in columns)
    ) and head[0]:
        return _listed(rows[1:], columns), []
    if _is_cross(rows):
        return _cross(rows)
    return _listed(rows[1:] if rows[0].ruled else rows, []), []


def _exactly(cells: dict[str, str], line: int) -> Relation:
    return Relation(
        subject=cells["from"], verb=cells["verb"], target=cells["to"], cardinality=cells["cardinality"] or None,
        ruled_out=cells["none"] == "none", note=cells["note"], line=line,
    )  # fmt: skip


def _is_cross(rows: Sequence[Entry]) -> bool:
    head = [noun(text) for text in rows[0].cells[1:] if text]
    side = [noun(row.cells[0]) for row in rows[1:] if row.cells[0]]
    if not head or not side or not all(head):
        return False
    same = {text.lower() for text in head} & {text.lower() for text in side}
    corner = rows[0].cells[0].strip().lower()
    return bool(same) or not corner or corner in ("\\", "/", "x", "×", "objects", "entity")


def _cross(rows: Sequence[Entry]) -> tuple[list[Relation], list[str]]:
    head = rows[0].cells
    objects: dict[str, str] = {}
    made: list[Relation] = []
    for text in head[1:]:
        if noun(text):
            objects.setdefault(noun(text).lower(), noun(text))
    for row in rows[1:]:
        subject = noun(row.cells[0])
        if not subject:
            continue
        objects.setdefault(subject.lower(), subject)
        for title, text in zip(head[1:], row.cells[1:], strict=False):
            if noun(title):
                made += cell(text, subject, noun(title), row.line)
    return made, list(objects.values())


def _listed(rows: Sequence[Entry], columns: list[str]) -> list[Relation]:
    made: list[Relation] = []
    for row in rows:
        cells = dict(zip(columns, row.cells, strict=False)) if columns else {}
        if "pair" in cells:
            verb = cells.get("verb") or cells.get("note") or ""
            made += signed(f"{cells['pair']}: {verb}" if verb else cells["pair"], "", row.line)
        elif cells.get("subject") or cells.get("target"):
            subject, target = noun(cells.get("subject", "")), noun(cells.get("target", ""))
            if not subject or not target:
                continue
            found = cell(
                cells.get("verb", "") or "yes", subject, target, row.line, cells.get("cardinality") or None
            )
            note = cells.get("note", "")
            made += [_noted(relation, note) for relation in found]
        else:
            made += _bare_row(row)
    return made


def _noted(relation: Relation, note: str) -> Relation:
    if not note or not has_words(note):
        return relation
    return Relation(
        subject=relation.subject, verb=relation.verb, target=relation.target, cardinality=relation.cardinality,
        ruled_out=relation.ruled_out, note="; ".join(filter(None, (relation.note, note))), line=relation.line,
    )  # fmt: skip


def _bare_row(row: Entry) -> list[Relation]:
    """``Account | follows | Account``, or a cell that is a relation of its own."""
    cells = [text for text in row.cells if text]
    if len(cells) >= 3 and noun(cells[0]) and noun(cells[2]) and verbs_of(cells[1]):
        cardinality = cells[3] if len(cells) > 3 and re.search(r"\d|many|one|\*", cells[3]) else None
        return cell(cells[1], noun(cells[0]), noun(cells[2]), row.line, cardinality)
    for position, text in enumerate(cells):
        found = signed(text, text, row.line) or sentence(text, row.line)
        if found:
            rest = "; ".join(other for other in cells[position + 1 :] if has_words(other))
            return [_noted(relation, rest) for relation in found]
    return []


def aligned(found: Sequence[Entry]) -> dict[int, list[Entry]]:
    """Tables whose columns are kept apart by two spaces or more: the position of the first line, and the rows.

    The head names objects, and each row begins with one of them; a blank cell is told by its place.
    """
    made: dict[int, list[Entry]] = {}
    position = 0
    while position < len(found):
        rows = _aligned_at(found, position)
        if rows:
            made[position] = rows
            position += len(rows)
        else:
            position += 1
    return made


def _aligned_at(found: Sequence[Entry], position: int) -> list[Entry]:
    head = found[position]
    if position + 1 >= len(found) or "  " not in found[position + 1].typed.strip():
        return []
    spans = [(match.start(), match[0]) for match in re.finditer(r"\S+(?: \S+)*", head.typed.expandtabs(8))]
    if head.kind is not Kind.ITEM or not 1 <= len(spans) <= 12 or not all(noun(text) for _, text in spans):
        return []
    cornered = head.level > 2 or len(spans) < 2
    names = spans if cornered else spans[1:]
    titles = {noun(text).lower() for _, text in spans}
    rows: list[Entry] = []
    for entry in found[position + 1 : position + 14]:
        typed = entry.typed.expandtabs(8)
        pieces = [(match.start(), match[0]) for match in re.finditer(r"\S+(?: \S+)*", typed)]
        if entry.kind is not Kind.ITEM or not pieces or noun(pieces[0][1]).lower() not in titles:
            break
        if pieces[0][0] > (names[0][0] if names else 0):
            break
        cells = [""] * len(names)
        for start, text in pieces[1:]:
            nearest = min(range(len(names)), key=lambda index: abs(names[index][0] - start))
            cells[nearest] = (
                f"{cells[nearest]}, {plain(text) or text}" if cells[nearest] else plain(text) or text
            )
        rows.append(
            Entry(
                line=entry.line,
                kind=Kind.ROW,
                text=entry.text,
                cells=(plain(pieces[0][1]), *cells),
                typed=entry.typed,
            )
        )
    if not rows or not any(any(row.cells[1:]) for row in rows):
        return []
    corner = "" if cornered else plain(spans[0][1])
    first = Entry(
        line=head.line,
        kind=Kind.ROW,
        text=head.text,
        cells=(corner, *(plain(text) for _, text in names)),
        ruled=True,
        typed=head.typed,
    )
    return [first, *rows]
