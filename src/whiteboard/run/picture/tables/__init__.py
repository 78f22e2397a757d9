"""The entity-relationship diagram of a storage draft: stores, columns, keys, references, and indexes."""

from whiteboard.run.picture.tables.diagram import tables

__all__ = ["tables"]
