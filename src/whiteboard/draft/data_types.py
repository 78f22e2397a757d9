"""The data types section: what is stored, structured or media, and how large one of each is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from whiteboard.draft.objects import Field
from whiteboard.draft.text import Unread


class DataKind(StrEnum):
    """Structured data, or media and other blobs."""

    STRUCTURED = "structured"
    MEDIA = "media"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataType:
    """One data type.

    Parameters
    ----------
    name : str
        As typed.
    kind : DataKind
        As its line, or the heading above it, says.
    size : float or None
        Bytes of one of them; the upper end of a range; None when not stated.
    size_text : str
        The size as typed; empty when not stated.
    fields : tuple of Field
        What it holds, when the line lists that.
    note : str
        What else the learner said about it.
    line : int
        Where it was typed.
    """

    name: str
    kind: DataKind = DataKind.UNSTATED
    size: float | None = None
    size_text: str = ""
    fields: tuple[Field, ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTypes:
    """A whole data types section as it was understood."""

    types: tuple[DataType, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no type was understood."""
        return not self.types
