"""Our own layout in layers, for when the program `dot` is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from whiteboard.run.picture.architecture.curves import meets, smooth
from whiteboard.run.picture.architecture.heights import Pull, heights, straighten
from whiteboard.run.picture.architecture.ordering import Ranks, order
from whiteboard.run.picture.architecture.parts import Board, Layout, Line, Rectangle, label_area

ROW_GAP = 18.0
"""Least room between two boxes of a layer."""

FRAME_ROOM = 9.0
"""More room around a box that stands in a group's frame."""

_LINE_GAP = 7.0
_LABEL_LIFT = 2.0
_PART_GAP = 30.0


def place(board: Board) -> Layout:
    """Place all boxes that an arrow joins to another, in layers from left to right.

    Between two layers lies a rank for labels, so that a label has a place of its own; a long arrow has a place of its
    own in each rank on its way, so that it runs between boxes and not through them. Parts of the design that no arrow
    joins lie one under the other.
    """
    layout = Layout()
    down = 0.0
    for part in _parts(board):
        laid = _Sheet(board, part).laid()
        extent = laid.extent(board)
        layout.add(laid.moved(-extent.left, down - extent.top))
        down += extent.bottom - extent.top + _PART_GAP
    return layout


def _parts(board: Board) -> list[list[str]]:
    """The boxes in parts that arrows hold together, in the order of the design."""
    near: dict[str, list[str]] = {name: [] for name in board.connected()}
    for link in board.links:
        if link.source != link.target:
            near[link.source].append(link.target)
            near[link.target].append(link.source)
    parts, seen = [], set()
    for start in near:
        if start in seen:
            continue
        part, ahead = {start}, [start]
        while ahead:
            for name in near[ahead.pop()]:
                if name not in part:
                    part.add(name)
                    ahead.append(name)
        seen |= part
        parts.append([name for name in near if name in part])
    return parts


