"""What an operation answers with: one thing, or many."""

from __future__ import annotations

import re

from whiteboard.draft.api import Parameter, Place, Returns
from whiteboard.draft.paging import says_paged
from whiteboard.draft.wording import is_plural, lexicon, singular, split_words
from whiteboard.notation.api.fields import read_fields

_COLLECTIONS = lexicon(
    "list array page collection set stream sequence batch feed timeline newsfeed iterator iterable vector"
    " bunch slice history results items entries inbox chunk series group queue connection edges paginated"
    " paged"
)
_MANY_TYPE = re.compile(
    r"\[\s*\]|^\s*\[|\b(?:list|array|set|iterable|iterator|collection|sequence|vector|page|stream|slice|seq|flux|observable|generator|asynciterator|cursor|paged\w*|paginated\w*)\s*[<\[(]"
    r"|^\s*repeated\b|\bstream\s+\w|\w+Connection\b|^\s*\[\]\w|\*\[\]|\bList<|\b\w+List\b|\b\w+Page\b|\bPaged?\w+\b",
    re.IGNORECASE,
)
_NOT_MANY = lexicon(
    "success status details info stats settings credentials metadata headers news address bytes metrics"
    " contents is this yes access process https permissions results_count errors s ms class pass bus plus"
    " as was has its always progress basics statistics analytics"
)
_STOP = lexicon(
    "with of for by in from and that which where who whose to on at sorted ordered order newest"
    " latest-first plus containing including if when as per using via given belonging along posted"
    " published created followed"
)
_LEADING = lexicon(
    "a an the all any its their his her your our user's account's latest recent newest top most first last"
    " sorted json new created updated ordered chronological reverse full entire public home relevant next"
    " 200 201 ok returns return response"
)
_STATUS = re.compile(
    r"^\s*(?:http/\d(?:\.\d)?\s*)?[1-5]\d\d\b\s*(?:ok|created|accepted|no content)?\s*[-:,–—>]*\s*",
    re.IGNORECASE,
)
_SINGLE_PAGED_KEYS = re.compile(
    r"next|cursor|page|total|count|has|more|prev|limit|offset|meta|links|status|error|code|success|message",
    re.IGNORECASE,
)
_MAX_TEXT = 600


def read_returns(text: str, line: int) -> Returns:
    """Read what stands behind ``returns:`` or an arrow.

    Parameters
    ----------
    text : str
        A type, a phrase, or a (pseudo) JSON body.
    line : int
        Where it was typed.

    Examples
    --------
    >>> read_returns("page of tweets, newest first", 1).many, read_returns("Tweet", 1).many
    (True, False)
    >>> read_returns('{"tweets": [...], "next_cursor": string}', 1).fields
    ('tweets', 'next_cursor')
    """
    text = " ".join(text.split())[: _MAX_TEXT * 4] if "\n" not in text else text.strip()[: _MAX_TEXT * 20]
    bare = _STATUS.sub("", text, count=1).strip().rstrip(";").strip()
    fields, many = _body(bare) if "{" in bare else ((), False)
    many = many or (not fields and is_many(bare))
    if not fields:
        fields = _with_fields(bare)
    return Returns(text=(" ".join(text.split()))[:_MAX_TEXT], many=many, fields=fields, line=line)


def _body(text: str) -> tuple[tuple[str, ...], bool]:
    start = text.index("{")
    before = text[:start]
    if len(before.split()) > 6:
        return (), False
    made = read_fields(text[start:], Place.BODY, 0)
    fields: list[str] = [field.name for field in made]
    if is_many(before) or before.rstrip().endswith("["):
        return tuple(fields), True
    lists = [f for f in made if _is_list(f)]
    rest = [f for f in made if not _is_list(f) and not _SINGLE_PAGED_KEYS.search(f.name)]
    if len(lists) == 1 and not rest:
        return tuple(fields), True
    paged = any(says_paged(name) for name in fields)
    if lists and paged:
        return tuple(fields), True
    # A wrapper such as {"data": {"tweets": [...]}}: look one level down.
    if len(made) <= 3:
        for field in made:
            if field.type and field.type.startswith("{"):
                inner, many = _body(field.type)
                if many:
                    return tuple(fields) + tuple(name for name in inner if name not in fields), True
    return tuple(fields), False


def _is_list(field: Parameter) -> bool:
    type_ = field.type or ""
    if type_:
        return bool(_MANY_TYPE.search(type_)) or type_.startswith("[")
    words = split_words(field.name)
    return (
        bool(words)
        and (is_plural(words[-1]) or words[-1] in ("feed", "timeline"))
        and words[-1] not in _NOT_MANY
        and not (set(words) & {"count", "number", "num", "likes", "total"})
    )


def _with_fields(text: str) -> tuple[str, ...]:
    match = re.search(r"\bwith\b (?:its |their |the |a )?(.{1,120})$", text)
    if not match:
        return ()
    return tuple(part.strip(" .") for part in re.split(r",|\band\b", match[1]) if part.strip(" ."))


def is_many(text: str) -> bool:
    """Whether a type or a phrase means many things rather than one.

    Examples
    --------
    >>> [is_many(text) for text in ("Tweet[]", "list of ids", "tweets, newest first", "the home feed")]
    [True, True, True, True]
    >>> [is_many(text) for text in ("tweet id", "number of likes", "tweet with its likes", "status")]
    [False, False, False, False]
    """
    bare = text.strip()
    if not bare:
        return False
    bare = re.split(r"[{]", bare, maxsplit=1)[0] or bare
    if _MANY_TYPE.search(bare[:200]):
        return True
    if re.match(
        r"^(?:map|dict|optional|promise|future|response|result|observable|mono|task|awaitable)\s*[<\[]",
        bare,
        re.IGNORECASE,
    ):
        return is_many(bare[bare.find("<") + 1 :] if "<" in bare else bare[bare.find("[") + 1 :])
    phrase = re.split(r"[,;.(]|\s[-–—+&/]\s", bare, maxsplit=1)[0]
    words = phrase.split()
    while (
        words
        and (words[0].lower() in _LEADING or words[0].lower().endswith(("'s", "’s", "s'")))
        and len(words) > 1
    ):
        words = words[1:]
    head: list[str] = []
    for word in words[:8]:
        if word.lower() in _STOP and head:
            break
        head.append(word)
    if not head:
        return False
    tokens = [token for word in head for token in split_words(word)]
    if not tokens:
        return False
    last = tokens[-1]
    if (
        last
        in (
            "response",
            "result",
            "dto",
            "object",
            "payload",
            "json",
            "body",
            "reply",
            "output",
            "view",
        )
        and len(tokens) > 1
    ):
        last = tokens[-2]
    if last in ("number", "count", "id", "token", "url", "link", "size"):
        return False
    if tokens[0] in ("number", "count", "total", "amount"):
        return False
    if last in _COLLECTIONS or any(
        token in ("list", "array", "page", "paged", "paginated") for token in tokens
    ):
        return True
    return last not in _NOT_MANY and is_plural(last) and singular(last) != last
