"""M6: a design no larger than its load."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.draft.design import ComponentKind
from whiteboard.draft.finding import Finding, Severity
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.context import Context
from whiteboard.run.offered import offered

_HEAVY = {
    ComponentKind.QUEUE: "queue",
    ComponentKind.CACHE: "cache",
    ComponentKind.SEARCH: "search index",
    ComponentKind.CDN: "content delivery network",
    ComponentKind.GATEWAY: "gateway",
}
_FEW = 1000  # requests a second that one ordinary server and one database take
_MOST = 3


@rule(
    "M6",
    section=CLOSURE,
    severity=Severity.SHOULD,
    title="More machinery than the load asks for",
    why="Every part has to be run, watched and explained, and at this load fewer would do.",
    bad="## Scale\nreads = 100 requests/minute\nwrites = 10 requests/minute\n\n## Design\n"
    "people -> cdn -> gateway -> load balancer -> api server x2 -> cache (ttl 30 s)\n"
    "api server -> queue -> worker x2 -> db (relational, replicas 2)\napi server -> search index\n",
    good="## Scale\nreads = 100 requests/minute\nwrites = 10 requests/minute\n\n## Design\n"
    "people -> load balancer -> api server x2 -> db (relational, replicas 2)\n",
    source="design interview framework, step 3: start small, then iterate",
)
def too_much(rule: Rule, context: Context) -> Iterator[Finding]:
    """Count the heavy parts beside the peak load."""
    design = context.board.design
    load = offered(context.board.scale)
    if design is None or load is None or load.load.total >= _FEW:
        return
    peak = load.load.total
    heavy = [component for component in design.components if component.kind in _HEAVY]
    if len({component.kind for component in heavy}) <= _MOST:
        return
    names = ", ".join(component.name for component in heavy[:6])
    yield rule.finding(
        f"For {peak:,.0f} requests a second at most there are {names}.",
        line=heavy[0].line or None,
        try_="Which of them could be left out until the load is ten times larger?",
    )
