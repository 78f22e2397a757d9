"""Text as it can be drawn: every sign as itself, measured, wrapped and shortened."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

NAME_SIZE = 9.5
SMALL_SIZE = 7.2
LABEL_SIZE = 7.6
TITLE_SIZE = 12.0
"""Sizes of letters in points. Nothing is drawn smaller than the small print."""

FAMILY = "DejaVu Sans"
"""Comes with matplotlib, so that every machine draws the same."""

_OTHER_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "WenQuanYi Zen Hei",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Noto Emoji",
    "Symbola",
    "Unifont",
)
_NO_GLYPH = "□"


def line_height(size: float) -> float:
    """From one line to the next, for letters of a size in points."""
    return size * 1.22


def shown(text: str) -> str:
    """A text with only such signs as can be drawn, on one line.

    Line breaks and other control signs become spaces; a sign that no font of this machine has becomes an empty
    square, which is what a font would show for it, only without a warning.

    Examples
    --------
    >>> shown("cost $5 \\\\alpha\\n_x_")
    'cost $5 \\\\alpha _x_'
    """
    signs = []
    for sign in unicodedata.normalize("NFC", text):
        category = unicodedata.category(sign)
        if category in ("Cc", "Zl", "Zp"):
            signs.append(" ")
        elif category in ("Cf", "Mn", "Me") and not _has_glyph(sign):
            continue
        else:
            signs.append(sign if _has_glyph(sign) else _NO_GLYPH)
    return " ".join("".join(signs).split())


def plain(text: str) -> str:
    """A text on one line that can be printed and stored anywhere; what no file can hold becomes a replacement sign.

    Examples
    --------
    >>> plain("tweets\\n db \\ud800")
    'tweets db \ufffd'
    """
    signs = (
        " "
        if unicodedata.category(sign) in ("Cc", "Zl", "Zp")
        else "\ufffd"
        if 0xD800 <= ord(sign) < 0xE000
        else sign
        for sign in text
    )
    return " ".join("".join(signs).split())


def wrapped(text: str, width: float, size: float, *, most: int = 4) -> tuple[str, ...]:
    """A text in lines no wider than `width` points; what does not fit in `most` lines ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in _pieces(shown(text), width, size):
        joined = f"{line} {word}".strip()
        if not line or text_width(joined, size) <= width:
            line = joined
            continue
        lines.append(line)
        line = word
        if len(lines) > most:
            break
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), width, size)]
    return tuple(line for line in lines if line)


def shortened(text: str, width: float, size: float) -> str:
    """A text no wider than `width` points, with an ellipsis where something was left out."""
    if text_width(text, size) <= width:
        return text
    low, high = 0, min(len(text), 400)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + "…", size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[: max(1, low)].rstrip(" ,;.") + "…"


def listed(names: Sequence[str], width: float, size: float) -> str:
    """As many names as fit in `width` points, one at least, and how many more there are: ``getFeed, +3``."""
    said = shortened(shown(names[0]), width, size)
    for count in range(min(len(names), 8), 1, -1):
        rest = f", +{len(names) - count}" if count < len(names) else ""
        trial = ", ".join(shown(name) for name in names[:count]) + rest
        if text_width(trial, size) <= width:
            return trial
    return said if len(names) == 1 else f"{said}, +{len(names) - 1}"


@lru_cache(maxsize=8192)
def text_width(text: str, size: float) -> float:
    """Width of a line in points."""
    if not text:
        return 0.0
    font = _font()
    font.set_size(size, 72.0)
    font.set_text(text[:2000], 0.0)
    width, _ = font.get_width_height()
    return float(width) / 64.0


def families() -> list[str]:
    """Names of the fonts to draw with, the first that has a sign wins."""
    return [FAMILY, *_installed()]


def _pieces(text: str, width: float, size: float) -> list[str]:
    """The words of a text, those too wide for a line cut where a name has a joint, else anywhere."""
    pieces: list[str] = []
    for word in text[:600].split():
        rest = word
        while text_width(rest, size) > width:
            cut = 1
            while cut < len(rest) and text_width(rest[: cut + 1], size) <= width:
                cut += 1
            joint = max((place for place in range(cut // 2, cut) if rest[place] in "-_/.:,"), default=-1)
            cut = joint + 1 if joint > 0 else cut
            pieces.append(rest[:cut])
            rest = rest[cut:]
        if rest:
            pieces.append(rest)
    return pieces


@cache
def _font() -> FT2Font:
    """The fonts as one, for measuring."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font([findfont(FontProperties(family=family)) for family in families()])


@lru_cache(maxsize=4096)
def _has_glyph(sign: str) -> bool:
    return any(ord(sign) in glyphs for glyphs in _charmaps())


@cache
def _charmaps() -> tuple[frozenset[int], ...]:
    """The signs that each font has."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return tuple(
        frozenset(get_font(findfont(FontProperties(family=family))).get_charmap()) for family in families()
    )


@cache
def _installed() -> tuple[str, ...]:
    """Which of the other fonts this machine has, for scripts that the first lacks."""
    from matplotlib.font_manager import fontManager

    names = {entry.name for entry in fontManager.ttflist}
    return tuple(family for family in _OTHER_FAMILIES if family in names)
