"""Right drafts that differ strongly in style and choice; none may be told that it is wrong.

Each was written before it was first judged. ``tests/corpus/boards/right/<problem>-<style>.md``.
"""

from pathlib import Path

import pytest

from whiteboard.judge import check
from whiteboard.problems import available

BOARDS = sorted((Path(__file__).parents[1] / "corpus" / "boards" / "right").glob("*.md"))


def problem_of(path):
    return next(name for name in available() if path.name.startswith(name))


@pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.stem)
def test_a_right_board_in_another_style_earns_full_marks_without_an_unread_line(path):
    report = check(path.read_text(encoding="utf-8"), problem=problem_of(path))
    musts = [f"{f.rule} {f.line} {f.message}" for f in report.findings if f.severity == "must"]
    assert musts == []
    assert [(section, entry.line, entry.text) for section, entry in report.unread] == []
    assert report.points == report.max_points
