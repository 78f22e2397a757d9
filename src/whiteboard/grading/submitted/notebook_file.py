"""A learner's notebook file as cells: type, text and grade id, whatever the bytes are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whiteboard.grading.limits import Limits
from whiteboard.grading.outcome import Fault
from whiteboard.grading.submitted.notebook_json import Unreadable, read_json
from whiteboard.grading.wording import quoted

__all__ = ["LearnerCell", "NotebookCells", "Unreadable", "read_cells"]

_TYPES = ("code", "markdown", "raw")
_LONGEST_ID = 200  # characters; nbgrader's own are some ten
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerCell:
    """One cell as the learner left it; outputs, attachments and other metadata are no evidence, and are not kept.

    Parameters
    ----------
    cell_type : str
        ``"code"``, ``"markdown"`` or ``"raw"``.
    source : str
        Its text, with ``\\n`` between lines, and without NUL and halves of characters.
    grade_id : str
        The grade id in its metadata; empty where there is none.
    position : int
        Which cell of the notebook it is, from 1.
    """

    cell_type: str
    source: str
    grade_id: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookCells:
    """The cells of a notebook, in its order, and what was lost on the way.

    Parameters
    ----------
    cells : tuple of LearnerCell
        The cells.
    faults : tuple of Fault
        What could not be taken over; without the notebook's name, which the file does not say.
    """

    cells: tuple[LearnerCell, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_cells(content: bytes, *, limits: Limits) -> NotebookCells:
    """The cells of a notebook file: any version of the format, as far as it has cells.

    Parameters
    ----------
    content : bytes
        The file.
    limits : Limits
        How large it may be (`Limits.notebook_size`), and how many cells are read (`Limits.cells`).

    Raises
    ------
    Unreadable
        Where the bytes are no notebook: nothing else is raised, whatever they are.

    Examples
    --------
    >>> read_cells(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["1"]}]}', limits=Limits()).cells
    (LearnerCell(cell_type='code', source='1', grade_id='', position=1),)
    """
    if len(content) > limits.notebook_size:
        what = f"the notebook has {len(content):,} bytes; at most {limits.notebook_size:,} are read. Clear its outputs"
        raise Unreadable("too large", f"{what} and hand it in again.")
    found = read_json(content)
    lost = _Lost()
    if found.doubled:
        lost.note("doubled key", f"{quoted(found.doubled)} stands twice in one place; the last one was taken")
    cells = _listed(found.data, lost)
    if len(cells) > limits.cells:
        lost.note("too many cells", f"it has {len(cells):,} cells; the first {limits.cells:,} were read")
    read = [_cell(cell, place, lost) for place, cell in enumerate(cells[: limits.cells], start=1)]
    return NotebookCells(cells=tuple(cell for cell in read if cell is not None), faults=lost.faults())


class _Lost:
    """What could not be taken over: one fault a kind, however often it came."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def note(self, kind: str, what: str) -> None:
        self._times[kind] += 1
        self._first.setdefault(kind, what)

    def faults(self) -> tuple[Fault, ...]:
        return tuple(
            Fault(
                kind=kind, what=self._first[kind] + (f" (and {times - 1:,} more such)" if times > 1 else "")
            )
            for kind, times in self._times.items()
        )


def _listed(data: Any, lost: _Lost) -> list[Any]:
    """The notebook's cells, wherever its version of the format has them."""
    if not isinstance(data, dict):
        raise Unreadable("no notebook", f"the file is JSON, but {_kind(data)} and no notebook.")
    cells = data.get("cells")
    version = data.get("nbformat")
    if not isinstance(cells, list):
        cells = list(_of_worksheets(data.get("worksheets")))
        if not cells and version != 3:
            raise Unreadable(
                "no notebook", "the file is JSON, but has no list of cells, so it is no notebook."
            )
    if type(version) is not int or version not in (3, 4):
        said = (
            "does not say its version" if version is None else f"says that its version is {quoted(version)}"
        )
        lost.note("unknown version", f"the notebook {said}; it was read as version 4")
    return cells


def _of_worksheets(worksheets: Any) -> Iterator[Any]:
    """The cells of a notebook of version 3, which keeps them in worksheets."""
    for sheet in worksheets if isinstance(worksheets, list) else ():
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        yield from cells if isinstance(cells, list) else ()


def _cell(cell: Any, place: int, lost: _Lost) -> LearnerCell | None:
    if not isinstance(cell, dict):
        lost.note("broken cell", f"cell {place} is {_kind(cell)} and no cell; it was left out")
        return None
    kind = cell.get("cell_type")
    source = _text(cell["source"] if "source" in cell else cell.get("input", ""), place, lost)
    grade_id = _grade_id(cell.get("metadata"), place, lost)
    if kind == "heading":  # of version 3
        level = cell.get("level")
        kind, source = "markdown", f"{'#' * (level if type(level) is int and 0 < level < 7 else 1)} {source}"
    elif kind not in _TYPES:
        lost.note("broken cell", f"cell {place} is of type {quoted(kind)}; it was read as code")
        kind = "code"
    return LearnerCell(cell_type=kind, source=source, grade_id=grade_id, position=place)


def _text(source: Any, place: int, lost: _Lost) -> str:
    """A cell's text: a string, or a list of its lines."""
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    if not all(isinstance(line, str) for line in lines):
        lost.note(
            "broken cell", f"cell {place} has {_kind(source)} for its text; what is text in it was read"
        )
    if _NO_TEXT.search(text):
        lost.note("broken text", f"cell {place} holds NUL or half a character; each was read as \ufffd")
        text = _NO_TEXT.sub("\ufffd", text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _grade_id(metadata: Any, place: int, lost: _Lost) -> str:
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else metadata
    found = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else nbgrader
    if found is None or (isinstance(found, str) and len(found) <= _LONGEST_ID):
        return _NO_TEXT.sub("\ufffd", found or "")
    lost.note(
        "broken cell",
        f"cell {place} has {quoted(found)} where its grade id should be; it was taken to have none",
    )
    return ""


def _kind(value: Any) -> str:
    """What a value of JSON is, in words."""
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "nothing"}
    return kinds.get(type(value), "a number")
