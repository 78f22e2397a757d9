"""The words by which a sentence speaks of a quality: "uptime" of availability, "snappy" of performance."""

from __future__ import annotations

import re

from whiteboard.draft.qualities import QualityKind

_WORDS = {
    QualityKind.PERFORMANCE: r"latenc\w*|fast(?:er|est)?|quick\w*|speed\w*|responsiv\w*|perform\w*"
    r"|response[- ]times?"
    r"|load(?:ing)?[- ]times?|throughput|real[- ]?time|instant\w*|snappy|smooth\w*|slow\w*|t?p(?:50|75"
    r"|90|95|99|999)\b[\d.]*"
    r"|percentile|immediate\w*|low[- ]lag|millisecond\w*|lag|rtt|time to first byte|ttfb",
    QualityKind.AVAILABILITY: r"availab\w*|avail|up-?time|down-?time|nines|9s|always[- ](?:up|on|be up"
    r"|be on)|24/7|24x7|reliab\w*"
    r"|fault[- ]?toleran\w*|toleran\w* (?:to|of) (?:failures?|faults?)|resilien\w*|fail-?over"
    r"|redundan\w*|outages?"
    r"|single points? of failure|spofs?|robust\w*|ha|highly[- ]available|up and running|(?:be|being"
    r"|goes?|going|is|are) down|(?:be|is|stays?|remains?|keeps?) up|stay(?:s)? up|never (?:be "
    r"|go(?:es)? )?down"
    r"|disaster recovery|recover\w*|rto",
    QualityKind.SECURITY: r"secur\w*|auth|authenticat\w*|authori[sz]\w*|encrypt\w*|isolat\w*|sandbox\w*"
    r"|privacy|gdpr|hipaa|pci"
    r"|complian\w*|pii|https|tls|ssl|(?:low|high|un)[- ]?trust\w*|trusted|malicious|permissions?|access"
    r" control|abuse|ddos"
    r"|dos|oauth|attack\w*|jail\w*|side effects",
    QualityKind.CONSISTENCY: r"(?:in)?consisten\w*|eventual\w*|stale\w*|fresh\w*|cap|cap theorem|ap|cp"
    r"|acid|transaction(?:al|s)?"
    r"|double[- ]book\w*|idempot\w*|atomic\w*|exactly[- ]once|read[- ]your[- ](?:own[- ])?writes?"
    r"|linear[iy][sz]ab\w*"
    r"|serializ\w*|correctness|integrity|oversell\w*|race conditions?",
    QualityKind.DURABILITY: r"durab\w*|data[- ]loss|never (?:be )?los[et]\w*|(?:ever|be|get|gets|are|is)"
    r" lost|los(?:e|es|ing) (?:any |no )?"
    r"(?:data|tweets?|posts?|messages?|videos?|uploads?)|persist\w*|back-?ups?|rpo|retention|survive\w*",
    QualityKind.SCALABILITY: r"scal(?:e|es|ed|able|ability|ing)|elastic\w*|grow\w*|spik\w*|burst\w*"
    r"|peak\w*|concurren\w*"
    r"|(?:handle|support|serve)s? (?:up to |over |at least |about |more than )?(?:[\d.,]+|millions?"
    r"|billions?|thousands?|hundreds|a million)"
    r"|qps|rps|dau|mau|high (?:load|traffic|volume)|heavy (?:load|traffic)",
    QualityKind.COST: r"costs?|cheap\w*|budget\w*|cost[- ]effic\w*|cost[- ]effective\w*|affordab\w*"
    r"|inexpensive|economical",
}
_ANY = re.compile(
    "|".join(f"(?P<{kind.value}>(?<![\\w-])(?:{pattern})(?!\\w))" for kind, pattern in _WORDS.items()),
    re.IGNORECASE,
)
_LATE = (QualityKind.COST, QualityKind.SCALABILITY)
_MOST = 5000


def kinds_in(text: str) -> tuple[QualityKind, ...]:
    """The kinds that a text speaks of, in the order in which it first does so.

    Parameters
    ----------
    text : str
        A label or a sentence; its first 5,000 characters count.

    Examples
    --------
    >>> [kind.value for kind in kinds_in("highly available, low-latency reads")]
    ['availability', 'performance']
    """
    found: dict[QualityKind, None] = {}
    for match in _ANY.finditer(text[:_MOST].replace("low-latency", "low latency").replace("_", " ")):
        if match.lastgroup:
            found.setdefault(QualityKind(match.lastgroup))
    return tuple(found)


def kind_of(text: str) -> QualityKind:
    """The kind that a text speaks of first; cost and load only when it speaks of nothing else.

    Examples
    --------
    >>> [kind_of(text).value for text in ("downtime costs revenue", "peak load with low latency", "hm")]
    ['availability', 'performance', 'other']
    """
    found = kinds_in(text)
    for kind in found:
        if kind not in _LATE:
            return kind
    return found[0] if found else QualityKind.OTHER
