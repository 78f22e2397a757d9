"""R5 and R12: pairs of objects that nobody thought of, and relations of the problem that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from whiteboard.draft.board import Board
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.relations import Relation, Relations
from whiteboard.draft.wording import READ_VERBS, lexicon, singular, split_words
from whiteboard.problems.pack import Problem, Thing
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.mentions import Mentions, foreign, mentions_of, relations_of

_MOST_OBJECTS = 8
_MAKING = lexicon(
    "publish post create write upload own have has author belong tweet share compose make "
    "send submit add produce"
    " contain hold include reply retweet repost quote comment reference delete remove "
    "edit report record possess"
    " generate attach carry store mention tag"
) | (READ_VERBS - {"receive"})
_BETWEEN_EQUALS = lexicon("block mute message report mention invite is equal")
_CLOSED = re.compile(
    r"(?i)\b(?:no|without) (?:other|more|further)\b|\bothers?\b.*\b(?:none|unrelated|not "
    r"related|no relation)|nothing else|the rest"
)


def _key(name: str, mentions: Mentions | None) -> frozenset[str]:
    """What a name comes down to, so that "Users" is "User", and with a problem also "Account"."""
    found = mentions.named(name) if mentions else frozenset()
    if found:
        return found
    words = [singular(word) for word in split_words(name)] or [name.lower()]
    return frozenset({" ".join(words)})


def _objects(board: Board, relations: Relations) -> list[str]:
    if board.objects is not None and not board.objects.is_empty:
        return [one.name for one in board.objects.objects]
    return list(
        dict.fromkeys(
            [*relations.objects, *(name for r in relations.relations for name in (r.subject, r.target))]
        )
    )


@rule(
    "R5",
    section="relations",
    severity=Severity.SHOULD,
    title="A pair of objects that was never considered",
    why="Each pair in the cross product is a use case to ask for, or one to rule out in a word.",
    bad="| | Account | Tweet | Comment |\n|---|---|---|---|\n| Account | follows | publishes | writes |\n"
    "| Tweet | | references | |\n| Comment | | | replies to |\n",
    good="| | Account | Tweet |\n|---|---|---|\n| Account | follows | publishes |\n| Tweet | | - |\n",
    source="the framework's step 1.1: the cross product of the objects",
)
def pair_not_considered(rule: Rule, context: Context) -> Iterator[Finding]:
    """List the pairs of the draft's own objects that no relation names and nothing rules out."""
    relations = context.board.relations
    if relations is None or relations.is_empty:
        return
    mentions = mentions_of(context.problem) if context.problem else None
    names: dict[frozenset[str], str] = {}
    for name in _objects(context.board, relations)[: 4 * _MOST_OBJECTS]:
        names.setdefault(_key(name, mentions), name)
    if not 2 <= len(names) <= _MOST_OBJECTS or any(_CLOSED.search(text) for text in relations.remarks):
        return
    considered = {
        frozenset((_key(relation.subject, mentions), _key(relation.target, mentions)))
        for relation in relations.relations
    }
    pairs = [frozenset(pair) for pair in combinations(names, 2)]
    if relations.objects:
        pairs += [frozenset((key,)) for key in names]
    missing = [pair for pair in pairs if pair not in considered and not _overlaps(pair, considered)]
    if not missing:
        return
    shown = [_pair_name(pair, names) for pair in missing]
    said = ", ".join(shown[:5]) + (f" and {len(shown) - 5} more" if len(shown) > 5 else "")
    yield rule.finding(
        f"Never considered: {said}.",
        line=relations.relations[0].line or None,
        try_="Ask for each of them what the one can do with the other; write a dash where there is nothing.",
    )


def _overlaps(pair: frozenset[frozenset[str]], considered: set[frozenset[frozenset[str]]]) -> bool:
    """Whether a relation names the pair by words that stand for several things."""
    sides = list(pair) * (2 if len(pair) == 1 else 1)
    for other in considered:
        ends = list(other) * (2 if len(other) == 1 else 1)
        if (sides[0] & ends[0] and sides[1] & ends[1]) or (sides[0] & ends[1] and sides[1] & ends[0]):
            return True
    return False


def _pair_name(pair: frozenset[frozenset[str]], names: dict[frozenset[str], str]) -> str:
    ordered = [name for key, name in names.items() if key in pair]
    return f"{ordered[0]} × {ordered[-1]}"


