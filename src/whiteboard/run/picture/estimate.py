"""Pictures of an estimate: what a result depends on, and where it may lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from whiteboard.draft.scale import Scale
from whiteboard.run.picture.picture import Picture, style

if TYPE_CHECKING:
    from whiteboard.run.numbers.sampling import Draws

_LOW, _HIGH = "#7fb3d5", "#0b4f8a"
_NAME_ROOM = 150.0


def tornado(scale: Scale, quantity: str | None = None, *, factor: float = 2.0) -> Picture:
    """Bars that show how far a quantity moves with each assumption.

    Parameters
    ----------
    scale : Scale
        As read.
    quantity : str, optional
        Name of the quantity to watch; by default the last one that is computed from others.
    factor : float
        By how much an assumption without a range is divided and multiplied.

    Raises
    ------
    KeyError, ValueError
        As `whiteboard.run.numbers.sensitivity` does.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> scale = read_section("scale", "writes = 500..2k/minute\\nsize = 1 MB\\nstored = writes * size").scale
    >>> print(tornado(scale).text)
    stored is 1 GB/minute
      writes: 0.5 to 2 GB/minute
      size: 0.5 to 2 GB/minute
    """
    from matplotlib.figure import Figure

    from whiteboard.run.numbers.sampling import sensitivity

    frame = sensitivity(scale, quantity, factor=factor)
    name, unit, value = frame.attrs["quantity"], frame.attrs["unit"], frame.attrs["value"]
    with style():
        figure = Figure(figsize=(7.2, 1.4 + 0.45 * max(1, len(frame))), layout="constrained")
        axes = figure.subplots()
        ends = list(zip(frame["low"].astype(float), frame["high"].astype(float), strict=True))
        for place, (low, high) in enumerate(reversed(ends)):
            axes.barh(place, value - low, left=low, color=_LOW, edgecolor="white")
            axes.barh(place, high - value, left=value, color=_HIGH, edgecolor="white")
        _name_bars(axes, list(reversed(frame["assumption"].tolist())))
        axes.axvline(value, color="#1f2328", linewidth=1)
        if len(frame) and frame["low"].min() > 0 and value > 0:
            axes.set_xscale("log")
            axes.set_xlim(float(frame["low"].min()) / 1.15, float(frame["high"].max()) * 1.15)
            _plain_ticks(axes, float(frame["low"].min()), float(frame["high"].max()))
        _label(axes, name, unit)
        axes.set_title(_as_typed(f"What {name} depends on"), parse_math=False)
        axes.grid(axis="y", visible=False)
    lines = [f"{name} is {value:.3g} {unit}".rstrip()]
    lines += [
        f"  {row.assumption}: {row.low:.3g} to {row.high:.3g} {unit}".rstrip() for row in frame.itertuples()
    ]
    return Picture(figure=figure, text="\n".join(lines))


def distribution(draws: Draws) -> Picture:
    """A histogram of drawn values, with the middle and the range that nine of ten lie in.

    Parameters
    ----------
    draws : Draws
        From `whiteboard.run.numbers.monte_carlo`.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> from whiteboard.run.numbers import monte_carlo
    >>> scale = read_section("scale", "writes = 1k/minute\\nstored = writes * 1 MB").scale
    >>> print(distribution(monte_carlo(scale, seed=1, factor=1)).text)
    stored: half of the draws lie below 1 GB/minute, nine of ten from 1 to 1 GB/minute
    """
    import numpy as np
    from matplotlib.figure import Figure

    low, middle, high = (draws.percentile(percent) for percent in (5, 50, 95))
    values = draws.values
    with style():
        figure = Figure(layout="constrained")
        axes = figure.subplots()
        least, most = float(values.min()), float(values.max())
        if least > 0 and most > least * 1.01:
            axes.hist(values, bins=np.geomspace(least, most, 40).tolist(), color=_LOW, edgecolor="white")
            axes.set_xscale("log")
            _plain_ticks(axes, least, most)
        else:
            axes.hist(values, bins=20, color=_LOW, edgecolor="white")
        for value, dashes in ((low, ":"), (middle, "-"), (high, ":")):
            axes.axvline(value, color="#1f2328", linewidth=1.2, linestyle=dashes)
        _label(axes, draws.quantity, draws.unit)
        axes.set_ylabel("draws")
        title = _as_typed(f"Where {draws.quantity} may lie: the middle, and nine of ten draws")
        axes.set_title(title, parse_math=False)
    text = (
        f"{draws.quantity}: half of the draws lie below {middle:.3g} {draws.unit}, nine of ten from"
        f" {low:.3g} to {high:.3g} {draws.unit}"
    )
    return Picture(figure=figure, text=text.rstrip())


def _name_bars(axes: Any, names: Sequence[str]) -> None:
    from whiteboard.run.picture.architecture.lettering import families, wrapped

    said = ["\n".join(wrapped(name, _NAME_ROOM, 10, most=2)) for name in names]
    axes.set_yticks(range(len(said)), said, parse_math=False, fontfamily=families())


def _label(axes: Any, name: str, unit: str) -> None:
    axes.set_xlabel(_as_typed(f"{name} ({unit})" if unit else name), parse_math=False)


def _as_typed(text: str) -> str:
    from whiteboard.run.picture.architecture.lettering import shortened, shown

    return shortened(shown(text), 440.0, 11)


def _plain_ticks(axes: Any, low: float, high: float) -> None:
    """Ticks at 1, 2 and 5, written out: powers of ten are hard to read within one decade."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    if high / low < 1e4:
        axes.xaxis.set_major_locator(LogLocator(base=10, subs=(1.0, 2.0, 5.0)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
