"""Stores in aligned rows, a name and its columns behind a gap: ``users   id pk | handle unique | name``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.text import Line
from whiteboard.notation.lines import is_fence
from whiteboard.notation.storage.clauses import begins_clause
from whiteboard.notation.storage.shapes import is_type
from whiteboard.notation.storage.text import indent_of

_ROW = re.compile(
    r"^\s{0,3}(?:[-*+•]\s+)?(?P<name>[A-Za-z_]\w{1,50})(?P<bracket>\s\([^()]{1,60}\))?(?P<gap>\s{2,}|\t\s*|\s*=\s*)(?P<rest>[^\s=].*)$"
)
_COLUMN = re.compile(r"^[a-z_][\w.]*(?:\s|$|\?|:|->|→|\()", re.IGNORECASE)
_TELLS = re.compile(
    r"(?i)\b(?:pk|fk|unique|uniq|primary key|references|ref|index|idx)\b|(?:_id|_at|Id)\b|->|→"
)
_NO_COLUMN = re.compile(
    r"(?i)^(?:pk|fk|unique|not null|null|index|idx|primary|foreign|we|the|because|since|in|for|to|and|or)\b"
)
_CLAUSES = re.compile(
    r"\s{2,}(?=(?:pk|unique|uniq|primary key|index|idx|ix|fk|foreign key|partition|sort key|check|shard(?:ed)?)\b)",
    re.IGNORECASE,
)
_STOPPED = re.compile(
    r"^(?P<said>\s*[-*+•]\s+`?[a-z_]\w*`?(?:\s+\([^()]*\)|"
    r"(?:\s+(?:pk|fk|unique|primary key|foreign key|not null)){1,2})?)\.\s*$",
    re.IGNORECASE,
)
"""A column alone on its line that ends as a sentence does."""
_QUERY = re.compile(r"^\s*(?:[-*+•]\s+)?(?:AP|FR|UC|Q|R|F)\s?-?\d{1,2}\s*(?:[=:]|->|→|–|—|-)\s+\S")
"""``AP2 = query FEED#``: which access pattern is answered how."""
_SENTENCES = re.compile(
    r"(?i)(?<=[\w)])\.\s+(?=(?:pk|primary key|unique|uniq|idx|ix|index|fk|partition key|sort key)"
    r"\s*(?:on\b|:|=|\(|[a-z_]+_\w+))"
)
"""``…, created_at. pk (a, b). idx (b)``: clauses that are set down as sentences."""
_MOST = 2000
_DEEPER = 4


def set_apart(lines: Sequence[Line]) -> list[Line]:
    """Put a colon behind the name of each aligned row, and on its line what goes on below it.

    Examples
    --------
    >>> rows = ["likes   user_id | tweet_id", "        PK(user_id, tweet_id)"]
    >>> [line.text for line in set_apart([Line(i, row) for i, row in enumerate(rows)])]
    ['likes: user_id , tweet_id; PK(user_id, tweet_id)', '']
    """
    made: list[Line] = []
    depth, fenced, open_at = 0, False, -1
    for typed in lines[:_MOST]:
        line = Line(typed.number, _SENTENCES.sub("; ", typed.text)) if "." in typed.text else typed
        if is_fence(line.text):
            fenced = not fenced and bool(re.search(r"(?i)[`~]\s*(?:\w*sql|cql|prisma|dbml)", line.text))
            open_at = -1
            made.append(line)
            continue
        stopped = _STOPPED.match(line.text)
        if stopped:
            line = Line(line.number, stopped["said"])
        if _QUERY.match(line.text):
            line = Line(line.number, f"note: {line.text.strip()}")
        row = None if depth or fenced or len(line.text) > _MOST else _row(line.text)
        if row is not None:
            made.append(Line(line.number, row))
            open_at = len(made) - 1
        elif open_at >= 0 and _goes_on(line.text):
            more = _CLAUSES.sub("; ", line.text.strip())
            joint = ";" if begins_clause(more) else ","
            above = made[open_at]
            made[open_at] = Line(above.number, f"{above.text.rstrip(' ,;|')}{joint} {more.replace('|', ',')}")
            made.append(Line(line.number, ""))
        else:
            open_at = -1
            made.append(line)
        depth = max(
            0, depth + sum(line.text.count(sign) for sign in "({") - sum(line.text.count(s) for s in ")}")
        )
    return [*made, *lines[_MOST:]]


def _row(text: str) -> str | None:
    """A row with a colon behind its name; None for a line that is none."""
    match = _ROW.match(text)
    if not match:
        return None
    rest = _CLAUSES.sub("; ", match["rest"].rstrip())
    outside = re.sub(r"\([^()]*\)", lambda found: "x" * len(found[0]), rest)
    if "|" in outside:
        rest = "".join("," if sign == "|" else own for sign, own in zip(outside, rest, strict=True))
    elif " / " in outside and "," not in outside:
        rest = re.sub(r"\s/\s", ", ", rest)
    elif match["gap"].strip() == "=":
        return None  # an assignment, which another form reads
    items = [item.strip() for item in re.split(r"[,;]", re.sub(r"\([^()]*\)", "", rest)) if item.strip()]
    if len(items) < 2 or not _TELLS.search(rest) or is_type(match["rest"]):
        return None
    if not _COLUMN.match(items[0]) or _NO_COLUMN.match(items[0]):
        return None
    if not all(len(item.split()) <= 6 for item in items[:2]):
        return None
    return f"{match['name']}{match['bracket'] or ''}: {rest}"


def _goes_on(text: str) -> bool:
    """Whether a line below a row goes on with it: deeper, and a clause or more columns."""
    bare = text.strip()
    if not bare or indent_of(text) < _DEEPER or bare[0] in "-*+•#|":
        return False
    return begins_clause(bare) or bool("," in bare and _COLUMN.match(bare) and _TELLS.search(bare))
