"""Names across sections: the object "Tweet" is the store ``tweets_by_user`` and the component "tweets db".

Whatever is in doubt counts as the same: a name is a hint at what is meant, and a draft must not lose points
for calling one thing by two names.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from whiteboard.draft.wording import lexicon
from whiteboard.problems.columns import words
from whiteboard.problems.pack import Problem
from whiteboard.rules.vocabulary import Vocabulary, vocabulary_of

FILLERS = lexicon(
    "db dbs database store storage table collection bucket keyspace column family index service "
    "server api the a"
    " an of for in on by per with and or to from at as is its their all any each every main primary"
    " secondary"
    " master replica replicas cluster shard sharded node data info information detail details item items"
    " entry record row rows"
    " object objects entity model type structured unstructured metadata meta raw new old global local"
    " cache cached"
    " sql nosql relational document key value kv wide blob blobs file files graph search time series queue"
    " topic stream"
    " my sq lite maria postgre postgres postgresql mysql mariadb sqlite oracle aurora mongodb "
    "mongo dynamodb dynamo cassandra scylla"
    " hbase bigtable"
    " redis memcached elasticsearch opensearch elastic solr neo4j s3 gcs azure minio hdfs kafka rabbitmq"
    " sqs spanner"
    " cockroach cockroachdb amazon aws rds simple system app application backend persistent persistence"
    " permanent durable transactional source truth layer engine instance server in memory id uuid"
)
"""Words of a name that say where something is kept rather than what is kept there."""

_ENDINGS = lexicon(
    "s es er ers ee ees ing ings ed d r rs ment ments ion ions ation ations or ors al able y ie "
    "ies e history log"
    " list graph"
)


class Names:
    """Compares names, with the synonyms of a problem when there is one.

    Parameters
    ----------
    problem : Problem or None
        Whose things' synonyms are one name.

    Examples
    --------
    >>> names = Names(None)
    >>> [names.related("Tweet", other) for other in ("tweets_by_user", "tweets db", "likes")]
    [True, True, False]
    >>> from whiteboard.problems import load
    >>> Names(load("twitter")).related("Tweet", "Posts")
    True
    """

    def __init__(self, problem: Problem | None) -> None:
        self._vocabulary: Vocabulary | None = vocabulary_of(problem) if problem is not None else None
        self._kept: dict[str, frozenset[str]] = {}

    def words(self, text: str) -> frozenset[str]:
        """What a name says, in the singular; things of the problem by their own names as well."""
        if text not in self._kept:
            typed = [word for word in words(text[:200]) if word]
            found = {word for word in typed if word not in FILLERS and not word.isdigit()}
            if self._vocabulary is not None:
                for thing in self._vocabulary.canonical([*typed]):
                    if thing in self._vocabulary.things:
                        found.add(thing)
            if len(self._kept) > 20_000:
                self._kept.clear()
            self._kept[text] = frozenset(found)
        return self._kept[text]

    def is_generic(self, text: str) -> bool:
        """Whether a name says only where something is kept: "database", "Postgres", "metadata store".

        Examples
        --------
        >>> Names(None).is_generic("main database"), Names(None).is_generic("tweets db")
        (True, False)
        """
        return not self.words(text)

    def thing(self, text: str) -> str | None:
        """The thing of the problem that a name is, whole; None when it is none."""
        if self._vocabulary is None:
            return None
        whole = self._vocabulary.canonical(list(words(text[:200])))
        return whole[0] if len(whole) == 1 and whole[0] in self._vocabulary.things else None

    def related(self, one: str, other: str) -> bool:
        """Whether two names may mean the same: they share a word that says something, or a stem of it."""
        left, right = self.words(one), self.words(other)
        return bool(left & right) or any(_akin(a, b) for a in left for b in right)

    def any_related(self, one: str, others: Iterable[str]) -> bool:
        """Whether a name may mean the same as any of some others."""
        return any(self.related(one, other) for other in others)


@lru_cache(maxsize=65536)
def _akin(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < 4:
        return False
    if short in long and len(short) >= 5:
        return True  # what was run together: "likedtweet"
    stem = short.removesuffix("e")
    return long.startswith(stem) and (long[len(stem) :] in _ENDINGS or long[len(short) :] in _ENDINGS)


class Bag:
    """Many names, of which one can ask quickly whether any may mean the same as another.

    Parameters
    ----------
    names : Names
        How names are compared.
    texts : iterable of str
        The names.

    Examples
    --------
    >>> bag = Bag(Names(None), ["tweets_by_user", "follows"])
    >>> bag.has("Tweet"), bag.has("Follower"), bag.has("Like")
    (True, True, False)
    """

    def __init__(self, names: Names, texts: Iterable[str] = ()) -> None:
        self._names = names
        self._words: set[str] = set()
        self._by_stem: dict[str, list[str]] = {}
        self._long: list[str] = []
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Add a name."""
        for word in self._names.words(text) - self._words:
            self._words.add(word)
            if len(word) >= 4:
                self._by_stem.setdefault(word[:4], []).append(word)
            if len(word) >= 9 and len(self._long) < 500:
                self._long.append(word)

    def has(self, text: str) -> bool:
        """Whether any of the names may mean the same."""
        return bool(self._names.words(text) & self._words) or self.has_other_form(text)

    def has_other_form(self, text: str) -> bool:
        """Whether any of the names has another form of its words: "follower" for "follow"."""
        for word in self._names.words(text) - self._words:
            if any(_akin(word, other) for other in self._by_stem.get(word[:4], ())[:200]):
                return True
            if len(word) >= 5 and any(word in other for other in self._long):
                return True
        return False
