"""Scanning with brackets in mind: splitting, matching, and taking Markdown off. All linear in the text."""

from __future__ import annotations

import re

OPENING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_CLOSING = {closing: opening for opening, closing in OPENING.items()}
_MARKS = re.compile(
    r"\*\*|__(?=\S)(?<!\w__)|(?<=\S)__(?!\w)|`+|<br\s*/?>|</?(?:b|i|code|em|strong|pre|p|li|ul)>"
)
_ESCAPED = re.compile(r"\\([_*\[\]<>{}|#`])")
_EMPHASIS = re.compile(r"(?<![\w*/])\*(?=\S)([^*]{1,80}?)(?<=\S)\*(?![\w*/])")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&nbsp;": " "}


def plain(text: str) -> str:
    """A line without Markdown's emphasis, code marks, escapes and HTML entities.

    Examples
    --------
    >>> plain("**POST** `/users/{user\\\\_id}/tweets`"), plain("__init__ stays")
    ('POST /users/{user_id}/tweets', '__init__ stays')
    """
    if "“" in text or "”" in text:
        text = text.replace("“", '"').replace("”", '"')
    if "&" in text:
        for entity, sign in _ENTITIES.items():
            text = text.replace(entity, sign)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if "`" in text or "*" in text or "__" in text or "<" in text:
        if not re.match(r"\s*__\w+__", text):
            text = _MARKS.sub("", text)
        text = _EMPHASIS.sub(r"\1", text)
    return text


def closing(text: str, start: int, *, angles: bool = False) -> int:
    """Index of the bracket that closes the one at `start`, or -1. Quoted text is passed over.

    Examples
    --------
    >>> closing('f(a, (b), "c)")', 1), closing("f(a", 1)
    (14, -1)
    """
    depth = 0
    quote = ""
    for index in range(start, len(text)):
        sign = text[index]
        if quote:
            if sign == quote and text[index - 1] != "\\":
                quote = ""
        elif sign in "\"'" and _opens_quote(text, index):
            quote = sign
        elif sign in "([{" or (angles and sign == "<"):
            depth += 1
        elif sign in ")]}" or (angles and sign == ">" and text[index - 1] not in "-="):
            depth -= 1
            if depth <= 0:
                return index
    return -1


def _opens_quote(text: str, index: int) -> bool:
    # An apostrophe inside a word is not a quote, nor is a quote that nothing closes.
    if text[index] == "'" and index and text[index - 1].isalnum():
        return False
    return text.find(text[index], index + 1, index + 400) >= 0


def split_top(text: str, separators: str = ",") -> list[str]:
    """Split at separators outside of brackets and quotes; empty parts are dropped.

    Examples
    --------
    >>> split_top('a, b: List<x, y>, "c,d": {e, f}')
    ['a', 'b: List<x, y>', '"c,d": {e, f}']
    """
    parts = []
    depth = 0
    quote = ""
    begin = 0
    for index, sign in enumerate(text):
        if quote:
            if sign == quote and text[index - 1] != "\\":
                quote = ""
        elif sign in "\"'" and _opens_quote(text, index):
            quote = sign
        elif sign in "([{" or (sign == "<" and index + 1 < len(text) and text[index + 1].isalpha()):
            depth += 1
        elif sign in ")]}" or (sign == ">" and depth and index and text[index - 1] not in "-="):
            depth = max(0, depth - 1)
        elif depth == 0 and sign in separators:
            parts.append(text[begin:index])
            begin = index + 1
    parts.append(text[begin:])
    return [part.strip() for part in parts if part.strip()]


def balance(text: str) -> int:
    """How many brackets a text leaves open (negative when it closes more); quoted text is passed over.

    Examples
    --------
    >>> balance("{ a: [1"), balance("}"), balance('{"a": "}"}')
    (2, -1, 0)
    """
    depth = 0
    quote = ""
    for index, sign in enumerate(text):
        if quote:
            if sign == quote and text[index - 1] != "\\":
                quote = ""
        elif sign in "\"'" and _opens_quote(text, index):
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
    return depth
