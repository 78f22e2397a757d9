"""From the words of an expression to the tokens of the grammar: numbers with units, names, operators.

Names may hold spaces and units are words, so that only the section's own names tell where one ends.
"""

from __future__ import annotations

from whiteboard.draft.expression import Name, Number, Span
from whiteboard.notation.scale.cursor import CURRENCIES, Term, TermError
from whiteboard.notation.scale.names import Vocabulary
from whiteboard.notation.scale.numbers import NumberReader
from whiteboard.notation.scale.words import (
    APPROXIMATELY,
    CONNECTORS,
    FUNCTIONS,
    MINUS_SIGNS,
    SPELLED,
    TIMES_SIGNS,
    Raw,
    suffix_readings,
    to_exponent,
    to_number,
)
from whiteboard.units import known_unit, parse_one

_MOST_DEPTH = 30
_LOOK_AHEAD = 9


def terms(text: str, *, offset: int, names: Vocabulary, at: int) -> list[Term]:
    """Cut an expression into the grammar's tokens.

    Parameters
    ----------
    text : str
        The expression as typed.
    offset : int
        Where it begins in its line, counted from 0.
    names : Vocabulary
        Names of the section's quantities.
    at : int
        The place of the quantity that the expression belongs to.

    Raises
    ------
    TermError
        When two numbers stand side by side, or there are too many terms.

    Examples
    --------
    >>> found = terms("100k tweets/minute * 1 MB", offset=0, names=Vocabulary([]), at=0)
    >>> [(term.kind, str(term.value.unit) if term.value else "") for term in found]
    [('NUMBER', 'tweets/minute'), ('TIMES', ''), ('NUMBER', 'MB')]
    """
    return _Cutter(text, offset, names, at).run()


