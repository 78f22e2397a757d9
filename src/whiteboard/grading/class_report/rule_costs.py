"""What the rules cost a class: which mistake to teach again.

A criterion of ``M`` points that earned ``P`` lost ``M - P``. The findings that cost points are its own ``must``
findings, each with its share of the criterion; where the shares come to more than the whole, they are scaled down
to it. So a finding of share ``s`` among shares that come to ``S`` has lost ``M * s / max(1, S)``, but the findings
together never more than what is missing.

What is then still missing was held back by another criterion on which this one is built (``held_back_by``):
it goes to the ``must`` findings of those rules in that section, in proportion to their shares. What no finding
accounts for is kept apart: nothing was written, or nothing could be read.

Points are those of the graded cell: a criterion of 2 points in a section of 8 that the cell counts as 4 is worth 1.
Where the problem gives no points, the cell is won or lost as a whole, and its ``must`` findings share the loss.
Points set by hand change nothing here: what counts is what the rules said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whiteboard.grading.class_report.records import CellScore, ClassRecords
from whiteboard.report import Outcome

_MUST = "must"
_ROUNDING = 0.006
HELD_BACK = "held back by another criterion"
"""Points that are missing although no finding of a known rule accounts for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCost:
    """What one rule cost.

    Parameters
    ----------
    rule : str
        Its code.
    title : str
        The mistake in a few words; empty for a rule that this version does not have.
    section : str
        The section that the rule judges.
    learners : int
        How many learners it was found with.
    findings : int
        How often it was found in all.
    points : float
        What it cost all of them together.
    """

    rule: str
    title: str
    section: str
    learners: int
    findings: int
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """All lost points of a class by their cause.

    Parameters
    ----------
    rules : tuple of RuleCost
        The dearest first.
    others : dict of str to float
        Points that no rule took: ``"not attempted"``, ``"could not be read"``, and `HELD_BACK`.
    """

    rules: tuple[RuleCost, ...]
    others: dict[str, float]


def rule_costs(records: ClassRecords) -> Costs:
    """What each rule cost the learners whose submissions could be read."""
    from whiteboard.rules import rules

    points: dict[str, float] = defaultdict(float)
    others: dict[str, float] = defaultdict(float)
    learners: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    most = {(cell.notebook, cell.cell): cell.max_points for cell in records.cells}
    for learner in records.learners:
        if not learner.counts:
            continue
        found: Counter[str] = Counter()
        for place, cell in learner.cells.items():
            for cause, lost in lost_points(cell, most.get(place, 0.0)):
                (others if cause in _OTHERS else points)[cause] += lost
            found.update(finding["rule"] for finding in _musts(cell.criteria))
        learners.update(found.keys())
        findings.update(found)
    catalogue = rules()
    costs = [
        RuleCost(
            rule=code,
            title=catalogue[code].title if code in catalogue else "",
            section=catalogue[code].section if code in catalogue else "",
            learners=learners[code],
            findings=findings[code],
            points=round(points.get(code, 0.0), 4),
        )
        for code in learners
    ]
    return Costs(
        rules=tuple(sorted(costs, key=lambda cost: (-cost.points, -cost.learners, cost.rule))),
        others={cause: round(others[cause], 4) for cause in _OTHERS if others.get(cause)},
    )


_OTHERS = (str(Outcome.NOT_ATTEMPTED.value), str(Outcome.UNREADABLE.value), HELD_BACK)


def lost_points(cell: CellScore, max_points: float) -> Iterator[tuple[str, float]]:
    """What was lost in one cell, by cause: the code of a rule, or one of the words of `Costs.others`.

    Examples
    --------
    >>> finding = {"rule": "A3", "severity": "must", "share": 0.5}
    >>> paged = {"name": "long lists are paged", "section": "api", "points": 1.0, "max_points": 2.0,
    ...          "outcome": "incomplete", "findings": [finding]}
    >>> list(lost_points(CellScore(criteria=(paged,)), 10.0))
    [('A3', 5.0)]
    """
    scale = cell_scale(cell.criteria, max_points)
    if scale is None:
        yield from _all_or_nothing(cell.criteria, max_points)
        return
    for criterion in cell.criteria:
        most = criterion["max_points"] * scale
        missing = most - criterion["points"] * scale
        # Points are rounded to hundredths of the problem's scale.
        if missing <= _ROUNDING * scale:
            continue
        if criterion["outcome"] in _OTHERS:
            yield criterion["outcome"], missing
            continue
        own = list(_musts([criterion]))
        taken = min(missing, most * min(1.0, sum(map(_share, own))))
        left = missing - taken
        holding = _holding(cell.criteria, criterion)
        if not holding and own and left <= _ROUNDING * scale:
            taken, left = missing, 0.0
        yield from _shared(own, taken)
        if left > 1e-9:
            yield from _shared(holding, left) if holding else [(HELD_BACK, left)]


def cell_scale(criteria: Sequence[Mapping[str, Any]], max_points: float) -> float | None:
    """Points of the cell for each point of its criteria; None where the criteria give no points."""
    total = sum(criterion["max_points"] for criterion in criteria)
    return max_points / total if total > 0 else None


def _all_or_nothing(criteria: Sequence[Mapping[str, Any]], max_points: float) -> Iterator[tuple[str, float]]:
    if not criteria or all(criterion["outcome"] == Outcome.MET for criterion in criteria):
        return
    own = list(_musts(criteria))
    if own:
        yield from _shared(own, max_points)
    else:
        ended = next((c["outcome"] for c in criteria if c["outcome"] in _OTHERS), HELD_BACK)
        yield ended, max_points


def _shared(findings: Sequence[Mapping[str, Any]], lost: float) -> Iterator[tuple[str, float]]:
    total = sum(map(_share, findings))
    for finding in findings:
        if total > 0:
            yield finding["rule"], lost * _share(finding) / total


def _share(finding: Mapping[str, Any]) -> float:
    return float(finding.get("share", 1.0))


def _musts(criteria: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    return (f for criterion in criteria for f in criterion["findings"] if f.get("severity", _MUST) == _MUST)


def _holding(criteria: Sequence[Mapping[str, Any]], criterion: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The findings that scaled this criterion down."""
    codes = criterion.get("held_back_by", ())
    near = [
        other for other in criteria if other["section"] == criterion["section"] and other is not criterion
    ]
    return [finding for finding in _musts(near) if finding["rule"] in codes]
