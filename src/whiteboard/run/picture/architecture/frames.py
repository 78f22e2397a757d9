"""Light frames around the components of a group, never around one that is not of it."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.run.picture.architecture.parts import Board, Layout, Rectangle

MARGIN = 7.0
"""Room between a frame and its boxes, in points."""

MOST_EMPTY = 9.0
"""How many times the area of its boxes a frame may take."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A group's name, the area around some of its boxes, and how much the boxes take of it, in square points.

    A group that lies scattered has several frames.
    """

    group: str
    area: Rectangle
    boxes: float


def frames(board: Board, layout: Layout) -> list[Frame]:
    """As few frames as hold each group's boxes without holding others or crossing each other."""
    areas = {
        name: Rectangle(area.left, area.top, area.right, area.bottom + board.boxes[name].loop_room)
        for name, middle in layout.middles.items()
        for area in (board.boxes[name].around(middle),)
    }
    found = [
        Frame(
            board.boxes[name].group, area.grown(MARGIN), (area.right - area.left) * (area.bottom - area.top)
        )
        for name, area in areas.items()
        if board.boxes[name].group
    ]
    found.sort(key=lambda frame: (frame.group, frame.area.left, frame.area.top))
    others = {
        group: [area for name, area in areas.items() if board.boxes[name].group != group]
        for group in {frame.group for frame in found}
    }
    grew = True
    while grew:
        grew = False
        for one in range(len(found)):
            for two in range(len(found) - 1, one, -1):
                joined = _joined(found[one], found[two])
                if joined is None or any(joined.area.overlaps(other) for other in others[joined.group]):
                    continue
                rest = (frame for place, frame in enumerate(found) if place not in (one, two))
                if not any(joined.area.overlaps(frame.area) for frame in rest):
                    found[one] = joined
                    del found[two]
                    grew = True
    return found


def _joined(one: Frame, two: Frame) -> Frame | None:
    """One frame for both, unless they are of different groups or it would be mostly empty."""
    area = one.area.joined(two.area)
    boxes = one.boxes + two.boxes
    empty = (area.right - area.left) * (area.bottom - area.top) > MOST_EMPTY * boxes
    return None if one.group != two.group or empty else Frame(one.group, area, boxes)
