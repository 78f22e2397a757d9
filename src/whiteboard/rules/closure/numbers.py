"""C8: each number of the scale section is used by a later one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.measures import per_second, size_in_bytes
from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.said import said, words_of
from whiteboard.rules.storage.words import together
from whiteboard.run.numbers import Result, evaluated

_LATER = ("storage", "design", "bottlenecks", "qualities")
_SIZE = re.compile(
    r"\b(?:storage|size|sizes|grow\w*|disk\w*|capacity|shard\w*|partition\w*|[kmgtp]b|[kmgtp]ib"
    r"|blob|bucket|archive\w*|cold|retention"
    r"|bytes?|small|large|big|compress\w*|machines?|volume)\b",
    re.IGNORECASE,
)
_FLOW = re.compile(
    r"\b(?:cdn|edges?|bandwidth|egress|ingress|network|throughput|traffic|gbps|mbps|compress\w*"
    r"|mirrors?|download\w*|stream\w*)\b",
    re.IGNORECASE,
)
_LOAD = re.compile(
    r"\b(?:load|traffic|peak|peaks|rps|qps|tps|throughput|requests?|reads?|writes?|per (?:second"
    r"|minute|hour|day)|scal\w*|replicas?"
    r"|x\d+|cache\w*|queue\w*|\d+ (?:instances|servers|nodes|workers)|burst\w*|spike\w*|uploads?"
    r"|views?)\b|/s\b|/sec\b|/min\b|/day\b",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"\b(?:reads?|writes?|read[- ]heavy|write[- ]heavy|cache\w*|replicas?|hit|ratio)\b", re.IGNORECASE
)
_EMPTY = lexicon(
    "per a an the of in to and or for total number count average avg mean each one all day daily "
    "second minute hour"
    " month monthly year yearly week size rate ratio with on by at from is our we new"
)


@rule(
    "C8",
    section=CLOSURE,
    severity=Severity.SHOULD,
    title="Numbers of the scale section that nothing uses",
    why="An estimate earns its place by a decision that would be another one if the number were.",
    bad="## Scale\nreads = 100k requests/minute\nwrites = 1k requests/minute\nread to write = "
    "reads / writes\n"
    "employees = 30 people\ndesk space = employees * 12\n\n"
    "## Design\nclient -> api server x2 -> feed cache (hit 90%, ttl 30 s)\n"
    "api server -> tweets db (relational, replicas 2)\n",
    good="## Scale\nreads = 100k requests/minute\nwrites = 1k requests/minute\nread to write = "
    "reads / writes\n\n"
    "## Design\nclient -> api server x2 -> feed cache (hit 90%, ttl 30 s)\n"
    "api server -> tweets db (relational, replicas 2)\n",
    source="closure: each number is used by a later section",
)
def numbers_that_nothing_uses(rule: Rule, context: Context) -> Iterator[Finding]:
    """Ends of a chain of formulas that no later section takes up, in words or by their value."""
    board = context.board
    evaluation = evaluated(board.scale)
    later = [board.storage, board.design, board.bottlenecks]
    if (
        evaluation is None
        or len(evaluation) > 3000
        or not any(s is not None and not s.is_empty for s in later)
    ):
        return
    if board.design is None and board.bottlenecks is None:
        return  # sizes and rates are taken up there, and they are still to come
    text = said(board, *_LATER)
    spoken, values = words_of(text), _values(context)
    used = {place for quantity in evaluation.scale.quantities for place in quantity.uses}
    unused = [
        result
        for place, result in enumerate(evaluation)
        if place not in used
        and _is_judged(result)
        and not _taken_up(result, text, spoken)
        and not _by_value(result, values)
    ]
    if not unused:
        return
    one = len(unused) == 1
    some = [result.name for result in unused[:4]] + ([f"{len(unused) - 4} more"] if len(unused) > 4 else [])
    yield rule.finding(
        f"{together(some)} {'is' if one else 'are'} computed, and neither storage nor design nor "
        f"bottlenecks "
        f"{'takes it' if one else 'take them'} up.",
        line=unused[0].quantity.line,
        try_="Let a decision follow from it, or leave it out.",
    )


def _is_judged(result: Result) -> bool:
    """A result of the section; a bare assumption that nothing uses is another rule's."""
    quantity = result.quantity
    return quantity.named and not quantity.many and not quantity.is_assumption and result.shown is not None


def _taken_up(result: Result, text: str, spoken: frozenset[str]) -> bool:
    assert result.shown is not None
    words = {singular(word) for word in split_words(result.name)} - _EMPTY
    if not words or words & spoken:
        return True
    information, _, time = result.shown.unit.dimension[:3]
    if information:
        return bool(_SIZE.search(text) or (time and _FLOW.search(text)))
    if time:
        return bool(_LOAD.search(text))
    if words & {"read", "write", "ratio"}:
        return bool(_RATIO.search(text))
    return False


def _values(context: Context) -> set[float]:
    """Numbers that later sections state: bare, per second, and in bytes."""
    board = context.board
    amounts = [
        amount
        for entry in (board.bottlenecks.bottlenecks if board.bottlenecks else ())
        for amount in entry.amounts
    ]
    amounts += [
        amount for entry in (board.qualities.qualities if board.qualities else ()) for amount in entry.amounts
    ]
    found: set[float] = set()
    for component in (board.design.components if board.design else ())[:2000]:
        amounts += [setting.amount for setting in component.settings if setting.amount is not None]
        found |= {float(component.replicas)} if component.replicas else set()
    for amount in amounts[:5000]:
        rate, size = per_second(amount), size_in_bytes(amount)
        found |= {amount.value, *([rate] if rate else []), *([8 * size] if size else [])}
    return found


def _by_value(result: Result, values: set[float]) -> bool:
    assert result.shown is not None
    mine = [result.magnitude, result.shown.base]
    return any(
        isinstance(one, int | float) and math.isfinite(one) and math.isclose(one, other, rel_tol=0.3)
        for one in mine
        for other in values
    )
