"""A shape for each kind of component, so that kinds differ without color. Corners are relative to the middle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

from whiteboard.draft.design import ComponentKind
from whiteboard.run.picture.architecture.parts import Line, Point


def kind_name(kind: ComponentKind) -> str:
    """What a kind is called in a picture and its words."""
    return "kind not stated" if kind is ComponentKind.UNSTATED else str(kind)


def _nothing(width: float, height: float) -> list[Line]:
    del width, height
    return []


def _middle(height: float) -> float:
    del height
    return 0.0


def _shoulders(height: float) -> float:
    """Below the head of a person."""
    return _head(height) * 0.85


def _head(height: float) -> float:
    return min(7.0, height * 0.24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a kind of component is drawn.

    Parameters
    ----------
    outlines : callable
        Width and height to closed lines, later ones over earlier ones.
    details : callable
        Width and height to lines inside.
    left, right, top, bottom : float
        Room between its edge and its text, in points.
    fill, stroke : str
        Colors.
    dotted : bool
        Whether its outline is dotted.
    waist : callable
        Height to how far below the middle arrows are fastened.
    """

    outlines: Callable[[float, float], list[Line]]
    details: Callable[[float, float], list[Line]] = _nothing
    left: float = 8.0
    right: float = 8.0
    top: float = 6.0
    bottom: float = 6.0
    fill: str = "#ffffff"
    stroke: str = "#57606a"
    dotted: bool = False
    waist: Callable[[float], float] = _middle


def arc(middle: Point, radii: Point, start: float, end: float, steps: int = 12) -> Line:
    """Points on an ellipse; angles in degrees, 0 to the right and 90 downwards."""
    turns = [(start + (end - start) * step / steps) * pi / 180 for step in range(steps + 1)]
    return [(middle[0] + radii[0] * cos(turn), middle[1] + radii[1] * sin(turn)) for turn in turns]


def rounded(width: float, height: float, radius: float, *, down: float = 0.0) -> Line:
    """A rectangle with round corners."""
    radius = min(radius, width / 2, height / 2)
    x, y = width / 2 - radius, height / 2 - radius
    return [
        *arc((x, y + down), (radius, radius), 0, 90, 6),
        *arc((-x, y + down), (radius, radius), 90, 180, 6),
        *arc((-x, -y + down), (radius, radius), 180, 270, 6),
        *arc((x, -y + down), (radius, radius), 270, 360, 6),
    ]


def _person(width: float, height: float) -> list[Line]:
    head = _head(height)
    body = height - head * 1.7
    return [
        arc((0, -height / 2 + head), (head, head), 0, 360, 24)[:-1],
        rounded(width, body, 13.0, down=(height - body) / 2),
    ]


def _box(width: float, height: float) -> list[Line]:
    return [rounded(width, height, 3.0)]


def _diamond(width: float, height: float) -> list[Line]:
    x, y, point = width / 2, height / 2, min(15.0, width * 0.3)
    return [[(-x, 0), (-x + point, -y), (x - point, -y), (x, 0), (x - point, y), (-x + point, y)]]


def _cut_corners(width: float, height: float) -> list[Line]:
    x, y, cut = width / 2, height / 2, min(8.0, height * 0.28)
    return [
        [
            (-x, -y + cut), (-x + cut, -y), (x - cut, -y), (x, -y + cut),
            (x, y - cut), (x - cut, y), (-x + cut, y), (-x, y - cut),
        ]
    ]  # fmt: skip


def _trapezium(width: float, height: float) -> list[Line]:
    x, y, slope = width / 2, height / 2, min(7.0, height * 0.24)
    return [[(-x, -y), (x, -y + slope), (x, y - slope), (-x, y)]]


def _signpost(width: float, height: float) -> list[Line]:
    x, y, point = width / 2, height / 2, min(12.0, width * 0.3)
    return [[(-x, -y), (x - point, -y), (x, 0), (x - point, y), (-x, y)]]


def _cloud(width: float, height: float) -> list[Line]:
    lobes, points = 10, []
    for step in range(120):
        turn = 2 * pi * step / 120
        bump = 0.88 + 0.12 * abs(sin(lobes * turn / 2))
        across, along = cos(turn), sin(turn)
        radius = (abs(across) ** 3 + abs(along) ** 3) ** (-1 / 3)
        points.append((bump * radius * across * width / 2, bump * radius * along * height / 2))
    return [points]


def _cylinder(width: float, height: float) -> list[Line]:
    x, lid = width / 2, _lid(height)
    y = height / 2 - lid
    return [[*arc((0, -y), (x, lid), 180, 360, 16), *arc((0, y), (x, lid), 0, 180, 16)]]


def _cylinder_lid(width: float, height: float) -> list[Line]:
    lid = _lid(height)
    return [arc((0, -height / 2 + lid), (width / 2, lid), 180, 0, 16)]


