"""The qualities section, also called non-functional requirements: how well the system must do it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from whiteboard.draft.amount import Amount
from whiteboard.draft.text import Unread


class QualityKind(StrEnum):
    """What a quality is about."""

    PERFORMANCE = "performance"
    AVAILABILITY = "availability"
    SECURITY = "security"
    CONSISTENCY = "consistency"
    DURABILITY = "durability"
    SCALABILITY = "scalability"
    COST = "cost"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """One quality.

    Parameters
    ----------
    name : str
        The label as typed ("Performance", "Low latency"); empty when the line has none.
    kind : QualityKind
        What it is about, by label and words.
    text : str
        The line without its label, as typed.
    amounts : tuple of Amount
        Every number with its unit in the line: ``200 ms``, ``99.9%``, ``5 minutes/year``.
    percent : float or None
        The availability (or durability) asked for: 99.9; "five nines" is 99.999.
    latency : float or None
        The longest time that is allowed, in seconds.
    percentile : float or None
        99 for "p99", 50 for "median".
    downtime : float or None
        The downtime a year that the line states, in seconds: 316 for "less than 5.26 minutes a year".
    because : str or None
        The reason, as typed without the "because".
    decision : str or None
        What brings it about: "by failover between two zones", "replicas in two zones".
    relaxed : bool
        Whether it is knowingly given up or lowered: "relaxed: consistency", "eventual consistency is fine".
    line : int
        Where it was typed.
    """

    name: str = ""
    kind: QualityKind = QualityKind.OTHER
    text: str
    amounts: tuple[Amount, ...] = ()
    percent: float | None = None
    latency: float | None = None
    percentile: float | None = None
    downtime: float | None = None
    because: str | None = None
    decision: str | None = None
    relaxed: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualities:
    """A whole qualities section as it was understood."""

    qualities: tuple[Quality, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no quality was understood."""
        return not self.qualities
