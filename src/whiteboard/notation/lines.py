"""Cleaning shared by all readers: fences, bullets, comments and nbgrader's region markers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whiteboard.draft.text import Line

_REGION = re.compile(
    r"^\s*(?:#+|//|--)\s*(?:BEGIN|END)\s+(?:SOLUTION|HIDDEN TESTS|MARK SCHEME)\s*$", re.IGNORECASE
)
_FENCE = re.compile(r"^\s*(?:`{3,}|~{3,})\s*[\w+-]*\s*$")
_LONE_NUMBER = re.compile(r"^\s*\d{1,4}\s*$")
_BULLET = re.compile(r"^(?P<indent>\s*)(?:[-*+•·–]\s+|\d{1,3}[.)]\s+)(?=\S)")


def numbered(text: str) -> list[Line]:
    """Split a text into numbered lines, whatever its line breaks.

    Examples
    --------
    >>> [(line.number, line.text) for line in numbered("a\\r\\nb")]
    [(1, 'a'), (2, 'b')]
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "�")
    return [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]


def without_markers(lines: Iterable[Line]) -> list[Line]:
    """Drop nbgrader's region markers, which are never part of a draft; line numbers stay.

    Examples
    --------
    >>> without_markers(numbered("### BEGIN SOLUTION\\nreads = 1\\n### END SOLUTION"))
    [Line(number=2, text='reads = 1')]
    """
    return [line for line in lines if not _REGION.match(line.text)]


def is_fence(text: str) -> bool:
    """Whether a line opens or closes a Markdown code fence.

    Examples
    --------
    >>> is_fence("```sql"), is_fence("reads = 1")
    (True, False)
    """
    return bool(_FENCE.match(text))


def is_lone_number(text: str) -> bool:
    """Whether a line holds nothing but a small number: the gutter of a pasted listing.

    Examples
    --------
    >>> is_lone_number(" 12 "), is_lone_number("12 GB")
    (True, False)
    """
    return bool(_LONE_NUMBER.match(text))


def without_bullet(text: str) -> str:
    """Take a list marker off, keeping the indentation.

    Examples
    --------
    >>> without_bullet("  - POST /tweets"), without_bullet("2. reads = 5")
    ('  POST /tweets', 'reads = 5')
    """
    return _BULLET.sub(lambda match: match["indent"], text, count=1)


def is_comment(text: str) -> bool:
    """Whether a whole line is a comment: ``# …`` or ``// …``. Headings have been taken out before.

    Examples
    --------
    >>> is_comment("# just a thought"), is_comment("// so"), is_comment("#1 = 2")
    (True, True, True)
    """
    stripped = text.lstrip()
    return stripped.startswith(("#", "//"))


def is_hidden(text: str) -> bool:
    """Whether a whole line is a comment of Markdown's, ``<!-- … -->``, which no section reads.

    Examples
    --------
    >>> is_hidden("<!-- to do -->"), is_hidden("a <!-- b -->")
    (True, False)
    """
    stripped = text.strip()
    return stripped.startswith("<!--") and stripped.endswith("-->")


def without_comment(text: str) -> str:
    """Cut what follows `` # `` or `` // ``; an address such as ``https://`` is left alone.

    Examples
    --------
    >>> without_comment("reads = 5k/s  # a guess"), without_comment("GET https://x.org/a")
    ('reads = 5k/s', 'GET https://x.org/a')
    """
    return re.split(r"\s+(?:#(?=\s)|//(?=\s))", text, maxsplit=1)[0].rstrip()
