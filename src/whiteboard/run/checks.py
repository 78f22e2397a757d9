"""Numbers that someone typed: each is checked, and refused in words."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any


def positive(name: str, value: Any, unit: str = "", *, most: float | None = None) -> float:
    """A number above zero.

    Parameters
    ----------
    name : str
        What it is, for the message.
    value : object
        What was given.
    unit : str
        Its unit, for the message.
    most : float, optional
        The largest that is taken.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        For anything else.

    Examples
    --------
    >>> positive("ttl", 0, "seconds")
    Traceback (most recent call last):
        ...
    ValueError: ttl is 0; it must be a number above 0 (seconds)
    """
    note = f" ({unit})" if unit else ""
    if not _is_finite(value) or value <= 0:
        raise ValueError(f"{name} is {_shown(value)}; it must be a number above 0{note}")
    if most is not None and value > most:
        raise ValueError(f"{name} is {_shown(value)}; it must be at most {most:g}{note}")
    return float(value)


def not_negative(name: str, value: Any, unit: str = "") -> float:
    """A number that is zero or more.

    Examples
    --------
    >>> not_negative("exponent", float("nan"))
    Traceback (most recent call last):
        ...
    ValueError: exponent is nan; it must be a number from 0 up
    """
    note = f" ({unit})" if unit else ""
    if not _is_finite(value) or value < 0:
        raise ValueError(f"{name} is {_shown(value)}; it must be a number from 0 up{note}")
    return float(value)


def whole(name: str, value: Any, *, least: int = 1, most: int | None = None) -> int:
    """A whole number within bounds.

    Examples
    --------
    >>> whole("callers", 1e3)
    1000
    >>> whole("callers", 2.5)
    Traceback (most recent call last):
        ...
    ValueError: callers is 2.5; it must be a whole number from 1 up
    """
    bounds = f"from {least} up" if most is None else f"from {least} to {most:,}"
    if not _is_finite(value) or value != int(value) or value < least or (most is not None and value > most):
        raise ValueError(f"{name} is {_shown(value)}; it must be a whole number {bounds}")
    return int(value)


def share(name: str, value: Any) -> float:
    """A number from 0 to 1.

    Examples
    --------
    >>> share("write share", 20)
    Traceback (most recent call last):
        ...
    ValueError: write share is 20; it must be a share from 0 to 1
    """
    if not _is_finite(value) or not 0 <= value <= 1:
        raise ValueError(f"{name} is {_shown(value)}; it must be a share from 0 to 1")
    return float(value)


def _is_finite(value: Any) -> bool:
    # Numbers of numpy are real too; a truth value is one to Python, but a slip here.
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _shown(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
