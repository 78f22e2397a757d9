"""C3, C4, C12: what is declared is stored, what is stored is declared, and both are drawn."""

import pytest

from whiteboard.draft.finding import Severity
from whiteboard.judge import check

USERS = "users (relational): id pk, name\n"


def found(code, text, problem=None):
    report = check(text, problem=problem, section="closure")
    assert not [f.message for f in report.findings if "could not be applied" in f.message]
    return [finding for finding in report.findings if finding.rule == code]


def objects(*lines, storage):
    return "## Objects\n" + "\n".join(lines) + "\n\n## Storage\n" + storage


@pytest.mark.parametrize(
    "storage",
    [
        USERS + "reviews (relational): id pk, stars",
        USERS + "product_reviews: id pk, stars",
        USERS + "items (document): _id pk, reviews[]",
        USERS + "products: id pk, review_text, stars",
        "reviews_by_product (wide-column): product_id, created_at, stars; partition key product_id",
        USERS + "feedback: id pk, stars, body, author_id",  # by its fields
        "Postgres",
        "app (DynamoDB): PK, SK, data",
        USERS + "Reviews are embedded in their product's document.",
    ],
)
def test_a_declared_object_may_be_stored_in_many_ways(storage):
    text = objects("Review: stars, body, author", storage=storage)
    assert found("C4", text) == []


def test_a_declared_object_without_a_store_costs_its_share():
    [finding] = found("C4", objects("User: name", "Review: stars, body", storage=USERS))
    assert finding.severity is Severity.MUST
    assert "Review" in finding.message
    assert finding.share == pytest.approx(0.5)
    assert finding.line == 3


def test_a_person_without_fields_is_advice():
    [finding] = found("C4", objects("Developer", "Release: version", storage="releases: id pk, version"))
    assert finding.severity is Severity.SHOULD


def test_what_is_computed_or_out_of_scope_needs_no_store():
    text = objects("User: name", "Feed", "Review: stars", storage=USERS) + "\n## Out of scope\nreviews\n"
    assert found("C4", text) == []


def test_the_problems_synonyms_count():
    text = objects(
        "Account: handle", "Tweet: text", storage="users: id pk, handle\nposts: id pk, user_id, text"
    )
    assert found("C4", text, "twitter") == []


def test_a_join_table_and_a_support_table_have_a_purpose():
    storage = (
        USERS + "books: id pk, title\n"
        "shelves (relational): user_id -> users, book_id -> books; pk (user_id, book_id)\n"
        "outbox: id pk, payload\nsessions (cache): token pk\n"
    )
    assert found("C3", objects("User: name", "Book: title", storage=storage)) == []


def test_a_store_of_nothing_declared_is_advice():
    [finding] = found("C3", objects("User: name", storage=USERS + "invoices: id pk, amount, paid_at"))
    assert finding.severity is Severity.SHOULD
    assert "invoices" in finding.message


DESIGN = "\n## Design\nclient -> api server x2 -> {store}\n"


@pytest.mark.parametrize(
    ("storage", "store"),
    [
        (USERS + "tweets (relational): id pk, text", "tweets db (relational)"),
        (USERS + "tweets (relational): id pk, text", "database"),
        (USERS + "tweets (relational): id pk, text", "postgres"),
        (USERS + "tweets: id pk, text", "metadata db (relational)"),
        ("users (Cassandra): id pk, name", "Cassandra"),
        ("feeds (key-value): user_id pk, tweet_ids", "feed cache (hit 90%)"),
    ],
)
def test_one_database_stands_for_all_tables_of_its_kind(storage, store):
    assert found("C12", "## Storage\n" + storage + DESIGN.format(store=store)) == []


def test_a_bucket_that_is_never_drawn_is_advice():
    [finding] = found(
        "C12", "## Storage\n" + USERS + "photos (blob)" + DESIGN.format(store="users db (relational)")
    )
    assert finding.severity is Severity.SHOULD
    assert "photos" in finding.message


def test_a_drawn_store_that_is_never_described_is_advice():
    text = (
        "## Storage\n"
        + USERS
        + DESIGN.format(store="users db (relational)")
        + "api server -> search index (search)\n"
    )
    [finding] = found("C12", text)
    assert "search index" in finding.message
