"""From lines to statements: bullets, fences, gutters and emphasis taken off, several on a line cut apart.

What is taken out is replaced by blanks, so that every column stays where the learner typed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from whiteboard.draft.text import Line
from whiteboard.notation.lines import is_comment, is_fence, is_lone_number, without_bullet, without_comment

_GUTTER = re.compile(r"^\s{0,4}(\d{1,3})(?:\s{2,}|\t|\s?[|│]\s)(?=\S)")
_BOX = re.compile(r"^(\s*)(\[[ xX]\]|>+|\(\d{1,3}\))(?=\s)")
_LEADERS = re.compile(r"\s*(?:\.{4,}|…{2,}|_{4,})\s*")
_ITEM = re.compile(r"^\s*(?:[-*+]\s+)?(?:\((\d{1,2})\)|(\d{1,2})[.)])\s")
_ITEM_MEANT = re.compile(r"\(#?(\d{1,2})\)(?=\s*[*×x/+·-])|(?<=[*×x/+·]\s)\(#?(\d{1,2})\)")
_EMPHASIS = re.compile(r"(?<![\w*)])(\*\*|__|\*|_)(?=[^\s*_])([^*_\n]{1,200}?)(?<=[^\s*_])\1(?![\w*(])")
_TEX = (
    (r"\\times|\\cdot", "×"),
    (r"\\approx|\\simeq|\\sim", "≈"),
    (r"\\div", "÷"),
    (r"\\(?:rightarrow|to|implies)", "→"),
)
_TEX_TEXT = re.compile(r"\\(?:text|mathrm|mathbf)\s*\{([^{}]*)\}")
_TAGS = re.compile(
    r"<br\s*/?>|</?(?:b|i|em|strong|code|sup|sub)>|&nbsp;|`+|\$(?=\s*[^\d\s~.]|\s*$)", re.IGNORECASE
)
_NUMBER_OF = re.compile(r"^\s*#\s*(?:of\s+)?[A-Za-z][^:=]{0,60}[:=]\s*~?\s*\$?[\d.]")
_STARTS_WITH_RESULT = re.compile(r"^\s*(?:=|≈|≃|≅|~=|→|⇒|⟶|-{1,2}>|=>|×|÷|/(?!/)|\*\s*\d|~\s*=)")
_ENDS_OPEN = re.compile(r"(?:[=×÷≈→⇒]|[*+/](?<!\*\*))\s*$")
_DIVIDER = re.compile(r"^\s*\|?[\s:|+-]*-{2,}[\s:|+-]*$")
_RULE = re.compile(r"^[\s=\-*_~+|.·]*$")
_LONGEST = 1200
_NEW_AFTER_STOP = re.compile(
    r"[.;]\s+(?=[A-Z~\d])|;\s*"
    r"|(?<=[a-z]{3})(?<!pprox)(?<!incl)(?<!excl)(?<!resp)(?<!avg)(?<!min)(?<!max)(?<!sec)(?<!secs)(?<!est)(?<!req)(?<!hrs)"
    r"\.\s+(?=[a-z])"
)
_RESULT = re.compile(r"^\s*(?:=|≈|≃|≅|~=|→|⇒|⟶|-{1,2}>|=>|×|÷|/(?!/)|\*\s*\d|~\s*=)")
_ENDS_OPEN = re.compile(r"(?:[=×÷≈→⇒]|[*+/](?<!\*\*))\s*$")
_DIVIDER = re.compile(r"^\s*\|?[\s:|+-]*-{2,}[\s:|+-]*$")
_RULE = re.compile(r"^[\s=\-*_~+|.·]*$")
_LONGEST = 1200
_NEW_AFTER_STOP = re.compile(
    r"[.;]\s+(?=[A-Z~\d])|;\s*|(?<=[a-z]{4})(?<!pprox)(?<!\bincl)(?<!\bexcl)(?<!\bresp)(?<!\bsecs)(?<!\bmins)\.\s+(?=[a-z])"
)
_RESULT = re.compile(r"[=≈→⇒]|->")
_AND = re.compile(r"\s+(?:and|while|whereas)\s+", re.IGNORECASE)
_NAMED_AHEAD = re.compile(r"\s*[^\W\d][^=:≈,;]{0,60}(?:[=:≈]|~\s*\d)")
_NUMBER_AHEAD = re.compile(
    r"\s*(?:(?:and|so|thus|hence|then)\s+)*(?:~|≈|about\s|each\s|\$|)\s*(?:each\s[^,;=]{0,40}?)?\d"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of text that holds at most one quantity.

    Parameters
    ----------
    text : str
        Cleaned; blanks stand for what was taken out.
    line : int
        Where it begins.
    typed : str
        The whole line as typed.
    group : str
        The heading or label that it stands under.
    several : bool
        Whether other statements share its line.
    continues : bool
        Whether it is a result of the statement before (``= 86.4 GB/day`` on a line of its own).
    offset : int
        Where its text begins in the line, counted from 0.
    item : int
        Its number in a numbered list, by which other lines may name it; 0 without one.
    """

    text: str
    line: int
    typed: str
    group: str = ""
    several: bool = False
    continues: bool = False
    offset: int = 0
    item: int = 0


