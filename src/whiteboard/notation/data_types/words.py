"""What words say of a data type: its kind, and how large one of it is."""

from __future__ import annotations

import re

from whiteboard.draft.data_types import DataKind
from whiteboard.draft.measures import size_in_bytes
from whiteboard.notation.amounts import find_amounts

_FILLERS = (
    r"(?:data|types?|objects?|files?|content|storage|store|tables?|rows?|records?|and|or|&|"
    r"/|other|large|big|small|any|the|of|in|as|a|an|our|stored|assets?|uploads?|in db|"
    r"business|db|format|only|,)"
)
_STRUCTURED = (
    r"(?:semi-?structured|structured(?: data)?|relational|tabular|sql|metadata|rows?|"
    r"records?|row data|structur(?:iert|ed)|estructurad[oa]s?|structurée?s?|structural|"
    r"text(?:ual)? data|plain text|json|no media|not media)"
)
_MEDIA = (
    r"(?:un-?structured|media|multimedia|blobs?|binar(?:y|ies)|binary blobs?|lobs?|"
    r"non-?structured|not structured|unstrukturiert|no estructurad[oa]s?|medien|medios|"
    r"médias?|bytes|raw bytes|static files?|object storage|blob storage|object store)"
)
_KIND = {
    DataKind.MEDIA: re.compile(
        rf"^(?:{_FILLERS}\s*)*{_MEDIA}(?:\s*(?:{_FILLERS}|{_MEDIA}))*\s*$", re.IGNORECASE
    ),
    DataKind.STRUCTURED: re.compile(
        rf"^(?:{_FILLERS}\s*)*{_STRUCTURED}(?:\s*(?:{_FILLERS}|{_STRUCTURED}))*\s*$", re.IGNORECASE
    ),
}
_SAYS = {
    DataKind.MEDIA: re.compile(
        r"(?i)\b(?:unstructured|un-structured|blobs?|binary|as media|is media|are media|"
        r"media(?= (?:data|files?|type|kind|blob)))\b|^media\b|\bmedia$"
    ),
    DataKind.STRUCTURED: re.compile(r"(?i)(?<!un)(?<!un-)(?<!not )(?<!non-)\b(?:structured|relational)\b"),
}
_CHARACTERS = re.compile(r"(?i)(?P<value>\d[\d,]*)\s?(?:-?\s?)(?:char(?:acter)?s?|letters)\b")
_LONGEST = 120


def kind_of(text: str) -> DataKind:
    """The kind that a text is the name of: ``blob``, "Structured data"; `UNSTATED` for any other text.

    Examples
    --------
    >>> kind_of("Structured data").value, kind_of("media and blobs").value, kind_of("media url").value
    ('structured', 'media', 'unstated')
    """
    text = text.strip(" .:()*_").lower()
    if not text or len(text) > _LONGEST or len(text.split()) > 6:
        return DataKind.UNSTATED
    for kind, pattern in _KIND.items():
        if pattern.match(text):
            return kind
    return DataKind.UNSTATED


def kind_said(text: str) -> DataKind:
    """The kind that a phrase speaks of; `UNSTATED` when it speaks of none, or of both.

    Examples
    --------
    >>> kind_said("kept as a binary file").value, kind_said("structured, but the photo is a blob").value
    ('media', 'unstated')
    """
    said = [kind for kind, pattern in _SAYS.items() if pattern.search(text)]
    return said[0] if len(said) == 1 else DataKind.UNSTATED


def take_size(text: str) -> tuple[str, float | None, str, str]:
    """A text without its size; the size in bytes, as typed, and the thing that it is one of.

    Of a range the upper end counts. A rate or a size per time is none.

    Examples
    --------
    >>> take_size("structured, 100 KB - 2 MB each")
    ('structured, each', 2000000.0, '100 KB - 2 MB', '')
    >>> take_size("10 MB/video")[1:]
    (10000000.0, '10 MB/video', 'video')
    """
    if len(text) > 2000:
        return text, None, "", ""
    sizes = [
        (found, size) for found in find_amounts(text) if (size := size_in_bytes(found.amount)) is not None
    ]
    if not sizes:
        characters = _CHARACTERS.search(text)
        if characters:
            value = float(characters["value"].replace(",", ""))
            return _without(text, *characters.span()), value, characters[0].strip(), ""
        return text, None, "", ""
    first = sizes[0][0]
    last, size = sizes[0]
    for found, other in sizes[1:]:
        between = text[last.end : found.start]
        if not re.fullmatch(r"\s*(?:-|–|—|to|\.{2,3}|…|~|or|/)\s*[~≈<>]*\s*", between):
            break
        last, size = found, max(size, other)
    start = first.start
    ahead = re.search(
        (
            r"(?:[~≈<>≤≥]|\b(?:about|around|approx(?:imately)?\.?|up to|at most|roughly|"
            r"max(?:imum)?|ca\.?|circa|under|avg\.?|average|on average))\s*$"
        ),
        text[:start],
        re.IGNORECASE,
    )
    typed = text[start : last.end].strip()
    whose = last.amount.unit.partition("/")[2] or first.amount.unit.partition("/")[2]
    return _without(text, ahead.start() if ahead else start, last.end), size, typed, whose


def _without(text: str, start: int, end: int) -> str:
    left, right = text[:start].rstrip(), text[end:].lstrip()
    if left.endswith(("(", "[")) and right.startswith((")", "]")):
        left, right = left[:-1].rstrip(), right[1:].lstrip()
    return re.sub(
        r"\s*,\s*(?=[,;)])|\(\s*,\s*|,\s*$",
        lambda m: "(" if m[0].startswith("(") else "",
        f"{left} {right}".strip(),
    )
