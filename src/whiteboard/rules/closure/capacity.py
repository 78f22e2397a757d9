"""B2: a component that takes less than the scale section sends to it."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.meaning import intent
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.context import Context
from whiteboard.run.capacity import capacity_of, loads, written
from whiteboard.run.offered import offered
from whiteboard.run.walks import walks_of

_OVER, _NEAR, _FAR = 1.0, 0.7, 10.0
_ROUNDING = 1.05


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
    sent = offered(context.board.scale)
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


def _operations(context: Context) -> tuple[list[str], list[str]]:
    """Names of the operations that read, and of those that write; none where any is in doubt."""
    api = context.board.api
    if api is None:
        return [], []
    meant = [(operation.name, intent(operation)) for operation in api.operations[:500]]
    if any(reads is None for _, reads in meant):
        return [], []
    return [name for name, reads in meant if reads], [name for name, reads in meant if not reads]
