"""What a picture of a design is made of. Lengths are points, of which 72 make an inch; y grows downwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from whiteboard.draft.design import ComponentKind

Point = tuple[float, float]
Line = list[Point]

STACK_STEP = 3.0
"""How far each sheet of a stack of replicas lies up and to the right of the one before it."""

LOOP_HEIGHT = 15.0
"""How far the arrow of a component that calls itself hangs below it."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """An area by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> Rectangle:
        """The same with a margin all around."""
        return Rectangle(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def joined(self, other: Rectangle) -> Rectangle:
        """The smallest that holds both."""
        return Rectangle(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def overlaps(self, other: Rectangle) -> bool:
        """Whether they share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, point: Point) -> bool:
        """Whether a point lies inside, or on the edge."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One component, measured.

    Parameters
    ----------
    name : str
        As in the design; the key by which arrows find it.
    kind : ComponentKind
        Decides the shape.
    words : tuple of str
        The lines of its name, with its count.
    small : tuple of str
        The lines of small print under it.
    utilization : float or None
        Share of its capacity in use, 1 for all of it; None when not known.
    failed : bool
        Whether it is struck out.
    sheets : int
        How many sheets lie behind it, for replicas: 0, 1 or 2.
    group : str
        The frame that it stands in; empty for none.
    width, height : float
        Of all of it, the sheets behind it included.
    loop_room : float
        Free room that it needs below, for an arrow to itself.
    waist : float
        How far below the middle of its front sheet arrows are fastened.
    """

    name: str
    kind: ComponentKind
    words: tuple[str, ...]
    small: tuple[str, ...] = ()
    utilization: float | None = None
    failed: bool = False
    sheets: int = 0
    group: str = ""
    width: float = 80.0
    height: float = 34.0
    loop_room: float = 0.0
    waist: float = 0.0

    @property
    def lean(self) -> float:
        """How far the front sheet's middle lies left of and below the middle of all."""
        return self.sheets * STACK_STEP / 2

    @property
    def belt(self) -> float:
        """How far below the middle of all of it arrows are fastened."""
        return self.lean + self.waist

    def around(self, middle: Point) -> Rectangle:
        """Its area when its middle lies there."""
        x, y = middle
        return Rectangle(x - self.width / 2, y - self.height / 2, x + self.width / 2, y + self.height / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One arrow; arrows that say the same are one.

    Parameters
    ----------
    source, target : str
        Names of boxes.
    said : str
        All that stands on it.
    words : tuple of str
        The lines that are drawn: what is said, shortened.
    asynchronous, both_ways : bool
        As of `whiteboard.draft.design.Edge`.
    cut : bool
        Whether the link is broken.
    label_width, label_height : float
        Room that the words need; 0 without words.
    """

    source: str
    target: str
    said: str = ""
    words: tuple[str, ...] = ()
    asynchronous: bool = False
    both_ways: bool = False
    cut: bool = False
    label_width: float = 0.0
    label_height: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All that is to be placed.

    Parameters
    ----------
    boxes : mapping of str to Box
        By name, in the order of the design.
    links : tuple of Link
        Each pair once for calls that wait and once for those that do not.
    layers : mapping of str to int
        The layer of each box, 0 for the leftmost.
    backwards : frozenset of int
        Places in `links` of arrows that lead to the same layer or a layer further left.
    """

    boxes: Mapping[str, Box]
    links: tuple[Link, ...]
    layers: Mapping[str, int]
    backwards: frozenset[int] = frozenset()

    def connected(self) -> list[str]:
        """Names of boxes that an arrow joins to another box."""
        touched = {
            name for link in self.links if link.source != link.target for name in (link.source, link.target)
        }
        return [name for name in self.boxes if name in touched]


@dataclass(slots=True, kw_only=True)
class Layout:
    """Where everything lies.

    Parameters
    ----------
    middles : dict of str to Point
        The middle of each box.
    routes : dict of int to Line
        The way of each link, by its place in `Board.links`, from its source's middle to its target's.
    labels : dict of int to Point
        The middle of each label.
    """

    middles: dict[str, Point] = field(default_factory=dict)
    routes: dict[int, Line] = field(default_factory=dict)
    labels: dict[int, Point] = field(default_factory=dict)

    def extent(self, board: Board) -> Rectangle:
        """The area that everything takes."""
        areas = [
            Rectangle(area.left, area.top, area.right, area.bottom + board.boxes[name].loop_room)
            for name, middle in self.middles.items()
            for area in (board.boxes[name].around(middle),)
        ]
        areas += [label_area(board.links[place], middle) for place, middle in self.labels.items()]
        areas += [Rectangle(x, y, x, y) for route in self.routes.values() for x, y in route]
        if not areas:
            return Rectangle(0.0, 0.0, 0.0, 0.0)
        return Rectangle(
            min(area.left for area in areas),
            min(area.top for area in areas),
            max(area.right for area in areas),
            max(area.bottom for area in areas),
        )

    def moved(self, by_x: float, by_y: float) -> Layout:
        """The same elsewhere."""
        return Layout(
            middles={name: (x + by_x, y + by_y) for name, (x, y) in self.middles.items()},
            routes={place: [(x + by_x, y + by_y) for x, y in route] for place, route in self.routes.items()},
            labels={place: (x + by_x, y + by_y) for place, (x, y) in self.labels.items()},
        )

    def add(self, other: Layout) -> None:
        """Take in what another part of the picture placed."""
        self.middles.update(other.middles)
        self.routes.update(other.routes)
        self.labels.update(other.labels)


def label_area(link: Link, middle: Point) -> Rectangle:
    """The area of a link's words when their middle lies there."""
    x, y = middle
    return Rectangle(
        x - link.label_width / 2,
        y - link.label_height / 2,
        x + link.label_width / 2,
        y + link.label_height / 2,
    )
