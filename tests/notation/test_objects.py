"""What the objects reader promises: whatever the style, names, fields and what may change come out."""

import pytest
from hypothesis import given

from tests.shorthand_sections import ANY_TEXT, check_whole, read


def names(text):
    return [one.name for one in read("objects", text).objects]


@pytest.mark.parametrize(
    "text",
    [
        "Account: handle, name\nTweet: text, media?",
        "- **Account**: handle, name\n- **Tweet**: text, media?\n- etc.",
        "1. Account - the person who tweets\n2. Tweet - a short message",
        "Account, Tweet",
        "The main objects are Account and Tweet.",
        "Entities: Account, Tweet",
        "### Account\n- handle\n- name\n### Tweet\n- text",
        "Account\n  handle\n  name\nTweet\n  text",
        "Account:\n- handle\nTweet:\n- text",
        "| Entity | Fields |\n|---|---|\n| Account | handle |\n| Tweet | text |",
        "interface Account {\n  handle: string;\n}\ntype Tweet { text: String! }",
        "class Account:\n    handle: str\nclass Tweet:\n    text: str",
        "Account(handle, name)\nTweet(text)",
        "Account -> handle, name\nTweet -> text, photo",
        "Object: Account\nFields: handle\n\nObject: Tweet\nFields: text",
    ],
)
def test_two_objects_in_any_style(text):
    assert names(text) == ["Account", "Tweet"]
    assert read("objects", text).unread == ()


def test_fields_are_read_with_types_and_question_marks():
    [tweet] = read("objects", "Tweet: text (280 characters), media?, photo (optional), id: uuid").objects
    assert [(field.name, field.optional, field.type) for field in tweet.fields] == [
        ("text", False, "280 characters"),
        ("media", True, None),
        ("photo", True, None),
        ("id", False, "uuid"),
    ]


@pytest.mark.parametrize(
    ("said", "mutable", "deletable"),
    [
        ("Tweet: text (immutable, deletable)", False, True),
        ("Tweet\nTweets can be deleted but not edited", False, True),
        ("- Tweet: text\n  - can't be edited", False, None),
        ("Tweet: text. Immutable, not deletable.", False, False),
        (
            "| Object | Fields | Mutable | Deletable |\n|---|---|---|---|\n| Tweet | text | no | yes |",
            False,
            True,
        ),
        ("Tweet\nAll objects are mutable", True, None),
        ("Tweet\nImmutable: tweets", False, None),
        ("Tweet(text) // append-only", False, None),
        ("Tweet: text, updated_at", None, None),
    ],
)
def test_what_may_change(said, mutable, deletable):
    [tweet] = read("objects", said).objects
    assert (tweet.mutable, tweet.deletable) == (mutable, deletable)


def test_other_letters_and_signs():
    assert names("用户：用户名，简介\n推文：内容") == ["用户", "推文"]
    assert names("Пользователь: имя\nТвит: текст") == ["Пользователь", "Твит"]


@given(ANY_TEXT)
def test_any_text_is_read_and_survives_formatting(text):
    check_whole("objects", text)
