"""nbgrader's regions in a source notebook: what is solution, what is hidden, what every learner sees."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from whiteboard.manuscript.page import ManuscriptError, Page

SOLUTION, HIDDEN, SCHEME = "SOLUTION", "HIDDEN TESTS", "MARK SCHEME"
VISIBLE = ""

_OPENS = {f"BEGIN {name}": name for name in (SOLUTION, HIDDEN, SCHEME)}
_CLOSES = {f"END {name}": name for name in (SOLUTION, HIDDEN, SCHEME)}
MARKERS = (*_OPENS, *_CLOSES)
"""What nbgrader looks for in a line, whatever stands around it."""


def lines_of(source: str) -> Iterator[tuple[str, str]]:
    """Each line of a cell with the region it lies in; marker lines are left out.

    Raises
    ------
    ValueError
        When a region is opened twice, closed unopened, or left open.

    Examples
    --------
    >>> list(lines_of("a\\n### BEGIN SOLUTION\\nb\\n### END SOLUTION"))
    [('', 'a'), ('SOLUTION', 'b')]
    """
    region = VISIBLE
    for line in source.split("\n"):
        opened = next((name for marker, name in _OPENS.items() if marker in line), None)
        closed = next((name for marker, name in _CLOSES.items() if marker in line), None)
        if opened:
            if region:
                raise ValueError(f"BEGIN {opened} inside {region}; close that first with ### END {region}")
            region = opened
        elif closed:
            if closed != region:
                raise ValueError(f"END {closed} without its ### BEGIN {closed}")
            region = VISIBLE
        else:
            yield region, line
    if region:
        raise ValueError(f"no ### END {region} for its ### BEGIN {region}")


def secret_lines(notebook: Any) -> set[str]:
    """Lines that a learner must not see: solutions, hidden tests, marking schemes.

    A line that also stands in the visible part is no secret; short ones, such as ``else:``, tell nothing.
    """
    secret: set[str] = set()
    visible: set[str] = set()
    for cell in notebook.cells:
        pairs = list(lines_of(cell.source))
        graded = cell.metadata.get("nbgrader", {})
        # nbgrader replaces an answer cell as a whole where it has no solution region.
        whole = graded.get("solution", False) and all(region != SOLUTION for region, _ in pairs)
        for region, line in pairs:
            (secret if whole or region else visible).add(line.strip())
    return {line for line in secret - visible if len(line) > 5}


def check_regions(page: Page) -> None:
    """Raise for a region that nbgrader would refuse, or that would show a learner what it should hide.

    Raises
    ------
    ManuscriptError
        Naming the cell.
    """
    for position, cell in enumerate(page.notebook.cells):
        graded = cell.metadata.get("nbgrader", {})
        try:
            found = {region for region, _ in lines_of(cell.source)} - {VISIBLE}
            for region, flag in ((SOLUTION, "solution"), (HIDDEN, "grade"), (SCHEME, "task")):
                if region in found and not graded.get(flag, False):
                    raise ValueError(
                        f"a {region} region stands in a cell that nbgrader doesn't treat as such"
                    )
        except ValueError as error:
            raise ManuscriptError(f"{page.where(position)}: {error}") from None


def solved(page: Page) -> Page:
    """The notebook of an assignment with everything filled in and nothing left for nbgrader."""
    notebook = copy.deepcopy(page.notebook)
    for cell in notebook.cells:
        cell.source = "\n".join(line for _, line in lines_of(cell.source))
        # Without nbgrader's marks it can't be taken for a submission.
        cell.metadata.pop("nbgrader", None)
    return Page(page.origin, notebook, page.lines)
