"""The worked boards of the problem packs."""

from functools import cache
from pathlib import Path

import whiteboard.problems
from whiteboard.draft.board import Board
from whiteboard.notation import read_board

PACKS = ("twitter", "tiktok", "interviewing-io", "code-deployment")


@cache
def board_of(pack: str) -> Board:
    """The worked board of a pack."""
    return read_board(
        (Path(whiteboard.problems.__file__).parent / pack / "board.md").read_text(encoding="utf-8")
    )
