"""HTML that is safe whatever learners typed, and numbers as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from whiteboard.report.render import number, plain

LONGEST = 160
"""Characters of a learner's line or of a fault that are shown."""


def safe(text: str, longest: int = LONGEST) -> str:
    """A foreign text as HTML: cut, without control signs, escaped."""
    shown = plain(text).encode("utf-8", "replace").decode()
    if len(shown) > longest:
        shown = f"{shown[:longest].rstrip()}…"
    return escape(shown, quote=True)


def bidi_name(text: str) -> str:
    """A name, kept from turning what stands around it to its own direction of writing."""
    return f"<bdi>{safe(text)}</bdi>"


def points(value: float | None) -> str:
    """Points to hundredths; empty where there are none."""
    return "" if value is None else number(round(value, 2))


def percent(share: float | None) -> str:
    """A share in whole percent; empty where there is none."""
    return "" if share is None else f"{100 * share:.0f} %"


def moment(time: datetime | None) -> str:
    """A time to the minute; empty where there is none."""
    return f"{time:%Y-%m-%d %H:%M}" if time is not None else ""


def table(headings: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]]) -> str:
    """A table; a heading is its words and the class of its column. Cells are HTML already."""
    head = "".join(f'<th scope="col" class="{kind}">{safe(words)}</th>' for words, kind in headings)
    body = "".join(
        "<tr>"
        + "".join(f'<td class="{kind}">{cell}</td>' for cell, (_, kind) in zip(row, headings, strict=True))
        + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
