"""Reading the qualities section."""

from whiteboard.notation.qualities.reader import read_qualities

__all__ = ["read_qualities"]
