"""Cutting text at its outermost level: brackets and quotes are respected, nothing recurses."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f\u00ad]")
_SIGNS = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "，": ",",
        "：": ":",
        "；": ";",
        "（": "(",
        "）": ")",
        "、": ",",
    }
)
_OPENING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_CLOSING = frozenset(")]}")
_ETC = re.compile(r"(?i)^(?:etc|and so on|and more|others?|\.{2,}|…)[.…]*$")
_SLANTED = re.compile(r"(?<![\w*])\*([^\W_][^*\n]{0,60})\*(?![\w*])")
_MARKUP = re.compile(r"\*\*|__(?=\S)|(?<=\S)__(?!\w)|</?(?:u|b|i|em|strong|code|br)\s*/?>", re.IGNORECASE)


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set to look words up in.

    Examples
    --------
    >>> sorted(word_set("btree hash"))
    ['btree', 'hash']
    """
    return frozenset(text.split())


def cleaned(text: str) -> str:
    """A line with plain spaces and signs, and without characters that nobody sees.

    Examples
    --------
    >>> cleaned("id\\u00a0pk，\\tname")
    'id pk,    name'
    """
    if text.isascii():
        return text.replace("\t", "    ")
    text = text.replace("\t", "    ")
    return _INVISIBLE.sub("", _SPACES.sub(" ", text)).translate(_SIGNS)


def without_markup(text: str) -> str:
    """A line without Markdown's bold signs and HTML's emphasis.

    Examples
    --------
    >>> without_markup("**tweets**: <u>id</u>, text")
    'tweets: id, text'
    """
    if text.count("*") > 1:
        text = _SLANTED.sub(r"\1", text)
    return _MARKUP.sub("", text) if ("*" in text or "_" in text or "<" in text) else text


def indent_of(text: str) -> int:
    """How many spaces a cleaned line begins with."""
    return len(text) - len(text.lstrip(" "))


def split_top(text: str, signs: str, *, most: int = 2000) -> list[str]:
    """Cut at any of `signs` that stands outside brackets and quotes; parts are stripped, empty ones dropped.

    Parameters
    ----------
    text : str
        Any text; brackets need not match.
    signs : str
        Single characters to cut at.
    most : int
        After so many cuts the rest stays whole.

    Examples
    --------
    >>> split_top("id, price decimal(10, 2), 'a, b'", ",")
    ['id', 'price decimal(10, 2)', "'a, b'"]
    """
    if not any(sign in text for sign in signs):
        return [text.strip()] if text.strip() else []
    parts, start = [], 0
    for position in top_positions(text, signs):
        parts.append(text[start:position])
        start = position + 1
        if len(parts) >= most:
            break
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def find_top(text: str, signs: str) -> int:
    """Where the first of `signs` stands outside brackets and quotes, or -1."""
    if not any(sign in text for sign in signs):
        return -1
    found = top_positions(text, signs, first=True)
    return found[0] if found else -1


def top_positions(text: str, signs: str, *, first: bool = False) -> list[int]:
    """All positions of `signs` outside brackets and quotes."""
    found: list[int] = []
    depth = 0
    position, length = 0, len(text)
    while position < length:
        sign = text[position]
        if sign in "\"'`":
            # An apostrophe within a word opens nothing; a quote that is never closed neither.
            inside_word = sign == "'" and position and text[position - 1].isalnum()
            end = -1 if inside_word else text.find(sign, position + 1, position + 400)
            if end > 0:
                position = end + 1
                continue
        if depth == 0 and sign in signs:
            found.append(position)
            if first:
                return found
        elif sign in "([{":
            depth += 1
        elif sign in _CLOSING:
            depth = max(0, depth - 1)
        elif (
            sign == "<"
            and position + 1 < length
            and text[position + 1].isalpha()
            and position
            and (text[position - 1].isalnum())
        ):
            # list<text>, map<text, int>: closed on the same line or not a bracket at all.
            end = text.find(">", position, position + 80)
            if end > 0 and "-" not in text[position:end]:
                position = end
        position += 1
    return found


def closing(text: str, position: int) -> int:
    """The position of the bracket that closes the one at `position`, or -1.

    Examples
    --------
    >>> closing("pk ((a), b)", 3)
    10
    """
    depth = 0
    opened, closed = text[position], _OPENING[text[position]]
    for place in range(position, min(len(text), position + 20_000)):
        sign = text[place]
        if sign == opened:
            depth += 1
        elif sign == closed:
            depth -= 1
            if depth == 0:
                return place
    return -1


def items_of(text: str, signs: str = ",") -> list[str]:
    """The items of a list, without "etc." and dots.

    Examples
    --------
    >>> items_of("UserID, Name, etc.")
    ['UserID', 'Name']
    """
    return [item for item in split_top(text, signs) if not _ETC.match(item)]


def unquoted(name: str) -> str:
    """A name without its quotes, ticks or brackets.

    Examples
    --------
    >>> unquoted('"order"'), unquoted("`group`"), unquoted("[user]")
    ('order', 'group', 'user')
    """
    name = name.strip()
    while len(name) > 1 and (name[0] == name[-1] and name[0] in "\"'`*_" and name.strip("\"'`*_")):
        if name[0] == "_":
            break
        name = name[1:-1].strip()
    if len(name) > 2 and name[0] == "[" and name[-1] == "]":
        name = name[1:-1].strip()
    return name


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """A name as it is compared: without case, signs and the plural's ending.

    Examples
    --------
    >>> normal("Tweets") == normal("tweet"), normal("user_follows"), normal("Entries")
    (True, 'userfollow', 'entry')
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKC", name).lower() if sign.isalnum())
    if bare.endswith("ies") and len(bare) > 4:
        return bare[:-3] + "y"
    if bare.endswith("s") and not bare.endswith(("ss", "us", "is")) and len(bare) > 2:
        return bare[:-1]
    return bare
