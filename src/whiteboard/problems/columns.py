"""What the name and the type of a column tell, however the learner spells them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from whiteboard.draft.storage import Column, Store
from whiteboard.draft.wording import ABBREVIATIONS


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set: a vocabulary that reads as one.

    Examples
    --------
    >>> sorted(word_set("date day"))
    ['date', 'day']
    """
    return frozenset(text.split())


_PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_ID_WORDS = frozenset({"id", "uid", "uuid", "guid", "pk", "fk", "ref", "key", "oid"})
_ENDS_IN_ID = word_set(
    "android avoid covid cuid fluid grid hybrid invalid ksuid liquid objectid plaid rapid rowid solid "
    "timeuuid uuid valid vivid void acid squid stupid unpaid prepaid"
)
_IRREGULAR = {"people": "person", "children": "child", "feet": "foot"}
_KEPT_PLURALS = frozenset({"media", "status", "news", "series", "address", "this", "is", "was", "has", "bus"})


class Family(StrEnum):
    """What kind of value a type holds, whatever the dialect calls it."""

    INTEGER = "integer"
    UUID = "uuid"
    TEXT = "text"
    TIME = "time"
    BOOLEAN = "boolean"
    REAL = "real"
    BYTES = "bytes"
    LIST = "list"
    OBJECT_ID = "object id"
    UNKNOWN = "unknown"


