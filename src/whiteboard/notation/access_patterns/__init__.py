"""Text of an access patterns section → requirements."""

from whiteboard.notation.access_patterns.reader import read_access_patterns

__all__ = ["read_access_patterns"]
