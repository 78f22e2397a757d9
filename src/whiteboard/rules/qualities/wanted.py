"""N5, N6, N8: the qualities that a problem calls for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.qualities import Quality, QualityKind
from whiteboard.draft.quality_words import kinds_in
from whiteboard.problems.pack import AccessPattern, WantedQuality
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.qualities.shared import qualities_of
from whiteboard.rules.said import said, speaks_of

ISOLATION = re.compile(
    r"(?i)(?<![\w-])(?:isolat\w*|sandbox\w*|containers?|containeri[sz]\w+|(?:micro-?)?vms?|virtual"
    r" machines?|jail\w*|gvisor|firecracker|seccomp|chroot"
    r"|un-?trusted|low[- ]?trust|side effects?|resource limits?|no network|wasm|web ?assembly|nsjail"
    r"|runners? that|lambda|docker|kata|separate"
    r" (?:process|machine|network|host)\w*|(?:cpu|memory|time) limits?|malicious)(?!\w)"
)
_DECIDED = re.compile(
    r"(?i)(?<![\w-])(?:(?:in)?consisten\w*|double[- ]?book\w*|book(?:ed)? twice|transaction\w*|atomic\w*"
    r"|unique|uniqueness|lock\w*|cap|cp|ap|acid"
    r"|exactly[- ]?once|at most once|race|conflict\w*|linear[iy][sz]\w*|serializ\w*|idempot\w*"
    r"|oversell\w*|first come|only one|same (?:slot|seat|time|interview)"
    r"|stale\w*|correct\w*)(?!\w)"
)


def _patterns(context: Context, flag: str) -> list[AccessPattern]:
    if context.problem is None:
        return []
    excluded = said(context.board, "out of scope")
    return [
        pattern
        for pattern in context.problem.access_patterns
        if getattr(pattern, flag)
        and not (excluded and speaks_of(excluded, [sign for sign in pattern.said if sign]))
    ]


@rule(
    "N5",
    section="qualities",
    severity=Severity.MUST,
    title="Strangers' code and no isolation",
    why="Code that a stranger typed can read secrets, fill the disk or attack others from the machine"
    " that runs it.",
    bad="availability: 99.9%, by failover between two zones, because interviews are booked in advance\n",
    good=(
        "availability: 99.9%, by failover between two zones, because interviews are booked in advance\n"
        "security: submitted code runs in isolation, because it is not trusted\n"
        "relaxed: performance, because nobody waits long; consistency: no double booking\n"
    ),
    problem="interviewing-io",
    source="the framework's step 1.2: low-trust code runs in isolation",
)
def no_isolation(rule: Rule, context: Context) -> Iterator[Finding]:
    """Where strangers' code runs, a quality says how others are kept safe from it."""
    patterns = _patterns(context, "low_trust")
    if (
        not patterns
        or not qualities_of(context)
        or ISOLATION.search(said(context.board, "qualities", "design", "bottlenecks"))
    ):
        return
    secure = next((q for q in qualities_of(context) if q.kind is QualityKind.SECURITY), None)
    yield rule.finding(
        f"{patterns[0].says.rstrip('.')}: no quality says how the rest is kept safe from that code.",
        line=secure.line if secure else None,
        try_="Ask whether the code can be trusted, and what it must not be able to reach.",
    )


@rule(
    "N6",
    section="qualities",
    severity=Severity.MUST,
    title="Contested write and consistency not chosen",
    why="Where two people want the same thing at once, one must lose: availability and consistency"
    " cannot both be kept.",
    bad="availability: 99.9%, by failover between two zones, because interviews are booked in advance\n"
    "security: submitted code runs in isolation\n",
    good="availability: 99.9%, by failover between two zones, because interviews are booked in advance\n"
    "security: submitted code runs in isolation\n"
    "consistency: a slot is booked once, because a double booking costs trust\n",
    problem="interviewing-io",
    source="the CAP trade-off, applied to the one write that needs it",
)
def consistency_not_chosen(rule: Rule, context: Context) -> Iterator[Finding]:
    """Where a write is contested, a quality says what is kept."""
    patterns = _patterns(context, "contested")
    if not patterns or not qualities_of(context):
        return
    if any(
        QualityKind.CONSISTENCY in (quality.kind, *kinds_in(quality.text))
        for quality in qualities_of(context)
    ):
        return
    if _DECIDED.search(said(context.board, "qualities")):
        return
    # Another section that decides it says that it was thought of: then it is only to be written down here.
    elsewhere = bool(_DECIDED.search(said(context.board, "design", "bottlenecks", "access patterns")))
    yield rule.finding(
        f"{patterns[0].says.rstrip('.')}: no quality says what happens when two want the same at once.",
        line=None,
        try_="Say for this one write whether it may be refused, or may be wrong.",
        severity=Severity.SHOULD if elsewhere else None,
    )


@rule(
    "N8",
    section="qualities",
    severity=Severity.MUST,
    title="Quality that matters in the problem is missing",
    why="A quality that nobody asked about is one that the design serves by luck.",
    bad="cost: cheap, because it is a hobby\n",
    good="performance: getFeed under 200 ms at p99, because people wait for it\n"
    "availability: 99.9%, by failover between two zones, because downtime costs revenue\n",
    problem="twitter",
    source="the framework's step 1.2: performance, availability and security are considered each",
)
def quality_missing(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each quality that the problem calls for is named, or relaxed."""
    if context.problem is None or not qualities_of(context):
        return
    required = [wanted for wanted in context.problem.qualities if wanted.required]
    for wanted in required:
        if any(_names(quality, wanted) for quality in qualities_of(context)):
            continue
        if context.board.qualities and speaks_of(
            " ".join(context.board.qualities.remarks), [(wanted.name,), *wanted.words]
        ):
            continue
        yield rule.finding(
            f"Nothing is said of {wanted.name}.",
            line=None,
            why=f"Here it matters: {wanted.why.rstrip('.')}.",
            try_="Ask what happens when it is missed, and state it or relax it, with the reason.",
            share=1 / len(required),
        )


def _names(quality: Quality, wanted: WantedQuality) -> bool:
    text = f"{quality.name} {quality.text}"
    if wanted.name == quality.kind.value or wanted.name in {kind.value for kind in kinds_in(text)}:
        return True
    if wanted.name == "availability" and _SHARE_OF_TIME.search(text):
        return True  # "99.9% on weekdays": no other quality is put so
    return speaks_of(text, [(wanted.name,), *wanted.words])


_SHARE_OF_TIME = re.compile(r"(?<![\d.])9\d(?:\.\d+)?\s?%(?!\s*of (?:requests|reads|writes|queries|calls))")
