"""Connections to PostgreSQL, and a schema of one's own there, dropped when it is closed."""

from __future__ import annotations

import re
import secrets
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from whiteboard.run.database.postgres_server import VARIABLE, PostgresMissing, database_url

if TYPE_CHECKING:
    import psycopg

_LIMIT = "120s"  # a statement that takes longer is stopped
_SIGNS = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|\?|%')


def connect(url: str, schema: str | None = None) -> psycopg.Connection[tuple[Any, ...]]:
    """Open a connection whose names mean those of one schema.

    Parameters
    ----------
    url : str
        Of the server.
    schema : str, optional
        The schema; none is chosen by default.

    Raises
    ------
    PostgresMissing
        When no server answers there, or it does not let us in.
    """
    import psycopg

    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        said = " / ".join(str(error).splitlines())
        raise PostgresMissing(f"{said}; check {VARIABLE}, or leave it out for a private server") from error
    connection.execute(f"SET statement_timeout = '{_LIMIT}'")
    if schema is not None:
        # Named first, the schema is looked into before the system's own tables.
        connection.execute(f"SET search_path = {schema}, pg_catalog")
    return connection


def bound(sql: str) -> str:
    """A statement with ``%s`` for ``?``, as the driver takes it.

    Examples
    --------
    >>> bound('SELECT * FROM "what?" WHERE a = ? AND b = \\'50%\\'')
    'SELECT * FROM "what?" WHERE a = %s AND b = \\'50%%\\''
    """

    def sign(found: re.Match[str]) -> str:
        return "%s" if found[0] == "?" else found[0].replace("%", "%%")

    return _SIGNS.sub(sign, sql)


class PostgresSchema:
    """A schema of its own on a server, and a connection whose names mean it.

    Parameters
    ----------
    url : str, optional
        Of the server; else ``WHITEBOARD_DATABASE_URL``, else a private server.

    Attributes
    ----------
    url, schema : str
        Where it is, for more connections: ``connect(url, schema)``.
    connection : psycopg.Connection
        Open, each statement a transaction of its own.
    """

    def __init__(self, url: str | None = None) -> None:
        self.url = database_url(url)
        self.schema = f"whiteboard_{secrets.token_hex(8)}"
        self.connection = connect(self.url)
        try:
            self.connection.execute(f"CREATE SCHEMA {self.schema}")
            self.connection.execute(f"SET search_path = {self.schema}, pg_catalog")
        except BaseException:
            self.connection.close()
            raise
        # Dropped at exit too, and when the last use of it is forgotten.
        self._drop = weakref.finalize(self, _drop, self.connection, self.url, self.schema)

    def another(self) -> psycopg.Connection[tuple[Any, ...]]:
        """One more connection to the same tables."""
        return connect(self.url, self.schema)

    def close(self) -> None:
        """Drop the schema and close the connection."""
        self._drop()


def _drop(connection: psycopg.Connection[tuple[Any, ...]], url: str, schema: str) -> None:
    import psycopg

    for attempt in (0, 1):
        # A connection that was interrupted, or whose server is gone, may not answer: then once more with a new one.
        with suppress(psycopg.Error):
            if attempt:
                connection = psycopg.connect(url, autocommit=True, connect_timeout=2)
            connection.rollback()
            connection.execute("SET client_min_messages = error")
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            connection.close()
            return
        connection.close()
