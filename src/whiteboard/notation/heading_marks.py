"""Headings that are marked otherwise than by hashes: underlined, numbered, in capitals, ``== so ==``, ``h2. so``.

A mark counts where at least two lines of the board that carry it name a section: then it is how this board marks
its headings, and every other line that carries it is one as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whiteboard.draft.text import Line
from whiteboard.notation.headings import Heading, by_words, heading, misspelled_section, section_of
from whiteboard.notation.lines import is_fence

_MOST_WORDS, _LONGEST = 9, 80
_NAMED_AT_LEAST, _UNLIKE = 2, 3
_OUTLINED_AT_LEAST = 3
_UNDERLINE = re.compile(r"^\s{0,3}(?P<sign>=|-|~|\*|_|\u2500|\u2550)(?P=sign){2,}\s*$")
_STRONG = {
    "wiki": re.compile(r"^\s{0,3}={1,6}\s*(?P<text>[^=\s][^=]*?)\s*={1,6}\s*$"),
    "asciidoc": re.compile(r"^={1,6}\s+(?P<text>[^=\s][^=]*?)\s*$"),
    "jira": re.compile(r"^\s{0,3}h[1-6]\.\s+(?P<text>\S.*?)\s*$"),
    "html": re.compile(r"^\s*<h[1-6][^<>]*>\s*(?P<text>[^<>]+?)\s*</h[1-6]>\s*$", re.IGNORECASE),
    "latex": re.compile(r"^\s*\\(?:sub)*(?:section|paragraph|chapter)\*?\{(?P<text>[^{}]+)\}\s*$"),
    "dashed": re.compile(r"^\s{0,3}[-–—=~*_#─═]{2,}\s*(?P<text>[^\W_][^=~*_#─═]*?)\s*[-–—=~*_#─═]{2,}\s*$"),
}
"""Signs that stand beside nothing but headings."""
_WEAK = {
    "numbered": re.compile(
        r"^\s{0,3}(?:\*\*|__)?(?:§|part|step|section|phase|stage|chapter)?\s*(?P<number>\d{1,2}(?:\.\d{1,2})*)\s*"
        r"[.):–—-]*\s+(?P<text>[^\W\d_].*?)(?:\*\*|__)?\s*:?\s*$",
        re.IGNORECASE,
    ),
    "roman": re.compile(r"^\s{0,3}(?P<number>[IVX]{1,5})\s*[.):–—-]\s*(?P<text>[^\W\d_].*?)\s*:?\s*$"),
    "lettered": re.compile(r"^\s{0,3}\(?(?P<number>[A-Z])\s*[.):]\s+(?P<text>[^\W\d_].*?)\s*:?\s*$"),
    "circled": re.compile(r"^\s{0,3}(?P<number>[①-⑳])\s*(?P<text>[^\W\d_].*?)\s*:?\s*$"),
    "bracketed": re.compile(r"^\s{0,3}[\[【<«](?P<text>[^\W_][^\[\]【】<>«»]*)[\]】>»]\s*:?\s*$"),
    "bold": re.compile(r"^\s{0,3}(?:\*\*|__)(?P<text>[^\W_][^*]*?)(?:\*\*|__)\s*:?\s*$"),
    "italic": re.compile(r"^\s{0,3}(?P<mark>[*_])(?P<text>[^\W_][^*_]*)(?P=mark)\s*:?\s*$"),
    "starred": re.compile(r"^\*{1,3}\s+(?P<text>[^\W_][^*]*?)\s*:?\s*$"),
    "outlined": re.compile(r"^[-+•*]\s+(?:\*\*)?(?P<text>[^\W\d_][^*:=>]*?)(?:\*\*)?\s*:?\s*$"),
    "pictured": re.compile(
        r"^\s{0,3}[^\w\s\-+*•·#>/|\[(<=~.$%&\"'`@{]{1,3}\s+(?P<text>[^\W\d_].*?)\s*:?\s*$"
    ),
    "commented": re.compile(r"^\s{0,3}(?://|--|;;|%)\s*(?P<text>[^\W_][^/]*?)\s*(?://|--)?\s*$"),
    "capitals": re.compile(r"^\s{0,3}(?P<text>[A-Z][A-Z0-9 &/,'()+-]{2,60}?)\s*:?\s*$"),
    "bare": re.compile(r"^(?P<text>[A-Z][A-Za-z][\w &/'-]{0,40})$"),
    "labels": re.compile(r"^(?P<text>[^\W\d_][^:|=<>{}\[\]]{2,60}):\s*$"),
}
"""Signs that other lines carry as well; of these only what names a section, at least by its words, is a heading."""
_BY_WORDS = frozenset({"numbered", "roman", "circled", "pictured", "capitals"})
"""Of these, the ones under which a title of several words is held to be one."""
_ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that may be a heading: where it stands, how it is marked, its words, and its number if it has one."""

    position: int
    style: str
    text: str
    number: int | None = None
    first: bool = False
    depth: int = 1


