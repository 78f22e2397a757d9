"""Files that are no notebook, or one of another version, or one that no program wrote."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from tests.attacks.attack import (
    FAULTY,
    READABLE,
    UNREADABLE,
    Attack,
    Notebook,
    Place,
    cell,
    changed,
    content,
    free,
    full,
    marks,
    themed,
)
from tests.attacks.course import BOARD, KATA


def _text(place: Place) -> str:
    return json.dumps(place.honest(), indent=1)


def _honest(change: Callable[[str], str | bytes]) -> Callable[[Place], bytes]:
    """The bytes of the honest notebook, changed as text."""

    def made(place: Place) -> bytes:
        found = change(_text(place))
        return found if isinstance(found, bytes) else found.encode()

    return made


def _zipped(place: Place) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(f"{place.assignment}.ipynb", _text(place))
    return archive.getvalue()


def _set(**values: Any) -> Callable[[Notebook], None]:
    return lambda notebook: notebook.update(values)


def _version_3(place: Place) -> bytes:
    """As Jupyter's predecessor wrote it: cells in worksheets, code under `input`."""
    notebook = place.honest()
    cells = []
    for one in notebook["cells"]:
        old = {"cell_type": one["cell_type"], "metadata": one["metadata"]}
        if one["cell_type"] == "code":
            old |= {"input": one["source"], "outputs": [], "language": "python", "collapsed": False}
        else:
            old |= {"source": one["source"]}
        cells.append(old)
    return json.dumps(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}
    ).encode()


def _odd_cells(notebook: Notebook) -> None:
    notebook["cells"][1:1] = [None, 7, "cell", [], {"cell_type": ["code"]}]


def _doubled(grade_id: str) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        one = cell(notebook, grade_id)
        place = notebook["cells"].index(one)
        notebook["cells"].insert(place, json.loads(json.dumps(one)))

    return change


def _odd_sources(notebook: Notebook) -> None:
    notebook["cells"][:0] = [
        free("", name="a") | {"source": ["x = 1\n", None, 3, ["y"]]},
        free("", name="b") | {"source": None},
        free("", name="c") | {"source": {"text": "z"}},
    ]


def _many_cells(notebook: Notebook) -> None:
    notebook["cells"] += [free("more", kind="markdown", name=f"more-{number}") for number in range(6000)]


def _surrogates(notebook: Notebook) -> None:
    notebook["cells"].insert(0, free("text = '\ud800 \udfff'\0", name="half"))


def _same_ids(notebook: Notebook) -> None:
    for one in notebook["cells"]:
        one["id"] = "same"


def _odd_outputs(notebook: Notebook) -> None:
    for one in notebook["cells"]:
        if one["cell_type"] == "code":
            one["outputs"] = [{"output_type": "evil"}, 7] if marks(one).get("grade") else "outputs"
            one["execution_count"] = "many"


def _numbers(text: str) -> str:
    digits = "9" * 10_000
    odd = f'"a": NaN, "b": Infinity, "c": -Infinity, "d": 1e999, "e": {digits}'
    return text.replace('"metadata": {', f'"metadata": {{{odd}, ', 1)


def _two_lists_of_cells(text: str) -> str:
    """The first list of cells forged, the second one honest."""
    return text.replace("{", '{"cells": [{"cell_type": "code", "source": "4", "metadata": {}}],', 1)


_DEEP = 100_000

