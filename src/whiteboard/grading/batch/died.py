"""The outcome of a submission at which the grader itself ended."""

from __future__ import annotations

from whiteboard.grading.assignment import Assignment, SourceNotebook
from whiteboard.grading.outcome import CellResult, Fault, NotebookResult, Outcome, State
from whiteboard.grading.rebuilding.graded_notebook import to_notebook
from whiteboard.grading.rebuilding.rebuild import rebuild


def died_outcome(
    assignment: Assignment, *, student: str, fingerprint: str, why: str, timestamp: str = ""
) -> Outcome:
    """An outcome that says that the grader died at this submission, and leaves every cell to a person.

    Parameters
    ----------
    assignment : Assignment
        The instructor's version.
    student, fingerprint, timestamp : str
        As in `Outcome`.
    why : str
        How the grader ended, in words.

    Returns
    -------
    Outcome
        Unreadable, without points: neither 0 nor any other number would be known to be fair.
    """
    what = (
        f"the grader died at this submission, twice ({why}); it was not graded, and a person must look at it"
    )
    return Outcome(
        student=student,
        assignment=assignment.name,
        fingerprint=fingerprint,
        state=State.UNREADABLE,
        notebooks=tuple(_without_points(notebook) for notebook in assignment.notebooks),
        faults=(Fault(kind="grader died", what=what),),
        timestamp=timestamp,
    )


def _without_points(notebook: SourceNotebook) -> NotebookResult:
    cells = tuple(
        CellResult(
            cell=cell.grade_id, points=None if cell.grade or cell.task else 0.0, max_points=cell.points
        )
        for cell in notebook.cells
        if cell.grade or cell.solution or cell.task
    )
    graded = to_notebook(rebuild(None, notebook), notebook, {})
    return NotebookResult(name=notebook.name, cells=cells, notebook=graded, readable=False)
