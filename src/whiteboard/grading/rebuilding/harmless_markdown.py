"""A learner's Markdown, so that whatever shows it runs nothing of it."""

from __future__ import annotations

import re

_JOINER = "\u2060"  # has no width, and no parser takes it for part of a tag or of a link
_TAG = re.compile(r"<(?=[A-Za-z!/?])")  # HTML 5 reads "<" as text before anything else (section 13.2.5.6)
_LINK = re.compile(r"\](?=[(:\[])")
# nbconvert 7.17 puts the text of such a block into its page as it is.
_DIAGRAM = re.compile(r"(?<![`~])(?P<fence>[`~]{3,}+[^\S\n]*+)mermaid")
_PARTS = re.compile(
    r"(?P<code>^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*$.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<![\\`])(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<math>(?<!\\)\$\$.*?\$\$|(?<![\\$])\$[^$\n]+\$|\\begin\{(?P<name>[a-z]+\*?)\}.{0,5000}?\\end\{(?P=name)\})",
    re.MULTILINE | re.DOTALL,
)


def harmless(markdown: str) -> str:
    r"""The text with raw HTML, links, pictures and diagrams made words; other Markdown stays as it is.

    Where a part is code or mathematics only decides what keeps it readable: a ``<`` that could begin a tag
    becomes ``&lt;`` in words, gets an invisible character behind it in code, where an entity would be shown as
    such, and a blank in mathematics. In all three no reader finds a tag, so that nothing hangs on whether this
    module and the Markdown reader agree about where code begins. Links are taken apart the same way, since
    nbconvert 7.17 lets ``javascript:`` addresses through, and since a picture from elsewhere tells that server
    who looks; an address that begins with ``https:`` is shown, and can be followed.

    Examples
    --------
    >>> print(harmless("<b>2</b> < 3, and `a<b>`").replace("\u2060", "|"))
    &lt;b>2&lt;/b> < 3, and `a<|b>`
    >>> print(harmless("[here](javascript:alert(1))").replace("\u2060", "|"))
    [here]|(javascript:alert(1))
    """
    parts: list[str] = []
    end = 0
    for found in _PARTS.finditer(markdown):
        parts.append(_words(markdown[end : found.start()]))
        parts.append(_code(found[0]) if found["code"] else _mathematics(found[0]))
        end = found.end()
    parts.append(_words(markdown[end:]))
    return _DIAGRAM.sub(r"\g<fence>diagram", "".join(parts))


def fenced(text: str) -> str:
    """Any text as a Markdown code block.

    Examples
    --------
    >>> print(fenced("a ``` b"))
    ````
    a ``` b
    ````
    """
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _words(text: str) -> str:
    return _LINK.sub("]" + _JOINER, _TAG.sub("&lt;", text))


def _code(text: str) -> str:
    return _LINK.sub("]" + _JOINER, _TAG.sub("<" + _JOINER, text))


def _mathematics(text: str) -> str:
    return _LINK.sub("] ", _TAG.sub("< ", text))
