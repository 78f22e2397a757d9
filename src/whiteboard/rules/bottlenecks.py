"""Rules on bottlenecks: numbers and costs, hot keys, failures, and qualities returned to (B3 to B6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.bottlenecks import Bottleneck
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.qualities import Quality, QualityKind
from whiteboard.draft.quality_words import kinds_in
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.said import said, speaks_of, words_of

GOOD = """\
tweets db: reads peak at 5k/s; add read replicas; costs stale reads; alert on replica lag
celebrity accounts: one tweet fans out to millions of feeds; merge them at read time; costs a slower feed
"""
_MAGNITUDE = re.compile(
    r"(?i)(?<![\w-])(?:(?:tens of |hundreds of )?(?:thousands?|millions?|billions?|hundreds|dozens)"
    r"|(?:two|three|four|five|ten|hundred|twice|half|double|triple)"
    r"|\d+ ?x|x ?\d+|\d[\d.,]*|p\d{2,3}|order of magnitude|ten-?fold|all (?:reads|writes|requests"
    r"|traffic|followers|feeds)|every (?:read|write|request|follower|feed|tweet))(?!\w)"
)
"""Words that give a bottleneck a size, be they as coarse as "millions of feeds"."""

_LOAD = re.compile(
    r"(?i)(?<![\w-])(?:bottleneck\w*|overload\w*|overwhelm\w*|saturat\w*|slow\w*|hot|peak\w*|spik\w*"
    r"|burst\w*|too (?:many|much|large|slow|big|often|long)"
    r"|limit(?:s|ed)?|load|traffic|read-?heavy|write-?heavy|heavy|growth?|grows?|contention|throughput"
    r"|fan(?:s|ned)?[- ]?out|celebrit\w+|viral|stampede|thundering"
    r"|exceed\w*|runs? out|full|capacity|scal\w+|latenc\w+|reads|writes|queries|bandwidth|large|huge"
    r"|massive)(?!\w)"
)
_PERHAPS_A_COST = re.compile(
    r"(?i)\+\s?\d+\s?m?s\b|(?<![\w-])(?:but|though|although|however|while|harder|slower|later|less|fewer|worse|stale\w*|complex\w*|lose|losing|loss"
    r"|duplicate\w*|expensive|money|pays?|price|extra|overhead|delay\w*|weaker|lag|eventual\w*|cons?|\$)(?!\w)"
)
_WATCHED = re.compile(
    r"(?i)^(?:monitoring|alerts?|alerting|observability|metrics|telemetry|logging|operations?)\b"
)
_MOST_JUDGED = 200


def entries_of(context: Context) -> tuple[Bottleneck, ...]:
    """The bottlenecks of a board; none where the section is absent."""
    section = context.board.bottlenecks
    return () if section is None else section.bottlenecks


def titled(entry: Bottleneck) -> str:
    """The bottleneck as the learner would recognize it, cut short."""
    words = entry.subject or entry.text
    return repr(words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + " …")


def is_judged(entry: Bottleneck) -> bool:
    """Whether an entry is a bottleneck or a risk, rather than a word on monitoring alone."""
    watched = entry.alert and not entry.fix and not _LOAD.search(entry.text)
    return not (_WATCHED.match(entry.subject) or watched)


@rule(
    "B3",
    section="bottlenecks",
    severity=Severity.MUST,
    title="Bottleneck without number, or fix without cost",
    why="A number shows that it is one, and a cost shows that the fix was weighed: every fix takes"
    " something.",
    bad="tweets db: too slow; add read replicas\n",
    good=GOOD,
    source="the framework's step 3: trade-offs are named with what they cost",
)
def number_and_cost(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each bottleneck has a number, and each fix its cost."""
    judged = [entry for entry in entries_of(context) if is_judged(entry)][:_MOST_JUDGED]
    for entry in judged:
        text = f"{entry.subject} {entry.text}"
        bare = (
            not entry.amounts
            and not re.search(r"\d", entry.subject)
            and not _MAGNITUDE.search(text)
            and not _names_a_number(text, context)
        )
        # A failure needs no number: that one machine can stop is enough.
        unnumbered = bare and not entry.failure
        unpaid = entry.fix is not None and entry.cost is None
        empty = (
            bare
            and entry.fix is None
            and entry.cost is None
            and not entry.alert
            and len(entry.text.split()) <= 6
        )
        sure_number = unnumbered and (bool(_LOAD.search(text)) or empty)
        # A price may be told in words that no list holds: then it is only asked for.
        sure_cost = (
            unpaid
            and not entry.failure
            and not _PERHAPS_A_COST.search(entry.text)
            and len(_clauses(entry.text)) <= _NUMBER_AND_FIX
        )
        parts = [
            part
            for part, said_ in (
                ("no number", unnumbered),
                ("no cost of the fix", unpaid),
            )
            if said_
        ]
        if not parts:
            continue
        sure = sure_number + sure_cost
        yield rule.finding(
            f"{titled(entry)} has {' and '.join(parts)}.",
            line=entry.line,
            try_="Take the number from your scale section, and say what gets worse by the fix.",
            share=(sure or 1) / 2 / len(judged),
            severity=Severity.MUST if sure else Severity.SHOULD,
        )


_NUMBER_AND_FIX = 2


