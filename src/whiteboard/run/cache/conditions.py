"""When a cache pays: the three conditions, each of them broken once and measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whiteboard.run.cache.latency import HIT_TIME, hit_rate_to_pay
from whiteboard.run.cache.staleness import staleness
from whiteboard.run.cache.workload import Workload
from whiteboard.run.checks import positive, share, whole
from whiteboard.run.redis.connection import Engine

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is cached, and how it is asked for.

    Parameters
    ----------
    name : str
        In words.
    store_time : float
        Seconds of computing or fetching the value without a cache.
    write_share : float
        Share of the requests that change it, 0 to 1.
    keys : int
        Different values that are asked for.
    exponent : float
        How skewed their popularity is.
    """

    name: str
    store_time: float
    write_share: float
    keys: int
    exponent: float


SITUATIONS = (
    Situation(name="all three hold", store_time=0.010, write_share=0.01, keys=200, exponent=0.8),
    Situation(name="cheap to compute", store_time=0.0004, write_share=0.01, keys=200, exponent=0.8),
    Situation(name="changes often", store_time=0.010, write_share=0.6, keys=200, exponent=0.8),
    Situation(name="each is seldom read", store_time=0.010, write_share=0.01, keys=200_000, exponent=0.0),
)
"""Caching is worth considering where the value is costly to compute, seldom changes, and is read often."""


_WORTH_IT = 0.9  # of the time without a cache: less is hardly seen


def conditions(
    situations: tuple[Situation, ...] = SITUATIONS,
    *,
    entries: int = 100,
    ttl: float = 30.0,
    rate: float = 10.0,
    requests: int = 2_000,
    stale_allowed: float = 0.05,
    hit_time: float = HIT_TIME,
    seed: int = 0,
    url: str | None = None,
    engine: Engine = "any",
    progress: Callable[[float], None] | None = None,
) -> pandas.DataFrame:
    """The same cache in several situations: what it wins, and how many of its answers are out of date.

    Parameters
    ----------
    situations : tuple of Situation
        What is cached; by default one in which all three conditions hold, and three with one of them broken.
    entries : int
        How many the cache holds.
    ttl : float
        Seconds that an entry is kept. Writes go to the store, behind the cache.
    rate : float
        Requests a second.
    requests : int
        How many.
    stale_allowed : float
        Share of the reads that may be out of date, 0 to 1: what the design has relaxed.
    hit_time : float
        Seconds of a look-up in the cache, which every read pays.
    seed : int
        Of the random numbers.
    url, engine : str, optional
        Where the cache is, as of `open_cache`.
    progress : callable, optional
        Is told the share that is done, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        A row for each situation: ``situation``, ``reads to writes``, ``hit rate``, ``without cache`` and
        ``with cache`` (seconds of the mean read), ``stale reads`` (share of the reads), ``pays`` (bool: the mean
        read is at least a tenth faster, and no more are stale than may be) and ``in words``.

    Raises
    ------
    ValueError
        For a number that is none.

    Examples
    --------
    >>> frame = conditions(engine="in process")
    >>> frame[["situation", "pays"]].values.tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['all three hold', True], ['cheap to compute', False], ['changes often', False],
     ['each is seldom read', False]]
    """
    import pandas as pd

    entries, hit_time = whole("entries", entries), positive("hit time", hit_time, "seconds")
    allowed = share("stale allowed", stale_allowed)
    rows = []
    for place, situation in enumerate(situations):
        work = Workload(keys=situation.keys, requests=requests, exponent=situation.exponent, seed=seed)
        measured = staleness(
            work, [ttl], write_share=situation.write_share, rate=rate, entries=entries, url=url, engine=engine
        ).iloc[0]
        hit, stale = float(measured["hit rate"]), float(measured["stale reads"])
        without = positive("store time", situation.store_time, "seconds")
        with_cache = hit_time + (1 - hit) * without
        pays = with_cache < _WORTH_IT * without and stale <= allowed
        if hit_rate_to_pay(hit_time, without) >= 1:
            verdict = "no hit rate makes it faster, since the cache takes as long as the store"
        elif with_cache >= _WORTH_IT * without:
            verdict = (
                f"not worth one more part to run; it needs more than {hit_rate_to_pay(hit_time, without):.0%}"
            )
        elif stale > allowed:
            verdict = f"faster, but {stale:.0%} of the reads are out of date, and only {allowed:.0%} may be"
        else:
            verdict = f"it pays, and {stale:.1%} of the reads are out of date"
        rows.append(
            {
                "situation": situation.name,
                "reads to writes": measured["reads"] / measured["writes"]
                if measured["writes"]
                else float("inf"),
                "hit rate": hit,
                "without cache": without,
                "with cache": with_cache,
                "stale reads": stale,
                "pays": pays,
                "in words": f"{1000 * without:.3g} ms becomes {1000 * with_cache:.3g} ms at {hit:.0%} hits: {verdict}.",
            }
        )
        if progress is not None:
            progress((place + 1) / len(situations))
    return pd.DataFrame(rows)
