"""Random numbers one at a time, drawn in blocks: as fast as walking a list."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from whiteboard.run.traffic.network import Service, Shape

if TYPE_CHECKING:
    import numpy

BLOCK = 2048
"""Numbers drawn at once."""

Draw = Callable[[], float]


def _stream(block: Callable[[], numpy.ndarray[Any, Any]]) -> Callable[[], Any]:
    def blocks() -> Iterator[list[Any]]:
        while True:
            yield block().tolist()

    return chain.from_iterable(blocks()).__next__


def uniform(random: numpy.random.Generator) -> Draw:
    """Numbers from 0 to 1."""
    return _stream(lambda: random.random(BLOCK))


def exponential(random: numpy.random.Generator) -> Draw:
    """Exponential numbers with mean 1."""
    return _stream(lambda: random.standard_exponential(BLOCK))


def choices(
    random: numpy.random.Generator, values: Sequence[int], weights: Sequence[float]
) -> Callable[[], int]:
    """Values, each as often as its weight says."""
    import numpy as np

    upto = np.cumsum(np.asarray(weights, dtype=float))
    table = np.asarray(values)
    last = len(values) - 1
    return _stream(
        lambda: table[np.minimum(np.searchsorted(upto, random.random(BLOCK) * upto[-1], "right"), last)]
    )


def service(random: numpy.random.Generator, what: Service) -> Draw:
    """Service times in seconds.

    Examples
    --------
    >>> import numpy as np
    >>> draw = service(np.random.default_rng(1), Service(mean=0.02, shape=Shape.CONSTANT))
    >>> draw(), draw()
    (0.02, 0.02)
    """
    mean, spread = what.mean, what.variability
    if mean == 0 or spread == 0:
        return repeat(mean).__next__
    if what.shape is Shape.EXPONENTIAL:
        return _stream(lambda: random.standard_exponential(BLOCK) * mean)
    if what.shape is Shape.GAMMA:
        return _stream(lambda: random.gamma(1 / spread, mean * spread, BLOCK))
    sigma = math.sqrt(math.log1p(spread))
    return _stream(lambda: random.lognormal(math.log(mean) - sigma**2 / 2, sigma, BLOCK))
