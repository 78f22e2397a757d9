"""The exact form, written: what the usual notation would not bring back as it was."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from whiteboard.draft.plain import to_plain


def exact_line(what: str, value: Any) -> str:
    """One line of an exact fence.

    Parameters
    ----------
    what : str
        ``"store"``, ``"operation"``, ``"remark"`` …
    value : dataclass or str
        What the line says, whole.

    Examples
    --------
    >>> exact_line("remark", 'GET "x"')
    'remark "GET \\\\"x\\\\""'
    """
    return f"{what} {json.dumps(to_plain(value), ensure_ascii=False)}"


def fenced(lines: Iterable[str]) -> list[str]:
    """Exact lines in their fence; no lines at all when there are none.

    Examples
    --------
    >>> fenced(['remark "x"'])
    ['```exact', 'remark "x"', '```']
    """
    inside = list(lines)
    return ["```exact", *inside, "```"] if inside else []


def is_plain_line(text: str) -> bool:
    """Whether a remark can stand as a line of its own: no line break, fence or hidden comment in it."""
    return "\n" not in text and "```" not in text and "<!--" not in text


class Page:
    """Lines as they are written one after the other; exact ones wait for a common fence."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._waiting: list[str] = []

    def plain(self, *lines: str) -> None:
        """Add lines in the usual notation."""
        self._lines += [*fenced(self._waiting), *lines]
        self._waiting = []

    def apart(self, *lines: str) -> None:
        """Add lines with a blank one above them."""
        self.plain()
        self.plain(*([""] if self._lines and self._lines[-1] else []), *lines)

    def exact(self, what: str, value: Any) -> None:
        """Add an item in the exact form."""
        self._waiting.append(exact_line(what, value))

    def done(self) -> list[str]:
        """All lines."""
        self.plain()
        return self._lines
