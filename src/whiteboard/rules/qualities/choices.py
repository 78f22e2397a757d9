"""N2, N3: a quality changes the design, and not everything can be had at once."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.qualities import QualityKind
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.qualities.shared import GOOD, REDUNDANCY, called, qualities_of, relaxes
from whiteboard.rules.said import said


@rule(
    "N2",
    section="qualities",
    severity=Severity.SHOULD,
    title="Number of nines that changes nothing",
    why="Each nine is bought with copies, zones or failover; one that changes nothing in the design is"
    " only a number.",
    bad="availability: 99.999%\n",
    good="availability: 99.9%, by failover between two zones, because downtime costs revenue\n",
    source="the framework's step 1.2: the first follow-up on nines is what they change in the system",
)
def idle_nines(rule: Rule, context: Context) -> Iterator[Finding]:
    """An availability number has something that brings it about."""
    board = context.board
    drawn = any(section is not None and not section.is_empty for section in (board.design, board.storage))
    elsewhere = said(board, "qualities", "design", "storage", "bottlenecks")
    for quality in qualities_of(context):
        if (
            quality.kind is not QualityKind.AVAILABILITY
            or quality.percent is None
            or quality.percent < 99
            or quality.relaxed
        ):
            continue
        if REDUNDANCY.search(elsewhere) or (not drawn and (quality.because or quality.decision)):
            continue
        where = (
            "nothing on the board goes on when one part stops"
            if drawn
            else "nothing says what brings that about"
        )
        yield rule.finding(
            f"{called(quality)} asks for {quality.percent:g}%, and {where}.",
            line=quality.line,
            try_="Say what would be different with one nine less.",
        )


@rule(
    "N3",
    section="qualities",
    severity=Severity.SHOULD,
    title="Everything maximized, nothing relaxed",
    why="Qualities are paid for with each other: naming one that may give way shows what the others are"
    " worth.",
    bad="performance: getFeed under 100 ms at p99\navailability: 99.99%, by failover between"
    " zones\nconsistency: strong, by transactions\n",
    good=GOOD,
    source="the framework's step 1.2: qualities are an opportunity to relax one of them",
)
def nothing_relaxed(rule: Rule, context: Context) -> Iterator[Finding]:
    """Something is knowingly given up."""
    qualities = qualities_of(context)
    if len(qualities) < 2 or any(relaxes(quality) for quality in qualities):
        return
    reasoned = sum(quality.because is not None for quality in qualities)
    if len(qualities) == 2 and reasoned:
        return
    yield rule.finding(
        f"All {len(qualities)} qualities ask for more, and none gives way.",
        line=qualities[0].line,
        try_="Ask of each what happens when it is missed, and relax the one that hurts least, with the"
        " reason.",
    )
