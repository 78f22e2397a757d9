"""C9, C10: a bottleneck names a component of the design, and a number of the scale section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from whiteboard.draft.bottlenecks import Bottleneck
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.measures import per_second
from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.rules.bottlenecks import entries_of, is_judged, titled
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.said import said, words_of

_PARTS = lexicon(
    "db database cache queue service server store storage cdn balancer worker cluster table bucket index"
    " broker gateway ledger mainframe warehouse lake engine farm"
    " proxy shard replica node scheduler registry topic stream pipeline instance lb api client backend topic"
)
_GENERIC = lexicon(
    "the a an our main primary secondary master leader follower read write user hot single sql nosql"
    " relational"
    " document key value blob object media in memory distributed shared central front end frontend web app"
    " application mobile load message job task event data and or of for to in on with big large slow"
    " overloaded each"
    " every one any all other second first new old backing internal external global local regional edge"
    " problem issue"
    " bottleneck risk failure failing dying crash down outage limit capacity scaling growth size latency"
    " throughput hit"
    " miss stampede lag depth contention connection pool reads writes requests traffic peak load heavy"
    " hotspot point"
    " spof is becomes fails dies can could what if when how do we handle"
    " postgres postgresql mysql redis kafka cassandra dynamodb mongodb mongo s3 elasticsearch rabbitmq"
    " sqs memcached"
    " dynamo mariadb sqlite spanner cockroachdb neo4j nginx haproxy cloudfront scylla hbase clickhouse"
)
_SAME = {
    "db": "database", "databases": "database", "dbs": "database", "lb": "balancer", "lbs": "balancer",
    "mq": "queue",
    "storage": "store", "bucket": "store", "broker": "queue", "topic": "queue", "stream": "queue",
    "backend": "server", "service": "server", "api": "server", "instance": "server", "node": "server",
    "app": "server",
    "consumer": "worker", "processor": "worker", "user": "client", "people": "client", "browser": "client",
}  # fmt: skip
BALLPARK = 1.6
"""Numbers this near are one number, rounded."""

APART = 3.0
"""Numbers of one name that are further apart contradict each other."""

_NOT_A_LOAD = re.compile(
    r"(?i)\b(?:handles?|supports?|capacity|limit\w*|can (?:serve|do|take)|serves?|max\w*|up to|each|per"
    r" (?:node|server|instance|shard|machine|worker|box)|threshold|over|above"
    r"|alert|if|beyond|exceed\w*|once|until|grow\w*|tenfold|10x|double|down to|reduc\w*|drop\w*|after"
    r"|hit|cached?|miss\w*|one (?:node|server|machine|instance|primary)|single)\b"
)
_RATE_WORDS = {
    "read": "read", "reads": "read", "query": "read", "queries": "read", "view": "read", "views": "read",
    "write": "write", "writes": "write", "insert": "write", "upload": "upload", "request": "request",
    "requests": "request",
}  # fmt: skip


@rule(
    "C9",
    section=CLOSURE,
    severity=Severity.SHOULD,
    title="Bottleneck that names no component of the design",
    why="A bottleneck sits somewhere: only where it is named can the design be changed.",
    bad=(
        "## Design\nclient -> api server x2 -> tweets db (relational, replicas 2)\n"
        "## Bottlenecks\npace of growth: 5k/s next year; think again; costs time\n"
    ),
    good=(
        "## Design\nclient -> api server x2 -> tweets db (relational, replicas 2)\n"
        "## Bottlenecks\ntweets db: reads peak at 5k/s; add read replicas; costs stale reads; alert on"
        " replica lag\n"
    ),
    source="closure: each bottleneck names a component of the design",
)
def names_no_component(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each bottleneck speaks of something that is drawn."""
    design = context.board.design
    if design is None or design.is_empty:
        return
    drawn: set[str] = set()
    for component in design.components[:3000]:
        drawn |= _heads(component.name) | _heads(component.kind.value)
        if component.store is not None:
            drawn |= {"database", "store"}
    drawn |= _heads(said(context.board, "storage")[:20_000])
    rest = words_of(
        said(
            context.board, "objects", "access patterns", "data types", "api", "scale", "storage", "design",
            "qualities", "relations",
        )
    )  # fmt: skip
    for entry in entries_of(context)[:200]:
        if not is_judged(entry):
            continue
        strange = _strange(entry, rest)
        if strange:
            yield rule.finding(
                f"{titled(entry)} stands nowhere else on the board: {strange} is not drawn, stored or"
                f" asked for.",
                line=entry.line,
                try_="Draw it, or name the component that you mean as the design names it.",
                severity=Severity.MUST,
            )
        elif not drawn & _heads(f"{entry.subject} {entry.text}"):
            yield rule.finding(
                f"{titled(entry)} names no component of the design.",
                line=entry.line,
                try_="Say which box of the design gives way.",
            )


def _heads(text: str) -> set[str]:
    """The words by which a component can be meant."""
    made = set()
    for word in split_words(text):
        one = singular(word)
        one = _SAME.get(one, one)
        if one in _PARTS or one not in _GENERIC:
            made.add(one)
    return made


