"""``whiteboard …``: the linter without Jupyter."""

from whiteboard.cli.main import main

__all__ = ["main"]
