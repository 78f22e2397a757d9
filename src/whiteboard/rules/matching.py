"""Which operation serves which access pattern, by the words of both and never by likeness to one answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from whiteboard.draft.api import Api, Operation, Place
from whiteboard.draft.meaning import bare_action, fixed_segments, intent, last_name
from whiteboard.draft.wording import (
    is_plural,
    leading_verb,
    lexicon,
    singular,
    split_words,
    verb_reads,
)
from whiteboard.problems.pack import AccessPattern, Problem
from whiteboard.rules.vocabulary import Vocabulary, vocabulary_of

_ACTIONS = lexicon(
    "create update new add edit publish submit send make delete remove destroy list all get fetch read show"
    " view search lookup query index save upload compose write save insert generate put set latest recent"
    " count number"
)
_SELECTORS = lexicon("type kind filter scope view mode tab source category of feed_type timeline_type which")
_MAKING = lexicon("post create publish add new send write make compose put submit upload")
_TOGGLES = frozenset({"or", "toggle", "and"})
_MAX_OPERATIONS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one operation, by how much they say.

    Parameters
    ----------
    strong : frozenset of str
        Of the name, of the fixed parts of the path, and of values shown in the query: raw and canonical.
    raw : frozenset of str
        The same as typed, in the singular; synonyms are not replaced.
    weak : frozenset of str
        Of the parameters and of what is returned.
    said : frozenset of str
        Of the first words of its prose.
    focus : frozenset of str
        What it is about: the last fixed part of the path, the noun of the name.
    reads : bool or None
        Whether it reads, as method and verb have it; None when neither says.
    item : frozenset of str
        Things of which it addresses one by its id.
    """

    strong: frozenset[str]
    raw: frozenset[str]
    weak: frozenset[str]
    said: frozenset[str]
    focus: frozenset[str]
    reads: bool | None
    item: frozenset[str]
    toggles: bool = False
    selects: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """How well one operation serves one pattern."""

    operation: Operation
    score: float
    by_get: bool = False  # a write that is called with GET


@dataclass(slots=True)
class Matching:
    """Who serves what.

    Parameters
    ----------
    serving : mapping of str to list of Served
        For each pattern's name the operations that serve it, best first; empty when none does.
    chosen : mapping of str to Served
        For each pattern that is served, the one that is held to serve it.
    """

    serving: dict[str, list[Served]] = field(default_factory=dict)
    chosen: dict[str, Served] = field(default_factory=dict)

    def patterns_of(self, operation: Operation) -> list[str]:
        """Names of the patterns that an operation serves, the best first."""
        found = [
            (served.score, name)
            for name, all_ in self.serving.items()
            for served in all_
            if served.operation is operation
        ]
        return [name for _, name in sorted(found, key=lambda pair: -pair[0])]


def words_of(operation: Operation, vocabulary: Vocabulary) -> Words:
    """Gather the words of an operation."""
    raw: set[str] = set()
    strong: set[str] = set()
    focus: set[str] = set()
    toggles = False
    segments = [vocabulary.split(segment) for segment in fixed_segments(operation.path)]
    for words in segments:
        raw |= set(words)
        strong |= set(words) | set(vocabulary.canonical(words))
    focus |= _focus_of_path(segments, vocabulary)
    if operation.named:
        words = vocabulary.split(last_name(operation.name))
        toggles = (bool(_TOGGLES & set(split_words(operation.name))) and len(words) > 2) or bool(
            re.search(r"\w\s*[/&]\s*\w", operation.name)
        )
        noun = words[1:] if len(words) > 1 and leading_verb(words) else words
        canonical = ([words[0]] if noun is not words else []) + vocabulary.canonical(noun)
        raw |= set(words)
        strong |= set(words) | set(canonical)
        focus |= set(noun) | set(canonical) | set(words[:1])
    values: set[str] = set()
    weak: set[str] = set()
    selects = False
    for parameter in operation.parameters:
        words = vocabulary.split(parameter.name)
        weak |= set(words) | set(vocabulary.canonical(words))
        if parameter.place is Place.QUERY and (parameter.example or "").lower() in ("true", "1", "yes"):
            values |= set(words) | set(vocabulary.canonical(words))
        selector = bool(set(words) & _SELECTORS) or words[-1:] == ["action"]
        selects = selects or selector
        shown = parameter.example or (
            parameter.type if selector or words[:1] in (["action"], ["reaction"], ["event"]) else None
        )
        if (
            shown
            and len(shown) < 80
            and (
                parameter.place is not Place.BODY
                or selector
                or words[:1] in (["action"], ["reaction"], ["event"])
            )
        ):
            shown_words = vocabulary.split(shown)
            values |= set(shown_words) | set(vocabulary.canonical(shown_words))
            toggles = toggles or bool(re.search(r"[|/]|\bor\b", shown))
    strong |= values
    focus |= values
    raw |= values
    if operation.returns:
        for text in (operation.returns.text[:300], *operation.returns.fields[:30]):
            words = vocabulary.split(text)
            weak |= set(words) | set(vocabulary.canonical(words))
    making = operation.named and split_words(operation.name)[:1] and split_words(operation.name)[0] in _MAKING
    if operation.method == "DELETE" and not making:
        raw.add("delete")
        strong.add("delete")
    said = vocabulary.split(" ".join(operation.description.split()[:10]) + " " + operation.group)
    return Words(
        strong=frozenset(strong),
        raw=frozenset(raw),
        weak=frozenset(weak),
        said=frozenset(set(said) | set(vocabulary.canonical(said))),
        focus=frozenset(focus),
        reads=intent(operation),
        item=frozenset(_items(operation, vocabulary)) & vocabulary.objects,
        toggles=toggles,
        selects=selects,
    )


