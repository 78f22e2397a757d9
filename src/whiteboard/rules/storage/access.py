"""Rules on how rows are found: every access pattern is served, and by the right partition."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import Storage, Store, StoreKind
from whiteboard.problems.columns import Family, family, find_column, word_set, words
from whiteboard.problems.pack import Problem, Thing
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.storage.words import together
from whiteboard.rules.understood import Understood, understood
from whiteboard.run.database.plans import LookUp, Service


@rule(
    "D1",
    section="storage",
    severity=Severity.MUST,
    title="An access pattern that no key or index serves",
    why="Without a key or an index that starts with what is given, every row is read, more each day.",
    bad="accounts: id pk, handle\n"
    "tweets: id pk, author_id -> accounts, text, created_at\n"
    "follows: follower_id -> accounts, followee_id -> accounts; pk (follower_id, followee_id)\n",
    good="accounts: id pk, handle\n"
    "tweets: id pk, author_id -> accounts, text, likes int, created_at; index (author_id, created_at)\n"
    "follows: follower_id -> accounts, followee_id -> accounts; pk (follower_id, followee_id)\n",
    problem="twitter",
    source="the query's plan in SQLite (EXPLAIN QUERY PLAN), automatic indexes off",
)
def unserved_access_pattern(rule: Rule, context: Context) -> Iterator[Finding]:
    """Plan each access pattern over the draft's own tables."""
    seen, problem = understood(context), context.problem
    if seen is None or problem is None or seen.roles.opaque:
        return
    required = [service for service in seen.services if service.pattern.required]
    groups: dict[tuple[object, ...], list[tuple[Service, LookUp, float]]] = defaultdict(list)
    for service in seen.services:
        failing = [step for step in service.look_ups if step.rank > 1]
        for step in failing:
            if step.holding is None and not service.pattern.required:
                continue
            share = 1 / len(required) / len(failing) if service.pattern.required else 0.0
            place = (
                (None,) if step.holding is None else (id(step.holding.store), step.step.given, step.missing)
            )
            groups[(step.step.thing, *place)].append((service, step, share))
        if service.served and len(service.look_ups) == 1 and service.look_ups[0].sorts:
            yield _sorted_afterwards(rule, service)
    for found in groups.values():
        yield from _unserved(rule, seen, problem, found)


def _unserved(
    rule: Rule, seen: Understood, problem: Problem, found: list[tuple[Service, LookUp, float]]
) -> Iterator[Finding]:
    names = together([service.pattern.name for service, _, _ in found])
    needs = "needs" if " and " not in names else "need"
    share = min(1.0, sum(share for _, _, share in found))
    step = found[0][1]
    severity = Severity.MUST if share else Severity.SHOULD
    thing = problem.thing(step.step.thing)
    if step.holding is None:
        if _named_in(seen.storage, thing, errors=True):
            return  # the table is there, in a statement that could not be read; that is reported already
        unread = _named_in(seen.storage, thing, errors=False)
        yield rule.finding(
            f"No store holds {_plural(thing)}, and {names} {needs} them.",
            line=None,
            why="What is stored nowhere cannot be read back.",
            try_=f"Add a store that says {_says(thing)}.",
            share=share,
            severity=Severity.SHOULD if unread else severity,
        )
        return
    store = step.holding.store
    if step.missing and not share:
        service = found[0][0]
        yield rule.finding(
            f"Nothing stored answers {service.pattern.name}: {service.pattern.says}.",
            line=None,
            why="It is not asked for in so many words, and people will expect it.",
            try_=f"Which store could say it, a column beside the {thing.name} or rows of their own?",
            share=0.0,
            severity=Severity.SHOULD,
        )
        return
    if step.missing:
        what = together([_role(thing, role) for role in step.missing])
        yield rule.finding(
            f"{names} {needs} {what} in {store.name}, and no column there says it.",
            line=store.line or None,
            try_=f"Add a column to {store.name} that says {what}, and a way to find rows by it.",
            share=share,
            severity=severity,
        )
        return
    columns = [step.holding.columns[role] for role in step.step.given]
    looks = "looks" if needs == "needs" else "look"
    if step.holding.packed in columns:
        message = (
            f"{names} {looks} inside {store.name}.{step.holding.packed}, a list in each row: "
            f"every row is read."
        )
        try_ = "Give each pair a row of its own, so that it can be found from either side."
    else:
        message = (
            f"{names} {looks} {store.name} up by {together(columns)}, and no key or index of {store.name} "
            f"starts with it: every row is read."
        )
        try_ = f"Ask of {store.name}: from what is given, which key or index leads to the rows?"
    between = _leads_there(seen, store, columns) if severity is Severity.MUST else None
    if between is not None:
        severity = Severity.SHOULD
        try_ = f"If {between.name} leads to the rows, say beside it which access pattern goes that way."
    elif severity is Severity.MUST and _prose_promises_index(seen.storage, store, thing, columns):
        severity = Severity.SHOULD
        try_ = f"Your remark speaks of an index: write it beside {store.name}, with its columns in order."
    yield rule.finding(message, line=store.line or None, try_=try_, share=share, severity=severity)


def _sorted_afterwards(rule: Rule, service: Service) -> Finding:
    step = service.look_ups[0]
    assert step.holding is not None
    store = step.holding.store
    return rule.finding(
        f"{service.pattern.name} finds its rows in {store.name}, then sorts all of them by {step.order} "
        f"to return one page.",
        line=store.line or None,
        why="Someone with a million rows makes the database sort a million to show twenty.",
        try_="Which column would have to come second in that key or index, so that rows come out in order?",
        severity=Severity.SHOULD,
    )


def _plural(thing: Thing) -> str:
    return thing.name if thing.name.endswith("s") or thing.media else f"{thing.name}s"


