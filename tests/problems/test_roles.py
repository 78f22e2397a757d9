"""A draft is understood by what its stores can say, however they are called."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.shorthand import WORKED, storage
from whiteboard.draft.storage import Column, Storage, Store
from whiteboard.problems import load
from whiteboard.problems.roles import find_roles, is_opaque
from whiteboard.problems.tidy import tidy

TWITTER = load("twitter")


def roles_of(*lines):
    return find_roles(tidy(storage(*lines))[0], TWITTER)


@pytest.mark.parametrize(
    ("line", "follower", "followee"),
    [
        ("follows: follower_id, followee_id", "follower_id", "followee_id"),
        ("follows: follower_id, account_id", "follower_id", "account_id"),
        ("Followers: account_id, follower_id", "follower_id", "account_id"),
        ("followers: user_id, follower_id", "follower_id", "user_id"),
        ("UserFollow: UserID1, UserID2", "UserID1", "UserID2"),
        ("follows: from_user, to_user", "from_user", "to_user"),
        ("edges: source, target", "source", "target"),
        ("follows: follower, following", "follower", "following"),
        ("follows: user_id, follows_id", "user_id", "follows_id"),
        ("follows: follower_id, followed_id", "follower_id", "followed_id"),
        ("follows: following_user_id, followed_user_id", "following_user_id", "followed_user_id"),
        ("follows: user_id, following_id", "user_id", "following_id"),
        ("followings: id pk, userId, followingId, createdAt", "userId", "followingId"),
        ("follow_relationships: follower_uuid, followee_uuid, created_at", "follower_uuid", "followee_uuid"),
        ("user_follows: user_id, followed_user_id", "user_id", "followed_user_id"),
        ("follows: followerId, followedId", "followerId", "followedId"),
        ("Follow: FollowerID, FolloweeID", "FollowerID", "FolloweeID"),
        ("subscriptions: subscriber_id, publisher_id", "subscriber_id", "publisher_id"),
        ("follow: id pk, who, whom", "who", "whom"),
        ("follows: followed_by, user_id", "followed_by", "user_id"),
        ("friendships: user_id, friend_id", "user_id", "friend_id"),
        ("relations: follower_id, followee_id", "follower_id", "followee_id"),
        ("follows: fromUserId, toUserId", "fromUserId", "toUserId"),
        ("follows: from_id, to_id", "from_id", "to_id"),
        ("follows: src_id, dst_id", "src_id", "dst_id"),
        ("following_users: user_id, following_user_id", "user_id", "following_user_id"),
        ("follows: follower_handle, followee_handle", "follower_handle", "followee_handle"),
        ("follows: user_handle, follows_handle", "user_handle", "follows_handle"),
        ("user_followers: user_id, follower_user_id", "follower_user_id", "user_id"),
    ],
)
def test_both_sides_of_a_follow_are_told_apart(line, follower, followee):
    [holding] = roles_of("users: id pk, name", line).of("follow")
    assert dict(holding.columns)["follower"] == follower
    assert dict(holding.columns)["followee"] == followee


@pytest.mark.parametrize(
    ("line", "author", "created"),
    [
        ("tweets: id, author_id, text, created_at", "author_id", "created_at"),
        ("Post: PostID, UserID, Content, TimeStamp", "UserID", "TimeStamp"),
        ("statuses: id, user_id, body, posted_at", "user_id", "posted_at"),
        ("tweet: tweetId, userId, text, createdAt", "userId", "createdAt"),
        ("tweets: id, posted_by, text, time", "posted_by", "time"),
        ("tweets: id, owner, text, ts", "owner", "ts"),
        ("tweets: id, handle, text, date", "handle", "date"),
        ("tweets: id, in_reply_to_user_id, user_id, text, updated_at, created_at", "user_id", "created_at"),
        ("tweets_by_user: user_id, created_at, tweet_id, text", "user_id", "created_at"),
        ("tbl_tweets: tweetid, userid, content, creationdate", "userid", "creationdate"),
        ("user_tweets: user_id, tweet_id, created_at", "user_id", "created_at"),
        ("tweets: id, account, text, published", "account", "published"),
        ("messages: message_id, author_id, text, pub_date", "author_id", "pub_date"),
        ("tweets: id, creator_id, content, creation_time", "creator_id", "creation_time"),
        ("tweets: id, uid, content, created_on", "uid", "created_on"),
        ("tweets: id, username, content, tweeted_at", "username", "tweeted_at"),
    ],
)
def test_a_tweets_author_and_time_are_found(line, author, created):
    holding = roles_of("users: id pk, name", line).of("tweet")[0]
    assert (holding.columns.get("author"), holding.columns.get("created")) == (author, created)


@pytest.mark.parametrize(
    ("line", "thing"),
    [
        ("home_timeline: user_id, tweet_id, created_at", "feed"),
        ("user_feeds: user_id, tweet_id, created_at", "feed"),
        ("newsfeed: user_id, post_id", "feed"),
        ("feed_items: user_id, tweet_id, score", "feed"),
        ("timelines (key-value): user_id, tweet_ids", "feed"),
        ("timeline_cache (cache): user_id, tweets", "feed"),
        ("tweet_likes: tweet_id, user_id", "like"),
        ("FavoriteTweets: UserID, TweetID, TimeStamp", "like"),
        ("favorites: user_id, tweet_id", "like"),
        ("likes_by_tweet: tweet_id, user_id", "like"),
        ("liked_tweets: user_id, tweet_id", "like"),
        ("user_likes: user_id, tweet_id", "like"),
        ("user_profiles: id, name", "account"),
        ("Users Table: id, name", "account"),
        ("followers_by_user: user_id, follower_id", "follow"),
        ("social_graph (graph): follower, followee", "follow"),
    ],
)
def test_a_store_is_known_by_its_name(line, thing):
    assert thing in {holding.thing for holding in roles_of(line).holdings}


@pytest.mark.parametrize(
    "line",
    [
        "sessions: id, user_id, created_at, token",
        "tweet_hashtags: tweet_id, hashtag",
        "notifications: id, user_id, text, created_at",
    ],
)
def test_another_thing_is_not_taken_for_one_of_the_problem(line):
    assert roles_of(line).holdings == ()


def test_a_list_of_followers_in_an_account_is_a_packed_relation():
    [holding] = roles_of("users: id pk, name, followers").of("follow")
    assert holding.packed == "followers"
    assert dict(holding.columns) == {"followee": "id", "follower": "followers"}


def test_a_number_of_followers_is_not_a_relation():
    assert roles_of("users: id pk, name, followers_count:int, following:int").of("follow") == ()


def test_references_tell_what_words_do_not():
    [holding] = roles_of("people: id pk", "follows: a -> people, b -> people").of("follow")
    assert dict(holding.columns) == {"follower": "a", "followee": "b"}
    assert holding.either_way


def test_a_single_table_design_is_left_undecided():
    table = Store(name="app", columns=(Column(name="PK"), Column(name="SK"), Column(name="type")))
    assert is_opaque(table)
    roles = find_roles(Storage(stores=(table,)), TWITTER)
    assert roles.opaque == (table,)
    assert roles.holdings == ()


def test_the_worked_storage_is_understood_whole():
    roles = find_roles(tidy(WORKED)[0], TWITTER)
    assert [holding.thing for holding in roles.holdings] == ["account", "tweet", "follow", "like", "feed"]


NAMES = some.sampled_from(
    [
        "id",
        "tweets",
        "author_id",
        "follower",
        "followee",
        "UserID1",
        "created_at",
        "pk",
        "sk",
        "🐦",
        "'\"",
        "_",
        "a.b",
    ]
) | some.text(max_size=6)


@settings(max_examples=60, deadline=None)
@given(some.lists(some.tuples(NAMES, some.lists(NAMES, max_size=6)), max_size=5))
def test_any_names_are_taken(tables):
    draft = Storage(
        stores=tuple(
            Store(
                name=name,
                columns=tuple(Column(name=column) for column in columns),
                primary_key=tuple(columns[:1]),
            )
            for name, columns in tables
        )
    )
    whole, _ = tidy(draft)
    find_roles(whole, TWITTER)
    assert tidy(whole)[0] == whole
