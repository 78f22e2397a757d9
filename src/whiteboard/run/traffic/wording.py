"""Figures of a run as a sentence shows them: durations, rates, shares, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Sequence

from whiteboard.run.traffic.faults import Fail, Fault, Partition, Slow
from whiteboard.run.traffic.outcome import Estimate, FlowOutcome

_UNITS = (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0), ("s", 1.0), ("ms", 1e-3), ("µs", 1e-6))


def duration(seconds: float) -> str:
    """A duration with two or three digits; nothing where none was seen.

    Examples
    --------
    >>> duration(0.0345), duration(600), duration(2.5e-5), duration(float("inf"))
    ('34.5 ms', '10 minutes', '25 µs', 'no end')
    """
    if math.isnan(seconds):
        return ""
    if math.isinf(seconds):
        return "no end"
    for unit, factor in _UNITS:
        if seconds >= (2 if factor > 1 else 1) * factor * 0.9995:
            return f"{seconds / factor:.3g} {unit}"
    return "0 ms" if seconds < 1e-9 else f"{seconds / 1e-6:.2g} µs"


def share(value: float) -> str:
    """A share of requests or of time, in percent.

    Examples
    --------
    >>> share(0.257), share(1.254), share(0.0004), share(0)
    ('26%', '125%', '0.04%', '0%')
    """
    if math.isnan(value):
        return ""
    if value == 0 or value >= 0.01:
        return f"{value:.0%}"
    return f"{value * 100:.1g}%"


def rate(value: float) -> str:
    """Requests a second.

    Examples
    --------
    >>> rate(5016.7), rate(0.115), rate(0)
    ('5,020/s', '0.115/s', '0/s')
    """
    if value >= 1000:
        digits = int(math.log10(value)) - 2
        return f"{round(value, -digits):,.0f}/s"
    return f"{value:.3g}/s"


def sure(estimate: Estimate, written: str, low: str, high: str) -> str:
    """A figure with its interval where it has one.

    Examples
    --------
    >>> sure(Estimate(0.02, 0.018, 0.022), "20 ms", "18 ms", "22 ms"), sure(Estimate(0.02), "20 ms", "", "")
    ('20 ms (18 ms to 22 ms)', '20 ms')
    """
    if estimate.low is None or low == high:
        return written
    return f"{written} ({low} to {high})"


def span(estimate: Estimate) -> str:
    """A duration with its interval where it has one.

    Examples
    --------
    >>> span(Estimate(0.02, 0.018, 0.022))
    '20 ms (18 ms to 22 ms)'
    """
    if estimate.low is None or estimate.high is None:
        return duration(estimate.value)
    return sure(estimate, duration(estimate.value), duration(max(estimate.low, 0.0)), duration(estimate.high))


def together(names: Sequence[str]) -> str:
    """Names as a list in a sentence.

    Examples
    --------
    >>> together(["a"]), together(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def number(value: float) -> str:
    """A mean number of requests: nothing is said of less than a hundredth.

    Examples
    --------
    >>> number(12.345), number(0.0004), number(float("inf"))
    ('12', '0', 'no end')
    """
    if math.isinf(value):
        return "no end"
    return "0" if value < 0.01 else f"{value:.2g}" if value < 100 else f"{value:,.0f}"


def multiple(value: float) -> str:
    """A multiple of the load.

    Examples
    --------
    >>> multiple(5.3333), multiple(240_000)
    ('5.33 times', 'over 1,000 times')
    """
    if value >= 1000:
        return "over 1,000 times"
    return f"{value:.3g} times"


def share_of(found: FlowOutcome) -> str:
    """The share of an operation's requests that get no answer, with its interval where it has one."""
    failed = found.failed
    if failed.low is None or failed.high is None or failed.value == 0:
        return share(failed.value)
    return sure(failed, share(failed.value), share(max(0.0, failed.low)), share(min(1.0, failed.high)))


def told(fault: Fault) -> str:
    """A fault in words.

    Examples
    --------
    >>> told(Fail("tweets db", 10, 20)), told(Slow("tweets db", 5))
    ('tweets db fails from 10 s to 20 s', 'tweets db takes 5 times as long all the time')
    """
    until = "" if fault.until is None else f" to {duration(fault.until)}"
    when = f"from {duration(fault.from_)}{until}" if fault.from_ or until else "all the time"
    if isinstance(fault, Fail):
        some = (
            f"{fault.replicas} of {fault.component}'s replicas fail"
            if fault.replicas
            else f"{fault.component} fails"
        )
        return f"{some} {when}"
    if isinstance(fault, Slow):
        return f"{fault.component} takes {fault.factor:g} times as long {when}"
    if isinstance(fault, Partition):
        return f"{fault.first} and {fault.second} don't reach each other {when}"
    return f"{fault.factor:g} times as many requests come {when}"
