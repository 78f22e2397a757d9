"""The whole picture: title, frames, arrows, labels, boxes and legend on one figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whiteboard.run.picture.architecture.boxes import draw_box, outlines
from whiteboard.run.picture.architecture.canvas import Canvas
from whiteboard.run.picture.architecture.colors import FADED, FRAME, FRAME_FILL, INK, WRONG
from whiteboard.run.picture.architecture.curves import arrow_line, loop_line
from whiteboard.run.picture.architecture.frames import frames
from whiteboard.run.picture.architecture.legend import draw_legend, entries, height, rows
from whiteboard.run.picture.architecture.lettering import (
    LABEL_SIZE,
    SMALL_SIZE,
    TITLE_SIZE,
    line_height,
    shortened,
    shown,
    wrapped,
)
from whiteboard.run.picture.architecture.parts import LOOP_HEIGHT, Board, Layout, Line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARGIN = 14.0
_LEAST_WIDTH = 360.0


def draw(board: Board, layout: Layout, *, title: str = "", notice: str = "", heated: bool = False) -> Figure:
    """Draw a board.

    Parameters
    ----------
    board : Board
        What.
    layout : Layout
        Where, its upper left corner at 0, 0.
    title, notice : str
        Stand over it, the notice in small print.
    heated : bool
        Whether fills show load.
    """
    extent = layout.extent(board)
    framed = frames(board, layout)
    room = 6.0 if framed else 0.0
    width = max(_LEAST_WIDTH, extent.right + 2 * room)
    head = wrapped(title, width, TITLE_SIZE, most=2)
    note = wrapped(notice, width, SMALL_SIZE, most=3)
    top = _MARGIN + len(head) * line_height(TITLE_SIZE) + len(note) * line_height(SMALL_SIZE)
    top += (8.0 if head or note else 0.0) + room
    legend = rows(entries(board, heated=heated), width)
    below = top + extent.bottom + room + 14.0
    canvas = Canvas(width + 2 * _MARGIN, below + height(legend) + _MARGIN * 0.6)
    y = _MARGIN
    for line in head:
        canvas.words(
            line, (_MARGIN, y + line_height(TITLE_SIZE) / 2), size=TITLE_SIZE, bold=True, align="left"
        )
        y += line_height(TITLE_SIZE)
    for line in note:
        canvas.words(line, (_MARGIN, y + line_height(SMALL_SIZE) / 2), size=SMALL_SIZE, align="left")
        y += line_height(SMALL_SIZE)
    across = _MARGIN + max(room, (width - extent.right) / 2)
    layout = layout.moved(across, top)
    for frame in framed:
        area = frame.area
        moved = type(area)(area.left + across, area.top + top, area.right + across, area.bottom + top)
        canvas.frame(moved, fill=FRAME_FILL, stroke=FRAME)
        name = shortened(shown(frame.group), area.right - area.left - 14.0, SMALL_SIZE)
        canvas.words(
            name,
            (moved.left + 6.0, moved.top),
            size=SMALL_SIZE,
            color="#57606a",
            align="left",
            ground="white",
            order=0.8,
        )
    for place, link in enumerate(board.links):
        _draw_link(canvas, board, layout, place)
        if link.words and place in layout.labels:
            _draw_label(canvas, board, layout, place)
    for name, middle in layout.middles.items():
        draw_box(canvas, board.boxes[name], middle, heated=heated)
    canvas.line(
        [(_MARGIN, below - 4.0), (_MARGIN + width, below - 4.0)], color="#d0d7de", width=0.7, order=1.0
    )
    draw_legend(canvas, legend, (_MARGIN, below))
    return canvas.figure


def arrow_of(board: Board, layout: Layout, place: int) -> Line:
    """The line of an arrow from edge to edge of the shapes that it joins."""
    link = board.links[place]
    source, target = board.boxes[link.source], board.boxes[link.target]
    from_, to = layout.middles[link.source], layout.middles[link.target]
    if link.source == link.target:
        shape = outlines(source, from_)
        return loop_line((from_[0] - source.lean, from_[1] + source.height / 2), LOOP_HEIGHT, shape)
    return arrow_line(layout.routes[place], outlines(source, from_), outlines(target, to))


def _draw_link(canvas: Canvas, board: Board, layout: Layout, place: int) -> None:
    link = board.links[place]
    dead = link.cut or board.boxes[link.source].failed or board.boxes[link.target].failed
    line = arrow_of(board, layout, place)
    if len(line) < 2:
        return
    color = FADED if dead else INK
    canvas.arrow(
        line, color=color, dashed=link.asynchronous, both=link.both_ways and link.source != link.target
    )
    if link.cut:
        canvas.cross_on(line, color=WRONG)


def _draw_label(canvas: Canvas, board: Board, layout: Layout, place: int) -> None:
    link = board.links[place]
    x, y = layout.labels[place]
    y -= (len(link.words) - 1) * line_height(LABEL_SIZE) / 2
    for line in link.words:
        canvas.words(line, (x, y), size=LABEL_SIZE, color="#3d444d", ground="white", order=2.6)
        y += line_height(LABEL_SIZE)


def draw_nothing(title: str = "") -> Figure:
    """Say that there is nothing to draw."""
    said = "nothing to draw: the design has no component"
    canvas = Canvas(_LEAST_WIDTH, 90.0)
    for line in wrapped(title, _LEAST_WIDTH - 2 * _MARGIN, TITLE_SIZE, most=1):
        canvas.words(line, (_MARGIN, 22.0), size=TITLE_SIZE, bold=True, align="left")
    canvas.words(said, (_LEAST_WIDTH / 2, 55.0), size=LABEL_SIZE + 1.5, color="#57606a")
    return canvas.figure
