"""Lists of column names, each with its direction: ``author_id, created_at desc``."""

from __future__ import annotations

import re

from whiteboard.notation.storage.modifiers import NAME
from whiteboard.notation.storage.text import split_top, unquoted

_DIRECTION = re.compile(
    r"(?i)[\s:(-]+(?:(?P<down>desc(?:ending)?|newest(?: first)?|latest(?: first)?|most recent "
    r"first|reverse|-1|↓)|"
    r"(?P<up>asc(?:ending)?|oldest first|1|↑))(?:\s+nulls\s+(?:first|last))?\)?\s*$"
)


def names_only(text: str) -> bool:
    """Whether a text is a list of names and nothing longer."""
    parts = cut_names(text)
    return bool(parts) and all(len(part.split()) <= 4 and len(part) < 80 for part in parts)


def cut_names(text: str) -> list[str]:
    """Cut a list of names at commas, plus signs, "and" and "then"."""
    parts = []
    for part in split_top(text, ",+&;", most=60):
        parts += re.split(r"(?i)\s+(?:and|then|plus|with)\s+|\s*(?:->|→)\s*|^and\s+", part)
    return [part for part in parts if part.strip()]


def columns_of(text: str) -> list[tuple[str, bool | None]]:
    """Column names in order, each with whether it is descending (None when not said).

    Examples
    --------
    >>> columns_of("author_id, created_at DESC"), columns_of("tweets.author_id + created_at")
    ([('author_id', None), ('created_at', True)], [('author_id', None), ('created_at', None)])
    """
    found: list[tuple[str, bool | None]] = []
    for part in cut_names(text):
        down: bool | None = None
        bare = part.strip().strip(".;").strip()
        only = _DIRECTION.fullmatch(f" {bare}")
        if only and found:  # "by author, then newest first"
            found[-1] = (found[-1][0], bool(only["down"]))
            continue
        keyed = re.match(
            r"^[\"']?([^\W\d][\w.]*)[\"']?\s*:\s*(-?1|[\"'](?:text|hashed|2dsphere)[\"'])$", bare
        )
        if keyed:  # { author_id: 1, created_at: -1 }
            found.append((keyed[1], keyed[2] == "-1"))
            continue
        direction = _DIRECTION.search(bare)
        if direction:
            down = bool(direction["down"])
            bare = bare[: direction.start()].strip()
        if bare.startswith("-") and len(bare) > 1:
            bare, down = bare[1:], True
        bare = re.sub(r"(?i)\s+(?:columns?|fields?|\w+_ops)$", "", bare)
        dotted = re.match(rf"^{NAME}\.({NAME})$", bare)
        name = unquoted(dotted[1] if dotted else bare)
        prefix = re.match(r"^([^\W\d]\w*)\s*\(\d+\)$", name)  # MySQL's index over a prefix: text(20)
        name = prefix[1] if prefix else name
        if name and name.lower() not in ("etc", "…", "..."):
            found.append((name, down))
    return found
