"""Numbers that no user and no machine can reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from whiteboard.draft.wording import singular, split_words
from whiteboard.run.numbers import Evaluation, Result, tidy, written
from whiteboard.units import Unit

MOST_ACTIONS = 500
"""Deliberate actions of one user in a day."""

SERVER_REQUESTS = (10.0, 200_000.0)
"""Requests a second that one general-purpose server may be planned for."""

MOST_PEOPLE = 8.3e9
"""People alive, by the United Nations' World Population Prospects 2024, rounded up."""

_DAY = 86_400.0
_MACHINES = frozenset(["server", "machine", "node", "instance", "host", "box", "vm", "pod", "worker"])
_AUTOMATIC = re.compile(
    r"\b(?:pings?|heartbeat\w*|location\w*|gps|events?|metric\w*|sample\w*|packet\w*|logs?|telemetry|sensor\w*"
    r"|impression\w*|frame\w*|keystroke\w*|click\w*|update\w*|signal\w*|message\w*|item\w*|byte\w*|second\w*"
    r"|minute\w*|row\w*|poll\w*)\b",
    re.IGNORECASE,
)
_IN_MEMORY = re.compile(
    r"\b(?:cache|redis|memcached?|in[- ]memory|load balancer|cdn|edge|nginx|kafka|broker|proxy|encod\w*"
    r"|transcod\w*|gpu|job\w*|batch|video\w*|build\w*)\b",
    re.IGNORECASE,
)
_HUMANS = frozenset({"user", "person", "customer", "member", "visitor"})
_MEMORY = frozenset({"cache", "memory", "ram", "caching"})
_FLOW = frozenset(
    {
        "bandwidth",
        "throughput",
        "growth",
        "egress",
        "ingress",
        "traffic",
        "write",
        "read",
        "fill",
        "miss",
        "rate",
        "hit",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absurdity:
    """A result that cannot be: why, what to try, and whether that is sure."""

    result: Result
    message: str
    try_: str
    sure: bool = True


def absurdities(evaluation: Evaluation) -> Iterator[Absurdity]:
    """All results that cannot be."""
    for result in evaluation:
        if result.shown is None:
            continue
        for check in (_actions, _per_server, _people):
            found = check(result)
            if found is not None:
                yield found
                break
    yield from _daily_above_monthly(evaluation)


def _unit(result: Result) -> Unit:
    assert result.shown is not None
    return result.shown.unit


def _actions(result: Result) -> Absurdity | None:
    unit = _unit(result)
    if unit.dimension != (0, 0, -1) or unit.count_power("user") >= 0:
        return None
    assert result.shown is not None
    daily = result.shown.base * _DAY
    if daily <= MOST_ACTIONS or _AUTOMATIC.search(result.quantity.text):
        return None
    return Absurdity(
        result=result,
        message=f"{result.name}: {written(result.shown)} is one action every {_span(_DAY / daily)},"
        " day and night, of each user.",
        try_="what one person does in a day, or a unit other than per user",
    )


def _per_server(result: Result) -> Absurdity | None:
    unit = _unit(result)
    below = {atom for atom, power in unit.counts.items() if power < 0}
    if unit.dimension != (0, 0, -1) or not below & _MACHINES or _IN_MEMORY.search(result.quantity.text):
        return None
    assert result.shown is not None
    rate, (low, high) = result.shown.base, SERVER_REQUESTS
    if low <= rate <= high:
        return None
    far = rate > high or rate < low / 10
    side = "more than one server answers" if rate > high else "less than one server is bought for"
    return Absurdity(
        result=result,
        message=f"{result.name}: {written(result.shown)} is {side};"
        f" {low:.0f} to {high:,.0f} requests a second is usual.",
        try_="the rate that one server was measured at, or a unit other than per server",
        sure=far,
    )


def _people(result: Result) -> Absurdity | None:
    unit = _unit(result)
    if unit.dimension != (0, 0, 0) or [p for _, p in unit.powers] != [1] or unit.count_power("user") != 1:
        return None
    words = {singular(word) for word in split_words(result.name)}
    if not (words & (_HUMANS | {"dau", "mau"})) or not result.quantity.is_assumption:
        return None
    assert result.shown is not None
    if result.shown.magnitude <= MOST_PEOPLE:
        return None
    return Absurdity(
        result=result,
        message=f"{result.name}: {written(result.shown)} is more than there are people.",
        try_="a share of the people who could use it",
    )


def _daily_above_monthly(evaluation: Evaluation) -> Iterator[Absurdity]:
    daily = _first(evaluation, ({"dau"}, {"daily", "active", "user"}))
    monthly = _first(evaluation, ({"mau"}, {"monthly", "active", "user"}))
    if daily is None or monthly is None or daily.magnitude is None or monthly.magnitude is None:
        return
    if daily.magnitude > monthly.magnitude * 1.05 and daily.unit == monthly.unit:
        yield Absurdity(
            result=daily,
            message=f"{daily.name} are {written(daily.shown)} and {monthly.name} {written(monthly.shown)}:"  # type: ignore[arg-type]
            " more on one day than in the whole month.",
            try_="daily users as a share of the monthly ones",
        )


def _first(evaluation: Evaluation, names: tuple[set[str], ...]) -> Result | None:
    for result in evaluation:
        words = {singular(word) for word in split_words(result.name)}
        if result.shown is not None and words in names:
            return result
    return None


def rate_for_memory(result: Result) -> str | None:
    """A remark when a cache or a memory is given as data per time; None otherwise."""
    if result.shown is None or result.shown.unit.dimension != (1, 0, -1):
        return None
    words = {singular(word) for word in split_words(result.name)}
    if not words & _MEMORY or words & _FLOW:
        return None
    return f"{result.name} comes to {written(tidy(result.shown))}, a rate; memory is an amount."


def _span(seconds: float) -> str:
    if seconds >= 60:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds:.0f} seconds" if seconds >= 1 else f"{seconds:.2g} seconds"
