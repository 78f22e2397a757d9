"""Boxes drawn with signs, and the lines between them, read as the picture that they are: row by row and column by column.

::

    +--------+     +-----+
    | client |---->| LB  |
    +--------+     +-----+
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from whiteboard.draft.text import Line

_CORNERS = frozenset("+┌┐└┘╭╮╰╯┏┓┗┛╔╗╚╝├┤┬┴┼")
_LEVEL = frozenset("-─━═=")
_UPRIGHT = frozenset("|│┃║")
_HEADS = {
    **dict.fromkeys(">►▶→", (0, 1)), **dict.fromkeys("<◄◀←", (0, -1)),
    **dict.fromkeys("^▲↑", (-1, 0)), **dict.fromkeys("vV▼↓", (1, 0)),
}  # fmt: skip
_EDGE = _LEVEL | _CORNERS | frozenset(_HEADS) | frozenset("|")
_SIDE = _UPRIGHT | _CORNERS | frozenset("<>◄►├┤")
_TOP = re.compile(r"[+┌╭┏╔├][-─━═=+┬┴┼v^▼▲|]+[+┐╮┓╗┤]")
_TITLED = re.compile(r"([+┌╭┏╔][-─━═]+)(\s?[A-Za-z]{2}[\w ./()×-]{0,60}?\s?)([-─━═]+[+┐╮┓╗])")
_LABEL = re.compile(
    r"(?<=[-─━])(\s?[(\[\"/]?[A-Za-z0-9][^|│+<>─━]{0,60}?\s?)(?=[-─━]{1,}[>►▶→+┐┘|│]|[-─━]{2}|[>►▶→])"
)
_MOST_LINES, _MOST_COLUMNS, _MOST_BOXES, _MOST_CELLS = 400, 400, 300, 40_000
_ASKEW = 1
_GAP = 2
_WAYS = ((0, 1), (0, -1), (1, 0), (-1, 0))

Cell = tuple[int, int]


@dataclass(slots=True)
class Rectangle:
    """A drawn box: where it is, what stands in it, and the boxes that are drawn inside of it."""

    top: int
    left: int
    bottom: int
    right: int
    text: str = ""
    title: str = ""
    inner: list[Rectangle] = field(default_factory=list)

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell belongs to it, its border included."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def encloses(self, other: Rectangle) -> bool:
        """Whether another is drawn inside of it."""
        return (
            self is not other and self.holds(other.top, other.left) and self.holds(other.bottom, other.right)
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """An arrow: the texts of its two ends, what is written on it, and the number of its line."""

    source: str
    target: str
    label: str
    line: int
    both: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What was drawn.

    Parameters
    ----------
    boxes : tuple of (str, str, int)
        Text, the group that it is drawn in or "", and number of the line.
    arrows : tuple of Drawn
        Between the texts of boxes, or of words that stand at the end of a line.
    remarks : tuple of (int, str)
        Words beside the picture, with the numbers of their lines.
    lines : frozenset of int
        Numbers of all lines that the picture takes up.
    """

    boxes: tuple[tuple[str, str, int], ...] = ()
    arrows: tuple[Drawn, ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()
    lines: frozenset[int] = frozenset()


def picture_in(lines: Sequence[Line]) -> Picture | None:
    """The boxes drawn in some lines, with the lines between them; None where no two boxes are drawn.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> text = "+---+    +----+\\n| a |--->| db |\\n+---+    +----+"
    >>> found = picture_in(numbered(text))
    >>> [box[0] for box in found.boxes], [(arrow.source, arrow.target) for arrow in found.arrows]
    (['a', 'db'], [('a', 'db')])
    """
    if len(lines) < 3 or not any(_TOP.search(line.text[:_MOST_COLUMNS]) for line in lines[: 5 * _MOST_LINES]):
        return None
    rows = [line.text.expandtabs(4)[:_MOST_COLUMNS] for line in lines[:_MOST_LINES]]
    return _Reading(rows, lines).picture()


class _Reading:
    def __init__(self, rows: list[str], lines: Sequence[Line]) -> None:
        width = max(map(len, rows)) + 2
        self._rows = [row.ljust(width) for row in rows]
        self._lines = lines
        self._boxes: list[Rectangle] = []
        self._labels: dict[Cell, str] = {}
        self._used: set[Cell] = set()
        self._owner: dict[Cell, Rectangle] = {}

    def picture(self) -> Picture | None:
        """Find the boxes, follow the lines, and gather what is left."""
        self._find_boxes()
        plain = [made for made in self._boxes if not made.inner]
        if len(plain) < 2:
            return None
        for made in self._boxes:
            if made.inner:
                for row in range(made.top, made.bottom + 1):
                    self._owner.setdefault((row, made.left), made)
                    self._owner.setdefault((row, made.right), made)
                for column in range(made.left, made.right + 1):
                    self._owner.setdefault((made.top, column), made)
                    self._owner.setdefault((made.bottom, column), made)
        for made in plain:
            for row in range(made.top, made.bottom + 1):
                for column in range(made.left, made.right + 1):
                    self._owner[row, column] = made
        self._find_labels()
        arrows = tuple(self._arrows())
        boxes = tuple(
            (made.text, self._group(made), self._lines[made.top + 1].number) for made in plain if made.text
        )
        return Picture(boxes, arrows, tuple(self._remarks()), frozenset(self._taken()))

    # Boxes

    def _find_boxes(self) -> None:
        for row in range(len(self._rows) - 2):
            border = self._rows[row]
            titled = _TITLED.search(border)
            if titled:
                border = border[: titled.start(2)] + "-" * len(titled[2]) + border[titled.end(2) :]
            for match in _TOP.finditer(border):
                corners = [c for c in range(match.start(), match.end()) if border[c] in _CORNERS]
                for position, left in enumerate(corners[:60]):
                    made = self._closed(row, left, corners[position + 1 : position + 60])
                    if made is not None and len(self._boxes) < _MOST_BOXES:
                        if titled and made.left <= titled.start() and made.right >= titled.end() - 1:
                            made.title = " ".join(titled[2].split())
                        self._boxes.append(made)
        for made in self._boxes:
            made.inner = [other for other in self._boxes if made.encloses(other)]
            made.text = (
                made.title if made.inner and made.title else f"{made.title} {self._text_in(made)}".strip()
            )

    def _closed(self, top: int, left: int, rights: list[int]) -> Rectangle | None:
        """The smallest box that has its upper left corner there, or None."""
        for right in rights:
            if right - left < 2:
                continue
            row = top + 1
            while row < len(self._rows) and row - top < 80:
                if not self._side(row, left) or not self._side(row, right):
                    break
                if row - top > 1 and self._level(row, left, right):
                    return Rectangle(top, left, row, right)
                row += 1
        return None

    def _side(self, row: int, column: int) -> bool:
        return any(
            self._rows[row][near] in _SIDE
            for near in range(max(0, column - _ASKEW), min(len(self._rows[row]), column + _ASKEW + 1))
        )

    def _level(self, row: int, left: int, right: int) -> bool:
        typed = self._rows[row][left : right + 1]
        return typed[0] in _CORNERS and sum(sign in _EDGE for sign in typed[1:]) >= len(typed) - 2

    def _text_in(self, made: Rectangle) -> str:
        parts = []
        for row in range(made.top + 1, made.bottom):
            typed = list(self._rows[row][made.left : made.right + _ASKEW + 1])
            for inner in made.inner:
                if inner.top <= row <= inner.bottom:
                    for column in range(inner.left, inner.right + 1):
                        typed[column - made.left] = " "
            words = "".join(typed).strip(" |│┃║+<>├┤-─━═=_")
            if made.inner:
                words = re.sub(r"\s[-|+<>v^│─]+(?=\s|$)|(?:^|\s)[-|+<>v^│─]+\s", " ", f" {words} ").strip()
            if words.strip("|│ "):
                parts.append(" ".join(words.split()))
        return " ".join(parts)

    def _group(self, made: Rectangle) -> str:
        around = [other for other in self._boxes if other.encloses(made)]
        return min(around, key=lambda other: other.right - other.left).text[:60] if around else ""

    # Lines

    def _find_labels(self) -> None:
        for row, typed in enumerate(self._rows):
            bare = "".join(" \0"[self._inside(row, column)] if self._inside(row, column) else sign
                           for column, sign in enumerate(typed))  # fmt: skip
            for match in _LABEL.finditer(bare):
                if "  " in match[1].strip() or "\0" in match[1] or not re.search(r"[A-Za-z0-9]", match[1]):
                    continue
                if re.match(r"\w", match[1]) and re.search(r"\w-$", bare[: match.start()]):
                    continue  # a word with a hyphen
                for column in range(match.start(1), match.end(1)):
                    self._labels[row, column] = match[1].strip(' ()[]"')

    def _inside(self, row: int, column: int) -> bool:
        made = self._owner.get((row, column))
        return made is not None and not made.inner

    def _sign(self, cell: Cell) -> str:
        row, column = cell
        if not (0 <= row < len(self._rows) and 0 <= column < len(self._rows[row])):
            return " "
        return " " if self._inside(row, column) else self._rows[row][column]

    def _goes(self, cell: Cell) -> tuple[Cell, ...]:
        """The ways in which the line at a cell goes on."""
        if cell in self._labels:
            return _WAYS[:2]
        sign = self._sign(cell)
        row, column = cell
        if sign in _LEVEL:
            around = self._sign((row, column - 1)) + self._sign((row, column + 1))
            return () if around[0].isalnum() and around[1].isalnum() else _WAYS[:2]
        if sign in _UPRIGHT:
            return _WAYS[2:]
        if sign in _CORNERS:
            return _WAYS
        if sign in _HEADS:
            around = self._sign((row, column - 1)) + self._sign((row, column + 1))
            if sign in "vV" and any(near.isalnum() for near in around):
                return ()
            return _WAYS[:2] if _HEADS[sign][0] == 0 else _WAYS[2:]
        return ()

    def _arrows(self) -> Iterator[Drawn]:
        seen: set[Cell] = set()
        for row, typed in enumerate(self._rows):
            for column, sign in enumerate(typed):
                if sign == " " or (row, column) in seen or not self._goes((row, column)):
                    continue
                if len(seen) > _MOST_CELLS:
                    return
                line = self._line((row, column))
                seen |= line
                yield from self._ends(line)

    def _line(self, start: Cell) -> set[Cell]:
        """All cells that hang together."""
        found, waiting = {start}, [start]
        while waiting and len(found) < _MOST_CELLS:
            row, column = waiting.pop()
            for way in self._goes((row, column)):
                step = (row + way[0], column + way[1])
                back = (-way[0], -way[1])
                if step not in found and back in self._goes(step):
                    found.add(step)
                    waiting.append(step)
                elif self._goes(step) and back not in self._goes(step) and self._sign(step) not in _HEADS:
                    over = (step[0] + way[0], step[1] + way[1])  # two lines that cross
                    if (
                        over not in found
                        and back in self._goes(over)
                        and self._sign((row, column)) not in _CORNERS
                    ):
                        found.add(over)
                        waiting.append(over)
        return found

    def _ends(self, line: set[Cell]) -> Iterator[Drawn]:
        heads: list[str] = []
        tails: list[str] = []
        at = min(line)[0]
        for cell in sorted(line):
            for way in self._goes(cell):
                step = (cell[0] + way[0], cell[1] + way[1])
                if step in line:
                    continue
                for name in self._at_end(cell, way):
                    points = _HEADS.get(self._sign(cell)) == way
                    kept = heads if points else tails
                    if name not in kept:
                        kept.append(name)
                    if points:
                        at = cell[0]
        if not heads and not tails:
            return
        self._used |= line
        label = "; ".join(dict.fromkeys(self._labels[cell] for cell in sorted(line) if cell in self._labels))
        number = self._lines[at].number
        if heads and tails:
            for source in tails[:20]:
                for target in heads[:20]:
                    if source != target:
                        yield Drawn(source, target, label, number, both=source in heads and target in tails)
        elif heads[1:]:
            for target in heads[1:20]:
                yield Drawn(heads[0], target, label, number, both=True)
        else:
            for target in tails[1:20]:
                yield Drawn(tails[0], target, label, number)

    def _at_end(self, cell: Cell, way: Cell) -> list[str]:
        """What a line comes to when it leaves a cell: a box, a group's boxes, or words."""
        row, column = cell
        corner = self._sign(cell) in _CORNERS
        for gap in range(1, 2 if corner else _GAP + 2):
            step = (row + way[0] * gap, column + way[1] * gap)
            made = self._owner.get(step)
            if made is not None:
                if not made.inner:
                    return [made.text] if made.text else []
                return _nearest(made, step)
            sign = self._sign(step)
            if sign != " ":
                if way[0] == 0 and (sign.isalnum() or sign in "([\"'`" + ")]") and gap <= _GAP:
                    return self._words(step, way)
                return []
        return []

    def _words(self, cell: Cell, way: Cell) -> list[str]:
        """The words at the end of a level line, as far as they stand together."""
        row, column = cell
        typed = "".join(self._sign((row, at)) for at in range(len(self._rows[row])))
        if way[1] > 0:
            found = re.match(r"(?:(?!\s\s|\s?[-─━]{2}|[|│+<>►◄]).)+", typed[column:])
            text = found[0] if found else ""
            start = column
        else:
            behind = re.match(r"(?:(?!\s\s|\s?[-─━]{2}|[|│+<>►◄]).)+", typed[: column + 1][::-1])
            text = behind[0][::-1] if behind else ""
            start = column + 1 - len(text)
        text_ = text.strip()
        if not re.search(r"[A-Za-z]{2}", text_) or len(text_.split()) > 6 or re.fullmatch(r"\(.*\)", text_):
            return []
        self._used |= {(row, at) for at in range(start, start + len(text))}
        return [text_]

    # The rest

    def _taken(self) -> set[int]:
        rows = {cell[0] for cell in self._used} | {
            row for made in self._boxes for row in range(made.top, made.bottom + 1)
        }
        if rows:
            for row in range(min(rows), max(rows) + 1):
                # A line of uprights only, of which none leads anywhere, belongs to it all the same.
                if not re.search(r"\w", self._rows[row].replace("v", " ").replace("V", " ")):
                    rows.add(row)
        return {self._lines[row].number for row in rows}

    def _remarks(self) -> Iterator[tuple[int, str]]:
        taken = self._taken()
        for row, typed in enumerate(self._rows):
            number = self._lines[row].number
            if number not in taken:
                continue
            left = "".join(
                " "
                if (row, at) in self._used or (row, at) in self._owner or (row, at) in self._labels
                else sign
                for at, sign in enumerate(typed)
            )
            for words in re.split(r"\s{3,}", left):
                said = words.strip(" -─|│+<>^")
                if len(re.findall(r"[^\W\d_]{2,}", said)) >= 1:
                    yield number, said


def _nearest(group: Rectangle, cell: Cell) -> list[str]:
    """Of the boxes in a group the one that is nearest to where a line comes to the group's border."""
    inner = [made for made in group.inner if made.text and not made.inner]
    if not inner:
        return []
    near = min(
        inner,
        key=lambda made: (
            abs((made.top + made.bottom) / 2 - cell[0]) * 2 + abs((made.left + made.right) / 2 - cell[1])
        ),
    )
    return [near.text]
