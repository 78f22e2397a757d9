"""M1: a cache earns its place by three conditions, and says when what it holds goes stale."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.design import Component, ComponentKind
from whiteboard.draft.finding import Finding, Severity
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.design.shared import FRAMEWORK, spoken

_FRESH = re.compile(
    r"(?i)\b(?:ttl|expir\w*|invalidat\w*|evict\w*|refresh\w*|stale\w*|write[- ](?:through|behind|back|"
    r"around)|"
    r"updated? (?:on|when|by)|purge\w*|never (?:expires?|changes?)|immutable|lru|lfu|keeps? (?:the "
    r")?(?:newest|latest|last)|"
    r"for (?:a|one|\d+) (?:second|minute|hour|day)s?|within (?:a|\d+))\b"
)


@rule(
    "M1",
    section="design",
    severity=Severity.SHOULD,
    title="A cache that does not say when it goes stale",
    why=(
        "A cache is a second copy: it pays only for what is costly, read often and seldom changed, "
        "until it is out of date."
    ),
    bad="people -> load balancer -> api server x4\napi server -> feed cache\n"
    "api server -> tweets db (relational, replicas 2)\n",
    good="people -> load balancer -> api server x4\napi server -> feed cache (hit 90%, ttl 30 s)\n"
    "api server -> tweets db (relational, replicas 2)\n",
    source=FRAMEWORK,
)
def cache_without_conditions(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for caches of which neither brackets nor sentences say how long they hold what."""
    design = context.board.design
    if design is None:
        return
    text = spoken(context.board)
    for component in design.components[:2000]:
        if component.kind is not ComponentKind.CACHE or _is_told(component):
            continue
        if _FRESH.search(text) and re.search(r"(?i)\bcache", text):
            continue
        yield rule.finding(
            f"{component.name} is a cache, and nothing says how long it keeps what, or what invalidates it.",
            line=component.line or None,
            try_=(
                "Is it costly to compute, read often, and seldom changed? Say its hit rate and its "
                "time to live."
            ),
        )
        return  # once is enough for all caches of a draft


def _is_told(component: Component) -> bool:
    own = " ".join((component.name, component.note, *(setting.text for setting in component.settings)))
    return bool(_FRESH.search(own))
