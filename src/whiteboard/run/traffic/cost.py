"""What a design costs a month, very roughly: a small dated table of generic prices, in round numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whiteboard.draft.board import Board
from whiteboard.draft.design import Component, ComponentKind
from whiteboard.draft.scale import Scale
from whiteboard.draft.wording import singular, split_words
from whiteboard.run.numbers import evaluated

if TYPE_CHECKING:
    import pandas

SOURCE = (
    "sirupsen/napkin-math, README.md at 02ac5c9, cost numbers, read in November 2026: a core $10 a month, "
    "1 GB of memory $1, of SSD $0.10, of blob storage $0.01. Egress to the internet at $0.05 a GB is a rule of "
    "thumb between that table's $0.01 and the $0.09 of public price lists"
)
_MONTH = 30 * 86400.0
_BITS_A_GB = 8e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What one instance of a kind is taken to be made of."""

    cores: int
    memory: int
    disk: int = 0

    @property
    def dollars(self) -> float:
        """A month, by the table of `SOURCE`; memory and disk in GB."""
        return self.cores * 10 + self.memory * 1 + self.disk * 0.1

    @property
    def in_words(self) -> str:
        """The arithmetic."""
        disk = f" + {self.disk} GB of disk" if self.disk else ""
        return f"{self.cores} cores + {self.memory} GB{disk}"


MACHINES: Mapping[ComponentKind, Machine] = {
    ComponentKind.LOAD_BALANCER: Machine(cores=2, memory=4),
    ComponentKind.GATEWAY: Machine(cores=2, memory=4),
    ComponentKind.SERVICE: Machine(cores=4, memory=8),
    ComponentKind.UNSTATED: Machine(cores=4, memory=8),
    ComponentKind.WORKER: Machine(cores=4, memory=8),
    ComponentKind.CACHE: Machine(cores=2, memory=32),
    ComponentKind.QUEUE: Machine(cores=4, memory=16, disk=500),
    ComponentKind.STORE: Machine(cores=16, memory=64, disk=1000),
    ComponentKind.SEARCH: Machine(cores=8, memory=64, disk=500),
}
"""One instance of each kind that is paid by the machine."""

BLOB_GB = 0.01
EGRESS_GB = 0.05


def monthly_cost(
    board: Board, *, prices: Mapping[str, float] | None = None, stored: float | None = None
) -> pandas.DataFrame:
    """A rough monthly cost, one row a component.

    Parameters
    ----------
    board : Board
        The design; of the scale section what is stored a year, and what is sent.
    prices : mapping of str to float, optional
        Dollars a month for one instance, by component name or by kind ("service"); goes before the table.
    stored : float, optional
        GB in blob storage; by default a year's worth of what the scale section stores.

    Returns
    -------
    pandas.DataFrame
        Columns ``component``, ``instances``, ``each``, ``dollars`` (a month, rounded to one digit) and
        ``assumed``. ``attrs["total"]`` is their sum, ``attrs["source"]`` says where the prices are from.

    Raises
    ------
    ValueError
        For a price that is no number from 0 up.

    Examples
    --------
    >>> from whiteboard.notation import read_board
    >>> frame = monthly_cost(read_board("## Design\\npeople -> api server x4 -> db (relational, replicas 2)"))
    >>> frame[["component", "instances", "dollars"]].values.tolist()
    [['api server', 4, 200.0], ['db', 2, 600.0]]
    """
    import pandas as pd

    for name, price in (prices or {}).items():
        if not (isinstance(price, int | float) and math.isfinite(price) and price >= 0):
            raise ValueError(f"the price of {name} is dollars a month from 0 up, not {price!r}")
    rows = []
    for component in board.design.components if board.design is not None else ():
        row = _row(component, board.scale, prices or {}, stored)
        if row is not None:
            rows.append(row)
    frame = pd.DataFrame(rows, columns=["component", "instances", "each", "dollars", "assumed"])
    frame.attrs["total"] = float(frame["dollars"].sum())
    frame.attrs["source"] = SOURCE
    return frame


def _row(
    component: Component, scale: Scale | None, prices: Mapping[str, float], stored: float | None
) -> dict[str, object] | None:
    kind = component.kind
    copies = max(component.replicas or 1, 1)
    own = prices.get(component.name, prices.get(kind.value))
    if own is not None:
        return _made(component, copies, own, "your price")
    if kind is ComponentKind.BLOB:
        held = stored if stored is not None else _stored_a_year(scale)
        if held is None:
            return None
        return _made(component, 1, held * BLOB_GB, f"{held:,.0f} GB, a year's worth, at ${BLOB_GB} a GB")
    if kind is ComponentKind.CDN:
        sent = _sent_a_month(scale)
        if sent is None:
            return None
        return _made(component, 1, sent * EGRESS_GB, f"{sent:,.0f} GB a month at ${EGRESS_GB} a GB")
    machine = MACHINES.get(kind)
    return None if machine is None else _made(component, copies, machine.dollars, machine.in_words)


def _made(component: Component, copies: int, each: float, assumed: str) -> dict[str, object]:
    return {
        "component": component.name,
        "instances": copies,
        "each": rounded(each),
        "dollars": rounded(each * copies),
        "assumed": assumed,
    }


def rounded(dollars: float) -> float:
    """To one digit: more would be false precision.

    Examples
    --------
    >>> rounded(288), rounded(1440), rounded(0)
    (300.0, 1000.0, 0.0)
    """
    return float(f"{dollars:.1g}")


def _stored_a_year(scale: Scale | None) -> float | None:
    """GB that a year adds, by the quantity that speaks of storing; None where none does."""
    best: float | None = None
    for result in (evaluated(scale) if scale is not None else None) or ():
        words = {singular(word) for word in split_words(result.name)}
        shown = result.shown
        if (
            shown is None
            or shown.unit.dimension.information != 1
            or not words & {"stored", "storage", "store", "kept"}
        ):
            continue
        value = float(shown.base) / _BITS_A_GB
        if shown.unit.dimension.time == -1:
            value *= 365 * 86400.0
        if math.isfinite(value) and value >= 0 and shown.unit.dimension.time in (0, -1):
            best = value if best is None else max(best, value)
    return best


def _sent_a_month(scale: Scale | None) -> float | None:
    """GB that leave in a month, by the quantity that speaks of egress; averages, not peaks."""
    best: float | None = None
    for result in (evaluated(scale) if scale is not None else None) or ():
        words = {singular(word) for word in split_words(result.name)}
        shown = result.shown
        if shown is None or shown.unit.dimension.information != 1 or shown.unit.dimension.time != -1:
            continue
        if words & {"egress", "bandwidth", "sent", "outgoing", "download", "served"} and "peak" not in words:
            value = float(shown.base) / _BITS_A_GB * _MONTH
            if math.isfinite(value):
                best = value if best is None else max(best, value)
    return best
