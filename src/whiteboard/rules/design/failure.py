"""B1: no single machine whose failure stops the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.board import Board
from whiteboard.draft.design import Component, ComponentKind
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.qualities import QualityKind
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.design.shared import REDUNDANCY, graph_of, spoken

_BY_NATURE = re.compile(
    r"(?i)dynamo|cassandra|scylla|spanner|cosmos|big ?table|aurora|s3|cockroach|managed|serverless|"
    r"firestore|fauna|keyspaces"
)
_LARGEST = 4000


@rule(
    "B1",
    section="design",
    severity=Severity.MUST,
    title="A single point of failure",
    why="When that one machine stops, everything behind it stops, and what only it held is gone.",
    bad="people -> load balancer -> api server x4 -> tweets db (relational, replicas 1)\n",
    good="people -> load balancer -> api server x4 -> tweets db (relational, replicas 2)\n",
    source="system design workflow, step 7: single points of failure and replicas",
)
def single_point_of_failure(rule: Rule, context: Context) -> Iterator[Finding]:
    """Follow every way to each store: what stands on all of them, and only once?"""
    graph = graph_of(context)
    if graph is None or len(graph.components) > _LARGEST:
        return
    lines = [line for line in spoken(context.board).splitlines() if not _COUNTED.search(line)]
    told = [line.lower() for line in lines if REDUNDANCY.search(line)][:2000]
    stores = [name for name, made in graph.components.items() if _keeps(made)]
    asked = _promises_availability(context.board)
    found: dict[str, Severity] = {}
    for store, way in graph.on_every_way().items():
        for name in way:
            component = graph.components[name]
            if component.kind in (ComponentKind.CLIENT, ComponentKind.CDN, ComponentKind.DNS):
                continue
            addressed = name == store and _is_addressed(name, stores, told)
            severity = _weight(component, addressed=addressed, asked=asked, itself=name == store)
            if severity is not None:
                found[name] = min(found.get(name, severity), severity, key=list(Severity).index)
    musts = [name for name, severity in found.items() if severity is Severity.MUST]
    for name, severity in list(found.items())[:20]:
        component = graph.components[name]
        count = "one" if component.replicas == 1 else "how many"
        said = (
            f"There is one {name}, and everything behind it needs it."
            if count == "one"
            else f"Nothing says that there is more than one {name}, and everything behind it needs it."
        )
        yield rule.finding(
            said,
            line=component.line or None,
            try_=f"What happens to a request in the minute after {name} has failed? Draw what takes over.",
            share=1 / len(musts) if severity is Severity.MUST else 0.0,
            severity=severity,
        )


def _is_addressed(name: str, stores: list[str], told: list[str]) -> bool:
    """Whether a line speaks of a second copy of this store, or of everything: "two zones", "the database"."""
    own = name.lower()
    words = set(own.split()) - {"db", "database", "store"}
    for line in told:
        others = [other for other in stores if other != name and other.lower() in line]
        mine = own in line or (bool(words) and words <= set(re.findall(r"\w+", line)))
        generic = bool(_ANY_STORE.search(line)) and not others
        if mine or generic or (_OF_EVERYTHING.search(line) and not others):
            return True
    return False


_COUNTED = re.compile(r"\bx\d+ replicas\b")
"""A component of which the count is known already: its line says nothing of the others."""

_ANY_STORE = re.compile(r"\b(?:db|dbs|databases?|stores|postgres\w*|mysql|primary|master|data stores?)\b")
_OF_EVERYTHING = re.compile(
    r"stand-?by|fail-?over|fails? over|multi-?(?:az|region|zone)|\bzones?\b|\bregions?\b|\breplicas\b"
    r"|replicated|everything|each component|every component"
)


def _keeps(component: Component) -> bool:
    return component.kind is ComponentKind.STORE


def _weight(component: Component, *, addressed: bool, asked: bool, itself: bool) -> Severity | None:
    own = f"{component.name} {component.brand or ''} {component.note} " + " ".join(
        setting.text for setting in component.settings
    )
    if (component.replicas or 0) > 1 or REDUNDANCY.search(own) or _BY_NATURE.search(own):
        return None
    if _keeps(component) and itself:
        if component.replicas == 1 and not addressed:
            return Severity.MUST
        if addressed:
            return None if component.replicas is None else Severity.SHOULD
        return Severity.MUST if asked else Severity.SHOULD
    if component.kind is ComponentKind.SERVICE and component.replicas == 1:
        return Severity.SHOULD
    return None


def _promises_availability(board: Board) -> bool:
    qualities = board.qualities
    return qualities is not None and any(
        quality.kind is QualityKind.AVAILABILITY and not quality.relaxed for quality in qualities.qualities
    )
