"""What the storage rules share: the draft made whole, what its stores hold, and how they answer the problem.

The database is empty while a draft is judged: plans need no rows, and a forbidden pair is refused or taken
whether or not there are others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from whiteboard.draft.storage import Storage, Transaction
from whiteboard.problems.holdings import Holding
from whiteboard.problems.pack import Problem
from whiteboard.problems.roles import Roles
from whiteboard.problems.tidy import Failure
from whiteboard.rules.context import Context
from whiteboard.run.database import Database
from whiteboard.run.database.interleaving import Interleaving, interleave
from whiteboard.run.database.overlaps import Overlap, overlap
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
    overlaps : mapping of int to tuple of (Holding, Overlap or None)
        The same for the rules that keep spans of time apart.
    races : tuple of (Transaction, Interleaving)
        Each transaction of the draft, and what came of running it twice at once.
    """

    storage: Storage
    failures: tuple[Failure, ...]
    roles: Roles
    services: tuple[Service, ...]
    twice: Mapping[int, tuple[tuple[Holding, bool | None], ...]]
    overlaps: Mapping[int, tuple[tuple[Holding, Overlap | None], ...]] = field(default_factory=dict)
    races: tuple[tuple[Transaction, Interleaving], ...] = ()


_MOST_TRANSACTIONS = 8
_BEFORE_A_WRITE = ("SELECT", "BEGIN", "START ", "START\t", "BEGIN;")
_WRITES = ("INSERT", "UPDATE", "DELETE")

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
        races = tuple(
            (transaction, interleave(database.storage, transaction))
            for transaction in _gathered(storage.transactions)[:_MOST_TRANSACTIONS]
        )
        if problem is None:
            return Understood(
                storage=database.storage,
                failures=database.failures,
                roles=Roles(),
                services=(),
                twice={},
                races=races,
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
                if not unique.overlap
            },
            overlaps={
                position: tuple(
                    (holding, overlap(database, unique, holding)) for holding in roles.of(unique.thing)
                )
                for position, unique in enumerate(problem.uniques)
                if unique.overlap
            },
            races=races,
        )


def _gathered(transactions: tuple[Transaction, ...]) -> list[Transaction]:
    """A read, a remark such as "if there is none", and a write are one transaction in three pieces."""
    made: list[Transaction] = []
    for transaction in transactions:
        before = made[-1] if made else None
        if before is not None and _goes_on(before, transaction):
            statements = before.statements + transaction.statements
            made[-1] = Transaction(statements=statements, line=before.line)
        else:
            made.append(transaction)
    return made


def _goes_on(before: Transaction, after: Transaction) -> bool:
    lines = sum(statement.count("\n") + 1 for statement in before.statements)
    near = before.line + lines <= after.line <= before.line + lines + 3
    reads = all(statement.lstrip()[:6].upper() in _BEFORE_A_WRITE for statement in before.statements)
    writes = after.statements[:1] and after.statements[0].lstrip()[:6].upper() in _WRITES
    return bool(near and reads and writes)
