"""C3, C4: each object and each data type has a store, and each store holds one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from whiteboard.draft.board import Board
from whiteboard.draft.data_types import DataKind
from whiteboard.draft.design import ComponentKind
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import Storage, Store, StoreKind
from whiteboard.draft.wording import lexicon
from whiteboard.problems.columns import bare, words
from whiteboard.problems.pack import Problem
from whiteboard.problems.roles import is_opaque
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.closure.kinds import kinds_of
from whiteboard.rules.closure.names import FILLERS, Bag, Names
from whiteboard.rules.context import Context
from whiteboard.rules.said import said
from whiteboard.rules.storage.words import together
from whiteboard.rules.understood import understood

_MOST = 300
_COMPUTED = lexicon(
    "feed timeline newsfeed trend trending recommendation suggestion ranking leaderboard count counter"
    " statistic stat"
    " session token page result search query view report analytics dashboard cursor request "
    "response notification"
)
_PERSONS = lexicon(
    "user account person people developer customer client member visitor viewer reader guest admin"
    " administrator actor engineer"
    " operator candidate interviewer interviewee creator author employee moderator company team "
    "host machine"
)
_SUPPORT = lexicon(
    "session token auth credential login password permission role outbox inbox idempotency audit event job"
    " task lock lease"
    " migration setting config configuration counter count statistic stat metric analytics notification"
    " device queue dead"
    " letter sequence snowflake archive backup history log warehouse lake feed timeline fanout fan hashtag"
    " tag search trending"
    " cache hot cold temp temporary staging upload chunk thumbnail rendition variant transcode status state"
)


@dataclass(frozen=True, slots=True)
class Declared:
    """An object or a data type that the draft declares; `rows` when it is said to be structured."""

    name: str
    line: int
    media: bool = False
    fields: tuple[str, ...] = ()
    what: str = "object"
    rows: bool = False


def declared(board: Board, names: Names) -> list[Declared]:
    """Objects and data types of a draft, each name once."""
    found: list[Declared] = []
    seen: dict[frozenset[str] | str, int] = {}
    for thing in (board.objects.objects if board.objects else ())[:_MOST]:
        key = names.words(thing.name) or thing.name.casefold()
        if key not in seen:
            seen[key] = len(found)
            fields = tuple(field.name for field in thing.fields)
            found.append(Declared(thing.name, thing.line, fields=fields))
    for type_ in (board.data_types.types if board.data_types else ())[:_MOST]:
        key = names.words(type_.name) or type_.name.casefold()
        media = type_.kind is DataKind.MEDIA
        rows = type_.kind is DataKind.STRUCTURED
        if key not in seen:
            seen[key] = len(found)
            fields = tuple(field.name for field in type_.fields)
            found.append(Declared(type_.name, type_.line, media, fields, "data type", rows))
        elif rows:
            # "Video: media" and "Video metadata: structured" are two, and the second needs rows.
            found[seen[key]] = replace(found[seen[key]], rows=True, media=False)
    return found


@rule(
    "C4",
    section=CLOSURE,
    severity=Severity.MUST,
    title="Something declared that no store holds",
    why="What is stored nowhere is lost when the request ends.",
    bad="## Objects\nAccount: handle, name\nTweet: text\nReview: stars, text\n\n"
    "## Storage\naccounts (relational): id pk, handle, name\n"
    "tweets (relational): id pk, author_id -> accounts, text, created_at\n",
    good="## Objects\nAccount: handle, name\nTweet: text\nReview: stars, text\n\n"
    "## Storage\naccounts (relational): id pk, handle, name\n"
    "tweets (relational): id pk, author_id -> accounts, text, created_at\n"
    "reviews (relational): id pk, account_id -> accounts, stars, text\n",
    source="closure: the objects of the first step are the stores of a later one",
)
def declared_and_not_stored(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for each declared thing in the names, the columns and the words of the storage section."""
    storage = context.board.storage
    if storage is None or not storage.stores or storage.errors:
        return
    names = Names(context.problem)
    things = declared(context.board, names)
    if not things or _holds_anything(storage, names):
        return
    columns = _Columns(names, storage)
    held = Bag(names, _names_of(storage, blobs=True))
    rows = Bag(names, _names_of(storage, blobs=False))
    for unread in storage.unread:
        held.add(unread.text)
        rows.add(unread.text)
    lost = [
        thing
        for thing in things
        if not _is_held(thing, context, names, held=rows if thing.rows else held, columns=columns)
    ]
    for thing in lost:
        certain = not (names.words(thing.name) & _PERSONS and not thing.fields) and not _is_drawn(
            thing, context.board, names
        )
        yield rule.finding(
            f"{thing.name} is declared as {'an' if thing.what == 'object' else 'a'} {thing.what}, "
            f"and no store "
            "or column holds it.",
            line=thing.line or None,
            try_=f"Where does a {thing.name} stand after a restart? Name the store, or say that "
            f"it is not kept.",
            share=1 / len(things),
            severity=None if certain else Severity.SHOULD,
        )


