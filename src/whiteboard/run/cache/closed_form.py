"""What hit rate to expect, by arithmetic alone: a check on what is measured."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from whiteboard.run.cache.workload import Workload
from whiteboard.run.checks import whole

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray


def characteristic_time(popularity: NDArray[numpy.float64], entries: int) -> float:
    """How many requests an entry of an LRU cache outlives without being asked for.

    Parameters
    ----------
    popularity : array of float
        The share of requests of each key.
    entries : int
        How many the cache holds.

    Returns
    -------
    float
        In requests; infinite where the cache has room for all keys.

    Notes
    -----
    In that time as many different keys are asked for as the cache has room for: the root t of
    sum over keys of (1 - exp(-p t)) = entries (Che and others, "Hierarchical web caching systems: modeling,
    design and experimental results", IEEE Journal on Selected Areas in Communications 20(7), 2002). That it is the
    same for every key is the approximation; why it is so good: Fricker, Robert and Roberts, "A versatile and accurate
    approximation for LRU cache performance", arXiv:1202.3974, 2012.
    """
    import numpy as np
    from scipy.optimize import brentq

    if entries >= len(popularity):
        return math.inf

    def too_many(time: float) -> float:
        return float(-np.expm1(-popularity * time).sum()) - entries

    longest = 1.0
    while too_many(longest) < 0:
        longest *= 2
        if longest > 1e300:
            return math.inf  # so skewed that the rarest keys are never asked for
    return float(brentq(too_many, 0.0, longest))


def lru_hit_rate(workload: Workload, entries: int, *, uncounted: int = 0) -> float:
    """Che's approximation of the share of requests that an LRU cache answers, which begins empty.

    Parameters
    ----------
    workload : Workload
        Keys, their popularity, and how many requests there are.
    entries : int
        How many the cache holds.
    uncounted : int
        Requests at the beginning that warm the cache and are not counted.

    Returns
    -------
    float
        From 0 to 1.

    Notes
    -----
    A request for a key of share p is a hit if that key was asked for within the characteristic time, or since the
    beginning where that is sooner.

    Examples
    --------
    >>> workload = Workload(keys=1000, requests=1_000_000)
    >>> [round(lru_hit_rate(workload, entries), 3) for entries in (10, 100, 1000)]
    [0.082, 0.378, 0.999]
    """
    import numpy as np

    entries = whole("entries", entries)
    total, begun = workload.requests, whole("uncounted", uncounted, least=0, most=workload.requests - 1)
    shares = workload.popularity()
    filled = min(characteristic_time(shares, entries), float(total))
    steady = -np.expm1(-shares * filled)
    if filled <= begun:
        return float((shares * steady).sum())
    # Of the requests before the cache is full, the j-th misses with exp(-p j): summed over j from begun to filled.
    misses = (np.exp(-shares * begun) - np.exp(-shares * filled)) / shares
    warming = (filled - begun) - misses
    counted = warming + (total - filled) * steady
    return float((shares * counted).sum() / (total - begun))


def best_hit_rate(workload: Workload, entries: int) -> float:
    """The most that any cache can answer in the long run: it holds the most popular keys and nothing else.

    Parameters
    ----------
    workload : Workload
        Independent requests: nothing tells which key comes next but its popularity.
    entries : int
        How many the cache holds.

    Returns
    -------
    float
        From 0 to 1. In a short run luck may be better.

    Examples
    --------
    >>> best_hit_rate(Workload(keys=100, exponent=0), 25)
    0.25
    """
    return min(1.0, float(workload.popularity()[: whole("entries", entries)].sum()))
