"""What the rules on qualities share: the section, what a quality is called, and the words it leaves over."""

from __future__ import annotations

import re

from whiteboard.draft.qualities import Quality
from whiteboard.draft.quality_words import kinds_in
from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.rules.context import Context

GOOD = """\
performance: getFeed under 200 ms at p99, because it is the landing page and people wait for it
availability: 99.9%, by failover between two zones, because downtime costs revenue
security: baseline only, because no user code runs
relaxed: consistency, because a feed may be some seconds stale
"""
REDUNDANCY = re.compile(
    r"(?i)(?<![\w-])(?:replica\w*|replicat\w+|fail-?over|zones?|regions?|multi-?(?:az|region|zone)|az"
    r"|azs|redundan\w+|stand-?by"
    r"|active[- ](?:active|passive)|hot spare|secondar(?:y|ies)|data ?cent(?:er|re)s|x ?[2-9]\d*|(?:two"
    r"|three|several|multiple|[2-9]|1\d)"
    r" (?:\w+ )?(?:instances|copies|nodes|servers|machines|of them|pods)|cluster\w*|quorum|auto-?scal\w+"
    r"|load balanc\w+|health checks?"
    r"|no single point|spofs?|single points? of failure|backups?)(?![\w])"
)
"""Words by which a draft shows that something goes on when one part stops."""

_FILLER = lexicon(
    "the a an system service should must be is are will shall we want need needs to have has of for and"
    " or in at on"
    " with very highly high low good great well always as possible it our this that be able support supports"
    " provide provides ensure keep stay need need not all any most under below less than within over up above"
    " about around more max maximum minimum least p50 p90 p95 p99 percentile requirement requirements quality"
    " qualities user users experience app application platform important really quite enough ideally also"
    " target goal time times level excellent strong nice make sure made so by ms s sec second seconds minute"
    " minutes th st nd rd median average end every each every-day day"
)
_QUALITY = lexicon(
    "latency fast quick speed responsive performance performant response load throughput real instant"
    " availability"
    " available uptime downtime reliable reliability fault tolerant tolerance resilient resilience"
    " robust secure"
    " security consistent consistency durable durability scalable scalability scale scaling elastic cost"
    " cheap"
    " efficient efficiency maintainable maintainability observable usable usability flexible extensible"
)


def leftover(text: str) -> list[str]:
    """The words of a text that are neither filler, numbers, nor adjectives of quality.

    Examples
    --------
    >>> leftover("The system should be highly available"), leftover("timeline loads in under 200 ms")
    ([], ['timeline'])
    """
    words = [singular(word) for word in split_words(text[:2000])]
    return [
        word
        for word in words
        if word not in _FILLER
        and word not in _QUALITY
        and not word.isdigit()
        and len(word) > 1
        and word.removesuffix("ly") not in _QUALITY
    ]


def called(quality: Quality) -> str:
    """The quality as the learner would recognize it, cut short."""
    words = f"{quality.name}: {quality.text}" if quality.name else quality.text
    return repr(words if len(words) <= 70 else words[:67].rsplit(" ", 1)[0] + " …")


def qualities_of(context: Context) -> tuple[Quality, ...]:
    """The qualities of a board; none where the section is absent."""
    section = context.board.qualities
    return () if section is None else section.qualities


def relaxes(quality: Quality) -> bool:
    """Whether a quality gives up something, itself or another: "availability over consistency"."""
    return quality.relaxed or bool(
        len(kinds_in(quality.text)) > 1
        and re.search(
            r"(?i)>>|≫|\bover\b|\brather than\b|\binstead of\b|\bmore important than\b|\bAP\b|\bCP\b"
            r"|prioriti",
            quality.text,
        )
    )
