"""Stores in braces: DBML, Prisma, Mermaid's ER diagrams, structs, JSON samples, Mongoose schemas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.storage import Column
from whiteboard.draft.text import Line
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.clauses import begins_clause
from whiteboard.notation.storage.heads import Head, read_name
from whiteboard.notation.storage.kinds import kind_of
from whiteboard.notation.storage.modifiers import only_says
from whiteboard.notation.storage.text import cleaned, closing, find_top, split_top, unquoted, without_markup
from whiteboard.notation.storage.types import type_at

MOST_LINES = 400
_OPENER = re.compile(r"^\s*(?:[-*+]\s+)?(?P<head>[^{}]{0,120}?)\s*(?:=|:)?\s*(?:\[\s*)?\{\s*(?P<rest>.*)$")
_WRAPPED = re.compile(
    r"(?i)^(?:(?:export|const|let|var|default|public|private|static|final|data|abstract|"
    r"@\w+(?:\([^()]*\))?)\s+)*"
    r"(?P<name>[\w$.\"' ]+?)\s*(?::\s*\w+\s*)?=\s*(?:new\s+)?(?:[\w.]*schema|[\w.]+)\s*\(\s*$"
)
_CALL = re.compile(
    r"(?i)^(?:db\.)?(?P<name>[\w$]+)\.(?:insert(?:One|Many)?|save|create|update(?:One)?|"
    r"createCollection)\s*\(\s*$"
)
_CREATE_COLLECTION = re.compile(r"(?i)^db\.createCollection\(\s*[\"'](?P<name>[\w-]+)[\"']\s*,?\s*$")
_RELATED = re.compile(r"@relation\b")
_BY_TYPE_FIRST = re.compile(
    r"(?i)^(?:(?:public|private|protected|static|final|readonly|required|optional|repeated|"
    r"@\w+(?:\([^()]*\))?)\s+)*"
    r"(?P<type>[A-Za-z_][\w.]*(?:\s*<[^<>]*(?:<[^<>]*>)?[^<>]*>)?(?:\([\d, "
    r"]*\))?(?:\[\])*\??)\s+(?P<name>[A-Za-z_]\w*)\b(?P<rest>.*)$"
)
_ACCESS = re.compile(
    r"(?i)^(?:(?:public|private|protected|internal|static|final|readonly|val|var|let)\s+)+(?=\w)"
)
_GO_TAG = re.compile(r"`[^`]*`\s*$")
_BLOCK_RULE = re.compile(r"^@@(?P<what>id|unique|index|fulltext)\s*\((?P<inside>.*)\)\s*$")


def end_of_block(lines: Sequence[Line], place: int) -> int | None:
    """The end (exclusive) of the block in braces that opens at this line; None when it never closes.

    Examples
    --------
    >>> end_of_block([Line(1, "Table a {"), Line(2, "  id int"), Line(3, "}"), Line(4, "b")], 0)
    3
    """
    depth = 0
    for at in range(place, min(len(lines), place + MOST_LINES)):
        text = lines[at].text
        bare = re.sub(r"(?:\"[^\"\n]*\"|'[^'\n]*')", "", text) if len(text) < 5000 else text
        depth += bare.count("{") - bare.count("}")
        if depth <= 0 and (at > place or "}" in text):
            return at + 1
        if at > place and re.match(r"^\s{0,3}(?:#{1,6}\s|```)", text):
            return None
    return None


def opens_block(text: str) -> re.Match[str] | None:
    """A line that opens a block in braces, with what stands before and after the brace.

    Examples
    --------
    >>> opens_block("Table tweets {")["head"], opens_block("no brace") is None
    ('Table tweets', True)
    """
    if "{" not in text or len(text) > 5000:
        return None
    match = _OPENER.match(text)
    if not match:
        return None
    rest = match["rest"]
    if (
        rest
        and not rest.strip().startswith(("}", "//", "#", '"', "'", "_id"))
        and "}" not in rest
        and "," not in rest
        and ":" not in rest
    ):
        return None
    return match


def read_block(lines: Sequence[Line], name: Head | None, *, diagram: bool = False) -> list[Building]:
    """Read a block in braces.

    Parameters
    ----------
    lines : sequence of Line
        From the line that opens it to the one that closes it.
    name : Head or None
        What stands above it, for a block without a name of its own.
    diagram : bool
        Whether it stands in an ER diagram, where the type comes first.

    Returns
    -------
    list of Building
        Empty when no store could be read.

    Examples
    --------
    >>> text = ["Table tweets {", "  id bigint [pk]", "  author_id bigint [ref: > users.id]", "}"]
    >>> store = read_block([Line(n, t) for n, t in enumerate(text, 1)], None)[0]
    >>> store.name, [item for item, _ in store.items]
    ('tweets', ['id bigint [pk]', 'author_id bigint [ref: > users.id]'])
    """
    first = opens_block(lines[0].text)
    if first is None:
        return []
    raw = first["head"].strip().strip("-*+ ").strip()
    head = _head_of(without_markup(raw), name)
    body = [(first["rest"], lines[0].number)] + [(line.text, line.number) for line in lines[1:]]
    tail = ""
    if len(body) == 1:
        opening = lines[0].text.index("{", first.end("head"))
        end = closing(lines[0].text, opening)
        if end > 0:
            body = [(lines[0].text[opening + 1 : end], lines[0].number)]
            tail = lines[0].text[end + 1 :].strip(" ;,.")
    entries = _entries(body)
    if head is None and raw and not raw.endswith(("(", "[", "=")) and raw not in ("json", "{"):
        return []
    nested = [entry for entry in entries if _is_store_entry(entry[0])]
    if (
        nested
        and len(nested) == len(entries)
        and (head is None or raw.lower().startswith(("schema", "db", "database", "tables", "collections")))
    ):
        found = []
        for text, number in entries:
            key = find_top(text, ":")
            inner_head = read_name(unquoted(text[:key].strip().strip("\"'"))) if key > 0 else None
            if inner_head:
                store = _store(inner_head, number)
                store.form = "document"
                _fill(store, _entries([(_inside(text[key + 1 :]), number)]), json=True, type_first=False)
                found.append(store)
        return found
    if head is None:
        return []
    low = raw.lower()
    json = (
        bool(re.search(r"[:=]\s*$", lines[0].text[: first.end("head") + 3]))
        or low.endswith(("(", "=", ":"))
        or any(re.match(r"^\s*[\"']\w+[\"']\s*:", text) for text, _ in entries)
        or not raw
        or any(
            re.match(r"^\s*[\w$]+\s*:\s*(?:\{|\[|\"|'|\d|ObjectId|String\b|Number\b|Date\b|Schema\.)", text)
            for text, _ in entries
        )
    )
    store = _store(head, lines[0].number)
    if (json and _is_document(raw, entries)) or low.startswith(("collection", "document", "db.")):
        store.form = "document"
    classes = (
        re.match(r"(?:(?:public|data|export|abstract)\s+)*(?:message|class|struct|record)\b", low) is not None
    )
    _fill(
        store,
        entries,
        json=json,
        type_first=diagram or (classes and not low.startswith("class ")) or _types_first(entries),
    )
    if tail and begins_clause(tail):
        store.items.append((tail, lines[0].number))
    elif tail:
        store.note(tail)
    return [store]


def _is_document(raw: str, entries: list[tuple[str, int]]) -> bool:
    """Whether a block is a document by its own signs, and not a type or a table in braces."""
    if re.search(r"(?i)schema\s*\(|^db\.|collection", raw):
        return True
    return any(
        re.match(
            (
                r"^(?:[\"']\w+[\"']\s*:|_id\b|\w+\s*:\s*(?:ObjectId|[\"']|-?\d|true\b|false\b|"
                r"ISODate))"
            ),
            text,
        )
        for text, _ in entries
    )


def _head_of(raw: str, above: Head | None) -> Head | None:
    wrapped = _WRAPPED.match(raw) or _CALL.match(raw) or _CREATE_COLLECTION.match(raw)
    if wrapped:
        name = re.sub(r"(?i)(?:schema|model)$", "", wrapped["name"].strip().split(" ")[-1]) or wrapped["name"]
        return Head(unquoted(name))
    raw = re.sub(r"(?i)^type\s+(\w+)\s+struct$", r"\1", raw)
    raw = re.sub(r"(?i)\s+(?:extends|implements|with)\s+.*$", "", raw)
    raw = re.sub(r"(?i)\s+as\s+\w+(?=\s|$)", "", raw)
    raw = re.sub(r"(?i)^(?:public|export|data|abstract|private)\s+", "", raw)
    raw = re.sub(r"\[(?:headercolor|note|color)[^\]]*\]", "", raw, flags=re.I).rstrip(" :=([")
    if not raw or raw.lower() in ("json", "example", "schema", "document"):
        return above
    return read_name(
        unquoted(raw.replace(".", " ").split()[-1]) if re.match(r"(?i)table\s+\w+\.\w+$", raw) else raw
    )


def _store(head: Head, line: int) -> Building:
    store = Building(head.name, line)
    if head.named:
        store.state(head.named)
    for note in head.notes:
        store.note(note)
    return store


def _entries(body: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The entries of a block: a line each, or what stands between commas; nested braces stay whole."""
    entries: list[tuple[str, int]] = []
    gathered, depth, began = "", 0, 0
    for raw, number in body:
        text = without_markup(cleaned(raw)).rstrip()
        text = re.sub(r"^\s*[-*•]\s+", "", text)
        comment = re.search(r"(?:^|\s)(?://|#(?=\s))\s*(?P<said>.*)$", text)
        said = ""
        if comment and '"' not in text[: comment.start()]:
            said, text = comment["said"], text[: comment.start()]
        if not gathered:
            began = number
        gathered = f"{gathered} {text.strip()}".strip() if gathered else text.strip()
        depth += sum(text.count(sign) for sign in "{[(") - sum(text.count(sign) for sign in "}])")
        if depth > 0 and len(gathered) < 4000:
            continue
        while depth < 0 and gathered and gathered[-1] in "}]);, ":
            depth += gathered[-1] in "}])"
            gathered = gathered[:-1].rstrip()
        depth = 0
        parts = split_top(gathered, ",;") if gathered else []
        if len(parts) > 1 and re.match(r"^[^\[]*\[[^\]]*\]\s*$", gathered):
            parts = [gathered]
        loose = (len(parts) > 1 and all(only_says(part) for part in parts[1:])) or (
            len(parts) > 1 and _is_keyed(parts)
        )
        if loose:
            parts = [gathered.rstrip(",;")]
        for position, part in enumerate(parts):
            entries.append((part + (f" // {said}" if said and position == len(parts) - 1 else ""), began))
        gathered = ""
    if gathered.strip("}]);, "):
        entries += [(part, began) for part in split_top(gathered.rstrip("}]);, "), ",;")]
    return [(_ACCESS.sub("", text.strip()), number) for text, number in entries if text.strip(" {}[](),;")]


