"""What lies in a folder that somebody else filled, and its files, without following or waiting for anything."""

from __future__ import annotations

import contextlib
import fnmatch
import os
import stat
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from whiteboard.grading.outcome import Fault
from whiteboard.grading.wording import quoted

_IGNORED = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", ".git", ".DS_Store", "Thumbs.db")
"""nbgrader 0.9.6's own (``CourseDirectory.ignore``), and what programs leave without being asked."""

_MOST_ENTRIES = 20_000
_DEEPEST = 10  # folders in each other
_LONGEST = 1_000  # bytes of a path
_CHUNK = 1_000_000  # bytes
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FILE = _FLAGS | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_KINDS = (
    (stat.S_ISLNK, "a link", "hand in the file itself"),
    (stat.S_ISFIFO, "a pipe", "take it away"),
    (stat.S_ISSOCK, "a socket", "take it away"),
    (stat.S_ISBLK, "a device", "take it away"),
    (stat.S_ISCHR, "a device", "take it away"),
)


@dataclass
class Listing:
    """A folder's regular files.

    Parameters
    ----------
    entries : list of str
        Their paths in the folder: those of the top first, and in the order of their names.
    faults : list of Fault
        What else there was.
    names : Counter
        How many names each file has in the folder, by device and inode.
    """

    entries: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    names: Counter[tuple[int, int]] = field(default_factory=Counter)
    seen: int = 0

    def left_out(self, kind: str, path: str, why: str) -> None:
        """Record what is not among the entries."""
        self.faults.append(Fault(kind=kind, what=f"{quoted(path)} {why}."))


def list_folder(handle: int) -> Listing:
    """List a folder and those below it, level by level, so that a large folder below hides no notebook.

    Parameters
    ----------
    handle : int
        The open folder.
    """
    listing = Listing()
    level = [""]
    for depth in range(_DEEPEST + 1):
        below: list[str] = []
        for folder in level:
            if listing.seen >= _MOST_ENTRIES:
                break
            below += _list_one(handle, folder, listing)
        if depth == _DEEPEST and below:
            listing.left_out("too deep", below[0], f"lies more than {_DEEPEST} folders deep; it was left out")
        level = below
    if listing.seen >= _MOST_ENTRIES:
        what = f"the folder holds more than {_MOST_ENTRIES:,} files and folders; the rest was left out: hand in fewer."
        listing.faults.append(Fault(kind="too many files", what=what))
    return listing


def _list_one(handle: int, folder: str, listing: Listing) -> list[str]:
    """Take in one folder's files, and give the folders in it."""
    below: list[str] = []
    try:
        opened = _open_below(handle, folder, os.O_DIRECTORY | _FLAGS)
    except OSError as error:
        listing.left_out("cannot be read", folder, f"cannot be opened ({error.strerror}); it was left out")
        return []
    try:
        found: list[tuple[str, os.stat_result]] = []
        with os.scandir(opened) as scan:
            for entry in scan:
                if listing.seen >= _MOST_ENTRIES:
                    break
                listing.seen += 1
                if not any(fnmatch.fnmatchcase(entry.name, pattern) for pattern in _IGNORED):
                    with contextlib.suppress(FileNotFoundError):  # It was taken away meanwhile.
                        found.append((entry.name, entry.stat(follow_symlinks=False)))
        for name, state in sorted(found, key=lambda one: one[0]):
            path = f"{folder}/{name}" if folder else name
            if _is_wanted(path, name, state, listing):
                (below if stat.S_ISDIR(state.st_mode) else listing.entries).append(path)
    except OSError as error:
        listing.left_out("cannot be read", folder, f"cannot be listed ({error.strerror}); it was left out")
    finally:
        os.close(opened)
    return below


def _is_wanted(path: str, name: str, state: os.stat_result, listing: Listing) -> bool:
    """Whether it is a folder or a regular file with a name that is text; anything else is recorded."""
    if len(os.fsencode(path)) > _LONGEST:
        listing.left_out("bad name", path, f"has a path of more than {_LONGEST:,} bytes; shorten it")
        return False
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in name):
        listing.left_out(
            "bad name", path, "has a name that is not UTF-8 or holds control characters; rename it"
        )
        return False
    for holds, what, remedy in _KINDS:
        if holds(state.st_mode):
            listing.left_out("no file", path, f"is {what} and no file; it was left out: {remedy}")
            return False
    if stat.S_ISDIR(state.st_mode):
        if name.endswith(".ipynb"):
            listing.left_out(
                "no file", path, "is a folder, though it is called a notebook; hand in the notebook"
            )
        return True
    listing.names[state.st_dev, state.st_ino] += 1
    return stat.S_ISREG(state.st_mode)


def read_entry(handle: int, path: str, listing: Listing, *, most: int, faults: list[Fault]) -> bytes | None:
    """A listed file's content; None, and a fault, where it is no longer what was listed, or too large.

    Parameters
    ----------
    handle : int
        The open folder.
    path : str
        One of the listing's entries.
    listing : Listing
        Of that folder.
    most : int
        Bytes of the largest file that is read.
    faults : list of Fault
        Gets the reason.
    """

    def left_out(kind: str, why: str) -> None:
        faults.append(Fault(kind=kind, what=f"{quoted(path)} {why}."))

    try:
        opened = _open_below(handle, path, _FILE)
    except OSError as error:
        left_out(
            "cannot be read", f"cannot be opened ({error.strerror}); it was left out: look at its permissions"
        )
        return None
    try:
        state = os.fstat(opened)
        if not stat.S_ISREG(state.st_mode):
            left_out("no file", "is no longer a file; it was left out")
            return None
        if state.st_nlink > max(1, listing.names[state.st_dev, state.st_ino]):
            left_out("second name", "is a file with a name elsewhere (a hard link); it was left out: copy it")
            return None
        content = b"" if state.st_size > most else _all_of(opened, most)
        if state.st_size > most or len(content) > most:
            size = max(state.st_size, len(content))
            left_out(
                "too large",
                f"has {size:,} bytes, and {most:,} are left for it; it was left out: make it smaller",
            )
            return None
        if len(content) != state.st_size:
            left_out("cannot be read", "changed while it was read; it was left out: collect it again")
            return None
        return content
    except OSError as error:
        left_out("cannot be read", f"cannot be read ({error.strerror}); it was left out")
        return None
    finally:
        os.close(opened)


def _all_of(opened: int, most: int) -> bytes:
    """A file's content, as far as it is no more than one byte too large."""
    parts: list[bytes] = []
    left = most + 1
    while left and (part := os.read(opened, min(_CHUNK, left))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _open_below(handle: int, path: str, flags: int) -> int:
    """Open a path below an open folder, one name at a time, so that no part of it can be a link."""
    *folders, name = path.split("/") if path else ["."]
    inside = handle
    try:
        for folder in folders:
            deeper = os.open(folder, os.O_DIRECTORY | _FLAGS, dir_fd=inside)
            if inside != handle:
                os.close(inside)
            inside = deeper
        return os.open(name, flags, dir_fd=inside)
    finally:
        if inside != handle:
            os.close(inside)
