"""Rules on what a store's rows hold: identifiers, owners, times, references and media."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import Store, StoreKind
from whiteboard.problems.columns import (
    Family,
    bare,
    family,
    is_identifier,
    is_list,
    word_set,
    words,
)
from whiteboard.problems.holdings import BY_KEY, BY_NATURE, NO_TABLE, Holding, identifier
from whiteboard.problems.pack import Thing
from whiteboard.problems.roles import sortable_by
from whiteboard.problems.tidy import is_number_sized
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.understood import Understood, understood

_ROWS = frozenset({StoreKind.RELATIONAL, StoreKind.UNSTATED})
_MEDIA = word_set(
    "media photo image picture video movie clip audio song recording file attachment avatar thumbnail zip"
)
_POINTS = word_set("url uri link href key path location address id ref reference name bucket cdn s3")
_NATURAL = frozenset({("email",), ("e", "mail"), ("username",), ("user", "name"), ("name",), ("phone",)})
_TYPES = "database practice: a column holds one value of the type that is compared with"


def _article(name: str) -> str:
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"


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


@rule(
    "T4",
    section="storage",
    severity=Severity.MUST,
    title="A thing that does not say whose it is",
    why="Without it no query can lead from the one to the other.",
    bad="users: id, name\ntweets: id, text, created_at\n"
    "follows: follower_id, followee_id; pk (follower_id, followee_id)\n",
    good="users: id, name\ntweets: id, user_id -> users, text, created_at; index (user_id, created_at)\n"
    "follows: follower_id, followee_id; pk (follower_id, followee_id)\n",
    problem="twitter",
    source="design interview framework, data types step",
)
def missing_owner(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each thing must hold, somewhere, every reference that the access patterns ask of it."""
    seen, problem = understood(context), context.problem
    if seen is None or problem is None or seen.roles.opaque:
        return
    for thing in problem.things:
        if thing.derived or thing.media or not thing.refers:
            continue
        holdings = seen.roles.of(thing.name)
        if not holdings or any(holding.store.kind in BY_NATURE | BY_KEY for holding in holdings):
            continue
        if any(not holding.store.columns for holding in holdings):
            continue
        for role, target in thing.refers.items():
            if any(role in holding.columns for holding in holdings):
                continue
            if not _is_wanted(seen, thing, role):
                continue
            store = holdings[0].store
            yield rule.finding(
                f"No column of {store.name} says which {target} is the {role} of {_article(thing.name)}.",
                line=store.line or None,
                try_=f"What would a row of {store.name} need, so that one could go from the {target} to it?",
                share=0.5,
                severity=Severity.MUST if _is_asked_for(seen, thing) else Severity.SHOULD,
            )


def _is_asked_for(seen: Understood, thing: Thing) -> bool:
    """Whether a required access pattern can be answered by looking the thing up."""
    return any(
        step.thing == thing.name
        for service in seen.services
        if service.pattern.required
        for way in service.pattern.ways
        for step in way.steps
    )


def _is_wanted(seen: Understood, thing: Thing, role: str) -> bool:
    """A relation needs both its sides; of an object, what a required access pattern looks up by."""
    if thing.between:
        return role in thing.between
    return any(
        step.thing == thing.name and role in step.given
        for service in seen.services
        if service.pattern.required
        for way in service.pattern.ways
        for step in way.steps
    )


@rule(
    "T5",
    section="storage",
    severity=Severity.MUST,
    title="A list in one column that has to be searched",
    why="An index finds a row by a whole value; what stands inside a list is found by reading every list.",
    bad="accounts (relational): id pk, handle, followers text[]\n"
    "tweets (relational): id pk, author_id, text, created_at; index (author_id, created_at)\n",
    good="accounts (relational): id pk, handle\n"
    "followers (relational): follower_id, account_id; pk (follower_id, account_id)\n"
    "tweets (relational): id pk, author_id, text, created_at; index (author_id, created_at)\n",
    problem="twitter",
    source=_TYPES,
)
def searched_list(rule: Rule, context: Context) -> Iterator[Finding]:
    """Take the look-ups that an access pattern makes inside a packed list."""
    seen = understood(context)
    said: set[tuple[int, str]] = set()
    for service in seen.services if seen else ():
        for step in service.look_ups:
            holding = step.holding
            if holding is None or not holding.packed or not step.scans or not service.pattern.required:
                continue
            if holding.packed not in [holding.columns.get(role) for role in step.step.given]:
                continue
            key = (id(holding.store), holding.packed)
            if key in said:
                continue
            said.add(key)
            column = next((column for column in holding.store.columns if column.name == holding.packed), None)
            yield rule.finding(
                f"{service.pattern.name} has to search inside {holding.store.name}.{holding.packed}, "
                f"which packs many values into one.",
                line=(column.line if column else 0) or holding.store.line or None,
                try_="What if each pair were a row of its own?",
                share=0.25,
                severity=Severity.SHOULD if holding.store.kind is StoreKind.DOCUMENT else Severity.MUST,
            )


