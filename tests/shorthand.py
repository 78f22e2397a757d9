"""A few lines that make stores by hand, for tests that are about what happens after reading."""

import re

from whiteboard.draft.storage import Column, Index, Reference, Storage, Store, StoreKind


def _names(text):
    return tuple(name.strip() for name in text.split(",") if name.strip())


def store(text):
    """``tweets (relational): id:bigint pk, author_id -> accounts; index (author_id)`` as a store."""
    head, _, rest = text.partition(":")
    name, _, kind = head.strip().partition(" (")
    body, *clauses = [part.strip() for part in rest.split(";")]
    columns, references, primary = [], [], ()
    for typed in body.split(","):
        found = re.match(r"\s*([^\s:?]+)(\?)?(?::(\S+))?\s*(?:->\s*(\w+))?\s*(pk)?\s*(.*)$", typed)
        if found is None:
            continue
        column, optional, type_, target, key, note = found.groups()
        columns.append(
            Column(name=column, type=type_, nullable=True if optional else None, line=1, note=note)
        )
        if target:
            references.append(Reference(columns=(column,), target=target))
        if key:
            primary += (column,)
    clause = {}
    for typed in clauses:
        found = re.match(r"(pk|unique index|unique|index|partition|sort) \((.*)\)$", typed)
        clause.setdefault(found[1], []).append(_names(found[2]))
    indexes = [Index(columns=names) for names in clause.get("index", [])]
    indexes += [Index(columns=names, unique=True) for names in clause.get("unique index", [])]
    return Store(
        name=name,
        kind=StoreKind(kind.rstrip(")")) if kind else StoreKind.UNSTATED,
        columns=tuple(columns),
        primary_key=clause.get("pk", [primary])[0],
        uniques=tuple(clause.get("unique", ())),
        indexes=tuple(indexes),
        references=tuple(references),
        partition_key=clause.get("partition", [()])[0],
        sort_key=clause.get("sort", [()])[0],
        line=1,
    )


def storage(*lines):
    return Storage(stores=tuple(store(line) for line in lines))


WORKED = storage(
    "accounts (relational): id pk, handle, name, bio; unique (handle)",
    "tweets (relational): id pk, author_id -> accounts, text, media_url, references_id -> tweets, "
    "created_at; index (author_id, created_at)",
    "follows (relational): follower_id -> accounts, account_id -> accounts; pk (follower_id, account_id); "
    "index (account_id)",
    "likes (relational): tweet_id -> tweets, account_id -> accounts; pk (tweet_id, account_id)",
    "feeds (key-value): account_id pk, tweet_ids",
)
