"""Markdown tables of an estimate: quantity | value | formula | notes, or one column a quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.notation.scale.lines import Statement, Table

_TITLES = {
    "name": "quantity metric name item description what parameter assumption assumptions estimate variable"
    " data entity type field component category object resource thing input aspect factor operation"
    " estimation measure figure requirement",
    "value": "value number amount result estimate estimates figure total approx approximate assumption answer"
    " count output qty",
    "formula": "formula calculation computation math derivation how working basis calc workings reasoning"
    " arithmetic expression",
    "notes": "note notes comment comments remark remarks rationale why because source reason explanation"
    " details",
    "unit": "unit units",
}
_KINDS: dict[str, str] = {}
for _kind, _words in _TITLES.items():
    for _word in _words.split():
        _KINDS.setdefault(_word, _kind)


_BARE_NUMBER = re.compile(r"\s*[~≈]?\s*[$€£]?\d")
"""A number that stands in the column of formulas: ``| build artifact | 10 GB | |``."""


def statements_of(table: Table) -> Iterator[Statement]:
    """The statements that a table's rows make.

    Examples
    --------
    >>> from whiteboard.draft.text import Line
    >>> rows = [["Quantity", "Value", "Formula"], ["writes", "12K/s", "1B / 86400"]]
    >>> table = Table([(Line(n, "| … |"), row) for n, row in enumerate(rows, 1)])
    >>> [statement.text for statement in statements_of(table)]
    ['writes: 1B / 86400 = 12K/s']
    """
    if not table.rows:
        return
    head = table.rows[0][1]
    headed = len(table.rows) > 1 and not any(re.search(r"\d\s*[a-zA-Z]*$", cell) for cell in head[1:])
    kinds = _kinds(head) if headed else ["name", *["other"] * (len(head) - 1)]
    for line, cells in table.rows[1:] if headed else table.rows:
        for text in _row(cells, head if headed else [], kinds):
            yield Statement(text, line.number, line.text, table.group)


def _kinds(head: list[str]) -> list[str]:
    kinds = []
    for place, title in enumerate(head):
        words = re.sub(r"\([^()]*\)", " ", title.lower()).split()
        kind = (
            next((_KINDS[word] for word in reversed(words) if word in _KINDS), "other") if words else "other"
        )
        if place == 0:
            kind = "name"
        elif kind == "name":
            kind = "value" if "value" not in kinds else "other"
        elif kind in kinds and kind in {"value", "formula"}:
            kind = "other"
        kinds.append(kind)
    return kinds


def _row(cells: list[str], head: list[str], kinds: list[str]) -> Iterator[str]:
    found: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    for place, cell in enumerate(cells):
        kind = kinds[place] if place < len(kinds) else "other"
        if kind == "other":
            others.append((head[place] if place < len(head) else "", cell))
        else:
            found[kind] = cell
    name = found.get("name", "").strip(" :=")
    value, formula = found.get("value", ""), found.get("formula", "")
    if value and found.get("unit") and not re.search(r"[A-Za-z]{2}", value):
        value = f"{value} {found['unit']}"
    value = value.lstrip("= ")
    notes = found.get("notes", "")
    if not formula and _only_computes(notes):
        formula = notes
    if not name:
        return
    if _computes(formula) and _has_digit(value):
        joined = formula if _ends_with(formula, value) else f"{formula} = {value}"
        yield f"{name}: {joined.lstrip('= ')}"
    elif _has_digit(value):
        yield f"{name}: {value}"
    elif _computes(formula) or _BARE_NUMBER.match(formula):
        yield f"{name}: {formula.lstrip('= ')}"
    plain = not found.get("value") and not formula
    filled = [(title, cell) for title, cell in others if _has_digit(cell)]
    for title, cell in filled:
        if (plain and len(others) == 1) or (plain and not title and (title, cell) == filled[0]):
            yield f"{name}: {cell}"
        elif title and re.search(r"\d", cell) and len(cell.split()) <= 8:
            yield f"{name} {title}: {cell}"


def _computes(text: str) -> bool:
    if not text:
        return False
    signs = bool(re.search(r"[*×·/÷+^=]|\s[xX]\s|\sper\s", text))
    return signs and (_has_digit(text) or len(text.split()) <= 9)


def _only_computes(text: str) -> bool:
    """Whether a note is a formula: ``DAU × 5``, ``1B / 86400``."""
    return (
        len(text.split()) <= 9
        and bool(re.match(r"^[~(]*[\w][\w,. ]*?\s*(?:[*×·]|\s[x/÷]\s)", text))
        and _computes(text)
    )


def _ends_with(formula: str, value: str) -> bool:
    last = re.split(r"[=≈]", formula)[-1]
    return "=" in formula and re.sub(r"\s", "", last).lower() == re.sub(r"[\s~≈]", "", value).lower()


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
