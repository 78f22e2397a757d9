"""Rules on the schema itself: it runs, keeps the rules of the business, and carries no dead weight."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import Index, Store, StoreKind
from whiteboard.problems.holdings import BY_KEY, BY_NATURE, NO_TABLE, Holding
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.storage.bookings import overlapping
from whiteboard.rules.storage.words import shortened, together
from whiteboard.rules.understood import understood


@rule(
    "D2",
    section="storage",
    severity=Severity.NOTE,
    title="An index that another key already gives",
    why="Every index is written on every insert; one that starts another key costs writes and gives nothing.",
    bad="tweets (relational): id pk, author_id, created_at; index (author_id); "
    "index (author_id, created_at)\n",
    good="tweets (relational): id pk, author_id, created_at; index (author_id, created_at)\n",
    source="PostgreSQL 12 documentation, chapter 11.3, Multicolumn Indexes",
)
def redundant_index(rule: Rule, context: Context) -> Iterator[Finding]:
    """Compare each index with the beginnings of the other keys."""
    seen = understood(context)
    for store in seen.storage.stores if seen else ():
        if store.kind in BY_KEY | BY_NATURE | NO_TABLE:
            continue
        for index, what, names in _beginnings(store):
            yield rule.finding(
                f"The index on ({', '.join(index.columns)}) of {store.name} is the beginning of "
                f"{what}, ({', '.join(names)}).",
                line=index.line or store.line or None,
                try_="Leave the shorter one out; the longer one serves its look-ups too.",
            )


def _beginnings(store: Store) -> Iterator[tuple[Index, str, tuple[str, ...]]]:
    """Each index that another key of the store starts with, and that key."""
    plain = [index for index in store.indexes if not index.where and index.method in (None, "btree")]
    sizes = {len(index.columns) for index in plain}
    begins: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
    keys = [
        ("the primary key", store.primary_key),
        *(("a unique constraint", names) for names in store.uniques),
    ]
    for what, names in keys:
        for size in sizes:
            if size <= len(names):
                begins.setdefault(names[:size], (what, names))
    for index in sorted(plain, key=lambda index: -len(index.columns)):
        known = begins.get(index.columns)
        if known and not index.unique:
            yield index, *known
        for size in sizes:
            if size <= len(index.columns):
                begins.setdefault(index.columns[:size], ("another index", index.columns))


@rule(
    "D3",
    section="storage",
    severity=Severity.MUST,
    title="A schema that does not run",
    why="A database would refuse it, so nothing that is built on it can be trusted.",
    bad="CREATE TABLE tweets (id bigint PRIMARY KEY, author_id bigint, text varchar(280));\n"
    "CREATE INDEX tweets_by_time ON tweets (author_id, posted);\n",
    good="CREATE TABLE tweets (id bigint PRIMARY KEY, author_id bigint, text text, posted timestamp);\n"
    "CREATE INDEX tweets_by_time ON tweets (author_id, posted);\n",
    source="run in SQLite after the dialect's own words are taken out",
)
def schema_does_not_run(rule: Rule, context: Context) -> Iterator[Finding]:
    """Report statements that could not be parsed, and names that lead nowhere."""
    seen = understood(context)
    if seen is None:
        return
    for error in seen.storage.errors:
        yield rule.finding(
            f"This statement is not valid SQL: {shortened(error.text)}",
            line=error.line or None,
            try_=error.hint or "Read it aloud from the table's name on; look for a missing comma or bracket.",
            share=0.5,
        )
    for failure in seen.failures:
        text = failure.message[:1].upper() + failure.message[1:]
        yield rule.finding(
            f"{text}.",
            line=failure.line or None,
            try_="Name a table and a column that stand in the draft, as they are spelled there.",
            share=0.25,
            severity=Severity.MUST if failure.certain else Severity.SHOULD,
        )


@rule(
    "D4",
    section="storage",
    severity=Severity.MUST,
    title="A rule of the business that the store does not keep",
    why="Two requests that arrive at once both find nothing and insert; only the store can refuse one.",
    bad="accounts: id pk, handle\n"
    "tweets: id pk, author_id -> accounts, text, created_at; index (author_id, created_at)\n"
    "follows: id pk, follower_id -> accounts, followee_id -> accounts; index (follower_id)\n",
    good="accounts: id pk, handle\n"
    "tweets: id pk, author_id -> accounts, text, created_at; index (author_id, created_at)\n"
    "follows: id pk, follower_id -> accounts, followee_id -> accounts; unique (follower_id, followee_id)\n",
    problem="twitter",
    source="two rows that break the rule are inserted into the tables that the draft makes",
)
def uniqueness_not_enforced(rule: Rule, context: Context) -> Iterator[Finding]:
    """Insert the same pair twice."""
    seen, problem = understood(context), context.problem
    if seen is None or problem is None or seen.roles.opaque:
        return
    for position, unique in enumerate(problem.uniques):
        if unique.overlap:
            yield from overlapping(rule, context, seen=seen, problem=problem, position=position)
            continue
        tried = seen.twice.get(position, ())
        rows = tuple(entry for entry in tried if entry[0].packed is None)
        tried = rows or tried
        if not tried or any(_keeps_by_nature(holding) or twice is False for holding, twice in tried):
            continue
        holding = next((holding for holding, twice in tried if twice), None)
        if holding is None:
            continue
        store = holding.store
        names = [holding.columns[role] for role in unique.roles]
        sure = store.kind in (StoreKind.RELATIONAL, StoreKind.UNSTATED, StoreKind.DOCUMENT)
        promised = bool(
            re.search(
                r"\buniq|\bcomposite|\bdistinct\b|\bprimary\b|\bonly once\b|\bat most once\b",
                store.note[:1000],
                re.I,
            )
        )
        yield rule.finding(
            f"{store.name} takes the same {together(names)} twice, though {unique.says}.",
            line=store.line or None,
            try_=f"Which columns of {store.name} together may never repeat? Say so in a key or a constraint.",
            share=1 / max(1, sum(unique.required for unique in problem.uniques)),
            severity=Severity.MUST if sure and not promised and unique.required else Severity.SHOULD,
        )


def _keeps_by_nature(holding: Holding) -> bool:
    """A set in a row, a set behind a key, and an edge between two nodes hold a pair once."""
    return holding.packed is not None or holding.store.kind in BY_NATURE | BY_KEY
