"""Make a storage draft whole: say what it implies, and report the names that lead nowhere.

A learner writes ``pk (follower, followee)`` over columns ``follower_id`` and ``followee_id``, leaves the key
of a key-value store unsaid, or lists a clustering key without repeating it as a column. All of that is meant;
none of it is a mistake. What is left over, an index on a column that no table has, is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from whiteboard.draft.storage import Column, Index, Reference, Storage, Store, StoreKind
from whiteboard.problems.columns import (
    Family,
    Finder,
    bare,
    family,
    find_column,
    is_identifier,
    is_list,
    words,
)

_TABLES = frozenset({StoreKind.RELATIONAL, StoreKind.UNSTATED})
_WIDE_BRANDS = re.compile(r"cassandra|scylla|hbase|bigtable|dynamo|keyspaces|cosmos", re.IGNORECASE)
_BRANDS = re.compile(
    r"redis|memcache|cassandra|scylla|dynamo|mongo|postgres|mysql|sqlite|s3\b|elastic|neo4j|hbase|bigtable|kafka"
    r"|cache|blob",
    re.IGNORECASE,
)
_EXPRESSION = re.compile(r"[()\s+*/<>=:'-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A name in a store that leads nowhere.

    Parameters
    ----------
    store : str
        The store, as typed.
    line : int
        Where it was typed.
    message : str
        What is wrong, in words.
    certain : bool
        False when it may be meant: a reference to a table that another service keeps.
    """

    store: str
    line: int
    message: str
    certain: bool = True


def tidy(storage: Storage) -> tuple[Storage, tuple[Failure, ...]]:
    """Resolve every name in keys, indexes and references, and add what the draft implies.

    Parameters
    ----------
    storage : Storage
        The draft.

    Returns
    -------
    (Storage, tuple of Failure)
        The draft with each key, index and reference naming columns that exist, and what leads nowhere.
        Doing it twice changes nothing more.

    Examples
    --------
    >>> columns = (Column(name="fan_id"), Column(name="star_id"))
    >>> fans = Store(name="fans", columns=columns, primary_key=("fan", "star"))
    >>> tidy(Storage(stores=(fans,)))[0].stores[0].primary_key
    ('fan_id', 'star_id')
    >>> columns = (Column(name="id"), Column(name="text"))
    >>> tweets = Store(name="tweets", columns=columns, indexes=(Index(columns=("posted",)),))
    >>> tidy(Storage(stores=(tweets,)))[1][0].message
    'the index of tweets names posted, and tweets has no such column'
    """
    failures: list[Failure] = []
    stores = [_tidy_store(store, failures) for store in storage.stores]
    by_name: dict[str, Store] = {}
    by_words: dict[tuple[str, ...], Store] = {}
    for store in stores:
        by_name.setdefault(store.name.lower(), store)
        by_words.setdefault(words(store.name), store)
    finished = [
        replace(store, references=tuple(_references(store, by_name, by_words, failures)))
        if store.references
        else store
        for store in stores
    ]
    return replace(storage, stores=tuple(finished)), tuple(failures)


def _tidy_store(store: Store, failures: list[Failure]) -> Store:
    store = _with_distinct_columns(store, failures)
    kind = store.kind
    if kind is StoreKind.UNSTATED and store.partition_key:
        brand = f"{store.brand or ''} {store.note}"[:400]
        if store.sort_key or _WIDE_BRANDS.search(brand):
            kind = StoreKind.WIDE_COLUMN
    store = replace(store, kind=kind)
    # Only a table has a fixed set of columns; elsewhere a key may name one that was not listed. A table
    # of one column is rather one of which only that column was written down.
    fixed = kind in _TABLES and len(store.columns) > 1
    added: list[Column] = []
    finder = Finder(column.name for column in store.columns)

    def resolve(names: Iterable[str], what: str, line: int, *, must_exist: bool) -> tuple[str, ...]:
        found: list[str] = []
        for name in names:
            have = finder.find(name)
            if have is None and _EXPRESSION.search(name.strip()) and not _is_spaced_name(name):
                return ()
            if have is None and must_exist:
                failures.append(
                    Failure(
                        store=store.name,
                        line=line or store.line,
                        message=f"the {what} of {store.name} names {name}, "
                        f"and {store.name} has no such column",
                    )
                )
                return ()
            if have is None:
                added.append(Column(name=name, line=line))
                finder.add(name)
                have = name
            if have not in found:
                found.append(have)
        return tuple(found)

    primary = resolve(store.primary_key, "key", store.line, must_exist=fixed)
    partition = resolve(store.partition_key, "partition key", store.line, must_exist=fixed)
    sort = resolve(store.sort_key, "sort key", store.line, must_exist=fixed)
    uniques = [resolve(names, "unique constraint", store.line, must_exist=fixed) for names in store.uniques]
    indexes = []
    for index in store.indexes:
        names = resolve(index.columns, "index", index.line or store.line, must_exist=fixed)
        if names:
            kept = index.descending if len(names) == len(index.descending) else ()
            indexes.append(replace(index, columns=names, descending=kept))
    references = []
    for reference in store.references:
        names = resolve(reference.columns, "reference", reference.line or store.line, must_exist=fixed)
        if names:
            references.append(replace(reference, columns=names))
    store = replace(store, columns=(*store.columns, *added))
    indexes += _indexes_in_notes(store, indexes)
    primary, partition, sort = _keys(store, primary, partition, sort)
    if kind is StoreKind.DOCUMENT and not primary and store.columns:
        store = replace(store, columns=(Column(name="_id", line=store.line), *store.columns))
        primary = ("_id",)
    return replace(
        store,
        primary_key=primary,
        partition_key=partition,
        sort_key=sort,
        uniques=tuple(names for names in uniques if names),
        indexes=tuple(indexes),
        references=tuple(references),
    )


