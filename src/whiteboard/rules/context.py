"""What a rule may look at: the board, and the problem when one is set."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.board import Board
from whiteboard.problems.pack import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The board with every section that was read (None where there is none), and the problem or None."""

    board: Board
    problem: Problem | None = None