@rule(
    "T6",
    section="storage",
    severity=Severity.MUST,
    title="The field that the promised order needs is absent",
    why="Newest first can only be answered from something that tells which came later.",
    bad="accounts: id, name\ntweets: id, author_id -> accounts, text; index (author_id)\n"
    "follows: follower_id, followee_id; pk (follower_id, followee_id)\n",
    good="accounts: id, name\n"
    "tweets: id, author_id -> accounts, text, created_at; index (author_id, created_at)\n"
    "follows: follower_id, followee_id; pk (follower_id, followee_id)\n",
    problem="twitter",
    source="design interview framework, storage step",
)
def missing_order(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each store that answers in order of time needs a time, or an identifier that grows with it."""
    seen, problem = understood(context), context.problem
    if seen is None or problem is None or seen.roles.opaque:
        return
    said: set[str] = set()
    for service in seen.services:
        for step in service.look_ups:
            thing = step.step.thing
            if not step.step.order or step.holding is None or thing in said or not service.pattern.required:
                continue
            holdings = seen.roles.of(thing)
            if any(
                holding.store.kind in BY_NATURE | BY_KEY or not holding.store.columns for holding in holdings
            ):
                continue
            if any(sortable_by(holding, step.step.order, seen.roles, problem) for holding in holdings):
                continue
            said.add(thing)
            store = step.holding.store
            derived = problem.thing(thing).derived
            yield rule.finding(
                f"{service.pattern.name} promises newest first, and nothing in {store.name} tells "
                f"which {thing} came later.",
                line=store.line or None,
                try_=f"What would a row of {store.name} have to say, so that two can be put in order?",
                share=0.5,
                severity=Severity.SHOULD if derived or _may_grow(step.holding) else Severity.MUST,
            )


def _may_grow(holding: Holding) -> bool:
    """A 64-bit number as identifier often grows with time, though the draft does not say so."""
    column = holding.column("id")
    return column is not None and family(column.type) is Family.INTEGER


@rule(
    "T7",
    section="storage",
    severity=Severity.SHOULD,
    title="A reference whose type differs from the key it refers to",
    why="The two never compare equal without a conversion, and an index is not used through one.",
    bad="CREATE TABLE users (id bigint PRIMARY KEY, name text);\n"
    "CREATE TABLE tweets (id bigint PRIMARY KEY, user_id varchar(20) REFERENCES users (id), text text);\n",
    good="CREATE TABLE users (id bigint PRIMARY KEY, name text);\n"
    "CREATE TABLE tweets (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id), text text);\n",
    source=_TYPES,
)
def reference_of_another_type(rule: Rule, context: Context) -> Iterator[Finding]:
    """Compare each reference, stated or told by its role, with the key of its target."""
    seen = understood(context)
    if seen is None:
        return
    said: set[tuple[int, str]] = set()
    columns = {id(store): {column.name: column for column in store.columns} for store in seen.storage.stores}
    for store, name, target, key in _ends(seen, context):
        here, there = columns[id(store)].get(name), columns[id(target)].get(key)
        if here is None or there is None or (id(store), name) in said or is_list(here):
            continue
        said.add((id(store), name))
        one, other = family(here.type), family(there.type)
        if Family.UNKNOWN in (one, other):
            continue
        if one is not other:
            clear = {one, other} in ({Family.UUID, Family.INTEGER}, {Family.OBJECT_ID, Family.INTEGER})
            yield rule.finding(
                f"{store.name}.{name} is {here.type}, and {target.name}.{key}, to which it refers, "
                f"is {there.type}.",
                line=here.line or store.line or None,
                try_="Give both ends the same type.",
                share=0.25,
                severity=Severity.MUST if clear else Severity.SHOULD,
            )
        elif (
            is_number_sized(here)
            and not is_number_sized(there)
            and "serial" not in (there.type or "").lower()
        ):
            yield rule.finding(
                f"{store.name}.{name} ({here.type}) is narrower than {target.name}.{key} ({there.type}).",
                line=here.line or store.line or None,
                why="Identifiers beyond 2,147,483,647 fit the key and not the reference.",
                try_="Give both ends the same type.",
            )


def _ends(seen: Understood, context: Context) -> Iterator[tuple[Store, str, Store, str]]:
    by_name = {store.name: store for store in seen.storage.stores}
    keys = {store.name: identifier(store) for store in seen.storage.stores}
    for store in seen.storage.stores:
        for reference in store.references:
            target = by_name.get(reference.target)
            if target is None or len(reference.columns) != 1 or target.kind in NO_TABLE:
                continue
            key = reference.target_columns[0] if reference.target_columns else keys[target.name]
            if key:
                yield store, reference.columns[0], target, key
    if context.problem is None:
        return
    for holding in seen.roles.holdings:
        thing = context.problem.thing(holding.thing)
        for role, target_name in thing.refers.items():
            homes = [
                home for home in seen.roles.of(target_name) if not home.packed and home.columns.get("id")
            ]
            name = holding.columns.get(role)
            if len(homes) != 1 or name is None or holding.packed:
                continue
            # ``author_handle`` beside ``author_id`` is another value of the same account, not its key.
            if set(words(name)) & {"handle", "name", "username", "email"}:
                continue
            yield holding.store, name, homes[0].store, homes[0].columns["id"]