def _is_keyed(parts: list[str]) -> bool:
    """``bigint id PK, FK "comment"``: further words about one column."""
    return all(re.match(r"(?i)^(?:pk|fk|uk)\b", part) for part in parts[1:])


def _is_store_entry(text: str) -> bool:
    key = find_top(text, ":")
    if key <= 0:
        return False
    value = text[key + 1 :].strip()
    return (
        value.startswith(("{", "[{", "[ {"))
        and not re.match(r"^\{\s*[\"']?(?:type|\$)", value)
        and value.rstrip(",").endswith(("}", "]"))
        and ("," in value)
    )


def _inside(text: str) -> str:
    text = text.strip().rstrip(",")
    for _ in range(2):
        if text[:1] in tuple("{[") and closing(text, 0) > 0:
            text = text[1 : closing(text, 0)].strip()
    return text


def _types_first(entries: list[tuple[str, int]]) -> bool:
    """Whether a block writes the type before the name, as an ER diagram does."""
    first = second = 0
    for text, _ in entries[:50]:
        words = text.split()
        if len(words) >= 2 and ":" not in words[0]:
            first += bool(type_at(words[0])) and not type_at(words[1], sure=True)
            second += bool(type_at(words[1])) and not type_at(words[0])
    return first > second and first > 0


