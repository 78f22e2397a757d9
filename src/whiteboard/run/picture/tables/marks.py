"""A small drawing for each kind of store, so that shape tells them apart as words and not color do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, pi, sin

from whiteboard.draft.storage import StoreKind
from whiteboard.run.picture.architecture.canvas import Canvas
from whiteboard.run.picture.architecture.colors import INK
from whiteboard.run.picture.architecture.parts import Point

WIDTH, HEIGHT = 15.0, 12.0
_ORDER = 3.6
_THIN = 0.9


def draw_mark(canvas: Canvas, kind: StoreKind, at: Point) -> None:
    """The mark of a kind, 15 points wide and 12 high, with its upper left corner at a point."""
    pen = _Pen(canvas, at)
    _MARKS[kind](pen)


class _Pen:
    """Draws at a distance from a corner."""

    def __init__(self, canvas: Canvas, at: Point) -> None:
        self._canvas = canvas
        self._at = at

    def line(self, *points: Point) -> None:
        x, y = self._at
        self._canvas.line([(x + across, y + down) for across, down in points], width=_THIN, order=_ORDER)

    def area(self, *points: Point, fill: str = "white") -> None:
        x, y = self._at
        corners = [(x + across, y + down) for across, down in points]
        self._canvas.area(corners, fill=fill, stroke=INK, width=_THIN, order=_ORDER)

    def box(self, left: float, top: float, right: float, bottom: float, fill: str = "white") -> None:
        self.area((left, top), (right, top), (right, bottom), (left, bottom), fill=fill)

    def dot(self, x: float, y: float, radius: float, fill: str = "white") -> None:
        turns = [2 * pi * step / 16 for step in range(16)]
        self.area(*((x + radius * cos(turn), y + radius * sin(turn)) for turn in turns), fill=fill)

    def words(self, text: str, x: float, y: float, size: float) -> None:
        self._canvas.words(text, (self._at[0] + x, self._at[1] + y), size=size, bold=True, order=_ORDER + 0.1)


def _relational(pen: _Pen) -> None:
    pen.box(0, 0, 15, 12)
    pen.box(0, 0, 15, 3.5, fill=INK)
    pen.line((0, 7.8), (15, 7.8))
    pen.line((5, 0), (5, 12))
    pen.line((10, 0), (10, 12))


def _key_value(pen: _Pen) -> None:
    pen.dot(2.5, 6, 2.5, fill=INK)
    pen.line((5, 6), (9, 6))
    pen.box(9, 2, 15, 10)


def _document(pen: _Pen) -> None:
    pen.area((2, 0), (9, 0), (12, 3), (12, 12), (2, 12))
    for down in (5.0, 7.2, 9.4):
        pen.line((4, down), (10, down))


def _wide_column(pen: _Pen) -> None:
    for place, ends in enumerate((15.0, 8.0, 12.0)):
        pen.box(0, place * 4.2, ends, place * 4.2 + 3)
        pen.box(0, place * 4.2, 3, place * 4.2 + 3, fill=INK)


def _graph(pen: _Pen) -> None:
    pen.line((3, 9), (7.5, 2.5), (12.5, 8.5), (3, 9))
    for x, y in ((3.0, 9.0), (7.5, 2.5), (12.5, 8.5)):
        pen.dot(x, y, 2.3, fill=INK)


def _search(pen: _Pen) -> None:
    pen.line((8, 7), (13, 12))
    pen.dot(5.5, 4.7, 4.2)


def _time_series(pen: _Pen) -> None:
    pen.line((0, 0), (0, 12), (15, 12))
    pen.line((1.5, 9.5), (4.5, 5), (7.5, 7.5), (11, 2), (14.5, 4))


def _cache(pen: _Pen) -> None:
    pen.area((9, 0), (3, 7), (7, 7), (5.5, 12), (12, 4.6), (8, 4.6), fill=INK)


def _queue(pen: _Pen) -> None:
    for place in range(3):
        pen.box(place * 4.0, 3, place * 4.0 + 3, 9, fill="white" if place else INK)
    pen.line((11.5, 6), (15, 6))


def _blob(pen: _Pen) -> None:
    pen.area((1, 2), (14, 2), (11.5, 12), (3.5, 12))
    pen.box(1, 0.5, 14, 3, fill=INK)


def _unstated(pen: _Pen) -> None:
    pen.box(1.5, 0, 13.5, 12)
    pen.words("?", 7.5, 6, 8)


_MARKS: Mapping[StoreKind, Callable[[_Pen], None]] = {
    StoreKind.RELATIONAL: _relational,
    StoreKind.KEY_VALUE: _key_value,
    StoreKind.DOCUMENT: _document,
    StoreKind.WIDE_COLUMN: _wide_column,
    StoreKind.GRAPH: _graph,
    StoreKind.SEARCH: _search,
    StoreKind.TIME_SERIES: _time_series,
    StoreKind.CACHE: _cache,
    StoreKind.QUEUE: _queue,
    StoreKind.BLOB: _blob,
    StoreKind.UNSTATED: _unstated,
}
