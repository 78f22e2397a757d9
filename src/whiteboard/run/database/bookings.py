"""Two people book one hour: both get it, until the database is told that they must not."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from whiteboard.run.database.sessions import Played, Step, play

Cure = Literal["unique", "exclusion", "for update", "serializable"]

_SLOT = "CREATE TABLE slots (id int PRIMARY KEY, begins text)"
_ONE = "INSERT INTO slots VALUES (7, '10:00')"
_LOOK = "SELECT count(*) FROM bookings WHERE slot_id = 7"
_BOOK = "INSERT INTO bookings VALUES (7, '{}')"
_SPANS = (
    "CREATE TABLE bookings (room int, during int4range, person text, "
    "EXCLUDE USING gist (int4range(room, room, '[]') WITH &&, during WITH &&))"
)
_LOOK_SPANS = "SELECT count(*) FROM bookings WHERE room = 7 AND during && int4range({}, {})"
_BOOK_SPANS = "INSERT INTO bookings VALUES (7, int4range({}, {}), '{}')"


def double_booking(cure: Cure | None = None, *, engine: str = "sqlite", url: str | None = None) -> Played:
    """Two connections look whether slot 7 is free, and then book it.

    Parameters
    ----------
    cure : {"unique", "exclusion", "for update", "serializable"}, optional
        None for no protection: both look before either books. ``"unique"``: the table takes a slot once.
        ``"exclusion"``: the table takes no two spans that overlap in one room (PostgreSQL). ``"for update"``: who looks
        locks the slot (PostgreSQL). ``"serializable"``: transactions that cannot have run one after the other are
        refused.
    engine, url
        See `whiteboard.run.database.Database`.

    Returns
    -------
    Played
        ``table`` with the steps, ``final`` with the bookings, and what it shows in words.

    Raises
    ------
    ValueError
        When the cure is none that is known, or none that SQLite has.

    Notes
    -----
    A SQLite transaction that reads and then writes what another has changed meanwhile is refused anyway:
    SQLite knows no weaker isolation. What goes wrong there is to read in one transaction and to write in
    another, as a web page does that shows what is free; without a cure, each statement is one of its own.

    Examples
    --------
    >>> double_booking().in_words
    'SQLite: 2 bookings of one slot. Both looked before either booked, and nothing kept the second out.'
    >>> print(double_booking("unique").table["result"].to_list()[-1])
    refused: UNIQUE constraint failed: bookings.slot_id
    """
    known = (None, "unique", "exclusion", "for update", "serializable")
    if cure not in known:
        raise ValueError(f"no cure {cure!r}; choose one of {', '.join(map(repr, known))}")
    if engine == "sqlite" and cure in ("exclusion", "for update"):
        raise ValueError(f"SQLite has no {cure!r}; choose 'unique' or 'serializable', or engine='postgres'")
    if cure == "exclusion":
        steps, setup = _spans(), [_SPANS]
        final = "SELECT room, during::text, person FROM bookings ORDER BY person"
    else:
        unique = " UNIQUE" if cure == "unique" else ""
        setup = [_SLOT, _ONE, f"CREATE TABLE bookings (slot_id int{unique}, person text)"]
        steps = _slots(cure, sqlite=engine == "sqlite")
        final = "SELECT slot_id, person FROM bookings ORDER BY person"
    played = play(steps, setup=setup, final=final, engine=engine, url=url)
    return replace(played, in_words=_words(played, cure))


def _slots(cure: Cure | None, *, sqlite: bool) -> list[Step]:
    # A transaction of SQLite is serializable by itself.
    begin = "BEGIN ISOLATION LEVEL SERIALIZABLE" if cure == "serializable" and not sqlite else "BEGIN"
    if sqlite and cure != "serializable":
        looks = [Step(who="A", sql=_LOOK), Step(who="B", sql=_LOOK)]
        return [
            *looks,
            Step(who="A", sql=_BOOK.format("A"), if_read=0),
            Step(who="B", sql=_BOOK.format("B"), if_read=0),
        ]
    steps = [Step(who="A", sql=begin), Step(who="B", sql=begin)]
    for who in ("A", "B"):
        if cure == "for update":
            steps.append(Step(who=who, sql="SELECT id FROM slots WHERE id = 7 FOR UPDATE"))
        if cure != "for update" or who == "A":
            steps.append(Step(who=who, sql=_LOOK))
    steps.append(Step(who="A", sql=_BOOK.format("A"), if_read=0))
    if cure == "for update":
        # B is still waiting for its lock: it looks when A is done.
        return [
            *steps,
            Step(who="A", sql="COMMIT"),
            Step(who="B", sql=_LOOK),
            Step(who="B", sql=_BOOK.format("B"), if_read=0),
            Step(who="B", sql="COMMIT"),
        ]
    second = Step(who="B", sql=_BOOK.format("B"), if_read=0)
    return [*steps, second, Step(who="A", sql="COMMIT"), Step(who="B", sql="COMMIT")]


def _spans() -> list[Step]:
    return [
        Step(who="A", sql="BEGIN"),
        Step(who="B", sql="BEGIN"),
        Step(who="A", sql=_LOOK_SPANS.format(10, 12)),
        Step(who="B", sql=_LOOK_SPANS.format(11, 13)),
        Step(who="A", sql=_BOOK_SPANS.format(10, 12, "A"), if_read=0),
        Step(who="B", sql=_BOOK_SPANS.format(11, 13, "B"), if_read=0),
        Step(who="A", sql="COMMIT"),
        Step(who="B", sql="COMMIT"),
    ]


_WHY = {
    "unique": "Both looked before either booked; the constraint let one in.",
    "exclusion": "10 to 12 and 11 to 13 overlap; the constraint let one in.",
    "for update": "The second had to wait for the lock, and then read that the slot is taken.",
    "serializable": "One after the other, the second would have read that the slot is taken; so it was refused.",
}


def _words(played: Played, cure: Cure | None) -> str:
    count = len(played.final)
    if cure is None or count > 1:
        why = "Both looked before either booked, and nothing kept the second out."
        return f"{played.engine}: {count} bookings of one slot. {why}"
    return f"{played.engine}: {count} booking. {_WHY[cure]}"
