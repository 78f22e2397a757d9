"""The lines of references: a track for each net in each channel, level pieces to boxes and lanes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whiteboard.run.picture.nets.places import FOOT, TRACK, Arrow, Places

if TYPE_CHECKING:
    from whiteboard.run.picture.nets.places import Grid

Ends = tuple[list[float], list[float]]
"""Heights at which a net leaves a channel to the left, and to the right."""


def drawn_nets(places: Places, grid: Grid, arrows: Sequence[Arrow]) -> None:
    """Fill in the corners of the boxes, and the lines between them."""
    count = max(grid.layers.values()) + 1
    ends = [_ends(grid, channel) for channel in range(count)]
    tracks = [_tracks(found) for found in ends]
    widths = [
        max(grid.sizes[place][0] for place in grid.layers if grid.layers[place] == at) for at in range(count)
    ]
    lefts: list[float] = []
    x = 0.0
    for width, found in zip(widths, tracks, strict=True):
        lefts.append(x)
        x += width + (2 * FOOT + TRACK * len(found) if found else 0.0)
    for place, layer in grid.layers.items():
        places.corners[place] = (lefts[layer], grid.tops[place])
        places.widths[place] = widths[layer]
    for channel, found in enumerate(tracks):
        start = lefts[channel] + widths[channel]
        end = start + 2 * FOOT + TRACK * len(found)
        for track, number in enumerate(found):
            middle = start + FOOT + TRACK * (track + 0.5)
            _stem(places, number, middle, (start, end), ends[channel][number])
    for (number, layer), height in grid.lane_heights.items():
        places.owners.append(number)
        places.lines.append([(lefts[layer], height), (lefts[layer] + widths[layer], height)])
    for arrow in arrows:
        side = -1 if grid.layers[arrow.source] > grid.layers[arrow.target] else 1
        layer = grid.layers[arrow.source]
        edge = lefts[layer] + (widths[layer] if side > 0 else 0.0)
        places.ends.append((edge, grid.tops[arrow.source] + arrow.source_port, side))
    for net in grid.nets:
        layer = grid.layers[net.target]
        places.stems.append((lefts[layer] + widths[layer], grid.tops[net.target] + net.port))
    bottom = max(grid.tops[place] + grid.sizes[place][1] for place in grid.layers)
    places.height = max([bottom, *(y for line in places.lines for _, y in line)])
    places.width = max([x, *(at for line in places.lines for at, _ in line)])


def _ends(grid: Grid, channel: int) -> dict[int, Ends]:
    """The heights at which each net of a channel leaves it."""
    found: dict[int, Ends] = {}
    for number, net in enumerate(grid.nets):
        if channel not in grid.channels(net):
            continue
        left = [grid.tops[place] + port for place, port in grid.left_ends(net, channel)]
        right = [grid.tops[place] + port for place, port in grid.right_ends(net, channel)]
        if grid.has_lane(net, channel):
            left.append(grid.lane_heights[number, channel])
        if grid.has_lane(net, channel + 1):
            right.append(grid.lane_heights[number, channel + 1])
        found[number] = (sorted(set(left)), sorted(set(right)))
    return found


def _tracks(nets: dict[int, Ends]) -> list[int]:
    """The nets of a channel from left to right, neighbors changing places as long as fewer lines cross."""
    found = sorted(nets, key=lambda number: (-min(nets[number][0] + nets[number][1]), number))
    for _ in range(len(found)):
        better = False
        for place in range(len(found) - 1):
            one, other = nets[found[place]], nets[found[place + 1]]
            if _clashes(other, one) < _clashes(one, other):
                found[place], found[place + 1] = found[place + 1], found[place]
                better = True
        if not better:
            break
    return found


def _clashes(left: Ends, right: Ends) -> int:
    """What it costs to have one net left of another: a crossing each, and much for lines on top of each other."""
    low, high = min(left[0] + left[1]), max(left[0] + left[1])
    low_right, high_right = min(right[0] + right[1]), max(right[0] + right[1])
    count = sum(low_right <= y <= high_right for y in left[1])
    count += sum(low <= y <= high for y in right[0])
    return count + sum(50 for y in left[1] for other in right[0] if abs(y - other) < 2)


def _stem(places: Places, number: int, x: float, edges: tuple[float, float], ends: Ends) -> None:
    left, right = ends
    lines = [[(edges[0], y), (x, y)] for y in left] + [[(x, y), (edges[1], y)] for y in right]
    low, high = min(left + right), max(left + right)
    if high - low > 1e-6:
        lines.append([(x, low), (x, high)])
    places.lines += lines
    places.owners += [number] * len(lines)
    for y in sorted({*left, *right}):
        if (y in left) + (y in right) + (y > low) + (y < high) > 2:
            places.dots.append((x, y))
