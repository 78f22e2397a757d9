"""Which column of a store plays which role of the thing that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from whiteboard.draft.storage import Column, Store
from whiteboard.problems.columns import (
    Family,
    Finder,
    bare,
    family,
    is_list,
    match,
    word_set,
    words,
)
from whiteboard.problems.holdings import BY_KEY, Holding, identifier, is_time_role, named_like, phrases
from whiteboard.problems.pack import Problem, Thing

_TIME_BUT_NOT_CREATION = word_set(
    "updated update deleted delete modified edited edit expire expires expiry expiration login seen zone "
    "dob birth birthday read location pinned"
)


_ABOUT_ANOTHER = word_set(
    "reply replied retweet retweeted quoted quote mention mentioned parent original reference referenced "
    "repost liked count counter num total location agent email url picture avatar image bio verified agent"
)


def hold(
    store: Store, thing: Thing, problem: Problem, homes: Mapping[str, str], *, certain: bool = True
) -> Holding:
    """What a store says of a thing that it is known to hold.

    Parameters
    ----------
    store : Store
        The store.
    thing : Thing
        The thing.
    problem : Problem
        The pack.
    homes : mapping of str to str
        For each store by its lower-case name, the thing that it is named after: where references lead.
    certain : bool
        See `Holding`.
    """
    if thing.between:
        columns, either_way = sides(store, thing, problem, homes)
        columns |= {
            role: name
            for role in thing.roles
            if role not in thing.between
            and (name := _best(store, thing, role, homes=homes, taken=columns.values()))
        }
        lists = (
            {column.name for column in store.columns if is_list(column)}
            if store.kind not in BY_KEY
            else set()
        )
        return Holding(
            thing=thing.name,
            store=store,
            columns=columns,
            certain=certain,
            packed=next(
                (name for role, name in columns.items() if role in thing.between and name in lists), None
            ),
            either_way=either_way,
        )
    found: dict[str, str] = {}
    key = identifier(store, thing)
    # References first: what says who posted a tweet does not also say when.
    for role in sorted(thing.roles, key=lambda role: role not in thing.refers):
        taken = {found[other] for other in thing.refers if other in found}
        if key and role in thing.refers and len(store.columns) > 1 and _is_own(key, thing):
            taken.add(key)
        name = key if role == "id" else _best(store, thing, role, homes=homes, taken=taken)
        if name:
            found[role] = name
    return Holding(thing=thing.name, store=store, columns=found, certain=certain)


def _is_own(name: str, thing: Thing) -> bool:
    return not bare(name) or any(match(name, phrase) >= 3 for phrase in (thing.name, *thing.synonyms))


def _best(
    store: Store,
    thing: Thing,
    role: str,
    *,
    homes: Mapping[str, str],
    taken: Iterable[str | None],
) -> str | None:
    """The column that plays a role best, or None."""
    taken = set(taken)
    said = thing.roles[role]
    leads_to = _leads(store, homes)
    best: tuple[float, str] | None = None
    for column in store.columns:
        if column.name in taken:
            continue
        score = max(
            (match(column.name, phrase) - rank * 0.01 for rank, phrase in enumerate(said)), default=0.0
        )
        have = set(words(column.name))
        wanted = {word for phrase in said for word in words(phrase)}
        if role in thing.refers:
            if have & _ABOUT_ANOTHER - wanted:
                continue
            if leads_to.get(column.name) == thing.refers[role] and not (
                score <= 0 and _is_called_like_another(column, thing, role)
            ):
                score = max(score, 1.0) + 0.5
        elif is_time_role(said):
            if "by" in have or (have & _TIME_BUT_NOT_CREATION and not have & {"created", "create"}):
                continue
            if family(column.type) is Family.TIME:
                score = max(score, 0.5) + 0.5
            elif family(column.type) in (Family.BOOLEAN, Family.BYTES):
                continue
        if score > 0 and (best is None or score > best[0]):
            best = (score, column.name)
    return best[1] if best else None


def _is_called_like_another(column: Column, thing: Thing, role: str) -> bool:
    """``interviewee_id -> users`` says who is interviewed, and not who interviews."""
    return any(
        match(column.name, phrase) > 0
        for other, target in thing.refers.items()
        if other != role and target == thing.refers[role]
        for phrase in thing.roles[other]
    )


_NO_SIDE = word_set(
    "count num number total created create time date timestamp at since when status state type note"
)
_FEW = 12  # columns that are looked at as sides of a relation: a table with more that fit is not one


def sides(
    store: Store, thing: Thing, problem: Problem, homes: Mapping[str, str]
) -> tuple[dict[str, str], bool]:
    """Find the two columns of a relation.

    Returns
    -------
    (dict of str to str, bool)
        The column for each side, as far as there is one: the assignment whose words fit best, and the typed
        order where words do not tell; and whether they do not tell.
    """
    first, second = thing.between
    general = {role: _general_phrases(thing, role, problem) for role in thing.between}
    leads = _leads(store, homes)
    own = identifier(store)
    ends: list[tuple[str, list[float]]] = []
    others: list[str] = []
    for column in store.columns:
        if (column.name == own and not bare(own)) or set(words(column.name)) & _NO_SIDE:
            continue
        scores = [
            _side_score(column, thing, role, general=general[role], leads=leads) for role in (first, second)
        ]
        if any(scores):
            ends.append((column.name, scores))
        elif family(column.type) not in (Family.TIME, Family.BOOLEAN, Family.REAL, Family.BYTES):
            others.append(column.name)
    if len(ends) > 2 and own and store.primary_key in ((own,), ()) and _is_own(own, thing):
        ends = [end for end in ends if end[0] != own]  # ``follow_id`` beside both sides
    ends = ends[:_FEW]
    best = _best_pair(ends)
    if best is not None:
        by_name = dict(ends)
        total, one, other = best
        turned = by_name[other][0] + by_name[one][1] if by_name[other][0] and by_name[one][1] else None
        return {first: one, second: other}, turned is not None and total - turned < 0.3
    if ends:
        name, scores = max(ends, key=lambda end: max(end[1]))
        found = {first if scores[0] >= scores[1] else second: name}
        # One side is clear and a single column is left: that is the other side, whatever it is called.
        if len(ends) == 1 and len(others) == 1:
            found[second if first in found else first] = others[0]
        return found, False
    if len(others) == 2 and len(set(thing.refers.values())) == 1:
        return {first: others[0], second: others[1]}, True
    return {}, False


def _best_pair(ends: list[tuple[str, list[float]]]) -> tuple[float, str, str] | None:
    best: tuple[float, str, str] | None = None
    for one, (name, scores) in enumerate(ends):
        for other, (other_name, other_scores) in enumerate(ends):
            if one == other or not scores[0] or not other_scores[1]:
                continue
            total = scores[0] + other_scores[1] + (0.001 if one < other else 0.0)
            if best is None or total > best[0]:
                best = (total, name, other_name)
    return best


def _leads(store: Store, homes: Mapping[str, str]) -> dict[str, str]:
    """For each column that refers to a store: the thing that the store is named after."""
    finder = Finder(column.name for column in store.columns)
    found = {}
    for reference in store.references:
        target = homes.get(reference.target.lower()) or named_like(reference.target, homes)
        if target and len(reference.columns) == 1:
            found[finder.find(reference.columns[0]) or reference.columns[0]] = target
    return found


def _general_phrases(thing: Thing, role: str, problem: Problem) -> tuple[str, ...]:
    target = thing.refers.get(role)
    return phrases(problem.thing(target)) if target else ()


def _side_score(
    column: Column, thing: Thing, role: str, *, general: tuple[str, ...], leads: Mapping[str, str]
) -> float:
    have = bare(column.name)
    score = max(
        (match(column.name, phrase) - rank * 0.1 for rank, phrase in enumerate(thing.roles[role])),
        default=0.0,
    )
    # ``followed_user_id`` and ``from_user``: the side's own word stands before what it points to.
    for phrase in general:
        tail = words(phrase)
        if len(have) > len(tail) and have[-len(tail) :] == tail:
            front = "_".join(have[: -len(tail)])
            score = max(
                score,
                max((match(front, p) - rank * 0.1 for rank, p in enumerate(thing.roles[role])), default=0.0),
            )
    if score <= 0 and any(match(column.name, phrase) > 0 for phrase in general):
        score = 0.5
    if score <= 0 and role in thing.refers and leads.get(column.name) == thing.refers[role]:
        score = 0.5
    return max(score, 0.0)


def has_both_sides(store: Store, thing: Thing, problem: Problem) -> bool:
    """Whether a store has a column for each side of a relation."""
    columns, _ = sides(store, thing, problem, {})
    return len(columns) == len(thing.between)


def own_words_for_sides(store: Store, thing: Thing) -> int:
    """How many sides of a relation have a column that is called by words of that side alone."""
    count = 0
    for role in thing.between:
        own = [
            p
            for p in thing.roles[role]
            if words(p) not in {w for other in _targets(thing) for w in [words(other)]}
        ]
        count += any(match(column.name, phrase) >= 3 for column in store.columns for phrase in own[:4])
    return count if len(set(thing.refers.values())) == 1 else 0


def _targets(thing: Thing) -> set[str]:
    return set(thing.refers.values())
