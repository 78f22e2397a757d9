"""A place in the words of an expression, and what can be seen from it."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.expression import Name, Number, Span
from whiteboard.notation.scale.names import Vocabulary
from whiteboard.notation.scale.words import CONNECTORS, FUNCTIONS, Raw, raw_tokens
from whiteboard.units import parse_one

MOST_TOKENS = 120
CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound"}


class TermError(ValueError):
    """An expression that cannot be cut into terms. ``column`` counts from 1 in the line."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Term:
    """One token of the grammar: its kind, what it holds, and the column where it stands, from 1."""

    kind: str
    column: int
    value: Number | Span | Name | str | None = None


class Cursor:
    """Walks over the words of an expression and gathers terms."""

    def __init__(self, text: str, offset: int, names: Vocabulary, at: int) -> None:
        self._raws = raw_tokens(text, offset)
        self._line = text[self._raws[0].start - offset :] if self._raws else text
        self._names = names
        self._at = at
        self._next = 0
        self._terms: list[Term] = []
        self._depth = 0
        self._function_depths: list[int] = []

    def _peek(self, ahead: int = 0) -> Raw | None:
        place = self._next + ahead
        return self._raws[place] if place < len(self._raws) else None

    def _text(self, ahead: int = 0) -> str:
        raw = self._peek(ahead)
        return raw.text.lower() if raw else ""

    def _is_number(self, ahead: int = 0) -> bool:
        raw = self._peek(ahead)
        return raw is not None and (
            raw.kind == "number" or (raw.text in CURRENCIES and self._is_number(ahead + 1))
        )

    def _add(self, kind: str, raw: Raw, value: Number | Span | Name | str | None = None) -> None:
        self._terms.append(Term(kind, raw.start + 1, value))
        if len(self._terms) > MOST_TOKENS:
            raise TermError(f"more than {MOST_TOKENS} terms; write it as several lines", raw.start + 1)

    def _is_time(self, ahead: int) -> bool:
        raw = self._peek(ahead)
        unit = parse_one(raw.text, below=True) if raw is not None and raw.kind == "word" else None
        return unit is not None and unit.dimension == (0, 0, 1)

    def _operand_follows(self, ahead: int) -> bool:
        raw = self._peek(ahead)
        if raw is None:
            return False
        if self._is_number(ahead) or raw.text in "([{":
            return True
        if raw.kind != "word":
            return raw.text in {"~", "≈"} and self._is_number(ahead + 1)
        if raw.text.lower() in {"the", "our", "all", "total"}:
            return self._operand_follows(ahead + 1)
        if raw.text.lower() in FUNCTIONS and self._text(ahead + 1) == "(":
            return True
        return self._names.longest(self._raws, self._next + ahead, self._line, at=self._at) is not None

    def _swallow(self) -> None:
        """Pass over words that only describe, up to the next sign."""
        self._next += 1
        while (raw := self._peek()) is not None:
            text = raw.text.lower()
            if (
                raw.kind != "word"
                or text in {"x", "per", "times", "divided", "plus", "minus"}
                or text in CONNECTORS
            ):
                return
            self._next += 1

    def _after_share(self) -> bool:
        last = self._terms[-1].value if self._terms else None
        if not isinstance(last, Number | Span):
            return False
        number = last.low if isinstance(last, Span) else last
        bare = not number.unit.powers
        return bare or not number.unit.dimension.information or self._is_number(1)
