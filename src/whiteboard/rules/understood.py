"""What the storage rules share: the draft made whole, what its stores hold, and how they answer the problem.

The database is empty while a draft is judged: plans need no rows, and a forbidden pair is refused or taken
whether or not there are others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whiteboard.draft.storage import Storage
from whiteboard.problems.holdings import Holding
from whiteboard.problems.pack import Problem
from whiteboard.problems.roles import Roles
from whiteboard.problems.tidy import Failure
from whiteboard.rules.context import Context
from whiteboard.run.database import Database
from whiteboard.run.database.plans import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A storage section as the rules see it.

    Parameters
    ----------
    storage : Storage
        Tidied: names resolved, implied keys said.
    failures : tuple of Failure
        Names that lead nowhere, and what the database refused.
    roles : Roles
        Which store holds which thing; empty without a problem.
    services : tuple of Service
        How each access pattern is answered; empty without a problem.
    twice : tuple of (Unique, tuple of (Holding, bool or None))
        For each rule of the business, each store that must keep it and whether it takes two rows that break
        it; None when that cannot be tried.
    """

    storage: Storage
    failures: tuple[Failure, ...]
    roles: Roles
    services: tuple[Service, ...]
    twice: Mapping[int, tuple[tuple[Holding, bool | None], ...]]


_last: tuple[Storage, Problem | None, Understood] | None = None


def understood(context: Context) -> Understood | None:
    """The storage section of a board, or None without one. The last is kept: every rule asks for it."""
    global _last  # noqa: PLW0603
    storage, problem = context.board.storage, context.problem
    if storage is None:
        return None
    kept = _last
    if kept is not None and kept[0] is storage and kept[1] is problem:
        return kept[2]
    found = _understand(storage, problem)
    _last = (storage, problem, found)
    return found


def _understand(storage: Storage, problem: Problem | None) -> Understood:
    with Database(storage) as database:
        if problem is None:
            return Understood(
                storage=database.storage, failures=database.failures, roles=Roles(), services=(), twice={}
            )
        roles = database.roles(problem)
        return Understood(
            storage=database.storage,
            failures=database.failures,
            roles=roles,
            services=database.services(problem),
            twice={
                position: tuple(
                    (holding, database.accepts_twice(unique, holding)) for holding in roles.of(unique.thing)
                )
                for position, unique in enumerate(problem.uniques)
            },
        )
