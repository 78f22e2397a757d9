"""What follows a path on its line: the answer, the body, the query, prose."""

from __future__ import annotations

import re

from whiteboard.draft.api import Place
from whiteboard.draft.wording import is_plural, singular, split_words
from whiteboard.notation.api.building import Draft
from whiteboard.notation.api.fields import read_fields
from whiteboard.notation.api.scan import closing, split_top

_HTTP_VERSION = re.compile(r"^\s*HTTP/\d(?:\.\d)?\b")
_MARK = re.compile(
    r"(?P<returns>-->|->|→|⇒|=>|⟶|>>|(?<![\w-])(?:returns?|responds?(?:"
    r" with)?|response|resp|output|yields)\b(?:\s*body)?(?:\s*\(?\d{3}\)?)?\s*:?)"
    r"|(?P<body>(?<![\w-])(?:(?:request |json |with |takes |accepts )?(?:body|payload)|request|req|form(?:"
    r" data)?|data|input)\s*(?::|=(?!>)|(?=\s*\{))|(?<![\w-])with"
    r" (?:body|payload)\b:?|(?<![\w-])body\b(?=\s+[\w\"{]))"
    r"|(?P<query>(?<![\w-])(?:query(?:["
    r" -]?(?:string|params?|parameters))?|params?|parameters|args|arguments|qs|url"
    r" params?)\s*(?::|=(?!>)|(?=\s*[{(\[])))"
    r"|(?P<header>(?<![\w-])headers?\s*:)"
    r"|(?P<prose>(?<![\w-])(?:description|desc|summary|purpose|notes?|auth(?:entication|orization)?|errors?|status(?:"
    r" codes?)?)\s*:)",
    re.IGNORECASE,
)
_IDENTIFIERS = re.compile(
    r"^[\s\"'`]*[\w.$]+\??(?:\s*[:=]\s*[^,]+)?(?:\s*,\s*[\"'`]?[\w.$]+[\"'`]?\??(?:\s*[:=]\s*[^,]+)?)*[\s,.…]*$"
)
_TYPE_LIKE = re.compile(
    r"^(?:\[?[A-Z][\w.]*(?:\[\]|<[^<>]*>|\[[^\[\]]*\])?\]?|\[[^\[\]]*\]|\w+\[\]|(?:List|Array|list|array)\s+of\s.+)\??$"
)


def read_tail(draft: Draft, rest: str, line: int) -> None:
    """Read what follows a path on its line: answer, body, query, prose."""
    rest = _HTTP_VERSION.sub("", rest[:8000])
    segments = _segments(rest)
    for kind, text in segments:
        bare = text.strip(" \t,;")
        if not bare:
            continue
        if kind == "returns":
            draft.answer(_without_note(draft, bare), line)
        elif kind == "body":
            draft.add(read_fields(bare, Place.BODY, line))
        elif kind == "query":
            place = draft.input_place
            draft.add(read_fields(bare, place, line))
        elif kind == "header":
            draft.add(read_fields(bare, Place.HEADER, line))
        elif kind == "prose":
            draft.say(bare)
        else:
            _read_plain(draft, bare, line)


def _segments(text: str) -> list[tuple[str, str]]:
    """Cut at marks that stand outside of brackets."""
    spans: list[tuple[int, int, str]] = []
    position = 0
    depth_end = -1
    while position < len(text):
        match = _MARK.search(text, position)
        if not match:
            break
        opened = _first_open(text, position, match.start())
        if opened >= 0:
            depth_end = closing(text, opened)
            position = depth_end + 1 if depth_end > 0 else opened + 1
            continue
        spans.append((match.start(), match.end(), match.lastgroup or "prose"))
        position = max(match.end(), match.start() + 1)
    segments: list[tuple[str, str]] = []
    before = spans[0][0] if spans else len(text)
    segments.append(("plain", text[:before]))
    for index, (_, end, kind) in enumerate(spans):
        following = spans[index + 1][0] if index + 1 < len(spans) else len(text)
        segments.append((kind, text[end:following]))
    # "-> returns X" is one mark, typed twice; "- returns the feed" leaves a dash.
    return [(kind, piece) for kind, piece in segments if piece.strip(" \t:-–—,;(")]


