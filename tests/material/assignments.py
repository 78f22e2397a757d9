"""The assignments as the tests read them: from the manuscript, and as nbgrader gives them to learners."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from whiteboard.drafting.session import Session
from whiteboard.manuscript.page import read_page
from whiteboard.manuscript.regions import HIDDEN, lines_of, solved
from whiteboard.manuscript.release import generate
from whiteboard.manuscript.text import from_bytes, to_bytes

ROOT = Path(__file__).parents[2]
PATHS = sorted((ROOT / "manuscript/assignments").glob("*/*.md"))

_GRADE = re.compile(r"%grade (?P<section>[a-z ]+?) (?P<points>[\d.]+)(?: --problem (?P<problem>\S+))?")


@dataclass(frozen=True)
class Graded:
    """A test cell: what it judges, and what a flawless draft earns. Its neighbors are NAME-task and NAME-draft."""

    grade_id: str
    section: str
    problem: str
    points: float

    @property
    def name(self):
        return self.grade_id.removesuffix("-test")

    def judged(self, draft):
        """Points of a draft and its report, as the notebook's own magics give them."""
        session = Session()
        session.set_problem(self.problem)
        if self.section == "closure":
            session.draft_board(draft)
        else:
            session.draft(self.section, draft)
        report = session.report(self.section)
        return report.points_of(self.section, out_of=self.points), report


@dataclass(frozen=True)
class Coded:
    """A test cell in Python: its neighbors are NAME-task and NAME-code."""

    grade_id: str
    points: float
    source: str

    @property
    def name(self):
        return self.grade_id.removesuffix("-test")

    @property
    def test(self):
        """The test as the gradebook has it, without nbgrader's marks."""
        return "\n".join(line for _, line in lines_of(self.source))

    @property
    def hides(self):
        return any(region == HIDDEN for region, _ in lines_of(self.source))


class Assignment:
    """One manuscript, with what instructor and learner see of it."""

    def __init__(self, path):
        self.name = path.stem
        self.page = read_page(path, root=ROOT, graded=True)
        self.cells = self.page.notebook.cells
        self.worked = solved(self.page).notebook
        chosen = re.search(r"^%problem (\S+)$", self.text, re.MULTILINE)
        self.problem = chosen[1] if chosen else None
        self.graded = [
            Graded(cell.id, found["section"], found["problem"] or self.problem, float(found["points"]))
            for cell in self.cells
            if (found := _GRADE.fullmatch(cell.source))
        ]
        self.coded = [
            Coded(cell.id, cell.metadata.nbgrader.points, cell.source)
            for cell in self.cells
            if cell.cell_type == "code" and _is_test(cell) and not _GRADE.fullmatch(cell.source)
        ]

    def __repr__(self):
        return self.name

    @property
    def text(self):
        return "\n\n".join(cell.source for cell in self.cells)

    @property
    def released(self):
        return _released()[self.name]

    def source(self, grade_id):
        return next(cell.source for cell in self.cells if cell.id == grade_id)

    def by_hand(self):
        """Positions of the cells that people grade."""
        return [
            position
            for position, cell in enumerate(self.cells)
            if cell.metadata.get("nbgrader", {}).get("grade") and cell.metadata.nbgrader.solution
        ]

    def draft(self, notebook, graded):
        """What stands below the first line of the draft cell that belongs to a test cell."""
        source = next(cell.source for cell in notebook.cells if cell.id == f"{graded.name}-draft")
        first, _, rest = source.partition("\n")
        told = "" if graded.section == "closure" else f" {graded.section}"
        about = "" if graded.problem == self.problem and "--" not in first else f" --problem {graded.problem}"
        assert first == f"%%draft{told}{about}"
        return rest


def _is_test(cell):
    about = cell.metadata.get("nbgrader", {})
    return about.get("grade", False) and not about.get("solution", True)


ASSIGNMENTS = [Assignment(path) for path in PATHS]
DRAFTED = [assignment for assignment in ASSIGNMENTS if assignment.graded]
"""Those whose answers are drafts; the others' are code."""
CODED = [(assignment, coded) for assignment in ASSIGNMENTS for coded in assignment.coded]
GRADED = [(assignment, graded) for assignment in ASSIGNMENTS for graded in assignment.graded]


@cache
def _released():
    """All assignments as nbgrader releases them, in one run."""
    sources = {f"{path.parent.name}/{path.stem}.ipynb": path for path in PATHS}
    by_stem = {assignment.name: assignment for assignment in ASSIGNMENTS}
    made = generate(
        {name: to_bytes(by_stem[path.stem].page.notebook) for name, path in sources.items()}, root=ROOT
    )
    return {sources[name].stem: from_bytes(content) for name, content in made.items()}
