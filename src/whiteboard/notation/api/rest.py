"""One line of a REST list: ``POST /v1/tweets {text} -> tweet id``, and its many relatives."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from whiteboard.draft.wording import READ_VERBS, WRITE_VERBS, lexicon
from whiteboard.notation.api.building import Draft
from whiteboard.notation.api.paths import read_path, scan_path
from whiteboard.notation.api.tail import read_tail

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_ALIASES = {
    "DEL": "DELETE", "WSS": "WS", "WEBSOCKET": "WS", "WEBSOCKETS": "WS",
    "SOCKET": "WS", "SSE": "WS", "STREAM": "WS",
    "WS": "WS",
}  # fmt: skip
_METHOD = r"GET|POST|PUT|PATCH|DELETE|DEL|HEAD|OPTIONS|WSS?|WEBSOCKETS?|SOCKET|SSE|STREAM"
_METHODS = rf"(?P<methods>(?:{_METHOD})(?:\s*(?:/|\||,|&|\bor\b|\band\b)\s*(?:{_METHOD}))*)"
_PATH_START = (
    r"(?=/|https?://|wss?://|\{+\s*(?:base|host)|\$\{?\w*(?:URL|url|host)|localhost|(?:[\w-]+\.)+(?:com|org|io|net|dev|app|co|example)(?:[:/])"
    r"|(?-i:[a-z][\w\-]*/[\w{:<\[$]))"
)
_METHOD_THEN_PATH = re.compile(
    rf"(?<![\w/\-])[\[(\"'<]?{_METHODS}[\])\"'>]?(?:\s+(?:request|call|endpoint|method))?(?:\s*(?::|->|→|=>|–|—|\||,|\bto\b|\bat\b|\bon\b|-)\s*|\s+)[\"'(\[<]?{_PATH_START}"
)
_LOOSE_METHOD = re.compile(rf"^[\[(]?{_METHODS}[\])]?\s*(?::|->|→|-)?\s+[\"']?{_PATH_START}", re.IGNORECASE)
_BARE_WORD = re.compile(
    rf"^[\[(]?{_METHODS}[\])]?:?\s+(?P<word>[A-Za-z_{{][^\s(]*)(?P<rest>\s*(?:$|->|→|=>|[-–—:({{#]|returns?\b|body\b|with\b|//).*)$"
)
_PROSE_WORDS = lexicon(
    "a an the request requests endpoint endpoints call calls method methods is are and or for with to all"
    " new it this that of in on api body data tweet's user's"
)
_PATH_FIRST = re.compile(r"^[\"'(\[]?(?=/|https?://|wss?://)")
_PATH_THEN_METHOD = re.compile(rf"^[\"')\]]?\s*(?::|->|→|–|—|\||,|-|=)?\s*[\[(\"']?{_METHODS}\b[\])\"']?\s*")
_SHOUTED_VERB = re.compile(r"^(?P<verb>[A-Z]{2,12})\s*:?\s+(?=/\w|/\{|/:|https?://)")
_TITLED = re.compile(r"^(?P<title>[^/{}()|]{1,80}?)\s*(?::|->|→|=>|–|—|\||-)?\s*(?=/[\w{:<\[])")
CODE_ROUTE = re.compile(
    r"(?:@|\b)(?:\w+\s*(?:\.|::|->)\s*)*(?P<method>get|post|put|delete|patch|head|route|websocket|ws|handle|HandleFunc|Handle|GET|POST|PUT|DELETE|PATCH"
    r"|GetMapping|PostMapping|PutMapping|DeleteMapping|PatchMapping|RequestMapping|api_route|fetch|request"
    r"|Http(?:Get|Post|Put|Delete|Patch)|Get|Post|Put|Delete|Patch)"
    r"\s*(?:<[^<>]*>)?\(\s*(?P<ahead>(?:\w+\s*=\s*[\w.]+\s*,\s*){0,4})(?:(?:value|path)\s*=\s*)?\{?\s*[\"'`]"
    r"(?P<path>(?:(?:GET|POST|PUT|PATCH|DELETE)\s+)?(?:/|https?://)[^\"'`]*)[\"'`](?P<rest>.*)$"
)
_LABEL_WORDS = lexicon(
    "endpoint url uri path route method request http rest api call example sample e.g eg e.g. i.e. or and"
    " then via using use first second also step verb resource usage"
)


@dataclass(slots=True, kw_only=True)
class Found:
    """A method and a path within a line: what stands before, and where the rest begins."""

    methods: list[str]
    raw: str
    before: str
    rest: str
    loud: bool = True  # False for a path alone


def find_rest(text: str) -> Found | None:
    """Find a method and a path in a line without Markdown, or None.

    Examples
    --------
    >>> found = find_rest("getFeed: GET /feed?cursor={c} -> page of tweets")
    >>> found.methods, found.raw, found.before, found.rest
    (['GET'], '/feed?cursor={c}', 'getFeed:', ' -> page of tweets')
    >>> find_rest("/tweets - POST").methods
    ['POST']
    """
    match = _METHOD_THEN_PATH.search(text[:2000]) or _LOOSE_METHOD.match(text[:400])
    if match:
        end = scan_path(text, match.end())
        return Found(
            methods=_methods(match["methods"]),
            raw=text[match.end() : end],
            before=text[: match.start()].strip(),
            rest=text[end:].lstrip("\"'`)]>"),
        )
    bare = _BARE_WORD.match(text[:2000])
    if bare and bare["word"].lower().strip(":,.?") not in _PROSE_WORDS and not bare["word"].startswith('{"'):
        start = bare.start("word")
        end = scan_path(text, start)
        if end > start:
            return Found(methods=_methods(bare["methods"]), raw=text[start:end], before="", rest=text[end:])
    first = _PATH_FIRST.match(text)
    if (
        first
        and re.match(r"(?:https?|wss?)://\S|/[\w{:<\[$.…@]", text[first.end() :])
        and not text.startswith("//")
    ):
        end = scan_path(text, first.end())
        raw = text[first.end() : end]
        after = _PATH_THEN_METHOD.match(text[end:])
        if after:
            return Found(
                methods=_methods(after["methods"]), raw=raw, before="", rest=text[end + after.end() :]
            )
        if re.search(r"[A-Za-z]", raw):
            scheme = ["WS"] if raw.lower().startswith(("ws://", "wss://")) else []
            return Found(methods=scheme, raw=raw, before="", rest=text[end:].lstrip("\"'`)"), loud=False)
    return None


def find_titled_path(text: str) -> Found | None:
    """``Home feed: /feed`` or ``CREATE /tweets``: a path with words before it that are no HTTP method.

    Examples
    --------
    >>> find_titled_path("Home feed: /feed?page=1").before
    'Home feed'
    """
    shouted = _SHOUTED_VERB.match(text)
    match = _TITLED.match(text[:400])
    if not match or (not shouted and len(match["title"].split()) > 6):
        return None
    if not shouted and not re.search(r"(?::|->|→|=>|–|—|\||-)\s*$|\s$", text[: match.end()]):
        return None
    if not re.match(r"/[\w{:<\[$.\-/}>\]?=&%]*(?:\s|$|[({,;:\-–—→])", text[match.end() : match.end() + 500]):
        return None
    end = scan_path(text, match.end())
    if end - match.end() < 3:
        return None
    return Found(
        methods=[], raw=text[match.end() : end], before=match["title"].strip(), rest=text[end:], loud=False
    )


def find_paths_in_parentheses(text: str) -> list[Found]:
    """``Follow a user (/follow)``: words, then one path or several in parentheses.

    Examples
    --------
    >>> [found.raw for found in find_paths_in_parentheses("Follow/unfollow user (/follow & /unfollow)")]
    ['/follow', '/unfollow']
    """
    match = re.match(
        r"^(?P<title>[^()]{2,80}?)\s*\((?P<paths>/[^()\s]+(?:\s*(?:&|,|\||and|or)\s*/[^()\s]+)*)\)\s*(?P<rest>.*)$",
        text[:600],
    )
    if not match:
        return []
    paths = re.findall(r"/[^\s,&|]+", match["paths"])
    return [
        Found(methods=[], raw=path, before=match["title"], rest=match["rest"], loud=False)
        for path in paths[:6]
    ]


def misspelt_method(text: str) -> str | None:
    """The method that a line probably meant: ``GTE /feed`` → ``GET``; None when it is not of that form.

    Examples
    --------
    >>> misspelt_method("GTE /feed"), misspelt_method("CREATE /tweets") is None
    ('GET', True)
    """
    match = re.match(r"^(?P<word>[A-Za-z]{2,8})\s*:?\s+/\w", text)
    if not match or match["word"].lower() in READ_VERBS | WRITE_VERBS:
        return None
    word = match["word"]
    if word != word.upper():
        return None
    close = difflib.get_close_matches(word, METHODS, n=1, cutoff=0.5)
    return close[0] if close else None


def _methods(text: str) -> list[str]:
    words = re.findall(r"[A-Za-z]+", text)
    found = [_ALIASES.get(word.upper(), word.upper()) for word in words if word.lower() not in ("or", "and")]
    return list(dict.fromkeys(found))


def read_rest(found: Found, line: int, *, name: str | None) -> list[Draft]:
    """Operations of a line, one for each method.

    Examples
    --------
    >>> found = find_rest("POST/DELETE /tweets/:id/like")
    >>> [(draft.method, draft.path) for draft in read_rest(found, 1, name=None)]
    [('POST', '/tweets/{id}/like'), ('DELETE', '/tweets/{id}/like')]
    """
    drafts = []
    for method in found.methods or [None]:  # type: ignore[list-item]
        path, parameters = read_path(found.raw, line)
        draft = Draft(line=line, name=name, method=method, path=path)
        draft.add(parameters)
        read_tail(draft, found.rest, line)
        drafts.append(draft)
    return drafts


def title_of(before: str) -> str | None:
    """A name from the words before a method, or None when they are a label, a bullet, or a sentence.

    Examples
    --------
    >>> title_of("getFeed:"), title_of("Endpoint:"), title_of("Post a tweet ->")
    ('getFeed', None, 'Post a tweet')
    """
    text = re.sub(r"[\s:\-–—>→=(\[|,*\"'.]+$", "", before).strip(" *-•·|\"'")
    text = re.sub(r"^(?:\d+[.)]\s*|[a-z][.)]\s+)", "", text)
    words = text.split()
    if not words or len(words) > 8 or not re.search(r"[A-Za-z]{2}", text):
        return None
    if all(word.lower().strip(":") in _LABEL_WORDS for word in words):
        return None
    return text
