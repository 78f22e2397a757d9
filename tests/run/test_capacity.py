"""What components take and what arrives at them, held against closed forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.draft.amount import Amount
from whiteboard.draft.design import Component, ComponentKind, Design, Edge, Setting
from whiteboard.run.capacity import ASSUMED, Load, capacity_of, hit_rate, loads, written


def setting(text, value, unit, name=""):
    return Setting(name=name, text=text, amount=Amount(value, unit, text))


def component(name, kind=ComponentKind.SERVICE, *settings, replicas=None):
    return Component(name=name, kind=kind, replicas=replicas, settings=settings)


KINDS = {
    "people": ComponentKind.CLIENT,
    "balancer": ComponentKind.LOAD_BALANCER,
    "api": ComponentKind.SERVICE,
    "other": ComponentKind.SERVICE,
    "cache": ComponentKind.CACHE,
    "queue": ComponentKind.QUEUE,
    "worker": ComponentKind.WORKER,
    "db": ComponentKind.STORE,
    "graph": ComponentKind.STORE,
    "cdn": ComponentKind.CDN,
    "blob": ComponentKind.BLOB,
}


def design(*arrows, hit=None):
    boxes = [
        component(
            name, kind, *((setting("hit 90%", hit, "percent", "hit"),) if name == "cache" and hit else ())
        )
        for name, kind in KINDS.items()
    ]
    edges = []
    for arrow in arrows:
        road, _, names = arrow.partition(":")
        source, target = (part.strip() for part in road.split(">"))
        operations = tuple(name.strip() for name in names.split(",") if name.strip())
        edges.append(Edge(source=source, target=target, operations=operations))
    return Design(components=tuple(boxes), edges=tuple(edges))


@given(st.integers(1, 100), st.integers(1, 64), st.floats(0.001, 10))
def test_capacity_is_workers_over_time(replicas, workers, seconds):
    found = capacity_of(
        component(
            "api",
            ComponentKind.SERVICE,
            setting("x", seconds, "seconds"),
            setting(f"{workers} workers", workers, "workers", "workers"),
            replicas=replicas,
        )
    )
    assert found.own
    assert found.rate == pytest.approx(replicas * workers / seconds)


def test_a_stated_rate_is_one_instances_unless_it_says_in_total():
    each = setting("max 500 requests/s", 500, "requests/second", "max")
    whole = setting("max 500 requests/s in total", 500, "requests/second", "max")
    assert capacity_of(component("api", ComponentKind.SERVICE, each, replicas=4)).rate == 2000
    assert capacity_of(component("api", ComponentKind.SERVICE, whole, replicas=4)).rate == 500


@pytest.mark.parametrize(
    "settings",
    [
        (setting("20 ms", 20, "ms"),),
        (setting("8 workers", 8, "workers"),),
        (setting("5k/s", 5000, "1/second"),),
        (setting("ttl 30 s", 30, "seconds", "ttl"), setting("8 workers", 8, "workers", "workers")),
        (setting("0 ms", 0, "ms"), setting("8 workers", 8, "workers", "workers")),
    ],
)
def test_what_says_too_little_is_not_read_as_a_capacity(settings):
    assert capacity_of(component("api", ComponentKind.SERVICE, *settings)) is None


def test_an_assumption_needs_a_number_of_instances_and_names_its_source():
    assert capacity_of(component("db", ComponentKind.STORE)) is None
    found = capacity_of(component("db", ComponentKind.STORE, replicas=2))
    assert not found.own
    assert found.rate == 2 * ASSUMED[ComponentKind.STORE].rate
    assert all(assumed.source for assumed in ASSUMED.values())
    assert (
        capacity_of(component("db shards", ComponentKind.STORE, Setting(name="", text="sharded"), replicas=2))
        is None
    )


def test_everything_goes_down_a_single_road():
    found = loads(design("people > balancer", "balancer > api", "api > db"), Load(reads=90.0, writes=10.0))
    assert {name: load.total for name, load in found.items()} == {"balancer": 100, "api": 100, "db": 100}


def test_a_cache_keeps_its_hits():
    drawn = design("people > api", "api > cache", "api > db", hit=90)
    found = loads(drawn, Load(reads=100.0, writes=10.0))
    assert hit_rate(drawn.component("cache")) == 0.9
    assert found["cache"].total == 100
    assert found["db"].total == pytest.approx(20)


def test_a_cache_of_unknown_hits_leaves_only_writes_for_sure():
    found = loads(design("people > api", "api > cache", "api > db"), Load(reads=100.0, writes=10.0))
    assert found["db"].total == 10


def test_a_fork_without_names_says_nothing():
    found = loads(design("people > balancer", "balancer > api", "balancer > other"), Load(reads=100.0))
    assert set(found) == {"balancer"}
    found = loads(design("people > api", "api > db", "api > graph"), Load(reads=100.0))
    assert set(found) == {"api"}


def test_a_fork_with_names_says_where_reads_and_writes_go():
    drawn = design("people > api: get, list", "people > other: post", "api > db", "other > graph")
    found = loads(drawn, Load(reads=90.0, writes=10.0), reading=["get", "list"], writing=["post"])
    assert {name: load.total for name, load in found.items()} == {
        "api": 90,
        "other": 10,
        "db": 90,
        "graph": 10,
    }


def test_media_takes_another_way():
    found = loads(design("people > api", "people > cdn", "cdn > blob", "api > db"), Load(reads=100.0))
    assert found["api"].total == 100
    assert "blob" not in found


def test_writes_wait_in_a_queue():
    drawn = design("people > api", "api > queue", "queue > worker", "worker > db", "api > graph")
    found = loads(drawn, Load(reads=90.0, writes=10.0))
    assert found["graph"].total == 90
    assert "worker" not in found


def test_a_circle_ends_and_no_client_means_no_load():
    assert set(loads(design("people > api", "api > other", "other > api"), Load(reads=1.0))) == {"api"} | {
        "other"
    }
    assert loads(design("api > db"), Load(reads=1.0)) == {}


@given(st.floats(1e-6, 1e15))
def test_any_rate_is_written(rate):
    assert written(rate).endswith(" requests/s")
