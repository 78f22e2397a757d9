"""Which operation of the learner's own API offers what a sentence promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whiteboard.draft.access_patterns import AccessPatterns, Requirement
from whiteboard.draft.api import Api, Operation
from whiteboard.draft.wording import READ_VERBS, WRITE_VERBS, leading_verb, lexicon, singular, split_words
from whiteboard.problems.pack import Problem
from whiteboard.rules.matching import match
from whiteboard.rules.meaning import intent
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
        unsure = requirement.question and requirement.answer is None
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
