"""From a Laplace-Stieltjes transform back to the distribution, numerically.

References
----------
Abate and Whitt, "Numerical inversion of Laplace transforms of probability distributions", ORSA Journal on Computing
7 (1995) 36-43: the algorithm EULER, with its parameters.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

    Times = numpy.ndarray[Any, numpy.dtype[numpy.float64]]

_ACCURACY = (
    18.4  # EULER's A: the error of taking a series in the place of the integral is about exp(-A), 1e-8
)
_AVERAGED = 11  # partial sums that are averaged, with binomial weights
_TERMS = (30, 120, 480)  # terms before those: enough for smooth distributions, and for steep ones
_STEEP = 1e-7  # difference of two estimates above which more terms are taken


def tail_of(transform: Callable[[Any], Any], times: Times) -> Times:
    """The chance that a time is longer than each of `times`.

    Parameters
    ----------
    transform : callable
        E[exp(-s X)] of the time X, elementwise for complex s.
    times : array of float
        Above 0.

    Returns
    -------
    array of float
        Off by about 1e-8 where the distribution is smooth, and by more within a few percent of a step.

    Examples
    --------
    >>> import numpy as np
    >>> found = tail_of(lambda s: 1 / (1 + s), np.array([0.5, 1.0, 7.0]))
    >>> bool(np.allclose(found, np.exp([-0.5, -1.0, -7.0]), atol=1e-7))
    True
    """
    import numpy as np

    found: Times
    found, doubt = _euler(transform, times, _TERMS[0])
    steep = np.flatnonzero(doubt > _STEEP)
    for terms in _TERMS[1:]:
        if len(steep) == 0:
            break
        found[steep], doubt = _euler(transform, times[steep], terms)
        steep = steep[doubt > _STEEP]
    return found


def _euler(transform: Callable[[Any], Any], times: Any, terms: int) -> tuple[Any, Any]:
    """The tail, and how far it is from the estimate with one term less."""
    import numpy as np

    weights = _weights(terms)
    count = weights.shape[0]
    s = (_ACCURACY + 2j * math.pi * np.arange(count)) / (2 * times[:, np.newaxis])
    values = ((1 - transform(s)) / s).real
    both = (math.exp(_ACCURACY / 2) / times)[:, np.newaxis] * (values @ weights)
    return both[:, 0], np.abs(both[:, 0] - both[:, 1])


@lru_cache(maxsize=8)
def _weights(terms: int) -> Any:
    """Weights of the alternating series and its averaged partial sums: for `terms`, and for one less."""
    import numpy as np

    binomial = np.array([math.comb(_AVERAGED, k) for k in range(_AVERAGED + 1)]) / 2**_AVERAGED
    count = terms + _AVERAGED + 1
    columns = []
    for first in (terms, terms - 1):
        weight = np.zeros(count)
        weight[: first + 1] = 1.0
        # Term first + k is in the partial sums that end there or later.
        weight[first : first + _AVERAGED + 1] = binomial[::-1].cumsum()[::-1]
        columns.append(weight)
    found = np.array(columns).T
    found[0] *= 0.5
    found[1::2] *= -1
    return found
