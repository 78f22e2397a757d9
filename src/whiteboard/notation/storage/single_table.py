"""Single-table designs of key-value stores: each row an entity, its keys patterns such as ``USER#<id>``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.text import Line
from whiteboard.draft.wording import singular, split_words

_PATTERN = re.compile(
    r"[A-Za-z][\w-]*[#:|/](?:<[^<>]{1,40}>|\{[^{}]{1,40}\}|\$\{[^{}]{1,40}\}|\[[^\[\]]{1,40}\])"
)
_HOLE = re.compile(r"(?:(?P<prefix>[A-Za-z][\w-]*)[#:|/])?[$]?[<{\[](?P<hole>[\w .-]{1,40})[>}\]]")
_PARTITION = frozenset({"pk", "partitionkey", "hashkey", "partition", "hash", "primarykey", "key"})
_SORT = frozenset({"sk", "sortkey", "rangekey", "sort", "range", "clusteringkey"})
_INDEX = re.compile(
    r"^(?P<name>(?:gsi|lsi|index|idx|inverted)\w*?)(?P<part>pk|sk|partitionkey|sortkey|hashkey|rangekey)?$"
)
_NAMED = frozenset(
    {"entity", "item", "entitytype", "itemtype", "type", "object", "what", "record", "row", "name", ""}
)
_LISTED = re.compile(
    r"(?i)^\s*(?:[-*+•]\s+|\d+[.)]\s+)?\**(?P<name>[A-Za-z][\w ]{0,30}?)\**\s*(?::|=>|->|→|–|—|\s-\s|\s)\s*"
    r"(?=(?:PK|partition key|hash key)\s*[:=])(?P<rest>.+)$"
)
_PART = re.compile(
    r"(?i)(?P<what>(?:gsi\d*[\s_]?|lsi\d*[\s_]?)?(?:pk|sk)|partition key|hash key|sort key|range key"
    r"|attr\w*|fields|data|ttl)\s*[:=]\s*"
)
_RULE = re.compile(r"^\s*\|?[\s:|+-]*-{2,}[\s:|+-]*$")
_WORDS_APART = re.compile(r"\S+(?: \S+)*")
_MOST = 400


def spelled_out(lines: Sequence[Line]) -> list[Line]:
    """Put each entity of a single table as a store of its own, its key columns named after the patterns.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> rows = "| entity | PK | SK | attributes |\\n|--|--|--|--|\\n| like | VIDEO#<id> | LIKE#<user_id> | created_at |"
    >>> [line.text for line in spelled_out(numbered(rows))][2]
    'like (DynamoDB): video_id, user_id, created_at; partition key video_id; sort key user_id'
    """
    if not any("#" in line.text or ":" in line.text for line in lines) or not any(
        _PATTERN.search(line.text[:_MOST]) for line in lines[:2000]
    ):
        return list(lines)
    made: list[Line] = []
    header: list[str] = []
    starts: list[int] = []
    for line in lines:
        text = line.text
        if not text.strip():
            header, starts = [], []
            made.append(line)
            continue
        if _is_header(text):
            header, starts = _cells(text), _starts(text)
            made.append(Line(line.number, ""))
            continue
        if header and _RULE.match(text):
            made.append(Line(line.number, ""))
            continue
        row = _row(header, _cells(text, starts)) if header else _listed(text)
        made.append(Line(line.number, row) if row else line)
    return made


def _is_header(text: str) -> bool:
    if len(text) > _MOST or _PATTERN.search(text):
        return False
    words = {_plain(cell) for cell in _cells(text)}
    return len(words) > 2 and bool(words & _PARTITION) and bool(words & _SORT)


def _plain(cell: str) -> str:
    return re.sub(r"[^a-z0-9]", "", cell.lower())


def _starts(text: str) -> list[int]:
    """Where the columns of an aligned header begin; empty for one of strokes."""
    return [] if "|" in text else [match.start() for match in re.finditer(r"(?:(?<=\s\s)|^)\S", text)]


def _cells(text: str, starts: Sequence[int] = ()) -> list[str]:
    if "|" in text:
        return [cell.strip(" `*") for cell in text.strip().removeprefix("|").removesuffix("|").split("|")]
    if not starts:
        return [match[0].strip("`") for match in _WORDS_APART.finditer(text)]
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip(" `") for start, end in zip(starts, ends, strict=True)]


def _row(header: Sequence[str], cells: Sequence[str]) -> str | None:
    parts: dict[str, str] = {}
    name = ""
    attributes: list[str] = []
    for head, cell in zip(header, cells, strict=False):
        what = _plain(head)
        if what in _PARTITION:
            parts["pk"] = cell
        elif what in _SORT:
            parts["sk"] = cell
        elif (index := _INDEX.match(what)) and cell:
            key = "pk" if (index["part"] or "pk") in ("pk", "partitionkey", "hashkey") else "sk"
            parts[f"{index['name']}.{key}"] = cell
        elif not name and what in _NAMED:
            name = cell
        elif cell:
            attributes.append(cell)
    return _store(name, parts, attributes)


def _listed(text: str) -> str | None:
    """``User: PK=USER#<id>, SK=PROFILE, attrs: name, handle``."""
    match = _LISTED.match(text[:_MOST])
    if not match:
        return None
    found = list(_PART.finditer(match["rest"]))
    parts: dict[str, str] = {}
    attributes: list[str] = []
    for at, part in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(match["rest"])
        value = match["rest"][part.end() : end].strip(" ,;|`()")
        what = _plain(part["what"])
        index = _INDEX.match(what) if what[:3] in ("gsi", "lsi") else None
        if index:
            parts[f"{index['name']}.{index['part'] or 'pk'}"] = value
        elif what in _PARTITION or what in _SORT:
            parts["pk" if what in _PARTITION else "sk"] = value
        elif what != "ttl":
            attributes.append(value.strip("{}[]"))
    for key in list(parts):
        # What stands behind the last key without a label of its own are attributes.
        value, _, more = parts[key].partition(",")
        parts[key] = value.strip(" `")
        if more.strip():
            attributes.append(more.strip())
    return _store(match["name"], parts, attributes)


