"""What came of putting a draft under its load: tables to go on from, and the sentences that matter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from whiteboard.draft.board import Board
from whiteboard.run.traffic.faults import Fault
from whiteboard.run.traffic.network import Network
from whiteboard.run.traffic.outcome import Outcome
from whiteboard.run.traffic.wording import duration, multiple, number, rate, share, share_of, span, told

if TYPE_CHECKING:
    import pandas

    from whiteboard.run.traffic.availability import Availability


@dataclass(kw_only=True)
class Report:
    """One run of one draft.

    Parameters
    ----------
    board : Board
        The draft.
    network : Network
        What was made of it.
    outcome : Outcome
        What it came to.
    load : float
        Multiple of the estimated load.
    faults : tuple of Fault
        What went wrong meanwhile.

    Examples
    --------
    >>> from whiteboard.notation import read_board
    >>> from whiteboard.run.traffic.running import run_design
    >>> text = "## Scale\\nreads = 300/second\\n## Design\\npeople -> api server x2 (20 ms, 2 workers) -> db"
    >>> print(run_design(read_board(text)).sentences[1])
    api server can't keep up: 300/s come and it takes 200/s, so its queue grows without end.
    """

    board: Board
    network: Network
    outcome: Outcome
    load: float = 1.0
    faults: tuple[Fault, ...] = ()

    @cached_property
    def saturation(self) -> dict[str, float]:
        """For each component with a limit the multiple of the estimated load at which it is busy all the time."""
        from whiteboard.run.traffic.closed_form import saturation

        return {name: multiple * self.load for name, multiple in saturation(self.network).items()}

    @property
    def first(self) -> tuple[str, float] | None:
        """The component that saturates first, and at which multiple of the estimated load; None where none does."""
        finite = {name: at for name, at in self.saturation.items() if math.isfinite(at)}
        return min(finite.items(), key=lambda item: item[1]) if finite else None

    @cached_property
    def components(self) -> pandas.DataFrame:
        """A row a component: requests a second, utilization, mean number waiting, times in seconds, drops.

        ``saturates_at`` is the multiple of the estimated load at which it is busy all the time.
        """
        import pandas as pd

        rows = []
        for found in self.outcome.stations:
            rows.append(
                {
                    "component": found.name,
                    "offered": found.offered.value,
                    "utilization": math.nan if found.utilization is None else found.utilization.value,
                    "waiting": found.waiting.value,
                    "mean": found.mean.value,
                    "p50": found.p50.value,
                    "p99": found.p99.value,
                    "p999": found.p999.value,
                    "throughput": found.throughput.value,
                    "drops": found.drops.value,
                    "saturates_at": self.saturation.get(found.name, math.inf),
                }
            )
        columns = [
            "component", "offered", "utilization", "waiting", "mean", "p50", "p99", "p999", "throughput",
            "drops", "saturates_at",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns).set_index("component")

    @cached_property
    def operations(self) -> pandas.DataFrame:
        """A row an operation: requests a second, latency in seconds with its interval, failures, the promise."""
        import pandas as pd

        rows = []
        for found in self.outcome.flows:
            rows.append(
                {
                    "operation": found.name,
                    "offered": found.offered.value,
                    "throughput": found.throughput.value,
                    "failed": found.failed.value,
                    "mean": found.mean.value,
                    "p50": found.p50.value,
                    "p99": found.p99.value,
                    "p99_low": _or_nan(found.p99.low),
                    "p99_high": _or_nan(found.p99.high),
                    "p999": found.p999.value,
                    "lag": math.nan if found.lag is None else found.lag.value,
                    "promised": math.nan if found.promise is None else found.promise.latency,
                    "kept": found.kept,
                }
            )
        columns = [
            "operation", "offered", "throughput", "failed", "mean", "p50", "p99", "p99_low", "p99_high", "p999",
            "lag", "promised", "kept",
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=columns).set_index("operation")
        return frame.astype({"kept": object})

    @cached_property
    def assumptions(self) -> pandas.DataFrame:
        """What the draft does not say and was assumed, each with its source and date."""
        import pandas as pd

        rows = [
            {"assumed": assumption.what, "source": assumption.source}
            for station in self.network.stations
            for assumption in station.assumed
        ]
        delays = {visit.delay for flow in self.network.flows for visit in flow.walk() if visit.delay}
        if delays:
            from whiteboard.run.traffic.defaults import ROUND_TRIP

            what = f"{duration(max(delays))} on the network for each call and its answer"
            rows.append({"assumed": what, "source": ROUND_TRIP.source})
        return pd.DataFrame(rows, columns=["assumed", "source"])

    @property
    def timeline(self) -> pandas.DataFrame | None:
        """Figures over simulated time, where faults were injected."""
        return self.outcome.timeline

    @cached_property
    def blast_radius(self) -> pandas.DataFrame:
        """Which operations lose service when a component fails."""
        from whiteboard.run.traffic.failures import blast_radius

        return blast_radius(self.network)

    @cached_property
    def availabilities(self) -> tuple[Availability, ...]:
        """How much of the time each operation is answered, with the arithmetic."""
        from whiteboard.run.traffic.availability import availabilities

        assert self.board.design is not None
        return availabilities(self.network, self.board.design, self.board.qualities)

    @cached_property
    def cost(self) -> pandas.DataFrame:
        """What the design costs a month, very roughly."""
        from whiteboard.run.traffic.cost import monthly_cost

        return monthly_cost(self.board)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """What a reader should know, most important first."""
        from whiteboard.run.traffic.sentences import sentences

        return sentences(self)

    @property
    def notes(self) -> tuple[str, ...]:
        """What had to be assumed or left out, beyond single figures."""
        return tuple(dict.fromkeys((*self.network.notes, *self.outcome.notes)))

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, ready for JSON; figures that grow without end are None."""
        return {
            "load": self.load,
            "tier": self.outcome.tier.value,
            "replications": self.outcome.replications,
            "seconds": self.outcome.seconds,
            "cut": self.outcome.cut,
            "faults": [told(fault) for fault in self.faults],
            "first_to_saturate": None
            if self.first is None
            else {"component": self.first[0], "load": _finite(self.first[1])},
            "components": [
                {"component": name, **{key: _finite(value) for key, value in row.items()}}
                for name, row in self.components.to_dict("index").items()
            ],
            "operations": [
                {"operation": name, **{key: _finite(value) for key, value in row.items()}}
                for name, row in self.operations.to_dict("index").items()
            ],
            "sentences": list(self.sentences),
            "notes": list(self.notes),
            "assumptions": self.assumptions.to_dict("records"),
        }

    def table(self) -> pandas.DataFrame:
        """The components as a person reads them: rates, percents, durations in words."""
        import pandas as pd

        rows = []
        for found in self.outcome.stations:
            at = self.saturation.get(found.name, math.inf)
            rows.append(
                {
                    "component": found.name,
                    "arrive": rate(found.offered.value),
                    "busy": "" if found.utilization is None else share(found.utilization.value),
                    "waiting": number(found.waiting.value),
                    "p50": duration(found.p50.value),
                    "p99": duration(found.p99.value),
                    "full at": f"{multiple(at)} the load" if math.isfinite(at) else "",
                }
            )
        columns = ["component", "arrive", "busy", "waiting", "p50", "p99", "full at"]
        return pd.DataFrame(rows, columns=columns)

    def operations_table(self) -> pandas.DataFrame:
        """The operations as a person reads them."""
        import pandas as pd

        rows = []
        for found in self.outcome.flows:
            promise = found.promise
            verdict = {True: "kept", False: "not kept", None: "too close to tell"}[found.kept]
            rows.append(
                {
                    "operation": found.name,
                    "arrive": rate(found.offered.value),
                    "p50": duration(found.p50.value),
                    "p99": span(found.p99),
                    "done later within": "" if found.lag is None else duration(found.lag.value),
                    "no answer": share_of(found),
                    "promised": ""
                    if promise is None
                    else f"p{promise.percentile:g} {duration(promise.latency)}",
                    "": "" if promise is None else verdict,
                }
            )
        columns = ["operation", "arrive", "p50", "p99", "done later within", "no answer", "promised", ""]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        parts = ["\n".join(self.sentences)]
        if self.outcome.stations:
            parts.append(self.table().to_string(index=False))
        if self.outcome.flows:
            parts.append(self.operations_table().to_string(index=False))
        if self.notes:
            parts.append("\n".join(f"- {note}" for note in self.notes))
        assumed = len(self.assumptions)
        if assumed:
            parts.append(
                f"{assumed} figures are assumed, since the draft does not say them: report.assumptions lists them "
                "with their sources."
            )
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        parts = [f"<p>{'<br>'.join(escape(sentence) for sentence in self.sentences)}</p>"]
        for frame in (self.table(), self.operations_table()):
            if len(frame):
                parts.append(frame.to_html(index=False, escape=True, border=0))
        if self.notes:
            parts.append(f"<ul>{''.join(f'<li>{escape(note)}</li>' for note in self.notes)}</ul>")
        if len(self.assumptions):
            table = self.assumptions.to_html(index=False, escape=True, border=0)
            parts.append(
                f"<details><summary>{len(self.assumptions)} assumed figures</summary>{table}</details>"
            )
        return "".join(parts)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return value