class _Cutter(NumberReader):
    """Reads operands and operators in turn."""

    def run(self) -> list[Term]:
        operand = True
        while (raw := self._peek()) is not None:
            before = self._next
            operand = self._operand(raw) if operand else self._operator(raw)
            if self._next == before:
                self._next += 1  # whatever it is, go on
        return self._terms

    def _operand(self, raw: Raw) -> bool:
        """Read where a number or a name is expected; whether one is still expected afterwards."""
        text = raw.text.lower()
        if raw.text in CURRENCIES and self._is_number(1):
            self._next += 1
            self._number(currency=known_unit(CURRENCIES[raw.text]))
            return False
        if raw.kind == "number":
            self._number()
            return False
        if raw.text in "([{":
            return self._open(raw)
        if raw.text in MINUS_SIGNS and not (self._terms and self._terms[-1].kind in {"NEGATE"}):
            self._next += 1
            if self._terms or self._is_number() or self._text() == "(":
                self._add("NEGATE", raw)
            return True
        if raw.kind == "times" or raw.text in TIMES_SIGNS or raw.text in {"/", "÷", "+"}:
            if self._terms:
                self._add("DIVIDE" if raw.text in {"/", "÷"} else "TIMES", raw)  # the grammar refuses it
            return True
        if raw.kind != "word":
            return True
        if text in FUNCTIONS and self._text(1) == "(":
            self._next += 2
            self._add("FUNCTION", raw, FUNCTIONS[text])
            self._add("LPAR", raw)
            self._depth += 1
            self._function_depths.append(self._depth)
            return True
        if text == "between" and self._between():
            return False
        return self._word_operand(raw, text)

    def _word_operand(self, raw: Raw, text: str) -> bool:
        found = self._names.longest(self._raws, self._next, self._line, at=self._at)
        if found is not None:
            place, end = found
            typed = self._line[
                raw.start - self._raws[0].start : self._raws[end - 1].end - self._raws[0].start
            ]
            self._next = end
            self._add("NAME", raw, Name(text=typed, target=place, column=raw.start + 1))
            return False
        if text in APPROXIMATELY or text in {"the", "our", "each", "of", "and", "up", "to", "so"}:
            self._next += 1
            return True
        if self._constant(raw):
            return False
        if text in SPELLED and self._spelled(raw, text):
            return False
        unit = known_unit(raw.text) if len(raw.text) > 1 else None
        if unit is not None and unit.counts and not any(unit.dimension):
            target = self._names.loosely(raw.text, at=self._at)
            if target is not None:
                self._next += 1
                self._add("NAME", raw, Name(text=raw.text, target=target, column=raw.start + 1))
                return False
        if unit is not None and not self._number_follows_words():
            self._next += 1
            unit = unit.times(self._divisors())
            self._add("NUMBER", raw, Number(value=1.0, unit=unit, column=raw.start + 1, text=raw.text))
            return False
        return self._unknown_words(raw)

    def _unknown_words(self, raw: Raw) -> bool:
        """Words before a number only describe it; words alone are a name that must be somewhere."""
        start = self._next
        while (word := self._peek()) is not None and word.kind == "word" and word.text.lower() != "x":
            self._next += 1
        if self._is_number() or self._text() in {":", "~", "≈"} or self._text() in {"(", "["}:
            ahead = 1 if self._text() in {":", "~", "≈"} else 0
            if self._is_number(ahead):
                self._next += ahead
                return True
        typed = self._line[
            raw.start - self._raws[0].start : self._raws[self._next - 1].end - self._raws[0].start
        ]
        if self._next == start:
            return True
        target = self._names.find(typed, at=self._at)
        if target is None:
            target = self._names.loosely(typed, at=self._at)
        self._add("NAME", raw, Name(text=typed, target=target, column=raw.start + 1))
        return False

    def _number_follows_words(self) -> bool:
        ahead = 0
        while (raw := self._peek(ahead)) is not None and raw.kind == "word" and ahead < _LOOK_AHEAD:
            ahead += 1
        return ahead < _LOOK_AHEAD and self._is_number(ahead)

    def _constant(self, raw: Raw) -> bool:
        """``seconds in a day``, ``sec/day``: a number that everybody knows."""
        small = known_unit(raw.text) if len(raw.text) > 1 else None
        if small is None or small.dimension != (0, 0, 1):
            return False
        ahead = 1
        if self._text(ahead) not in {"in", "per", "/", "a"}:
            return False
        while self._text(ahead) in {"in", "per", "/", "a", "one", "each", "the"}:
            ahead += 1
        large_word = self._peek(ahead)
        large = known_unit(large_word.text) if large_word is not None and large_word.kind == "word" else None
        if large is None or large.dimension != (0, 0, 1) or large.factor <= small.factor:
            return False
        self._next += ahead + 1
        value = large.factor / small.factor
        unit = small.times(large, -1)
        self._add("NUMBER", raw, Number(value=value, unit=unit, column=raw.start + 1, text=raw.text))
        return True

    def _spelled(self, raw: Raw, text: str) -> bool:
        """``a gigabyte``, ``two copies``, ``half of the reads``."""
        follower = self._peek(1)
        if text in {"a", "an"}:
            if follower is None or follower.kind != "word":
                return False
            numeric = follower.text.lower() in SPELLED or suffix_readings(follower.text, attached=False)
            if not numeric or follower.text.lower() in {"b", "m", "t", "g", "p", "e", "k"}:
                return False
            if follower.text.lower() in SPELLED:
                self._next += 1
                return self._spelled(follower, follower.text.lower())
        self._next += 1
        self._finish_number(raw, SPELLED[text], attached=False, spelled=True)
        return True

    def _open(self, raw: Raw) -> bool:
        if not self._computes_inside():
            self._skip_brackets()
            return True
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise TermError(f"more than {_MOST_DEPTH} brackets inside each other", raw.start + 1)
        self._next += 1
        self._add("LPAR", raw)
        return True

    def _computes_inside(self) -> bool:
        depth = 0
        for raw in self._raws[self._next :]:
            if raw.text in "([{":
                depth += 1
            elif raw.text in ")]}":
                depth -= 1
                if depth <= 0:
                    return False
            elif (
                raw.kind == "number"
                or (raw.kind == "word" and self._names.find(raw.text, at=self._at) is not None)
                or raw.text in TIMES_SIGNS
                or raw.text in {"+", "/"}
            ):
                return True
        return False

    def _skip_brackets(self) -> None:
        depth = 0
        while (raw := self._peek()) is not None:
            self._next += 1
            if raw.text in "([{":
                depth += 1
            elif raw.text in ")]}":
                depth -= 1
                if depth <= 0:
                    return

    # Operators ----------------------------------------------------------------------------------------------

    def _operator(self, raw: Raw) -> bool:
        """Read where an operator is expected; whether a number or a name is expected afterwards."""
        text = raw.text.lower()
        if raw.kind == "power":
            return self._power(raw)
        if raw.kind == "times" or raw.text in TIMES_SIGNS or (text == "x" and self._operand_follows(1)):
            return self._sign("TIMES", raw)
        if raw.text in {"/", "÷"}:
            return self._divide(raw)
        if raw.text == "+":
            if self._next and raw.start == self._raws[self._next - 1].end and not self._operand_follows(1):
                self._next += 1  # "100M+ users"
                self._swallow()
                return False
            return self._sign("PLUS", raw)
        if raw.text in MINUS_SIGNS:
            if self._operand_follows(1):
                return self._sign("MINUS", raw)
            self._stop()
            return False
        if raw.text in ")]}":
            self._next += 1
            if self._depth:
                self._depth -= 1
                if self._function_depths and self._depth < self._function_depths[-1]:
                    self._function_depths.pop()
                self._add("RPAR", raw)
                self._unit_after_bracket()
            return False
        if raw.text in "([{":
            self._skip_brackets()
            return False
        if raw.text == "," and self._function_depths and self._function_depths[-1] == self._depth:
            return self._sign("COMMA", raw)
        if raw.text == "%":
            self._next += 1
            self._add("TIMES", raw)
            self._add("NUMBER", raw, Number(value=0.01, column=raw.start + 1, text="%"))
            return False
        if raw.text in {"@"} and self._operand_follows(1):
            return self._sign("TIMES", raw)
        if raw.kind == "number":
            raise TermError(
                f"{raw.text!r} follows without a sign between; write * or / before it", raw.start + 1
            )
        if raw.kind == "word":
            return self._joining_word(raw, text)
        if raw.text in {",", ";", ":"}:
            self._stop()
            return False
        self._next += 1
        return False

    def _sign(self, kind: str, raw: Raw) -> bool:
        self._next += 1
        self._add(kind, raw)
        return True

    def _power(self, raw: Raw) -> bool:
        self._next += 1
        exponent = to_exponent(raw.text)
        self._add("POWER", raw)
        if exponent:
            self._add("NUMBER", raw, Number(value=to_number(exponent), column=raw.start + 1, text=raw.text))
            return False
        return True

    def _divide(self, raw: Raw) -> bool:
        follower = self._peek(1)
        if follower is not None and follower.kind == "word":
            named = self._names.longest(self._raws, self._next + 1, self._line, at=self._at)
            unit = parse_one(follower.text, below=True)
            if named is None and unit is not None and not self._text(2).startswith("in"):
                self._next += 2
                self._add("DIVIDE", raw)
                self._add(
                    "NUMBER", raw, Number(value=1.0, unit=unit, column=follower.start + 1, text=follower.text)
                )
                return False
        return self._sign("DIVIDE", raw)

    def _joining_word(self, raw: Raw, text: str) -> bool:
        if text == "times" or (text == "multiplied" and self._text(1) == "by"):
            self._next += 1 if text == "times" else 2
            self._add("TIMES", raw)
            return True
        if text == "divided" and self._text(1) == "by":
            self._next += 2
            self._add("DIVIDE", raw)
            return True
        if text in {"plus", "and", "minus"} and self._operand_follows(1):
            return self._sign("MINUS" if text == "minus" else "PLUS", raw)
        if text == "per" or (text in {"a", "an", "every", "each"} and self._is_time(1)):
            if self._is_number(1):
                return self._sign("DIVIDE", raw)
            follower = self._peek(1)
            unit = parse_one(follower.text, below=True) if follower and follower.kind == "word" else None
            self._next += 2 if follower and follower.kind == "word" else 1
            if unit is not None and follower is not None:
                self._add("DIVIDE", raw)
                self._add(
                    "NUMBER", raw, Number(value=1.0, unit=unit, column=follower.start + 1, text=follower.text)
                )
            return False
        if text == "of" and self._after_share() and self._operand_follows(1):
            return self._sign("TIMES", raw)
        if text in CONNECTORS:
            if self._leads_to_factor():
                self._add("TIMES", raw)
                return True
            self._pass_over()
            return False
        self._swallow()
        return False

    def _leads_to_factor(self) -> bool:
        """``with an average size of 1 MB``: go to the number, if one comes before the next operator."""
        text = self._text()
        ahead = 1
        while ahead < _LOOK_AHEAD:
            raw = self._peek(ahead)
            if raw is None:
                return False
            if self._is_number(ahead):
                break
            if raw.kind != "word" and raw.text not in {"~", "≈", ":"}:
                return False
            ahead += 1
        else:
            return False
        if text in {"for", "over", "in", "during", "across", "on", "by"} and not self._is_span_of_time(ahead):
            counts = text in {"for", "across"} and self._peek(ahead + 1) is not None
            if not counts:
                return False
        elif text in {"for", "over", "in", "during", "across", "on", "by"} and not self._after_rate():
            return False  # "450 GB in 3 years" is the total already
        if text in {"where", "if", "assuming", "when", "given", "times"}:
            return False
        self._next += ahead
        return True

    def _after_rate(self) -> bool:
        last = self._terms[-1].value if self._terms else None
        number = last.low if isinstance(last, Span) else last
        return not isinstance(number, Number) or number.unit.dimension.time < 0

    def _is_span_of_time(self, ahead: int) -> bool:
        for place in (ahead + 1, ahead + 2):
            raw = self._peek(place)
            if raw is not None and raw.kind == "word":
                unit = known_unit(raw.text)
                if unit is not None:
                    return unit.dimension == (0, 0, 1)
        return False

    def _unit_after_bracket(self) -> None:
        """``(100M * 500) bytes``."""
        raw = self._peek()
        if raw is None or raw.kind != "word":
            return
        unit = known_unit(raw.text)
        if unit is None or (len(raw.text) == 1 and raw.text not in "Bbsd"):
            return
        self._next += 1
        unit = unit.times(self._divisors())
        self._add("TIMES", raw)
        self._add("NUMBER", raw, Number(value=1.0, unit=unit, column=raw.start + 1, text=raw.text))

    def _pass_over(self) -> None:
        """Pass over a remark with its numbers, ``in 3 years``, up to the next sign that computes."""
        self._next += 1
        while (raw := self._peek()) is not None:
            if raw.kind == "times" or raw.text in TIMES_SIGNS or raw.text in {"/", "÷", "+", "(", ")", ","}:
                return
            if raw.kind == "word" and raw.text.lower() in {"x", "times", "plus", "minus"}:
                return
            self._next += 1

    def _stop(self) -> None:
        """What follows a comma or a dash is a remark, unless a bracket is still open."""
        self._next += 1
        if not self._depth:
            self._next = len(self._raws)