def _is_held(thing: Declared, context: Context, names: Names, *, held: Bag, columns: _Columns) -> bool:
    told = names.words(thing.name)
    if not told or told & _COMPUTED:
        return True
    board, problem = context.board, context.problem
    if held.has(thing.name) or columns.has(thing.name):
        return True
    if thing.media and _has_blobs(board):
        return True
    # By its own words: a synonym of it ("version" of a release) may well be ruled out in another sense.
    typed = set(words(thing.name)) - FILLERS
    if board.out_of_scope is not None and any(
        typed <= set(words(exclusion.text[:300])) for exclusion in board.out_of_scope.exclusions[:50]
    ):
        return True
    if _fields_are_held(thing, board.storage, names):
        return True
    return problem is not None and _held_by_role(thing, context, problem, names)


def _held_by_role(thing: Declared, context: Context, problem: Problem, names: Names) -> bool:
    """Whether the problem knows the thing, and its columns stand in some store whatever that is called."""
    known = names.thing(thing.name)
    found = understood(context)
    if known is None or found is None:
        return False
    pack_thing = problem.thing(known)
    if pack_thing.media and not thing.rows:
        return _has_blobs(context.board)
    if pack_thing.derived or found.roles.of(known):
        return True
    return bool(pack_thing.within and found.roles.of(pack_thing.within))


_OF_ANY_ROW = frozenset(
    {"id", "name", "title", "text", "created", "time", "date", "user", "account", "owner", "author", "status"}
)


def _fields_are_held(thing: Declared, storage: Storage | None, names: Names) -> bool:
    """Whether half of the fields, two at least, are columns of one store."""
    fields = [bare(name) or (name.casefold(),) for name in thing.fields[:30]]
    # What every row has tells nothing of this one.
    fields = [field for field in fields if not set(field) <= _OF_ANY_ROW]
    if len(fields) < 2 or storage is None:
        return False
    for store in storage.stores[:_MOST]:
        have = {bare(column.name) or (column.name.casefold(),) for column in store.columns[:200]}
        common = sum(field in have for field in fields)
        if common >= 2 and 2 * common > len(fields):
            return True
    return False


def _holds_anything(storage: Storage, names: Names) -> bool:
    """Whether a store may hold whatever the draft declares: "Postgres", a single-table design."""
    return any(
        is_opaque(store)
        or (not store.columns and names.is_generic(store.name) and store.kind is not StoreKind.BLOB)
        for store in storage.stores[:5000]
    )


class _Columns:
    """The columns of all stores, asked for a thing that may be embedded in a row of another."""

    def __init__(self, names: Names, storage: Storage) -> None:
        self._held = Bag(names)
        self._pointing = Bag(names)
        self._names = names
        for store in storage.stores[:5000]:
            leads = {column for reference in store.references for column in reference.columns}
            for column in store.columns[:500]:
                # ``account_id`` says which account, and not what an account is.
                points = column.name in leads or words(column.name)[-1:] == ("id",)
                (self._pointing if points else self._held).add(column.name)
                if column.note:
                    self._held.add(column.note)

    def has(self, name: str) -> bool:
        """Whether a column holds it, or is called by another form of its name (``follower_id``, Follow)."""
        return self._held.has(name) or self._pointing.has_other_form(name)


def _names_of(storage: Storage, *, blobs: bool) -> Iterator[str]:
    for store in storage.stores[:5000]:
        if blobs or store.kind is not StoreKind.BLOB:
            yield store.name
            yield store.note
    for remark in storage.remarks:
        for start in range(0, min(len(remark), 2000), 180):
            yield remark[start : start + 200]


