"""Where a curve of latency bends, and where the first component saturates."""

from __future__ import annotations

import math
from collections.abc import Sequence


def knee(values: Sequence[float], latencies: Sequence[float], utilizations: Sequence[float]) -> float | None:
    """The value at which most work is done for the latency paid: the largest utilization over latency.

    Before it, more load costs little latency; beyond it, latency grows by a larger factor than the load does. Both
    are compared as factors, so that the answer does not hang on how the axes are drawn, as that of a bend found by
    eye or by curvature does. For one exponential server it is half of its capacity, with many servers more.

    Parameters
    ----------
    values : sequence of float
        Of the swept parameter: a multiple of the load, a number of replicas, a hit rate.
    latencies : sequence of float
        Seconds; infinite where a queue grows without end.
    utilizations : sequence of float
        Of the busiest component, 0 to 1.

    Returns
    -------
    float or None
        One of the values. None where fewer than three have a latency, or where the curve does not bend in the range:
        the busiest value is the best, and no latency is infinite.

    Notes
    -----
    This is the point of greatest *power*, throughput over response time (L. Kleinrock, "Power and deterministic rules
    of thumb for probabilistic problems in computer communications", International Conference on Communications, 1979;
    as "knee capacity" in R. Jain, *The Art of Computer Systems Performance Analysis*, 1991, section 3.3), with p99 for
    the response time where that is given.

    Examples
    --------
    >>> loads = [step / 20 for step in range(1, 20)]
    >>> knee(loads, [1 / (1 - load) for load in loads], loads)
    0.5
    """
    points = [
        (value, latency, use)
        for value, latency, use in zip(values, latencies, utilizations, strict=True)
        if math.isfinite(value) and math.isfinite(latency) and latency > 0 and math.isfinite(use) and use > 0
    ]
    if len(points) < 3 or max(point[2] for point in points) == min(point[2] for point in points):
        return None
    best = max(points, key=lambda point: (point[2] / point[1], -point[2]))
    overload = any(math.isinf(latency) for latency in latencies)
    if not overload and best[2] == max(point[2] for point in points):
        return None
    return best[0]


def saturation(values: Sequence[float], utilizations: Sequence[float]) -> float | None:
    """The first value at which the busiest component is busy all the time; None where it never is.

    "First" is coming from where it has room: the least such load, the greatest such number of replicas.

    Examples
    --------
    >>> saturation([1, 2, 3], [0.5, 1.0, 1.5]), saturation([1, 2, 3], [1.5, 1.1, 0.6])
    (2, 2)
    """
    pairs = sorted(
        (value, use) for value, use in zip(values, utilizations, strict=True) if not math.isnan(value + use)
    )
    full = [value for value, use in pairs if use >= 1]
    if not full:
        return None
    return full[0] if pairs[-1][1] >= pairs[0][1] else full[-1]
