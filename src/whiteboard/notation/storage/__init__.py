"""The storage section: shorthand, lists, Markdown tables, SQL, braces, key patterns, prose → `Storage`."""

from whiteboard.notation.storage.reader import read_storage

__all__ = ["read_storage"]
