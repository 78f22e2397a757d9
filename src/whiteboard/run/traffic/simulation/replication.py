"""One run of a network, with every count that it kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whiteboard.run.traffic.simulation.histogram import Histogram, quantile

if TYPE_CHECKING:
    import numpy


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRun:
    """One component in one run.

    Parameters
    ----------
    name : str
        The component's name.
    arrived, completed, turned_away, refused, lost : int
        Calls since the very beginning, warm-up included: that came, whose own work was done, that found no
        room, that found it down, that a fault took with it.
    waiting, in_service : int
        Calls that are there at the end. ``arrived = completed + turned_away + refused + lost + waiting +
        in_service``, always.
    offered, throughput, drops : float
        Calls a second after the warm-up: that came, that it completed, that it did not.
    queue : float
        Mean number of calls that waited, after the warm-up.
    utilization : float or None
        Share of the servers that were held; None where it has no limit.
    hit : float or None
        For a cache: the share of look-ups answered.
    responses : Histogram
        Seconds from arrival to the end of its own work, after the warm-up.
    """

    name: str
    arrived: int
    completed: int
    turned_away: int
    refused: int
    lost: int
    waiting: int
    in_service: int
    offered: float
    throughput: float
    drops: float
    queue: float
    utilization: float | None
    hit: float | None
    responses: Histogram


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRun:
    """One operation in one run.

    Parameters
    ----------
    name : str
        The operation's name.
    sent, answered, failed, under_way : int
        Client requests since the very beginning; ``sent = answered + failed + under_way``, always.
    parts_sent, parts_done, parts_failed, parts_under_way : int
        The same for its asynchronous parts.
    offered, throughput : float
        Client requests a second after the warm-up: sent, and answered.
    failed_share : float
        Share of the requests that ended without an answer, of all that ended; NaN where none ended.
    responses : Histogram
        Seconds until the answer.
    lags : numpy.ndarray or None
        Seconds from sending to the end of its asynchronous parts, by bin of a histogram; None where there are
        none.
    """

    name: str
    sent: int
    answered: int
    failed: int
    under_way: int
    parts_sent: int
    parts_done: int
    parts_failed: int
    parts_under_way: int
    offered: float
    throughput: float
    failed_share: float
    responses: Histogram
    lags: numpy.ndarray[Any, Any] | None

    @property
    def lag(self) -> float | None:
        """Seconds within which 99 of 100 asynchronous parts were done; None where there are none."""
        return None if self.lags is None else quantile(self.lags, 0.99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """One run.

    Parameters
    ----------
    stations : tuple of StationRun
        In the network's order.
    flows : tuple of FlowRun
        In the network's order.
    seconds : float
        Simulated seconds that were measured.
    reached : float
        The simulated time at which it ended; below 0 within the warm-up.
    ended : str
        "end" where it came to its end, "budget" where the computing time was over, "overflow" where more was
        under way than is kept.
    events : int
        Arrivals, ends of service, messages and timers that were worked off.
    requests : int
        Client requests in the seconds that were measured.
    growing : tuple of str
        Components whose queues grew all the time.
    timeline : tuple of mapping
        Figures by time bin, one mapping of column to value a bin.
    """

    stations: tuple[StationRun, ...]
    flows: tuple[FlowRun, ...]
    seconds: float
    reached: float
    ended: str
    events: int
    requests: int
    growing: tuple[str, ...] = ()
    timeline: tuple[Mapping[str, float], ...] = ()

    def station(self, name: str) -> StationRun:
        """The run of the component of that name."""
        return next(station for station in self.stations if station.name == name)

    def flow(self, name: str) -> FlowRun:
        """The run of the operation of that name."""
        return next(flow for flow in self.flows if flow.name == name)
