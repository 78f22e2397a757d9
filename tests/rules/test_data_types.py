"""What the rules on data types promise: what rows must hold, and what they must not."""

import pytest

from tests.rules.test_storage import judged, musts, of
from tests.shorthand import storage
from whiteboard.draft.finding import Severity

FOLLOWS = "follows: follower_id, followee_id; pk (follower_id, followee_id)"


def test_a_tweet_needs_its_author():
    findings = judged(storage("users: id pk, name", "tweets: id pk, text, created_at", FOLLOWS))
    [finding] = of("T4", findings)
    assert (finding.severity, finding.message) == (
        Severity.MUST,
        "No column of tweets says which account is the author of a tweet.",
    )


def test_a_tweet_may_say_its_author_in_another_store():
    draft = storage(
        "tweets: id pk, text, created_at", "user_tweets: user_id, tweet_id; pk (user_id, tweet_id)", FOLLOWS
    )
    assert of("T4", judged(draft)) == []


def test_a_follow_needs_both_its_sides():
    [finding] = of("T4", judged(storage("users: id pk", "follows: id pk, follower_id -> users")))
    assert "the followee of a follow" in finding.message


def test_a_counter_named_likes_is_no_relation_gone_wrong():
    assert "T4" not in musts(judged(storage("likes: tweet_id pk, count")))


def test_a_bucket_needs_a_row_that_points_to_it():
    lost = judged(storage("tweets: id pk, author_id, created_at", "photos (blob):"))
    assert [finding.severity for finding in of("T2", lost)] == [Severity.SHOULD]
    found = judged(storage("tweets: id pk, author_id, photo_url, created_at", "photos (blob):"))
    assert of("T2", found) == []


def test_a_thing_without_any_identifier():
    [finding] = of("T3", judged(storage("tweets: text, author_id, created_at")))
    assert finding.severity is Severity.MUST
    for line in (
        "tweets: TweetID, text",
        "tweets (document): text, author",
        "tweets: text, number; pk (number)",
    ):
        assert of("T3", judged(storage(line))) == []


def test_a_list_of_followers_must_be_searched_for_a_feed():
    draft = storage(
        "users: id pk, name, followers:list", "tweets: id pk, user_id, created_at; index (user_id)"
    )
    assert [finding.severity for finding in of("T5", judged(draft))] == [Severity.MUST]


def test_an_index_over_the_elements_serves_the_search():
    draft = storage(
        "users: id pk, name, followers:list; index (followers)",
        "tweets: id pk, user_id, created_at; index (user_id)",
    )
    assert of("T5", judged(draft)) == []


def test_a_mutable_name_as_key_is_advice():
    [finding] = of("T3", judged(storage("users: email pk, name")))
    assert finding.severity is Severity.SHOULD


def test_a_table_of_pairs_needs_no_identifier():
    assert of("T3", judged(storage("follows: follower_id, followee_id"))) == []


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("tweets: id pk, author_id, video:bytea, created_at", Severity.MUST),
        ("tweets: id pk, author_id, image:longblob, created_at", Severity.MUST),
        ("tweets: id pk, author_id, body:blob, created_at", Severity.SHOULD),
        ("tweets: id pk, author_id, photo:varchar, created_at", None),
        ("tweets: id pk, author_id, media, created_at", None),
        ("tweets: id:binary(16) pk, author_id:binary(16), created_at", None),
        ("tweets: id pk, author_id, video_hash:bytea, created_at", Severity.MUST),
    ],
)
def test_only_bytes_of_media_in_a_row_cost(line, severity):
    found = of("T1", judged(storage(line)))
    assert [finding.severity for finding in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("key", "severity"),
    [
        ("id", Severity.MUST),
        ("id:uuid", Severity.MUST),
        ("id:bigint", Severity.SHOULD),
        ("id:bigserial", None),
        ("id:timeuuid", None),
        ("id:ulid", None),
    ],
)
def test_an_identifier_that_grows_with_time_is_an_order(key, severity):
    draft = storage(
        f"tweets: {key} pk, author_id, text; index (author_id)",
        "follows: follower_id, followee_id; pk (follower_id, followee_id)",
    )
    assert [finding.severity for finding in of("T6", judged(draft))] == ([severity] if severity else [])


def test_a_list_in_a_document_that_must_be_searched_is_advice():
    draft = storage(
        "users (document): _id pk, name, followers:list",
        "tweets: id pk, user_id, created_at; index (user_id, created_at)",
    )
    assert [finding.severity for finding in of("T5", judged(draft))] == [Severity.SHOULD]


def test_a_list_that_is_read_whole_is_fine():
    draft = storage(
        "users: id pk, name, following:list",
        "tweets: id pk, user_id, created_at; index (user_id, created_at)",
    )
    assert musts(judged(draft)) == []


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        ("uuid", "bigint", Severity.MUST),
        ("bigint", "varchar(20)", Severity.SHOULD),
        ("bigint", "int", Severity.SHOULD),
        ("uuid", "uuid", None),
        ("serial", "int", None),
        ("bigint", None, None),
    ],
)
def test_references_fit_their_keys(one, other, severity):
    typed = f":{other}" if other else ""
    draft = storage(f"users: id:{one} pk, name", f"tweets: id:uuid pk, user_id{typed} -> users, created_at")
    assert [finding.severity for finding in of("T7", judged(draft))] == ([severity] if severity else [])
