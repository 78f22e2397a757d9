"""How a sum of independent times is distributed, and its quantiles: p99 of a request that visits five stations.

A p99 of a sum is not the sum of the p99s. The transform of a sum is the product of those of its parts (`sums`,
`transforms`), and is inverted numerically (`inversion`); steps of the distribution are told apart before.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from whiteboard.run.traffic.inversion import tail_of
from whiteboard.run.traffic.sums import Sum

if TYPE_CHECKING:
    import numpy

    Times = numpy.ndarray[Any, numpy.dtype[numpy.float64]]

_MOST_STEPS = 5  # chances that are told apart: 2^5 cases
_NEAR = 0.2  # steps closer together than this share of what smears them out are not told apart
_GRID, _INNER = 48, 12  # points of the first search for quantiles, and of each finer one
_ROUNDS = 5  # finer searches at most
_STRAIGHT = 0.2  # drop of a tail's logarithm over which it is as good as straight
_SMALLEST_TAIL = 1e-7
_NOTHING = 1e-250  # seconds that are as good as none, and far from the smallest number


def tail(what: Sum, times: Times) -> Times:
    """The chance that a sum is longer than each of `times`, in seconds.

    Examples
    --------
    >>> import numpy as np
    >>> from whiteboard.run.traffic.transforms import Exponential
    >>> found = tail(Sum(shift=1.0, parts=(Exponential(0.5), Exponential(0.5))), np.array([0.9, 2.0]))
    >>> found.round(6).tolist(), float(round(3 * np.exp(-2), 6))
    ([1.0, 0.406006], 0.406006)
    """
    return _tail(tuple(_cases(what)), times)


def quantiles(what: Sum, shares: Sequence[float]) -> list[float]:
    """The times that a sum takes no longer than with each of the chances `shares`.

    Parameters
    ----------
    what : Sum
        Any.
    shares : sequence of float
        0.99 for p99; above 0, and what is above 1 - 1e-7 is taken for that.

    Returns
    -------
    list of float
        Seconds; infinite where too many never end.

    Notes
    -----
    Good to five digits, down to a millionth of the mean. Where the distribution has a step at the quantile, the step
    is met exactly.

    Examples
    --------
    Two stations of 10 ms each on average: the 99th percentile of both is less than twice that of one.

    >>> from whiteboard.run.traffic.transforms import Exponential
    >>> one = Sum(parts=(Exponential(0.010),))
    >>> [round(quantiles(what, [0.99])[0], 4) for what in (one, one.plus(one))]
    [0.0461, 0.0664]
    >>> quantiles(Sum(shift=1.0).plus(Sum(shift=4.0).by_chance(0.02)), [0.5, 0.979, 0.99])
    [1.0, 1.0, 5.0]
    """
    return mixed_quantiles([(1.0, what)], shares)


def mixed_quantiles(alternatives: Sequence[tuple[float, Sum]], shares: Sequence[float]) -> list[float]:
    """Quantiles of a time that is one of several sums.

    Parameters
    ----------
    alternatives : sequence of (float, Sum)
        The chance of each, which sum to 1, and the sum.
    shares : sequence of float
        As for `quantiles`.

    Returns
    -------
    list of float
        Seconds; infinite where too many never end.

    Examples
    --------
    >>> mixed_quantiles([(0.5, Sum(shift=1.0)), (0.5, Sum(shift=2.0))], [0.4, 0.6])
    [1.0, 2.0]
    """
    wanted = [max(1 - share, _SMALLEST_TAIL) for share in shares]
    endless = math.fsum(weight * what.endless for weight, what in alternatives)
    finite = [tail for tail in wanted if tail > endless]
    if not finite:
        return [math.inf for _ in wanted]
    cases = [case for weight, what in alternatives for case in _cases(what, weight)]
    found = iter(_search(cases, finite, endless))
    return [next(found) if tail > endless else math.inf for tail in wanted]


@dataclass(frozen=True, slots=True)
class _Case:
    """The sum where some of its chances have turned out one way or the other; `what` has no shift."""

    weight: float
    shift: float
    what: Sum


def _cases(whole: Sum, weight: float = 1.0) -> Iterator[_Case]:
    """Tell apart the chances that would put steps into the distribution, and shift out what is constant."""
    ahead = [(weight, whole, _MOST_STEPS)]
    while ahead:
        weight, case, left = ahead.pop()
        if math.isinf(case.shift):
            continue
        steps = [chance for chance in case.chances if 0 < chance.what.shift < math.inf]
        worst = max(
            steps, key=lambda chance: chance.what.shift * min(chance.share, 1 - chance.share), default=None
        )
        if left == 0 or worst is None or worst.what.shift <= _NEAR * case.smooth:
            yield _Case(weight, case.shift, replace(case, shift=0.0))
            continue
        others = list(case.chances)
        others.remove(worst)
        without = replace(case, chances=tuple(others))
        ahead.append((weight * (1 - worst.share), without, left - 1))
        ahead.append((weight * worst.share, without.plus(worst.what), left - 1))


def _tail(cases: Sequence[_Case], times: Times) -> Times:
    import numpy as np

    times = np.asarray(times, dtype=float)
    found = np.full(times.shape, 1 - math.fsum(case.weight for case in cases))  # what never ends
    for case in cases:
        left = times - case.shift
        chance = np.where(left < 0, 1.0, 1 - case.what.atom)
        after = left > 0
        if case.what.parts or case.what.chances:
            chance[after] = tail_of(case.what, left[after])
        found += case.weight * chance
    limited: Times = np.clip(found, 0.0, 1.0)
    return limited


def _search(cases: Sequence[_Case], tails: Sequence[float], endless: float) -> list[float]:
    """Where the tail falls to each of `tails`, all of them above `endless`."""
    import numpy as np

    start = min(case.shift for case in cases)
    wanted = np.array(tails)
    # Markov: no more than a share q of a time of mean m is longer than m / q.
    random = math.fsum(case.weight * (case.shift - start + _finite_mean(case.what)) for case in cases)
    if random <= _NOTHING:
        return [start for _ in tails]
    top = 1.01 * random / max(min(tails) - endless, 1e-9)
    grid = start + np.concatenate([[0.0], np.geomspace(min(top, random) * 1e-6, top, _GRID - 1)])
    steps = sorted({case.shift for case in cases if case.what.atom > 1e-12})
    grid = np.unique(np.concatenate([grid, steps]))
    exact: dict[int, float] = {}
    falls = np.minimum.accumulate(_tail(cases, grid))
    for step in steps:
        height = math.fsum(case.weight * case.what.atom for case in cases if case.shift == step)
        low = falls[np.searchsorted(grid, step)]
        for place, tail in enumerate(tails):
            if low - 1e-9 <= tail < low + height - 1e-9:
                exact[place] = step
    after = np.clip(np.searchsorted(-falls, -wanted, side="left"), 1, len(grid) - 1)
    low, high = grid[after - 1], grid[after]
    above, below = falls[after - 1], falls[after]
    open_ = np.array([place not in exact for place in range(len(tails))])
    for _ in range(_ROUNDS):
        inner = low[:, np.newaxis] + (high - low)[:, np.newaxis] * (np.arange(1, _INNER + 1) / (_INNER + 1))
        between = _tail(cases, inner.ravel()).reshape(inner.shape)
        points = np.column_stack([low, inner, high])
        values = np.minimum.accumulate(np.column_stack([above, between, below]), axis=1)
        at = np.clip((values > wanted[:, np.newaxis]).sum(axis=1), 1, _INNER + 1)
        rows = np.arange(len(wanted))
        low, high, above, below = (
            points[rows, at - 1],
            points[rows, at],
            values[rows, at - 1],
            values[rows, at],
        )
        # Tails fall about exponentially, so a straight line through their logarithms is close to them.
        logs = [np.log(np.maximum(values, _SMALLEST_TAIL / 10)) for values in (above, wanted, below)]
        drop = logs[0] - logs[2]
        if (drop < _STRAIGHT)[open_].all():
            break
    met = low + np.clip((logs[0] - logs[1]) / np.where(drop > 0, drop, np.inf), 0.0, 1.0) * (high - low)
    return [exact.get(place, float(value)) for place, value in enumerate(met)]


def _finite_mean(what: Sum) -> float:
    """The mean where what never ends counts nothing."""
    random = math.fsum(part.mean for part in what.parts if math.isfinite(part.mean))
    chances = (
        chance.share * (chance.what.shift + _finite_mean(chance.what))
        for chance in what.chances
        if math.isfinite(chance.what.shift)
    )
    return random + math.fsum(chances)
