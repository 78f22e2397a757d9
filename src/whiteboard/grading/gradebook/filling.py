"""What becomes of each row of a submission, and of what a person had given."""

from __future__ import annotations

from dataclasses import dataclass, field

from whiteboard.grading.gradebook.records import Record
from whiteboard.grading.gradebook.rows import Place, Row, SubmissionRows
from whiteboard.grading.outcome import CellResult, Fault, Outcome, State
from whiteboard.grading.submission_time import utc

NO_RESPONSE = "No response."
"""What nbgrader says of an answer that was left as released."""

_BY_HAND = {"manual_score": "{:g} points", "extra_credit": "{:g} points of extra credit"}
_COMMENTS = {"manual_comment": "a comment"}


@dataclass(slots=True, kw_only=True)
class Filling:
    """Fills the rows of one submission; `save` of the rows then writes them.

    Parameters
    ----------
    outcome : Outcome
        What came of the submission.
    rows : SubmissionRows
        As they were read.
    last : Record or None
        Our record of what the rows were last filled with.
    """

    outcome: Outcome
    rows: SubmissionRows
    last: Record | None
    set_aside: list[Fault] = field(default_factory=list, init=False)
    _results: dict[Place, CellResult] = field(default_factory=dict, init=False)
    _unreadable: set[str] = field(default_factory=set, init=False)
    _answered: dict[Place, str] = field(default_factory=dict, init=False)

    def fill(self) -> None:
        """Say what every row is to hold."""
        for notebook in self.outcome.notebooks:
            self._results.update({(notebook.name, cell.cell): cell for cell in notebook.cells})
        self._unreadable = _unreadable(self.outcome, self.rows)
        if self.last is not None:
            self._answered = _answers(self.last.outcome, self.rows)
        now = _answers(self.outcome, self.rows)
        self._time()
        for place in sorted(self.rows.kinds):
            is_same = self._is_same(place, now.get(place))
            is_set_aside = not is_same and self._set_aside(place)
            if place in self.rows.grades:
                self._grade(place, self.rows.grades[place], is_same=is_same, is_set_aside=is_set_aside)
            if place in self.rows.comments:
                self._comment(place, self.rows.comments[place])

    def _time(self) -> None:
        timestamp = utc(self.outcome.timestamp)
        if timestamp is not None:
            self.rows.submission.change(timestamp=timestamp)
        elif self.last is not None and self.last.outcome.timestamp:
            # The time in the gradebook is that of an older submission. Without a record of ours it may be one that
            # the instructor set, and stays, as nbgrader leaves it.
            self.rows.submission.change(timestamp=None)

    def _is_same(self, place: Place, answered: str | None) -> bool:
        """Whether what a person gave for a cell was given for what is there now."""
        if self.last is None:
            return place[0] not in self._unreadable
        return answered is not None and self._answered.get(place) == answered

    def _set_aside(self, place: Place) -> bool:
        """Clear what a person gave for an older answer; whether there was any. The history keeps it."""
        said = []
        for rows, names in ((self.rows.grades, _BY_HAND), (self.rows.comments, _COMMENTS)):
            row = rows.get(place)
            for name, words in names.items() if row is not None else ():
                if row is not None and row[name] is not None:
                    said.append(words.format(row[name]))
                    row.change(**{name: None})
        if said:
            what = f"{' and '.join(said)}, given by a person for an older answer: kept in the history, to be given anew"
            self.set_aside.append(Fault(kind="set aside", what=what, notebook=place[0], cell=place[1]))
        return bool(said)

    def _grade(self, place: Place, row: Row, *, is_same: bool, is_set_aside: bool) -> None:
        score = self._auto_score(place)
        if self.last is not None and is_same and row["auto_score"] == score:
            # Nothing has changed since, so whether a person has looked at it has not changed either.
            return
        waits = (
            score is None or row["manual_score"] is not None or place[0] in self._unreadable or is_set_aside
        )
        row.change(auto_score=score, needs_manual_grade=waits)

    def _auto_score(self, place: Place) -> float | None:
        if place[0] in self._unreadable:
            return 0.0
        result = self._results.get(place)
        if result is None:
            return None
        if result.points is None:
            return 0.0 if result.untouched and "GradeCell" in self.rows.kinds[place] else None
        return min(max(float(result.points), 0.0), self.rows.max_scores[place])

    def _comment(self, place: Place, row: Row) -> None:
        result = self._results.get(place)
        silent = result is not None and result.untouched and "SolutionCell" in self.rows.kinds[place]
        row.change(auto_comment=NO_RESPONSE if silent and place[0] not in self._unreadable else None)


def _unreadable(outcome: Outcome, rows: SubmissionRows) -> set[str]:
    if outcome.state is State.UNREADABLE:
        return set(rows.notebooks)
    return {notebook.name for notebook in outcome.notebooks if not notebook.readable}


def _answers(outcome: Outcome, rows: SubmissionRows) -> dict[Place, str]:
    """What each cell's points rest on; in a notebook that could not be read, the submission as a whole."""
    found = {
        (notebook.name, cell.cell): cell.answered for notebook in outcome.notebooks for cell in notebook.cells
    }
    unreadable = _unreadable(outcome, rows)
    for place in rows.kinds:
        if place[0] in unreadable:
            found[place] = f"unreadable {outcome.fingerprint}"
    return found


def is_given(rows: SubmissionRows) -> bool:
    """Whether the rows, as they were read, hold any points, or a comment of a person."""
    given = [row.before[name] for row in rows.grades.values() for name in ("auto_score", *_BY_HAND)]
    given += [row.before[name] for row in rows.comments.values() for name in _COMMENTS]
    return any(value is not None for value in given)
