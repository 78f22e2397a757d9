"""Which line belongs to which section: a board is dealt out to its sections under their headings."""

from __future__ import annotations

import re

from whiteboard.draft.board import SECTIONS
from whiteboard.draft.paging import says_paged
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.heading_marks import compound, marked_headings
from whiteboard.notation.headings import (
    Heading,
    InlineHeading,
    by_words,
    heading,
    inline_heading,
    labeled_heading,
    misspelled_section,
    nearest_section,
    resembles_section,
)
from whiteboard.notation.lines import is_comment, is_fence, is_hidden, without_bullet, without_markers

_UNDER_SCALE = frozenset({"storage", "data types", "bottlenecks", "qualities", "access patterns", "scale"})
"""Names that stand as sub-headings inside an estimate: "Storage:", "Traffic", "Assumptions" …"""

_NEVER_A_PART = frozenset({"qualities", "access patterns"})
"""Of these, the ones that an estimate has no part of, when they are spelled out: "Quality attributes"."""

_LONGEST_TITLE, _MOST_TITLE_WORDS = 60, 8

_KEYS = re.compile(r"(?i)\b(?:pk|fk|primary key|foreign key|create table|index|idx|unique)\b")
_NEAR = 12
_BRANDS = re.compile(
    r"(?i)\b(?:mysql|postgres\w*|maria ?db|mongo\w*|dynamo\w*|cassandra|scylla|sqlite|spanner|cockroach\w*|vitess|redis)\b"
)

_REQUIREMENTS = frozenset(
    {"questions", "objects", "relations", "access patterns", "qualities", "out of scope"}
)
"""Sections that often stand under one heading, told apart by bold or bare labels."""

_CONTAINERS = frozenset({"design", "bottlenecks"})
"""Sections in whose depth a heading such as "### Database" may be a part of them, or a section of its own."""


