"""Outputs as a notebook file keeps them, made by us and bounded."""

from __future__ import annotations

from typing import Any

from whiteboard.drafting.answer import Answer, Note

LARGEST = 400_000
"""Characters of one output. A report on a draft that was meant has some ten thousand."""


def shown(answer: Answer | Note) -> dict[str, Any]:
    """What a notebook shows of an answer: HTML and plain text; the text alone where the HTML is too large."""
    text, html = repr(answer), answer._repr_html_()
    data = {"text/plain": cut(text)}
    if len(html) <= LARGEST:
        data = {"text/html": html, **data}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def value(points: float) -> dict[str, Any]:
    """A test cell's value, which nbgrader shows as its points."""
    return {
        "output_type": "execute_result",
        "data": {"text/plain": repr(float(points))},
        "metadata": {},
        "execution_count": None,
    }


def said(text: str) -> dict[str, Any]:
    """A sentence of ours below a cell."""
    return {"output_type": "stream", "name": "stdout", "text": cut(text) + "\n"}


def cut(text: str) -> str:
    """The text, cut where it exceeds what an output may hold.

    Examples
    --------
    >>> cut("x" * 1_000_000).endswith("600,000 more characters are left out.")
    True
    """
    left = len(text) - LARGEST
    return text if left <= 0 else f"{text[:LARGEST]}\n{left:,} more characters are left out."
