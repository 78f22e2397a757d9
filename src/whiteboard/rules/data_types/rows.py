"""T1 to T3: media in columns, buckets without a record, rows without an identifier."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import StoreKind
from whiteboard.problems.columns import Family, bare, family, is_identifier, word_set, words
from whiteboard.problems.holdings import BY_KEY, BY_NATURE, NO_TABLE
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.understood import understood

_ROWS = frozenset({StoreKind.RELATIONAL, StoreKind.UNSTATED})
_MEDIA = word_set(
    "media photo image picture video movie clip audio song recording file attachment avatar thumbnail zip"
    " archive artifact package tarball binary"
)
_POINTS = word_set("url uri link href key path location address id ref reference name bucket cdn s3")
_NATURAL = frozenset({("email",), ("e", "mail"), ("username",), ("user", "name"), ("name",), ("phone",)})


@rule(
    "T1",
    section="storage",
    severity=Severity.MUST,
    title="The bytes of media in a column",
    why="A row of megabytes is read, cached, copied and backed up with every row beside it.",
    bad="tweets (relational): id bigint pk, text varchar(280), video longblob, created_at timestamp\n",
    good="tweets (relational): id bigint pk, text varchar(280), video_url text, created_at timestamp\n"
    "videos (blob)\n",
    source="design interview framework, data types step: media goes to blob storage, rows hold its address",
)
def media_in_a_column(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for columns named after media, with a type of bytes."""
    storage = context.board.storage
    if storage is None:
        return
    bucket = any(store.kind is StoreKind.BLOB for store in storage.stores)
    for store in storage.stores:
        if store.kind in NO_TABLE | BY_KEY or store.kind is StoreKind.SEARCH:
            continue
        for column in store.columns:
            if family(column.type) is not Family.BYTES or re.search(r"\(\s*\d{1,3}\s*\)", column.type or ""):
                continue  # binary(16) is an identifier or a hash
            have = set(words(column.name))
            if have & _POINTS and not have & {"file"}:
                continue
            named = bool(have & _MEDIA) or bool(set(words(store.name)) & _MEDIA)
            loose = (column.type or "").strip().lower() in ("blob", "image")
            if named and not (loose and bucket):
                severity = Severity.MUST
            elif named:
                severity = Severity.NOTE
            else:
                severity = Severity.SHOULD
            yield rule.finding(
                f"{store.name}.{column.name} ({column.type}) keeps bytes in a row.",
                line=column.line or store.line or None,
                try_="Where do large objects live, and what would a row need in order to find one?",
                share=0.25,
                severity=severity,
            )


@rule(
    "T2",
    section="storage",
    severity=Severity.SHOULD,
    title="A bucket that no row points to",
    why="An object that no row names can be neither found for its owner nor deleted with it.",
    bad="tweets (relational): id pk, author_id, text, created_at\nphotos (blob)\n",
    good="tweets (relational): id pk, author_id, text, photo_url, created_at\nphotos (blob)\n",
    source="design interview framework, data types step",
)
def bucket_without_record(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for a column that names or addresses what the bucket holds."""
    storage = context.board.storage
    if storage is None:
        return
    buckets = [store for store in storage.stores if store.kind is StoreKind.BLOB]
    others = [store for store in storage.stores if store.kind not in NO_TABLE]
    if not buckets or not others or not any(store.columns for store in others):
        return
    for store in others:
        for column in store.columns:
            have = set(words(column.name)) | set(words(store.name))
            if have & _MEDIA or set(words(column.name)) & {
                "url",
                "uri",
                "link",
                "bucket",
                "s3",
                "cdn",
                "blob",
                "asset",
            }:
                return
    if any(
        reference.target == bucket.name
        for store in others
        for reference in store.references
        for bucket in buckets
    ):
        return
    yield rule.finding(
        f"No row of the other stores says where its object in {buckets[0].name} is.",
        line=buckets[0].line or None,
        try_="Which row does an object belong to, and by what does that row find it?",
    )


@rule(
    "T3",
    section="storage",
    severity=Severity.MUST,
    title="Rows without an identifier, or with one that may change",
    why="What has no lasting identifier cannot be referred to, changed or deleted.",
    bad="tweets (relational): text, created_at\n",
    good="tweets (relational): id, text, created_at\n",
    source="design interview framework, storage step: identifiers are immutable",
)
def no_identifier(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for a key, or a column that looks like one."""
    seen = understood(context)
    if seen is None:
        return
    for store in seen.storage.stores:
        if store.kind in BY_NATURE | BY_KEY | NO_TABLE or store in seen.roles.opaque:
            continue
        if len(store.primary_key) == 1 and bare(store.primary_key[0]) in _NATURAL and store.kind in _ROWS:
            yield rule.finding(
                f"{store.name} is identified by {store.primary_key[0]}, which people change.",
                line=store.line or None,
                try_="Which value of a row never changes? Refer to that, and keep this one unique.",
                severity=Severity.SHOULD,
            )
        if store.primary_key or store.uniques or any(index.unique for index in store.indexes):
            continue
        if store.kind not in _ROWS or len(store.columns) < 2 or store.partition_key:
            continue
        if re.search(r"\bids?\b", store.note[:400], re.IGNORECASE):
            continue  # it is spoken of beside the columns
        held = [holding for holding in seen.roles.held_by(store) if not holding.packed]
        if context.problem is not None and not held:
            continue
        things = [context.problem.thing(holding.thing) for holding in held] if context.problem else []
        if any(thing.between or thing.derived for thing in things):
            continue
        owners = {name for holding in held for role, name in holding.columns.items() if role != "id"}
        owners |= {name for reference in store.references for name in reference.columns}
        if any(is_identifier(column.name) and column.name not in owners for column in store.columns):
            continue
        if not things and len(owners) >= 2:
            continue
        yield rule.finding(
            f"{store.name} has no column that tells one row from another.",
            line=store.line or None,
            try_="By what would a request name one row of it, today and in a year?",
            share=0.25,
        )
