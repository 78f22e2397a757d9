"""How high each vertex of an ordered graph lies: straight arrows, and enough room between neighbors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from whiteboard.run.picture.architecture.ordering import Ranks


@dataclass(frozen=True, slots=True)
class Pull:
    """How strongly an arrow wants to be level between two vertices, and where on each it is fastened."""

    other: int
    weight: float
    offset: float


def heights(
    ranks: Ranks,
    above: Sequence[float],
    below: Sequence[float],
    left: Sequence[Sequence[Pull]],
    right: Sequence[Sequence[Pull]],
    *,
    rounds: int = 30,
) -> list[float]:
    """Heights that keep the order and the room of each rank and make arrows as level as that allows.

    Each rank in turn is set to the heights that lie closest, in the sense of weighted squares, to what the neighbors
    ask for; within a rank this is isotonic regression, solved exactly by pooling adjacent violators (Barlow and
    others, "Statistical inference under order restrictions", 1972).

    Parameters
    ----------
    ranks : Ranks
        In their final order.
    above, below : sequence of float
        Room that each vertex needs over and under its height, in points.
    left, right : sequence of sequence of Pull
        What pulls on each vertex from the rank before and after.
    rounds : int
        How often to go through the ranks.

    Returns
    -------
    list of float
        By vertex; the least room above any is 0.
    """
    found = [0.0] * len(ranks.rank)
    for row in ranks.rows:
        reach = 0.0
        for vertex in row:
            found[vertex] = reach + above[vertex]
            reach = found[vertex] + below[vertex]
    count = len(ranks.rows)
    for turn in range(rounds):
        forward = turn % 2 == 0
        both = turn >= rounds // 3
        for place in range(count) if forward else range(count - 1, -1, -1):
            row = ranks.rows[place]
            wanted, weights = [], []
            for vertex in row:
                pulls = [*left[vertex], *right[vertex]] if both else (left if forward else right)[vertex]
                weight = sum(pull.weight for pull in pulls)
                if not pulls:
                    wanted.append(found[vertex])
                    weights.append(0.01)
                    continue
                asked = [(found[pull.other] + pull.offset, pull.weight) for pull in pulls]
                last = turn >= rounds - 4
                wanted.append(_median(asked) if last else sum(at * pull for at, pull in asked) / weight)
                weights.append(weight)
            for vertex, height in zip(row, _apart(row, wanted, weights, above, below), strict=True):
                found[vertex] = height
    least = min((found[vertex] - above[vertex] for vertex in range(len(found))), default=0.0)
    return [height - least for height in found]


def straighten(
    ranks: Ranks,
    level: list[float],
    above: Sequence[float],
    below: Sequence[float],
    chains: Sequence[tuple[Sequence[int], Sequence[float]]],
) -> None:
    """Put all places of a long arrow at one height where its neighbors leave room for that.

    Parameters
    ----------
    ranks : Ranks
        In their final order.
    level : list of float
        Heights so far; changed in place.
    above, below : sequence of float
        Room that each vertex needs.
    chains : sequence of (sequence of int, sequence of float)
        The places of each arrow between its two ends, and the heights it would like best, the first most.
    """
    seat = {vertex: (row, index) for row in ranks.rows for index, vertex in enumerate(row)}
    for chain, wishes in sorted(chains, key=lambda pair: -len(pair[0])):
        least, most = float("-inf"), float("inf")
        for vertex in chain:
            row, index = seat[vertex]
            if index:
                upper = row[index - 1]
                least = max(least, level[upper] + below[upper] + above[vertex])
            if index + 1 < len(row):
                lower = row[index + 1]
                most = min(most, level[lower] - above[lower] - below[vertex])
        if least > most + 1e-6:
            continue
        now = sorted(level[vertex] for vertex in chain)[len(chain) // 2]
        height = next(
            (wish for wish in wishes if least <= wish <= most), min(max(now, least), max(least, most))
        )
        for vertex in chain:
            level[vertex] = height


def _median(asked: list[tuple[float, float]]) -> float:
    """The weighted median; between two that weigh the same, their mean."""
    asked = sorted(asked)
    half = sum(weight for _, weight in asked) / 2
    reached = 0.0
    for place, (at, weight) in enumerate(asked):
        reached += weight
        if abs(reached - half) < 1e-9 and place + 1 < len(asked):
            return (at + asked[place + 1][0]) / 2
        if reached > half:
            return at
    return asked[-1][0]


def _apart(
    row: Sequence[int],
    wanted: Sequence[float],
    weights: Sequence[float],
    above: Sequence[float],
    below: Sequence[float],
) -> list[float]:
    """The heights closest to those wanted that leave each its room."""
    offsets = [0.0]
    for upper, lower in pairwise(row):
        offsets.append(offsets[-1] + below[upper] + above[lower])
    pools: list[tuple[float, float, int]] = []
    for at, weight, offset in zip(wanted, weights, offsets, strict=True):
        pool = (at - offset, weight, 1)
        while pools and pools[-1][0] >= pool[0]:
            mean, heavy, size = pools.pop()
            total = heavy + pool[1]
            pool = ((mean * heavy + pool[0] * pool[1]) / total, total, size + pool[2])
        pools.append(pool)
    heights = [mean for mean, _, size in pools for _ in range(size)]
    return [height + offset for height, offset in zip(heights, offsets, strict=True)]
