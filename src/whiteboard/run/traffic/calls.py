"""Trees of calls, read for what the formulas and the recursion need to know of them."""

from __future__ import annotations

from collections.abc import Sequence

from whiteboard.run.traffic.network import Network, Visit

DEEPEST = 200
"""Calls below calls that are followed; a design that anybody drew has fewer."""


def depth(network: Network) -> int:
    """How many calls stand below one another at most.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Flow
    >>> visits = (Visit(station="api", then=(Visit(station="cache"), Visit(station="db"))),)
    >>> depth(Network(flows=(Flow(name="reads", rate=1.0, visits=visits),)))
    2
    """
    deepest = 0
    ahead = [(visit, 1) for flow in network.flows for visit in flow.visits]
    while ahead:
        visit, level = ahead.pop()
        deepest = max(deepest, level)
        ahead.extend((below, level + 1) for below in visit.then)
    return deepest


def together(visits: Sequence[Visit]) -> list[list[Visit]]:
    """A caller's calls in order, those put together that happen for the same miss of the same cache.

    Examples
    --------
    >>> calls = [Visit(station="db", times=0.1, behind="cache"), Visit(station="search", times=0.1, behind="cache")]
    >>> [[visit.station for visit in group] for group in together([Visit(station="cache"), *calls])]
    [['cache'], ['db', 'search']]
    """
    groups: list[list[Visit]] = []
    missed: dict[tuple[str, float], list[Visit]] = {}
    for visit in visits:
        if visit.behind is None or visit.times >= 1 or visit.asynchronous:
            groups.append([visit])
            continue
        key = visit.behind, visit.times
        if key not in missed:
            missed[key] = []
            groups.append(missed[key])
        missed[key].append(visit)
    return groups
