"""How many reads are stale, when what is cached changes behind the cache."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.run.cache.cache import Cache
from whiteboard.run.cache.opening import open_cache
from whiteboard.run.cache.workload import Workload
from whiteboard.run.checks import positive, share, whole
from whiteboard.run.redis.connection import Engine

if TYPE_CHECKING:
    import numpy
    import pandas
    from numpy.typing import NDArray

_MOST_REQUESTS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """What a run with writes came to.

    Parameters
    ----------
    reads : int
        Reads in all.
    hits : int
        Reads that the cache answered.
    stale : int
        Hits whose value had been written again since.
    oldest : float
        Seconds since the value of a stale hit had been written over, at most. The ttl is an upper bound.
    writes : int
        Writes in all.
    """

    reads: int
    hits: int
    stale: int
    oldest: float
    writes: int


def staleness(
    workload: Workload | None = None,
    ttls: Sequence[float] = (1.0, 5.0, 20.0),
    *,
    write_share: float = 0.05,
    rate: float = 15.0,
    entries: int | None = None,
    invalidate: bool = False,
    url: str | None = None,
    engine: Engine = "any",
) -> pandas.DataFrame:
    """Reads and writes of the same keys, through a cache whose entries live for a ttl: once for each ttl.

    Parameters
    ----------
    workload : Workload, optional
        Which key each request is for; 100 keys and 3,000 requests by default.
    ttls : sequence of float
        Seconds that an entry is kept.
    write_share : float
        Share of the requests that are writes, 0 to 1. They go to the store, behind the cache.
    rate : float
        Requests a second. Their moments are random (Poisson); time is computed, and not waited for.
    entries : int, optional
        How many the cache holds; by default all keys.
    invalidate : bool
        Whether a write also deletes the key from the cache.
    url, engine : str, optional
        Where the cache is, as of `open_cache`.

    Returns
    -------
    pandas.DataFrame
        A row for each ttl: ``ttl`` (seconds), ``reads``, ``writes``, ``hit rate``, ``expected hit rate``,
        ``stale reads`` (share of all reads), ``expected stale reads``, ``oldest`` (seconds that a value was out of
        date at most when it was read), ``store reads``, ``engine``. What is expected is arithmetic for a cache that
        holds all keys and invalidates none; else it is missing.

    Raises
    ------
    ValueError
        For a ttl, share, rate or number that is none.

    Notes
    -----
    A key that is read r and written w times a second is missed once, then held for the ttl T: the cycle has 1 + rT
    reads, of which rT are hits. A copy of age a is stale with probability 1 - exp(-wa), so that
    r (T - (1 - exp(-wT)) / w) of the cycle's reads are stale.

    Examples
    --------
    >>> frame = staleness(ttls=[5, 20], engine="in process")
    >>> frame[["ttl", "hit rate", "stale reads"]].round(2).values.tolist()
    [[5.0, 0.53, 0.03], [20.0, 0.77, 0.15]]
    """
    import numpy as np
    import pandas as pd

    workload = workload or Workload(keys=100, requests=3_000)
    if workload.requests > _MOST_REQUESTS:
        raise ValueError(f"{workload.requests:,} requests are too many; choose at most {_MOST_REQUESTS:,}")
    written = share("write share", write_share)
    rate = positive("rate", rate, "requests a second", most=1e9)
    held = workload.keys if entries is None else whole("entries", entries)
    generator = np.random.default_rng([workload.seed, 1])
    moments = np.cumsum(generator.exponential(1 / rate, workload.requests)).tolist()
    is_write = (generator.random(workload.requests) < written).tolist()
    names = workload.names()
    rows: list[dict[str, Any]] = []
    for ttl in [positive("ttl", ttl, "seconds", most=10**9) for ttl in ttls]:
        clock = _Clock()
        with open_cache("lru", entries=held, ttl=ttl, url=url, engine=engine, clock=clock) as cache:
            found = _run(cache, clock, zip(moments, names, is_write, strict=True), invalidate)
            label = cache.label
        applies = held >= workload.keys and not invalidate
        hit, stale = (
            _expected(workload.popularity() * rate, written, ttl) if applies else (math.nan, math.nan)
        )
        rows.append(
            {
                "ttl": ttl,
                "reads": found.reads,
                "writes": found.writes,
                "hit rate": found.hits / max(1, found.reads),
                "expected hit rate": hit,
                "stale reads": found.stale / max(1, found.reads),
                "expected stale reads": stale,
                "oldest": found.oldest,
                "store reads": found.reads - found.hits,
                "engine": label,
            }
        )
    columns = [
        "ttl", "reads", "writes", "hit rate", "expected hit rate", "stale reads", "expected stale reads", "oldest",
        "store reads", "engine",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


class _Clock:
    """The moment of the request that is due."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _run(
    cache: Cache, clock: _Clock, requests: Iterable[tuple[float, str, bool]], invalidate: bool
) -> Freshness:
    """The requests in their order. A key's value is how often it has been written."""
    written: dict[str, list[float]] = {}
    reads = hits = stale = writes = 0
    oldest = 0.0
    for clock.now, name, is_write in requests:
        moments = written.setdefault(name, [])
        if is_write:
            writes += 1
            moments.append(clock.now)
            if invalidate:
                cache.delete(name)
            continue
        reads += 1
        held = cache.get(name)
        if held is None:
            cache.put(name, str(len(moments)))
            continue
        hits += 1
        if int(held) < len(moments):
            stale += 1
            oldest = max(oldest, clock.now - moments[int(held)])
    return Freshness(reads=reads, hits=hits, stale=stale, oldest=oldest, writes=writes)


def _expected(rates: NDArray[numpy.float64], write_share: float, ttl: float) -> tuple[float, float]:
    """Share of the reads that hit, and that are stale, where all keys fit: each key is on its own."""
    import numpy as np

    reads, writes = rates * (1 - write_share), rates * write_share
    if write_share == 1:
        return math.nan, math.nan
    cycle = 1 + reads * ttl
    fresh = np.full_like(rates, ttl) if write_share == 0 else -np.expm1(-writes * ttl) / writes
    each = reads / reads.sum()
    hit = (each * reads * ttl / cycle).sum()
    return float(hit), float((each * reads * (ttl - fresh) / cycle).sum())
