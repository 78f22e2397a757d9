"""What the relations reader promises: sentences, signs and tables come to subject, verb and target."""

import pytest
from hypothesis import given

from tests.shorthand_sections import ANY_TEXT, check_whole, read


def triples(text):
    return [(one.subject, one.verb, one.target) for one in read("relations", text).relations]


@pytest.mark.parametrize(
    "text",
    [
        "Account follows Account",
        "Account -> follows -> Account",
        "follows: Account -> Account",
        "Account —follows→ Account",
        "Account --follows--> Account",
        "Account -> Account: follows",
        "Account × Account: follows",
        "Account: follows Account",
        "Account:\n- follows Account",
        "Account - follows - Account",
        "(Account)-[:FOLLOWS]->(Account)",
        "| From | Relation | To |\n|---|---|---|\n| Account | follows | Account |",
        "| | Account |\n|---|---|\n| Account | follows |",
        "          Account\nAccount   follows",
        "An Account follows other Accounts (Account x Account)",
    ],
)
def test_one_relation_in_any_style(text):
    found = triples(text)
    assert ("Account", "follows", "Account") in [
        (a, verb.lower(), b.removesuffix("s")) for a, verb, b in found
    ]


def test_several_verbs_and_targets_on_a_line():
    assert triples("Account publishes / likes / retweets Tweet") == [
        ("Account", verb, "Tweet") for verb in ("publishes", "likes", "retweets")
    ]
    assert triples("Users post tweets and follow each other") == [
        ("Users", "post", "tweets"),
        ("Users", "follow", "Users"),
    ]


def test_the_cross_product_with_blank_and_ruled_out_cells():
    found = read(
        "relations",
        "|  | Account | Tweet |\n|---|---|---|\n| Account | Can follow | Can publish Can like  Can "
        "retweet |\n| Tweet | | - |",
    )
    assert found.objects == ("Account", "Tweet")
    assert [(one.verb, one.ruled_out) for one in found.relations] == [
        ("Can follow", False),
        ("Can publish", False),
        ("Can like", False),
        ("Can retweet", False),
        ("", True),
    ]


@pytest.mark.parametrize(
    ("text", "cardinality"),
    [
        ("User 1:N Tweet", "1:N"),
        ("User 1--* Tweet", "1:*"),
        ("User → Tweet (1:N)", "1:N"),
        ("User - Tweet: one to many", "one to many"),
        ("USER ||--o{ TWEET : posts", "1:N"),
        ("User >--< Tweet", "N:M"),
    ],
)
def test_cardinalities(text, cardinality):
    [found] = read("relations", text).relations
    assert found.cardinality == cardinality


def test_mermaid_leaves_nothing_unread():
    found = read("relations", "erDiagram\n  USER ||--o{ TWEET : posts\n  USER {\n    string id\n  }")
    assert found.unread == () and len(found.relations) == 1


@given(ANY_TEXT)
def test_any_text_is_read_and_survives_formatting(text):
    check_whole("relations", text)
