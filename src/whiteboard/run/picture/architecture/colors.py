"""Colors of load and failure; lightness falls as load rises, so that gray shows it too."""

from __future__ import annotations

from itertools import pairwise
from math import isnan

INK = "#1f2328"
FADED = "#8c959f"
WRONG = "#a40e26"
FRAME = "#aeb6bf"
FRAME_FILL = "#f8fafc"
FAILED_FILL = "#e6e8eb"

_HEAT = ((0.0, "#fffaf0"), (0.5, "#fdd49e"), (0.8, "#f58b51"), (1.0, "#b8281c"), (1.5, "#6d0f14"))


def heat_color(utilization: float) -> str:
    """From nearly white at rest over orange to dark red when all is in use, darker still beyond.

    Examples
    --------
    >>> heat_color(0.0), heat_color(1.0)
    ('#fffaf0', '#b8281c')
    """
    if isnan(utilization):
        return "#ffffff"
    for (low, from_), (high, to) in pairwise(_HEAT):
        if utilization <= high:
            part = max(0.0, (utilization - low) / (high - low))
            mixed = (one + (two - one) * part for one, two in zip(_parts(from_), _parts(to), strict=True))
            return "#" + "".join(f"{round(value):02x}" for value in mixed)
    return _HEAT[-1][1]


def ink_on(color: str) -> str:
    """Black or white, whichever stands out more on a color, by its relative luminance (WCAG 2.2, 2023)."""
    linear = [value / 255 for value in _parts(color)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in linear]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
