"""Notebooks for tests of reading and rebuilding: our own, and ones made of a few cells."""

import json
from dataclasses import replace
from pathlib import Path

from whiteboard.grading.assignment import SourceCell, SourceNotebook
from whiteboard.grading.limits import Limits
from whiteboard.grading.submitted.notebook_file import LearnerCell, NotebookCells, read_cells

REPOSITORY = Path(__file__).parents[2]
RELEASED = sorted((REPOSITORY / "release").glob("*/*.ipynb"))
SOLVED = [
    path
    for path in sorted((REPOSITORY / "solutions").glob("*/*.ipynb"))
    if "BEGIN HIDDEN TESTS" not in (REPOSITORY / "source" / path.parent.name / path.name).read_text("utf-8")
]
"""Those that a learner could have handed in: a solution with hidden tests in it is the instructor's alone."""
LIMITS = Limits()


def text(cell):
    """A cell's source as one text."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def source_notebook(path):
    """The instructor's version of a released notebook, as the gradebook has it (without hidden tests)."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = []
    for cell in notebook["cells"]:
        graded = cell["metadata"].get("nbgrader")
        if graded:
            cells.append(
                SourceCell(
                    grade_id=graded["grade_id"],
                    cell_type=cell["cell_type"],
                    source=text(cell),
                    grade=graded["grade"],
                    solution=graded["solution"],
                    task=graded["task"],
                    locked=graded["locked"],
                    points=float(graded.get("points", 0)),
                    checksum=graded["checksum"],
                )
            )
    return SourceNotebook(name=path.stem, cells=tuple(cells), kernelspec=notebook["metadata"]["kernelspec"])


def learner_cells(path):
    """The cells of a notebook file."""
    return read_cells(path.read_bytes(), limits=LIMITS)


def solved_cells(path):
    """A solution as a learner's notebook: `solutions/` has grade ids as cell ids only."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    released = {cell.grade_id for cell in source_notebook(released_of(path)).cells}
    found = [
        replace(cell, grade_id=said["id"] if said["id"] in released else "")
        for cell, said in zip(learner_cells(path).cells, notebook["cells"], strict=True)
    ]
    return NotebookCells(cells=tuple(found))


def released_of(solution):
    """The released notebook of a solution."""
    return next(path for path in RELEASED if path.stem == solution.stem)


def locked(grade_id, source, cell_type="code"):
    """A cell that learners only read."""
    return SourceCell(grade_id=grade_id, cell_type=cell_type, source=source, locked=True)


def draft(grade_id, line):
    """A draft cell as released."""
    return SourceCell(
        grade_id=grade_id, cell_type="code", source=f"{line}\n# type your draft here", solution=True
    )


def code(grade_id, source="# type your draft here"):
    """A cell for code."""
    return SourceCell(grade_id=grade_id, cell_type="code", source=source, solution=True)


def answer(grade_id):
    """An answer that a person grades."""
    return SourceCell(
        grade_id=grade_id,
        cell_type="markdown",
        source="*Type your answer here.*",
        solution=True,
        grade=True,
        points=4.0,
    )


def test_cell(grade_id, source):
    """A cell that gives points."""
    return SourceCell(grade_id=grade_id, cell_type="code", source=source, grade=True, locked=True, points=5.0)


test_cell.__test__ = False

BANK = SourceNotebook(
    name="bank",
    kernelspec={"name": "python3", "display_name": "Python 3", "language": "python"},
    cells=(
        locked("introduction", "# A bank", "markdown"),
        locked("setup", "%load_ext whiteboard\n%problem bank"),
        draft("scale-draft", "%%draft scale"),
        test_cell("scale-test", "%grade scale 5"),
        draft("api-draft", "%%draft api --problem bank"),
        test_cell("api-test", "%grade api 5 --problem bank"),
        code("code", "def fee(amount):\n    # type your draft here\n    raise NotImplementedError"),
        test_cell("code-test", "assert fee(1) == 0"),
        answer("answer"),
    ),
)
"""One cell of each sort."""


def typed(*cells):
    """A learner's notebook: pairs of grade id and text, or of grade id, text and cell type."""
    made = []
    for position, (grade_id, source, *kind) in enumerate(cells, start=1):
        cell_type = kind[0] if kind else "code"
        made.append(LearnerCell(cell_type=cell_type, source=source, grade_id=grade_id, position=position))
    return NotebookCells(cells=tuple(made))


def as_released(notebook, **texts):
    """An instructor's notebook as a learner gets it, with some cells' texts typed (``-`` is ``_`` in names)."""
    given = {name.replace("_", "-"): said for name, said in texts.items()}
    return [(cell.grade_id, given.get(cell.grade_id, cell.source), cell.cell_type) for cell in notebook.cells]
