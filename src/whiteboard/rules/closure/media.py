"""C5: media is in blob storage, and some row points to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.board import Board
from whiteboard.draft.data_types import DataKind
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import Column, Storage, Store, StoreKind
from whiteboard.draft.wording import lexicon
from whiteboard.problems.columns import Family, bare, family, words
from whiteboard.problems.roles import is_opaque
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.closure.held import has_blobs
from whiteboard.rules.closure.names import Names
from whiteboard.rules.context import Context

_MEDIA = lexicon(
    "photo image picture video audio media recording avatar thumbnail attachment movie clip "
    "artifact binary file"
    " document gif song track podcast screenshot"
)
_SURELY_MEDIA = lexicon("photo image picture video audio media recording movie podcast")
_NOT_BYTES = lexicon(
    "url uri link href src key path id ids count number length size name title type format "
    "duration status metadata"
    " info description caption like view comment"
)
_POINTERS = lexicon(
    "url uri urls uris link href src key path location address bucket blob object s3 cdn file "
    "filename artifact"
    " attachment thumbnail rendition manifest playlist storage"
)
_ADDRESSES = lexicon("url uri urls uris link href src path s3 cdn")
_ADDRESSED = re.compile(
    r"\b(?:keyed by|named after|points? to|refers? to|urls?|uris?|addresses|address of|links? to"
    r"|paths?|object keys?)\b",
    re.IGNORECASE,
)
_KEYED = re.compile(
    r"\b(?:key(?:ed)?|named|stored|addressed|path|prefix)\b|\{[^{}]*\}|<\w+>|/|\bby (?:\w+ )?id\b",
    re.IGNORECASE,
)


@rule(
    "C5",
    section=CLOSURE,
    severity=Severity.MUST,
    title="Media without a blob store, or without a row that points to it",
    why="A database of rows is a dear and slow place for megabytes, and a blob that no row names "
    "is never found again.",
    bad="## Data types\nTweet: structured, 1 KB\nVideo: media, 10 MB\n\n"
    "## Storage\ntweets (relational): id pk, author_id, text, created_at\nvideos (relational): "
    "id pk, tweet_id -> tweets, length\n",
    good="## Data types\nTweet: structured, 1 KB\nVideo: media, 10 MB\n\n"
    "## Storage\ntweets (relational): id pk, author_id, text, video_url, created_at\nvideos (blob)\n",
    source="design interview framework, data types step: media goes to blob storage, rows hold its address",
)
def media_in_its_place(rule: Rule, context: Context) -> Iterator[Finding]:
    """Hold declared media against the kinds of store, and against the columns of the rest."""
    board = context.board
    storage = board.storage
    if storage is None or not storage.stores or storage.errors:
        return
    names = Names(context.problem)
    found = _media(board, context, names)
    if found is None:
        return
    name, line, sure = found
    if _ruled_out(board, name):
        return
    if not has_blobs(board):
        # An address says that the file is elsewhere; where, a design that is not drawn yet may say.
        sure = sure and not (board.design is None and has_address(storage))
        yield rule.finding(
            f"{name} is media, and neither a blob store nor another place for large files is on the board.",
            line=line or None,
            try_="Which kind of store takes files of megabytes and hands them out by their address?",
            severity=None if sure else Severity.SHOULD,
        )
        return
    if not _is_pointed_to(storage, name, names):
        yield rule.finding(
            f"{name} is media in a blob store, and no column says where one of them is.",
            line=line or None,
            try_="Which row would a reader have in hand, and how does it lead to the file?",
            severity=None if sure else Severity.SHOULD,
        )


def _media(board: Board, context: Context, names: Names) -> tuple[str, int, bool] | None:
    """Name and line of the first media that the draft declares, and whether it says so itself."""
    for type_ in (board.data_types.types if board.data_types else ())[:500]:
        if type_.kind is DataKind.MEDIA:
            return type_.name, type_.line, True
    for thing in (board.objects.objects if board.objects else ())[:500]:
        for name, line in ((thing.name, thing.line), *((field.name, field.line) for field in thing.fields)):
            told = set(words(name))
            if told & _SURELY_MEDIA and words(name)[-1] in _MEDIA and not told & _NOT_BYTES:
                return name, line or thing.line, False
    return None


def _ruled_out(board: Board, name: str) -> bool:
    if board.out_of_scope is None:
        return False
    return any(
        set(words(name)) <= set(words(exclusion.text)) or set(words(exclusion.text)) & {"media", "upload"}
        for exclusion in board.out_of_scope.exclusions[:100]
    )


def has_address(storage: Storage) -> bool:
    """Whether any column holds the address of a file."""
    columns = (column for store in storage.stores for column in store.columns[:500])
    return any(set(words(column.name)) & _ADDRESSES for column in columns)


def _is_pointed_to(storage: Storage, name: str, names: Names) -> bool:
    rows = [store for store in storage.stores if store.kind is not StoreKind.BLOB]
    blobs = [store for store in storage.stores if store.kind is StoreKind.BLOB]
    if not any(store.columns for store in rows) or any(is_opaque(store) for store in rows):
        return True
    if any(store.columns or _KEYED.search(store.note[:500]) for store in blobs):
        return True  # the bucket says itself by what its objects are found
    tables = {word for store in rows for word in words(store.name)}
    if any(_points(column, name, names, tables) for store in rows for column in store.columns[:500]):
        return True
    if any(_is_record(store, name, names) for store in rows):
        return True
    return any(_ADDRESSED.search(remark[:2000]) for remark in storage.remarks)


def _points(column: Column, name: str, names: Names, tables: set[str]) -> bool:
    told = set(words(column.name))
    if words(column.name)[-1:] == ("id",) and set(bare(column.name)) <= tables:
        return False  # it leads to a row of another table
    if told & _POINTERS and told not in ({"key"}, {"object"}):
        return True
    if told & (_MEDIA | names.words(name)) and family(column.type) is not Family.BYTES:
        return not told & {"count", "length", "size", "duration"}
    return bool(re.search(r"\b(?:url|uri|s3|blob|bucket|object key|cdn)\b", column.note[:300], re.I))


def _is_record(store: Store, name: str, names: Names) -> bool:
    """Whether a table has one row for each file: its key is the file's."""
    told = set(words(store.name))
    return bool(told & (_MEDIA | names.words(name))) and (not store.columns or bool(store.primary_key))
