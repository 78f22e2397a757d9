"""How the storage rules put names into sentences."""

from __future__ import annotations

from collections.abc import Iterable

FRAMEWORK = "design interview framework, storage step: identify, implement, assess, improve"
"""The source of advice that comes from the framework itself."""


def together(names: Iterable[str]) -> str:
    """Names as a sentence lists them, each once.

    Examples
    --------
    >>> together(["getTweets", "getFeed", "getTweets"])
    'getTweets and getFeed'
    """
    found = list(dict.fromkeys(names))
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def shortened(text: str) -> str:
    """A text on one line, cut where it grows too long to quote.

    Examples
    --------
    >>> shortened("CREATE   TABLE x")
    'CREATE TABLE x'
    """
    line = " ".join(text.split())
    return line if len(line) <= 90 else line[:87] + "…"
