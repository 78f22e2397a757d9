"""Right APIs in whatever style keep their points; wrong ones are named for what is wrong with them."""

import importlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whiteboard.draft.api import Api, Operation, Parameter, Place, Returns
from whiteboard.draft.board import Board
from whiteboard.draft.finding import Finding, Severity
from whiteboard.notation.api import read_api
from whiteboard.notation.lines import numbered
from whiteboard.problems import load
from whiteboard.rules.catalogue import _REGISTERED
from whiteboard.rules.context import Context
from whiteboard.rules.matching import match

importlib.import_module("whiteboard.rules.api")

CORPUS = Path(__file__).parents[1] / "corpus" / "api"
CODES = [f"A{number}" for number in range(1, 11)]
RULES = {code: _REGISTERED[code] for code in CODES}
TWITTER = load("twitter")
GOOD = """\
POST /tweets {text} -> tweet id
GET /users/{id}/tweets?cursor={cursor} -> page of tweets
GET /feed?cursor={cursor} -> page of tweets
PUT /tweets/{id}/like
PUT /users/{id}/follow
"""


def check(text: str, problem=TWITTER) -> tuple[Api, list[Finding]]:
    api = read_api(numbered(text))
    context = Context(board=Board(api=api), problem=problem)
    return api, [finding for rule in RULES.values() for finding in rule.check(context)]


def codes(text: str, severity: Severity, problem=TWITTER) -> set[str]:
    return {finding.rule for finding in check(text, problem)[1] if finding.severity is severity}


@pytest.mark.parametrize("path", sorted((CORPUS / "right").glob("*.md")), ids=lambda path: path.stem)
def test_a_right_api_in_any_style_is_read_whole_and_loses_nothing(path):
    api, findings = check(path.read_text(encoding="utf-8"))
    assert api.unread == ()
    assert [f"{f.rule} {f.line} {f.message}" for f in findings if f.severity is Severity.MUST] == []


@pytest.mark.parametrize("path", sorted((CORPUS / "wrong").glob("*.md")), ids=lambda path: path.stem)
def test_a_wrong_api_loses_points_for_what_is_wrong_and_nothing_else(path):
    text = path.read_text(encoding="utf-8")
    expected = set(text.split("\n", maxsplit=1)[0].partition(":")[2].split())
    assert codes(text, Severity.MUST) == expected


def test_the_corpus_is_wide():
    assert len(list((CORPUS / "right").glob("*.md"))) >= 25
    assert len(list((CORPUS / "wrong").glob("*.md"))) >= 15


@pytest.mark.parametrize("code", CODES)
def test_a_rule_s_bad_example_breaks_it_and_its_good_one_breaks_nothing(code):
    rule = RULES[code]
    problem = TWITTER if rule.problem else None
    bad = [finding for finding in check(rule.bad, problem)[1] if finding.rule == code]
    assert rule.severity in {finding.severity for finding in bad}
    good = check(rule.good, problem)[1]
    assert code not in {finding.rule for finding in good}
    assert [finding for finding in good if finding.severity is Severity.MUST] == []


def test_each_missing_pattern_costs_its_part():
    _, findings = check("POST /tweets {text}\n")
    missing = [finding for finding in findings if finding.rule == "A1"]
    assert len(missing) == 4
    assert sum(finding.share for finding in missing) == pytest.approx(0.8)
    assert any("follow an account" in finding.message for finding in missing)


def test_messages_name_the_learner_s_own_words_and_line():
    _, findings = check("myHomeStream:\n  GET /stream/home\n  returns: list of chirps\n", None)
    (finding,) = [finding for finding in findings if finding.rule == "A3"]
    assert "myHomeStream" in finding.message
    assert "list of chirps" in finding.message
    assert finding.line == 2
    assert finding.try_.startswith("GET /stream/home?")


