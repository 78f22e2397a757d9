"""A number with its unit, met in prose: ``under 200 ms``, ``5k/s``, ``99.9%``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit.

    Parameters
    ----------
    value : float
        The number, multipliers applied: 5000 for ``5k/s``.
    unit : str
        In the notation's own unit language (``whiteboard.units``): ``"ms"``, ``"requests/second"``, ``"percent"``,
        ``"GB"``; empty for a bare number.
    text : str
        As typed, number and unit.

    Examples
    --------
    >>> Amount(200, "ms", "200 ms").unit
    'ms'
    """

    value: float
    unit: str
    text: str
