"""Text → draft. Every line is understood, or reported with its number; reading never raises."""

from whiteboard.notation.board import read_board, read_section

__all__ = ["read_board", "read_section"]
