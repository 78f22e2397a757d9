"""A design as boxes and arrows: merged, measured, and told in fewer boxes when there are too many to draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import isnan

from whiteboard.draft.design import Component, ComponentKind, Design, Edge
from whiteboard.run.picture.architecture.layers import layered
from whiteboard.run.picture.architecture.lettering import (
    LABEL_SIZE,
    NAME_SIZE,
    SMALL_SIZE,
    line_height,
    listed,
    shown,
    text_width,
    wrapped,
)
from whiteboard.run.picture.architecture.parts import LOOP_HEIGHT, STACK_STEP, Board, Box, Link
from whiteboard.run.picture.architecture.shapes import SHAPES, kind_name

MOST_BOXES = 150
MOST_PASSES = 900
"""Above so many components, or so many layers that arrows pass in all, a picture shows one box per kind instead."""

MOST_SUMS = 24
"""So many arrows such a picture shows at most."""

_NAME_WIDTH = 74.0
_LABEL_WIDTH = 84.0
_LEAST_WIDTH = 62.0
_LEAST_HEIGHT = 34.0


def measured(
    design: Design,
    *,
    heat: Mapping[str, float],
    failed: Collection[str],
    cut: Collection[frozenset[str]],
) -> Board:
    """All that is to be placed, with its layers; names in `heat`, `failed` and `cut` as in the design."""
    components = {component.name: component for component in design.components}
    for edge in design.edges:
        for name in (edge.source, edge.target):
            components.setdefault(name, Component(name=name))
    links = _links(design.edges, cut)
    loops = {link.source: link for link in links if link.source == link.target}
    boxes = {
        name: _box(component, utilization=heat.get(name), failed=name in failed, loop=loops.get(name))
        for name, component in components.items()
    }
    clients = [name for name, component in components.items() if component.kind is ComponentKind.CLIENT]
    layers, backwards = layered(list(boxes), [(link.source, link.target) for link in links], clients)
    return Board(boxes=boxes, links=tuple(links), layers=layers, backwards=backwards)


def too_many(board: Board) -> bool:
    """Whether a picture of everything could not be read."""
    passed = sum(abs(board.layers[link.source] - board.layers[link.target]) for link in board.links)
    return len(board.boxes) > MOST_BOXES or passed > MOST_PASSES


def by_kind(
    design: Design, *, heat: Mapping[str, float], failed: Collection[str]
) -> tuple[Design, dict[str, float], list[str]]:
    """A design with one component for each kind and the arrows between kinds, the most frequent ones.

    With it the utilization of the busiest component of each kind, and the kinds that failed as a whole.
    """
    kinds = {component.name: component.kind for component in design.components}
    counts = Counter(component.kind for component in design.components)
    unknown = {name for edge in design.edges for name in (edge.source, edge.target)} - kinds.keys()
    counts[ComponentKind.UNSTATED] += len(unknown)
    components = tuple(
        Component(name=kind_name(kind), kind=kind, note=_counted(counts[kind], "component"))
        for kind in ComponentKind
        if counts[kind]
    )
    arrows: Counter[tuple[str, str]] = Counter()
    for edge in design.edges:
        source, target = (
            kind_name(kinds.get(name, ComponentKind.UNSTATED)) for name in (edge.source, edge.target)
        )
        arrows[source, target] += 1
    edges = tuple(
        Edge(source=source, target=target, label=_counted(count, "arrow"))
        for (source, target), count in arrows.most_common(MOST_SUMS)
    )
    busiest: dict[str, float] = {}
    down: Counter[str] = Counter()
    for name, kind in kinds.items():
        if name in heat:
            busiest[kind_name(kind)] = max(heat[name], busiest.get(kind_name(kind), 0.0))
        down[kind_name(kind)] += name in failed
    gone = [
        kind_name(kind) for kind in ComponentKind if counts[kind] and down[kind_name(kind)] == counts[kind]
    ]
    return Design(components=components, edges=edges), busiest, gone


def percent(utilization: float) -> str:
    """A share as a percentage.

    Examples
    --------
    >>> percent(0.734), percent(0.001), percent(40.0)
    ('73%', '<1%', '>999%')
    """
    if isnan(utilization):
        return "load unknown"
    if utilization > 9.99:
        return ">999%"
    if 0 < utilization < 0.01:
        return "<1%"
    return f"{100 * utilization:.0f}%"


def small_print(component: Component) -> str:
    """What a component's brackets say, and what it is made of."""
    parts = [] if component.store is None else [str(component.store)]
    if component.brand and component.brand.casefold() not in component.name.casefold():
        parts.append(component.brand)
    parts += [setting.text for setting in component.settings]
    if not parts and component.note:
        parts.append(component.note)
    return ", ".join(parts)


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _links(edges: Iterable[Edge], cut: Collection[frozenset[str]]) -> list[Link]:
    """Arrows, those between the same two components as one for calls that wait and one for those that do not."""
    found: dict[tuple[str, str, bool], list[Edge]] = {}
    for edge in edges:
        alone = edge.source == edge.target
        found.setdefault((edge.source, edge.target, edge.asynchronous and not alone), []).append(edge)
    links = []
    for (source, target, asynchronous), same in found.items():
        both_ways = any(edge.both_ways for edge in same)
        operations = list(dict.fromkeys(name for edge in same for name in edge.operations))
        labels = list(dict.fromkeys(edge.label for edge in same if edge.label and not edge.operations))
        if operations:
            said = ", ".join(
                dict.fromkeys(edge.label or ", ".join(edge.operations) for edge in same if edge.operations)
            )
            words: tuple[str, ...] = (listed(operations, _LABEL_WIDTH, LABEL_SIZE),)
        else:
            said = "; ".join(labels)
            words = wrapped(said, _LABEL_WIDTH, LABEL_SIZE, most=2)
        words = tuple(word for word in words if word)
        width = max((text_width(line, LABEL_SIZE) for line in words), default=0.0)
        links.append(
            Link(
                source=source,
                target=target,
                said=said,
                words=words,
                asynchronous=asynchronous or all(edge.asynchronous for edge in same),
                both_ways=both_ways,
                cut=frozenset((source, target)) in cut,
                label_width=width + 4.0 if words else 0.0,
                label_height=len(words) * line_height(LABEL_SIZE),
            )
        )
    return links


