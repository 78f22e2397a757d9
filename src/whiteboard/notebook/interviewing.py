"""The magics of the interview itself: ``%framework`` and ``%clock``."""

from __future__ import annotations

import re
import time
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.display import display

from whiteboard.drafting.answer import Note
from whiteboard.interview import FRAMEWORKS, Clock, Framework, framework

_USAGE = f"%clock FRAMEWORK [MINUTES]; frameworks are {', '.join(found.name for found in FRAMEWORKS)}"


@magics_class
class InterviewMagics(Magics):  # type: ignore[misc]
    """Magics that follow a framework and its clock."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.chosen: Framework | None = None
        self.clock_: Clock | None = None
        self.started = 0.0

    @line_magic
    def framework(self, line: str) -> Any:
        """Choose a framework and give its steps: ``%framework delivery``. Alone it lists them."""
        if not line.strip():
            listed = "\n".join(
                f"{found.name}: {found.title}. It has {found.strength}." for found in FRAMEWORKS
            )
            display(Note(listed))
            return None
        self.chosen = _chosen(line.strip())
        return self.chosen.as_frame()

    @line_magic
    def clock(self, line: str) -> None:
        """Start the clock, ``%clock delivery`` or ``%clock delivery 45``; ``%clock`` alone reads it."""
        words = line.split("#", maxsplit=1)[0].split()
        if words == ["stop"]:
            self.clock_ = None
            display(Note("The clock is stopped."))
            return
        if words:
            total = 45.0
            if re.fullmatch(r"\d+(?:\.\d+)?", words[-1]):
                total = float(words.pop())
            chosen = _chosen(" ".join(words)) if words else self.chosen
            if chosen is None:
                raise UsageError(f"usage: {_USAGE}")
            try:
                self.clock_ = Clock(chosen, total)
            except ValueError as error:
                raise UsageError(str(error)) from None
            self.chosen, self.started = chosen, time.monotonic()
        if self.clock_ is None:
            display(Note(f"No clock is running. Start one:  {_USAGE}"))
            return
        display(Note(self.clock_.said((time.monotonic() - self.started) / 60)))


def _chosen(name: str) -> Framework:
    try:
        return framework(name)
    except KeyError as error:
        raise UsageError(str(error.args[0])) from None
