"""``whiteboard doctor``."""

from __future__ import annotations

import argparse

from whiteboard.cli.status import FALLS_SHORT, MET, print_json


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    doctor = commands.add_parser(
        "doctor",
        help="say what keeps learners' code in on this machine; exit status 0 full isolation, 1 something is missing",
    )
    doctor.add_argument("--json", action="store_true", help="as JSON (docs/json.md)")
    doctor.set_defaults(run=_doctor)


def _doctor(options: argparse.Namespace) -> int:
    from whiteboard.grading.doctor import examine

    examination = examine()
    if options.json:
        print_json(examination.to_data())
    else:
        print(examination.in_words)
    return MET if examination.is_full else FALLS_SHORT