def marked_headings(lines: Sequence[Line]) -> tuple[dict[int, Heading], frozenset[int]]:
    """Headings by the numbers of their lines, and the numbers of lines that only underline one.

    Parameters
    ----------
    lines : sequence of Line
        All lines of a board. One with headings of hashes is left to those.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> text = "Needs\\n-----\\nx\\nAPI\\n---\\nGET /x\\nStorage and queues\\n------------------\\ny\\nScale\\n-----\\n1 / s"
    >>> found, underlines = marked_headings(numbered(text))
    >>> {line: made.section for line, made in found.items()}, sorted(underlines)
    ({1: None, 4: 'api', 7: 'storage', 10: 'scale'}, [2, 5, 8, 11])
    """
    hashed = {
        made.section
        for line in lines
        if line.text.lstrip().startswith("#") and (made := heading(line.text)) and made.section
    }
    if len(hashed) >= _NAMED_AT_LEAST:
        return {}, frozenset()
    by_style: dict[str, list[_Mark]] = {}
    for mark in _marks(lines):
        by_style.setdefault(mark.style, []).append(mark)
    found: dict[int, Heading] = {}
    underlines: set[int] = set()
    for style, marks in by_style.items():
        named = {section for mark in marks if (section := section_of(mark.text))}
        if len(named) < (_OUTLINED_AT_LEAST if style in ("outlined", "bare") else _NAMED_AT_LEAST):
            continue
        strong = style in _STRONG or style == "underlined"
        for mark in marks if strong else _in_sequence(marks, lines):
            number = lines[mark.position].number
            section = _meant(mark)
            if number in found and found[number].section:
                continue
            if section or strong:
                found[number] = Heading(_level(mark, strong=strong), mark.text, section)
            if style == "underlined":
                underlines.add(lines[mark.position + 1].number)
    return found, frozenset(underlines)


def _meant(mark: _Mark) -> str | None:
    """The section that a mark's words name, be it with a slip, together with another, or by what they say."""
    section = section_of(mark.text) or misspelled_section(mark.text) or compound(mark.text)
    if section is None and (mark.style in _STRONG or mark.style in _BY_WORDS or mark.style == "underlined"):
        section = by_words(mark.text)
    return section


def compound(text: str) -> str | None:
    """The first section that a heading of several names: "Objects and data types", "API & storage".

    Examples
    --------
    >>> compound("Objects and data types"), compound("Capacity / numbers"), compound("Lunch and dinner")
    ('objects', 'scale', None)
    """
    parts = re.split(r"\s*(?:[,&/+;]|\band\b|\bwith\b|\s[-–—]\s)\s*", text[:_LONGEST].replace("_", " "))
    if len(parts) < 2:
        return None
    return next((section for part in parts if part and (section := section_of(part))), None)


def _level(mark: _Mark, *, strong: bool) -> int:
    """As deep as two hashes; the title, which names no section and comes first, as one."""
    if not strong:
        return 0
    return 1 if mark.first and not section_of(mark.text) else 2


def _marks(lines: Sequence[Line]) -> Iterator[_Mark]:
    fenced = False
    start = next((position for position, line in enumerate(lines) if line.text.strip()), 0)
    for position, line in enumerate(lines):
        if is_fence(line.text) and not (position and _underlines(line.text, lines[position - 1].text)):
            fenced = not fenced
            continue
        if fenced or not line.text.strip() or len(line.text) > _LONGEST + 20:
            continue
        below = lines[position + 1].text if position + 1 < len(lines) else ""
        if _underlines(below, line.text):
            yield _Mark(position, "underlined", line.text.strip().rstrip(":"), first=position == start)
            continue
        for style, pattern in (*_STRONG.items(), *_WEAK.items()):
            match = pattern.match(line.text)
            if match and _is_short(match["text"]) and (style != "outlined" or below[:1] in (" ", "\t")):
                yield _Mark(
                    position,
                    style,
                    match["text"].strip(),
                    _number(style, match),
                    position == start,
                    _depth(style, match),
                )
                if style in _STRONG:
                    break


def _underlines(below: str, text: str) -> bool:
    """Whether a line of signs stands below a title, and is about as long as one that names no section must be."""
    match = _UNDERLINE.match(below)
    if not match or not re.match(r"\s{0,3}[^\W_]", text) or not _is_short(text):
        return False
    alike = abs(len(below.strip()) - len(text.strip())) <= _UNLIKE
    return alike or (match["sign"] != "~" and section_of(text) is not None)


def _is_short(text: str) -> bool:
    text = text.strip()
    return len(text.split()) <= _MOST_WORDS and len(text) <= _LONGEST and text[-1:] not in ".;,?!"


def _number(style: str, match: re.Match[str]) -> int | None:
    if style == "numbered":
        return int(match["number"].split(".")[-1])
    if style == "roman":
        values = [_ROMAN[sign] for sign in match["number"]]
        return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    if style == "lettered":
        return ord(match["number"]) - ord("A") + 1
    if style == "circled":
        return ord(match["number"]) - ord("①") + 1
    return None


def _depth(style: str, match: re.Match[str]) -> int:
    """How many numbers stand before it: two in "3.1 Storage"."""
    return match["number"].count(".") + 1 if style == "numbered" else 1


def _in_sequence(marks: Sequence[_Mark], lines: Sequence[Line]) -> Iterator[_Mark]:
    """Marks that go on from the heading before, or name a section outright, and stand apart from a list."""
    expected: int | None = None
    depth = Counter(mark.depth for mark in marks if section_of(mark.text)).most_common(1)[0][0]
    for mark in (mark for mark in marks if mark.depth == depth):
        named = section_of(mark.text) is not None
        apart = mark.position == 0 or not lines[mark.position - 1].text.strip()
        if mark.number is None:
            if apart or (named and mark.style != "bare"):
                yield mark
            continue
        follows = expected is not None and expected <= mark.number <= expected + 1
        # "1. What the system should do": the first of them, before any that goes by a section's own name.
        follows = follows or (expected is None and mark.number == 1 and _meant(mark) is not None)
        if (named and (expected is None or mark.number >= expected or apart)) or (follows and apart):
            expected = mark.number + 1
            yield mark