def _fill(store: Building, entries: list[tuple[str, int]], *, json: bool, type_first: bool) -> None:
    for text, number in entries[:1000]:
        rule = _BLOCK_RULE.match(text)
        if rule:
            inside = re.sub(r"^\s*(?:fields\s*:\s*)?\[([^\]]*)\].*$", r"\1", rule["inside"]).strip("[] ")
            what = {"id": "primary key", "fulltext": "fulltext index"}.get(rule["what"], rule["what"])
            store.items.append((f"{what} ({inside})", number))
            continue
        group = re.match(
            r"(?i)^(?P<what>indexes|indices|primary key|keys|uniques?|constraints|note|fields|"
            r"columns|attributes)\s*:?\s*[{\[](?P<inside>.*)[}\]]\s*$",
            text,
        )
        if group:
            _group(store, group["what"].lower(), group["inside"], number)
            continue
        if re.match(r"(?i)^note\s*:", text):
            store.note(text.split(":", 1)[1].strip(" '\""))
            continue
        if re.match(
            r"^(?:def|function|public\s+\w+\s+\w+\s*\(|@\w+$|return\b|super|constructor|"
            r"[+-]?\w+\([^)]*\)\s*[:{]?)",
            text,
        ):
            continue
        if _RELATED.search(text) or re.match(r"^\w+\s+[A-Z]\w*\[\]\s*$", text):
            _relation(store, text, number)
            continue
        if json:
            _json_entry(store, text, number)
            continue
        plain = _GO_TAG.sub("", text)
        turned = _BY_TYPE_FIRST.match(plain) if type_first else None
        if turned and not only_says(turned["name"]):
            rest = re.sub(r"^\s*=\s*\d+\s*", " ", turned["rest"])
            rest = re.sub(r"\"([^\"]*)\"", r" // \1", rest)
            rest = re.sub(r",\s*", " ", rest.split("//")[0]) + (
                "//" + rest.split("//", 1)[1] if "//" in rest else ""
            )
            kind = turned["type"] if not re.match(r"(?i)^repeated\b", text) else f"{turned['type']}[]"
            store.items.append((f"{turned['name']}: {kind} {rest}".strip(), number))
            continue
        store.items.append((re.sub(r"\s*=\s*\d+$", "", plain), number))


