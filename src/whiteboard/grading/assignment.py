"""The instructor's version of an assignment: what every submission is held against."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCell:
    """One of the instructor's cells that nbgrader keeps: with its hidden tests, and without its solution.

    Parameters
    ----------
    grade_id : str
        What the cell is found by.
    cell_type : str
        ``"code"`` or ``"markdown"``.
    source : str
        Its text as the gradebook has it: hidden tests stand in it, a solution is the stub that learners get.
    grade, solution, task, locked : bool
        nbgrader's own flags. A test is ``grade`` and locked; a draft or code to write is ``solution``; an
        answer graded by hand is both ``grade`` and ``solution``.
    points : float
        The most that it gives; 0 where it gives none.
    checksum : str
        nbgrader's checksum of the cell as released.
    """

    grade_id: str
    cell_type: str
    source: str
    grade: bool = False
    solution: bool = False
    task: bool = False
    locked: bool = False
    points: float = 0.0
    checksum: str = ""

    @property
    def is_test(self) -> bool:
        """Whether the cell gives points by what it computes."""
        return self.grade and not self.solution and self.cell_type == "code"

    @property
    def by_hand(self) -> bool:
        """Whether a person gives its points."""
        return self.task or (self.grade and not self.is_test)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNotebook:
    """One notebook of an assignment: its cells in the instructor's order, and the kernel that it names.

    Parameters
    ----------
    name : str
        Its name, without ``.ipynb``.
    cells : tuple of SourceCell
        The cells that nbgrader keeps; those without a grade id are not among them.
    kernelspec : dict
        As the notebook's metadata has it.
    """

    name: str
    cells: tuple[SourceCell, ...]
    kernelspec: dict[str, Any] = field(default_factory=dict)

    def cell(self, grade_id: str) -> SourceCell | None:
        """The cell of that grade id; None where there is none."""
        return next((cell for cell in self.cells if cell.grade_id == grade_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """An assignment as its instructor released it.

    Parameters
    ----------
    name : str
        The assignment's name.
    notebooks : tuple of SourceNotebook
        Its notebooks, by name.
    files : dict of str to bytes
        Files beside the notebooks that the instructor gives to learners, by relative path; code may read them.
    """

    name: str
    notebooks: tuple[SourceNotebook, ...]
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """A hash of all that grading depends on; another version gives other points."""
        cells = json.dumps([asdict(notebook) for notebook in self.notebooks], sort_keys=True)
        digest = hashlib.sha256(cells.encode())
        for path, content in sorted(self.files.items()):
            digest.update(f"\0{path}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()

    def notebook(self, name: str) -> SourceNotebook | None:
        """The notebook of that name; None where there is none."""
        return next((notebook for notebook in self.notebooks if notebook.name == name), None)
