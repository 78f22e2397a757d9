"""Reasons, drawbacks and choices of store in a learner's sentences."""

from __future__ import annotations

import re

from whiteboard.draft.storage import Reason, StoreKind
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.kinds import Named, kind_of, named_in, settled
from whiteboard.notation.storage.section import Section

_BECAUSE_LABEL = (
    r"because|rationale|why|reason(?:s|ing)?|justification|pros?|advantages?|benefits?|upsides?|"
    r"motivation|strengths?"
)
_DRAWBACK_LABEL = (
    r"draw-?backs?|trade-?offs?|down-?sides?|cons?|costs?|disadvantages?|limitations?|"
    r"weakness(?:es)?|risks?|caveats?|price|but|cost of this"
)
_LABEL = re.compile(
    rf"^\W{{0,4}}(?P<of>[\w ]{{0,24}}?\s)?(?:(?P<because>{_BECAUSE_LABEL})|(?P<drawback>{_DRAWBACK_LABEL}))"
    r"(?P<more>(?:\s+[\w-]+){0,3}?)\**\s*(?::|\?|—|–|\s-\s|=)\**\s*(?P<text>.*)$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"(?i)\b(?:because(?: of)?|since|so that|due to|as (?=(?:it|we|the|they|our|this|that|rows|"
    r"data|tweets|most|each)\b))\s*"
)
_PRICE = re.compile(
    r"(?i)\b(?:the (?:main |only |big )?(?:downside|drawback|trade-?off|cost|disadvantage|"
    r"price)|downsides?|drawbacks?|trade-?offs?|disadvantages?|"
    r"at the (?:cost|expense) of|it costs|this costs|costs us|the cost is|the catch|a caveat|"
    r"we (?:lose|give up|pay)|we'd lose)\b"
)
_BUT = re.compile(
    r"(?i)(?:^|[,;.—-]\s*)\b(?:but|however|though|although|on the other hand|having said that)\b[,]?\s*"
)
_CHOICE = re.compile(
    r"(?i)\b(?:use|uses|using|choose|chose|choosing|pick|picked|picking|go(?:ing)? (?:with|"
    r"for)|went with|prefer|opt for|stored? (?:\w+ ){0,4}?(?:in|on|as)|"
    r"stored|store|keep|kept|put|goes? (?:in|into|to)|live|lives|need|want|select|selected|"
    r"would be|will be|is a good|fits?|suits?|decided|"
    r"persist(?:ed)?|hold|holds|save|saved|back(?:ed)? by|rely on|run)\b"
)
_UNSURE = re.compile(
    r"(?i)\?|\b(?:instead of|rather than|not|n't|vs\.?|versus|or|could|might|compared|"
    r"alternativ\w*|over|unlike|consider(?:ed)?|either|avoid|no)\b"
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")
_FOR = re.compile(
    r"(?i)[\s)]*(?:store|storage|database|db|bucket|cache|cluster|table)?s?\s*(?:for|to "
    r"(?:store|hold|keep|cache)|holds?|stores?|:)\s+(?P<what>[^.;:()]{2,80})"
)
_IN = re.compile(
    r"(?i)(?P<what>[\w ,/-]{2,60}?)\s+(?:(?:are|is|go|goes|live|lives|will be|would be|be|get|"
    r"gets)\s+)?(?:(?:stored|kept|saved|cached|put|held)\s+)?(?:in|into|on|to)\s+(?:an?\s+|"
    r"the\s+|some\s+)?(?:kind of\s+)?$"
)
_DB_LABEL = re.compile(
    r"(?i)^\W{0,4}(?:our |the |main |primary |chosen )?(?:database|databases|db|data ?store|"
    r"data ?base (?:choice|type|engine|system)|db (?:choice|type|engine)|storage|storage "
    r"(?:type|choice|engine|kind)|store|"
    r"engine|technology|tech|choice|type|kind|db type|database type|dbms|rdbms|persistence|"
    r"backend)\s*(?:\([^()]*\)\s*)?(?::|=|->|→|—|–|\s-\s|\bis\b)\s*(?P<what>.+?)\s*$"
)
MOST = 3000


def read_label(text: str) -> tuple[str, str] | None:
    """``because: …`` or ``Trade-offs: …`` → ("because" or "drawback", what is said).

    Examples
    --------
    >>> read_label("**Why Postgres?** rows are small"), read_label("Cons:")
    (('because', 'rows are small'), ('drawback', ''))
    >>> read_label("tweets: id, text") is None
    True
    """
    if len(text) > MOST:
        return None
    match = _LABEL.match(text)
    if not match:
        bare = re.match(r"(?i)^\W{0,4}(?:because|since)\s+(?P<text>\w.+)$", text)
        if bare:
            return "because", bare["text"].strip()
        return None
    what = "because" if match["because"] else "drawback"
    lead = (match["of"] or "").strip().lower()
    if lead and len(lead.split()) > 3:
        return None
    return what, match["text"].strip(" *")


def read_database_label(text: str) -> tuple[Named, str] | None:
    """``Database: PostgreSQL, because …`` → the kind and what follows it.

    Examples
    --------
    >>> named, more = read_database_label("Database: PostgreSQL, because rows are small")
    >>> named.brand, more
    ('PostgreSQL', 'because rows are small')
    """
    if len(text) > MOST:
        return None
    match = _DB_LABEL.match(text)
    if not match:
        return None
    what = match["what"]
    cut = re.search(r"(?i)[.;,(—–]|\s-\s|\b(?:because|since|for|as|with|to|so)\b", what)
    first = what[: cut.start()] if cut and cut.start() else what
    named = kind_of(what.rstrip(".")) or kind_of(first)
    if named is None:
        return None
    return named, what[len(first) :].strip(" .,;—–-") if first != what else ""


def read_prose(section: Section, text: str, line: int, *, about: str | None = None) -> None:
    """Keep a line of prose as a remark, and what it says of choices, reasons and drawbacks.

    Examples
    --------
    >>> section = Section()
    >>> read_prose(section, "We use Postgres because rows are small, but it is hard to shard.", 3)
    >>> section.because[0].text, section.drawback[0].text, section.default.kind.value
    ('rows are small', 'it is hard to shard', 'relational')
    """
    if _place(section, text, line):
        return
    section.remark(text)
    if len(text) > MOST:
        return
    for sentence in _SENTENCES.split(text)[:40]:
        _sentence(section, sentence.strip(" -*•"), line, about)


_PLACE = re.compile(
    r"(?i)^[\W_]{0,4}(?P<place>[\w ./-]{2,40}?)\s+(?:for|holds|stores|keeps)\s+(?:the\s+|our\s+|all\s+)?"
    r"(?P<what>[a-z][\w -]{2,30}?)\s*(?:\((?P<note>[^()]{0,80})\))?[.;]?$"
)


def _place(section: Section, text: str, line: int) -> bool:
    """Take "Neo4j for the social graph" as a store: of a graph nobody lists columns."""
    match = _PLACE.match(text) if len(text) <= MOST else None
    named = kind_of(match["place"]) if match else None
    if match is None or named is None or named.kind is not StoreKind.GRAPH:
        return False
    what = match["what"].strip()
    if (
        len(what.split()) > 3
        or section.find(what) is not None
        or re.search(r"(?i)\b(?:and|or|it|this|that)\b", what)
    ):
        return False
    store = section.add(Building(what, line))
    store.state(named)
    if match["note"]:
        store.note(match["note"])
    return True


def _sentence(section: Section, text: str, line: int, about: str | None) -> None:  # noqa: PLR0915 - one branch a spelling
    found = named_in(text)
    why = _WHY.search(text)
    for entry in found:
        section.brand(entry if entry.brand else None, line, about)
    chosen = bool(found) and bool(_CHOICE.search(text))
    reason_end = len(text)
    price = _PRICE.search(text)
    but = _BUT.search(text)
    if why and (found or chosen or _CHOICE.search(text)) and not text.endswith("?"):
        stops = [m.start() for m in (price, but) if m and m.start() > why.end()]
        if not text[: why.start()].strip(" ,") or text[: why.start()].rstrip().endswith(","):
            comma = text.find(",", why.end())  # "since they are videos, a blob store …"
            stops += [comma] if comma > 0 else []
        reason_end = min([reason_end, *stops])
        reason = text[why.end() : reason_end].strip(" ,.;—-")
        if len(reason.split()) >= 2:
            section.because.append(Reason(text=reason, line=line, about=about))
    if price:
        what = text[price.start() :] if price.start() else text
        what = re.sub(
            r"(?i)^(?:the )?(?:main )?(?:downside|drawback|trade-?off|"
            r"disadvantage)s?(?:\s+(?:is|are|here is)(?: that)?)?\s*[:,]?\s*",
            "",
            what,
        )
        if len(what.split()) >= 2:
            section.drawback.append(Reason(text=what.strip(" ,.;"), line=line, about=about))
    elif but and (found or why or section.because) and not text.endswith("?"):
        what = text[but.end() :].strip(" ,.;")
        if len(what.split()) >= 3:
            section.drawback.append(Reason(text=what, line=line, about=about))
    if not chosen:
        return
    clause = text[: why.start()] if why and why.start() > 8 else text
    clause = re.split(r"(?i)\b(?:instead of|rather than|over|vs\.?|versus|unlike|compared)\b", clause)[0]
    clause = clause.split(", but")[0]
    if "?" in text:
        return
    whole = re.split(r"(?i)\b(?:instead of|rather than|over|vs\.?|versus|unlike|compared)\b", text)[0]
    placed = 0
    everything = named_in(whole)
    for position, entry in enumerate(everything):
        end = everything[position + 1].start if position + 1 < len(everything) else len(whole)
        after = _FOR.match(whole[entry.end : end])
        before = _IN.search(whole[everything[position - 1].end if position else 0 : entry.start])
        kind = Named(entry.kind, entry.brand)
        if before and not re.search(
            r"(?i)^\s*(?:we|i|data|everything|all|it|this)\b[^,]*$", before["what"].strip()[:12]
        ):
            section.said_of.append((before["what"], kind, line))
            placed += 1
        if after:
            section.said_of.append(
                (re.sub(r"(?i)\b(?:and|the|our|all|each|of)\b", " ", after["what"]), kind, line)
            )
            placed += 1
    named = named_in(clause)
    if not named:
        return
    distinct = {entry.kind for entry in named}
    if placed or _UNSURE.search(clause) or len(distinct) > 1:
        if placed or len(distinct) > 1:
            return
        if re.search(r"(?i)\?|\b(?:not|n't|or|could|might|either|avoid|no)\b", clause):
            return
    section.stated.append(settled(named))
    section.default = section.default or settled(named)
