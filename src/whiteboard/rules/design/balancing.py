"""M3: a load balancer spreads requests over several servers that keep nothing to themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.design import Component, ComponentKind
from whiteboard.draft.finding import Finding, Severity
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.design.shared import FRAMEWORK, graph_of

_STATEFUL = re.compile(r"(?i)\b(?:state-?ful|in-memory sessions?|local sessions?|keeps? sessions?)\b")


@rule(
    "M3",
    section="design",
    severity=Severity.MUST,
    title="A load balancer before one server, or before one that keeps state",
    why=(
        "Balancing needs several servers of which any can answer: with one, or with state in it, "
        "nothing is spread."
    ),
    bad="people -> load balancer -> api server x1 -> tweets db (relational, replicas 2)\n",
    good="people -> load balancer -> api server x4 -> tweets db (relational, replicas 2)\n",
    source=FRAMEWORK,
)
def balancer_before_one(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look at what each load balancer leads to."""
    graph = graph_of(context)
    if graph is None:
        return
    for name, component in list(graph.components.items())[:5000]:
        if component.kind is not ComponentKind.LOAD_BALANCER:
            continue
        targets = [graph.components[edge.target] for edge in graph.out.get(name, ())]
        servers = [made for made in targets if made.kind in (ComponentKind.SERVICE, ComponentKind.UNSTATED)]
        for server in servers:
            if _STATEFUL.search(_own(server)):
                said = f"{server.name} behind {name} keeps state."
            elif server.replicas == 1 and len(servers) == 1:
                said = f"{name} leads to one {server.name}."
            elif server.replicas is None and len(servers) == 1 and not server.name.lower().endswith("s"):
                yield rule.finding(
                    f"{name} leads to {server.name}; of how many is not said.",
                    line=server.line or None,
                    try_=f"Write how many there are, such as  {server.name} x…",
                    severity=Severity.NOTE,
                )
                continue
            else:
                continue
            yield rule.finding(
                said,
                line=server.line or None,
                try_="Where could the state live, so that any of several servers can answer?",
            )


def _own(component: Component) -> str:
    return " ".join((component.name, component.note, *(setting.text for setting in component.settings)))
