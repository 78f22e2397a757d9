"""What the data types reader promises: name, kind and size, whatever the style."""

import pytest
from hypothesis import given

from tests.shorthand_sections import ANY_TEXT, check_whole, read


@pytest.mark.parametrize(
    "text",
    [
        "Account: structured, 1 KB\nPhoto: media, 1 MB",
        "**Structured data**\n- Account: 1 KB\n**Media**\n- Photo: 1 MB",
        "Structured data (Account): 1 KB each\nMedia (Photo): 1MB each",
        "Structured: Account (1 KB)\nBlobs: Photo (1 MB)",
        "| Type | Kind | Size |\n|---|---|---|\n| Account | structured | 1 KB |\n| Photo | blob | 1 MB |",
        "type     kind        size\nAccount  structured  1 KB\nPhoto    media       1 MB",
        "1. Account (structured) - 1KB\n2. Photo (blob) - 1MB",
        "Account is structured data (1 KB). Photo is a blob (1 MB).",
        "Account\n  - structured\n  - size: 1 KB\nPhoto\n  - binary\n  - 1 MB",
        "Structured:\n  Account ~ 1 KB\nMedia:\n  Photo ~ 1 MB",
    ],
)
def test_two_types_in_any_style(text):
    found = read("data types", text)
    assert [(one.name, one.kind.value, one.size) for one in found.types] == [
        ("Account", "structured", 1e3),
        ("Photo", "media", 1e6),
    ]
    assert found.unread == ()


def test_fields_and_kind_on_one_line():
    [user, recording] = read(
        "data types", "User: id, name. (Structured data)\nRecording: video (media)."
    ).types
    assert [field.name for field in user.fields] == ["id", "name"]
    assert recording.kind.value == "media"


def test_a_range_counts_by_its_upper_end():
    [found] = read("data types", "Video: media, 10 MB - 50 MB").types
    assert (found.size, found.size_text) == (5e7, "10 MB - 50 MB")


@given(ANY_TEXT)
def test_any_text_is_read_and_survives_formatting(text):
    check_whole("data types", text)
