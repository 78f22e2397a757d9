"""One thing under several names: what is in doubt counts as the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.problems import load
from whiteboard.rules.closure.names import Bag, Names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tweet", "tweets"),
        ("Tweet", "tweets_by_user"),
        ("Tweet", "tweets db"),
        ("Tweet", "UserTweets"),
        ("Follow", "followers"),
        ("Booking", "book requests"),
        ("Deployment", "deploy worker"),
        ("likedTweets", "likedtweets"),
        ("Category", "categories"),
    ],
)
def test_names_of_one_thing_are_related(one, other):
    names = Names(None)
    assert names.related(one, other)
    assert names.related(other, one)
    assert Bag(names, [other]).has(one)


@pytest.mark.parametrize(
    ("one", "other"), [("Tweet", "likes"), ("User", "tweets table"), ("Video", "viewer db")]
)
def test_names_of_two_things_are_not(one, other):
    names = Names(None)
    assert not names.related(one, other)
    assert not Bag(names, [other]).has(one)


def test_a_synonym_counts_only_where_the_problem_knows_it():
    assert not Names(None).related("Tweet", "posts")
    assert Names(load("twitter")).related("Tweet", "posts")


@pytest.mark.parametrize(
    "name", ["database", "Postgres", "metadata store", "main db", "Primary MySQL database"]
)
def test_a_place_without_a_purpose_is_generic(name):
    assert Names(None).is_generic(name)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_name_and_the_order_does_not_matter(one, other):
    names = Names(None)
    assert names.related(one, other) == names.related(other, one)
