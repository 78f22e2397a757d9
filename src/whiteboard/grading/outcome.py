"""What came of grading one submission, as plain data that crosses processes as JSON."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How a submission ended; there is no fourth way."""

    GRADED = "graded"
    FAULTY = "graded with a fault"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something about a submission that an instructor should know.

    Parameters
    ----------
    kind : str
        A stable word, such as ``"missing cell"``, ``"doubled cell"``, ``"changed cell"``, ``"time-out"``.
    what : str
        A sentence: what was found, and what was done about it.
    notebook, cell : str
        Where, as notebook name and grade id; empty where it concerns the whole submission.
    """

    kind: str
    what: str
    notebook: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellResult:
    """What came of one of the instructor's cells that gives points, or takes a comment.

    Parameters
    ----------
    cell : str
        Its grade id.
    points : float or None
        What it earned, from 0 to `max_points`; None where a person decides.
    max_points : float
        The most that it can earn; 0 for a cell without points.
    untouched : bool
        Whether the learner left it as released; nbgrader says "No response." to that.
    answered : str
        A hash of all that the points were given for: the drafts, or the code, that they rest on. A score set
        by hand stays valid as long as it does not change.
    criteria : tuple of dict
        What the report says of each criterion: ``name``, ``section``, ``points``, ``max_points`` (of the problem,
        not of the cell), ``outcome``, the rules of other criteria that scaled it down (``held_back_by``), and its
        ``findings``, each with ``rule``, ``severity`` and the ``share`` of the
        criterion that it costs; empty for tests in code.
    drafts : tuple of dict
        The drafts that were judged: ``section``, ``problem``, ``text``.
    """

    cell: str
    points: float | None
    max_points: float
    untouched: bool = False
    answered: str = ""
    criteria: tuple[dict[str, Any], ...] = ()
    drafts: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookResult:
    """What came of one notebook of an assignment.

    Parameters
    ----------
    name : str
        The notebook's name, without ``.ipynb``.
    cells : tuple of CellResult
        One for each of the instructor's graded, solution and task cells, in the instructor's order.
    notebook : dict
        The graded notebook: the learner's cells with the instructor's put right, and our outputs.
    readable : bool
        Whether there was a notebook that could be read.
    """

    name: str
    cells: tuple[CellResult, ...]
    notebook: dict[str, Any]
    readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one submission.

    Parameters
    ----------
    student, assignment : str
        Whose, and which.
    fingerprint : str
        A hash of the submission, the assignment's version, and this package's: the same fingerprint gives
        the same outcome.
    state : State
        How it ended.
    notebooks : tuple of NotebookResult
        One for each notebook of the assignment.
    faults : tuple of Fault
        All that was found on the way.
    protections : tuple of str
        What held the learner's code while it ran; empty where none of it ran.
    timestamp : str
        When it was submitted, as its ``timestamp.txt`` says; empty where that is missing.
    """

    student: str
    assignment: str
    fingerprint: str
    state: State
    notebooks: tuple[NotebookResult, ...]
    faults: tuple[Fault, ...] = ()
    protections: tuple[str, ...] = ()
    timestamp: str = ""

    @property
    def points(self) -> float:
        """The points that were given without a person."""
        return sum(cell.points or 0.0 for notebook in self.notebooks for cell in notebook.cells)

    @property
    def max_points(self) -> float:
        """The most that the assignment gives."""
        return sum(cell.max_points for notebook in self.notebooks for cell in notebook.cells)

    def to_data(self) -> dict[str, Any]:
        """The outcome as JSON's own types. Notebooks and criteria are the same objects, not copies."""
        notebooks = [
            {**_fields(notebook), "cells": [_fields(cell) for cell in notebook.cells]}
            for notebook in self.notebooks
        ]
        return {**_fields(self), "notebooks": notebooks, "faults": [_fields(fault) for fault in self.faults]}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Outcome:
        """An outcome from what `to_data` gave.

        Examples
        --------
        >>> outcome = Outcome(
        ...     student="learner-007", assignment="ps1", fingerprint="0", state=State.GRADED, notebooks=()
        ... )
        >>> Outcome.from_data(outcome.to_data()) == outcome
        True
        """
        notebooks = tuple(
            NotebookResult(
                **{
                    **notebook,
                    "cells": tuple(
                        CellResult(
                            **{
                                **cell,
                                "criteria": tuple(cell["criteria"]),
                                "drafts": tuple(cell["drafts"]),
                            }
                        )
                        for cell in notebook["cells"]
                    ),
                }
            )
            for notebook in data["notebooks"]
        )
        faults = tuple(Fault(**fault) for fault in data["faults"])
        return cls(
            **{
                **data,
                "state": State(data["state"]),
                "notebooks": notebooks,
                "faults": faults,
                "protections": tuple(data["protections"]),
            }
        )


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
