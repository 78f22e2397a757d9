"""How a line of a qualities section is put together: label and rest, reason, means, comma list."""

from __future__ import annotations

import re

from whiteboard.draft.qualities import QualityKind
from whiteboard.draft.quality_words import kind_of, kinds_in
from whiteboard.notation.amounts import amounts_in
from whiteboard.notation.outline import clean
from whiteboard.notation.qualities.understanding import is_relaxed_label

_LABEL = re.compile(
    r"^(?P<name>[^\s:;,.?!|()<>=≤≥][^:;?!|<>=]{0,79}?)\s*(?P<mark>:(?![/\w])|:(?=[A-Za-z])|=(?!=)"
    r"|\s[–—-]\s|\s?->\s|\s?→\s|\s?=>\s)\s*(?P<text>.*)$"
)
_RUN_IN = re.compile(r"^(?P<name>[A-Z][A-Za-z/ -]{2,40})\.\s+(?P<text>[A-Z0-9].*)$")
"""``Availability. We aim at …``: the title of a paragraph."""
_RUN_IN_WORDS = 3
BARE = re.compile(r"^(?P<name>[^\s:;,.?!|()<>=≤≥][^:;?!|<>=]{0,79}?)\s*:$")
REASON = re.compile(r"(?i)^(?:why|because|reason(?:ing)?|rationale|justification|motivation)\b\s*[:–—-]?\s*")
HOW = re.compile(
    r"(?i)^(?:how|decision|approach|solution|design|strategy|implementation|achieved(?: by)?|mechanism"
    r"|tactic)\s*[:–—-]\s*"
)
TARGET = re.compile(
    r"(?i)^(?:target|goal|metric|slo|sla|number|requirement|value|measure(?:ment)?|objective"
    r"|what)\s*[:–—-]\s*"
)
_LEAD = re.compile(
    r"(?i)^(?:(?:the|our|this) (?:system|service|platform|application|app|product|site|design)|it|we"
    r"|system|service)(?:'s)? (?:should|must|shall|needs? to|has to"
    r"|have to|will|ought to|wants?|need|require[s]?|want)(?: to)?(?: be| have| provide| support)?\b\s*"
)


def speaks(text: str) -> bool:
    """Whether a sentence speaks of a quality, or gives one a number.

    Examples
    --------
    >>> speaks("Downtime costs revenue"), speaks("Let us begin")
    (True, False)
    """
    return (
        bool(kinds_in(text))
        or any(amount.unit for amount in amounts_in(text[:2000]))
        or bool(re.search(r"(?i)\brelax", text))
    )


def split_label(text: str) -> tuple[str, str]:
    """Label and rest of a line; an empty label when there is none."""
    lead = _LEAD.match(text)
    run_in = _RUN_IN.match(text)
    if (
        run_in
        and len(run_in["name"].split()) <= _RUN_IN_WORDS
        and kind_of(run_in["name"]) is not QualityKind.OTHER
    ):
        return run_in["name"].strip(), run_in["text"].strip()
    match = _LABEL.match(text)
    if not match or not match["text"]:
        return "", text
    name = match["name"].strip()
    if len(name.split()) > 8 or not re.search(r"[^\W\d_]", name) or amounts_in(name):
        return "", text
    mark = match["mark"].strip()
    if mark != ":":
        known = kind_of(name) is not QualityKind.OTHER or is_relaxed_label(name)
        if not known or len(name.split()) > 4 or lead:
            return "", text
    if is_part(text):
        return "", text
    return name, match["text"].strip()


def is_part(text: str) -> bool:
    """Whether a line is a part of the quality above it: its reason, its number, how it is brought about."""
    if re.match(r"(?i)because\b|since\b", text):
        return True
    return any(
        re.match(r"(?i)[\w ]+\s*[:–—]", match[0])
        for pattern in (REASON, HOW, TARGET)
        if (match := pattern.match(text))
    )


def may_name(text: str) -> bool:
    """Whether a bullet with others below it is their label."""
    return len(text.split()) <= 4 and not any(c.isdigit() for c in text) and fit(text) == text


def fit(name: str) -> str:
    """A name that may stand before a colon."""
    for _ in range(6):
        made = clean(" ".join(re.sub(r"[:;?!|<>=]+", " ", name).split())[:80].strip(" ,.()"))
        if made == name:
            break
        name = made
    return name


def because(text: str) -> str:
    """A reason as it is joined to what it explains.

    Examples
    --------
    >>> because("Why: users leave")
    'because users leave'
    """
    text = REASON.sub("", text, count=1)
    return text if re.match(r"(?i)(?:because|since|so that|as)\b", text) else f"because {text}"


def by_means(text: str) -> str:
    """A decision as it is joined to what it brings about.

    Examples
    --------
    >>> by_means("two zones")
    'by two zones'
    """
    return text if re.match(r"(?i)(?:by|via|using|through|with)\b", text) else f"by {text}"


def listed_qualities(text: str) -> list[str]:
    """Parts of a comma list of qualities, "scalable, available and fast"; empty when it is none."""
    if not text or len(text) > 300 or re.search(r"(?i)because|since|;|\bover\b|>|\.\s|\bby\b|\bbut\b", text):
        return []
    bare = _LEAD.sub("", text, count=1)
    parts = [
        part.strip()
        for part in re.split(r"\s*(?:,\s*(?:and|or)\b|,|\s&\s|\band\b|\s\+\s|/(?=[a-z]))\s*", bare)
        if part.strip()
    ]
    if len(parts) < 2:
        return []
    kinds = [kinds_in(part) for part in parts]
    if all(len(found) == 1 for found in kinds) and all(len(part.split()) <= 5 for part in parts):
        return parts if len({found[0] for found in kinds}) > 1 else []
    return []


def sentences_of(text: str) -> list[str]:
    """The sentences of a line.

    Examples
    --------
    >>> sentences_of("It is fast. It is up.")
    ['It is fast', 'It is up']
    """
    return [part for part in (clean(part) for part in re.split(r"(?<=[.!?])\s+(?=[A-Z*\"'(])", text)) if part]


def several(text: str) -> list[str]:
    """Qualities of different kinds on one line, with semicolons between; one part or none otherwise.

    Examples
    --------
    >>> several("availability 99.9%, ads; feed under 200 ms, landing page")
    ['availability 99.9%, ads', 'feed under 200 ms, landing page']
    >>> several("99.9%; two zones")
    ['99.9%; two zones']
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    apart = [kind_of(part) for part in parts]
    timed = [any(amount.unit in ("ms", "s", "seconds") for amount in amounts_in(part)) for part in parts]
    differ = len({(kind, time) for kind, time in zip(apart, timed, strict=True)}) == len(parts)
    return parts if len(parts) > 1 and differ and all(speaks(part) for part in parts) else [text]