@pytest.mark.parametrize(
    ("timelines", "missing"),
    [
        ("GET /timeline\nGET /users/{id}/tweets\n", None),
        ("GET /timeline\nGET /feed\n", None),
        ("GET /users/{id}/timeline\nGET /users/{id}/tweets\n", None),
        ("GET /home\nGET /tweets?author={id}\n", None),
        ("GET /tweets?following=true\nGET /tweets?author={id}\n", None),
        ("GET /statuses/home_timeline\nGET /statuses/user_timeline\n", None),
        ("GET /profile/{handle} -> tweets\nGET /newsfeed\n", None),
        ("getFolloweesTweets(cursor)\ngetTweetsByUser(userId, cursor)\n", None),
        ("GET /gettimeline\nGET /getusertweets\n", None),
        ("GET /timelne\nGET /users/{id}/tweets\n", None),
        ("GET /users/{id}/timeline\n", "tweets of the accounts"),
        ("GET /feed\n", "its tweets"),
        ("GET /feed\nGET /tweets/{id}\n", "its tweets"),
        ("GET /users/{id}/tweets\nGET /users/{id}/followers\n", "tweets of the accounts"),
        ("GET /users/{id}/tweets\nGET /trending\n", "tweets of the accounts"),
    ],
)
def test_one_timeline_is_not_two(timelines, missing):
    rest = "POST /tweets\nPUT /tweets/{id}/like\nPUT /users/{id}/follow\n"
    _, findings = check(rest + timelines)
    found = [finding.message for finding in findings if finding.rule == "A1"]
    assert len(found) == (1 if missing else 0)
    assert not missing or missing in found[0]


@pytest.mark.parametrize(
    "line",
    [
        "POST /tweets",
        "POST /tweet",
        "POST /posts",
        "POST /statuses/update",
        "POST /users/{id}/tweets",
        "PUT /tweets/{id}",
        "postTweet(text)",
        "tweet(api_dev_key, text)",
        "createPost(text)",
        "publish(text)",
        "POST /tweets/create",
        "POST /messages {text}",
        "composeTweet(text)",
        "uploadTweet(text, media)",
        "POST /user/tweet/createPost",
    ],
)
def test_many_ways_to_publish(line):
    chosen = match(read_api(numbered(line)), TWITTER).chosen
    assert "publishTweet" in chosen


@pytest.mark.parametrize(
    "line",
    [
        "POST /tweets/{id}/like",
        "POST /tweets/{id}/bookmark",
        "POST /tweets/{id}/retweet",
        "DELETE /tweets/{id}",
        "GET /tweets",
        "POST /media",
        "PATCH /tweets/{id}",
        "POST /users/{id}/follow",
        "likeTweet(tweetId)",
        "deleteTweet(tweetId)",
        "POST /tweets/{id}/comments",
        "getTweets(userId)",
        "POST /login",
    ],
)
def test_what_is_not_publishing(line):
    chosen = match(read_api(numbered(line)), TWITTER).chosen
    assert "publishTweet" not in chosen


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("POST /favorites/create", "like"),
        ("PUT /likes/tweets/{id}", "like"),
        ("markTweetFavorite(user_id, tweet_id)", "like"),
        ("reactToTweet(tweetId, reaction)", "like"),
        ("toggleLike(tweetId)", "like"),
        ("POST /tweet/like", "like"),
        ("POST /tweets/{id}/actions {action: like|retweet}", "like"),
        ("POST /users/{id}/likes", "like"),
        ("POST /friendships/create", "follow"),
        ("followOrUnfollow(a, b)", "follow"),
        ("PUT /users/{id}/following/{other}", "follow"),
        ("POST /subscriptions", "follow"),
        ("POST /v1/follow/:userId", "follow"),
        ("POST /user/followOthers", "follow"),
        ("addFollower(a, b)", "follow"),
        ("Follow/unfollow user (/follow & /unfollow)", "follow"),
        ("POST /relations/{id} - follow an account", "follow"),
    ],
)
def test_many_ways_to_like_and_to_follow(line, pattern):
    assert pattern in match(read_api(numbered(line)), TWITTER).chosen


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("DELETE /tweets/{id}/like", "like"),
        ("POST /tweets/{id}/unlike", "like"),
        ("unlikeTweet(id)", "like"),
        ("GET /tweets/{id}/likes -> number of likes", "like"),
        ("DELETE /users/{id}/follow", "follow"),
        ("GET /users/{id}/followers", "follow"),
        ("unfollow(a, b)", "follow"),
    ],
)
def test_taking_back_and_counting_is_not_doing(line, pattern):
    assert pattern not in match(read_api(numbered(line)), TWITTER).chosen


