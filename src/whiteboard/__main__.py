"""``python -m whiteboard`` is the same as ``whiteboard``."""

import sys

from whiteboard.cli import command

sys.exit(command())
