"""C7: each quality is answered by some decision, or knowingly relaxed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.board import Board
from whiteboard.draft.design import ComponentKind
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.qualities import Quality, QualityKind
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.qualities.shared import REDUNDANCY, called, leftover
from whiteboard.rules.said import said, words_of

_ANSWERS = {
    QualityKind.PERFORMANCE: re.compile(
        r"(?i)(?<![\w-])(?:cach\w*|cdn|edge|index\w*|pre-?comput\w*|materiali[sz]ed|denormali[sz]\w*"
        r"|fan-?out|feeds?|timelines?|replicas?|queues?|async\w*"
        r"|shard\w*|partition\w*|in-?memory|redis|memcached|batch\w*|websockets?|stream\w*|parallel\w*"
        r"|workers?|load balanc\w+|pagina\w*|pages?|compress\w*"
        r"|search|key-value|x ?[2-9]\d*)(?!\w)"
    ),
    QualityKind.AVAILABILITY: re.compile(
        REDUNDANCY.pattern + r"|(?i:stateless|retr(?:y|ies)|circuit|queues?|graceful\w*|fall-?back)"
    ),
    QualityKind.SECURITY: re.compile(
        r"(?i)(?<![\w-])(?:isolat\w*|sandbox\w*|containers?|(?:micro-?)?vms?|auth\w*|baseline|tls|https"
        r"|encrypt\w*|oauth|jwt|tokens?|sessions?|permissions?|rate[- ]?limit\w*"
        r"|gateway|firewall|private|signed|presigned|roles?|acl|access control|log-?in|passwords?"
        r"|runners?|trusted|trust|api key)(?!\w)"
    ),
    QualityKind.CONSISTENCY: re.compile(
        r"(?i)(?<![\w-])(?:transaction\w*|unique|relational|sql|postgres\w*|mysql|lock\w*|acid|quorum"
        r"|leader|primary|single writer|serializ\w*|atomic\w*|compare|version\w*|etag"
        r"|idempot\w*|constraints?|pk|consensus|raft|paxos|synchronous\w*|strong\w*|queue|merge\w*)(?!\w)"
    ),
    QualityKind.DURABILITY: re.compile(
        r"(?i)(?<![\w-])(?:replica\w*|replicat\w*|back-?ups?|blob|object stor\w+|s3|relational"
        r"|snapshots?|wal|write-ahead|queues?|log|kafka|copies|zones?|regions?|persist\w*"
        r"|disk)(?!\w)"
    ),
    QualityKind.SCALABILITY: re.compile(
        r"(?i)(?<![\w-])(?:load balanc\w+|shard\w*|partition\w*|x ?[2-9]\d*|replicas?|several|instances"
        r"|auto-?scal\w*|horizontal\w*|stateless|cluster\w*|cach\w*|cdn|queues?|workers?"
        r"|key-value|wide-column|nosql|cassandra|dynamo\w*|kafka)(?!\w)"
    ),
}
_KINDS = {
    QualityKind.PERFORMANCE: {
        ComponentKind.CACHE,
        ComponentKind.CDN,
        ComponentKind.QUEUE,
        ComponentKind.SEARCH,
    },
    QualityKind.SCALABILITY: {ComponentKind.LOAD_BALANCER, ComponentKind.QUEUE, ComponentKind.CACHE},
    QualityKind.DURABILITY: {ComponentKind.BLOB},
    QualityKind.SECURITY: {ComponentKind.GATEWAY},
}


@rule(
    "C7",
    section=CLOSURE,
    severity=Severity.MUST,
    title="Quality that no decision answers",
    why="A quality that changes nothing in the design is a wish: it is answered, or it is knowingly"
    " given up.",
    bad=(
        "## Qualities\navailability: 99.99%, because downtime costs revenue\n"
        "## Design\nclient -> api server\napi server -> tweets db (relational)\n"
    ),
    good=(
        "## Qualities\navailability: 99.99%, because downtime costs revenue\n"
        "## Design\nclient -> load balancer -> api server x4\napi server -> tweets db (relational,"
        " replicas 2)\n"
    ),
    source="closure: the output of each step is the input of the next",
)
def unanswered(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each quality with a target comes back in the design, the stores, the bottlenecks or by itself."""
    board = context.board
    section = board.qualities
    if section is None or not any(
        part is not None and not part.is_empty for part in (board.design, board.storage)
    ):
        return
    spoken = said(board, "design", "storage", "bottlenecks")
    words = words_of(spoken)
    judged = [quality for quality in section.qualities if not quality.relaxed]
    for quality in judged[:200]:
        if _is_answered(quality, board, spoken, words):
            continue
        has_target = quality.percent is not None or quality.latency is not None or bool(quality.amounts)
        yield rule.finding(
            f"Nothing in the design, the stores or the bottlenecks answers {called(quality)}.",
            line=quality.line,
            try_="Say which part of the design brings it about, or relax it with a reason.",
            share=1 / max(len(section.qualities), 1),
            severity=Severity.MUST if has_target or quality.because else Severity.SHOULD,
        )


def _is_answered(quality: Quality, board: Board, spoken: str, words: frozenset[str]) -> bool:
    if quality.decision:
        return True
    answers = _ANSWERS.get(quality.kind)
    if answers is None:
        return True  # cost and the rest: no list of answers is long enough to be sure
    if answers.search(spoken):
        return True
    if quality.kind is QualityKind.SECURITY and answers.search(quality.text + " " + said(board, "api")):
        return True
    if quality.kind is QualityKind.PERFORMANCE and quality.latency is not None and quality.latency >= 5:
        return True  # minutes and hours are met by any design that does the work at all
    if board.design is not None:
        kinds = {component.kind for component in board.design.components}
        several = any((component.replicas or 0) > 1 for component in board.design.components)
        if kinds & _KINDS.get(quality.kind, set()) or (several and quality.kind is not QualityKind.SECURITY):
            return True
    said_of = [word for word in leftover(quality.text) if len(word) > 4]
    mentioned = board.bottlenecks is not None and quality.kind.value in words
    return mentioned or (quality.kind is QualityKind.SECURITY and any(word in words for word in said_of))
