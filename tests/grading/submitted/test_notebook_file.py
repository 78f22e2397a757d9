"""Whatever bytes a notebook file holds, there are cells, or a sentence that says what it is and what to do."""

import io
import json
import sys
import zipfile

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grading.notebooks import LIMITS, RELEASED, SOLVED, text
from whiteboard.grading.limits import Limits
from whiteboard.grading.submitted.notebook_file import NotebookCells, Unreadable, read_cells

every_notebook = pytest.mark.parametrize(
    "path", [*RELEASED, *SOLVED], ids=lambda path: "/".join(path.parts[-3:-1])
)


def read(content):
    return read_cells(content, limits=LIMITS)


def notebook(*cells, **fields):
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **fields}
    ).encode()


def cell(source, **fields):
    return {"cell_type": "code", "metadata": {}, "source": source, **fields}


def kinds(found):
    return [fault.kind for fault in found.faults]


@every_notebook
def test_our_notebooks_are_read_as_nbformat_reads_them(path):
    found = read(path.read_bytes())
    expected = nbformat.read(path, as_version=4)
    assert not found.faults
    assert [(one.cell_type, one.source) for one in found.cells] == [
        (one.cell_type, one.source) for one in expected.cells
    ]
    assert [one.grade_id for one in found.cells] == [
        one.metadata.get("nbgrader", {}).get("grade_id", "") for one in expected.cells
    ]
    assert [one.position for one in found.cells] == list(range(1, len(expected.cells) + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_notebook_in_another_encoding_that_says_so_is_read(encoding):
    content = json.dumps({"nbformat": 4, "cells": [cell("größer")]}, ensure_ascii=False).encode(encoding)
    found = read(content)
    assert [one.source for one in found.cells] == ["größer"]
    assert not found.faults


def zipped():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ps1.ipynb", notebook())
    return packed.getvalue()


CONFLICT = b'{\n "cells": [\n<<<<<<< HEAD\n  1\n=======\n  2\n>>>>>>> mine\n ]\n}'
UNREADABLE = {
    "nothing": (b"", "empty file", "0 bytes"),
    "blanks": (b"\n\n  \n", "empty file", "blank"),
    "zeros": (b"\0" * 4096, "empty file", "NUL"),
    "zip": (zipped(), "archive", "unpack it"),
    "gzip": (b"\x1f\x8b\x08\0\0", "archive", "gzip"),
    "pdf": (b"%PDF-1.7\n", "other format", "PDF"),
    "web page": (b"\n<!DOCTYPE html>\n<html><body>Sign in</body></html>", "other format", "web page"),
    "script": (b"# %%\nimport os\n", "other format", "Python script"),
    "word": (b"hello", "other format", "'hello'"),
    "database": (b"SQLite format 3\0", "other format", "database"),
    "cut in a text": (b'{"cells": [\n{"source": ["abc\n', "cut off", "line 2"),
    "cut in a list": (b'{"cells": [\n{"source": [\n\n', "cut off", "line 2"),
    "cut in a word": (b'{"cells": [\n{"collapsed": fal', "cut off", "line 2"),
    "cut in a letter": ('{"cells": ["ü'.encode()[:-1], "cut off", "line 1"),
    "latin-1": ('{"cells": [\n"größer"]}'.encode("latin-1"), "wrong encoding", "line 2 has the byte 0xf6"),
    "utf-16 without a mark": ('{"cells": []}'.encode("utf-16-le"), "wrong encoding", "UTF-16"),
    "broken utf-16": (b"\xff\xfe{\x00\x00\xdc}\x00", "wrong encoding", "UTF-16"),
    "zeros in it": (b'{"cells":\n [' + b"\0" * 50, "NUL bytes", "line 2"),
    "merge conflict": (CONFLICT, "merge conflict", "line 3"),
    "two notebooks": (notebook() + b"\n" + notebook(), "broken JSON", "line 2"),
    "comma": (b'{"cells": [1,]}', "broken JSON", "line 1, column"),
    "list": (b"[]", "no notebook", "a list"),
    "number": (b"12", "no notebook", "a number"),
    "no cells": (b'{"nbformat": 4}', "no notebook", "no list of cells"),
    "cells that are none": (b'{"nbformat": 4, "cells": {"a": 1}}', "no notebook", "no list of cells"),
    "brackets": (b"[" * 5_000_000, "too large", "lists and objects"),
    "nested lists": (b'{"cells": ' + b"[" * 5000 + b"]" * 5000 + b"}", "too deep", "deep"),
    "nested objects": (b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "too deep", "deep"),
    "nested and cut": (b'{"cells": [[1, "]", ' * 2_000, "too deep", "deep"),
    "too many bytes": (b" " * 20_000_001, "too large", "20,000,001 bytes"),
}


@pytest.mark.parametrize(("content", "kind", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_notebook_is_named(content, kind, said):
    with pytest.raises(Unreadable) as caught:
        read(content)
    assert caught.value.kind == kind
    assert said in caught.value.what
    assert len(caught.value.what) < 300


def test_depth_is_bounded_where_the_interpreter_allows_any():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        with pytest.raises(Unreadable, match="deep"):
            read(b'{"cells": [' + b'{"a": [' * 300_000 + b"1")
    finally:
        sys.setrecursionlimit(limit)


def test_brackets_in_a_text_do_not_count_as_depth():
    source = '[{"' * 1000 + "\\"
    assert read(notebook(cell(source))).cells[0].source == source


TOLERATED = {
    "cells that are none": (notebook(1, None, "x", cell("a")), ["a"], ["broken cell"]),
    "source as a list of anything": (
        notebook(cell(["a\n", 1, None, {"b": 2}, "c"])),
        ["a\nc"],
        ["broken cell"],
    ),
    "source as an object": (notebook(cell({"a": 1})), [""], ["broken cell"]),
    "no source": (notebook({"cell_type": "code", "metadata": {}}), [""], []),
    "no cell type": (notebook({"source": "a", "metadata": {}}), ["a"], ["broken cell"]),
    "cell type as a list": (notebook(cell("a", cell_type=["code"])), ["a"], ["broken cell"]),
    "metadata as a list": (notebook(cell("a", metadata=[1])), ["a"], ["broken cell"]),
    "grade id as a list": (
        notebook(cell("a", metadata={"nbgrader": {"grade_id": ["x"]}})),
        ["a"],
        ["broken cell"],
    ),
    "nbgrader as a number": (notebook(cell("a", metadata={"nbgrader": 3})), ["a"], ["broken cell"]),
    "schema version 1": (notebook(cell("a", metadata={"nbgrader": {"schema_version": 1}})), ["a"], []),
    "schema version 99": (notebook(cell("a", metadata={"nbgrader": {"schema_version": 99}})), ["a"], []),
    "version 99": (notebook(cell("a"), nbformat=99), ["a"], ["unknown version"]),
    "version as a text": (notebook(cell("a"), nbformat="4"), ["a"], ["unknown version"]),
    "no version": (b'{"cells": [{"cell_type": "code", "source": "a"}]}', ["a"], ["unknown version"]),
    "half a character": (notebook(cell("a\ud800b")), ["a\ufffdb"], ["broken text"]),
    "NUL in a text": (notebook(cell("a\0b")), ["a\ufffdb"], ["broken text"]),
    "Windows lines": (notebook(cell("a\r\nb\rc")), ["a\nb\nc"], []),
    "terminal escapes": (notebook(cell("\x1b]0;title\x07")), ["\x1b]0;title\x07"], []),
    "not a number": (b'{"nbformat": 4, "cells": [], "metadata": {"a": [NaN, Infinity, -Infinity]}}', [], []),
    "huge numbers": (b'{"nbformat": 4, "cells": [], "a": [' + b"9" * 10_000 + b", 1e999999, -1]}", [], []),
    "doubled key": (b'{"nbformat": 4, "cells": [1], "cells": []}', [], ["doubled key"]),
    "line breaks in a text": (
        b'{"nbformat": 4, "cells": [{"cell_type": "raw", "source": "a\nb"}]}',
        ["a\nb"],
        [],
    ),
}


@pytest.mark.parametrize(("content", "sources", "faults"), TOLERATED.values(), ids=TOLERATED)
def test_what_is_odd_is_read_as_far_as_it_goes(content, sources, faults):
    found = read(content)
    assert [one.source for one in found.cells] == sources
    assert kinds(found) == faults


def test_a_notebook_of_version_3_is_read():
    sheets = [
        {
            "cells": [
                {"cell_type": "heading", "level": 2, "source": ["Scale"]},
                {"cell_type": "code", "input": ["%%draft scale\n", "reads = 1/s"], "outputs": []},
            ]
        },
        {"cells": [{"cell_type": "markdown", "source": "words"}]},
    ]
    found = read(json.dumps({"nbformat": 3, "worksheets": sheets}).encode())
    assert [(one.cell_type, one.source) for one in found.cells] == [
        ("markdown", "## Scale"),
        ("code", "%%draft scale\nreads = 1/s"),
        ("markdown", "words"),
    ]
    assert not found.faults


def test_outputs_are_not_carried():
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 10_000_000}
    found = read(notebook(cell("print()", outputs=[output], attachments={"a": {}})))
    assert sys.getsizeof(repr(found)) < 1_000


def test_cells_are_bounded():
    found = read_cells(notebook(*[cell("a")] * 30), limits=Limits(cells=20))
    assert len(found.cells) == 20
    assert kinds(found) == ["too many cells"]


def test_faults_of_one_kind_are_one_fault():
    found = read(notebook(*[1] * 1000))
    assert kinds(found) == ["broken cell"]
    assert "999 more" in found.faults[0].what


def only_cells_or_unreadable(content):
    try:
        found = read(content)
    except Unreadable as error:
        assert error.kind
        assert error.what.endswith(".")
        assert error.what.isprintable()
        return None
    assert isinstance(found, NotebookCells)
    for one in found.cells:
        assert one.cell_type in ("code", "markdown", "raw")
        (one.source + one.grade_id).encode("utf-8")
    for fault in found.faults:
        assert fault.what.isprintable()
    return found


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda said: said.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_cells_or_unreadable(content):
    only_cells_or_unreadable(content)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
KEYS = st.sampled_from(
    [
        "cells",
        "cell_type",
        "source",
        "metadata",
        "nbgrader",
        "grade_id",
        "nbformat",
        "worksheets",
        "input",
        "level",
    ]
)
VALUES = st.recursive(
    SCALARS | st.sampled_from(["code", "markdown", "heading", 3, 4]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_json_is_cells_or_unreadable(data):
    only_cells_or_unreadable(json.dumps(data).encode())


@given(st.data())
def test_a_notebook_that_breaks_off_is_never_read_in_part(data):
    content = RELEASED[0].read_bytes().rstrip()
    length = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(Unreadable) as caught:
        read(content[:length])
    assert caught.value.kind in ("cut off", "empty file")


@given(st.data())
def test_a_notebook_with_a_wrong_byte_is_cells_or_unreadable(data):
    content = bytearray(RELEASED[0].read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    only_cells_or_unreadable(bytes(content))


def test_text_of_cells_survives_a_round_trip():
    sources = [text(one) for one in json.loads(SOLVED[0].read_text())["cells"]]
    assert [one.source for one in read(SOLVED[0].read_bytes()).cells] == sources
