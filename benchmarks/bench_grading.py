"""Grading a class: stock nbgrader, otter and ours on the same submissions, in one run.

Wanted: drafts at least 50 times faster than stock nbgrader for each submission, code at least 8 times; memory the
same for 40 submissions and for 1,000; 1,000 notebooks of drafts graded and written in under two minutes.

Each time is the wall clock of the whole command, start and end included, divided by the number of submissions; of
ours, the median of three. That all graders gave the same points is checked on the way. With ``--quick`` there are six
submissions and no thousand.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from grading.watched import Watched

from grading import graders, submissions

CLASS, SCHOOL, FEW = 40, 1_000, 6
RUNS = 3

Graded = tuple[Watched, graders.Points]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help=f"{FEW} submissions, to see that it works")
    parser.add_argument("--only", choices=["ours"], help="leave stock nbgrader and otter out")
    chosen, _ = parser.parse_known_args()
    learners = FEW if chosen.quick else CLASS
    graders.compile_package()
    why = "left out" if chosen.only else graders.why_no_otter()
    with tempfile.TemporaryDirectory(prefix="whiteboard-") as folder:
        bench = _Bench(Path(folder), learners)
        for exercise in (submissions.drafts(), submissions.code()):
            bench.grade(exercise, stock=not chosen.only, otter=not why)
        if why:
            print(f"otter is not there, so it is not measured: {why}")
        if not chosen.quick:
            bench.school(submissions.drafts())


class _Bench:
    def __init__(self, folder: Path, learners: int) -> None:
        self._folder = folder
        self._learners = learners
        self._memory = 0.0

    def grade(self, exercise: submissions.Exercise, *, stock: bool, otter: bool) -> None:
        """One exercise by all graders, and a table of what it took."""
        graded: dict[str, Graded] = {}
        if stock:
            graded["nbgrader autograde"] = self._course("stock", exercise, graders.stock, ours=False)
        if otter:
            folder = self._new("otter", exercise)
            graded["otter, one process"] = graders.otter(folder, exercise, self._learners)
        # It is over so soon that one time says more of the machine than of it.
        runs = [self._course(f"ours-{n}", exercise, graders.ours, ours=True) for n in range(RUNS)]
        graded["whiteboard grade --jobs 2"] = mine = sorted(runs, key=lambda run: run[0].seconds)[RUNS // 2]
        print(f"\n{exercise.name}, {self._learners} submissions", flush=True)
        for name, (took, points) in graded.items():
            each = took.seconds / self._learners
            ratio = took.seconds / mine[0].seconds
            print(
                f"  {name:<28} {each * 1000:>9.1f} ms each   {ratio:>6.1f} times ours   "
                f"memory {took.largest:>5.0f} MB the largest process, {took.together:>5.0f} MB all"
            )
            other = {
                who: (points.get(who), by_us)
                for who, by_us in mine[1].items()
                if not _agree(points.get(who, 0.0), by_us, exercise, by_otter=name.startswith("otter"))
            }
            if other:
                print(f"  {name} gave other points than ours (theirs, ours): {other}")
        if exercise.name == "twitter":
            self._memory = mine[0].together

    def school(self, exercise: submissions.Exercise) -> None:
        """A thousand notebooks of drafts."""
        self._learners = SCHOOL
        took, points = self._course("school", exercise, graders.ours, ours=True)
        print(f"\n{exercise.name}, {SCHOOL} submissions: {took.seconds:.1f} s, {len(points)} graded")
        print(
            f"  memory {took.together:.0f} MB all, {took.together / self._memory:.2f} times that of {CLASS}"
        )

    def _course(
        self,
        name: str,
        exercise: submissions.Exercise,
        grade: Callable[[Path, submissions.Exercise], Graded],
        *,
        ours: bool,
    ) -> Graded:
        folder = self._new(name, exercise)
        graders.course(folder, exercise, self._learners, ours=ours)
        return grade(folder, exercise)

    def _new(self, name: str, exercise: submissions.Exercise) -> Path:
        folder = self._folder / f"{name}-{exercise.name}"
        folder.mkdir()
        return folder


def _agree(theirs: float, ours: float, exercise: submissions.Exercise, *, by_otter: bool) -> bool:
    """Whether two graders agree on a learner. Where a test may earn a part, otter gives none: then on who earned all."""
    if by_otter and exercise.in_parts:
        return (theirs == exercise.points) == (ours == exercise.points)
    return theirs == ours


if __name__ == "__main__":
    main()
