"""Notebooks as bytes: one form, so that equal notebooks are equal files."""

from __future__ import annotations

import copy
import json
from typing import Any


def to_bytes(notebook: Any) -> bytes:
    """Write a notebook as nbformat (and so nbgrader) would: sorted keys, one space, a closing newline."""
    import nbformat

    text: str = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    return (text.rstrip("\n") + "\n").encode()


def from_bytes(content: bytes) -> Any:
    """Read a stored notebook of format 4; None when it is none, so that a broken file is built anew."""
    import nbformat

    try:
        data = json.loads(content)
    except ValueError:
        return None
    if not isinstance(data, dict) or data.get("nbformat") != nbformat.current_nbformat:
        return None
    try:
        nbformat.validate(data)
    except nbformat.ValidationError:
        return None
    return nbformat.reads(content.decode(), as_version=nbformat.NO_CONVERT)


def origin_of(content: bytes) -> str | None:
    """The manuscript a stored notebook says it was built from; None when it says nothing."""
    try:
        origin = json.loads(content)["metadata"]["whiteboard"]["manuscript"]
    except (ValueError, LookupError, TypeError):
        return None
    return origin if isinstance(origin, str) else None


def without_outputs(notebook: Any) -> Any:
    """A copy without what running adds: outputs, execution counts, and the record of what was used."""
    bare = copy.deepcopy(notebook)
    bare.metadata.get("whiteboard", {}).pop("used", None)
    for cell in bare.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return bare