def _first_open(text: str, start: int, end: int) -> int:
    """A bracket in ``text[start:end]`` that is still open at `end`, or -1."""
    stack: list[int] = []
    for index in range(start, end):
        if text[index] in "([{":
            stack.append(index)
        elif text[index] in ")]}" and stack:
            stack.pop()
    return stack[0] if stack else -1


def _without_note(draft: Draft, text: str) -> str:
    """What is returned, with a remark behind ``//`` or a dash moved to the description where it is one."""
    pieces = re.split(r"\s(?://|#)\s", text, maxsplit=1)
    if len(pieces) == 2:
        draft.say(pieces[1])
    return re.sub(r"^[\s:\-–—]+", "", pieces[0])


def _read_plain(draft: Draft, text: str, line: int) -> None:
    text = re.sub(r"^\s*[:\-–—=,;|]+\s*", "", text)
    braces = 0
    while text[:1] in "{([" and text:
        end = closing(text, 0)
        inner = text[: end + 1] if end > 0 else text
        braces += text[0] == "{"
        if text[0] == "{" or _looks_like_inputs(inner[1:-1]):
            if text[0] == "{" and (braces > 1 or _is_answer(draft, inner)):
                draft.answer(inner, line)
            else:
                draft.add(read_fields(inner, draft.input_place, line))
        elif _TYPE_LIKE.match(inner) and text[0] == "[":
            draft.answer(inner, line)
        else:
            draft.say(inner.strip("()[] "))
        text = re.sub(r"^[\s,;:\-–—]+", "", text[end + 1 :] if end > 0 else "")
    if not text:
        return
    if (
        _TYPE_LIKE.match(text)
        and draft.returns is None
        and re.search(r"[\[\]<>]|^[A-Z]", text)
        and len(text.split()) <= 4
        and (re.search(r"[\[<]", text) or draft.method in ("GET", None))
    ):
        draft.answer(text, line)
        return
    opened = re.search(r"\s[({](?=[^\s])", text)
    if opened and opened.start() < 80:
        end = closing(text, opened.start() + 1)
        inner = text[opened.start() + 1 : end + 1] if end > 0 else text[opened.start() + 1 :]
        if inner.startswith("{") or (_looks_like_inputs(inner[1:-1]) and "," in inner):
            draft.add(read_fields(inner, draft.input_place, line))
            text = text[: opened.start()] + (" " + text[end + 1 :] if end > 0 else "")
    elif "," in text and all(re.match(r"^[a-z_]\w*\??(?:\s*[:=]\s*\w+)?$", p) for p in split_top(text)):
        draft.add(read_fields(text, draft.input_place, line))
        return
    draft.say(re.sub(r"^(?:#|//)\s*", "", text.strip()))


def _is_answer(draft: Draft, inner: str) -> bool:
    """Whether the braces behind a path hold what comes back: a JSON body, or one noun such as ``{posts}``."""
    words = split_words(inner)
    if len(words) == 1 and words[0] in ("msg", "success", "ok"):
        return True
    if draft.method != "GET":
        return False
    if '"' in inner and ":" in inner:
        return True
    fixed = split_words(re.sub(r"\{[^{}]*\}", " ", draft.path or ""))
    return len(words) == 1 and (
        (is_plural(words[0]) and words[0] not in ("filters", "params", "args", "options", "ids"))
        or words[0] in [singular(word) for word in fixed]
    )


def _looks_like_inputs(text: str) -> bool:
    if not text.strip() or not _IDENTIFIERS.match(text[:600]):
        return False
    words = re.findall(r"[A-Za-z_$]\w*", text)
    if "," not in text and len(words) == 1:
        word = words[0].lower()
        return word not in (
            "paginated",
            "paged",
            "auth",
            "authenticated",
            "public",
            "protected",
            "optional",
            "idempotent",
            "admin",
            "private",
            "internal",
            "cached",
            "batch",
            "bulk",
            "async",
            "sync",
            "websocket",
            "sse",
        )
    return True
