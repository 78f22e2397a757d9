"""A submitted folder as bytes: notebooks, other files, and what was left out and why."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from whiteboard.grading.limits import Limits
from whiteboard.grading.outcome import Fault
from whiteboard.grading.submission_time import readable_time
from whiteboard.grading.submitted.folder_listing import Listing, list_folder, read_entry
from whiteboard.grading.submitted.submission import Submission
from whiteboard.grading.wording import quoted

_TIMESTAMP = "timestamp.txt"
_LONGEST_TIMESTAMP = 200  # bytes
_MOST_FAULTS = 20  # of one kind
_NOTEBOOKS = 5  # times the largest notebook is what all notebooks may have together


def read_submission(folder: Path, *, student: str, assignment: str, limits: Limits) -> Submission:
    """What a learner handed in. Nothing in the folder is followed, waited for, changed or run.

    Links, pipes, sockets and devices are left out, and so are names that are no text and whatever exceeds the
    limits; each is a fault that says what to do. A file with a second name (a hard link) is read only where all
    its names lie in this folder: a name elsewhere may be that of somebody else's file, while an honest copy, as
    nbgrader's ``collect`` makes it, has one name. `folder` itself may be a link: it is the instructor's.

    Parameters
    ----------
    folder : Path
        ``submitted/STUDENT/ASSIGNMENT``.
    student, assignment : str
        Whose, and which.
    limits : Limits
        How much is read: `Limits.notebook_size`, `Limits.folder_size`, `Limits.files`.

    Returns
    -------
    Submission
        Without notebooks, and with a fault, where there are none; nothing is ever raised.

    Examples
    --------
    >>> nothing = read_submission(Path("/nowhere"), student="learner-007", assignment="ps1", limits=Limits())
    >>> nothing.notebooks, [fault.kind for fault in nothing.faults]
    ({}, ['no folder'])
    """
    reader = _Reader(limits)
    reader.read(folder)
    if not reader.notebooks and not any(fault.kind == "no folder" for fault in reader.faults):
        reader.fault("no notebook", "the folder holds no notebook (.ipynb) that can be read; hand one in.")
    return Submission(
        student=student,
        assignment=assignment,
        notebooks=reader.notebooks,
        files=reader.files,
        faults=reader.bounded_faults(),
        timestamp=reader.timestamp,
    )


class _Reader:
    """Reads one folder, and counts what that takes."""

    def __init__(self, limits: Limits) -> None:
        self.notebooks: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        self.faults: list[Fault] = []
        self.timestamp = ""
        self._limits = limits
        self._left_for_notebooks = _NOTEBOOKS * limits.notebook_size
        self._left_for_files = limits.folder_size

    def fault(self, kind: str, what: str) -> None:
        self.faults.append(Fault(kind=kind, what=what))

    def bounded_faults(self) -> tuple[Fault, ...]:
        """The faults, of each kind so many as a person reads."""
        shown: list[Fault] = []
        kinds: dict[str, int] = {}
        for fault in self.faults:
            kinds[fault.kind] = kinds.get(fault.kind, 0) + 1
            if kinds[fault.kind] <= _MOST_FAULTS:
                shown.append(fault)
        for kind, times in kinds.items():
            if times > _MOST_FAULTS:
                what = f"{times - _MOST_FAULTS:,} more files were left out for the same reason ({kind})."
                shown.append(Fault(kind=kind, what=what))
        return tuple(shown)

    def read(self, folder: Path) -> None:
        if os.open not in os.supports_dir_fd or os.scandir not in os.supports_fd:
            what = (
                "this operating system cannot open a folder's files without following links; grade on Linux."
            )
            self.fault("no folder", what)
            return
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            self.fault("no folder", f"the submitted folder cannot be opened ({said}); collect it again.")
            return
        try:
            listing = list_folder(handle)
            self.faults.extend(listing.faults)
            for entry in listing.entries:
                self._take(handle, entry, listing)
        finally:
            os.close(handle)

    def _take(self, handle: int, path: str, listing: Listing) -> None:
        """Read one file, when there is room for it."""
        folder, _, name = path.rpartition("/")
        is_notebook = not folder and name.endswith(".ipynb") and name != ".ipynb"
        if path == _TIMESTAMP:
            most, room = _LONGEST_TIMESTAMP, _LONGEST_TIMESTAMP
        elif len(self.notebooks) + len(self.files) >= self._limits.files:
            what = f"{quoted(path)}: at most {self._limits.files:,} files are read; hand in fewer."
            self.fault("too many files", what)
            return
        elif is_notebook:
            most, room = self._limits.notebook_size, self._left_for_notebooks
        else:
            most, room = self._limits.folder_size, self._left_for_files
        content = read_entry(handle, path, listing, most=min(most, room), faults=self.faults)
        if content is None:
            return
        key = unicodedata.normalize("NFC", path)  # macOS takes accents off their letters
        if path == _TIMESTAMP:
            self._take_time(content)
        elif key.removesuffix(".ipynb") in self.notebooks or key in self.files:
            self.fault("same name", f"{quoted(path)} has the same name as another file; it was left out.")
        elif is_notebook:
            self.notebooks[key.removesuffix(".ipynb")] = content
            self._left_for_notebooks -= len(content)
        else:
            self.files[key] = content
            self._left_for_files -= len(content)

    def _take_time(self, content: bytes) -> None:
        said = content.decode("utf-8", "replace").strip()
        self.timestamp = readable_time(said)
        if not self.timestamp:
            found = f"holds {quoted(said)}" if said else "is empty"
            what = (
                f"{_TIMESTAMP} {found}, and no time such as 2026-11-21 08:30:00 UTC; lateness is not counted."
            )
            self.fault("no time", what)
