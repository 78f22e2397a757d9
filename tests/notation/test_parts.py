"""A board is taken apart without losing a line."""

from hypothesis import given
from hypothesis import strategies as st

from whiteboard.notation.lines import numbered
from whiteboard.notation.parts import parts_of

BOARD = """# Twitter
by hand

## Step 2
### API
GET /feed
# a comment
## Lunch
soup

bread
## Problem statement
Build it.
## Storage
videos (blob)
"""


def test_where_each_line_goes():
    parts = parts_of(BOARD)
    assert parts.title == "Twitter"
    assert parts.before == ("by hand",)
    assert parts.passed == ("## Step 2",)
    assert [(part.heading, part.lines) for part in parts.unknown] == [("## Lunch", ("soup", "", "bread"))]
    assert [(part.heading, part.lines) for part in parts.notes] == [("## Problem statement", ("Build it.",))]
    assert [line.text for line in parts.sections["api"]] == ["GET /feed", "# a comment"]
    assert [line.text for line in parts.sections["storage"]] == ["videos (blob)", ""]


heads = st.sampled_from(
    ["# Twitter", "## API", "### Scale", "## Lunch", "Storage:", "## Notes", "Non-functional: x"]
)


@given(st.lists(heads | st.text(max_size=20), max_size=12).map("\n".join))
def test_every_line_is_somewhere(text):
    parts = parts_of(text)
    kept = [parts.title or "", *parts.before, *parts.passed]
    for part in (*parts.notes, *parts.unknown):
        kept += [part.heading, *part.lines]
    kept += [line.text for lines in parts.sections.values() for line in lines]
    everything = "\n".join(kept)
    headings = ("## API", "### Scale", "Storage:")
    for line in [line for line in numbered(text) if line.text.strip()]:
        bare = line.text.strip("#*_: \t")  # a heading of marks alone says nothing
        assert line.text in headings or bare in everything or line.text.rpartition(": ")[2] in everything
