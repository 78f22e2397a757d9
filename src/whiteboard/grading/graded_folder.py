"""The graded folder of a submission, put in place whole: what formgrader shows, and feedback is made from."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from whiteboard.grading.names import check_name

if TYPE_CHECKING:
    from whiteboard.grading.course import Course
    from whiteboard.grading.gradebook import Record
    from whiteboard.grading.outcome import Outcome

_LONGEST_PART = 255  # bytes of one name, as Linux's file systems have it
_LONGEST_PATH = 2000  # bytes below the folder; the system's bound of 4096 includes what is above it
_NEW, _OLD = "whiteboard-new", "whiteboard-old"
_STAMP = "timestamp.txt"


def write_graded(
    course: Course,
    outcome: Outcome,
    *,
    files: Mapping[str, bytes] | None = None,
    instructors_files: Mapping[str, bytes] | None = None,
) -> str:
    """Put a graded folder in the place of the older one.

    It is written beside its place under a hidden name, and renamed when it is whole. What a killed run left there
    is removed. A link in its place, or in the place of the student's folder, is replaced and never followed.

    Parameters
    ----------
    course : Course
        Where it goes, and with which permissions.
    outcome : Outcome
        Whose notebooks go in.
    files : mapping of str to bytes, optional
        The learner's other files, by relative path. One whose path leads elsewhere is left out.
    instructors_files : mapping of str to bytes, optional
        The instructor's, which go over them.

    Returns
    -------
    str
        The folder's digest, for `Book.write` to keep and `is_current` to ask.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    contents = _contents(outcome, files or {}, instructors_files or {})
    place = course.autograded(outcome.student, outcome.assignment)
    _make_parents(course, place)
    _sweep(place)
    mark = token_hex(8)
    new, old = (place.with_name(f".{place.name}.{mark}.{kind}") for kind in (_NEW, _OLD))
    try:
        _write_all(new, contents, course)
        if os.path.lexists(place):
            os.rename(place, old)
        os.rename(new, place)
        _sync(place.parent)
    finally:
        if os.path.lexists(old) and not os.path.lexists(place):
            os.rename(old, place)
        _remove(new)
    _remove(old)
    return _digest(contents)


def is_current(course: Course, record: Record) -> bool:
    """Whether the graded folder is there and holds what its record says, file by file.

    A run that was killed between the gradebook and the folder is found by this, and so is a folder that was changed.
    """
    place = course.autograded(record.student, record.assignment)
    found: dict[str, bytes] = {}
    try:
        for path in _files_in(place):
            found[path.relative_to(place).as_posix()] = path.read_bytes()
    except OSError:
        return False
    return record.folder == _digest(found)


def _contents(
    outcome: Outcome, files: Mapping[str, bytes], instructors_files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """All files of a graded folder; of two that cannot both be there, the later kind stays."""
    found: dict[str, bytes] = {}
    notebooks = {}
    for notebook in outcome.notebooks:
        check_name("notebook", notebook.name)
        if notebook.notebook:
            notebooks[f"{notebook.name}.ipynb"] = _text(notebook.notebook)
    stamps = {_STAMP: outcome.timestamp.encode()} if outcome.timestamp else {}
    others = {path: content for path, content in files.items() if not path.lower().endswith(".ipynb")}
    for group in (others, instructors_files, stamps, notebooks):
        for path, content in group.items():
            if is_inside(path):
                _place(found, path, content)
    return found


def _place(found: dict[str, bytes], path: str, content: bytes) -> None:
    """Put a file among others; what would need a folder of its name, or has its folder's name, gives way."""
    above = {str(folder) for folder in PurePosixPath(path).parents}
    for other in [name for name in found if name in above or name.startswith(f"{path}/")]:
        del found[other]
    found[path] = content


def is_inside(path: str) -> bool:
    """Whether a relative path stays inside its folder, and every system can write it.

    Examples
    --------
    >>> is_inside("data/people.csv"), is_inside("../gradebook.db"), is_inside("/etc/passwd")
    (True, False, False)
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        return False
    try:
        sizes = [len(os.fsencode(part)) for part in parts]
    except UnicodeEncodeError:
        return False
    return max(sizes) <= _LONGEST_PART and sum(sizes) + len(sizes) <= _LONGEST_PATH


def _text(notebook: dict[str, Any]) -> bytes:
    """A notebook as nbformat writes it; a lone surrogate, which no file can hold, is written as JSON's escape."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:
        return (json.dumps(notebook, indent=1, sort_keys=True) + "\n").encode()


def _digest(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path, content in sorted(contents.items()):
        digest.update(f"\0{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def _files_in(place: Path) -> list[Path]:
    """The regular files of a folder; anything else in it, or in its place, is an error."""
    if stat.S_ISLNK(place.lstat().st_mode):
        raise OSError(f"{place} is a link")
    found: list[Path] = []
    for folder, folders, names in os.walk(place, onerror=_raise):
        for name in (*folders, *names):
            mode = Path(folder, name).lstat().st_mode
            if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                raise OSError(f"{Path(folder, name)} is no ordinary file")
        found.extend(Path(folder, name) for name in names)
    return found


def _raise(error: OSError) -> None:
    raise error


def _make_parents(course: Course, place: Path) -> None:
    """Make the folders above a graded folder. Those that are there for one student or assignment are never links."""
    for folder in reversed(place.parents):
        if folder.is_symlink() and _belongs_to_one(course, folder):
            folder.unlink()
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
            _share(folder, course)


def _belongs_to_one(course: Course, folder: Path) -> bool:
    """Whether a folder would not be there for another student and assignment."""
    return folder not in course.autograded("a", "a").parents


def _write_all(folder: Path, contents: Mapping[str, bytes], course: Course) -> None:
    folder.mkdir()
    made = {folder}
    for path, content in contents.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        made.update(parent for parent in target.parents if folder in (parent, *parent.parents))
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.chmod(target, course.permissions)
            os.fsync(file.fileno())
    for one in made:
        _share(one, course)
        _sync(one)


def _share(folder: Path, course: Course) -> None:
    """Let the instructors' group write, where the course is set so."""
    if course.groupshared:
        mode = stat.S_IMODE(folder.stat().st_mode)
        try:
            folder.chmod((mode | 0o2770) & 0o2777)
        except PermissionError:
            return  # another instructor's folder; nbgrader leaves it too


def _sync(folder: Path) -> None:
    """Have a folder's entries written to disk, where folders can be opened for that."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(place: Path) -> None:
    """Remove what killed runs left beside a place."""
    ours = re.compile(rf"\.{re.escape(place.name)}\.[0-9a-f]{{16}}\.({_NEW}|{_OLD})")
    try:
        left = [name for name in os.listdir(place.parent) if ours.fullmatch(name)]
    except OSError:
        return
    for name in left:
        _remove(place.parent / name)


def _remove(path: Path) -> None:
    """Remove a folder, a file or a link; links are not followed."""
    if not os.path.lexists(path):
        return
    if path.is_symlink() or not path.is_dir():
        path.unlink()
        return

    def open_up(function: Callable[[str], Any], name: str, _: Any) -> None:
        # A folder without permission to write keeps what is in it.
        os.chmod(os.path.dirname(name), 0o700)
        if os.path.isdir(name) and not os.path.islink(name):
            os.chmod(name, 0o700)
        function(name)

    shutil.rmtree(path, onerror=open_up)