@dataclass(slots=True)
class _Sheet:
    """One part of the design while it is laid out. Layer n is rank 2n; the labels between are rank 2n + 1."""

    board: Board
    names: Sequence[str]
    ranks: Ranks = field(default_factory=Ranks)
    vertices: dict[str, int] = field(default_factory=dict)
    chains: dict[int, list[int]] = field(default_factory=dict)
    above: list[float] = field(default_factory=list)
    below: list[float] = field(default_factory=list)
    across: list[float] = field(default_factory=list)
    labelled: dict[int, int] = field(default_factory=dict)
    fastened: dict[int, tuple[float, float]] = field(default_factory=dict)

    def laid(self) -> Layout:
        """Everything placed."""
        self._vertices()
        order(self.ranks)
        self._fasten()
        left: list[list[Pull]] = [[] for _ in self.ranks.rank]
        right: list[list[Pull]] = [[] for _ in self.ranks.rank]
        for number, chain in self.chains.items():
            self._pull(number, chain, left, right)
        level = heights(self.ranks, self.above, self.below, left, right)
        straighten(
            self.ranks,
            level,
            self.above,
            self.below,
            [(chain[1:-1], self._wishes(number, chain, level)) for number, chain in self.chains.items()],
        )
        middles = self._columns(level)
        layout = Layout()
        for name, vertex in self.vertices.items():
            layout.middles[name] = (middles[self.ranks.rank[vertex]], level[vertex])
        for vertex, number in self.labelled.items():
            lift = _LABEL_LIFT + self.board.links[number].label_height / 2
            layout.labels[number] = (middles[self.ranks.rank[vertex]], level[vertex] - lift)
        areas = self._areas(layout)
        for number, chain in self.chains.items():
            route = self._route(number, chain, level, middles, areas)
            layout.routes[number] = route[::-1] if self._turned(number) else route
        return layout

    def _turned(self, number: int) -> bool:
        """Whether an arrow leads to a layer further left."""
        link = self.board.links[number]
        return self.board.layers[link.source] > self.board.layers[link.target]

    def _vertices(self) -> None:
        """A vertex for each box, and one for each rank that an arrow passes through."""
        first = min(self.board.layers[name] for name in self.names)
        for name in self.names:
            box = self.board.boxes[name]
            room = (FRAME_ROOM if box.group else 0.0) + (ROW_GAP + box.height) / 2
            vertex = self.ranks.vertex(2 * (self.board.layers[name] - first), box.group)
            self.vertices[name] = vertex
            self._room(room, room + box.loop_room, box.width)
        for number, link in enumerate(self.board.links):
            if link.source not in self.vertices or link.source == link.target:
                continue
            ends = (link.target, link.source) if self._turned(number) else (link.source, link.target)
            start, end = (self.vertices[name] for name in ends)
            chain = [start]
            for rank in range(self.ranks.rank[start] + 1, self.ranks.rank[end]):
                vertex = self.ranks.vertex(rank)
                if link.words and not rank - self.ranks.rank[start] - 1:
                    self._room(link.label_height + _LABEL_LIFT + 2.0, _LINE_GAP / 2, link.label_width)
                    self.labelled[vertex] = number
                else:
                    self._room(_LINE_GAP / 2, _LINE_GAP / 2, 0.0)
                chain.append(vertex)
            chain.append(end)
            for one, two in pairwise(chain):
                self.ranks.join(one, two)
            self.chains[number] = chain

    def _room(self, above: float, below: float, across: float) -> None:
        self.above.append(above)
        self.below.append(below)
        self.across.append(across)

    def _fasten(self) -> None:
        """Spread the ends of arrows along the sides of their boxes, in the order of where they lead."""
        position = {vertex: index for row in self.ranks.rows for index, vertex in enumerate(row)}
        for name, vertex in self.vertices.items():
            box = self.board.boxes[name]
            for side in (1, -1):
                found = [
                    (position[chain[1 if side > 0 else -2]], number)
                    for number, chain in self.chains.items()
                    if chain[0 if side > 0 else -1] == vertex
                ]
                found.sort()
                step = min(11.0, 0.45 * (box.height - 2 * box.waist) / max(1, len(found) - 1))
                for index, (_, number) in enumerate(found):
                    off = box.belt + (index - (len(found) - 1) / 2) * step
                    start, end = self.fastened.get(number, (0.0, 0.0))
                    self.fastened[number] = (off, end) if side > 0 else (start, off)

    def _pull(self, number: int, chain: list[int], left: list[list[Pull]], right: list[list[Pull]]) -> None:
        """What an arrow asks of the heights on its way: a box with few arrows pulls them more than one with many."""
        start_off, end_off = self.fastened[number]
        last = len(chain) - 1
        for index, (one, two) in enumerate(pairwise(chain)):
            weight, from_off, to_off = 8.0, 0.0, 0.0
            if index == 0:
                weight, from_off = 2.0 / len(self.ranks.after[one]) ** 1.25, start_off
            if index == last - 1:
                weight, to_off = 2.0 / len(self.ranks.before[two]) ** 1.25, end_off
            left[two].append(Pull(one, weight * 1.02, from_off - to_off))
            right[one].append(Pull(two, weight, to_off - from_off))

    def _wishes(self, number: int, chain: list[int], level: list[float]) -> list[float]:
        """The heights at which an arrow is fastened, first that at the box with fewer arrows."""
        start_off, end_off = self.fastened[number]
        start, end = level[chain[0]] + start_off, level[chain[-1]] + end_off
        fewer = len(self.ranks.after[chain[0]]) < len(self.ranks.before[chain[-1]])
        return [start, end] if fewer else [end, start]

    def _columns(self, level: list[float]) -> list[float]:
        """The middle of each rank from left to right; steep arrows get more room."""
        rows = self.ranks.rows
        width = [max((self.across[vertex] for vertex in row), default=0.0) for row in rows]
        middles, x = [], 0.0
        for rank, row in enumerate(rows):
            if rank:
                steep = max(
                    (
                        abs(level[vertex] - level[other])
                        for vertex in row
                        for other in self.ranks.before[vertex]
                    ),
                    default=0.0,
                )
                x += min(52.0, 14.0 + 0.16 * steep)
            middles.append(x + width[rank] / 2)
            x += width[rank]
        return middles

    def _areas(self, layout: Layout) -> dict[int, list[Rectangle]]:
        """What an arrow must not run through, by rank."""
        areas: dict[int, list[Rectangle]] = {}
        for name, vertex in self.vertices.items():
            area = self.board.boxes[name].around(layout.middles[name]).grown(3.0)
            areas.setdefault(self.ranks.rank[vertex], []).append(area)
        for vertex, number in self.labelled.items():
            area = label_area(self.board.links[number], layout.labels[number])
            areas.setdefault(self.ranks.rank[vertex], []).append(area)
        return areas

    def _route(
        self,
        number: int,
        chain: list[int],
        level: list[float],
        middles: list[float],
        areas: dict[int, list[Rectangle]],
    ) -> Line:
        """Through the arrow's places; a bend that nothing asks for is left out."""
        ranks = self.ranks
        width = [max((self.across[vertex] for vertex in row), default=0.0) for row in ranks.rows]
        start_off, end_off = self.fastened[number]
        ends = []
        for vertex, off, side in ((chain[0], start_off, 1), (chain[-1], end_off, -1)):
            x, half = middles[ranks.rank[vertex]], width[ranks.rank[vertex]] / 2
            ends.append([(x, level[vertex] + off), (x + side * half, level[vertex] + off)])
        stops: list[tuple[int, Line]] = []
        for vertex in chain[1:-1]:
            rank = ranks.rank[vertex]
            x, y, half = middles[rank], level[vertex], width[rank] / 2
            stops.append((vertex, [(x - half, y), (x + half, y)] if half else [(x, y)]))
        start, end = ends[0], ends[1][::-1]
        every = [start[-1], *(point for _, stop in stops for point in stop), end[0]]
        index = 0
        while index < len(stops):
            vertex = stops[index][0]
            if vertex in self.labelled or not ranks.rank[vertex] % 2:
                index += 1
                continue
            rest = stops[:index] + stops[index + 1 :]
            before = rest[index - 1][1][-1] if index else start[-1]
            after = rest[index][1][0] if index < len(rest) else end[0]
            low = ranks.rank[rest[index - 1][0]] if index else ranks.rank[chain[0]]
            high = ranks.rank[rest[index][0]] if index < len(rest) else ranks.rank[chain[-1]]
            near = [area for rank in range(low + 1, high) for area in areas.get(rank, ())]
            if meets(smooth([before, after]), near):
                index += 1
            else:
                stops = rest
        points = [start[-1], *(point for _, stop in stops for point in stop), end[0]]
        low, high = ranks.rank[chain[0]], ranks.rank[chain[-1]]
        if meets(smooth(points), [area for rank in range(low + 1, high) for area in areas.get(rank, ())]):
            points = every
        return [start[0], *smooth(points), end[-1]]
