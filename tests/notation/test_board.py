"""A board is split into its sections, and nothing that was typed is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.draft.board import SECTIONS, Board
from whiteboard.notation import read_board, read_section
from whiteboard.notation.headings import heading, section_of

API_HEADINGS = [
    "## API", "# api", "### System interface definition", "## Step 3: System interface definition",
    "**API**", "**API Design:**", "API:", "API", "## 4. Define expected APIs",
    "## API or System Interface (~5 minutes)",
    "## 2.2 API", "##API", "## REST API", "## API Endpoints", "## :rocket: API",
]  # fmt: skip
SCALE_HEADINGS = [
    "## Scale", "## Scale Estimation", "# 5. Back-of-the-envelope calculation", "## Capacity Estimation",
    "Back of the envelope:", "**Estimates**", "## 2.3 Scale", "## Capacity Estimation and Constraints",
    "### Capacity estimation & constraints",
]  # fmt: skip
STORAGE_HEADINGS = [
    "## Storage", "## 3.1 Data storage", "## Data model", "## Step 4: Defining data model", "Database schema",
    "**Tables**", "## Schema (PostgreSQL)", "## DB design", "## 6. Define data model",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "section"),
    [(text, "api") for text in API_HEADINGS]
    + [(text, "scale") for text in SCALE_HEADINGS]
    + [(text, "storage") for text in STORAGE_HEADINGS],
)
def test_usual_headings_name_their_section(text, section):
    assert heading(text).section == section


@pytest.mark.parametrize(
    "text",
    [
        "Storage: 5 TB a year",
        "API server x4",
        "getFeed:",
        "reads = 5",
        "- Tables: a, b",
        "",
        "#",
        "scale 10x",
    ],
)
def test_content_is_not_taken_for_a_section_heading(text):
    found = heading(text)
    assert found is None or found.section is None


def test_sections_come_in_any_order_and_keep_their_line_numbers():
    board = read_board(
        "# Twitter\n\n## Storage\ntweets: id pk, text\n\n## API\nGET /feed -> page of tweets\n"
    )
    assert board.title == "Twitter"
    assert board.api.operations[0].line == 7
    assert board.storage.stores[0].line == 4
    assert board.unread == ()


def test_a_section_that_stands_twice_is_read_as_one():
    board = read_board("## API\nGET /feed\n## Storage\nt: id\n## API\nGET /tweets\n")
    assert [operation.path for operation in board.api.operations] == ["/feed", "/tweets"]


def test_an_unknown_section_is_reported_with_the_nearest_known_one():
    board = read_board("# Twitter\n## Storing\ntweets: id\n")
    assert board.storage is None
    assert [unread.line for unread in board.unread] == [2, 3]
    assert "'storage'" in board.unread[0].hint


@pytest.mark.parametrize(
    ("typed", "section"),
    [
        ("Storrage", "storage"),
        ("Bottelnecks", "bottlenecks"),
        ("Non functional requirments", "qualities"),
        ("Functional requirments", "access patterns"),
        ("Archtecture", "design"),
        ("3. Estimatons", "scale"),
    ],
)
def test_a_heading_with_a_slip_of_the_keyboard_is_read_as_what_it_means(typed, section):
    board = read_board(f"# Twitter\n## {typed}\nsomething that is said\n## API\nGET /feed\n")
    assert not board.unread
    assert board.section(section) is not None


def test_a_deeper_heading_belongs_to_its_section():
    board = read_board("## API\n### Publish a tweet\nPOST /tweets\n### Read the feed\nGET /feed\n")
    assert board.unread == ()
    assert len(board.api.operations) == 2


def test_storage_within_an_estimate_is_a_part_of_it():
    board = read_board(
        "## Capacity estimation\n### Traffic\nwrites = 1k/s\n### Storage\nstored = 1k/s * 1 KB\n"
    )
    assert board.storage is None
    assert len(board.scale.quantities) == 2


def test_bare_subheadings_within_an_estimate_are_parts_of_it():
    board = read_board(
        "## Scale\nTraffic:\nwrites = 1k/s\nStorage:\nstored = 1k/s * 1 KB\n## API\nGET /feed\n"
    )
    assert board.storage is None
    assert len(board.scale.quantities) == 2
    assert board.api is not None


def test_known_sections_without_a_reader_are_named_and_their_lines_are_not_errors():
    board = read_board("# T\n## Problem statement\nDesign it.\n## API\nGET /feed\n## References\na book\n")
    assert board.unjudged == (("notes", 2), ("notes", 6))
    assert board.unread == ()


SAID = {
    "questions": "Will tweets carry photos? Yes.",
    "objects": "Account: handle, name",
    "relations": "Account follows Account",
    "access patterns": "Users should be able to post tweets",
    "qualities": "availability: 99.9%, because downtime costs revenue",
    "out of scope": "search, trends",
    "data types": "Photo: media, 1 MB",
    "design": "client -> api server -> tweets db",
    "bottlenecks": "tweets db: 5k/s; add replicas; costs stale reads",
}
HEADINGS = [
    ("## Clarifying questions", "questions"), ("## Core Entities (~2 minutes)", "objects"),
    ("## 1.1 Identify the main objects", "objects"), ("**Business objects**", "objects"),
    ("## Relations between objects", "relations"), ("## Step 1: Functional requirements", "access patterns"),
    ("# USE CASES", "access patterns"), ("## User stories", "access patterns"),
    ("## Non-functional requirements", "qualities"), ("## NFRs", "qualities"),
    ("## Quality attributes", "qualities"), ("## Out-of-scope", "out of scope"),
    ("## Below the line (out of scope)", "out of scope"), ("## 2.1 Data types", "data types"),
    ("## High-Level Design (~10-15 minutes)", "design"), ("## 7. Create high-level design", "design"),
    ("## Architecture", "design"), ("## Deep Dives (~10 minutes)", "bottlenecks"),
    ("## Step 7: Identifying and resolving bottlenecks", "bottlenecks"), ("## Wrap up", "bottlenecks"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "section"), HEADINGS)
def test_every_section_goes_by_its_usual_names(typed, section):
    board = read_board(f"# Twitter\n{typed}\n{SAID[section]}\n")
    found = board.section(section)
    assert found is not None
    assert not found.is_empty
    assert found.unread == board.unread == ()


def test_the_parts_of_the_requirements_are_told_apart_by_labels():
    board = read_board(
        "## Requirements\n**Functional**\n- post tweets\n**Non-functional**\n- availability: 99.9%\n"
        "**Out of scope**\n- search\n## API\nGET /feed\n"
    )
    assert [r.line for r in board.access_patterns.requirements] == [3]
    assert [q.line for q in board.qualities.qualities] == [5]
    assert [e.line for e in board.out_of_scope.exclusions] == [7]


def test_the_parts_of_the_requirements_may_go_on_behind_their_label():
    board = read_board("## Requirements\nFunctional: post tweets\nNon-functional: availability 99.9%\n")
    assert board.access_patterns is not None
    assert [q.line for q in board.qualities.qualities] == [3]


def test_a_heading_in_a_deep_dive_goes_deeper_when_its_section_stands_elsewhere():
    board = read_board(
        "## Storage\ntweets: id pk, text\n## Deep dives\n### Database\nreads at 5k/s; add replicas; "
        "stale reads\n"
    )
    assert len(board.storage.stores) == 1
    assert not board.bottlenecks.is_empty


def test_a_heading_in_a_deep_dive_is_its_section_when_no_other_is():
    board = read_board("## Deep dive\n### API\nGET /feed\n### Data model\ntweets: id pk, text\n")
    assert board.api is not None
    assert board.storage is not None


@pytest.mark.parametrize(
    "text", ["", "   \n\n", "# type your draft here", "// nothing yet\n", "```\n```\n", "### BEGIN SOLUTION"]
)
def test_a_section_with_nothing_in_it_is_untouched(text):
    board = read_section("api", text)
    assert board.api is None
    assert board.untouched == ("api",)


def test_region_markers_are_never_read_as_text():
    board = read_section("api", "### BEGIN SOLUTION\nGET /feed\n### END SOLUTION\n")
    assert board.api.unread == ()
    assert board.api.operations[0].line == 2


def test_an_unknown_section_name_lists_what_exists():
    with pytest.raises(KeyError, match="api, scale, storage"):
        read_section("lunch", "")


def _lines_accounted_for(board: Board, text: str) -> None:
    for unread in board.unread:
        assert 1 <= unread.line <= text.count("\n") + text.count("\r") + 1


@given(st.text())
def test_any_text_gives_a_board(text):
    _lines_accounted_for(read_board(text), text)


ANY_LINE = [
    *API_HEADINGS,
    *SCALE_HEADINGS,
    *STORAGE_HEADINGS,
    "# x",
    "## y",
    "```",
    "GET /a",
    "a = 1",
    "t: id",
]


@given(st.lists(st.sampled_from(ANY_LINE), max_size=30))
def test_any_mixture_of_headings_gives_a_board(lines):
    text = "\n".join(lines)
    _lines_accounted_for(read_board(text), text)


@given(st.text(), st.sampled_from(SECTIONS))
def test_any_text_gives_a_section(text, section):
    read_section(section, text)


@given(st.text(max_size=120))
def test_any_text_may_be_asked_for_its_section(text):
    section_of(text)
    heading(text)
