"""What a failed component takes with it, and which single ones everything hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whiteboard.draft.design import ComponentKind, Design
from whiteboard.run.graph import Graph
from whiteboard.run.traffic.network import Flow, Network

if TYPE_CHECKING:
    import pandas


class Loss:
    """How a flow fares without a component."""

    NONE = "goes on"
    ALL = "lost"
    PART = "lost in part"
    SLOWER = "slower"
    LATER = "done later"


def loss_of(flow: Flow, component: str, network: Network) -> tuple[str, float]:
    """How an operation fares while a component, with all its replicas, gives no answer.

    Parameters
    ----------
    flow : Flow
        The operation.
    component : str
        Who is down.
    network : Network
        Whose stations tell which of them are caches.

    Returns
    -------
    (str, float)
        One of `Loss`, and the share of its requests that get no answer. Without a cache every look-up goes to
        what is behind it, if anything is; behind a queue the work waits.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Station, Visit
    >>> api, db = Station(name="api"), Station(name="db")
    >>> cache = Station(name="cache", kind=ComponentKind.CACHE, hit=0.9)
    >>> visits = (Visit(station="cache"), Visit(station="db", times=0.1, behind="cache"))
    >>> feed = Flow(name="getFeed", rate=1.0, visits=(Visit(station="api", then=visits),))
    >>> network = Network(stations=(api, cache, db), flows=(feed,))
    >>> [loss_of(feed, name, network) for name in ("api", "cache", "db")]
    [('lost', 1.0), ('slower', 0.0), ('lost in part', 0.1)]
    """
    kinds = {station.name: station.kind for station in network.stations}
    backed = {visit.behind for visit in flow.walk() if visit.behind}
    worst = (Loss.NONE, 0.0)
    ahead = [(visit, 1.0, False) for visit in flow.visits]
    while ahead:
        visit, reach, later = ahead.pop()
        later = later or visit.asynchronous
        share = reach * min(visit.times, 1.0)
        if visit.station == component:
            if later:
                found = (Loss.LATER, 0.0)
            elif kinds.get(component) is ComponentKind.CACHE and component in backed:
                found = (Loss.SLOWER, 0.0)
            else:
                found = (Loss.ALL, 1.0) if share >= 1 else (Loss.PART, round(share, 6))
            if (found[1], found[0] != Loss.NONE) > (worst[1], worst[0] != Loss.NONE):
                worst = found
        ahead += [(below, share, later) for below in visit.then]
    return worst


def blast_radius(network: Network) -> pandas.DataFrame:
    """Which operations lose service when a component fails: one row a component, one column an operation.

    Returns
    -------
    pandas.DataFrame
        Index ``component``; a column for each operation with `Loss`'s words, and ``requests lost``, the share of
        all requests that get no answer while it is down. Worst first.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Station, Visit
    >>> reads = Flow(name="reads", rate=9.0, visits=(Visit(station="api", then=(Visit(station="db"),)),))
    >>> ping = Flow(name="ping", rate=1.0, visits=(Visit(station="api"),))
    >>> frame = blast_radius(Network(stations=(Station(name="db"), Station(name="api")), flows=(reads, ping)))
    >>> frame["requests lost"].to_dict()
    {'api': 1.0, 'db': 0.9}
    """
    import pandas as pd

    total = sum(flow.rate for flow in network.flows) or 1.0
    rows = []
    for station in network.stations:
        losses = [loss_of(flow, station.name, network) for flow in network.flows]
        lost = sum(flow.rate * share for flow, (_, share) in zip(network.flows, losses, strict=True)) / total
        names = {flow.name: word for flow, (word, _) in zip(network.flows, losses, strict=True)}
        rows.append({"component": station.name, **names, "requests lost": round(lost, 6)})
    columns = ["component", *(flow.name for flow in network.flows), "requests lost"]
    frame = pd.DataFrame(rows, columns=columns).set_index("component")
    return frame.sort_values("requests lost", ascending=False, kind="stable")


def single_points(design: Design) -> dict[str, tuple[str, ...]]:
    """Components of which one copy is drawn, and the stores that every way to leads through them.

    Dominators of the graph from its clients; a component of several replicas is none, and what the draft
    says nothing about counts as one copy.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> single_points(read_section("design", "people -> load balancer -> api server x4 -> db").design)
    {'load balancer': ('db',), 'db': ('db',)}
    """
    components = {component.name: component for component in design.components}
    found: dict[str, list[str]] = {}
    for store, path in Graph(design).on_every_way().items():
        for name in path:
            if (components[name].replicas or 1) <= 1 and components[name].kind not in _SPREAD_ALREADY:
                found.setdefault(name, []).append(store)
    drawn = list(components)
    return {name: tuple(sorted(found[name], key=drawn.index)) for name in sorted(found, key=drawn.index)}


_SPREAD_ALREADY = frozenset(
    {ComponentKind.CDN, ComponentKind.DNS, ComponentKind.BLOB, ComponentKind.EXTERNAL}
)
