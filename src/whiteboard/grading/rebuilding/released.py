"""An instructor's cell as learners get it, and whether a learner did anything to it."""

from __future__ import annotations

from functools import lru_cache

from whiteboard.drafting.cell_lines import draft_cell
from whiteboard.grading.assignment import SourceCell

HIDDEN_TESTS = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
MARK_SCHEME = ("BEGIN MARK SCHEME", "END MARK SCHEME")
"""nbgrader's marks around what ``generate_assignment`` takes out (``ClearHiddenTests``, ``ClearMarkScheme``)."""


def without(text: str, region: tuple[str, str], *, instead: str = "") -> str:
    """A text without its regions between two marks, marks included; one that never ends goes on to the end.

    Parameters
    ----------
    text : str
        A cell's text.
    region : (str, str)
        What the first and the last line of a region contain.
    instead : str
        A line that stands in place of each region; empty for none.

    Examples
    --------
    >>> without("assert a\\n### BEGIN HIDDEN TESTS\\nassert b\\n### END HIDDEN TESTS", HIDDEN_TESTS)
    'assert a'
    """
    begin, end = region
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        if not inside and begin in line:
            inside = True
            kept += [instead] if instead else []
        elif inside:
            inside = end not in line
        else:
            kept.append(line)
    return "\n".join(kept)


def released(cell: SourceCell) -> str:
    """A cell's text as learners get it."""
    return without(without(cell.source, HIDDEN_TESTS), MARK_SCHEME)


def same(text: str, other: str) -> bool:
    """Whether two texts are one but for blanks around them and at the ends of their lines."""
    return _trimmed(text) == _trimmed(other)


def is_untouched(text: str, cell: SourceCell) -> bool:
    """Whether a learner left a cell as released, or empty. Of a draft, the text below its first line counts.

    Examples
    --------
    >>> stub = SourceCell(grade_id="a", cell_type="code", source="%%draft api\\n# type your draft here")
    >>> is_untouched("%%draft  API\\n# type your draft here\\n\\n", stub), is_untouched("%%draft api\\nGET /", stub)
    (True, False)
    """
    body = _trimmed(_body(text))
    return not body or body in _stubs(cell)


def is_attempted(text: str, cell: SourceCell) -> bool:
    """Whether a text has a line of the learner's own, and not only fewer lines than the stub."""
    return bool(_lines(text) - _stub_lines(cell))


# The instructor's cells are the same for a whole class.
@lru_cache(maxsize=1_000)
def _stubs(cell: SourceCell) -> frozenset[str]:
    return frozenset(_trimmed(_body(stub)) for stub in (cell.source, released(cell)))


@lru_cache(maxsize=1_000)
def _stub_lines(cell: SourceCell) -> frozenset[str]:
    return _lines(released(cell))


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in _body(text).splitlines()) - {""}


def _body(text: str) -> str:
    draft = draft_cell(text)
    return text if draft is None else draft.text


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
