"""What users can do is understood in sentences, lists, questions and tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.notation import read_section


def read(text):
    return read_section("access patterns", text).access_patterns


def only(text):
    (found,) = read(text).requirements
    return found


def test_a_name_a_given_and_an_order():
    found = only("getFeed: given an account, get the tweets of the accounts it follows, newest first")
    assert (found.name, found.given, found.order, found.reads) == (
        "getFeed",
        ("account",),
        "newest first",
        True,
    )


@pytest.mark.parametrize(
    ("text", "actor", "verb", "reads"),
    [
        ("Users should be able to post tweets", "Users", "post", False),
        ("As a user I want to follow somebody", "user", "follow", False),
        ("Viewers can watch a feed of videos", "Viewers", "watch", True),
        ("A developer tags a release", "A developer", "tag", False),
        ("FR3. Users follow creators", "Users", "follow", False),
        ("- [x] like a tweet", "", "like", False),
        ("**Post a tweet**", "", "post", False),
    ],
)
def test_who_does_what(text, actor, verb, reads):
    found = read(text).requirements
    if not found:  # a bold line is a label for what stands below it
        return
    assert (found[0].actor, found[0].verb, found[0].reads) == (actor, verb, reads)


def test_short_phrases_in_a_list_are_one_each():
    texts = [r.text for r in read("post tweets, follow people, home timeline (newest first)").requirements]
    assert texts == ["post tweets", "follow people", "home timeline (newest first)"]


def test_a_sentence_with_commas_is_one():
    assert only("given an account, get its tweets, newest first").given == ("account",)


def test_what_stands_under_a_given_knows_it():
    found = read(
        "Given an account:\n- get its followers\n- get its tweets\nGiven a tweet:\n- get its likes"
    ).requirements
    assert [r.given for r in found] == [("account",), ("account",), ("tweet",)]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Will users be able to search? No, out of scope.", "No, out of scope"),
        ("Can users like tweets? Yes", "Yes"),
        ("Will tweets be ranked?\n- A: no", "no"),
        ("Should we do ads? -> no", "no"),
    ],
)
def test_questions_take_their_answer(text, answer):
    found = only(text)
    assert found.question
    assert found.answer == answer


def test_nice_to_have_is_optional():
    found = read("Core:\n- post tweets\nNice to have:\n- search tweets").requirements
    assert [r.optional for r in found] == [False, True]


def test_a_table_is_read_by_its_head():
    found = only(
        "| Name | Given | Returns | Order |\n|---|---|---|---|\n| getFeed | account | tweets | newest first |"
    )
    assert (found.name, found.given, found.order) == ("getFeed", ("account",), "newest first")


def test_a_signature_names_the_pattern_and_what_is_given():
    found = only("tweetsOf(account) => tweets, newest first")
    assert (found.name, found.given) == ("tweetsOf", ("account",))


def test_what_asks_for_nothing_is_a_remark():
    found = read("Tweets cannot be edited.\nThe feed is chronological.")
    assert found.requirements == ()
    assert len(found.remarks) == 2


@pytest.mark.parametrize(
    ("text", "verb", "target", "reads"),
    [
        ("Code that is typed can be run", "run", "Code that is typed", False),
        ("An engineer can revert to the previous version", "revert", "to the previous version", False),
        ("As a visitor, I'd like to look at a profile", "look", "at a profile", True),
        ("Interviewer: declare free slots", "declare", "free slots", False),
        ("Users follow/unfollow other users", "follow", "users", False),
        ("Post a tweet – text up to 280 characters", "post", "tweet", False),
        ("Home feed: latest tweets by people you follow", "", "", None),
        ("postTweet: given a text, get the tweet's id", "post", "tweet", False),
        ("getFeed(user)", "get", "feed", True),
    ],
)
def test_what_is_done_to_what(text, verb, target, reads):
    found = only(text)
    assert (found.verb, found.target, found.reads) == (verb, target, reads)


def test_a_question_of_what_there_is_heads_the_list():
    found = read("What can users do??\n  - tweet\n  - follow people").requirements
    assert [(r.text, r.group) for r in found] == [
        ("tweet", "What can users do"),
        ("follow people", "What can users do"),
    ]


def test_an_answer_may_stand_below_in_any_words():
    assert only("Which order does the feed have?\n  - by time, for now").answer == "by time, for now"


def test_priorities_are_not_numbers():
    found = read("P0: posting\nP1: notifications").requirements
    assert [(r.text, r.optional) for r in found] == [("posting", False), ("notifications", True)]
    found = read("P1. post tweets\nP2. follow people").requirements
    assert [(r.text, r.optional) for r in found] == [("post tweets", False), ("follow people", False)]


def test_a_table_of_use_cases():
    text = "| # | Use case | Actor | Priority |\n|---|---|---|---|\n"
    text += "| 1 | Post a tweet | User | P0 |\n| 2 | Search | - | P2 |"
    assert [(r.actor, r.verb, r.optional) for r in read(text).requirements] == [
        ("User", "post", False),
        ("", "search", True),
    ]


def test_a_line_above_bullets_heads_them():
    found = read("Write path\n- post a tweet\nRead path\n- read the home feed, created_at desc").requirements
    assert [(r.group, r.order) for r in found] == [("Write path", None), ("Read path", "created_at desc")]


def test_the_types_behind_a_sentence_belong_to_it():
    assert only("Get all of its followers. (Account → Account)").target == "followers"


TOKENS = [
    "users", "can", "should be able to", "post", "get", "tweets", "given", "an account", ",", ".", ":", "?", "Yes", "no",
    "newest first", "\n", "\n", "- ", "1. ", "FR1", "**Core**", "Nice to have:", "| a | b |", "|---|---|", "getFeed",
    "(user)", "->", "=>", "A:", "Q:", "### x", "```", "and", "as a user I want to",
]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(TOKENS)).map(" ".join)))
def test_any_text_is_read(text):
    section = read(text)
    if section is not None:
        assert all(requirement.text for requirement in section.requirements)
