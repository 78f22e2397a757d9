"""One replication from its warm-up to its end: stops where something changes or is read off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whiteboard.run.traffic.faults import Fault
from whiteboard.run.traffic.network import Network
from whiteboard.run.traffic.simulation.compiling import Plan, compile_network
from whiteboard.run.traffic.simulation.engine import END, run
from whiteboard.run.traffic.simulation.measuring import Meter, Reading
from whiteboard.run.traffic.simulation.mishaps import apply, moments
from whiteboard.run.traffic.simulation.replication import Replication, StationRun
from whiteboard.run.traffic.simulation.state import State
from whiteboard.run.traffic.simulation.validation import check_faults, check_network

if TYPE_CHECKING:
    import numpy

_GROWN = 100  # calls that wait; a shorter queue is none to warn of
_FULL = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How every replication goes.

    Parameters
    ----------
    seconds, warm_up : float
        Simulated seconds that are measured, and before them. The measured ones begin at time 0.
    faults : tuple of Fault
        What goes wrong, counted from time 0.
    bins : int
        Rows of the timeline; 0 for none.
    cold : bool
        Whether caches are empty at time 0.
    """

    seconds: float
    warm_up: float = 0.0
    faults: Sequence[Fault] = ()
    bins: int = 0
    cold: bool = False


def replicate(
    network: Network,
    course: Course,
    seed: int | numpy.random.SeedSequence,
    *,
    plan: Plan | None = None,
    deadline: float = float("inf"),
    watch: Callable[[float], None] | None = None,
) -> Replication:
    """Run a network once.

    Parameters
    ----------
    network : Network
        Stations and flows.
    course : Course
        For how long, and what goes wrong.
    seed : int or numpy.random.SeedSequence
        Where all random numbers come from.
    plan : Plan, optional
        The network compiled, where that was done before.
    deadline : float
        Reading of `time.perf_counter` at which it is ended early.
    watch : callable, optional
        Called from time to time with the simulated time reached.

    Returns
    -------
    Replication
        Where it is ended within the warm-up, what it has seen until then counts.

    Raises
    ------
    ValueError, KeyError
        As `simulate` does.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Flow, Station, Visit
    >>> reads = Flow(name="reads", rate=100.0, visits=(Visit(station="api"),))
    >>> run = replicate(Network(stations=(Station(name="api"),), flows=(reads,)), Course(seconds=10.0), 1)
    >>> run.flow("reads").sent == run.station("api").completed
    True
    """
    import numpy as np

    if plan is None:
        check_network(network)
        check_faults(course.faults, network)
        plan = compile_network(network)
    if not isinstance(seed, np.random.SeedSequence):
        seed = np.random.SeedSequence(seed)
    state = State(plan, network, seed, -course.warm_up)
    meter = Meter(state, network)
    changes = set(moments(course.faults))
    edges = {course.seconds * (number / course.bins) for number in range(1, course.bins + 1)}
    middle = course.seconds / 2
    first = last = meter.read()
    half: Reading | None = None
    rows: list[dict[str, float]] = []
    ended = END
    stops = {0.0, course.seconds, middle, *edges, *(time for time in changes if time < course.seconds)}
    for stop in sorted(stops):
        ended = run(state, stop, deadline, watch)
        meter.pass_to(state.now)
        if ended != END:
            break
        if stop == 0.0:
            for samples in state.samples:
                samples.forget()
            if course.cold:
                for cache in state.caches:
                    if cache is not None:
                        cache.empty()
            first = last = meter.read()
        elif stop in edges:
            reading = meter.read()
            rows.append(meter.row(last, reading))
            last = reading
        if stop == middle:
            half = meter.read()
        if stop in changes:
            apply(state, course.faults, stop)
    final = meter.read()
    stations = tuple(meter.stations(first, final))
    return Replication(
        stations=stations,
        flows=tuple(meter.flows(first, final)),
        seconds=final.time - first.time,
        reached=final.time,
        ended=ended,
        events=state.events,
        requests=sum(final.sent) - sum(first.sent),
        growing=() if half is None else tuple(_growing(stations, first, half, final)),
        timeline=tuple(rows),
    )


def _growing(stations: Sequence[StationRun], first: Reading, half: Reading, final: Reading) -> list[str]:
    """Stations whose queue was longer in the second half than in the first, and is longest at the end."""
    found = []
    for place, station in enumerate(stations):
        earlier = (half.queue[place] - first.queue[place]) / (half.time - first.time)
        later = (final.queue[place] - half.queue[place]) / max(final.time - half.time, 1e-12)
        full = station.utilization is not None and station.utilization > _FULL
        if full and station.waiting > max(_GROWN, later) and later > 2 * earlier:
            found.append(station.name)
    return found
