"""A feed collected when it is read, against one kept ready when something is written: both built and measured."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.run.database.database import open_engine
from whiteboard.run.database.engine import Engine, Progress
from whiteboard.run.database.feed_designs import DESIGNS, PAGE, Design
from whiteboard.run.database.progress import shown
from whiteboard.run.database.world import skewed

if TYPE_CHECKING:
    import numpy
    import pandas

    from whiteboard.run.database.world import Codes

MOST_ROWS = 5_000_000
"""Rows that one experiment may store: some minutes, and some hundred megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedExperiment:
    """What an experiment with feeds came to.

    Parameters
    ----------
    table : pandas.DataFrame
        One row for each design (the index): ``ms per read`` and ``ms per write`` (medians), ``ms of the celebrity's
        write``, ``rows read per read`` (mean), ``rows written per tweet`` (mean: the write amplification),
        ``rows written per tweet, most``, ``rows stored``, and ``same feeds``: whether each feed that was read is the
        one that the first design gives. Only the times differ from run to run.
    followers : int
        Of the account that most follow.
    celebrities : int
        Accounts that the hybrid does not fan out.
    engine : str
        The database's name.
    """

    table: pandas.DataFrame
    followers: int
    celebrities: int
    engine: str

    @property
    def in_words(self) -> str:
        """What the numbers say, in four sentences."""
        read, write, hybrid = (self.table.loc[design.name] for design in DESIGNS)
        return (
            f"On read: a tweet is {read['rows written per tweet, most']:,} row, and a feed reads "
            f"{read['rows read per read']:,.0f} rows to show {PAGE}. "
            f"On write: a feed reads {write['rows read per read']:,.0f} rows, and a tweet is written to "
            f"{write['rows written per tweet']:,.0f} rows on average, "
            f"{write['rows written per tweet, most']:,} for the account with {self.followers:,} followers. "
            f"Hybrid: with {self.celebrities:,} celebrities merged at read, a tweet is at most "
            f"{hybrid['rows written per tweet, most']:,} rows, and a feed reads "
            f"{hybrid['rows read per read']:,.0f}. "
            f"{self.engine} stores {read['rows stored']:,} rows on read, {write['rows stored']:,} on write, "
            f"{hybrid['rows stored']:,} hybrid."
        )

    def __str__(self) -> str:
        return self.in_words


