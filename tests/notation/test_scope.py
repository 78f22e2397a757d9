"""What the readers of scope and questions promise."""

import pytest
from hypothesis import given

from tests.shorthand_sections import ANY_TEXT, check_whole, read


@pytest.mark.parametrize(
    "text",
    [
        "search, ads",
        "- search\n- ads\n- etc.",
        "We won't build search or ads",
        "Not now: search, ads",
        "search and ads are out of scope",
        "| Feature |\n|---|\n| search |\n| ads |",
    ],
)
def test_exclusions_in_any_style(text):
    assert [one.text for one in read("out of scope", text).exclusions] == ["search", "ads"]


def test_reasons_are_kept():
    found = read(
        "out of scope", "We skip ads because nobody asked\n- Search: would need its own index"
    ).exclusions
    assert [one.because for one in found] == ["nobody asked", "would need its own index"]


@pytest.mark.parametrize(
    "text",
    [
        "Q: photos?\nA: yes",
        "photos? -> yes",
        "photos? Yes",
        "- photos?\n  - yes",
        "| Question | Answer |\n|---|---|\n| photos? | yes |",
    ],
)
def test_questions_with_their_answers(text):
    [found] = read("questions", text).questions
    assert (found.text, found.answer.lower(), found.assumed) == ("photos?", "yes", False)


def test_assumptions():
    found = read("questions", "Assume 1M users\n**Assumptions**\n- one region").questions
    assert [(one.text, one.assumed) for one in found] == [("1M users", True), ("one region", True)]


@given(ANY_TEXT)
def test_any_exclusions_survive_formatting(text):
    check_whole("out of scope", text)


@given(ANY_TEXT)
def test_any_questions_survive_formatting(text):
    check_whole("questions", text)
