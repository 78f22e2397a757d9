"""One grader at a time in a course."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whiteboard.grading.workers.work import CannotGrade

NAME = ".whiteboard-grading.lock"
"""The file in the course's folder. It stays there; what counts is who holds it."""

_SAID = 100


@contextmanager
def only_grader(root: Path) -> Iterator[None]:
    """Be the only process that grades in a course; the operating system ends that when the process ends.

    Parameters
    ----------
    root : Path
        The course's folder.

    Raises
    ------
    CannotGrade
        When another one is at work, or the folder cannot be written to.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, only_grader(Path(folder)):
    ...     pass
    """
    path = root / NAME
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0), 0o664)
    except OSError as error:
        raise CannotGrade(
            f"{path} cannot be opened ({error.strerror}); grading needs to write in the course's folder"
        ) from error
    try:
        if not _taken(file):
            who = os.read(file, _SAID).decode("ascii", "replace").strip()
            process = f"process {who}" if who.isdigit() else "another process"
            raise CannotGrade(f"{process} is grading in {root}; wait until it is done, or end it")
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        yield
    finally:
        os.close(file)


def _taken(file: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