def _lid(height: float) -> float:
    return min(5.0, height * 0.16)


def _pipe(width: float, height: float) -> list[Line]:
    y, end = height / 2, min(6.0, width * 0.14)
    x = width / 2 - end
    return [[*arc((x, 0), (end, y), -90, 90, 14), *arc((-x, 0), (end, y), 90, 270, 14)]]


def _pipe_end(width: float, height: float) -> list[Line]:
    end = min(6.0, width * 0.14)
    return [arc((width / 2 - end, 0), (end, height / 2), -90, -270, 14)]


def _folder(width: float, height: float) -> list[Line]:
    x, y, tab, high = width / 2, height / 2, min(30.0, width * 0.4), min(6.0, height * 0.24)
    return [[(-x, -y), (-x + tab - high, -y), (-x + tab, -y + high), (x, -y + high), (x, y), (-x, y)]]


def _folder_edge(width: float, height: float) -> list[Line]:
    x, high = width / 2, -height / 2 + min(6.0, height * 0.24)
    return [[(-x, high), (-x + min(30.0, width * 0.4), high)]]


def _bars(width: float, height: float) -> list[Line]:
    x, y = width / 2 - min(5.0, width * 0.14), height / 2
    return [[(-x, -y), (-x, y)], [(x, -y), (x, y)]]


def _lens(width: float, height: float) -> list[Line]:
    size = min(4.2, height * 0.2)
    x, y = width / 2 - size * 2.1, height / 2 - size * 2.1
    handle = [(x + size * 0.7, y + size * 0.7), (x + size * 1.6, y + size * 1.6)]
    return [arc((x, y), (size, size), 0, 360, 16), handle]


def _inner_box(width: float, height: float) -> list[Line]:
    inset = min(3.0, height * 0.14)
    line = rounded(width - 2 * inset, height - 2 * inset, 1.0)
    return [[*line, line[0]]]


_ENTRY, _ENTRY_EDGE = "#e8eef5", "#3d5a80"
_WORK, _WORK_EDGE = "#f3f7fb", "#0b4f8a"
_FAST, _FAST_EDGE = "#fdf3dc", "#94600d"
_KEPT, _KEPT_EDGE = "#f0e9ef", "#6b2d5c"

SHAPES: dict[ComponentKind, Shape] = {
    ComponentKind.CLIENT: Shape(
        outlines=_person,
        left=10,
        right=10,
        top=16,
        bottom=6,
        fill="#ffffff",
        stroke="#1f2328",
        waist=_shoulders,
    ),
    ComponentKind.DNS: Shape(outlines=_signpost, left=8, right=13, fill=_ENTRY, stroke=_ENTRY_EDGE),
    ComponentKind.CDN: Shape(
        outlines=_cloud, left=14, right=14, top=10, bottom=10, fill=_ENTRY, stroke=_ENTRY_EDGE
    ),
    ComponentKind.LOAD_BALANCER: Shape(outlines=_diamond, left=13, right=13, fill=_ENTRY, stroke=_ENTRY_EDGE),
    ComponentKind.GATEWAY: Shape(
        outlines=_trapezium, left=9, right=9, top=9, bottom=9, fill=_ENTRY, stroke=_ENTRY_EDGE
    ),
    ComponentKind.SERVICE: Shape(outlines=_box, fill=_WORK, stroke=_WORK_EDGE),
    ComponentKind.WORKER: Shape(
        outlines=_box, details=_bars, left=11, right=11, fill=_WORK, stroke=_WORK_EDGE
    ),
    ComponentKind.CACHE: Shape(outlines=_cut_corners, left=10, right=10, fill=_FAST, stroke=_FAST_EDGE),
    ComponentKind.QUEUE: Shape(
        outlines=_pipe, details=_pipe_end, left=10, right=16, fill=_FAST, stroke=_FAST_EDGE
    ),
    ComponentKind.STORE: Shape(
        outlines=_cylinder, details=_cylinder_lid, top=13, bottom=7, fill=_KEPT, stroke=_KEPT_EDGE
    ),
    ComponentKind.BLOB: Shape(
        outlines=_folder, details=_folder_edge, top=11, bottom=6, fill=_KEPT, stroke=_KEPT_EDGE
    ),
    ComponentKind.SEARCH: Shape(
        outlines=_box, details=_lens, right=18, left=18, fill=_KEPT, stroke=_KEPT_EDGE
    ),
    ComponentKind.EXTERNAL: Shape(
        outlines=_box,
        details=_inner_box,
        left=10,
        right=10,
        top=8,
        bottom=8,
        fill="#f6f8fa",
        stroke="#57606a",
    ),
    ComponentKind.UNSTATED: Shape(outlines=_box, fill="#ffffff", stroke="#57606a", dotted=True),
}
"""By kind."""
