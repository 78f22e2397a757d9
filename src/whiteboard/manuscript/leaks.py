"""What a learner's version of an assignment must not hold."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from whiteboard.manuscript.regions import MARKERS

_TELLING = 16
"""Characters from which on a line of a solution is taken for one even inside another line."""


def leaks(notebook: Any, *, secrets: Collection[str] = ()) -> list[str]:
    """Find solutions, hidden tests, outputs and execution counts in a notebook.

    Parameters
    ----------
    notebook : NotebookNode
        A released notebook.
    secrets : collection of str
        Lines of its source that only the instructor sees (`whiteboard.manuscript.regions.secret_lines`).

    Returns
    -------
    list of str
        One sentence a leak, with the cell's number from 1; empty when there is none.
    """
    found = []
    for number, cell in enumerate(notebook.cells, start=1):
        for marker in MARKERS:
            if marker in cell.source:
                found.append(f"cell {number} holds the marker {marker}")
        for line in cell.source.split("\n"):
            if any(_shows(line, secret) for secret in secrets):
                found.append(f"cell {number} shows a line of the solution or a hidden test: {line.strip()}")
        if cell.get("outputs"):
            found.append(f"cell {number} holds an output")
        if cell.get("execution_count") is not None:
            found.append(f"cell {number} holds an execution count")
        if cell.get("attachments"):
            found.append(f"cell {number} holds an attachment")
    return found


def _shows(line: str, secret: str) -> bool:
    # A short line of a solution may stand in a sentence by chance, such as "follow:" or "GET /feed".
    return line.strip() == secret or (len(secret) >= _TELLING and secret in line)
