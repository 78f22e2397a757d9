"""Qualities are answered, and bottlenecks name what stands on the board."""

from dataclasses import replace
from itertools import pairwise

import pytest

from whiteboard.draft.board import Board
from whiteboard.draft.design import Component, ComponentKind, Design, Edge
from whiteboard.draft.storage import StoreKind
from whiteboard.notation.board import read_board
from whiteboard.rules import Context, rules

CLIENT = Component(name="client", kind=ComponentKind.CLIENT)
API = Component(name="api server", kind=ComponentKind.SERVICE)
DB = Component(name="tweets db", kind=ComponentKind.STORE, store=StoreKind.UNSTATED)
CACHE = Component(name="hot data", kind=ComponentKind.CACHE)


def design(*components):
    boxes = (CLIENT, *components)
    return Design(
        components=boxes,
        edges=tuple(Edge(source=a.name, target=b.name) for a, b in pairwise(boxes)),
    )


def findings(code, text, drawn=None):
    board = replace(read_board(text), design=drawn)
    return list(rules()[code].check(Context(board=board)))


@pytest.mark.parametrize(
    ("quality", "drawn", "answered"),
    [
        ("availability: 99.99%", design(API, DB), False),
        ("availability: 99.99%", design(replace(API, replicas=4), DB), True),
        ("availability: 99.99%, by failover to a second zone", design(API, DB), True),
        ("relaxed: availability, because it is a hobby", design(API, DB), True),
        ("performance: profile under 200 ms", design(API, DB), False),
        ("performance: profile under 200 ms", design(API, CACHE, DB), True),
        ("performance: deployed within 1 hour", design(API, DB), True),
        ("security: baseline only", design(API, DB), True),
        ("security: passwords are kept for 30 days", design(API, DB), True),
        ("consistency: within 5 seconds", design(API, replace(DB, store=StoreKind.RELATIONAL)), True),
        ("cost: 100 dollars/month", design(API, DB), True),
    ],
)
def test_each_quality_is_answered(quality, drawn, answered):
    found = findings("C7", f"## Qualities\n{quality}\n", drawn)
    assert [finding.severity.value for finding in found] == ([] if answered else ["must"])


@pytest.mark.parametrize(
    ("bottleneck", "severities"),
    [
        ("tweets db: 5k/s; add replicas; costs lag", []),
        ("database: 5k/s; add replicas; costs lag", []),
        ("celebrities: too many rows in tweets; merge; costs time", []),
        ("payments service: 5k/s; add more; costs money", ["must"]),
        ("pace of growth: think again", ["should"]),
    ],
)
def test_a_bottleneck_names_a_component(bottleneck, severities):
    found = findings("C9", f"## Bottlenecks\n{bottleneck}\n", design(API, DB))
    assert [finding.severity.value for finding in found] == severities


@pytest.mark.parametrize(
    ("bottleneck", "severities"),
    [
        ("tweets db: peak reads of 5k/s; add replicas; costs lag", []),
        ("tweets db: reads peak at 300k/minute; add replicas; costs lag", []),
        ("tweets db: peak reads of 500k/s; add replicas; costs lag", ["must"]),
        ("tweets db: one machine handles 10k/s; add replicas; costs lag", []),
        ("tweets db: 90k likes/s; add replicas; costs lag", ["should"]),
        ("tweets db: 10M followers; add replicas; costs lag", []),
        ("tweets db: slow at peak; add replicas up to 50k/s; costs lag", []),
    ],
)
def test_a_number_is_of_the_scale_section(bottleneck, severities):
    found = findings("C10", f"## Scale\npeak reads = 5k requests/second\n## Bottlenecks\n{bottleneck}\n")
    assert [finding.severity.value for finding in found] == severities


@pytest.mark.parametrize("code", ["C7", "C9", "C10", "B6"])
def test_absent_sections_are_left_alone(code):
    assert list(rules()[code].check(Context(board=Board()))) == []
