"""What is written back says the same, and writing it twice changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.notation.test_access_patterns import TOKENS as PATTERN_TOKENS
from tests.notation.test_design import STYLES
from tests.notation.test_design import TOKENS as DESIGN_TOKENS
from whiteboard.canonical.meaning import meaning
from whiteboard.formatting import format_text
from whiteboard.notation import read_section
from whiteboard.problems import available, load


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_every_style_of_a_design_is_written_as_arrows(text):
    formatted = format_text(text, section="design")
    assert formatted.left == ()
    assert "->" in formatted.text
    assert format_text(formatted.text, section="design").text == formatted.text


@pytest.mark.parametrize("problem", available())
def test_a_worked_board_is_written_back_whole(problem):
    formatted = format_text(load(problem).board)
    assert formatted.left == ()
    assert format_text(formatted.text).text == formatted.text


@pytest.mark.parametrize(
    ("section", "tokens"), [("design", DESIGN_TOKENS), ("access patterns", PATTERN_TOKENS)]
)
def test_formatting_keeps_the_meaning_and_ends(section, tokens):
    @given(st.lists(st.sampled_from(tokens)).map(" ".join))
    def check(text):
        formatted = format_text(text, section=section)
        before = read_section(section, text).section(section)
        after = read_section(section, formatted.text).section(section)
        if before is None or after is None:
            assert before is after
        else:
            assert meaning(before) == meaning(after)
        assert format_text(formatted.text, section=section).text == formatted.text

    check()
