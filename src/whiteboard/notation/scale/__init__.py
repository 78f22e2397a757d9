"""The scale section: text → quantities, their formulas and what the learner claims of them."""

from whiteboard.notation.scale.reader import read_scale

__all__ = ["read_scale"]
