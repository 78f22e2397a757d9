"""What the mock API checks in a request: types, required fields, and page tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.draft.wording import split_words

if TYPE_CHECKING:
    from starlette.requests import Request

PAGE = 20
"""The default length of a page."""

MOST_BYTES = 1_000_000
"""The longest body that is read."""

_LONGEST_PAGE = 100
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float),
    "boolean": (bool,), "array": (list,), "object": (dict,), "null": (type(None),),
}  # fmt: skip

Errors = list[dict[str, str]]


def check_parameters(operation: Mapping[str, Any], request: Request, in_path: Mapping[str, str]) -> Errors:
    """What is wrong with path and query: what is missing, and what is of the wrong type."""
    errors = []
    for parameter in operation.get("parameters") or ():
        place, name = parameter.get("in"), parameter.get("name")
        if place == "path":
            value = in_path.get(name)
        elif place == "query":
            value = request.query_params.get(name)
        else:
            continue
        if value is None or (value == "" and parameter.get("required")):
            if parameter.get("required"):
                errors.append({"in": place, "name": name, "problem": "is required"})
            continue
        wrong = _not_of(str(value), parameter.get("schema") or {})
        if wrong:
            errors.append({"in": place, "name": name, "problem": wrong})
    return errors


def _not_of(text: str, schema: Mapping[str, Any]) -> str | None:
    type_ = schema.get("type")
    shown = repr(text if len(text) <= 60 else text[:59] + "…")
    if type_ == "integer" and not re.fullmatch(r"[+-]?\d{1,400}", text, flags=re.ASCII):
        return f"is {shown}, not a whole number"
    if type_ == "number" and not re.fullmatch(
        r"[+-]?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,3})?", text, flags=re.ASCII
    ):
        return f"is {shown}, not a number"
    if type_ == "boolean" and text.lower() not in ("true", "false"):
        return f"is {shown}, neither true nor false"
    least = schema.get("minimum")
    if type_ == "integer" and isinstance(least, int) and int(text) < least:
        return f"is {shown}, less than {least}"
    return None


def conforms(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a JSON value is of a schema's type; a schema without a type takes any.

    Examples
    --------
    >>> conforms(3.0, {"type": "integer"}), conforms(True, {"type": "integer"}), conforms(None, {})
    (True, False, True)
    """
    types = schema.get("type")
    for type_ in types if isinstance(types, list) else [types]:
        allowed = _KINDS.get(type_) if isinstance(type_, str) else None
        if allowed is None or (isinstance(value, bool) and bool in allowed):
            return True
        if isinstance(value, allowed) and not isinstance(value, bool):
            return True
        if type_ == "integer" and isinstance(value, float) and value.is_integer():
            return True  # JSON knows one kind of number
    return False


class BodyUnreadable(ValueError):
    """A body that is no JSON, or too long: the status and the reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def read_body(request: Request) -> Any:
    """The JSON of a body; None for an empty one.

    Raises
    ------
    BodyUnreadable
        When it is longer than `MOST_BYTES`, or no JSON.
    """
    import json

    raw = bytearray()
    async for piece in request.stream():
        raw += piece
        if len(raw) > MOST_BYTES:
            raise BodyUnreadable(413, f"the body is longer than {MOST_BYTES:,} bytes")
    if not raw:
        return None
    try:
        return json.loads(bytes(raw), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BodyUnreadable(400, "the body is not JSON") from None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")  # Python reads NaN and Infinity, which JSON does not know


def check_body(operation: Mapping[str, Any], value: Any) -> Errors:
    """What is wrong with a body: what is missing, and what is of the wrong type."""
    expected = operation.get("requestBody")
    if not expected:
        return []
    schema = _body_schema(expected)
    required = list(schema.get("required") or ())
    if value is None:
        return [{"in": "body", "name": name, "problem": "is required"} for name in required]
    if not isinstance(value, dict):
        if conforms(value, schema) and not schema.get("properties"):
            return []
        return [{"in": "body", "name": "", "problem": "is not an object"}]
    errors = [
        {"in": "body", "name": name, "problem": "is required"} for name in required if name not in value
    ]
    for name, inner in (schema.get("properties") or {}).items():
        if name in value and not conforms(value[name], inner):
            wrong = (
                "is null; leave it out instead" if value[name] is None else f"is not of type {inner['type']}"
            )
            errors.append({"in": "body", "name": name, "problem": wrong})
    return errors


def body_fields(operation: Mapping[str, Any]) -> list[str]:
    """The fields that a body may have, as far as the document names them."""
    return list(_body_schema(operation.get("requestBody") or {}).get("properties") or ())


def _body_schema(expected: Mapping[str, Any]) -> dict[str, Any]:
    content = expected.get("content") or {}
    return next((media.get("schema") or {} for media in content.values() if media), {})


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a list is asked for.

    Parameters
    ----------
    start : int or None
        How many items to pass over; for pages by token, the item to go on after; None for the beginning.
    limit : int
        How many items at most.
    """

    start: int | None = None
    limit: int = PAGE


def read_page(paging: Mapping[str, str], query: Mapping[str, str]) -> tuple[Asked, Errors]:
    """Where the page begins, how long it is, and what is wrong with the token.

    Examples
    --------
    >>> read_page({"parameter": "page", "limit": "size"}, {"page": "3", "size": "10"})[0]
    Asked(start=20, limit=10)
    """
    limit = PAGE
    asked = query.get(paging["limit"], "") if "limit" in paging else ""
    if re.fullmatch(r"\+?\d{1,400}", asked, flags=re.ASCII):
        limit = max(1, min(_LONGEST_PAGE, int(asked)))
    name = paging["parameter"]
    token = (query.get(name) or "").strip()
    if not token:
        return Asked(None, limit), []
    kind = paging_kind(name)
    if kind in ("page", "offset") and re.fullmatch(r"\+?\d{1,400}", token, flags=re.ASCII):
        # A number beyond every list asks for an empty page, however long it is.
        number = min(int(token), 10**9)
        return Asked(max(0, number - 1) * limit if kind == "page" else number, limit), []
    match = re.fullmatch(r"after-(-?\d{1,9})", token, flags=re.ASCII)
    if match:
        return Asked(int(match[1]), limit), []
    if kind == "token":
        problem = "is no token of this list; take it from the page before"
        return Asked(None, limit), [{"in": "query", "name": name, "problem": problem}]
    return Asked(None, limit), []


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
