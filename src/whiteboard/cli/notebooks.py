"""``whiteboard build``."""

from __future__ import annotations

import argparse
from pathlib import Path

from whiteboard.cli.status import FALLS_SHORT, MET


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    build = commands.add_parser(
        "build", help="turn manuscript/ into course/, source/, release/ and solutions/"
    )
    build.add_argument("--check", action="store_true", help="build into a temporary folder and compare")
    build.add_argument("--all", action="store_true", help="execute every notebook again, changed or not")
    build.add_argument(
        "--root", type=Path, default=Path(), help="the repository (default: the current folder)"
    )
    build.set_defaults(run=_build)


def _build(options: argparse.Namespace) -> int:
    from whiteboard import manuscript

    if options.check:
        differences = manuscript.check(options.root)
        print("\n".join(differences) if differences else "the built notebooks match the manuscript")
        return FALLS_SHORT if differences else MET
    changes = manuscript.build(options.root, everything=options.all)
    print("\n".join(changes) if changes else "nothing to do: the built notebooks match the manuscript")
    return MET
