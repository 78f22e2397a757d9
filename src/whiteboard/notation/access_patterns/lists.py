"""Several features in one line, kept apart by commas or strokes."""

from __future__ import annotations

import re

from whiteboard.draft.wording import leading_verb, split_words
from whiteboard.notation.listing import split_list


def phrases(text: str) -> list[str]:
    """``post tweets, follow people, home timeline``: a list of short phrases; empty for a sentence.

    Examples
    --------
    >>> phrases("post tweets, follow people, home timeline (newest first)")
    ['post tweets', 'follow people', 'home timeline (newest first)']
    >>> phrases("given an account, get its tweets, newest first")
    []
    """
    if "?" in text or re.search(r"(?i)\bgiven\b|\bso that\b|\bshould\b|\bable to\b|\bas an?\b|\bcan\b", text):
        return []
    parts = [part.strip() for part in split_list(text, ",;") if part.strip()]
    if len(parts) < 2:
        parts = [part.strip() for part in re.split(r"\s+/\s+", text)]
    if len(parts) < 3 and not (len(parts) == 2 and all(leading_verb(split_words(part)) for part in parts)):
        return []
    parts = [re.sub(r"(?i)^and\s+", "", part) for part in parts]
    plain = [re.sub(r"\([^)]*\)", "", part) for part in parts]
    if (
        all(0 < len(part.split()) <= 6 for part in plain)
        and not re.search(
            r"(?i)^(?:newest|latest|sorted|most recent|with|by|in|from|then|which|who|for|of|to)\b", plain[-1]
        )
        and not any(
            re.match(r"(?i)^(?:newest|latest|sorted|most recent|which|who|with)\b", part)
            for part in plain[1:]
        )
    ):
        return parts
    return []
