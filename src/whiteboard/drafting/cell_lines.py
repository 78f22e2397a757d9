"""The lines by which a cell says what it is: ``%%draft api``, ``%grade api 5``, ``%problem twitter``."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

_OPTION = re.compile(r"(?:^|\s)--problem(?:\s+|=|$)(\S*)")
_DRAFT = re.compile(r"%%draft(?=\s|$)(.*)")
_GRADE = re.compile(r"%grade\s+(.*)")
_PROBLEM = re.compile(r"%problem\s+(\S+)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_LONGEST = 500  # characters of a line that can be one of these


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCell:
    """A cell that holds a draft.

    Parameters
    ----------
    section : str
        As typed, spaces and case put right; empty for a whole board.
    problem : str or None
        The problem that its line names; None leaves the chosen one.
    text : str
        The draft, with an empty line in place of the cell's own, so that line numbers are the editor's.
    """

    section: str
    problem: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeLine:
    """A line that gives a section's points.

    Parameters
    ----------
    section : str
        The section, or ``"closure"``.
    points : float
        The most that it gives.
    problem : str or None
        The problem that it names; None leaves the chosen one.
    """

    section: str
    points: float
    problem: str | None


def apart(line: str) -> tuple[str, str | None]:
    """A line without ``--problem NAME``, and that name: empty where the name is missing.

    Examples
    --------
    >>> apart("api --problem bank")
    ('api', 'bank')
    """
    found = _OPTION.search(line)
    if found is None:
        return line, None
    return line[: found.start()] + line[found.end() :], found[1]


def words(line: str) -> list[str]:
    """A line's words, as a shell has them; quotes that never end are words too."""
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return line.split()


def named(section: str) -> str:
    """A section's name as typed, with spaces for hyphens and underscores, in small letters."""
    return " ".join(section.lower().replace("-", " ").replace("_", " ").split())


def draft_cell(source: str) -> DraftCell | None:
    """What a cell holds whose first line with anything on it is ``%%draft``; None for another cell.

    Examples
    --------
    >>> draft_cell("%%draft Data-Types --problem bank\\nAccount: structured, 1 KB").section
    'data types'
    """
    start = len(source) - len(source.lstrip())
    first, _, rest = source[start:].partition("\n")
    found = _DRAFT.fullmatch(first.strip()) if len(first) <= _LONGEST else None
    if found is None:
        return None
    line, problem = apart(found[1])
    above = source[:start].count("\n") + 1
    return DraftCell(section=named(" ".join(words(line))), problem=problem or None, text="\n" * above + rest)


def grade_line(source: str) -> GradeLine | None:
    """The ``%grade SECTION POINTS`` that a cell consists of, comments and empty lines aside; None where there is none.

    Examples
    --------
    >>> grade_line("%grade access patterns 4 --problem bank")
    GradeLine(section='access patterns', points=4.0, problem='bank')
    >>> grade_line("assert True") is None
    True
    """
    lines = [line.strip() for line in source.splitlines()]
    said = [line for line in lines if line and not line.startswith("#")]
    found = _GRADE.fullmatch(said[0]) if len(said) == 1 and len(said[0]) <= _LONGEST else None
    if found is None:
        return None
    line, problem = apart(found[1])
    *section, points = words(line) or [""]
    if not section or not _NUMBER.fullmatch(points):
        return None
    return GradeLine(section=named(" ".join(section)), points=float(points), problem=problem or None)


def chosen_problem(source: str) -> str | None:
    """The problem that a cell chooses by ``%problem NAME``, the last where there are several; None for none.

    Examples
    --------
    >>> chosen_problem("%load_ext whiteboard\\n%problem twitter")
    'twitter'
    """
    found = [_PROBLEM.fullmatch(line.strip()) for line in source.splitlines() if len(line) <= _LONGEST]
    names = [match[1] for match in found if match]
    return names[-1] if names else None