def _is_spaced_name(name: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d]\w*(?:[ -]\w+){1,3}", name.strip()))


def _with_distinct_columns(store: Store, failures: list[Failure]) -> Store:
    seen: dict[str, Column] = {}
    for column in store.columns:
        key = column.name.lower()
        if key in seen:
            failures.append(
                Failure(
                    store=store.name,
                    line=column.line or store.line,
                    message=f"{store.name} has two columns named {column.name}",
                    certain=False,
                )
            )
        else:
            seen[key] = column
    return replace(store, columns=tuple(seen.values()))


def _keys(
    store: Store, primary: tuple[str, ...], partition: tuple[str, ...], sort: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The keys, with those that the kind of store implies."""
    if not primary:
        primary = _keys_in_notes(store)
    if store.kind is StoreKind.WIDE_COLUMN:
        if partition:
            primary = (*partition, *(name for name in (*sort, *primary) if name not in partition))
            primary = tuple(dict.fromkeys(primary))
        elif primary:
            partition, sort = primary[:1], primary[1:]
    if primary or not store.columns:
        return primary, partition, sort
    if store.kind in (StoreKind.KEY_VALUE, StoreKind.CACHE):
        return (partition + sort) or (store.columns[0].name,), partition, sort
    first = store.columns[0]
    if (
        is_identifier(first.name)
        and not is_list(first)
        and any(is_list(column) for column in store.columns[1:2])
    ):
        return (first.name,), partition, sort  # ``user_id, tweet_ids``: a row is the list of one user
    own = [c.name for c in store.columns if not bare(c.name) and is_identifier(c.name)]
    if own:
        return (own[0],), partition, sort
    if store.kind is StoreKind.DOCUMENT:
        named = [
            c.name
            for c in store.columns
            if is_identifier(c.name) and set(bare(c.name)) <= set(words(store.name))
        ]
        return tuple(named[:1]), partition, sort
    return primary, partition, sort


_SAYS_KEY = re.compile(r"\b(?:pk|primary key|primary)\b", re.IGNORECASE)
_SAYS_INDEX = re.compile(r"\b(?:index|indexed|idx|indices|indexes|mul)\b", re.IGNORECASE)
_SAYS_NOT = re.compile(r"\b(?:no|not|without|un)\b[\s-]*(?:an? )?(?:index|indexed)", re.IGNORECASE)


def _keys_in_notes(store: Store) -> tuple[str, ...]:
    return tuple(column.name for column in store.columns if _SAYS_KEY.search(_said_of(column)))


def _said_of(column: Column) -> str:
    return f"{column.type or ''} {column.note}"[:200]


def _indexes_in_notes(store: Store, have: list[Index]) -> list[Index]:
    """Indexes that stand only in a remark: beside a column, or in what is said of the store."""
    found = []
    leading = {index.columns[0] for index in have}
    for column in store.columns:
        note = _said_of(column)
        if column.name not in leading and _SAYS_INDEX.search(note) and not _SAYS_NOT.search(note):
            found.append(Index(columns=(column.name,), line=column.line))
    note = store.note[:1000]
    said = _SAYS_INDEX.search(note)
    if said and not _SAYS_NOT.search(note):
        lower = note.lower()
        places = sorted(
            (place, column.name)
            for column in store.columns
            for place in [lower.find(column.name.lower(), said.start())]
            if place >= 0 and len(column.name) > 2
        )
        names = tuple(name for _, name in places)
        if names and names[0] not in leading:
            found.append(Index(columns=names, line=store.line))
    return found


def _references(
    store: Store, by_name: dict[str, Store], by_words: dict[tuple[str, ...], Store], failures: list[Failure]
) -> Iterable[Reference]:
    for reference in store.references:
        line = reference.line or store.line
        target = by_name.get(reference.target.lower()) or by_words.get(words(reference.target))
        if target is None and _BRANDS.search(reference.target[:80]):
            continue  # ``timeline -> Redis`` says where it is kept
        if target is None:
            near = difflib.get_close_matches(
                reference.target.lower()[:60], list(by_name)[:200], n=1, cutoff=0.82
            )
            hint = f"; is it {by_name[near[0]].name}" if near else ""
            failures.append(
                Failure(
                    store=store.name,
                    line=line,
                    message=f"{store.name}.{', '.join(reference.columns)} refers to {reference.target}, "
                    f"and no table has that name{hint}",
                    certain=bool(near),
                )
            )
            continue
        columns = []
        for name in reference.target_columns:
            have = find_column(target, name)
            if have is None and target.kind in _TABLES and target.columns:
                failures.append(
                    Failure(
                        store=store.name,
                        line=line,
                        message=f"{store.name}.{', '.join(reference.columns)} refers to "
                        f"{target.name}({name}), and {target.name} has no such column",
                    )
                )
                break
            columns.append(have or name)
        else:
            yield replace(reference, target=target.name, target_columns=tuple(columns))


def is_number_sized(column: Column) -> bool:
    """Whether a column's type is a 32-bit number, by its name in the usual dialects.

    Examples
    --------
    >>> is_number_sized(Column(name="id", type="INT")), is_number_sized(Column(name="id", type="bigint"))
    (True, False)
    """
    text = (column.type or "").strip().lower()
    return family(text) is Family.INTEGER and bool(
        re.match(r"(?:int|integer|int4|int32|serial|serial4|mediumint)\b", text)
    )
