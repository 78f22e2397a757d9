"""Drafts are data: ``%grade`` cells judged on the text of draft cells, without a kernel."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from whiteboard.drafting.answer import Answer
from whiteboard.drafting.cell_lines import DraftCell, GradeLine
from whiteboard.drafting.session import Session
from whiteboard.grading import outputs
from whiteboard.grading.outcome import CellResult, Fault
from whiteboard.report import Report
from whiteboard.rules import CLOSURE

LONGEST_DRAFT = 200_000
"""Characters of a draft that are judged; a whole board has some five thousand."""

_HEADER = re.compile(r"^[ \t]*%%draft\b.*$", re.MULTILINE)


@dataclass
class DraftJudge:
    """What was drafted so far in one notebook, and what it earns.

    Examples
    --------
    >>> judge = DraftJudge()
    >>> judge.session.set_problem("twitter")
    >>> _ = judge.draft(DraftCell(section="api", problem=None, text=""), "GET /feed")
    >>> judge.grade(GradeLine(section="api", points=5, problem=None), "api-test").result.points < 5
    True
    """

    session: Session = field(default_factory=Session)
    faults: list[Fault] = field(default_factory=list)
    _texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def draft(self, cell: DraftCell, source: str, *, grade_id: str = "") -> list[dict[str, Any]]:
        """Take in a draft, and give the outputs of its cell.

        Parameters
        ----------
        cell : DraftCell
            What the instructor's cell asks for; its section and problem count, whatever the learner's says.
        source : str
            The learner's text, with or without a ``%%draft`` line.
        grade_id : str
            The cell's grade id, for faults.

        Raises
        ------
        KeyError
            When the instructor names a section or problem that there is not.
        """
        text = self._bounded(_HEADER.sub("", source, count=1), grade_id)
        report = self.session.draft_cell(DraftCell(section=cell.section, problem=cell.problem, text=text))
        with self.session.about(cell.problem):
            self._texts[self._problem(), cell.section] = text
            understood = self.session.board(cell.section) if cell.section else self.session.whole()
        return [outputs.shown(Answer(report, understood))]

    def grade(self, line: GradeLine, grade_id: str, *, most: float | None = None) -> Graded:
        """Judge what a test cell asks for.

        Parameters
        ----------
        line : GradeLine
            The instructor's line.
        grade_id : str
            The test cell's grade id.
        most : float, optional
            The points that the gradebook gives the cell; by default those of the line.

        Raises
        ------
        KeyError
            When the instructor names a section or problem that there is not.
        """
        most = line.points if most is None else most
        report = self.session.report_for(line)
        with self.session.about(line.problem):
            drafts = self._drafts_of(line.section)
        points = report.points_of(line.section, out_of=most)
        result = CellResult(
            cell=grade_id,
            points=min(max(points, 0.0), most),
            max_points=most,
            answered=answered(*(part for draft in drafts for part in draft.values())),
            criteria=criteria(report),
            drafts=tuple(drafts),
        )
        return Graded(result, [outputs.shown(Answer(report)), outputs.value(points)])

    def _drafts_of(self, section: str) -> list[dict[str, str]]:
        """The drafts that the section's points rest on; a whole board holds each section."""
        return [
            {"section": name, "problem": problem, "text": text}
            for (problem, name), text in self._texts.items()
            if problem == self._problem() and (section == CLOSURE or name in ("", section))
        ]

    def _problem(self) -> str:
        return self.session.problem.name if self.session.problem else ""

    def _bounded(self, text: str, grade_id: str) -> str:
        if len(text) <= LONGEST_DRAFT:
            return text
        what = f"the draft has {len(text):,} characters; the first {LONGEST_DRAFT:,} were judged"
        self.faults.append(Fault(kind="long draft", what=what, cell=grade_id))
        return text[:LONGEST_DRAFT]


@dataclass(frozen=True)
class Graded:
    """A test cell's result, and what its cell shows."""

    result: CellResult
    outputs: list[dict[str, Any]]


def criteria(report: Report) -> tuple[dict[str, Any], ...]:
    """A report's criteria in short: name, section, points, outcome, and codes of what was found and what held it back."""
    return tuple(
        {
            "name": judged.name,
            "section": judged.section,
            "points": judged.points,
            "max_points": judged.max_points,
            "outcome": str(judged.outcome.value),
            "held_back_by": list(judged.held_back_by),
            "findings": [
                {"rule": finding.rule, "severity": str(finding.severity.value), "share": finding.share}
                for finding in judged.findings
            ],
        }
        for judged in report.criteria
    )


def answered(*texts: str) -> str:
    """A hash of what points were given for."""
    digest = hashlib.sha256()
    for text in texts:
        content = text.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()
