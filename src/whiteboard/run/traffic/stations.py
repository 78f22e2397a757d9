"""A component as a station: by its own settings, else by the scale section, else by a documented default."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from whiteboard.draft.design import Component, ComponentKind, Setting
from whiteboard.draft.measures import per_second, seconds
from whiteboard.draft.scale import Scale
from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.run.capacity import hit_rate
from whiteboard.run.numbers import evaluated
from whiteboard.run.traffic.defaults import Default, default_of
from whiteboard.run.traffic.network import Assumption, Policy, Service, Shape, Station
from whiteboard.run.traffic.wording import duration

_WORKERS = re.compile(
    r"(?i)\b(?:workers?|threads?|process(?:es)?|connections?|concurren\w*|slots?|cores?|cpus?|parallel|at once"
    r"|at a time)\b"
)
_MOST_A_SECOND = re.compile(r"(?i)\b(?:total|in all|together|overall|combined|aggregate)\b")
_OTHER_TIME = re.compile(
    r"(?i)\b(?:ttl|time ?out|expir\w*|interval|every|refresh|lag|window|retention|delay|back ?off|hit|sla"
    r"|p\d\d|retr\w+|keeps?|stale\w*|warm\w*|failover)\b"
)
_TTL = re.compile(r"(?i)\b(?:ttl|expir\w*|keeps?)\b")
_TIMEOUT = re.compile(r"(?i)\btime ?-?out\b")
_RETRIES = re.compile(r"(?i)\b(?:retr(?:y|ies)|attempts?|tries)\b")
_BACKOFF = re.compile(r"(?i)\bback ?-?off\b")
_ROOM = re.compile(r"(?i)\b(?:queue|backlog|waiting|room|buffer|length|pending|bounded)\b")
_KEYS = re.compile(r"(?i)\b(?:keys|entries|items)\b")
_CONSTANT = re.compile(r"(?i)\b(?:constant|fixed|deterministic)\b")
_BLOCKING = re.compile(r"(?i)\bblocking\b")
_BARE_NUMBER = frozenset(
    {"", "requests", "request", "messages", "jobs", "items", "entries", "keys", "retries"}
)
_DURATION = re.compile(r"(?i)\b(?:time|duration|takes?|length|latency|per)\b")
_GENERIC = lexicon(
    "worker server service api queue db database store cache time the a of per job task request"
)
_LIMIT = 10**6  # servers or places in a queue; more is as good as any number


@dataclass(frozen=True, slots=True)
class Told:
    """A duration that the scale section states, and the words of its name."""

    words: frozenset[str]
    seconds: float
    name: str


def durations(scale: Scale | None) -> tuple[Told, ...]:
    """Every quantity of the estimate that says how long one piece of work takes.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> durations(read_section("scale", "build time = 10 minutes/release").scale)[0].seconds
    600.0
    """
    evaluation = evaluated(scale) if scale is not None else None
    found = []
    for result in evaluation or ():
        shown = result.shown
        if shown is None or shown.unit.dimension.time != 1 or not _DURATION.search(result.name):
            continue
        if shown.unit.dimension.information or shown.unit.dimension.money:
            continue
        value = float(shown.base)
        if math.isfinite(value) and value > 0:
            found.append(Told(_named(result.name), value, result.name))
    return tuple(found)


def _named(name: str) -> frozenset[str]:
    return frozenset({singular(word) for word in split_words(name)} - _GENERIC)


def station_of(component: Component, told: Iterable[Told] = ()) -> Station:
    """A component as a station.

    Parameters
    ----------
    component : Component
        With its settings: ``20 ms, 8 workers``, ``max 500 requests/s``, ``queue 100``, ``hit 90%, ttl 30 s``.
    told : iterable of Told
        Durations of the scale section, for workers that are named after the work.

    Returns
    -------
    Station
        What the draft does not say is listed in ``assumed``, with its source.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> design = read_section("design", "people -> api server x4 (20 ms, 8 workers)").design
    >>> station = station_of(design.component("api server"))
    >>> station.servers, station.service.mean, station.capacity, station.assumed
    (32, 0.02, 1600.0, ())
    """
    default = default_of(component)
    copies = max(component.replicas or 1, 1)
    said = _Said.of(component)
    assumed: list[Assumption] = []
    mean, at_once = said.mean, said.at_once
    if mean is None and component.kind in (ComponentKind.WORKER, ComponentKind.SERVICE):
        own = _named(component.name)
        named = next((found for found in told if found.words & own), None)
        if named is not None:
            mean = named.seconds
            assumed.append(
                Assumption(what=f"{component.name}: {duration(mean)} a job", source=f"your {named.name}")
            )
    if said.rate is not None:
        # A stated limit holds; where the time of one request is open, the default's is kept as near as it goes.
        one = said.rate / (copies if said.rate_is_total else 1)
        at_once = at_once or max(1, min(_LIMIT, round(one * (mean or default.seconds or 0.01))))
        mean = at_once / one
    else:
        mean, at_once = _completed(component, default, mean, at_once, assumed)
    hit = hit_rate(component) if component.kind in (ComponentKind.CACHE, ComponentKind.CDN) else None
    return Station(
        name=component.name,
        kind=component.kind,
        servers=None if at_once is None else min(at_once * copies, _LIMIT),
        service=Service(mean=mean, shape=Shape.CONSTANT if said.constant else Shape.EXPONENTIAL),
        room=said.room,
        replicas=copies,
        hit=hit,
        ttl=said.ttl,
        keys=said.keys,
        blocking=said.blocking,
        assumed=tuple(assumed),
        line=component.line,
    )


def _completed(
    component: Component,
    default: Default,
    mean: float | None,
    at_once: int | None,
    assumed: list[Assumption],
) -> tuple[float, int | None]:
    """Mean and number at once, with the default's in the place of what is not said."""
    figures = []
    if mean is None:
        mean = default.seconds
        if mean > 0:
            figures.append(f"{duration(mean)} a request")
    if at_once is None:
        at_once = default.at_once
        figures.append("as many at once as come" if at_once is None else f"{at_once} at once")
    silent = component.kind in (ComponentKind.CLIENT, ComponentKind.DNS)
    if figures and not silent:
        each = " each" if (component.replicas or 1) > 1 else ""
        what = f"{component.name}: {' and '.join(figures)}{each}"
        assumed.append(Assumption(what=what, source=default.source))
    return mean, at_once


