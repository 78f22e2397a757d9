"""How a relation matrix is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whiteboard.run.picture.architecture.canvas import Canvas
from whiteboard.run.picture.architecture.colors import FADED, INK
from whiteboard.run.picture.architecture.lettering import line_height, shortened, shown, text_width, wrapped
from whiteboard.run.picture.architecture.parts import Point

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from whiteboard.run.picture.relations import Cell, Matrix

_SIZE, _SMALL, _TITLE = 8.5, 7.4, 12.0
_MARGIN, _PAD = 10.0, 6.0
_MOST_IN_WORDS = 12
_NARROW, _WIDE, _LETTER_CELL = 58.0, 104.0, 26.0
_LABEL = 150.0
_VERB_LINES = 5
_BOLD = 1.15
"""Bold letters are at most so many times as wide."""

_RELATED, _RULED_OUT, _OTHER_WAY = "#cfe2f3", "#e3e6e9", "#f3f5f7"


def draw_matrix(matrix: Matrix, title: str) -> Figure:
    """The figure of a matrix under its title."""
    from whiteboard.run.picture.relations import MOST_OBJECTS

    count = min(len(matrix.names), MOST_OBJECTS)
    in_words = count <= _MOST_IN_WORDS
    letters = {} if in_words else _letters(matrix, count)
    labels = [_label(matrix, place, number=not in_words) for place in range(count)]
    cells = _cell_words(matrix, count, letters)
    across = _across(matrix, count, cells) if in_words else _LETTER_CELL
    heads = [wrapped(name, (across - _PAD) / _BOLD, _SIZE, most=3) for name in matrix.names[:count]]
    if not in_words:
        heads = [(str(place + 1),) for place in range(count)]
    rows = [
        max([len(cells[row, column]) for column in range(count)]) * line_height(_SMALL) + 2 * _PAD
        for row in range(count)
    ]
    rows = [
        max(height, len(label) * line_height(_SIZE) + _PAD)
        for height, label in zip(rows, labels, strict=True)
    ]
    side = (
        max([text_width(line, _SIZE) * _BOLD for label in labels for line in label], default=60.0) + 2 * _PAD
    )
    head = max([len(lines) for lines in heads], default=1) * line_height(_SIZE) + _PAD
    below = _below(matrix, count, letters)
    width = max(side + count * across, text_width(title, _TITLE) * 1.05, 430.0)
    columns = max(1, min(len(below), int(width // 150))) if below else 1
    foot = 44.0 + line_height(_SMALL) * -(-len(below) // columns)
    top = _MARGIN + 30.0
    canvas = Canvas(width + 2 * _MARGIN, top + 14.0 + head + sum(rows) + foot)
    canvas.words(title, (_MARGIN, _MARGIN + 8), size=_TITLE, align="left")
    left, y = _MARGIN + side, top + 14.0
    if count:
        canvas.words(
            "what the row does to the column", (left, top + 4), size=_SMALL, color="#57606a", align="left"
        )
    for place, lines in enumerate(heads):
        _lines(canvas, lines, (left + (place + 0.5) * across, y + head / 2), _SIZE, bold=True)
    y += head
    for row, height in enumerate(rows):
        _lines(canvas, labels[row], (left - _PAD, y + height / 2), _SIZE, bold=True, align="right")
        for column in range(count):
            x = left + column * across
            _draw_cell(canvas, matrix.cell(row, column), (x, y), (across, height), cells[row, column])
        y += height
    _legend(canvas, y + 20.0)
    for place, line in enumerate(below):
        x = _MARGIN + (place % columns) * width / columns
        said = shortened(line, width / columns - _PAD, _SMALL)
        canvas.words(said, (x, y + 40.0 + place // columns * line_height(_SMALL)), size=_SMALL, align="left")
    return canvas.figure


def _label(matrix: Matrix, place: int, *, number: bool) -> tuple[str, ...]:
    name = shown(matrix.names[place]) or "(no name)"
    star = " *" if place >= matrix.listed else ""
    lines = wrapped(
        f"{place + 1}  {name}{star}" if number else f"{name}{star}", _LABEL / _BOLD, _SIZE, most=2
    )
    return lines[:1] if number and len(lines) < 2 else lines


def _letters(matrix: Matrix, count: int) -> dict[str, str]:
    """A letter for each verb: a to z, then aa, ab …"""
    pairs = [pair for pair in sorted(matrix.verbs) if max(pair) < count]
    verbs = dict.fromkeys(verb for pair in pairs for verb in matrix.verbs[pair])
    return {verb: _numeral(place) for place, verb in enumerate(verbs)}


def _numeral(place: int) -> str:
    sign = chr(ord("a") + place % 26)
    return sign if place < 26 else _numeral(place // 26 - 1) + sign


def _cell_words(
    matrix: Matrix, count: int, letters: dict[str, str]
) -> dict[tuple[int, int], tuple[str, ...]]:
    from whiteboard.run.picture.relations import Cell

    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for row in range(count):
        for column in range(count):
            cell = matrix.cell(row, column)
            verbs = matrix.verbs.get((row, column), ())
            if cell is Cell.OPEN:
                found[row, column] = ("?",)
            elif cell is Cell.RULED_OUT:
                found[row, column] = ("none",) if not letters else ("–",)
            elif cell is Cell.OTHER_WAY:
                found[row, column] = ()
            elif letters:
                found[row, column] = (
                    shortened(",".join(letters[verb] for verb in verbs), _LETTER_CELL - 4, _SMALL),
                )
            else:
                lines = [line for verb in verbs for line in wrapped(verb, _WIDE - 2 * _PAD, _SMALL, most=3)]
                more = [*lines[: _VERB_LINES - 1], "…"]
                found[row, column] = tuple(lines if len(lines) <= _VERB_LINES else more)
    return found


def _across(matrix: Matrix, count: int, cells: dict[tuple[int, int], tuple[str, ...]]) -> float:
    said = [text_width(line, _SMALL) for lines in cells.values() for line in lines]
    words = [word for name in matrix.names[:count] for word in shown(name).split()]
    said += [min(text_width(word, _SIZE) * _BOLD, _WIDE - 2 * _PAD) for word in words]
    return min(_WIDE, max(_NARROW, max(said, default=0.0) + 2 * _PAD))


def _below(matrix: Matrix, count: int, letters: dict[str, str]) -> list[str]:
    lines = [f"{letter}: {shown(verb)}" for verb, letter in letters.items()]
    if any(place >= matrix.listed for place in range(count)):
        lines.append("*  not among the objects")
    if len(matrix.names) > count:
        lines.append(f"and {len(matrix.names) - count} more objects")
    return lines


def _draw_cell(canvas: Canvas, cell: Cell, at: Point, size: Point, words: Sequence[str]) -> None:
    from whiteboard.run.picture.relations import Cell

    x, y = at
    width, height = size
    fill = {Cell.RELATED: _RELATED, Cell.RULED_OUT: _RULED_OUT, Cell.OTHER_WAY: _OTHER_WAY}.get(cell, "white")
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    canvas.area(corners, fill=fill, stroke="#afb8c1", width=0.7)
    middle = (x + width / 2, y + height / 2)
    if cell is Cell.OTHER_WAY:
        canvas.line(
            [(middle[0] - 4, middle[1] + 4), (middle[0] + 4, middle[1] - 4)], color="#8c959f", order=3.5
        )
    elif cell is Cell.OPEN:
        canvas.words("?", middle, size=_SIZE + 1.5, color=FADED)
    else:
        _lines(canvas, words, middle, _SMALL)


def _lines(
    canvas: Canvas,
    lines: Sequence[str],
    middle: Point,
    size: float,
    *,
    bold: bool = False,
    align: str = "center",
) -> None:
    step = line_height(size)
    for place, line in enumerate(lines):
        y = middle[1] + (place - (len(lines) - 1) / 2) * step
        canvas.words(line, (middle[0], y), size=size, bold=bold, align=align, color=INK)


def _legend(canvas: Canvas, y: float) -> None:
    from whiteboard.run.picture.relations import Cell

    x = _MARGIN
    for cell in Cell:
        words = {Cell.RELATED: ("a",), Cell.RULED_OUT: ("–",)}.get(cell, ())
        _draw_cell(canvas, cell, (x, y - 7), (18.0, 14.0), words)
        canvas.words(cell.value, (x + 23, y), size=_SMALL, align="left")
        x += 23 + text_width(cell.value, _SMALL) + 16
