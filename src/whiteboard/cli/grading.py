"""``whiteboard grade``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from whiteboard.cli.status import CANNOT_READ, FALLS_SHORT, MET, print_json
from whiteboard.report.render import number, plain, shortened

if TYPE_CHECKING:
    from whiteboard.grading.batch import ClassResult, Entry, Progress
    from whiteboard.grading.batch.class_result import OnProgress

_FAULTS_SHOWN = 5
_INTERRUPTED = 130


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    grade = commands.add_parser(
        "grade",
        help="grade what a class handed in; exit status 0 all graded, 1 some with faults, 2 cannot be run",
    )
    grade.add_argument("assignment", metavar="ASSIGNMENT", help="its name, as in source/ASSIGNMENT")
    grade.add_argument(
        "--student", metavar="ID", nargs="+", action="extend", help="only what these handed in"
    )
    grade.add_argument("--force", action="store_true", help="grade again what has not changed")
    grade.add_argument(
        "--jobs", metavar="N", type=int, help="processes that grade at once (default: one a processor)"
    )
    grade.add_argument("--scheduler", metavar="ADDRESS", help="grade on a Dask cluster: tcp://HOST:PORT")
    grade.add_argument(
        "--course",
        metavar="FOLDER",
        type=Path,
        default=Path(),
        help="the folder with nbgrader_config.py (default: the current one)",
    )
    grade.add_argument("--json", action="store_true", help="as JSON (docs/json.md)")
    grade.add_argument("--quiet", action="store_true", help="no progress bar, and only what went wrong")
    grade.set_defaults(run=_grade)


def _grade(options: argparse.Namespace) -> int:
    from whiteboard.grading.batch import grade_class
    from whiteboard.grading.course import Course

    try:
        course = Course.load(options.course)
        with _bar(options.assignment, quiet=options.quiet) as tell:
            result = grade_class(
                course,
                options.assignment,
                students=options.student,
                force=options.force,
                jobs=options.jobs,
                scheduler=options.scheduler,
                on_progress=tell,
            )
    except (RuntimeError, LookupError, ValueError, OSError) as error:
        print(f"whiteboard: {plain(str(error.args[0] if error.args else error))}", file=sys.stderr)
        return CANNOT_READ
    except KeyboardInterrupt:
        print("whiteboard: interrupted; what was graded is kept, and another run goes on", file=sys.stderr)
        return _INTERRUPTED
    if options.json:
        print_json(result.to_data())
    else:
        lines = _trouble(result) if options.quiet else [*_trouble(result), *_summary(result)]
        print("\n".join(plain(line) for line in lines), end="\n" if lines else "")
    return MET if result.clean else FALLS_SHORT


@contextmanager
def _bar(title: str, *, quiet: bool) -> Iterator[OnProgress]:
    """A bar on a terminal, with what is done, left, earned so far, and at fault."""
    from whiteboard.run.progress import DELAY, QUIET

    if quiet or os.environ.get(QUIET) or not sys.stderr.isatty():
        yield lambda progress: None
        return
    from tqdm import std

    with std.tqdm(
        desc=plain(title),
        delay=DELAY,
        leave=False,
        bar_format="{desc} {percentage:3.0f}%|{bar}| {n_fmt} done, {postfix}, {elapsed}",
    ) as bar:

        def tell(progress: Progress) -> None:
            bar.total = progress.total
            bar.set_postfix_str(_so_far(progress), refresh=False)
            bar.update(progress.done - bar.n)

        yield tell


def _so_far(progress: Progress) -> str:
    said = [f"{progress.total - progress.done} left"]
    if progress.max_points:
        said.append(f"{number(progress.points)} of {number(progress.max_points)} points")
    if progress.faults:
        said.append(f"{progress.faults} at fault")
    return ", ".join(said)


def _trouble(result: ClassResult) -> list[str]:
    """What an instructor should look at: a heading for each kind, and a line for each submission or fault."""
    from whiteboard.grading.outcome import State

    lines = []
    for state in (State.FAULTY, State.UNREADABLE):
        entries = result.of(state)
        if entries:
            lines.append(f"{str(state).capitalize()}:")
            lines.extend(line for entry in entries for line in _of_one(entry))
    for heading, said in (("Not recorded", result.unwritten), ("Not a student's folder", result.refused)):
        if said:
            lines.append(f"{heading}:")
            lines.extend(f"  {shortened(_one_line(line))}" for line in said)
    return lines


def _of_one(entry: Entry) -> list[str]:
    from whiteboard.grading.batch.class_result import fault_in_words

    shown = [shortened(_one_line(fault_in_words(fault))) for fault in entry.faults[:_FAULTS_SHOWN]]
    if len(entry.faults) > _FAULTS_SHOWN:
        shown.append(f"and {len(entry.faults) - _FAULTS_SHOWN} more")
    return [f"  {_one_line(entry.student)}  {line}" for line in shown or ["no more is known"]]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _summary(result: ClassResult) -> list[str]:
    """How many ended how, as a table in words."""
    from whiteboard.grading.outcome import State

    rows = [(len(result.of(state)), str(state)) for state in State]
    rows.append((len(result.unwritten), "not recorded"))
    rows.extend(
        (sum(entry.state is state for entry in result.skipped), f"{state}, and unchanged since")
        for state in State
    )
    rows = [(count, said) for count, said in rows if count]
    width = max((len(str(count)) for count, _ in rows), default=1)
    lines = [f"{count:>{width}} {said}" for count, said in rows]
    lines = lines or [f"nobody has handed in anything for {result.assignment}"]
    if result.entries:
        held = "; ".join(result.protections)
        ran = any(entry.protections for entry in result.entries)
        code = (
            f"learners' code ran; what held it: {held or 'nothing on all of them'}"
            if ran
            else "no learner's code ran"
        )
        lines.append(f"{result.assignment} in {result.seconds:.1f} s; {code}")
    return lines
