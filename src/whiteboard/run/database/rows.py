"""Made-up rows: one world written into whatever tables the draft has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.draft.storage import Column
from whiteboard.problems.columns import Family, bare, family, is_list, match, words
from whiteboard.problems.holdings import BY_KEY, Holding, is_time_role, phrases
from whiteboard.problems.pack import Problem
from whiteboard.problems.roles import Roles
from whiteboard.run.database.engine import Engine, Progress
from whiteboard.run.database.plans import PAGE
from whiteboard.run.database.schema import Table
from whiteboard.run.database.world import World, make_world, skewed

if TYPE_CHECKING:
    import numpy

    from whiteboard.run.database.world import Codes

_EPOCH = (
    1_700_000_000  # seconds; an arbitrary fixed moment in November 2023, so that rows are the same every day
)
_UNKNOWN = 100  # rows of a table of which the problem knows nothing


def fill(
    engine: Engine,
    roles: Roles,
    problem: Problem,
    *,
    seed: int,
    sizes: Mapping[str, int],
    progress: Progress | None = None,
) -> None:
    """Fill all tables with one made-up world; rows that were there are gone.

    Parameters
    ----------
    engine : Engine
        Where the tables are.
    roles : Roles
        Which table holds which thing.
    problem : Problem
        The pack.
    seed : int
        Of the random numbers.
    sizes : mapping of str to int
        How many of each thing.
    progress : callable, optional
        Called while rows go in.
    """
    import numpy

    world = make_world(problem, seed=seed, sizes=sizes)
    keys = _key_families(engine.tables, roles, problem)
    homes = {
        holding.store.name.lower(): holding.thing
        for holding in roles.holdings
        if not holding.packed and holding.thing in world.counts
    }
    writers = [
        _Writer(
            table=table,
            held=roles.held_by(table.store),
            problem=problem,
            world=world,
            keys=keys,
            homes=homes,
            generator=numpy.random.default_rng(seed + number + 1),
        )
        for number, table in enumerate(engine.tables)
    ]
    done, total = 0, sum(writer.size for writer in writers)
    with engine.loading():
        for writer in writers:

            def loaded(rows: int, name: str = writer.table.name) -> None:
                nonlocal done
                done += rows
                if progress is not None:
                    progress(name, done, total)

            engine.load(writer.table, writer.columns(), loaded)


def _key_families(tables: tuple[Table, ...], roles: Roles, problem: Problem) -> dict[str, Family]:
    """One form for the identifiers of each thing, so that a reference equals the key it refers to."""
    seen: dict[str, set[Family]] = {thing.name: set() for thing in problem.things}
    for table in tables:
        for holding in roles.held_by(table.store):
            thing = problem.thing(holding.thing)
            for role, name in holding.columns.items():
                target = thing.refers.get(role, thing.name if role == "id" else "")
                column = next((column for column in table.store.columns if column.name == name), None)
                if target and column:
                    seen[target].add(family(column.type))
    order = (Family.UUID, Family.OBJECT_ID, Family.TEXT)
    return {
        thing: next((kind for kind in order if kind in kinds), Family.INTEGER)
        for thing, kinds in seen.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes one table out of the world, column by column."""

    table: Table
    held: tuple[Holding, ...]
    problem: Problem
    world: World
    keys: Mapping[str, Family]
    homes: Mapping[str, str]
    generator: numpy.random.Generator

    @property
    def main(self) -> Holding | None:
        """What a row of the table is; None when the problem does not know."""
        return next((holding for holding in self.held if not holding.packed), None)

    @property
    def one_row_each(self) -> bool:
        """Whether a stored result is one row with a list in it, rather than one row for each entry."""
        return self.table.store.kind in BY_KEY or any(is_list(column) for column in self.table.store.columns)

    @property
    def size(self) -> int:
        """How many rows the table has."""
        if self.main is None:
            return _UNKNOWN
        thing = self.problem.thing(self.main.thing)
        if thing.derived and self.one_row_each:
            return self.world.counts.get(next(iter(thing.refers.values()), thing.name), 0)
        return self.world.counts[thing.name]

    def columns(self) -> list[list[Any]]:
        """The values of each column, in the table's order."""
        size = self.size
        return [self.values(column, size) for column in self.table.store.columns] if size else []

    def values(self, column: Column, size: int) -> list[Any]:
        """The values of one column."""
        import numpy

        running = numpy.arange(size, dtype=numpy.int64)
        packed = next((holding for holding in self.held if holding.packed == column.name), None)
        if packed or (is_list(column) and column.name not in self.table.store.primary_key):
            return self.lists(packed, size)
        target = self.target(column)
        if self.main is not None:
            thing = self.problem.thing(self.main.thing)
            role = next((role for role, name in self.main.columns.items() if name == column.name), "")
            if role == "id" and role not in thing.refers:
                return _render(running, self.keys[thing.name], thing.name)
            if (thing.name, role) in self.world.roles:
                codes = self.world.roles[thing.name, role][:size]
                if thing.derived and self.one_row_each:
                    codes = running
                return _render(codes, self.keys[thing.refers[role]], thing.refers[role])
            if role and is_time_role(thing.roles[role]) and not target:
                return _times(running, column)
        if target:
            own = self.main is not None and target == self.main.thing and column.nullable is not False
            if own or not self.world.counts[target]:
                return [None] * size  # such as the tweet that a tweet replies to: most reply to none
            drawn = skewed(self.generator, self.world.popular[target], size)
            return _render(drawn, self.keys[target], target)
        return self.plain(column, running)

    def target(self, column: Column) -> str | None:
        """The thing that a column refers to, by a reference or by its own words, when no role says so."""
        if self.main is not None and column.name == self.main.columns.get("id"):
            return None
        for reference in self.table.store.references:
            if reference.columns == (column.name,) and reference.target.lower() in self.homes:
                return self.homes[reference.target.lower()]
        have = bare(column.name)
        if not have or have == words(column.name):
            return None
        for thing in self.problem.things:
            if thing.media or thing.derived or thing.between:
                continue
            if any(match(column.name, phrase) >= 2 for phrase in phrases(thing)):
                return thing.name
        return None

    def lists(self, packed: Holding | None, size: int) -> list[Any]:
        """A list in each row, as JSON: the relation that is packed there, or some of what is written most."""
        import json

        import numpy

        if packed is not None and self.problem.thing(packed.thing).between:
            thing = self.problem.thing(packed.thing)
            element = next(role for role, name in packed.columns.items() if name == packed.packed)
            owner = next(role for role in thing.between if role != element)
            owners, elements = self.world.roles[thing.name, owner], self.world.roles[thing.name, element]
            order = numpy.argsort(owners, kind="stable")
            cuts = numpy.searchsorted(owners[order], numpy.arange(size + 1))
            values = _render(elements[order], self.keys[thing.refers[element]], thing.refers[element])
            return [json.dumps(values[cuts[row] : cuts[row + 1]]) for row in range(size)]
        objects = [thing for thing in self.problem.things if thing.refers and not thing.between]
        target = next((thing.name for thing in objects if not thing.derived and not thing.media), None)
        if target is None or not self.world.counts[target]:
            return ["[]"] * size
        drawn = numpy.sort(self.generator.integers(0, self.world.counts[target], (size, PAGE)), axis=1)[
            :, ::-1
        ]
        values = _render(drawn.ravel(), self.keys[target], target)
        return [json.dumps(values[row * PAGE : (row + 1) * PAGE]) for row in range(size)]

    def plain(self, column: Column, running: Codes) -> list[Any]:
        """Values that refer to nothing: different in each row where a key asks for it."""
        store = self.table.store
        keyed = {name for names in (store.primary_key, *store.uniques) for name in names}
        keyed |= {name for index in store.indexes if index.unique for name in index.columns}
        kind = family(column.type)
        numbers: list[Any] = (running + 1).tolist()
        if column.name in keyed and not (kind in (Family.TEXT, Family.UNKNOWN) and bare(column.name)):
            return _render(running, kind, column.name)
        if column.name not in keyed:
            if kind is Family.TIME:
                return _times(running, column)
            if kind is Family.BOOLEAN:
                return [number % 2 for number in numbers]
            if kind in (Family.INTEGER, Family.REAL):
                drawn: list[Any] = self.generator.integers(0, 1000, len(running)).tolist()
                return drawn
            if kind is Family.BYTES:
                return [b""] * len(running)
        return [f"{column.name} {number}" for number in numbers]


def _render(codes: Codes, kind: Family, name: str) -> list[Any]:
    if kind is Family.UUID:
        return [f"00000000-0000-4000-8000-{code:012x}" for code in (codes + 1).tolist()]
    if kind is Family.OBJECT_ID:
        return [f"{code:024x}" for code in (codes + 1).tolist()]
    if kind is Family.TEXT:
        return [f"{name}{code}" for code in (codes + 1).tolist()]
    found: list[Any] = (codes + 1).tolist()
    return found


def _times(running: Codes, column: Column) -> list[Any]:
    import numpy

    seconds = running + _EPOCH
    if family(column.type) in (Family.INTEGER, Family.REAL):
        numbers: list[Any] = seconds.tolist()
        return numbers
    texts: list[Any] = numpy.datetime_as_string(seconds.astype("datetime64[s]")).tolist()
    return texts
