"""Pictures of a class: how points are spread, what is hard, what costs most, and when submissions came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from whiteboard.grading.class_report.report import ClassReport
from whiteboard.report.render import number
from whiteboard.run.picture.picture import Picture, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DARK, _LIGHT, _MARK = "#0b4f8a", "#7fb3d5", "#d98310"
_INK = "#1f2328"
MOST_BARS = 10
"""Rules in a picture; the table below it has them all."""

_MOST_CELLS = 40
_NAME_ROOM = 165.0
_LONGEST_TERM = timedelta(days=400)
"""A submission further than that from the middle one has a wrong clock, and would leave no room for the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture and the words below it."""

    caption: str
    picture: Picture


def pictures(report: ClassReport) -> Iterator[Shown]:
    """The pictures that there is something to show in."""
    if report.total.learners and report.total.edges:
        yield Shown(caption=_points_caption(report), picture=points_picture(report))
    if _times(report):
        yield Shown(caption=_times_caption(report), picture=times_picture(report))
    if any(item.learners for item in report.cells):
        caption = "Share of each cell's points that was earned, on average, in the assignment's order."
        yield Shown(caption=caption, picture=cells_picture(report))
    if any(cost.points > 0 for cost in report.costs.rules):
        caption = "Points lost to each rule by the whole class, and how many learners it was found with."
        yield Shown(caption=caption, picture=rules_picture(report))


def points_picture(report: ClassReport) -> Picture:
    """A histogram of points, with median and middle half."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    spread = report.total
    with style():
        figure = Figure(figsize=(5.6, 3.0), layout="constrained")
        axes = figure.subplots()
        widths = [high - low for low, high in zip(spread.edges, spread.edges[1:], strict=False)]
        axes.bar(
            spread.edges[:-1], spread.counts, width=widths, align="edge", color=_LIGHT, edgecolor="white"
        )
        if spread.learners > 1 and spread.lower_quartile is not None and spread.upper_quartile is not None:
            axes.axvspan(spread.lower_quartile, spread.upper_quartile, color=_DARK, alpha=0.10, zorder=0)
        axes.axvline(spread.median or 0.0, color=_INK, linewidth=1.4)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        axes.set_xlim(0, max(spread.edges))
        axes.set_xlabel("points")
        axes.set_ylabel("learners")
        axes.set_title("Points")
        axes.grid(axis="x", visible=False)
    counted = [
        f"  {number(low)} to {number(high)}: {count}"
        for low, high, count in zip(spread.edges, spread.edges[1:], spread.counts, strict=False)
        if count
    ]
    return Picture(figure=figure, text="\n".join(["Learners by points:", *counted]))


def _points_caption(report: ClassReport) -> str:
    spread = report.total
    if spread.learners == 1:
        return "One learner."
    return "Line: median. Shaded: the middle half of the class."


def cells_picture(report: ClassReport) -> Picture:
    """Bars of the mean share earned in each cell."""
    items = [item for item in report.cells if item.learners and item.difficulty is not None][:_MOST_CELLS]
    several = len({item.notebook for item in items}) > 1
    names = [item.name if several else item.cell for item in items]
    shares = [100 * min(item.difficulty or 0.0, 1.0) for item in items]
    said = [f"{share:.0f} %" for share in shares]
    with style():
        figure = _bars(names, shares, said, color=_DARK, label="mean share earned (%)", most=100.0)
        figure.axes[0].set_title("Cells")
    lines = [f"  {name}: {share}" for name, share in zip(names, said, strict=True)]
    return Picture(figure=figure, text="\n".join(["Mean share earned by cell:", *lines]))


def rules_picture(report: ClassReport) -> Picture:
    """Bars of the points that the dearest rules cost."""
    costs = [cost for cost in report.costs.rules if cost.points > 0][:MOST_BARS]
    names = [f"{cost.rule}  {cost.title}".rstrip() for cost in costs]
    said = [f"{number(round(cost.points, 1))}  ({cost.learners})" for cost in costs]
    points = [cost.points for cost in costs]
    with style():
        figure = _bars(
            names, points, said, color=_MARK, label="points lost in all (learners)", most=max(points)
        )
        figure.axes[0].set_title("Rules that cost most")
    lines = [
        f"  {name}: {number(round(cost.points, 2))} points, {cost.learners} learners"
        for name, cost in zip(names, costs, strict=True)
    ]
    return Picture(figure=figure, text="\n".join(["Points lost by rule:", *lines]))


