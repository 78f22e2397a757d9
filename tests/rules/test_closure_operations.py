"""What C1 and C11 promise: what is promised is offered, and what is put aside is not built."""

import pytest

from whiteboard.draft.finding import Severity
from whiteboard.judge import check
from whiteboard.problems import available, load

PATTERNS = """\
## Access patterns
Users can post tweets and follow other people
Users can like a tweet
Users see their home timeline, newest first
Users see the tweets of one profile, newest first
Can users search? No
"""
REST = """\
POST /tweets {text}
PUT /users/{id}/follow
PUT /tweets/{id}/like
GET /timeline?cursor={c} -> page of tweets
GET /users/{id}/tweets?cursor={c} -> page of tweets
"""


def found(code, text, problem=None):
    return [finding for finding in check(text, problem=problem).findings if finding.rule == code]


def unserved(patterns, api, problem=None):
    return found("C1", f"{patterns}\n## API\n{api}", problem)


@pytest.mark.parametrize("problem", available())
def test_worked_boards_are_closed(problem):
    report = check(load(problem).board, problem=problem)
    assert [finding for finding in report.findings if finding.rule in ("C1", "C11")] == []


@pytest.mark.parametrize("problem", ["twitter", None])
@pytest.mark.parametrize(
    "api",
    [
        REST,
        "publish(text)\nfollow(userId)\nfavorite(tweetId)\nhome(cursor) -> tweets\nprofileTweets(userId, cursor) -> tweets",
        "POST /statuses {text}\nPOST /friendships\nPOST /favorites\nGET /home?cursor={c}\n"
        "GET /statuses/by/{user}?cursor={c}",
        "type Mutation {\n createTweet(text: String!): Tweet\n followUser(id: ID!): User\n likeTweet(id: ID!): Tweet\n}\n"
        "type Query {\n feed(after: String): TweetConnection\n userTweets(id: ID!, after: String): TweetConnection\n}",
    ],
    ids=["rest", "functions", "other words", "graphql"],
)
def test_any_api_that_offers_all_will_do(api, problem):
    assert unserved(PATTERNS, api, problem) == []


@pytest.mark.parametrize(
    ("without", "message"),
    [
        ("PUT /users/{id}/follow\n", "follow other people"),
        ("PUT /tweets/{id}/like\n", "Users can like a tweet"),
        ("GET /timeline?cursor={c} -> page of tweets\n", "Users see their home timeline, newest first"),
    ],
)
def test_what_no_operation_offers_is_named(without, message):
    [finding] = unserved(PATTERNS, REST.replace(without, ""), "twitter")
    assert finding.message == f"{message}: no operation of the API offers it."
    assert (finding.severity, finding.share) == (Severity.MUST, 0.25)


@pytest.mark.parametrize(
    "more",
    [
        "Can users mute others? No",
        "Nice to have:\n- mute others",
        "Users can mute others\n## Out of scope\nmute",
    ],
)
def test_what_is_not_to_be_built_needs_no_operation(more):
    assert unserved(PATTERNS + more, REST, "twitter") == []


def test_a_question_without_an_answer_is_no_promise_yet():
    [finding] = unserved(PATTERNS + "Can users mute a conversation?", REST, "twitter")
    assert finding.severity is Severity.SHOULD


@pytest.mark.parametrize(
    ("scope", "rest"),
    [
        ("search, trends", "## API\nsearchTweets(query) -> tweets"),
        ("search", "## API\nGET /search?q={q}"),
        ("editing tweets", "## API\neditTweet(id, text)"),
        ("comments on tweets", "## API\nPOST /tweets/{id}/comments {text}"),
        ("notifications", "## Design\npeople -> api server -> notification service"),
        ("analytics", "## Storage\nanalytics (document): id pk, count"),
        ("retweets", "## Access patterns\nUsers can retweet\nUsers can post"),
        ("payments", "## Access patterns\nWill users search tweets? No\n## API\nsearchTweets(query)"),
        ("payments", "## Questions\nDo we need search? no\n## API\nGET /search?q={q}"),
    ],
)
def test_what_is_put_aside_is_not_built(scope, rest):
    [finding] = found("C11", f"## Out of scope\n{scope}\n{rest}\n")
    assert finding.severity is Severity.MUST


@pytest.mark.parametrize(
    ("scope", "rest"),
    [
        ("advanced search", "## API\nGET /search?tag={tag}"),
        ("media upload", "## Storage\ntweets (relational): id pk, text, media_url"),
        ("direct messages", "## Storage\nmessages (relational): id pk, text"),
        ("mobile client, UI", "## Design\nmobile client -> api server -> db (relational)"),
        ("authentication (we assume that it exists)", "## API\nPOST /authentication"),
        ("ranking of the feed", "## API\nGET /feed"),
    ],
)
def test_what_only_sounds_alike_is_passed_over(scope, rest):
    assert found("C11", f"## Out of scope\n{scope}\n{rest}\n") == []


@pytest.mark.parametrize(
    ("scope", "rest"),
    [
        ("user profiles", "## API\nGET /profiles/{id}/tweets"),
        ("user accounts and login", "## Storage\naccounts (relational): id pk, name"),
    ],
)
def test_in_doubt_it_is_advice(scope, rest):
    assert [f.severity for f in found("C11", f"## Out of scope\n{scope}\n{rest}\n")] == [Severity.SHOULD]