def _group(store: Building, what: str, inside: str, number: int) -> None:
    if what == "note":
        store.note(inside)
        return
    if what in ("fields", "columns", "attributes"):
        for part in split_top(inside, ",;"):
            store.items.append((part, number))
        return
    # DBML:  (a, b) [pk]   a   (a, b) [unique, name: 'x']; several may have been put on one line.
    for match in re.finditer(
        r"(?P<columns>\([^()]*\)|`[^`]*`|[\w.]+)\s*(?:\[(?P<said>[^\[\]]*)\])?", inside[:4000]
    ):
        said = (match["said"] or "").lower()
        columns = match["columns"].strip("()`")
        word = (
            "primary key"
            if "pk" in said or "primary" in what
            else "unique"
            if "unique" in said or "unique" in what
            else "index"
        )
        store.items.append((f"{word} ({columns})", number))


def _relation(store: Building, text: str, number: int) -> None:
    """Prisma's relation: a reference without a column of its own."""
    match = re.match(r"^\w+\s+(?P<target>\w+)\??\s+@relation\((?P<inside>.*)\)", text)
    if match:
        fields = re.search(r"fields\s*:\s*\[([^\]]*)\]", match["inside"])
        ends = re.search(r"references\s*:\s*\[([^\]]*)\]", match["inside"])
        if fields:
            other = f"({ends[1]})" if ends else ""
            store.items.append((f"foreign key ({fields[1]}) references {match['target']}{other}", number))
            return
    store.note(text)


