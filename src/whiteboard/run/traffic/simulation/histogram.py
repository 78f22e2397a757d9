"""Durations by the hundred thousand in bounded memory: a histogram with fine logarithmic bins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

BINS_PER_DOUBLING = 128
"""A quantile read from the middle of a bin is off by at most 2^(1/256) - 1, about 0.27 %."""

SHORTEST = 1e-9
"""Seconds; anything shorter counts as 0."""

_DOUBLINGS = 60  # up to 36 years
_BINS = BINS_PER_DOUBLING * _DOUBLINGS


class Histogram:
    """How often each duration was seen.

    Attributes
    ----------
    count : int
        Durations seen.
    total : float
        Their sum in seconds, exact.
    bins : numpy.ndarray
        Durations by bin; the first bin holds those under a nanosecond.

    Examples
    --------
    >>> seen = Histogram()
    >>> seen.add([0.1] * 98 + [0.2, 5.0])
    >>> seen.count, round(seen.mean, 4), round(seen.quantile(0.5), 3), round(seen.quantile(0.999), 1)
    (100, 0.15, 0.1, 5.0)
    """

    def __init__(self) -> None:
        import numpy as np

        self.count = 0
        self.total = 0.0
        self.bins: numpy.ndarray[Any, Any] = np.zeros(_BINS + 1, dtype=np.int32)

    def __repr__(self) -> str:
        return f"<Histogram of {self.count:,} durations, {self.mean:.4g} s on average>"

    def add(self, seconds: list[float]) -> None:
        """Count durations."""
        import numpy as np

        if not seconds:
            return
        values = np.asarray(seconds, dtype=float)
        self.count += len(values)
        self.total += float(values.sum())
        places = np.log2(np.maximum(values, SHORTEST) / SHORTEST) * BINS_PER_DOUBLING
        places = np.where(values < SHORTEST, 0, np.minimum(places.astype(np.int64) + 1, _BINS))
        self.bins += np.bincount(places, minlength=_BINS + 1).astype(np.int32)

    @property
    def mean(self) -> float:
        """Seconds; NaN where nothing was seen."""
        return self.total / self.count if self.count else float("nan")

    def quantile(self, share: float) -> float:
        """Seconds within which `share` of the durations lie; NaN where nothing was seen."""
        return quantile(self.bins, share)


def quantile(bins: numpy.ndarray[Any, Any], share: float) -> float:
    """The duration within which `share` of those counted in `bins` lie; NaN where there are none."""
    import numpy as np

    upto = np.cumsum(bins)
    if upto[-1] == 0:
        return float("nan")
    place = int(np.searchsorted(upto, max(1.0, np.ceil(share * upto[-1]))))
    return 0.0 if place == 0 else SHORTEST * float(2.0 ** ((place - 0.5) / BINS_PER_DOUBLING))
