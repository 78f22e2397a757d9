"""Rules on what the problem asks to be estimated: the read rate, the write rate, the stored data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.wording import singular, split_words
from whiteboard.problems.pack import Estimate
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.scale.estimates import estimates_of
from whiteboard.run.numbers import written

_FRAMEWORK = "design interview framework, scale step: ballpark numbers, and the formulas behind them"


def _owned_by_s3(estimate: Estimate) -> bool:
    return "read" in estimate.name.split()


_RATE = re.compile(
    r"\d[\d.,]*\s*[kKMB]?\s*(?:[a-z]+\s*)?(?:/|\bper\b|\ban?\b|\beach\b|\bevery\b)\s*"
    r"(?:s|sec|second|min|minute|h|hour|d|day|month|year)s?\b"
)


def _within_a_formula(estimate: Estimate, context: Context) -> bool:
    """Whether a line on the same thing holds the rate: ``uploads: 100k/day * 10 MB = 1 TB/day``."""
    scale = context.board.scale
    if scale is None or not estimate.unit.startswith("requests/"):
        return False
    for quantity in scale.quantities[:500]:
        words = {singular(word) for word in split_words(quantity.name)}
        spoken = any(all(word in words for word in group) for group in estimate.words)
        if spoken and _RATE.search(quantity.formula_text):
            return True
    return False


def _absent(rule: Rule, context: Context, *, reads: bool) -> Iterator[Finding]:
    found = estimates_of(context)
    required = [one for one in found if one.estimate.required]
    for one in required:
        read_heavy = context.problem is not None and context.problem.read_heavy
        if one.results or (_owned_by_s3(one.estimate) and read_heavy) is not reads:
            continue
        if _within_a_formula(one.estimate, context):
            continue
        near = one.near
        message = (
            f"Not estimated: the {one.estimate.name}, {one.estimate.says}."
            if near is None
            else f"{near.name} on line {near.quantity.line} is"
            f" {written(near.shown) if near.shown else 'given'}, without a unit of time: {one.estimate.says}?"
        )
        yield rule.finding(
            message,
            line=near.quantity.line if near else None,
            try_=f"a line with a number in {one.estimate.unit}, and the assumptions that it comes from",
            share=1 / len(required),
        )


@rule(
    "S3",
    section="scale",
    severity=Severity.MUST,
    title="A read-heavy system without a read rate",
    why="Reads are most of the load here, and caches, replicas and indexes are sized by them.",
    bad="writes = 1k requests/minute\nwrite size = 1 MB\nstored = writes * write size\n",
    good="reads = 100k requests/minute\nwrites = 1k requests/minute\nwrite size = 1 MB\n"
    "stored = writes * write size\n",
    problem="twitter",
    source="donnemartin/system-design-primer, issue 737",
)
def no_read_rate(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for a rate of reads among the quantities, by name and by unit."""
    yield from _absent(rule, context, reads=True)


@rule(
    "S11",
    section="scale",
    severity=Severity.MUST,
    title="An estimate that the problem asks for is missing",
    why="The next steps take it as given: how many machines, which store, how many copies.",
    bad="reads = 100k requests/minute\n",
    good="reads = 100k requests/minute\nwrites = 1k requests/minute\nstored = writes * 1 MB\n",
    problem="twitter",
    source=_FRAMEWORK,
)
def missing_estimate(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for each estimate that the problem asks for, by name and by unit."""
    yield from _absent(rule, context, reads=False)
