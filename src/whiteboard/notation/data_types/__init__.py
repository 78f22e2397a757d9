"""Text of a data types section → `whiteboard.draft.data_types`."""

from whiteboard.notation.data_types.reader import read_data_types

__all__ = ["read_data_types"]
