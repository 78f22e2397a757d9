"""IPython's syntax in an instructor's test, which runs in the judge's process, where there is no IPython."""

from __future__ import annotations

import re
from typing import Any

_HARMLESS = frozenset(
    [
        "matplotlib",
        "load_ext",
        "reload_ext",
        "autoreload",
        "precision",
        "config",
        "pylab",
        "colors",
        "xmode",
        "problem",
    ]
)
"""Line magics without which a test does the same."""
_WRAPPING = frozenset(["time", "timeit", "capture", "prun"])
"""Magics around code that is run all the same, once."""
_SYNTAX = re.compile(r"^\s*(%|!|\?|/|,|;)|(?<![=!<>])=\s*[%!]|\?\s*$", re.MULTILINE)


class NoShell:
    """What ``get_ipython()`` gives in a test.

    Examples
    --------
    >>> NoShell({}).run_line_magic("matplotlib", "inline")
    >>> NoShell({}).run_line_magic("cd", "/tmp")
    Traceback (most recent call last):
    ...
    NotImplementedError: %cd does not work in a test, which runs outside the notebook; write it as Python
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def run_line_magic(self, name: str, line: str, *_more: Any) -> None:
        """``%name line``."""
        if name in _HARMLESS:
            return
        if name not in _WRAPPING:
            raise NotImplementedError(f"%{name} {_OUTSIDE}")
        exec(line, self._namespace)

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """``%%name line`` above a cell."""
        if name not in _WRAPPING:
            raise NotImplementedError(f"%%{name} {_OUTSIDE}")
        exec(cell, self._namespace)

    def system(self, command: str) -> None:
        """``!command``."""
        raise NotImplementedError(f"!{command.partition(' ')[0]} {_OUTSIDE}")

    getoutput = system


_OUTSIDE = "does not work in a test, which runs outside the notebook; write it as Python"


def plain_python(source: str) -> str:
    """A cell's text as Python, line by line; IPython is imported only where its syntax is seen.

    Examples
    --------
    >>> plain_python("assert 1 < 2")
    'assert 1 < 2'
    >>> plain_python("%matplotlib inline")
    "get_ipython().run_line_magic('matplotlib', 'inline')\\n"
    """
    first, *rest = source.lstrip("\n").split("\n")
    if (wrapped := re.match(r"%%(\w+)", first)) and wrapped[1] in _WRAPPING:
        return "\n" * (source.count("\n") - len(rest) + 1) + plain_python("\n".join(rest))
    if not _SYNTAX.search(source):
        return source
    from IPython.core.inputtransformer2 import TransformerManager

    return str(TransformerManager().transform_cell(source))
