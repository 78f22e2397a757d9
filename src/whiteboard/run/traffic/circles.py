"""Rings of components that call each other and wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from whiteboard.draft.design import ComponentKind
from whiteboard.run.walks import Walks

_ANSWERING = frozenset(
    {
        ComponentKind.STORE, ComponentKind.BLOB, ComponentKind.SEARCH, ComponentKind.QUEUE, ComponentKind.CLIENT,
        ComponentKind.CACHE,
    }
)  # fmt: skip


def circles(walks: Walks, limit: int = 3) -> Sequence[tuple[str, ...]]:
    """Rings of components that call each other and wait: each caller waits for itself.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> circles(Walks(read_section("design", "people -> api -> billing -> api").design))
    [('api', 'billing')]
    """
    waiting: Mapping[str, list[str]] = {
        name: [
            target
            for target, edge in walks.onward(name)
            if not edge.asynchronous and target in walks.kinds and not edge.both_ways
        ]
        for name, component in walks.kinds.items()
        if component.kind not in _ANSWERING
    }
    state: dict[str, int] = {}
    found: list[tuple[str, ...]] = []
    for start in waiting:
        if start in state:
            continue
        path: list[str] = []
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack and len(found) < limit:
            name, place = stack.pop()
            if place == 0:
                state[name] = 1
                path.append(name)
            ahead = waiting.get(name, [])
            if place < len(ahead):
                stack.append((name, place + 1))
                target = ahead[place]
                if state.get(target) == 1:
                    found.append(tuple(path[path.index(target) :]))
                elif target not in state and target in waiting:
                    stack.append((target, 0))
            else:
                state[name] = 2
                path.pop()
    return found
