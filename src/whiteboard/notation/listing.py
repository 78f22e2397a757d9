"""Lists in prose: the entries of a section with how deep each stands, tables as rows, and lists cut at their commas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from whiteboard.draft.text import Line
from whiteboard.notation.lines import is_comment, is_fence, is_lone_number, without_comment
from whiteboard.notation.outline import clean


class Kind(StrEnum):
    """How an entry stands in the text."""

    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a section.

    Parameters
    ----------
    line : int
        Where it stands.
    kind : Kind
        How it stands there.
    text : str
        Without marker and emphasis, spaces folded, foreign punctuation made plain.
    level : int
        Columns of its indentation.
    rank : int
        0 for a heading, 1 for a plain line, 2 for a numbered one, 3 for a bullet: by this an entry stands under
        the one before it where the indentation does not say.
    cells : tuple of str
        Of a table row, empty cells kept.
    ruled : bool
        Whether a ruler follows, which makes a table row its head.
    typed : str
        The line as typed, without its comment.
    comment : str
        What stands behind ``//`` or ``#``.
    """

    line: int
    kind: Kind
    text: str
    level: int = 0
    rank: int = 1
    cells: tuple[str, ...] = ()
    ruled: bool = False
    typed: str = ""
    comment: str = ""


_PUNCTUATION = str.maketrans(
    {"：": ":", "，": ",", "、": ",", "；": ";", "（": "(", "）": ")", "？": "?", "。": ". ", "\u00a0": " ",
    "\t": "    "}
    | {"\u200b": "", "\ufeff": "", "\u200e": "", "\u200f": "", "،": ",", "؛": ";", "؟": "?", "\u2028": " "}
    | {"\x0b": " ", "\x0c": " "}
)  # fmt: skip
_HASHES = re.compile(r"^\s{0,3}#{2,6}\s*(?P<text>[^#\s].*?)[\s#]*$")
_BOLD_LINE = re.compile(r"^\s*(?:\*\*|__)(?P<text>[^*_]{1,80})(?:\*\*|__)\s*:?\s*$")
_MARKER = re.compile(
    r"^\s*(?:(?P<bullet>[-*+•·–—‣▪●○◦►▸✓✔☐☑✅➜](?=\s|\*\*)|\[[ xX]\](?=\s))|"
    r"(?P<number>\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)](?=\s|\*\*)))"
    r"\s*(?:\[[ xX]\]\s+)?(?=\S)"
)
_RULER = re.compile(r"^[\s|:\-=_*+~╌─—┼├┤┬┴┌┐└┘│]+$")
_OPEN = {"(": ")", "[": "]", "{": "}", "<": ">"}
_DEEPEST = 40
_ETC = re.compile(r"(?i)^[\s\-*+•.…]*(?:etc|and so on|and more|\.\.\.|…)[\s.…]*$")


def entries(lines: Iterable[Line]) -> list[Entry]:
    """The entries of a section; fences, rulers, comments and the numbers of a pasted gutter are passed over.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> [(e.kind.value, e.text, e.rank) for e in entries(numbered("### Core\\n1. **Account**\\n  - handle"))]
    [('heading', 'Core', 0), ('item', 'Account', 2), ('item', 'handle', 3)]
    """
    made: list[Entry] = []
    for line in lines:
        if is_fence(line.text) or is_lone_number(line.text) or _ETC.match(line.text):
            continue
        if not line.text.strip():
            made.append(Entry(line=line.number, kind=Kind.BLANK, text=""))
            continue
        if _RULER.match(line.text):
            if made and made[-1].kind is not Kind.BLANK and "-" in line.text + "-":
                made[-1] = _ruled(made[-1])
            continue
        entry = _entry(line)
        if entry is not None:
            made.append(entry)
    return made


def _ruled(entry: Entry) -> Entry:
    return Entry(
        line=entry.line, kind=entry.kind, text=entry.text, level=entry.level, rank=entry.rank,
        cells=entry.cells, ruled=True, typed=entry.typed,
    )  # fmt: skip


