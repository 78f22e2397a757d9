"""Looking one line ahead: whether an operation follows."""

from __future__ import annotations

from whiteboard.draft.text import Line
from whiteboard.notation.api.cleaning import cleaned, indent_of, position_of
from whiteboard.notation.api.curl import is_curl
from whiteboard.notation.api.labels import read_label
from whiteboard.notation.api.rest import CODE_ROUTE, find_rest, title_of
from whiteboard.notation.api.signatures import find_signature
from whiteboard.notation.lines import is_fence


def starts_operation(text: str) -> bool:
    """Whether a cleaned line begins with an operation: a method and a path, or curl."""
    found = find_rest(text)
    return bool(found and found.loud and not found.before) or is_curl(text)


def operation_follows(lines: list[Line], line: Line) -> bool:
    """Whether an operation stands in the line right below, a fence passed over."""
    index = position_of(lines, line) + 1
    if index < len(lines) and is_fence(lines[index].text):
        index += 1
    if index >= len(lines):
        return False
    text = cleaned(lines[index].text)
    if not text or read_label(text):
        return False
    found = find_rest(text)
    if found:
        return found.before == "" or title_of(found.before) is None
    return is_curl(text) or find_signature(text) is not None or bool(CODE_ROUTE.search(text[:500]))


def next_indent(lines: list[Line], line: Line) -> int:
    """The indentation of the line right below."""
    index = position_of(lines, line) + 1
    return indent_of(lines[index].text) if index < len(lines) else 0
