"""Numbers as they are typed: digits, suffix, unit, the noun that is counted, and what it is per."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from whiteboard.draft.expression import Number, Span
from whiteboard.notation.scale.cursor import CURRENCIES, Cursor
from whiteboard.notation.scale.words import (
    ADJECTIVES,
    APPROXIMATELY,
    CONNECTORS,
    FILLERS,
    MINUS_SIGNS,
    RANGE_SIGNS,
    STOPS,
    Raw,
    Reading,
    period_word,
    raw_tokens,
    suffix_readings,
    to_exponent,
    to_number,
)
from whiteboard.units import NO_UNIT, Unit, counted, known_unit, parse_one, singular

_PER = frozenset({"per", "/", "each", "every", "a", "an", "p"})
_LOOK_AHEAD = 9
_PER_SECOND = (("second", -1),)


class NumberReader(Cursor):
    """Reads one number, one range or one ratio, and adds it to the terms."""

    def _between(self) -> bool:
        """``between 5 and 10 MB``."""
        ahead = 1
        while (raw := self._peek(ahead)) is not None and raw.text.lower() != "and" and ahead < _LOOK_AHEAD:
            ahead += 1
        if not (self._is_number(1) and self._text(ahead) == "and" and self._is_number(ahead + 1)):
            return False
        raw = self._raws[self._next]
        self._next += 1
        low = self._one_number(None)
        if self._text() == "and":
            self._next += 1
        high = self._one_number(None)
        self._add("NUMBER", raw, _span(low, high))
        return True

    def _number(self, *, currency: Unit | None = None) -> None:
        raw = self._raws[self._next]
        low = self._one_number(currency)
        separator = self._peek()
        if separator is not None and self._is_range(separator, low):
            self._next += 1
            if self._text() in CURRENCIES:
                self._next += 1
            high = self._one_number(currency)
            self._add("NUMBER", raw, _span(low, high))
            return
        if separator is not None and separator.text == ":" and self._is_number(1) and not low.unit.powers:
            self._next += 1
            below = self._one_number(None)
            self._add(
                "NUMBER", raw, replace(low, value=low.value / below.value if below.value else float("nan"))
            )
            self._trail()
            return
        self._add("NUMBER", raw, low)
        self._trail()

    def _is_range(self, separator: Raw, low: Number) -> bool:
        text = separator.text.lower()
        if separator.kind == "dots":
            return self._is_number(1)
        if text == "to":
            if not self._is_number(1):
                return False
        elif separator.text not in RANGE_SIGNS or not self._is_number(1):
            return False
        if separator.text == "~" and separator.start != self._raws[self._next - 1].end:
            return False
        # "100 - 20" is a difference, "10 - 20 MB" a range: the smaller comes first.
        saved, count = self._next, len(self._terms)
        self._next += 1
        high = self._one_number(None)
        self._next = saved
        del self._terms[count:]
        ends = _span(low, high)
        return ends.low.value * ends.low.unit.factor < ends.high.value * ends.high.unit.factor

    def _one_number(self, currency: Unit | None) -> Number:
        raw = self._raws[self._next]
        if raw.text in CURRENCIES:
            currency = known_unit(CURRENCIES[raw.text])
            self._next += 1
            raw = self._raws[self._next]
        self._next += 1
        value = to_number(raw.text)
        return self._made(raw, self._raised(value), attached=True, currency=currency)

    def _raised(self, value: float) -> float:
        """``10^9``, ``2**30``, ``10⁶``: folded, since a unit may follow."""
        raw = self._peek()
        if raw is None or raw.kind != "power":
            return value
        exponent = to_exponent(raw.text)
        if exponent:
            self._next += 1
            return _power(value, to_number(exponent))
        if self._is_number(1) and self._text(2) not in {"^", "**"}:
            self._next += 2
            return _power(value, to_number(self._raws[self._next - 1].text))
        if self._text(1) in MINUS_SIGNS and self._is_number(2):
            self._next += 3
            return _power(value, -to_number(self._raws[self._next - 1].text))
        return value

    def _finish_number(self, raw: Raw, value: float, *, attached: bool, spelled: bool = False) -> None:
        self._add("NUMBER", raw, self._made(raw, value, attached=attached, currency=None, spelled=spelled))
        self._trail()

    def _made(
        self, raw: Raw, value: float, *, attached: bool, currency: Unit | None, spelled: bool = False
    ) -> Number:
        """A number from its digits on: suffix, magnitude word, unit, counting noun, and what it is per."""
        first = self._next
        readings: tuple[Reading, ...] = ((1.0, NO_UNIT),)
        word = self._peek()
        if word is not None and word.text == "%":
            self._next += 1
            readings = ((0.01, NO_UNIT),)
        elif word is not None and word.kind == "word":
            together = attached and word.start == self._raws[first - 1].end
            readings = self._suffix(word, together=together)
        sign = self._peek()
        attached_plus = sign is not None and sign.text == "+" and sign.start == self._raws[self._next - 1].end
        if attached_plus and not self._operand_follows(1):
            self._next += 1  # "100M+"
        unit = NO_UNIT
        if not any(reading.powers for _, reading in readings[:1]):
            unit, chosen = self._noun(readings, spelled=spelled)
            readings = chosen
        elif (follower := self._peek()) is not None and follower.kind == "word":
            self._describing()
        divisors = self._divisors()
        if currency is not None:
            divisors = currency.times(divisors)
        if divisors.only("time").powers != _PER_SECOND:
            # "mb/s" may be bits; a size in "mb" is not.
            readings = readings[:1] + tuple(
                r for r in readings[1:] if not _is_bits(r[1]) or r[1].powers == (("bit", 1),)
            )
        made = [(value * factor, base.times(unit).times(divisors)) for factor, base in readings]
        text = self._line[
            raw.start - self._raws[0].start : self._raws[self._next - 1].end - self._raws[0].start
        ]
        return Number(
            value=made[0][0], unit=made[0][1], others=tuple(made[1:]), column=raw.start + 1, text=text.strip()
        )

    def _suffix(self, word: Raw, *, together: bool) -> tuple[Reading, ...]:
        plain: tuple[Reading, ...] = ((1.0, NO_UNIT),)
        text = word.text
        if not together and text.lower() in {"m", "k", "t", "g", "p", "e", "x", "cr"} and text.islower():
            follower = self._peek(1)
            if text == "x" or follower is None or follower.kind != "word":
                if text in {"m"}:
                    self._next += 1
                    return ((1.0, _known("minute")), (1e6, NO_UNIT))
                if text in {"x", "e", "p", "g"}:
                    return plain
        readings = suffix_readings(text, attached=together)
        if readings is None and together and "-" in text:
            readings = suffix_readings(text.split("-", 1)[0], attached=True)
        if readings is None and together and text.lower() in {"x", "xx", "th", "st", "nd", "rd"}:
            if text.lower() == "x" and self._operand_follows(1):
                return plain  # "3x average": the sign is read as an operator
            self._next += 1
            return plain
        if readings is None:
            return plain
        self._next += 1
        if not readings[0][1].powers:
            follower = self._peek()
            more = (
                suffix_readings(follower.text, attached=False)
                if follower is not None and follower.kind == "word" and len(readings) <= 2
                else None
            )
            if more and follower is not None and follower.text not in {"a", "x"}:
                # "100 million bytes", "200 K requests", "5 hundred thousand"
                self._next += 1
                return tuple((readings[0][0] * factor, unit) for factor, unit in more)
        return readings

    def _noun(self, readings: tuple[Reading, ...], *, spelled: bool) -> tuple[Unit, tuple[Reading, ...]]:
        """The noun that is counted; a noun settles that ``5B users`` are billions."""
        words: list[Raw] = []
        period = NO_UNIT
        place = self._next
        while place < len(self._raws) and self._raws[place].kind == "word":
            word = self._raws[place]
            lower = word.text.lower()
            following = self._raws[place + 1].text.lower() if place + 1 < len(self._raws) else ""
            each = lower in {"a", "an", "each", "every"} and (words or _is_period(following))
            if lower in STOPS or each or lower == "x":
                break
            if lower in {"per", "p"} or (lower == "of"):
                break
            found = period_word(lower)
            if found is not None and following not in {"active", "user", "users", "unique", "actives"}:
                period = found
            elif lower not in FILLERS and lower not in APPROXIMATELY and lower not in ADJECTIVES:
                words.append(word)
            place += 1
        self._next = place
        unit = NO_UNIT if not period.powers else NO_UNIT.times(period, -1)
        if not words:
            return unit, readings
        known = next((found for word in words if (found := _safe_unit(word.text)) is not None), None)
        if known is not None:
            return known.times(unit), readings[:1] if known.dimension != (0, 0, 0) else _numbers(readings)
        noun = _head(words)
        if noun is None:
            return unit, readings
        return counted(noun).times(unit), _numbers(readings)

    def _describing(self) -> None:
        """Words after a unit only describe: ``1 MB photo``."""
        while (raw := self._peek()) is not None and raw.kind == "word":
            text = raw.text.lower()
            if text in STOPS or text in _PER or text in {"x", "of", "to"} or period_word(text) is not None:
                return
            self._next += 1

    def _divisors(self) -> Unit:
        """``/user/day``, ``per second``, ``a day``, ``daily``."""
        unit = NO_UNIT
        while (raw := self._peek()) is not None:
            text = raw.text.lower()
            follower = self._peek(1)
            if (found := period_word(raw.text)) is not None and raw.kind == "word":
                self._next += 1
                unit = unit.times(found, -1)
                continue
            if text not in _PER or follower is None or follower.kind != "word":
                break
            if text in {"each", "every", "a", "an", "p"} and not self._is_time(1):
                break
            if follower.text.lower() in {"x"}:
                break
            if text == "/" and self._is_named_divisor(raw, follower):
                break
            ahead = 1
            while (
                self._text(ahead) in {"single", "active", "each", "daily", "average", "avg"}
            ) and ahead < 4:
                ahead += 1
            chosen = self._peek(ahead)
            if chosen is None or chosen.kind != "word":
                chosen, ahead = follower, 1
            divisor = parse_one(chosen.text, below=True)
            if divisor is None:
                break
            unit = unit.times(divisor, -1)
            self._next += ahead + 1
            if known_unit(chosen.text) is None:
                self._next = self._after_noun()
        return unit

    def _after_noun(self) -> int:
        place = self._next
        while place < len(self._raws) and self._raws[place].kind == "word":
            text = self._raws[place].text.lower()
            if text in STOPS or text in _PER or text in {"x", "of"} or period_word(text) is not None:
                break
            place += 1
        return place

    def _is_named_divisor(self, stroke: Raw, follower: Raw) -> bool:
        """Whether ``/ name`` divides by a quantity rather than by a unit."""
        found = self._names.longest(self._raws, self._next + 1, self._line, at=self._at)
        if found is None:
            return False
        _, end = found
        if end - (self._next + 1) > 1:
            return True
        if known_unit(follower.text) is not None and follower.text.lower() not in {"users", "people"}:
            return stroke.start > 0 and follower.start > stroke.end and follower.text.endswith("s")
        tight = follower.start == stroke.end
        return not (tight and singular(follower.text.lower()) == follower.text.lower())

    def _trail(self) -> None:
        """``of data``, ``on average``: words after a number that say more about it."""
        while (raw := self._peek()) is not None and raw.kind == "word":
            text = raw.text.lower()
            if text == "of" and self._after_share() and self._operand_follows(1):
                return
            if text == "of" or (
                text in STOPS and text not in CONNECTORS and text not in {"times", "per", "plus", "minus"}
            ):
                if text in {"and", "to"} and self._operand_follows(1):
                    return
                self._swallow()
                continue
            return


def _is_bits(unit: Unit) -> bool:
    return any(atom.endswith("bit") for atom, _ in unit.powers)


def _is_period(word: str) -> bool:
    unit = known_unit(word) if word else None
    return unit is not None and unit.dimension == (0, 0, 1)


def _known(name: str) -> Unit:
    found = known_unit(name)
    assert found is not None
    return found


def _safe_unit(word: str) -> Unit | None:
    """A word as a unit, single letters left aside: "5 s" is read before, "5 big d" is not a day."""
    return known_unit(word) if len(word) > 1 else None


def _head(words: Sequence[Raw]) -> str | None:
    """The noun in "new public tweets": the last word, in the singular."""
    for word in reversed(words):
        text = word.text.replace("’", "'").split("'")[0]
        if len(text) > 1 and not text.endswith("ed"):
            return singular(text.lower()) if not text.isupper() else text
    return None


def _numbers(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    plain = tuple(reading for reading in readings if not reading[1].powers)
    return plain or readings


def _power(base: float, exponent: float) -> float:
    try:
        value = base**exponent
    except (OverflowError, ZeroDivisionError):
        return float("nan")
    return value if isinstance(value, float) else float("nan")


def _span(low: Number, high: Number) -> Span:
    """A range; what only its end says ("10-20k MB") holds for its beginning too."""
    if not low.unit.powers and high.unit.powers:
        low = replace(low, unit=high.unit, others=())
    elif low.unit.powers and not high.unit.powers:
        high = replace(high, unit=low.unit, others=())
    if high.text.rstrip().endswith("%") and "%" not in low.text:
        low = replace(low, value=low.value / 100)
    elif low.value > high.value or (low.text[-1:].isdigit() and not high.text[-1:].isdigit()):
        scaled = _scale_of(high)
        if scaled > 1 and low.text[-1:].isdigit() and low.value < high.value / scaled:
            low = replace(low, value=low.value * scaled)
    return Span(low=low, high=high)


def _scale_of(number: Number) -> float:
    digits = raw_tokens(number.text)
    typed = to_number(digits[0].text) if digits and digits[0].kind == "number" else 0.0
    return number.value / typed if typed else 1.0
