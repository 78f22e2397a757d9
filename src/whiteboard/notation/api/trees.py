"""Paths that stand under one another with their methods below, and procedures named ``noun.verb``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.text import Line
from whiteboard.draft.wording import leading_verb, split_words

_METHOD = re.compile(
    r"^(?P<indent>\s*)(?:[-*+•]\s+)?(?P<method>GET|POST|PUT|PATCH|DELETE)\b(?!\s+[`\"']?(?:/|https?:))\s*:?\s*"
    r"(?P<rest>.*)$"
)
_PATH = re.compile(r"^(?P<indent>\s*)(?:[-*+•]\s+)?`?(?P<path>/[\w{}:<>./-]*)`?\s*:?\s*$")
_QUERY = re.compile(r"^\?[\w=&{}<>,.?\[\]-]*")
_PROCEDURE = re.compile(
    r"^\s*(?:[-*+•]\s+)?`?(?P<noun>[A-Za-z]\w*)\.(?P<verb>[A-Za-z]\w*)`?\s*[:=]\s*(?P<kind>query|mutation|subscription)"
    r"\s*\(\s*\{?(?P<inside>[^{}()]*)\}?\s*\)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)


def with_whole_paths(lines: Sequence[Line]) -> list[Line]:
    """Put the whole path behind each method that stands under it, and a name before each procedure's arguments.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> [line.text for line in with_whole_paths(numbered("/tweets\\n  POST publish\\n  /{id}\\n    GET")) if line.text]
    ['POST /tweets publish', 'GET /tweets/{id}']
    >>> with_whole_paths(numbered("tweet.create: mutation({ text }) => id"))[0].text
    'createTweet(text) => id'
    """
    typed = [_procedure(line) for line in lines]
    if not _is_tree(typed):
        return typed
    made: list[Line] = []
    above: list[tuple[int, str]] = []
    for line in typed:
        path, method = _PATH.match(line.text), _METHOD.match(line.text)
        if path:
            depth = len(path["indent"].expandtabs(4))
            above = [entry for entry in above if entry[0] < depth]
            above.append((depth, path["path"].rstrip("/")))
            made.append(Line(line.number, ""))
        elif method and above:
            depth = len(method["indent"].expandtabs(4))
            parts = [part for at, part in above if at <= depth] or [above[0][1]]
            query = _QUERY.match(method["rest"])
            rest = method["rest"][query.end() :] if query else method["rest"]
            said = f"{method['method']} {''.join(parts) or '/'}{query[0] if query else ''} {rest.strip()}"
            made.append(Line(line.number, said.rstrip()))
        else:
            made.append(line)
    return made


def _is_tree(lines: Sequence[Line]) -> bool:
    """Whether methods without a path stand below paths without a method."""
    paths = sum(bool(_PATH.match(line.text)) for line in lines[:2000])
    methods = [
        place
        for place, line in enumerate(lines[:2000])
        if _METHOD.match(line.text) and line.text[:1].isspace()
    ]
    if not paths or not methods:
        return False
    first = next(place for place, line in enumerate(lines) if _PATH.match(line.text))
    return len(methods) >= 2 and methods[0] > first


def _procedure(line: Line) -> Line:
    found = _PROCEDURE.match(line.text[:1000])
    if not found:
        return line
    noun = found["noun"][:1].upper() + found["noun"][1:]
    words = split_words(found["verb"])
    told = found["verb"][:1].upper() + found["verb"][1:]
    if leading_verb([*words, "x"]) or found["kind"].lower() == "mutation":
        name = f"{found['verb']}{noun}"
    else:
        name = f"get{noun}{told}"
    return Line(line.number, f"{name}({found['inside'].strip()}) {found['rest'].strip()}".rstrip())
