"""Text of a relations section → `whiteboard.draft.relations`."""

from whiteboard.notation.relations.reader import read_relations

__all__ = ["read_relations"]
