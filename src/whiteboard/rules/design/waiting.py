"""M5: what takes longer than a person waits is done behind a queue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.board import Board
from whiteboard.draft.design import ComponentKind
from whiteboard.draft.finding import Finding, Severity
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.design.shared import FRAMEWORK, graph_of
from whiteboard.rules.said import said

_LONG = re.compile(
    r"(?i)(?<![a-z])(?:transcod\w*|encod\w*|build(?:s|er|ers|ing)?|packag\w*|compil\w*|deploy\w*|"
    r"render\w*|fan-?(?:s )?out|resiz\w*|convert\w*|"
    r"roll(?:s|ing)? out|render\w*|thumbnail\w*)\b"
)
_WAITS = re.compile(
    r"(?i)\b(?:whil(?:e|st) the \w+ (?:waits|is (?:built|packaged|deployed))|waits for (?:its|the) "
    r"(?:reply|answer|result)|before (?:it )?(?:answer|respond|return)\w*|held open|hold\w* (?:the "
    r")?(?:request|connection) open|synchronous(?:ly)?|"
    r"waits? (?:for|until)|until (?:it|the \w+) (?:is|has) (?:done|finished|built|deployed)|in the "
    r"request|blocks? until|within the request)\b"
)
_BEHIND = re.compile(
    r"(?i)\b(?:async\w*|background|queue\w*|enqueue\w*|later|events?|cron|schedul\w*|callbacks?|"
    r"webhooks?|job|jobs|poll\w*|at once with 202|202|"
    r"kafka|topic|worker pool|workflow|returns? (?:at once|immediately))\b"
)


@rule(
    "M5",
    section="design",
    severity=Severity.MUST,
    title="Long work while the caller waits",
    why="A request that lasts minutes times out, is tried again, and holds a server that others need.",
    bad="developer -> load balancer -> api server x4\n"
    "api server -> build server x2: builds while the developer waits\n"
    "build server -> artifacts (blob)\napi server -> releases db (relational, replicas 2)\n",
    good="developer -> load balancer -> api server x4\napi server -> build queue -> build worker x2\n"
    "build worker -> artifacts (blob)\napi server -> releases db (relational, replicas 2)\n",
    problem="code-deployment",
    source=FRAMEWORK,
)
def long_work_in_the_request(rule: Rule, context: Context) -> Iterator[Finding]:
    """Where the problem has long work, look for a queue, a worker, or a word of doing it later."""
    graph, problem = graph_of(context), context.problem
    if graph is None or problem is None or not any(pattern.long for pattern in problem.access_patterns):
        return
    design = graph.design
    text = said(context.board, "design")
    kinds = {component.kind for component in design.components}
    waits = _WAITS.search(text) or _WAITS.search(said(context.board, "api"))
    if not waits and (ComponentKind.QUEUE in kinds or any(edge.asynchronous for edge in design.edges)):
        return
    if (_BEHIND.search(text) or _BEHIND.search(_elsewhere(context.board))) and not waits:
        return
    reached = graph.reached(waiting=True)
    working = [
        component
        for component in design.components
        if component.name in reached and _LONG.search(f"{component.name} {component.note}")
    ]
    edge = next(
        (edge for edge in design.edges if _LONG.search(edge.label) or _WAITS.search(edge.label)), None
    )
    if not working and edge is None and not _LONG.search(text):
        return
    held = waits is not None and (_holds(waits[0]) or bool(_CALLER.search(text)))
    if waits and any(made.kind is ComponentKind.QUEUE for made in design.components) and not held:
        return
    what = working[0].name if working else (edge.target if edge else "the work")
    line = (edge.line if edge else 0) or (working[0].line if working else 0)
    sure = waits or not any(
        component.kind is ComponentKind.WORKER and "worker" in component.name.lower() for component in working
    )
    yield rule.finding(
        f"{what} is called, and the caller waits until it is done.",
        line=line or None,
        try_="What could take the job in at once, and who does it after the answer was given?",
        severity=Severity.MUST if sure else Severity.SHOULD,
    )


_CALLER = re.compile(
    r"(?i)\b(?:(?:api|app|web)(?: servers?| service)?|caller|client|browser|developer|user|request|call|handler|endpoint)\s+"
    r"(?:then |just |simply )?(?:waits?|blocks?|hangs|stays? open|is held)\b[^.;]{0,60}\b(?:until|till)\b[^.;]{0,60}\b"
    r"(?:built|done|finished|transcoded|encoded|packaged|ready|complete[d]?|deployed|over|rendered|processed)\b"
)
"""Who called waits until the work is done, in so many words."""


def _holds(words: str) -> bool:
    """Whether words say that a request is kept open, whatever else stands behind a queue."""
    return bool(re.search(r"(?i)open|while the|whilst|before|reply", words))


def _elsewhere(board: Board) -> str:
    return said(board, "bottlenecks", "storage")
