"""N1, N4: a quality is a number or a reason, and says what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.qualities import Quality, QualityKind
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.qualities.shared import GOOD, called, leftover, qualities_of

_MEASURED = re.compile(
    r"(?i)(?<![\w-])(?:(?:few|some|couple of|single[- ]digit|sub-?|under an?|within an?|a) ?(?:second"
    r"|minute|hour|millisecond|day)s?"
    r"|sub-?second|milliseconds?|seconds|minutes|hours|no (?:downtime|single point|data loss|loss)|zero"
    r"|never|always|nothing|every|24/7|24x7"
    r"|nines?|single points? of failure|(?:two|three|ten|hundreds?|thousands?|millions?|billions?)|\d+x"
    r"|real[- ]?time)(?![\w])"
)
_MUST_BE_MEASURED = {QualityKind.PERFORMANCE, QualityKind.AVAILABILITY, QualityKind.SCALABILITY}


@rule(
    "N1",
    section="qualities",
    severity=Severity.MUST,
    title="Adjective without number or reason",
    why="Fast and available are said of every system: without a number or a reason they decide nothing"
    " later on.",
    bad="The system should be fast\nHigh availability\nsecurity: baseline only, because no user code runs\n",
    good=GOOD,
    source="the framework's step 1.2: a quality is worth stating where it can change the design",
)
def adjective_without_number(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each quality has a number, a reason or a decision, or is knowingly relaxed."""
    qualities = qualities_of(context)
    settled = {quality.kind for quality in qualities if _is_settled(quality)} - {QualityKind.OTHER}
    for quality in qualities:
        if _is_settled(quality) or quality.kind in settled:
            continue
        said = leftover(quality.text)
        sure = quality.kind in _MUST_BE_MEASURED and len(said) <= 3
        empty = not said and quality.kind is not QualityKind.OTHER
        if not sure and not empty and (quality.kind not in _MUST_BE_MEASURED or len(said) > 6):
            continue
        yield rule.finding(
            f"{called(quality)} has neither a number nor a reason.",
            line=quality.line,
            try_="Say how much, of what, and what happens to whom when it is missed; or say that you"
            " give it up.",
            share=1 / len(qualities),
            severity=Severity.MUST if sure or empty else Severity.SHOULD,
        )


def _is_settled(quality: Quality) -> bool:
    if quality.relaxed or quality.because or quality.decision or quality.percent is not None:
        return True
    if quality.amounts or _MEASURED.search(quality.text):
        return True
    if quality.kind in (
        QualityKind.SECURITY,
        QualityKind.CONSISTENCY,
        QualityKind.DURABILITY,
        QualityKind.OTHER,
        QualityKind.COST,
    ):
        # These have no number; any statement of what is meant will do.
        return bool(leftover(quality.text)) or (
            quality.kind is QualityKind.CONSISTENCY and "strong" in quality.text.lower()
        )
    return False


@rule(
    "N4",
    section="qualities",
    severity=Severity.SHOULD,
    title="Latency target tied to nothing that people do",
    why="A latency target for everything buys speed where nobody waits; one for a named workflow says"
    " where to spend.",
    bad="performance: latency under 200 ms\n",
    good="performance: getFeed under 200 ms at p99, because it is the landing page and people wait for it\n",
    source="the framework's step 1.2: ask which access patterns, if any, need good performance",
)
def latency_of_nothing(rule: Rule, context: Context) -> Iterator[Finding]:
    """A latency target says of what."""
    for quality in qualities_of(context):
        if quality.latency is None or quality.relaxed or quality.because:
            continue
        if leftover(quality.text) or leftover(quality.name):
            continue
        yield rule.finding(
            f"{called(quality)} does not say what has to be that fast.",
            line=quality.line,
            try_="Name the access pattern that people wait for.",
        )
