"""What is looked at after a run: points, files, processes, secrets, and markup that would come to life."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import signal
import sqlite3
import stat
import time
from contextlib import closing, suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from tests.attacks.feedback import MARK

_PR_SET_CHILD_SUBREAPER = 36
_SCRIPTED = {"script", "iframe", "object", "embed", "base", "meta", "link", "form", "style"}
_ADDRESSES = {"href", "src", "action", "data", "formaction", "xlink:href", "srcdoc", "poster"}


def adopt_orphans() -> None:
    """Become the parent of all processes below that lose their own, so that none can hide."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> set[int]:
    """This process's children that have not ended, adopted ones included."""
    found = set()
    own = str(os.getpid())
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with suppress(OSError, IndexError):
                fields = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()
                if fields[1] == own and fields[0] not in "ZX":
                    found.add(int(entry))
    return found


def command_of(process: int) -> str:
    """What a process was started as."""
    with suppress(OSError):
        return (
            Path(f"/proc/{process}/cmdline")
            .read_bytes()
            .replace(b"\0", b" ")
            .decode("utf-8", "replace")
            .strip()
        )
    return "?"


def left_processes(known: set[int], *, patience: float = 3.0) -> list[str]:
    """Processes that are still there after a while, in words; they are ended."""
    ends = time.monotonic() + patience
    while (left := children() - known) and time.monotonic() < ends:
        time.sleep(0.05)
    said = [command_of(process) for process in left]
    ends = time.monotonic() + 10
    while (still := children() - known) and time.monotonic() < ends:
        for process in still:
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.02)
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return sorted(said)


def fingerprint(folder: Path) -> str:
    """A hash of a folder as it is: names, kinds, link targets, contents of files with one name. No device is opened."""
    digest = hashlib.sha256()
    if not os.path.lexists(folder):
        return "gone"
    for above, folders, names in os.walk(os.fsencode(folder)):
        folders.sort()
        for name in sorted([*folders, *names]):
            path = os.path.join(above, name)
            try:
                found = os.lstat(path)
            except OSError:  # deeper than a path can be long
                continue
            digest.update(name + b"\0" + str(stat.S_IFMT(found.st_mode)).encode())
            if stat.S_ISLNK(found.st_mode):
                digest.update(os.readlink(path))
            elif (
                stat.S_ISREG(found.st_mode) and found.st_nlink == 1
            ):  # another name's content may well change
                digest.update(str(found.st_size).encode())
                with open(path, "rb") as file:
                    digest.update(file.read(30_000_000))
    return digest.hexdigest()


def odd_files(folder: Path) -> list[str]:
    """What is neither a folder nor a regular file."""
    found = []
    for above, folders, names in os.walk(folder):
        for name in (*folders, *names):
            try:
                mode = os.lstat(os.path.join(above, name)).st_mode
            except OSError:  # deeper than a path can be long
                continue
            if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                found.append(name)
    return found


def text_of(folder: Path) -> str:
    """All that a graded folder says, without the instructor's own tests, which hold what is hidden."""
    said = []
    for above, _, names in os.walk(folder):
        for name in names:
            path = Path(above, name)
            if not stat.S_ISREG(path.stat().st_mode):
                continue
            raw = path.read_bytes()[:60_000_000]
            said.append(_without_tests(raw) if name.endswith(".ipynb") else raw.decode("utf-8", "replace"))
    return "\n".join(said)


def _without_tests(raw: bytes) -> str:
    try:
        notebook = json.loads(raw)
        for cell in notebook["cells"]:
            marks = cell["metadata"].get("nbgrader", {})
            if marks.get("grade") and not marks.get("solution"):
                cell["source"] = ""
    except (ValueError, KeyError, TypeError, AttributeError):
        return raw.decode("utf-8", "replace")
    return json.dumps(notebook, ensure_ascii=False)


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(
        os.lstat(os.path.join(above, name)).st_size for above, _, names in os.walk(folder) for name in names
    )


class _Alive(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            said = (value or "").lower()
            if MARK not in said:
                continue
            if name.startswith("on") or tag in _SCRIPTED:
                self.found.append(f"<{tag} {name}>")
            elif name in _ADDRESSES and said.strip().startswith(
                ("javascript:", "data:text/html", "vbscript:")
            ):
                self.found.append(f"<{tag} {name}={said[:20]}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside and MARK in data:
            self.found.append(f"<{self._inside}>")


def alive(html: str) -> list[str]:
    """The marked scripts, handlers and addresses of a page that a browser would follow."""
    reader = _Alive()
    reader.feed(html)
    return sorted(set(reader.found))


_POINTS = """
SELECT submitted_assignment.student_id, grade.auto_score, grade.manual_score, grade.extra_credit
FROM submitted_assignment
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
LEFT JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
LEFT JOIN grade ON grade.notebook_id = submitted_notebook.id
WHERE assignment.name = ?
"""


def points(course: Path, assignment: str) -> dict[str, float]:
    """What nbgrader's own tables give each student: a person's score, else the grader's, and extra credit."""
    found: dict[str, float] = {}
    with closing(sqlite3.connect(course / "gradebook.db", timeout=30)) as book:
        for student, auto, manual, extra in book.execute(_POINTS, (assignment,)):
            score = manual if manual is not None else auto
            found[student] = found.get(student, 0.0) + float(score or 0) + float(extra or 0)
    return found


_OURS_TO_KEEP = (
    "student",
    "assignment",
    "notebook",
    "base_cell",
    "grade_cells",
    "solution_cells",
    "source_cell",
)


def instructors_rows(course: Path) -> dict[str, Any]:
    """The rows that no submission may change, by table."""
    with closing(sqlite3.connect(course / "gradebook.db", timeout=30)) as book:
        return {table: sorted(map(repr, book.execute(f"SELECT * FROM {table}"))) for table in _OURS_TO_KEEP}


def manual_scores(course: Path) -> int:
    """How many scores a person seems to have given."""
    with closing(sqlite3.connect(course / "gradebook.db", timeout=30)) as book:
        return int(book.execute("SELECT count(*) FROM grade WHERE manual_score IS NOT NULL").fetchone()[0])
