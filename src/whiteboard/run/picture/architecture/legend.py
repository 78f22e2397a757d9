"""What shapes, lines and colors mean: only those that occur."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from whiteboard.draft.design import ComponentKind
from whiteboard.run.picture.architecture.boxes import DOTS
from whiteboard.run.picture.architecture.canvas import SOLID, Canvas
from whiteboard.run.picture.architecture.colors import FADED, FAILED_FILL, INK, WRONG, heat_color
from whiteboard.run.picture.architecture.lettering import SMALL_SIZE, text_width
from whiteboard.run.picture.architecture.parts import Board, Line, Point
from whiteboard.run.picture.architecture.shapes import SHAPES, kind_name

_ICON_WIDTH, _ICON_HEIGHT = 24.0, 15.0
_ROW = 22.0
_SPACE = 16.0

Drawn = Callable[[Canvas, Point], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A small drawing with its words."""

    words: str
    draw: Drawn
    wide: float = _ICON_WIDTH

    @property
    def width(self) -> float:
        """With the space behind it."""
        return self.wide + 5.0 + text_width(self.words, SMALL_SIZE) + _SPACE


def entries(board: Board, *, heated: bool) -> list[Entry]:
    """What is to be explained, in a fixed order."""
    kinds = {box.kind for box in board.boxes.values()}
    found = [Entry(kind_name(kind), _kind(kind, heated)) for kind in ComponentKind if kind in kinds]
    if any(box.sheets for box in board.boxes.values()):
        found.append(Entry("replicas", _sheets))
    if any(link.asynchronous for link in board.links):
        found += [Entry("waits for the answer", _line(False)), Entry("does not wait", _line(True))]
    if any(link.cut for link in board.links):
        found.append(Entry("link cut", _cut))
    if any(box.failed for box in board.boxes.values()):
        found.append(Entry("failed", _failed))
    if heated:
        found.append(Entry("load: 0% to 100% and over", _scale, wide=64.0))
    return found


def rows(found: list[Entry], width: float) -> list[list[Entry]]:
    """Entries in rows no wider than a width in points."""
    lines: list[list[Entry]] = []
    used = 0.0
    for entry in found:
        if not lines or used + entry.width - _SPACE > width:
            lines.append([])
            used = 0.0
        lines[-1].append(entry)
        used += entry.width
    return lines


def height(lines: list[list[Entry]]) -> float:
    """Room that the rows need."""
    return _ROW * len(lines)


def draw_legend(canvas: Canvas, lines: list[list[Entry]], corner: Point) -> None:
    """Draw the rows from their upper left corner on."""
    y = corner[1] + _ROW / 2
    for line in lines:
        x = corner[0]
        for entry in line:
            entry.draw(canvas, (x + entry.wide / 2, y))
            canvas.words(entry.words, (x + entry.wide + 5.0, y), size=SMALL_SIZE, align="left")
            x += entry.width
        y += _ROW


def _moved(line: Line, middle: Point) -> Line:
    return [(middle[0] + x, middle[1] + y) for x, y in line]


def _kind(kind: ComponentKind, heated: bool) -> Drawn:
    def draw(canvas: Canvas, middle: Point) -> None:
        shape = SHAPES[kind]
        for line in shape.outlines(_ICON_WIDTH, _ICON_HEIGHT):
            canvas.area(
                _moved(line, middle),
                fill="#ffffff" if heated else shape.fill,
                stroke=shape.stroke,
                width=0.9,
                dashes=DOTS if shape.dotted else SOLID,
            )
        for line in shape.details(_ICON_WIDTH, _ICON_HEIGHT):
            canvas.line(_moved(line, middle), color=shape.stroke, width=0.8, order=3.2)

    return draw


def _sheets(canvas: Canvas, middle: Point) -> None:
    for step in (2.0, 0.0, -2.0):
        corners = [(-9.0, -5.0), (9.0, -5.0), (9.0, 5.0), (-9.0, 5.0)]
        line = _moved(corners, (middle[0] + step, middle[1] - step))
        canvas.area(line, fill="#ffffff", stroke="#57606a", width=0.9)


def _line(dashed: bool) -> Drawn:
    def draw(canvas: Canvas, middle: Point) -> None:
        x, y = middle
        canvas.arrow([(x - 12, y), (x + 12, y)], dashed=dashed)

    return draw


def _cut(canvas: Canvas, middle: Point) -> None:
    x, y = middle
    line = [(x - 12, y), (x + 12, y)]
    canvas.line(line, color=FADED)
    canvas.cross_on(line, color=WRONG, size=3.5)


def _failed(canvas: Canvas, middle: Point) -> None:
    x, y = middle
    corners = [(x - 11, y - 6), (x + 11, y - 6), (x + 11, y + 6), (x - 11, y + 6)]
    canvas.area(corners, fill=FAILED_FILL, stroke=FADED, width=0.9)
    canvas.line([corners[0], corners[2]], color=WRONG, width=1.3, order=3.4)
    canvas.line([corners[3], corners[1]], color=WRONG, width=1.3, order=3.4)


def _scale(canvas: Canvas, middle: Point) -> None:
    x, y, steps = middle[0] - 32, middle[1], 16
    for step in range(steps):
        left, right = x + 64 * step / steps, x + 64 * (step + 1) / steps
        corners = [(left, y - 5), (right, y - 5), (right, y + 5), (left, y + 5)]
        canvas.area(corners, fill=heat_color(1.25 * step / (steps - 1)))
    corners = [(x, y - 5), (x + 64, y - 5), (x + 64, y + 5), (x, y + 5)]
    canvas.area(corners, fill="none", stroke=INK, width=0.6, order=3.5)
