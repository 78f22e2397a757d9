"""``whiteboard read`` and ``whiteboard check``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from whiteboard.cli.many import check_files, read_text
from whiteboard.cli.status import CANNOT_READ, FALLS_SHORT, MET, print_json
from whiteboard.draft.board import SECTIONS
from whiteboard.judge import check
from whiteboard.notation import read_board, read_section
from whiteboard.problems import available, load
from whiteboard.report import to_dict, to_text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    read = commands.add_parser(
        "read", help="print what was understood of a draft, and every line that was not"
    )
    read.add_argument("file", metavar="FILE", help="a Markdown or text file; - is standard input")
    takes_section(read, SECTIONS)
    read.add_argument("--json", action="store_true", help="as JSON (docs/json.md)")
    read.set_defaults(run=_read)

    checked = commands.add_parser(
        "check", help="judge drafts; exit status 0 met, 1 falls short, 2 cannot be read"
    )
    checked.add_argument(
        "file", metavar="FILE", nargs="+", help="Markdown or text files; - is standard input"
    )
    takes_section(checked, (*SECTIONS, "closure"))
    checked.add_argument("--json", action="store_true", help="as JSON (docs/json.md)")
    checked.add_argument(
        "--problem", metavar="NAME", help=f"judge against a problem: {', '.join(available())}"
    )
    checked.add_argument(
        "--jobs", metavar="N", type=int, default=1, help="processes that share many files out (default: 1)"
    )
    checked.set_defaults(run=_check)


def takes_section(command: argparse.ArgumentParser, sections: tuple[str, ...]) -> None:
    """Add ``--section`` to a command."""
    command.add_argument(
        "--section", metavar="NAME", help=f"the file is one bare section: {', '.join(sections)}"
    )


def text_of(file: str) -> str:
    """A file's text, or standard input's for ``-``, whatever its encoding."""
    return read_text(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())


def _read(options: argparse.Namespace) -> int:
    from whiteboard.understood import to_data, to_lines

    text = text_of(options.file)
    board = read_section(options.section, text) if options.section else read_board(text)
    if options.json:
        print_json(to_data(board))
    else:
        print("\n".join(to_lines(board)))
    return MET


def _check(options: argparse.Namespace) -> int:
    if options.problem:
        load(options.problem)  # an unknown name is told before any file is opened
    if options.section:
        check("", section=options.section)
    if len(options.file) > 1:
        return _check_many(options)
    report = check(text_of(options.file[0]), problem=options.problem, section=options.section)
    if options.json:
        print_json(to_dict(report))
    else:
        print(to_text(report))
    return MET if report.met else FALLS_SHORT


def _check_many(options: argparse.Namespace) -> int:
    """One line a file, or a list of reports; the worst status of all."""
    if "-" in options.file:
        raise ValueError("standard input stands for one draft; give it alone")
    worst = MET
    rows: list[dict[str, Any]] = []
    for done in check_files(
        options.file, problem=options.problem, section=options.section, jobs=options.jobs
    ):
        if done.report is None:
            worst = CANNOT_READ
            said = f"cannot be read: {done.error}"
        else:
            worst = max(worst, MET if done.report["met"] else FALLS_SHORT)
            said = _in_short(done.report)
        if options.json:
            rows.append({"file": done.file, "report": done.report, "error": done.error})
        else:
            print(f"{done.file}: {said}")
    if options.json:
        print_json(rows)
    return worst


def _in_short(report: dict[str, Any]) -> str:
    must = sorted(
        {
            finding["rule"]
            for criterion in report["criteria"]
            for finding in criterion["findings"]
            if finding["severity"] == "must"
        }
    )
    points = f"{report['points']:g} of {report['max_points']:g} points" if report["max_points"] else ""
    ended = "met" if report["met"] else "falls short"
    unread = f"{len(report['unread'])} lines not understood" if report["unread"] else ""
    return "; ".join(filter(None, (points, ended, " ".join(must), unread)))
