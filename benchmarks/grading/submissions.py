"""A class that hands in: each learner's notebook is the solution, in most cases with something wrong."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whiteboard.manuscript.page import Page, read_page
from whiteboard.manuscript.regions import lines_of, solved
from whiteboard.manuscript.release import generate
from whiteboard.manuscript.text import from_bytes, to_bytes

ROOT = Path(__file__).parents[2]

WRONG = {
    "busiest-code": "def busiest_hour(requests):\n    return int(requests['second'].max() // 3600)\n",
    "slowest-code": "def slowest_paths(requests, most):\n    return sorted(requests['path'].unique())[:most]\n",
    "single-code": "def single_points(edges, start, goal):\n    return [start, goal]\n",
}
"""Answers that earn nothing."""


@dataclass(frozen=True)
class Exercise:
    """An assignment of one notebook, and how learners answer it.

    `answers` holds, for each answer cell, what a learner may have typed.
    """

    name: str
    page: Page
    released: Any
    answers: dict[str, list[str]] = field(default_factory=dict)

    @property
    def source(self) -> bytes:
        return to_bytes(self.page.notebook)

    def tests(self) -> dict[str, tuple[float, str]]:
        """Grade id → points and text of each test in code."""
        return {
            cell.id: (cell.metadata.nbgrader.points, "\n".join(line for _, line in lines_of(cell.source)))
            for cell in self.page.notebook.cells
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("points")
        }

    @property
    def points(self) -> float:
        """What can be earned without a person who grades."""
        return sum(points for points, _ in self.tests().values())

    @property
    def in_parts(self) -> bool:
        """Whether a test can earn a part of its points: those in code are passed or failed."""
        return any(source.startswith("%") for _, source in self.tests().values())

    def submission(self, number: int) -> Any:
        """The notebook of one learner; the same number gives the same one."""
        chooser = random.Random(number)
        notebook = copy.deepcopy(self.released)
        for cell in notebook.cells:
            if cell.id in self.answers:
                cell.source = chooser.choice(self.answers[cell.id])
        return notebook


def drafts() -> Exercise:
    """The twitter assignment; a learner leaves out some lines of each worked draft."""
    made = _exercise(ROOT / "manuscript/assignments/twitter/twitter.md", ROOT, "twitter")
    worked = {cell.id: cell.source for cell in solved(made.page).notebook.cells}
    for grade_id in ("scale-draft", "api-draft", "storage-draft"):
        made.answers[grade_id] = [worked[grade_id], *(_shorter(worked[grade_id], seed) for seed in range(12))]
    return made


def code() -> Exercise:
    """A notebook of code with tables, pictures, a database and a graph; each answer is right or wrong."""
    made = _exercise(Path(__file__).with_name("code_notebook.md"), ROOT, "code-notebook")
    worked = {cell.id: cell.source for cell in solved(made.page).notebook.cells}
    for grade_id, wrong in WRONG.items():
        made.answers[grade_id] = [worked[grade_id], worked[grade_id], wrong]
    return made


def _exercise(path: Path, root: Path, name: str) -> Exercise:
    page = read_page(path, root=root, graded=True)
    key = f"{name}/{name}.ipynb"
    return Exercise(name, page, from_bytes(generate({key: to_bytes(page.notebook)}, root=root)[key]))


def _shorter(text: str, seed: int) -> str:
    first, *rest = text.splitlines()
    chooser = random.Random(seed)
    return "\n".join([first, *(line for line in rest if chooser.random() < 0.85)])
