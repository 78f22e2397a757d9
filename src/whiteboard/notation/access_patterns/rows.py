"""Rows of a table of access patterns or use cases → the sentence that they say."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADERS = {
    "number": re.compile(r"(?i)^(?:#|no\.?|nr\.?|number|id|fr|req)$"),
    "name": re.compile(r"(?i)^(?:name|(?:access )?patterns?|operation|use cases?|query|function)$"),
    "text": re.compile(
        r"(?i)^(?:what|description|requirement|feature|functional requirement|story|says|action|get|"
        r"returns?|result|gets|output|details?|can|should|user story|does)$"
    ),
    "given": re.compile(r"(?i)^(?:given|input|by|from|known|key)$"),
    "order": re.compile(r"(?i)^(?:order|sort(?:ed)?(?: by)?|ordering|ranking|sorting)$"),
    "actor": re.compile(r"(?i)^(?:actor|who|role|user|as an?)$"),
    "note": re.compile(
        r"(?i)^(?:notes?|remarks?|why|comments?|kind|type|frequency|how often|read/write|r/w|rate)$"
    ),
    "priority": re.compile(r"(?i)^(?:priority|prio|in scope\??|scope|phase|must/should|moscow|p)$"),
}
"""What a column holds, by its head."""
_LOW_PRIORITY = re.compile(
    r"(?i)\s*(?:p[1-4]|low|later|nice|optional|could|won'?t|no\b|out|stretch|v[23]|phase [23])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as a sentence; `name` is None where the row names it by a phrase, which then begins the text."""

    name: str | None
    text: str
    optional: bool


def requirement_in(columns: tuple[str, ...], cells: tuple[str, ...]) -> Row | None:
    """The requirement that a row says; None where the table has no head, or no cell under a known one.

    Examples
    --------
    >>> row = requirement_in(("name", "given", "text", "order"), ("getFeed", "account", "tweets", "newest first"))
    >>> row.name, row.text
    ('getFeed', 'given account, get tweets, newest first')
    """
    values: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and re.search(r"\w", cell) and not re.fullmatch(r"(?i)n/?a|none", cell.strip()):
            values[column] = f"{values[column]} {cell}" if column in values else cell
    if not values:
        return None
    name = values.get("name", "")
    name = "" if re.fullmatch(r"(?i)[a-z]{0,3}[ -]?\d{1,3}[.)]?", name) else name
    is_name = bool(re.fullmatch(r"[A-Za-z_]\w*(?:\([^()]*\))?", name))
    parts = [] if is_name else [name]
    if values.get("given"):
        parts.append(f"given {values['given']}" + (", get" if values.get("text") else ""))
    parts.append(values.get("text", ""))
    text = " ".join(filter(None, parts)).strip()
    if values.get("actor") and text:
        text = f"{values['actor']} can {text}"
    order = values.get("order", "")
    if order and text:
        text = f"{text}, {order}" if " " in order else f"{text}, sorted by {order}"
    return Row(
        name=name.split("(")[0] if is_name else None,
        text=text or (name if is_name else ""),
        optional=bool(_LOW_PRIORITY.match(values.get("priority", ""))),
    )
