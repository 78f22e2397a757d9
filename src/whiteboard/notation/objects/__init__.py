"""Text of an objects section → `whiteboard.draft.objects`."""

from whiteboard.notation.objects.reader import read_objects

__all__ = ["read_objects"]
