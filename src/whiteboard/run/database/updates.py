"""A lost update: two connections read a counter, add one, and write it back; and what keeps both additions."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from whiteboard.run.database.sessions import Played, Step, play

Cure = Literal["relative", "version", "for update", "repeatable read", "serializable"]

_SETUP = (
    "CREATE TABLE tweets (id int PRIMARY KEY, likes int, version int)",
    "INSERT INTO tweets VALUES (1, 10, 1)",
)
_READ = "SELECT likes FROM tweets WHERE id = 1"
_WRITE = "UPDATE tweets SET likes = 11 WHERE id = 1"
_RELATIVE = "UPDATE tweets SET likes = likes + 1 WHERE id = 1"
_VERSION = "UPDATE tweets SET likes = 11, version = 2 WHERE id = 1 AND version = 1"
_FINAL = "SELECT likes FROM tweets WHERE id = 1"


def lost_update(cure: Cure | None = None, *, engine: str = "sqlite", url: str | None = None) -> Played:
    """Two connections each add a like to a tweet that has 10.

    Parameters
    ----------
    cure : {"relative", "version", "for update", "repeatable read", "serializable"}, optional
        None for no protection: both read 10 and write 11. ``"relative"``: the database adds. ``"version"``: a write
        names the version that was read. ``"for update"``: who reads locks the row (PostgreSQL).
        ``"repeatable read"`` (PostgreSQL) and ``"serializable"``: a transaction that would write over what it has
        not seen is refused, and is to be tried again.
    engine, url
        See `whiteboard.run.database.Database`.

    Returns
    -------
    Played
        ``table`` with the steps, ``final`` with the likes, and what it shows in words.

    Raises
    ------
    ValueError
        When the cure is none that is known, or none that SQLite has.

    Examples
    --------
    >>> lost_update().in_words
    'SQLite: 11 likes after two were added to 10. The second write went over the first.'
    >>> lost_update("relative").final
    ((12,),)
    """
    known = (None, "relative", "version", "for update", "repeatable read", "serializable")
    if cure not in known:
        raise ValueError(f"no cure {cure!r}; choose one of {', '.join(map(repr, known))}")
    if engine == "sqlite" and cure in ("for update", "repeatable read"):
        raise ValueError(
            f"SQLite has no {cure!r}; choose 'relative', 'version' or 'serializable', or engine='postgres'"
        )
    steps = _steps(cure, sqlite=engine == "sqlite")
    played = play(steps, setup=_SETUP, final=_FINAL, engine=engine, url=url)
    return replace(played, in_words=_words(played, cure))


def _steps(cure: Cure | None, *, sqlite: bool) -> list[Step]:
    write = {"relative": _RELATIVE, "version": _VERSION}.get(cure or "", _WRITE)
    levels = {"repeatable read": "REPEATABLE READ", "serializable": "SERIALIZABLE"}
    # A transaction of SQLite is serializable by itself.
    begin = f"BEGIN ISOLATION LEVEL {levels[cure]}" if cure in levels and not sqlite else "BEGIN"
    around = [] if sqlite and cure != "serializable" else [begin, "COMMIT"]
    if cure == "for update":
        read = f"{_READ} FOR UPDATE"
        # B gets its answer when A is done, and adds to what it then reads.
        order: list[tuple[Literal["A", "B"], str]] = [
            ("A", begin),
            ("B", begin),
            ("A", read),
            ("B", read),
            ("A", write),
            ("A", "COMMIT"),
        ]
        order += [("B", _WRITE.replace("11", "12")), ("B", "COMMIT")]
        return [Step(who=who, sql=sql) for who, sql in order]
    reads = [] if cure == "relative" else [_READ]
    steps: list[Step] = []
    for sql in (*around[:1], *reads, write, *around[1:]):
        steps += [Step(who="A", sql=sql), Step(who="B", sql=sql)]
    return steps


_WHY = {
    "relative": "Each write adds to what is there.",
    "version": "The second named a version that is gone, and changed no row: it has to read again.",
    "for update": "The second had to wait for the lock, and then read 11.",
    "repeatable read": "The second was refused, since its row had changed: it has to try again.",
    "serializable": "The second was refused, since its row had changed: it has to try again.",
}


def _words(played: Played, cure: Cure | None) -> str:
    [(likes,)] = played.final
    why = "The second write went over the first." if cure is None else _WHY[cure]
    added = "one was" if likes == 11 and cure is not None else "two were"
    return f"{played.engine}: {likes} likes after {added} added to 10. {why}"
