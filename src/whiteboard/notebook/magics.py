"""The magics: ``%problem``, ``%%draft``, ``%board``, ``%hint``, ``%grade``."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.display import display

from whiteboard.draft.board import SECTIONS
from whiteboard.drafting.answer import Answer, Note
from whiteboard.drafting.cell_lines import apart, words
from whiteboard.drafting.session import Session, known
from whiteboard.problems import available
from whiteboard.rules import CLOSURE

T = TypeVar("T")


@magics_class
class WhiteboardMagics(Magics):  # type: ignore[misc]
    """Magics that share one session."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.session = Session()

    @line_magic
    def problem(self, line: str) -> None:
        """Choose the problem: ``%problem twitter``. Alone it says which is chosen, and which there are."""
        named = _words(line, "%problem NAME", most=1)
        if named:
            _told(lambda: self.session.set_problem(named[0]))
        chosen = self.session.problem
        if chosen is None:
            display(
                Note(f"No problem is set. There are: {', '.join(available())}. Choose with  %problem NAME")
            )
        else:
            display(Note(f"{chosen.title}\n{chosen.statement}"))

    def _about(self, problem: str | None) -> AbstractContextManager[None]:
        if problem is not None and problem not in available():
            raise UsageError(f"no problem {problem!r}; there are {', '.join(available())}")
        return self.session.about(problem)

    @cell_magic
    def draft(self, line: str, cell: str) -> None:
        """Read and judge a section: ``%%draft api``, with plain text below. Alone it takes a whole board.

        ``%%draft api --problem bank`` drafts for another problem than the chosen one.
        """
        line, problem = _apart(line)
        with self._about(problem):
            self._draft(line, cell)

    def _draft(self, line: str, cell: str) -> None:
        named = _words(line, "%%draft SECTION", most=3)
        # The cell's first line holds the magic: line numbers are the editor's own.
        text = "\n" + cell
        if not named:
            report = self.session.draft_board(text)
            display(Answer(report, self.session.whole()))
            return
        section = _told(lambda: known(" ".join(named)))
        report = self.session.draft(section, text)
        display(Answer(report, self.session.board(section)))

    @line_magic
    def board(self, line: str) -> None:
        """Show all sections drafted so far, and how they hold together."""
        _words(line, "%board", most=0)
        display(Answer(self.session.judged(), self.session.whole()))

    @line_magic
    def progress(self, line: str) -> None:
        """Show how far each assignment in the release folder is, by what its drafts earn now."""
        from pathlib import Path

        from whiteboard.drafting.progress import progress

        _words(line, "%progress", most=0)
        begun = [found for found in progress(Path.cwd()) if found.drafted or found.trouble]
        if begun:
            display(Note("\n".join(found.in_words for found in begun)))
        else:
            display(Note("Nothing is drafted yet. The first assignment waits after the lessons of step 1."))

    @line_magic
    def hint(self, line: str) -> None:
        """Give the next hint for a section: ``%hint api``."""
        line, problem = _apart(line)
        named = _words(line, "%hint SECTION", least=1, most=3)
        with self._about(problem):
            hint = _told(lambda: self.session.hint(" ".join(named)))
        display(Note(hint))

    @line_magic
    def grade(self, line: str) -> float:
        """Show a section's report and give its points as the cell's value: ``%grade api 5``.

        ``%grade closure 5`` judges how the sections drafted so far hold together, and ``%grade api 5 --problem
        bank`` what was drafted for another problem than the chosen one. nbgrader takes a number as a test cell's
        value for partial credit.
        """
        line, problem = _apart(line)
        with self._about(problem):
            return self._grade(line)

    def _grade(self, line: str) -> float:
        *named, most = _words(line, "%grade SECTION POINTS", least=2, most=4)
        typed = " ".join(named)
        section = typed if typed == CLOSURE else _told(lambda: known(typed))
        points = _points(most)
        report = self.session.report(section)
        if self.session.problem is None:
            display(Note("No problem is set: a section is judged by itself. Choose one with  %problem NAME"))
        display(Answer(report))
        return report.points_of(section, out_of=points)


def _apart(line: str) -> tuple[str, str | None]:
    """A magic's line without ``--problem NAME``, and that name."""
    rest, problem = apart(line)
    if problem == "":
        raise UsageError(f"--problem needs a name; there are {', '.join(available())}")
    return rest, problem


def _words(line: str, usage: str, *, least: int = 0, most: int) -> list[str]:
    typed = words(line)
    if len(typed) < least or len(typed) > most:
        raise UsageError(
            f"usage: {usage}; sections are {', '.join(SECTIONS)}; problems are {', '.join(available())}"
        )
    return typed


def _told(action: Callable[[], T]) -> T:
    """Do it; what a lookup has to say becomes one line without a traceback."""
    try:
        return action()
    except LookupError as error:
        raise UsageError(str(error.args[0])) from None


def _points(word: str) -> float:
    try:
        points = float(word)
    except ValueError:
        points = math.nan
    if not (math.isfinite(points) and points >= 0):
        raise UsageError(f"points are a number from 0 up, not {word!r}, as in  %grade api 5")
    return points
