"""What each component of a design can take, and what the estimated load brings to it."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whiteboard.draft.design import Component, ComponentKind, Design
from whiteboard.draft.measures import per_second, seconds
from whiteboard.draft.storage import StoreKind

_WORKERS = re.compile(
    r"\b(?:workers?|threads?|process(?:es)?|connections?|concurren\w*|slots?|cores?|cpus?"
    r"|parallel|at once)\b",
    re.I,
)
_MOST = re.compile(
    r"\b(?:max\w*|most|capacity|limit\w*|handles?|up to|can|each|per (?:node|server|instance"
    r"|replica|shard|machine|worker|box)"
    r"|takes?|serves?|sustains?|supports?)\b|/(?:node|server|instance|shard)\b",
    re.I,
)
_IN_ALL = re.compile(r"\b(?:total|in all|together|overall|combined|aggregate)\b", re.I)
_SERVICE_TIME = re.compile(
    r"\b(?:ttl|timeout|expir\w*|interval|every|refresh|lag|window|retention|delay|backoff|hit|sla|p\d\d)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a component can take.

    Parameters
    ----------
    rate : float
        Requests a second, all its replicas together.
    own : bool
        Whether the draft says so; False for a figure that is assumed.
    arithmetic : str
        How it comes about, in words.
    """

    rate: float
    own: bool
    arithmetic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What arrives, in requests a second. None where the draft does not tell.

    It is the least that must arrive: what may go another way is not counted.
    """

    reads: float | None = None
    writes: float | None = None

    @property
    def total(self) -> float:
        """Reads and writes, as far as they are known."""
        return (self.reads or 0.0) + (self.writes or 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """A capacity of one instance that is assumed where the draft says nothing, with its source."""

    rate: float
    source: str


_NOTES = (
    "Numbers-To-Remember.md in the repository shivangbelwariar96/HelloInterview, which quotes "
    "Hello Interview's "
    "Numbers to Know (2025), read in November 2026"
)
ASSUMED: Mapping[ComponentKind, Assumed] = {
    ComponentKind.SERVICE: Assumed(
        rate=1_000, source="rule of thumb of interview notes for one web server; no measurement"
    ),
    ComponentKind.STORE: Assumed(rate=50_000, source=f"{_NOTES}: databases, up to 50k transactions a second"),
    ComponentKind.CACHE: Assumed(
        rate=100_000, source=f"{_NOTES}: caching, 100k operations a second and more"
    ),
    ComponentKind.QUEUE: Assumed(
        rate=1_000_000, source=f"{_NOTES}: message queues, up to 1M messages a second"
    ),
}
"""Requests a second that one instance takes. Ballpark: whoever judges by them leaves a factor of ten."""


def capacity_of(component: Component) -> Capacity | None:
    """What a component can take: by the draft's own figures, else by an assumption on its kind.

    Parameters
    ----------
    component : Component
        With its settings: ``20 ms`` and ``8 workers``, or ``max 500 requests/s``. A rate is one instance's,
        unless "in total" stands beside it. A time without a number of workers says nothing of capacity.

    Returns
    -------
    Capacity or None
        None where neither is known.

    Examples
    --------
    >>> from whiteboard.draft.amount import Amount
    >>> from whiteboard.draft.design import Setting
    >>> settings = (Setting(name="", text="20 ms", amount=Amount(20, "ms", "20 ms")),
    ...             Setting(name="workers", text="8 workers", amount=Amount(8, "workers", "8 workers")))
    >>> capacity_of(Component(name="api", kind=ComponentKind.SERVICE, replicas=4, settings=settings)).rate
    1600.0
    """
    return _own(component) or _assumed(component)


def _own(component: Component) -> Capacity | None:
    copies = max(component.replicas or 1, 1)
    rates: list[Capacity] = []
    time: tuple[float, str] | None = None
    workers: tuple[float, str] | None = None
    for setting in component.settings[:50]:
        amount, words = setting.amount, f"{setting.name} {setting.text}"
        if amount is None or not math.isfinite(amount.value) or amount.value <= 0:
            continue
        rate = per_second(amount)
        if rate is not None:
            if _MOST.search(words):
                whole = bool(_IN_ALL.search(words)) or copies == 1
                rates.append(
                    Capacity(
                        rate=rate if whole else rate * copies,
                        own=True,
                        arithmetic=amount.text if whole else f"{copies} × {amount.text}",
                    )
                )
            continue
        lasts = seconds(amount)
        if lasts is not None:
            if lasts > 0 and not _SERVICE_TIME.search(words):
                time = time or (lasts, amount.text)
        elif _WORKERS.search(f"{words} {amount.unit}"):
            workers = workers or (amount.value, setting.text or amount.text)
    if rates:
        return max(rates, key=lambda found: found.rate)
    if time is None or workers is None:
        return None
    rate = copies * workers[0] / time[0]
    return Capacity(
        rate=rate, own=True, arithmetic=f"{copies} × {workers[0]:g} at once / {time[1]} = {written(rate)}"
    )


def _assumed(component: Component) -> Capacity | None:
    kind = component.kind
    if kind is ComponentKind.STORE and component.store not in (StoreKind.RELATIONAL, None):
        kind = ComponentKind.CACHE  # stores made to be spread over many machines
    found = ASSUMED.get(kind)
    if found is None or _spread(component):
        return None
    copies = max(component.replicas or 1, 1)
    return Capacity(
        rate=found.rate * copies,
        own=False,
        arithmetic=f"{copies} × about {written(found.rate)}, assumed for one {kind.value}",
    )


def _spread(component: Component) -> bool:
    """Whether the draft says that it grows with the load, without saying to how many."""
    said = " ".join(
        [
            component.name,
            component.note,
            component.brand or "",
            *(f"{s.name} {s.text}" for s in component.settings),
        ]
    )
    return component.replicas is None or bool(
        re.search(
            r"(?i)\b(?:auto[ -]?scal\w*|scal\w*|shard\w*|cluster\w*|fleet|farm|lambda|serverless"
            r"|partition\w*|xn|many|several|pool|n)\b",
            said,
        )
    )


def written(rate: float) -> str:
    """A rate as a sentence shows it.

    Examples
    --------
    >>> written(5000.0), written(1666.7), written(0.02), written(2.5e6)
    ('5,000 requests/s', '1,670 requests/s', '0.02 requests/s', '2,500,000 requests/s')
    """
    if rate >= 100:
        digits = max(0, int(math.log10(rate)) - 2)
        return f"{round(rate, -digits):,.0f} requests/s"
    return f"{rate:.2g} requests/s"


_CALLED = frozenset(
    {
        ComponentKind.SERVICE, ComponentKind.WORKER, ComponentKind.LOAD_BALANCER, ComponentKind.GATEWAY,
        ComponentKind.UNSTATED,
    }
)  # fmt: skip
_KEEPING = frozenset({ComponentKind.STORE})
_BESIDE = frozenset({ComponentKind.CDN, ComponentKind.DNS, ComponentKind.BLOB, ComponentKind.EXTERNAL})


def loads(
    design: Design,
    offered: Load,
    *,
    reading: Iterable[str] = (),
    writing: Iterable[str] = (),
) -> dict[str, Load]:
    """The least load that must arrive at each component, on the way from the clients.

    Parameters
    ----------
    design : Design
        Components and arrows.
    offered : Load
        What the clients send, in requests a second.
    reading, writing : iterable of str
        Names of all operations that read, and of all that write, as arrows may name them.

    Returns
    -------
    dict of str to Load
        By the component's name; only components of which something is known. Where a caller has several
        ways to go and no arrow says which requests take which, nothing is counted. A cache keeps its hits
        from the stores behind it. What waits in a queue is not counted further: workers take it at their
        own pace.

    Examples
    --------
    >>> from whiteboard.draft.design import Edge
    >>> kinds = {"people": ComponentKind.CLIENT, "api": ComponentKind.SERVICE, "db": ComponentKind.STORE}
    >>> boxes = tuple(Component(name=name, kind=kind) for name, kind in kinds.items())
    >>> arrows = (Edge(source="people", target="api"), Edge(source="api", target="db"))
    >>> loads(Design(components=boxes, edges=arrows), Load(reads=90.0, writes=10.0))["db"].total
    100.0
    """
    kinds = {component.name: component for component in design.components}
    ways: dict[str, dict[str, frozenset[str] | None]] = {}
    for edge in design.edges:
        if edge.source not in kinds or edge.target not in kinds or edge.source == edge.target:
            continue
        named = frozenset(edge.operations) or None
        known = ways.setdefault(edge.source, {})
        if edge.target in known:
            before = known[edge.target]
            known[edge.target] = None if before is None or named is None else before | named
        else:
            known[edge.target] = named
    clients = [c.name for c in design.components if c.kind is ComponentKind.CLIENT]
    if not clients:
        return {}
    everything = (frozenset(reading), frozenset(writing))
    entries: dict[str, frozenset[str] | None] = {}
    for client in clients:
        for target, named in ways.get(client, {}).items():
            entries.setdefault(target, named)
    found: dict[str, Load] = {}
    waiting = deque(_called(entries, offered, kinds, everything))
    # Each component once, in the order in which the load reaches it: a cycle adds nothing.
    while waiting:
        name, load = waiting.popleft()
        if name in found or not load.total:
            continue
        found[name] = load
        component = kinds[name]
        if component.kind in _CALLED:
            waiting += _called(ways.get(name, {}), load, kinds, everything)
    return found


def _called(
    ways: Mapping[str, frozenset[str] | None],
    load: Load,
    kinds: Mapping[str, Component],
    everything: tuple[frozenset[str], frozenset[str]],
) -> Iterable[tuple[str, Load]]:
    """What a caller passes on to each that it calls, as far as that is sure."""
    ahead = [name for name in ways if kinds[name].kind in _CALLED]
    stores = [name for name in ways if kinds[name].kind in _KEEPING]
    caches = [name for name in ways if kinds[name].kind is ComponentKind.CACHE]
    queues = [name for name in ways if kinds[name].kind is ComponentKind.QUEUE]
    alone = sum(kinds[name].kind not in _BESIDE for name in ways) == 1
    passed = 1.0
    for name in caches:
        hit = hit_rate(kinds[name])
        passed *= 0.0 if hit is None else 1 - hit
    for name in caches:
        if ways[name] is None and len(caches) == 1:
            yield name, Load(reads=load.reads)
    behind = Load(reads=load.reads * passed if load.reads is not None else None, writes=load.writes)
    if queues:
        behind = Load(reads=behind.reads)  # writes may wait there, and be written by others
    for group, given in ((ahead, load), (stores, behind)):
        for name in group:
            named = ways[name]
            if named is None:
                # One of several, and no arrow says which requests go there: nothing is sure.
                if len(group) == 1 and (not ahead if group is stores else alone):
                    yield name, given
                continue
            reads = given.reads if everything[0] and everything[0] <= named else None
            writes = given.writes if everything[1] and everything[1] <= named else None
            yield name, Load(reads=reads, writes=writes)


def hit_rate(component: Component) -> float | None:
    """The share of reads that a cache answers itself, from 0 to 1; None when the draft does not say.

    Examples
    --------
    >>> from whiteboard.draft.amount import Amount
    >>> from whiteboard.draft.design import Setting
    >>> hit = Setting(name="hit", text="90%", amount=Amount(90, "percent", "90%"))
    >>> hit_rate(Component(name="cache", settings=(hit,)))
    0.9
    """
    for setting in component.settings:
        amount = setting.amount
        if amount is None or "hit" not in f"{setting.name} {setting.text}".lower():
            continue
        share = amount.value / 100 if amount.unit in ("percent", "%") or amount.value > 1 else amount.value
        if 0 <= share <= 1:
            return round(share, 6)
    return None
