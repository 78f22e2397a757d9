"""Designs to lay out and draw: random ones, and the boards of the problem packs."""

import random
from pathlib import Path

from hypothesis import strategies as st

import whiteboard.problems
from whiteboard.draft.design import Component, ComponentKind, Design, Edge
from whiteboard.notation import read_board

PACKS = [
    path
    for path in sorted(Path(whiteboard.problems.__file__).parent.glob("*/board.md"))
    if "\n## Design\n" in path.read_text(encoding="utf-8")
]
"""Boards of problem packs that have a design."""

KINDS = list(ComponentKind)
OPERATIONS = ("getFeed", "publishTweet", "like", "deleteTweet", "listComments")


def pack(path):
    return read_board(path.read_text(encoding="utf-8")).design


def component(name, kind=ComponentKind.SERVICE, **more):
    return Component(name=name, kind=kind, **more)


def edge(source, target, **more):
    return Edge(source=source, target=target, **more)


def design(*arrows, kinds=None, **more):
    """A design from pairs of names; those in `kinds` are of that kind, others services."""
    names = dict.fromkeys(name for arrow in arrows for name in arrow)
    found = {**dict.fromkeys(names, ComponentKind.SERVICE), **(kinds or {})}
    return Design(
        components=tuple(component(name, kind, **more) for name, kind in found.items()),
        edges=tuple(edge(*arrow) for arrow in arrows),
    )


def tree_like(count, *, seed=1, extra=0.3):
    """A client, components each called by one before it, and some arrows more."""
    dice = random.Random(seed)
    components = [component("users", ComponentKind.CLIENT)]
    edges = []
    for number in range(1, count):
        made = component(
            f"part number {number}", dice.choice(KINDS[1:]), replicas=dice.choice([None, None, 2, 4])
        )
        caller = components[dice.randrange(number // 4, number // 2 + 1)]
        operations = tuple(dice.sample(OPERATIONS, dice.choice([0, 0, 1, 3])))
        edges.append(edge(caller.name, made.name, operations=operations, asynchronous=dice.random() < 0.2))
        components.append(made)
    for _ in range(int(count * extra)):
        one, two = dice.sample(components, 2)
        edges.append(edge(one.name, two.name))
    return Design(components=tuple(components), edges=tuple(edges))


@st.composite
def designs(draw, most=14):
    """Any design: cycles, loops, repeated arrows, components without an arrow, no client, groups."""
    count = draw(st.integers(1, most))
    names = [f"c{number}" for number in range(count)]
    components = tuple(
        component(
            name,
            draw(st.sampled_from(KINDS)),
            replicas=draw(st.sampled_from([None, 1, 2, 30])),
            group=draw(st.sampled_from(["", "", "edge", "vault"])),
        )
        for name in names
    )
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=2 * most))
    edges = tuple(
        edge(
            *pair,
            operations=draw(st.sampled_from([(), (), ("getFeed",), OPERATIONS])),
            asynchronous=draw(st.booleans()),
            both_ways=draw(st.booleans()),
        )
        for pair in pairs
    )
    return Design(components=components, edges=edges)
