"""Replications as one outcome: every figure with its interval, and in words what was cut or taken for granted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whiteboard.run.traffic.faults import Fault
from whiteboard.run.traffic.network import Network
from whiteboard.run.traffic.outcome import Estimate, FlowOutcome, Outcome, StationOutcome, Tier
from whiteboard.run.traffic.replications import combined
from whiteboard.run.traffic.simulation.engine import BUDGET, OVERFLOW
from whiteboard.run.traffic.simulation.replication import FlowRun, Replication, StationRun
from whiteboard.run.traffic.simulation.running import Course
from whiteboard.run.traffic.simulation.state import MOST

if TYPE_CHECKING:
    import pandas

_FEW = 1000  # durations; one of them is longer than p99.9


def outcome_of(
    network: Network, course: Course, runs: Sequence[Replication], *, wanted: int, budget: float
) -> Outcome:
    """All replications of one network as its outcome."""
    from dataclasses import replace

    whole = combined([_single(network, run) for run in runs])
    return replace(
        whole,
        cut=_cut(course, runs, wanted, budget),
        notes=(*network.notes, *_notes(course, runs)),
        timeline=_timeline(runs) if course.bins else None,
    )


def _single(network: Network, run: Replication) -> Outcome:
    return Outcome(
        tier=Tier.SIMULATION,
        stations=tuple(map(_station, run.stations)),
        flows=tuple(_flow(network, place, flow) for place, flow in enumerate(run.flows)),
        replications=1,
        seconds=run.seconds,
        requests=run.requests,
    )


def _station(run: StationRun) -> StationOutcome:
    seen = run.responses
    return StationOutcome(
        name=run.name,
        offered=Estimate(run.offered),
        utilization=None if run.utilization is None else Estimate(run.utilization),
        waiting=Estimate(run.queue),
        mean=Estimate(seen.mean),
        p50=Estimate(seen.quantile(0.5)),
        p99=Estimate(seen.quantile(0.99)),
        p999=Estimate(seen.quantile(0.999)),
        throughput=Estimate(run.throughput),
        drops=Estimate(run.drops),
        hit=None if run.hit is None else Estimate(run.hit),
    )


def _flow(network: Network, place: int, run: FlowRun) -> FlowOutcome:
    seen, promise, lag = run.responses, network.flows[place].promise, run.lag
    return FlowOutcome(
        name=run.name,
        offered=Estimate(run.offered),
        throughput=Estimate(run.throughput),
        failed=Estimate(run.failed_share),
        mean=Estimate(seen.mean),
        p50=Estimate(seen.quantile(0.5)),
        p99=Estimate(seen.quantile(0.99)),
        p999=Estimate(seen.quantile(0.999)),
        lag=None if lag is None else Estimate(lag),
        promise=promise,
        promised=None if promise is None else Estimate(seen.quantile(promise.percentile / 100)),
    )


def _cut(course: Course, runs: Sequence[Replication], wanted: int, budget: float) -> str:
    """Why and where runs were ended early, in words; empty when none was."""
    told = []
    full = [run for run in runs if run.ended == OVERFLOW]
    if full:
        worst = max(full[0].stations, key=lambda station: station.waiting + station.in_service)
        many = "its queue grows without end" if worst.waiting > worst.in_service else "each takes long"
        told.append(
            f"{_runs(len(full), len(runs))} ended early, the first {_when(course, full[0])}, since more calls were "
            f"under way than are kept ({MOST:,}, fewer in deep chains): {worst.name} had {worst.waiting:,} waiting "
            f"and {worst.in_service:,} at work; {many}. Give it more servers, or less load."
        )
    slow = [run for run in runs if run.ended == BUDGET]
    if slow:
        told.append(
            f"The budget of {budget:g} s of computing ended {_runs(len(slow), len(runs)).lower()} early, the first "
            f"{_when(course, slow[0])}. Figures are of what was seen until then; simulate fewer "
            "seconds or give a larger budget."
        )
    if len(runs) < wanted:
        told.append(
            f"The budget of {budget:g} s of computing was enough for {len(runs)} of {wanted} runs, "
            "so the intervals are wider."
        )
    return " ".join(told)


def _runs(some: int, whole: int) -> str:
    if whole == 1:
        return "The run"
    return f"All {whole} runs" if some == whole else f"{some} of {whole} runs"


def _when(course: Course, run: Replication) -> str:
    if run.reached >= 0:
        return f"after {run.reached:.3g} of {course.seconds:g} simulated seconds"
    return f"after {run.reached + course.warm_up:.3g} of {course.warm_up:g} simulated seconds of warm-up"


def _notes(course: Course, runs: Sequence[Replication]) -> list[str]:
    told = ["Percentiles are read from a histogram and are off by at most 0.3 %."]
    growing = list(dict.fromkeys(name for run in runs for name in run.growing))
    if growing and not course.faults:
        told.append(
            f"The queue before {', '.join(growing[:5])} grew all the time: more comes than it can take, so its "
            "waits have no end, and the figures tell only of the seconds that were simulated."
        )
    rare = list(
        dict.fromkeys(flow.name for run in runs for flow in run.flows if 0 < flow.responses.count < _FEW)
    )
    if rare:
        told.append(
            f"Fewer than {_FEW:,} requests a run were answered of {', '.join(rare[:5])}: p99.9 (and of fewer than 100, "
            "p99) is little more than the longest seen. Simulate longer to know it better."
        )
    if any(run.reached <= 0 < course.warm_up for run in runs):
        told.append("Some runs did not come to the end of the warm-up: they count from an empty system.")
    reached = min(run.reached for run in runs)
    missed = [fault for fault in course.faults if fault.from_ >= reached]
    if missed:
        told.append(
            f"Not reached: {', '.join(map(str, missed[:3]))}. Simulate longer, or let it begin earlier."
        )
    return [*told, *map(_meaning, _sorts(course.faults))]


def _sorts(faults: Sequence[Fault]) -> list[str]:
    return list(dict.fromkeys(type(fault).__name__ for fault in faults))


def _meaning(sort: str) -> str:
    return {
        "Fail": "A failed component refuses calls at once and loses those in it; messages wait for it in their "
        "queue. Callers pass by a failed cache and go to what is behind it; it is empty when it is back.",
        "Slow": "A slow component takes longer for what it begins meanwhile.",
        "Partition": "Calls and answers over a broken link wait until it is mended, unless the caller gives up.",
        "Spike": "In a spike all operations are sent more often, in the same proportions.",
    }[sort]


def _timeline(runs: Sequence[Replication]) -> pandas.DataFrame:
    """Means over the runs, bin by bin, of those runs that came so far."""
    import numpy as np
    import pandas as pd

    longest = max((run.timeline for run in runs), key=len)
    columns = list(longest[0]) if longest else ["second"]
    rows = []
    for place in range(len(longest)):
        there = [run.timeline[place] for run in runs if len(run.timeline) > place]
        values = np.array([[row[column] for column in columns] for row in there])
        seen = ~np.isnan(values)
        counts = seen.sum(axis=0)
        sums = np.where(seen, values, 0.0).sum(axis=0)
        rows.append(np.where(counts > 0, sums / np.maximum(counts, 1), np.nan))
    return pd.DataFrame(rows, columns=columns)
