"""A board's text with nothing left aside: the sections' lines, and every line that belongs to no section."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from whiteboard.draft.board import SECTIONS
from whiteboard.draft.text import Line
from whiteboard.notation.headings import Heading
from whiteboard.notation.lines import numbered
from whiteboard.notation.splitter import Splitter

_HASHES = re.compile(r"^\s{0,3}#{1,6}(?=[^#])\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that stand together outside any section: under an unknown heading, or one without a reader."""

    heading: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Where each line of a board goes.

    Parameters
    ----------
    title : str or None
        As `read_board` has it.
    before : tuple of str
        Lines before any heading, as typed.
    notes : tuple of Part
        Sections that are known and have no reader, such as a problem statement.
    unknown : tuple of Part
        Unknown headings with the lines below them.
    passed : tuple of str
        Headings that only group others, as typed.
    sections : dict of str to tuple of Line
        The lines of each section, numbered as in the text.
    """

    title: str | None
    before: tuple[str, ...] = ()
    notes: tuple[Part, ...] = ()
    unknown: tuple[Part, ...] = ()
    passed: tuple[str, ...] = ()
    sections: dict[str, tuple[Line, ...]] = field(default_factory=dict)


def parts_of(text: str) -> Parts:
    """Take a board apart without losing a line.

    Examples
    --------
    >>> parts = parts_of("# Twitter\\nhello\\n## API\\nGET /feed\\n## Lunch\\nsoup\\n## Notes\\nby hand")
    >>> parts.title, parts.before, [part.heading for part in parts.unknown], parts.notes[0].lines
    ('Twitter', ('hello',), ['## Lunch'], ('by hand',))
    """
    lines = numbered(text)
    split = _Keeping(lines)
    split.run()
    held = {line.number for section in split.lines.values() for line in section}
    unknown_at = {entry.line for entry in split.unread}
    before: list[str] = []
    passed: list[str] = []
    notes: list[tuple[str, list[str]]] = []
    unknown: list[tuple[str, list[str]]] = []
    target = before
    title_seen = split.title is None
    for line in lines:
        if line.number in split.opened:
            section = split.opened[line.number]
            if section not in SECTIONS:
                notes.append((line.text, []))
                target = notes[-1][1]
            else:
                target = []  # whatever follows is held by the section
        elif line.number in held or line.number in split.underlines:
            continue
        elif line.number in split.kept:
            target.append(line.text)
        elif line.number in unknown_at and _HASHES.match(line.text):
            unknown.append((line.text, []))
            target = unknown[-1][1]
        elif line.text.strip() and not title_seen:
            title_seen = True
        elif line.text.strip():
            passed.append(line.text)
            target = passed
    return Parts(
        title=split.title,
        before=_trimmed(before),
        notes=tuple(Part(head, _trimmed(below)) for head, below in notes),
        unknown=tuple(Part(head, _trimmed(below)) for head, below in unknown),
        passed=tuple(passed),
        sections={name: tuple(found) for name, found in split.lines.items()},
    )


def at_level_two(heading: str) -> str:
    """A heading's text behind two hashes, whatever stood before it.

    Examples
    --------
    >>> at_level_two("### Lunch"), at_level_two("**Notes**")
    ('## Lunch', '## Notes')
    """
    return "## " + _HASHES.sub("", heading).strip().strip("*_").rstrip(": ")


def _trimmed(lines: list[str]) -> tuple[str, ...]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return tuple(lines)


class _Keeping(Splitter):
    """A splitter that remembers what it passes over."""

    def __init__(self, lines: list[Line]) -> None:
        super().__init__(lines)
        self.opened: dict[int, str] = {}
        self.kept: set[int] = set()

    def _open(self, found: Heading, line: Line) -> None:
        super()._open(found, line)
        self.opened[line.number] = found.section or ""

    def _keep(self, line: Line) -> None:
        super()._keep(line)
        if self._section not in SECTIONS:
            self.kept.add(line.number)
