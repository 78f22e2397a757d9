"""The one that writes: a submission's graded folder, and then its record."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from whiteboard.grading.batch.class_result import Entry
from whiteboard.grading.graded_folder import is_current, write_graded

if TYPE_CHECKING:
    from whiteboard.grading.assignment import Assignment
    from whiteboard.grading.course import Course
    from whiteboard.grading.gradebook import Book, Record
    from whiteboard.grading.outcome import Outcome

_PAUSES = (0.2, 1.0)
"""Seconds before another attempt. The gradebook itself has waited for a lock by then."""

_FOLDERS = 4
"""Graded folders that are written at the same time: most of that is waiting for the disk."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of one outcome.

    Parameters
    ----------
    outcome : Outcome
        Which.
    error : str
        Why it could not be written, as a sentence; empty where it was.
    """

    outcome: Outcome
    error: str = ""


class Writer:
    """Writes what came of submissions, and knows what is written already. Use it in a ``with``.

    Each submission's graded folder is written before its record, so that where there is a record its folder is whole.
    Folders are written while the gradebook writes records of others.

    Parameters
    ----------
    course : Course
        The course.
    book : Book
        Its gradebook.
    assignment : Assignment
        The instructor's version, whose files go into each graded folder.
    """

    def __init__(self, course: Course, book: Book, assignment: Assignment) -> None:
        self._course = course
        self._book = book
        self._assignment = assignment
        records = book.records(assignment.name)
        self._records = {student: _Known.of(record) for student, record in records.items()}
        self._threads = ThreadPoolExecutor(_FOLDERS, thread_name_prefix="graded-folder")
        self._folders: deque[tuple[Outcome, Future[str]]] = deque()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def written(self, student: str, fingerprint: str) -> Entry | None:
        """What gradebook and graded folder hold of a submission with this fingerprint; None where they do not."""
        known = self._records.get(student)
        if known is None or known.record.fingerprint != fingerprint:
            return None
        return known.entry if is_current(self._course, known.record) else None

    def write(self, outcome: Outcome, files: Mapping[str, bytes]) -> Iterator[Written]:
        """Begin to write what came of a submission, and finish others.

        Parameters
        ----------
        outcome : Outcome
            What came of it.
        files : mapping of str to bytes
            Its files beside the notebooks.

        Yields
        ------
        Written
            Those that are finished: each outcome once, in the order in which they were given.
        """
        self._folders.append((outcome, self._threads.submit(self._write_folder, outcome, files)))
        while self._folders and (len(self._folders) > 2 * _FOLDERS or self._folders[0][1].done()):
            yield self._record()

    def finish(self) -> Iterator[Written]:
        """Write all that is begun."""
        while self._folders:
            yield self._record()

    def _write_folder(self, outcome: Outcome, files: Mapping[str, bytes]) -> str:
        """Write a graded folder and give its digest."""
        ours = self._assignment.files
        return _retried(lambda: write_graded(self._course, outcome, files=files, instructors_files=ours))

    def _record(self) -> Written:
        outcome, folder = self._folders.popleft()
        try:
            digest = folder.result()
            _retried(lambda: self._book.write(outcome, folder=digest))
        except (OSError, RuntimeError, ValueError, LookupError) as error:
            return Written(outcome=outcome, error=f"{outcome.student} could not be recorded: {error}")
        return Written(outcome=outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is recorded of a submission, small enough to keep a thousand of."""

    record: Record
    entry: Entry

    @classmethod
    def of(cls, record: Record) -> _Known:
        small = replace(record, outcome=replace(record.outcome, notebooks=(), faults=()), set_aside=())
        return cls(record=small, entry=Entry.of(record.outcome))


def _retried(work: Callable[[], _T]) -> _T:
    for pause in _PAUSES:
        try:
            return work()
        except (OSError, RuntimeError):
            time.sleep(pause)
    return work()
