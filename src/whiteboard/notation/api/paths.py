"""Paths and query strings, however their parameters were typed, in one form: ``/users/{id}?cursor={c}``."""

from __future__ import annotations

import re

from whiteboard.draft.api import Parameter, Place
from whiteboard.draft.paging import bounds_pages, turns_pages
from whiteboard.draft.wording import lexicon

_HOST = re.compile(
    r"^(?:(?:https?|wss?|grpc|tcp)://[^/\s?#]*|\{+\s*(?:base_?url|host|api_?base|server|domain)\s*\}+"
    r"|\$\{?(?:base_?url|host|api_?base|server)\}?|(?:[\w-]+\.)+(?:com|org|io|net|dev|app|co|example|local|ai)(?::\d+)?(?=/|$)"
    r"|localhost(?::\d+)?|\.{3}|…)",
    re.IGNORECASE,
)
_TYPES = lexicon(
    "int integer long string str uuid float double bool boolean number date datetime timestamp path slug"
    " any text int32 int64 bigint id"
)
_WHOLE_PARAMETER = re.compile(
    r"^(?:\{\{?\s*(?P<curly>[^{}]*?)\s*\}?\}|<\s*(?P<angle>[^<>]*?)\s*>|:(?P<colon>[A-Za-z_][\w-]*)\??"
    r"|\$\{?(?P<dollar>[A-Za-z_]\w*)\}?|\[\s*(?:\.\.\.)?(?P<square>[^\[\]]*?)\s*\]|\(\s*(?P<round>[^()]*?)\s*\))(?P<rest>\.\w+)?$"
)
_INNER_PARAMETER = re.compile(r"\{\s*([^{}]*?)\s*\}|<\s*([^<>]*?)\s*>|\$\{?([A-Za-z_]\w*)\}?")
_SHOUTED = re.compile(r"^(?:[A-Z]+_)*(?:ID|UUID|HANDLE|USERNAME|KEY|TOKEN|NAME|HASH|CODE)$")
_NUMBER = re.compile(r"^(?:\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27})$")
_STOPS = ("→", "⇒", "⟶", '"', "`")


def scan_path(text: str, start: int) -> int:
    """Index after the path or address that begins at `start`; blanks inside braces belong to it.

    Examples
    --------
    >>> text = "/users/{user id}/tweets -> page"
    >>> text[: scan_path(text, 0)]
    '/users/{user id}/tweets'
    """
    index = start
    length = len(text)
    while index < length:
        sign = text[index]
        if sign.isspace() or sign in _STOPS or text.startswith(("->", "=>", "-->"), index):
            break
        if sign in "({" and index > start and text[index - 1] not in "/=-_.?&:,@$~|{":
            break  # a body or an argument list that touches the path
        if sign in "{<[(":
            close = _bracket_end(text, index)
            if close < 0:
                if sign in "([" or index == start:
                    break
                index += 1
                continue
            index = close + 1
            continue
        if sign in ")}" or (sign in ",;" and "?" not in text[start:index]):
            break
        if sign in ",;" and (index + 1 >= length or text[index + 1].isspace()):
            break
        index += 1
    while index > start + 1 and text[index - 1] in ".,;:!…'":
        index -= 1
    return index


def _bracket_end(text: str, index: int) -> int:
    closing = {"{": "}", "<": ">", "[": "]", "(": ")"}[text[index]]
    depth = 0
    for position in range(index, min(len(text), index + 200)):
        if text[position] == text[index]:
            depth += 1
        elif text[position] == closing:
            depth -= 1
            if depth == 0:
                return position
        elif text[index] == "<" and text[position] == "/":
            return -1
    return -1


def read_path(raw: str, line: int) -> tuple[str, list[Parameter]]:
    """Normalize a path as typed, query string and host included.

    Parameters
    ----------
    raw : str
        ``"/v1/tweet/:tweetId"``, ``"https://x.org/feed?cursor={c}&limit=20"``, ``"users/<int:id>"``.
    line : int
        Line number for the parameters.

    Returns
    -------
    tuple of (str, list of Parameter)
        The path with ``{name}`` for each parameter, without host and query; and its parameters, path first.

    Examples
    --------
    >>> path, parameters = read_path("https://x.org/v1/users/:id/tweets?cursor={c}", 1)
    >>> path, [p.name for p in parameters]
    ('/v1/users/{id}/tweets', ['id', 'cursor'])
    """
    text = _HOST.sub("", raw.strip(), count=1)
    text = re.sub(r"\[\s*[?&]([^\[\]]*)\]", r"?\1", text)  # an optional query: /feed[?cursor=…]
    path, _, query = text.partition("?")
    if "&" in path and "=" in path:
        path, _, more = path.partition("&")
        query = f"{more}&{query}" if query else more
    path = path.partition("#")[0]
    parameters: list[Parameter] = []
    segments = [_segment(part, position, parameters, line) for position, part in enumerate(_segments(path))]
    made = "/" + "/".join(segment for segment in segments if segment)
    parameters.extend(read_query(query.replace("?", "&"), line))
    return made, parameters


