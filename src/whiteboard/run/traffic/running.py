"""Put a draft under its own load: choose how to compute it, run it, and report."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from whiteboard.draft.board import Board
from whiteboard.run.traffic.building import CannotRun, network_of
from whiteboard.run.traffic.faults import Fail, Fault, Partition, Slow, Spike
from whiteboard.run.traffic.network import Network
from whiteboard.run.traffic.outcome import Outcome, Tier, kept

if TYPE_CHECKING:
    from whiteboard.run.traffic.report import Report

BUDGET = 5.0
"""Seconds that a simulation may take unless the caller says otherwise; it is cut then, and says so."""

EVENTS_A_SECOND = 500_000
"""About how many events are simulated in a second: the slowest case of benchmarks/bench_simulation.py has more."""

_LONGEST, _SHORTEST = 600.0, 0.5


def run_design(
    board: Board,
    *,
    load: float = 1.0,
    faults: Sequence[Fault] = (),
    tier: Tier | str | None = None,
    seconds: float | None = None,
    replications: int = 5,
    seed: int = 0,
    budget: float = BUDGET,
    progress: Callable[[float], None] | None = None,
) -> Report:
    """A board's design under the board's own estimated load.

    Parameters
    ----------
    board : Board
        Design, and as far as they are there API, scale, qualities.
    load : float
        Multiple of the estimated load.
    faults : sequence of Fault
        What goes wrong meanwhile: `fail`, `slow`, `partition`, `spike`.
    tier : Tier or str, optional
        How to compute it. By default closed form, and simulation where there are faults, timeouts, retries,
        bounded queues or blocking servers.
    seconds : float, optional
        Simulated time of each run; by default as much as fits the budget, at most ten minutes.
    replications : int
        Independent simulated runs, from which the intervals come.
    seed : int
        Of the random numbers: the same seed gives the same report.
    budget : float
        Seconds that a simulation may take.
    progress : callable, optional
        Is told the share that is done, 0 to 1.

    Returns
    -------
    Report
        Tables, sentences, and the network itself.

    Raises
    ------
    CannotRun
        Where the draft cannot be put under load, or a fault names what is not there: says why, and what to try.

    Examples
    --------
    >>> from whiteboard.notation import read_board
    >>> text = "## Scale\\nreads = 300/second\\n## Design\\npeople -> api server x4 (20 ms, 8 workers) -> db"
    >>> report = run_design(read_board(text))
    >>> report.components.loc["api server", "utilization"].round(4)
    np.float64(0.1875)
    >>> report.first
    ('api server', 5.333333333333333)
    """
    from whiteboard.run.traffic.report import Report

    network = network_of(board, load=load)
    named = known_faults(faults, network)
    outcome = run_network(
        network,
        faults=named,
        tier=tier,
        seconds=seconds,
        replications=replications,
        seed=seed,
        budget=budget,
        progress=progress,
    )
    return Report(board=board, network=network, outcome=outcome, load=load, faults=named)


def run_network(
    network: Network,
    *,
    faults: Sequence[Fault] = (),
    tier: Tier | str | None = None,
    seconds: float | None = None,
    replications: int = 5,
    seed: int = 0,
    budget: float = BUDGET,
    progress: Callable[[float], None] | None = None,
) -> Outcome:
    """A network under its load; parameters as for `run_design`."""
    return _with_work(
        _run(
            network,
            faults=faults,
            tier=tier,
            seconds=seconds,
            replications=replications,
            seed=seed,
            budget=budget,
            progress=progress,
        )
    )


def _with_work(outcome: Outcome) -> Outcome:
    """Promises that speak of the work behind the answer too, held against the time until that is done."""
    flows = tuple(
        replace(found, promised=found.lag, kept=kept(found.promise, found.lag))
        if found.promise is not None and found.promise.whole and found.lag is not None
        else found
        for found in outcome.flows
    )
    return replace(outcome, flows=flows)


def _run(
    network: Network,
    *,
    faults: Sequence[Fault],
    tier: Tier | str | None,
    seconds: float | None,
    replications: int,
    seed: int,
    budget: float,
    progress: Callable[[float], None] | None,
) -> Outcome:
    chosen = _tier(tier, network, faults)
    if chosen is Tier.CLOSED_FORM:
        from whiteboard.run.traffic.closed_form import solve

        return solve(network)
    if chosen is Tier.PASS_THROUGH:
        from whiteboard.run.traffic.pass_through import pass_through

        return pass_through(network, replications=replications, seed=seed, budget=budget, progress=progress)
    from whiteboard.run.traffic.simulation import simulate

    whole = seconds if seconds is not None else fitting(network, replications, budget, faults)
    if not (math.isfinite(whole) and whole > 0):
        raise CannotRun(f"the simulated time is seconds above 0, not {whole!r}")
    return simulate(
        network,
        seconds=whole,
        warm_up=whole * 0.1,
        replications=replications,
        seed=seed,
        faults=tuple(faults),
        budget=budget,
        bins=40 if faults else None,
        progress=progress,
    )


def _tier(tier: Tier | str | None, network: Network, faults: Sequence[Fault]) -> Tier:
    if tier is not None:
        try:
            chosen = Tier(tier)
        except ValueError:
            raise CannotRun(f"no tier {str(tier)!r}; there are {', '.join(Tier)}") from None
        if faults and chosen is not Tier.SIMULATION:
            raise CannotRun(
                f"faults happen in time, so they need the tier {Tier.SIMULATION.value!r}, not {tier!r}"
            )
        return chosen
    return Tier.SIMULATION if faults or needs_simulation(network) else Tier.CLOSED_FORM


def needs_simulation(network: Network) -> bool:
    """Whether a network holds what no formula here knows: timeouts, retries, bounded queues, blocking servers."""
    if any(station.room is not None or station.blocking for station in network.stations):
        return True
    return any(
        visit.policy.timeout is not None or visit.policy.retries > 0
        for flow in network.flows
        for visit in flow.walk()
    )


def fitting(network: Network, replications: int, budget: float, faults: Sequence[Fault] = ()) -> float:
    """Simulated seconds of each run that fit the budget.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Flow, Station, Visit
    >>> flow = Flow(name="reads", rate=10_000.0, visits=(Visit(station="api"),))
    >>> fitting(Network(stations=(Station(name="api"),), flows=(flow,)), replications=5, budget=5.0)
    16.666666666666668
    """
    events = sum(flow.rate for flow in network.flows) + 2 * sum(network.arrivals().values())
    grown = max([fault.factor for fault in faults if isinstance(fault, Spike)], default=1.0)
    events *= max(1.0, grown)
    affordable = budget * EVENTS_A_SECOND / max(1, replications) / max(events, 1e-9)
    return min(_LONGEST, max(_SHORTEST, affordable))


def known_faults(faults: Sequence[Fault], network: Network) -> tuple[Fault, ...]:
    """The faults with their components in the draft's own spelling.

    Raises
    ------
    CannotRun
        Where a fault names what takes no part; the message lists the components that do.
    """
    return tuple(_known(fault, network) for fault in faults)


def _known(fault: Fault, network: Network) -> Fault:
    if isinstance(fault, Fail | Slow):
        return replace(fault, component=component_called(fault.component, network))
    if isinstance(fault, Partition):
        return replace(
            fault,
            first=component_called(fault.first, network),
            second=component_called(fault.second, network),
        )
    return fault


def component_called(name: str, network: Network) -> str:
    """The component that a name means: without regard to case, or as the only one whose name begins so.

    Raises
    ------
    CannotRun
        Where none is meant; the message lists those there are.
    """
    wanted = " ".join(name.split()).casefold()
    names = [station.name for station in network.stations]
    exact = [found for found in names if found.casefold() == wanted]
    begun = [found for found in names if found.casefold().startswith(wanted)] if wanted else []
    if exact or len(begun) == 1:
        return (exact or begun)[0]
    raise CannotRun(f"no component {name!r} takes part; there are {', '.join(names)}")