@dataclass(slots=True)
class _Said:
    """What the brackets behind a component say."""

    mean: float | None = None
    at_once: int | None = None
    rate: float | None = None
    rate_is_total: bool = False
    room: int | None = None
    ttl: float | None = None
    keys: int | None = None
    constant: bool = False
    blocking: bool = False

    @classmethod
    def of(cls, component: Component) -> _Said:
        said = cls()
        for setting in component.settings[:50]:
            said._take(setting)
        return said

    def _take(self, setting: Setting) -> None:
        words = f"{setting.name} {setting.text}"
        self.constant = self.constant or bool(_CONSTANT.search(words))
        self.blocking = self.blocking or bool(_BLOCKING.search(words))
        amount = setting.amount
        if amount is None or not math.isfinite(amount.value) or amount.value < 0:
            return
        rate, lasts = per_second(amount), seconds(amount)
        if rate is not None:
            if rate > 0 and (self.rate is None or rate > self.rate):
                self.rate, self.rate_is_total = rate, bool(_MOST_A_SECOND.search(words))
        elif lasts is not None:
            if _TTL.search(words):
                self.ttl = self.ttl or lasts
            elif not _OTHER_TIME.search(words) and self.mean is None:
                self.mean = lasts
        elif _WORKERS.search(f"{words} {amount.unit}"):
            self.at_once = self.at_once if self.at_once is not None else int(min(amount.value, _LIMIT))
        elif _KEYS.search(f"{words} {amount.unit}"):
            self.keys = self.keys or max(1, int(min(amount.value, 10**9)))
        elif _ROOM.search(words) and amount.unit in _BARE_NUMBER:
            self.room = int(min(amount.value, _LIMIT))


def policy_of(component: Component | None, label: str = "") -> Policy:
    """How a component is called: timeout, retries and backoff from its brackets or from the arrow's label.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> design = read_section("design", "api server -> db (relational, timeout 200 ms, retries 3)").design
    >>> policy_of(design.component("db")).timeout, policy_of(design.component("db")).retries
    (0.2, 3)
    """
    policy = Policy()
    for setting in component.settings[:50] if component is not None else ():
        amount, words = setting.amount, f"{setting.name} {setting.text}"
        if amount is None or not math.isfinite(amount.value) or amount.value < 0:
            continue
        lasts = seconds(amount)
        if lasts is not None and lasts > 0 and _TIMEOUT.search(words):
            policy = replace(policy, timeout=lasts)
        elif lasts is not None and _BACKOFF.search(words):
            policy = replace(policy, backoff=lasts)
        elif lasts is None and _RETRIES.search(f"{words} {amount.unit}"):
            policy = replace(policy, retries=int(min(amount.value, 20)))
    found = re.search(r"(?i)\btime ?-?out\s*(?:of|=|:)?\s*(\d+(?:\.\d+)?)\s*(ms|s)\b", label)
    if found:
        policy = replace(policy, timeout=float(found[1]) * (1e-3 if found[2].lower() == "ms" else 1.0))
    found = re.search(r"(?i)\bretr(?:y|ies)\s*(?:=|:|x)?\s*(\d{1,2})\b|\b(\d{1,2})\s*retr(?:y|ies)\b", label)
    if found:
        policy = replace(policy, retries=min(int(found[1] or found[2]), 20))
    return policy
