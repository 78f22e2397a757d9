"""C8, B2: numbers are used, and what is drawn takes what is estimated."""

import pytest

from tests.rules.test_closure_held import found
from whiteboard.draft.finding import Severity

SCALE = "## Scale\nreads = 6k requests/second\nwrites = 100 requests/second\n"
ROAD = "\n## Design\nclient -> load balancer -> api server {api} -> tweets db {db}\n"


def judged(api="x4", db="(relational, replicas 2)", scale=SCALE, more=""):
    return found("B2", scale + ROAD.format(api=api, db=db) + more)


def test_own_figures_that_contradict_each_other_are_an_error():
    [finding] = judged("x4 (20 ms, 8 workers)")
    assert finding.severity is Severity.MUST
    for part in (
        "api server",
        "4 × 8",
        "20 ms",
        "1,600 requests/s",
        "reads and writes",
        "6,100 requests/s",
        "3.8 times",
    ):
        assert part in finding.message


def test_near_the_limit_is_advice():
    [finding] = judged("x4 (max 1900 requests/s)")
    assert finding.severity is Severity.SHOULD
    assert "80%" in finding.message


@pytest.mark.parametrize(
    "api",
    [
        "x4 (max 3k requests/s)",
        "x40 (20 ms, 8 workers)",
        "x4",
        "x4 (20 ms)",
        "x40 (stateless)",
        "(autoscaled)",
    ],
)
def test_enough_and_unknown_are_silent(api):
    assert judged(api) == []


def test_the_peak_counts():
    assert (
        judged("x4 (max 3k requests/s)", scale=SCALE + "peak reads = reads * 3\n")[0].severity
        is Severity.MUST
    )


def test_an_assumed_capacity_speaks_only_of_tenfold():
    assert judged("x1", scale="## Scale\nreads = 5k requests/second\n") == []
    [finding] = judged("x1", scale="## Scale\nreads = 50k requests/second\n")
    assert finding.severity is Severity.SHOULD
    assert "assumed" in finding.message


def test_a_cache_keeps_its_hits_from_the_store():
    more = "api server -> feed cache (hit 90%)\n"
    assert judged("x40", "(relational, max 1k requests/s)", more=more) == []
    assert judged("x40", "(relational, max 1k requests/s)") != []


def test_a_share_that_nobody_states_is_not_made_up():
    more = "load balancer -> search server x2 (max 10 requests/s)\n"
    assert judged("x4 (max 100 requests/s)", more=more) == []


def test_users_are_no_requests():
    assert judged("x1 (max 5 requests/s)", scale="## Scale\nDAU = 200M users/day\n") == []


CHAIN = "## Scale\nreads = 100k requests/minute\nwrites = 1k requests/minute\n{more}\n"
DRAWN = (
    "\n## Design\nclient -> api server x4 -> feed cache (hit 90%)\n"
    "api server -> tweets db (relational, replicas 2)\n"
)


@pytest.mark.parametrize(
    "more",
    [
        "read to write = reads / writes",
        "peak reads = reads * 3",
        "stored per year = writes * 1 KB * 1 year",
        "egress = reads * 1 KB",
        "servers = reads / 30k",
    ],
)
def test_a_number_may_be_taken_up_in_words(more):
    assert (
        found("C8", CHAIN.format(more=more) + DRAWN + "tweets are sharded by author as storage grows\n") == []
    )


def test_a_result_that_nothing_takes_up_is_advice():
    [finding] = found("C8", CHAIN.format(more="chairs = 30 people\ndesk space = chairs * 12") + DRAWN)
    assert finding.severity is Severity.SHOULD
    assert "desk space" in finding.message
    assert "chairs" not in finding.message


def test_an_unused_assumption_is_said_once():
    text = CHAIN.format(more="read to write = reads / writes\nemployees = 300 people") + DRAWN
    assert found("C8", text) == []


def test_nothing_is_said_before_there_is_a_design():
    text = CHAIN.format(more="chairs = 30 people\ndesk space = chairs * 12") + "## Storage\ntweets: id pk\n"
    assert found("C8", text) == []
