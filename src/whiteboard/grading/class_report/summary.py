"""A class report in a few lines, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.grading.class_report.report import ClassReport
from whiteboard.grading.class_report.similar import SimilarDrafts
from whiteboard.report.render import counted, number, plain

_DEAREST = 5
_MOST_PAIRS = 20


def to_summary(report: ClassReport) -> str:
    """What matters most: states, points, what waits, the dearest rules, and similar drafts where asked for."""
    return plain("\n".join(_lines(report))).encode("utf-8", "replace").decode()


def _lines(report: ClassReport) -> Iterator[str]:
    states = ", ".join(f"{count} {standing}" for standing, count in report.standings.items())
    yield f"{report.records.assignment}: {states or 'the gradebook has no learners'}"
    spread = report.total
    if spread.learners:
        mean, median = number(round(spread.mean or 0, 2)), number(round(spread.median or 0, 2))
        yield (
            f"points: mean {mean}, median {median}, from {number(round(spread.lowest or 0, 2))}"
            f" to {number(round(spread.highest or 0, 2))}, of {number(report.records.max_points)}"
        )
    if report.waiting:
        yield f"needs a person: {counted(len(report.waiting), 'learner')}"
    if report.unread:
        wholly = sum(draft.wholly for draft in report.unread)
        yield f"not understood: {counted(wholly, 'draft')} as a whole, {len(report.unread) - wholly} in single lines"
    dearest = [cost for cost in report.costs.rules if cost.points > 0][:_DEAREST]
    if dearest:
        yield "rules that cost most:"
        for cost in dearest:
            lost = f"{counted(round(cost.points, 2), 'point')}, {counted(cost.learners, 'learner')}"
            yield f"  {cost.rule:<4} {cost.title}: {lost}"
    if report.similar is not None:
        yield from _similar(report.similar)


def _similar(similar: SimilarDrafts) -> Iterator[str]:
    yield f"similar drafts: {counted(len(similar.pairs) + similar.more, 'pair')}"
    for pair in similar.pairs[:_MOST_PAIRS]:
        what = pair.section or "whole board"
        yield f"  {pair.score:.2f}  {pair.first} and {pair.second}: {what}, {pair.shared} rare fingerprints"
    yield similar.caveat
