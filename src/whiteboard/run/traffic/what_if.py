"""What if: one parameter swept, or two drafts side by side."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from whiteboard.draft.board import Board
from whiteboard.run.traffic.building import CannotRun, network_of
from whiteboard.run.traffic.changes import with_hit, with_replicas, with_service_time
from whiteboard.run.traffic.network import Network
from whiteboard.run.traffic.outcome import Outcome, Tier
from whiteboard.run.traffic.running import component_called, needs_simulation, run_network

if TYPE_CHECKING:
    import pandas

LOADS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 70.0, 100.0)
"""The multiples of the load that a sweep shows, unless the caller names others."""

_NEAR = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
_PARAMETER = re.compile(
    r"(?i)^(?P<component>.+?)[ .:]+(?P<what>replicas?|copies|hit(?: rate)?|(?:service )?time)$"
)
_MOST = 200
_COLUMNS = (
    "parameter", "value", "flow", "p50", "p99", "p99_low", "p99_high", "failed", "kept", "busiest", "utilization",
)  # fmt: skip


def sweep(
    board: Board,
    parameter: str = "load",
    values: Sequence[float] | None = None,
    *,
    load: float = 1.0,
    tier: Tier | str = Tier.CLOSED_FORM,
    budget: float = 10.0,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> pandas.DataFrame:
    """A draft run once for each value of one parameter.

    Parameters
    ----------
    board : Board
        The draft.
    parameter : str
        ``load``, or a component and what changes of it: ``api server replicas``, ``feed cache hit``,
        ``tweets db time``.
    values : sequence of float, optional
        Multiples of the load, numbers of replicas, shares from 0 to 1 (or percents above 1), or seconds. By
        default the load goes from 1 to 100 times, or to twice what saturates the first component, with some values
        just below that; replicas from 1 to twice as many as now; a hit rate from 0 to 99%; a time from a quarter to
        four times.
    load : float
        Multiple of the estimated load at which other parameters are swept.
    tier : Tier or str
        How each value is computed. Timeouts, retries and bounded queues need the simulation.
    budget : float
        Seconds for all values together, where it is sampled.
    seed : int
        Of the random numbers.
    progress : callable, optional
        Is told the share that is done, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        A row for each value and operation: ``parameter``, ``value``, ``flow``, ``p50``, ``p99`` (seconds,
        infinite where a queue grows without end), ``p99_low`` and ``p99_high``, ``failed``, ``kept``, the
        ``busiest`` component and its ``utilization``. ``attrs`` hold ``saturates_at`` (component, multiple) for
        the load, and ``notes``.

    Raises
    ------
    CannotRun
        For a parameter or value that is none; the message says which there are.

    Examples
    --------
    >>> from whiteboard.notation import read_board
    >>> text = "## Scale\\nreads = 300/second\\n## Design\\npeople -> api server x4 (20 ms, 8 workers) -> db"
    >>> frame = sweep(read_board(text), "api server replicas", [1, 2, 4])
    >>> [(row.value, round(row.utilization, 3)) for row in frame.itertuples()]
    [(1.0, 0.75), (2.0, 0.375), (4.0, 0.188)]
    """
    import pandas as pd

    network = network_of(board, load=load)
    change, chosen = _change(network, parameter, values)
    rows: list[dict[str, Any]] = []
    for place, value in enumerate(chosen):
        outcome = run_network(change(value), tier=tier, seed=seed, budget=budget / len(chosen))
        rows += _rows(parameter, value, outcome)
        if progress is not None:
            progress((place + 1) / len(chosen))
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame.attrs["notes"] = _notes(network, Tier(tier))
    if _is_load(parameter):
        from whiteboard.run.traffic.closed_form import first_to_saturate

        frame.attrs["saturates_at"] = first_to_saturate(network)
    return frame


def _is_load(parameter: str) -> bool:
    return parameter.strip().lower() in ("load", "traffic", "requests")


def _notes(network: Network, tier: Tier) -> tuple[str, ...]:
    if tier is not Tier.SIMULATION and needs_simulation(network):
        return (
            "Timeouts, retries, bounded queues and blocking servers are left out; the simulation knows them.",
        )
    return ()


def _change(
    network: Network, parameter: str, values: Sequence[float] | None
) -> tuple[Callable[[float], Network], tuple[float, ...]]:
    if _is_load(parameter):
        return network.scaled, _checked(parameter, values or _loads(network), low=0.0, strict=True)
    found = _PARAMETER.match(parameter.strip())
    if found is None:
        names = ", ".join(station.name for station in network.stations)
        raise CannotRun(
            f"no parameter {parameter!r}; there are  load,  COMPONENT replicas,  COMPONENT hit,  COMPONENT time, "
            f"where COMPONENT is one of {names}"
        )
    name, what = component_called(found["component"], network), found["what"].lower()
    station = network.station(name)
    try:
        if what.startswith(("replica", "cop")):
            twice = tuple(float(count) for count in _counts(station.replicas))
            chosen = _checked(parameter, values or twice, low=1.0)
            with_replicas(network, name, int(chosen[0]))
            return (lambda value: with_replicas(network, name, int(value))), chosen
        if what.startswith("hit"):
            shares = [
                value / 100 if value > 1 else value for value in values or (0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
            ]
            chosen = _checked(parameter, shares, low=0.0, high=1.0)
            with_hit(network, name, chosen[0])
            return (lambda value: with_hit(network, name, value)), chosen
        times = tuple(station.service.mean * factor for factor in (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4))
        chosen = _checked(parameter, values or times, low=0.0)
        return (lambda value: with_service_time(network, name, value)), chosen
    except (ValueError, KeyError) as error:
        raise CannotRun(str(error.args[0])) from None


def _counts(replicas: int) -> list[int]:
    most = max(4, 2 * replicas)
    step = max(1, most // 12)
    return sorted({1, *range(step, most + 1, step), replicas, most})


def _loads(network: Network) -> tuple[float, ...]:
    from whiteboard.run.traffic.closed_form import first_to_saturate

    found = first_to_saturate(network)
    if found is None:
        return LOADS
    full = found[1]
    near = {float(f"{full * part:.3g}") for part in _NEAR if 0 < full * part < LOADS[-1]}
    beyond = next(
        (value for value in LOADS if value >= 2 * full), LOADS[-1]
    )  # what lies further is all one queue
    return tuple(sorted({*(value for value in LOADS if value <= beyond), *near}))


def _checked(
    parameter: str, values: Sequence[float], *, low: float, high: float = math.inf, strict: bool = False
) -> tuple[float, ...]:
    if len(values) > _MOST:
        raise CannotRun(f"{parameter}: {len(values):,} values; at most {_MOST} are swept")
    for value in values:
        good = isinstance(value, int | float) and math.isfinite(value) and low <= value <= high
        if not good or (strict and value <= low):
            most = "" if math.isinf(high) else f" to {high:g}"
            raise CannotRun(f"{parameter}: a number from {low:g}{most}, not {value!r}")
    return tuple(float(value) for value in values)


def _rows(parameter: str, value: float, outcome: Outcome) -> list[dict[str, Any]]:
    limited = [
        (found.utilization.value, found.name) for found in outcome.stations if found.utilization is not None
    ]
    use, busiest = max(limited, default=(math.nan, ""))
    return [
        {
            "parameter": parameter,
            "value": value,
            "flow": found.name,
            "p50": found.p50.value,
            "p99": found.p99.value,
            "p99_low": math.nan if found.p99.low is None else found.p99.low,
            "p99_high": math.nan if found.p99.high is None else found.p99.high,
            "failed": found.failed.value,
            "kept": found.kept,
            "busiest": busiest,
            "utilization": use,
        }
        for found in outcome.flows
    ]


def compare(
    first: Board, second: Board, *, names: tuple[str, str] = ("first", "second"), load: float = 1.0
) -> pandas.DataFrame:
    """Two drafts side by side.

    Parameters
    ----------
    first, second : Board
        The drafts.
    names : (str, str)
        Headings of the two columns.
    load : float
        Multiple of each draft's own estimated load.

    Returns
    -------
    pandas.DataFrame
        Index: what is compared, in words; a column a draft. Operations are matched by name.

    Examples
    --------
    >>> from whiteboard.notation import read_board
    >>> text = "## Scale\\nreads = 300/second\\n## Design\\npeople -> api server x{} (20 ms, 8 workers) -> db"
    >>> boards = [read_board(text.format(count)) for count in (1, 4)]
    >>> compare(*boards, names=("one", "four")).loc["first to saturate"].tolist()
    ['api server at 1.33 times the load', 'api server at 5.33 times the load']
    """
    import pandas as pd

    if names[0] == names[1]:
        raise CannotRun(f"the two drafts need two names, not {names[0]!r} twice")
    columns = [_figures(board, load) for board in (first, second)]
    order = list(dict.fromkeys([*columns[0], *columns[1]]))
    rows = [[column.get(row, "") for column in columns] for row in order]
    return pd.DataFrame(rows, index=pd.Index(order, name="compared"), columns=list(names))


def _figures(board: Board, load: float) -> dict[str, str]:
    from whiteboard.run.traffic.availability import availabilities, percent
    from whiteboard.run.traffic.cost import monthly_cost
    from whiteboard.run.traffic.failures import single_points
    from whiteboard.run.traffic.running import run_design
    from whiteboard.run.traffic.wording import duration, rate, share, together

    report = run_design(board, load=load, tier=Tier.CLOSED_FORM)
    assert board.design is not None
    found: dict[str, str] = {"requests": rate(sum(flow.rate for flow in report.network.flows))}
    if report.first is not None:
        found["first to saturate"] = f"{report.first[0]} at {report.first[1]:.3g} times the load"
    for flow in report.outcome.flows:
        verdict = {True: ", kept", False: ", not kept", None: ""}[flow.kept]
        found[f"{flow.name}: p99"] = f"{duration(flow.p99.value)}{verdict}"
    for station in report.outcome.stations:
        if station.utilization is not None:
            found[f"{station.name}: busy"] = share(station.utilization.value)
    points = single_points(board.design)
    found["single points of failure"] = together(list(points)) if points else "none"
    worst = min(
        availabilities(report.network, board.design, board.qualities),
        key=lambda made: made.value,
        default=None,
    )
    if worst is not None:
        found["worst availability"] = f"{percent(worst.value)} ({worst.flow})"
    found["components"] = str(len(board.design.components))
    found["dollars a month, about"] = f"{monthly_cost(board).attrs['total']:,.0f}"
    return found
