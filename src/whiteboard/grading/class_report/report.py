"""A class's report: all figures of one assignment, to be shown as a page, a table, a summary or JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from whiteboard.grading.class_report.distribution import Distribution, distribution
from whiteboard.grading.class_report.items import Item, cell_items, criterion_items
from whiteboard.grading.class_report.records import STANDINGS, ClassRecords, Learner
from whiteboard.grading.class_report.rule_costs import Costs, rule_costs
from whiteboard.grading.class_report.similar import SimilarDrafts, similar_drafts
from whiteboard.grading.class_report.unread_drafts import UnreadDraft, unread_drafts

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassReport:
    """All figures of one assignment.

    Parameters
    ----------
    records : ClassRecords
        What they were made from.
    made : datetime
        When; UTC.
    version : str
        Of this package.
    standings : dict of str to int
        How many learners stand how, in the order of ``records.STANDINGS``; only those that occur.
    total : Distribution
        Points in all, without late penalties, of the learners whose submissions could be read.
    cells, criteria : tuple of Item
        Each graded cell, each criterion.
    costs : Costs
        Lost points by rule.
    unread : tuple of UnreadDraft
        What could not be read in drafts.
    similar : SimilarDrafts or None
        None where they were not asked for.
    """

    records: ClassRecords
    made: datetime
    version: str
    standings: dict[str, int]
    total: Distribution
    cells: tuple[Item, ...]
    criteria: tuple[Item, ...]
    costs: Costs
    unread: tuple[UnreadDraft, ...]
    similar: SimilarDrafts | None = None

    @property
    def waiting(self) -> tuple[Learner, ...]:
        """The learners of whom an answer waits for a person; of what could not be read there is none to look at."""
        return tuple(one for one in self.records.learners if one.needs_manual_grade and one.counts)

    def cell_table(self) -> pd.DataFrame:
        """A line for each graded cell: points, difficulty, discrimination."""
        return _item_table(self.cells)

    def criterion_table(self) -> pd.DataFrame:
        """A line for each criterion, as `cell_table` has for cells."""
        return _item_table(self.criteria)

    def rule_table(self) -> pd.DataFrame:
        """A line for each rule that was found broken, the dearest first."""
        import pandas as pd

        columns = ["rule", "title", "section", "learners", "findings", "points"]
        rows = [[getattr(cost, column) for column in columns] for cost in self.costs.rules]
        return pd.DataFrame(rows, columns=columns)

    def learner_table(self) -> pd.DataFrame:
        """A line for each learner: the columns of the CSV file, values as they are."""
        import pandas as pd

        from whiteboard.grading.class_report.learner_table import columns_of, rows_of

        return pd.DataFrame(list(rows_of(self)), columns=columns_of(self))


def class_data(records: ClassRecords, *, similar: bool = False, made: datetime | None = None) -> ClassReport:
    """All figures of one assignment.

    Parameters
    ----------
    records : ClassRecords
        From `whiteboard.grading.class_report.gathering.gather`.
    similar : bool
        Whether to look for similar drafts.
    made : datetime, optional
        What the report says of when it was made; now, by default.

    Examples
    --------
    >>> report = class_data(ClassRecords(assignment="ps1", cells=(), learners=()))
    >>> report.total.learners, report.standings
    (0, {})
    """
    from importlib.metadata import version

    standings = Counter(learner.standing for learner in records.learners)
    return ClassReport(
        records=records,
        made=made or datetime.now(UTC).replace(microsecond=0),
        version=version("whiteboard"),
        standings={standing: standings[standing] for standing in STANDINGS if standings[standing]},
        total=distribution(
            [learner.raw_score for learner in records.learners if learner.counts], records.max_points
        ),
        cells=cell_items(records),
        criteria=criterion_items(records),
        costs=rule_costs(records),
        unread=unread_drafts(records),
        similar=similar_drafts(records) if similar else None,
    )


def _item_table(items: tuple[Item, ...]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "notebook": item.notebook,
            "cell": item.cell,
            "section": item.section,
            "criterion": item.criterion,
            "max_points": item.max_points,
            "learners": item.learners,
            "waiting": item.waiting,
            "mean": item.spread.mean,
            "median": item.spread.median,
            "full": item.full,
            "none": item.none,
            "difficulty": item.difficulty,
            "discrimination": item.discrimination,
        }
        for item in items
    ]
    columns = list(rows[0]) if rows else ["notebook", "cell", "section", "criterion", "max_points"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame if items and items[0].criterion else frame.drop(columns=["section", "criterion"])
