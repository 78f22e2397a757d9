"""Where boxes stand, and the ways of the references between them.

What is referred to stands left of what refers to it. References to the same spot share one line, a net, which
branches: its stem is level at the target, it crosses a layer of boxes in a lane of its own, and it runs up and down
only in the channels between layers, each net on its own track. So no line runs through a box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from whiteboard.run.picture.architecture.heights import Pull, heights
from whiteboard.run.picture.architecture.layers import layered
from whiteboard.run.picture.architecture.ordering import Ranks, order

GAP = 20.0
LANE = 9.0
TRACK = 8.0
FOOT = 15.0
"""Room at both sides of a channel, for the ends of lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A reference, from a box to another, each by its place, with the heights below their tops."""

    source: int
    source_port: float
    target: int
    target_port: float


@dataclass(slots=True, kw_only=True)
class Net:
    """All references to the same spot of a box.

    Parameters
    ----------
    target : int
        Place of the box.
    port : float
        How far below its top the stem is fastened.
    branches : list of (int, float)
        Places of the boxes that refer to it, and how far below their tops.
    """

    target: int
    port: float
    branches: list[tuple[int, float]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Places:
    """Where everything lies.

    Parameters
    ----------
    corners : dict of int to (float, float)
        The upper left corner of each box.
    widths : dict of int to float
        The width of each box.
    lines : list of list of (float, float)
        Straight pieces of the nets.
    owners : list of int
        For each of them, the net that it belongs to; nets are counted as their targets come up in the arrows.
    dots : list of (float, float)
        Where a net branches.
    ends : list of (float, float, int)
        For each arrow: where it leaves its box, and 1 for the right edge, -1 for the left.
    stems : list of (float, float)
        For each net: where it reaches its target's right edge.
    width, height : float
        Of all of it.
    """

    corners: dict[int, tuple[float, float]] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    lines: list[list[tuple[float, float]]] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)
    ends: list[tuple[float, float, int]] = field(default_factory=list)
    stems: list[tuple[float, float]] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0


def placed(sizes: Sequence[tuple[float, float]], arrows: Sequence[Arrow]) -> Places:
    """Places for boxes of some widths and heights.

    Examples
    --------
    >>> found = placed([(100, 50), (80, 50)], [Arrow(source=1, source_port=25, target=0, target_port=25)])
    >>> found.corners, found.lines
    ({0: (0.0, 0.0), 1: (138.0, 0.0)}, [[(100.0, 25.0), (119.0, 25.0)], [(119.0, 25.0), (138.0, 25.0)]])
    """
    from whiteboard.run.picture.nets.routes import drawn_nets

    joined = sorted({place for arrow in arrows for place in (arrow.source, arrow.target)})
    nets: dict[tuple[int, float], Net] = {}
    for arrow in arrows:
        net = nets.setdefault(
            (arrow.target, arrow.target_port), Net(target=arrow.target, port=arrow.target_port)
        )
        net.branches.append((arrow.source, arrow.source_port))
    places = Places()
    if joined:
        layers = _layers(joined, sizes, arrows)
        grid = Grid(layers, sizes, list(nets.values()))
        drawn_nets(places, grid, arrows)
    _shelves(places, [place for place in range(len(sizes)) if place not in set(joined)], sizes)
    return places


def _layers(
    joined: Sequence[int], sizes: Sequence[tuple[float, float]], arrows: Sequence[Arrow]
) -> dict[int, int]:
    """The layer of each box: as few as references ask for, or more where that makes a page less tall."""
    names = [str(place) for place in joined]
    pairs = [(str(arrow.target), str(arrow.source)) for arrow in arrows]
    found, backwards = layered(names, pairs, ())
    base = {int(name): layer for name, layer in found.items()}
    forward = [
        (arrow.target, arrow.source)
        for place, arrow in enumerate(arrows)
        if place not in backwards and arrow.target != arrow.source
    ]
    best, least = base, float("inf")
    for most in (float("inf"), 1600.0, 1200.0, 900.0, 700.0, 500.0):
        layers = _spread(base, sizes, forward, most)
        tall, wide = _extent(layers, sizes)
        cost = max(wide, 1.35 * tall) + 60.0 * max(layers.values())
        if cost < least:
            best, least = layers, cost
    ranks = {layer: rank for rank, layer in enumerate(sorted(set(best.values())))}
    return {place: ranks[layer] for place, layer in best.items()}


def _spread(
    base: dict[int, int],
    sizes: Sequence[tuple[float, float]],
    forward: Sequence[tuple[int, int]],
    most: float,
) -> dict[int, int]:
    """Move boxes of an overfull layer to the right, and with them whatever refers to them."""
    layers = dict(base)
    after: dict[int, list[int]] = {place: [] for place in layers}
    for target, source in forward:
        after[target].append(source)
    layer = 0
    while layer <= max(layers.values()) and layer < 3 * len(layers):
        here = [place for place in layers if layers[place] == layer]
        reach = 0.0
        for count, place in enumerate(sorted(here, key=lambda place: (-len(after[place]), place))):
            reach += sizes[place][1] + GAP
            if count and reach > most:
                _push(place, layer + 1, layers, after)
        layer += 1
    return layers


def _push(place: int, layer: int, layers: dict[int, int], after: dict[int, list[int]]) -> None:
    ahead = [(place, layer)]
    while ahead:
        at, least = ahead.pop()
        if layers[at] >= least or least > 4 * len(layers):
            continue
        layers[at] = least
        ahead += [(source, least + 1) for source in after[at]]


def _extent(layers: dict[int, int], sizes: Sequence[tuple[float, float]]) -> tuple[float, float]:
    tall: dict[int, float] = {}
    wide: dict[int, float] = {}
    for place, layer in layers.items():
        tall[layer] = tall.get(layer, 0.0) + sizes[place][1] + GAP
        wide[layer] = max(wide.get(layer, 0.0), sizes[place][0])
    return max(tall.values()), sum(wide.values()) + 50.0 * len(wide)


class Grid:
    """Layers of boxes, in order and at their heights, with the lanes of nets between them."""

    def __init__(self, layers: dict[int, int], sizes: Sequence[tuple[float, float]], nets: list[Net]) -> None:
        self.layers, self.sizes, self.nets = layers, sizes, nets
        ranks = Ranks()
        self._boxes = {
            place: ranks.vertex(layers[place]) for place in sorted(layers, key=lambda p: (layers[p], p))
        }
        self._lanes: dict[tuple[int, int], int] = {}
        joints: list[tuple[int, float, int, float]] = []
        for number, net in enumerate(nets):
            for channel in self.channels(net):
                left = [(self._boxes[place], port) for place, port in self.left_ends(net, channel)]
                right = [(self._boxes[place], port) for place, port in self.right_ends(net, channel)]
                left += self._lane(ranks, number, channel)
                right += self._lane(ranks, number, channel + 1)
                joints += [(*one, *other) for one in left for other in right]
        pulls_left: list[list[Pull]] = [[] for _ in ranks.rank]
        pulls_right: list[list[Pull]] = [[] for _ in ranks.rank]
        lanes = set(self._lanes.values())
        for one, port, other, other_port in joints:
            ranks.join(one, other)
            weight = 4.0 if one in lanes and other in lanes else 1.0
            pulls_right[one].append(Pull(other, weight, other_port - port))
            pulls_left[other].append(Pull(one, weight, port - other_port))
        order(ranks)
        above = [LANE / 2] * len(ranks.rank)
        below = [LANE / 2] * len(ranks.rank)
        for place, vertex in self._boxes.items():
            above[vertex], below[vertex] = GAP / 2, sizes[place][1] + GAP / 2
        found = heights(ranks, above, below, pulls_left, pulls_right)
        least = min(found[vertex] for vertex in range(len(found)))
        self.tops = {place: found[vertex] - least for place, vertex in self._boxes.items()}
        self.lane_heights = {key: found[vertex] - least for key, vertex in self._lanes.items()}

    def channels(self, net: Net) -> range:
        """The channels that a net runs in; channel 0 lies right of layer 0."""
        at = self.layers[net.target]
        first = last = at
        for place, _ in net.branches:
            layer = self.layers[place]
            first, last = min(first, layer), max(last, layer - 1)
        return range(first, last + 1)

    def left_ends(self, net: Net, channel: int) -> list[tuple[int, float]]:
        """Boxes left of a channel that a net is fastened to, and where: its target, and what it leads back from."""
        at = self.layers[net.target]
        ends = [(net.target, net.port)] if at == channel else []
        return ends + [
            (place, port) for place, port in net.branches if self.layers[place] == channel and channel <= at
        ]

    def right_ends(self, net: Net, channel: int) -> list[tuple[int, float]]:
        """Boxes right of a channel that a net is fastened to, and where."""
        at = self.layers[net.target]
        return [(place, port) for place, port in net.branches if self.layers[place] == channel + 1 > at]

    def has_lane(self, net: Net, layer: int) -> bool:
        """Whether a net crosses a layer."""
        channels = self.channels(net)
        return layer - 1 in channels and layer in channels

    def _lane(self, ranks: Ranks, number: int, layer: int) -> list[tuple[int, float]]:
        if not self.has_lane(self.nets[number], layer):
            return []
        key = (number, layer)
        if key not in self._lanes:
            self._lanes[key] = ranks.vertex(layer)
        return [(self._lanes[key], 0.0)]


def _shelves(places: Places, loose: Sequence[int], sizes: Sequence[tuple[float, float]]) -> None:
    """Boxes that nothing joins stand in rows below."""
    most = max(places.width, 640.0)
    x, y, reach = 0.0, places.height + (GAP + 8.0 if places.corners else 0.0), 0.0
    for place in loose:
        width, height = sizes[place]
        if x and x + width > most:
            x, y, reach = 0.0, y + reach + GAP, 0.0
        places.corners[place] = (x, y)
        places.widths[place] = width
        x += width + GAP
        reach = max(reach, height)
        places.width = max(places.width, x - GAP)
        places.height = max(places.height, y + height)
