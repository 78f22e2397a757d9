"""Arrows in a line: what stands between them, what stands on them, and which way they point."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BOTH = r"<-{1,3}>|<={1,3}>|↔|⇔|⟷|←→"
_BACK = r"<-{1,3}(?![\w>-])|←|⇐|⟵|<={2,3}"
_DOTTED = r"-\.+-?>|\.{2,}>|~+>|-{1,2}\s?-\s?-+>|⇢|⤏|--?>>"
_PLAIN = r"-{1,5}>|={1,4}>|—+>|–+>|→|⇒|⟶|⟹|➜|➔|➝|➞|▶|►|↦|>>"
_ARROW = re.compile(
    rf"(?P<both>{_BOTH})"
    r"|-\.\s*(?P<dotlabel>[^-.<>][^<>]{0,80}?)\s*\.-+>"
    rf"|(?P<dotted>{_DOTTED})"
    r"|(?:(?<=\s)|(?<=[\])}\"]))(?:-{1,3}|={2,3}|—)\s?(?P<label>\|[^|<>]{1,80}\||\[[^\]<>]{1,80}\]|"
    r"[^\s<>|=-][^<>|=]{0,80}?)\s?(?:-{1,3}|={1,3}|—)?(?:>|→)"
    rf"|(?P<plain>{_PLAIN})"
    rf"|(?P<back>{_BACK})"
)
_PIPED = re.compile(r"^\s*\|(?P<label>[^|]{0,120})\|")
_TERSE = re.compile(r"(?<=[\w)\]])\s+>\s+(?=[A-Za-z(\[])")


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow of a chain; `back` when it points to the left."""

    label: str = ""
    dotted: bool = False
    both: bool = False
    back: bool = False


def chain(text: str) -> tuple[list[str], list[Arrow]]:
    """The nodes of a line and the arrows between them; no arrow when the line has none.

    Examples
    --------
    >>> chain("people -> cdn -> media store")[0]
    ['people', 'cdn', 'media store']
    >>> chain("api -->|writes| db")[1][0].label, chain("api -- reads --> db")[1][0].label
    ('writes', 'reads')
    >>> chain("api -.-> queue")[1][0].dotted, chain("api <-> cache")[1][0].both
    (True, True)
    """
    nodes: list[str] = []
    arrows: list[Arrow] = []
    depth_text, at = _hidden(text), 0
    for match in _ARROW.finditer(depth_text):
        label = match["label"] or match["dotlabel"] or ""
        start, end = match.start(), match.end()
        if start < at:
            continue
        piped = _PIPED.match(text[end:])
        if piped:
            label, end = piped["label"], end + piped.end()
        nodes.append(text[at:start].strip())
        arrows.append(
            Arrow(
                label=label.strip("|[]\"' "),
                dotted=bool(match["dotted"] or match["dotlabel"]),
                both=bool(match["both"]),
                back=bool(match["back"]),
            )
        )
        at = end
    if not arrows and text.count(" > ") and not re.search(r"\d\s*>\s*|>\s*\d|=", text):
        parts = _TERSE.split(text)
        if len(parts) > 1 and all(0 < len(part.split()) <= 5 for part in parts):
            return [part.strip() for part in parts], [Arrow() for _ in parts[1:]]
    nodes.append(text[at:].strip())
    return nodes, arrows


def _hidden(text: str) -> str:
    """The text with what stands in round brackets and quotes blotted out, place for place."""
    return re.sub(r"\([^()]*\)|\"[^\"]*\"", lambda match: "x" * len(match[0]), text)
