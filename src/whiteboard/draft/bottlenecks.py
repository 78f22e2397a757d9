"""The bottlenecks section, also called deep dives and wrap-up: what breaks, what mends it, what that costs."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.amount import Amount
from whiteboard.draft.text import Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """One bottleneck, risk or deep dive.

    Parameters
    ----------
    subject : str
        What it is about, as typed ("tweets db", "celebrity accounts"); empty when the line has no label.
    text : str
        All that is said of it, as typed, parts joined by "; ".
    amounts : tuple of Amount
        Every number with its unit in the text.
    fix : str or None
        What is done about it, as typed.
    cost : str or None
        What that costs, as typed: "costs stale reads", "at the price of …", "trade-off: …".
    alert : str or None
        What is watched: "alert on replica lag", "monitor queue depth".
    failure : bool
        Whether it speaks of something failing (crash, outage, lost, down) rather than being slow.
    line : int
        Where it begins.
    """

    subject: str = ""
    text: str
    amounts: tuple[Amount, ...] = ()
    fix: str | None = None
    cost: str | None = None
    alert: str | None = None
    failure: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottlenecks:
    """A whole bottlenecks section as it was understood."""

    bottlenecks: tuple[Bottleneck, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no bottleneck was understood."""
        return not self.bottlenecks