@pytest.mark.parametrize(
    "line",
    [
        "GET /feed?page=2",
        "GET /feed?cursor={c}",
        "GET /feed?offset=0&limit=20",
        "GET /feed?limit=20&since_id={id}",
        "GET /feed?max_id={id}",
        "GET /feed?before={time}",
        "GET /feed?after={id}",
        "GET /feed?last_tweet_id={id}",
        "GET /feed?nextPageToken={t}",
        "GET /feed/{page}",
        "generateTimeline(user_id, current_time)",
        "GET /feed -> paginated list of tweets",
        "GET /feed - infinite scroll",
        "GET /feed -> {tweets: [Tweet], next_cursor}",
        "GET /feed -> Page<Tweet>",
        "feed(first: 10, after: x)",
        "GET /feed -> TweetConnection",
        "WS /feed",
        "GET /feed -> stream of tweets",
        "GET /feed\nAll list endpoints are paginated.\n",
        "GET /feed?start_time={t}",
        "GET /feed?bookmark={b}",
    ],
)
def test_many_ways_to_page(line):
    _, findings = check(line)
    assert [finding.message for finding in findings if finding.rule == "A3"] == []


@pytest.mark.parametrize(
    "line",
    [
        "GET /feed?limit=20",
        "getFeed(request: GetFeedRequest)",
        "GET /feed -> latest 20 tweets",
        "GET /feed -> page of tweets",
    ],
)
def test_what_may_be_paged_is_advice_only(line):
    _, findings = check(line)
    assert {finding.severity for finding in findings if finding.rule == "A3"} == {Severity.SHOULD}


@pytest.mark.parametrize(
    "line",
    [
        "GET /deleteTweet?id={id}",
        "GET /tweets/{id}/delete",
        "createTweet:\n  GET /tweets/text",
        "GET /likeTweet?id={id}",
        "GET /tweets/create?text={text}",
        "deleteTweet: GET /tweets/{id}",
        "GET /tweets/add?text={text}",
    ],
)
def test_a_state_change_with_get(line):
    assert "A4" in codes(line, Severity.MUST, None)


@pytest.mark.parametrize(
    "line",
    [
        "GET /tweets/{id}",
        "getTweets: GET /tweets",
        "GET /users/{id}/likes",
        "GET /posts",
        "GET /orders",
        "GET /updates",
        "GET /post/{id}",
        "Post details: GET /posts/{id}",
        "GET /reviews",
        "GET /users/{id}/following",
        "GET /share/{id}",
        "POST /search {q}",
        "searchTweets: POST /tweets/search",
        "POST /graphql",
        "listFollowers: GET /users/{id}/followers",
        "GET /bookings",
        "GET /reports/daily",
        "GET /tweets/{id}/like_count",
        "view home: GET /home",
        "POST /login {name}",
        "GET /settings",
        "GET /start",
        "GET /followers/list",
        "Tweet list: GET /tweets",
    ],
)
def test_reads_are_not_taken_for_state_changes(line):
    assert "A4" not in codes(line, Severity.MUST, None) | codes(line, Severity.SHOULD, None)


def test_a_read_with_post_is_advice():
    assert "A4" in codes("getFeed: POST /feed", Severity.SHOULD, None)
    assert "A4" not in codes("getFeed: POST /feed", Severity.MUST, None)


@pytest.mark.parametrize(
    "line",
    [
        "PUT /tweets/{id}",
        "PUT /tweets/{id}/like",
        "PUT /users/{id}/follow",
        "PUT /users/{id}/settings",
        "PUT /profile",
        "PUT /users/{id}/likes",
        "PUT /tweets/{id}/likes/{userId}",
        "PUT /users/me/following/{id}",
        "PUT /me/avatar",
        "POST /tweets",
        "PUT /users/{id}/preferences",
        "PUT /config",
    ],
)
def test_put_on_one_thing_is_fine(line):
    assert "A5" not in codes(line, Severity.MUST) | codes(line, Severity.SHOULD)