def _entry(line: Line) -> Entry | None:
    hashes = _HASHES.match(line.text)
    if hashes:
        text = plain(hashes["text"])
        return (
            Entry(line=line.number, kind=Kind.HEADING, text=text, rank=0, typed=line.text) if text else None
        )
    if is_comment(line.text):
        return None
    bare = re.sub(r"(?<=[\w)])\s*\.{4,}\s*(?=\w)", ": ", without_comment(line.text))
    comment = line.text[len(bare) :].strip()
    typed = bare.translate(_PUNCTUATION)
    typed = re.sub(r"^\s*(?:>\s?)+(?=\S)", "", typed)
    level = len(typed) - len(typed.lstrip())
    bold = _BOLD_LINE.match(typed)
    if bold and plain(bold["text"]):
        return Entry(
            line=line.number,
            kind=Kind.HEADING,
            text=plain(bold["text"]).rstrip(": "),
            rank=0,
            level=level,
            typed=typed,
        )
    cells = row_cells(typed)
    if cells:
        return Entry(
            line=line.number,
            kind=Kind.ROW,
            text=" | ".join(filter(None, cells)),
            level=level,
            cells=cells,
            typed=typed,
        )
    rank, body = 1, typed
    while (marker := _MARKER.match(body)) and rank < _DEEPEST:
        rank = max(rank, 3 if marker["bullet"] else 2)
        body = body[marker.end() :]
    return Entry(
        line=line.number,
        kind=Kind.ITEM,
        text=plain(body),
        level=level,
        rank=rank,
        typed=typed,
        comment=comment,
    )


def plain(text: str) -> str:
    """A text without emphasis, ornaments, trailing dots and "etc.", strokes turned into slashes.

    Examples
    --------
    >>> plain("  **Tweet**:  text，media | video, etc.")
    'Tweet: text,media / video'
    """
    text = re.sub(r"(?:(?<=\s)|^)(?:/{2,}|#+)(?=\s|$)", " ", text.translate(_PUNCTUATION).replace("|", "/"))
    while (made := _unwrapped(clean(text.replace("~~", "")))) != text:
        text = made
    return text


def _unwrapped(text: str) -> str:
    return text.rstrip(" ,;·")


def row_cells(text: str) -> tuple[str, ...]:
    """The cells of a table row, empty ones kept; empty when a line is no row.

    Examples
    --------
    >>> row_cells("| | Account | — |"), row_cells("a | b"), row_cells("USER ||--o{ TWEET : posts"), row_cells("'a' | 'b'")
    (('', 'Account', '—'), ('a', 'b'), (), ())
    """
    stripped = text.strip().replace("│", "|")
    if "|" not in stripped or re.search(
        r"\|[|o{]?(?:--|\.\.)|(?:--|\.\.)[|o}]?\||\|\|", stripped.replace("| |", "")
    ):
        return ()
    framed = stripped.startswith("|") or (stripped.endswith("|") and stripped.count("|") > 1)
    if not framed and (" | " not in stripped or re.search(r"[:=]\s*['\"\w]+ \| ['\"\w]|^['\"]", stripped)):
        return ()
    inner = stripped.removeprefix("|").removesuffix("|")
    cells = tuple(_cell(cell) for cell in re.split(r"(?<!\\)\|", inner))
    both = stripped.startswith("|") and stripped.endswith("|")
    return cells if (len(cells) > 1 or both) and any(cells) else ()


def _cell(text: str) -> str:
    text = re.sub(
        r"\s*<br\s*/?>\s*", ", ", " ".join(text.split()) if "  " not in text.strip() else text.strip()
    )
    text = re.sub(r"\s{2,}", ", ", text.strip())
    return plain(text) or text.strip("*_` ").replace("|", "/")


def split_list(text: str, separators: str = ",;") -> list[str]:
    """Cut a text at separators that stand outside brackets; brackets that are never closed do not count.

    Examples
    --------
    >>> split_list("id, tags (a, b), text; note (open, end")
    ['id', 'tags (a, b)', 'text', 'note (open', 'end']
    """
    closing = _closings(text)
    made, start, index = [], 0, 0
    while index < len(text):
        if index in closing:
            index = closing[index]
        elif text[index] in separators and not (
            text[index] == "," and text[index - 1 : index].isdigit() and text[index + 1 : index + 4].isdigit()
        ):
            made.append(text[start:index].strip())
            start = index + 1
        index += 1
    made.append(text[start:].strip())
    return [part for part in made if part]


def _closings(text: str) -> dict[int, int]:
    """Where each outermost bracket that is closed closes."""
    stack: list[tuple[str, int]] = []
    closed: dict[int, int] = {}
    for index, char in enumerate(text):
        if char in "([{" or (char == "<" and text[index + 1 : index + 2].isalpha()):
            stack.append((_OPEN[char], index))
        elif stack and char == stack[-1][0]:
            closed[stack.pop()[1]] = index
    return closed


