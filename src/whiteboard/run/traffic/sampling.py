"""Random moments and service times, many at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from whiteboard.run.traffic.network import Service, Shape

if TYPE_CHECKING:
    import numpy

    Times = numpy.ndarray[Any, numpy.dtype[numpy.float64]]


def poisson_process(rate: float, end: float, random: numpy.random.Generator) -> Times:
    """When requests are sent at random times, `rate` a second, from 0 until `end` seconds; sorted.

    Notes
    -----
    So many as chance has it, spread evenly: as sums of exponential numbers, which needs no sorting (Devroye,
    *Non-Uniform Random Variate Generation*, 1986, section V.3.1).

    Examples
    --------
    >>> import numpy as np
    >>> sent = poisson_process(100.0, 10.0, np.random.default_rng(1))
    >>> 900 < len(sent) < 1100 and bool((np.diff(sent) >= 0).all())
    True
    """
    import numpy as np

    sums = np.cumsum(random.standard_exponential(int(random.poisson(rate * end)) + 1))
    return np.asarray(sums[:-1] * (end / sums[-1]))


def service_times(service: Service, count: int, random: numpy.random.Generator) -> Times:
    """How long each of `count` requests is worked on, in seconds.

    Examples
    --------
    >>> import numpy as np
    >>> drawn = service_times(Service(mean=0.010, shape=Shape.GAMMA, scv=0.5), 10_000, np.random.default_rng(1))
    >>> bool(0.0097 < drawn.mean() < 0.0103 and 0.45 < drawn.var() / drawn.mean() ** 2 < 0.55)
    True
    """
    import numpy as np

    mean, scv = service.mean, service.variability
    if mean == 0 or scv == 0:
        return np.full(count, mean)
    if service.shape is Shape.EXPONENTIAL:
        return random.standard_exponential(count) * mean
    if service.shape is Shape.GAMMA:
        return random.gamma(1 / scv, mean * scv, count)
    sigma = math.sqrt(math.log1p(scv))
    return random.lognormal(math.log(mean) - sigma**2 / 2, sigma, count)
