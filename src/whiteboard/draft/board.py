"""A board: all sections of one draft together."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.access_patterns import AccessPatterns
from whiteboard.draft.api import Api
from whiteboard.draft.bottlenecks import Bottlenecks
from whiteboard.draft.data_types import DataTypes
from whiteboard.draft.design import Design
from whiteboard.draft.objects import Objects
from whiteboard.draft.qualities import Qualities
from whiteboard.draft.relations import Relations
from whiteboard.draft.scale import Scale
from whiteboard.draft.scope import OutOfScope, Questions
from whiteboard.draft.storage import Storage
from whiteboard.draft.text import Unread

SECTIONS = (
    "questions",
    "objects",
    "relations",
    "access patterns",
    "qualities",
    "out of scope",
    "data types",
    "api",
    "scale",
    "storage",
    "design",
    "bottlenecks",
)
"""The sections that are read and judged, in the order of the framework's steps."""

Section = (
    Questions
    | Objects
    | Relations
    | AccessPatterns
    | Qualities
    | OutOfScope
    | DataTypes
    | Api
    | Scale
    | Storage
    | Design
    | Bottlenecks
)
"""What a section is read into. Each has ``is_empty`` and ``unread``."""


def attribute(section: str) -> str:
    """The name under which a board holds a section.

    Examples
    --------
    >>> attribute("out of scope")
    'out_of_scope'
    """
    return section.replace(" ", "_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A whole draft.

    Parameters
    ----------
    title : str or None
        The first line's heading.
    questions, objects, … bottlenecks : section or None
        None when the draft has no such section, or nothing in it but blank lines and comments.
    untouched : tuple of str
        Sections that stand in the draft and hold nothing: "not attempted".
    unjudged : tuple of (str, int)
        Name and line of sections that are known to the framework but have no reader.
    unread : tuple of Unread
        Lines outside any section, and unknown headings. Sections carry their own.
    """

    title: str | None = None
    questions: Questions | None = None
    objects: Objects | None = None
    relations: Relations | None = None
    access_patterns: AccessPatterns | None = None
    qualities: Qualities | None = None
    out_of_scope: OutOfScope | None = None
    data_types: DataTypes | None = None
    api: Api | None = None
    scale: Scale | None = None
    storage: Storage | None = None
    design: Design | None = None
    bottlenecks: Bottlenecks | None = None
    untouched: tuple[str, ...] = ()
    unjudged: tuple[tuple[str, int], ...] = ()
    unread: tuple[Unread, ...] = ()

    def section(self, name: str) -> Section | None:
        """The section of that name, or None.

        Raises
        ------
        KeyError
            When no section has that name.
        """
        if name not in SECTIONS:
            raise KeyError(f"no section {name!r}; there are {', '.join(SECTIONS)}")
        section: Section | None = getattr(self, attribute(name))
        return section
