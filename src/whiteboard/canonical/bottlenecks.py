"""The bottlenecks section in the canonical notation: one bottleneck a line."""

from __future__ import annotations

import re

from whiteboard.draft.bottleneck_words import part_label
from whiteboard.draft.bottlenecks import Bottleneck, Bottlenecks

_NAME = re.compile(r"[^\W\d_]{2}[\w'&]*(?: [\w'&]+){0,7}")
_PLAIN = re.compile(r"[^\W\d_]{2}[^:|=<>→⇒?#`*_/\\\[\]{}–—]*")
_ASKING = re.compile(r"(?i)(?:q|question|remark|note)\b")


def write_bottlenecks(section: Bottlenecks) -> list[str]:
    """Write a bottlenecks section.

    Parameters
    ----------
    section : Bottlenecks
        As read; what was not understood of it is not written.

    Returns
    -------
    list of str
        One line a bottleneck, ``subject: text``; where a line could be read in another way, a row of a table.

    Examples
    --------
    >>> write_bottlenecks(Bottlenecks(bottlenecks=(Bottleneck(subject="db", text="5k/s; add replicas"),)))
    ['db: 5k/s; add replicas']
    """
    lines: list[str] = []
    rows = False
    for entry in section.bottlenecks:
        if _is_plain(entry):
            lines.append(f"{entry.subject}: {entry.text}" if entry.subject else f"- {entry.text}")
            rows = False
            continue
        if not rows:
            lines += ["| bottleneck | number |", "|---|---|"]
        lines.append(f"| {entry.subject} | {entry.text} |")
        rows = True
    return lines + [f"remark: {remark}" for remark in section.remarks]


def _is_plain(entry: Bottleneck) -> bool:
    if entry.subject:
        free = not re.search(r"[|#?`]|//", entry.text)
        labeled = _NAME.fullmatch(entry.subject) and not _ASKING.match(entry.subject)
        return bool(labeled) and free and part_label(f"{entry.subject}: x") is None
    plain = _PLAIN.fullmatch(entry.text) and " - " not in entry.text and not _ASKING.match(entry.text)
    return bool(plain) and part_label(entry.text) is None
