"""Where the time of an operation goes: each call in order, what it waits, works, and spends on the network."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from whiteboard.run.picture.picture import Picture, style
from whiteboard.run.traffic.network import Flow, Network, Visit
from whiteboard.run.traffic.outcome import FlowOutcome, Outcome
from whiteboard.run.traffic.wording import duration, share, together

MOST_FLOWS = 8
"""More panels than this are told in the text only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call on a request's way. Times are seconds for one call, on average.

    Parameters
    ----------
    station : str
        The called.
    calls : float
        How often a request makes it on average; below 1 it is a chance.
    network, wait, work : float
        Both ways on the network, in the queue, and being worked on; the wait is infinite where a queue grows
        without end.
    start : float
        Seconds after the request was sent when it begins, on average; infinite behind a queue that grows without end.
    waited_for : bool
        Whether the answer to the client waits for it.
    """

    station: str
    calls: float
    network: float
    wait: float
    work: float
    start: float
    waited_for: bool

    @property
    def each(self) -> float:
        """Seconds of one call."""
        return self.network + self.wait + self.work

    @property
    def added(self) -> float:
        """Seconds that it adds to the mean of all requests."""
        return self.calls * self.each if self.calls else 0.0


def steps(network: Network, outcome: Outcome, flow: Flow) -> list[Step]:
    """The calls of an operation in the order in which they are made.

    A station's wait is the mean time of a request there less its service time; so it is an average over all who
    come to it, this operation or another.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Service, Station
    >>> from whiteboard.run.traffic.running import run_network
    >>> api = Station(name="api", servers=1, service=Service(mean=0.02))
    >>> reads = Flow(name="reads", rate=25.0, visits=(Visit(station="api", delay=0.001),))
    >>> network = Network(stations=(api,), flows=(reads,))
    >>> made = steps(network, run_network(network), reads)[0]
    >>> made.network, round(made.wait, 3), made.work
    (0.001, 0.02, 0.02)
    """
    waits = {found.name: found.mean.value for found in outcome.stations}
    works = {station.name: station.service.mean for station in network.stations}
    found: list[Step] = []
    # What is asynchronous goes on from where it was called, at a clock of its own: the second place of a clock
    # is the caller's, which the answer waits for.
    clocks = [0.0]
    ahead: list[tuple[Visit, float, int]] = [(visit, 1.0, 0) for visit in reversed(flow.visits)]
    while ahead:
        visit, calls, clock = ahead.pop()
        if visit.asynchronous:
            clocks.append(clocks[clock])
            clock = len(clocks) - 1
        calls *= visit.times
        work = works.get(visit.station, 0.0)
        spent = waits.get(visit.station, work)
        wait = 0.0 if math.isnan(spent) else max(0.0, spent - work)
        # Rounding of the closed form is no wait.
        wait = 0.0 if wait < 1e-9 * max(work, 1e-9) else wait
        step = Step(
            station=visit.station,
            calls=calls,
            network=visit.delay,
            wait=wait,
            work=work,
            start=clocks[clock],
            waited_for=clock == 0,
        )
        found.append(step)
        clocks[clock] += step.added
        ahead += [(below, calls, clock) for below in reversed(visit.then)]
    return found


def waterfall(network: Network, outcome: Outcome, flow: str | None = None) -> Picture:
    """Bars for each call of an operation, one after another, with what was promised of the whole.

    Parameters
    ----------
    network : Network
        The design under load.
    outcome : Outcome
        What a run of it came to, by whichever tier.
    flow : str, optional
        Name of one operation; by default all are drawn, those together that do the same in the same time.

    Returns
    -------
    Picture
        Each bar is as long as what its calls add to the mean of all requests: a call that one of ten requests makes
        counts a tenth, and is drawn lighter. Where a queue grows without end, its bar leaves the picture.

    Raises
    ------
    KeyError
        When there is no such operation; the message lists those there are.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Service, Station
    >>> from whiteboard.run.traffic.running import run_network
    >>> api = Station(name="api", servers=1, service=Service(mean=0.02))
    >>> reads = Flow(name="reads", rate=25.0, visits=(Visit(station="api", delay=0.001),))
    >>> network = Network(stations=(api,), flows=(reads,))
    >>> print(waterfall(network, run_network(network)).text)
    reads: 41 ms on average, 99 of 100 within 185 ms
      api: waits 20 ms, works 20 ms, network 1 ms
    """
    from whiteboard.run.picture.waterfall_drawing import draw_bars

    known = {found.name: found for found in outcome.flows}
    if flow is not None:
        outcome.flow(flow)
    chosen = [found for found in network.flows if found.name in known and flow in (None, found.name)]
    alike: dict[tuple[str, tuple[Step, ...]], list[FlowOutcome]] = {}
    for one in chosen:
        made = tuple(steps(network, outcome, one))
        alike.setdefault((summary(known[one.name]), made), []).append(known[one.name])
    groups = [(found, list(made)) for (_, made), found in alike.items()]
    with style():
        figure = draw_bars(groups[:MOST_FLOWS], more=sum(len(found) for found, _ in groups[MOST_FLOWS:]))
    lines = [line for found, made in groups for line in _lines(found, made)]
    return Picture(figure=figure, text="\n".join(lines) or "No operations")


def summary(found: FlowOutcome) -> str:
    """An operation's mean and p99, and what was promised.

    Examples
    --------
    >>> from whiteboard.run.traffic.outcome import Estimate
    >>> figures = dict.fromkeys(("offered", "throughput", "failed", "mean", "p50", "p99", "p999"), Estimate(0.1))
    >>> summary(FlowOutcome(name="reads", **figures))
    '100 ms on average, 99 of 100 within 100 ms'
    """
    if math.isinf(found.mean.value):
        said = "waits without end"
    else:
        said = f"{duration(found.mean.value)} on average, 99 of 100 within {duration(found.p99.value)}"
    if found.promise is not None:
        verdict = {True: "kept", False: "not kept", None: "not certain"}[found.kept]
        said += f"; promised {promised(found)}: {verdict}"
    return said


def promised(found: FlowOutcome) -> str:
    """The promise in figures; empty when there is none."""
    if found.promise is None:
        return ""
    return f"{duration(found.promise.latency)} at p{found.promise.percentile:g}"


def in_words(step: Step) -> str:
    """What one call comes to: ``10% of requests, waits 3 ms, works 20 ms``; what is under a thousandth is left out."""
    said = []
    if step.calls < 0.9995:
        said.append(f"{share(step.calls)} of requests")
    elif step.calls > 1.0005:
        said.append(f"{step.calls:.3g} calls, each")
    parts = (("waits", step.wait), ("works", step.work), ("network", step.network))
    least = 1e-3 * step.each if math.isfinite(step.each) else 0.0
    said += [
        f"{word} {'without end' if math.isinf(value) else duration(value)}"
        for word, value in parts
        if value > least
    ]
    if not step.waited_for:
        said.append("not waited for")
    return ", ".join(said) or "no time"


def _lines(group: list[FlowOutcome], made: list[Step]) -> Iterator[str]:
    found = group[0]
    yield f"{together([one.name for one in group])}: {summary(found)}"
    for step in made:
        yield f"  {step.station}: {in_words(step)}"
    total = sum(step.added for step in made if step.waited_for)
    mean = found.mean.value
    if math.isfinite(total) and math.isfinite(mean) and abs(mean - total) > 0.05 * max(mean, total):
        yield f"  together {duration(total)}; the rest is retries, timeouts, or what the run's chance made of it"
