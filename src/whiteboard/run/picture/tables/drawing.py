"""How an entity-relationship diagram is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin
from typing import TYPE_CHECKING, Literal

from whiteboard.draft.storage import StoreKind
from whiteboard.run.picture.architecture.canvas import Canvas
from whiteboard.run.picture.architecture.colors import INK
from whiteboard.run.picture.architecture.lettering import line_height, text_width
from whiteboard.run.picture.architecture.parts import Point
from whiteboard.run.picture.nets.places import Places
from whiteboard.run.picture.tables.boxes import (
    HEAD_PAD,
    KEY_ROOM,
    NAME_SIZE,
    PAD,
    ROW,
    SIZE,
    SMALL,
    Box,
)
from whiteboard.run.picture.tables.marks import WIDTH, draw_mark

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TITLE, _MARGIN = 12.0, 12.0
_LINE, _FAINT = "#3d444d", "#57606a"
_TABLE_HEAD, _OTHER_HEAD = "#cfe2f3", "#ece8df"
_LEGEND = 400.0


def draw_tables(
    boxes: Sequence[Box], places: Places, ones: Sequence[bool], title: str, *, more: int
) -> Figure:
    """The figure of a diagram under its title.

    Parameters
    ----------
    boxes : sequence of Box
        By their places.
    places : Places
        Where they stand.
    ones : sequence of bool
        For each reference, whether at most one row refers to one row.
    title : str
        Stands above.
    more : int
        How many stores are not drawn.
    """
    if more:
        title = f"{title}; {more} are not drawn"
    width = max(places.width, text_width(title, _TITLE) * 1.03, _LEGEND) + 2 * _MARGIN
    top = _MARGIN + 30.0
    canvas = Canvas(width, top + places.height + 44.0)
    canvas.words(title, (_MARGIN, _MARGIN + 8), size=_TITLE, align="left")

    def at(point: Point) -> Point:
        return point[0] + _MARGIN, point[1] + top

    for line in places.lines:
        canvas.line([at(point) for point in line], color=_LINE, width=1.0)
    for dot in places.dots:
        _dot(canvas, at(dot), 2.0)
    for place, box in enumerate(boxes):
        _draw_box(canvas, box, at(places.corners[place]), places.widths[place])
    for (x, y, side), one in zip(places.ends, ones, strict=True):
        _draw_end(canvas, at((x, y)), side, one=one)
    for stem in places.stems:
        _bar(canvas, at(stem), 1)
    _legend(canvas, top + places.height + 26.0, references=bool(ones), boxes=boxes)
    return canvas.figure


def _draw_box(canvas: Canvas, box: Box, corner: Point, width: float) -> None:
    x, y = corner
    is_table = box.kind in (StoreKind.RELATIONAL, StoreKind.UNSTATED)
    round_ = 0.0 if is_table or box.kind is None else 7.0
    dashes: Literal["-"] | tuple[float, tuple[float, ...]] = (0, (4.0, 2.5)) if box.kind is None else "-"
    outline = _outline(x, y, width, box.height, round_)
    canvas.area(outline, fill="white", order=3)
    head = _TABLE_HEAD if is_table else _OTHER_HEAD
    below = box.rows or box.feet
    head_outline = _outline(x, y, width, box.head_height, round_, flat=bool(below))
    canvas.area(head_outline, fill="white" if box.kind is None else head, order=3.1)
    for place, line in enumerate(box.head):
        line_y = y + HEAD_PAD + (place + 0.5) * line_height(NAME_SIZE)
        canvas.words(line, (x + PAD, line_y), size=NAME_SIZE, bold=True, align="left")
    label_y = y + box.head_height - HEAD_PAD - line_height(SMALL) / 2 + 1
    canvas.words(box.label, (x + PAD, label_y), size=SMALL, color=_FAINT, align="left")
    if box.kind is not None:
        draw_mark(canvas, box.kind, (x + width - PAD - WIDTH, y + HEAD_PAD + 2))
    if below:
        canvas.line([(x, y + box.head_height), (x + width, y + box.head_height)], width=0.9, order=3.4)
    for place, row in enumerate(box.rows):
        row_y = y + box.head_height + 2 + (place + 0.5) * ROW
        canvas.words(row.keys, (x + PAD, row_y), size=SMALL - 0.4, color=_FAINT, bold=True, align="left")
        canvas.words(row.name, (x + PAD + KEY_ROOM, row_y), size=SIZE, bold="PK" in row.keys, align="left")
        canvas.words(row.type, (x + width - PAD, row_y), size=SMALL, color=_FAINT, align="right")
    if box.feet:
        feet_y = y + box.head_height + box.rows_height
        if box.rows:
            canvas.line([(x, feet_y), (x + width, feet_y)], color="#afb8c1", width=0.8, order=3.4)
        for place, foot in enumerate(box.feet):
            foot_y = feet_y + 3 + (place + 0.5) * line_height(SMALL)
            canvas.words(foot, (x + PAD, foot_y), size=SMALL, align="left")
    canvas.area(outline, fill="none", stroke=INK, width=1.1, dashes=dashes, order=3.5)


def _outline(
    x: float, y: float, width: float, height: float, radius: float, *, flat: bool = False
) -> list[Point]:
    """The corners of a box, rounded; `flat` leaves the lower two as they are."""
    if not radius:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    corners = [
        (x + width - radius, y + radius, -0.5),
        (x + width - radius, y + height - radius, 0.0),
        (x + radius, y + height - radius, 0.5),
        (x + radius, y + radius, 1.0),
    ]
    points: list[Point] = []
    for place, (middle_x, middle_y, start) in enumerate(corners):
        if flat and place in (1, 2):
            points.append((x + width if place == 1 else x, y + height))
            continue
        for step in range(7):
            turn = pi * (start + step / 12)
            points.append((middle_x + radius * cos(turn), middle_y + radius * sin(turn)))
    return points


def _draw_end(canvas: Canvas, at: Point, side: int, *, one: bool) -> None:
    """The end of a line at the store that refers: a crow's foot for many rows, a bar for one."""
    if one:
        _bar(canvas, at, side)
        return
    x, y = at
    for way in (-4.5, 4.5):
        canvas.line([(x + side * 9, y), (x, y + way)], color=_LINE, width=1.0, order=2.6)


