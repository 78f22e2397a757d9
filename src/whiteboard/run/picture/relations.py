"""The relation matrix: objects against objects, the verb in each cell, and the pairs that nobody thought of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations_with_replacement, product

from whiteboard.draft.objects import Objects
from whiteboard.draft.relations import Relation, Relations
from whiteboard.draft.wording import singular, split_words
from whiteboard.run.picture.picture import Picture

MOST_OBJECTS = 40
"""More objects than this are named below the matrix instead of drawn."""

_MOST_LISTED = 20


class Cell(StrEnum):
    """What a draft says of one object in relation to another."""

    RELATED = "related"
    RULED_OUT = "none, as the draft says"
    OTHER_WAY = "related the other way round"
    OPEN = "never considered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All pairs of objects.

    Parameters
    ----------
    names : tuple of str
        The objects: those of the objects section, then those that only the relations name.
    listed : int
        How many of them the objects section lists.
    verbs : dict
        By row and column: what the draft says, each with its cardinality.
    ruled_out : frozenset
        Rows and columns of which it says that there is no relation.
    """

    names: tuple[str, ...]
    listed: int
    verbs: dict[tuple[int, int], tuple[str, ...]]
    ruled_out: frozenset[tuple[int, int]]

    def cell(self, row: int, column: int) -> Cell:
        """What is known of a pair, in this direction."""
        if (row, column) in self.verbs:
            return Cell.RELATED
        if (row, column) in self.ruled_out:
            return Cell.RULED_OUT
        if (column, row) in self.verbs:
            return Cell.OTHER_WAY
        return Cell.RULED_OUT if (column, row) in self.ruled_out else Cell.OPEN

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Each pair once, whichever way round, an object with itself included."""
        return combinations_with_replacement(range(len(self.names)), 2)

    def open(self) -> list[tuple[int, int]]:
        """Pairs of which the draft says nothing."""
        return [pair for pair in self.pairs() if self.cell(*pair) is Cell.OPEN]


def matrix_of(objects: Objects | None, relations: Relations) -> Matrix:
    """The pairs of a draft, with objects matched whatever their number and case.

    Examples
    --------
    >>> follows = Relation(subject="accounts", verb="follow", target="Account")
    >>> found = matrix_of(None, Relations(relations=(follows,), objects=("Account", "Tweet")))
    >>> found.names, found.verbs, found.open()
    (('Account', 'Tweet'), {(0, 0): ('follow',)}, [(0, 1), (1, 1)])
    """
    places: dict[tuple[str, ...], int] = {}
    names: list[str] = []

    def place(name: str) -> int:
        key = tuple(singular(word) for word in split_words(name)) or (name.casefold(),)
        if key not in places:
            places[key] = len(names)
            names.append(name)
        return places[key]

    for found in objects.objects if objects else ():
        place(found.name)
    listed = len(names)
    for name in relations.objects:
        place(name)
    verbs: dict[tuple[int, int], list[str]] = {}
    ruled_out: set[tuple[int, int]] = set()
    for relation in relations.relations:
        pair = (place(relation.subject), place(relation.target))
        if relation.ruled_out:
            ruled_out.add(pair)
        else:
            verbs.setdefault(pair, []).append(_said(relation))
    return Matrix(
        names=tuple(names),
        listed=listed if objects and objects.objects else len(names),
        verbs={pair: tuple(dict.fromkeys(said)) for pair, said in verbs.items()},
        ruled_out=frozenset(ruled_out - verbs.keys()),
    )


def _said(relation: Relation) -> str:
    if not relation.verb.strip():
        return relation.cardinality or "is related to"
    return f"{relation.verb} ({relation.cardinality})" if relation.cardinality else relation.verb


def relation_matrix(objects: Objects | None, relations: Relations) -> Picture:
    """Objects against objects: a row does what the cell says to a column.

    Parameters
    ----------
    objects : Objects or None
        As read; without it the relations' own objects are drawn.
    relations : Relations
        As read.

    Returns
    -------
    Picture
        A pair that the draft does not speak of stays visible, as a question mark. Up to 12 objects have their
        verbs in the cells; more have letters, and the verbs below. Beyond `MOST_OBJECTS` only the text knows.

    Examples
    --------
    >>> follows = Relation(subject="Account", verb="follows", target="Account")
    >>> print(relation_matrix(None, Relations(relations=(follows,), objects=("Account", "Tweet"))).text)
    Relations among 2 objects: 1 of 3 pairs considered
      Account follows Account
    never considered: Account and Tweet, Tweet and Tweet
    """
    from whiteboard.run.picture.picture import style
    from whiteboard.run.picture.relations_drawing import draw_matrix

    matrix = matrix_of(objects, relations)
    title = _title(matrix)
    with style():
        figure = draw_matrix(matrix, title)
    return Picture(figure=figure, text="\n".join(_lines(matrix, title)))


def _title(matrix: Matrix) -> str:
    count = len(matrix.names)
    if not count:
        return "No objects, and no relations among them"
    pairs = count * (count + 1) // 2
    objects = "1 object" if count == 1 else f"{count} objects"
    return f"Relations among {objects}: {pairs - len(matrix.open())} of {pairs} pairs considered"


def _lines(matrix: Matrix, title: str) -> Iterator[str]:
    yield title
    names = matrix.names
    for row, column in product(range(len(names)), repeat=2):
        if (row, column) in matrix.verbs:
            yield f"  {names[row]} {', '.join(matrix.verbs[row, column])} {names[column]}"
    none = [pair for pair in matrix.pairs() if matrix.cell(*pair) is Cell.RULED_OUT]
    for heading, pairs in (("no relation, as the draft says", none), ("never considered", matrix.open())):
        if pairs:
            said = [f"{names[row]} and {names[column]}" for row, column in pairs[:_MOST_LISTED]]
            if len(pairs) > _MOST_LISTED:
                said.append(f"{len(pairs) - _MOST_LISTED} more pairs")
            yield f"{heading}: {', '.join(said)}"
    if matrix.listed < len(names):
        yield f"not among the objects: {', '.join(names[matrix.listed :])}"
