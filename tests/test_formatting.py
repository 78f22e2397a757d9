"""Formatting says the same in the canonical notation: once, and twice, and nothing typed is lost."""

import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.canonical.corpus import drafts, lines_of
from whiteboard.canonical.meaning import meaning
from whiteboard.draft.board import SECTIONS
from whiteboard.formatting import HAS_MARKERS, format_text
from whiteboard.notation import read_board, read_section
from whiteboard.notation.parts import parts_of
from whiteboard.problems import available, load

slow = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def squeezed(text):
    return " ".join(text.lower().split())


def words_of(text):
    return set(re.findall(r"\w+", text.lower()))


def assert_faithful(text, section=None):
    """Formatted twice is formatted once, what was understood is, and what was not is still there."""
    formatted = format_text(text, section=section)
    assert format_text(formatted.text, section=section).text == formatted.text
    before = read_section(section, text) if section else read_board(text)
    after = read_section(section, formatted.text) if section else read_board(formatted.text)
    have = squeezed(formatted.text)
    for name in SECTIONS:
        one, other = before.section(name), after.section(name)
        assert meaning(one) == meaning(other), name
        for entry in one.unread if one is not None else ():
            # A complaint of a line that is understood for the rest goes with that line.
            understood = {quantity.line for quantity in getattr(one, "quantities", ())}
            assert entry.line in understood or words_of(entry.text) <= words_of(have)
    assert after.title == before.title
    for entry in before.unread:
        assert squeezed(entry.text.lstrip("# ")) in have
    return formatted


@pytest.mark.parametrize("draft", drafts(), ids=lambda draft: draft.name)
def test_every_draft_of_the_corpus(draft):
    assert_faithful(draft.text, draft.section)


@pytest.mark.parametrize("name", available())
def test_worked_boards(name):
    assert_faithful(load(name).board)


def test_hardly_any_section_of_the_corpus_is_left_as_typed():
    there, left = Counter(), Counter()
    for draft in drafts():
        names = [draft.section] if draft.section else list(parts_of(draft.text).sections)
        there.update(names)
        for name, _ in format_text(draft.text, section=draft.section).left:
            left.update(names if name == "board" else [name])
    for name in SECTIONS:
        print(f"{name:<16} {left[name]:>3} of {there[name]:>3} left as typed")
    assert left.total() <= 0.05 * there.total()
    assert all(left[name] <= 0.02 * there[name] for name in ("api", "scale", "storage"))


def test_the_exact_form_is_rare():
    counted = Counter()
    for draft in drafts():
        if draft.section not in ("api", "storage"):
            continue
        section = read_section(draft.section, draft.text).section(draft.section)
        counted["items"] += len(getattr(section, "operations", ())) + len(getattr(section, "stores", ()))
        written = format_text(draft.text, section=draft.section).text
        counted["exact"] += len(re.findall(r"^(?:operation|store) \{", written, re.MULTILINE))
    print(f"{counted['exact']} of {counted['items']} operations and stores in the exact form")
    assert counted["exact"] <= 0.1 * counted["items"]


# Whole corpora, shuffled ------------------------------------------------------------------------------------

_TOKENS = {
    "api": "GET POST /feed /tweets/{id} ?cursor={c} -> returns: body: page of tweets getFeed ( ) , : text "
    "userId? # // ### ``` {} type Query { } rpc string [] !",
    "scale": "reads writes = 5 100k MB /s * + ( ) ~ ≈ -> => in 1..3 : ; , # // ### Traffic per day x",
    "storage": "tweets users ( ) : ; , id pk text -> index unique relational blob Redis because: drawback: ? "
    "bigint # // ``` sql CREATE TABLE INSERT INTO Postgres [ ] { }",
}


@pytest.mark.parametrize("section", ["api", "scale", "storage"])
@slow
@given(data=st.data())
def test_lines_of_the_corpus_mixed(section, data):
    lines = data.draw(st.lists(st.sampled_from(lines_of(section)), max_size=8))
    assert_faithful("\n".join(lines), section)


@pytest.mark.parametrize("section", ["api", "scale", "storage"])
@slow
@given(data=st.data())
def test_texts_of_the_notations_own_tokens(section, data):
    words = st.lists(st.sampled_from(_TOKENS[section].split(" ")), max_size=8).map(" ".join)
    assert_faithful("\n".join(data.draw(st.lists(words, max_size=6))), section)


@pytest.mark.parametrize("section", SECTIONS)
@slow
@given(text=st.text(max_size=200))
def test_any_text_as_a_section(section, text):
    assert_faithful(text, section)


@slow
@given(text=st.text(max_size=300))
def test_any_text_as_a_board(text):
    assert_faithful(text)


@slow
@given(data=st.data())
def test_boards_of_mixed_lines_and_headings(data):
    every = [line for section in ("api", "scale", "storage") for line in lines_of(section)]
    heads = [
        "## API",
        "## Scale",
        "### Storage",
        "# Notes",
        "## Lunch",
        "Tables:",
        "**Estimates**",
        "# Twitter",
        "",
    ]
    lines = data.draw(st.lists(st.sampled_from(every) | st.sampled_from(heads), max_size=14))
    assert_faithful("\n".join(lines))


# What is kept -----------------------------------------------------------------------------------------------


def test_comments_of_all_kinds_are_kept():
    typed = """# Twitter
by hand, on the train
## Scale
reads = 5/s  # a guess
// to be checked
## API
GET /feed  # cached
## Lunch
soup
## Problem statement
Build Twitter.
"""
    text = assert_faithful(typed).text
    assert (
        text
        == """# Twitter

by hand, on the train

## API
GET /feed

<!-- cached -->

## Scale
reads = 5/s

<!-- a guess -->
<!-- to be checked -->

## Problem statement
Build Twitter.

## Lunch
soup
"""
    )


def test_a_whole_board_comes_out_in_order():
    typed = "# Twitter\n## Data model\n- users: id, handle\n## Step 2: estimation\nreads: 5/s\n"
    assert format_text(typed).text == (
        "# Twitter\n\n## Scale\nreads = 5/s\n\n## Storage\nusers: id, handle\n"
    )


def test_region_markers_are_left_alone():
    typed = "### BEGIN SOLUTION\nreads: 5/s\n### END SOLUTION\n"
    formatted = format_text(typed, section="scale")
    assert (formatted.text, formatted.left) == (typed, (("board", HAS_MARKERS),))


def test_an_empty_text_stays_empty():
    assert format_text(" \n\n").text == ""


def test_an_unknown_section_is_named():
    with pytest.raises(KeyError, match="lunch"):
        format_text("soup", section="lunch")


def test_line_breaks_of_all_systems():
    assert format_text("reads: 5/s\r\nwrites: 1/s", section="scale").text == "reads = 5/s\nwrites = 1/s\n"
