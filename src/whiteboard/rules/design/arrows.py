"""M2: every box is connected, and clients do not reach into a store."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.design import Component, ComponentKind, Design
from whiteboard.draft.finding import Finding, Severity
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.design.shared import FRAMEWORK, graph_of

_DIRECT = re.compile(r"(?i)\b(?:signed|presign\w*|upload\w*|sdk|sync\w*|offline|local)\b")
_INNER = frozenset({ComponentKind.STORE, ComponentKind.CACHE, ComponentKind.QUEUE, ComponentKind.SEARCH})


@rule(
    "M2",
    section="design",
    severity=Severity.MUST,
    title="A component without an arrow, or a client at the database",
    why="What nothing calls does nothing, and a client that reaches a store goes past every check.",
    bad=(
        "people -> load balancer -> api server x4 -> tweets db (relational, replicas 2)\npeople -> "
        "tweets db\n"
    ),
    good="people -> load balancer -> api server x4 -> tweets db (relational, replicas 2)\n",
    source=FRAMEWORK,
)
def unconnected(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for arrows from a client into a store, and for boxes that no arrow touches."""
    design, graph = context.board.design, graph_of(context)
    if design is None or graph is None:
        return
    for edge in design.edges[:20_000]:
        source, target = graph.components.get(edge.source), graph.components.get(edge.target)
        if source is None or target is None or source.kind is not ComponentKind.CLIENT:
            continue
        if target.kind in _INNER and not _DIRECT.search(edge.label) and not _on_device(target):
            severity = Severity.MUST if target.kind is ComponentKind.STORE else Severity.SHOULD
            yield rule.finding(
                f"{edge.source} reaches straight into {edge.target}.",
                line=edge.line or None,
                try_="Which component should stand between, to check who asks and for what?",
                share=0.5,
                severity=severity,
            )
    if len(design.edges) < 2:
        return
    for component in [made for made in graph.isolated() if made.drawn][:20]:
        yield rule.finding(
            f"{component.name} stands there without an arrow: who calls it, and what does it call?",
            line=component.line or None,
            try_=f"Draw the arrow that leads to {component.name}, or leave the box out.",
            share=0.5,
            severity=Severity.MUST if _is_a_box(component, design) else Severity.SHOULD,
        )


def _on_device(component: Component) -> bool:
    return bool(re.search(r"(?i)\b(?:local|browser|device|client)\b", component.name))


def _is_a_box(component: Component, design: Design) -> bool:
    """Whether it was drawn on its own, rather than described in words that may connect it."""
    if component.note or component.kind in (ComponentKind.EXTERNAL, ComponentKind.CLIENT, ComponentKind.DNS):
        return False
    if component.kind is ComponentKind.UNSTATED:
        return False
    words = component.name.lower()
    said = " ".join((*(text for _, text in design.remarks), *(edge.label for edge in design.edges))).lower()
    return words not in said and words.rstrip("s") not in said
