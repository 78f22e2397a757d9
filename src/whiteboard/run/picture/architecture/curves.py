"""Smooth lines through given points, and where they meet the edge of a shape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from whiteboard.run.picture.architecture.parts import Line, Point, Rectangle


def smooth(points: Sequence[Point], *, steps: int = 14) -> Line:
    """A curve from left to right through points, level at both ends, that never swings beyond them.

    Monotone cubic interpolation after Fritsch and Butland, "A method for constructing local monotone piecewise cubic
    interpolants" (1984).

    Examples
    --------
    >>> smooth([(0.0, 0.0), (10.0, 4.0)], steps=2)
    [(0.0, 0.0), (5.0, 2.0), (10.0, 4.0)]
    """
    slopes = [0.0] * len(points)
    secants = [(after[1] - at[1]) / max(1e-9, after[0] - at[0]) for at, after in pairwise(points)]
    for place, (one, two) in enumerate(pairwise(secants), start=1):
        if one * two > 0:
            slopes[place] = 2 * one * two / (one + two)
    line = [points[0]]
    for place, ((x, y), (end_x, end_y)) in enumerate(pairwise(points)):
        across = end_x - x
        if abs(end_y - y) < 1e-6 and not slopes[place] and not slopes[place + 1]:
            line.append((end_x, end_y))
            continue
        for step in range(1, steps + 1):
            part = step / steps
            rest = 1 - part
            height = (
                y * (1 + 2 * part) * rest * rest
                + across * slopes[place] * part * rest * rest
                + end_y * part * part * (3 - 2 * part)
                - across * slopes[place + 1] * part * part * rest
            )
            line.append((x + across * part, height))
    return line


def bezier(points: Sequence[Point]) -> Line:
    """Points on a chain of cubic Bézier curves, of which consecutive ones share an end; about 6 points apart."""
    line = [points[0]]
    for first in range(0, len(points) - 3, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points[first : first + 4]
        steps = max(6, min(60, int(length(points[first : first + 4]) / 6)))
        for step in range(1, steps + 1):
            part = step / steps
            rest = 1 - part
            one, two, three, four = rest**3, 3 * rest * rest * part, 3 * rest * part * part, part**3
            line.append(
                (one * ax + two * bx + three * cx + four * dx, one * ay + two * by + three * cy + four * dy)
            )
    return line


def inside(point: Point, outlines: Sequence[Line]) -> bool:
    """Whether a point lies within any of some closed lines."""
    x, y = point
    for outline in outlines:
        odd = False
        before_x, before_y = outline[-1]
        for at_x, at_y in outline:
            if (at_y > y) != (before_y > y) and x < (before_x - at_x) * (y - at_y) / (before_y - at_y) + at_x:
                odd = not odd
            before_x, before_y = at_x, at_y
        if odd:
            return True
    return False


def clipped(line: Line, outlines: Sequence[Line]) -> Line:
    """A line that starts inside a shape, from where it leaves the shape for the last time.

    A line that never leaves it comes back whole.
    """
    last = next((place for place in range(len(line) - 1, -1, -1) if inside(line[place], outlines)), None)
    if last is None or last == len(line) - 1:
        return line
    within, without = line[last], line[last + 1]
    for _ in range(20):
        middle = ((within[0] + without[0]) / 2, (within[1] + without[1]) / 2)
        if inside(middle, outlines):
            within = middle
        else:
            without = middle
    return [without, *line[last + 1 :]]


def length(line: Sequence[Point]) -> float:
    """From one end to the other, in points."""
    return sum(hypot(at[0] - before[0], at[1] - before[1]) for before, at in pairwise(line))


def along(line: Sequence[Point], distance: float) -> tuple[Point, Point]:
    """The point at a distance from the start, and the direction there as a step of length 1."""
    left = distance
    for before, at in pairwise(line):
        step = hypot(at[0] - before[0], at[1] - before[1])
        if step > 1e-9 and (left <= step or at is line[-1]):
            part = min(1.0, left / step)
            way = ((at[0] - before[0]) / step, (at[1] - before[1]) / step)
            return (before[0] + way[0] * part * step, before[1] + way[1] * part * step), way
        left -= step
    return line[-1], (1.0, 0.0)


def shortened_by(line: Line, distance: float) -> Line:
    """A line without its last `distance` points of length."""
    keep = length(line) - distance
    if keep <= 0:
        return line[:1]
    found: Line = [line[0]]
    for before, at in pairwise(line):
        step = hypot(at[0] - before[0], at[1] - before[1])
        if step >= keep:
            part = keep / step if step else 0.0
            found.append((before[0] + (at[0] - before[0]) * part, before[1] + (at[1] - before[1]) * part))
            return found
        found.append(at)
        keep -= step
    return found


def meets(line: Sequence[Point], areas: Sequence[Rectangle]) -> bool:
    """Whether a line runs through any area, as far as steps of at most 4 points show."""
    for (x, y), (end_x, end_y) in pairwise(line):
        steps = max(1, int(hypot(end_x - x, end_y - y) / 4) + 1)
        for step in range(steps + 1):
            point = (x + (end_x - x) * step / steps, y + (end_y - y) * step / steps)
            if any(area.holds(point) for area in areas):
                return True
    return False


def arrow_line(route: Line, source: Sequence[Line], target: Sequence[Line]) -> Line:
    """A route from middle to middle, without what lies inside the two shapes."""
    return clipped(clipped(route, source)[::-1], target)[::-1]


def loop_line(bottom: Point, hang: float, outlines: Sequence[Line]) -> Line:
    """The arrow of a shape that calls itself, hanging from the middle of its lower edge."""
    x, y = bottom
    line = bezier([(x - 7, y - 10), (x - 16, y + hang * 1.2), (x + 16, y + hang * 1.2), (x + 7, y - 10)])
    lowest = len(line) // 2
    away, back = line[: lowest + 1], line[lowest:]
    return [*clipped(away, outlines), *clipped(back[::-1], outlines)[::-1][1:]]
