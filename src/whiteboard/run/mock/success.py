"""The answer that a document promises when all goes well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def success(operation: Mapping[str, Any]) -> tuple[int, dict[str, Any] | None]:
    """The first status between 200 and 299, and the schema of its body; None for no body.

    Examples
    --------
    >>> success({"responses": {"404": {"description": "no"}, "204": {"description": "gone"}}})
    (204, None)
    """
    responses = {str(code): answer for code, answer in (operation.get("responses") or {}).items()}
    code = next((code for code in sorted(responses) if re.fullmatch(r"2\d\d", code)), None)
    answer = responses.get(code or "2XX") or responses.get("default") or {}
    content = answer.get("content") or {}
    schema = next((media.get("schema") for media in content.values() if media), None)
    return int(code or 200), schema