def _segments(path: str) -> list[str]:
    parts: list[str] = []
    begin = depth = 0
    for index, sign in enumerate(path):
        if sign in "{<[":
            depth += 1
        elif sign in "}>]":
            depth = max(0, depth - 1)
        elif sign == "/" and depth == 0:
            parts.append(path[begin:index])
            begin = index + 1
    parts.append(path[begin:])
    return [part for part in parts if part]


def _segment(part: str, position: int, parameters: list[Parameter], line: int) -> str:
    turned = re.match(r"^([\w\-]+):(page|cursor|offset|token)$", part)
    if turned:
        return f"{turned[1]}/{_add(turned[2], parameters, line)}"
    whole = _WHOLE_PARAMETER.match(part)
    if whole:
        inner = next((g for g in whole.groups()[:-1] if g is not None), "")
        return _add(inner, parameters, line) + (whole["rest"] or "")
    if _SHOUTED.match(part) or (position and _NUMBER.match(part)):
        return _add(
            "id" if _NUMBER.match(part) else part, parameters, line, None if _SHOUTED.match(part) else part
        )
    if any(sign in part for sign in "{<$"):
        made = _INNER_PARAMETER.sub(
            lambda m: _add(next((g for g in m.groups() if g is not None), ""), parameters, line), part
        )
        # Whatever braces are left over would not be a template.
        return _clean_braces(made, {p.name for p in parameters})
    return part.replace("{", "").replace("}", "")


def _clean_braces(text: str, names: set[str]) -> str:
    kept = re.split(r"(\{[^{}]*\})", text)
    return "".join(
        piece if piece.startswith("{") and piece[1:-1] in names else piece.replace("{", "").replace("}", "")
        for piece in kept
    )


def _add(inner: str, parameters: list[Parameter], line: int, example: str | None = None) -> str:
    inner = inner.strip().strip("{}<>$:*")
    optional = inner.endswith("?")
    name, type_ = _name_and_type(inner.rstrip("?"))
    name = re.sub(r"[{}/\\]", "", name).strip() or "id"
    parameters.append(
        Parameter(name=name, place=Place.PATH, type=type_, required=not optional, line=line, example=example)
    )
    return "{" + name + "}"


def _name_and_type(inner: str) -> tuple[str, str | None]:
    for separator in (":", " "):
        left, found, right = (part.strip() for part in inner.partition(separator))
        if found or separator in inner:
            if left.lower() in _TYPES and right:
                return right, left
            if right.lower() in _TYPES and left and separator == ":":
                return left, right
            if separator == ":" and left:
                return left, right or None
    return inner, None


def read_query(query: str, line: int) -> list[Parameter]:
    """Parameters of a query string; those that page or bound a list, or show ``?``, are optional.

    Examples
    --------
    >>> [(p.name, p.required) for p in read_query("q={words}&cursor=<cursor>&limit=20", 1)]
    [('q', True), ('cursor', False), ('limit', False)]
    """
    found: list[Parameter] = []
    for part in re.split(r"[&,;]", query):
        piece = part.strip().strip("[]").strip()
        if not piece or not re.search(r"[^\W_]", piece):
            continue
        whole = _WHOLE_PARAMETER.match(piece)
        if whole and "=" not in piece:
            name, value = next((g for g in whole.groups()[:-1] if g), ""), ""
        else:
            match = re.match(r"^([^=:]*?)\s*(?:=|:(?=\s*\S))\s*(.*)$", piece)
            name, value = (match[1], match[2]) if match else (piece, "")
        optional = (
            "?" in name or "optional" in value.lower() or value.endswith("?") or part.strip().startswith("[")
        )
        name = name.strip(" {}<>?$:…\"'").strip()
        if not name or not re.search(r"[^\W_]", name):
            continue
        placeholder = bool(re.match(r"^[{<\[$:(]", value)) or not re.search(r"[^\W_]", value)
        bare = value.strip("{}<>[]()$:?").strip()
        type_ = bare if bare.lower() in _TYPES and bare.lower() != "id" else None
        example = None if placeholder or type_ or not bare else bare
        parameter = Parameter(name=name, place=Place.QUERY, type=type_, line=line, example=example)
        required = not (optional or turns_pages(parameter) or bounds_pages(parameter))
        found.append(
            Parameter(name=name, place=Place.QUERY, type=type_, required=required, line=line, example=example)
        )
    return found
