"""How points are spread over a class."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
"""Bins of a histogram from nothing to full points."""

_MOST_BINS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """How values are spread, in points.

    Parameters
    ----------
    learners : int
        How many values there are.
    max_points : float
        The most that could be had.
    mean, median, lower_quartile, upper_quartile, lowest, highest : float or None
        None where there is no value. Quartiles lie on the line between the two nearest values, as numpy and
        spreadsheets have them by default.
    edges : tuple of float
        Borders of the histogram's bins; a value on a border belongs to the bin above it, and the highest
        border to the last bin. Extra credit adds bins beyond full points. Empty where there is nothing to be had.
    counts : tuple of int
        Learners in each bin.
    """

    learners: int
    max_points: float
    mean: float | None
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    lowest: float | None
    highest: float | None
    edges: tuple[float, ...]
    counts: tuple[int, ...]


def distribution(values: Sequence[float], max_points: float) -> Distribution:
    """How values are spread.

    Parameters
    ----------
    values : sequence of float
        Points, one value a learner.
    max_points : float
        The most that can be had.

    Examples
    --------
    >>> spread = distribution([0, 2, 4, 10], 10)
    >>> spread.mean, spread.median, spread.lower_quartile, spread.upper_quartile
    (4.0, 3.0, 1.5, 5.5)
    >>> spread.counts
    (1, 0, 1, 0, 1, 0, 0, 0, 0, 1)
    """
    ordered = sorted(value for value in values if math.isfinite(value))
    edges = _edges(max_points, ordered[-1] if ordered else 0.0)
    return Distribution(
        learners=len(ordered),
        max_points=max_points,
        mean=statistics.fmean(ordered) if ordered else None,
        median=_quantile(ordered, 0.5),
        lower_quartile=_quantile(ordered, 0.25),
        upper_quartile=_quantile(ordered, 0.75),
        lowest=ordered[0] if ordered else None,
        highest=ordered[-1] if ordered else None,
        edges=edges,
        counts=_counts(ordered, edges),
    )


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _edges(max_points: float, highest: float) -> tuple[float, ...]:
    if max_points <= 0:
        return ()
    width = max_points / BINS
    bins = BINS
    if highest > max_points:
        bins = min(_MOST_BINS, math.ceil(round(highest / width, 9)))
    edges = [max_points * place / BINS for place in range(bins + 1)]
    return (*edges[:-1], max(edges[-1], highest))


def _counts(ordered: Sequence[float], edges: Sequence[float]) -> tuple[int, ...]:
    if not edges:
        return ()
    counts = [0] * (len(edges) - 1)
    place = 0
    for value in ordered:
        # A sum of points such as 0.1 + 0.2 stands on the border that it was meant for.
        while place < len(counts) - 1 and value >= edges[place + 1] - 1e-9:
            place += 1
        counts[place] += 1
    return tuple(counts)
