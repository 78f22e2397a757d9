"""Numbers with their units are found in prose, and what is no amount is left alone."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.draft.measures import per_second, seconds, size_in_bytes
from whiteboard.notation.amounts import amounts_in, find_amounts
from whiteboard.units import parse_unit

TOKENS = [
    "5", "200", "1,000", "99.9", "0,5", "10^6", "1e3", "k", "M", "B", " million ", "%", "ms", " s",
    " per ", "/", "s",
    "requests", " users", "GB", "Mb", "-", "–", "..", " to ", " and ", "x", "p99", "HTTP ", "2024-01-02",
    " a ", "an hour",
    "five ", "hundred ", "$", "QPS", " daily active ", " read ", ",", ".", ":", "\n", "(", ")", "é", "٣", "½",
]  # fmt: skip


def found(text):
    return [(amount.value, amount.unit) for amount in amounts_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("200 ms", [(200, "ms")]),
        ("<200ms", [(200, "ms")]),
        ("sub-100 ms", [(100, "ms")]),
        ("0.2 s", [(0.2, "seconds")]),
        ("0,5 s", [(0.5, "seconds")]),
        ("5k/s", [(5000, "1/second")]),
        ("5k reads/s", [(5000, "reads/second")]),
        ("5,000 requests per second", [(5000, "requests/second")]),
        ("100k QPS", [(100_000, "requests/second")]),
        ("10^6 rps", [(1e6, "requests/second")]),
        ("1M users", [(1e6, "users")]),
        ("100M daily active users", [(1e8, "users")]),
        ("a million users", [(1e6, "users")]),
        ("100 000 users", [(100_000, "users")]),
        ("99.9%", [(99.9, "percent")]),
        ("1 GB/min", [(1, "GB/minute")]),
        ("10MB each", [(10, "MB")]),
        ("1 KB per tweet", [(1, "KB/tweet")]),
        ("10 Gb/s", [(10, "Gb/second")]),
        ("30 s", [(30, "seconds")]),
        ("1 hour", [(1, "hours")]),
        ("within an hour", [(1, "hours")]),
        ("five minutes", [(5, "minutes")]),
        ("5-minute window", [(5, "minutes")]),
        ("5m users", [(5e6, "users")]),
        ("64B", [(64, "B")]),
        ("1B rows", [(1e9, "rows")]),
        ("$5k/month", [(5000, "dollars/month")]),
        ("3 read replicas", [(3, "replicas")]),
        ("5 million", [(5e6, "")]),
    ],
)
def test_amounts(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10-20 ms", [(10, "ms"), (20, "ms")]),
        ("200–300ms", [(200, "ms"), (300, "ms")]),
        ("10k..1M users", [(10_000, "users"), (1e6, "users")]),
        ("between 1 and 2 hours", [(1, "hours"), (2, "hours")]),
        ("1-2k QPS", [(1000, "requests/second"), (2000, "requests/second")]),
        ("500ms–1s", [(500, "ms"), (1, "seconds")]),
    ],
)
def test_a_range_gives_both_its_ends(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "api server x4", "p99", "99th percentile", "on 2024-01-31", "31/01/2024", "HTTP 200",
        "returns 404", "24/7",
        "10:30", "S3", "v2", "TLS 1.3", "1.2.3", "3-tier", "2-phase commit", "10x", "in 2024",
        "1. Celebrities", "five nines",
        "", "no number at all",
    ],
)  # fmt: skip
def test_what_is_no_amount(text):
    assert found(text) == []


def test_conversions():
    def one(text):
        (amount,) = amounts_in(text)
        return amount

    assert seconds(one("200 ms")) == pytest.approx(0.2)
    assert seconds(one("5 GB")) is None and seconds(one("5 minutes/year")) is None
    assert size_in_bytes(one("8 Mb")) == 1e6 and size_in_bytes(one("1 GB/s")) is None
    assert per_second(one("600 requests/minute")) == 10
    assert per_second(one("5k/s")) == 5000 and per_second(one("99%")) is None


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)))
def test_any_text(text):
    last = 0
    for start, end, amount in find_amounts(text):
        assert last <= start < end <= len(text)
        last = end
        assert amount.text and amount.text in text
        assert amount.value == amount.value and amount.value != float("inf")
        if amount.unit not in ("", "percent"):
            parse_unit(amount.unit)


def test_reading_needs_no_heavy_library():
    before = "pint" in sys.modules
    amounts_in("200 ms and 5k/s")
    assert ("pint" in sys.modules) == before
