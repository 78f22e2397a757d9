"""The command line: what it takes, and what it answers with."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from whiteboard.draft.board import SECTIONS
from whiteboard.draft.finding import Severity
from whiteboard.judge import judge
from whiteboard.notation import read_board, read_section
from whiteboard.problems import available, load
from whiteboard.report import to_dict, to_text
from whiteboard.rules import rules

MET, FALLS_SHORT, CANNOT_READ = 0, 1, 2
"""Exit statuses. Wrong usage ends with 2 as well, as argparse has it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 met, 1 falls short, 2 cannot be read as a file.

    Examples
    --------
    >>> main(["problems"])
    twitter  Twitter
    0
    """
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return MET
    except (OSError, LookupError, ValueError) as error:
        print(f"whiteboard: {_said(error)}", file=sys.stderr)
        return CANNOT_READ


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"cannot read {error.filename}: {error.strerror}"
    return str(error.args[0]) if error.args else type(error).__name__


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="whiteboard", description="Read, check and explain system design drafts."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    read = commands.add_parser(
        "read", help="print what was understood of a draft, and every line that was not"
    )
    _takes_draft(read)
    read.set_defaults(run=_read)

    check = commands.add_parser(
        "check", help="judge a draft; exit status 0 met, 1 falls short, 2 cannot be read"
    )
    _takes_draft(check)
    check.add_argument("--problem", metavar="NAME", help=f"judge against a problem: {', '.join(available())}")
    check.set_defaults(run=_check)

    rule = commands.add_parser("rule", help="explain one rule, such as A3")
    rule.add_argument("code", metavar="CODE")
    rule.add_argument("--json", action="store_true", help="as JSON")
    rule.set_defaults(run=_rule)

    catalogue = commands.add_parser("rules", help="list all rules")
    catalogue.add_argument("--json", action="store_true", help="as JSON")
    catalogue.set_defaults(run=_rules)

    problems = commands.add_parser("problems", help="list all problems")
    problems.add_argument("--json", action="store_true", help="as JSON")
    problems.set_defaults(run=_problems)

    build = commands.add_parser(
        "build", help="turn manuscript/ into course/, source/, release/ and solutions/"
    )
    build.add_argument("--check", action="store_true", help="build into a temporary folder and compare")
    build.add_argument("--all", action="store_true", help="execute every notebook again, changed or not")
    build.add_argument(
        "--root", type=Path, default=Path(), help="the repository (default: the current folder)"
    )
    build.set_defaults(run=_build)
    return parser


def _takes_draft(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", help="a Markdown or text file; - is standard input")
    command.add_argument(
        "--section", metavar="NAME", help=f"the file is one bare section: {', '.join(SECTIONS)}"
    )
    command.add_argument("--json", action="store_true", help="as JSON (docs/json.md)")


def _text(file: str) -> str:
    raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    # Whatever the encoding, the draft is read: what is not UTF-8 shows as a replacement character.
    return raw.decode("utf-8-sig", errors="replace")


def _print_json(data: object) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False))


def _read(options: argparse.Namespace) -> int:
    from whiteboard.understood import to_data, to_lines

    text = _text(options.file)
    board = read_section(options.section, text) if options.section else read_board(text)
    if options.json:
        _print_json(to_data(board))
    else:
        print("\n".join(to_lines(board)))
    return MET


def _check(options: argparse.Namespace) -> int:
    problem = load(options.problem) if options.problem else None
    text = _text(options.file)
    board = read_section(options.section, text) if options.section else read_board(text)
    report = judge(board, problem=problem, sections=(options.section,) if options.section else None)
    if options.json:
        _print_json(to_dict(report))
    else:
        print(to_text(report))
    return MET if report.met else FALLS_SHORT


def _rule(options: argparse.Namespace) -> int:
    catalogue = rules()
    code = options.code.strip().upper()
    if code not in catalogue:
        raise LookupError(f"no rule {options.code!r}; there are {', '.join(catalogue)}")
    rule = catalogue[code]
    if options.json:
        _print_json(_rule_data(code))
        return MET
    judged = "costs points" if rule.severity is Severity.MUST else f"advice ({rule.severity})"
    print(f"{rule.code}  {rule.title}\n{rule.section} · {judged}\n\n{rule.why}")
    print(f"\nFalls short:\n\n{_indented(rule.bad)}\n\nKeeps it:\n\n{_indented(rule.good)}")
    if rule.source:
        print(f"\nSource: {rule.source}")
    return MET


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in text.strip("\n").split("\n"))


def _rules(options: argparse.Namespace) -> int:
    if options.json:
        _print_json([_rule_data(code) for code in rules()])
        return MET
    for rule in rules().values():
        print(f"{rule.code:<4} {rule.section:<8} {rule.severity:<7} {rule.title}")
    return MET


def _rule_data(code: str) -> dict[str, str | None]:
    rule = rules()[code]
    return {
        "rule": rule.code,
        "section": rule.section,
        "severity": str(rule.severity),
        "title": rule.title,
        "why": rule.why,
        "bad": rule.bad,
        "good": rule.good,
        "problem": rule.problem,
        "source": rule.source,
    }


def _problems(options: argparse.Namespace) -> int:
    packs = [load(name) for name in available()]
    if options.json:
        _print_json([{"name": pack.name, "title": pack.title, "statement": pack.statement} for pack in packs])
    else:
        width = max(len(pack.name) for pack in packs)
        print("\n".join(f"{pack.name:<{width}}  {pack.title}" for pack in packs))
    return MET


def _build(options: argparse.Namespace) -> int:
    from whiteboard import manuscript

    if options.check:
        differences = manuscript.check(options.root)
        print("\n".join(differences) if differences else "the built notebooks match the manuscript")
        return FALLS_SHORT if differences else MET
    changes = manuscript.build(options.root, everything=options.all)
    print("\n".join(changes) if changes else "nothing to do: the built notebooks match the manuscript")
    return MET
