"""sqlglot as the judge of SQL that was not recognized: does any dialect take it?

It is asked only then, and only about short statements: it brings a long import with it, and hostile input
makes it slow. It reads what it does not know as a bare command, without complaint, so that counts as refusal.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

DIALECTS = ("postgres", "mysql", "sqlite", "tsql", "oracle")
MOST_CHARACTERS = 6000
MOST_DEPTH = 30


class Judge:
    """Asks sqlglot about statements, so many a section and no more.

    Examples
    --------
    >>> judge = Judge()
    >>> judge.takes("CREATE TABLE a (id int PRIMARY KEY)"), judge.takes("CREATE TABLE a (id int name text)")
    (True, False)
    """

    def __init__(self, *, most: int = 40) -> None:
        self._left = most

    def takes(self, sql: str) -> bool | None:
        """Whether any dialect reads the statement as what it claims to be; None when it cannot be asked."""
        if self._left <= 0 or len(sql) > MOST_CHARACTERS or _depth(sql) > MOST_DEPTH:
            return None
        self._left -= 1
        import sqlglot
        from sqlglot import exp

        with _quiet():
            for dialect in DIALECTS:
                try:
                    parsed = sqlglot.parse(sql, read=dialect)
                except Exception:
                    # Its own errors, and whatever else a hostile text brings about in it.
                    continue
                if parsed and not any(isinstance(tree, exp.Command) or tree is None for tree in parsed):
                    return True
        return False


def _depth(text: str) -> int:
    depth = deepest = 0
    for sign in text:
        if sign in "([{<":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in ")]}>":
            depth -= 1
    return deepest


@contextmanager
def _quiet() -> Iterator[None]:
    # It warns on standard error of each command that it falls back on.
    logger = logging.getLogger("sqlglot")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
