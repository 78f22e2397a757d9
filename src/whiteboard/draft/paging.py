"""Which parameters page through a list, and which only bound it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whiteboard.draft.api import Operation, Parameter, Place
from whiteboard.draft.wording import lexicon, split_words

_TURNS = lexicon(
    "page cursor offset skip after before next continuation pagination paging since until marker anchor"
    " scroll pagenumber pageno pagenum pagetoken nextpage nextcursor nexttoken bookmark timestamp startfrom"
    " from start previous prev last seen newer older max_id range cursors position iterator pointer"
    " checkpoint cur curs crsr pg pagetok"
)
_LIMITS = lexicon(
    "limit size count first top max per num number amount batch results take length"
    " pagesize perpage rows n maxresults"
)
_TURNING_PAIRS = (
    {"max", "id"}, {"since", "id"}, {"last", "id"}, {"min", "id"}, {"current", "time"}, {"from", "id"},
    {"start", "id"},
    {"start", "time"}, {"end", "time"}, {"from", "time"}, {"created", "at"}, {"last", "tweet"},
    {"last", "time"},
    {"start", "key"}, {"start", "index"}, {"start", "date"}, {"from", "date"},
)  # fmt: skip
_NOT_TURNING = frozenset({"home", "landing", "profile", "url"})
_PAGE_WORDS = re.compile(
    r"\bpag(?:e|es|ed|ing|inated?|ination|eable)\b|\bpage(?:token|number|size)|\bcursor|infinite(?:ly)?"
    r" scroll"
    r"|\bnext[_ -]?(?:page|cursor|token|id|url|link|offset|key)|\bkeyset\b|\boffset\b|\bhas[_"
    r" -]?more\b|\blazy[- ]load"
    r"|\bcontinuation\b|\bconnection\b|\bslice<",
    re.IGNORECASE,
)
_BOUND_WORDS = re.compile(
    r"\b(?:latest|last|recent|top|first|newest|most recent|up to|at most|max(?:imum)?|limit(?:ed)?(?:"
    r" to)?)\s+(?:of\s+)?(?:\d+|n|x|k)\b"
    r"|\b(?:\d+|n|x|k)\s+(?:\w+\s+)?(?:latest|last|most recent|recent|newest|at a time|per"
    r" (?:page|call|request))"
    r"|\b(?:limit(?:ed)?|batch(?:es)?|chunks?|bounded)\b",
    re.IGNORECASE,
)


def turns_pages(parameter: Parameter) -> bool:
    """Whether a parameter says where the next page begins: a page number, cursor, offset, last id, or time.

    Examples
    --------
    >>> turns_pages(Parameter(name="nextPageToken", place=Place.QUERY))
    True
    >>> turns_pages(Parameter(name="limit", place=Place.QUERY))
    False
    """
    words = split_words(parameter.name)
    found = set(words)
    if parameter.place is Place.HEADER:
        return bool(found & {"cursor", "page", "range", "offset"})
    if found & {"size", "limit"} and found & {"page"} and not found & {"token", "number", "cursor"}:
        return False  # pageSize bounds a page and does not turn it
    if found & {"tweet", "text", "body", "content", "location"} and not found & {
        "last",
        "since",
        "after",
        "before",
    }:
        return False
    if found & _NOT_TURNING:
        return False
    return bool(found & _TURNS) or any(pair <= found for pair in _TURNING_PAIRS)


def bounds_pages(parameter: Parameter) -> bool:
    """Whether a parameter says how long a page may be.

    Examples
    --------
    >>> bounds_pages(Parameter(name="page_size", place=Place.QUERY))
    True
    """
    return bool(set(split_words(parameter.name)) & _LIMITS) and not turns_pages(parameter)


def first_turning(parameters: Iterable[Parameter]) -> Parameter | None:
    ""
    """The first parameter that turns pages, or None; in a path only one called so: ``/feed/{page}``."""
    ""
    return next(
        (p for p in parameters if (p.place is not Place.PATH or _plainly(p)) and turns_pages(p)), None
    )


def _plainly(parameter: Parameter) -> bool:
    return split_words(parameter.name)[-1:] in (["page"], ["cursor"], ["offset"], ["token"], ["number"])


def first_bounding(parameters: Iterable[Parameter]) -> Parameter | None:
    """The first parameter that bounds a page, or None."""
    return next((p for p in parameters if p.place is not Place.PATH and bounds_pages(p)), None)


def says_paged(text: str) -> bool:
    """Whether a phrase promises pages: "paged list", "infinite scroll", ``TweetConnection``, "next cursor".

    Examples
    --------
    >>> says_paged("page of tweets"), says_paged("{tweets, nextCursor}"), says_paged("list of tweets")
    (True, True, False)
    """
    return bool(_PAGE_WORDS.search(text) or _PAGE_WORDS.search(" ".join(split_words(text))))


def says_bounded(text: str) -> bool:
    """Whether a phrase bounds a list without saying how to go on: "the latest 20 tweets".

    Examples
    --------
    >>> says_bounded("the latest 20 tweets"), says_bounded("all tweets")
    (True, False)
    """
    return bool(_BOUND_WORDS.search(text))


def is_paged(operation: Operation) -> bool:
    """Whether an operation's answer comes in pages, by its parameters or by its words.

    Examples
    --------
    >>> is_paged(Operation(name="getFeed", parameters=(Parameter(name="cursor", place=Place.QUERY),)))
    True
    """
    if first_turning(operation.parameters):
        return True
    returns = operation.returns
    texts = [operation.description]
    if operation.named and re.search(
        r"\b(?:pages? of|paged|paginated|next page)\b", operation.name, re.IGNORECASE
    ):
        return True
    if returns:
        texts += [returns.text, *returns.fields]
    return any(says_paged(text) for text in texts)
