"""How the tree of an estimate is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whiteboard.run.picture.architecture.canvas import Canvas
from whiteboard.run.picture.architecture.colors import INK
from whiteboard.run.picture.architecture.lettering import line_height, shortened, shown, text_width
from whiteboard.run.picture.architecture.parts import Point
from whiteboard.run.picture.nets.places import Arrow, placed
from whiteboard.run.picture.scale_tree import BAR, NAME_SIZE, PAD, SMALL, VALUE_SIZE, Leaf

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TITLE, _MARGIN = 12.0, 12.0
_LINE, _FAINT = "#57606a", "#57606a"
_LOW, _HIGH = "#7fb3d5", "#0b4f8a"
_ASSUMED, _COMPUTED = "white", "#eaf1f8"
_THIN, _THICK = 0.9, 3.4
_BAR_WIDTH = 84.0


def draw_tree(
    leaves: Sequence[Leaf], uses: Sequence[tuple[int, int]], title: str, watched: str, factor: float
) -> Figure:
    """The figure of a tree under its title.

    Parameters
    ----------
    leaves : sequence of Leaf
        By their places.
    uses : sequence of (int, int)
        Which quantity uses which, by their places.
    title : str
        Stands above.
    watched : str
        Name of the quantity that the bars are about; empty for none.
    factor : float
        By how much assumptions were divided and multiplied.
    """
    arrows = _arrows(leaves, uses)
    places = placed([(leaf.width, leaf.height) for leaf in leaves], arrows)
    width = max(places.width, min(text_width(title, _TITLE) * 1.03, 640.0), 460.0)
    top = _MARGIN + 30.0
    canvas = Canvas(width + 2 * _MARGIN, top + places.height + (58.0 if watched else 40.0))
    canvas.words(shortened(title, width, _TITLE), (_MARGIN, _MARGIN + 8), size=_TITLE, align="left")

    def at(point: Point) -> Point:
        return point[0] + _MARGIN, point[1] + top

    reaches = _reaches(leaves, uses)
    thickest = max(reaches, default=0.0)
    most = max((side for leaf in leaves if leaf.swing for side in leaf.swing.sides), default=0.0)
    sources = list(dict.fromkeys(arrow.target for arrow in arrows))
    widths = [_THIN + (_THICK - _THIN) * reaches[place] / (thickest or 1.0) for place in sources]
    for line, owner in zip(places.lines, places.owners, strict=True):
        canvas.line([at(point) for point in line], color=_LINE, width=widths[owner])
    for x, y, side in places.ends:
        tip = at((x, y))
        canvas.area(
            [tip, (tip[0] + side * 6, tip[1] - 3), (tip[0] + side * 6, tip[1] + 3)], fill=_LINE, order=2.6
        )
    for place, leaf in enumerate(leaves):
        _draw_leaf(canvas, leaf, at(places.corners[place]), places.widths[place], most)
    _legend(canvas, top + places.height + 24.0, watched if most else "", factor, width)
    return canvas.figure


def _arrows(leaves: Sequence[Leaf], uses: Sequence[tuple[int, int]]) -> list[Arrow]:
    """One arrow for each use, those into a box spread over its left edge."""
    inputs: dict[int, list[int]] = {}
    for user, used in uses:
        inputs.setdefault(user, []).append(used)
    return [
        Arrow(
            source=user,
            source_port=leaves[user].height * (place + 1) / (len(found) + 1),
            target=used,
            target_port=leaves[used].height / 2,
        )
        for user, found in inputs.items()
        for place, used in enumerate(found)
    ]


def _reaches(leaves: Sequence[Leaf], uses: Sequence[tuple[int, int]]) -> list[float]:
    """For each box the longest bar at or behind it, where it leads to what is watched; else 0."""
    behind: dict[int, list[int]] = {}
    for user, used in uses:
        behind.setdefault(user, []).append(used)
    leads = {place for place, leaf in enumerate(leaves) if leaf.watched}
    ahead = list(leads)
    while ahead:
        for used in behind.get(ahead.pop(), []):
            if used not in leads:
                leads.add(used)
                ahead.append(used)
    found = [leaf.swing.reach if leaf.swing else 0.0 for leaf in leaves]
    for _ in leaves:
        better = False
        for user, used in uses:
            if found[used] > found[user] and user in leads and not leaves[user].watched:
                found[user] = found[used]
                better = True
        if not better:
            break
    return [
        reach if place in leads and not leaves[place].watched else 0.0 for place, reach in enumerate(found)
    ]


def _draw_leaf(canvas: Canvas, leaf: Leaf, corner: Point, width: float, most: float) -> None:
    x, y = corner
    outline = [(x, y), (x + width, y), (x + width, y + leaf.height), (x, y + leaf.height)]
    canvas.area(
        outline,
        fill=_ASSUMED if leaf.assumed else _COMPUTED,
        stroke=INK,
        width=2.2 if leaf.watched else 0.9,
        dashes=(0, (4.0, 2.5)) if leaf.assumed else "-",
        order=3,
    )
    at = y + PAD
    for line in leaf.name:
        canvas.words(
            line, (x + PAD, at + line_height(NAME_SIZE) / 2), size=NAME_SIZE, bold=True, align="left"
        )
        at += line_height(NAME_SIZE)
    canvas.words(leaf.value, (x + PAD, at + line_height(VALUE_SIZE) / 2), size=VALUE_SIZE, align="left")
    at += line_height(VALUE_SIZE)
    for line in leaf.formula:
        canvas.words(line, (x + PAD, at + line_height(SMALL) / 2), size=SMALL, color=_FAINT, align="left")
        at += line_height(SMALL)
    if leaf.swing is not None:
        _draw_bar(canvas, leaf, (x + PAD, at + 4), most)


def _draw_bar(canvas: Canvas, leaf: Leaf, at: Point, most: float) -> None:
    """How far the watched quantity moves: light to its least, dark to its greatest value."""
    assert leaf.swing is not None
    x, y = at
    height = BAR - 6
    middle = x + _BAR_WIDTH / 2
    down, up = (side / most * _BAR_WIDTH / 2 for side in leaf.swing.sides)
    left, right = middle - down, middle + up
    for start, end, fill in ((left, middle, _LOW), (middle, right, _HIGH)):
        canvas.area([(start, y), (end, y), (end, y + height), (start, y + height)], fill=fill, order=3.2)
    canvas.line([(middle, y - 2), (middle, y + height + 2)], width=0.9, order=3.3)


def _legend(canvas: Canvas, y: float, watched: str, factor: float, width: float) -> None:
    x = _MARGIN
    for said, assumed in (("assumed", True), ("computed", False)):
        box = [(x, y - 6), (x + 18, y - 6), (x + 18, y + 6), (x, y + 6)]
        dashes = (0, (4.0, 2.5))
        if assumed:
            canvas.area(box, fill=_ASSUMED, stroke=INK, width=0.9, dashes=dashes)
        else:
            canvas.area(box, fill=_COMPUTED, stroke=INK, width=0.9)
        canvas.words(said, (x + 24, y), size=SMALL, align="left")
        x += 24 + text_width(said, SMALL) + 18
    if not watched:
        return
    y += 18
    x = _MARGIN
    for left, fill in ((x, _LOW), (x + 12, _HIGH)):
        canvas.area(
            [(left, y - 5), (left + 12, y - 5), (left + 12, y + 5), (left, y + 5)], fill=fill, order=3.2
        )
    canvas.line([(x + 12, y - 7), (x + 12, y + 7)], width=0.9, order=3.3)
    name = shortened(shown(watched), 150.0, SMALL)
    said = f"how far {name} moves when it is divided or multiplied by {factor:g}, or goes through its range;"
    said += " thick lines carry more"
    canvas.words(shortened(said, width - 30, SMALL), (x + 30, y), size=SMALL, align="left")
