"""A made-up world: who wrote what and who follows whom, with skewed popularity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.problems.pack import Problem, Thing

if TYPE_CHECKING:
    import numpy

    Codes = numpy.ndarray[Any, numpy.dtype[numpy.int64]]

ACTORS, OBJECTS, RELATIONS, DERIVED = 200, 2_000, 4_000, 2_000
"""Default numbers of rows: things that refer to nothing, things that refer, relations, stored results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Who wrote what and who follows whom, as numbers, whatever the tables that say so look like.

    Parameters
    ----------
    counts : mapping of str to int
        How many of each thing.
    roles : mapping of (str, str) to numpy array of int64
        For each thing and role, the number (from 0) of the thing referred to; one entry for each row.
    popular : mapping of str to numpy array of int64
        For each thing, its numbers from the most popular to the least.
    """

    counts: Mapping[str, int]
    roles: Mapping[tuple[str, str], Codes]
    popular: Mapping[str, Codes]


def make_world(problem: Problem, *, seed: int, sizes: Mapping[str, int]) -> World:
    """Make up a world.

    Parameters
    ----------
    problem : Problem
        The pack, whose things are made up.
    seed : int
        Of the random numbers.
    sizes : mapping of str to int
        How many of each thing; see `whiteboard.run.database.Database.fill`.

    Raises
    ------
    KeyError
        When `sizes` names a thing that the pack has not; the message lists those it has.
    ValueError
        When a size is negative.

    Examples
    --------
    >>> from whiteboard.problems import load
    >>> world = make_world(load("twitter"), seed=1, sizes={"follow": 300})
    >>> len(world.roles["follow", "follower"])
    300
    """
    import numpy

    generator = numpy.random.default_rng(seed)
    for name, size in sizes.items():
        problem.thing(name)
        if size < 0:
            raise ValueError(f"{size} rows of {name} were asked for; give 0 or more")
    counts = _counts(problem, sizes)
    # One order of popularity for each thing: who has many followers has many tweets and likes too.
    popular = {name: generator.permutation(count).astype(numpy.int64) for name, count in counts.items()}
    found: dict[tuple[str, str], Codes] = {}
    for thing in problem.things:
        if thing.media or not thing.refers:
            continue
        if thing.between:
            columns = _distinct_pairs(generator, thing, counts, popular)
            counts[thing.name] = len(next(iter(columns.values())))
        else:
            columns = {
                role: skewed(generator, popular[target], counts[thing.name])
                for role, target in thing.refers.items()
                if target in popular
            }
        found.update({(thing.name, role): codes for role, codes in columns.items()})
    return World(counts=counts, roles=found, popular=popular)


def _counts(problem: Problem, sizes: Mapping[str, int]) -> dict[str, int]:
    most = max(sizes.values(), default=0)
    counts = {}
    for thing in problem.things:
        if thing.media:
            continue
        if thing.name in sizes:
            counts[thing.name] = sizes[thing.name]
        elif thing.between:
            counts[thing.name] = RELATIONS
        elif thing.derived:
            counts[thing.name] = DERIVED
        else:
            counts[thing.name] = OBJECTS if thing.refers else max(ACTORS, min(100_000, most // 100))
    for thing in problem.things * 2:
        # Without accounts there are no tweets, and without tweets no likes.
        # What points to media or may be absent stands without it.
        needed = [t for t in thing.refers.values() if t in counts and not problem.thing(t).derived]
        if thing.name in counts and not all(counts[target] for target in needed):
            counts[thing.name] = 0
    return counts


def skewed(generator: numpy.random.Generator, popular: Codes, size: int) -> Codes:
    """Draw numbers; the one of rank r in `popular` comes up in proportion to 1/r."""
    import numpy

    if not len(popular):
        return numpy.zeros(0, dtype=numpy.int64)
    upto = numpy.cumsum(1.0 / numpy.arange(1, len(popular) + 1))
    ranks = numpy.searchsorted(upto, generator.random(size) * upto[-1])
    drawn: Codes = popular[numpy.minimum(ranks, len(popular) - 1)]
    return drawn


def _distinct_pairs(
    generator: numpy.random.Generator, thing: Thing, counts: Mapping[str, int], popular: Mapping[str, Codes]
) -> dict[str, Codes]:
    """Pairs without repeats: an account follows another once, and not itself."""
    import numpy

    first, second = thing.between
    many, others = counts[thing.refers[first]], counts[thing.refers[second]]
    same = thing.refers[first] == thing.refers[second]
    # Half of all pairs at most: beyond that, drawing at random finds no new ones.
    wanted = min(counts[thing.name], many * (others - 1 if same else others) // 2)
    codes = numpy.zeros(0, dtype=numpy.int64)
    for _ in range(60):
        lacking = wanted - len(codes)
        if lacking <= 0:
            break
        size = int(lacking * 1.5) + 16
        # Who follows is spread evenly, who is followed is skewed: one person reads only so much.
        left = generator.integers(0, many, size)
        right = skewed(generator, popular[thing.refers[second]], size)
        drawn = left * others + right
        codes = numpy.unique(numpy.concatenate([codes, drawn[left != right] if same else drawn]))
    if len(codes) > wanted:
        codes = numpy.sort(generator.choice(codes, wanted, replace=False))
    return {first: codes // max(others, 1), second: codes % max(others, 1)}
