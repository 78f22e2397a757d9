"""What the rules on qualities find, and what they leave alone."""

from dataclasses import replace

import pytest

from whiteboard.draft.board import Board
from whiteboard.draft.design import Component, ComponentKind, Design, Edge
from whiteboard.notation.board import read_board
from whiteboard.problems import load
from whiteboard.problems.pack import WantedQuality
from whiteboard.rules import Context, rules


def findings(code, text, problem=None, **sections):
    board = replace(read_board(f"## Qualities\n{text}\n"), **sections)
    return list(rules()[code].check(Context(board=board, problem=problem)))


def musts(code, text, problem=None):
    return [finding for finding in findings(code, text, problem) if finding.severity == "must"]


@pytest.mark.parametrize(
    "text",
    ["The system should be highly available", "Low latency", "fast", "Scalability", "- Reliable", "Secure"],
)
def test_an_adjective_alone_says_nothing(text):
    assert len(musts("N1", text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "feed under 200 ms",
        "highly available, as it would block the release",
        "High availability via replicas in two zones",
        "We can relax availability",
        "security: user code runs in a sandbox",
        "Consistency: a slot is never booked twice",
        "Durability: no tweet is lost",
        "fault tolerant: no single point of failure",
        "feed loads in a few seconds",
        "uptime of five nines",
        "High availability\nUptime: 99.9%",
    ],
)
def test_a_number_a_reason_or_a_decision_excuses(text):
    assert findings("N1", text) == []


def test_shares_are_parts_of_the_section():
    found = musts("N1", "fast\nhighly available\nrelaxed: consistency\nsecurity: TLS only")
    assert [finding.share for finding in found] == [0.25, 0.25]


def test_nines_change_something_in_the_design():
    client = Component(name="client", kind=ComponentKind.CLIENT)
    one = Component(name="api", kind=ComponentKind.SERVICE)
    edges = (Edge(source="client", target="api"),)
    alone = Design(components=(client, one), edges=edges)
    copied = Design(components=(client, replace(one, replicas=3)), edges=edges)
    text = "availability: 99.99%, because downtime costs revenue"
    assert findings("N2", text) == []
    assert len(findings("N2", text, design=alone)) == 1
    assert findings("N2", text, design=copied) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("latency under 100 ms for feeds\n99.99% uptime\nstrong consistency for likes", 1),
        ("latency under 100 ms for feeds\navailability over consistency", 0),
        ("latency under 100 ms for feeds\neventual consistency is fine", 0),
        ("latency under 100 ms for feeds", 0),
    ],
)
def test_something_is_relaxed(text, count):
    assert len(findings("N3", text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Low latency: < 200 ms", 1),
        ("p99 under 200 ms", 1),
        ("timeline loads in under 200 ms", 0),
        ("Search latency: under 200 ms", 0),
        ("under 200 ms, because people leave", 0),
    ],
)
def test_a_latency_is_of_something(text, count):
    assert len(findings("N4", text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("99.999%: 5.26 minutes of downtime a year", 0),
        ("five nines, less than 6 minutes a year of downtime", 0),
        ("five nines, less than 10 minutes of downtime a year", 0),
        ("99.9% uptime: 43 minutes of downtime per month", 0),
        ("99.9% uptime: 8.76 hours of downtime per year", 0),
        ("99.99% uptime: 8 hours of downtime per year", 1),
        ("99.9% uptime: 43 minutes of downtime per year", 1),
        ("99.9% uptime, 10 seconds of downtime per day", 1),
        ("99.9%", 0),
    ],
)
def test_downtime_is_what_the_percentage_leaves(text, count):
    assert len(musts("N7", text)) == count


def problem(**flags):
    pack = load("twitter")
    first = replace(pack.access_patterns[0], **flags)
    return replace(pack, access_patterns=(first, *pack.access_patterns[1:]))


def test_strangers_code_is_isolated():
    pack = problem(low_trust=True)
    assert len(musts("N5", "security: TLS", pack)) == 1
    for text in (
        "code runs in a sandbox",
        "security: untrusted code gets no network",
        "each run in its own container",
    ):
        assert findings("N5", f"availability: 99.9%\n- {text}", pack) == []
    assert findings("N5", "security: TLS", problem()) == []


def test_a_contested_write_is_decided():
    pack = problem(contested=True)
    assert len(musts("N6", "availability: 99.9%", pack)) == 1
    for text in ("Strong consistency for bookings", "a slot is never double booked", "CAP: CP"):
        assert findings("N6", f"availability: 99.9%\n- {text}", pack) == []


def test_the_problems_qualities_are_named_or_relaxed():
    wanted = (
        WantedQuality(name="performance", says="The feed appears at once.", why="people wait"),
        WantedQuality(name="availability", says="Downtime costs.", why="revenue", words=(("on", "air"),)),
    )
    pack = replace(load("twitter"), qualities=wanted)
    for text in (
        "low latency feed\nalways up",
        "feed under 200 ms\nfive nines",
        "relaxed: performance\nwe stay on air",
        "Performance & availability matter most, because people leave",
    ):
        assert findings("N8", text, pack) == [], text
    missing = musts("N8", "feed under 200 ms", pack)
    assert [finding.share for finding in missing] == [0.5]
    assert "availability" in missing[0].message


@pytest.mark.parametrize("code", [f"N{number}" for number in range(1, 9)])
def test_absent_sections_and_problems_are_left_alone(code):
    for pack in (None, load("twitter")):
        assert list(rules()[code].check(Context(board=Board(), problem=pack))) == []
