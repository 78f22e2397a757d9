"""The tables of a storage draft, filled and judged. Wanted: large under 5 s, the default data under 300 ms.

Large is 100,000 tweets and 1,000,000 follows. The peer is sqlite3 alone, inserting the very same rows into
the same tables: what is above a ratio of 1 is the making-up of the rows and the judging.
"""

from __future__ import annotations

import sqlite3
import time

from measuring import medians, report

from whiteboard import check, problem, read_section
from whiteboard.run.database import Database

TWITTER = problem("twitter")
TEXT = TWITTER.board.split("## Storage\n")[1]
STORAGE = read_section("storage", TEXT).storage


def filled(**rows: int) -> Database:
    database = Database(STORAGE)
    database.fill(TWITTER, seed=0, **rows)
    return database


def insert(ddl: str, tables: dict[str, list[tuple[object, ...]]]) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(ddl)
    for name, rows in tables.items():
        if rows:
            connection.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
    connection.commit()
    connection.close()


def judged(**rows: int) -> None:
    with filled(**rows) as database:
        database.report(TWITTER)


def main() -> None:
    start = time.perf_counter()
    with filled(tweet=100_000, follow=1_000_000) as database:
        database.report(TWITTER)
        large = time.perf_counter() - start
        names = [
            row[0] for row in database.connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        tables = {name: database.connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
        ddl = database.ddl
    start = time.perf_counter()
    insert(ddl, tables)
    bare = time.perf_counter() - start
    report("100k tweets, 1M follows: fill and judge", large, "sqlite3 inserts the same rows", bare)

    with filled() as database:
        small = {name: database.connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    ours, peer = medians(judged, lambda: insert(ddl, small), runs=15)
    report("default data: fill and judge", ours, "sqlite3 inserts the same rows", peer)
    ours, peer = medians(
        lambda: check(TEXT, problem="twitter", section="storage"), lambda: insert(ddl, small), runs=15
    )
    report("the storage rules alone", ours, "sqlite3 inserts the default rows", peer)


if __name__ == "__main__":
    main()
