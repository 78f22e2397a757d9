"""Sentences that speak of boxes: which are named, and what the verbs between them connect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from whiteboard.draft.design import ComponentKind
from whiteboard.notation.design.boxes import Box, box, copies_in
from whiteboard.notation.design.gathering import Gathering

_HEAD = (
    r"load balancers?|api gateways?|gateways?|cdns?|dns|caches?|queues?|message brokers?|brokers?|"
    r"topics?|event bus|"
    r"(?:object|blob|file|media) (?:storage|stores?)|buckets?|databases?|dbs?|data ?stores?|stores?|"
    r"search (?:index|engine|cluster)|"
    r"(?:api|web|app|application|media|feed|file|stateless|backend|game|chat|auth) ?servers?|servers?|"
    r"services?|workers?|schedulers?|transcoders?|"
    r"clients?|browsers?|users?|(?:mobile |web )?apps?|agents?|deployers?|builders?|runners?|redis|"
    r"memcached|kafka|rabbitmq|s3|postgres(?:ql)?|mysql|cassandra|dynamodb|mongodb|elasticsearch"
)
_STOP = [
    "the",
    "a",
    "an",
    "our",
    "its",
    "their",
    "his",
    "her",
    "to",
    "from",
    "in",
    "into",
    "on",
    "onto",
    "of",
    "for",
    "with",
    "and",
    "or",
    "by",
    "at",
    "as",
    "via",
    "through",
    "behind",
    "over",
    "which",
    "that",
    "who",
    "it",
    "they",
    "we",
    "then",
    "each",
    "every",
    "all",
    "any",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "several",
    "multiple",
    "many",
    "some",
    "new",
    "same",
    "this",
    "reads",
    "read",
    "writes",
    "write",
    "sends",
    "send",
    "calls",
    "call",
    "stores",
    "store",
    "puts",
    "put",
    "gets",
    "get",
    "uses",
    "use",
    "asks",
    "hits",
    "goes",
    "passes",
    "forwards",
    "talks",
    "queries",
    "pulls",
    "pushes",
    "publishes",
    "consumes",
    "enqueues",
    "serves",
    "routes",
    "connects",
    "uploads",
    "fetches",
    "falls",
    "back",
    "invalidates",
    "updates",
    "fills",
    "is",
    "are",
    "was",
    "be",
    "has",
    "have",
    "keeps",
    "holds",
    "contains",
    "shows",
    "show",
    "using",
    "uses",
    "so",
    "than",
    "not",
    "no",
    "stateless",
    "separate",
    "single",
    "dedicated",
    "own",
    "needs",
]
_PHRASE = re.compile(
    rf"(?i)(?<![\w/-])(?:(?P<count>\d{{1,5}}|two|three|four|five|six|several|multiple)\s+(?:stateless\s+|"
    rf"identical\s+)?)?(?P<name>(?:(?!(?:{'|'.join(_STOP)})\b)[a-z][\w+-]*\s+){{0,"
    rf"2}}(?:{_HEAD}))(?:\s*\((?P<bracket>[^()]{{1,80}})\))?(?![\w-])"
)
_FORWARD = re.compile(
    r"(?i)\b(?:calls?|reads?|writes?|sends?|publish(?:es)?|puts?|stores?|saves?|queries|query|asks?|"
    r"forwards?|pass(?:es)?|routes?|goes|go|hits?|connects?|enqueues?|push(?:es)?|uploads?|pulls?|"
    r"fetch(?:es)?|consumes?|gets?|talks?|falls? back|checks?|updates?|fills?|invalidates?|distributes?|"
    r"spreads?|uses?|looks? up|inserts?|loads?|downloads?|polls?|subscribes?|persists?|appends?|caches?|"
    r"drops?|adds?|submits?|schedules?|triggers?|starts?|streams?|returns? .* from|served? (?:from|by)|"
    r"in front of|before|backed by|directs?|sits?|balances?|deploys?|copies|copy|delivers?|emits?|"
    r"moves?|notif(?:y|ies)|merges?|replicates?)\b"
)
_CHAINED = re.compile(
    r"(?i)^\W*(?:which|that|who|in front of|and from there|then on to|before|backed by|behind which)\b"
)
_REVERSE = re.compile(
    r"(?i)\b(?:behind|(?:is|are) (?:served|fed|filled|written|called|fronted|read) by|sits? behind|from "
    r"a queue by)\b"
)
_TO_CLIENT = re.compile(r"(?i)\b(?:served|delivered|returned|streamed|sent) to\b")
_LIST = re.compile(
    r"(?i)^\W*(?:and|or|as well as|plus|then|,|/|&)?\W*(?:the|a|an|to|into|from|in|its|one|some)?\W*$"
)
_TOO_LONG = 2000


@dataclass(frozen=True, slots=True)
class Mention:
    """A box that a sentence speaks of, and where."""

    box: Box
    start: int
    end: int


def read_sentences(text: str, line: int, found: Gathering, *, subject: Box | None = None) -> bool:
    """Draw the arrows that a text's sentences speak of; whether there were any.

    Parameters
    ----------
    text : str
        One line or paragraph.
    line : int
        Where it stands.
    found : Gathering
        What was understood so far; boxes and arrows are added to it.
    subject : Box, optional
        Who does what is said, when the text stands behind a name ("API server: reads from the cache").
    """
    drew = False
    for sentence in re.split(r"(?<=[.;!?])\s+|\s+(?:then|afterwards|next)\s+(?=[a-z]+s\b)", text[:_TOO_LONG]):
        drew = _sentence(sentence, line, found, subject) or drew
    return drew


def _sentence(text: str, line: int, found: Gathering, subject: Box | None) -> bool:
    mentions = _mentions(text, line, found)
    if subject is not None:
        mentions = [m for m in mentions if m.box is not subject]
        places = [Mention(subject, 0, 0), *mentions]
    else:
        places = mentions
    if len(places) < 2:
        return False
    drew = False
    actor = places[0]
    last: tuple[Mention, bool] | None = None
    for before, here in pairwise(places):
        between = text[before.end : here.start]
        if _REVERSE.search(between):
            drew = _connect(here.box, before.box, line, found) or drew
            last = (before, True)
            continue
        if _TO_CLIENT.search(between) and here.box.what.kind is ComponentKind.CLIENT:
            drew = _connect(here.box, before.box, line, found) or drew
            last = (here, False)
            continue
        if re.match(r"(?i)^\s*by\s+(?:a|an|the)?\s*$", between) and last and not last[1]:
            drew = _connect(last[0].box, here.box, line, found) or drew
            drew = _connect(here.box, actor.box, line, found) or drew
            continue
        source = before if _CHAINED.match(between) else actor
        if _FORWARD.search(between) or (last and _LIST.match(between)):
            if source.box.what.kind is ComponentKind.QUEUE and source is actor and actor is not before:
                source = before
            drew = _connect(source.box, here.box, line, found, said=between) or drew
            if _CHAINED.match(between):
                actor = before
            last = (here, False)
        elif re.search(r"(?i)\b(?:through|via|over)\b", between):
            drew = _connect(source.box, here.box, line, found) or drew
            last = (here, False)
    return drew


def _connect(source: Box, target: Box, line: int, found: Gathering, *, said: str = "") -> bool:
    if source is target or target.what.kind is ComponentKind.CLIENT:
        return False  # an answer to a client is no call of its own
    if target.what.kind is ComponentKind.QUEUE and re.search(
        r"(?i)\b(?:consumes?|pulls?|polls?|reads?|takes?|drains?|subscribes?)\b", said
    ):
        source, target = target, source  # what consumes from a queue is what the queue leads to
    found.connect(source, target, line)
    return True


def _mentions(text: str, line: int, found: Gathering) -> list[Mention]:
    mentions: list[Mention] = []
    for match in _PHRASE.finditer(text):
        name = match["name"]
        known = None
        words = name.split()
        for start in range(len(words)):
            known = known or found.find(" ".join(words[start:]))
        if known is None:
            typed = (
                f"{match['count'] or ''} {name}{' (' + match['bracket'] + ')' if match['bracket'] else ''}"
            )
            made = box(typed, line=line)
            if made is None:
                continue
            made.drawn = False
            known = found.join(made)
        elif match["bracket"] or match["count"]:
            made = box(f"{match['count'] or ''} {name} ({match['bracket'] or ''})", line=line)
            if made:
                made.drawn = False
                known.join(made)
        tail = text[match.end() : match.end() + 60]
        if known.replicas is None and re.match(r"(?i)\s+(?:with|of|in|,)\b", tail):
            known.replicas = copies_in(re.split(r"[.;]", tail)[0])
        mentions.append(Mention(known, match.start(), match.end()))
    named = {id(mention.box) for mention in mentions}
    for known in found.boxes()[:200]:
        if id(known) in named or len(known.name) < 3:
            continue
        match2 = re.search(rf"(?i)(?<![\w-]){re.escape(known.name)}s?(?![\w-])", text)
        if match2 and not any(m.start < match2.end() and match2.start() < m.end for m in mentions):
            mentions.append(Mention(known, match2.start(), match2.end()))
    return sorted(mentions, key=lambda mention: mention.start)
