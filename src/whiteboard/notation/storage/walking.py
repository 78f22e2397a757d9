"""Where the reader stands in the section, and what it has open there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.text import Line, Unread
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.heads import Head
from whiteboard.notation.storage.judge import Judge
from whiteboard.notation.storage.section import Section
from whiteboard.notation.storage.text import cleaned, indent_of

MOST_LINES = 2000

HINT = (
    "write a store and its columns on one line:  tweets (relational): id pk, author_id -> "
    "accounts, created_at; index (author_id, created_at)"
)

_MANY_HINT = "a storage section is read up to its line 2,000; shorten it"

HEADING = re.compile(r"^\s{0,3}(?P<hashes>#{1,6})\s*(?P<text>[^#].*?)\s*#*\s*$")

BULLET = re.compile(r"^\s*(?:[-*+•·–◦▪●○]\s+|\d{1,3}[.)]\s+|[├└│─╰╭]+\s*)")

MORE_BULLETS = re.compile(r"^(?P<indent>\s*)(?:[◦▪●○►▸✓]\s*|[├└│─╰╭]+\s*)")


class Walker:
    """The lines of a section, a place in them, and the store that is open there."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.section = Section()
        self.judge = Judge()
        self.lines = [Line(line.number, cleaned(line.text)) for line in lines[:MOST_LINES]]
        self.place = 0
        self.fenced = False
        self.language = ""
        self.block: Building | None = None
        self.block_indent = 0
        self.block_mode = ""  # "indented", "paragraph" or "heading"
        self.sub: str = ""
        self.sub_indent = 0
        self.sub_open = False
        self.above: Head | None = None  # a name that stands alone, for a table or block below it
        self.above_line = 0
        self.label: tuple[str, int, str | None] | None = None
        self.diagram = False
        self.last: Building | None = None
        self._unclosed = 0
        for line in lines[MOST_LINES:]:
            if line.text.strip():
                self.section.unread.append(Unread(line.number, line.text, _MANY_HINT))

    def _next_place(self) -> int | None:
        for place in range(self.place + 1, len(self.lines)):
            if self.lines[place].text.strip():
                return place
        return None

    def _next_indent(self) -> int:
        place = self._next_place()
        return -1 if place is None else indent_of(self.lines[place].text)

    def _close(self) -> None:
        self.block, self.block_mode, self.sub = None, "", ""

    def _made(self, head: Head, line: Line) -> Building:
        store = Building(head.name, line.number)
        if head.named:
            store.state(head.named)
        for note in head.notes:
            store.note(note)
        return store

    def _adopt(self, store: Building) -> None:
        self.section.add(store)
        self.last = store
        self.above = None

    def _unread(self, line: Line) -> None:
        self.section.unread.append(Unread(line.number, line.text, HINT))
