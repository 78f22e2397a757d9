"""Pictures of an estimate: what a result depends on, and where it may lie. Each says the same in words."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whiteboard.draft.scale import Scale
from whiteboard.run.numbers.sampling import Draws, sensitivity

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("whiteboard.mplstyle")
"""The one style file of all pictures."""

_LOW, _HIGH = "#7fb3d5", "#0b4f8a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A matplotlib figure with a text that says the same.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        To go on from: ``picture.figure.axes[0]``.
    text : str
        For whoever cannot see it; a notebook stores it beside the image.
    """

    figure: Figure
    text: str

    def png(self) -> bytes:
        """The picture as PNG, the same bytes each time."""
        from io import BytesIO

        buffer = BytesIO()
        with _style():
            self.figure.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue()

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        del include, exclude
        from base64 import b64encode

        return {"image/png": b64encode(self.png()).decode("ascii"), "text/plain": self.text}


def _style() -> AbstractContextManager[None]:
    import matplotlib.style

    return matplotlib.style.context(str(STYLE))  # type: ignore[no-any-return, unused-ignore]


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
        As `sensitivity` does.

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

    frame = sensitivity(scale, quantity, factor=factor)
    name, unit, value = frame.attrs["quantity"], frame.attrs["unit"], frame.attrs["value"]
    with _style():
        figure = Figure(figsize=(7.2, 1.4 + 0.45 * max(1, len(frame))), layout="constrained")
        axes = figure.subplots()
        ends = list(zip(frame["low"].astype(float), frame["high"].astype(float), strict=True))
        for place, (low, high) in enumerate(reversed(ends)):
            axes.barh(place, value - low, left=low, color=_LOW, edgecolor="white")
            axes.barh(place, high - value, left=value, color=_HIGH, edgecolor="white")
        axes.set_yticks(range(len(frame)), [str(label) for label in reversed(frame["assumption"].tolist())])
        axes.axvline(value, color="#1f2328", linewidth=1)
        if len(frame) and frame["low"].min() > 0 and value > 0:
            axes.set_xscale("log")
            axes.set_xlim(float(frame["low"].min()) / 1.15, float(frame["high"].max()) * 1.15)
            _plain_ticks(axes, float(frame["low"].min()), float(frame["high"].max()))
        axes.set_xlabel(f"{name} ({unit})" if unit else name)
        axes.set_title(f"What {name} depends on")
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
        From `monte_carlo`.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> from whiteboard.run.numbers.sampling import monte_carlo
    >>> scale = read_section("scale", "writes = 1k/minute\\nstored = writes * 1 MB").scale
    >>> print(distribution(monte_carlo(scale, seed=1, factor=1)).text)
    stored: half of the draws lie below 1 GB/minute, nine of ten from 1 to 1 GB/minute
    """
    import numpy as np
    from matplotlib.figure import Figure

    low, middle, high = (draws.percentile(percent) for percent in (5, 50, 95))
    values = draws.values
    with _style():
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
        axes.set_xlabel(f"{draws.quantity} ({draws.unit})" if draws.unit else draws.quantity)
        axes.set_ylabel("draws")
        axes.set_title(f"Where {draws.quantity} may lie: the middle, and nine of ten draws")
    text = (
        f"{draws.quantity}: half of the draws lie below {middle:.3g} {draws.unit}, nine of ten from"
        f" {low:.3g} to {high:.3g} {draws.unit}"
    )
    return Picture(figure=figure, text=text.rstrip())


def _plain_ticks(axes: Any, low: float, high: float) -> None:
    """Ticks at 1, 2 and 5, written out: powers of ten are hard to read within one decade."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    if high / low < 1e4:
        axes.xaxis.set_major_locator(LogLocator(base=10, subs=(1.0, 2.0, 5.0)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
