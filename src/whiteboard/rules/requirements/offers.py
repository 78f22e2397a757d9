"""Which operation of the learner's own API offers what a sentence promises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from whiteboard.draft.access_patterns import AccessPatterns, Requirement
from whiteboard.draft.api import Api, Operation
from whiteboard.draft.meaning import intent
from whiteboard.draft.qualities import QualityKind
from whiteboard.draft.quality_words import kind_of
from whiteboard.draft.wording import READ_VERBS, WRITE_VERBS, leading_verb, lexicon, singular, split_words
from whiteboard.problems.pack import Problem
from whiteboard.rules.matching import match
from whiteboard.rules.requirements.matching import asked_for, asked_in_parts, is_wanted

_MOST = 500
_STOP = lexicon(
    "the a an of to in for and or by with on their its our his her my own other all each every any some user users"
    " people should be able can want will given get as i we they it that this which who is are has have from at"
    " system service app page list new one able allowed also not no so see view read show via using would what how"
)
_SAME_VERBS = (
    lexicon("post publish create tweet add compose write submit send make upload new share register"),
    lexicon(
        "see view get list read show fetch browse watch load look open scroll display retrieve find search query"
    ),
    lexicon("join enter attend start connect"),
    lexicon("set put update change edit enter save manage modify declare"),
    lexicon("delete remove take undo revoke cancel recall rollback roll revert"),
    lexicon("book reserve schedule pick choose claim"),
    lexicon("release deploy ship trigger tag publish roll launch"),
    lexicon("run execute compile evaluate"),
    lexicon("like favorite favourite heart love upvote react mark star"),
)
"""Verbs that may stand for one another between a sentence and an operation."""
_SAME_NOUNS = (
    lexicon("feed timeline home stream newsfeed wall landing"),
    lexicon("tweet post message status microblog note"),
    lexicon("account user profile person member people people creator author"),
    lexicon("photo image picture media video attachment file clip"),
    lexicon("like favorite favourite heart reaction"),
    lexicon("follow follower following followee subscription friend"),
    lexicon("interview session meeting booking slot reservation appointment call"),
    lexicon("availability slot hour calendar schedule window"),
    lexicon("comment reply response"),
    lexicon("release version deployment rollout build artifact package"),
    lexicon("history past previous log"),
    lexicon("search query find"),
    lexicon("rollback roll revert recall undo"),
    lexicon("code run execution execute"),
    lexicon("status progress state"),
)
"""Nouns that may name the same thing where no problem says what its things are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """A promise that no operation keeps.

    Parameters
    ----------
    requirement : Requirement
        As read.
    part : str
        The part of the sentence that is meant, where an operation offers the rest; else empty.
    sure : bool
        Whether nothing in the API could be meant by it.
    """

    requirement: Requirement
    part: str = ""
    sure: bool = True


def unserved(section: AccessPatterns, api: Api, problem: Problem | None) -> list[Unserved]:
    """Requirements of the draft that no operation of its API offers.

    Parameters
    ----------
    section : AccessPatterns
        As read; what is not to be built is passed over.
    api : Api
        As read.
    problem : Problem or None
        Where there is one, an operation and a requirement that serve the same access pattern belong together.

    Examples
    --------
    >>> mute = Requirement(text="mute a conversation", verb="mute", target="conversation", reads=False)
    >>> feed = Operation(name="getFeed", method="GET", path="/feed")
    >>> found = unserved(AccessPatterns(requirements=(mute,)), Api(operations=(feed,)), None)
    >>> [one.requirement.text for one in found]
    ['mute a conversation']
    """
    wanted = [requirement for requirement in section.requirements[:_MOST] if is_wanted(requirement)]
    offered = [Offer(operation) for operation in api.operations[:_MOST]]
    if not offered:
        return []
    named = {_squeezed(offer.operation.name) for offer in offered}
    served: set[str] = set()
    names: dict[int, frozenset[str]] = {}
    required: set[str] = set()
    busy: set[int] = set()
    if problem is not None:
        matching = match(api, problem)
        served = set(matching.chosen)
        busy = {id(chosen.operation) for chosen in matching.chosen.values()}
        names = {id(requirement): found for requirement, found in asked_for(section, problem).patterns}
        required = {pattern.name for pattern in problem.access_patterns if pattern.required}
    found = []
    for requirement in wanted:
        if requirement.name and _squeezed(requirement.name) in named:
            continue
        if says_a_quality(requirement.text) or _shown_with_it(requirement, offered):
            continue
        unsure = (requirement.question and requirement.answer is None) or _leans_on_others(requirement)
        meant = names.get(id(requirement), frozenset())
        if meant & served:
            assert problem is not None
            for part, asked in asked_in_parts(requirement, problem):
                lost = asked and asked <= required and not asked & served
                if lost and not shares(requirement, offered, text=part, strict=True):
                    found.append(Unserved(requirement=requirement, part=part, sure=not unsure))
        elif meant:
            # An operation that serves nothing else is held to be meant.
            idle = [offer for offer in offered if id(offer.operation) not in busy]
            offers_it = shares(
                requirement, idle if meant & required else offered, strict=not meant & required
            )
            if not offers_it:
                found.append(Unserved(requirement=requirement, sure=not unsure))
        elif _asks_for_something(requirement) and not shares(requirement, offered):
            unsure = unsure or (problem is None and _is_something_idle(requirement, wanted, offered))
            found.append(Unserved(requirement=requirement, sure=not unsure))
    return found


