"""What the rules on bottlenecks find, and what they leave alone."""

from dataclasses import replace

import pytest

from whiteboard.draft.board import Board
from whiteboard.notation.board import read_board
from whiteboard.problems import load
from whiteboard.problems.pack import HotKey
from whiteboard.rules import Context, rules


def findings(code, text, problem=None, before=""):
    board = read_board(f"{before}\n## Bottlenecks\n{text}\n")
    return list(rules()[code].check(Context(board=board, problem=problem)))


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        ("tweets db: too slow; add read replicas", ["must"]),
        ("tweets db: reads peak at 5k/s; add read replicas", ["must"]),
        ("tweets db: too slow; add read replicas; costs stale reads", ["must"]),
        ("tweets db: reads peak at 5k/s; add read replicas; costs stale reads", []),
        ("celebrities: millions of followers; merge at read time, which makes the feed slower", []),
        ("SPOF: LB -> run two", ["should"]),
        ("Monitoring: p99 latency, queue depth", []),
        ("### Hot users\n50M followers.\n**Solution:** pull at read time\n**Trade-off:** slower feed", []),
        (
            "| Bottleneck | Number | Fix | Cost |\n|---|---|---|---|\n| db | 5k/s | replicas | stale reads |",
            [],
        ),
    ],
)
def test_numbers_and_costs(text, severities):
    assert [finding.severity.value for finding in findings("B3", text)] == severities


def test_shares_are_parts_of_the_entries():
    found = findings(
        "B3", "db: too slow; add replicas\nqueue: 5k/s; add workers\ncache: 5k/s; add memory; costs money"
    )
    assert [round(finding.share, 3) for finding in found] == [round(1 / 3, 3), round(1 / 6, 3)]


def test_a_number_may_be_named_instead_of_repeated():
    before = "## Scale\npeak reads = 5k requests/second"
    assert findings("B3", "db: takes all peak reads; add replicas; costs stale reads", before=before) == []


def test_hot_keys():
    pack = replace(
        load("twitter"), hot_keys=(HotKey(name="stars", says="", words=(("celebrity",), ("hot", "user"))),)
    )
    assert len(findings("B4", "db: 5k/s; add replicas; costs lag", pack)) == 1
    for text in ("hot users: 10M followers; merge on read", "Celebrities break fan-out at 10M followers"):
        assert findings("B4", text, pack) == []


def test_failures_and_alerts():
    assert len(findings("B5", "db: 5k/s; add replicas; costs stale reads")) == 1
    assert findings("B5", "db: 5k/s; add replicas; alert on lag") == []
    assert findings("B5", "the load balancer may crash -> run two") == []


@pytest.mark.parametrize("code", ["B3", "B4", "B5", "B6"])
def test_absent_sections_are_left_alone(code):
    for pack in (None, load("twitter")):
        assert list(rules()[code].check(Context(board=Board(), problem=pack))) == []