_PEAK = re.compile(r"(?i)(\bpeak )([x×])(\d{1,4})(?=\s*(?:[=:→≈~]|->|$))")
"""``peak x3 = …`` is three times the average, as ``peak 3x = …`` is; nothing called peak is multiplied."""


_EVERY = re.compile(
    r"(?i)(?P<count>\d[\d.,]*\s?[kmb]?(?:\s+[a-z]+){0,3}?)\s+(?:(?:poll|report|ping|refresh|check|beat|call|ask|sync|fetch"
    r"|heartbeat)[a-z]*\s+)?(?:once\s+)?every\s+(?=\d[\d.,]*\s*(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hours?|days?)\b)"
)
"""``10k agents polling every 30 s`` is a rate: so many in so long."""


@dataclass(slots=True)
class Table:
    """A Markdown table: its rows of cells, the head first, with the lines that they stand on."""

    rows: list[tuple[Line, list[str]]] = field(default_factory=list)
    group: str = ""


def clean(text: str) -> str:
    """A line without bullets, gutter numbers, emphasis and TeX, blanks in their place.

    Examples
    --------
    >>> clean("- **Reads/minute**: 100k  # a guess")
    '    Reads/minute  : 100k'
    """
    bare = without_comment(text)
    cleaned = without_bullet(bare)
    if len(cleaned) < len(bare) and not re.match(r"^\s*\d{1,3}[.)]\s*[\d.]+\s*$", bare):
        indent = len(bare) - len(bare.lstrip())
        bare = " " * (len(bare) - len(cleaned) + indent) + cleaned[indent:]
    bare = _BOX.sub(lambda match: " " * len(match[0]), bare)
    if "\\" in bare:
        for pattern, sign in _TEX:
            bare = re.sub(pattern, lambda match, sign=sign: sign.ljust(len(match[0])), bare)  # type: ignore[misc]
        bare = _TEX_TEXT.sub(lambda match: match[1].center(len(match[0])), bare)
        bare = re.sub(r"\\[,;: ]|\\quad", lambda match: " " * len(match[0]), bare)
        bare = re.sub(r"\\([%$#&_{}])", r" \1", bare)
    bare = _LEADERS.sub(lambda match: ": ".ljust(len(match[0])), bare)
    bare = _TAGS.sub(lambda match: " " * len(match[0]), bare)
    bare = _EVERY.sub(lambda match: match["count"] + "/".ljust(len(match[0]) - len(match["count"])), bare)
    bare = _PEAK.sub(r"\1\3\2", bare)
    for _ in range(2):
        if "*" in bare or "_" in bare:
            bare = _EMPHASIS.sub(lambda match: " " * len(match[1]) + match[2] + " " * len(match[1]), bare)
    return bare


def statements(lines: Sequence[Line]) -> Iterator[Statement | Table | Line]:
    """Deal out the lines of a section: statements, tables, and lines too long to be an estimate.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> found = list(statements(numbered("### Traffic\\nreads = 5/s; writes = 1/s\\n= 60/minute")))
    >>> [(statement.text.strip(), statement.group, statement.continues) for statement in found]
    [('reads = 5/s', 'Traffic', False), ('writes = 1/s', 'Traffic', False), ('= 60/minute', 'Traffic', True)]
    """
    group = ""
    table: Table | None = None
    gutter = _has_gutter(lines)
    waiting: tuple[str, Line] | None = None
    for line in lines:
        text = line.text.expandtabs(4) if "\t" in line.text else line.text
        if not text.strip() or is_fence(text) or is_lone_number(text) or text.lstrip().startswith("{{"):
            continue
        if is_comment(text) and not _NUMBER_OF.match(text):
            if text.lstrip().startswith("#"):
                group = text.strip().strip("#").strip(" *_:")
            continue
        if len(text) > _LONGEST:
            yield line
            continue
        if gutter:
            text = _GUTTER.sub(lambda match: " " * len(match[0]), text)
        if _is_row(text):
            table = table or Table(group=group)
            if not _DIVIDER.match(text):
                table.rows.append((line, _cells(text)))
            continue
        if table is not None:
            yield table
            table = None
        if _RULE.match(text):
            continue
        origin = line
        cleaned = clean(text.replace("#", " ", 1) if _NUMBER_OF.match(text) else text)
        if waiting is not None:
            cleaned = waiting[0].rstrip() + " " + cleaned.strip()
            origin, waiting = waiting[1], None
        if not cleaned.strip():
            continue
        if _ENDS_OPEN.search(cleaned) and len(cleaned) < _LONGEST // 2 and any(c.isdigit() for c in cleaned):
            waiting = (cleaned, origin)
            continue
        label = _label(cleaned)
        if label is not None:
            group = label
            continue
        yield from _cut(cleaned, origin, group)
    if table is not None:
        yield table
    if waiting is not None:
        yield from _cut(waiting[0], waiting[1], group)


