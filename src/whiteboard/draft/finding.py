"""A finding: what a rule has to say about a draft, in the learner's own words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: only ``MUST`` costs points."""

    MUST = "must"
    SHOULD = "should"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a rule found.

    Parameters
    ----------
    rule : str
        The rule's code, such as ``"A3"``.
    severity : Severity
        ``must`` costs points, ``should`` is advice, ``note`` is a remark.
    line : int or None
        The line that it is about, counted from 1; None when something is absent from the draft.
    message : str
        What is wrong, naming the learner's own words.
    why : str
        Why it matters, in one sentence.
    try_ : str
        What to try, without giving the answer away.
    share : float
        The share of the criterion's points that this finding costs, from 0 to 1. A rule that judges
        seven access patterns costs a seventh for each that fails.

    Examples
    --------
    >>> Finding(rule="A3", severity=Severity.MUST, line=41, message="getFeed takes no page token.",
    ...         why="A feed can hold millions.", try_="GET /feed?nextPageToken={token}").share
    1.0
    """

    rule: str
    severity: Severity
    line: int | None
    message: str
    why: str
    try_: str
    share: float = 1.0
