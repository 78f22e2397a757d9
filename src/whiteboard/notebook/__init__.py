"""``%load_ext whiteboard``: the magics of a notebook, and what they show."""

from __future__ import annotations

from typing import Any

from whiteboard.drafting.session import Session

__all__ = ["Session", "load"]


def load(shell: Any) -> None:
    """Add the magics to an IPython shell. Loading twice keeps the drafts typed so far."""
    from whiteboard.notebook.interviewing import InterviewMagics
    from whiteboard.notebook.magics import WhiteboardMagics
    from whiteboard.notebook.running import RunningMagics

    registry = getattr(shell.magics_manager, "registry", {})
    if "WhiteboardMagics" not in registry:
        drafting = WhiteboardMagics(shell)
        shell.register_magics(drafting)
        shell.register_magics(RunningMagics(shell, drafting.session))
        shell.register_magics(InterviewMagics)
