"""Assignments and submissions of this repository's own notebooks, as grading takes them."""

import json
from pathlib import Path

from whiteboard.grading.assignment import Assignment, SourceCell, SourceNotebook
from whiteboard.grading.submitted.submission import Submission

ROOT = Path(__file__).parents[2]
NAMES = tuple(sorted(path.name for path in (ROOT / "release").iterdir() if path.is_dir()))


def text(cell):
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def notebook(tree, name):
    return json.loads((ROOT / tree / name / f"{name}.ipynb").read_text(encoding="utf-8"))


def solved(name):
    """The assignment as a learner who typed the worked solution would hand it in."""
    content = notebook("source", name)
    for cell in content["cells"]:
        lines = text(cell).split("\n")
        cell["source"] = "\n".join(line for line in lines if not line.startswith("### "))
    return content


def source_cells(content):
    for cell in content["cells"]:
        marks = cell["metadata"].get("nbgrader")
        if marks:
            yield SourceCell(
                grade_id=marks["grade_id"],
                cell_type=cell["cell_type"],
                source=text(cell),
                grade=marks["grade"],
                solution=marks["solution"],
                task=marks.get("task", False),
                locked=marks["locked"],
                points=float(marks.get("points", 0)),
                checksum=marks.get("checksum", ""),
            )


def assignment(name):
    """What the gradebook holds of a released assignment that has no hidden tests."""
    content = notebook("release", name)
    cells = tuple(source_cells(content))
    return Assignment(
        name=name,
        notebooks=(SourceNotebook(name=name, cells=cells, kernelspec=content["metadata"]["kernelspec"]),),
    )


def submission(name, content, *, student="learner", notebook_name=None, files=None):
    """A notebook, as data or bytes, handed in."""
    packed = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Submission(
        student=student,
        assignment=name,
        notebooks={notebook_name or name: packed},
        files=files or {},
        timestamp="2026-01-02 03:04:05 UTC",
    )


def made(name, *cells):
    """An assignment of one notebook with these cells, of which the solutions are stubs."""
    return Assignment(name=name, notebooks=(SourceNotebook(name=name, cells=cells),))


def typed(assignment_, texts, *, extra=()):
    """A notebook in which these texts stand in the cells of these grade ids; the others are as released."""
    cells = []
    for cell in assignment_.notebooks[0].cells:
        marks = {
            "grade": cell.grade,
            "solution": cell.solution,
            "locked": cell.locked,
            "grade_id": cell.grade_id,
            "schema_version": 3,
            "task": cell.task,
        }
        if cell.grade or cell.task:
            marks["points"] = cell.points
        entry = {
            "cell_type": cell.cell_type,
            "source": texts.get(cell.grade_id, cell.source),
            "metadata": {"nbgrader": marks},
        }
        if cell.cell_type == "code":
            entry |= {"outputs": [], "execution_count": None}
        cells.append(entry)
    return {"cells": [*cells, *extra], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
