"""Tables of components, and of arrows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whiteboard.notation.design.boxes import box
from whiteboard.notation.design.gathering import Gathering
from whiteboard.notation.listing import row_cells
from whiteboard.notation.outline import clean

_COLUMNS = {
    "from": r"from|source|caller|client|producer",
    "to": r"to|target|callee|destination|server|consumer|calls|talks to|depends on",
    "name": r"component|service|box|name|what|node|element|part",
    "kind": r"kind|type|technology|tech|implementation|choice|storage",
    "replicas": r"replicas|count|instances|how many|number|copies|nodes|x|qty|scale",
    "note": r"purpose|role|responsibilit(?:y|ies)|does|notes?|description|why|function|job|remarks?|"
    r"details|settings?",
    "label": r"operations?|what for|label|calls?|requests?|data|carries|message|protocol|for",
}
_PATTERNS = {name: re.compile(rf"(?i)^(?:{words})$") for name, words in _COLUMNS.items()}


@dataclass
class Table:
    """A table that is being read, by what its head says of each column."""

    columns: tuple[str, ...]

    def row(self, cells: tuple[str, ...], line: int, found: Gathering) -> bool:
        """Read a row; whether there was anything in it."""
        values = dict(zip(self.columns, cells, strict=False))
        if values.get("from") and values.get("to"):
            sources = [found.add(part, line) for part in re.split(r"\s*[,&]\s*", values["from"])]
            targets = [found.add(part, line) for part in re.split(r"\s*,\s*|\s*&\s*", values["to"])]
            for source in sources:
                for target in targets:
                    if source and target:
                        found.connect(source, target, line, label=values.get("label", ""))
            return bool(sources and targets)
        name = values.get("name", "")
        made = box(name, line=line)
        if made is None:
            return False
        extra = ", ".join(
            filter(None, (values.get("kind"), values.get("replicas") and f"x{values['replicas']}"))
        )
        if extra:
            detailed = box(f"{name} ({extra})", line=line)
            if detailed:
                made = detailed
        found.join(made, note=values.get("note", ""))
        for called in re.split(r"\s*,\s*", values.get("to", "")):
            other = found.add(called, line) if called else None
            if other:
                found.connect(made, other, line)
        return True


def head(text: str) -> Table | None:
    """The table that a head row opens, or None when the row is no head.

    Examples
    --------
    >>> head("| Component | Kind | Replicas |").columns, head("| API | service | 4 |") is None
    (('name', 'kind', 'replicas'), True)
    """
    cells = row_cells(text)
    columns = tuple(
        next((name for name, pattern in _PATTERNS.items() if pattern.match(clean(cell))), "")
        for cell in cells
    )
    known = {column for column in columns if column}
    if len(cells) > 1 and len(known) > 1 and ("name" in known or {"from", "to"} <= known):
        return Table(columns)
    return None
