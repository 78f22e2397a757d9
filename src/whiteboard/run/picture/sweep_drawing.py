"""How a sweep is drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from whiteboard.run.picture.architecture.lettering import listed
from whiteboard.run.picture.charts import (
    MOST_LINES,
    as_typed,
    legend,
    line_look,
    literal,
    log_durations,
    plain_log_ticks,
)
from whiteboard.run.picture.sweep import Curve, Sweep

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_INK, _BEYOND = "#1f2328", "#e3e6e9"


def draw_sweep(found: Sweep) -> Figure:
    """The figure of a sweep: latency above, utilization below, over the same values."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.6, 5.4), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(5, 2))
    drawn = found.curves[:MOST_LINES]
    for place, curve in enumerate(drawn):
        _draw_curve(above, curve, line_look(place))
    latencies = [value for curve in drawn for value in curve.p99 if math.isfinite(value) and value > 0]
    if latencies:
        log_durations(above, latencies)
    else:
        above.set_yticks([])
        above.text(0.5, 0.5, "no latency that ends", transform=above.transAxes, ha="center")
    above.set_ylabel("p99 latency")
    _draw_utilization(below, found)
    _set_values(below, found)
    for axes in (above, below):
        _draw_beyond(axes, found)
    _draw_notes(above, found)
    more = len(found.curves) - len(drawn)
    above.set_title(_title(found) + (f"; {more} more operations are not drawn" if more > 0 else ""))
    literal([above.title])
    if any(
        _is_seen(curve, place) for curve in drawn for place in range(len(curve.values)) if curve.is_bad(place)
    ):
        hollow = {
            "marker": "o",
            "color": _INK,
            "markerfacecolor": "white",
            "markersize": 4.5,
            "linestyle": "",
        }
        above.plot([], [], label="promise broken,\nor failures", **hollow)
    legend(above)
    legend(below)
    return figure


def _is_seen(curve: Curve, place: int) -> bool:
    """Whether a value has a point on the axis: what grows without end has none."""
    return math.isfinite(curve.p99[place]) and curve.p99[place] > 0


def _title(found: Sweep) -> str:
    if not found.values:
        return "Nothing was swept"
    return (
        "Latency as the load grows"
        if found.is_load
        else as_typed(f"Latency over {found.parameter}", 380.0, 11.0)
    )


def _draw_curve(axes: Any, curve: Curve, look: dict[str, Any]) -> None:
    p99 = [value if math.isfinite(value) and value > 0 else math.nan for value in curve.p99]
    axes.plot(curve.values, p99, label=listed(curve.names, 140.0, 8.5), **{**look, "marker": ""})
    for bad in (False, True):
        places = [place for place in range(len(p99)) if curve.is_bad(place) == bad]
        axes.plot(
            [curve.values[place] for place in places],
            [p99[place] for place in places],
            linestyle="",
            color=look["color"],
            marker=look["marker"],
            markersize=look["markersize"],
            markerfacecolor="white" if bad else look["color"],
        )
    banded = [
        (value, low, high)
        for value, low, high in zip(curve.values, curve.low, curve.high, strict=True)
        if math.isfinite(low) and math.isfinite(high) and 0 < low <= high
    ]
    if banded:
        values, lows, highs = zip(*banded, strict=True)
        axes.fill_between(values, lows, highs, color=look["color"], alpha=0.18, linewidth=0)


def _draw_utilization(axes: Any, found: Sweep) -> None:
    """How busy the busiest is, up to all of it: a queue that grows without end is not busier than that."""
    use = [min(value, 1.0) * 100 for value in found.utilization]
    names = list(dict.fromkeys(name for name in found.busiest if name))
    label = (
        "the busiest:\n" + "\n".join(as_typed(name, 130.0, 8.5) for name in names[:3])
        if names
        else "the busiest"
    )
    axes.plot(found.values, use, color=_INK, marker=".", linewidth=1.4, label=label)
    axes.set_ylim(0, 108)
    axes.set_yticks((0, 50, 100))
    axes.set_ylabel("busy (%)")


def _set_values(axes: Any, found: Sweep) -> None:
    label = "load (times the estimate)" if found.is_load else as_typed(found.parameter, 380.0, 10.0)
    if "time" in found.parameter.split()[-1:]:
        label += " (s)"
    axes.set_xlabel(label, parse_math=False)
    if not found.values:
        return
    low, high = found.values[0], found.values[-1]
    if low > 0 and high / low > 8:
        axes.set_xscale("log")
        axes.set_xlim(low / 1.08, high * 1.08)
        plain_log_ticks(axes.xaxis, low, high)
    elif high > low:
        axes.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))


def _draw_beyond(axes: Any, found: Sweep) -> None:
    """A line where the first component saturates, a shade where it stays so, and a line at the knee."""
    if found.saturates is not None:
        low, high = axes.get_xlim()
        start, end = (found.saturates, high) if found.rises else (low, found.saturates)
        start, end = (low, high) if found.always else (start, end)
        axes.axvspan(start, end, facecolor=_BEYOND, edgecolor="none", zorder=0)
        if not found.always:
            axes.axvline(found.saturates, color=_INK, linewidth=1.6)
        axes.set_xlim(low, high)
    if found.knee is not None:
        axes.axvline(found.knee, color=_INK, linewidth=1.0, linestyle=(0, (4, 2)))


def _draw_notes(axes: Any, found: Sweep) -> None:
    """What the lines mean, each on the side that has room, one above the other."""
    notes = []
    if found.saturates is not None:
        who = as_typed(found.first or "the busiest", 110.0, 8.5)
        where = "everywhere" if found.always else f"at {found.saturates:.3g}"
        notes.append((found.values[0] if found.always else found.saturates, f"{who} saturates {where}", 0.96))
    if found.knee is not None:
        notes.append((found.knee, f"knee at {found.knee:.3g}", 0.88))
    for value, text, height in notes:
        left = axes.transAxes.inverted().transform(axes.transData.transform((value, 1.0)))[0] > 0.6
        axes.annotate(
            text,
            (value, height),
            xycoords=("data", "axes fraction"),
            xytext=(-5 if left else 5, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=8.5,
            parse_math=False,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
            zorder=5,
        )