_OPTIONS = re.compile(
    r"(?i)\b(?P<key>type|ref|unique|index|required|default|primary_?key|primary|enum|bsontype|"
    r"nullable)\s*:\s*(?P<value>\[[^\]]*\]|\{[^{}]*\}|[^,{}]+)"
)


def _json_entry(store: Building, text: str, number: int) -> None:
    said = ""
    if " // " in text:
        text, _, said = text.partition(" // ")
    key = find_top(text, ":=")
    if key < 0:
        for part in split_top(text, ","):
            store.items.append((part.strip("\"'") + (f" // {said}" if said else ""), number))
        return
    name = unquoted(text[:key].strip())
    optional = name.endswith("?")
    name = name.rstrip("?")
    value = text[key + 1 :].strip().rstrip(",")
    if not re.match(r"^[^\W\d]\w*$|^_\w+$", name):
        store.items.append((text, number))
        return
    low = value.lower()
    parts: list[str] = []
    if value.startswith("{") and re.search(r"(?i)\b(?:type|ref|bsontype)\s*:", value):
        options = {match["key"].lower(): match["value"].strip() for match in _OPTIONS.finditer(value[:2000])}
        parts.append(options.get("type") or options.get("bsontype") or "object")
        parts[0] = parts[0].rsplit(".", 1)[-1].strip("\"'")
        if options.get("ref"):
            parts.append(f"-> {unquoted(options['ref'])}")
        for option, words in (
            ("unique", "unique"),
            ("index", "indexed"),
            ("required", "not null"),
            ("primary", "pk"),
            ("primarykey", "pk"),
        ):
            if options.get(option, "").strip().lower().startswith(("true", "1", "[true")):
                parts.append(words)
    elif value.startswith("["):
        related = re.search(r"(?i)\bref\s*:\s*[\"']?(\w+)", value)
        parts += [f"[{value.strip('[]')[:60]}]".replace("{", "(").replace("}", ")")] + (
            [f"-> {related[1]}"] if related else []
        )
        store.add_column(
            Column(name=name, type="list", nullable=True if optional else None, line=number, note=value[:80])
        )
        return
    elif value.startswith("{"):
        store.add_column(
            Column(
                name=name, type="object", nullable=True if optional else None, line=number, note=value[:120]
            )
        )
        return
    elif re.match(r"^-?[\d.]+$", value):
        said = said or f"e.g. {value}"  # a sample says little about the type
    elif value[:1] in "\"'":
        inner = unquoted(value)
        typed = type_at(inner)
        if (
            (typed and typed.end() == len(inner))
            or only_says(inner)
            or (re.match(r"(?i)^\w+\s*[,(]|^(?:uuid|string|int)", inner) and typed)
        ):
            parts.append(inner)
        else:
            said = said or (f"e.g. {inner[:40]}" if inner.strip(". …") else "")
    elif low in ("true", "false"):
        said = said or f"e.g. {low}"
    elif low == "null":
        parts.append("nullable")
    elif re.match(r"(?i)^(?:isodate|new date|date)\(", value):
        parts.append("date")
    elif re.match(r"(?i)^objectid\(", value):
        parts.append("ObjectId")
    else:
        parts.append(value)
    joined = " ".join(parts).replace(";", ",")
    store.items.append(
        (f"{name}{'?' if optional else ''}: {joined}".rstrip(": ") + (f" // {said}" if said else ""), number)
    )


def reads_as_kind(text: str) -> bool:
    """Whether the text before a brace says nothing but a kind of store."""
    return kind_of(text) is not None
