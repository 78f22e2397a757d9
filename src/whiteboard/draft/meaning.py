"""What an operation means to do, by its own words: read or write, and by which verb it says so."""

from __future__ import annotations

import re

from whiteboard.draft.api import Operation
from whiteboard.draft.remembered import remembered
from whiteboard.draft.wording import (
    READ_VERBS,
    WRITE_VERBS,
    is_plural,
    leading_verb,
    lexicon,
    may_be_noun,
    split_words,
    verb_reads,
)

_SILENT = re.compile(
    r"^(?:api|apis|rest|v\d+(?:\.\d+)*|\d+(?:\.\d+)*|json|xml|public|private|internal|services?|rpc|graphql|web|mobile|app)$"
)


def intent(operation: Operation) -> bool | None:
    """Whether an operation means to read (True) or to write (False), by its verb first, then its method.

    Examples
    --------
    >>> intent(Operation(name="getFeed", method="POST", path="/feed"))
    True
    >>> intent(Operation(name="feed")) is None
    True
    """
    if operation.reads is not None:
        return operation.reads
    if operation.method in ("GET", "HEAD") and changing_verb(operation):
        return False
    verb = spoken_verb(operation)
    if verb:
        reads = verb_reads(verb)
        by_method = _by_method(operation)
        if reads is not None and not (may_be_noun(verb) and by_method is not None):
            return reads
    by_method = _by_method(operation)
    if by_method is None and not operation.named:
        said = leading_verb(split_words(operation.description)[:2])
        return verb_reads(said) if said else None
    return by_method


def _by_method(operation: Operation) -> bool | None:
    if operation.method in ("GET", "HEAD", "OPTIONS"):
        return True
    if operation.method in ("POST", "PUT", "PATCH", "DELETE"):
        return False
    return True if operation.method == "WS" else None


def spoken_verb(operation: Operation) -> str | None:
    """The verb that an operation's own words begin with: of its name, or of the last fixed part of its path.

    Examples
    --------
    >>> spoken_verb(Operation(name="likeTweet"))
    'like'
    >>> spoken_verb(Operation(name="GET /x", named=False, method="GET", path="/deleteTweet"))
    'delete'
    >>> spoken_verb(Operation(name="GET /x", named=False, method="GET", path="/users/{id}/likes")) is None
    True
    """
    if operation.named:
        verb = leading_verb(split_words(last_name(operation.name)))
        if verb:
            return verb
    for segment in reversed(fixed_segments(operation.path)):
        words = split_words(segment)
        verb = leading_verb(words)
        if verb and (len(words) > 1 or (words[0] == verb and not may_be_noun(verb))):
            return verb
        break
    return None


def last_name(name: str) -> str:
    """The last part of a dotted name: ``TweetService.getFeed`` → ``getFeed``.

    Examples
    --------
    >>> last_name("TweetService.getFeed")
    'getFeed'
    """
    return re.split(r"\.|::|->", name.rstrip("."))[-1] or name


def fixed_segments(path: str | None) -> list[str]:
    """Parts of a path that are neither parameters nor versions and the like.

    Examples
    --------
    >>> fixed_segments("/api/v1/users/{id}/tweets"), fixed_segments("/1.1/statuses/update.json")
    (['users', 'tweets'], ['statuses', 'update'])
    """
    return list(_fixed(path)) if path else []


@remembered
def _fixed(path: str) -> tuple[str, ...]:
    made = []
    for segment in path.split("/"):
        bare = re.sub(r"\{[^{}]*\}", " ", re.sub(r"\.(?:json|xml)$", "", segment)).strip(" .-_:@")
        if bare and not _SILENT.match(bare.lower()):
            made.append(bare)
    return tuple(made)


def bare_action(operation: Operation) -> str | None:
    """The action that a path ends in, parameters aside, where that word is a verb in its plain form.

    Examples
    --------
    >>> bare_action(Operation(name="x", method="GET", path="/tweets/{id}/like"))
    'like'
    >>> bare_action(Operation(name="x", method="GET", path="/tweets/{id}/likes")) is None
    True
    """
    segments = fixed_segments(operation.path)
    if not segments:
        return None
    words = split_words(segments[-1])
    if len(words) == 1 and words[0] in WRITE_VERBS and words[0] not in READ_VERBS:
        return words[0]
    return None


def changing_verb(operation: Operation) -> str | None:
    """The verb by which a GET gives itself away as a state change; None when in doubt.

    Examples
    --------
    >>> changing_verb(Operation(name="GET /x", named=False, method="GET", path="/deleteTweet"))
    'delete'
    >>> changing_verb(Operation(name="GET /x", named=False, method="GET", path="/users/{id}/likes")) is None
    True
    """
    if operation.reads:
        return None
    returns_many = operation.returns is not None and operation.returns.many
    if operation.named:
        words = split_words(operation.name)
        verb = leading_verb(words)
        if verb and verb_reads(verb):
            return None
        if verb and (len(words) > 1 or not returns_many) and not _noun_phrase(words, operation):
            return verb
    segments = fixed_segments(operation.path)
    for segment in segments[-1:]:
        words = split_words(segment)
        verb = leading_verb(words)
        if not verb or verb_reads(verb) is not False:
            continue
        compound = len(words) > 1 and bool(re.search(r"[a-z][A-Z]|[_-]", segment)) and not is_plural(words[0])
        if compound and not may_be_noun(verb):
            return verb
        if (
            compound
            and not returns_many
            and words[-1] not in ("count", "counts", "list", "ids", "feed", "s")
            and not is_plural(words[-1])
        ):
            return verb
        if (
            len(words) == 1
            and words[0] == verb
            and not may_be_noun(verb)
            and verb not in ("new", "put", "edit", "report")
        ):
            return verb
    return None


_ASIDE = lexicon(
    "search query graphql batch bulk check login token filter generate count read compute calculate is has"
    " receive display render refresh stream poll report view open verify export preview recommend access"
    " watch listen download"
)
"""Words of reads for which POST is in order: long queries, logins, work that is done on request."""


def _noun_phrase(words: list[str], operation: Operation) -> bool:
    """``Post details`` and ``Follow list``: words of the lexicon that stand there as nouns."""
    verb = words[0]
    if not may_be_noun(verb):
        return False
    last = words[-1]
    if last in (
        "list",
        "count",
        "counts",
        "details",
        "detail",
        "feed",
        "timeline",
        "status",
        "info",
        "history",
        "stats",
    ):
        return True
    by_id = operation.method == "GET" and len(words) == 2 and last in ("by", "id")
    return (
        by_id
        or (len(words) > 2 and words[1:3] == ["by", "id"])
        or (operation.returns is not None and operation.returns.many)
    )


def reading_verb(operation: Operation) -> str | None:
    """The verb by which a POST gives itself away as a plain read; None when in doubt.

    Examples
    --------
    >>> reading_verb(Operation(name="getFeed", method="POST", path="/feed"))
    'get'
    >>> reading_verb(Operation(name="searchTweets", method="POST", path="/search")) is None
    True
    """
    words = split_words(operation.name) if operation.named else []
    last = fixed_segments(operation.path)[-1:]
    for candidate in (words, split_words(last[0]) if last else []):
        if set(candidate) & _ASIDE:
            return None
        verb = leading_verb(candidate)
        if verb in ("get", "fetch", "list", "retrieve", "load", "show", "find", "lookup", "browse") and (
            len(candidate) > 1 or not may_be_noun(verb)
        ):
            return verb
        if verb:
            return None
    return None
