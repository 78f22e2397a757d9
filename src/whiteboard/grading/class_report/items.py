"""Item analysis: which cells and criteria are hard, and which tell those who know from those who don't."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from whiteboard.grading.class_report.distribution import Distribution, distribution
from whiteboard.grading.class_report.records import CellScore, ClassRecords, GradedCell
from whiteboard.grading.class_report.rule_costs import cell_scale
from whiteboard.report import Outcome

FEWEST = 10
"""Learners below whom no correlation is given: with fewer it says next to nothing."""

Criterion = tuple[str, str]
"""Section and name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a class did with one graded cell, or with one criterion of it.

    Parameters
    ----------
    notebook, cell : str
        The notebook's name and the cell's grade id.
    section, criterion : str
        The criterion; both empty for a whole cell.
    max_points : float
        In points of the cell.
    spread : Distribution
        Of the learners' points, in points of the cell.
    waiting : int
        Learners whose points a person has yet to give; they are not among the others.
    full, none : int
        How many earned all, and how many nothing.
    outcomes : dict of str to int
        How often a criterion was met, incomplete, wrong, could not be read, or was not attempted; empty for a cell.
    discrimination : float or None
        Correlation (Pearson) of the points with those of all else that nobody waits for. None below `FEWEST`
        learners, where all have the same points, and where there is nothing else.
    """

    notebook: str
    cell: str
    section: str = ""
    criterion: str = ""
    max_points: float
    spread: Distribution
    waiting: int
    full: int
    none: int
    outcomes: dict[str, int]
    discrimination: float | None

    @property
    def name(self) -> str:
        """As columns are headed: ``"ps1/api-test"``, ``"ps1/api-test/api: long lists are paged"``."""
        cell = f"{self.notebook}/{self.cell}"
        return f"{cell}/{self.section}: {self.criterion}" if self.criterion else cell

    @property
    def learners(self) -> int:
        """How many learners the figures rest on."""
        return self.spread.learners

    @property
    def difficulty(self) -> float | None:
        """Mean share of the points that was earned, from 0 (nobody anything) to 1; None without learners."""
        mean = self.spread.mean
        return None if mean is None or self.max_points <= 0 else mean / self.max_points

    @property
    def verdict(self) -> str:
        """What stands out: met by all, or by nobody; else empty."""
        if self.learners and self.full == self.learners:
            return "by all"
        return "by nobody" if self.learners and not self.full else ""


def cell_items(records: ClassRecords) -> tuple[Item, ...]:
    """Each graded cell, over the learners whose submissions could be read."""
    answers = _answers(records)
    settled = [cell for cell in records.cells if not any(a[_place(cell)].needs_manual_grade for a in answers)]
    return tuple(_cell_item(cell, answers, settled) for cell in records.cells)


def criterion_items(records: ClassRecords) -> tuple[Item, ...]:
    """Each criterion that gives points, over the learners whose drafts were judged by it."""
    answers = _answers(records)
    settled = [cell for cell in records.cells if not any(a[_place(cell)].needs_manual_grade for a in answers)]
    return tuple(item for cell in records.cells for item in _criteria_of(cell, answers, settled))


def criterion_points(cell: CellScore, max_points: float) -> dict[Criterion, tuple[float, float, str]]:
    """What each criterion of a cell earned, of what, and how it ended; in points of the cell."""
    scale = cell_scale(cell.criteria, max_points)
    if scale is None:
        return {}
    return {
        (criterion["section"], criterion["name"]): (
            criterion["points"] * scale,
            criterion["max_points"] * scale,
            criterion["outcome"],
        )
        for criterion in cell.criteria
        if criterion["max_points"] > 0
    }


Answers = Sequence[Mapping[tuple[str, str], CellScore]]


def _answers(records: ClassRecords) -> Answers:
    nothing = CellScore()
    return [
        {_place(cell): learner.cells.get(_place(cell), nothing) for cell in records.cells}
        for learner in records.learners
        if learner.counts
    ]


def _place(cell: GradedCell) -> tuple[str, str]:
    return cell.notebook, cell.cell


def _cell_item(cell: GradedCell, answers: Answers, settled: Sequence[GradedCell]) -> Item:
    place = _place(cell)
    decided = [answer for answer in answers if not answer[place].needs_manual_grade]
    others = [_place(other) for other in settled if other is not cell]
    points = [answer[place].score for answer in decided]
    rest = [sum(answer[other].score for other in others) for answer in decided]
    return Item(
        notebook=cell.notebook,
        cell=cell.cell,
        max_points=cell.max_points,
        spread=distribution(points, cell.max_points),
        waiting=len(answers) - len(decided),
        full=sum(value >= cell.max_points - 1e-9 for value in points),
        none=sum(value <= 0 for value in points),
        outcomes={},
        discrimination=correlation(points, rest) if others else None,
    )


def _criteria_of(cell: GradedCell, answers: Answers, settled: Sequence[GradedCell]) -> Iterator[Item]:
    place = _place(cell)
    others = [_place(other) for other in settled if other is not cell]
    judged = [(answer, criterion_points(answer[place], cell.max_points)) for answer in answers]
    names = list(dict.fromkeys(name for _, criteria in judged for name in criteria))
    for section, name in names:
        with_it = [(answer, criteria) for answer, criteria in judged if (section, name) in criteria]
        earned = [criteria[section, name] for _, criteria in with_it]
        points = [value for value, _, _ in earned]
        most = max(most for _, most, _ in earned)
        rest = [
            sum(answer[other].score for other in others)
            + sum(value for key, (value, _, _) in criteria.items() if key != (section, name))
            for answer, criteria in with_it
        ]
        ended = [outcome for _, _, outcome in earned]
        yield Item(
            notebook=cell.notebook,
            cell=cell.cell,
            section=section,
            criterion=name,
            max_points=round(most, 6),
            spread=distribution(points, most),
            waiting=0,
            full=ended.count(Outcome.MET.value),
            none=sum(value <= 0 for value in points),
            outcomes={str(o.value): ended.count(o.value) for o in Outcome if o.value in ended},
            discrimination=correlation(points, rest) if others or len(names) > 1 else None,
        )


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation; None for fewer than `FEWEST` pairs, and where either side does not vary.

    Examples
    --------
    >>> correlation([1, 2, 3], [1, 2, 3]) is None
    True
    >>> correlation(list(range(10)), [2 * value for value in range(10)])
    1.0
    """
    if len(first) < FEWEST:
        return None
    # Sums of floats may differ in the last place where the points are the same.
    one, other = [round(value, 9) for value in first], [round(value, 9) for value in second]
    if len(set(one)) == 1 or len(set(other)) == 1:
        return None
    return round(statistics.correlation(one, other), 6)
