"""A network as flat lists of numbers: what the event loop reads in the place of trees of visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from whiteboard.draft.design import ComponentKind
from whiteboard.run.traffic.network import Network, Station, Visit

_ROUNDING = 1e-9

NOBODY = -1
"""The index of what is not there."""

WITHOUT_LIMIT = 1 << 60
"""Servers of a station, or places in its queue, that has no limit."""


@dataclass(slots=True)
class Plan:
    """Visits by number.

    Every visit of every flow has a number. So has every client (the caller of a flow's first visits), every
    courier (who carries an asynchronous call and waits for its end in the caller's place), and every bypass
    (what a caller does itself when the cache that would have done it does not answer). The lists hold one entry
    for each number.

    Attributes
    ----------
    station : list of int
        The station called; `NOBODY` for clients, couriers and bypasses.
    first, follow : list of int
        The first visit that it makes in turn, and the next one that its own caller makes; `NOBODY` at the end.
    once_more : list of int
        What is called when the caller has more than one such call to make: itself, but the cache for its bypass.
    plain : list of bool
        Whether it is made exactly once, waited for, and by no chance.
    whole, part : list
        Otherwise: how often it is made for certain, and the chance of one time more.
    behind : list of int
        The station of the cache whose misses lead here, if the caller knows of each miss; then `part` is the
        chance of a call for each miss.
    blurred : list of int
        The same where the caller does not know: `part` scales the chance of a miss.
    courier : list of int
        For an asynchronous visit, the number of its courier.
    bypass : list of int
        For a cache with something behind it, the number of its bypass.
    forgiving : list of bool
        Whether the caller goes on when this fails, since what is behind the cache comes next.
    tells : list of bool
        Whether the caller has to know of a miss.
    half : list of float
        Seconds on the network, one way.
    timer : list of int
        Which of `timeouts` the caller waits for.
    retries, backoff, jitter : list
        The caller's policy.
    holds : list of bool
        Whether a server is held until all calls below are answered.
    patient : list of bool
        Whether a courier calls: then it waits in the queue of a failed station.
    caller : list of int
        The station that calls; `NOBODY` for clients.
    flow : list of int
        For clients and couriers, the flow; else `NOBODY`.
    clients : list of int
        The client of each flow.
    timeouts : dict
        Different timeouts in seconds, and their numbers.
    hit : list of float or None
        By station: the hit rate of a cache, stated or as the visits behind it imply.
    depth : int
        Calls below calls, at most.
    """

    stations: tuple[Station, ...]
    station: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    follow: list[int] = field(default_factory=list)
    once_more: list[int] = field(default_factory=list)
    plain: list[bool] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    part: list[float] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)
    blurred: list[int] = field(default_factory=list)
    courier: list[int] = field(default_factory=list)
    bypass: list[int] = field(default_factory=list)
    forgiving: list[bool] = field(default_factory=list)
    tells: list[bool] = field(default_factory=list)
    half: list[float] = field(default_factory=list)
    timer: list[int] = field(default_factory=list)
    retries: list[int] = field(default_factory=list)
    backoff: list[float] = field(default_factory=list)
    jitter: list[bool] = field(default_factory=list)
    holds: list[bool] = field(default_factory=list)
    patient: list[bool] = field(default_factory=list)
    caller: list[int] = field(default_factory=list)
    flow: list[int] = field(default_factory=list)
    clients: list[int] = field(default_factory=list)
    timeouts: dict[float, int] = field(default_factory=dict)
    hit: list[float | None] = field(default_factory=list)
    depth: int = 1

    def add(self, station: int = NOBODY, caller: int = NOBODY, flow: int = NOBODY) -> int:
        """Number a client, courier, bypass or visit."""
        for each, value in (
            (self.first, NOBODY),
            (self.follow, NOBODY),
            (self.whole, 1),
            (self.behind, NOBODY),
            (self.blurred, NOBODY),
            (self.courier, NOBODY),
            (self.bypass, NOBODY),
            (self.timer, NOBODY),
            (self.retries, 0),
            (self.station, station),
            (self.caller, caller),
            (self.flow, flow),
        ):
            each.append(value)
        self.part.append(0.0)
        self.half.append(0.0)
        self.backoff.append(0.0)
        for flags in (self.forgiving, self.tells, self.jitter, self.holds, self.patient):
            flags.append(False)
        self.plain.append(True)
        self.once_more.append(len(self.once_more))
        return len(self.station) - 1


def compile_network(network: Network) -> Plan:
    """Number all visits of a network that has been checked.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Flow
    >>> api, db = Station(name="api"), Station(name="db")
    >>> reads = Flow(name="reads", rate=1.0, visits=(Visit(station="api", then=(Visit(station="db"),)),))
    >>> plan = compile_network(Network(stations=(api, db), flows=(reads,)))
    >>> plan.station, plan.first
    ([-1, 0, 1], [1, 2, -1])
    """
    plan = Plan(network.stations)
    places = {station.name: place for place, station in enumerate(network.stations)}
    plan.hit = _hits(network)
    for number, flow in enumerate(network.flows):
        plan.clients.append(plan.add(flow=number))
        ahead = [(plan.clients[-1], flow.visits, 1)]
        while ahead:
            node, visits, depth = ahead.pop()
            at = plan.station[node]
            chosen, making = [], []
            for visit in visits:
                outer, inner = _number(plan, visit, places[visit.station], at, number)
                chosen.append(outer)
                making.append(inner)
            if chosen:
                plan.first[node] = chosen[0]
                plan.depth = max(plan.depth, depth)
            for one, other in pairwise(chosen):
                plan.follow[one] = other
            _link_misses(plan, node, visits, chosen, places)
            ahead += [(inner, visit.then, depth + 1) for inner, visit in zip(making, visits, strict=True)]
    for node in range(len(plan.station)):
        _add_bypass(plan, node)
    return plan


def _hits(network: Network) -> list[float | None]:
    """Hit rates by station: as stated, else as the visits behind a cache imply."""
    missed: dict[str, float] = {}
    for flow in network.flows:
        for visit in flow.walk():
            if visit.behind is not None:
                missed[visit.behind] = max(missed.get(visit.behind, 0.0), min(visit.times, 1.0))
    return [
        1 - missed[station.name] if station.hit is None and station.name in missed else station.hit
        for station in network.stations
    ]


def _number(plan: Plan, visit: Visit, station: int, at: int, flow: int) -> tuple[int, int]:
    """Number a visit: the one that its caller comes to, and the one that calls.

    They are the same unless it is asynchronous: then the caller only sends off a courier, who calls.
    """
    policy, whole = visit.policy, int(visit.times)
    inner = outer = plan.add(station, at)
    if visit.asynchronous:
        courier = plan.courier[outer] = plan.add(flow=flow)
        inner = plan.first[courier] = plan.add(station, at)
        plan.patient[inner] = True
    plan.whole[outer], plan.part[outer] = whole, visit.times - whole
    plan.plain[outer] = visit.times == 1 and not visit.asynchronous
    plan.half[inner] = visit.delay / 2
    if policy.timeout is not None and not visit.asynchronous:
        plan.timer[inner] = plan.timeouts.setdefault(policy.timeout, len(plan.timeouts))
    plan.retries[inner], plan.backoff[inner], plan.jitter[inner] = (
        policy.retries,
        policy.backoff,
        policy.jitter,
    )
    plan.holds[inner] = plan.stations[station].blocking and bool(visit.then)
    return outer, inner


def _link_misses(
    plan: Plan, node: int, visits: Sequence[Visit], numbers: Sequence[int], places: dict[str, int]
) -> None:
    """Tell the visits behind a cache whose misses they follow.

    `times` holds on average once the cache is warm, so the chance of a call for each miss is `times` over the
    misses that there are then. Where that is above 1 the call does not hang on misses alone and stays as it is.
    """
    looked: dict[int, float] = {}
    askers: dict[int, list[int]] = {}
    if plan.station[node] != NOBODY:
        looked[plan.station[node]] = 1.0
        askers[plan.station[node]] = [node]
    for visit, number in zip(visits, numbers, strict=True):
        cache = NOBODY if visit.behind is None else places[visit.behind]
        hit = plan.hit[cache] if cache != NOBODY else None
        if hit is not None:
            misses = (1 - hit) * looked.get(cache, 1.0)
            chance = visit.times / misses if misses > 0 else 1.0
            if chance <= 1 + _ROUNDING:
                plan.whole[number], plan.plain[number] = 0, False
                plan.part[number] = 1.0 if chance >= 1 - _ROUNDING else chance
                (plan.behind if cache in looked else plan.blurred)[number] = cache
                for asker in askers.get(cache, ()):
                    if asker != node:
                        plan.tells[asker] = plan.forgiving[asker] = True
        if not visit.asynchronous:
            place = plan.station[number]
            looked[place] = looked.get(place, 0.0) + visit.times
            askers.setdefault(place, []).append(number)


def _add_bypass(plan: Plan, node: int) -> None:
    """Let callers do themselves what a cache would have done that reads through to what is behind it."""
    station, below = plan.station[node], plan.first[node]
    if station == NOBODY or plan.stations[station].kind is not ComponentKind.CACHE:
        return
    while below != NOBODY and plan.behind[below] != station:
        below = plan.follow[below]
    if below != NOBODY:
        bypass = plan.bypass[node] = plan.add(caller=plan.caller[node])
        plan.first[bypass], plan.follow[bypass] = plan.first[node], plan.follow[node]
        plan.once_more[bypass] = node
