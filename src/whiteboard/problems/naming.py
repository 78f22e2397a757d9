"""The thing that a store is named after, whatever words stand around it."""

from __future__ import annotations

from collections.abc import Sequence

from whiteboard.draft.storage import Store
from whiteboard.problems.assign import has_both_sides, own_words_for_sides
from whiteboard.problems.columns import (
    match,
    word_set,
    words,
)
from whiteboard.problems.holdings import phrases
from whiteboard.problems.pack import Problem, Thing

_NEUTRAL = word_set(
    "table tbl collection store db database data metadata meta info detail record row list cache cached "
    "index sql nosql doc document main primary redis cassandra mysql postgres postgresql mongo mongodb "
    "dynamo dynamodb service t schema public dbo app twitter model entity all item set bucket keyspace key "
    "value hash sorted zset relation the"
)


_CUT_AT = frozenset({"by", "per", "for"})


OTHER_THINGS = word_set(
    "notification session comment reply dm hashtag tag trend log event ad token device setting block mute "
    "search mention report audit job task retweet bookmark topic list conversation chat direct"
)


_MAY_BE_THE_THING = word_set("log event list topic search")


def name_words(name: str) -> tuple[str, ...]:
    """The words of a store's name that say what it holds.

    Examples
    --------
    >>> name_words("tweets_by_user"), name_words("users table"), name_words("list of followers")
    (('tweet',), ('user',), ('follower',))
    """
    found = [word for word in words(name) if word not in _NEUTRAL and not word.isdigit()]
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
    return [
        None
        if entry is None or not (entry[0].between or entry[0].derived or entry[1] == best[entry[0].name])
        else entry[0]
        for entry in found
    ]


def _thing_by_name(store: Store, problem: Problem) -> tuple[Thing, int] | None:
    """The thing, and the place of its name in the list: a compound's head wins, then the longest phrase."""
    have = name_words(store.name)
    if set(have) & OTHER_THINGS - _MAY_BE_THE_THING:
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
    if set(words(store.name)) & OTHER_THINGS:
        return None
    for thing in problem.things:
        if thing.between and own_words_for_sides(store, thing) == 2:
            return thing
    return None


def timeline_of_one(store: Store, thing: Thing | None, problem: Problem) -> Thing | None:
    """``user_timeline`` is, in some schools, an account's own tweets rather than its feed."""
    have = set(words(store.name))
    own = next((other for other in problem.things if "author" in other.roles), None)
    if "userline" in have:
        return own
    if (
        thing is not None
        and thing.derived
        and "timeline" in have
        and have & {"user", "profile", "author", "account"}
        and "home" not in have
    ):
        return own
    return None
