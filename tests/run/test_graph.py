"""What clients reach, and what everything hangs on."""

from whiteboard.notation import read_section
from whiteboard.run.graph import Graph


def graph(text):
    return Graph(read_section("design", text).design)


def test_requests_begin_at_clients_or_at_whatever_nobody_calls():
    assert graph("people -> api server -> db").clients() == ["people"]
    assert graph("gateway -> api server -> db").clients() == ["gateway"]


def test_a_caller_does_not_wait_behind_a_queue():
    found = graph("people -> api server -> job queue -> worker -> db")
    assert found.reached() >= {"worker", "db"}
    assert found.reached(waiting=True) == {"people", "api server"}


def test_every_way_leads_through_what_dominates():
    found = graph("people -> load balancer -> feed service x2 -> db\nload balancer -> post service -> db")
    assert found.on_every_way() == {"db": ["db", "load balancer"]}


def test_two_ways_share_nothing_but_the_store():
    assert graph("people -> feed service -> db\npeople -> post service -> db").on_every_way() == {
        "db": ["db"]
    }


def test_a_circle_ends():
    found = graph("people -> feed service -> post service -> feed service\npost service -> db")
    assert found.on_every_way() == {"db": ["db", "post service", "feed service"]}


def test_a_box_without_an_arrow_is_isolated():
    assert [made.name for made in graph("people -> api server -> db\naudit service").isolated()] == [
        "audit service"
    ]