def _focus_of_path(segments: list[list[str]], vocabulary: Vocabulary) -> set[str]:
    for position, words in enumerate(reversed(segments)):
        if len(words) == 1 and words[0] in _ACTIONS and position + 1 < len(segments):
            continue
        rest = words[1:] if len(words) > 1 and leading_verb(words) else words
        return set(rest) | set(vocabulary.canonical(rest)) | ({words[0]} if rest is not words else set())
    return set()


def _items(operation: Operation, vocabulary: Vocabulary) -> Iterator[str]:
    """Things of which the operation addresses one: ``/tweets/{tweetId}``, ``getTweet(tweetId)``."""
    if operation.path:
        segments = [segment for segment in operation.path.split("/") if segment]
        if len(segments) >= 2 and segments[-1].startswith("{") and not segments[-2].startswith("{"):
            before = vocabulary.canonical(vocabulary.split(segments[-2]))[-1:]
            inner = vocabulary.canonical(vocabulary.split(segments[-1]))
            things = [word for word in inner if word in vocabulary.things]
            if before and (not things or before[0] in things):
                yield before[0]
        elif segments and not segments[-1].startswith("{"):
            # GET /tweet?id=5 addresses one as well.
            last = vocabulary.canonical(vocabulary.split(segments[-1]))[-1:]
            for parameter in operation.parameters:
                inner = vocabulary.split(parameter.name)
                own = inner == ["id"] or (
                    "id" in inner and last == vocabulary.canonical([w for w in inner if w != "id"])
                )
                if parameter.place is Place.QUERY and last and own and parameter.required:
                    yield last[0]
        return
    if operation.named:
        words = split_words(last_name(operation.name))
        nouns = words[1:] if leading_verb(words) else words
        if words[:1] and words[0] in _MAKING:
            return  # postTweet(userId, tweetId) makes the tweet of that id
        if nouns and not is_plural(nouns[-1]):
            thing = vocabulary.canonical([singular(nouns[-1])])[0]
            for parameter in operation.parameters:
                inner = vocabulary.split(parameter.name)
                if inner == ["id"] or (
                    "id" in inner and thing in vocabulary.canonical([word for word in inner if word != "id"])
                ):
                    yield thing
                    return


def match(api: Api, problem: Problem) -> Matching:
    """Match the operations of an API with the access patterns of a problem.

    Parameters
    ----------
    api : Api
        As read.
    problem : Problem
        Its patterns say by `signs` and `never` what they listen for.

    Returns
    -------
    Matching
        An operation may serve several patterns, except that one list serves one required list pattern.

    Examples
    --------
    >>> from whiteboard.problems import load
    >>> feed = Operation(name="GET /v1/timeline", named=False, method="GET", path="/v1/timeline")
    >>> match(Api(operations=(feed,)), load("twitter")).chosen["getFeed"].operation.path
    '/v1/timeline'
    """
    vocabulary = vocabulary_of(problem)
    operations = api.operations[:_MAX_OPERATIONS]
    words = {id(operation): words_of(operation, vocabulary) for operation in operations}
    matching = Matching()
    for pattern in problem.access_patterns:
        found = [
            Served(operation=operation, score=score)
            for operation in operations
            if (score := _score(words[id(operation)], operation, pattern, vocabulary)) > 0
        ]
        matching.serving[pattern.name] = sorted(found, key=lambda served: -served.score)
    _serve_by_get(matching, operations, problem, words, vocabulary)
    _serve_by_prose(matching, operations, problem, words)
    _choose(matching, problem, words)
    return matching


def _score(
    words: Words,
    operation: Operation,
    pattern: AccessPattern,
    vocabulary: Vocabulary,
    *,
    reads: bool | None = None,
) -> float:
    meant = words.reads if reads is None else reads
    if meant is not None and meant != (pattern.kind == "read") and not pattern.either:
        return 0.0
    if not words.toggles and words.raw & set(pattern.never):
        return 0.0
    best = 0.0
    everything = words.strong | words.weak
    for typed in pattern.signs:
        sign = [word.removesuffix("?") for word in typed if not word.startswith("!")]
        if not all(word in everything for word in sign):
            continue
        if any(word[1:] in everything for word in typed if word.startswith("!")):
            continue
        strong = sum(word in words.strong for word in sign)
        if not strong:
            continue
        generic = all(word in vocabulary.things for word in sign) and not set(sign) & vocabulary.relations
        if generic and not any(word in words.focus for word in sign):
            continue
        focused = sum(word in words.focus for word in sign)
        doubt = 0.5 if any(word.endswith("?") for word in typed) else 1.0
        best = max(best, doubt * (strong / len(sign) + 0.1 * len(sign) + 0.05 * focused))
    if best and words.item:
        best *= _as_item(words, operation, pattern)
    return best


