"""A draft written back in the canonical notation, and proof that it still says the same."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whiteboard.canonical.board import TAKES_FORMS, heading_of, with_unread, write_board, write_section
from whiteboard.canonical.forms import EVERYTHING, Key
from whiteboard.canonical.meaning import meaning
from whiteboard.draft.board import SECTIONS, Board, Section
from whiteboard.draft.text import Line
from whiteboard.notation import read_board, read_section
from whiteboard.notation.headings import heading
from whiteboard.notation.lines import is_comment, is_fence, is_hidden, numbered, without_markers
from whiteboard.notation.parts import Parts, at_level_two, parts_of

_ROUNDS = 4
_SETS = frozenset({"remarks", "because", "drawback", "brands"})
"""Fields whose items stand each for itself, in whatever order."""
_COMMENT = re.compile(r"(?:^|\s)(?:#|//)\s+(?P<text>\S.*)$")
_SUB_HEADING = re.compile(r"^\s{0,3}#{2,6}\s*(?P<text>.*?)\s*#*$")
_DIVIDER = re.compile(r"^\s*\|?\s*:?-{2,}[\s:|-]*$")
_WORD = re.compile(r"\w{3,}")
_FEW_WORDS = 3
_MOST_LOOKS = 2000
"""Comments that are looked for in the text; beyond that many, they are written again unlooked for."""
MEANING_WOULD_CHANGE = "written in the canonical notation, this section would say something else"
NOT_STABLE = "formatting this section again would change it again"
AS_A_WHOLE = "written in the canonical notation, the board would be dealt out to its sections in another way"
HAS_MARKERS = "nbgrader's region markers stand in it; format the text between them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """A formatted text.

    Parameters
    ----------
    text : str
        Ends in a line break unless it is empty.
    left : tuple of (str, str)
        Sections that were left as typed, each with the reason in a sentence; ``"board"`` for the whole text.
    """

    text: str
    left: tuple[tuple[str, str], ...] = ()


def format_text(text: str, *, section: str | None = None) -> Formatted:
    """Write a draft in the canonical notation.

    What was understood is understood again; what was not, and every comment, stays as typed at the end of
    its section; what belongs to no section stays above or below all of them. A section of which that cannot
    be proved by reading it again is left as typed.

    Parameters
    ----------
    text : str
        A whole board, or one bare section when `section` is given.
    section : str, optional
        One of ``whiteboard.draft.SECTIONS``.

    Raises
    ------
    KeyError
        When no section has that name.

    Examples
    --------
    >>> print(format_text("## Rest API\\n* **GET** /feed?cursor=<c> => page of tweets").text, end="")
    ## API
    GET /feed?cursor={cursor}
      returns: page of tweets
    """
    Board().section(section or SECTIONS[0])  # raises for an unknown name
    plain = "\n".join(line.text for line in numbered(text)).strip("\n")
    if not plain.strip():
        return Formatted(text="")
    if len(without_markers(numbered(plain))) < len(numbered(plain)):
        return Formatted(text=plain + "\n", left=(("board", HAS_MARKERS),))
    return _bare(plain, section) if section else _whole(plain)


# One section ------------------------------------------------------------------------------------------------


def _bare(text: str, name: str) -> Formatted:
    lines = numbered(text)
    body = list(itertools.dropwhile(lambda line: _names(line.text, name), lines))
    head = [heading_of(name)] if len(body) < len(lines) else []
    made, left = _section(name, body)
    if made and _names(made[0], name):
        head = [heading_of(name), ""]  # a label such as "Assumptions:" must not pass for the heading
    return Formatted(text="\n".join([*head, *made]).rstrip("\n") + "\n", left=((name, left),) if left else ())


def _names(text: str, name: str) -> bool:
    found = heading(text)
    return found is not None and found.section == name


def _section(name: str, lines: Sequence[Line]) -> tuple[list[str], str]:
    """A section's lines as formatted, and why they were left as typed; empty when they were not."""
    typed = _without_blanks_around([line.text for line in lines])
    original = _read(name, typed)
    if original is None or not (_unread(original) or meaning(original) != meaning(type(original)())):
        return typed, ""  # nothing is said that could be said in another way
    made = _faithful(name, original, typed)
    if made is None:
        return typed, MEANING_WOULD_CHANGE
    for _ in range(_ROUNDS):
        again = _read(name, made)
        settled = _faithful(name, again, made) if again is not None else made
        if settled == made:
            return made, ""
        if settled is None or not _equal(original, _read(name, settled)):
            break
        made = settled
    return typed, NOT_STABLE


def _read(name: str, lines: Sequence[str]) -> Section | None:
    return read_section(name, "\n".join(("", *lines))).section(name)


def _faithful(name: str, original: Section, typed: Sequence[str]) -> list[str] | None:
    """The section written so that it reads as `original` does, or None."""
    forms: frozenset[Key] = frozenset()
    for number in range(_ROUNDS):
        made = _written(name, original, typed, forms, apart=number > 0)
        if made is None:
            return None
        again = _read(name, made)
        if _equal(original, again):
            return made
        forms |= _differing(original, again) if name in TAKES_FORMS else frozenset()
        if name not in TAKES_FORMS and number:
            return None
    made = _written(name, original, typed, EVERYTHING, apart=True)
    return made if made is not None and _equal(original, _read(name, made)) else None


def _written(
    name: str, original: Section, typed: Sequence[str], forms: frozenset[Key], *, apart: bool
) -> list[str] | None:
    try:
        lines = write_section(name, original, forms)
    except Exception:
        # Writers are fuzzed to never come here. Should one, the learner's text stays as typed.
        return None
    return _with_comments(typed, with_unread(original, lines, apart=apart))


