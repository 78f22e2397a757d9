"""What a draft is once it has been read: small frozen dataclasses, one module a section."""

from whiteboard.draft.board import SECTIONS, Board
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.text import Line, Unread

__all__ = ["SECTIONS", "Board", "Finding", "Line", "Severity", "Unread"]
