"""A whole board in the canonical notation: its title, and its sections in the order of the steps."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from whiteboard.canonical.forms import Key
from whiteboard.draft.board import SECTIONS, Board, Section, attribute

_WRITERS: dict[str, tuple[str, str]] = {
    "questions": ("scope", "write_questions"),
    "objects": ("objects", "write_objects"),
    "relations": ("relations", "write_relations"),
    "access patterns": ("access_patterns", "write_access_patterns"),
    "qualities": ("qualities", "write_qualities"),
    "out of scope": ("scope", "write_out_of_scope"),
    "data types": ("data_types", "write_data_types"),
    "api": ("api", "write_api"),
    "scale": ("scale", "write_scale"),
    "storage": ("storage", "write_storage"),
    "design": ("design", "write_design"),
    "bottlenecks": ("bottlenecks", "write_bottlenecks"),
}
"""Section → the module and function that write it."""

TAKES_FORMS = frozenset({"api", "scale", "storage"})
"""Sections whose writer can be told, item by item, to use another form than the usual one."""


def heading_of(name: str) -> str:
    """The heading under which a section is written.

    Examples
    --------
    >>> heading_of("out of scope"), heading_of("api")
    ('## Out of scope', '## API')
    """
    return "## " + ("API" if name == "api" else name.capitalize())


def write_section(name: str, section: Section, forms: Collection[Key] = ()) -> list[str]:
    """Write one section, without its heading.

    Parameters
    ----------
    name : str
        One of ``whiteboard.draft.SECTIONS``.
    section : dataclass
        As read.
    forms : collection of (str, int)
        Items to be written in another form than the usual one; heeded for `TAKES_FORMS`.

    Raises
    ------
    KeyError
        When no section has that name.
    """
    module, function = _WRITERS[name]
    writer: Any = getattr(importlib.import_module(f"whiteboard.canonical.{module}"), function)
    lines: list[str] = writer(section, forms) if name in TAKES_FORMS else writer(section)
    return lines


def write_board(
    board: Board,
    *,
    written: Mapping[str, Sequence[str]] | None = None,
    before: Sequence[str] | None = None,
    after: Sequence[str] | None = None,
) -> str:
    """Write a board.

    Parameters
    ----------
    board : Board
        As read.
    written : mapping of str to sequence of str, optional
        Lines of sections that have been written already. The others are written here, with the lines that
        were not understood, as typed, at their end.
    before, after : sequence of str, optional
        Lines to stand above and below all sections. By default what belongs to no section: above what stood
        before any heading, below unknown headings with the lines under them.

    Returns
    -------
    str
        Text that ends in a line break; empty for an empty board.

    Examples
    --------
    >>> from whiteboard.draft.api import Api, Operation
    >>> feed = Operation(name="GET /feed", named=False, method="GET", path="/feed")
    >>> print(write_board(Board(title="Twitter", api=Api(operations=(feed,)))), end="")
    # Twitter
    <BLANKLINE>
    ## API
    GET /feed
    """
    blocks: list[list[str]] = [[f"# {board.title}"]] if board.title else []
    if before is None and after is None:
        before, after = _outside(board)
    blocks += [list(before)] if before else []
    for name in SECTIONS:
        section: Section | None = getattr(board, attribute(name))
        if written is not None and name in written:
            blocks.append([heading_of(name), *written[name]])
        elif section is not None:
            blocks.append([heading_of(name), *with_unread(section, write_section(name, section))])
        elif name in board.untouched:
            blocks.append([heading_of(name)])
    blocks += [list(after)] if after else []
    return "\n\n".join("\n".join(block).strip("\n") for block in blocks) + "\n" if blocks else ""


def with_unread(section: Section, lines: list[str], *, apart: bool = False) -> list[str]:
    """A section's lines, and below them those that were not understood, as typed.

    With ``apart`` a blank line stands above each, so that none is read together with the one before it.
    """
    understood = {quantity.line for quantity in getattr(section, "quantities", ())}
    unread = {entry.line: entry.text for entry in section.unread if entry.line not in understood}
    made = [*lines, *([""] if lines and unread else [])]
    for text in unread.values():
        made += [*([""] if apart and made and made[-1] else []), text]
    return made


def _outside(board: Board) -> tuple[list[str], list[str]]:
    before: list[str] = []
    after: list[str] = []
    for entry in board.unread:
        (after if after or entry.text.lstrip().startswith("##") else before).append(entry.text)
    return before, after
