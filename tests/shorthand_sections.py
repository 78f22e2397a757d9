"""What the tests of several sections share: one section read, written and read again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from whiteboard.canonical.board import write_section
from whiteboard.canonical.meaning import meaning
from whiteboard.draft.board import attribute
from whiteboard.notation.board import read_section

TOKENS = [
    "Account",
    "Tweet",
    "User",
    "accounts",
    "tweets",
    "follows",
    "likes",
    "publish",
    "can",
    "be",
    "deleted",
    "edited",
    "not",
    "immutable",
    "mutable",
    "many",
    "other",
    "and",
    "or",
    "a",
    "an",
    "the",
    "is",
    "are",
    "has",
    "who",
    "because",
    "yes",
    "no",
    "Q:",
    "A:",
    "assume",
    "structured",
    "media",
    "blob",
    "1KB",
    "10",
    "MB",
    "each",
    "photo",
    "video",
    "search",
    ":",
    ",",
    ";",
    ".",
    "?",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "->",
    "→",
    "-",
    "—",
    "×",
    "|",
    "||",
    "--o{",
    "=",
    "~",
    "*",
    "**",
    "`",
    "_",
    "#",
    "###",
    "//",
    "/",
    "&",
    "'",
    '"',
    "<",
    ">",
    "1.",
    "etc",
    "…",
    "\n",
    "\n",
    "\n",
    "",
    "",
    "用户",
    "Твит",
    "，",
    "：",
]
"""Pieces of the notation, line breaks among them, to be put together in any order."""

ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from([*TOKENS, "\n- ", "\n  ", "\n| ", " | ", "\n### ", " "]), max_size=40).map(
        " ".join
    ),
    st.lists(st.sampled_from([*TOKENS, "\n", " "]), max_size=40).map("".join),
)


def read(section: str, text: str) -> Any:
    """A bare section as it was read; None when it holds nothing."""
    return getattr(read_section(section, text), attribute(section))


def check_whole(section: str, text: str) -> None:
    """Reading must not fail, and what was understood must survive being written and read again."""
    found = read(section, text)
    if found is None:
        return
    assert not any("fault in the reader" in entry.hint for entry in found.unread)
    understood = replace(found, unread=())
    lines = write_section(section, understood)
    if not lines:
        return
    again = read(section, "\n".join(lines))
    assert again is not None and again.unread == ()
    assert meaning(again) == meaning(understood)
    assert write_section(section, again) == lines