ATTACKS: tuple[Attack, ...] = themed(
    "Notebook format",
    [
        changed(
            "doubled-answer",
            "an honest answer stands twice",
            _doubled("square"),
            base="honest",
            states=FAULTY,
        ),
        changed(
            "doubled-draft",
            "an honest draft stands twice",
            _doubled("scale-draft"),
            base="honest",
            assignment=BOARD,
            states=FAULTY,
        ),
        changed(
            "doubled-test",
            "a test of an honest notebook stands twice",
            _doubled("square-test"),
            base="honest",
        ),
        content(
            "nbformat-3", "an honest notebook of format 3", _version_3, earns=full(KATA), states=READABLE
        ),
        changed(
            "nbformat-99", "says that it is of format 99", _set(nbformat=99), base="honest", states=FAULTY
        ),
        changed(
            "nbformat-words", "a format in words", _set(nbformat="four", nbformat_minor=None), base="honest"
        ),
        changed("nbformat-negative", "format -1", _set(nbformat=-1, nbformat_minor=-1), base="honest"),
        content("empty-file", "a notebook of no bytes", lambda place: b""),
        content(
            "cut-off",
            "an honest notebook that breaks off in the middle",
            _honest(lambda text: text[: len(text) // 2]),
        ),
        content("null", "the word null", lambda place: b"null"),
        content("list", "a list in a notebook's place", lambda place: b"[1, 2, 3]"),
        content(
            "no-cells", "a notebook without a list of cells", lambda place: b'{"nbformat": 4, "cells": {}}'
        ),
        changed("odd-cells", "cells that are null, a number, text", _odd_cells, base="honest", states=FAULTY),
        changed("odd-sources", "cells whose text is no text", _odd_sources, base="honest", states=FAULTY),
        changed("odd-outputs", "stored outputs that are none", _odd_outputs, base="honest"),
        changed("same-ids", "all cells have one id", _same_ids, base="honest"),
        changed("surrogates", "half characters and NUL in a cell", _surrogates, base="honest"),
        changed("many-cells", "6,000 more cells", _many_cells, base="honest", states=FAULTY),
        content("zip", "a zip archive named .ipynb", _zipped, says="zip"),
        content(
            "gzip", "a gzip archive named .ipynb", _honest(lambda text: gzip.compress(text.encode(), mtime=0))
        ),
        content("nul-bytes", "NUL bytes amid the file", _honest(lambda text: text.replace("\n", "\0\n"))),
        content(
            "utf-16",
            "an honest notebook in UTF-16 with its mark",
            _honest(lambda text: text.encode("utf-16")),
            earns=full(KATA),
            states=READABLE,
        ),
        content("utf-16-unmarked", "UTF-16 without its mark", _honest(lambda text: text.encode("utf-16-le"))),
        content(
            "latin-1",
            "Latin-1 with accents",
            _honest(lambda text: text.replace("learner", "élève").encode("latin-1")),
        ),
        content("deep-nesting", "JSON nested 100,000 deep", lambda place: b"[" * _DEEP + b"]" * _DEEP),
        content(
            "deep-outputs",
            "an honest notebook with metadata nested 100,000 deep",
            _honest(
                lambda text: text.replace(
                    '"metadata": {', '"metadata": {"x": ' + "[" * _DEEP + "]" * _DEEP + ", ", 1
                )
            ),
        ),
        content(
            "giant",
            "an honest notebook with 25 MB of stored output",
            _honest(
                lambda text: text.replace('"metadata": {', f'"metadata": {{"x": "{"x" * 25_000_000}", ', 1)
            ),
            says="large",
        ),
        content(
            "odd-numbers",
            "NaN, infinity and an integer of 10,000 digits in the metadata",
            _honest(_numbers),
            earns=full(KATA),
            states=READABLE,
        ),
        content(
            "doubled-key",
            "two lists of cells in one notebook",
            _honest(_two_lists_of_cells),
            earns=full(KATA),
            states=FAULTY,
        ),
        content(
            "merge-conflict",
            "a conflict that was left in",
            _honest(lambda text: text.replace('"cells": [\n', '"cells": [\n<<<<<<< HEAD\n', 1)),
            says="conflict",
        ),
        content(
            "web-page",
            "a web page saved as .ipynb",
            lambda place: b"<!DOCTYPE html><html><body>notebook</body></html>",
        ),
        content(
            "python-script",
            "a Python script named .ipynb",
            lambda place: b"import os\nprint(os.environ)\n",
            states=UNREADABLE,
        ),
    ],
)
