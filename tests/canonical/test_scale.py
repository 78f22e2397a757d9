"""An estimate written in the canonical notation is read as what it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.canonical.meaning import meaning
from whiteboard.canonical.scale import write_scale
from whiteboard.notation import read_section
from whiteboard.notation.lines import numbered
from whiteboard.notation.scale import read_scale


def read(lines):
    return read_scale(numbered("\n".join(lines)))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("- **Reads/minute**: 100k", "Reads/minute = 100k"),
        ("stored = writes * 1 MB ~ 1 GB/minute", "stored = writes * 1 MB ≈ 1 GB/minute"),
        ("users = 10k..1M users", "users = 10k..1M users"),
        ("peak = 100k/minute * 3 in requests/second", "peak = 100k/minute * 3 in requests/second"),
        ("queue wait = 5 s < 6 minutes", "queue wait = 5 s < 6 minutes"),
        ("egress: 2 GB * 5 -> 10 GB", "egress = 2 GB * 5 -> 10 GB"),
        ("Each user posts 2 tweets a day", "Each user posts 2 tweets a day"),
    ],
)
def test_the_form_of_a_line(typed, written):
    lines = ["writes = 1k/minute", typed]
    scale = read(lines)
    assert write_scale(scale) == ["writes = 1k/minute", written]
    assert meaning(read(write_scale(scale))) == meaning(scale)


def test_groups_are_labels_and_results_of_their_own_line_are_joined():
    scale = read(["### Traffic", "reads = 5/s; writes = 1/s", "= 60/minute", "", "### Space", "row = 1 KB"])
    assert write_scale(scale) == [
        "Traffic:",
        "reads = 5/s",
        "writes = 1/s = 60/minute",
        "",
        "Space:",
        "row = 1 KB",
    ]


numbers = st.sampled_from(["5", "100k", "1.5M", "~2 MB", "10k..1M users", "3 GB/day", "1 KB/write", "20%"])
names = st.sampled_from(["reads", "Writes/minute", "peak QPS", "storage for 5 years", "row size", "DAU"])


@given(st.lists(st.tuples(names, st.lists(numbers, min_size=1, max_size=3)), min_size=1, max_size=5))
def test_made_estimates_keep_their_meaning(rows):
    scale = read([f"{name} = {' * '.join(parts)}" for name, parts in rows])
    typed = {("quantities", place) for place in range(len(scale.quantities))}
    assert meaning(read(write_scale(scale, typed))) == meaning(scale)


@given(st.text(max_size=200))
def test_any_estimate_is_written_without_an_error(text):
    section = read_section("scale", text).scale
    assert section is None or all(isinstance(line, str) for line in write_scale(section))
