"""Things that a row of another thing packs as a list: followers in an account, likes in a tweet."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.draft.storage import Store
from whiteboard.problems.columns import (
    Family,
    family,
    is_list,
    match,
    words,
)
from whiteboard.problems.holdings import Holding, identifier, phrases
from whiteboard.problems.pack import Problem, Thing


def packed_in(store: Store, thing: Thing, problem: Problem) -> Iterator[Holding]:
    """Things that a row of another thing packs as a list: followers in an account, likes in a tweet."""
    for other in problem.things:
        if other.name == thing.name or other.media or other.derived:
            continue
        if other.between:
            yield from _packed_relation(store, thing, other)
            continue
        for role, target in other.refers.items():
            if target != thing.name:
                continue
            for column in store.columns:
                if is_list(column) and any(match(column.name, phrase) >= 3 for phrase in phrases(other)):
                    key = identifier(store, thing)
                    if key and key != column.name:
                        yield Holding(
                            thing=other.name,
                            store=store,
                            packed=column.name,
                            columns={role: key, "id": column.name},
                        )


def _packed_relation(store: Store, thing: Thing, relation: Thing) -> Iterator[Holding]:
    sides = [role for role in relation.between if relation.refers.get(role) == thing.name]
    if not sides:
        return
    key = identifier(store, thing)
    counter_words = {"count", "counter", "num", "number", "total"}
    for column in store.columns:
        if column.name == key or set(words(column.name)) & counter_words:
            continue
        kind = family(column.type)
        many = (
            is_list(column)
            or (
                kind is Family.UNKNOWN
                and len(set(relation.refers.values())) == 1
                and column.name.lower().endswith("s")
            )
            or (kind is Family.TEXT and column.name.lower() in ("followers", "followees", "follower_ids"))
        )
        if not many:
            continue
        if len(set(relation.refers.values())) == 1:
            scores = {
                role: max(
                    (match(column.name, p) - n * 0.1 for n, p in enumerate(relation.roles[role])), default=0.0
                )
                for role in relation.between
            }
            if "friend" in words(column.name):
                scores[relation.between[1]] = 2.0
            element = max(scores, key=lambda role: scores[role])
            if scores[element] <= 1:
                continue
        elif any(
            match(column.name, phrase) > 0
            for phrase in (*phrases(relation), "liked by", "liker", "liked tweet")
        ):
            element = next(role for role in relation.between if role not in sides)
        else:
            continue
        owner = next(role for role in relation.between if role != element)
        if key:
            yield Holding(
                thing=relation.name,
                store=store,
                packed=column.name,
                columns={owner: key, element: column.name},
            )
