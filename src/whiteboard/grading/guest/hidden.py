"""Which lines of a test are hidden from learners."""

from __future__ import annotations

import re

_BEGIN = re.compile(r"^\s*#+\s*BEGIN HIDDEN TESTS")
_END = re.compile(r"^\s*#+\s*END HIDDEN TESTS")


def hidden_lines(source: str) -> frozenset[int]:
    """The numbers of the lines between the marks of hidden tests, from 1; an open end hides all that follows.

    Examples
    --------
    >>> sorted(hidden_lines("a\\n### BEGIN HIDDEN TESTS\\nb\\n### END HIDDEN TESTS\\nc"))
    [2, 3, 4]
    """
    hidden: set[int] = set()
    inside = False
    for number, line in enumerate(source.split("\n"), start=1):
        inside = inside or _BEGIN.match(line) is not None
        if inside:
            hidden.add(number)
        if _END.match(line):
            inside = False
    return frozenset(hidden)
