"""A whole board in the canonical notation: the order of the steps, and nothing left aside."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from whiteboard.canonical.board import heading_of, write_board
from whiteboard.draft.board import SECTIONS, Board
from whiteboard.draft.scale import Scale
from whiteboard.draft.text import Unread
from whiteboard.notation import read_board
from whiteboard.notation.headings import heading


def test_sections_stand_in_the_order_of_the_steps():
    board = read_board(
        "# Twitter\n## Storage\nvideos (blob)\n## Estimates\nreads = 5/s\n## Endpoints\nGET /feed"
    )
    assert write_board(board).split("\n") == [
        "# Twitter", "",
        "## API", "GET /feed", "",
        "## Scale", "reads = 5/s", "",
        "## Storage", "videos (blob)", "",
    ]  # fmt: skip


def test_an_untouched_section_keeps_its_heading():
    board = read_board("## API\nGET /feed\n## Scale\n")
    assert write_board(board) == "## API\nGET /feed\n\n## Scale\n"
    assert read_board(write_board(board)).untouched == ("scale",)


def test_what_was_not_understood_stands_at_the_end_of_its_section():
    board = read_board("## API\nGTE /tweets\nGET /feed\n## Lunch\nsoup")
    written = write_board(board)
    assert written == "## API\nGET /feed\n\nGTE /tweets\n\n## Lunch\nsoup\n"
    again = read_board(written)
    assert [entry.text for entry in again.api.unread] == ["GTE /tweets"]
    assert [entry.text for entry in again.unread] == ["## Lunch", "soup"]


def test_an_empty_board_is_an_empty_text():
    assert write_board(Board()) == ""


def test_lines_written_already_are_taken():
    board = Board(scale=Scale(unread=(Unread(1, "???", ""),)))
    assert write_board(board, written={"scale": ["a = 1"]}) == "## Scale\na = 1\n"
    assert write_board(board) == "## Scale\n???\n"


def test_every_heading_names_its_section():
    for name in SECTIONS:
        assert heading(heading_of(name)).section == name


@given(st.text(max_size=300))
def test_any_board_is_written_with_every_line_that_was_not_understood(text):
    board = read_board(text)
    bare = dataclasses.replace(
        board,
        **{name.replace(" ", "_"): None for name in SECTIONS if name not in ("api", "scale", "storage")},
    )
    written = write_board(bare)
    for entry in bare.unread:
        assert entry.text in written
