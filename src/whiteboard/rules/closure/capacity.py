"""B2: a component that takes less than the scale section sends to it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.closure.walks import walks_of
from whiteboard.rules.context import Context
from whiteboard.rules.meaning import intent
from whiteboard.run.capacity import Load, capacity_of, loads, written
from whiteboard.run.numbers import Result, evaluated

_READ = lexicon(
    "read get view watch fetch download query lookup redirect search feed timeline impression list"
)
_WRITE = lexicon("write post upload create insert publish send tweet update ingest booking deploy release")
_ALL = lexicon("request rps qps tps traffic call hit throughput load api")
_NOT_A_LOAD = re.compile(
    r"(?i)\b(?:per (?:server|node|instance|machine|user|shard|worker|person|account)|each"
    r"|capacity|max\w* per|limit\w*|one (?:server|node)|handles?"
    r"|dau|mau|users?|signups?|new|bandwidth|egress|ingress|cache\w*|hit|miss\w*|fan[- ]?out"
    r"|row\w*|follower\w*|growth|cost\w*)\b"
)
_PEAK = re.compile(r"(?i)\b(?:peak|max\w*|burst|busiest|rush|spike|worst)")
_OVER, _NEAR, _FAR = 1.0, 0.7, 10.0
_ROUNDING = 1.05


@dataclass(frozen=True, slots=True)
class Offered:
    """What the scale section sends to the design, and the names of the quantities that say so."""

    load: Load
    names: tuple[str, ...]


@rule(
    "B2",
    section=CLOSURE,
    severity=Severity.MUST,
    title="Capacity below the estimated load",
    why="What takes less than arrives grows a queue without end, and no fix elsewhere helps.",
    bad="## Scale\nreads = 6k requests/second\nwrites = 100 requests/second\npeak reads = reads * 3\n\n"
    "## Design\npeople -> load balancer -> api server x4 (20 ms, 8 workers) -> tweets db "
    "(relational, replicas 2)\n",
    good="## Scale\nreads = 300 requests/second\nwrites = 100 requests/second\npeak reads = reads * 3\n\n"
    "## Design\npeople -> load balancer -> api server x4 (20 ms, 8 workers) -> tweets db "
    "(relational, replicas 2)\n",
    source="utilization law: arrivals a second times the time of one, over the number served at once",
)
def capacity_below_load(rule: Rule, context: Context) -> Iterator[Finding]:
    """Propagate the rates of the scale section through the design, and compare."""
    design = context.board.design
    sent = offered(context)
    if design is None or sent is None or len(design.components) > 3000:
        return
    reading, writing = _operations(context)
    arriving = loads(walks_of(design, context.board.api).design, sent.load, reading=reading, writing=writing)
    for name, load in arriving.items():
        component = design.component(name)
        capacity = capacity_of(component) if component is not None else None
        if component is None or capacity is None or capacity.rate <= 0:
            continue
        use = load.total / capacity.rate
        if use <= (_NEAR if capacity.own else _FAR):
            continue
        over = use > _OVER * _ROUNDING
        message = (
            f"{name} takes {_takes(capacity.arithmetic, capacity.rate)}; {_and(sent.names)} "
            f"{'bring' if len(sent.names) > 1 else 'brings'} {written(load.total)}: "
            + (f"{use:.1f} times as much." if over else f"it is busy {use:.0%} of the time.")
        )
        yield rule.finding(
            message,
            line=component.line or None,
            try_="Put the three numbers side by side: what arrives, how long one takes, how many "
            "run at once.",
            why=None
            if over
            else "Near its limit, waiting times multiply: at 90% one waits ten times as long as is worked.",
            severity=Severity.MUST if over and capacity.own else Severity.SHOULD,
        )


def _takes(arithmetic: str, rate: float) -> str:
    return arithmetic if "=" in arithmetic else f"{arithmetic} = {written(rate)}"


def _and(names: tuple[str, ...]) -> str:
    return " and ".join(names)


def offered(context: Context) -> Offered | None:
    """The read and write rates that the scale section states or computes, peaks before averages."""
    evaluation = evaluated(context.board.scale)
    if evaluation is None or len(evaluation) > 3000:
        return None
    found: dict[str, list[tuple[bool, float, str]]] = {"read": [], "write": [], "all": []}
    for result in evaluation:
        rate = _rate(result)
        kind = _kind(result) if rate is not None else None
        if rate is not None and kind is not None:
            found[kind].append((bool(_PEAK.search(result.name)), rate, result.name))
    if not found["read"] and not found["write"]:
        if not found["all"]:
            return None
        _, rate, name = max(found["all"])
        return Offered(Load(reads=rate), (name,))
    rates: dict[str, float] = {}
    names: list[str] = []
    for kind in ("read", "write"):
        if found[kind]:
            _, rates[kind], name = max(found[kind])
            names.append(name)
    return Offered(Load(reads=rates.get("read"), writes=rates.get("write")), tuple(names))


def _rate(result: Result) -> float | None:
    """Requests a second; None for what is no rate of requests."""
    shown = result.shown
    if shown is None or not isinstance(shown.magnitude, float | int):
        return None
    dimension = shown.unit.dimension
    if dimension.time != -1 or dimension.information or dimension.money:
        return None
    counted = {singular(str(count)) for count in shown.unit.counts}
    if counted & {"user", "people", "person", "account", "row", "server"} or _NOT_A_LOAD.search(result.name):
        return None
    value = float(shown.base)
    return value if math.isfinite(value) and value > 0 else None


def _kind(result: Result) -> str | None:
    assert result.shown is not None
    words = {singular(word) for word in split_words(result.name)}
    words |= {singular(word) for count in result.shown.unit.counts for word in split_words(str(count))}
    if words & {"read", "write"}:
        both = {"read", "write"} <= words
        return None if both else ("read" if "read" in words else "write")
    if words & _READ and not words & _WRITE:
        return "read"
    if words & _WRITE and not words & _READ:
        return "write"
    return "all" if words & _ALL else None


def _operations(context: Context) -> tuple[list[str], list[str]]:
    """Names of the operations that read, and of those that write; none where any is in doubt."""
    api = context.board.api
    if api is None:
        return [], []
    meant = [(operation.name, intent(operation)) for operation in api.operations[:500]]
    if any(reads is None for _, reads in meant):
        return [], []
    return [name for name, reads in meant if reads], [name for name, reads in meant if not reads]
