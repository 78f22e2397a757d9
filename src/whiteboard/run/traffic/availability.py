"""How much of the time each operation is answered, with its arithmetic: nines and minutes a year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from whiteboard.draft.design import Component, ComponentKind, Design
from whiteboard.draft.qualities import Qualities, QualityKind
from whiteboard.run.traffic.failures import Loss, loss_of
from whiteboard.run.traffic.network import Flow, Network, Visit

_SLA = "mikaelvesavuori/cloud-sla, README.md at 7358b4e, which collects what cloud providers promise"
_INSTANCE = 0.995
AVAILABILITY: Mapping[ComponentKind, tuple[float, str]] = {
    ComponentKind.DNS: (1.0, f"{_SLA}: DNS"),
    ComponentKind.CDN: (0.999, f"{_SLA}: CDN"),
    ComponentKind.LOAD_BALANCER: (0.9999, f"{_SLA}: load balancing"),
    ComponentKind.GATEWAY: (0.9995, f"{_SLA}: API gateway"),
    ComponentKind.QUEUE: (0.999, f"{_SLA}: messaging"),
    ComponentKind.BLOB: (0.999, f"{_SLA}: object storage"),
    ComponentKind.EXTERNAL: (0.999, "rule of thumb"),
}
"""The share of time that one instance answers, with its source; other kinds are one machine: 99.5%."""

_MACHINE = (_INSTANCE, f"{_SLA}: one machine")
_MINUTES_A_YEAR = 365 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """How much of the time an operation is answered, with its arithmetic.

    Parameters
    ----------
    flow : str
        The operation's name.
    value : float
        Share of requests that are answered, 0 to 1.
    lines : tuple of str
        The arithmetic, a line a component and one for the product.
    promised : float or None
        Share that the qualities section promises.
    """

    flow: str
    value: float
    lines: tuple[str, ...]
    promised: float | None = None

    @property
    def nines(self) -> float:
        """How many nines: 3 for 99.9%."""
        return math.inf if self.value >= 1 else -math.log10(1 - self.value)

    @property
    def minutes_a_year(self) -> float:
        """Minutes a year without answer."""
        return (1 - self.value) * _MINUTES_A_YEAR

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept; None where nothing is promised."""
        return None if self.promised is None else self.value >= self.promised - 1e-12

    @property
    def in_words(self) -> str:
        """One sentence."""
        said = f"{self.flow}: {percent(self.value)}, {minutes(self.minutes_a_year)} a year without answer"
        if self.promised is None:
            return f"{said}."
        allowed = minutes((1 - self.promised) * _MINUTES_A_YEAR)
        verdict = "kept" if self.kept else "not kept"
        return f"{said}; {percent(self.promised)} is promised, {allowed}: {verdict}."


def availabilities(
    network: Network,
    design: Design,
    qualities: Qualities | None = None,
    *,
    given: Mapping[str, float] | None = None,
) -> tuple[Availability, ...]:
    """How much of the time each operation is answered.

    Parameters
    ----------
    network : Network
        The journeys of the operations.
    design : Design
        Components, whose brackets may state an availability (``99.95%``).
    qualities : Qualities, optional
        What is promised.
    given : mapping of str to float, optional
        The availability of one instance by component, 0 to 1; goes before the draft's and the assumed.

    Returns
    -------
    tuple of Availability
        One for each operation that reaches anything.

    Notes
    -----
    Copies are taken to fail independently, and one of them to be enough: real ones share a building, a
    network and a release, so this is the best case.

    Examples
    --------
    >>> from whiteboard.notation import read_board
    >>> from whiteboard.run.traffic.building import network_of
    >>> board = read_board("## Design\\npeople -> api server x2 -> db")
    >>> found = availabilities(network_of(board), board.design)[0]
    >>> print(found.in_words)
    requests: 99.498%, 44 hours a year without answer.
    >>> print(*found.lines, sep="\\n")
    api server x2: 1 - (1 - 99.5%)^2 = 99.9975% (assumed)
    db: 99.5% (assumed)
    99.9975% * 99.5% = 99.498%
    """
    promised = _promised(qualities)
    components = {component.name: component for component in design.components}
    found = []
    for flow in network.flows:
        lines: list[str] = []
        factors: list[float] = []
        for visit, share in _needed(flow, network):
            component = components.get(visit.station)
            if component is None or component.kind is ComponentKind.CLIENT:
                continue
            one, source = _one(component, given or {})
            copies = max(component.replicas or 1, 1)
            value = 1 - (1 - one) ** copies
            name = f"{component.name} x{copies}" if copies > 1 else component.name
            line = f"{name}: {percent(one)}"
            if copies > 1:
                line = f"{name}: 1 - (1 - {percent(one)})^{copies} = {percent(value)}"
            if share < 1:
                line += f", needed by {percent(share)} of the requests"
                value = 1 - share * (1 - value)
                line += f": {percent(value)}"
            lines.append(f"{line} ({source})")
            factors.append(value)
        whole = math.prod(factors)
        if len(factors) > 1:
            lines.append(f"{' * '.join(percent(factor) for factor in factors)} = {percent(whole)}")
        found.append(Availability(flow=flow.name, value=whole, lines=tuple(lines), promised=promised))
    return tuple(found)


def _needed(flow: Flow, network: Network) -> list[tuple[Visit, float]]:
    """What must answer for the operation to be answered, each component once, with the share that needs it."""
    needed: dict[str, tuple[Visit, float]] = {}
    for visit in flow.walk():
        word, share = loss_of(flow, visit.station, network)
        if word in (Loss.ALL, Loss.PART) and visit.station not in needed:
            needed[visit.station] = (visit, share)
    return list(needed.values())


def _one(component: Component, given: Mapping[str, float]) -> tuple[float, str]:
    if component.name in given:
        value = given[component.name]
        if not (0 <= value <= 1):
            raise ValueError(f"availability of {component.name} is a share from 0 to 1, not {value!r}")
        return value, "given"
    for setting in component.settings:
        amount, words = setting.amount, f"{setting.name} {setting.text}".lower()
        if (
            amount is not None
            and amount.unit in ("percent", "%")
            and "hit" not in words
            and 50 <= amount.value <= 100
        ):
            return amount.value / 100, "yours"
    return AVAILABILITY.get(component.kind, _MACHINE)[0], "assumed"


def _promised(qualities: Qualities | None) -> float | None:
    stated = [
        quality.percent / 100
        for quality in (qualities.qualities if qualities is not None else ())
        if quality.kind is QualityKind.AVAILABILITY and quality.percent is not None and not quality.relaxed
    ]
    return max(stated, default=None)


def percent(share: float) -> str:
    """A share with as many digits as its nines need.

    Examples
    --------
    >>> percent(0.995), percent(0.99999375), percent(1.0), percent(0.1)
    ('99.5%', '99.999375%', '100%', '10%')
    """
    if share >= 1:
        return "100%"
    if 1 - share < 1e-10:
        return "over 99.99999999%"
    decimals = min(12, max(0, 2 - math.floor(math.log10(100 * (1 - share)))))
    written = f"{share * 100:.{decimals}f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) + "%"


def minutes(value: float) -> str:
    """Minutes a year in the unit that a person would say.

    Examples
    --------
    >>> minutes(0.2), minutes(525.6), minutes(5256)
    ('12 seconds', '8.8 hours', '88 hours')
    """
    for unit, factor in (("days", 1440.0), ("hours", 60.0), ("minutes", 1.0), ("seconds", 1 / 60)):
        if value >= (4 if unit == "days" else 1) * factor:
            return f"{value / factor:.2g} {unit}"
    return "less than a second"
