"""The order from top to bottom within each rank, with few crossings."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

SMALL = 600
"""Up to so many vertices several starts are tried, and neighbors exchanged."""


@dataclass(slots=True)
class Ranks:
    """A graph whose arrows each lead from one rank to the next.

    Parameters
    ----------
    rank : list of int
        The rank of each vertex.
    after, before : list of list of int
        Neighbors in the next rank and in the one before.
    group : list of str
        Vertices of the same group, in the same rank, stay side by side; empty for none.
    rows : list of list of int
        The vertices of each rank from top to bottom.
    """

    rank: list[int] = field(default_factory=list)
    after: list[list[int]] = field(default_factory=list)
    before: list[list[int]] = field(default_factory=list)
    group: list[str] = field(default_factory=list)
    rows: list[list[int]] = field(default_factory=list)

    def vertex(self, rank: int, group: str = "") -> int:
        """Add a vertex, below what its rank holds so far."""
        self.rank.append(rank)
        self.after.append([])
        self.before.append([])
        self.group.append(group)
        while len(self.rows) <= rank:
            self.rows.append([])
        self.rows[rank].append(len(self.rank) - 1)
        return len(self.rank) - 1

    def join(self, source: int, target: int) -> None:
        """Add an arrow; the target's rank is the next after the source's."""
        self.after[source].append(target)
        self.before[target].append(source)


def order(ranks: Ranks) -> None:
    """Reorder the rows so that few arrows cross.

    Rows are sorted by the mean place of each vertex's neighbors, from left to right and back again, and then
    neighbors change places where that helps, as in Gansner, Koutsofios, North and Vo, "A technique for drawing
    directed graphs" (1993). The best order seen wins.
    """
    small = len(ranks.rank) < SMALL
    best, least = [list(row) for row in ranks.rows], -1
    for start in range(4 if small else 1):
        _walk_order(ranks, leftwards=start >= 2, upwards=start % 2 == 1)
        for turn in range(24 if small else 5):
            found = crossings(ranks)
            if least < 0 or found < least:
                best, least = [list(row) for row in ranks.rows], found
            if not least:
                break
            forward = (turn + start // 2) % 2 == 0
            for row in range(len(ranks.rows)) if forward else range(len(ranks.rows) - 1, -1, -1):
                _sort(ranks, row, ranks.before if forward else ranks.after)
            if small:
                _exchange(ranks, ties=turn % 4 > 1)
    ranks.rows = best


def crossings(ranks: Ranks) -> int:
    """How many pairs of arrows cross.

    Examples
    --------
    >>> ranks = Ranks()
    >>> a, b, c, d = (ranks.vertex(0), ranks.vertex(0), ranks.vertex(1), ranks.vertex(1))
    >>> ranks.join(a, d)
    >>> ranks.join(b, c)
    >>> crossings(ranks)
    1
    """
    count = 0
    for row, following in zip(ranks.rows, ranks.rows[1:], strict=False):
        places = {vertex: place for place, vertex in enumerate(following)}
        seen: list[int] = []
        for vertex in row:
            ends = sorted(places[target] for target in ranks.after[vertex])
            for end in ends:
                count += len(seen) - _up_to(seen, end)
            for end in ends:
                insort(seen, end)
    return count


def _up_to(values: Sequence[int], value: int) -> int:
    """How many of the sorted values are not above a value."""
    return bisect_left(values, value + 1)


def _walk_order(ranks: Ranks, *, leftwards: bool, upwards: bool) -> None:
    """Begin with the order in which a walk meets the vertices, from one side, one way round."""
    ahead_of = ranks.before if leftwards else ranks.after
    met: dict[int, int] = {}
    for row in reversed(ranks.rows) if leftwards else ranks.rows:
        for start in sorted(row):
            ahead = [start]
            while ahead:
                vertex = ahead.pop()
                if vertex in met:
                    continue
                met[vertex] = len(met)
                ahead += ahead_of[vertex] if upwards else reversed(ahead_of[vertex])
    for place, row in enumerate(ranks.rows):
        row.sort(key=lambda vertex: met[vertex])
        _sort(ranks, place, None)


def _sort(ranks: Ranks, place: int, neighbors: list[list[int]] | None) -> None:
    """Sort a row by the mean place of each vertex's neighbors, groups together; one without stays where it is."""
    row = ranks.rows[place]
    means = {vertex: float(index) for index, vertex in enumerate(row)}
    if neighbors is not None:
        known: dict[int, dict[int, int]] = {}
        for vertex in row:
            if found := neighbors[vertex]:
                side = ranks.rank[found[0]]
                if side not in known:
                    known[side] = {other: index for index, other in enumerate(ranks.rows[side])}
                scale = len(row) / max(1, len(ranks.rows[side]))
                means[vertex] = scale * sum(known[side][other] + 0.5 for other in found) / len(found)
    members: dict[str, list[float]] = {}
    for vertex in row:
        if ranks.group[vertex]:
            members.setdefault(ranks.group[vertex], []).append(means[vertex])
    middle = {group: sum(values) / len(values) for group, values in members.items()}

    def key(vertex: int) -> tuple[float, str, float]:
        group = ranks.group[vertex]
        return middle.get(group, means[vertex]), group, means[vertex]

    row.sort(key=key)


def _exchange(ranks: Ranks, *, ties: bool) -> None:
    """Let neighbors change places where fewer arrows cross then; with ties, once, also where as many do."""
    for turn in range(3):
        better = False
        places = {vertex: index for row in ranks.rows for index, vertex in enumerate(row)}
        for row in ranks.rows:
            for index in range(len(row) - 1):
                upper, lower = row[index], row[index + 1]
                if ranks.group[upper] != ranks.group[lower]:
                    continue
                now = _pairs(ranks, upper, lower, places)
                then = _pairs(ranks, lower, upper, places) if now or (ties and not turn) else now
                if then < now or (ties and not turn and then == now):
                    row[index], row[index + 1] = lower, upper
                    places[upper], places[lower] = index + 1, index
                    better = True
        if not better:
            return


def _pairs(ranks: Ranks, upper: int, lower: int, places: dict[int, int]) -> int:
    """Crossings between the arrows of two vertices when one lies right above the other."""
    count = 0
    for neighbors in (ranks.before, ranks.after):
        below = [places[vertex] for vertex in neighbors[lower]]
        count += sum(1 for vertex in neighbors[upper] for place in below if places[vertex] > place)
    return count
