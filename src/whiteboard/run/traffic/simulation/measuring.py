"""Counters read off at a moment, and what lies between two moments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.run.traffic.network import Network
from whiteboard.run.traffic.simulation.compiling import NOBODY
from whiteboard.run.traffic.simulation.histogram import quantile
from whiteboard.run.traffic.simulation.replication import FlowRun, StationRun
from whiteboard.run.traffic.simulation.state import CALLER, DEAD, NODE, SERVED, Samples, State

if TYPE_CHECKING:
    import numpy


@dataclass(slots=True)
class Reading:
    """All counters at one moment: by station, and by flow.

    Attributes
    ----------
    queue, held, servers : list of float
        Integrals over time of the calls that wait, of the servers held, and of the servers there are.
    bins : list of numpy.ndarray
        Durations of client requests by bin.
    lags : list of numpy.ndarray
        Durations of asynchronous parts by bin.
    """

    time: float
    arrived: list[int]
    worked: list[int]
    dropped: list[int]
    hits: list[int]
    queue: list[float]
    held: list[float]
    servers: list[float]
    sent: list[int]
    answered: list[int]
    failed: list[int]
    bins: list[numpy.ndarray[Any, Any]]
    lags: list[numpy.ndarray[Any, Any] | None]


class Meter:
    """Reads the counters of one replication.

    Parameters
    ----------
    state : State
        The replication.
    network : Network
        For the names.
    """

    def __init__(self, state: State, network: Network) -> None:
        self._state = state
        self._network = network
        self._servers = [0.0] * len(network.stations)
        self._since = state.now
        self._couriers: list[list[int]] = [[] for _ in network.flows]
        for node, flow in enumerate(state.plan.flow):
            if flow != NOBODY and node != state.plan.clients[flow]:
                self._couriers[flow].append(node)

    def pass_to(self, now: float) -> None:
        """Count the servers there were until a moment, before any of them fails or comes back."""
        for place, servers in enumerate(self._state.servers):
            self._servers[place] += servers * (now - self._since)
        self._since = now

    def read(self) -> Reading:
        """All counters at the present moment."""
        state, now = self._state, self._since
        places = range(len(state.arrived))
        clients = state.plan.clients
        return Reading(
            time=now,
            arrived=list(state.arrived),
            worked=[samples.ever for samples in state.worked],
            dropped=[state.turned_away[p] + state.refused[p] + state.lost[p] for p in places],
            hits=[0 if cache is None else cache.hits for cache in state.caches],
            queue=[len(state.queues[p]) * now + state.queue_clock[p] for p in places],
            held=[state.busy(p) * now + state.busy_clock[p] for p in places],
            servers=list(self._servers),
            sent=[state.sent[node] for node in clients],
            answered=[self._samples(node).ever for node in clients],
            failed=[state.given_up[node] for node in clients],
            bins=[self._samples(node).settle().bins.copy() for node in clients],
            lags=[self._lags(flow) for flow in range(len(clients))],
        )

    def _samples(self, node: int) -> Samples:
        samples = self._state.answered[node]
        assert samples is not None
        return samples

    def _lags(self, flow: int) -> numpy.ndarray[Any, Any] | None:
        found = [self._samples(node).settle().bins for node in self._couriers[flow]]
        return sum(found[1:], start=found[0].copy()) if found else None

    def row(self, before: Reading, after: Reading) -> dict[str, float]:
        """One row of the timeline: what lies between two readings."""
        span = after.time - before.time
        row = {"second": before.time}
        for place, flow in enumerate(self._network.flows):
            answered, failed, sent = (
                getattr(after, each)[place] - getattr(before, each)[place]
                for each in ("answered", "failed", "sent")
            )
            row[f"{flow.name} offered"] = sent / span
            row[f"{flow.name} throughput"] = answered / span
            row[f"{flow.name} failed"] = _share(failed, answered + failed)
            row[f"{flow.name} p99"] = quantile(after.bins[place] - before.bins[place], 0.99)
            lags, earlier = after.lags[place], before.lags[place]
            if lags is not None and earlier is not None:
                row[f"{flow.name} lag"] = quantile(lags - earlier, 0.99)
        for place, station in enumerate(self._network.stations):
            arrived = after.arrived[place] - before.arrived[place]
            row[f"{station.name} offered"] = arrived / span
            row[f"{station.name} queue"] = (after.queue[place] - before.queue[place]) / span
            row[f"{station.name} drops"] = (after.dropped[place] - before.dropped[place]) / span
            if station.servers is not None:
                row[f"{station.name} utilization"] = self._utilization(before, after, place)
            if self._state.caches[place] is not None:
                row[f"{station.name} hit"] = _share(after.hits[place] - before.hits[place], arrived)
        return row

    @staticmethod
    def _utilization(before: Reading, after: Reading, place: int) -> float:
        servers = after.servers[place] - before.servers[place]
        held = after.held[place] - before.held[place]
        # Sums of large times leave a rounding error of either sign.
        return min(1.0, max(0.0, held / servers)) if servers > 0 else 0.0

    def stations(self, before: Reading, after: Reading) -> Iterator[StationRun]:
        """What the stations did between two readings, with their counts from the very beginning."""
        state, span = self._state, after.time - before.time
        in_service = Counter(
            state.plan.station[call[NODE]]
            for kind, call in state.ends()
            if kind == SERVED and call[NODE] != DEAD
        )
        for place, station in enumerate(self._network.stations):
            arrived = after.arrived[place] - before.arrived[place]
            cached = state.caches[place] is not None
            yield StationRun(
                name=station.name,
                arrived=state.arrived[place],
                completed=state.worked[place].ever,
                turned_away=state.turned_away[place],
                refused=state.refused[place],
                lost=state.lost[place],
                waiting=len(state.queues[place]),
                in_service=in_service[place],
                offered=_rate(arrived, span),
                throughput=_rate(after.worked[place] - before.worked[place], span),
                drops=_rate(after.dropped[place] - before.dropped[place], span),
                queue=max(0.0, _rate(after.queue[place] - before.queue[place], span)),
                utilization=None if station.servers is None else self._utilization(before, after, place),
                hit=_share(after.hits[place] - before.hits[place], arrived) if cached else None,
                responses=state.worked[place].settle(),
            )

    def flows(self, before: Reading, after: Reading) -> Iterator[FlowRun]:
        """What the flows did between two readings, with their counts from the very beginning."""
        state, span = self._state, after.time - before.time
        under_way = self._under_way()
        for place, flow in enumerate(self._network.flows):
            client, couriers = state.plan.clients[place], self._couriers[place]
            answered = after.answered[place] - before.answered[place]
            failed = after.failed[place] - before.failed[place]
            yield FlowRun(
                name=flow.name,
                sent=state.sent[client],
                answered=self._samples(client).ever,
                failed=state.given_up[client],
                under_way=under_way[client],
                parts_sent=sum(state.sent[node] for node in couriers),
                parts_done=sum(self._samples(node).ever for node in couriers),
                parts_failed=sum(state.given_up[node] for node in couriers),
                parts_under_way=sum(under_way[node] for node in couriers),
                offered=_rate(after.sent[place] - before.sent[place], span),
                throughput=_rate(answered, span),
                failed_share=_share(failed, answered + failed),
                responses=self._samples(client).settle(),
                lags=after.lags[place],
            )

    def _under_way(self) -> Counter[int]:
        """Requests and asynchronous parts that have not ended, by client and courier: found, not subtracted."""
        seen: set[int] = set()
        found: Counter[int] = Counter()
        for _, call in self._state.ends():
            above = call
            while above is not None and id(above) not in seen and above[NODE] != DEAD:
                seen.add(id(above))
                if self._state.plan.flow[above[NODE]] != NOBODY:
                    found[above[NODE]] += 1
                above = above[CALLER]
        return found


def _rate(count: float, span: float) -> float:
    return count / span if span > 0 else float("nan")


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
