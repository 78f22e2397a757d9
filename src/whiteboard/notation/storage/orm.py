"""Tables as Python classes: Django models, SQLAlchemy, dataclasses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.text import Line
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.text import closing, indent_of, split_top, unquoted

_CLASS = re.compile(r"^\s*class\s+(?P<name>[^\W\d]\w*)\s*(?:\((?P<bases>[^()]*)\))?\s*:\s*$")
_ASSIGNED = re.compile(r"^(?P<name>[^\W\d]\w*)\s*(?::\s*(?P<hint>[^=]+?))?\s*(?:=\s*(?P<value>.+))?$")
_CALL = re.compile(r"^(?:[\w.]+\.)?(?P<what>[A-Za-z_]\w*)\s*\(")
_TABLE = re.compile(
    r"^__tablename__\s*=\s*[\"'](?P<name>[\w.]+)[\"']|^db_table\s*=\s*[\"'](?P<table>[\w.]+)[\"']"
)
_RULES = re.compile(
    r"^(?P<what>unique_together|index_together|indexes|constraints|__table_args__)\s*=\s*(?P<value>.+)$"
)
_TYPES = {
    "charfield": "varchar",
    "textfield": "text",
    "integerfield": "int",
    "bigintegerfield": "bigint",
    "bigautofield": "bigint auto",
    "autofield": "int auto",
    "datetimefield": "timestamp",
    "datefield": "date",
    "booleanfield": "boolean",
    "uuidfield": "uuid",
    "jsonfield": "json",
    "floatfield": "float",
    "decimalfield": "decimal",
    "emailfield": "varchar",
    "urlfield": "varchar",
    "slugfield": "varchar",
    "binaryfield": "blob",
}


def is_class(text: str) -> bool:
    """Whether a line begins a Python class.

    Examples
    --------
    >>> is_class("class Tweet(models.Model):"), is_class("class Tweet {")
    (True, False)
    """
    return bool(_CLASS.match(text)) and len(text) < 300


def read_class(lines: Sequence[Line], place: int) -> tuple[Building | None, int]:
    """Read a class as a store.

    Parameters
    ----------
    lines : sequence of Line
        The section.
    place : int
        Where the class begins.

    Returns
    -------
    (Building or None, int)
        The store, None when the class has no field, and the line after the class.

    Examples
    --------
    >>> text = ["class Tweet(models.Model):", "    author = models.ForeignKey(User)"]
    >>> store, end = read_class([Line(n, t) for n, t in enumerate(text, 1)], 0)
    >>> [item for item, _ in store.items], end
    (['id: bigint pk auto increment', 'author: -> User'], 2)
    """
    match = _CLASS.match(lines[place].text)
    if match is None:
        return None, place + 1
    store = Building(match["name"], lines[place].number)
    indent = indent_of(lines[place].text)
    end = place + 1
    gathered, began = "", 0
    while end < len(lines) and end < place + 300:
        text = lines[end].text
        if text.strip() and indent_of(text) <= indent:
            break
        if not gathered:
            began = lines[end].number
        gathered = f"{gathered} {text.strip()}".strip()
        end += 1
        if (
            gathered.count("(") + gathered.count("[") > gathered.count(")") + gathered.count("]")
            and len(gathered) < 2000
        ):
            continue
        if gathered:
            _field(store, gathered, began)
        gathered = ""
    if gathered:
        _field(store, gathered, began)
    if (
        store.items
        and "models.Model" in (match["bases"] or "")
        and not any(" pk" in text for text, _ in store.items)
    ):
        store.items.insert(0, ("id: bigint pk auto increment", store.line))  # Django adds it
    return (store if store.items else None), end


def _field(store: Building, text: str, number: int) -> None:
    text, _, comment = text.partition("  #")
    said = f" // {comment.strip().replace(';', ',')}" if comment.strip() else ""
    table = _TABLE.match(text)
    if table:
        store.name = table["name"] or table["table"]
        return
    rules = _RULES.match(text)
    if rules:
        _rules(store, rules["what"], rules["value"], number)
        return
    if re.match(
        r"^(?:class|def|return|pass|@|\"|'|#|if|raise|import|from)\b|^[@\"'#]", text
    ) or text.startswith("_"):
        return
    match = _ASSIGNED.match(text)
    if not match:
        return
    hint, value = (match["hint"] or "").strip(), (match["value"] or "").strip()
    words: list[str] = []
    wrapped = re.match(r"^(?:Mapped|Optional|List|list)\[(?P<inside>.+)\]$", hint)
    if hint:
        words.append(wrapped["inside"] if wrapped and not hint.lower().startswith("list") else hint)
        if hint.startswith("Optional") or "None" in hint:
            words.append("nullable")
            words[0] = words[0].replace("| None", "").strip()
    call = _CALL.match(value)
    if call:
        opening = value.index("(")
        stop = closing(value, opening)
        inner = value[opening + 1 : stop if stop > 0 else None]
        what = call["what"].lower()
        if what in ("relationship", "manytomanyfield", "backref"):
            store.note(text)
            return
        if what in ("foreignkey", "onetoonefield"):
            words.append(_target(inner))
        elif what in _TYPES and not hint:
            words.append(_TYPES[what])
        elif what.endswith("field") and not hint and what != "field":
            words.append(call["what"])
        for part in split_top(inner, ",", most=30):
            words += _option(part, typed=bool(words))
    elif value and not hint:
        return
    store.items.append((f"{match['name']}: {' '.join(words)}".rstrip(": ").replace(";", ",") + said, number))


def _option(part: str, *, typed: bool) -> list[str]:
    key, equals, value = part.partition("=")
    key, value = key.strip().lower(), value.strip()
    if not equals:
        if re.match(r"(?i)^(?:[\w.]+\.)?foreignkey\s*\(", part):
            return [_target(part[part.index("(") + 1 :].rstrip(") "))]
        bare = re.sub(r"^[\w]+\.(?=[A-Z])", "", part.strip())
        return [bare] if not typed and re.match(r"^[A-Z]\w*(?:\([\d, ]*\))?$", bare) else []
    true = value.lower() == "true"
    if key == "primary_key" and true:
        return ["pk"]
    if key == "unique" and true:
        return ["unique"]
    if key in ("index", "db_index") and true:
        return ["indexed"]
    if key in ("null", "nullable"):
        return ["nullable" if true else "not null"]
    return []


def _target(inner: str) -> str:
    first = unquoted((split_top(inner, ",", most=5) or ["?"])[0])
    name, _, column = first.rpartition(".")
    if name and column.islower():
        return f"-> {name}({column})"
    return f"-> {column or first}"


def _rules(store: Building, what: str, value: str, number: int) -> None:
    if what == "unique_together":
        for group in re.findall(r"[\[(]([^\[\]()]+)[\])]", value):
            store.items.append((f"unique ({group.replace(chr(34), '').replace(chr(39), '')})", number))
        return
    for call in re.finditer(
        r"(?P<what>UniqueConstraint|PrimaryKeyConstraint|"
        r"Index)\s*\((?P<inside>[^()]*(?:\([^()]*\))?[^()]*)\)",
        value,
    ):
        inside = call["inside"]
        fields = re.search(r"fields\s*=\s*[\[(]([^\[\]()]*)[\])]", inside)
        names = re.findall(r"[\"'](-?\w+)[\"']", fields[1] if fields else inside)
        if call["what"] == "Index" and not fields:
            names = names[1:]
        word = {"UniqueConstraint": "unique", "PrimaryKeyConstraint": "primary key", "Index": "index"}[
            call["what"]
        ]
        if names:
            store.items.append((f"{word} ({', '.join(names)})", number))
