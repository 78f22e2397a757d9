"""How operations travel through a design: which arrows carry them, and what they reach."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from whiteboard.draft.api import Api, Operation
from whiteboard.draft.design import Component, ComponentKind, Design, Edge
from whiteboard.draft.meaning import fixed_segments, intent
from whiteboard.draft.wording import READ_VERBS, WRITE_VERBS, lexicon, singular, split_words

_PASSIVE = frozenset(
    {ComponentKind.STORE, ComponentKind.CACHE, ComponentKind.QUEUE, ComponentKind.BLOB, ComponentKind.SEARCH}
)
_CLIENTS = lexicon(
    "client user people person browser app mobile web customer developer viewer visitor admin "
    "operator caller device"
    " frontend interviewer interviewee candidate agent phone"
)
_EMPTY = lexicon(
    "the a an of to in for and or by with on request requests call calls data http https rest "
    "grpc rpc sql tcp api json"
    " async sync via new all list"
)
_READING = lexicon("read reads get fetch query lookup select view load")
_WRITING = lexicon("write writes insert update save store create post put persist")
_MOST = 400  # operations that labels are compared with
_MOST_LABELS = 500
_MOST_STEPS = 300_000


def named_on(design: Design, api: Api | None) -> Design:
    """The design with each arrow's operations in the API's own names; arrows that name none carry everything.

    Parameters
    ----------
    design : Design
        As read.
    api : Api or None
        Whose operations the arrows may name: by name, by path, or by their words ("read feed").

    Examples
    --------
    >>> feed = Operation(name="getFeed", method="GET", path="/feed")
    >>> arrow = Edge(source="api", target="db", operations=("read feed",))
    >>> named_on(Design(edges=(arrow,)), Api(operations=(feed,))).edges[0].operations
    ('getFeed',)
    """
    operations = api.operations[:_MOST] if api is not None else ()
    known = {operation.name.casefold(): operation.name for operation in operations}
    signs = [(operation.name, _words(operation), intent(operation)) for operation in operations]
    kept: dict[str, tuple[str, ...] | None] = {}
    edges = []
    for edge in design.edges:
        texts = edge.operations or ((edge.label,) if edge.label else ())
        carried: list[str] | None = []
        for text in texts:
            if text not in kept:
                kept[text] = _meant(text, known, signs) if len(kept) < _MOST_LABELS else None
            found = kept[text]
            if found is None:
                carried = None  # words that name no operation say nothing of which go there
                break
            assert carried is not None
            carried += found
        edges.append(replace(edge, operations=tuple(dict.fromkeys(carried or ()))))
    return replace(design, edges=tuple(edges))


def _words(operation: Operation) -> frozenset[str]:
    words = {singular(word) for word in split_words(operation.name)}
    for segment in fixed_segments(operation.path):
        words |= {singular(word) for word in split_words(segment)}
    return frozenset(words - _EMPTY)


def _meant(
    text: str, known: dict[str, str], signs: list[tuple[str, frozenset[str], bool | None]]
) -> tuple[str, ...] | None:
    """The operations that a label names; None when it names none of them."""
    exact = known.get(text.strip().strip("`\"'()").casefold())
    if exact:
        return (exact,)
    words = {singular(word) for word in split_words(text[:300])} - _EMPTY
    if not words:
        return None
    squeezed = "".join(split_words(text[:300]))
    found = [name for name, _, _ in signs if "".join(split_words(name)) == squeezed]
    if found:
        return tuple(found)
    reads = bool(words & _READING)
    writes = bool(words & _WRITING)
    nouns = words - READ_VERBS - WRITE_VERBS - _READING - _WRITING
    if not nouns:
        if reads == writes:
            return tuple(name for name, told, _ in signs if words & told) or None
        same = tuple(name for name, _, meant in signs if meant is reads)
        return same or None
    found = [
        name
        for name, told, meant in signs
        if nouns <= told and not (meant is not None and (reads or writes) and meant is not reads)
    ]
    return tuple(found) or None


_last: tuple[Design, Api | None, Walks] | None = None


def walks_of(design: Design, api: Api | None) -> Walks:
    """The ways through a design for the operations of an API; the last are kept for the next rule."""
    global _last  # noqa: PLW0603
    kept = _last
    if kept is not None and kept[0] is design and kept[1] is api:
        return kept[2]
    made = Walks(named_on(design, api))
    _last = (design, api, made)
    return made


@dataclass(slots=True)
class Walks:
    """Ways through a design whose arrows name operations of the API.

    Parameters
    ----------
    design : Design
        As `named_on` gives it.
    """

    design: Design
    _out: dict[str, list[tuple[str, Edge]]] = field(default_factory=dict)
    kinds: dict[str, Component] = field(default_factory=dict)
    _reached: dict[str | None, set[str]] = field(default_factory=dict)
    _carrying: dict[str, list[Edge]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out the arrows."""
        self.kinds = {component.name: component for component in self.design.components}
        drawn_into = {edge.target for edge in self.design.edges}
        for edge in self.design.edges:
            for name in edge.operations:
                self._carrying.setdefault(name, []).append(edge)
            self._out.setdefault(edge.source, []).append((edge.target, edge))
            source, target = self.kinds.get(edge.source), self.kinds.get(edge.target)
            turned = edge.both_ways
            if target is not None and target.kind is ComponentKind.QUEUE and source is not None:
                # A worker that asks a queue for work is drawn with either direction.
                turned = turned or source.kind is ComponentKind.WORKER
            if source is not None and source.kind in _PASSIVE and source.kind is not ComponentKind.QUEUE:
                # Rows that flow out of a store: the arrow shows data, not calls.
                turned = turned or edge.source not in drawn_into
            if turned:
                self._out.setdefault(edge.target, []).append((edge.source, edge))

    def onward(self, name: str) -> list[tuple[str, Edge]]:
        """Whom a component calls, and by which arrow; rows that flow out of a store are turned into calls."""
        return self._out.get(name, [])

    @property
    def is_named(self) -> bool:
        """Whether any arrow names an operation."""
        return bool(self._carrying)

    def named(self) -> frozenset[str]:
        """All operations that some arrow names."""
        return frozenset(self._carrying)

    def carrying(self, operation: str) -> list[Edge]:
        """The arrows that name an operation."""
        return self._carrying.get(operation, [])

    def sources(self) -> list[str]:
        """Where requests begin: clients, by kind or by name; else whatever nothing calls."""
        clients = [name for name, component in self.kinds.items() if component.kind is ComponentKind.CLIENT]
        clients += [
            name
            for name, component in self.kinds.items()
            if component.kind is ComponentKind.UNSTATED
            and {singular(w) for w in split_words(name)} & _CLIENTS
        ]
        if clients:
            return clients
        called = {edge.target for edge in self.design.edges}
        return [
            name
            for name, component in self.kinds.items()
            if name not in called and component.kind not in _PASSIVE and name in self._out
        ]

    def reached(self, operation: str | None = None) -> set[str]:
        """What an operation reaches from the clients, over arrows that carry it; None follows every arrow."""
        # What no arrow names goes one and the same way.
        key = operation if operation is None or operation in self._carrying else ""
        if key not in self._reached:
            self._reached[key] = self._follow(key)
        return self._reached[key]

    def _follow(self, operation: str | None) -> set[str]:
        begin = self.sources()
        seen = set(begin)
        waiting = deque(begin)
        while waiting:
            name = waiting.popleft()
            component = self.kinds.get(name)
            # Behind a queue or in a worker the names on the arrows are those of jobs.
            own = component is not None and component.kind in (ComponentKind.QUEUE, ComponentKind.WORKER)
            for target, edge in self._out.get(name, ()):
                carries = operation is None or own or not edge.operations or operation in edge.operations
                if carries and target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return seen


def judged(operations: tuple[Operation, ...], walks: Walks) -> tuple[Operation, ...]:
    """As many operations as can be walked in bounded time: all of them, unless the design is vast."""
    return operations[: max(5, min(_MOST, _MOST_STEPS // (len(walks.design.edges) + 1)))]
