"""Boxes drawn with signs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whiteboard.notation.board import read_section
from whiteboard.notation.design.drawing import picture_in
from whiteboard.notation.lines import numbered

DOWN_AND_RIGHT = """\
+--------+     +-----+      +---------+
| client |---->| LB  |----->| api x4  |
+--------+     +-----+      +---------+
    |                        |      |
    v                        v      |
+-------+    +------------+ +----+  |
|  CDN  |--->| blob store | | db |  |
+-------+    +------------+ +----+  |
                  ^                 |
                  +-----------------+
"""
BRANCHES = """\
┌────────┐      ┌──────────┐   reads   ┌──────────┐
│ Client │─────▶│ API GW   │──────────▶│ Postgres │
└────────┘      └────┬─────┘           └──────────┘
                     │
                     ▼
               ╭───────────╮
               │  Kafka    │
               ╰─────┬─────╯
          ┌──────────┼──────────┐
          ▼          ▼          ▼
     ┌────────┐ ┌────────┐ ┌────────┐
     │worker A│ │worker B│ │worker C│
     └────────┘ └────────┘ └────────┘
"""
GROUPED = """\
+------------------ region -----------------+
|  +-----+    +-------+     +-----------+   |
|  | LB  |--->| api   |-sql>|  mysql    |   |
|  +-----+    +-------+     +-----------+   |
+-------------------------------------------+
      ^
      |
  +---------+
  | browser |
  +---------+
"""
JOINED_TO_EDGES = """\
  +---------+                +----------+      +-------+
  | Browser +--------------->+ LB       +----->+ API   |
  +---------+                +----------+      +---+---+
                                                   |
                                   +---------------+---------------+
                                   |                               |
                            +------v------+                 +------v------+
                            |  Postgres   |                 |    Redis    |
                            +-------------+                 +-------------+
"""


def arrows(text):
    design = read_section("design", text).design
    assert not design.unread
    return {(edge.source, edge.target) for edge in design.edges}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            DOWN_AND_RIGHT,
            {
                ("client", "LB"), ("LB", "api"), ("client", "CDN"), ("CDN", "blob store"), ("api", "db"),
                ("api", "blob store"),
            },
        ),
        (
            BRANCHES,
            {
                ("Client", "API GW"), ("API GW", "Postgres"), ("API GW", "Kafka"), ("Kafka", "worker A"),
                ("Kafka", "worker B"), ("Kafka", "worker C"),
            },
        ),
        (GROUPED, {("LB", "api"), ("api", "mysql"), ("browser", "LB")}),
        (JOINED_TO_EDGES, {("Browser", "LB"), ("LB", "API"), ("API", "Postgres"), ("API", "Redis")}),
    ],
    ids=["down and right", "branches", "grouped", "joined to edges"],
)  # fmt: skip
def test_lines_are_followed_from_box_to_box(text, expected):
    assert arrows(text) == expected


def test_a_group_is_no_box_of_its_own():
    design = read_section("design", GROUPED).design
    assert {component.group for component in design.components} == {"region", ""}
    assert all(component.name != "region" for component in design.components)


def test_lines_that_cross_stay_apart():
    text = """\
          +---+
          | c |
          +---+
            |
+---+       |      +---+
| a |-------|----->| b |
+---+       |      +---+
            v
          +---+
          | d |
          +---+
"""
    assert arrows(text) == {("a", "b"), ("c", "d")}


def test_words_at_the_end_of_a_line_are_a_box():
    text = "+-----+\n| db  |<---- worker x3\n+-----+\n   ^\n   |\n+-----+\n| api |\n+-----+\n"
    assert arrows(text) == {("worker", "db"), ("api", "db")}


def test_words_between_dashes_are_a_label():
    text = "+-----+            +----+\n| api |--(reads)-->| db |\n+-----+            +----+\n"
    assert read_section("design", text).design.edges[0].label == "reads"


def test_a_table_is_no_picture():
    assert picture_in(numbered("| a | b |\n|---|---|\n| c | d |")) is None


def test_words_beside_the_picture_are_kept():
    text = "+---+    +---+\n| a |--->| b |   (over TLS)\n+---+    +---+\nServers talk to the database."
    design = read_section("design", text).design
    assert "over TLS" in " ".join(said for _, said in design.remarks)
    assert "Servers talk to the database" in " ".join(said for _, said in design.remarks)


@given(st.text(alphabet="+-|<>^v ab\n─│┌┐└┘", max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_scribble_is_survived(text):
    picture_in(numbered(text))