def _clauses(text: str) -> list[str]:
    """The parts of an entry, without what is watched: a third may tell the price in words of its own."""
    parts = re.split(r"[.;→\n]|->|=>", text)
    return [part for part in parts if len(part.split()) > 1 and not _WATCHED.match(part.strip())]


def _names_a_number(text: str, context: Context) -> bool:
    """Whether a text names a quantity of the scale section instead of repeating its value."""
    scale = context.board.scale
    if scale is None:
        return False
    lower = text.lower()
    return any(
        quantity.named and len(quantity.name) > 4 and quantity.name.lower() in lower
        for quantity in scale.quantities[:300]
    )


@rule(
    "B4",
    section="bottlenecks",
    severity=Severity.SHOULD,
    title="Hot key not handled",
    why="A design that holds for the average breaks at the few keys that get most of the load.",
    bad="tweets db: reads peak at 5k/s; add read replicas; costs stale reads; alert on replica lag\n",
    good=GOOD,
    problem="twitter",
    source="the framework's step 6: how are hot users handled?",
)
def hot_key(rule: Rule, context: Context) -> Iterator[Finding]:
    """Keys that get far more than their share are spoken of."""
    if context.problem is None or not entries_of(context):
        return
    spoken = said(context.board, "bottlenecks", "design", "storage", "qualities")
    for key in context.problem.hot_keys:
        if speaks_of(spoken, key.words):
            continue
        yield rule.finding(
            "Nothing is said of a key that gets far more than its share.",
            line=None,
            why=rule.why,
            try_="Ask whether all accounts, posts and files are alike, and what the largest of them does"
            " to each store.",
        )


@rule(
    "B5",
    section="bottlenecks",
    severity=Severity.SHOULD,
    title="No failure and no alert at all",
    why="Whoever runs the system has to know that a part stopped, and what happens until it is back.",
    bad="tweets db: reads peak at 5k/s; add read replicas; costs stale reads\n",
    good="tweets db: reads peak at 5k/s; add read replicas; costs stale reads; alert on replica lag\n",
    source="the framework's wrap-up: error cases, monitoring, recovery",
)
def no_failure(rule: Rule, context: Context) -> Iterator[Finding]:
    """The section speaks of a failure or of an alert."""
    entries = entries_of(context)
    if not entries or any(entry.failure or entry.alert for entry in entries):
        return
    if re.search(
        r"(?i)\b(?:fail|crash|down|outage|alert|monitor|metric|replica lag)",
        said(context.board, "bottlenecks"),
    ):
        return
    yield rule.finding(
        f"{len(entries)} bottleneck{'s' if len(entries) > 1 else ''}, and not one says what fails or who"
        f" would notice.",
        line=entries[0].line,
        try_="Stop each component in your mind, and say what users see and which number tells you.",
    )


@rule(
    "B6",
    section=CLOSURE,
    severity=Severity.NOTE,
    title="Quality with a target that no deep dive returns to",
    why="The end of the interview is where a promise of the beginning is shown to hold.",
    bad=(
        "## Qualities\nsecurity: submitted code killed after 10 seconds, in a sandbox\n"
        "## Bottlenecks\ntweets db: reads peak at 5k/s; add read replicas; costs stale reads; alert on"
        " replica lag\n"
    ),
    good=(
        "## Qualities\nperformance: getFeed under 200 ms, because people wait for it\n"
        "## Bottlenecks\ntweets db: reads peak at 5k/s, over 200 ms at p99; add read replicas; costs"
        " stale reads; alert on lag\n"
    ),
    source="the framework's deep dives: show that the design meets the qualities",
)
def quality_not_returned_to(rule: Rule, context: Context) -> Iterator[Finding]:
    """A quality with a target comes up again among the bottlenecks."""
    section = context.board.qualities
    if section is None or not entries_of(context):
        return
    spoken = said(context.board, "bottlenecks")
    kinds, words = set(kinds_in(spoken)), words_of(spoken)
    for quality in section.qualities:
        if (
            quality.relaxed
            or not (quality.percent or quality.latency or quality.amounts)
            or quality.kind in kinds
        ):
            continue
        if _returned_to(quality, words, entries_of(context)):
            continue
        label = quality.name or quality.text[:60]
        yield rule.finding(
            f"{label!r} has a target, and no bottleneck comes back to it.",
            line=quality.line,
            try_="Say which component endangers it first.",
        )


_ALSO = {
    QualityKind.PERFORMANCE: {"cache", "index", "precompute", "queue", "peak", "read", "slow"},
    QualityKind.AVAILABILITY: {
        "replica",
        "replicas",
        "zone",
        "standby",
        "failure",
        "fail",
        "crash",
        "backup",
    },
    QualityKind.SCALABILITY: {"shard", "peak", "replica", "load", "grow", "partition"},
    QualityKind.DURABILITY: {"replica", "backup", "loss", "lost"},
    QualityKind.CONSISTENCY: {"lock", "transaction", "unique", "stale", "lag"},
}


def _returned_to(quality: Quality, words: frozenset[str], entries: tuple[Bottleneck, ...]) -> bool:
    if words & _ALSO.get(quality.kind, set()):
        return True
    values = {(amount.value, amount.unit) for amount in quality.amounts}
    return any((amount.value, amount.unit) in values for entry in entries for amount in entry.amounts)
