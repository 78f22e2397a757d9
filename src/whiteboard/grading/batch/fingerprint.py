"""What an outcome depends on, in one hash: where it is the same, there is nothing to grade again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from whiteboard.grading.assignment import Assignment
from whiteboard.grading.package_version import package_version
from whiteboard.grading.settings import Settings
from whiteboard.grading.submitted.submission import Submission


class Fingerprints:
    """Fingerprints of the submissions of one assignment; what they have in common is hashed once.

    Parameters
    ----------
    assignment : Assignment
        The instructor's version.
    settings : Settings
        What the instructor set. All of it counts: limits decide whether code comes to its end, and the
        isolation is recorded with the grade.
    """

    def __init__(self, assignment: Assignment, settings: Settings) -> None:
        set_ = json.dumps(asdict(settings), sort_keys=True)
        self._common = "\0".join([assignment.name, assignment.version, package_version(), set_])

    def of(self, submission: Submission) -> str:
        """The fingerprint of one submission: 64 hexadecimal digits."""
        return hashlib.sha256(f"{self._common}\0{submission.content}".encode()).hexdigest()


def fingerprint(submission: Submission, assignment: Assignment, settings: Settings) -> str:
    """A hash of a submission, the assignment's version, the settings, and this package's version and code.

    Parameters
    ----------
    submission : Submission
        What was handed in, its time included.
    assignment : Assignment
        The instructor's version.
    settings : Settings
        What the instructor set.

    Returns
    -------
    str
        64 hexadecimal digits. The same fingerprint gives the same outcome.

    Examples
    --------
    >>> handed_in = Submission(student="learner-007", assignment="ps1", notebooks={"ps1": b"{}"})
    >>> later = Submission(student="learner-007", assignment="ps1", notebooks={"ps1": b"{} "})
    >>> ps1 = Assignment(name="ps1", notebooks=())
    >>> fingerprint(handed_in, ps1, Settings()) == fingerprint(later, ps1, Settings())
    False
    """
    return Fingerprints(assignment, settings).of(submission)
