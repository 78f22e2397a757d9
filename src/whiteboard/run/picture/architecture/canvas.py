"""Where a picture is drawn: a matplotlib figure whose coordinates are points, with y downwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from whiteboard.run.picture.architecture.colors import INK
from whiteboard.run.picture.architecture.curves import along, length, shortened_by
from whiteboard.run.picture.architecture.lettering import families, shown
from whiteboard.run.picture.architecture.parts import Line, Point, Rectangle

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Dashes = Literal["-"] | tuple[float, tuple[float, ...]]
"""Where the pattern of a line begins, and the lengths of its strokes and gaps in points."""

SOLID: Literal["-"] = "-"

_HEAD_LENGTH, _HEAD_HALF = 6.5, 2.7


class Canvas:
    """A figure of a size in points, to draw lines, areas and words on.

    Nothing on it counts for cutting the figure to its content, since all of it lies inside: that saves measuring.
    """

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure
        from matplotlib.patches import Rectangle as Patch

        self.figure: Figure = Figure(figsize=(width / 72, height / 72))
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        self._axes: Any = axes
        axes.add_patch(Patch((0, 0), width, height, facecolor="white", edgecolor="none", zorder=-1))

    def area(
        self,
        corners: Sequence[Point],
        *,
        fill: str,
        stroke: str = "none",
        width: float = 1.0,
        dashes: Dashes = SOLID,
        order: float = 3.0,
    ) -> None:
        """A closed area."""
        from matplotlib.patches import Polygon

        patch = Polygon(
            list(corners),
            closed=True,
            facecolor=fill,
            edgecolor=stroke,
            linewidth=width,
            linestyle=dashes,
            joinstyle="round",
            zorder=order,
        )
        patch.set_in_layout(False)
        self._axes.add_patch(patch)

    def line(
        self,
        points: Sequence[Point],
        *,
        color: str = INK,
        width: float = 1.0,
        dashes: Dashes = SOLID,
        order: float = 2.0,
    ) -> None:
        """A line through points."""
        from matplotlib.lines import Line2D

        drawn = Line2D(
            [x for x, _ in points],
            [y for _, y in points],
            color=color,
            linewidth=width,
            linestyle=dashes,
            solid_capstyle="butt",
            dash_capstyle="butt",
            zorder=order,
        )
        drawn.set_in_layout(False)
        self._axes.add_line(drawn)

    def arrow(
        self, points: Line, *, color: str = INK, width: float = 1.0, dashed: bool = False, both: bool = False
    ) -> None:
        """A line with a head at its end, or at both."""
        room = length(points)
        size = min(_HEAD_LENGTH, room * (0.4 if both else 0.7))
        line = shortened_by(points, size * 0.8)
        self._head(points, size, color)
        if both:
            self._head(points[::-1], size, color)
            line = shortened_by(line[::-1], size * 0.8)[::-1]
        self.line(line, color=color, width=width, dashes=(0.0, (4.0, 2.6)) if dashed else SOLID)

    def _head(self, points: Line, size: float, color: str) -> None:
        """A filled triangle whose tip is the last point."""
        tip = points[-1]
        base = shortened_by(points, size)[-1]
        across, down = tip[0] - base[0], tip[1] - base[1]
        far = max(1e-6, (across * across + down * down) ** 0.5)
        side = (
            -down / far * _HEAD_HALF * size / _HEAD_LENGTH,
            across / far * _HEAD_HALF * size / _HEAD_LENGTH,
        )
        corners = [tip, (base[0] + side[0], base[1] + side[1]), (base[0] - side[0], base[1] - side[1])]
        self.area(corners, fill=color, order=2.2)

    def cross_on(self, points: Line, *, color: str, size: float = 4.5) -> None:
        """A cross in the middle of a line, for a broken link."""
        (x, y), _ = along(points, length(points) / 2)
        self.area(
            [(x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size)],
            fill="white",
            order=2.4,
        )
        self.line([(x - size, y - size), (x + size, y + size)], color=color, width=1.8, order=2.5)
        self.line([(x - size, y + size), (x + size, y - size)], color=color, width=1.8, order=2.5)

    def words(
        self,
        text: str,
        at: Point,
        *,
        size: float,
        color: str = INK,
        bold: bool = False,
        align: str = "center",
        ground: str | None = None,
        order: float = 4.0,
    ) -> None:
        """One line of text, every sign as itself; `at` is its middle, or its left end at half height."""
        text = shown(text)
        if not text:
            return
        drawn = self._axes.text(
            *at,
            text,
            fontsize=size,
            color=color,
            fontweight="bold" if bold else "normal",
            fontfamily=families(),
            ha=align,
            va="center_baseline",
            parse_math=False,
            zorder=order,
        )
        if ground is not None:
            drawn.set_bbox({"facecolor": ground, "edgecolor": "none", "pad": 0.6})
        drawn.set_in_layout(False)

    def frame(self, area: Rectangle, *, fill: str, stroke: str) -> None:
        """A light frame."""
        corners = [
            (area.left, area.top),
            (area.right, area.top),
            (area.right, area.bottom),
            (area.left, area.bottom),
        ]
        self.area(corners, fill=fill, stroke=stroke, width=0.8, order=0.5)
