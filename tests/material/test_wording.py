"""What assignments tell learners: what earns points, how many there are, hints, and never the answer."""

import re

import pytest

from tests.material.assignments import ASSIGNMENTS, CODED, DRAFTED, GRADED, PATHS, ROOT
from whiteboard.drafting.session import Session
from whiteboard.manuscript.regions import lines_of
from whiteboard.problems import load

MANUSCRIPTS = [*sorted((ROOT / "manuscript/lessons").rglob("*.md")), *PATHS]

every_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=repr)


def points_of_table(text):
    """The first column of a table ``| points | for |``."""
    _, found, rows = text.partition("| points | for |\n|---|---|\n")
    assert found, "no table says what earns points"
    return [float(points) for points in re.findall(r"^\| ([\d.]+) \|", rows.split("\n\n")[0], re.MULTILINE)]


@pytest.mark.parametrize(
    ("assignment", "graded"), [pytest.param(a, g, id=f"{a.name}: {g.name}") for a, g in GRADED]
)
def test_every_graded_cell_says_before_what_earns_its_points(assignment, graded):
    task = assignment.source(f"{graded.name}-task")
    told = task if "| points |" in task else assignment.cells[0].source
    criteria = load(graded.problem).criteria_of(graded.section)
    whole = sum(criterion.points for criterion in criteria)
    assert points_of_table(told) == [criterion.points / whole * graded.points for criterion in criteria]
    assert f"({graded.points:g} points)" in task.splitlines()[0]
    cell = next(cell for cell in assignment.cells if cell.id == graded.grade_id)
    assert cell.metadata.nbgrader.points == graded.points


@pytest.mark.parametrize(
    ("assignment", "coded"), [pytest.param(a, c, id=f"{a.name}: {c.name}") for a, c in CODED]
)
def test_every_class_to_write_says_before_what_earns_its_points(assignment, coded):
    task = assignment.source(f"{coded.name}-task")
    assert sum(points_of_table(task)) == coded.points
    assert f"({coded.points:g} points)" in task.splitlines()[0]
    # A case that learners don't see is told of all the same.
    assert ("(tried when graded)" in task) == coded.hides


@every_assignment
def test_every_trade_off_has_a_rubric_before_it(assignment):
    cells = assignment.cells
    assert assignment.by_hand()
    for position in assignment.by_hand():
        points = cells[position].metadata.nbgrader.points
        before = cells[position - 1].source
        assert sum(points_of_table(before)) == points
        assert f"({points:g} points, graded by hand)" in before.splitlines()[0]


@every_assignment
def test_the_introduction_names_the_sum_of_the_points(assignment):
    by_hand = sum(assignment.cells[position].metadata.nbgrader.points for position in assignment.by_hand())
    total = by_hand + sum(graded.points for graded in [*assignment.graded, *assignment.coded])
    assert re.findall(r"\b(\d+) points\b", assignment.cells[0].source) == [f"{total:g}"]


@pytest.mark.parametrize("assignment", DRAFTED, ids=repr)
def test_every_graded_cell_has_a_hint_that_works(assignment):
    hints = re.findall(r"^# %hint ([a-z ]+?)(?: --problem (\S+))?$", assignment.text, re.MULTILINE)
    told = {(section, problem or assignment.problem) for section, problem in hints}
    assert told == {(graded.section, graded.problem) for graded in assignment.graded}
    session = Session()
    for section, problem in sorted(told):
        with session.about(problem):
            given = [session.hint(section) for _ in range(4)]
        assert [hint.split(":")[0] for hint in given] == [f"Hint {n} of 3" for n in (1, 2, 3, 3)]


@every_assignment
def test_what_only_helps_is_never_run_by_the_grader(assignment):
    for cell in assignment.cells:
        if cell.cell_type == "code":
            assert not re.search(r"^%(?:hint|serve|run_design|draw|board|clock)\b", cell.source, re.MULTILINE)


@every_assignment
def test_a_release_holds_no_answer(assignment):
    text = "\n".join(cell.source for cell in assignment.released.cells)
    published = {line.strip() for cell in assignment.cells for line in _fenced(cell)}
    for graded in assignment.graded:
        for line in assignment.draft(assignment.worked, graded).splitlines():
            assert len(line) < 6 or line in published or line not in text
    for coded in assignment.coded:
        shown = {line for region, line in lines_of(assignment.source(f"{coded.name}-code")) if not region}
        for region, line in lines_of(assignment.source(f"{coded.name}-code") + "\n" + coded.source):
            assert not region or len(line.strip()) < 6 or line in shown or line not in text
    for position in assignment.by_hand():
        assert "*Type your answer here.*" in assignment.released.cells[position].source


def _fenced(cell):
    """Lines that a task shows: a sheet as it was published, a design to mend."""
    if cell.cell_type != "markdown":
        return []
    return [
        line for block in re.findall(r"```text\n(.*?)```", cell.source, re.S) for line in block.splitlines()
    ]


@pytest.mark.parametrize("path", MANUSCRIPTS, ids=lambda path: path.stem)
def test_links_lead_somewhere(path):
    assignment = path in PATHS
    place = ROOT / ("release" if assignment else "course")
    top = ROOT / "manuscript" / ("assignments" if assignment else "lessons")
    folder = place / path.parent.relative_to(top)
    made = {
        ROOT / tree / other.relative_to(top).with_suffix(".ipynb")
        for top, trees in (
            (ROOT / "manuscript/lessons", ("course",)),
            (ROOT / "manuscript/assignments", ("release", "solutions", "source")),
        )
        for tree in trees
        for other in top.rglob("*.md")
    }
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text()):
        target = (folder / link).resolve()
        assert target in made or target.exists(), link
