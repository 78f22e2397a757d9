"""Access patterns are written one a line, and in the exact form where a line could be read in another way."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.notation.test_access_patterns import TOKENS
from whiteboard.canonical.access_patterns import write_access_patterns
from whiteboard.notation.access_patterns import read_access_patterns
from whiteboard.notation.lines import numbered

CANONICAL = """\
getTweets: given an account, get its tweets, newest first
Users can post tweets and follow other people
Will users be able to search tweets? No, out of scope
Core:
- see the home feed, newest first
- like: like a tweet
Nice to have:
- search tweets
remark: Tweets cannot be edited"""

MORE = [
    *TOKENS, "Timeline", "post", "follow", "P0: ", "P1: ", "Search", "(later)", "Core:", "like(user, tweet)", "is", "can be",
    "run", ";", ". ", "Users", "feed", "| # | Use case | Actor |", "| 1 | Post | User |", "#", "//", "|", "etc", "Yes, one",
    "\n  ", "\n- ", "\n", "\n", "Creator", "What can users do?", "remark:", "Given a tweet:", "(yes)", "/",
    " / ", "’s", "用户",
]  # fmt: skip


def read(text):
    return read_access_patterns(numbered(text))


def said(section):
    return [replace(found, line=0) for found in section.requirements], sorted(section.remarks)


def check(text):
    section = read(text)
    lines = write_access_patterns(section)
    again = read("\n".join(lines))
    assert again.unread == ()
    assert said(again) == said(section)
    assert write_access_patterns(again) == lines


def test_the_canonical_form_is_written_as_it_stands():
    assert write_access_patterns(read(CANONICAL)) == CANONICAL.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "post tweets, follow, timeline, like",
        "**Post a tweet** – text up to 280 characters",
        "P0: posting\nP1: notifications",
        "Given an account:\n  - Get all of its followers. (Account → Account)\nAlso: like a tweet",
        "| # | Use case | Actor | Priority |\n|---|---|---|---|\n| 1 | Post | User | P2 |",
        "Will tweets be ranked?\n  - by time, for now",
        "getFeed(user)\nlike(tweet) / unlike(tweet)",
        "### Later\nsearch\n### Now\npost tweets",
        "用户可以发推文",
        "Is it? What is? Which feed?",
    ],
)
def test_what_was_understood_is_understood_again(text):
    check(text)


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(MORE), max_size=30).map(" ".join),
        st.lists(st.sampled_from(MORE), max_size=30).map("".join),
    )
)
def test_any_text_is_understood_again(text):
    check(text)
