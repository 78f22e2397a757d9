"""T4 to T7: owners, lists that have to be searched, times, and the types of references."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import Store, StoreKind
from whiteboard.problems.columns import Family, family, is_list, words
from whiteboard.problems.holdings import BY_KEY, BY_NATURE, NO_TABLE, Holding, identifier
from whiteboard.problems.pack import Problem, Thing
from whiteboard.problems.roles import sortable_by
from whiteboard.problems.tidy import is_number_sized
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.understood import Understood, understood

_TYPES = "database practice: a column holds one value of the type that is compared with"


def _article(name: str) -> str:
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"


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
            if _by_row_of_its_own(seen, problem, thing, target):
                continue
            wanted = _is_wanted(seen, problem, thing, role)
            if not wanted and (role not in _OWNERS or not all(holding.certain for holding in holdings)):
                continue
            store = holdings[0].store
            yield rule.finding(
                f"No column of {store.name} says which {target} is the {role} of {_article(thing.name)}.",
                line=store.line or None,
                try_=f"What would a row of {store.name} need, so that one could go from the {target} to it?",
                share=0.5,
                severity=Severity.MUST if wanted and _is_asked_for(seen, thing) else Severity.SHOULD,
            )


_OWNERS = frozenset({"author", "owner", "creator", "uploader", "poster"})


def _by_row_of_its_own(seen: Understood, problem: Problem, thing: Thing, target: str) -> bool:
    """Whether a store of pairs says who belongs to it: a row for each participant of an interview."""
    return any(
        bool(seen.roles.of(other.name))
        for other in problem.things
        if other.derived
        and other.between
        and {other.refers.get(role) for role in other.between} == {thing.name, target}
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


def _is_wanted(seen: Understood, problem: Problem, thing: Thing, role: str) -> bool:
    """A relation needs both its sides; of an object, what a required access pattern looks up by."""
    if thing.between and role not in thing.between:
        return False
    if any(role in unique.roles for unique in problem.uniques if unique.thing == thing.name):
        return True
    for service in seen.services:
        if not service.pattern.required:
            continue
        # What is answered in a way that does without it is answered.
        ways = (service.way,) if service.served else service.pattern.ways
        for step in (step for way in ways for step in way.steps):
            if step.thing == thing.name and (bool(thing.between) or role in step.given):
                return True
    return False


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
        if "counter" in (here.type or "").lower():
            continue  # it counts, and refers to nothing
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