@rule(
    "R12",
    section="relations",
    severity=Severity.MUST,
    title="A relation of the problem is missing",
    why=(
        "A relation that nobody names gets no operation and no store, and what is read along "
        "it cannot be found."
    ),
    bad="Account publishes Tweet\nAccount likes Tweet\nTweet references Tweet\n",
    good="User subscribes to User\nUser publishes Post\nUser hearts Post\n",
    problem="twitter",
    source="the framework's step 1.1: identify how the objects relate",
)
def relation_missing(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each relation of the problem must be named: by its verb, by its pair, or as an object of its own."""
    relations, problem = context.board.relations, context.problem
    if relations is None or relations.is_empty or problem is None:
        return
    mentions = mentions_of(problem)
    wanted = relations_of(problem)
    own = [one.name for one in context.board.objects.objects] if context.board.objects else []
    named = mentions.things([*own[:500], *relations.objects[:100]])
    spoken = {thing for text in relations.remarks[:200] for thing in mentions.within(text)}
    held = [relation for relation in relations.relations if not relation.ruled_out][:2000]
    loose = _stems(
        " ".join([r.note for r in held[:100]] + [r.target for r in held[:100] if " and " in r.target])
    )
    for thing in wanted:
        if _verbs_of(thing) & loose:
            continue  # "users upload videos and like them": said, in a part that names no second object
        if thing.name in named or any(_is(relation, thing, mentions, problem) for relation in held):
            continue
        ends = [thing.refers.get(role, role) for role in thing.between]
        names = [name for relation in held for name in (relation.subject, relation.target)]
        doubtful = thing.name in spoken or foreign(names) or bool(relations.unread)
        yield rule.finding(
            f"Nothing here says {_as_question(ends)}",
            line=None,
            try_=(
                "Go through the statement's verbs: which of them joins two of your objects, and has "
                "no line yet?"
            ),
            share=1 / len(wanted),
            severity=Severity.SHOULD if doubtful else Severity.MUST,
        )


def _as_question(ends: list[str]) -> str:
    if ends[0] == ends[1]:
        return f"all that one {ends[0]} can do with another {ends[1]}."
    return f"all that may stand between {ends[0]} and {ends[1]}."


def _is(relation: Relation, thing: Thing, mentions: Mentions, problem: Problem) -> bool:
    """Whether a relation of the draft is the one of the problem."""
    subject, target = mentions.named(relation.subject), mentions.named(relation.target)
    if thing.name in subject | target:
        return True
    verbs = _stems(relation.verb)
    own = _verbs_of(thing)
    first, second = (thing.refers.get(role, role) for role in thing.between)
    paired = (first in subject and second in target) or (second in subject and first in target)
    if verbs & own and (paired or not subject or not target or first in subject | target):
        return True
    if not paired:
        return _stems(relation.note) >= {thing.name}
    others = {
        stem
        for other in problem.things
        if other.between and other.name != thing.name
        for phrase in (other.name, *other.synonyms)
        if " " not in phrase
        for stem in _stems(phrase)
    }
    if verbs & others:
        return False
    if first == second:
        return not verbs & _BETWEEN_EQUALS
    owned = any(first in other.refers.values() and other.name == second for other in problem.things) or any(
        second in other.refers.values() and other.name == first for other in problem.things
    )
    if not owned:
        return True
    if not verbs:
        return not (relation.cardinality and re.search(r"(?i)^\W*(?:1|one)\b", relation.cardinality))
    return not verbs & _MAKING


def _verbs_of(thing: Thing) -> set[str]:
    """The words by which a relation goes, with their stems."""
    return {stem for phrase in (thing.name, *thing.synonyms) if " " not in phrase for stem in _stems(phrase)}


def _stems(text: str) -> set[str]:
    """Words of a text with their stems: ``followed`` → ``followed``, ``follow``."""
    made: set[str] = set()
    for word in split_words(text[:300]):
        made |= {word, singular(word)}
        for ending, cut in (("s", 1), ("ed", 2), ("d", 1), ("ing", 3), ("er", 2), ("r", 1)):
            if word.endswith(ending) and len(word) - cut >= 3:
                made.add(word[:-cut])
        if word.endswith("ing"):
            made.add(word[:-3] + "e")
        if word.endswith(("ies", "ied")):
            made.add(word[:-3] + "y")
    return made - {
        "can",
        "may",
        "is",
        "are",
        "be",
        "to",
        "of",
        "by",
        "a",
        "an",
        "the",
        "many",
        "i",
        "doe",
        "does",
        "will",
        "able",
        "also",
    }
