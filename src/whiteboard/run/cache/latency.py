"""What a hit rate is worth in time."""

from __future__ import annotations

from whiteboard.run.checks import positive, share

HIT_TIME = 0.0005
"""Seconds of a look-up in a cache over the network, where nobody says. A rule of thumb; no measurement."""

MISS_TIME = 0.010
"""Seconds of a miss with its visit to the store, where nobody says. A rule of thumb too."""


def mean_latency(hit_rate: float, hit_time: float = HIT_TIME, miss_time: float = MISS_TIME) -> float:
    """The mean time of a read through a cache.

    Parameters
    ----------
    hit_rate : float
        Share of the reads that the cache answers, 0 to 1.
    hit_time : float
        Seconds of a hit.
    miss_time : float
        Seconds of a miss: the look-up, the store, and putting what it said into the cache.

    Returns
    -------
    float
        Seconds.

    Raises
    ------
    ValueError
        For a hit rate that is no share, a time that is none, and a miss that is faster than a hit.

    Examples
    --------
    From 90% to 99% hits is not 10% better: a tenth as many reads go to the store.

    >>> [round(1000 * mean_latency(rate, 0.001, 0.101), 3) for rate in (0.9, 0.99)]
    [11.0, 2.0]
    """
    rate = share("hit rate", hit_rate)
    hit = positive("hit time", hit_time, "seconds")
    miss = positive("miss time", miss_time, "seconds")
    if miss < hit:
        raise ValueError(
            f"a miss takes {miss:g} seconds and a hit {hit:g}; a miss looks up first, so that it can't be faster"
        )
    return rate * hit + (1 - rate) * miss


def hit_rate_to_pay(look_up_time: float, store_time: float) -> float:
    """The hit rate from which on a cache makes the mean read faster than no cache.

    Parameters
    ----------
    look_up_time : float
        Seconds that each read spends on the cache, hit or miss.
    store_time : float
        Seconds of a read from the store.

    Returns
    -------
    float
        Above 1 where no hit rate is enough.

    Examples
    --------
    >>> hit_rate_to_pay(0.001, 0.010)
    0.1
    """
    look_up = positive("look-up time", look_up_time, "seconds")
    return look_up / positive("store time", store_time, "seconds")
