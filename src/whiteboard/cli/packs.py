"""``whiteboard problems``."""

from __future__ import annotations

import argparse
from pathlib import Path

from whiteboard.cli.status import FALLS_SHORT, MET, print_json
from whiteboard.problems import available, load, load_folder


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    problems = commands.add_parser("problems", help="list all problems, or check one")
    problems.add_argument("--json", action="store_true", help="as JSON")
    problems.add_argument(
        "--check", metavar="NAME", help="a problem's name or folder: tell all that is wrong with it"
    )
    problems.set_defaults(run=_problems)


def _problems(options: argparse.Namespace) -> int:
    if options.check is not None:
        return _check_problem(options.check)
    packs = [load(name) for name in available()]
    if options.json:
        print_json([{"name": pack.name, "title": pack.title, "statement": pack.statement} for pack in packs])
    else:
        width = max(len(pack.name) for pack in packs)
        print("\n".join(f"{pack.name:<{width}}  {pack.title}" for pack in packs))
    return MET


def _check_problem(name: str) -> int:
    from whiteboard.problem_check import faults

    folder = Path(name)
    known = name in available()
    pack = load(name) if known or not folder.is_dir() else load_folder(folder)
    called = name if known else folder.resolve().name
    found = faults(pack)
    if pack.name != called:
        found.insert(0, f"name: the pack says {pack.name!r}, and its folder is called {called!r}")
    if found:
        print("\n".join(found))
        return FALLS_SHORT
    print(f"{pack.name}: nothing contradicts itself, and its worked board earns full marks")
    return MET
