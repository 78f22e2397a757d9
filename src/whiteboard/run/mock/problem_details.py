"""Errors as problem details, the form that RFC 9457 gives to error bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.responses import Response

PROBLEM_JSON = "application/problem+json"
"""The media type of an error body: https://www.rfc-editor.org/rfc/rfc9457 (July 2023)."""

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string"},
                    "name": {"type": "string"},
                    "problem": {"type": "string"},
                },
                "required": ["in", "name", "problem"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}
"""The schema of an error body."""


# The names of RFC 9110; those of Python changed with its version 3.13.
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}


def problem_body(status: int, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
    """An error body.

    Parameters
    ----------
    status : int
        The HTTP status.
    detail : str
        What is wrong with this request, in words.
    errors : sequence of mapping
        One for each input that is wrong: ``in``, ``name`` and ``problem``.

    Returns
    -------
    dict
        ``type``, ``title``, ``status``, ``detail``, and ``errors`` where there are any.

    Examples
    --------
    >>> problem_body(404, "nothing is at /fed")["title"]
    'Not Found'
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = [dict(error) for error in errors]
    return body


def problem(
    status: int,
    detail: str,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response that carries `problem_body`."""
    from starlette.responses import JSONResponse

    return JSONResponse(
        problem_body(status, detail, errors),
        status_code=status,
        headers=dict(headers or {}),
        media_type=PROBLEM_JSON,
    )


def refused(errors: Sequence[Mapping[str, str]]) -> Response:
    """The answer to inputs that are missing or of the wrong type: 422, with all of them named.

    Examples
    --------
    >>> refused([{"in": "body", "name": "text", "problem": "is required"}]).status_code
    422
    """
    said = [f"{error['name'] or 'the ' + error['in']} {error['problem']}" for error in errors]
    detail = "; ".join(said[:5]) + (f"; and {len(said) - 5} more" if len(said) > 5 else "")
    return problem(422, detail, errors)
