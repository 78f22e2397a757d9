"""Names of students and assignments: those that lead nowhere else, and that nbgrader can hold."""

from __future__ import annotations

import re

_LONGEST = 128  # characters; nbgrader's columns hold no more
_ODD = re.compile(r"[/\\*?\[\]{}\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class BadName(ValueError):
    """A name that no student or assignment can have; the text says which, and what to do."""


def why_not(what: str, name: str) -> str | None:
    """Why a name can be no student's or assignment's, in words; None when it can.

    Parameters
    ----------
    what : str
        ``"student"``, ``"assignment"`` or ``"notebook"``.
    name : str
        The name.

    Examples
    --------
    >>> why_not("student", "learner-007")
    >>> why_not("student", "../eve")
    "the student name '../eve' begins with a dot; rename it with letters, digits, dot, dash and underscore"
    """
    said = None
    if not name or name != name.strip():
        said = "is empty, or begins or ends with a blank"
    elif name.startswith("."):
        said = "begins with a dot"
    elif len(name) > _LONGEST:
        said = f"has {len(name)} characters, and nbgrader holds {_LONGEST}"
    elif odd := _ODD.search(name):
        said = f"holds {odd[0]!a}"
    elif what == "assignment" and "+" in name:
        said = "holds '+', which nbgrader refuses"
    if said is None:
        return None
    shown = ascii(name if len(name) <= _LONGEST else name[:40] + "...")
    return f"the {what} name {shown} {said}; rename it with letters, digits, dot, dash and underscore"


def check_name(what: str, name: str) -> None:
    """Let a good name pass.

    Raises
    ------
    BadName
        For any other.
    """
    reason = why_not(what, name)
    if reason is not None:
        raise BadName(reason)