# The order matters: ``timeuuid`` is a uuid before it is a time, ``list<text>`` a list before a text.
_FAMILIES: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (
        Family.LIST,
        re.compile(r"\[\]|\[.*\]|\b(?:list|array|set|zset|sorted set|json|jsonb|map|hstore|many)\b"),
    ),
    (Family.UUID, re.compile(r"uuid|guid|uniqueidentifier")),
    (Family.OBJECT_ID, re.compile(r"object_?id")),
    (Family.BYTES, re.compile(r"blob|bytea|binary|\bbytes?\b|\bimage\b|\braw\b")),
    (Family.BOOLEAN, re.compile(r"\bbool")),
    (Family.TIME, re.compile(r"time|\bdate|\bepoch\b|\btstz?\b")),
    (Family.REAL, re.compile(r"float|double|real|decimal|numeric|money")),
    (Family.INTEGER, re.compile(r"int|serial|\blong\b|snowflake|identity|\bnumber\b|counter|auto")),
    (Family.TEXT, re.compile(r"char|text|string|\bstr\b|ulid|ksuid|citext|clob|\benum|\burl\b|\buri\b")),
)
_SORTABLE = re.compile(
    r"serial|auto|identity|snowflake|ulid|ksuid|uuid[ _-]?v?7|time-?uuid|uuid[ _-]?v?1\b|object_?id"
    r"|sort|sequen|monoton"
    r"|increas|increment|chronolog|time[ -]?(?:based|ordered|order)|ordered by time|k-?order|roughly ordered",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """Split a name into lower-case words in the singular.

    Parameters
    ----------
    name : str
        A name as typed: snake, camel or Pascal case, with spaces, dots or dashes.

    Returns
    -------
    tuple of str
        Its words; the whole name when it holds no letter or digit.

    Examples
    --------
    >>> words("UserID1"), words("tweets_by_user"), words("authorid")
    (('user', 'id', '1'), ('tweet', 'by', 'user'), ('author', 'id'))
    """
    found: list[str] = []
    for piece in _PIECES.findall(name):
        word = singular(piece.lower())
        if len(word) >= 5 and word.endswith("id") and word not in _ENDS_IN_ID:
            found += [word[:-2], "id"]
        else:
            found.append(word)
    return tuple(found) or (name.strip().lower(),)


def singular(word: str) -> str:
    """A word without the ending of its plural, by rules that are enough for names.

    Examples
    --------
    >>> [singular(word) for word in ("entries", "statuses", "tweets", "media", "status")]
    ['entry', 'status', 'tweet', 'media', 'status']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    short = ABBREVIATIONS.get(word) or ABBREVIATIONS.get(word.removesuffix("s"))
    if short:
        return short
    if len(word) <= 2 or word in _KEPT_PLURALS or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "uses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=8192)
def bare(name: str) -> tuple[str, ...]:
    """The words of a column's name without what only says that it is an identifier.

    Examples
    --------
    >>> bare("author_id"), bare("UserID1"), bare("id"), bare("fk_user")
    (('author',), ('user',), (), ('user',))
    """
    left = list(words(name))
    while left and (left[-1] in _ID_WORDS or left[-1].isdigit()):
        left.pop()
    while left and left[0] in ("fk", "pk"):
        left.pop(0)
    return tuple(left)


def is_identifier(name: str) -> bool:
    """Whether a column's name says that it identifies something.

    Examples
    --------
    >>> is_identifier("TweetID"), is_identifier("_id"), is_identifier("surname"), is_identifier("handle")
    (True, True, False, True)
    """
    return bool(
        (_ID_WORDS | {"handle", "slug", "username", "code", "hash", "ulid", "snowflake"}) & set(words(name))
    )


def match(name: str, phrase: str) -> float:
    """How well a column's name says a phrase: 3 when it is just that, 0 when it does not.

    A word behind the phrase is let pass only when it adds nothing (``author_name``, ``created_at``).

    Examples
    --------
    >>> match("author_id", "author"), match("tweet_author", "author"), match("user_location", "user")
    (3.0, 2.0, 0.0)
    """
    return _match(bare(name) or words(name), words(phrase))


_ADDS_NOTHING = word_set(
    "name handle username account user profile uid id by at on time date ts timestamp ms utc epoch list set "
    "array sec second milli datetime tz"
)


@lru_cache(maxsize=65536)
def _match(have: tuple[str, ...], want: tuple[str, ...]) -> float:
    if have == want or "".join(have) == "".join(want):
        return 3.0
    size = len(want)
    if have[-size:] == want:
        return 2.0
    for start in range(len(have) - size + 1):
        if have[start : start + size] == want and all(word in _ADDS_NOTHING for word in have[start + size :]):
            return 2.5 if start == 0 else 1.5
    return 0.0


def family(type_: str | None) -> Family:
    """The family of a type as typed.

    Examples
    --------
    >>> family("BIGSERIAL"), family("varchar(280)"), family("list<uuid>"), family(None)
    (<Family.INTEGER: 'integer'>, <Family.TEXT: 'text'>, <Family.LIST: 'list'>, <Family.UNKNOWN: 'unknown'>)
    """
    if not type_:
        return Family.UNKNOWN
    text = type_[:80].lower()
    return next((found for found, pattern in _FAMILIES if pattern.search(text)), Family.UNKNOWN)


def is_sortable(column: Column) -> bool:
    """Whether an identifier grows with time, as the draft says: serial, snowflake, ULID, TimeUUID …

    Examples
    --------
    >>> is_sortable(Column(name="id", type="bigserial")), is_sortable(Column(name="id", note="snowflake"))
    (True, True)
    >>> is_sortable(Column(name="id", type="uuid"))
    False
    """
    return bool(_SORTABLE.search(f"{column.name} {column.type or ''} {column.note}"[:400]))


def is_list(column: Column) -> bool:
    """Whether a column packs many values: by its type, its note, or a name such as ``tweet_ids``.

    Examples
    --------
    >>> is_list(Column(name="followers", type="uuid[]")), is_list(Column(name="tweet_ids"))
    (True, True)
    >>> is_list(Column(name="id"))
    False
    """
    kind = family(column.type)
    if kind is Family.LIST:
        return True
    if kind is Family.TEXT:
        return bool(
            re.search(r"\b(?:list|array|comma|csv|separated|json)\b", column.note[:200], re.IGNORECASE)
        )
    if kind is not Family.UNKNOWN:
        return False
    if re.search(r"\b(?:list|array|set|ids|csv|comma|json)\b", column.note[:200], re.IGNORECASE):
        return True
    lower = column.name.lower()
    return bool(re.search(r"(?:[a-z]_?ids|list|array|_set)$", lower)) and words(column.name) != ("id",)


def find_column(store: Store, name: str) -> str | None:
    """The column of a store that a key, an index or a reference means, however it is spelled there.

    Parameters
    ----------
    store : Store
        The store.
    name : str
        The name as typed in the key.

    Returns
    -------
    str or None
        The column's own name; None when no column, or more than one, can be meant.

    Examples
    --------
    >>> tweets = Store(name="tweets", columns=(Column(name="authorId"), Column(name="text")))
    >>> find_column(tweets, "author_id"), find_column(tweets, "author"), find_column(tweets, "created_at")
    ('authorId', 'authorId', None)
    """
    return Finder(column.name for column in store.columns).find(name)


class Finder:
    """Finds the columns of one store by the names that its keys use for them.

    Parameters
    ----------
    names : iterable of str
        The columns' own names, in order.

    Examples
    --------
    >>> Finder(["UserID1", "UserID2"]).find("userid2")
    'UserID2'
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._exact: dict[str, str] = {}
        self._by_words: dict[tuple[str, ...], list[str]] = {}
        self._by_bare: dict[tuple[str, ...], list[str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Add a column."""
        self._exact.setdefault(name.lower(), name)
        self._by_words.setdefault(words(name), []).append(name)
        if bare(name):
            self._by_bare.setdefault(bare(name), []).append(name)

    def find(self, name: str) -> str | None:
        """The column that is meant; None when none is, or when more than one can be."""
        exact = self._exact.get(name.lower()) or self._exact.get(name.strip().strip("\"`'[]").lower())
        if exact is not None:
            return exact
        for found in (self._by_words.get(words(name), []), self._by_bare.get(bare(name), [])):
            if len(found) == 1:
                return found[0]
        return None
