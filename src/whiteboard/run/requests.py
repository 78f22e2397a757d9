"""What the mock API checks in a request: types, required fields, and page tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from whiteboard.draft.wording import split_words

if TYPE_CHECKING:
    from starlette.requests import Request

PAGE = 20
"""The default length of a page."""

_LONGEST_PAGE = 100


def check_parameters(operation: dict[str, Any], request: Request) -> list[dict[str, Any]]:
    """What is wrong with path and query: what is missing, and what is of the wrong type."""
    problems = []
    for parameter in operation.get("parameters") or ():
        place, name = parameter.get("in"), parameter.get("name")
        if place == "path":
            value = request.path_params.get(name)
        elif place == "query":
            value = request.query_params.get(name)
        else:
            continue
        if value is None or (value == "" and parameter.get("required")):
            if parameter.get("required"):
                problems.append({"in": place, "name": name, "problem": "is required"})
            continue
        wrong = _not_of(str(value), (parameter.get("schema") or {}).get("type"))
        if wrong and value != "":
            problems.append({"in": place, "name": name, "problem": wrong})
    return problems


def _not_of(text: str, type_: Any) -> str | None:
    if type_ == "integer" and not re.fullmatch(r"[+-]?\d{1,18}", text):
        return f"{text!r} is not a whole number"
    if type_ == "number" and not re.fullmatch(r"[+-]?\d{1,18}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?", text):
        return f"{text!r} is not a number"
    if type_ == "boolean" and text.lower() not in ("true", "false", "1", "0"):
        return f"{text!r} is neither true nor false"
    return None


async def check_body(operation: dict[str, Any], request: Request) -> tuple[int, Any]:
    """Whether the body is JSON of the promised fields: (400, what is wrong) or (422, list of problems)."""
    import json

    expected = operation.get("requestBody")
    if not expected:
        return 422, []
    raw = await request.body()
    if not raw:
        missing = _required(expected)
        return 422, [{"in": "body", "name": name, "problem": "is required"} for name in missing]
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return 400, "the body is not JSON"
    schema = _body_schema(expected)
    if not isinstance(value, dict):
        return 422, (
            [{"in": "body", "name": "", "problem": "is not an object"}] if schema.get("properties") else []
        )
    problems = [
        {"in": "body", "name": name, "problem": "is required"}
        for name in schema.get("required") or ()
        if name not in value
    ]
    kinds: dict[str, tuple[type, ...]] = {
        "string": (str,), "integer": (int,), "number": (int, float),
        "boolean": (bool,), "array": (list,), "object": (dict,),
    }  # fmt: skip
    for name, inner in (schema.get("properties") or {}).items():
        allowed = kinds.get(inner.get("type")) if isinstance(inner.get("type"), str) else None
        given = value.get(name)
        if (
            allowed
            and given is not None
            and (not isinstance(given, allowed) or (isinstance(given, bool) and bool not in allowed))
        ):
            problems.append({"in": "body", "name": name, "problem": f"is not of type {inner['type']}"})
    return 422, problems


def _body_schema(expected: dict[str, Any]) -> dict[str, Any]:
    content = expected.get("content") or {}
    return next((media.get("schema") or {} for media in content.values() if media), {})


def _required(expected: dict[str, Any]) -> list[str]:
    return list(_body_schema(expected).get("required") or ())


def read_page(paging: dict[str, str], query: Mapping[str, str]) -> tuple[int, int, list[dict[str, Any]]]:
    """Where the page begins, how long it is, and what is wrong with the token."""
    limit = PAGE
    if "limit" in paging and query.get(paging["limit"]):
        limit = max(1, min(_LONGEST_PAGE, int(query[paging["limit"]])))
    name = paging["parameter"]
    token = (query.get(name) or "").strip()
    if not token:
        return 0, limit, []
    kind = paging_kind(name)
    if kind == "page" and re.fullmatch(r"\d{1,9}", token):
        return max(0, int(token) - 1) * limit, limit, []
    if kind == "offset" and re.fullmatch(r"\d{1,9}", token):
        return int(token), limit, []
    match = re.fullmatch(r"after-(\d{1,9})", token)
    if match:
        return int(match[1]), limit, []
    if kind == "token":
        return (
            0,
            limit,
            [
                {
                    "in": "query",
                    "name": name,
                    "problem": f"{token!r} is no token of this list; take it from the page before",
                }
            ],
        )
    return 0, limit, []


def paging_kind(name: str) -> str:
    """How a parameter turns pages: by number, by offset, by token, or by a point in the list's order."""
    words = set(split_words(name))
    if words & {"page", "pagenumber", "pageno"} and not words & {"token", "cursor", "key", "id"}:
        return "page"
    if words & {"offset", "skip"}:
        return "offset"
    if words & {"token", "cursor", "continuation"}:
        return "token"
    return "point"
