"""The outline of a section in prose: sub-headings, bullets, plain lines and rows, markup taken off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from whiteboard.draft.text import Line
from whiteboard.notation.lines import is_comment, is_fence, without_comment


class Style(StrEnum):
    """How an item stands in the text."""

    HEADING = "heading"
    BULLET = "bullet"
    PLAIN = "plain"
    ROW = "row"
    BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of an outline.

    Parameters
    ----------
    line : int
        Where it stands.
    style : Style
        How it stands there.
    text : str
        Without marker and emphasis, spaces folded.
    level : int
        For a heading its depth, 7 for a bold line; else the columns of its indentation.
    bold : str
        The bold words that it begins with; empty when it begins otherwise.
    cells : tuple of str
        Of a table row.
    typed : str
        The line as typed.
    """

    line: int
    style: Style
    text: str
    level: int = 0
    bold: str = ""
    cells: tuple[str, ...] = ()
    typed: str = ""


BOLD_LEVEL = 7
REMARK = re.compile(r"(?i)^remark\s*:\s*(?P<text>\S.*)$")
"""The form in which a remark is written back, so that it is read as one again."""
_HASHES = re.compile(r"^\s{0,3}(#{1,6})\s+(\S.*)$")
_MARKER = re.compile(
    r"^(?P<indent>\s*)(?:(?:[-*+•·–—‣▪●○◦►▸✓✔☐☑✅➜]|\(?\d{1,3}[.)]|\(?[a-z][.)])(?:\s+|(?=\*\*|\[["
    r" xX]\]))(?:\[[ xX]\]\s*)?)+(?=\S)"
)
_BOLD = re.compile(r"^(?:\*\*|__)(?P<bold>[^*_\n]{1,120}?)\s*(?P<colon>:?)\s*(?:\*\*|__)\s*(?P<after>:?)")
_RUN = re.compile(r"\s{60,}")
_NUMBER_OF = re.compile(
    r"(?i)(?P<before>\S\s+(?=#\s?of\s)|\b(?:see|show|view|get|the|and|with|has|returns?|know)\s+(?=#\s?[a-z]))"
    r"#\s?(?:of\s+)?(?=[a-z])"
)
"""``- # of likes``: the number of them, and no comment."""
_RULE = re.compile(r"^[\s|:\-=_*+]+$")
_MARKUP = re.compile(
    r"\*\*|__|`|(?<![\w*])\*(?=\w)|(?<=[\w.!?%])\*(?![\w*])|</?(?:b|i|em|strong|code|br|u)\s*/?>"
)
_COMMENT = re.compile(r"(?:^|(?<=\s))(?:#+|//+)(?=\s|$)")
_EDGE = re.compile(r"^[^\w<>≤≥~≈$€£(\[{.%\"'“”→¡¿|/-]+|^(?!-{1,2}>)[.)\]}/-]+(?=\D)")


def outline(lines: Iterable[Line], *, titled: Callable[[str], bool] | None = None) -> Iterator[Item]:
    """The outline of a section.

    Parameters
    ----------
    lines : iterable of Line
        A section's lines. Fences, rulers and comments are passed over.
    titled : callable, optional
        Says of the text behind a single ``#`` whether it is a sub-heading all the same; else it is a comment.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> [(i.style.value, i.text) for i in outline(numbered("### Latency\\n- **Feed:** `fast`\\n| a | b |"))]
    [('heading', 'Latency'), ('bullet', 'Feed: fast'), ('row', 'a | b')]
    """
    for line in lines:
        item = _item(line, titled)
        if item is not None:
            yield item


def _item(line: Line, titled: Callable[[str], bool] | None) -> Item | None:
    typed = line.text
    if not typed.strip():
        return Item(line=line.number, style=Style.BLANK, text="", typed=typed)
    if is_fence(typed):
        return None
    # No line is indented or spaced out that far; patterns below would try each place of a long run.
    folded = _RUN.sub(" " * 60, typed)
    if "#" in folded:
        folded = _NUMBER_OF.sub(lambda match: f"{match['before']}number of ", folded)
    hashes = _HASHES.match(folded)
    if hashes:
        text = clean(without_comment(hashes[2]).rstrip("# "))
        if len(hashes[1]) > 1 or (titled and titled(text)):
            if not text:
                return None
            return Item(line=line.number, style=Style.HEADING, text=text, level=len(hashes[1]), typed=typed)
        return None
    if is_comment(typed):
        return None
    if _RULE.match(folded):
        return None
    # In a row of a table " # " heads the column of numbers.
    rest = (folded if folded.lstrip().startswith("|") else without_comment(folded)).expandtabs(4)
    quoted = re.match(r"\s*(?:>\s?)+(?=\S)", rest)
    if quoted and not re.match(r"\s*>+\s?\d", rest):
        rest = rest[quoted.end() :]
    marker = _MARKER.match(rest)
    level = len(rest) - len(rest.lstrip())
    if "|" in rest and (cells := _cells(rest)):
        return Item(
            line=line.number, style=Style.ROW, text=" | ".join(cells), level=level, cells=cells, typed=typed
        )
    body = rest[marker.end() :] if marker else rest.lstrip()
    bold = _BOLD.match(body)
    title = clean(bold["bold"]).rstrip(":") if bold else ""
    style = Style.BULLET if marker else Style.PLAIN
    if bold and not marker and not body[bold.end() :].strip(" :*_"):
        return Item(
            line=line.number, style=Style.HEADING, text=title, level=BOLD_LEVEL, bold=title, typed=typed
        )
    text = clean(body)
    return Item(line=line.number, style=style, text=text, level=level, bold=title, typed=typed)


def _cells(text: str) -> tuple[str, ...]:
    """Cells of a row; empty when the strokes in a line make no row of it."""
    stripped = text.strip()
    framed = stripped.startswith("|")
    if not framed and stripped.count("|") < 2 and " | " not in stripped:
        return ()
    inner = stripped.removeprefix("|").removesuffix("|")
    cells = tuple(clean(cell) for cell in re.split(r"(?<!\\)\|", inner))
    return cells if len(cells) > 1 and any(cells) else ()


def clean(text: str) -> str:
    """A text without emphasis, leading ornaments and trailing dots, its spaces folded.

    Examples
    --------
    >>> clean("✅  **Fast**,  under 200 ms ..."), clean("a, b, etc.")
    ('Fast, under 200 ms', 'a, b')
    """
    while True:
        made = _COMMENT.sub(" ", _MARKUP.sub("", text))
        made = " ".join(made.split())
        made = _EDGE.sub("", made)
        made = re.sub(r"(?i)(?:[\s,;.…]|\betc\b|\band so on\b)+$", "", made) if made else made
        if made == text:
            return made
        text = made


def table_columns(cells: tuple[str, ...], headers: dict[str, re.Pattern[str]]) -> tuple[str, ...] | None:
    """What each column of a table holds, by its header row; None when the row is no header.

    Each cell is matched with the patterns of `headers`; one that no pattern knows is "". A header row has at
    least two cells that are known, and not only empty ones.
    """
    found = tuple(
        next((name for name, pattern in headers.items() if pattern.fullmatch(cell.strip().lower())), "")
        for cell in cells
    )
    said = any(name and cell.strip() for name, cell in zip(found, cells, strict=True))
    return found if said and sum(bool(name) for name in found) >= 2 else None
