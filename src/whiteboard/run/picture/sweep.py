"""Latency and utilization over one swept parameter, with the knee and the first saturation marked."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from whiteboard.run.picture.knee import knee, saturation
from whiteboard.run.picture.picture import Picture, style
from whiteboard.run.traffic.wording import duration, share, together

if TYPE_CHECKING:
    import pandas

FAILING = 0.01
"""A value at which more than this share of requests fails is drawn hollow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One operation over the swept values, or several that came to the same.

    Parameters
    ----------
    names : tuple of str
        The operations.
    values, p99, low, high, failed : tuple of float
        By value: seconds, infinite where a queue grows without end; NaN where not known; the share that fails.
    kept : tuple of bool or None
        By value: whether the promise is kept; None where there is none.
    knee : float or None
        The value at the knee.
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    p99: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    failed: tuple[float, ...]
    kept: tuple[bool | None, ...]
    knee: float | None

    def is_bad(self, place: int) -> bool:
        """Whether a value breaks the promise, or fails more than a few requests."""
        return self.failed[place] > FAILING or self.kept[place] is False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A frame of `whiteboard.run.traffic.sweep`, read.

    Parameters
    ----------
    parameter : str
        What was swept.
    curves : tuple of Curve
        Of all operations.
    values, utilization : tuple of float
        Each value once, ascending, and how busy the busiest component is there.
    busiest : tuple of str
        Which that is.
    saturates : float or None
        Where the first component is busy all the time.
    first : str
        Which that is.
    """

    parameter: str
    curves: tuple[Curve, ...]
    values: tuple[float, ...]
    utilization: tuple[float, ...]
    busiest: tuple[str, ...]
    saturates: float | None
    first: str

    @property
    def is_load(self) -> bool:
        """Whether the load was swept."""
        return self.parameter.strip().lower() in ("load", "traffic", "requests")

    @property
    def always(self) -> bool:
        """Whether the busiest component is busy all the time at every value."""
        return bool(self.utilization) and all(use >= 1 for use in self.utilization)

    @property
    def knee(self) -> float | None:
        """The knee that comes first, coming from where there is room."""
        found = [curve.knee for curve in self.curves if curve.knee is not None]
        if not found:
            return None
        return min(found) if self.rises else max(found)

    @property
    def rises(self) -> bool:
        """Whether a larger value means more load for the busiest component."""
        known = [use for use in self.utilization if not math.isnan(use)]
        return len(known) < 2 or known[-1] >= known[0]

    def at(self, value: float) -> str:
        """A value in words: ``5 times the load``, ``api server replicas 4``."""
        return f"{value:.3g} times the load" if self.is_load else f"{self.parameter} {value:.4g}"


def read_sweep(frame: pandas.DataFrame) -> Sweep:
    """Read a frame of `whiteboard.run.traffic.sweep`; columns that are not there count as not known.

    Raises
    ------
    ValueError
        When ``value``, ``flow`` or ``p99`` is missing; the message says which columns there are.
    """
    import numpy as np
    import pandas as pd

    missing = [column for column in ("value", "flow", "p99") if column not in frame.columns]
    if missing:
        raise ValueError(
            f"no column {', '.join(missing)}; there are {', '.join(str(name) for name in frame.columns)}"
        )
    rows = frame.copy()
    for column in ("value", "p99", "p99_low", "p99_high", "failed", "utilization"):
        numbers = rows[column] if column in rows else pd.Series(math.nan, index=rows.index)
        rows[column] = pd.to_numeric(numbers, errors="coerce").astype(float)
    rows = rows[np.isfinite(rows["value"])].sort_values("value", kind="stable")
    for column, empty in (("kept", None), ("busiest", ""), ("parameter", "load")):
        if column not in rows:
            rows[column] = empty
    once = rows.drop_duplicates("value")
    values, utilization = tuple(once["value"].tolist()), tuple(once["utilization"].tolist())
    busiest = tuple(str(name) for name in once["busiest"])
    at = saturation(values, utilization)
    first = busiest[values.index(at)] if at is not None else ""
    said = frame.attrs.get("saturates_at")
    if said and values and values[0] <= said[1] <= values[-1]:
        first, at = str(said[0]), float(said[1])
    return Sweep(
        parameter=str(rows["parameter"].iloc[0]) if len(rows) else "load",
        curves=_curves(rows),
        values=values,
        utilization=utilization,
        busiest=busiest,
        saturates=at,
        first=first,
    )


def _curves(rows: pandas.DataFrame) -> tuple[Curve, ...]:
    """A curve for each operation, those as one that nobody could tell apart."""
    found: dict[tuple[object, ...], Curve] = {}
    for name, part in rows.groupby("flow", sort=False):
        curve = _curve(str(name), part)
        figures = (*curve.p99, *curve.low, *curve.high, *curve.failed)
        key = (curve.values, curve.kept, tuple(f"{value:.4g}" for value in figures))
        alike = found.get(key)
        found[key] = curve if alike is None else replace(alike, names=(*alike.names, str(name)))
    return tuple(found.values())


def _curve(name: str, rows: pandas.DataFrame) -> Curve:
    columns: dict[str, Any] = {
        column: tuple(rows[source].tolist())
        for column, source in (("values", "value"), ("p99", "p99"), ("low", "p99_low"), ("high", "p99_high"))
    }
    return Curve(
        names=(name,),
        **columns,
        failed=tuple(0.0 if math.isnan(value) else value for value in rows["failed"]),
        kept=tuple(bool(value) if isinstance(value, bool | int) else None for value in rows["kept"].tolist()),
        knee=knee(columns["values"], columns["p99"], rows["utilization"].tolist()),
    )


def sweep_picture(frame: pandas.DataFrame) -> Picture:
    """The p99 of each operation and how busy the busiest component is, over one swept parameter.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `whiteboard.run.traffic.sweep` returns it.

    Returns
    -------
    Picture
        Where the first component saturates stands a line, and what lies beyond is shaded. The knee is the value with
        the largest utilization over p99, see `whiteboard.run.picture.knee.knee`. Points are hollow where the promise
        is broken, or where more than 1% of requests fail; bands are intervals of 95%.

    Raises
    ------
    ValueError
        When the frame has not the columns of a sweep.

    Examples
    --------
    >>> import pandas as pd
    >>> loads = [step / 20 for step in range(1, 20)]
    >>> latencies = [0.01 / (1 - load) for load in loads]
    >>> frame = pd.DataFrame({"value": loads, "flow": "reads", "p99": latencies, "utilization": loads})
    >>> print(sweep_picture(frame).text)
    load from 0.05 to 0.95
      reads: p99 from 10.5 ms to 200 ms; knee at 0.5 times the load
    """
    from whiteboard.run.picture.sweep_drawing import draw_sweep

    found = read_sweep(frame)
    with style():
        figure = draw_sweep(found)
    return Picture(figure=figure, text="\n".join(_lines(found)))


def _lines(found: Sweep) -> Iterator[str]:
    if not found.values:
        yield "Nothing was swept"
        return
    yield f"{found.parameter} from {found.values[0]:.4g} to {found.values[-1]:.4g}"
    if found.always:
        yield f"  {found.first or 'the busiest component'} is busy all the time at every value"
    elif found.saturates is not None:
        yield f"  {found.first or 'the busiest component'} is busy all the time at {found.at(found.saturates)}"
    else:
        known = [
            (use, name)
            for use, name in zip(found.utilization, found.busiest, strict=True)
            if not math.isnan(use)
        ]
        use, name = max(known, default=(math.nan, ""))
        if name:
            yield f"  the busiest is {name}, {share(use)} busy at most"
    for curve in found.curves:
        finite = [value for value in curve.p99 if math.isfinite(value)]
        said = f"p99 from {duration(finite[0])} to {duration(finite[-1])}" if finite else "no p99"
        endless = [value for value, p99 in zip(curve.values, curve.p99, strict=True) if math.isinf(p99)]
        if len(endless) == len(curve.p99):
            said = "without end at every value"
        elif endless:
            said += f", without end at {found.at(endless[0] if found.rises else endless[-1])}"
        if curve.knee is not None:
            said += f"; knee at {found.at(curve.knee)}"
        bad = [value for place, value in enumerate(curve.values) if curve.is_bad(place)]
        if bad and finite:
            said += f"; fails, or breaks its promise, at {found.at(bad[0] if found.rises else bad[-1])}"
        yield f"  {together(curve.names)}: {said}"