def feed_experiment(
    *,
    accounts: int = 1_000,
    follows: int = 20_000,
    tweets: int = 20_000,
    writes: int = 50,
    reads: int = 50,
    celebrity: int | None = None,
    engine: str = "sqlite",
    url: str | None = None,
    seed: int = 0,
    progress: bool | Progress = False,
) -> FeedExperiment:
    """Build the tables of each design, tweet and read the same in each, and measure.

    Parameters
    ----------
    accounts : int
        Accounts, 2 or more.
    follows : int
        Who follows whom; at most half of all pairs. The account of rank r has followers in proportion to 1/r
        (Zipf's law), so that the first few are celebrities.
    tweets : int
        Tweets that are there before anything is measured, by accounts drawn evenly.
    writes, reads : int
        Tweets written, one of them by the account that most follow, and then feeds read, by accounts drawn
        evenly; 1 or more of each.
    celebrity : int, optional
        Followers from which on the hybrid does not fan a tweet out; a tenth of all accounts by default.
    engine : {"sqlite", "postgres"}
        The database; see `whiteboard.run.database.Database`.
    url : str, optional
        Of a PostgreSQL server.
    seed : int
        Of the random numbers: the same seed gives the same counts in every database.
    progress : bool or callable
        True for a progress bar.

    Returns
    -------
    FeedExperiment
        The table, and what it says in words.

    Raises
    ------
    ValueError
        When a number is too small, or the feeds would come to more than five million rows.

    Examples
    --------
    >>> found = feed_experiment(accounts=100, follows=1_000, tweets=100, writes=5, reads=5)
    >>> found.table["rows written per tweet, most"].to_dict()
    {'on read': 1, 'on write': 80, 'hybrid': 4}
    >>> bool(found.table["same feeds"].all())
    True
    """
    import numpy
    import pandas

    least = {"accounts": 2, "follows": 1, "tweets": 0, "writes": 1, "reads": 1}
    asked = {"accounts": accounts, "follows": follows, "tweets": tweets, "writes": writes, "reads": reads}
    for name, number in asked.items():
        if number < least[name]:
            raise ValueError(f"{name} is {number:,}; give {least[name]} or more")
    if max(accounts, follows, tweets) > MOST_ROWS:
        raise ValueError(f"{max(accounts, follows, tweets):,} rows; give {MOST_ROWS:,} or fewer of each")
    generator = numpy.random.default_rng(seed)
    popular = generator.permutation(accounts).astype(numpy.int64)
    followed, followers = _follows(generator, popular, follows)
    fans = numpy.bincount(followed, minlength=accounts)
    old = generator.integers(0, accounts, tweets)
    new = generator.integers(0, accounts, writes)
    new[writes // 2] = int(numpy.argmax(fans))
    readers = generator.integers(0, accounts, reads)
    most = max(accounts // 10, 1) if celebrity is None else celebrity
    famous = numpy.flatnonzero(fans >= most)
    rows = int(fans[old].sum() + fans[new].sum())
    if rows > MOST_ROWS:
        raise ValueError(
            f"{tweets + writes:,} tweets would go into {rows:,} rows of feeds, more than {MOST_ROWS:,}; "
            "give fewer tweets, or fewer follows"
        )
    opened = open_engine(engine, url=url)
    try:
        with shown(progress) as told:
            shared = {"follows": {"account_id": followed.tolist(), "follower_id": followers.tolist()}}
            shared["celebrities"] = {"account_id": famous.tolist()}
            _build(opened, shared, old.tolist(), told)
            expected: list[Any] = []
            measured = {}
            for design in DESIGNS:
                measured[design.name] = _measured(
                    opened,
                    design,
                    past=tweets,
                    authors=new.tolist(),
                    readers=readers.tolist(),
                    expected=expected,
                )
    finally:
        opened.close()
    table = pandas.DataFrame.from_dict(measured, orient="index")
    table.index.name = "design"
    return FeedExperiment(table=table, followers=int(fans.max()), celebrities=len(famous), engine=opened.name)


def _follows(generator: numpy.random.Generator, popular: Codes, follows: int) -> tuple[Codes, Codes]:
    """Pairs of who is followed and who follows, without repeats, nobody following themselves."""
    import numpy

    accounts = len(popular)
    # Half of all pairs at most: beyond that, drawing at random finds no new ones.
    wanted = min(follows, accounts * (accounts - 1) // 2)
    codes = numpy.zeros(0, dtype=numpy.int64)
    for _ in range(60):
        if len(codes) >= wanted:
            break
        size = int((wanted - len(codes)) * 1.5) + 16
        followed, follower = skewed(generator, popular, size), generator.integers(0, accounts, size)
        codes = numpy.unique(
            numpy.concatenate([codes, (followed * accounts + follower)[followed != follower]])
        )
    if len(codes) > wanted:
        codes = numpy.sort(generator.choice(codes, wanted, replace=False))
    return codes // accounts, codes % accounts


def _build(
    engine: Engine, shared: dict[str, dict[str, list[int]]], authors: list[int], told: Progress | None
) -> None:
    """The tables of all designs, with the follows and the tweets of the past."""
    total = sum(len(columns["account_id"]) for columns in shared.values()) + len(DESIGNS) * len(authors)
    done = 0

    def noted(name: str) -> Callable[[int], None]:
        def loaded(rows: int) -> None:
            nonlocal done
            done += rows
            if told is not None:
                told(name, done, total)

        return loaded

    for statement in (
        "CREATE TABLE follows (account_id bigint, follower_id bigint, PRIMARY KEY (account_id, follower_id))",
        "CREATE TABLE celebrities (account_id bigint PRIMARY KEY)",
    ):
        engine.execute(statement)
    for name, columns in shared.items():
        engine.bulk(name, columns, noted(name))
    engine.execute("CREATE INDEX following ON follows (follower_id, account_id)")
    written = {"id": list(range(1, len(authors) + 1)), "author_id": authors}
    for design in DESIGNS:
        engine.execute(f"CREATE TABLE {design.tweets} (id bigint PRIMARY KEY, author_id bigint)")
        engine.bulk(design.tweets, written, noted(design.tweets))
        engine.execute(f"CREATE INDEX {design.tweets}_by_author ON {design.tweets} (author_id, id)")
        if design.feeds:
            engine.execute(
                f"CREATE TABLE {design.feeds} (account_id bigint, tweet_id bigint, "
                "PRIMARY KEY (account_id, tweet_id))"
            )
            engine.execute(
                f"INSERT INTO {design.feeds} SELECT follower_id, id FROM {design.tweets} "
                f"JOIN follows ON account_id = author_id WHERE true{design.but}"
            )
    engine.execute("ANALYZE")


def _measured(
    engine: Engine, design: Design, *, past: int, authors: list[int], readers: list[int], expected: list[Any]
) -> dict[str, Any]:
    """Write and read as one design does; `expected` holds the feeds of the first one."""
    times, rows = [], []
    for number, author in enumerate(authors, start=past + 1):
        before = _stored(engine, design)
        began = time.perf_counter()
        engine.execute("BEGIN")
        try:
            for sql, values in design.writing(number, author):
                engine.execute(sql, values)
        except BaseException:
            engine.execute("ROLLBACK")
            raise
        engine.execute("COMMIT")
        times.append((time.perf_counter() - began) * 1000)
        rows.append(_stored(engine, design) - before)
    feeds, spent, read = [], [], []
    for reader in readers:
        values = (reader,) * design.reading.count("?")
        began = time.perf_counter()
        feeds.append(engine.execute(design.reading, values))
        spent.append((time.perf_counter() - began) * 1000)
        [(count,)] = engine.execute(design.counting, (reader,) * design.counting.count("?"))
        read.append(int(count))
    if not expected:
        expected.extend(feeds)
    [(kept,)] = engine.execute("SELECT count(*) FROM follows")
    return {
        "ms per read": round(statistics.median(spent), 3),
        "ms per write": round(statistics.median(times), 3),
        "ms of the celebrity's write": round(times[len(times) // 2], 3),
        "rows read per read": round(statistics.mean(read), 1),
        "rows written per tweet": round(statistics.mean(rows), 1),
        "rows written per tweet, most": max(rows),
        "rows stored": _stored(engine, design) + int(kept),
        "same feeds": feeds == expected,
    }


def _stored(engine: Engine, design: Design) -> int:
    """Rows of the design's own tables."""
    tables = (design.tweets, design.feeds) if design.feeds else (design.tweets,)
    return sum(int(engine.execute(f"SELECT count(*) FROM {name}")[0][0]) for name in tables)
