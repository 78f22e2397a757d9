"""The sentences of a report: what a reader should know of a run, most important first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from whiteboard.draft.design import ComponentKind
from whiteboard.run.traffic.faults import Fail
from whiteboard.run.traffic.network import Visit
from whiteboard.run.traffic.outcome import Estimate, Tier
from whiteboard.run.traffic.wording import duration, multiple, rate, share, share_of, span, together, told

if TYPE_CHECKING:
    from whiteboard.run.traffic.report import Report

_BUSY = 0.8
_HARDLY = 0.0005  # a share of failed requests that needs no sentence


def sentences(report: Report) -> tuple[str, ...]:
    """What a reader should know of a report, most important first."""
    return (
        _arrivals(report),
        *_overloaded(report),
        *_saturating(report),
        *_promises(report),
        *_failing(report),
        *_losing(report),
        *_one_primary(report),
        *((report.outcome.cut,) if report.outcome.cut else ()),
    )


def _arrivals(report: Report) -> str:
    total = sum(found.rate for found in report.network.flows)
    times = "" if report.load == 1 else f", {report.load:g} times the estimate"
    how = {
        Tier.CLOSED_FORM: "Computed from formulas",
        Tier.PASS_THROUGH: f"{report.outcome.replications} sampled runs",
        Tier.SIMULATION: f"{report.outcome.replications} simulated runs of {duration(report.outcome.seconds)}",
    }[report.outcome.tier]
    wrong = f"; {together([told(fault) for fault in report.faults])}" if report.faults else ""
    return f"{rate(total)} arrive{times}{wrong}. {how}."


def _overloaded(report: Report) -> list[str]:
    said = []
    arrivals = report.network.arrivals()
    for station in report.network.stations:
        coming = arrivals.get(station.name, 0.0)
        if coming < station.capacity:
            continue
        takes = f"it takes {rate(station.capacity)}"
        if station.assumed:
            copies = "one copy is" if station.replicas == 1 else f"{station.replicas} copies are"
            takes = f"{copies} taken to do {rate(station.capacity)}"
        rest = (
            "so its queue grows without end"
            if station.room is None
            else f"and {station.room:,} may wait, so the rest is turned away"
        )
        said.append(f"{station.name} can't keep up: {rate(coming)} come and {takes}, {rest}.")
    return said


def _saturating(report: Report) -> list[str]:
    if report.first is None:
        return ["Nothing in the design has a limit that the load could reach."]
    name, at = report.first
    ahead = sorted((value, other) for other, value in report.saturation.items() if math.isfinite(value))[1:3]
    then = f"; then {together([f'{other} at {multiple(value)}' for value, other in ahead])}" if ahead else ""
    busiest = report.outcome.station(name).utilization
    busy = f" It is busy {share(busiest.value)} of the time now." if busiest and busiest.value < 1 else ""
    return [f"First to saturate: {name}, at {multiple(at)} the estimated load{then}.{busy}"]


def _is(figure: Estimate) -> str:
    return "has no end" if math.isinf(figure.value) else f"is {span(figure)}"


def _promises(report: Report) -> list[str]:
    said = []
    for found in report.outcome.flows:
        if found.promise is None or found.promised is None:
            continue
        percentile = f"p{found.promise.percentile:g}"
        if found.promise.whole and found.lag is not None:
            percentile = "p99 of the work that is done later"
        verdict = {True: "kept", False: "not kept", None: "too close to tell"}[found.kept]
        unstated = "" if found.promise.stated else ", taken at p99 since no percentile is stated"
        said.append(
            f"{found.name}: {percentile} {_is(found.promised)}; {duration(found.promise.latency)} is "
            f"promised{unstated}: {verdict}."
        )
    return said


def _failing(report: Report) -> list[str]:
    groups: dict[str, list[str]] = {}
    for found in report.outcome.flows:
        if found.failed.value > _HARDLY:
            groups.setdefault(share_of(found), []).append(found.name)
    said = []
    for told_share, names in groups.items():
        shown = names if len(names) <= 4 else [*names[:3], f"{len(names) - 3} more"]
        said.append(f"{together(shown)}: {told_share} of the requests get no answer.")
    hanging = [
        found.name for found in report.outcome.flows if math.isnan(found.failed.value) and found.offered.value
    ]
    if hanging:
        said.append(
            f"{together(hanging)}: no request is answered, and without a timeout each caller waits for ever."
        )
    return said


def _losing(report: Report) -> list[str]:
    """What each failed component takes with it."""
    from whiteboard.run.traffic.failures import Loss, loss_of

    said = []
    for fault in report.faults:
        if not isinstance(fault, Fail) or fault.replicas is not None:
            continue
        losses = {
            flow.name: loss_of(flow, fault.component, report.network)[0] for flow in report.network.flows
        }
        lost = [name for name, word in losses.items() if word in (Loss.ALL, Loss.PART)]
        kept = [name for name, word in losses.items() if word == Loss.NONE]
        later = [name for name, word in losses.items() if word == Loss.LATER]
        slower = [name for name, word in losses.items() if word == Loss.SLOWER]
        parts = [f"{together(lost)} {'lose' if len(lost) > 1 else 'loses'} service"] if lost else []
        parts += [f"the work of {together(later)} waits"] if later else []
        parts += (
            [f"{together(slower)} {'ask' if len(slower) > 1 else 'asks'} what is behind it"] if slower else []
        )
        parts += [f"{together(kept)} {'go' if len(kept) > 1 else 'goes'} on"] if kept else []
        said.append(f"Without {fault.component}: {'; '.join(parts)}.")
    return said


def _one_primary(report: Report) -> list[str]:
    """Stores whose writes alone would fill one copy: a primary does not share them with its replicas."""
    said = []
    for station in report.network.stations:
        if station.kind is not ComponentKind.STORE or station.replicas < 2 or station.servers is None:
            continue
        writes = sum(
            _coming(flow.visits, station.name, flow.rate)
            for flow in report.network.flows
            if flow.reads is False
        )
        alone = writes * station.replicas / station.capacity
        if alone > _BUSY:
            said.append(
                f"{station.name}: its writes alone, {rate(writes)}, keep one copy busy {share(alone)} of the time. "
                "Replicas share reads; a single primary takes every write."
            )
    return said


def _coming(visits: tuple[Visit, ...], name: str, coming: float) -> float:
    """Requests a second that these visits bring to a component."""
    found = 0.0
    ahead = [(visit, coming) for visit in visits]
    while ahead:
        visit, arriving = ahead.pop()
        here = arriving * visit.times
        found += here if visit.station == name else 0.0
        ahead += [(below, here) for below in visit.then]
    return found
