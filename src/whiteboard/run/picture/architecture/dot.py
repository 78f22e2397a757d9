"""Coordinates from Graphviz's program `dot`. It gets numbers only, never a word of the draft, and draws nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from math import ceil, hypot
from typing import Any

from whiteboard.run.picture.architecture.curves import bezier
from whiteboard.run.picture.architecture.parts import Board, Layout, Line, Link, Point, label_area

TIMEOUT = 5.0
"""Seconds after which the program is stopped."""

_INCH = 72.0
_LIFT = 2.0


class DotFailed(RuntimeError):
    """The program is missing, took too long, or gave nothing that can be read."""


def available() -> bool:
    """Whether the program is installed."""
    return shutil.which("dot") is not None


def place(board: Board) -> Layout:
    """Place all boxes that an arrow joins to another, as `dot` would.

    Layers are those of the board: each arrow is told how many layers it spans. Arrows that lead back are given turned
    round, so that nothing is left for the program to break up.

    Raises
    ------
    DotFailed
        When there is no such program, or it gives no answer in `TIMEOUT` seconds.
    """
    program = shutil.which("dot")
    if program is None:
        raise DotFailed("The program dot is not installed: install Graphviz, or draw with engine='own'.")
    if not board.connected():
        return Layout()
    layout = _asked(program, board, framed=True)
    return layout if _in_layers(board, layout) else _asked(program, board, framed=False)


def _asked(program: str, board: Board, *, framed: bool) -> Layout:
    """What the program answers."""
    try:
        ran = subprocess.run(
            [program, "-Tjson0"],
            input=source(board, framed=framed),
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=True,
        )
        return _read(board, json.loads(ran.stdout))
    except subprocess.TimeoutExpired as error:
        raise DotFailed(
            f"The program dot gave no answer in {TIMEOUT:g} s: draw with engine='own'."
        ) from error
    except (subprocess.CalledProcessError, OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise DotFailed(
            f"The program dot gave nothing that can be read ({type(error).__name__}): draw with engine='own'."
        ) from error


def _in_layers(board: Board, layout: Layout) -> bool:
    """Whether each layer lies right of the one before; frames around groups may have torn them apart."""
    return all(
        layout.middles[link.source][0] < layout.middles[link.target][0]
        if board.layers[link.source] < board.layers[link.target]
        else layout.middles[link.source][0] > layout.middles[link.target][0]
        for link in board.links
        if link.source != link.target
    )


def source(board: Board, *, framed: bool = True) -> str:
    """What the program is given: numbered boxes of given sizes, and arrows with empty labels of given sizes.

    What comes first in the design comes last here, since in layers from left to right the program begins at the bottom.

    Parameters
    ----------
    board : Board
        What is to be placed.
    framed : bool
        Whether the boxes of a group are to lie together.
    """
    numbers = {name: number for number, name in enumerate(board.boxes)}
    lines = [
        "digraph {",
        'graph [rankdir=LR, nodesep=0.27, ranksep=0.42, outputorder=nodesfirst, label=""];',
        'node [shape=box, fixedsize=true, label="", margin=0];',
        'edge [dir=none, label=""];',
    ]
    groups: dict[str, list[str]] = {}
    for name in reversed(board.connected()):
        box = board.boxes[name]
        number = numbers[name]
        size = f"width={box.width / _INCH:.4f}, height={(box.height + 2 * box.loop_room) / _INCH:.4f}"
        lines.append(f"n{number} [{size}];")
        if box.group and framed:
            groups.setdefault(box.group, []).append(f"n{number};")
    for number, members in enumerate(groups.values()):
        lines.append(f"subgraph cluster_{number} {{ margin=14; {' '.join(members)} }}")
    beside = Counter(frozenset((link.source, link.target)) for link in board.links)
    for number, link in reversed(list(enumerate(board.links))):
        if link.source == link.target:
            continue
        span = board.layers[link.target] - board.layers[link.source]
        ends = (link.source, link.target) if span > 0 else (link.target, link.source)
        said = f"id=e{number}, minlen={abs(span)}"
        if link.words:
            said += f", label={_blank(link.label_width, link.label_height + 2 * _LIFT)}"
        elif beside[frozenset((link.source, link.target))] > 1:
            said += f", label={_blank(8.0, 8.0)}"
        lines.append(f"n{numbers[ends[0]]} -> n{numbers[ends[1]]} [{said}];")
    return "\n".join([*lines, "}"])


def _blank(width: float, height: float) -> str:
    """A label of that size, in points, without any text."""
    return (
        f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="0" fixedsize="true" width="{width:.0f}"'
        f' height="{height:.0f}"><tr><td></td></tr></table>>'
    )


def _read(board: Board, answer: Mapping[str, Any]) -> Layout:
    """Coordinates out of the program's answer, whose y grows upwards."""
    names = list(board.boxes)
    layout = Layout()
    for found in answer["objects"]:
        if "pos" in found:
            layout.middles[names[int(found["name"][1:])]] = _flipped(_point(found["pos"]))
    for found in answer["edges"]:
        number = int(found["id"][1:])
        link = board.links[number]
        route = _curve(found["pos"])
        first, last = route[0], route[-1]
        start, end = layout.middles[link.source], layout.middles[link.target]
        if abs(first[0] - start[0]) + abs(first[1] - start[1]) > abs(last[0] - start[0]) + abs(
            last[1] - start[1]
        ):
            route.reverse()
        layout.routes[number] = [
            _within(start, route[0], board, link.source),
            *route,
            _within(end, route[-1], board, link.target),
        ]
        if link.words and "lp" in found:
            layout.labels[number] = _lifted(link, _flipped(_point(found["lp"])), layout.routes[number])
    return layout


def _within(middle: Point, end: Point, board: Board, name: str) -> Point:
    """Where an arrow that ends at the edge of a box's area would go on to: to its middle, level if that meets its shape."""
    box = board.boxes[name]
    x, y = middle[0], middle[1] + box.belt
    level = abs(end[1] - y) < box.height * 0.3 - box.waist
    return (x, end[1]) if level else (x, y)


def _lifted(link: Link, middle: Point, route: Line) -> Point:
    """A label moved off its own arrow, up or down, whichever is nearer."""
    area = label_area(link, middle).grown(_LIFT)
    levels = [y for x, y in _dense(route) if area.left <= x <= area.right]
    crossed = [y for y in levels if area.top < y < area.bottom]
    if not crossed:
        return middle
    half = link.label_height / 2 + _LIFT
    up, down = min(levels) - half, max(levels) + half
    return (middle[0], up if middle[1] - up <= down - middle[1] else down)


def _dense(route: Line) -> Line:
    """More points on a line, at most 4 apart."""
    found = [route[0]]
    for (x, y), (end_x, end_y) in pairwise(route):
        steps = max(1, ceil(hypot(end_x - x, end_y - y) / 4))
        found += [
            (x + (end_x - x) * step / steps, y + (end_y - y) * step / steps) for step in range(1, steps + 1)
        ]
    return found


def _curve(said: str) -> Line:
    """A spline as the program writes it: an end, a start, and control points."""
    points = [_point(part) for part in said.split() if not part.startswith(("e,", "s,"))]
    return bezier([_flipped(point) for point in points])


def _point(said: str) -> Point:
    x, y = said.split(",")[:2]
    return float(x), float(y)


def _flipped(point: Point) -> Point:
    return point[0], -point[1]
