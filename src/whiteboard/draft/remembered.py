"""Answers that are kept for names and other short texts, which a draft, and a class of drafts, say again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

LONGEST = 120
"""Characters of a text whose answer is kept: names and phrases, no whole drafts, so that memory stays bounded."""
_MOST = 8192

T = TypeVar("T")


def remembered(function: Callable[[str], T]) -> Callable[[str], T]:
    """Keep what a function says of short texts.

    Parameters
    ----------
    function : callable
        Of one text, and of nothing else. What it gives must not be changed by anyone: a tuple, not a list.

    Returns
    -------
    callable
        The same function, which is not asked again for a text of up to `LONGEST` characters that it was asked for
        lately.

    Examples
    --------
    >>> asked = []
    >>> @remembered
    ... def length(text):
    ...     asked.append(text)
    ...     return len(text)
    >>> length("tweets"), length("tweets"), asked
    (6, 6, ['tweets'])
    """
    short = lru_cache(maxsize=_MOST)(function)

    @wraps(function)
    def answer(text: str) -> T:
        return short(text) if len(text) <= LONGEST else function(text)

    return answer
