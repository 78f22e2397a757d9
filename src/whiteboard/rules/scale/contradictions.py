"""Which quantities of a section say different things of one and the same number."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

from whiteboard.draft.expression import Span
from whiteboard.draft.wording import singular, split_words
from whiteboard.run.numbers import Evaluation, Result, written
from whiteboard.run.numbers.amounts import Amount

APART = 1.3
"""Values of one quantity that are further apart contradict each other."""

_SLACK = 1.001
_NEAR = 1.25
_MOST_PAIRS = 30
_GENERIC = frozenset(
    [
        "total",
        "sum",
        "result",
        "average",
        "per",
        "day",
        "year",
        "month",
        "hour",
        "second",
        "storage",
        "size",
        "traffic",
        "bandwidth",
        "qps",
        "rps",
        "read",
        "write",
        "data",
        "value",
        "number",
        "peak",
        "count",
        "text",
        "media",
        "image",
        "video",
        "item",
        "user",
        "memory",
        "cache",
        "throughput",
        "required",
        "network",
        "load",
        "request",
        "capacity",
        "growth",
        "overall",
        "estimate",
        "metadata",
        "record",
        "row",
        "object",
        "ingress",
        "egress",
    ]
)
_HEADS = frozenset({"dau", "mau", "user", "account"})
_QUALIFIERS = re.compile(
    r"\b(?:peak|average|avg|max\w*|min\w*|worst|best|total|after|before|without|with|growth|later|replic\w*|compress\w*|optimi\w*"
    r"|initially|year|next|new|current|low|high|optimistic|pessimistic|assum\w* worst|if|scenario"
    r"|alternatively|or|vs|instead)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two quantities that contradict each other, the values that they give, and whether that is sure."""

    first: Result
    second: Result
    said_first: str
    said_second: str
    ratio: float
    sure: bool


def contradictions(evaluation: Evaluation) -> Iterator[Pair]:
    """Pairs of quantities of one name, in one unit, with values too far apart. Each name once."""
    by_name: dict[tuple[str, ...], list[tuple[int, Result]]] = defaultdict(list)
    for place, result in enumerate(evaluation):
        if (
            result.quantity.named
            and result.shown is not None
            and not isinstance(result.quantity.formula, Span)
        ):
            by_name[_key(result)].append((place, result))
    for key, same in by_name.items():
        pairs = islice(combinations(same, 2), _MOST_PAIRS)
        for (earlier, first), (later, second) in pairs:
            if earlier in second.quantity.uses or later in first.quantity.uses:
                continue
            found = _compared(key, first, second)
            if found is not None:
                yield found
                break


def _key(result: Result) -> tuple[str, ...]:
    return tuple(singular(word) for word in split_words(result.name))


def _compared(key: tuple[str, ...], first: Result, second: Result) -> Pair | None:
    one, two = _said(first), _said(second)
    if not _comparable(one, two) or first.quantity.many or second.quantity.many:
        return None
    if _qualifiers(first) != _qualifiers(second):
        return None
    if one.base <= 0 or two.base <= 0:
        return None
    ratio = float(two.base / one.base)
    if not 0 < ratio < math.inf:
        return None
    size = max(ratio, 1 / ratio)
    if size <= _NEAR:
        return None
    # What the learner wrote may differ where the formulas do not, and the other way round: both must.
    inner = (
        float(second.shown.base / first.shown.base)
        if first.shown and second.shown and first.shown.base
        else ratio
    )
    if inner <= 0:
        return None  # beyond what a number can hold: nothing is compared
    if max(inner, 1 / inner) <= _NEAR and size <= APART * _SLACK:
        sure = False
    elif max(inner, 1 / inner) <= _NEAR:
        return None  # one slip in one claim, which S1 and S2 tell
    else:
        sure = size > APART * _SLACK and _specific(key, first, second)
    if (
        not sure
        and first.quantity.group != second.quantity.group
        and set(key) <= _GENERIC
        and not _is_head(key)
    ):
        return None
    return Pair(
        first=first, second=second, said_first=written(one), said_second=written(two), ratio=ratio, sure=sure
    )


def _said(result: Result) -> Amount:
    """What the learner wrote as the result; the formula's value where nothing was written."""
    shown = result.shown
    assert shown is not None
    for judgement in reversed(result.judgements):
        claimed = judgement.claimed
        if claimed is None or judgement.verdict == "other":
            continue
        if claimed.unit.dimension == shown.unit.dimension:
            return claimed
    return shown


def _comparable(one: Amount, two: Amount) -> bool:
    if one.unit.dimension != two.unit.dimension or one.unit.only("time") != two.unit.only("time"):
        return False
    ours = {atom for atom, power in one.unit.counts.items() if power < 0}
    theirs = {atom for atom, power in two.unit.counts.items() if power < 0}
    above = {atom for atom, power in one.unit.counts.items() if power > 0}
    others = {atom for atom, power in two.unit.counts.items() if power > 0}
    return ours == theirs and (not above or not others or above == others)


def _qualifiers(result: Result) -> set[str]:
    text = f"{result.quantity.text} {result.quantity.group}".lower()
    return {found.lower() for found in _QUALIFIERS.findall(text)}


def _is_head(key: tuple[str, ...]) -> bool:
    return bool(_HEADS & set(key)) and len(key) <= 3


def _specific(key: tuple[str, ...], first: Result, second: Result) -> bool:
    """A name that is one number's own. "Storage" may be one thing here and another there."""
    if _is_head(key):
        return True
    same_group = first.quantity.group == second.quantity.group
    if set(key) <= _GENERIC:
        return same_group and (first.quantity.is_assumption or second.quantity.is_assumption) and len(key) > 1
    return same_group or len(key) > 1
