"""Three ways to serve a feed, as the SQL that writes a tweet and the SQL that reads a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

PAGE = 20
"""Tweets that a page of a feed shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One way to serve a feed.

    Parameters
    ----------
    name : str
        ``"on read"``, ``"on write"`` or ``"hybrid"``.
    tweets, feeds : str
        Its tables; ``feeds`` is empty when no feed is kept.
    but : str
        The condition on the authors whose tweets go into feeds; empty for all.
    reading : str
        The newest page of one account's feed, the tweets' ids, newest first.
    counting : str
        How many rows of tables the page is made from: follows and tweets found, entries and tweets kept.
    """

    name: str
    tweets: str
    feeds: str = ""
    but: str = ""
    reading: str
    counting: str

    def writing(self, tweet: int, author: int) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The statements of one tweet."""
        yield f"INSERT INTO {self.tweets} VALUES (?, ?)", (tweet, author)
        if self.feeds:
            but = self.but.replace("author_id", "follows.account_id")
            fan_out = f"SELECT follower_id, {tweet:d} FROM follows WHERE account_id = ?{but}"
            yield f"INSERT INTO {self.feeds} {fan_out}", (author,)


_NOT_FAMOUS = " AND author_id NOT IN (SELECT account_id FROM celebrities)"
_KEPT = "SELECT tweet_id AS id FROM {feeds} WHERE account_id = ? ORDER BY tweet_id DESC LIMIT {page}"
_COLLECTED = "FROM follows f JOIN {tweets} t ON t.author_id = f.account_id WHERE f.follower_id = ?{famous}"
_FAMOUS = " AND f.account_id IN (SELECT account_id FROM celebrities)"


def _on_read() -> Design:
    found = _COLLECTED.format(tweets="tweets_on_read", famous="")
    follows = "(SELECT count(*) FROM follows WHERE follower_id = ?)"
    return Design(
        name="on read",
        tweets="tweets_on_read",
        reading=f"SELECT t.id, t.author_id {found} ORDER BY t.id DESC LIMIT {PAGE}",
        counting=f"SELECT {follows} + (SELECT count(*) {found})",
    )


def _on_write() -> Design:
    kept = _KEPT.format(feeds="feeds_on_write", page=PAGE)
    return Design(
        name="on write",
        tweets="tweets_on_write",
        feeds="feeds_on_write",
        reading=(
            f"SELECT t.id, t.author_id FROM ({kept}) AS k JOIN tweets_on_write t ON t.id = k.id "
            "ORDER BY t.id DESC"
        ),
        counting=f"SELECT 2 * count(*) FROM ({kept}) AS k",
    )


def _hybrid() -> Design:
    kept = _KEPT.format(feeds="feeds_hybrid", page=PAGE)
    found = _COLLECTED.format(tweets="tweets_hybrid", famous=_FAMOUS)
    merged = (
        f"SELECT * FROM ({kept}) AS kept "
        f"UNION ALL SELECT * FROM (SELECT t.id {found} ORDER BY t.id DESC LIMIT {PAGE}) AS merged"
    )
    follows = "(SELECT count(*) FROM follows WHERE follower_id = ?)"
    return Design(
        name="hybrid",
        tweets="tweets_hybrid",
        feeds="feeds_hybrid",
        but=_NOT_FAMOUS,
        reading=(
            f"SELECT t.id, t.author_id FROM (SELECT id FROM ({merged}) AS both_ways "
            f"ORDER BY id DESC LIMIT {PAGE}) AS k JOIN tweets_hybrid t ON t.id = k.id ORDER BY t.id DESC"
        ),
        counting=(f"SELECT {follows} + (SELECT count(*) {found}) + (SELECT 2 * count(*) FROM ({kept}) AS k)"),
    )


DESIGNS: tuple[Design, ...] = (_on_read(), _on_write(), _hybrid())
"""On read, on write, and hybrid: on write but for celebrities, whose tweets are merged in when a feed is read."""