def _is_drawn(thing: Declared, board: Board, names: Names) -> bool:
    """Whether the design has a store of that name, so that only the storage section falls short."""
    if board.design is None:
        return False
    described = {store.kind for store in board.storage.stores} if board.storage is not None else set()
    kinds = (
        ComponentKind.STORE,
        ComponentKind.BLOB,
        ComponentKind.SEARCH,
        ComponentKind.CACHE,
        ComponentKind.EXTERNAL,
    )
    return any(
        # "tweets db" beside other tables of its kind is the place of all of them, and says nothing of one.
        component.kind in kinds
        and not described & kinds_of(component)
        and names.related(thing.name, component.name)
        for component in board.design.components[:2000]
    )


_BLOBS = re.compile(
    r"\b(?:blobs?|buckets?|object[ _-](?:store|storage|stores)|s3|gcs|minio|hdfs|ceph|cdn"
    r"|cloud ?front|azure ?blob"
    r"|file ?(?:store|storage|system|server)s?|media[ _-](?:store|storage)|swift|nas|cloudinary"
    r"|mux|youtube|imgur)\b",
    re.IGNORECASE,
)


def _has_blobs(board: Board) -> bool:
    """Whether media has a place: a bucket, a blob store of the design, or words for one."""
    if board.storage is not None and any(store.kind is StoreKind.BLOB for store in board.storage.stores):
        return True
    if board.design is not None and any(
        component.kind in (ComponentKind.BLOB, ComponentKind.CDN) for component in board.design.components
    ):
        return True
    return bool(_BLOBS.search(said(board, "storage", "design", "api", "bottlenecks", "qualities")))


has_blobs = _has_blobs


@rule(
    "C3",
    section=CLOSURE,
    severity=Severity.SHOULD,
    title="A store that holds nothing that was declared",
    why="A store without a purpose on the board is a cost that nobody asked for, or a need that "
    "was not written down.",
    bad="## Objects\nAccount: handle, name\nTweet: text\n\n"
    "## Storage\naccounts (relational): id pk, handle, name\n"
    "tweets (relational): id pk, author_id -> accounts, text, created_at\n"
    "invoices (relational): id pk, amount, paid_at\n",
    good="## Objects\nAccount: handle, name\nTweet: text\n\n"
    "## Storage\naccounts (relational): id pk, handle, name\n"
    "tweets (relational): id pk, author_id -> accounts, text, created_at\n"
    "likes (relational): account_id -> accounts, tweet_id -> tweets; pk (account_id, tweet_id)\n",
    source="closure: the stores hold the objects and the types that were declared",
)
def store_without_declared_thing(rule: Rule, context: Context) -> Iterator[Finding]:
    """Stores of which neither name nor columns speak of anything that the draft declares or does."""
    storage = context.board.storage
    names = Names(context.problem)
    if storage is None or not storage.stores:
        return
    things = declared(context.board, names)
    if not things:
        return
    told = Bag(names, _told(context.board, things))
    lost = [store for store in storage.stores[:2000] if not _has_purpose(store, context, names, told)]
    if lost:
        one = len(lost) == 1
        some = [store.name for store in lost[:4]] + ([f"{len(lost) - 4} more"] if len(lost) > 4 else [])
        yield rule.finding(
            f"{together(some)} {'holds' if one else 'hold'} nothing that the draft declares.",
            line=lost[0].line or None,
            try_="Add the object that it holds to the declared ones, or leave the store out.",
        )


def _told(board: Board, things: list[Declared]) -> Iterator[str]:
    for thing in things:
        yield thing.name
        yield from thing.fields
    if board.relations is not None:
        for relation in board.relations.relations[:_MOST]:
            yield from (relation.subject, relation.verb, relation.target)
    for text in said(board, "access patterns", "api")[:60_000].split("\n"):
        for start in range(0, len(text), 180):
            yield text[start : start + 200]


def _has_purpose(store: Store, context: Context, names: Names, told: Bag) -> bool:
    own = names.words(store.name)
    if not own or own & _SUPPORT or told.has(store.name):
        return True
    if store.kind in (StoreKind.CACHE, StoreKind.QUEUE, StoreKind.BLOB, StoreKind.SEARCH) or is_opaque(store):
        return True
    # A join table says by its columns what it is about.
    if any(told.has(reference.target) for reference in store.references):
        return True
    ends = [column.name for column in store.columns if bare(column.name) and told.has(column.name)]
    if len(ends) >= 2 or (store.note and told.has(store.note)):
        return True
    found = understood(context) if context.problem is not None else None
    return found is not None and any(holding.store.name == store.name for holding in found.roles.holdings)