def test_put_on_a_collection_without_and_with_an_id_of_the_client():
    assert "A5" in codes(
        "bookInterview:\n  PUT /users/{userId}/bookings\n  returns: booking id", Severity.MUST, None
    )
    assert "A5" in codes("PUT /tweets {id, text}", Severity.SHOULD)
    assert "A5" in codes("putAvailability:\n  POST /users/{userId}/availability", Severity.SHOULD, None)


def test_the_actor_in_the_body_is_advice_and_the_target_is_not_the_actor():
    assert "A6" in codes("POST /tweets {user_id, text}", Severity.SHOULD)
    assert "A6" not in codes("POST /follow {userId}", Severity.SHOULD)
    assert "A6" not in codes("POST /users/{id}/follow", Severity.SHOULD)
    assert "A6" not in codes("POST /login {username, password}", Severity.SHOULD)
    assert "A6" in codes("postTweet(user_id, text)", Severity.NOTE)


def test_paths_that_disagree():
    assert "A7" in codes("GET /tweet/{id}\nPOST /tweets\n", Severity.SHOULD)
    assert "A7" in codes("POST /users/{id}/follow/{id}\n", Severity.SHOULD)
    assert "A7" in codes("POST /tweets/create\nGET /feed\n", Severity.SHOULD)
    assert "A7" not in codes(GOOD, Severity.SHOULD)


def test_payments_want_a_key_and_tweets_are_only_reminded():
    assert "A8" in codes("POST /payments {amount}", Severity.SHOULD, None)
    assert "A8" not in codes("POST /payments {amount, idempotency_key}", Severity.SHOULD, None)
    assert "A8" not in codes("POST /bookings\nHeaders: Idempotency-Key\n", Severity.SHOULD, None)
    assert "A8" in codes(GOOD, Severity.NOTE)
    assert "A8" not in codes(GOOD, Severity.MUST) | codes(GOOD, Severity.SHOULD)


def test_bytes_in_a_body_are_advice():
    assert "A9" in codes("POST /videos {title, file: bytes}", Severity.SHOULD, None)
    assert "A9" not in codes("POST /videos {title, mediaId}", Severity.SHOULD, None)
    assert "A9" not in codes(
        "POST /uploads -> presigned url\nPOST /videos {title, file: string}", Severity.SHOULD, None
    )


def test_a_public_read_with_a_key():
    asks = GOOD.replace("/tweets?cursor", "/tweets?api_key={key}&cursor")
    assert "A10" in codes(asks, Severity.SHOULD)
    assert "A10" not in codes(GOOD, Severity.SHOULD)


def test_rules_keep_silent_without_a_section_or_a_problem():
    for board in (Board(), Board(api=Api())):
        for problem in (None, TWITTER):
            context = Context(board=board, problem=problem)
            assert [finding for rule in RULES.values() for finding in rule.check(context)] == []


NAMES = st.text(max_size=20)
PARAMETERS = st.builds(
    Parameter,
    name=NAMES,
    place=st.sampled_from(Place),
    type=st.none() | NAMES,
    required=st.booleans(),
    example=st.none() | NAMES,
)
OPERATIONS = st.builds(
    Operation,
    name=NAMES,
    named=st.booleans(),
    method=st.sampled_from([None, "GET", "POST", "PUT", "DELETE", "WS", "RPC"]),
    path=st.none() | NAMES.map(lambda text: f"/{text}"),
    parameters=st.lists(PARAMETERS, max_size=3).map(tuple),
    returns=st.none()
    | st.builds(Returns, text=NAMES, many=st.booleans(), fields=st.lists(NAMES, max_size=2).map(tuple)),
    description=NAMES,
    reads=st.none() | st.booleans(),
    group=NAMES,
)


@settings(max_examples=200)
@given(st.lists(OPERATIONS, max_size=5), st.sampled_from([None, TWITTER]))
def test_no_rule_raises_on_any_api(operations, problem):
    context = Context(board=Board(api=Api(operations=tuple(operations))), problem=problem)
    for rule in RULES.values():
        for finding in rule.check(context):
            assert 0 <= finding.share <= 1
            assert finding.message
            assert finding.try_


def test_shares_of_missing_patterns_never_exceed_the_whole():
    _, findings = check("GET /weather -> forecast\n")
    assert sum(finding.share for finding in findings if finding.rule == "A1") == pytest.approx(1)
