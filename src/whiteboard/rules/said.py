"""What a draft says, section by section, as plain text: whether anything speaks of something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from whiteboard.draft.board import Board
from whiteboard.draft.wording import singular, split_words

_MOST = 400_000
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def said(board: Board, *sections: str) -> str:
    """All that stands in some sections, one thing a line, in the learner's words.

    Parameters
    ----------
    board : Board
        The draft.
    sections : str
        Names of sections; absent ones say nothing.

    Examples
    --------
    >>> from whiteboard.draft.qualities import Qualities, Quality
    >>> board = Board(qualities=Qualities(qualities=(Quality(name="security", text="TLS"),)))
    >>> said(board, "qualities", "design")
    'security: TLS'
    """
    parts: list[str] = []
    for section in sections:
        speak = _SPEAKERS.get(section)
        if speak is not None and board.section(section) is not None:
            parts.extend(speak(board))
    return "\n".join(parts)[:_MOST]


def _qualities(board: Board) -> Iterator[str]:
    assert board.qualities is not None
    for quality in board.qualities.qualities:
        yield f"{quality.name}: {quality.text}" if quality.name else quality.text
    yield from board.qualities.remarks


def _bottlenecks(board: Board) -> Iterator[str]:
    assert board.bottlenecks is not None
    for entry in board.bottlenecks.bottlenecks:
        yield f"{entry.subject}: {entry.text}" if entry.subject else entry.text
    yield from board.bottlenecks.remarks


def _design(board: Board) -> Iterator[str]:
    assert board.design is not None
    for component in board.design.components:
        settings = ", ".join(f"{setting.name} {setting.text}".strip() for setting in component.settings)
        copies = f"x{component.replicas} replicas" if (component.replicas or 0) > 1 else ""
        kinds = [component.kind.value, component.store.value if component.store else ""]
        yield " ".join(
            [component.name, *kinds, component.brand or "", copies, settings, component.group, component.note]
        )
    for edge in board.design.edges:
        if edge.label or edge.operations:
            yield f"{edge.label} {' '.join(edge.operations)}"
        if edge.asynchronous:
            yield "asynchronous"
    for _, remark in board.design.remarks:
        yield remark


def _storage(board: Board) -> Iterator[str]:
    assert board.storage is not None
    for store in board.storage.stores:
        yield " ".join([store.name, store.kind.value, store.brand or "", store.note])
        yield " ".join(f"{column.name} {column.note}" for column in store.columns)
        if store.indexes:
            yield f"index on {store.name}"
        if store.uniques:
            yield f"unique on {store.name}"
        if store.partition_key:
            yield f"partition key shard {' '.join(store.partition_key)}"
        yield from store.checks
    for reason in (*board.storage.because, *board.storage.drawback):
        yield reason.text
    for transaction in board.storage.transactions:
        yield "transaction " + " ".join(transaction.statements)
    yield from board.storage.remarks


def _api(board: Board) -> Iterator[str]:
    assert board.api is not None
    for operation in board.api.operations:
        yield f"{operation.name} {operation.path or ''} {operation.description}"
        yield " ".join(parameter.name for parameter in operation.parameters)
    yield from board.api.remarks


def _scale(board: Board) -> Iterator[str]:
    assert board.scale is not None
    for quantity in board.scale.quantities:
        yield quantity.text
    yield from board.scale.remarks


def _access_patterns(board: Board) -> Iterator[str]:
    assert board.access_patterns is not None
    for requirement in board.access_patterns.requirements:
        yield f"{requirement.name or ''} {requirement.text}"


def _objects(board: Board) -> Iterator[str]:
    assert board.objects is not None
    for found in board.objects.objects:
        yield f"{found.name} {' '.join(field.name for field in found.fields)} {found.note}"


def _data_types(board: Board) -> Iterator[str]:
    assert board.data_types is not None
    for found in board.data_types.types:
        yield f"{found.name} {found.kind.value} {found.note}"


def _out_of_scope(board: Board) -> Iterator[str]:
    assert board.out_of_scope is not None
    for found in board.out_of_scope.exclusions:
        yield found.text


def _relations(board: Board) -> Iterator[str]:
    assert board.relations is not None
    for relation in board.relations.relations:
        yield " ".join(str(getattr(relation, name, "")) for name in ("source", "verb", "target", "text"))


_SPEAKERS = {
    "objects": _objects,
    "relations": _relations,
    "access patterns": _access_patterns,
    "qualities": _qualities,
    "out of scope": _out_of_scope,
    "data types": _data_types,
    "api": _api,
    "scale": _scale,
    "storage": _storage,
    "design": _design,
    "bottlenecks": _bottlenecks,
}


@lru_cache(maxsize=64)
def words_of(text: str) -> frozenset[str]:
    """The words of a text in lower case, each also in the singular; identifiers count as their words.

    Examples
    --------
    >>> sorted(words_of("getFeed, tweets"))
    ['feed', 'get', 'getfeed', 'tweet', 'tweets']
    """
    made: set[str] = set()
    for word in split_words(text):
        made.update((word, singular(word)))
    for word in _WORD.findall(text.lower()):
        made.update((word, singular(word)))
    return frozenset(made)


def speaks_of(text: str, signs: Iterable[Iterable[str]]) -> bool:
    """Whether all words of any one of some groups are among a text's words.

    Examples
    --------
    >>> speaks_of("double bookings hurt", [("double", "booking")]), speaks_of("fast", [("double", "booking")])
    (True, False)
    """
    words = words_of(text)
    return any(all(singular(word) in words or word in words for word in sign) for sign in signs)
