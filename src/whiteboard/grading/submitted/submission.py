"""One submitted folder, as it was read: bytes, and what was wrong with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from whiteboard.grading.outcome import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one learner handed in for one assignment.

    Parameters
    ----------
    student, assignment : str
        Whose, and which.
    notebooks : dict of str to bytes
        The notebooks, by name without ``.ipynb``; those that could not be read as files are absent.
    files : dict of str to bytes
        The other files, by relative path; only regular files, and no more of them than the limits allow.
    faults : tuple of Fault
        What was left out, and why.
    timestamp : str
        When it was handed in, as ``timestamp.txt`` says; empty where that is missing or no time.
    """

    student: str
    assignment: str
    notebooks: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    timestamp: str = ""

    @property
    def content(self) -> str:
        """A hash of all that was handed in, its time included."""
        digest = hashlib.sha256(f"{self.student}\0{self.assignment}\0{self.timestamp}".encode())
        for group in (self.notebooks, self.files):
            digest.update(b"\1")
            for path, content in sorted(group.items()):
                digest.update(f"\0{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
                digest.update(content)
        for fault in self.faults:
            digest.update(f"\0{fault}".encode("utf-8", "replace"))
        return digest.hexdigest()
