"""A board: all sections of one draft together."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.api import Api
from whiteboard.draft.scale import Scale
from whiteboard.draft.storage import Storage
from whiteboard.draft.text import Unread

SECTIONS = ("scale", "api", "storage")
"""The sections that are read and judged, in the order of the framework's steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A whole draft.

    Parameters
    ----------
    title : str or None
        The first line's heading.
    scale, api, storage : section or None
        None when the draft has no such section, or nothing in it but blank lines and comments.
    untouched : tuple of str
        Sections that stand in the draft and hold nothing: "not attempted".
    unjudged : tuple of (str, int)
        Name and line of sections that are known to the framework but have no reader.
    unread : tuple of Unread
        Lines outside any section, and unknown headings. Sections carry their own.
    """

    title: str | None = None
    scale: Scale | None = None
    api: Api | None = None
    storage: Storage | None = None
    untouched: tuple[str, ...] = ()
    unjudged: tuple[tuple[str, int], ...] = ()
    unread: tuple[Unread, ...] = ()

    def section(self, name: str) -> Scale | Api | Storage | None:
        """The section of that name, or None.

        Raises
        ------
        KeyError
            When no section has that name.
        """
        if name not in SECTIONS:
            raise KeyError(f"no section {name!r}; there are {', '.join(SECTIONS)}")
        section: Scale | Api | Storage | None = getattr(self, name)
        return section
