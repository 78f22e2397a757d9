"""What pictures with axes share: labels as typed, axes of time, and lines that gray tells apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from whiteboard.run.picture.architecture.lettering import families, shortened, shown

MOST_LINES = 8
"""More lines than this in one panel are no longer told apart."""

_COLORS = ("#0b4f8a", "#d98310", "#7fb3d5", "#6b2d5c")
_DASHES = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 2, 1, 2)))
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")


def line_look(place: int) -> dict[str, Any]:
    """Color, dashes and marker of a line by its place; no two of the first eight are alike in gray."""
    return {
        "color": _COLORS[place % 4],
        "linestyle": _DASHES[(place + place // 4) % 4],
        "marker": _MARKERS[place % 8],
        "markersize": 4.5,
        "linewidth": 1.6,
    }


def as_typed(text: str, width: float = 150.0, size: float = 9.0) -> str:
    """A learner's words on one line, no wider than `width` points."""
    return shortened(shown(text) or "(no name)", width, size)


def literal(texts: Iterable[Any]) -> None:
    """Draw texts of an axis or a legend as they are, whatever dollars and backslashes they hold."""
    for text in texts:
        text.set_parse_math(False)
        text.set_fontfamily(families())


def legend(axes: Any, *, columns: int = 1, **settings: Any) -> None:
    """A legend right of the axes, unless `settings` say otherwise."""
    handles, labels = axes.get_legend_handles_labels()
    if not handles:
        return
    where = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "borderaxespad": 0.0, "frameon": False}
    made = axes.legend(handles, labels, fontsize=8.5, ncols=columns, **{**where, **settings})
    literal(made.get_texts())


def time_unit(seconds: float) -> tuple[str, float]:
    """The unit that suits an axis that reaches so far, and how many seconds it has.

    Examples
    --------
    >>> time_unit(0.3), time_unit(40.0)
    (('ms', 0.001), ('s', 1.0))
    """
    if not math.isfinite(seconds) or seconds >= 7200:
        return ("hours", 3600.0) if math.isfinite(seconds) else ("s", 1.0)
    if seconds >= 1.5:
        return "s", 1.0
    return ("ms", 1e-3) if seconds >= 1.5e-3 else ("µs", 1e-6)


def log_durations(axes: Any, values: Sequence[float]) -> None:
    """A logarithmic axis of seconds whose ticks are written out, each with its unit."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    low, high = min(values), max(values)
    axes.set_yscale("log")
    axes.set_ylim(low / 1.5, high * 1.8)
    subs = (1.0, 2.0, 5.0) if high / low < 300 else (1.0,)
    axes.yaxis.set_major_locator(LogLocator(base=10, subs=subs, numticks=12))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))
    axes.yaxis.set_minor_formatter(NullFormatter())


def _tick(seconds: float) -> str:
    for unit, factor in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= factor * 0.9995:
            return (
                f"{seconds / factor:,.3g} {unit}"
                if seconds / factor < 1000
                else f"{seconds / factor:,.0f} {unit}"
            )
    return f"{seconds * 1e9:.3g} ns"


def plain_log_ticks(axis: Any, low: float, high: float) -> None:
    """Ticks at 1, 2 and 5 written out, over few decades; at 1 over many."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    subs = (1.0, 2.0, 5.0) if high / low < 3000 else (1.0,)
    axis.set_major_locator(LogLocator(base=10, subs=subs, numticks=14))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axis.set_minor_formatter(NullFormatter())
