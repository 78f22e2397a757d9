"""A report: criteria with their points, findings and outcomes, and the lines that were not understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.text import Unread


class Outcome(StrEnum):
    """How a criterion ended."""

    MET = "met"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"
    UNREADABLE = "could not be read"
    NOT_ATTEMPTED = "not attempted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One criterion of one section after judging.

    Parameters
    ----------
    section : str
        The section.
    name : str
        What was asked.
    points, max_points : float
        What it earned, of what. Both are 0 where there is no problem to set points, and for advice.
    outcome : Outcome
        How it ended.
    findings : tuple of Finding
        In the order of their lines.
    held_back_by : tuple of str
        Codes of rules outside this criterion whose findings scaled its points down.
    """

    section: str
    name: str
    points: float
    max_points: float
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    held_back_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the rules have to say about a draft.

    Parameters
    ----------
    problem : str or None
        The problem that it was judged against.
    criteria : tuple of Judged
        Section by section.
    unread : tuple of (str or None, Unread)
        Each line that was not understood, with its section (None outside all sections).
    unjudged : tuple of (str, int)
        Sections that stand in the draft and are not judged: name and line.
    """

    problem: str | None
    criteria: tuple[Judged, ...]
    unread: tuple[tuple[str | None, Unread], ...] = ()
    unjudged: tuple[tuple[str, int], ...] = ()

    @property
    def points(self) -> float:
        """Points earned, over all sections that were judged."""
        return round(sum(criterion.points for criterion in self.criteria), 2)

    @property
    def max_points(self) -> float:
        """Points to be had, over all sections that were judged."""
        return round(sum(criterion.max_points for criterion in self.criteria), 2)

    @property
    def met(self) -> bool:
        """Whether every criterion is met, and something was judged at all."""
        return bool(self.criteria) and all(criterion.outcome is Outcome.MET for criterion in self.criteria)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the criteria's order."""
        return tuple(finding for criterion in self.criteria for finding in criterion.findings)

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that were judged, in order."""
        return tuple(dict.fromkeys(criterion.section for criterion in self.criteria))

    def of(self, section: str) -> Report:
        """The part of the report that is about one section."""
        return Report(
            problem=self.problem,
            criteria=tuple(criterion for criterion in self.criteria if criterion.section == section),
            unread=tuple(entry for entry in self.unread if entry[0] == section),
        )

    def outcome(self, section: str | None = None) -> Outcome:
        """How one section, or the whole, ended: the criteria's outcomes taken together."""
        outcomes = {c.outcome for c in self.criteria if section in (None, c.section)}
        counted = {
            c.outcome for c in self.criteria if section in (None, c.section) and c.max_points
        } or outcomes
        if not outcomes:
            return Outcome.NOT_ATTEMPTED
        if len(outcomes) == 1:
            return outcomes.pop()
        return Outcome.WRONG if counted == {Outcome.WRONG} else Outcome.INCOMPLETE

    def points_of(self, section: str, *, out_of: float) -> float:
        """Points of one section on a scale of the caller's own: what a graded cell is worth.

        Parameters
        ----------
        section : str
            The section.
        out_of : float
            The points of a flawless section.

        Returns
        -------
        float
            From 0 to `out_of`, rounded to hundredths. Without a problem a section earns all or nothing.
        """
        part = self.of(section)
        if part.max_points:
            return round(part.points / part.max_points * out_of, 2)
        return float(out_of) if part.met else 0.0


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by line (those about something absent come first), then severity, then code."""
    weight = {Severity.MUST: 0, Severity.SHOULD: 1, Severity.NOTE: 2}
    return tuple(sorted(findings, key=lambda f: (f.line or 0, weight[f.severity], f.rule)))
