"""``whiteboard format``: a draft in the canonical notation."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from whiteboard.cli.drafts import takes_section
from whiteboard.cli.many import read_text
from whiteboard.cli.status import FALLS_SHORT, MET
from whiteboard.draft.board import SECTIONS


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "format", help="write a draft in the canonical notation; what was understood stays as it was"
    )
    command.add_argument("file", metavar="FILE", help="a Markdown or text file; - is standard input")
    takes_section(command, SECTIONS)
    what = command.add_mutually_exclusive_group()
    what.add_argument(
        "--check", action="store_true", help="write nothing; exit status 1 when the file would change"
    )
    what.add_argument("--in-place", action="store_true", help="replace the file")
    command.set_defaults(run=_format)


def _format(options: argparse.Namespace) -> int:
    """Format a file; the exit status is 0, or with ``--check`` 1 when the file would change.

    Raises
    ------
    ValueError
        For ``--in-place`` on standard input, or on a file that is not UTF-8, which could not be written back
        as it was.
    """
    from whiteboard.formatting import format_text

    if options.in_place and options.file == "-":
        raise ValueError("--in-place needs a file, not standard input")
    raw = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    formatted = format_text(read_text(raw), section=options.section)
    for name, reason in formatted.left:
        print(f"whiteboard: {name} left as typed: {reason}", file=sys.stderr)
    newline = b"\r\n" if b"\r\n" in raw else b"\n"
    made = formatted.text.encode("utf-8", errors="replace").replace(b"\n", newline)
    if options.check:
        if made == raw:
            return MET
        print(f"{options.file} would change", file=sys.stderr)
        return FALLS_SHORT
    if not options.in_place:
        sys.stdout.flush()
        sys.stdout.buffer.write(made) if hasattr(sys.stdout, "buffer") else sys.stdout.write(formatted.text)
        return MET
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{options.file} is not UTF-8 ({error.reason}); it is left as it was") from error
    if made != raw:
        _replace(Path(options.file), made)
    return MET


def _replace(path: Path, raw: bytes) -> None:
    """Put new contents in a file's place in one step, so that no reader ever sees half of them."""
    target = path.resolve()  # a link goes on pointing where it pointed
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
