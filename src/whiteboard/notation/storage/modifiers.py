"""What may stand behind a column: keys, references, defaults and remarks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from whiteboard.notation.storage.text import closing, split_top, unquoted

NAME = r"(?:\"[^\"\n]{1,80}\"|`[^`\n]{1,80}`|[^\W\d][\w$]*)"


_NOT_A_TARGET = (
    r"(?!(?:index|indexed|idx|not|null|nullable|unique|pk|primary|on|default|and|or|constraint|"
    r"sort|partition|"
    r"required|optional|the|a|an|to|references|key)\b)"
)


TARGET = (
    rf"{_NOT_A_TARGET}(?P<{{0}}t>{NAME})(?:\s*\.\s*(?P<{{0}}c>{NAME}))?"
    rf"(?:\s*\(\s*(?P<{{0}}cs>[^()]{{1,200}})\))?(?:\s+(?:table|collection)\b)?"
)


_MODIFIERS: tuple[tuple[str, str], ...] = (
    ("ref", r"(?:<?-{1,2}>|→|⟶|➜|⇒|=>|>-+|<-+>?|>|<)\s*(?:fk\s+(?:to\s+)?)?" + TARGET.replace("{0}", "r")),
    (
        "fkref",
        r"(?:references?(?:\s+to)?|refs?|referencing|refers\s+to|points?\s+(?:to|at)|"
        r"links?\s+to|linked\s+to|belongs\s+to|"
        r"(?:foreign[ _-]?key|fk)\s*\(\s*(?:to\b|->|→)?|foreign[ _-]?key(?:\s+(?:to|"
        r"references?|referencing|on|of|into|from))*|fk(?:\s+(?:to|"
        r"references?|referencing|ref|of|on|into))*)"
        r"\b\s*(?:[:=]|<?-+>|→|=>|>)?\s*(?:the\s+)?" + TARGET.replace("{0}", "f"),
    ),
    ("fk", r"(?:foreign[ _-]?key|fk\d*)\b(?:\s*(?:[:=]|->|→)?)"),
    ("cascade", r"on\s+(?:delete|update)\s+(?:cascade|set\s+null|restrict|no\s+action|set\s+default)"),
    (
        "partition",
        r"(?:partition|hash|shard(?:ing)?|distribution)[ _-]?key\b|partition\b(?=\s*$)|sharded\b(?=\s*$)",
    ),
    (
        "sort",
        r"(?:(?:sort|range|clustering|cluster)[ _-](?:key|column)\b|clustering\b)(?:\s+(?:asc|desc)\b)?",
    ),
    ("pk", r"(?:composite\s+|compound\s+|clustered\s+)?primary(?:[ _-]?key)?\b|pk\b|🔑|@id\b|<<pk>>"),
    ("unique", r"@?unique(?:[ _-]?(?:key|index|constraint))?\b|uniq\b|uq\b|uk\b"),
    (
        "index",
        r"(?:with\s+(?:an?\s+)?)?(?:secondary\s+|btree\s+|b-tree\s+|hash\s+|gin\s+|fulltext\s+|"
        r"full-text\s+|db\s+)?"
        r"(?:@?index(?:ed)?|idx|ix|gsi\d*|lsi\d*)\b",
    ),
    ("not null", r"not[ _-]null(?:able)?\b|non[ -]?null(?:able)?\b|required\b|mandatory\b"),
    ("null", r"null(?:able)?\b|optional\b|(?:may|can)\s+be\s+(?:null|empty)\b"),
    (
        "note",
        r"@?default(?:s\s+to)?\b\s*[:=]?\s*(?:'[^']*'|\"[^\"]*\"|`[^`]*`|\((?:[^()]|"
        r"\([^()]*\))*\)|[\w.+-]+(?:\([^()]*\))?)|"
        r"generated\s+(?:always|by\s+default)\s+as\s+identity\b|auto[ _-]?inc(?:r|rement)?(?:ed|ing)?\b|"
        r"identity\b(?:\s*\(\s*\d+\s*,\s*\d+\s*\))?|increment\b|auto(?:[- ]generated)?\b|denormali[sz]ed\b|"
        r"snowflake\b(?:\s+id\b)?|immutable\b|mutable\b|encrypted\b|hashed\b|derived\b|computed\b|sorted\b",
    ),
    (
        "skip",
        r"(?:asc|desc|ascending|descending|constraint|and|then|,|\||;|@map\([^()]*\)|"
        r"@db\.\w+(?:\([^()]*\))?)(?![\w])",
    ),
)


MODIFIER = re.compile(
    "|".join(f"(?P<m{position}>{pattern})" for position, (_, pattern) in enumerate(_MODIFIERS)), re.IGNORECASE
)


_KIND_OF = {f"m{position}": name for position, (name, _) in enumerate(_MODIFIERS)}


@dataclass(slots=True)
class Item:
    """What one item of a column list says.

    ``sure`` counts what cannot be prose: a type, a key, a reference.
    """

    name: str = ""
    type: str | None = None
    nullable: bool | None = None
    primary: bool = False
    partition: bool = False
    sort: bool = False
    unique: bool = False
    indexed: bool = False
    foreign: bool = False
    references: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    colon: bool = False
    sure: int = 0

    @property
    def note(self) -> str:
        """All notes in one line."""
        return "; ".join(dict.fromkeys(note for note in self.notes if note))


def only_says(text: str) -> Item | None:
    """An item that names no column but says something of the one before: ``primary key``, ``not null``.

    Examples
    --------
    >>> only_says("primary key").primary, only_says("author_id") is None
    (True, True)
    """
    item = Item()
    position, text = 0, text.strip()
    if text[:1] == "(" and closing(text, 0) == len(text) - 1:
        text = text[1:-1].strip()
    while position < len(text):
        if text[position] == "(" and position:
            end = closing(text, position)
            if end < 0:
                return None
            item.notes.append(text[position + 1 : end])
            position = end + 1
            continue
        match = MODIFIER.match(text, position)
        if not match or match.end() == position:
            return None
        apply_modifier(item, match)
        position = match.end()
        while position < len(text) and text[position] in " ,":
            position += 1
    return item if item.sure or item.nullable is not None or item.notes else None


def apply_modifier(item: Item, match: re.Match[str]) -> None:
    """Give an item what one match of `MODIFIER` says."""
    kind = _KIND_OF[match.lastgroup or ""] if match.lastgroup in _KIND_OF else _outer(match)
    item.sure += kind not in ("skip", "note", "null", "not null")
    if kind in ("ref", "fkref"):
        mark = "r" if kind == "ref" else "f"
        item.references.append(_target(match[f"{mark}t"], match[f"{mark}c"], match[f"{mark}cs"]))
    elif kind == "fk":
        item.foreign = True
    elif kind == "pk":
        item.primary = True
        if match[0].lower().startswith(("composite", "compound")):
            item.notes.append("composite")
    elif kind == "partition":
        item.partition = True
    elif kind == "sort":
        item.sort = True
    elif kind == "unique":
        item.unique = True
    elif kind == "index":
        item.indexed = True
    elif kind == "not null":
        item.nullable = False
    elif kind == "null":
        item.nullable = True
    elif kind == "note":
        item.notes.append(match[0].strip())


def _outer(match: re.Match[str]) -> str:
    # lastgroup is an inner group where the pattern has some; the outer one is the one that begins the match.
    return next(_KIND_OF[name] for name in _KIND_OF if match[name] is not None)


def _target(table: str, column: str | None, columns: str | None) -> tuple[str, tuple[str, ...]]:
    if columns and column:
        table, column = column, None  # schema.table(column)
    names = tuple(unquoted(part) for part in split_top(columns or "", ",", most=20))
    if column:
        names = (unquoted(column),)
    name = unquoted(table)
    if "." in name and not names:  # `users.id` within one pair of ticks
        name, _, column = name.rpartition(".")
        names = (column,)
    return name, names


def merge(item: Item, other: Item) -> None:
    """Add what `other` says to `item`; its name stays."""
    item.primary |= other.primary
    item.partition |= other.partition
    item.sort |= other.sort
    item.unique |= other.unique
    item.indexed |= other.indexed
    item.foreign |= other.foreign
    item.references += other.references
    item.notes += other.notes
    item.type = item.type or other.type
    if other.nullable is not None:
        item.nullable = other.nullable
    item.sure += other.sure
