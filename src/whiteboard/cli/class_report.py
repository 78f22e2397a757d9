"""``whiteboard report``: how a class did in an assignment."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from whiteboard.cli.status import CANNOT_READ, MET
from whiteboard.report.render import plain


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "report", help="show how a class did in an assignment: a page, a table by learner, or JSON"
    )
    command.add_argument("assignment", metavar="ASSIGNMENT")
    command.add_argument(
        "--course",
        metavar="FOLDER",
        type=Path,
        default=Path(),
        help="the folder with nbgrader_config.py (default: the current one)",
    )
    command.add_argument(
        "--output",
        metavar="FOLDER",
        type=Path,
        help="where the files go (default: reports/ASSIGNMENT in the course's folder)",
    )
    command.add_argument(
        "--json",
        action="store_true",
        help="print all figures as JSON (docs/json.md); without --output no file is written",
    )
    command.add_argument(
        "--similar",
        action="store_true",
        help="also list drafts that are alike, as a hint where to look: similar is not copied",
    )
    command.set_defaults(run=_report)


def _report(options: argparse.Namespace) -> int:
    """Write the page and the table, or print JSON."""
    from whiteboard.grading.class_report import (
        class_data,
        gather,
        to_csv,
        to_json,
        to_page,
        to_summary,
        write_private,
    )
    from whiteboard.grading.course import Course

    try:
        course = Course.load(options.course)
        report = class_data(gather(course, options.assignment), similar=options.similar)
        folder = options.output or course.root / "reports" / options.assignment
        if options.output is not None or not options.json:
            write_private(folder / "report.html", to_page(report).encode("utf-8"))
            write_private(folder / "learners.csv", to_csv(report))
    except (RuntimeError, LookupError, ValueError, OSError) as error:
        print(f"whiteboard: {plain(_said(error))}", file=sys.stderr)
        return CANNOT_READ
    if options.json:
        print(to_json(report))
    else:
        print(to_summary(report))
        print(f"written: {folder / 'report.html'}, {folder / 'learners.csv'} (readable by you alone)")
    return MET


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error.args[0] if error.args else type(error).__name__)
