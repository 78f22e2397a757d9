"""A manuscript file, read: its cells as a notebook, each with the line it stands on."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whiteboard.manuscript.grading_cells import expand

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
"""Fixed, so that no version of the builder's own Python gets into a notebook."""


class ManuscriptError(ValueError):
    """A manuscript that can't become a notebook; the message names file, line and remedy."""


@dataclass(frozen=True)
class Page:
    """One manuscript file.

    Parameters
    ----------
    origin : str
        Its path below the repository's root, with ``/``.
    notebook : NotebookNode
        Its cells, with ids, without outputs.
    lines : tuple of int
        The line of the manuscript on which each cell begins, from 1.
    """

    origin: str
    notebook: Any
    lines: tuple[int, ...]

    @property
    def stem(self) -> str:
        """The notebook's name without its ending."""
        return Path(self.origin).stem

    def where(self, position: int) -> str:
        """Name a cell for a person: file and line."""
        return f"{self.origin}, line {self.lines[position]}"


def read_page(path: Path, *, root: Path, graded: bool) -> Page:
    """Read a MyST Markdown notebook.

    Parameters
    ----------
    path : Path
        The manuscript file.
    root : Path
        The repository's root; the notebook records the path below it.
    graded : bool
        Whether cells may carry the short nbgrader form (`whiteboard.manuscript.grading_cells`).

    Raises
    ------
    ManuscriptError
        When the file is no MyST notebook, or a cell's metadata can't be used.
    """
    import nbformat
    from jupytext.myst import MystMetadataParsingError, myst_to_notebook

    origin = path.relative_to(root).as_posix()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            notebook = myst_to_notebook(path.read_text(encoding="utf-8"), add_source_map=True)
        except nbformat.ValidationError as error:
            raise ManuscriptError(f"{origin}: not a valid notebook: {error.message}") from None
        except (MystMetadataParsingError, UnicodeDecodeError, UserWarning, AssertionError) as error:
            raise ManuscriptError(f"{origin}: {error}") from None
    lines = tuple(line + 1 for line in notebook.metadata.pop("source_map"))
    if not notebook.cells:
        raise ManuscriptError(f"{origin}: no cells; write text, or a code cell as ```{{code-cell}}")
    notebook.metadata = _metadata(origin)
    # Cell ids came with notebook format 4.5; what jupytext starts from may be older or newer.
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    page = Page(origin, notebook, lines)
    taken: dict[str, int] = {}
    for position, cell in enumerate(notebook.cells):
        _finish(page, position, cell, graded=graded)
        if cell.id in taken:
            raise ManuscriptError(
                f"{page.where(position)}: the id {cell.id!r} is taken by the cell at line "
                f"{lines[taken[cell.id]]}; give each its own grade_id"
            )
        taken[cell.id] = position
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise ManuscriptError(f"{origin}: not a valid notebook: {error.message}") from None
    return page


def _metadata(origin: str) -> Any:
    import nbformat

    return nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": LANGUAGE, "whiteboard": {"manuscript": origin}}
    )


def _finish(page: Page, position: int, cell: Any, *, graded: bool) -> None:
    import nbformat

    short = cell.metadata.get("nbgrader")
    cell.id = f"{_slug(page.stem)}-{position + 1}"
    if short is None:
        return
    if not graded:
        raise ManuscriptError(
            f"{page.where(position)}: a lesson has no nbgrader cells; move it to an assignment"
        )
    try:
        if not isinstance(short, dict):
            raise ValueError(f"nbgrader: {short!r} is not of the form {{kind: draft, grade_id: scale-draft}}")
        cell.metadata["nbgrader"] = nbformat.from_dict(expand(short, cell_type=cell.cell_type))
    except ValueError as error:
        raise ManuscriptError(f"{page.where(position)}: {error}") from None
    cell.id = cell.metadata.nbgrader.grade_id


def _slug(name: str) -> str:
    # A cell id holds letters, digits, - and _ only, and is not longer than 64.
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name)[:56]
