"""One connection to the gradebook's database, and transactions that are whole or absent."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from whiteboard.grading.gradebook.tables import tables

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

_PATIENCE = 60.0  # seconds that SQLite waits for another writer
_PAUSES = (0.1, 0.3, 1.0, 3.0, 10.0)  # seconds between attempts on a connection that was lost
_T = TypeVar("_T")


class GradebookError(RuntimeError):
    """The gradebook cannot be read or written; the text says why, and what to do."""


class NotInGradebook(LookupError):
    """The gradebook, or an assignment in it, is not there; the text says how it gets there."""


class Transactions:
    """Runs functions, each in one transaction of its own.

    Parameters
    ----------
    db_url : str
        SQLAlchemy's URL of the gradebook.

    Raises
    ------
    NotInGradebook
        When there is no gradebook.
    GradebookError
        When it cannot be opened.
    """

    def __init__(self, db_url: str) -> None:
        from sqlalchemy.exc import ArgumentError, SQLAlchemyError

        try:
            self._url = _url(db_url)
            self.shown = self._url.render_as_string(hide_password=True)
            self._is_sqlite = self._url.get_backend_name() == "sqlite"
            self._engine = _engine(self._url)
        except (ArgumentError, ModuleNotFoundError, SQLAlchemyError) as error:
            raise GradebookError(
                f"the gradebook's URL means nothing: {error}; write sqlite:///FILE, or "
                "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE with psycopg installed"
            ) from error
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        database = self._url.database
        if self._is_sqlite and database and not database.startswith("file:") and not Path(database).is_file():
            raise NotInGradebook(
                f"there is no gradebook {database}; nbgrader generate_assignment makes it (or set c.CourseDirectory.db_url)"
            )
        there = self.read(_names, retried=False)
        expected = set(tables().nbgrader.tables)
        if not there & expected:
            raise NotInGradebook(
                f"the gradebook {self.shown} is empty; run nbgrader generate_assignment first"
            )
        if lacking := sorted(expected - there):
            raise GradebookError(
                f"the gradebook {self.shown} has no table {lacking[0]}: an older nbgrader made it; "
                "back it up, and run nbgrader db upgrade"
            )

    def read(self, work: Callable[[Connection], _T], *, retried: bool = True) -> _T:
        """Run a function that only reads, and give what it returns."""
        return self._run(work, writes=False, retried=retried)

    def write(self, work: Callable[[Connection], _T]) -> _T:
        """Run a function that writes: all of it is kept, or nothing.

        A lost connection, or a deadlock, lets it run again from its beginning.
        """
        return self._run(work, writes=True, retried=True)

    def _run(self, work: Callable[[Connection], _T], *, writes: bool, retried: bool) -> _T:
        from sqlalchemy.exc import DBAPIError, OperationalError

        pauses = iter(_PAUSES if retried and not self._is_sqlite else ())
        while True:
            try:
                connected = self._engine.connect().execution_options(whiteboard_writes=writes)
                with connected as connection, connection.begin():
                    return work(connection)
            except DBAPIError as error:
                again = isinstance(error, OperationalError) or error.connection_invalidated
                pause = next(pauses, None) if again else None
                if pause is None:
                    raise GradebookError(self._in_words(error)) from error
                time.sleep(pause)

    def _in_words(self, error: Exception) -> str:
        said = " / ".join(str(getattr(error, "orig", error)).splitlines()[:2])
        if "locked" in said:
            remedy = "another program holds it; close that program and run again"
        elif "no such column" in said or "does not exist" in said:
            remedy = "an older nbgrader made it: back it up, and run nbgrader db upgrade"
        elif "not a database" in said:
            remedy = "name the gradebook's file in c.CourseDirectory.db_url"
        elif "readonly" in said or "read-only" in said:
            remedy = "make the file and its folder writable for this account"
        else:
            remedy = "see that it can be reached, and run again: nothing is half written"
        return f"the gradebook {self.shown} failed: {said}; {remedy}"

    def close(self) -> None:
        """Close the connection."""
        self._engine.dispose()


def _url(db_url: str) -> URL:
    from sqlalchemy import make_url

    url = make_url(db_url)
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    return url


def _engine(url: URL) -> Engine:
    from sqlalchemy import create_engine, event

    # Between two transactions an idle connection stays open, and only one.
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=1, max_overflow=0, pool_reset_on_return="rollback")
    options = {} if "timeout" in url.query else {"timeout": _PATIENCE}
    engine = create_engine(url, connect_args=options)

    # The driver would begin a transaction at its first write, and a reader that becomes a writer is refused at once
    # where another is at it. Begun as a writer, it waits.
    @event.listens_for(engine, "connect")
    def _no_own_transactions(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("whiteboard_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _names(connection: Connection) -> set[str]:
    from sqlalchemy import inspect

    return set(inspect(connection).get_table_names())
