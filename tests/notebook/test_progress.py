"""How far a learner is, from their notebooks as they lie there."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.drafting.progress import progress

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(ROOT / "release/twitter", tmp_path / "release/twitter")
    (tmp_path / "course").mkdir()
    return tmp_path


def typed(folder, **drafts):
    path = folder / "release/twitter/twitter.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        for section, text in drafts.items():
            if "".join(cell["source"]).startswith(f"%%draft {section}"):
                cell["source"] = f"%%draft {section}\n{text}"
    path.write_text(json.dumps(notebook))


def test_an_untouched_assignment_has_nothing_drafted(folder):
    [found] = progress(folder / "course")
    assert (found.drafted, found.points) == (0, 0)
    assert found.cells == 3 and found.of == 15


def test_a_draft_counts_with_what_it_earns(folder):
    typed(folder, api="GET /feed?cursor={cursor} -> page of tweets, newest first")
    [found] = progress(folder / "course")
    assert found.drafted == 1
    assert 0 < found.points < 5
    assert "1 of 3 drafted" in found.in_words


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"cells": 3}', '{"cells": [1, {"cell_type": "code"}]}', "\0", "[" * 5000]
)
def test_a_broken_notebook_is_a_line_and_no_traceback(folder, text):
    (folder / "release/twitter/twitter.ipynb").write_text(text)
    try:
        [found] = progress(folder)
    except (TypeError, AttributeError) as error:  # pragma: no cover
        pytest.fail(repr(error))
    assert found.in_words


@given(st.lists(st.text(), max_size=5))
def test_any_cells_are_read(tmp_path_factory, sources):
    folder = tmp_path_factory.mktemp("any")
    (folder / "release/x").mkdir(parents=True)
    cells = [
        {"cell_type": "code", "source": source} for source in [*sources, "%%draft api\n" + "".join(sources)]
    ]
    (folder / "release/x/x.ipynb").write_text(json.dumps({"cells": cells}))
    assert len(progress(folder)) == 1
