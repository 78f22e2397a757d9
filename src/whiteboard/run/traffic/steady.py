"""One station in the long run: how long its queue is, how long a request is there, and what passes it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from whiteboard.run.traffic.erlang import ENDLESS, Queue, mgc, mmck
from whiteboard.run.traffic.network import Service, Shape, Station
from whiteboard.run.traffic.sums import Sum
from whiteboard.run.traffic.transforms import (
    Constant,
    Delayed,
    Exponential,
    Gamma,
    PollaczekKhinchine,
    Roomed,
    Transform,
)

_NO_QUEUE = Queue(delayed=0.0, wait=0.0, number=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steady:
    """A station under a load that stays.

    Parameters
    ----------
    offered : float
        Requests a second that come.
    queue : Queue
        Of those that wait.
    sojourn : Sum
        Wait and service together, in seconds, of those that are admitted; infinite where the queue has no end.
    through : float
        The share of what comes that is done: less than 1 where more comes than it can take.
    """

    offered: float
    queue: Queue
    sojourn: Sum
    through: float

    @property
    def admitted(self) -> float:
        """The share of what comes that is not turned away."""
        return 1 - self.queue.blocked


def steady(station: Station, arrivals: float) -> Steady:
    """A station in the long run, requests coming to it at random times (a Poisson process).

    Parameters
    ----------
    station : Station
        Its servers, its service time, and its room to wait.
    arrivals : float
        Requests a second.

    Examples
    --------
    >>> found = steady(Station(name="db", service=Service(mean=0.010)), 80.0)
    >>> round(found.sojourn.mean, 6), found.through
    (0.05, 1.0)
    >>> steady(Station(name="db", service=Service(mean=0.010)), 200.0).through
    0.5
    """
    service = station.service
    worked = service_time(service)
    if station.servers is None or service.mean == 0:
        return Steady(offered=arrivals, queue=_NO_QUEUE, sojourn=worked, through=1.0)
    servers, scv = station.servers, service.variability
    if station.room is not None:
        queue = mmck(arrivals, service.mean, servers, room=station.room)
        wait: Transform = Roomed(
            queue.delayed, arrivals * service.mean / servers, service.mean / servers, station.room, queue.wait
        )
        sojourn = worked.plus(Sum(parts=(wait,))) if queue.delayed > 0 else worked
        return Steady(offered=arrivals, queue=queue, sojourn=sojourn, through=1 - queue.blocked)
    queue = mgc(arrivals, service.mean, servers, scv=scv)
    if queue.delayed >= 1 and math.isinf(queue.wait):
        through = min(1.0, station.capacity / arrivals)
        return Steady(offered=arrivals, queue=ENDLESS, sojourn=Sum(shift=math.inf), through=through)
    if queue.delayed > 0:
        if servers == 1 and scv != 1:
            one: Transform = worked.parts[0] if worked.parts else Constant(service.mean)
            wait = PollaczekKhinchine(arrivals, one, queue.wait)
        else:
            wait = Delayed(queue.delayed, queue.wait / queue.delayed)
        worked = worked.plus(Sum(parts=(wait,)))
    return Steady(offered=arrivals, queue=queue, sojourn=worked, through=1.0)


def service_time(service: Service) -> Sum:
    """How long one request is worked on. Lognormal times are taken for gamma ones of the same spread.

    Examples
    --------
    >>> service_time(Service(mean=0.010, shape=Shape.CONSTANT))
    Sum(shift=0.01, parts=(), chances=())
    """
    scv = service.variability
    if service.mean == 0 or scv == 0:
        return Sum(shift=service.mean)
    if service.shape is Shape.EXPONENTIAL or scv == 1:
        return Sum(parts=(Exponential(service.mean),))
    return Sum(parts=(Gamma(service.mean, scv),))


def is_exact(station: Station) -> bool:
    """Whether the formulas for a station hold exactly where requests come at random times.

    Examples
    --------
    >>> constant = Service(mean=0.010, shape=Shape.CONSTANT)
    >>> is_exact(Station(name="db", service=constant)), is_exact(Station(name="db", servers=2, service=constant))
    (True, False)
    """
    service = station.service
    if service.mean == 0 or service.shape is Shape.EXPONENTIAL:
        return True
    if service.shape is Shape.LOGNORMAL and service.scv > 0:
        return False
    return station.servers is None or (station.servers == 1 and station.room is None)
