"""Code that learners write: a right class earns all points, an untouched cell none, a typical slip some.

Each is tried as the learner tries it, in an IPython shell, and as it is graded.
"""

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from tests.material.assignments import ASSIGNMENTS, CODED
from tests.material.slips_code import RIGHT, SLIPS
from whiteboard.grading.assignment import Assignment as GradedAssignment
from whiteboard.grading.assignment import SourceCell, SourceNotebook
from whiteboard.grading.grade import grade
from whiteboard.grading.guest import Host
from whiteboard.grading.settings import Settings
from whiteboard.grading.submitted.submission import Submission
from whiteboard.manuscript.text import to_bytes

CODE_ASSIGNMENTS = [assignment for assignment in ASSIGNMENTS if assignment.coded]

every_code_cell = pytest.mark.parametrize(
    ("assignment", "coded"), [pytest.param(a, c, id=f"{a.name}: {c.name}") for a, c in CODED]
)


@pytest.fixture
def shell():
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def run(shell, source):
    """A cell's value, and all that it shows."""
    with capture_output() as captured:
        result = shell.run_cell(source)
    return result.result, captured.stdout + captured.stderr


def set_up(shell, assignment):
    for cell in assignment.cells:
        about = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and about.get("locked") and not about.get("grade"):
            run(shell, cell.source)


def code(notebook, coded):
    return next(cell.source for cell in notebook.cells if cell.id == f"{coded.name}-code")


def test_every_class_has_right_ones_and_slips():
    names = {coded.name for _, coded in CODED}
    assert names == {written.cell for written in RIGHT}
    assert all([slip.cell for slip in SLIPS].count(name) >= 2 for name in names)


@every_code_cell
def test_the_worked_solution_earns_every_point(shell, assignment, coded):
    set_up(shell, assignment)
    run(shell, code(assignment.worked, coded))
    earned, text = run(shell, coded.test)
    assert earned == coded.points, text


@every_code_cell
@pytest.mark.parametrize("touched", ["as released", "deleted"])
def test_an_untouched_cell_is_not_attempted_and_shows_no_traceback(shell, assignment, coded, touched):
    set_up(shell, assignment)
    if touched == "as released":
        assert "# type your draft here" in code(assignment.released, coded)
        run(shell, code(assignment.released, coded))
    for test in (coded.test, next(c.source for c in assignment.released.cells if c.id == coded.grade_id)):
        earned, text = run(shell, test)
        assert earned == 0
        assert "not attempted" in text and "Traceback" not in text and "Error" not in text


@pytest.mark.parametrize("written", [*RIGHT, *SLIPS], ids=lambda written: f"{written.cell}: {written.name}")
def test_what_is_written_earns_what_it_should_and_each_loss_is_named(shell, written):
    [(assignment, coded)] = [(a, c) for a, c in CODED if c.name == written.cell]
    set_up(shell, assignment)
    run(shell, written.code)
    earned, text = run(shell, coded.test)
    assert earned == written.points, text
    assert "Traceback" not in text
    lines = text.splitlines()
    if "not attempted" not in text:
        assert [line[0] for line in lines].count("1") == earned
        assert all(": " in line for line in lines if line.startswith("0 of"))


@pytest.fixture(scope="module")
def host():
    with Host.start(settings=Settings(isolation="none")) as started:
        yield started


def graded(host, assignment, notebook):
    """Grade id → points and output, as the authoritative grader gives them."""
    cells = []
    for cell, released in zip(assignment.cells, assignment.released.cells, strict=True):
        about = cell.metadata.get("nbgrader")
        if about:
            flags = {flag: about[flag] for flag in ("grade", "solution", "task", "locked")}
            cells.append(
                SourceCell(
                    grade_id=about.grade_id,
                    cell_type=cell.cell_type,
                    source=released.source if about.solution else cell.source,
                    points=about.get("points", 0),
                    **flags,
                )
            )
    source = SourceNotebook(name=assignment.name, cells=tuple(cells))
    outcome = grade(
        Submission(
            student="learner", assignment=assignment.name, notebooks={assignment.name: to_bytes(notebook)}
        ),
        GradedAssignment(name=assignment.name, notebooks=(source,)),
        host=host,
    )
    assert not outcome.faults, outcome.faults
    [result] = outcome.notebooks
    said = {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join(
            "".join(output.get("text", "")) for output in cell.get("outputs", ())
        )
        for cell in result.notebook["cells"]
        if cell["metadata"].get("nbgrader")
    }
    return {cell.cell: (cell.points, said[cell.cell]) for cell in result.cells}


def handed_in(assignment, answers):
    """The released notebook with answers (cell name → code) typed into it."""
    notebook = nbformat.from_dict(assignment.released)
    for cell in notebook.cells:
        name = cell.id.removesuffix("-code")
        if cell.id.endswith("-code") and name in answers:
            cell.source = answers[name]
    return notebook


@pytest.mark.parametrize("assignment", CODE_ASSIGNMENTS, ids=repr)
def test_graded_the_solution_earns_every_point_and_the_untouched_notebook_none(host, assignment):
    worked = {coded.name: code(assignment.worked, coded) for coded in assignment.coded}
    full = graded(host, assignment, handed_in(assignment, worked))
    nothing = graded(host, assignment, handed_in(assignment, {}))
    for coded in assignment.coded:
        assert full[coded.grade_id][0] == coded.points, full[coded.grade_id][1]
        points, said = nothing[coded.grade_id]
        assert points == 0
        assert "not attempted" in said and "Traceback" not in said


@pytest.mark.parametrize("written", [*RIGHT, *SLIPS], ids=lambda written: f"{written.cell}: {written.name}")
def test_graded_it_earns_what_the_learner_saw(host, written):
    [(assignment, coded)] = [(a, c) for a, c in CODED if c.name == written.cell]
    points, said = graded(host, assignment, handed_in(assignment, {written.cell: written.code}))[
        coded.grade_id
    ]
    assert points == written.points, said
