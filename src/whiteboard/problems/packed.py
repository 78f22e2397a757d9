"""Things that a row of another thing packs as a list: followers in an account, likes in a tweet."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.draft.storage import Store
from whiteboard.problems.columns import (
    Family,
    bare,
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
            or (kind is Family.TEXT and _is_plural_of_a_side(column.name, relation))
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
            element = max(scores, key=lambda role: scores[role])
            if scores[element] <= 1:
                continue
        elif any(match(column.name, phrase) > 0 for phrase in (*phrases(relation), *_own_words(relation))):
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


def _is_plural_of_a_side(name: str, relation: Thing) -> bool:
    """``followers`` and ``follower_ids``: a text of that name can only be a list."""
    return name.lower().endswith("s") and any(bare(name) == words(role) for role in relation.between)


def _own_words(relation: Thing) -> list[str]:
    """Phrases of a relation's sides that are made of its own name: ``liker`` and ``liked by`` of a like."""
    stem = relation.name[:3]
    return [
        phrase
        for role in relation.between
        for phrase in relation.roles[role]
        if phrase.startswith(stem) and phrase != role
    ]
