"""The relations section: what objects have to do with each other."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.text import Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relation, or one cell of the cross product.

    Parameters
    ----------
    subject, target : str
        The two objects, as typed.
    verb : str
        As typed (``"follows"``, ``"can follow"``); empty when only a cardinality was given.
    cardinality : str or None
        As typed: ``"1:N"``, ``"many to many"``; None when not stated.
    ruled_out : bool
        Whether the draft says that there is none: a dash in the table, "none", "no relation".
    note : str
        What else the learner said about it.
    line : int
        Where it was typed.
    """

    subject: str
    verb: str
    target: str
    cardinality: str | None = None
    ruled_out: bool = False
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """A whole relations section as it was understood.

    Parameters
    ----------
    relations : tuple of Relation
        In the order typed; a table's cells row by row.
    objects : tuple of str
        Objects that a cross-product table names in its head and first column, whether or not related.
    """

    relations: tuple[Relation, ...] = ()
    objects: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no relation was understood."""
        return not self.relations
