"""How a request of each operation travels: the design's arrows, followed from the clients, as a tree of calls."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from whiteboard.draft.api import Operation
from whiteboard.draft.design import Component, ComponentKind, Edge
from whiteboard.draft.meaning import intent
from whiteboard.draft.wording import split_words
from whiteboard.run.capacity import hit_rate
from whiteboard.run.traffic.asked import Asked, about
from whiteboard.run.traffic.defaults import CACHE_HIT, CDN_HIT, ROUND_TRIP
from whiteboard.run.traffic.network import Policy, Visit
from whiteboard.run.traffic.stations import policy_of
from whiteboard.run.walks import Walks

_DEEPEST = 60  # calls below calls; a longer chain is cut and said
_MOST = 2000  # visits of one request
_FRONT = frozenset({ComponentKind.LOAD_BALANCER, ComponentKind.GATEWAY, ComponentKind.DNS})
_KEEPING = frozenset({ComponentKind.STORE, ComponentKind.BLOB, ComponentKind.SEARCH})
_CACHING = frozenset({ComponentKind.CACHE, ComponentKind.CDN})


@dataclass(slots=True)
class Journeys:
    """The trees of calls of one design.

    Parameters
    ----------
    walks : Walks
        The design, its arrows naming operations in the API's own names.
    fan_out : float or None
        How many stores' rows one piece of fanned-out work writes, where the estimate says so.
    operations : tuple of Operation
        All operations: what a queue is for shows in which of them speaks of it.

    Attributes
    ----------
    notes : dict
        What had to be decided where the draft does not say, in words (keys keep their order).

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> text = "people -> api server -> cache (hit 90%)\\napi server -> tweets db (relational)"
    >>> journeys = Journeys(Walks(read_section("design", text).design))
    >>> [(visit.station, round(visit.times, 3)) for visit in journeys.of(None, reads=True)[0].walk()]
    [('api server', 1.0), ('cache', 1.0), ('tweets db', 0.1)]
    """

    walks: Walks
    fan_out: float | None = None
    operations: tuple[Operation, ...] = ()
    notes: dict[str, None] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _made: int = 0
    _for: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, operation: Operation | None, *, reads: bool | None) -> tuple[Visit, ...]:
        """The calls that a client makes for an operation.

        Parameters
        ----------
        operation : Operation or None
            None for requests of no operation in particular.
        reads : bool or None
            Whether it reads; reads are answered by caches, writes wait in queues.
        """
        self._seen = set(self.walks.sources())
        self._made = 0
        asked = Asked.of(operation, reads)
        visits: list[Visit] = []
        for source in self.walks.sources():
            found = self._onward(source, asked, depth=0)
            if found:
                visits += found
                break  # one kind of client sends it; the next source is another kind of client
        return tuple(visits)

    def _onward(self, name: str, asked: Asked, *, depth: int) -> list[Visit]:
        """The calls that a component makes for a request."""
        if depth >= _DEEPEST or self._made >= _MOST:
            self.notes[f"{name}: the chain of calls is cut after {_DEEPEST} calls."] = None
            return []
        ways = self._ways(name, asked)
        kinds = self.walks.kinds
        caches = [way for way in ways if kinds[way.target].kind in _CACHING and asked.reads is not False]
        rest = [way for way in ways if way not in caches]
        if kinds[name].kind is ComponentKind.CLIENT and not any(way.named for way in caches):
            files = [way for way in rest if kinds[way.target].kind is not ComponentKind.CDN]
            if files:
                caches, rest = [], files  # a CDN beside the way to the servers carries files, not this call
        visits: list[Visit] = []
        behind: str | None = None
        passed = 1.0
        for way in caches:
            visit = self._visit(way, asked, depth=depth)
            if visit is not None:
                visits.append(visit)
                if not visit.then:
                    behind = way.target
                    passed *= 1 - self.hit_of(kinds[way.target], before_files=False)
        for way in rest:
            kept = kinds[way.target].kind in _KEEPING
            if behind is not None and kept and asked.reads is not False:
                visit = self._visit(way, asked, depth=depth, times=passed, behind=behind)
            else:
                visit = self._visit(way, asked, depth=depth)
            if visit is not None:
                visits.append(visit)
        return visits

    def _visit(
        self, way: _Way, asked: Asked, *, depth: int, times: float = 1.0, behind: str | None = None
    ) -> Visit | None:
        kinds = self.walks.kinds
        if way.target in self._seen:
            return None
        self._seen.add(way.target)
        self._made += 1
        component = kinds[way.target]
        below = self._onward(way.target, asked, depth=depth + 1)
        if component.kind in _CACHING and below:
            files = any(kinds[visit.station].kind is ComponentKind.BLOB for visit in below)
            if component.kind is ComponentKind.CACHE or files or self.says_hit(component):
                miss = 1 - self.hit_of(component, before_files=files) if asked.reads is not False else 1.0
                below = [_missed(visit, component.name, miss) for visit in below]
        if component.kind is ComponentKind.QUEUE:
            below = [_later(visit) for visit in below]
        source = kinds.get(way.edge.source if way.edge.target == way.target else way.edge.target)
        if source is not None and source.kind is ComponentKind.WORKER and component.kind in _KEEPING:
            times *= self._fanned_out(source, component)
        outside = source is None or source.kind is ComponentKind.CLIENT
        waits = not way.edge.asynchronous or component.kind is ComponentKind.QUEUE
        policy = Policy() if outside else policy_of(component, way.edge.label)
        return Visit(
            station=component.name,
            times=times * way.share,
            behind=behind,
            asynchronous=not waits,
            delay=0.0 if outside or _is_free(component) else ROUND_TRIP.seconds,
            policy=policy,
            then=tuple(below),
        )

    def hit_of(self, component: Component, *, before_files: bool) -> float:
        """The share of look-ups that a cache or CDN answers, stated or assumed."""
        stated = hit_rate(component)
        if stated is not None:
            return stated
        taken = CDN_HIT if before_files and component.kind is ComponentKind.CDN else CACHE_HIT
        self.notes[f"{component.name}: no hit rate is stated; {taken:.0%} is taken, a rule of thumb."] = None
        return taken

    @staticmethod
    def says_hit(component: Component) -> bool:
        """Whether the draft states a hit rate."""
        return hit_rate(component) is not None

    def _fanned_out(self, worker: Component, store: Component) -> float:
        words = set(split_words(worker.name))
        if self.fan_out is None or not words & {"fan", "fanout", "feed", "timeline"}:
            return 1.0
        note = f"{worker.name} writes {self.fan_out:g} times to {store.name} for each request: your fan-out."
        self.notes[note] = None
        return self.fan_out

    def _ways(self, name: str, asked: Asked) -> list[_Way]:
        """Whom a component calls for a request, and what share of the requests goes to each."""
        kinds = self.walks.kinds
        caller = kinds[name].kind
        if caller in _KEEPING:
            return []  # arrows out of a store show where rows flow
        own = caller in (ComponentKind.QUEUE, ComponentKind.WORKER)
        found: dict[str, _Way] = {}
        for target, edge in self.walks.onward(name):
            if target not in kinds or target == name or target in found:
                continue
            named = bool(edge.operations) and asked.name in edge.operations
            if edge.operations and not named and asked.name and not own:
                continue
            if kinds[target].kind is ComponentKind.CLIENT and not own:
                continue  # an answer drawn as an arrow
            if self._is_pulled(name, target, edge):
                continue
            found[target] = _Way(target=target, edge=edge, named=named)
        if own:
            return list(found.values())
        return self._chosen(name, list(found.values()), asked)

    def _is_pulled(self, name: str, target: str, edge: Edge) -> bool:
        """Whether an arrow between a queue and a worker is to be read against its direction, or not at all.

        A worker that nothing calls asks the queue for work, however the arrow is drawn; one that is called
        puts work into it.
        """
        kinds = self.walks.kinds
        ends = (kinds[name].kind, kinds[target].kind)
        if ends == (ComponentKind.QUEUE, ComponentKind.WORKER) and edge.source == target:
            return self._is_called(target)
        if ends == (ComponentKind.WORKER, ComponentKind.QUEUE):
            return not self._is_called(name)
        return False

    def _is_called(self, worker: str) -> bool:
        return any(edge.target == worker and edge.source != worker for edge in self.walks.design.edges)

    def _chosen(self, name: str, ways: list[_Way], asked: Asked) -> list[_Way]:
        """Of the arrows that name no operation, those that this one is likely to take."""
        kinds = self.walks.kinds
        kept = [way for way in ways if way.named]
        unnamed = [way for way in ways if not way.named]
        groups: dict[str, list[_Way]] = {}
        for way in unnamed:
            groups.setdefault(_group(kinds[way.target].kind), []).append(way)
        if kinds[name].kind is ComponentKind.CLIENT and "front" in groups and "service" in groups:
            # Two doors: a request takes the one that speaks of it, else the one that is there for all.
            about = [way for way in groups["service"] if self._isabout(way, asked)]
            groups.pop("front" if about else "service")
        for group, members in groups.items():
            if group == "queue":
                kept += self._queued(name, members, asked)
            elif group == "files":
                kept += [
                    way for way in members if self._isabout(way, asked) or asked.moves_files or len(ways) == 1
                ]
            elif group in ("store", "service", "front"):
                if any(_group(kinds[way.target].kind) == group for way in ways if way.named):
                    continue  # an arrow of that group names the operation: that one is taken
                kept += self._shared(name, members, asked, group)
            else:
                kept += members
        drawn = [way.target for way in ways]
        return sorted(kept, key=lambda way: drawn.index(way.target))

    def _queued(self, name: str, members: list[_Way], asked: Asked) -> list[_Way]:
        if asked.reads is True:
            return []
        kept = [way for way in members if not asked.name or asked.name in self._waiting_in(way.target)]
        if kept and asked.name:
            told = " and ".join(way.target for way in kept[:3])
            self.notes[f"{name}: no arrow says what waits in {told}; {asked.name} is taken to."] = None
        return kept

    def _waiting_in(self, queue: str) -> frozenset[str]:
        """The operations whose work a queue is likely to hold.

        Those that an arrow behind it names; else those that speak of it or of who takes from it; else those
        that send files, that create something, or that write, whichever there are first.
        """
        if queue not in self._for:
            behind, named = [queue], set[str]()
            for component in behind:
                for target, edge in self.walks.onward(component):
                    known = self.walks.kinds.get(target)
                    if known is None or known.kind in _FRONT | {ComponentKind.CLIENT}:
                        continue  # a worker that calls the system as a client does
                    named |= set(edge.operations)
                    taking = (ComponentKind.QUEUE, ComponentKind.WORKER)
                    if known.kind in taking and target not in behind:
                        behind.append(target)
            words = frozenset().union(*(about(component) for component in behind))
            asked = [(o, Asked.of(o, False)) for o in self.operations if intent(o) is False]
            choices: list[set[str]] = [
                named,
                {o.name for o, asking in asked if asking.words & words},
                {o.name for o, asking in asked if asking.moves_files and o.method != "PUT"},
                {o.name for o, asking in asked if asking.moves_files},
                {o.name for o, _ in asked if o.method == "POST"},
                {o.name for o, _ in asked},
            ]
            self._for[queue] = frozenset(next(filter(None, choices), set()))
        return self._for[queue]

    def _shared(self, name: str, members: list[_Way], asked: Asked, group: str) -> list[_Way]:
        if len(members) == 1:
            return members
        about = [way for way in members if self._isabout(way, asked)]
        if about:
            return about
        which = "request goes to which" if group != "store" else "store answers which request"
        self.notes[
            f"{name}: no arrow says which {which} of {', '.join(way.target for way in members[:5])}; "
            "they are shared evenly."
        ] = None
        return [_Way(way.target, way.edge, way.named, 1 / len(members)) for way in members]

    def _isabout(self, way: _Way, asked: Asked) -> bool:
        return bool(about(way.target) & asked.words)


@dataclass(frozen=True, slots=True)
class _Way:
    """One arrow that a request may take, and the share of the requests that takes it."""

    target: str
    edge: Edge
    named: bool
    share: float = 1.0


def _group(kind: ComponentKind) -> str:
    if kind is ComponentKind.QUEUE:
        return "queue"
    if kind is ComponentKind.BLOB:
        return "files"
    if kind in (ComponentKind.STORE, ComponentKind.SEARCH):
        return "store"
    if kind in (ComponentKind.SERVICE, ComponentKind.UNSTATED, ComponentKind.EXTERNAL, ComponentKind.WORKER):
        return "service"
    if kind in _FRONT:
        return "front"
    return "other"


def _is_free(component: Component) -> bool:
    return component.kind in (ComponentKind.CLIENT, ComponentKind.DNS)


def _missed(visit: Visit, cache: str, miss: float) -> Visit:
    """A call that is made only when the cache before it misses."""
    return replace(visit, times=visit.times * miss, behind=cache)


def _later(visit: Visit) -> Visit:
    """A call for which the caller does not wait, since a queue stands between."""
    return replace(visit, asynchronous=True)
