"""The magics in a real IPython shell."""

import re

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from whiteboard.draft.board import SECTIONS
from whiteboard.notebook import Session
from whiteboard.problems import load


@pytest.fixture(scope="module")
def shell():
    # The shell of a kernel, not of a terminal: it formats HTML too.
    made = InteractiveShell.instance()
    made.run_line_magic("load_ext", "whiteboard")
    yield made
    InteractiveShell.clear_instance()


def shown(shell, magic, line, cell=None):
    with capture_output() as captured:
        value = shell.run_line_magic(magic, line) if cell is None else shell.run_cell_magic(magic, line, cell)
    return value, captured.outputs[0].data if captured.outputs else {}


def worked(section):
    heading = "## API" if section == "api" else f"## {section.capitalize()}"
    return load("twitter").board.split(f"{heading}\n")[1].split("\n## ")[0]


SECTIONS_OF_THE_BOARD = [name for name in SECTIONS if name != "questions"]


@pytest.mark.parametrize("section", SECTIONS_OF_THE_BOARD)
def test_a_worked_draft_earns_the_cells_points(shell, section):
    shown(shell, "problem", "twitter")
    _, draft = shown(shell, "draft", section, worked(section))
    assert "met" in draft["text/plain"]
    value, _ = shown(shell, "grade", f"{section} 5")
    assert value == 5.0
    assert isinstance(value, float)


def test_the_board_gathers_the_drafts_and_holds_them_together(shell):
    shell.magics_manager.registry["WhiteboardMagics"].session.boards.clear()
    shown(shell, "problem", "twitter")
    for section in SECTIONS_OF_THE_BOARD:
        shown(shell, "draft", section, worked(section))
    _, board = shown(shell, "board", "")
    assert "closure:" in board["text/plain"]
    assert "✗" not in board["text/plain"]
    assert shown(shell, "grade", "closure 6")[0] == 6.0
    without_feed = re.sub(r"getFeed:\n.*\n.*\n", "", worked("api"))
    shown(shell, "draft", "api", without_feed)
    assert shown(shell, "grade", "closure 6")[0] < 6.0


def test_a_whole_board_in_one_cell(shell):
    shell.magics_manager.registry["WhiteboardMagics"].session.boards.clear()
    shown(shell, "problem", "twitter")
    _, captured = shown(shell, "draft", "", load("twitter").board)
    assert "closure:" in captured["text/plain"]
    assert shown(shell, "grade", "design 4")[0] == 4.0


def test_a_section_of_two_words_is_named_as_one_types_it(shell):
    shown(shell, "problem", "twitter")
    for name in ("out of scope", "out-of-scope", "out_of_scope", '"out of scope"'):
        shown(shell, "draft", name, "search, trends\n")
    assert shown(shell, "grade", "out of scope 1")[0] == 1.0


def test_an_untouched_draft_is_zero_points_and_not_attempted(shell):
    shown(shell, "problem", "twitter")
    shown(shell, "draft", "api", "# type your draft here\n")
    value, captured = shown(shell, "grade", "api 5")
    assert value == 0.0
    assert "not attempted" in captured["text/plain"]


def test_grading_a_section_that_was_never_typed_is_not_attempted(shell):
    shell.magics_manager.registry["WhiteboardMagics"].session.boards.clear()
    value, captured = shown(shell, "grade", "storage 5")
    assert value == 0.0
    assert "not attempted" in captured["text/plain"]


def test_a_flawed_draft_earns_part_and_shows_why(shell):
    shown(shell, "problem", "twitter")
    flawed = (
        worked("api")
        .replace("?nextPageToken={token}", "")
        .replace("returns: page of tweets", "returns: all tweets")
    )
    _, draft = shown(shell, "draft", "api", flawed)
    assert "A3" in draft["text/plain"]
    value, _ = shown(shell, "grade", "api 5")
    assert 0 < value < 5


def test_line_numbers_are_those_of_the_cell(shell):
    shown(shell, "problem", "twitter")
    _, draft = shown(shell, "draft", "api", "POST /tweets\nGET /feed -> list of tweets\n")
    assert "A3  line 3" in draft["text/plain"]


def test_answers_come_as_text_and_as_html(shell):
    shown(shell, "problem", "twitter")
    _, captured = shown(shell, "draft", "api", "GET /feed")
    assert set(captured) == {"text/plain", "text/html"}


def test_hints_come_one_at_a_time(shell):
    shown(shell, "problem", "twitter")
    first = shown(shell, "hint", "api")[1]["text/plain"]
    second = shown(shell, "hint", "api")[1]["text/plain"]
    assert first.startswith("Hint 1 of 3") and second.startswith("Hint 2 of 3")


def test_loading_twice_keeps_the_drafts(shell):
    shown(shell, "problem", "twitter")
    shown(shell, "draft", "api", worked("api"))
    shell.run_line_magic("reload_ext", "whiteboard")
    assert shown(shell, "grade", "api 5")[0] == 5.0


@pytest.mark.parametrize(
    ("magic", "line", "says"),
    [
        ("problem", "lunch", "twitter"),
        ("grade", "lunch 5", "api, scale, storage"),
        ("grade", "api", "usage"),
        ("grade", "api five", "number"),
        ("grade", "api nan", "number"),
        ("hint", "lunch", "api, scale, storage"),
        ("hint", "", "usage"),
    ],
)
def test_wrong_use_is_one_line_that_lists_what_exists(shell, magic, line, says):
    with pytest.raises(UsageError) as caught:
        shell.run_line_magic(magic, line)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_section_of_a_draft_lists_what_exists(shell):
    with pytest.raises(UsageError, match="api, scale, storage"):
        shell.run_cell_magic("draft", "lunch", "soup")


def test_each_problem_has_drafts_of_its_own_in_whatever_order_cells_run(shell):
    shown(shell, "problem", "twitter")
    shown(shell, "draft", "api", worked("api"))
    shown(shell, "draft", "api --problem tiktok", "GET /videos")
    assert shown(shell, "grade", "api 5")[0] == 5.0
    assert shown(shell, "grade", "api 5 --problem tiktok")[0] < 5.0
    shown(shell, "problem", "tiktok")
    assert shown(shell, "grade", "api 5")[0] < 5.0
    assert shown(shell, "grade", "api 5 --problem twitter")[0] == 5.0
    with pytest.raises(UsageError, match="twitter"):
        shown(shell, "grade", "api 5 --problem nothing")


def test_what_was_drafted_before_a_problem_was_chosen_is_kept():
    session = Session()
    session.draft("api", "GET /feed")
    session.set_problem("twitter")
    assert "api" in session.boards
