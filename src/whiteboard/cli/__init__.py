"""``whiteboard …``: the linter without Jupyter."""

from whiteboard.cli.main import command, main

__all__ = ["command", "main"]
