"""One submission in, one outcome out: the same input gives the same outcome, on any machine and in any order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from whiteboard.grading.assignment import Assignment, SourceNotebook
from whiteboard.grading.code_run import Hosts
from whiteboard.grading.notebook_grader import NotebookGrader
from whiteboard.grading.outcome import Fault, NotebookResult, Outcome, State
from whiteboard.grading.rebuilding.graded_notebook import to_notebook
from whiteboard.grading.rebuilding.rebuild import rebuild
from whiteboard.grading.settings import Settings
from whiteboard.grading.submitted.notebook_file import NotebookCells, Unreadable, read_cells
from whiteboard.grading.submitted.submission import Submission

if TYPE_CHECKING:
    from whiteboard.grading.guest import Host


def grade(
    submission: Submission,
    assignment: Assignment,
    *,
    settings: Settings | None = None,
    host: Host | None = None,
    fingerprint: str = "",
) -> Outcome:
    """Grade one submission. Whatever was handed in, this returns.

    Parameters
    ----------
    submission : Submission
        What the learner handed in.
    assignment : Assignment
        The instructor's version.
    settings : Settings, optional
        What the instructor set.
    host : Host, optional
        A warm parent of guests. Without one, one is started when the first test cell needs it.
    fingerprint : str
        Kept in the outcome: what the outcome depends on, as the caller counts it.

    Returns
    -------
    Outcome
        With a result for each of the instructor's cells, also where the submission could not be read.

    Raises
    ------
    CannotIsolate
        When code is to be run and the machine offers less isolation than the settings ask for. That is no
        property of the submission, so it stops the run.
    """
    settings = settings or Settings()
    faults: list[Fault] = list(submission.faults)
    results: list[NotebookResult] = []
    chosen = _by_notebook(submission, assignment, settings, faults)
    with _hosts(host, settings) as hosts:
        for notebook in assignment.notebooks:
            cells = chosen.get(notebook.name)
            files = {**submission.files, **assignment.files}
            results.append(
                _graded(cells, notebook, files=files, settings=settings, hosts=hosts, faults=faults)
            )
        protections = hosts.protections
    return Outcome(
        student=submission.student,
        assignment=assignment.name,
        fingerprint=fingerprint,
        state=_state(results, faults),
        notebooks=tuple(results),
        faults=tuple(faults),
        protections=protections,
        timestamp=submission.timestamp,
    )


def _state(results: list[NotebookResult], faults: list[Fault]) -> State:
    if not any(result.readable for result in results):
        return State.UNREADABLE
    return State.FAULTY if faults else State.GRADED


@contextmanager
def _hosts(given: Host | None, settings: Settings) -> Iterator[Hosts]:
    hosts = Hosts(given, settings)
    try:
        yield hosts
    finally:
        hosts.close()


def _by_notebook(
    submission: Submission, assignment: Assignment, settings: Settings, faults: list[Fault]
) -> dict[str, NotebookCells]:
    """The cells of each of the assignment's notebooks that could be read, a renamed one under its own name."""
    read: dict[str, NotebookCells] = {}
    broken: dict[str, Unreadable] = {}
    for name, content in submission.notebooks.items():
        try:
            read[name] = read_cells(content, limits=settings.limits)
        except Unreadable as error:
            broken[name] = error
    chosen: dict[str, NotebookCells] = {}
    for notebook in assignment.notebooks:
        if notebook.name in read:
            chosen[notebook.name] = read[notebook.name]
        elif notebook.name in broken:
            why = broken[notebook.name]
            faults.append(Fault(kind=why.kind, what=why.what, notebook=notebook.name))
        else:
            renamed = _renamed(notebook, assignment, read)
            if renamed is None:
                what = f"there is no {notebook.name}.ipynb, and no other notebook holds its graded cells"
                faults.append(Fault(kind="missing notebook", what=what, notebook=notebook.name))
            else:
                chosen[notebook.name] = read[renamed]
                what = f"there is no {notebook.name}.ipynb; {renamed}.ipynb holds its cells and was graded for it"
                faults.append(Fault(kind="renamed notebook", what=what, notebook=notebook.name))
    for name, cells in chosen.items():
        faults.extend(replace(fault, notebook=name) for fault in cells.faults)
    return chosen


def _renamed(notebook: SourceNotebook, assignment: Assignment, read: dict[str, NotebookCells]) -> str | None:
    """The notebook that holds most of the graded cells of one that is missing: at least half, and none other as many."""
    ours = {cell.grade_id for cell in notebook.cells if cell.solution or cell.grade}
    held: dict[str, int] = {}
    for name, cells in read.items():
        if assignment.notebook(name) is None:
            held[name] = len(ours & {cell.grade_id for cell in cells.cells if cell.grade_id})
    best = sorted(held, key=lambda name: held[name], reverse=True)
    if not best or held[best[0]] * 2 < len(ours) or not held[best[0]]:
        return None
    return best[0] if len(best) == 1 or held[best[1]] < held[best[0]] else None


def _graded(
    cells: NotebookCells | None,
    notebook: SourceNotebook,
    *,
    files: dict[str, bytes],
    settings: Settings,
    hosts: Hosts,
    faults: list[Fault],
) -> NotebookResult:
    rebuilt = rebuild(cells, notebook)
    if cells is not None:
        faults.extend(rebuilt.faults)
    grader = NotebookGrader(
        rebuilt=rebuilt,
        notebook=notebook,
        files=files,
        settings=settings,
        hosts=hosts,
        readable=cells is not None,
    )
    grader.run()
    faults.extend(grader.faults)
    return NotebookResult(
        name=notebook.name,
        cells=tuple(grader.results),
        notebook=to_notebook(rebuilt, notebook, grader.outputs),
        readable=cells is not None,
    )
