"""What the letters of a formula may mean: ``100B`` is a hundred billion, or a hundred bytes."""

from __future__ import annotations

import re
from itertools import product

from whiteboard.draft.expression import Expression, Number, is_literal, parts
from whiteboard.draft.scale import Quantity
from whiteboard.draft.wording import is_plural, split_words
from whiteboard.run.numbers.amounts import Amount, Choice
from whiteboard.units import Unit, known_unit

_MOST_AMBIGUOUS = 4
_SUFFIX = re.compile(r"\s*[\d.,_]+(?:[eE][+-]?\d+)?\s*([A-Za-z]+)")
_FEW = 30
_SCALES = frozenset("kKmMtT")
_SIZE_WORDS = frozenset(
    [
        "size",
        "sizes",
        "payload",
        "bytes",
        "byte",
        "length",
        "record",
        "row",
        "entry",
        "metadata",
        "overhead",
        "header",
        "key",
        "value",
        "id",
        "hash",
        "url",
        "text",
        "body",
        "content",
        "message",
        "object",
        "document",
    ]
)
_DATA_WORDS = frozenset(
    [
        "stored",
        "storage",
        "size",
        "bytes",
        "data",
        "bandwidth",
        "memory",
        "cache",
        "disk",
        "ingress",
        "egress",
        "traffic",
    ]
)
_TIME_WORDS = frozenset(
    [
        "latency",
        "duration",
        "ttl",
        "session",
        "timeout",
        "length",
        "watch",
        "time",
        "minutes",
        "video",
        "call",
        "interview",
    ]
)


def choices(expression: Expression, quantity: Quantity) -> list[Choice]:
    """Readings of an expression's ambiguous numbers, most likely first."""
    doubtful = [part for part in parts(expression) if isinstance(part, Number) and part.others][
        :_MOST_AMBIGUOUS
    ]
    if not doubtful:
        return [{}]
    lists = [_ordered(part, quantity) for part in doubtful]
    made: list[tuple[int, Choice]] = []
    for combination in product(*(list(enumerate(readings)) for readings in lists)):
        rank = sum(position for position, _ in combination)
        made.append(
            (rank, {id(part): reading for part, (_, reading) in zip(doubtful, combination, strict=True)})
        )
    made.sort(key=lambda entry: entry[0])
    return [choice for _, choice in made[:16]]


def _ordered(number: Number, quantity: Quantity) -> list[tuple[float, Unit]]:
    """``280B`` under "tweet size" is rather bytes, ``5B`` under "users" rather billions."""
    readings = [(number.value, number.unit), *number.others]
    words = set(split_words(quantity.name))
    found = _SUFFIX.match(number.text)
    letters = found[1] if found else ""
    if letters in _SCALES and not (words & _SIZE_WORDS or _speaks_of_data(quantity)):
        readings = [reading for reading in readings if not reading[1].dimension.information] or readings
    typed = min(abs(value) for value, _ in readings)
    if letters in {"B", "b"} and not number.unit.dimension.information:
        if not is_literal(quantity.formula or number):
            sized = typed >= _FEW and bool(words & _DATA_WORDS or _speaks_of_data(quantity))
        else:
            counts = quantity.implied.dimension.time or any(is_plural(word) for word in words)
            sized = bool(words & _SIZE_WORDS) or (typed >= _FEW and not counts)
            sized = sized and not number.unit.dimension.time
        if sized and any(unit.dimension.information for _, unit in readings):
            wanted = known_unit("byte")
            readings.sort(key=lambda reading: reading[1].without("time") != wanted)
    if letters == "m" and words & _TIME_WORDS:
        readings.sort(key=lambda reading: reading[1].dimension.time != 1)
    return readings


def _speaks_of_data(quantity: Quantity) -> bool:
    """Whether a claim, the name or the wanted unit is one of information."""
    units = [quantity.implied, *([quantity.wanted] if quantity.wanted else [])]
    for claim in quantity.claims:
        units += [part.unit for part in parts(claim.expression) if isinstance(part, Number)]
    return any(unit.dimension.information for unit in units)


def with_implied(amount: Amount, quantity: Quantity) -> Amount:
    """What the name says of the unit, where the value itself says nothing: ``Reads/minute: 100k``."""
    implied = quantity.implied
    if not implied.powers:
        return amount
    ours, theirs = amount.unit.dimension, implied.dimension
    unit = amount.unit
    if theirs.information and not ours.information and not ours.money:
        unit = unit.times(implied.only("information"))
    if theirs.money and not ours.money and not ours.information:
        unit = unit.times(implied.only("money"))
    spans = quantity.wanted is not None and not quantity.wanted.dimension.time
    if theirs.time and not ours.time and not spans:  # "rows in a year = … in TB" asks for no rate
        unit = unit.times(implied.only("time"))
    counts = implied.without("information", "money", "time")
    if counts.powers and not set(dict(counts.powers)) & set(unit.counts):
        below = [atom for atom, power in counts.powers if power < 0]
        if below or not (ours.information or ours.money or unit.counts):
            unit = unit.times(counts)
    return Amount(amount.magnitude, unit)
