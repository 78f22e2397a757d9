"""What objects, relations, scope, questions and data types look like in the canonical notation."""

import pytest

from tests.shorthand_sections import check_whole, read
from whiteboard.canonical.board import write_section


@pytest.mark.parametrize(
    ("section", "text", "written"),
    [
        (
            "objects",
            "- **Tweet** - text, media?. Immutable, deletable.",
            ["Tweet: text, media? (immutable, deletable)"],
        ),
        ("relations", "Account -> follows -> Account", ["Account follows Account"]),
        ("out of scope", "- search\n- trends", ["search, trends"]),
        ("questions", "Q: Can tweets hold photos?\nA: yes", ["Can tweets hold photos? -> yes"]),
        ("data types", "**Media**\n- Photo ~ 1 MB", ["Photo: media, 1 MB", "remark: Media"]),
    ],
)
def test_the_canonical_form(section, text, written):
    assert write_section(section, read(section, text)) == written
    check_whole(section, text)


def test_what_a_line_cannot_say_stands_in_a_table():
    lines = write_section("relations", read("relations", "User 1:N Tweet\nTweet × Tweet: none"))
    assert lines[2:] == ["| User |  | Tweet | 1:N |  |  |", "| Tweet |  | Tweet |  | none |  |"]
