"""What goes wrong in a board of Twitter: units, products, pages, methods, keys and indexes."""

from tests.material.slips import changed, slip, without

SCALE = """
people = 200M users/day
reads = people * 10 requests/user
writes = people * 25% * 1 request/user
write size = 200 KB/request
"""
STORED = "stored = writes * write size in TB/day\n"

API = """
publishTweet:
  POST /tweets
  body: text, media ids
  returns: tweet id
getTweets:
  GET /accounts/{accountId}/tweets?cursor={cursor}
  returns: page of tweets, newest first
getFeed:
  GET /feed?cursor={cursor}
  returns: page of tweets, newest first
like:
  PUT /tweets/{tweetId}/like
follow:
  PUT /accounts/{accountId}/follow
"""

STORAGE = """
accounts (relational): id pk, name
tweets (relational): id pk, author_id -> accounts, text, created_at; index (author_id, created_at)
follows (relational): follower_id -> accounts, followee_id -> accounts; pk (follower_id, followee_id)
likes (relational): account_id -> accounts, tweet_id -> tweets; pk (account_id, tweet_id); index (tweet_id)
"""

RIGHT = {"scale": SCALE + STORED, "api": API, "storage": STORAGE}

SLIPS = [
    slip("gigabytes for terabytes", "scale", SCALE + "stored = writes * write size = 10 GB/day", "S2"),
    slip("bits for bytes", "scale", SCALE + STORED + "bandwidth = writes * write size = 930 MB/s", "S2"),
    slip("a product that is none", "scale", SCALE + "stored = writes * write size = 25 TB/day", "S1"),
    slip(
        "no reads in a service of readers",
        "scale",
        "writes = 50M requests/day\nwrite size = 200 KB/request\nstored = writes * write size in TB/day",
        "S3",
    ),
    slip("two numbers of people", "scale", SCALE + STORED + "people = 100M users/day", "S4"),
    slip("everything at once", "api", changed(API, ("?cursor={cursor}", ""), ("page of ", "all ")), "A3"),
    slip("nobody can follow", "api", API.partition("follow:")[0], "A1"),
    slip("deleting by reading", "api", API + "deleteTweet:\n  GET /tweets/{tweetId}/delete\n", "A4"),
    slip("put on a collection", "api", changed(API, ("POST /tweets", "PUT /tweets")), "A5"),
    slip(
        "no way from author to tweets", "storage", without(STORAGE, "; index (author_id, created_at)"), "D1"
    ),
    slip(
        "follows twice",
        "storage",
        changed(STORAGE, ("; pk (follower_id, followee_id)", "; index (follower_id)")),
        "D4",
    ),
    slip(
        "newest first, without a time",
        "storage",
        without(STORAGE, ", created_at"),
        "T6",
    ),
    slip(
        "tweets of nobody",
        "storage",
        without(STORAGE, "author_id -> accounts, ", "; index (author_id, created_at)"),
        "D1",
        "T4",
    ),
]