def is_balanced(text: str) -> bool:
    """Whether each bracket of a text is closed, in order.

    Examples
    --------
    >>> is_balanced("list<int> (a)"), is_balanced("a) b"), is_balanced("map<a")
    (True, False, False)
    """
    stack: list[str] = []
    for index, char in enumerate(text):
        if char in "([{" or (char == "<" and text[index + 1 : index + 2].isalpha()):
            stack.append(_OPEN[char])
        elif (char in ")]}" or (char == ">" and stack and stack[-1] == ">")) and (
            not stack or stack.pop() != char
        ):
            return False
    return not stack


def bracketed_end(text: str) -> tuple[str, str]:
    """A text without the round bracket that ends it, and what stands in that.

    Examples
    --------
    >>> bracketed_end("Tweet: text, media? (immutable, deletable)"), bracketed_end("a (b) c")
    (('Tweet: text, media?', 'immutable, deletable'), ('a (b) c', ''))
    """
    if not text.endswith(")"):
        return text, ""
    last = len(text) - 1
    for start, end in _closings(text).items():
        if end == last and text[start] == "(":
            return text[:start].rstrip(), text[start + 1 : end].strip()
    return text, ""


_AND = re.compile(
    r"\s*(?:,|;|\s/\s|\s\+\s|\s&\s|,?\s(?:and|or|und|oder|et|ou|y|e|и|ve|og|en|och|as well as|plus)\s)\s*",
    re.IGNORECASE,
)


def split_names(text: str) -> list[str]:
    """Cut a list of names at commas, strokes between spaces, and "and" in several languages.

    Examples
    --------
    >>> split_names("users, tweets and follows"), split_names("Usuario y Tweet"), split_names("Image / Video")
    (['users', 'tweets', 'follows'], ['Usuario', 'Tweet'], ['Image', 'Video'])
    """
    made = []
    for part in split_list(text):
        held, inner = bracketed_end(part)
        names = [
            name for name in _AND.split(re.sub(r"(?i)^(?:and|or|und|y|et|e)\s+", "", held)) if name.strip()
        ]
        if names and inner:
            names[-1] = f"{names[-1]} ({inner})"
        made += [name.strip() for name in names]
    return made


def literal_row(rows: Sequence[Entry], head: tuple[str, ...]) -> Iterator[tuple[Entry, dict[str, str]]]:
    """The cells of a table whose head is exactly this, by column: what the canonical notation writes."""
    for row in rows[1:]:
        yield row, dict(zip(head, [*row.cells, *[""] * len(head)], strict=False))


def tables(found: Sequence[Entry]) -> dict[int, list[Entry]]:
    """Runs of table rows: the position of each run's first entry, and its rows."""
    made: dict[int, list[Entry]] = {}
    start = None
    for position, entry in enumerate(found):
        if entry.kind is Kind.ROW:
            if start is None:
                start = position
                made[start] = []
            made[start].append(entry)
        else:
            start = None
    return made


def aligned_rows(found: Sequence[Entry], is_head: Callable[[list[str]], bool]) -> dict[int, list[Entry]]:
    """Runs of plain lines whose columns are kept apart by two spaces or more, below a head that is known.

    The position of the head, and the rows with it, as if they were a table's.
    """
    made: dict[int, list[Entry]] = {}
    position = 0
    while position < len(found):
        head = _spaced(found[position])
        rows = [head] if head and is_head(list(head.cells)) else []
        for entry in found[position + 1 :] if rows else ():
            row = _spaced(entry)
            if row is None:
                break
            rows.append(row)
        if len(rows) > 1:
            made[position] = rows
        position += max(len(rows), 1)
    return made


def _spaced(entry: Entry) -> Entry | None:
    if entry.kind is not Kind.ITEM or "  " not in entry.typed.strip():
        return None
    cells = tuple(plain(cell) for cell in re.split(r"\s{2,}", entry.typed.strip()))
    return Entry(
        line=entry.line,
        kind=Kind.ROW,
        text=entry.text,
        level=entry.level,
        cells=cells,
        ruled=True,
        typed=entry.typed,
    )


def has_words(text: str) -> bool:
    """Whether there is a letter in any script, so that it can be said to speak."""
    return any(char.isalpha() for char in text)