def times_picture(report: ClassReport) -> Picture:
    """Submissions as they came in, one on top of the other, against the due date."""
    import matplotlib.dates
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    dates: Any = matplotlib.dates  # its classes carry no types
    times: Sequence[Any] = _times(report)
    due: Any = report.records.due_date
    with style():
        figure = Figure(figsize=(5.6, 3.0), layout="constrained")
        axes = figure.subplots()
        axes.step(times, range(1, len(times) + 1), where="post", color=_DARK, linewidth=1.8)
        axes.plot(times, range(1, len(times) + 1), ".", color=_DARK, markersize=4 if len(times) > 60 else 7)
        if due is not None and abs(due - times[0]) <= 2 * _LONGEST_TERM:
            late_in = due > times[0] + (times[-1] - times[0]) / 2
            axes.axvline(due, color=_MARK, linewidth=1.8, linestyle=(0, (5, 2)))
            axes.annotate(
                "due",
                (due, 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(-4 if late_in else 4, -2),
                textcoords="offset points",
                va="top",
                ha="right" if late_in else "left",
                color="#8a4f00",
            )
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        axes.set_ylim(0, 1.15 * len(times))  # room for the word beside the due date
        locator: Any = dates.AutoDateLocator(minticks=3, maxticks=8)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
        axes.margins(x=0.05)
        axes.set_xlabel("time (UTC)")
        axes.set_ylabel("submissions")
        axes.set_title("Submissions")
    return Picture(figure=figure, text=_times_caption(report))


def _times(report: ClassReport) -> list[datetime]:
    """When submissions came, but for those whose clock was wrong."""
    times = sorted(one.timestamp for one in report.records.learners if one.timestamp is not None)
    middle = times[len(times) // 2] if times else datetime.min
    return [moment for moment in times if abs(moment - middle) <= _LONGEST_TERM and 1 < moment.year < 9999]


def _times_caption(report: ClassReport) -> str:
    times, due = _times(report), report.records.due_date
    if len(times) == 1:
        said = f"One submission, {times[0]:%Y-%m-%d %H:%M} UTC"
    else:
        said = f"{len(times)} submissions from {times[0]:%Y-%m-%d %H:%M} to {times[-1]:%Y-%m-%d %H:%M} UTC"
    there = sum(one.timestamp is not None for one in report.records.learners)
    if there > len(times):
        said += f" ({there - len(times)} with an impossible time left out)"
    if due is None:
        return f"{said}; the assignment has no due date."
    late = sum(moment > due for moment in times)
    return f"{said}; {late} after the due date, {due:%Y-%m-%d %H:%M}, extensions apart."


def _bars(
    names: Sequence[str], values: Sequence[float], said: Sequence[str], *, color: str, label: str, most: float
) -> Figure:
    """Horizontal bars from the top down, each with its name, and its value in words at its end."""
    from matplotlib.figure import Figure

    from whiteboard.run.picture.architecture.lettering import families, shown, wrapped

    figure = Figure(figsize=(5.6, 1.0 + 0.4 * max(1, len(names))), layout="constrained")
    axes = figure.subplots()
    places = range(len(names))
    axes.barh(places, values, color=color, height=0.62)
    labels = ["\n".join(wrapped(shown(name) or "(no name)", _NAME_ROOM, 8.5, most=2)) for name in names]
    axes.set_yticks(places, labels, parse_math=False, fontfamily=families(), fontsize=8.5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, most * 1.18)
    if label.endswith("(%)"):
        axes.set_xticks(range(0, 101, 20))
    for place, value, words in zip(places, values, said, strict=True):
        axes.annotate(
            words, (value, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9
        )
    axes.set_xlabel(label)
    axes.grid(axis="y", visible=False)
    return figure
