"""``curl`` commands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from whiteboard.draft.api import Place
from whiteboard.notation.api.building import Draft
from whiteboard.notation.api.fields import read_fields
from whiteboard.notation.api.paths import read_path, read_query

_TOKEN = re.compile(r"[$]?\"((?:[^\"\\]|\\.)*)\"|[$]?'([^']*)'|(\S+)")
_DATA = frozenset(
    {
        "-d",
        "--data",
        "--data-raw",
        "--data-binary",
        "--data-urlencode",
        "--data-ascii",
        "--json",
        "-F",
        "--form",
    }
)
_VALUED = frozenset(
    {
        "-H",
        "--header",
        "-u",
        "--user",
        "-o",
        "--output",
        "-A",
        "-b",
        "--cookie",
        "-e",
        "-m",
        "--max-time",
        "--url",
        "-T",
        "--upload-file",
    }
)
_START = re.compile(r"^\s*(?:[$>%]\s*)?(?:\w[\w /]{0,40}:\s*)?(?:[$>%]\s*)?curl\b(?=\s+[-\"'$/hw{<a-z])")
_QUIET_HEADERS = frozenset(
    {"content-type", "accept", "host", "user-agent", "content-length", "connection", "accept-encoding"}
)
MAX_LINES = 60


def is_curl(text: str) -> bool:
    """Whether a line begins a curl command.

    Examples
    --------
    >>> is_curl("$ curl -X POST https://x.org/tweets"), is_curl("curl it yourself, they said")
    (True, False)
    """
    match = _START.match(text[:200])
    return bool(match) and bool(
        re.search(
            r"(?:https?://|\s-[XdHGF]|\s--\w|\s[\"'{]?(?:localhost|/\w|\$|(?:[\w-]+\.)+\w+/))",
            text[match.end() - 1 if match else 0 :],
        )
    )


def goes_on(text: str) -> bool:
    r"""Whether a command goes on in the next line: a trailing backslash, or an open quote.

    Examples
    --------
    >>> goes_on("curl -X POST \\"), goes_on("curl x -d '{"), goes_on("curl x")
    (True, True, False)
    """
    stripped = text.rstrip()
    if stripped.endswith(("\\", "^")) and not stripped.endswith("\\\\"):
        return True
    bare = re.sub(r"\\.", "", stripped)
    return _open_quote(bare)


def _open_quote(text: str) -> bool:
    quote = ""
    for index, sign in enumerate(text):
        if quote:
            if sign == quote:
                quote = ""
        elif sign == '"' or (sign == "'" and not (index and text[index - 1].isalnum())):
            quote = sign
    return bool(quote)


def read_curl(text: str, line: int) -> Draft | None:
    r"""Read a command whose lines have been joined, or None when it names no address.

    Examples
    --------
    >>> text = "curl -X POST https://x.org/v1/tweets -H 'Authorization: Bearer t' -d 'text=hi'"
    >>> draft = read_curl(text, 1)
    >>> draft.method, draft.path, [(p.name, p.place.value) for p in draft.parameters]
    ('POST', '/v1/tweets', [('Authorization', 'header'), ('text', 'body')])
    """
    text = re.sub(r"[\\^]\s*\n", " ", text)
    start = text.find("curl")
    tokens = [
        next((g for g in m.groups() if g is not None), "")
        for m in _TOKEN.finditer(text[start + 4 : start + 20_000])
    ]
    call = _options(tokens)
    if call.address is None:
        return None
    address = call.address
    path, parameters = read_path(address if "/" in address else f"/{address}", line)
    method = call.method if re.match(r"^[A-Z]{3,8}$", call.method or "") else None
    method = method or ("GET" if call.as_query else "HEAD" if call.head else "POST" if call.data else "GET")
    draft = Draft(line=line, method=method, path=path)
    draft.add(parameters)
    for header in call.headers:
        name = header.partition(":")[0].strip()
        if name and name.lower() not in _QUIET_HEADERS:
            draft.add(read_fields(name, Place.HEADER, line))
    for value in call.data:
        if call.as_query or (method == "GET" and not value.lstrip().startswith(("{", "["))):
            draft.add(read_query(value, line))
        elif value.lstrip().startswith(("{", "[")):
            draft.add(read_fields(value, Place.BODY, line))
        else:
            draft.add(read_fields(value.replace("&", ","), Place.BODY, line))
    return draft


@dataclass(slots=True)
class _Call:
    method: str | None = None
    data: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    address: str | None = None
    as_query: bool = False
    head: bool = False


def _options(tokens: list[str]) -> _Call:
    call = _Call()
    position = 0
    while position < len(tokens):
        token = tokens[position]
        value = tokens[position + 1] if position + 1 < len(tokens) else ""
        attached = re.match(r"^(-[XdHF])(.+)$", token, re.DOTALL)
        long = re.match(r"^(--[\w-]+)=(.*)$", token, re.DOTALL)
        step = 2
        if attached and token not in _DATA:
            token, value, step = attached[1], attached[2], 1
        elif long:
            token, value, step = long[1], long[2], 1
        if token in ("-X", "--request"):
            call.method = value.upper()
        elif token in _DATA:
            call.data.append(value)
        elif token in ("-H", "--header"):
            call.headers.append(value)
        elif token == "--url":
            call.address = value
        elif token in ("-G", "--get"):
            call.as_query, step = True, 1
        elif token in ("-I", "--head"):
            call.head, step = True, 1
        elif token in ("-T", "--upload-file"):
            call.method = call.method or "PUT"
        elif token not in _VALUED:
            step = 1
            if not token.startswith("-") and call.address is None and re.search(r"[/.]|localhost", token):
                call.address = token
        position += step
    return call
