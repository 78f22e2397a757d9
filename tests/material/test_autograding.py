"""Two assignments through nbgrader's own grading: two-word sections, several problems, a whole board, closure.

The road with an exchange and feedback is walked once, for another assignment, in ``tests/test_nbgrader_road.py``.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import nbformat
import pytest

from tests.material.assignments import ASSIGNMENTS, ROOT
from whiteboard.manuscript.text import to_bytes

pytestmark = pytest.mark.slow

GRADED = [a for a in ASSIGNMENTS if a.name in ("step1-requirements", "step4-bottlenecks")]


def worked(assignment):
    """What a learner hands in who typed the solution."""
    notebook = nbformat.from_dict(assignment.released)
    for graded in assignment.graded:
        cell = next(cell for cell in notebook.cells if cell.id == f"{graded.name}-draft")
        first = cell.source.partition("\n")[0]
        cell.source = f"{first}\n{assignment.draft(assignment.worked, graded)}"
    return notebook


def careless(assignment):
    """The same with the first draft cell deleted, and the first line of the second."""
    notebook = worked(assignment)
    first, second = (graded.name for graded in assignment.graded[:2])
    notebook.cells = [cell for cell in notebook.cells if cell.id != f"{first}-draft"]
    cell = next(cell for cell in notebook.cells if cell.id == f"{second}-draft")
    cell.source = cell.source.partition("\n")[2]
    return notebook


@pytest.fixture(scope="module")
def points(tmp_path_factory):
    """(Learner, assignment) → grade id → points that nbgrader stored."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for assignment in GRADED:
        source = course / "source" / assignment.name / f"{assignment.name}.ipynb"
        source.parent.mkdir(parents=True)
        source.write_bytes(to_bytes(assignment.page.notebook))
        for learner, hand_in in (("worked", worked), ("careless", careless)):
            handed = course / "submitted" / learner / assignment.name / source.name
            handed.parent.mkdir(parents=True)
            nbformat.write(hand_in(assignment), handed)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "NBGRADER"))}
    for command in ("generate_assignment", "autograde"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", command, "*"],
            cwd=course,
            env={**kept, "JUPYTER_CONFIG_DIR": str(course / "config"), "IPYTHONDIR": str(course / "ipython")},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
    query = """
        select student.id, assignment.name, base_cell.name, grade.auto_score
        from grade
        join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        join assignment on assignment.id = submitted_assignment.assignment_id
        join student on student.id = submitted_assignment.student_id
    """
    found = {}
    with closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        for learner, assignment, cell, score in gradebook.execute(query):
            found.setdefault((learner, assignment), {})[cell] = score
    return found


@pytest.mark.parametrize("assignment", GRADED, ids=repr)
def test_the_worked_solution_earns_every_point(points, assignment):
    earned = points["worked", assignment.name]
    assert {graded.grade_id: earned[graded.grade_id] for graded in assignment.graded} == {
        graded.grade_id: graded.points for graded in assignment.graded
    }


@pytest.mark.parametrize("assignment", GRADED, ids=repr)
def test_a_deleted_cell_costs_its_own_points_and_a_lost_first_line_none(points, assignment):
    """The instructor's cell says which section it is; what the learner's first line was does not matter."""
    earned = points["careless", assignment.name]
    first, *others = assignment.graded
    assert earned[first.grade_id] == 0
    assert all(earned[graded.grade_id] == graded.points for graded in others)
