"""What a notebook is made of after the learner's texts were put into the instructor's cells."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.grading.assignment import SourceCell
from whiteboard.grading.outcome import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuiltCell:
    """One cell of the rebuilt notebook.

    Parameters
    ----------
    cell_type : str
        The instructor's type for a cell of the instructor's, else ``"code"``, ``"markdown"`` or ``"raw"``.
    source : str
        The text that counts: the learner's for drafts, code and answers; the instructor's, with hidden tests,
        for tests and locked cells.
    source_cell : SourceCell or None
        The instructor's cell; None for a cell of the learner's own.
    untouched : bool
        Whether the text is as released (what stands around it aside), empty, or missing.
    missing : bool
        Whether the learner's notebook has neither this cell nor another text that belongs there.
    learner : bool
        Whether the text is the learner's.
    """

    cell_type: str
    source: str
    source_cell: SourceCell | None = None
    untouched: bool = False
    missing: bool = False
    learner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """The instructor's cells, each once and in the instructor's order, with the learner's own between them.

    Parameters
    ----------
    cells : tuple of RebuiltCell
        The cells.
    faults : tuple of Fault
        What was put right on the way, with the notebook's name.
    """

    cells: tuple[RebuiltCell, ...]
    faults: tuple[Fault, ...] = ()
