"""Hit rate against size: the same requests through caches of several sizes and policies."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from whiteboard.run.cache.cache import Policy
from whiteboard.run.cache.closed_form import best_hit_rate, lru_hit_rate
from whiteboard.run.cache.latency import HIT_TIME, MISS_TIME, mean_latency
from whiteboard.run.cache.opening import open_cache
from whiteboard.run.cache.workload import Workload
from whiteboard.run.checks import share, whole
from whiteboard.run.redis.connection import Engine

if TYPE_CHECKING:
    import pandas

    from whiteboard.run.picture.picture import Picture

POLICIES = (Policy.LRU, Policy.LFU, Policy.FIFO)
_BATCHES = 20
_MOST_LOOK_UPS = 20_000_000
_COLUMNS = (
    "policy", "entries", "share of keys", "hit rate", "low", "high", "che", "best", "mean latency", "engine",
)  # fmt: skip


def hit_rates(
    workload: Workload | None = None,
    sizes: Sequence[int] | None = None,
    policies: Sequence[Policy | str] = POLICIES,
    *,
    warm_up: float = 0.2,
    hit_time: float = HIT_TIME,
    miss_time: float = MISS_TIME,
    url: str | None = None,
    engine: Engine = "any",
    progress: Callable[[float], None] | None = None,
) -> pandas.DataFrame:
    """The same requests through a cache of each size and policy.

    Parameters
    ----------
    workload : Workload, optional
        The requests.
    sizes : sequence of int, optional
        Entries of the caches; 0.3% to all of the keys by default.
    policies : sequence of Policy or str
        ``lru``, ``lfu``, ``fifo``.
    warm_up : float
        Share of the requests at the beginning that fill the cache and are not counted.
    hit_time, miss_time : float
        Seconds that a hit takes, and a miss with its visit to the store.
    url, engine : str, optional
        Where the cache is, as of `open_cache`.
    progress : callable, optional
        Is told the share that is done, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        A row for each size and policy: ``policy``, ``entries``, ``share of keys``, ``hit rate`` with its 95%
        confidence interval from ``low`` to ``high`` (of twenty batch means), ``che`` (Che's approximation of the
        same, for LRU), ``best`` (the most that any cache answers in the long run), ``mean latency`` (seconds) and
        the ``engine``'s label.

    Raises
    ------
    ValueError
        For a size, share or time that is none, for more than twenty million look-ups in all, and for the policy
        ``ttl``: `whiteboard.run.cache.staleness` shows what time does.

    Examples
    --------
    >>> frame = hit_rates(Workload(keys=1000, requests=20_000), [10, 100], ["lru"], engine="in process")
    >>> frame[["entries", "hit rate", "che"]].round(2).values.tolist()
    [[10.0, 0.08, 0.08], [100.0, 0.37, 0.38]]
    """
    import pandas as pd

    workload = workload or Workload()
    entries = _sizes(workload, sizes)
    chosen = [Policy.of(policy) for policy in policies]
    if Policy.TTL in chosen:
        raise ValueError(
            "the policy ttl needs time to pass, and these requests have none; staleness() shows what time does"
        )
    skipped = round(share("warm_up", warm_up) * workload.requests)
    counted = workload.requests - skipped
    if counted < _BATCHES:
        raise ValueError(f"{counted} requests are counted after the warm-up; at least {_BATCHES} are needed")
    if workload.requests * len(entries) * len(chosen) > _MOST_LOOK_UPS:
        raise ValueError(
            f"{workload.requests:,} requests through {len(entries) * len(chosen)} caches are more than "
            f"{_MOST_LOOK_UPS:,} look-ups; choose fewer requests, sizes or policies"
        )
    mean_latency(0, hit_time, miss_time)
    names = workload.names()
    rows: list[dict[str, Any]] = []
    for size in entries:
        for policy in chosen:
            with open_cache(policy, entries=size, url=url, engine=engine) as cache:
                hits = cache.replay(names)
                label = cache.label
            rate, low, high = _interval(hits[skipped:])
            rows.append(
                {
                    "policy": policy.value,
                    "entries": size,
                    "share of keys": size / workload.keys,
                    "hit rate": rate,
                    "low": low,
                    "high": high,
                    "che": lru_hit_rate(workload, size, uncounted=skipped)
                    if policy is Policy.LRU
                    else math.nan,
                    "best": best_hit_rate(workload, size),
                    "mean latency": mean_latency(rate, hit_time, miss_time),
                    "engine": label,
                }
            )
            if progress is not None:
                progress(len(rows) / (len(entries) * len(chosen)))
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame.attrs["workload"] = workload
    return frame


def hit_rate_picture(frame: pandas.DataFrame) -> Picture:
    """Hit rate against size.

    Parameters
    ----------
    frame : pandas.DataFrame
        What `hit_rates` returned.

    Returns
    -------
    Picture
        A line a policy with its confidence intervals, Che's approximation as rings, and the best that is possible.

    Examples
    --------
    >>> frame = hit_rates(Workload(keys=1000, requests=20_000), [10, 100], ["lru"], engine="in process")
    >>> print(hit_rate_picture(frame))
    Hit rate by number of entries (share of keys).
      LRU: 10 (1%) 8%, 100 (10%) 37%
      Che's approximation for LRU: 10 (1%) 8%, 100 (10%) 38%
      best in the long run: 10 (1%) 23%, 100 (10%) 53%
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter, StrMethodFormatter

    from whiteboard.run.picture.picture import Picture, style

    if frame.empty:
        raise ValueError("there is nothing to draw: the table has no rows")
    lines = ["Hit rate by number of entries (share of keys)."]
    with style():
        figure = Figure()
        axes = figure.add_subplot()
        marks = ("o", "s", "^", "D")
        for place, (policy, rows) in enumerate(frame.groupby("policy", sort=False)):
            name = str(policy).upper()
            errors = [rows["hit rate"] - rows["low"], rows["high"] - rows["hit rate"]]
            axes.errorbar(
                rows["entries"],
                rows["hit rate"],
                yerr=errors,
                marker=marks[place % 4],
                markersize=4,
                label=name,
            )
            lines.append(f"  {name}: {_points(rows, 'hit rate')}")
        che = frame.dropna(subset="che")
        if not che.empty:
            axes.plot(
                che["entries"], che["che"], linestyle="none", marker="o", markersize=10, fillstyle="none",
                color="#1f2328", label="Che's approximation (LRU)",
            )  # fmt: skip
            lines.append(f"  Che's approximation for LRU: {_points(che, 'che')}")
        best = frame.drop_duplicates("entries")
        axes.plot(best["entries"], best["best"], linestyle=":", color="#6e7781", label="best in the long run")
        lines.append(f"  best in the long run: {_points(best, 'best')}")
        axes.set_xscale("log")
        axes.set_ylim(0, 1.02)
        axes.set_xlabel("entries")
        axes.set_ylabel("hit rate")
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_title("Hit rate against size of the cache")
        axes.legend(loc="upper left", frameon=False, fontsize=8)
    return Picture(figure=figure, text="\n".join(lines))


def _points(rows: pandas.DataFrame, column: str) -> str:
    shown = zip(rows["entries"], rows["share of keys"], rows[column], strict=True)
    return ", ".join(f"{int(entries):,} ({100 * part:.3g}%) {rate:.0%}" for entries, part, rate in shown)


def _sizes(workload: Workload, sizes: Sequence[int] | None) -> list[int]:
    if sizes is None:
        parts = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
        return sorted({max(1, round(part * workload.keys)) for part in parts})
    chosen = [whole("size", size, most=100_000_000) for size in sizes]
    if not chosen:
        raise ValueError("sizes is empty; give at least one number of entries, such as [10, 100, 1000]")
    return chosen


def _interval(hits: Sequence[bool]) -> tuple[float, float, float]:
    """Mean, and its 95% confidence interval by batch means: neighboring requests are not independent."""
    import numpy as np
    from scipy.stats import t

    outcome = np.asarray(hits, dtype=float)
    means = np.array([batch.mean() for batch in np.array_split(outcome, _BATCHES)])
    half = float(t.ppf(0.975, _BATCHES - 1) * means.std(ddof=1) / math.sqrt(_BATCHES))
    rate = float(outcome.mean())
    return rate, max(0.0, rate - half), min(1.0, rate + half)
