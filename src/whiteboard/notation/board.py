"""Text of a whole board, or of one bare section → draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from whiteboard.draft.api import Api
from whiteboard.draft.board import SECTIONS, Board
from whiteboard.draft.scale import Scale
from whiteboard.draft.storage import Storage
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.headings import Heading, heading, nearest_section, resembles_section
from whiteboard.notation.lines import is_comment, is_fence, is_lone_number, numbered, without_markers

_UNDER_SCALE = frozenset({"storage", "data types", "bottlenecks", "qualities", "access patterns", "scale"})
"""Names that stand as sub-headings inside an estimate: "Storage:", "Traffic", "Assumptions" …"""

READER_FAILED = "please report this text"


def read_board(text: str) -> Board:
    """Read a whole board: sections under headings, in any order.

    Parameters
    ----------
    text : str
        Any text whatever.

    Returns
    -------
    Board
        With each section that stands in it; what was not understood is in ``unread``.

    Examples
    --------
    >>> board = read_board("# Twitter\\n## API\\nGET /feed -> page of tweets\\n## Lunch\\nsoup")
    >>> board.title, len(board.api.operations), board.unread[0].line
    ('Twitter', 1, 4)
    """
    split = _Splitter(numbered(text))
    split.run()
    sections, untouched = _read_all(split.lines)
    return Board(
        title=split.title,
        untouched=tuple(untouched),
        unjudged=tuple(split.unjudged),
        unread=tuple(split.unread),
        **sections,
    )


def read_section(name: str, text: str) -> Board:
    """Read a text as one bare section; a heading that names it is passed over.

    Parameters
    ----------
    name : str
        ``"scale"``, ``"api"`` or ``"storage"``.
    text : str
        Any text whatever.

    Raises
    ------
    KeyError
        When no section has that name; the message lists those there are.

    Examples
    --------
    >>> read_section("api", "GET /feed").api.operations[0].path
    '/feed'
    """
    Board().section(name)  # raises for an unknown name
    lines: list[Line] = []
    for line in without_markers(numbered(text)):
        found = heading(line.text)
        if found and found.section == name and not lines:
            continue
        lines.append(line)
    sections, untouched = _read_all({name: lines})
    return Board(untouched=tuple(untouched), **sections)


def _read_all(lines: dict[str, list[Line]]) -> tuple[dict[str, Any], list[str]]:
    sections: dict[str, Any] = {}
    untouched = []
    for name in SECTIONS:
        if name not in lines:
            continue
        if all(_says_nothing(line.text) for line in lines[name]):
            untouched.append(name)
        else:
            sections[name] = _read(name, lines[name])
    return sections, untouched


def _read(name: str, lines: list[Line]) -> Scale | Api | Storage:
    try:
        return _reader(name)(lines)
    except Exception as error:
        # Readers are fuzzed to never come here. Should one, the learner's text is still shown, not lost.
        hint = f"a fault in the reader, not in the draft ({type(error).__name__}); {READER_FAILED}"
        unread = tuple(Unread(line.number, line.text, hint) for line in lines if line.text.strip())
        if name == "scale":
            return Scale(unread=unread)
        return Api(unread=unread) if name == "api" else Storage(unread=unread)


def _says_nothing(text: str) -> bool:
    return (
        not text.strip()
        or is_comment(text)
        or is_fence(text)
        or is_lone_number(text)
        or not text.strip("-=*_ \t")
    )


def _reader(name: str) -> Callable[[Sequence[Line]], Scale | Api | Storage]:
    # Imported where used: each reader brings libraries of its own.
    if name == "scale":
        from whiteboard.notation.scale import read_scale

        return read_scale
    if name == "api":
        from whiteboard.notation.api import read_api

        return read_api
    from whiteboard.notation.storage import read_storage

    return read_storage


class _Splitter:
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
        self._hashed = any(
            line.text.lstrip().startswith("#") and (h := heading(line.text)) and h.section
            for line in self._all
        )

    def run(self) -> None:
        first = True
        fenced = False
        for position, line in enumerate(self._all):
            if is_fence(line.text):
                fenced = not fenced
                self._keep(line)
                continue
            found = heading(line.text)
            if found and self._opens(found, position, fenced=fenced):
                self._open(found, line)
            elif found and found.level and first and (found.level == 1 or not resembles_section(found.text)):
                self.title = found.text
            elif found and self._is_unknown_section(found, fenced=fenced):
                self._unknown, self._section = found.text, None
                self._level = found.level
                if not self._is_container(found, position):
                    nearest = nearest_section(found.text)
                    hint = f"no section is called {found.text!r}; the nearest is {nearest!r}"
                    self.unread.append(Unread(line.number, line.text, hint))
            else:
                self._keep(line)
            first = first and not line.text.strip()

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
                return not self._hashed and not self._looks_like_estimate(position + 1)
            if found.level > self._level > 0:
                return False
        if found.level == 0:
            # A bare "Tables:" or "Operations:" within a marked-up board is a line of its section.
            return not (self._hashed and self._level > 0)
        # "### Database" under "## Storage", "### Interface" under "## API": parts of their section.
        return not (found.level > self._level > 0 and found.section == self._section)

    def _is_container(self, found: Heading, position: int) -> bool:
        """Whether an unknown heading only groups deeper ones: "## Step 2" with "### API" below it."""
        for line in self._all[position + 1 :]:
            if line.text.strip():
                below = heading(line.text)
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
        self._unknown = None
        self._section, self._level = found.section, found.level
        if found.section in SECTIONS:
            self.lines.setdefault(found.section, [])
        else:
            self.unjudged.append((found.section, line.number))

    def _is_unknown_section(self, found: Heading, *, fenced: bool) -> bool:
        if found.section or found.level < 2 or fenced:
            return False
        return self._section is None or 0 < found.level <= self._level

    def _keep(self, line: Line) -> None:
        if self._section in SECTIONS:
            self.lines[self._section].append(line)
        elif (
            self._section is None
            and line.text.strip()
            and not is_fence(line.text)
            and not is_comment(line.text)
        ):
            where = f"under the unknown heading {self._unknown!r}" if self._unknown else "before any heading"
            self.unread.append(
                Unread(line.number, line.text, f"this line stands {where}; put it under one such as  ## API")
            )
