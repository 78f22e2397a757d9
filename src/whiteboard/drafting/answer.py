"""What a notebook shows: text for every reader, HTML where it can be drawn."""

from __future__ import annotations

from html import escape

from whiteboard.draft.board import Board
from whiteboard.drafting.understood_table import understood_html
from whiteboard.report import Report, to_html, to_text
from whiteboard.report.render import plain


class Answer:
    """A section's report, and, after a draft, what was understood of it.

    Parameters
    ----------
    report : Report
        The section's report.
    board : Board, optional
        The draft, when what was understood of it is to be shown too.
    """

    def __init__(self, report: Report, board: Board | None = None) -> None:
        self.report = report
        self.board = board

    def __repr__(self) -> str:
        """The report as plain text."""
        return to_text(self.report)

    def _repr_html_(self) -> str:
        return (understood_html(self.board) if self.board else "") + to_html(self.report)


class Note:
    """A few lines of text, shown as a paragraph."""

    def __init__(self, text: str) -> None:
        self.text = plain(text)

    def __repr__(self) -> str:
        """The text itself."""
        return self.text

    def _repr_html_(self) -> str:
        return f'<div style="white-space:pre-wrap;max-width:58em">{escape(self.text)}</div>'


class Sentences:
    """Sentences, each with the lines of arithmetic below it.

    Parameters
    ----------
    entries : list of (str, tuple of str)
        A sentence and its lines.
    """

    def __init__(self, entries: list[tuple[str, tuple[str, ...]]]) -> None:
        self.entries = [(plain(said), [plain(line) for line in lines]) for said, lines in entries]

    def __repr__(self) -> str:
        """The sentences, with their lines indented."""
        return "\n".join("\n    ".join([said, *lines]) for said, lines in self.entries)

    def _repr_html_(self) -> str:
        parts = []
        for said, lines in self.entries:
            below = "<br>".join(escape(line) for line in lines)
            parts.append(f"<details><summary>{escape(said)}</summary><code>{below}</code></details>")
        return "".join(parts)
