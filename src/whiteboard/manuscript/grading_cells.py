"""The short form of nbgrader's cell metadata, and what it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SCHEMA_VERSION = 3
"""nbgrader's schema of cell metadata, the newest of nbgrader 0.9."""

_LONGEST_ID = 64
"""nbformat's limit on cell ids, which are made of grade ids."""

_FLAGS: dict[str, dict[str, bool]] = {
    "draft": {"grade": False, "solution": True, "locked": False, "task": False},
    "test": {"grade": True, "solution": False, "locked": True, "task": False},
    "manual": {"grade": True, "solution": True, "locked": False, "task": False},
    "task": {"grade": False, "solution": False, "locked": True, "task": True},
    "locked": {"grade": False, "solution": False, "locked": True, "task": False},
}

KINDS = tuple(_FLAGS)
"""What a graded cell can be: nbgrader's autograded answer, autograder tests, manually graded answer, manually
graded task, and read-only cell."""

_WITH_POINTS = {"test", "manual", "task"}
_CELL_TYPES = {"draft": {"code"}, "test": {"code"}, "task": {"markdown"}}


def expand(short: Mapping[str, Any], *, cell_type: str) -> dict[str, Any]:
    """Turn ``{"kind": …, "grade_id": …, "points": …}`` into the metadata nbgrader reads.

    Parameters
    ----------
    short : Mapping
        ``kind``, one of `KINDS`; ``grade_id``, the cell's lasting name; ``points`` for what is graded.
    cell_type : str
        ``code`` or ``markdown``.

    Returns
    -------
    dict
        Metadata of nbgrader's schema 3.

    Raises
    ------
    ValueError
        When a part is missing, unknown or out of place.

    Examples
    --------
    >>> cell = expand({"kind": "test", "grade_id": "scale-test", "points": 5}, cell_type="code")
    >>> cell["grade"], cell["solution"], cell["locked"], cell["points"]
    (True, False, True, 5)
    """
    unknown = sorted(set(short) - {"kind", "grade_id", "points"})
    if unknown:
        raise ValueError(f"nbgrader: unknown {', '.join(unknown)}; a cell has kind, grade_id and points")
    kind = short.get("kind")
    if kind not in _FLAGS:
        raise ValueError(f"nbgrader: unknown kind {kind!r}; there are {', '.join(KINDS)}")
    if cell_type not in _CELL_TYPES.get(kind, {"code", "markdown"}):
        raise ValueError(f"nbgrader: a {kind} cell can't be a {cell_type} cell")
    metadata: dict[str, Any] = {
        "cell_type": cell_type,
        "grade_id": _grade_id(short.get("grade_id")),
        "schema_version": SCHEMA_VERSION,
        **_FLAGS[kind],
    }
    points = short.get("points")
    if (kind in _WITH_POINTS) != (points is not None):
        raise ValueError(f"nbgrader: a {kind} cell {'needs' if points is None else 'has no'} points")
    if points is not None:
        if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points < float("inf"):
            raise ValueError(f"nbgrader: points {points!r} is not a number from 0 up")
        metadata["points"] = points
    return metadata


def _grade_id(grade_id: object) -> str:
    if not (
        isinstance(grade_id, str)
        and len(grade_id) <= _LONGEST_ID
        and re.fullmatch(r"[A-Za-z0-9_-]+", grade_id)
    ):
        raise ValueError(
            f"nbgrader: grade_id {grade_id!r} must be 1 to {_LONGEST_ID} letters, digits, - and _, "
            "as in grade_id: scale-draft"
        )
    return grade_id
