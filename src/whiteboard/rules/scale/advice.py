"""Advice on the scale section: peaks, what goes out, how long data is kept, numbers that nothing uses."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from whiteboard.draft.expression import Number, parts
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.scale import Scale
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.scale.estimates import estimates_of
from whiteboard.run.numbers import Evaluation, Result, evaluated, written

_FRAMEWORK = "design interview framework, scale step: ballpark numbers, and the formulas behind them"

_PEAK = re.compile(
    r"\b(?:peak|peaks|burst|bursts|bursty|spike|spikes|surge|max|maximum|busy|busiest|rush|p9\d|worst)\b|\bpeak",
    re.I,
)
_DAILY_CYCLE = re.compile(
    r"\b(?:burst|bursty|spike|spikes|peak|evening|rush|event|events|celebrity|viral|not even)", re.I
)
_EGRESS = re.compile(
    r"\b(?:egress|outgoing|outbound|reads?|download(?:s|ed)?|view(?:s|ed)?|serve|served|serving|fan[- ]?out"
    r"|fanout|timeline|timelines|feed|feeds|stream|streamed|delivery|cdn|watch|watched)\b",
    re.I,
)
_BANDWIDTH = re.compile(
    r"\b(?:bandwidth|ingress|egress|throughput|network|traffic|incoming|inbound|upload)\b", re.I
)
_HORIZON = re.compile(
    r"\b(?:years?|yr|months?|retention|retain|retained|ttl|horizon|replic\w*|cop(?:y|ies)|rendition\w*|backup\w*|3x|x3|decade|expire\w*"
    r"|forever|kept|annual\w*|per year)\b|/(?:yr|year|y|mo|month)\b",
    re.I,
)


def _texts(evaluation: Evaluation) -> str:
    quantities = " \n ".join(f"{result.quantity.text} {result.quantity.group}" for result in evaluation)
    return quantities + " \n " + " \n ".join(evaluation.scale.remarks)


@rule(
    "S5",
    section="scale",
    severity=Severity.SHOULD,
    title="Only averages",
    why="Machines are bought for the busiest hour, which is often two to ten times the average.",
    bad="reads = 100k requests/minute\nwrites = 1k requests/minute\nstored = writes * 1 MB in GB/day\n",
    good="reads = 100k requests/minute\nwrites = 1k requests/minute\nstored = writes * 1 MB in GB/day\n"
    "peak reads = reads * 3\n",
    problem="twitter",
    source="donnemartin/system-design-primer, pull request 1448",
)
def only_averages(rule: Rule, context: Context) -> Iterator[Finding]:
    """Rates of a bursty system, and no word of a peak."""
    evaluation = evaluated(context.board.scale)
    if evaluation is None:
        return
    text = _texts(evaluation)
    bursty = (context.problem is not None and context.problem.bursty) or bool(_DAILY_CYCLE.search(text))
    rates = [result for result in evaluation if _is_rate(result)]
    if not bursty or not rates or _PEAK.search(text):
        return
    first = rates[0]
    yield rule.finding(
        f"{first.name} and the other rates are averages; nothing says how high they go.",
        line=first.quantity.line,
        try_="a peak factor, and the rate that it leads to",
    )


@rule(
    "S6",
    section="scale",
    severity=Severity.SHOULD,
    title="Outgoing data forgotten",
    why="In a system that is mostly read, more data leaves than comes in: once for each reader.",
    bad="reads = 100k requests/minute\nwrites = 1k requests/minute\n"
    "bandwidth = writes * 1 MB = 1 GB/minute\n",
    good="reads = 100k requests/minute\nwrites = 1k requests/minute\n"
    "bandwidth in = writes * 1 MB = 1 GB/minute\n"
    "bandwidth out = reads * 1 MB = 100 GB/minute\n",
    problem="twitter",
    source=_FRAMEWORK,
)
def egress_forgotten(rule: Rule, context: Context) -> Iterator[Finding]:
    """A bandwidth that counts writes only, where reads dominate."""
    evaluation = evaluated(context.board.scale)
    if evaluation is None or context.problem is None or not context.problem.read_heavy:
        return
    flows = [
        result for result in evaluation if _is_data_rate(result) and _BANDWIDTH.search(result.quantity.text)
    ]
    if not flows:
        return
    lineage = {id(flow): _lineage(evaluation, flow) for flow in flows}
    if any(_EGRESS.search(text) for text in lineage.values()):
        return
    flow = flows[0]
    yield rule.finding(
        f"{flow.name} counts what comes in; what goes out to readers is not among the numbers.",
        line=flow.quantity.line,
        try_="the read rate times the size of what one read returns",
    )


@rule(
    "S7",
    section="scale",
    severity=Severity.SHOULD,
    title="Stored data without a horizon",
    why="How long data is kept, and in how many copies, multiplies the storage that is bought.",
    bad="reads = 100k requests/minute\nwrites = 1k requests/minute\nstored = writes * 1 MB = 1 GB/minute\n",
    good="reads = 100k requests/minute\nwrites = 1k requests/minute\nstored = writes * 1 MB = 1 GB/minute\n"
    "stored in 5 years, 3 copies = stored * 5 years * 3\n",
    problem="twitter",
    source=_FRAMEWORK,
)
def no_horizon(rule: Rule, context: Context) -> Iterator[Finding]:
    """Storage that grows, with neither years nor copies."""
    evaluation = evaluated(context.board.scale)
    if evaluation is None:
        return
    growing = [
        result
        for result in evaluation
        if _is_data_rate(result)
        and not _BANDWIDTH.search(result.name)
        and not result.quantity.is_assumption
        and re.search(r"stor|disk|data|kept", result.quantity.text, re.I)
    ]
    if not growing or _HORIZON.search(_texts(evaluation)):
        return
    first = growing[0]
    yield rule.finding(
        f"{first.name} grows by {written(first.shown) if first.shown else 'so much'};"
        " nothing says for how long, or in how many copies.",
        line=first.quantity.line,
        try_="a line for the years that data is kept, and the copies of it",
    )


@rule(
    "S8",
    section="scale",
    severity=Severity.NOTE,
    title="An assumption that nothing uses",
    why="A number earns its place by a decision that depends on it.",
    bad="reads = 100k requests/minute\nwrites = 1k requests/minute\nemployees = 300 people\n"
    "stored = writes * 1 MB\n"
    "read to write = reads / writes\n",
    good="reads = 100k requests/minute\nwrites = 1k requests/minute\nstored = writes * 1 MB\n"
    "read to write = reads / writes\n",
    source="a number that is never converted into anything is best left out",
)
def unused_assumption(rule: Rule, context: Context) -> Iterator[Finding]:
    """Assumptions that no formula names, by name or by value, and that no estimate asked for."""
    evaluation = evaluated(context.board.scale)
    if evaluation is None:
        return
    used = {place for quantity in evaluation.scale.quantities for place in quantity.uses}
    if not used:
        return  # formulas in plain numbers name nothing
    asked = {id(result) for found in estimates_of(context) for result in found.results}
    numbers = _numbers_in_formulas(evaluation.scale)
    for place, result in enumerate(evaluation):
        quantity = result.quantity
        if place in used or not quantity.is_assumption or quantity.claims or id(result) in asked:
            continue
        if (
            not quantity.named
            or quantity.many
            or _by_value(result, numbers)
            or _is_rate(result)
            or _is_data(result)
        ):
            continue
        yield rule.finding(
            f"{result.name} is given and no other line uses it.",
            line=quantity.line,
            try_="compute something from it, or leave it out",
        )


def _numbers_in_formulas(scale: Scale) -> set[float]:
    found = set()
    for quantity in scale.quantities:
        if not quantity.is_assumption and quantity.formula is not None:
            found |= {part.value for part in parts(quantity.formula) if isinstance(part, Number)}
    return found


def _by_value(result: Result, numbers: set[float]) -> bool:
    return result.magnitude is not None and any(
        math.isclose(result.magnitude, value, rel_tol=0.01) for value in numbers
    )


def _is_rate(result: Result) -> bool:
    unit = result.shown.unit if result.shown else None
    return unit is not None and unit.dimension == (0, 0, -1)


def _is_data(result: Result) -> bool:
    return result.shown is not None and result.shown.unit.dimension.information == 1


def _is_data_rate(result: Result) -> bool:
    unit = result.shown.unit if result.shown else None
    return unit is not None and unit.dimension == (1, 0, -1)


def _lineage(evaluation: Evaluation, result: Result) -> str:
    """The words of a quantity and of all that it is computed from."""
    texts, waiting, seen = [], list(result.quantity.uses), set()
    texts.append(result.quantity.text)
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        quantity = evaluation.scale.quantities[place]
        texts.append(quantity.text)
        waiting += quantity.uses
    return " ".join(texts)
