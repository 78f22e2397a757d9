"""The builder: ``manuscript/`` becomes ``course/``, ``source/``, ``release/`` and ``solutions/``, one way.

Notebook words are written in ``manuscript/`` only. `build` writes the four trees; `check` builds them beside
the repository and says where they differ. ``docs/manuscript.md`` says how a manuscript is written.
"""

from __future__ import annotations

from whiteboard.manuscript.build import build, check
from whiteboard.manuscript.page import ManuscriptError

__all__ = ["ManuscriptError", "build", "check"]
