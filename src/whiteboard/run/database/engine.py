"""What the two databases have in common: one interface, behind which SQLite or PostgreSQL does the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from whiteboard.draft.storage import Column, Storage
from whiteboard.problems.tidy import Failure
from whiteboard.run.database.schema import Table

Progress = Callable[[str, int, int], None]
"""Called while rows are loaded: the table's name, rows loaded so far in all tables, rows in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One query, run.

    Parameters
    ----------
    rows : tuple of tuple
        The answer.
    milliseconds : float
        Median over the repeats.
    rows_read : int or None
        Rows of tables that were really read, where the database tells (PostgreSQL does).
    plan : tuple of str
        The plan that was followed, a line for each node.
    """

    rows: tuple[tuple[Any, ...], ...]
    milliseconds: float
    rows_read: int | None
    plan: tuple[str, ...]


class Engine(Protocol):
    """A database: it makes tables, loads rows, plans and answers. SQL marks values by ``?``."""

    name: str
    connection: Any
    tables: tuple[Table, ...]

    @property
    def refusals(self) -> tuple[type[Exception], ...]:
        """What it raises when it refuses a statement."""

    @property
    def violations(self) -> tuple[type[Exception], ...]:
        """What it raises when a row breaks a constraint."""

    def create(self, storage: Storage) -> list[Failure]:
        """Make the tables of a draft; what was refused."""

    def execute(self, sql: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; the rows of its answer."""

    def plan(self, sql: str) -> tuple[str, ...]:
        """How a query can be answered at all, whatever rows there are: lines as SQLite writes them."""

    def measure(self, sql: str, given: Sequence[Any] = (), *, repeat: int = 1) -> Measured:
        """Run one query and measure it."""

    def loading(self) -> AbstractContextManager[None]:
        """Within it tables are loaded, empty at first; all of it happens, or nothing."""

    def load(
        self, table: Table, columns: Sequence[Sequence[Any]], loaded: Callable[[int], None] | None = None
    ) -> None:
        """Load the rows of one table, given column by column; rows that break a key are left out."""

    def bulk(
        self,
        name: str,
        columns: Mapping[str, Sequence[Any]],
        loaded: Callable[[int], None] | None = None,
    ) -> None:
        """Put rows into a table that is there, given column by column; raises at the first that breaks a key."""

    def rolled_back(self, *, lenient: bool = False) -> AbstractContextManager[None]:
        """A transaction of which nothing stays; lenient: parents and checks are not asked for in it."""

    def create_index(self, table: Table, columns: Sequence[str]) -> None:
        """Make an index, of which nothing stays after `rolled_back`."""

    def fit(self, table: Table, column: Column, value: Any) -> Any:
        """A made-up value as the column's type takes it."""

    def elements(self, link: str, alias: str, like: str) -> tuple[str, str]:
        """A list's elements as a table of their own, and the element, comparable to a value of type `like`."""

    def type_of(self, table: Table, column: str) -> str:
        """The type of a column; empty when it has none."""

    def close(self) -> None:
        """Leave nothing behind, but a file that was asked for and is whole."""