def _has_gutter(lines: Sequence[Line]) -> bool:
    """Whether a listing's line numbers were pasted along: they rise, and one at least stands alone."""
    numbers = []
    alone = False
    for line in lines:
        found = _GUTTER.match(line.text)
        if found:
            numbers.append(int(found[1]))
        elif is_lone_number(line.text):
            numbers.append(int("".join(re.findall(r"\d+", line.text))))
            alone = True
    rising = all(a < b for a, b in pairwise(numbers))
    return bool(numbers) and rising and (alone or len(numbers) > 1 or numbers[0] <= len(lines) + 5)


def _label(text: str) -> str | None:
    """``Traffic:`` on a line of its own."""
    bare = text.strip()
    if bare.endswith((":", "：")) and not any(sign in bare[:-1] for sign in "=≈→"):
        return bare.rstrip(":：").strip()
    return None


def _cut(text: str, line: Line, group: str) -> Iterator[Statement]:
    pieces = list(_pieces(text))
    several = len(pieces) > 1
    for start, end in pieces:
        piece = text[start:end]
        if piece.strip():
            continues = bool(_STARTS_WITH_RESULT.match(piece))
            item = _ITEM.match(line.text)
            number = int(item[1] or item[2]) if item else 0
            if item:
                piece = _ITEM_MEANT.sub(lambda match: f"item {match[1] or match[2]}", piece)
            yield Statement(piece, line.number, line.text, group, several, continues, start, number)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where a line is cut: at semicolons, at sentences, and at commas before a new quantity."""
    begin = 0
    depth = 0
    place = 0
    while place < len(text):
        sign = text[place]
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth = max(0, depth - 1)
        elif depth == 0 and sign in "|•" and text[begin:place].strip():
            yield begin, place
            begin = place = place + 1
            continue
        elif depth == 0 and sign in ".;,":
            width = _cut_width(text, begin, place)
            if width:
                yield begin, place
                begin = place + width
                place = begin
                continue
        elif depth == 0 and sign == " " and (width := _and_width(text, begin, place)):
            yield begin, place
            begin = place = place + width
            continue
        place += 1
    yield begin, len(text)


def _cut_width(text: str, begin: int, place: int) -> int:
    sign = text[place]
    left = text[begin:place]
    if sign in ".;":
        found = _NEW_AFTER_STOP.match(text, place)
        if found is None:
            return 0
        rest = text[found.end() :]
        if sign == "." and not (_has_digit(left) and _has_digit(rest)):
            return 0
        return found.end() - place
    if not text[place + 1 : place + 2].isspace() or not _has_digit(left):
        return 0
    rest = text[place + 1 :]
    if _NAMED_AHEAD.match(rest):
        return 1
    part = rest.split(", ", 1)[0].split(";", 1)[0]
    if not _NUMBER_AHEAD.match(part):
        return 0
    # "a = 1, 2" stays together; "10k reads, 1 MB each => 10 GB" and "1 * 2 = 2, 3 * 4 = 12" do not.
    return 1 if _RESULT.search(left) is None or _RESULT.search(part) else 0


def _and_width(text: str, begin: int, place: int) -> int:
    """``100 reads a day and 2 tweets a day`` are two; ``between 5 and 10`` is one."""
    found = _AND.match(text, place)
    if found is None or not _has_digit(text[begin:place]):
        return 0
    left, rest = text[begin:place], text[found.end() :]
    if "between" in left.lower() or not _has_digit(rest):
        return 0
    signs = any(sign in text for sign in "=≈→*×")
    named = _NAMED_AHEAD.match(rest) is not None and any(sign in left for sign in "=≈:")
    worded = re.match(r"\s*(?:[a-z]+\s+){0,4}~?[\d.]", rest) is not None
    worded = worded and re.search(r"\d\s*[A-Za-z%]", left) is not None
    return found.end() - place if named or (not signs and worded) else 0


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _is_row(text: str) -> bool:
    stripped = text.strip()
    return len(stripped) > 1 and (
        (stripped.startswith("|") and stripped.count("|") > 1)
        or bool("|" in stripped and _DIVIDER.match(stripped))
    )


def _cells(text: str) -> list[str]:
    stripped = text.strip()
    inner = stripped[1:-1] if stripped.endswith("|") else stripped[1:]
    return [clean(cell).strip() for cell in inner.split("|")]
