"""The gradebook as grading sees it: assignments out, outcomes in, records and scores for a report."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from whiteboard.grading.gradebook import records, scores, source
from whiteboard.grading.gradebook.connection import GradebookError, Transactions
from whiteboard.grading.gradebook.records import Record, Replaced
from whiteboard.grading.gradebook.scores import StudentScore
from whiteboard.grading.gradebook.tables import tables
from whiteboard.grading.gradebook.write import write_outcome

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from whiteboard.grading.assignment import Assignment
    from whiteboard.grading.gradebook.late import LatePenalty
    from whiteboard.grading.outcome import Outcome

_IGNORE = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback")  # nbgrader's own default


class Book:
    """An open gradebook; `Book.open` makes one. Close it, or use it in a ``with``.

    One process writes with it. Others, such as formgrader, may write at the same time.
    """

    def __init__(
        self, transactions: Transactions, course_id: str = "", *, late_penalty: LatePenalty | None = None
    ) -> None:
        self.course_id = course_id
        self._transactions = transactions
        self._late_penalty = late_penalty
        self._has_records = False

    @classmethod
    def open(cls, db_url: str, course_id: str = "", *, late_penalty: LatePenalty | None = None) -> Book:
        """Open a gradebook that nbgrader has made.

        Parameters
        ----------
        db_url : str
            nbgrader's ``c.CourseDirectory.db_url``: SQLite, or PostgreSQL by psycopg 3.
        course_id : str
            nbgrader's ``c.CourseDirectory.course_id``.
        late_penalty : callable, optional
            What lateness costs; `Course.gradebook` gives the configured one.

        Raises
        ------
        NotInGradebook
            When there is no gradebook there.
        GradebookError
            When it cannot be opened.
        """
        return cls(Transactions(db_url), course_id, late_penalty=late_penalty)

    def assignment(
        self,
        name: str,
        source_folder: Path | None = None,
        *,
        release_folder: Path | None = None,
        ignore: Sequence[str] = _IGNORE,
        left_to_learner: Sequence[str] = (),
    ) -> Assignment:
        """An assignment as its instructor released it.

        Its cells are the gradebook's, which keeps no order of them. They stand as in the notebook in
        `source_folder`; where that is not there, as in `release_folder`; else in the order of their rows.

        Parameters
        ----------
        name : str
            The assignment's name.
        source_folder, release_folder : Path, optional
            The instructor's folders. Files beside the notebooks come from `source_folder`.
        ignore : sequence of str
            Patterns of names that are left out.
        left_to_learner : sequence of str
            Files that learners may change, and that are therefore left out.

        Raises
        ------
        NotInGradebook
            When nbgrader has not generated it.
        """
        cells = self._transactions.read(partial(source.read_cells, name=name))
        files = {}
        if source_folder is not None:
            files = source.read_files(source_folder, ignore=ignore, left_to_learner=left_to_learner)
        folders = [folder for folder in (source_folder, release_folder) if folder is not None]
        return source.assemble(name, cells, folders=folders, files=files)

    def write(self, outcome: Outcome, *, folder: str = "") -> None:
        """Write what came of a submission, all of it in one transaction; written again, it changes nothing.

        Points, extra credit and comments that a person gave stay where the answer is still the one that they were
        given for. Otherwise they go to the history, and the cell waits for a person.

        Parameters
        ----------
        outcome : Outcome
            What came of it.
        folder : str
            The digest of the graded folder that belongs to it, as `graded_folder.write_graded` gives it.

        Raises
        ------
        NotInGradebook
            When nbgrader has not generated the assignment.
        GradebookError
            When it cannot be written; then nothing of it is.
        """
        from whiteboard import __version__

        self._make_tables()
        self._transactions.write(
            partial(
                write_outcome,
                outcome=outcome,
                folder=folder,
                version=__version__,
                late_penalty=self._late_penalty,
            )
        )

    def records(self, assignment: str) -> dict[str, Record]:
        """Our records of an assignment's submissions, by student; those that nbgrader removed since are left out."""

        def read(connection: Connection) -> dict[str, Record]:
            if not self._is_recording(connection):
                return {}
            there = source.submission_ids(connection, assignment)
            found = records.find(connection, assignment)
            return {student: record for student, (key, record) in found.items() if key in there}

        return self._transactions.read(read)

    def history(self, assignment: str, student: str) -> list[Replaced]:
        """What later runs replaced of a student's grades, the oldest first."""

        def read(connection: Connection) -> list[Replaced]:
            if not self._is_recording(connection):
                return []
            return list(records.find_replaced(connection, assignment, student))

        return self._transactions.read(read)

    def scores(self, assignment: str) -> dict[str, StudentScore]:
        """What nbgrader's export says of an assignment: every student of the gradebook, by id, in its order."""
        return self._transactions.read(partial(scores.read_scores, name=assignment))

    def _is_recording(self, connection: Connection) -> bool:
        from sqlalchemy import inspect

        if not self._has_records:
            there = set(inspect(connection).get_table_names())
            self._has_records = {tables().record.name, tables().history.name} <= there
        return self._has_records

    def _make_tables(self) -> None:
        if not self._has_records and not self._transactions.read(self._is_recording):
            try:
                self._transactions.write(tables().metadata.create_all)
            except GradebookError:
                # Another program may have made them between the look and the making.
                if not self._transactions.read(self._is_recording):
                    raise
            self._has_records = True

    def close(self) -> None:
        """Close the connection."""
        self._transactions.close()

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