def _as_item(words: Words, operation: Operation, pattern: AccessPattern) -> float:
    """How far an operation on one thing by its id can serve a pattern for many, or for a new thing."""
    returns_many = operation.returns is not None and operation.returns.many
    if not any(len(sign) == 1 and sign[0] in words.item for sign in pattern.signs):
        return 1.0
    if pattern.many and not returns_many:
        return 0.0
    if pattern.kind == "write" and not pattern.repeatable:
        return 0.5 if operation.method == "PUT" else 0.0
    return 1.0


def _serve_by_get(
    matching: Matching,
    operations: Sequence[Operation],
    problem: Problem,
    words: Mapping[int, Words],
    vocabulary: Vocabulary,
) -> None:
    """A write that nothing else serves may stand there with GET: ``GET /tweets/{id}/like``."""
    for pattern in problem.access_patterns:
        if pattern.kind != "write" or not pattern.required or matching.serving[pattern.name]:
            continue
        for operation in operations:
            action = bare_action(operation)
            if operation.method != "GET" or not action or (operation.returns and operation.returns.many):
                continue
            verb = leading_verb(split_words(operation.name)) if operation.named else None
            if (verb and verb_reads(verb)) or set(vocabulary.canonical([action])) & vocabulary.objects:
                continue
            score = _score(words[id(operation)], operation, pattern, vocabulary, reads=False)
            if score > 0:
                matching.serving[pattern.name].append(Served(operation=operation, score=score, by_get=True))


def _serve_by_prose(
    matching: Matching, operations: Sequence[Operation], problem: Problem, words: Mapping[int, Words]
) -> None:
    """What no name and no path says may stand in the prose of an operation that serves nothing else."""
    required = [pattern for pattern in problem.access_patterns if pattern.required]
    busy = {id(served.operation) for pattern in required for served in matching.serving[pattern.name][:1]}
    for pattern in required:
        if matching.serving[pattern.name]:
            continue
        for operation in operations:
            mine = words[id(operation)]
            against = mine.reads is not None and mine.reads != (pattern.kind == "read")
            if id(operation) in busy or (against and not pattern.either):
                continue
            if (mine.raw | mine.said) & set(pattern.never):
                continue
            everything = mine.strong | mine.weak | mine.said
            if any(
                all(word in everything for word in sign) and set(sign) & mine.said for sign in pattern.signs
            ):
                matching.serving[pattern.name].append(Served(operation=operation, score=0.3))
                busy.add(id(operation))
                break


def _choose(matching: Matching, problem: Problem, words: Mapping[int, Words]) -> None:
    """Choose for each pattern; required lists do not share an operation unless a parameter selects."""
    lists = [p for p in problem.access_patterns if p.required and p.many and p.kind == "read"]
    taken: dict[int, str] = {}

    def give(pattern: str, tried: set[int]) -> bool:
        for served in matching.serving[pattern]:
            key = id(served.operation)
            if key in tried:
                continue
            tried.add(key)
            if words[key].selects or key not in taken or give(taken[key], tried):
                taken[key] = pattern
                matching.chosen[pattern] = served
                return True
        return False

    # The clearest pairs first; what they leave is shared out so that as many patterns as possible are served.
    pairs = [
        (served.score, pattern.name, served) for pattern in lists for served in matching.serving[pattern.name]
    ]
    for _, name, served in sorted(pairs, key=lambda pair: -pair[0]):
        if name not in matching.chosen and (
            id(served.operation) not in taken or words[id(served.operation)].selects
        ):
            taken[id(served.operation)] = name
            matching.chosen[name] = served
    for pattern in lists:
        if pattern.name not in matching.chosen and not give(pattern.name, set()):
            matching.serving[pattern.name] = []
    for pattern in problem.access_patterns:
        if pattern not in lists and matching.serving[pattern.name]:
            matching.chosen[pattern.name] = matching.serving[pattern.name][0]
    # An operation that is held to serve one list is no second answer to another.
    for pattern in lists:
        chosen = matching.chosen.get(pattern.name)
        others: Iterable[str] = (p.name for p in lists if p is not pattern)
        elsewhere = {id(matching.chosen[name].operation) for name in others if name in matching.chosen}
        matching.serving[pattern.name] = [
            served
            for served in matching.serving[pattern.name]
            if served is chosen
            or id(served.operation) not in elsewhere
            or words[id(served.operation)].selects
        ]
