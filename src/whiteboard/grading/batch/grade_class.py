"""A class graded: what changed since it was graded last, by many processes, written by one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from whiteboard.grading.batch.class_result import ClassResult, Entry, OnProgress, Progress
from whiteboard.grading.batch.died import died_outcome
from whiteboard.grading.batch.fingerprint import Fingerprints
from whiteboard.grading.batch.lock import only_grader
from whiteboard.grading.batch.writer import Writer, Written
from whiteboard.grading.outcome import State
from whiteboard.grading.submitted.reading import read_submission
from whiteboard.grading.workers.packed import pack_submission, unpack_submission
from whiteboard.grading.workers.pool import Pool, usable_cpus
from whiteboard.grading.workers.warm_parent import WarmParent
from whiteboard.grading.workers.work import Done, Graders, Work

if TYPE_CHECKING:
    from whiteboard.grading.assignment import Assignment
    from whiteboard.grading.course import Course

_Folders = list[tuple[str, Path]]


def grade_class(
    course: Course,
    assignment: str,
    *,
    students: Sequence[str] | None = None,
    force: bool = False,
    jobs: int | None = None,
    scheduler: str | None = None,
    on_progress: OnProgress | None = None,
) -> ClassResult:
    """Grade what was handed in for an assignment, and write gradebook and graded folders.

    A submission that was graded as it is now, by this version of the package and against this version of the
    assignment, is left out. Another run after one that was killed goes on where that one stopped.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        Which assignment.
    students : sequence of str, optional
        Only theirs; each must have handed something in.
    force : bool
        Grade again what has not changed.
    jobs : int, optional
        Processes that grade at once; by default what the course's settings say, else one for each processor.
    scheduler : str, optional
        The address of a Dask cluster that grades instead, such as ``"tcp://10.0.0.5:8786"``.
    on_progress : callable, optional
        Told after each submission.

    Returns
    -------
    ClassResult
        How each submission ended.

    Raises
    ------
    CannotGrade
        When grading cannot begin or go on: another grader is at work, processes cannot be started, the cluster
        cannot be reached or holds another version, or the machine isolates less than the settings ask for.
    LookupError
        When the gradebook, the assignment, or one of `students` is not there.
    """
    started = time.monotonic()
    chosen = _chosen(course, assignment, students)
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs is a number from 1 up, not {jobs}")
    most = min(jobs or course.jobs or usable_cpus(), len(chosen))
    with (
        only_grader(course.root),
        # It imports what graders need while this process opens the gradebook.
        nullcontext() if scheduler or not most else WarmParent() as warm_parent,
        course.gradebook() as book,
    ):
        source = course.assignment(book, assignment)
        graders = _graders(course, source, max(1, most), scheduler, warm_parent)
        with closing(graders), Writer(course, book, source) as writer:
            run = _Run(course, source, writer, len(chosen), on_progress)
            run.all(graders, chosen, force=force)
    refused = tuple(course.refused(assignment).values()) if students is None else ()
    return ClassResult(
        assignment=assignment,
        entries=tuple(sorted(run.entries, key=lambda entry: entry.student)),
        skipped=tuple(run.skipped),
        unwritten=tuple(run.unwritten),
        refused=refused,
        seconds=time.monotonic() - started,
    )


def _graders(
    course: Course, assignment: Assignment, jobs: int, scheduler: str | None, warm_parent: WarmParent | None
) -> Graders:
    if scheduler is None:
        return Pool(assignment, course.settings, jobs=jobs, warm_parent=warm_parent)
    from whiteboard.grading.workers.dask import DaskGraders

    return DaskGraders(assignment, course.settings, scheduler)


def _chosen(course: Course, assignment: str, students: Sequence[str] | None) -> _Folders:
    folders = course.submissions(assignment)
    if students is None:
        return folders
    there = dict(folders)
    for student in students:
        if student not in there:
            raise LookupError(
                f"{student!r} has handed in nothing for {assignment}; there would be a folder "
                f"{course.submitted(student, assignment)}"
            )
    return [(student, there[student]) for student in sorted(set(students))]


class _Run:
    """One run over a class: what has been graded, skipped, and could not be written."""

    def __init__(
        self,
        course: Course,
        assignment: Assignment,
        writer: Writer,
        total: int,
        on_progress: OnProgress | None,
    ) -> None:
        self.entries: list[Entry] = []
        self.skipped: list[Entry] = []
        self.unwritten: list[str] = []
        self._course = course
        self._assignment = assignment
        self._writer = writer
        self._fingerprints = Fingerprints(assignment, course.settings)
        self._total = total
        self._on_progress = on_progress
        self._died: dict[str, str] = {}

    def all(self, graders: Graders, folders: _Folders, *, force: bool) -> None:
        """Grade, and then once more, each alone, those at which a process ended."""
        for done in graders.run(self._works(folders, force=force)):
            if done.outcome is None:
                self._died[done.work.student] = done.died
            else:
                self._write(done)
        for student, folder in folders:
            if student in self._died:
                for done in graders.run(self._works([(student, folder)], force=True)):
                    self._write(done)
        self._note(self._writer.finish())

    def _works(self, folders: Iterable[tuple[str, Path]], *, force: bool) -> Iterator[Work]:
        """The submissions that are to be graded, each read when it is asked for."""
        for student, folder in folders:
            submission = read_submission(
                folder,
                student=student,
                assignment=self._assignment.name,
                limits=self._course.settings.limits,
            )
            fingerprint = self._fingerprints.of(submission)
            entry = None if force else self._writer.written(student, fingerprint)
            if entry is not None:
                self.skipped.append(entry)
                self._tell()
                continue
            yield Work(
                student=student,
                fingerprint=fingerprint,
                packed=pack_submission(submission),
                timestamp=submission.timestamp,
            )

    def _write(self, done: Done) -> None:
        work = done.work
        outcome = done.outcome
        if outcome is None:
            outcome = died_outcome(
                self._assignment,
                student=work.student,
                fingerprint=work.fingerprint,
                why=done.died,
                timestamp=work.timestamp,
            )
        self._note(self._writer.write(outcome, unpack_submission(work.packed).files))

    def _note(self, finished: Iterable[Written]) -> None:
        for written in finished:
            if written.error:
                self.unwritten.append(written.error)
            else:
                self.entries.append(Entry.of(written.outcome))
            self._tell()

    def _tell(self) -> None:
        if self._on_progress is None:
            return
        faulty = sum(entry.state is not State.GRADED for entry in (*self.entries, *self.skipped))
        self._on_progress(
            Progress(
                done=len(self.entries) + len(self.skipped) + len(self.unwritten),
                total=self._total,
                faults=faulty + len(self.unwritten),
                points=sum(entry.points for entry in self.entries),
                max_points=sum(entry.max_points for entry in self.entries),
            )
        )
