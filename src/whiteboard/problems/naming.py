"""The thing that a store is named after, whatever words stand around it."""

from __future__ import annotations

from collections.abc import Sequence

from whiteboard.draft.storage import Store
from whiteboard.problems.assign import has_both_sides, own_words_for_sides
from whiteboard.problems.columns import (
    bare,
    match,
    word_set,
    words,
)
from whiteboard.problems.holdings import phrases
from whiteboard.problems.pack import Problem, Thing

_NEUTRAL = word_set(
    "table tbl collection store db database data metadata meta info detail record row list cache cached "
    "index sql nosql doc document main primary redis cassandra mysql postgres postgresql mongo mongodb "
    "dynamo dynamodb service t schema public dbo app model entity all item set bucket keyspace key "
    "value hash sorted zset relation the"
)


_CUT_AT = frozenset({"by", "per", "for"})


_OTHER_THINGS = word_set(
    "notification session comment reply dm hashtag tag trend log event ad token device setting block mute "
    "search mention report audit job task retweet bookmark topic list conversation chat direct"
)


_MAY_BE_THE_THING = word_set("log event list topic search")


def names_another(name: str, problem: Problem) -> bool:
    """Whether a store's name speaks of something that systems keep beside what the problem is about.

    What one problem has beside it another is about: a store of sessions holds logins, or interviews.

    Examples
    --------
    >>> from whiteboard.problems import load
    >>> names_another("sessions", load("twitter")), names_another("sessions", load("interviewing-io"))
    (True, False)
    """
    found = set(words(name)) & _OTHER_THINGS
    return bool(found - _thing_words(problem))


def name_words(name: str, problem: Problem | None = None) -> tuple[str, ...]:
    """The words of a store's name that say what it holds; the name of the problem itself says nothing.

    Examples
    --------
    >>> name_words("tweets_by_user"), name_words("users table"), name_words("list of followers")
    (('tweet',), ('user',), ('follower',))
    """
    silent = set(_NEUTRAL)
    if problem is not None:
        names = {words(phrase) for thing in problem.things for phrase in phrases(thing)}
        silent |= {word for word in words(problem.name) if (word,) not in names}
    found = [word for word in words(name) if word not in silent and not word.isdigit()]
    for position, word in enumerate(found):
        if word in _CUT_AT and position:
            found = found[:position]
            break
    if "of" in found and found[0] != "of":
        found = found[: found.index("of")]
    kept = tuple(word for word in found if word != "of")
    return kept or words(name)


def things_by_name(tables: Sequence[Store], problem: Problem) -> list[Thing | None]:
    """The thing that each store is named after, or None.

    Where one store has the better name for an object, others do not hold it: beside ``tweets``, a store of
    ``messages`` holds something else.
    """
    found = [_thing_by_name(store, problem) for store in tables]
    best: dict[str, int] = {}
    for entry in found:
        if entry is not None:
            thing, rank = entry
            best[thing.name] = min(rank, best.get(thing.name, rank))
    referred = {
        (entry[0].name, bare(column.name))
        for store, entry in zip(tables, found, strict=True)
        if entry is not None and entry[1] == best[entry[0].name]
        for column in store.columns
        if bare(column.name) != words(column.name)
    }
    return [
        entry[0]
        if entry is not None
        and (
            entry[0].between
            or entry[0].derived
            or entry[1] == best[entry[0].name]
            # ``releases`` that point to ``artifacts`` say only half of it.
            or (entry[0].name, name_words(store.name, problem)) in referred
        )
        else None
        for store, entry in zip(tables, found, strict=True)
    ]


def _thing_words(problem: Problem) -> set[str]:
    return {word for thing in problem.things for phrase in phrases(thing) for word in words(phrase)}


def _thing_by_name(store: Store, problem: Problem) -> tuple[Thing, int] | None:
    """The thing, and the place of its name in the list: a compound's head wins, then the longest phrase."""
    have = name_words(store.name, problem)
    if set(have) & _OTHER_THINGS - _MAY_BE_THE_THING - _thing_words(problem):
        return None
    best: tuple[tuple[int, int, int], tuple[Thing, int]] | None = None
    for thing in problem.things:
        if thing.media:
            continue
        for place, phrase in enumerate(phrases(thing)):
            want = words(phrase)
            for start in range(len(have) - len(want) + 1):
                if have[start : start + len(want)] != want:
                    continue
                at_end = start + len(want) == len(have)
                if not at_end and not (thing.between and has_both_sides(store, thing, problem)):
                    continue
                # ``following_users`` is about users, and it is a relation: both its sides are there.
                rank = (
                    2 if thing.between and has_both_sides(store, thing, problem) else int(at_end),
                    len(want),
                    start,
                )
                if best is None or rank > best[0]:
                    best = (rank, (thing, place))
    media = any(
        match("_".join(have), phrase) for thing in problem.things if thing.media for phrase in phrases(thing)
    )
    if media and (best is None or not best[0][0]):
        return None
    if best is None:
        relation = _relation_of_two_objects(store, problem)
        return (relation, 0) if relation else None
    return best[1]


def _relation_of_two_objects(store: Store, problem: Problem) -> Thing | None:
    """``account_account`` or a name without known words: a relation when its own words name both sides."""
    if names_another(store.name, problem):
        return None
    for thing in problem.things:
        if thing.between and own_words_for_sides(store, thing) == 2:
            return thing
    return None


def maybe_also(store: Store, thing: Thing | None, problem: Problem) -> Thing | None:
    """What a store may hold besides what it is named after: ``user_timeline`` is, in some schools, an
    account's own tweets rather than its feed.
    """
    have = words(store.name)
    for other in problem.things:
        if other is thing or (thing is not None and not thing.derived):
            continue
        for phrase in other.maybe:
            want = words(phrase)
            if any(have[start : start + len(want)] == want for start in range(len(have) - len(want) + 1)):
                return other
    return None
