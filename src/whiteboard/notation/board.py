"""Text of a whole board, or of one bare section → draft."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from whiteboard.draft.access_patterns import AccessPatterns
from whiteboard.draft.api import Api
from whiteboard.draft.board import SECTIONS, Board, Section, attribute
from whiteboard.draft.bottlenecks import Bottlenecks
from whiteboard.draft.data_types import DataTypes
from whiteboard.draft.design import Design
from whiteboard.draft.objects import Objects
from whiteboard.draft.qualities import Qualities
from whiteboard.draft.relations import Relations
from whiteboard.draft.scale import Scale
from whiteboard.draft.scope import OutOfScope, Questions
from whiteboard.draft.storage import Storage
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.headings import heading
from whiteboard.notation.lines import (
    is_comment,
    is_fence,
    is_hidden,
    is_lone_number,
    numbered,
    without_markers,
)
from whiteboard.notation.markups import in_markdown
from whiteboard.notation.splitter import Splitter

_READERS: dict[str, tuple[str, str, Callable[..., Section]]] = {
    "questions": ("scope", "read_questions", Questions),
    "objects": ("objects", "read_objects", Objects),
    "relations": ("relations", "read_relations", Relations),
    "access patterns": ("access_patterns", "read_access_patterns", AccessPatterns),
    "qualities": ("qualities", "read_qualities", Qualities),
    "out of scope": ("scope", "read_out_of_scope", OutOfScope),
    "data types": ("data_types", "read_data_types", DataTypes),
    "api": ("api", "read_api", Api),
    "scale": ("scale", "read_scale", Scale),
    "storage": ("storage", "read_storage", Storage),
    "design": ("design", "read_design", Design),
    "bottlenecks": ("bottlenecks", "read_bottlenecks", Bottlenecks),
}
"""Section → the module and function that read it, and what they read it into."""

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
    split = Splitter(numbered(text))
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
        One of ``whiteboard.draft.SECTIONS``.
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
        if found and found.section == name and not any(before.text.strip() for before in lines):
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
            sections[attribute(name)] = _read(
                name, [line for line in lines[name] if not is_hidden(line.text)]
            )
    return sections, untouched


def _read(name: str, lines: list[Line]) -> Section:
    module, function, kind = _READERS[name]
    try:
        # Imported where used: each reader brings libraries of its own.
        reader = getattr(importlib.import_module(f"whiteboard.notation.{module}"), function)
        read: Section = reader(in_markdown(lines))
    except Exception as error:
        # Readers are fuzzed to never come here. Should one, the learner's text is still shown, not lost.
        hint = f"a fault in the reader, not in the draft ({type(error).__name__}); {READER_FAILED}"
        return kind(unread=tuple(Unread(line.number, line.text, hint) for line in lines if line.text.strip()))
    return read


def _says_nothing(text: str) -> bool:
    return (
        not text.strip()
        or is_comment(text)
        or is_hidden(text)
        or is_fence(text)
        or is_lone_number(text)
        or not text.strip("-=*_ \t")
    )
