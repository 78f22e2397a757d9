"""Assignments in a real IPython shell, used as nobody planned: each time a sentence, and never a traceback."""

import random
import re

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbclient import NotebookClient

from tests.material.assignments import DRAFTED
from whiteboard.drafting.progress import progress

every_assignment = pytest.mark.parametrize("assignment", DRAFTED, ids=repr)


@pytest.fixture
def kernel():
    """A function that gives a new shell each time: a kernel that was restarted."""

    def restarted():
        InteractiveShell.clear_instance()
        return InteractiveShell.instance()

    yield restarted
    InteractiveShell.clear_instance()


def code(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def run(shell, source):
    """A cell's value, and all that it shows."""
    with capture_output() as captured:
        result = shell.run_cell(source)
    shown = [output.data.get("text/plain", "") for output in captured.outputs]
    text = "\n".join([captured.stdout, captured.stderr, *shown])
    assert "Traceback" not in text, text
    return result.result, text


def points(source):
    found = re.match(r"%grade [a-z ]+? ([\d.]+)(?: --problem \S+)?$", source)
    return float(found[1]) if found else None


def run_all(shell, sources):
    """The values of the test cells, in the order of the cells."""
    values = []
    for source in sources:
        value, text = run(shell, source)
        if points(source) is not None:
            assert value is not None, text
            values.append(value)
    return values


@every_assignment
def test_from_top_to_bottom_and_once_more(kernel, assignment):
    shell = kernel()
    full = [graded.points for graded in assignment.graded]
    assert run_all(shell, code(assignment.worked)) == full
    assert run_all(shell, code(assignment.worked)) == full


@every_assignment
def test_the_untouched_notebook_says_that_nothing_was_attempted(kernel, assignment):
    shell = kernel()
    for source in code(assignment.released):
        value, text = run(shell, source)
        if points(source) is not None:
            assert value == 0
            assert "not attempted" in text


@every_assignment
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cells_run_in_any_order(kernel, assignment, seed):
    shell = kernel()
    first, *rest = code(assignment.worked)
    run(shell, first)
    mixed = rest * 2
    random.Random(seed).shuffle(mixed)
    for value, most in zip(run_all(shell, mixed), filter(None, map(points, mixed)), strict=True):
        assert 0 <= value <= most
    # However they ran before, in order they earn all points.
    assert run_all(shell, rest) == [graded.points for graded in assignment.graded]


@every_assignment
def test_a_draft_cell_that_was_deleted_is_not_attempted(kernel, assignment):
    for graded in assignment.graded:
        if graded.section == "closure":
            continue
        shell = kernel()
        kept = [
            cell.source
            for cell in assignment.worked.cells
            if cell.cell_type == "code" and cell.id != f"{graded.name}-draft"
        ]
        position = [other.name for other in assignment.graded].index(graded.name)
        assert run_all(shell, kept)[position] == 0


@every_assignment
def test_after_a_restart_in_the_middle_the_first_cell_is_enough(kernel, assignment):
    shell = kernel()
    first, *rest = code(assignment.worked)
    half = len(rest) // 2
    run(shell, first)
    for source in rest[half:]:
        value, text = run(shell, source)
        if points(source) is not None:
            assert 0 <= value <= points(source)
            assert value or "not attempted" in text


@every_assignment
def test_after_a_restart_without_the_first_cell_there_is_one_line(kernel, assignment):
    shell = kernel()
    for source in code(assignment.worked)[1:]:
        if source.startswith("%"):
            value, text = run(shell, source)
            assert value is None
            assert "UsageError" in text and "not found" in text


def test_without_a_problem_the_grade_and_the_hint_say_so(kernel):
    shell = kernel()
    run(shell, "%load_ext whiteboard")
    value, text = run(shell, "%grade scale 5")
    assert value == 0
    assert "No problem is set" in text and "not attempted" in text
    assert "%problem" in run(shell, "%hint scale")[1]
    assert "No problem is set" in run(shell, "%problem")[1]


@pytest.mark.parametrize(
    "source",
    [
        "%%draft scale --problem nothing\na = 1",
        "%%draft nothing --problem bank\na = 1",
        "%%draft scale --problem\na = 1",
        "%%draft scale",
        "%%draft --problem bank\nno heading at all",
        "%%draft qualities --problem bank\n" + "\x00\ufeff\u202e" * 50,
        "%grade nothing 5 --problem bank",
        "%grade scale --problem bank",
        "%grade scale five --problem bank",
        "%grade scale 5 --problem",
        "%hint scale --problem nothing",
        "%hint storage --problem bank",
        "%problem nothing",
        "%problem two words",
    ],
)
def test_a_line_that_was_mistyped_is_answered_by_a_sentence(kernel, source):
    shell = kernel()
    run(shell, "%load_ext whiteboard")
    _, text = run(shell, source)
    assert text.strip()


def test_a_problem_without_its_name_is_told_which_there_are(kernel):
    shell = kernel()
    run(shell, "%load_ext whiteboard")
    for source in ("%grade scale 5 --problem", "%hint scale --problem ", "%%draft scale --problem\na = 1"):
        assert "--problem needs a name; there are bank" in run(shell, source)[1]


def test_a_section_taken_out_of_the_board_is_forgotten(kernel):
    assignment = next(a for a in DRAFTED if a.name == "step4-bottlenecks")
    graded = assignment.graded[-1]
    board = assignment.draft(assignment.worked, graded)
    shell = kernel()
    run(shell, "%load_ext whiteboard")
    for text, most in ((board, True), (board.replace("## Qualities", "## Questions"), False), (board, True)):
        run(shell, f"%%draft --problem {graded.problem}\n{text}")
        value, _ = run(shell, f"%grade closure {graded.points:g} --problem {graded.problem}")
        assert (value == graded.points) is most


def test_hints_of_two_problems_are_counted_apart(kernel):
    shell = kernel()
    run(shell, "%load_ext whiteboard")
    for problem in ("bank", "online-judge", "bank"):
        hint = run(shell, f"%hint qualities --problem {problem}")[1]
    assert "Hint 2 of 3" in hint
    assert "Hint 1 of 3" in run(shell, "%hint closure --problem twitter")[1]


def test_a_renamed_notebook_in_a_renamed_folder_runs_as_before(tmp_path):
    assignment = next(a for a in DRAFTED if a.name == "find-the-fault")
    folder = tmp_path / "release" / "my work (2)"
    folder.mkdir(parents=True)
    path = folder / "copy of it – final.ipynb"
    nbformat.write(assignment.worked, path)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    values = [cell.outputs[-1].data["text/plain"] for cell in notebook.cells if points(cell.source)]
    assert values == [str(graded.points) for graded in assignment.graded]
    [found] = progress(folder)
    assert (found.assignment, found.drafted, found.points) == (path.stem, 4, 16)
