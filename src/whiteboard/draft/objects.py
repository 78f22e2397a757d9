"""The objects section: the business objects, what they hold, and whether they change."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.text import Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something that an object or a data type holds.

    Parameters
    ----------
    name : str
        As typed, without its question mark.
    optional : bool
        True for ``media?`` and for "optional".
    type : str or None
        As typed; None when not stated.
    line : int
        Where it was typed.
    """

    name: str
    optional: bool = False
    type: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessObject:
    """One business object.

    Parameters
    ----------
    name : str
        As typed.
    fields : tuple of Field
        In the order typed; empty when only the name was given.
    mutable : bool or None
        Whether it can be changed ("mutable", "can be edited", "immutable"); None when not stated.
    deletable : bool or None
        Whether it can be deleted; None when not stated.
    note : str
        What else the learner said about it.
    line : int
        Where it begins.
    """

    name: str
    fields: tuple[Field, ...] = ()
    mutable: bool | None = None
    deletable: bool | None = None
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """A whole objects section as it was understood."""

    objects: tuple[BusinessObject, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no object was understood."""
        return not self.objects
