"""What may go wrong while the load is on: a component fails or slows down, a link breaks, the load jumps."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fail:
    """A component, or some of its replicas, gives no answer.

    Parameters
    ----------
    component : str
        Its name.
    from_ : float
        Seconds after the start of the run.
    until : float or None
        Seconds after the start of the run; None for good.
    replicas : int or None
        How many of its replicas fail; None for all of them.
    """

    component: str
    from_: float = 0.0
    until: float | None = None
    replicas: int | None = None


@dataclass(frozen=True, slots=True)
class Slow:
    """A component takes `factor` times as long for each request."""

    component: str
    factor: float
    from_: float = 0.0
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Partition:
    """Calls between two components get no answer, whichever of them calls."""

    first: str
    second: str
    from_: float = 0.0
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Spike:
    """Clients send `factor` times as many requests."""

    factor: float
    from_: float = 0.0
    until: float | None = None


Fault = Fail | Slow | Partition | Spike


def fail(
    component: str, from_: float = 0.0, until: float | None = None, *, replicas: int | None = None
) -> Fail:
    """A component that fails at `from_` seconds and is back at `until`.

    Examples
    --------
    >>> fail("tweets db", 10, 20)
    Fail(component='tweets db', from_=10, until=20, replicas=None)
    """
    return Fail(component, from_, until, replicas)


def slow(component: str, factor: float, from_: float = 0.0, until: float | None = None) -> Slow:
    """A component that takes `factor` times as long.

    Examples
    --------
    >>> slow("tweets db", 5).factor
    5
    """
    return Slow(component, factor, from_, until)


def partition(first: str, second: str, from_: float = 0.0, until: float | None = None) -> Partition:
    """Two components that do not reach each other.

    Examples
    --------
    >>> partition("api", "tweets db", 10).second
    'tweets db'
    """
    return Partition(first, second, from_, until)


def spike(factor: float, from_: float = 0.0, until: float | None = None) -> Spike:
    """A load `factor` times as high.

    Examples
    --------
    >>> spike(10, 5, 8)
    Spike(factor=10, from_=5, until=8)
    """
    return Spike(factor, from_, until)


_WHEN = re.compile(r"\s*@\s*(\d+(?:\.\d+)?)\s*s?\s*(?:(?:-|\.\.|to)\s*(\d+(?:\.\d+)?)\s*s?)?\s*$")
_FACTOR = re.compile(r"\s*(?:=|x|\*)\s*(\d+(?:\.\d+)?)\s*$")
_COPIES = re.compile(r"\s*=\s*(\d{1,6})\s*$")


def read_fault(kind: str, text: str) -> Fault:
    """A fault as a command line or a magic gives it.

    Parameters
    ----------
    kind : str
        ``fail``, ``slow``, ``partition`` or ``spike``.
    text : str
        ``tweets db``, ``api server=2`` (two of its replicas), ``tweets db=5`` for five times as slow,
        ``api server, tweets db`` for a partition, ``10`` for a spike; and when, in seconds: ``tweets db @ 10-20``.

    Raises
    ------
    ValueError
        For a text that is none of these; the message shows the form.

    Examples
    --------
    >>> read_fault("fail", "tweets db @ 10-20")
    Fail(component='tweets db', from_=10.0, until=20.0, replicas=None)
    >>> read_fault("slow", "tweets db=5"), read_fault("spike", "10 @ 5-8")
    (Slow(component='tweets db', factor=5.0, from_=0.0, until=None), Spike(factor=10.0, from_=5.0, until=8.0))
    """
    when = _WHEN.search(text)
    what = text[: when.start()].strip() if when else text.strip()
    from_ = float(when[1]) if when else 0.0
    until = float(when[2]) if when and when[2] else None
    if until is not None and until <= from_:
        raise ValueError(f"{text!r} ends before it begins; from-until in seconds: @ {from_:g}-{from_ + 10:g}")
    if kind == "fail" and what:
        copies = _COPIES.search(what)
        name = what[: copies.start()] if copies else what
        if copies and int(copies[1]) < 1:
            raise ValueError(
                f"{text!r}: at least one replica fails, or name the component alone for all of them"
            )
        return Fail(name.strip(), from_, until, int(copies[1]) if copies else None)
    if kind == "slow":
        factor = _FACTOR.search(what)
        if factor and what[: factor.start()].strip() and float(factor[1]) > 0:
            return Slow(what[: factor.start()].strip(), float(factor[1]), from_, until)
        raise ValueError(f"{text!r}: which component, and how many times as slow?  tweets db=5")
    if kind == "partition":
        first, comma, second = what.partition(",")
        if comma and first.strip() and second.strip():
            return Partition(first.strip(), second.strip(), from_, until)
        raise ValueError(f"{text!r}: which two components don't reach each other?  api server, tweets db")
    if kind == "spike":
        number = re.fullmatch(r"[x×]?\s*(\d+(?:\.\d+)?)\s*(?:x|times)?", what)
        if number and float(number[1]) > 0:
            return Spike(float(number[1]), from_, until)
        raise ValueError(f"{text!r}: how many times as many requests?  10 @ 5-8")
    raise ValueError(f"{kind} {text!r} is no fault; name a component, as in  fail tweets db @ 10-20")
