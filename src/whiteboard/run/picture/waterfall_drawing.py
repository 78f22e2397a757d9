"""How a latency waterfall is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from whiteboard.run.picture.architecture.lettering import listed
from whiteboard.run.picture.charts import as_typed, literal, time_unit
from whiteboard.run.picture.waterfall import Step, in_words, promised, summary
from whiteboard.run.traffic.outcome import FlowOutcome
from whiteboard.run.traffic.wording import duration

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NETWORK, _WAIT, _WORK, _INK = "#ffffff", "#7fb3d5", "#0b4f8a", "#1f2328"
_MOST_ROWS = 30
_ROW, _PANEL, _FOOT = 0.27, 1.25, 0.5
_FAR = 12.0
"""A mark that lies more than so many times the mean away is told instead of drawn."""


def draw_bars(flows: Sequence[tuple[Sequence[FlowOutcome], Sequence[Step]]], *, more: int) -> Figure:
    """The figure of some operations, one panel each.

    Parameters
    ----------
    flows : sequence of (sequence of FlowOutcome, sequence of Step)
        What each came to, and its calls; operations that came to the same are one.
    more : int
        How many operations are not drawn.
    """
    from matplotlib.figure import Figure

    rows = [max(1, min(len(made), _MOST_ROWS)) for _, made in flows] or [1]
    heights = [_PANEL + _ROW * count for count in rows]
    figure = Figure(figsize=(9.2, sum(heights) + _FOOT), layout="constrained")
    panels = figure.subplots(len(rows), 1, squeeze=False, height_ratios=[count + 0.2 for count in rows])[:, 0]
    if not flows:
        panels[0].set_axis_off()
        panels[0].text(0, 0.5, "No operations", transform=panels[0].transAxes)
        return figure
    for axes, (found, made) in zip(panels, flows, strict=True):
        _draw_panel(axes, listed([one.name for one in found], 260.0, 10.0), found[0], list(made))
    _explain(figure, more)
    return figure


def _draw_panel(axes: Any, name: str, found: FlowOutcome, made: list[Step]) -> None:
    reach = _reach(found, made)
    unit, seconds = time_unit(reach)
    drawn = made[:_MOST_ROWS]
    for place, step in enumerate(drawn):
        _draw_step(axes, place, step, reach, seconds)
    for place, (before, after) in enumerate(pairwise(drawn)):
        end = before.start + before.added
        if before.waited_for and after.waited_for and math.isfinite(end):
            axes.plot([end / seconds] * 2, [place + 0.32, place + 0.68], color="#8c959f", linewidth=0.8)
    labels = [as_typed(step.station, 150.0, 9.0) for step in drawn]
    if len(made) > len(drawn):
        labels[-1] = f"… {len(made) - len(drawn) + 1} more calls"
    axes.set_yticks(range(len(drawn)), labels, fontsize=9)
    literal(axes.get_yticklabels())
    axes.set_ylim(max(1, len(drawn)) - 0.4, -0.6)
    axes.set_xlim(0, reach / seconds)
    axes.set_xlabel(f"time since the request was sent, on average ({unit})", fontsize=9)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.set_title(f"{name or '(no name)'}: {summary(found)}", fontsize=10)
    literal([axes.title])
    _draw_marks(axes, found, reach, seconds)


def _reach(found: FlowOutcome, made: Sequence[Step]) -> float:
    """How far the axis goes, in seconds."""
    finite = [step for step in made if step.waited_for and math.isfinite(step.added)]
    total = sum(step.added for step in finite)
    if any(math.isinf(step.added) for step in made if step.waited_for):
        total *= 1.8
    ends = [total, *(mark for mark in _marks(found).values() if mark <= _FAR * total or not total)]
    return max([end for end in ends if math.isfinite(end)] or [0.0]) * 1.04 or 1e-3


def _marks(found: FlowOutcome) -> dict[str, float]:
    """Where lines stand: at the p99, and at what was promised, in seconds."""
    marks = {"p99": found.p99.value}
    if found.promise is not None:
        marks["promised"] = found.promise.latency
    return {name: value for name, value in marks.items() if math.isfinite(value)}


def _draw_step(axes: Any, place: int, step: Step, reach: float, seconds: float) -> None:
    words = in_words(step)
    axes.text(1.015, place, words, transform=axes.get_yaxis_transform(), fontsize=8, va="center")
    if not math.isfinite(step.start):
        return
    light = 1.0 if step.calls > 0.9995 else 0.45
    at = step.start
    for part, fill, hatch in (
        (step.network, _NETWORK, "/////"),
        (step.wait, _WAIT, ""),
        (step.work, _WORK, ""),
    ):
        length = part * step.calls if part else 0.0
        if length <= 0:
            continue
        end = min(at + length, reach * 1.05)
        settings: dict[str, Any] = {"facecolor": fill, "edgecolor": _INK, "linewidth": 0.7, "hatch": hatch}
        if not step.waited_for:
            settings |= {"facecolor": "white", "linestyle": (0, (2, 1.5))}
        axes.barh(place, (end - at) / seconds, left=at / seconds, height=0.6, alpha=light, **settings)
        at = end


def _draw_marks(axes: Any, found: FlowOutcome, reach: float, seconds: float) -> None:
    said = {"p99": f"p99 {duration(found.p99.value)}", "promised": f"promised {promised(found)}"}
    looks = {"p99": ("-", 1.3), "promised": ((0, (4, 2)), 1.8)}
    for name, value in _marks(found).items():
        far = value > reach
        at = min(value, reach) / seconds
        if not far:
            dashes, width = looks[name]
            axes.axvline(at, color=_INK, linestyle=dashes, linewidth=width, ymax=0.98, zorder=3)
        right = value > 0.8 * reach
        axes.annotate(
            f"{said[name]} →" if far else said[name],
            (at, 1.0 if name == "p99" else 0.0),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if right else 4, -8 if name == "p99" else 8),
            textcoords="offset points",
            ha="right" if right else "left",
            va="center",
            fontsize=8,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            zorder=4,
        )


def _explain(figure: Figure, more: int) -> None:
    from matplotlib.patches import Patch

    looks = (("network", _NETWORK, "/////", 1.0), ("waits", _WAIT, "", 1.0), ("works", _WORK, "", 1.0))
    handles = [
        Patch(facecolor=fill, edgecolor=_INK, linewidth=0.7, hatch=hatch, alpha=light, label=label)
        for label, fill, hatch, light in (*looks, ("lighter: by chance, at its share", _WORK, "", 0.45))
    ]
    handles.append(
        Patch(
            facecolor="white", edgecolor=_INK, linewidth=0.7, linestyle=(0, (2, 1.5)), label="not waited for"
        )
    )
    title = f"and {more} more operations" if more else None
    figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=5,
        fontsize=8,
        frameon=False,
        title=title,
        title_fontsize=8,
    )