class Splitter:
    """Deals the lines of a board out to its sections."""

    def __init__(self, lines: list[Line]) -> None:
        self._all = without_markers(lines)
        self.title: str | None = None
        self.lines: dict[str, list[Line]] = {}
        self.unjudged: list[tuple[str, int]] = []
        self.unread: list[Unread] = []
        self._section: str | None = None  # the section being filled; None before the first
        self._level = 0
        self._unknown: str | None = None  # the text of an unknown heading whose lines are being passed over
        marked = [
            found
            for line in self._all
            if line.text.lstrip().startswith("#") and (found := heading(line.text)) and found.section
        ]
        self._hashed = bool(marked)
        self._marked, self.underlines = marked_headings(self._all)
        self._headed = {
            made.section for line in self._all if (made := self._heading(line)) is not None and made.section
        }
        self._top = 1 if len({made.section for made in marked if made.level == 1}) > 1 else 2
        self._levels: dict[str, int] = {}  # for each section the highest heading that names it
        for found in marked:
            name = found.section or ""
            self._levels[name] = min(found.level, self._levels.get(name, found.level))

    def run(self) -> None:
        """Deal all lines out; what belongs nowhere is in ``unread``."""
        first = True
        fenced = False
        for position, line in enumerate(self._all):
            if line.number in self.underlines:
                continue
            if is_fence(line.text):
                fenced = not fenced
                self._keep(line)
                continue
            found = self._heading(line)
            if found and self._opens(found, position, fenced=fenced):
                self._open(found, line)
            elif found and found.level and first and (found.level == 1 or not resembles_section(found.text)):
                self.title = found.text
            elif (
                found
                and self._is_unknown_section(found, fenced=fenced)
                and not self._is_container(found, position)
                and (meant := misspelled_section(found.text) or compound(found.text) or by_words(found.text))
            ):
                self._open(Heading(found.level, found.text, meant), line)
            elif found and self._is_unknown_section(found, fenced=fenced):
                self._unknown, self._section = found.text, None
                self._level = found.level
                if not self._is_container(found, position):
                    nearest = nearest_section(found.text)
                    hint = f"no section is called {found.text!r}; the nearest is {nearest!r}"
                    self.unread.append(Unread(line.number, line.text, hint))
            elif first and not fenced and self._is_bare_title(position):
                self.title = without_bullet(line.text).strip(" *_")
            elif fenced or not (
                self._take(inline_heading(line.text), line)
                or self._take_labeled(labeled_heading(line.text), line, position)
            ):
                self._keep(line)
            first = first and not line.text.strip()
        self.lines = {section: _flush_left(lines) for section, lines in self.lines.items()}

    def _heading(self, line: Line) -> Heading | None:
        return self._marked.get(line.number) or heading(line.text)

    def _opens(self, found: Heading, position: int, *, fenced: bool) -> bool:
        if not found.section or (found.section == self._section and found.level == 0):
            return False
        if self._section is None:
            return True
        if found.level == 0 and fenced:
            return False
        if self._section == "scale" and found.section in _UNDER_SCALE:
            # "Storage" inside an estimate is one of its parts, unless it stands as high as the estimate.
            if found.level == 0:
                spelled_out = found.section in _NEVER_A_PART and len(found.text.split()) > 1
                if re.match(r"\s*\d{1,2}[.)]\s+[A-Za-z]", self._all[position].text):
                    return not self._hashed  # "9. Storage" behind "8. Estimation"
                return not self._hashed and (spelled_out or not self._looks_like_estimate(position + 1))
            if found.level > self._level > 0:
                return False
        if self._section in _CONTAINERS and found.level > self._level > 0:
            # "### Database" in a deep dive goes into the database, unless no higher heading speaks of it.
            return found.section != self._section and self._levels.get(found.section, 7) >= found.level
        if found.level == 0:
            # A bare "Tables:" or "Operations:" within a marked-up board is a line of its section.
            requirements = {self._section, found.section} <= _REQUIREMENTS
            return requirements or not (self._hashed and self._level > 0)
        # "### Database" under "## Storage", "### Interface" under "## API": parts of their section.
        return not (found.level > self._level > 0 and found.section == self._section)

    def _is_bare_title(self, position: int) -> bool:
        """Whether the board's first line is its title without a hash: "Design: TikTok", before a heading."""
        line = self._all[position]
        text = without_bullet(line.text).strip()
        if not text or len(text) > _LONGEST_TITLE or is_comment(text) or inline_heading(line.text):
            return False
        if not text[0].isalpha() or text[-1] in ".:;,?" or len(text.split()) > _MOST_TITLE_WORDS:
            return False
        rest = self._all[position + 1 :]
        if not rest or any(sign in text for sign in "=()[]{}<>→|"):
            return False
        below = next((after for after in rest if after.text.strip(" =-\t")), None)
        found = self._heading(below) if below else None
        return found is not None and found.section is not None

    def _is_container(self, found: Heading, position: int) -> bool:
        """Whether an unknown heading only groups deeper ones: "## Step 2" with "### API" below it."""
        for line in self._all[position + 1 :]:
            if line.text.strip():
                below = self._heading(line)
                return below is not None and below.level > found.level and below.section is not None
        return False

    def _looks_like_estimate(self, position: int) -> bool:
        for line in self._all[position : position + 6]:
            if line.text.strip():
                digits = any(character.isdigit() for character in line.text)
                return digits and any(sign in line.text for sign in "=*×/~≈:+")
        return False

    def _open(self, found: Heading, line: Line) -> None:
        assert found.section is not None
        if found.section == "data types" and found.text.lower() == "data" and self._tables_follow(line):
            found = Heading(found.level, found.text, "storage")
        assert found.section is not None
        self._unknown = None
        self._section = found.section
        # A bold label opens a section within the one that a hash opened: the depth stays.
        self._level = found.level or (self._level if self._hashed else 0)
        if found.section in SECTIONS:
            lines = self.lines.setdefault(found.section, [])
            legend = re.search(r"\(([^()]*)\)", line.text)
            if legend and found.section == "api" and (says_paged(legend[1]) or "=" in legend[1]):
                lines.append(
                    Line(line.number, f"note: {legend[1]}")
                )  # "API (c = cursor)", "API (all lists are paged)"
            said = re.search(r"\(([^()]*\b(?:because|since|as|drawback|con|minus|why)\b[^()]*)\)", line.text)
            if said and found.section == "storage":
                lines.append(Line(line.number, said[1]))  # "Schema (Postgres, because …)": the reason counts
        else:
            self.unjudged.append((found.section, line.number))

    def _tables_follow(self, line: Line) -> bool:
        """Whether keys and indexes stand below a heading that only says "Data"."""
        below = [other.text for other in self._all if line.number < other.number <= line.number + _NEAR]
        told = sum(bool(_KEYS.search(text[:500])) for text in below)
        return told >= 2 and "storage" not in self._headed

    def _take(self, found: InlineHeading | None, line: Line) -> bool:
        """Whether a line such as ``Non-functional: fast`` belongs to the section that it names."""
        if found is None or found.section == self._section:
            return False
        if self._section not in _REQUIREMENTS | {None}:
            return False
        if self._section is None and self._unknown:
            return False
        self.lines.setdefault(found.section, []).append(Line(line.number, found.rest))
        if not found.bulleted:
            # What follows goes on with it; a bullet stands for itself.
            self._section = found.section
        return True

    def _take_labeled(self, found: InlineHeading | None, line: Line, position: int) -> bool:
        """Whether a line such as ``db = MySQL`` heads a section that nothing else heads."""
        if found is None or found.section in self._headed or self._section in _CONTAINERS:
            return False
        if position and self._all[position - 1].text.strip():
            return False
        if self._section == "scale" and not _BRANDS.search(found.rest):
            return False
        self._headed.add(found.section)
        self._unknown, self._section = None, found.section
        self.lines.setdefault(found.section, []).append(Line(line.number, found.rest))
        return True

    def _is_unknown_section(self, found: Heading, *, fenced: bool) -> bool:
        if found.section or found.level < self._top or fenced:
            return False
        if found.level == 1 and len(found.text.split()) > _MOST_TITLE_WORDS:
            return False  # a comment
        return self._section is None or 0 < found.level <= self._level

    def _keep(self, line: Line) -> None:
        if self._section in SECTIONS:
            self.lines[self._section].append(line)
        elif (
            self._section is None
            and line.text.strip(" \t-=_*·—–")
            and not is_fence(line.text)
            and not is_comment(line.text)
            and not is_hidden(line.text)
        ):
            where = f"under the unknown heading {self._unknown!r}" if self._unknown else "before any heading"
            self.unread.append(
                Unread(line.number, line.text, f"this line stands {where}; put it under one such as  ## API")
            )


def _flush_left(lines: list[Line]) -> list[Line]:
    """The lines of a section that stands under a bullet, without the indentation that all of them have."""
    depths = [len(line.text) - len(line.text.lstrip(" ")) for line in lines if line.text.strip()]
    common = min(depths, default=0)
    if common < 2 or any(line.text.startswith("\t") for line in lines):
        return lines
    return [Line(line.number, line.text[common:]) for line in lines]
