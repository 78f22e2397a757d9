"""Drawing one component: its shape, its sheets, its words, its load, and the cross when it failed."""

from __future__ import annotations

from whiteboard.run.picture.architecture.canvas import SOLID, Canvas
from whiteboard.run.picture.architecture.colors import FADED, FAILED_FILL, INK, WRONG, heat_color, ink_on
from whiteboard.run.picture.architecture.lettering import NAME_SIZE, SMALL_SIZE, line_height
from whiteboard.run.picture.architecture.parts import STACK_STEP, Box, Line, Point
from whiteboard.run.picture.architecture.reading import percent
from whiteboard.run.picture.architecture.shapes import SHAPES

DOTS = (0.0, (1.2, 1.6))


def outlines(box: Box, middle: Point) -> list[Line]:
    """The closed lines of a box and of the sheets behind it, where they are drawn, the hindmost first."""
    shape = SHAPES[box.kind]
    width, height = box.width - box.sheets * STACK_STEP, box.height - box.sheets * STACK_STEP
    found = []
    for sheet in range(box.sheets, -1, -1):
        x = middle[0] - box.lean + sheet * STACK_STEP
        y = middle[1] + box.lean - sheet * STACK_STEP
        found += [[(x + at_x, y + at_y) for at_x, at_y in line] for line in shape.outlines(width, height)]
    return found


def draw_box(canvas: Canvas, box: Box, middle: Point, *, heated: bool) -> None:
    """Draw a component.

    Parameters
    ----------
    canvas : Canvas
        Where.
    box : Box
        What.
    middle : Point
        Its middle, the sheets behind it included.
    heated : bool
        Whether fills show load in this picture; kinds have no tint of their own then.
    """
    shape = SHAPES[box.kind]
    fill, stroke, ink = shape.fill, shape.stroke, INK
    if box.failed:
        fill, stroke, ink = FAILED_FILL, FADED, "#57606a"
    elif heated:
        fill = "#ffffff" if box.utilization is None else heat_color(box.utilization)
        ink = ink_on(fill)
    for line in outlines(box, middle):
        canvas.area(line, fill=fill, stroke=stroke, width=1.1, dashes=DOTS if shape.dotted else SOLID)
    x, y = middle[0] - box.lean, middle[1] + box.lean
    width, height = box.width - box.sheets * STACK_STEP, box.height - box.sheets * STACK_STEP
    inner = ink if ink == "#ffffff" else stroke
    for line in shape.details(width, height):
        moved = [(x + at_x, y + at_y) for at_x, at_y in line]
        canvas.line(moved, color=inner, width=0.9, order=3.2)
    if box.failed:
        half_x, half_y = width / 2, height / 2
        canvas.line([(x - half_x, y - half_y), (x + half_x, y + half_y)], color=WRONG, width=1.6, order=3.4)
        canvas.line([(x - half_x, y + half_y), (x + half_x, y - half_y)], color=WRONG, width=1.6, order=3.4)
    _letter(canvas, box, (x, y), ink=ink, fill=fill)


def _letter(canvas: Canvas, box: Box, middle: Point, *, ink: str, fill: str) -> None:
    """The words of a box, in the middle of what its shape leaves free."""
    shape = SHAPES[box.kind]
    lines = [(word, NAME_SIZE, False) for word in box.words]
    lines += [(word, SMALL_SIZE, box.failed and word == "failed") for word in box.small]
    if box.utilization is not None:
        lines.append((percent(box.utilization), NAME_SIZE, True))
    height = box.height - box.sheets * STACK_STEP
    total = sum(line_height(size) for _, size, _ in lines)
    left, right = shape.left, shape.right
    x = middle[0] + (left - right) / 2
    y = middle[1] - height / 2 + shape.top + (height - shape.top - shape.bottom - total) / 2
    for word, size, bold in lines:
        y += line_height(size) / 2
        canvas.words(word, (x, y), size=size, color=ink, bold=bold, ground=fill if box.failed else None)
        y += line_height(size) / 2
