"""M4, C2: each operation is walked through the design to the store of what it is about."""

import pytest

from tests.rules.test_closure_held import found
from whiteboard.draft.finding import Severity

API = (
    "## API\ngetFeed:\n  GET /feed\ngetTweets:\n  GET /users/{id}/tweets\npostTweet:\n  POST /tweets\n\n"
    "## Design\n"
)
STORAGE = (
    "\n## Storage\ntweets (relational): id pk, user_id, text, created_at\n"
    "feeds (key-value): user_id pk, tweet_ids\n"
)


@pytest.mark.parametrize(
    "design",
    [
        "client -> load balancer -> api server x2 -> tweets db (relational)",
        "client -> api server x2\napi server -> tweets db (relational): getFeed, getTweets, postTweet",
        "client -> api server x2\napi server -> tweets db (relational): read feed, GET "
        "/users/{id}/tweets, post a tweet",
        "client -> api server x2\napi server -> tweets db (relational): reads, writes",
        "client -> api server x2\napi server -> tweets db (relational): SQL",
        "client -> api server x2\napi server -> tweets db (relational): getTweets\napi server -> tweets db",
        "client -> api server x2: getFeed, getTweets, postTweet\napi server -> tweets db (relational)",
        "client -> read service x2: getFeed, getTweets\nclient -> write service x2: postTweet\n"
        "read service -> tweets db (relational)\nwrite service -> write queue -> worker -> tweets db",
        "api server x2 -> tweets db (relational)",
    ],
)
def test_a_design_may_name_its_operations_in_many_ways(design):
    assert found("M4", API + design) == []
    assert found("C2", API + design + STORAGE) == []


def test_an_operation_on_an_arrow_that_is_not_reached():
    design = (
        "client -> api server x2 -> tweets db (relational): getTweets, getFeed\n"
        "writer service x2 -> tweets db: postTweet\n"
    )
    [finding] = found("M4", API + design)
    assert finding.severity is Severity.MUST
    assert "postTweet" in finding.message
    assert "writer service" in finding.message
    assert finding.share == pytest.approx(1 / 3)


def test_clients_without_an_arrow_reach_nothing():
    [finding] = found("M4", API + "client -> load balancer\napi server x2 -> tweets db (relational)")
    assert finding.severity is Severity.MUST
    assert finding.share == 1


def test_an_operation_that_no_arrow_names_is_advice():
    design = "client -> api server x2\napi server -> tweets db (relational): getTweets, getFeed\n"
    [finding] = found("M4", API + design)
    assert finding.severity is Severity.SHOULD
    assert "postTweet" in finding.message


def test_a_store_that_no_way_leads_to():
    design = "client -> api server x2 -> feeds (key-value)\nimport job worker -> tweets db (relational)\n"
    [finding] = found("C2", API + design + STORAGE)
    assert finding.severity is Severity.MUST
    assert "tweets db" in finding.message
    assert "getTweets and postTweet" in finding.message


def test_a_cache_in_front_answers_for_what_is_behind():
    design = (
        "client -> api server x2\napi server -> tweet cache (hit 90%): getTweets, getFeed\n"
        "api server -> tweets db (relational): postTweet\n"
    )
    assert found("C2", API + design + STORAGE) == []


def test_circles_end():
    design = (
        "client -> a service -> b service -> a service\nb service -> tweets db (relational) -> b service\n"
    )
    assert found("M4", API + design) == []
