"""Text of a design section → components and arrows. One module a form."""

from whiteboard.notation.design.reader import read_design

__all__ = ["read_design"]
