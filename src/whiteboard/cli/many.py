"""Many drafts at once: files shared out over processes, reports in the order of the files."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whiteboard.judge import check
from whiteboard.report import to_dict

_CHUNK = 8
_AHEAD = 64
"""Files that may be under way for each process: enough to keep it busy, few enough to keep memory flat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of one file: its report as data (``docs/json.md``), or why it could not be read."""

    file: str
    report: dict[str, Any] | None = None
    error: str | None = None


def check_files(
    files: Iterable[str], *, problem: str | None = None, section: str | None = None, jobs: int = 1
) -> Iterator[Checked]:
    """Read and judge files, one report each, in the order given.

    Parameters
    ----------
    files : iterable of str
        Paths. One that cannot be read gives an error, and the others go on.
    problem, section : str, optional
        As `whiteboard.judge.check` takes them.
    jobs : int
        Processes to share the files out over, from 1 up.

    Raises
    ------
    ValueError
        When `jobs` is less than 1.

    Examples
    --------
    >>> [done.error for done in check_files(["no such file"])]
    ['No such file or directory']
    """
    if jobs < 1:
        raise ValueError(f"--jobs is a number from 1 up, not {jobs}")
    work = ((file, problem, section) for file in files)
    if jobs == 1:
        yield from map(_checked, work)
        return
    # A fresh process has no threads or locks of ours to inherit.
    from multiprocessing import get_context

    with get_context("forkserver").Pool(jobs, initializer=_warm, initargs=(problem,)) as pool:
        while batch := list(itertools.islice(work, _AHEAD * jobs)):
            yield from pool.imap(_checked, batch, chunksize=_CHUNK)


def _warm(problem: str | None) -> None:
    """Load what the first draft would wait for."""
    check("", problem=problem)


def _checked(work: tuple[str, str | None, str | None]) -> Checked:
    file, problem, section = work
    try:
        text = read_text(Path(file).read_bytes())
    except OSError as error:
        return Checked(file=file, error=error.strerror or type(error).__name__)
    return Checked(file=file, report=to_dict(check(text, problem=problem, section=section)))


def read_text(raw: bytes) -> str:
    """A file's text whatever its encoding: what is not UTF-8 shows as a replacement character.

    Examples
    --------
    >>> read_text(b"GET /feed \\xff")
    'GET /feed �'
    """
    return raw.decode("utf-8-sig", errors="replace")
