"""C5, C6: media is in its place, and a promised order has its field."""

import pytest

from tests.rules.test_closure_held import found
from whiteboard.draft.finding import Severity
from whiteboard.judge import check

TYPES = "## Data types\nTweet: structured, 1 KB\nPhoto: media, 1 MB\n\n## Storage\n"


@pytest.mark.parametrize(
    "storage",
    [
        "tweets: id pk, text, photo_url\nphotos (blob)",
        "tweets: id pk, text, media_key\nS3 bucket for photos",
        "tweets: id pk, text\nphotos: id pk, tweet_id -> tweets, width\nmedia (blob)",
        "tweets: id pk, text\nmedia (blob): keyed by tweet id",
        "tweets: id pk, text, photo_ids\nPhotos are kept in object storage.",
        "app (DynamoDB): PK, SK, data\nphotos (S3)",
    ],
)
def test_media_may_be_placed_in_many_ways(storage):
    assert found("C5", TYPES + storage) == []


@pytest.mark.parametrize(
    "storage", ["tweets: id pk, text, photo", "tweets: id pk, text, created_at\nphotos (blob)"]
)
def test_media_without_a_place_or_a_pointer_is_an_error(storage):
    if "(blob)" not in storage:
        assert [f.severity for f in found("C5", TYPES + storage)] == [Severity.MUST]
    else:
        [finding] = found("C5", TYPES + storage)
        assert finding.severity is Severity.MUST
        assert "Photo" in finding.message


def test_an_address_without_a_drawn_place_is_advice():
    [finding] = found("C5", TYPES + "tweets: id pk, text, photo_url")
    assert finding.severity is Severity.SHOULD


def test_no_media_no_finding():
    assert found("C5", "## Data types\nTweet: structured, 1 KB\n\n## Storage\ntweets: id pk, text") == []


ORDER = "## Access patterns\ngetMemos: given a user, get their memos, newest first\n\n## Storage\n"


@pytest.mark.parametrize(
    "storage",
    [
        "memos: id uuid pk, user_id, body, created_at; index (user_id, created_at)",
        "memos: id uuid pk, user_id, body, ts; index (user_id, ts)",
        "memos: id bigserial pk, user_id, body; index (user_id, id)",
        "memos: id (snowflake) pk, user_id, body; index (user_id, id)",
        "memos (wide-column): user_id, memo_id, body; partition key user_id; sort key memo_id",
        "memos (MongoDB): _id, userId, body; index (userId, _id)",
        "memos (search): id, user_id, body",
        "memos (Redis sorted set): user_id pk, memo_ids",
        "app (DynamoDB): PK, SK, data",
        "users: id pk, name",  # where memos are kept is another rule's
    ],
)
def test_an_order_may_be_told_in_many_ways(storage):
    assert found("C6", ORDER + storage) == []


def test_an_order_that_no_column_tells_is_an_error():
    [finding] = found("C6", ORDER + "memos: id uuid pk, user_id, body; index (user_id)")
    assert finding.severity is Severity.MUST
    assert "newest first" in finding.message
    assert "memos" in finding.message


def test_an_order_without_an_index_is_advice():
    [finding] = found("C6", ORDER + "memos: id uuid pk, user_id, body, created_at; index (user_id)")
    assert finding.severity is Severity.SHOULD
    assert "created_at" in finding.message


def test_an_operation_promises_as_well():
    api = "## API\ngetMemos:\n  GET /memos\n  returns: page of memos, newest first\n\n## Storage\n"
    [finding] = found("C6", api + "memos: id uuid pk, user_id, body; index (user_id)")
    assert finding.severity is Severity.MUST


def test_a_ranking_is_not_a_field():
    text = "## Access patterns\nfind: get memos by relevance\n\n## Storage\nnotes: id uuid pk, user_id, body"
    assert found("C6", text) == []


def test_sections_that_are_not_there_are_not_judged():
    for text in (
        "## Storage\ntweets: id pk, text\n\n## API\nGET /tweets",
        "## Objects\nTweet\n\n## API\nGET /tweets",
    ):
        findings = check(text, section="closure").findings
        assert [f.message for f in findings if f.rule in ("C3", "C4", "C5", "C6", "C8", "C12", "B2")] == []