def _equal(one: Section | None, other: Section | None) -> bool:
    if one is None or other is None:
        return one is other
    return bool(meaning(one) == meaning(other)) and _unread(one) == _unread(other)


def _unread(section: Section) -> list[str]:
    """Lines that were not understood; of a quantity with a complaint, the formula is compared already."""
    understood = {quantity.line for quantity in getattr(section, "quantities", ())}
    return sorted({entry.text.strip() for entry in section.unread if entry.line not in understood})


def _differing(original: Section, again: Section | None) -> frozenset[Key]:
    """Items of the original that did not come back; remarks too where more came back than there was."""
    before, after = _by_field(original), _by_field(again)
    keys: set[Key] = set()
    for field, value in before.items():
        came = after.get(field, ())
        if field == "unread" or not isinstance(value, tuple) or value == came:
            continue
        items = [repr(meaning(entry)) for entry in getattr(original, field)]
        back = [repr(meaning(entry)) for entry in getattr(again, field, ())]
        if field in _SETS:
            same = {place for place, item in enumerate(items) if item in set(back)}
        else:
            matcher = difflib.SequenceMatcher(None, items, back, autojunk=False)
            same = {
                place
                for found in matcher.get_matching_blocks()
                for place in range(found.a, found.a + found.size)
            }
        keys |= {(field, place) for place in range(len(items)) if place not in same}
        if len(back) > len(items):
            keys |= {("remarks", place) for place in range(len(getattr(original, "remarks", ())))}
    return frozenset(keys)


def _by_field(section: Section | None) -> dict[str, Any]:
    return dict(meaning(section)[1:]) if section is not None else {}


# Comments ---------------------------------------------------------------------------------------------------


def _with_comments(typed: Sequence[str], made: list[str]) -> list[str]:
    """Add the comments of the typed text that the written one does not hold."""
    have = _squeezed("\n".join(made))
    words = set(_WORD.findall(have))
    looks = _MOST_LOOKS
    lost: list[str] = []
    for text, below in zip(typed, (*typed[1:], ""), strict=True):
        said = "" if _DIVIDER.match(below) else _comment_in(text, words)  # a table's head says nothing itself
        if not said:
            continue
        if looks and words.issuperset(_WORD.findall(said.lower())):
            looks -= 1
            if _squeezed(said) in have:
                continue
        lost.append(f"<!-- {said} -->")
    return [*made, *([""] if made and lost else []), *dict.fromkeys(lost)]


def _comment_in(text: str, words: set[str]) -> str:
    """What a line says that no reader heeds: its comment, or all of it when no word of it came through."""
    if not text.strip() or is_fence(text):
        return ""
    head = _SUB_HEADING.match(text)
    if head:  # it groups what stands below: its words may be those of the items
        return "" if words.issuperset(_WORD.findall(head["text"].lower())) else head["text"]
    if is_hidden(text):
        return text.strip()[4:-3].strip()
    found = _COMMENT.search(text)
    if found:
        return found["text"].strip()
    if is_comment(text):
        return text.strip().lstrip("#/ ")
    own = [word.lower() for word in _WORD.findall(text)]
    return text.strip() if len(own) >= _FEW_WORDS and not words & set(own) else ""


def _squeezed(text: str) -> str:
    return " ".join(text.lower().split())


def _without_blanks_around(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


# A whole board ----------------------------------------------------------------------------------------------


def _whole(text: str) -> Formatted:
    board = read_board(text)
    parts = parts_of(text)
    typed = {
        name: _without_blanks_around([line.text for line in lines]) for name, lines in parts.sections.items()
    }
    made: dict[str, list[str]] = {}
    left: dict[str, str] = {}
    for name, lines in parts.sections.items():
        made[name], reason = _section(name, lines)
        if reason:
            left[name] = reason
    for _ in range(2):
        whole = _composed(board, parts, made)
        again = read_board(whole)
        wrong = [name for name in typed if not _equal(board.section(name), again.section(name))]
        if not wrong and _same_outside(board, again):
            if _is_stable(whole, made, typed):
                return Formatted(text=whole, left=tuple(left.items()))
            break
        for name in wrong:
            made[name] = typed[name]
            left[name] = AS_A_WHOLE
    return Formatted(text=text + "\n", left=(("board", AS_A_WHOLE),))


def _is_stable(whole: str, made: dict[str, list[str]], typed: dict[str, list[str]]) -> bool:
    """Whether formatting the result again would give it back: its parts are stable, so its cut must be."""
    parts = parts_of(whole)
    cut = {
        name: _without_blanks_around([line.text for line in lines]) for name, lines in parts.sections.items()
    }
    wanted = {name: _without_blanks_around(lines) for name, lines in made.items()}
    return cut == wanted and _composed(read_board(whole), parts, made) == whole


def _composed(board: Board, parts: Parts, made: dict[str, list[str]]) -> str:
    before = list(parts.before)
    before += [f"<!-- {text.strip().strip('#* ')} -->" for text in parts.passed if not is_hidden(text)]
    after: list[str] = []
    for part in (*parts.notes, *parts.unknown):
        after += [*([""] if after else []), at_level_two(part.heading), *part.lines]
    return write_board(board, written=made, before=before, after=after)


def _same_outside(one: Board, other: Board) -> bool:
    def outside(board: Board) -> Any:
        unread = sorted(entry.text.strip().lstrip("#").strip() for entry in board.unread)
        return board.title, unread, sorted(name for name, _ in board.unjudged), sorted(board.untouched)

    return bool(outside(one) == outside(other))
