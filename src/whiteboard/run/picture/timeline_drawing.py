"""How a run over time is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from whiteboard.run.picture.charts import MOST_LINES, as_typed, legend, line_look, literal, log_durations
from whiteboard.run.picture.timeline import Course
from whiteboard.run.traffic.faults import Fail, Fault, Partition, Slow

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_INK, _SHADE = "#1f2328", "#dfe3e8"
_MOST_QUEUES = 4


def draw_course(course: Course, faults: Sequence[Fault]) -> Figure:
    """The figure of a run: three panels over the same seconds."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.6, 6.4), layout="constrained")
    rates, latency, queues = figure.subplots(3, 1, sharex=True, height_ratios=(3, 3, 2))
    _draw(
        rates, course, course.sent, "sent", {"color": "#8c959f", "linestyle": (0, (4, 2)), "linewidth": 1.6}
    )
    _draw(rates, course, course.answered, "answered", {"color": "#0b4f8a", "linewidth": 1.8})
    if any(course.failed):
        _draw(rates, course, course.failed, "failed", {"color": "#d98310", "linewidth": 1.4, "marker": "x"})
    rates.set_ylabel("requests a second")
    rates.set_ylim(bottom=0)
    for place, (name, values) in enumerate(list(course.p99.items())[:MOST_LINES]):
        _draw(latency, course, values, as_typed(name, 130.0, 8.5), {**line_look(place), "markersize": 3})
    known = [value for values in course.p99.values() for value in values if 0 < value < math.inf]
    if known:
        log_durations(latency, known)
    else:
        latency.set_yticks([])
    latency.set_ylabel("p99 latency")
    for place, (name, values) in enumerate(list(course.waiting.items())[:_MOST_QUEUES]):
        _draw(queues, course, values, as_typed(name, 130.0, 8.5), {**line_look(place), "marker": ""})
    queues.set_ylabel("requests waiting")
    queues.set_ylim(bottom=0)
    queues.set_xlabel("time (s)")
    queues.set_xlim(course.seconds[0] if course.seconds else 0.0, course.end)
    for axes in (rates, latency, queues):
        _shade(axes, course, faults)
    title = "The run over time" if faults or not course.seconds else "The run over time, with nothing wrong"
    hidden = len(course.p99) - MOST_LINES
    rates.set_title(title + (f"; {hidden} more operations are not drawn" if hidden > 0 else ""))
    _name_faults(rates, course, faults)
    for axes in (rates, latency, queues):
        legend(axes)
    return figure


def _draw(axes: Any, course: Course, values: Sequence[float], label: str, look: dict[str, Any]) -> None:
    """A line through the middles of the bins, open where nothing is known."""
    if not course.seconds:
        return
    half = (course.end - course.seconds[-1]) / 2
    shown = [value if math.isfinite(value) else math.nan for value in values]
    axes.plot([second + half for second in course.seconds], shown, label=label, **look)


def _shade(axes: Any, course: Course, faults: Sequence[Fault]) -> None:
    for fault in faults:
        end = course.end if fault.until is None else min(fault.until, course.end)
        if end > fault.from_:
            axes.axvspan(fault.from_, end, facecolor=_SHADE, edgecolor="none", alpha=0.8, zorder=0)
            axes.axvline(fault.from_, color=_INK, linewidth=0.8, linestyle=":")


def _name_faults(axes: Any, course: Course, faults: Sequence[Fault]) -> None:
    """The faults' names above the lines, one below the other where several overlap."""
    if not course.seconds:
        return
    top = axes.get_ylim()[1]
    axes.set_ylim(0, top * (1.12 + 0.13 * min(len(faults), 4)))
    for place, fault in enumerate(faults[:4]):
        late = fault.from_ > course.seconds[0] + 0.6 * (course.end - course.seconds[0])
        text = as_typed(_short(fault), 200.0, 8.5) + (
            f" (and {len(faults) - 4} more)" if place == 3 and len(faults) > 4 else ""
        )
        made = axes.annotate(
            text,
            (min(max(fault.from_, course.seconds[0]), course.end), 0.94 - 0.1 * place),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if late else 4, 0),
            textcoords="offset points",
            ha="right" if late else "left",
            va="center",
            fontsize=8.5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            zorder=5,
        )
        literal([made])


def _short(fault: Fault) -> str:
    if isinstance(fault, Fail):
        return (
            f"{fault.component} fails"
            if fault.replicas is None
            else f"{fault.component}: {fault.replicas} fail"
        )
    if isinstance(fault, Slow):
        return f"{fault.component} {fault.factor:g} times slower"
    if isinstance(fault, Partition):
        return f"{fault.first} cut from {fault.second}"
    return f"load times {fault.factor:g}"
