"""``%load_ext whiteboard``: the magics of a notebook, and what they show."""

from __future__ import annotations

from typing import Any

from whiteboard.notebook.session import Session

__all__ = ["Session", "load"]


def load(shell: Any) -> None:
    """Add the magics to an IPython shell. Loading twice keeps the drafts typed so far."""
    from whiteboard.notebook.magics import WhiteboardMagics

    registry = getattr(shell.magics_manager, "registry", {})
    if "WhiteboardMagics" not in registry:
        shell.register_magics(WhiteboardMagics)
