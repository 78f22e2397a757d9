"""Qualities and bottlenecks are written one a line, and as rows where a line could be read in another way."""

from whiteboard.canonical.bottlenecks import write_bottlenecks
from whiteboard.canonical.qualities import write_qualities
from whiteboard.notation.board import read_section

QUALITIES = """\
performance: getFeed under 200 ms at p99, because it is the landing page and people wait for it
availability: 99.9%, by failover between two zones, because downtime costs revenue
security: baseline only, because no user code runs
relaxed: consistency, because a feed may be some seconds stale"""

BOTTLENECKS = """\
tweets db: reads peak at 5k/s; add read replicas; costs stale reads; alert on replica lag
celebrity accounts: one tweet fans out to millions of feeds; merge at read time; costs a slower feed"""


def qualities(text):
    return write_qualities(read_section("qualities", text).qualities)


def bottlenecks(text):
    return write_bottlenecks(read_section("bottlenecks", text).bottlenecks)


def test_the_canonical_form_is_written_as_it_stands():
    assert qualities(QUALITIES) == QUALITIES.splitlines()
    assert bottlenecks(BOTTLENECKS) == BOTTLENECKS.splitlines()


def test_what_spans_lines_becomes_one():
    assert qualities("### Availability\n- 99.9%\n- Why: downtime costs money") == [
        "Availability: 99.9%, because downtime costs money"
    ]
    assert bottlenecks("### tweets db\nProblem: 5k reads/s\nSolution: replicas\nTrade-off: stale reads") == [
        "tweets db: 5k reads/s; fix: replicas; cost: stale reads"
    ]


def test_what_could_be_misread_becomes_a_row():
    assert qualities("AP > CP")[0] == "| quality | target |"
    assert qualities("\n".join(qualities("AP > CP"))) == qualities("AP > CP")


def test_remarks_stay_remarks():
    written = qualities("Let us begin.\nHigh availability")
    assert written == ["- High availability", "remark: Let us begin"]
    assert qualities("\n".join(written)) == written
