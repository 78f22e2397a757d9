"""A linter and a test bench for system design drafts.

>>> import whiteboard
>>> report = whiteboard.check("GET /tweets/{id}/delete", section="api")
>>> [finding.rule for finding in report.findings if finding.severity == "must"]
['A4']

Heavy libraries are imported where they are used, so that importing this package stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whiteboard.judge import check, judge
from whiteboard.notation import read_board, read_section
from whiteboard.problems import load as problem
from whiteboard.report import to_dict, to_html, to_text

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = [
    "check",
    "judge",
    "problem",
    "read_board",
    "read_section",
    "to_dict",
    "to_html",
    "to_text",
]
__version__ = "0.1.0"


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Let ``%load_ext whiteboard`` add the magics of a notebook."""
    from whiteboard.notebook import load

    load(shell)


def __getattr__(name: str) -> Any:
    # ``whiteboard.run`` and its like are reachable without an import statement, yet cost nothing until used.
    if name in {"run", "units", "notebook", "manuscript", "draft"}:
        import importlib

        return importlib.import_module(f"whiteboard.{name}")
    raise AttributeError(f"module 'whiteboard' has no attribute {name!r}")
