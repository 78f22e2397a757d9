"""The command line: what it takes, and what it answers with. One module a group of commands."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from whiteboard.cli import (
    catalogue,
    class_report,
    doctor,
    drafts,
    formatting,
    grading,
    notebooks,
    packs,
    running,
)
from whiteboard.cli.status import CANNOT_READ, MET

_SELDOM = 100_000
"""New objects between two collections: some 10 MB, where Python's 700 make importing a tenth slower."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 met, 1 falls short, 2 cannot be read as a file.

    Examples
    --------
    >>> main(["check", "no such file"])  # says on stderr that it cannot be read
    2
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


def command() -> int:
    """`main` in a process of its own, which is over soon: hardly any of its time goes into looking for garbage."""
    gc.set_threshold(_SELDOM)
    try:
        return main()
    finally:
        gc.freeze()  # or the interpreter would look through all of it once more before it ends


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"cannot read {error.filename}: {error.strerror}"
    return str(error.args[0]) if error.args else type(error).__name__


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="whiteboard", description="Read, check and explain system design drafts."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    groups = (drafts, running, formatting, catalogue, packs, notebooks, grading, class_report, doctor)
    for group in groups:
        group.add(commands)
    return parser