class Offer:
    """An operation, and the words by which it can be meant."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.reads = intent(operation)
        texts = [operation.name, operation.path or "", operation.description[:200]]
        texts += [operation.returns.text[:100] if operation.returns else ""]
        texts += [parameter.name for parameter in operation.parameters[:20]]
        words = {singular(word) for text in texts for word in split_words(text)} - {"id"}
        self.words = frozenset(words | _stems(words))
        self.things = _alike(self.words, _SAME_NOUNS)


_LEANS = re.compile(
    r"(?i)\b(?:it|them|theirs|that one|(?:the|its|their|this|these) (?:number|count|counter|total|result|results|state|"
    r"status|progress|outcome|answer|details?)|the (?:rest|same|latter|former|other one)|back|in return|in response)"
    r"\b(?! of\b)|^(?:see|show|view|get|display|know)s? (?:counts?|numbers?|totals?|status|state|progress|results?)$"
)
_LEANING_WORDS = 8
_PROPERTY = re.compile(
    r"(?i)\b(?:how (?:many|much|far|long|often|old)|number|counts?|counter|total|amount|whether|status|state|progress"
    r"|if (?:my|the|a|an|it|his|her|their)|(?:is|are|has been|was) (?:ready|done|finished))\b|#\s?(?:of )?\w+"
)
_SHOWING = lexicon(
    "status state progress ready count number total counter likes views phase step done finished result results percent"
)
_MEASURE = re.compile(r"\d\s?%|\d\s?(?:ms|s|sec|seconds?|minutes?|min|h|hours?)\b")
_LABELED = re.compile(r"^(?P<label>[A-Za-z][\w /-]{2,30}?)\s*(?::|\s[–—-])\s")
_SENSE = re.compile(r"(?i)\b(?:see|view|show|know|get|watch|read|check|learn|find out|display|look)s?\b")


def says_a_quality(text: str) -> bool:
    """Whether a sentence among the features says how well the system does and not what: ``Security: only TLS``.

    Examples
    --------
    >>> says_a_quality("Security: only TLS"), says_a_quality("99.9% available"), says_a_quality("post a tweet")
    (True, True, False)
    >>> says_a_quality("see a feed within 200 ms")
    False
    """
    label = _LABELED.match(text)
    if label and kind_of(label["label"]) is not QualityKind.OTHER:
        return True
    kind = kind_of(text)
    if kind is QualityKind.OTHER or leading_verb(split_words(text)[:4]):
        return False
    return bool(_MEASURE.search(text)) or bool(
        re.match(
            r"(?i)(?:the |our )?(?:system|service|app|site|platform|product|it)\b.{0,20}\b(?:be|is|stay|has|have)\b",
            text,
        )
    )


def _leans_on_others(requirement: Requirement) -> bool:
    """Whether it is half a sentence, which means something only behind the one before: "show the number"."""
    words = requirement.text.split()
    alone = len(words) == 1 and requirement.name is None
    return alone or (len(words) <= _LEANING_WORDS and bool(_LEANS.search(requirement.text)))


def _shown_with_it(requirement: Requirement, offered: Sequence[Offer]) -> bool:
    """Whether it asks for a number or a state of a thing, and an operation that reads one returns such."""
    if requirement.reads is False or not _PROPERTY.search(requirement.text):
        return False
    if requirement.reads is None and not _SENSE.search(requirement.text):
        return False
    return any(offer.reads is not False and offer.words & _SHOWING for offer in offered)


def _squeezed(name: str) -> str:
    return "".join(split_words(name))


def _stems(words: set[str]) -> set[str]:
    found = {leading_verb([word, "x"]) for word in words if word.endswith("ing")}
    return {word for word in found if word}


def _alike(words: frozenset[str] | set[str], groups: tuple[frozenset[str], ...]) -> frozenset[str]:
    return frozenset(other for group in groups if group & words for other in group) | frozenset(words)


def _asks_for_something(requirement: Requirement) -> bool:
    """Whether it is a task of a user rather than a remark on one."""
    return bool(requirement.verb or requirement.given or requirement.name)


def shares(
    requirement: Requirement, offered: Sequence[Offer], *, text: str | None = None, strict: bool = False
) -> bool:
    """Whether an operation speaks of the same: a noun in common, and, when `strict`, a verb too.

    Parameters
    ----------
    requirement : Requirement
        As read.
    offered : sequence of Offer
        All operations.
    text : str, optional
        A part of the sentence, where only that is meant.
    strict : bool, default False
        Whether words that only may mean the same are not enough.
    """
    told = f"{requirement.name or ''} {requirement.text}" if text is None else text
    words = {singular(word) for word in split_words(told[:600])}
    words |= _stems(words)
    nouns = {word for word in words if word not in _STOP and len(word) > 2}
    if not nouns:
        return True
    verbs = {word for word in words if word in WRITE_VERBS or word in READ_VERBS}
    alike = _alike(verbs, _SAME_VERBS)
    own = {singular(requirement.verb)} if requirement.verb and text is None else set()
    reads = requirement.reads if text is None else None
    for offer in offered:
        shared = nouns & offer.words
        if shared and own & offer.words and own - READ_VERBS:
            return True
        same = offer.reads is None or reads is None or offer.reads == reads
        if not same:
            continue
        if strict:
            if shared & alike and shared - alike:
                return True
        elif (
            shared - own
            or len(shared) > 1
            or (nouns - verbs) & offer.things
            or (alike & offer.words - READ_VERBS and nouns <= alike)
        ):
            return True
    return False


def _is_something_idle(
    requirement: Requirement, wanted: Sequence[Requirement], offered: Sequence[Offer]
) -> bool:
    """Whether an operation of the same direction answers no other requirement, so that it may be meant."""
    others = [other for other in wanted[:50] if other is not requirement]
    return any(
        (offer.reads is None or requirement.reads is None or offer.reads == requirement.reads)
        and not any(shares(other, [offer]) for other in others)
        for offer in offered[:50]
    )
