"""Key patterns of key-value stores: ``feed:{user_id} -> sorted set of tweet ids``."""

from __future__ import annotations

import re

from whiteboard.draft.storage import Column
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.text import closing

_HOLE = r"(?:\{[\w .-]{1,40}\}|<[\w .-]{1,40}>|\$\{?[\w.]{1,40}\}?|\[[\w ]{1,40}\]|%[sd]|\*)"
_KEY = re.compile(
    rf"^(?:key\s*[:=]\s*)?[\"'`]?(?P<key>[A-Za-z_][\w-]*(?:[:#/._-](?:{_HOLE}|"
    rf"[\w-]+))*[:#/._-]?{_HOLE}(?:[:#/._-]?(?:{_HOLE}|[\w-]+))*)[\"'`]?"
    r"\s*(?:->|=>|→|⇒|=|:(?=\s)|—|–|\s-\s|\|)?\s*(?P<value>.*)$"
)
_EXAMPLE = re.compile(
    r"^[\"'`]?(?P<key>[A-Za-z_]\w*(?::\w+)*:\d+(?::\w+)*)[\"'`]?\s*(?:->|=>|→)\s*(?P<value>.+)$"
)
_SHAPE = re.compile(
    r"(?i)\b(?:sorted\s+sets?|zsets?|linked\s+lists?|lists?|sets?|hash(?:es|maps?)?|maps?|"
    r"strings?|counters?|json|arrays?|bitmaps?|streams?|hyperloglog|int(?:eger)?)\b"
)
_KEY_VALUE_LABEL = re.compile(r"(?i)^key\s*[:=]\s*(?P<key>[^,;]+?)\s*[,;]\s*values?\s*[:=]\s*(?P<value>.+)$")


def read_key_pattern(text: str, line: int) -> Building | None:
    """Read a key pattern with its value as a store; None when the line is none.

    Examples
    --------
    >>> store = read_key_pattern("feed:{user_id} -> list of tweet ids (sorted set by time)", 4)
    >>> store.name, store.primary_key, [column.name for column in store.columns]
    ('feed', ['user_id'], ['user_id', 'tweet_ids'])
    >>> read_key_pattern("tweets: id, text", 1) is None
    True
    """
    if len(text) > 600:
        return None
    labeled = _KEY_VALUE_LABEL.match(text)
    match = _KEY.match(text) or _EXAMPLE.match(text)
    if match is None:
        if labeled and re.search(_HOLE, labeled["key"]):
            match = _KEY.match(f"{labeled['key']} -> {labeled['value']}")
        if match is None:
            return None
    key, value = match["key"], match["value"].strip()
    if not re.search(r"[:#/._-]", key) or text.lstrip().upper().startswith(("GET ", "POST ", "PUT ", "/")):
        return None
    value = re.sub(r"(?i)^values?\s*[:=]\s*", "", value)
    holes = [hole.strip("{}<>$[]") for hole in re.findall(_HOLE, key)]
    fixed = [part for part in re.split(r"[:#/.]", re.sub(_HOLE, "", key)) if part.strip("-_")]
    if not fixed:
        return None
    if not holes:
        numbers = re.findall(r":(\d+)", key)
        fixed = [part for part in fixed if not part.isdigit()]
        holes = [f"{fixed[0]}_id"] if numbers else []
    name = ":".join(part.strip("-_") for part in fixed)
    store = Building(name, line, form="key-value")
    for hole in holes:
        named = hole if re.search(r"\w", hole) and hole not in ("s", "d", "*") else f"{fixed[0]}_id"
        if not store.has(named):
            store.add_column(Column(name=named, line=line, note="part of the key"))
            store.primary_key.append(named)
    _value(store, value.rstrip("."), line)
    store.note(f"{key} {value}")
    return store


def _value(store: Building, text: str, line: int) -> None:
    if not text:
        store.add_column(Column(name="value", line=line))
        return
    if text[0] in "{[(":
        end = closing(text, 0)
        inner = text[1:end] if end > 0 else text[1:]
        if text[0] == "{" or "," in inner:
            store.items.append((inner, line))
            return
        store.add_column(Column(name=_named(inner), type="list", line=line))
        return
    shape = _SHAPE.search(text)
    bracket = re.search(r"\(([^()]*)\)", text)
    bare = re.sub(r"\([^()]*\)", "", text)
    fields = re.search(
        r"(?i)(?:hash|map|json|object|fields)\b[^{(:]*[:({]\s*(?P<fields>[\w ,?]+,[\w ,?]+)", text
    )
    if fields:
        store.items.append((fields["fields"], line))
        return
    if "," in bare and not shape:
        store.items.append((bare, line))
        return
    store.add_column(
        Column(
            name=_named(bare),
            type=shape[0].lower() if shape else None,
            line=line,
            note=bracket[1] if bracket else "",
        )
    )


def _named(text: str) -> str:
    words = re.sub(
        r"(?i)\b(?:of|the|a|an|by|with|ordered|sorted|latest|recent|most|newest|first|last|all)\b|\d+",
        " ",
        _SHAPE.sub(" ", text),
    )
    found = re.findall(r"[^\W_][\w]*", words)[:3]
    return "_".join(found) or "value"
