"""The graded notebook as a Jupyter file: what formgrader shows, and what feedback is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

from whiteboard.grading.assignment import SourceCell, SourceNotebook
from whiteboard.grading.rebuilding.harmless_markdown import fenced, harmless
from whiteboard.grading.rebuilding.rebuilt import Rebuilt, RebuiltCell
from whiteboard.grading.rebuilding.released import HIDDEN_TESTS, without

_HIDDEN = "# Hidden tests stand here."
_PICTURES = "*The pictures of this cell are in the file that was handed in.*"
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LONGEST = 20_000  # characters of a learner's cell that are shown
_LONGEST_LINE = 500  # and of a line of code; highlighting takes the square of what blanks and stars there are
_LONGEST_OF_ALL = 200_000  # and of all cells that are the learner's own
_FRAME = 400  # characters that count for a cell beside its text


def to_notebook(
    rebuilt: Rebuilt, notebook: SourceNotebook, outputs: Mapping[int, list[dict[str, Any]]]
) -> dict[str, Any]:
    """A notebook of format 4.5, with the instructor's metadata for nbgrader.

    What a learner wrote is shown as text: raw cells become code blocks, and HTML and links in Markdown become
    words (`harmless`). Hidden tests are left out, as feedback is made of this notebook; what is too long to read
    is cut. The learner's own file stays as it was handed in.

    Parameters
    ----------
    rebuilt : Rebuilt
        The cells.
    notebook : SourceNotebook
        The instructor's version: its kernel is the notebook's.
    outputs : mapping of int to list of dict
        Outputs of code cells, by index in ``rebuilt.cells``; they are taken as they are.

    Examples
    --------
    >>> cell = RebuiltCell(cell_type="markdown", source="<b>", learner=True)
    >>> made = to_notebook(Rebuilt(cells=(cell,)), SourceNotebook(name="ps1", cells=()), {})
    >>> made["cells"][0]["source"]
    '&lt;b>'
    """
    names = _Names(notebook)
    left = _LONGEST_OF_ALL
    more = 0
    cells = []
    for index, cell in enumerate(rebuilt.cells):
        if cell.source_cell is None:
            left -= len(cell.source[:_LONGEST]) + _FRAME
            if left < 0:
                more += 1
                continue
        cells.append(_cell(cell, names.of(cell), outputs.get(index, [])))
    if more:
        said = f"*{more:,} more cells of the learner's own are in the file that was handed in.*"
        cells.append(_cell(RebuiltCell(cell_type="markdown", source=said), names.number(), []))
    return {"cells": cells, "metadata": _metadata(notebook), "nbformat": 4, "nbformat_minor": 5}


class _Names:
    """Cell ids, which a notebook of format 4.5 needs: each once, of 64 plain characters at most."""

    def __init__(self, notebook: SourceNotebook) -> None:
        self._instructor = {cell.grade_id for cell in notebook.cells if _CELL_ID.fullmatch(cell.grade_id)}
        self._numbers = count(1)

    def of(self, cell: RebuiltCell) -> str:
        """The instructor's grade id, or a number for a cell of the learner's."""
        if cell.source_cell and cell.source_cell.grade_id in self._instructor:
            return cell.source_cell.grade_id
        return self.number()

    def number(self) -> str:
        """A name that no cell has so far."""
        return next(name for name in map("cell-{}".format, self._numbers) if name not in self._instructor)


def _cell(cell: RebuiltCell, identifier: str, outputs: list[dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "cell_type": "markdown" if cell.cell_type == "raw" else cell.cell_type,
        "id": identifier,
        "metadata": _cell_metadata(cell.source_cell) if cell.source_cell else {},
        "source": _shown(cell),
    }
    if cell.cell_type == "code":
        made["execution_count"] = None
        made["outputs"] = outputs
    return made


def _shown(cell: RebuiltCell) -> str:
    """A cell's text as the graded notebook shows it."""
    source = _typed(cell) if cell.learner else without(cell.source, HIDDEN_TESTS, instead=_HIDDEN)
    if cell.missing:
        said = "This cell was missing from what was handed in."
        source = f"# {said}\n{source}" if cell.cell_type == "code" else f"*{said}*\n\n{source}"
    return source


def _typed(cell: RebuiltCell) -> str:
    """A learner's text, cut and made harmless."""
    text = _cut(cell.source, _LONGEST, "\n… {:,} more characters are in the file that was handed in.")
    if cell.cell_type == "code":
        return "\n".join(_cut(line.rstrip(), _LONGEST_LINE, "… ({:,} more)") for line in text.split("\n"))
    shown = harmless(fenced(text) if cell.cell_type == "raw" else text)
    return f"{shown}\n\n{_PICTURES}" if "(attachment:" in text else shown


def _cut(text: str, most: int, said: str) -> str:
    return text if len(text) <= most else text[:most] + said.format(len(text) - most)


def _metadata(notebook: SourceNotebook) -> dict[str, Any]:
    kernel = notebook.kernelspec
    if not {"name", "display_name"} <= kernel.keys():
        return {}
    return {"kernelspec": dict(kernel), "language_info": {"name": str(kernel.get("language") or "python")}}


def _cell_metadata(cell: SourceCell) -> dict[str, Any]:
    """What nbgrader needs to know of a cell, in its metadata's version 3."""
    nbgrader: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": cell.grade_id,
        "grade": cell.grade,
        "solution": cell.solution,
        "task": cell.task,
        "locked": cell.locked,
        "cell_type": cell.cell_type,
    }
    if cell.grade or cell.task:
        nbgrader["points"] = cell.points
    if len(cell.checksum) == 32:
        nbgrader["checksum"] = cell.checksum
    metadata: dict[str, Any] = {"deletable": False, "nbgrader": nbgrader}
    if cell.locked:
        metadata["editable"] = False
    return metadata
