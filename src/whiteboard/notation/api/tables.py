"""Markdown tables: one operation a row, or the parameters of the operation above."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.api import Place
from whiteboard.draft.text import Line
from whiteboard.draft.wording import lexicon
from whiteboard.notation.api.building import Draft, Gathered
from whiteboard.notation.api.fields import read_fields
from whiteboard.notation.api.rest import METHODS, Found, find_rest, read_rest
from whiteboard.notation.api.scan import plain
from whiteboard.notation.api.signatures import find_signature, read_signature

_ROLES = {
    "method": "method, verb, http method, http verb, type, http, action type",
    "path": (
        "path, endpoint, url, route, uri, api, resource, rest endpoint, api endpoint, signature, "
        "call, request line, rpc"
    ),
    "description": (
        "description, purpose, notes, note, what, what it does, details, comment, summary, use case, "
        "feature, remarks, requirement, meaning, explanation, does"
    ),
    "input": (
        "request, body, params, parameters, payload, input, request body, arguments, args, inputs, "
        "request payload, body params, request params, data"
    ),
    "query": "query, query params, query parameters, query string",
    "returns": (
        "response, returns, output, result, return, response body, answer, return value, return type, outputs"
    ),
    "name": "name, operation, function, action, operation name, api name, method name, user action",
    "auth": "auth, authentication, authorization, auth required, auth?",
    "paging": "pagination, paging, paged, paginated, paged?, paginated?",
}
_BY_TITLE = {title: role for role, titles in _ROLES.items() for title in titles.split(", ")}
_DIVIDER = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_FIELD_TITLES = lexicon(
    "parameter parameters param params field fields argument arguments arg name property key"
)


def is_row(text: str) -> bool:
    """Whether a line is a row of a Markdown table.

    Examples
    --------
    >>> is_row("| GET | /feed |"), is_row("GET | POST /x")
    (True, False)
    """
    stripped = text.strip()
    return len(stripped) > 1 and stripped.startswith("|") and stripped.count("|") > 1


def is_divider(text: str) -> bool:
    """Whether a line divides a table's head from its rows.

    Examples
    --------
    >>> is_divider("|---|:--:|")
    True
    """
    return "|" in text and len(text) < 2000 and bool(_DIVIDER.match(text))


def _cells(text: str) -> list[str]:
    inner = text.strip().strip("|").replace("\\|", "\x01")
    # A bar inside a code span or a union type belongs to its cell only when escaped, as in Markdown.
    return [plain(cell).replace("\x01", "|").strip() for cell in inner.split("|")]


def read_table(lines: Sequence[Line], current: Draft | None, gathered: Gathered) -> list[Draft]:
    """Read the rows of one table; new operations are returned, and `current` may gain parameters.

    Examples
    --------
    >>> rows = ["| Method | Path | Response |", "|---|---|---|", "| GET | `/feed` | page of tweets |"]
    >>> draft, = read_table([Line(n, row) for n, row in enumerate(rows, 1)], None, Gathered())
    >>> draft.method, draft.path, draft.returns.many
    ('GET', '/feed', True)
    """
    rows = [(line, _cells(line.text)) for line in lines if not is_divider(line.text)]
    if not rows:
        return []
    titles = [re.sub(r"[^a-z? ]", "", cell.lower()).strip() for cell in rows[0][1]]
    roles = [_BY_TITLE.get(title) or _BY_TITLE.get(title.rstrip("?")) for title in titles]
    if "path" not in roles:
        roles = [None if title == "type" else role for role, title in zip(roles, titles, strict=True)]
    headed = any(role for role in roles) and not any(find_rest(cell) for cell in rows[0][1])
    drafts: list[Draft] = []
    if headed:
        gathered.remark(rows[0][0].number, " | ".join(rows[0][1]))
        if current and titles[0] in _FIELD_TITLES and not {"method", "path"} & set(roles):
            for line, cells in rows[1:]:
                type_ = next((c for c, t in zip(cells[1:], titles[1:], strict=False) if t == "type"), "")
                optional = any(
                    "optional" in cell.lower() or (t == "required" and cell.lower() in ("no", "false", "n"))
                    for cell, t in zip(cells, titles, strict=False)
                )
                made = read_fields(
                    f"{cells[0]}{'?' if optional else ''}{': ' + type_ if type_ else ''}",
                    current.input_place,
                    line.number,
                )
                current.add(made)
            return []
    for line, cells in rows[1:] if headed else rows:
        made_drafts = _row(line, cells, roles if headed else [])
        if made_drafts:
            drafts.extend(made_drafts)
        else:
            gathered.remark(line.number, " | ".join(cell for cell in cells if cell))
    return drafts


def _row(line: Line, cells: list[str], roles: list[str | None]) -> list[Draft]:
    by_role: dict[str, str] = {}
    for index, cell in enumerate(cells):
        role = roles[index] if index < len(roles) else None
        if role and cell:
            by_role[role] = f"{by_role[role]} {cell}" if role in by_role else cell
    drafts = _operations(line, cells, by_role)
    for draft in drafts:
        if "name" in by_role and draft.name is None and not find_rest(by_role["name"]):
            draft.name = re.sub(r"\(.*$", "", by_role["name"]).strip() or None
        if by_role.get("input"):
            draft.add(read_fields(by_role["input"], draft.input_place, line.number))
        if by_role.get("query"):
            draft.add(read_fields(by_role["query"], Place.QUERY, line.number))
        if by_role.get("returns", "-").strip(" -–—"):
            draft.answer(by_role["returns"], line.number)
        if by_role.get("paging", "").lower() in (
            "yes",
            "y",
            "true",
            "✓",
            "✔",
            "cursor",
            "cursor-based",
            "offset",
        ):
            draft.say("paginated")
        if "description" in by_role:
            draft.say(by_role["description"])
        if not roles:
            for cell in cells:
                if not find_rest(cell) and cell.upper() not in METHODS and cell != draft.path:
                    draft.say(cell)
    return drafts


def _operations(line: Line, cells: list[str], by_role: dict[str, str]) -> list[Draft]:
    for cell in ([by_role["path"]] if "path" in by_role else []) + cells:
        found = find_rest(cell)
        if found and found.methods and (found.raw.startswith(("/", "http", "ws")) or found.loud):
            return read_rest(found, line.number, name=None)
    method = next((c for c in [by_role.get("method", ""), *cells] if _methods(c)), "")
    path = by_role.get("path") or next((cell for cell in cells if cell.startswith("/")), "")
    if path and not find_rest(path) and method and re.match(r"^[\w{:<][\w\-/{}:<>.?=&]*$", path):
        path = "/" + path
    found = find_rest(path) if path.startswith(("/", "http", "ws")) else None
    if found:
        return read_rest(
            Found(methods=_methods(method) or found.methods, raw=found.raw, before="", rest=found.rest),
            line.number,
            name=None,
        )
    for cell in cells:
        head = find_signature(cell)
        draft = read_signature(head, cell, line.number) if head else None
        if draft:
            return [draft]
    return []


def _methods(text: str) -> list[str]:
    words = re.findall(r"[A-Za-z]+", text)
    found = [word.upper() for word in words if word.upper() in (*METHODS, "WS")]
    return list(dict.fromkeys(found)) if words and len(found) == len(words) else []