def _store(name: str, parts: dict[str, str], attributes: Sequence[str]) -> str | None:
    if not name or not re.match(r"[A-Za-z]", name) or not _PATTERN.search(" ".join(parts.values())):
        return None
    known: dict[str, str] = {}
    keys = {key: _columns(value, name, known) for key, value in parts.items()}
    listed = [re.sub(r"\([^()]*\)", "", text) for text in attributes]
    own = [item.strip(" `") for text in listed for item in re.split(r"[,;]", text)]
    own = [item for item in own if re.fullmatch(r"[A-Za-z_]\w*\??(?:\s\w+){0,2}", item)]
    columns = list(dict.fromkeys([*keys.get("pk", []), *keys.get("sk", []), *own]))
    for key, found in keys.items():
        if "." in key:
            columns += [column for column in found if column not in columns]
    clauses = []
    partition, sort = keys.get("pk", []), [c for c in keys.get("sk", []) if c not in keys.get("pk", [])]
    if partition and sort:
        clauses += [f"partition key {', '.join(partition)}", f"sort key {', '.join(sort)}"]
    elif partition or sort:
        clauses.append(f"pk ({', '.join(partition or sort)})")
    for index in dict.fromkeys(key.split(".")[0] for key in keys if "." in key):
        found = [*keys.get(f"{index}.pk", []), *keys.get(f"{index}.sk", [])]
        if found:
            clauses.append(f"index ({', '.join(dict.fromkeys(found))})")
    if not columns:
        return None
    return f"{name} (DynamoDB): {', '.join(columns)}; {'; '.join(clauses)}"


def _columns(pattern: str, entity: str, known: dict[str, str]) -> list[str]:
    """The columns that the holes of a pattern stand for."""
    found = []
    for match in _HOLE.finditer(pattern):
        hole = "_".join(split_words(match["hole"])) or "id"
        if hole not in known or hole == "id":
            known[hole] = _named(hole, match["prefix"] or "", entity, known)
        found.append(known[hole])
    if not found and re.fullmatch(r"[a-z]\w*", pattern):
        found.append(pattern)  # a plain attribute is the key
    return list(dict.fromkeys(found))


def _named(hole: str, prefix: str, entity: str, known: dict[str, str]) -> str:
    short = hole in ("id", "uuid", "ulid", "ksuid", "key") or len(hole) <= 2
    if not short or not prefix:
        return (
            "created_at"
            if hole in ("ts", "time", "timestamp", "date")
            else hole
            if not short
            else f"{entity}_id"
        )
    word = singular(prefix.lower().split("_")[-1])
    word = prefix.lower() if word in ("ha", "i") else word
    made = f"{word}_id"
    if made in known.values():
        made = f"other_{made}"
    return f"{word}ed_id".replace("eed_", "ed_") if _is_verb(prefix) else made


def _is_verb(prefix: str) -> bool:
    """``FOLLOWS#<b>``: whom somebody follows is followed."""
    low = prefix.lower()
    return low in ("follows", "follow", "blocks", "likes_user", "subscribes", "invites")