def _strange(entry: Bottleneck, rest: frozenset[str]) -> str:
    """The name of a component that stands nowhere else on the board; empty unless that is sure."""
    words = [singular(word) for word in split_words(entry.subject)]
    if not 2 <= len(words) <= 4 or words[-1] not in _PARTS:
        return ""
    naming = [word for word in words[:-1] if word not in _GENERIC and word not in _PARTS and len(word) > 3]
    if not naming or len(naming) != len(words) - 1:
        return ""
    for word in naming:
        if word in rest or any(known.startswith(word[:4]) for known in rest):
            return ""
    return repr(entry.subject)


class _Known(NamedTuple):
    """A rate of the scale section: its name, the words of it, and the value per second."""

    name: str
    words: frozenset[str]
    value: float


@rule(
    "C10",
    section=CLOSURE,
    severity=Severity.MUST,
    title="Bottleneck whose number the scale section does not have",
    why="A load that contradicts the estimate makes one of the two wrong, and the fix is sized by it.",
    bad=(
        "## Scale\npeak reads = 5k requests/second\n"
        "## Bottlenecks\ntweets db: peak reads of 500k/s; add read replicas; costs stale reads; alert on"
        " replica lag\n"
    ),
    good=(
        "## Scale\npeak reads = 5k requests/second\n"
        "## Bottlenecks\ntweets db: peak reads of 5k/s; add read replicas; costs stale reads; alert on"
        " replica lag\n"
    ),
    source="closure: each bottleneck names a number of the scale section",
)
def number_from_nowhere(rule: Rule, context: Context) -> Iterator[Finding]:
    """A rate that a bottleneck states is one of the scale section."""
    scale = context.board.scale
    if scale is None or scale.is_empty or not entries_of(context):
        return
    known = _rates(context)
    if not known:
        return
    judged = [entry for entry in entries_of(context) if is_judged(entry)][:200]
    for entry in judged:
        for amount in entry.amounts[:20]:
            value = per_second(amount)
            if value is None or value <= 0 or any(_near(value, found.value) for found in known):
                continue
            clause = _clause(entry.text, amount.text)
            if (
                _NOT_A_LOAD.search(clause)
                or (entry.fix and amount.text in entry.fix)
                or (entry.alert and amount.text in entry.alert)
            ):
                continue
            same = _same_quantity(clause, known)
            if same is not None and value / same.value > APART:
                # Less than the whole may be a part of it: one key, one region, one failed machine.
                yield rule.finding(
                    f"{titled(entry)} says {amount.text}; the scale section has {same.name!r} at"
                    f" {_written(same.value)}.",
                    line=entry.line,
                    try_="Take one of the two, and carry it through.",
                    share=1 / max(len(judged), 1),
                )
                break
            if same is None:
                yield rule.finding(
                    f"{titled(entry)} says {amount.text}, which the scale section does not have.",
                    line=entry.line,
                    try_="Derive it there, so that the fix is sized by the estimate.",
                    severity=Severity.SHOULD,
                )
                break


def _rates(context: Context) -> list[_Known]:
    from whiteboard.run.numbers import evaluated

    found = []
    evaluation = evaluated(context.board.scale)
    for result in list(evaluation or ())[:500]:
        shown = result.shown
        if shown is None or not isinstance(shown.magnitude, float | int):
            continue
        unit = shown.unit
        if unit.dimension.time != -1 or unit.dimension.information or unit.dimension.money:
            continue
        value = float(shown.base)
        if value > 0:
            words = frozenset(_word(word) for word in split_words(result.name))
            found.append(_Known(result.name, words, value))
    return found


def _word(word: str) -> str:
    return _RATE_WORDS.get(word, singular(word))


def _near(one: float, other: float) -> bool:
    return 1 / BALLPARK <= one / other <= BALLPARK


def _clause(text: str, typed: str) -> str:
    at = text.find(typed)
    start = max(text.rfind(mark, 0, max(at, 0)) for mark in (";", ".", ",")) + 1
    ends = [found for mark in (";", ", ", ". ") if (found := text.find(mark, at + len(typed))) >= 0]
    return text[start : min(ends, default=len(text))]


def _same_quantity(clause: str, known: list[_Known]) -> _Known | None:
    """The one quantity of the scale section that a clause speaks of by name; None when in doubt."""
    words = frozenset(_word(word) for word in split_words(clause))
    said_of = [found for found in known if found.words and found.words <= words]
    if not said_of:
        return None
    most = max(len(found.words) for found in said_of)
    best = [found for found in said_of if len(found.words) == most]
    # "peak" must stand on both sides, or on neither: a peak may well be ten times the average.
    if len(best) != 1 or ("peak" in words) != ("peak" in best[0].words):
        return None
    return best[0]


def _written(value: float) -> str:
    return f"{value:,.3g}/s" if value < 1000 else f"{value / 1000:,.3g}k/s"