def _bar(canvas: Canvas, at: Point, side: int) -> None:
    x, y = at
    canvas.line([(x + side * 6, y - 4.5), (x + side * 6, y + 4.5)], color=_LINE, width=1.2, order=2.6)


def _dot(canvas: Canvas, at: Point, radius: float) -> None:
    x, y = at
    turns = [2 * pi * step / 12 for step in range(12)]
    canvas.area([(x + radius * cos(turn), y + radius * sin(turn)) for turn in turns], fill=_LINE, order=2.5)


def _legend(canvas: Canvas, y: float, *, references: bool, boxes: Sequence[Box]) -> None:
    x = _MARGIN
    if references:
        for one, said in ((False, "many rows"), (True, "one row")):
            canvas.line([(x, y), (x + 22, y)], color=_LINE)
            _draw_end(canvas, (x + 22, y), -1, one=one)
            canvas.words(said, (x + 28, y), size=SMALL, align="left")
            x += 28 + text_width(said, SMALL) + 16
    keys = {key for box in boxes for row in box.rows for key in row.keys.split()}
    meanings = (("PK", "primary key"), ("FK", "foreign key"), ("U", "unique"))
    said = ",  ".join(f"{key} {meaning}" for key, meaning in meanings if key in keys)
    if any(row.name.endswith("?") for box in boxes for row in box.rows):
        said = f"{said},  ? may be empty" if said else "? may be empty"
    canvas.words(said, (x, y), size=SMALL, align="left")