def _box(component: Component, *, utilization: float | None, failed: bool, loop: Link | None) -> Box:
    """A component, measured."""
    count = f" ×{component.replicas:,}" if component.replicas is not None and component.replicas > 1 else ""
    name = " ".join(shown(component.name).split()) or "(no name)"
    words = wrapped(name + count, _NAME_WIDTH, NAME_SIZE)
    if count and not words[-1].endswith(count.strip()):
        words = (*wrapped(name, _NAME_WIDTH, NAME_SIZE, most=3), count.strip())
    small = wrapped(small_print(component), _NAME_WIDTH, SMALL_SIZE, most=3)
    if failed:
        small = (*small, "failed")
    shape = SHAPES[component.kind]
    across = [text_width(line, NAME_SIZE) for line in words] + [
        text_width(line, SMALL_SIZE) for line in small
    ]
    high = len(words) * line_height(NAME_SIZE) + len(small) * line_height(SMALL_SIZE)
    if utilization is not None:
        across.append(text_width(percent(utilization), NAME_SIZE) * 1.1)
        high += line_height(NAME_SIZE)
    replicas = component.replicas or 1
    sheets = 0 if replicas < 2 or component.kind is ComponentKind.CLIENT else 1 if replicas == 2 else 2
    width = max(_LEAST_WIDTH, max(across) + shape.left + shape.right) + sheets * STACK_STEP
    if loop is not None:
        width = max(width, loop.label_width)
    height = max(_LEAST_HEIGHT, high + shape.top + shape.bottom) + sheets * STACK_STEP
    room = 0.0 if loop is None else LOOP_HEIGHT + loop.label_height + 2.0
    return Box(
        name=component.name,
        kind=component.kind,
        words=words,
        small=small,
        utilization=utilization,
        failed=failed,
        sheets=sheets,
        group=shown(component.group),
        waist=shape.waist(height - sheets * STACK_STEP),
        width=width,
        height=height,
        loop_room=room,
    )
