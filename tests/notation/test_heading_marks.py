"""Headings that carry other marks than hashes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whiteboard.notation.board import read_board
from whiteboard.notation.parts import parts_of

STYLES = {
    "underlined": lambda number, title: f"{title}\n{'-' * len(title)}",
    "underlined by equals": lambda number, title: f"{title}\n{'=' * len(title)}",
    "capitals": lambda number, title: title.upper(),
    "numbered": lambda number, title: f"{number}. {title}",
    "numbered in two": lambda number, title: f"1.{number} {title}",
    "paragraph signs": lambda number, title: f"§{number} {title}",
    "roman": lambda number, title: f"{['I', 'II', 'III', 'IV'][number - 1]}. {title}",
    "lettered": lambda number, title: f"{'ABCD'[number - 1]}. {title}",
    "wiki": lambda number, title: f"== {title} ==",
    "asciidoc": lambda number, title: f"== {title}",
    "jira": lambda number, title: f"h2. {title}",
    "in brackets": lambda number, title: f"[{title}]",
    "between dashes": lambda number, title: f"--- {title} ---",
    "italic": lambda number, title: f"*{title}*",
    "starred": lambda number, title: f"* {title}",
    "latex": lambda number, title: f"\\section{{{title}}}",
    "tags": lambda number, title: f"<h2>{title}</h2>",
    "pictures": lambda number, title: f"📦 {title}",
    "steps": lambda number, title: f"Step {number} — {title}",
    "bold numbers": lambda number, title: f"**{number}. {title}**",
    "labels": lambda number, title: f"{title}:",
    "comments": lambda number, title: f"// {title}",
    "circled": lambda number, title: f"{'①②③④'[number - 1]} {title}",
}
SECTIONS = (
    ("Requirements", "access patterns", "- post a tweet\n- like a tweet"),
    ("Objects and data types", "objects", "Account: id, name\nTweet: id, text"),
    ("Endpoints", "api", "GET /feed?cursor={c}"),
    ("Storage", "storage", "tweets: id pk, text"),
)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_board_may_mark_its_headings_as_it_likes(style):
    text = "Twitter\n\n" + "\n\n".join(
        f"{style(number, title)}\n{body}" for number, (title, _, body) in enumerate(SECTIONS, start=1)
    )
    board = read_board(text)
    assert board.title == "Twitter"
    assert not board.unread
    assert len(board.access_patterns.requirements) == 2
    assert [thing.name for thing in board.objects.objects] == ["Account", "Tweet"]
    assert len(board.api.operations) == 1
    assert [store.name for store in board.storage.stores] == ["tweets"]


def test_bullets_are_headings_where_everything_stands_below_them():
    board = read_board(
        "- Twitter\n- Requirements\n    - post a tweet\n    - like a tweet\n- API\n    - GET /feed\n"
        "- Storage\n    - tweets: id pk, text\n"
    )
    assert board.title == "Twitter"
    assert len(board.access_patterns.requirements) == 2
    assert len(board.api.operations) == 1
    assert board.storage.stores[0].name == "tweets"


def test_items_of_a_numbered_list_are_no_headings():
    board = read_board(
        "1. Requirements\n\n1. post a tweet\n2. like a tweet\n\n2. Bottlenecks\n\n"
        "1. Database is slow at 5k/s; add replicas; costs stale reads\n\n2. Fan-out to millions; merge; costs 10 ms\n"
    )
    assert len(board.access_patterns.requirements) == 2
    assert len(board.bottlenecks.bottlenecks) == 2
    assert board.storage is None


def test_bare_words_are_headings_where_three_of_them_name_sections():
    board = read_board(
        "Twitter\n\nReqs\n- post a tweet\nCut: search, ads\n\nNapkin\nwrites = 1k/s\n\nAPI\nGET /feed\n\n"
        "Data\nusers(id pk, name)\ntweets(id pk, author_id fk users, text)\n\nArch\nclient -> api -> db\n\n"
        "Pain\n1. db: 5k/s; add replicas; costs stale reads\n"
    )
    assert [one.text for one in board.out_of_scope.exclusions] == ["search", "ads"]
    assert len(board.access_patterns.requirements) == 1
    assert len(board.scale.quantities) == 1
    assert [store.name for store in board.storage.stores] == ["users", "tweets"]
    assert len(board.design.edges) == 2
    assert len(board.bottlenecks.bottlenecks) == 1


def test_one_line_in_capitals_marks_nothing():
    board = read_board("## Requirements\n- post a tweet\nSTORAGE\n- like a tweet\n")
    assert board.storage is None


def test_a_rule_below_a_line_is_no_heading_where_nothing_else_is_underlined():
    board = read_board("## API\nGET /feed\n---\nPOST /tweets\n---\n")
    assert len(board.api.operations) == 2


def test_a_label_with_its_first_words_heads_a_section_that_nothing_else_heads():
    board = read_board("api\nGET /feed\n\ndb = MySQL, sharded\ntweets: id pk, text\n")
    assert [store.name for store in board.storage.stores] == ["tweets"]
    assert len(board.api.operations) == 1


def test_a_label_heads_nothing_where_a_heading_does():
    board = read_board("## Scale\nreads = 5k/s\n\nstorage: 5 TB\n## Storage\ntweets: id pk, text\n")
    assert len(board.storage.stores) == 1
    assert len(board.scale.quantities) == 2


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["== API ==", "Storage\n-----", "1. API", "2. Storage", "h2. Design", "- a", "---"]
            ),
            st.text(alphabet="ab #=-*.12\n\t|", max_size=30),
        ),
        max_size=25,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_line_gets_lost(pieces):
    text = "\n".join(pieces)
    found = parts_of(text)
    kept = [line.text for lines in found.sections.values() for line in lines]
    kept += [*found.before, *found.passed]
    for part in (*found.notes, *found.unknown):
        kept += [part.heading, *part.lines]
    words = {
        word for line in text.split("\n") for word in line.split() if word.strip("ab") == "" and len(word) > 2
    }
    said = " ".join([found.title or "", *kept])
    assert all(word in said for word in words)