def _says(thing: Thing) -> str:
    if thing.between:
        return f"which {thing.refers[thing.between[0]]} goes with which {thing.refers[thing.between[1]]}"
    return f"what one {thing.name} is"


def _role(thing: Thing, role: str) -> str:
    if role in thing.refers:
        return f"the {role} of a {thing.name}"
    return {"id": f"the identifier of a {thing.name}", "created": f"when a {thing.name} was made"}.get(
        role, f"the {role} of a {thing.name}"
    )


def _named_in(storage: Storage, thing: Thing, *, errors: bool) -> bool:
    entries = storage.errors if errors else storage.unread
    known = {words(phrase)[-1] for phrase in (thing.name, *thing.synonyms)} - {
        "object",
        "graph",
        "edge",
        "status",
    }
    return any(known & set(words(entry.text[:400])) for entry in entries)


def _leads_there(seen: Understood, store: Store, columns: list[str]) -> Store | None:
    """A store of another name that points at this one and begins a key with whom is asked for: ``seats (user_id, …)``."""
    told = {holding.store.name for holding in seen.roles.holdings if holding.certain}
    about = set(words(store.name)[-1:])
    for other in seen.storage.stores[:500]:
        if other is store or other.name in told:
            continue
        targets = {column: reference.target for reference in other.references for column in reference.columns}
        names = [column.name for column in other.columns[:200]]
        points = any(
            targets.get(name, "").casefold() == store.name.casefold()
            or (words(name)[-1:] == ("id",) and set(words(name)[:-1]) & about)
            for name in names
        )
        first = {key[0] for key in _keys_of(other) if key}
        whom = {
            target
            for reference in store.references
            for target in [reference.target]
            if set(reference.columns) & set(columns)
        }
        asked = bool(whom) or any(set(words(column)) & _WHO for column in columns)
        if points and asked and any(targets.get(name) in whom or set(words(name)) & _WHO for name in first):
            return other
    return None


_WHO = word_set("user account person member participant owner people profile")


def _keys_of(store: Store) -> list[tuple[str, ...]]:
    keys = [store.primary_key, (*store.partition_key, *store.sort_key), *store.uniques]
    return [*keys, *(index.columns for index in store.indexes)]


def _prose_promises_index(storage: Storage, store: Store, thing: Thing, columns: list[str]) -> bool:
    """Whether a remark says in words that there is an index on these columns."""
    sought = {word for column in columns for word in words(column)} - {"id"}
    sought |= {word for role in thing.refers for word in words(role)}
    for text in (*storage.remarks, *(reason.text for reason in storage.because)):
        if re.search(r"\bind(?:ex|ic)", text[:1000], re.IGNORECASE) and sought & set(words(text[:1000])):
            return True
    return False


_HOT = word_set(
    "date day month year hour week country region status state type kind gender active language category"
)


@rule(
    "D8",
    section="storage",
    severity=Severity.SHOULD,
    title="A partition key that the main read does not give, or that puts everyone in one place",
    why="A read without the partition key asks every node; a key with few values sends all load to one.",
    bad="tweets (relational): id pk, author_id, text, created_at, country; "
    "partition key country; index (author_id, created_at)\n"
    "follows (relational): follower_id, followee_id; pk (follower_id, followee_id)\n",
    good="tweets (wide-column): tweet_id, author_id, text, created_at; "
    "partition key author_id; sort key created_at\n"
    "follows (relational): follower_id, followee_id; pk (follower_id, followee_id)\n",
    problem="twitter",
    source="common advice on sharding: spread the keys, and let the main read name its shard",
)
def partition_key_misses_reads(rule: Rule, context: Context) -> Iterator[Finding]:
    """Hold each partition key against the look-ups that go to its store."""
    seen = understood(context)
    for store in seen.storage.stores if seen else ():
        if not store.partition_key:
            continue
        assert seen is not None
        columns = [column for column in store.columns if column.name in store.partition_key]
        hot = [column for column in columns if family(column.type) is Family.BOOLEAN or _is_hot(column.name)]
        only_hot = bool(hot) and len(hot) == len(columns)
        key = ", ".join(store.partition_key)
        given = _given_to(seen, store)
        missed = bool(given) and not any(set(names) & set(store.partition_key) for names in given.values())
        if only_hot:
            yield rule.finding(
                f"{store.name} is partitioned by {key}, which has few values or one busy value at a time.",
                line=store.line or None,
                try_="Which value do your reads give, and which has as many values as there are people?",
                share=0.5,
                severity=Severity.MUST if missed and store.kind is StoreKind.WIDE_COLUMN else Severity.SHOULD,
            )
        elif missed:
            names = together(list(given))
            by = together([name for found in given.values() for name in found])
            yield rule.finding(
                f"{store.name} is partitioned by {key}, and {names} gives {by}: every partition is asked.",
                line=store.line or None,
                try_="Partition by what the most frequent read gives, or keep a second copy for that read.",
            )


def _is_hot(name: str) -> bool:
    found = set(words(name))
    return bool(found & _HOT) and not found & {"id", "user", "account", "author"}


def _given_to(seen: Understood, store: Store) -> dict[str, list[str]]:
    """For each required access pattern whose best way goes to this store: the columns that it gives."""
    found: dict[str, list[str]] = {}
    for service in seen.services:
        if not service.pattern.required:
            continue
        for step in service.look_ups:
            if step.holding is not None and step.holding.store is store and not step.missing:
                names = [
                    step.holding.columns[role] for role in step.step.given if role in step.holding.columns
                ]
                if names:
                    found.setdefault(service.pattern.name, [])
                    found[service.pattern.name] += [find_column(store, name) or name for name in names]
    return found
