"""Function signatures: ``getFeed(userId, cursor?): Tweet[]``, ``Feed getFeed(long userId)``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whiteboard.draft.api import Place
from whiteboard.draft.wording import READ_VERBS, WRITE_VERBS, leading_verb, lexicon, split_words
from whiteboard.notation.api.building import Draft
from whiteboard.notation.api.fields import TYPES, read_fields
from whiteboard.notation.api.scan import closing
from whiteboard.notation.api.tail import read_tail

_KEYWORDS = lexicon(
    "def func function fun fn public private protected static async export default const let var virtual"
    " abstract override final rpc void suspend inline sub procedure api method endpoint op operation"
    " mutation query subscription declare extern"
)
_NAME = re.compile(
    r"(?P<name>[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_]\w*)*)(?P<generic><[^<>()]{1,40}>)?(?P<gap> ?)\("
)
_NOT_NAMES = lexicon(
    "returns return response request body params parameters query headers header auth note notes e.g eg i.e"
    " ie if for while switch catch example optional required output input result and or with using via"
    " where when in of to the a is are api apis rest http https graphql grpc json errors error status code"
    " print console.log description etc either both only also id ids constructor __init__ __construct main"
    " tostring json.stringify"
)
_TITLE = re.compile(r"^(?P<title>[^():;{}=]{1,60}?)\s*(?::|–|—|->|→|\s-\s)\s*$")
_TYPE_ONLY = re.compile(
    r"^\(\s*[\w\[\]<>]+(?:,\s*(?:optional|required))?\s*\)\s*(?::|[-–—]|$)", re.IGNORECASE
)
_PHRASE = re.compile(r"^(?P<name>[A-Za-z][A-Za-z']*(?: [A-Za-z'/]+){1,4})\s*\(")
_PLAIN_ARGUMENTS = re.compile(r"^\s*[\w$?.…\[\]<>:=\"' ]*(?:,\s*[\w$?.…\[\]<>:=\"' ]+)*\s*,?\s*$")


@dataclass(slots=True, kw_only=True)
class Head:
    """Where a signature begins in a line."""

    name: str
    title: str | None
    returned: str | None
    opening: int  # index of the parenthesis


def find_signature(text: str) -> Head | None:
    """Find a function signature in a line without Markdown, or None.

    Examples
    --------
    >>> find_signature("Feed getFeed(long userId, int page)").returned
    'Feed'
    >>> find_signature("Post a tweet: postTweet(user_id, text)").name
    'postTweet'
    >>> find_signature("Everything (well, nearly) is paged") is None
    True
    """
    window = text[:600]
    match = _NAME.search(window)
    if not match:
        return _lambda(text)
    phrase = _PHRASE.match(window)
    if phrase and phrase.end() == match.end() and match["gap"]:
        words = split_words(phrase["name"])
        end = closing(text, match.end() - 1)
        if (
            leading_verb(words)
            and words[0] not in ("is", "has", "new")
            and end > 0
            and _arguments(text[match.end() : end])
        ):
            return Head(name=phrase["name"], title=None, returned=None, opening=match.end() - 1)
    name = match["name"]
    if (name.lower() in _NOT_NAMES or name.lower() in _KEYWORDS) and not _returns_something(window, match):
        return _lambda(text)
    words = split_words(name.replace("::", ".").split(".")[-1])
    compound = len(words) > 1 and name != name.upper()
    if match["gap"] and (not compound or _TYPE_ONLY.match(text[match.end() - 1 : match.end() + 60])):
        return None
    verb = words[0] if words else ""
    known = verb in READ_VERBS or verb in WRITE_VERBS
    before = window[: match.start()].strip()
    title, returned, plain = _before(before)
    if plain:
        return None
    if name[:1].isupper() and not compound and not known and not returned and not before:
        return None  # ``User(id, name)`` lists fields
    return Head(name=name, title=title, returned=returned, opening=text.index("(", match.end() - 1))


_NAMES_BEFORE_AN_ARROW = lexicon("where when status result")


def _returns_something(window: str, match: re.Match[str]) -> bool:
    """``where(releaseId) -> page of servers``: prose words are names where an answer follows."""
    if (
        match["name"].lower() not in _NAMES_BEFORE_AN_ARROW
        or match["gap"]
        or window[: match.start()].strip(" -*•")
    ):
        return False
    end = closing(window, match.end() - 1)
    return end > 0 and bool(re.match(r"\s*(?:->|→|=>)", window[end + 1 :]))


def _arguments(text: str) -> bool:
    return (
        "," in text
        and bool(_PLAIN_ARGUMENTS.match(text[:400]))
        and all(len(p.split()) <= 3 for p in text.split(","))
    )


def _lambda(text: str) -> Head | None:
    """``const getFeed = (userId) => Tweet[]``."""
    match = re.match(
        r"^\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>\w+)\s*(?::[^=]{0,80})?=\s*(?:async\s*)?(?:function\s*)?\(",
        text[:300],
    )
    if not match:
        return None
    return Head(name=match["name"], title=None, returned=None, opening=match.end() - 1)


def _before(before: str) -> tuple[str | None, str | None, bool]:
    """Words before the name: a title with its colon, a return type, or (True) prose."""
    title: str | None = None
    titled = re.match(r"^(?P<title>[^():;{}=<>]{1,60}?)\s*(?::|–|—|->|→|\s-)\s+(?P<rest>.*)$", before + " ")
    if titled:
        title, before = titled["title"].strip(), titled["rest"].strip()
    if not before:
        return title, None, False
    lambda_ = re.match(r"^(?:export\s+)?(?:const|let|var)\s+(\w+)\s*=\s*(?:async)?$", before)
    if lambda_:
        return lambda_[1], None, False
    words = [word for word in before.split() if word.lower() not in _KEYWORDS or word.lower() == "void"]
    words = [word for word in words if not word.startswith("@")]
    if not words:
        return title, None, False
    joined = " ".join(words)
    if "<" in joined and joined.endswith((">", "]", ">>")):
        return title, joined, False
    if len(words) > 1:
        return title, None, True
    word = words[0]
    typed = word[:1].isupper() or word.lower().strip("[]*&?") in TYPES or word.endswith(("[]", ">", "]"))
    if word.endswith("="):
        return title, None, True
    return title, word if typed else None, not typed


def read_signature(head: Head, text: str, line: int) -> Draft | None:
    """Read a signature whose parentheses are closed in `text` (several lines may have been joined), or None.

    Examples
    --------
    >>> text = "def get_feed(user_id: int, page_token: str = None) -> list[Tweet]:"
    >>> draft = read_signature(find_signature(text), text, 1)
    >>> [(p.name, p.type, p.required) for p in draft.parameters], draft.returns.many
    ([('user_id', 'int', True), ('page_token', 'str', False)], True)
    """
    end = closing(text, head.opening)
    if end < 0:
        return None
    draft = Draft(line=line, name=head.name)
    arguments = text[head.opening + 1 : end].strip()
    if arguments.startswith("{") and closing(arguments, 0) == len(arguments) - 1:
        arguments = arguments[1:-1]
    draft.add(read_fields(arguments, Place.ARGUMENT, line, signature=True))
    if head.title and head.title.lower() not in ("api", "function", "method", "signature"):
        draft.title = head.title
    if head.returned and head.returned.lower() != "void":
        draft.answer(head.returned, line)
    rest = text[end + 1 :].strip()
    if rest.endswith(("{", "{}")):
        rest = rest[: rest.rindex("{")].strip()
    rest = rest.rstrip(";").strip()
    if rest.startswith(":") and rest != ":":
        _typed_tail(draft, rest[1:].strip(), line)
    elif rest == ":":
        pass
    elif re.match(r"^[A-Za-z_][\w.]*(?:\[\]|<[^<>]*>)?$", rest) and len(rest) < 40:
        draft.answer(rest, line)  # Go: the type follows bare
    elif re.match(r"^(?:\(|\[\]|\*)", rest) and len(rest) < 60:
        draft.answer(rest.strip("()"), line)
    else:
        read_tail(draft, rest.removesuffix(":"), line)
    return draft


def _typed_tail(draft: Draft, rest: str, line: int) -> None:
    """What follows ``):``, a type in most languages and prose in most notes."""
    pieces = re.split(r"\s(?://|#|[-–—])\s", rest, maxsplit=1)
    first = pieces[0].strip().rstrip(",;")
    if (
        len(first.split()) <= 4
        or re.match(r"^[\w.]*[\[<{(]", first)
        or re.search(r"\b(?:list|array|page|paged|paginated)\b", first, re.IGNORECASE)
    ):
        if re.match(r"^(?:returns?\b|->|→|=>)", first, re.IGNORECASE):
            read_tail(draft, first, line)
        elif first.lower() != "void":
            draft.answer(first, line)
    else:
        read_tail(draft, first, line)
    if len(pieces) == 2:
        draft.say(pieces[1])
