"""A design under load, as a queueing network: stations, and the flows of requests that visit them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from whiteboard.draft.design import ComponentKind


class Shape(StrEnum):
    """How service times spread around their mean."""

    CONSTANT = "constant"
    EXPONENTIAL = "exponential"
    GAMMA = "gamma"
    LOGNORMAL = "lognormal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How long one request is worked on, waiting not counted.

    Parameters
    ----------
    mean : float
        Seconds, from 0.
    shape : Shape
        The distribution.
    scv : float
        Squared coefficient of variation: variance over the square of the mean. 0 for constant times, 1 for
        exponential ones; read only where the shape is gamma or lognormal.
    """

    mean: float
    shape: Shape = Shape.EXPONENTIAL
    scv: float = 1.0

    @property
    def variability(self) -> float:
        """The squared coefficient of variation that the shape implies."""
        return {Shape.CONSTANT: 0.0, Shape.EXPONENTIAL: 1.0}.get(self.shape, self.scv)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A figure that the draft does not give.

    Parameters
    ----------
    what : str
        In words, with the component: ``api server: 10 ms a request``.
    source : str
        Where the figure is from, with its date; "rule of thumb" where nobody measured.
    """

    what: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One component as a queue with servers: first come, first served, all its replicas sharing one queue.

    Parameters
    ----------
    name : str
        The component's name.
    kind : ComponentKind
        What it is.
    servers : int or None
        How many requests are worked on at once: replicas times workers. None where as many as come, each
        without waiting (clients, a CDN, somebody else's service).
    service : Service
        Of one request at one server.
    room : int or None
        How many requests may wait; more are turned away. None for any number.
    replicas : int
        How many instances the servers are spread over; at least 1.
    hit : float or None
        For a cache: the share of look-ups that it answers once it is warm, from 0 to 1.
    ttl : float or None
        For a cache: seconds that an entry is kept.
    keys : int or None
        For a cache: how many different keys are asked for; it warms up over them.
    blocking : bool
        Whether a server is held while the request waits for what it calls (a thread a request). Only the
        event-driven tier knows of it.
    assumed : tuple of Assumption
        What the draft did not say of it.
    line : int
        Where the component was first typed.
    """

    name: str
    kind: ComponentKind = ComponentKind.UNSTATED
    servers: int | None = 1
    service: Service = field(default_factory=lambda: Service(mean=0.0))
    room: int | None = None
    replicas: int = 1
    hit: float | None = None
    ttl: float | None = None
    keys: int | None = None
    blocking: bool = False
    assumed: tuple[Assumption, ...] = ()
    line: int = 0

    @property
    def capacity(self) -> float:
        """Requests a second that it can take at most; infinite where nothing limits it."""
        if self.servers is None or self.service.mean == 0:
            return float("inf")
        return self.servers / self.service.mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a caller does when an answer does not come.

    Parameters
    ----------
    timeout : float or None
        Seconds that the caller waits for one try; None for ever. Work that was given up goes on at the
        called all the same.
    retries : int
        Further tries after the first.
    backoff : float
        Mean seconds before the first retry; doubled before each further one, drawn uniformly from 0 to twice
        the mean ("full jitter") when `jitter`.
    jitter : bool
        Whether the wait is drawn; else it is the mean itself.
    """

    timeout: float | None = None
    retries: int = 0
    backoff: float = 0.1
    jitter: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One call on a request's journey, and the calls that the called makes in turn, one after another.

    A request that arrives is worked on by the station; then the calls in `then` are made in order, each
    after the answer of the one before it, unless that one is asynchronous; then the answer goes back.

    Parameters
    ----------
    station : str
        The name of the called.
    times : float
        How often it is called each time that its caller comes to it, on average: below 1 it is a chance (a
        cache miss), above 1 a number of calls one after another (the fraction by chance).
    behind : str or None
        The cache whose misses lead here: `times` is then 1 minus its hit rate, which changes while it is
        cold.
    asynchronous : bool
        Whether the caller goes on without waiting: behind a queue.
    delay : float
        Seconds that call and answer spend on the network, both ways together.
    policy : Policy
        The caller's timeout and retries.
    then : tuple of Visit
        What the called calls after its own work.
    """

    station: str
    times: float = 1.0
    behind: str | None = None
    asynchronous: bool = False
    delay: float = 0.0
    policy: Policy = field(default_factory=Policy)
    then: tuple[Visit, ...] = ()

    def walk(self) -> Iterator[Visit]:
        """This visit and all below it, in the order in which they are made."""
        ahead = [self]
        while ahead:
            visit = ahead.pop()
            yield visit
            ahead.extend(reversed(visit.then))


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A latency that the qualities section promises.

    Parameters
    ----------
    latency : float
        Seconds.
    percentile : float
        99 for p99; 50 is the median.
    stated : bool
        Whether the draft says which percentile; else p99 is taken.
    whole : bool
        Whether it speaks of the work that is done later too ("deployed within an hour"), not of the answer
        alone.
    line : int
        Where it was typed.
    """

    latency: float
    percentile: float = 99.0
    stated: bool = True
    whole: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One operation under load.

    Parameters
    ----------
    name : str
        The operation's name, or "reads", "writes", "requests" where the draft has no operations.
    rate : float
        Requests a second that clients send, as a Poisson process.
    reads : bool or None
        Whether it reads; None where that is not known.
    visits : tuple of Visit
        What the client calls, in order; most of the time one call.
    promise : Promise or None
        What the qualities section promises of it.
    why : str
        Where the rate is from, in words.
    """

    name: str
    rate: float
    reads: bool | None = None
    visits: tuple[Visit, ...] = ()
    promise: Promise | None = None
    why: str = ""

    def walk(self) -> Iterator[Visit]:
        """All visits of one request, in the order in which they are made."""
        for visit in self.visits:
            yield from visit.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Stations and flows.

    Parameters
    ----------
    stations : tuple of Station
        In the design's order, each name once.
    flows : tuple of Flow
        In the order of the operations.
    notes : tuple of str
        What had to be assumed or left out, in words, for the learner to read.

    Examples
    --------
    >>> api = Station(name="api", servers=4, service=Service(mean=0.02))
    >>> reads = Flow(name="reads", rate=100.0, visits=(Visit(station="api"),))
    >>> network = Network(stations=(api,), flows=(reads,))
    >>> network.arrivals()["api"], network.scaled(2).arrivals()["api"]
    (100.0, 200.0)
    """

    stations: tuple[Station, ...] = ()
    flows: tuple[Flow, ...] = ()
    notes: tuple[str, ...] = ()

    def station(self, name: str) -> Station:
        """The station of that name.

        Raises
        ------
        KeyError
            For an unknown one; the message lists those there are.
        """
        for station in self.stations:
            if station.name == name:
                return station
        raise KeyError(f"no component {name!r}; there are {', '.join(s.name for s in self.stations)}")

    def scaled(self, factor: float) -> Network:
        """The same network with every flow's rate times `factor`."""
        return replace(self, flows=tuple(replace(flow, rate=flow.rate * factor) for flow in self.flows))

    def arrivals(self) -> Mapping[str, float]:
        """Requests a second that come to each station when nothing is turned away or tried again."""
        found = {station.name: 0.0 for station in self.stations}
        for flow in self.flows:
            ahead = [(visit, flow.rate) for visit in flow.visits]
            while ahead:
                visit, rate = ahead.pop()
                found[visit.station] = found.get(visit.station, 0.0) + rate * visit.times
                ahead.extend((below, rate * visit.times) for below in visit.then)
        return found

    def is_feed_forward(self) -> bool:
        """Whether stations can be put in an order in which every request visits them, none twice."""
        return self.order() is not None

    def order(self) -> tuple[str, ...] | None:
        """Stations in an order in which every request visits them; None where there is no such order."""
        from graphlib import CycleError, TopologicalSorter

        before: TopologicalSorter[str] = TopologicalSorter({station.name: () for station in self.stations})
        for flow in self.flows:
            path = [visit.station for visit in flow.walk()]
            if len(set(path)) < len(path) or any(visit.times > 1 for visit in flow.walk()):
                return None
            for first, second in pairwise(path):
                before.add(second, first)
        try:
            return tuple(before.static_order())
        except CycleError:
            return None
