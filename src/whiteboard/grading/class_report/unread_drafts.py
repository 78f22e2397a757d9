"""Drafts, or lines of drafts, that could not be read: which, whose, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from whiteboard.grading.class_report.records import CellScore, ClassRecords
from whiteboard.report import Outcome
from whiteboard.report.render import shortened

_MOST_LINES = 20
"""Lines listed of one draft. More than that, and it is the notation that was missed, not a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadLine:
    """A line that was not understood, cut where it is long, and the nearest form that would be."""

    line: int
    text: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadDraft:
    """A draft of which something was not understood.

    Parameters
    ----------
    student, notebook : str
        Whose, and where.
    section, problem : str
        What it is a draft of; an empty section is a whole board.
    wholly : bool
        Whether nothing of it could be read.
    lines : tuple of UnreadLine
        The first of the lines that were not understood.
    more : int
        How many further lines were not understood.
    """

    student: str
    notebook: str
    section: str
    problem: str
    wholly: bool
    lines: tuple[UnreadLine, ...]
    more: int


def unread_drafts(records: ClassRecords) -> tuple[UnreadDraft, ...]:
    """Every draft that lost points and holds lines that were not understood; those wholly unread first.

    A draft that earned all its points is not looked at again: what was not understood in it cost nothing.
    """
    found = [
        draft
        for learner in records.learners
        for draft in _of_learner(learner.student, learner.cells)
        if draft.wholly or draft.lines
    ]
    return tuple(sorted(found, key=lambda draft: not draft.wholly))


def _of_learner(student: str, cells: dict[tuple[str, str], CellScore]) -> Iterator[UnreadDraft]:
    seen: set[tuple[str, str, str]] = set()
    for (notebook, _), cell in cells.items():
        fell = {c["section"] for c in cell.criteria if c["outcome"] != Outcome.MET}
        unread = {c["section"] for c in cell.criteria if c["outcome"] == Outcome.UNREADABLE}
        for draft in cell.drafts:
            section, problem = draft.get("section", ""), draft.get("problem", "")
            if not fell or (notebook, section, problem) in seen:
                continue
            seen.add((notebook, section, problem))
            lines = _unread_lines(section, draft.get("text", ""))
            yield UnreadDraft(
                student=student,
                notebook=notebook,
                section=section,
                problem=problem,
                wholly=section in unread,
                lines=lines[:_MOST_LINES],
                more=max(0, len(lines) - _MOST_LINES),
            )


@lru_cache(maxsize=128)
def _unread_lines(section: str, text: str) -> tuple[UnreadLine, ...]:
    from whiteboard.draft.board import SECTIONS
    from whiteboard.notation import read_board, read_section

    board = read_section(section, text) if section in SECTIONS else read_board(text)
    parts = [board.section(name) for name in SECTIONS]
    unread = [*board.unread, *(entry for part in parts if part is not None for entry in part.unread)]
    return tuple(
        UnreadLine(line=entry.line, text=shortened(entry.text.strip()), hint=entry.hint)
        for entry in sorted(unread, key=lambda entry: entry.line)
    )
