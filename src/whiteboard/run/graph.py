"""A design as a graph: what clients reach, and which single component everything hangs on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from whiteboard.draft.design import Component, ComponentKind, Design, Edge

PASSIVE = frozenset(
    {ComponentKind.STORE, ComponentKind.CACHE, ComponentKind.QUEUE, ComponentKind.BLOB, ComponentKind.SEARCH}
)
"""Kinds that are called and call nobody."""

_ROOT = "\0clients"


@dataclass(slots=True)
class Graph:
    """Components by name, and the arrows out of each.

    Parameters
    ----------
    design : Design
        As read. An arrow with two heads counts both ways.

    Examples
    --------
    >>> people = Component(name="people", kind=ComponentKind.CLIENT)
    >>> db = Component(name="db", kind=ComponentKind.STORE)
    >>> arrow = Edge(source="people", target="db")
    >>> sorted(Graph(Design(components=(people, db), edges=(arrow,))).reached())
    ['db', 'people']
    """

    design: Design
    components: dict[str, Component] = field(default_factory=dict)
    out: dict[str, list[Edge]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out the arrows."""
        self.components = {component.name: component for component in self.design.components}
        for edge in self.design.edges:
            self.out.setdefault(edge.source, []).append(edge)
            if edge.both_ways:
                back = Edge(
                    source=edge.target,
                    target=edge.source,
                    operations=edge.operations,
                    label=edge.label,
                    asynchronous=edge.asynchronous,
                    line=edge.line,
                )
                self.out.setdefault(edge.target, []).append(back)

    def clients(self) -> list[str]:
        """Where requests begin: components of that kind, else whatever calls and is not called."""
        found = [name for name, made in self.components.items() if made.kind is ComponentKind.CLIENT]
        if found:
            return found
        called = {edge.target for edge in self.design.edges}
        return [
            name
            for name, made in self.components.items()
            if name in self.out and name not in called and made.kind not in PASSIVE
        ]

    def reached(self, start: Iterable[str] | None = None, *, waiting: bool = False) -> set[str]:
        """What can be reached, the start included.

        Parameters
        ----------
        start : iterable of str, optional
            Names; the clients by default.
        waiting : bool
            Whether to follow only arrows at which the caller waits: not those that are asynchronous, and
            none out of a queue.
        """
        seen = set(self.clients() if start is None else start)
        ahead = deque(seen)
        while ahead:
            for edge in self.out.get(ahead.popleft(), ()):
                if waiting and edge.asynchronous:
                    continue
                if edge.target not in seen:
                    seen.add(edge.target)
                    ahead.append(edge.target)
        return seen

    def isolated(self) -> list[Component]:
        """Components that no arrow touches."""
        touched = {name for edge in self.design.edges for name in (edge.source, edge.target)}
        return [made for name, made in self.components.items() if name not in touched]

    def on_every_way(self) -> dict[str, list[str]]:
        """For each store, the components through which every way to it leads, itself included and clients not.

        These are the dominators of the graph from its clients; articulation points of the undirected graph
        would miss some. Stores that no client reaches are left out.
        """
        import networkx

        reached = self.reached()
        graph: networkx.DiGraph[str] = networkx.DiGraph()
        graph.add_node(_ROOT)
        graph.add_edges_from((_ROOT, name) for name in self.clients())
        graph.add_edges_from(
            (name, edge.target)
            for name in reached
            for edge in self.out.get(name, ())
            if edge.target in reached
        )
        above = networkx.immediate_dominators(graph, _ROOT)
        found: dict[str, list[str]] = {}
        for name in reached:
            if self.components[name].kind is not ComponentKind.STORE:
                continue
            path, at = [name], name
            while above.get(at) not in (None, at, _ROOT):
                at = above[at]
                if self.components[at].kind is not ComponentKind.CLIENT:
                    path.append(at)
            found[name] = path
        return found
