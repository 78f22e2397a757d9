"""Text of the scale section → quantities with formulas and claimed results.

Two passes: the first takes statements apart and collects their names, the second reads the formulas, so
that a name may be used before the line that defines it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from whiteboard.draft.expression import Expression, Name, Number, Operation, Span, parts
from whiteboard.draft.scale import Claim, Quantity, Scale
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.scale.grammar import ExpressionError, read_expression
from whiteboard.notation.scale.lines import Statement, Table, statements
from whiteboard.notation.scale.names import Vocabulary
from whiteboard.notation.scale.statement import (
    Named,
    Segment,
    Split,
    counted_one,
    period_in,
    split,
    take_name,
    words_as_name,
)
from whiteboard.notation.scale.table import statements_of
from whiteboard.notation.scale.words import SPELLED, raw_tokens, suffix_readings
from whiteboard.units import NO_UNIT, Unit, counted

MOST_QUANTITIES = 400
"""A section with more is no estimate; what comes after is reported as not read."""

_HINT = "try:  name = expression = result, such as  stored = writes * write size = 1 GB/minute"
_NOT_NAMES = frozenset(
    [
        "assumption",
        "assumptions",
        "assume",
        "given",
        "givens",
        "note",
        "notes",
        "so",
        "thus",
        "hence",
        "therefore",
        "then",
        "that",
        "e.g",
        "i.e",
        "example",
        "traffic",
        "estimate",
        "estimates",
        "estimation",
        "calculation",
        "calculations",
        "math",
        "result",
        "results",
    ]
)
_HEADS = re.compile(r"\b(?:DAUs?|MAUs?|(?:active )?users)\b")
_EACH_USER = re.compile(
    r"\b(?:each|every|a|per|average)\s+(?:active\s+|daily\s+)?(?:user|person|account|member)\b", re.IGNORECASE
)
_MOST_PER_USER = 1000
_LONGEST_NAME = 60
_MOST_NAME_WORDS = 6
_MAGNITUDE_WORDS = frozenset(["million", "billion", "thousand", "trillion", "hundred", "bn", "mil", "k", "m"])


@dataclass(slots=True)
class _Draft:
    """A quantity before its formulas are read."""

    split: Split
    named: Named | None
    segments: list[Segment]
    extra: list[tuple[int, list[Segment]]] = field(default_factory=list)

    @property
    def statement(self) -> Statement:
        return self.split.statement


def read_scale(lines: Sequence[Line]) -> Scale:
    """Read the scale section.

    Parameters
    ----------
    lines : sequence of Line
        Any text whatever; numbers are kept.

    Returns
    -------
    Scale
        Quantities in the order typed. Every line is one of them, a remark, or unread.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> text = "Reads/minute: 100k\\nstored = Writes * 1 MB = 1 GB/minute\\nWrites/minute: 1k"
    >>> scale = read_scale(numbered(text))
    >>> [(quantity.name, str(quantity.implied)) for quantity in scale.quantities]
    [('Reads', '1/minute'), ('stored', ''), ('Writes', '1/minute')]
    >>> scale.quantities[1].uses, scale.quantities[1].claims[0].text
    ((2,), '1 GB/minute')
    """
    return _Reader().read(lines)


_NOTHING_AFTER = re.compile(r"\s*[^\W\d][^=≈]*[=≈][^\w(]*$")
_SENTENCE_BEFORE_ARROW = re.compile(r"[^=→]*?[^\W\d]{2,}\s[^=→]*?[^\W\d]{2,}\s[^=→]*?(?:=>|->|→)")


class _Reader:
    def __init__(self) -> None:
        self._drafts: list[_Draft] = []
        self._remarks: list[str] = []
        self._unread: list[Unread] = []
        self._title = ""
        self._complaints: list[Unread] = []  # of lines that are quantities all the same

    def read(self, lines: Sequence[Line]) -> Scale:
        for item in statements(lines):
            if isinstance(item, Line):
                self._too_long(item)
            elif isinstance(item, Table):
                for statement in statements_of(item):
                    self._take(statement)
            else:
                self._take(item)
        quantities = self._read_formulas()
        self._report(quantities)
        return Scale(
            quantities=tuple(quantities),
            remarks=tuple(self._remarks),
            unread=tuple(sorted([*self._unread, *self._complaints], key=lambda unread: unread.line)),
        )

    # First pass ---------------------------------------------------------------------------------------------

    def _too_long(self, line: Line) -> None:
        if any(character.isdigit() for character in line.text):
            self._unread.append(
                Unread(
                    line.number, line.text, "the line is too long for one estimate; write one quantity a line"
                )
            )
        else:
            self._remarks.append(line.text.strip())

    def _take(self, statement: Statement) -> None:
        if len(self._drafts) >= MOST_QUANTITIES:
            hint = f"more than {MOST_QUANTITIES} quantities; keep those that the design needs"
            self._unread.append(Unread(statement.line, statement.typed, hint))
            return
        if _NOTHING_AFTER.match(statement.text[:400]):
            hint = f"nothing that can be calculated follows the sign; {_HINT}"
            self._unread.append(Unread(statement.line, statement.typed, hint))
            return
        if not re.search(r"\d", statement.text) and not self._may_compute(statement.text):
            self._remarks.append(statement.text.strip())
            self._title = statement.text.strip() if len(statement.text.split()) <= _MOST_NAME_WORDS else ""
            return
        title, self._title = self._title, ""
        if statement.continues and self._drafts and statement.group != self._drafts[-1].statement.group:
            title = title or statement.group.rsplit("/", 1)[-1].strip()
        if statement.continues and title:
            # "Write QPS" on a line of its own, "= 500M / 86400" on the next.
            statement = replace(
                statement, text=f"{title} {statement.text.strip()}", continues=False, offset=0
            )
        made = split(statement)
        if not made.segments:
            self._remarks.append(statement.text.strip())
            return
        if statement.continues and self._drafts:
            last = self._drafts[-1]
            if last.statement.line < statement.line:
                last.extra.append((statement.line, made.segments))
                return
        if made.plain:
            made.segments = [_without_words_before(segment) for segment in made.segments]
        named = take_name(made.name) if made.name is not None and made.name.strip() else None
        if named is not None and not any(character.isalnum() for character in named.full):
            named = None
        for part in _heads_apart(made) if named is None else (made,):
            self._drafts.append(_Draft(part, named, part.segments))

    @staticmethod
    def _may_compute(text: str) -> bool:
        """Lines without a digit: ``stored = writes * write size``, ``about a gigabyte a minute``."""
        if any(sign in text for sign in "=≈"):
            return True
        if ":" in text and any(sign in text for sign in "*×"):
            return True
        words = text.lower().split()
        return ":" in text and any(
            word.strip(".,") in SPELLED and word not in {"a", "an", "one"} for word in words
        )

    def _vocabulary(self) -> Vocabulary:
        names: list[tuple[int, str]] = []
        signs: list[str] = []
        for place, draft in enumerate(self._drafts):
            if draft.statement.item:
                names.append((place, f"item {draft.statement.item}"))
                signs.append(f"item {draft.statement.item}")
            if draft.named is not None:
                names += [(place, alias) for alias in draft.named.aliases]
                signs += draft.named.aliases
                one = counted_one(draft.named.full)
                if one is not None:
                    names.append((place, f"{one} size"))
            else:
                name = self._name_from_words(draft)
                if name:
                    one = counted_one(name)
                    names.append((place, f"{one} size" if one else name))
        vocabulary = Vocabulary(names)
        vocabulary.remember(signs)
        return vocabulary

    def _name_from_words(self, draft: _Draft) -> str:
        """A name for a quantity that has none: the words before its number, else those after it."""
        text = draft.segments[0].words + draft.segments[0].text[len(draft.segments[0].words) :]
        number = re.search(r"[~≈]?\s*[$€£]?\s*(?:\d[\d,.]*|\.\d+)\s*(?P<suffix>[A-Za-z%]*)", text)
        if number is None:
            return ""
        before = words_as_name(text[: number.start()])
        if before and len(before) <= _LONGEST_NAME and len(before.split()) <= _MOST_NAME_WORDS:
            return before
        if not draft.split.plain:
            return ""
        start = number.end() if suffix_readings(number["suffix"], attached=True) else number.start("suffix")
        after = re.split(
            r"\s[-–—]\s|[,;(*×+=\d]|\b(?:which|because|since|so|if|at|on|in|for|with|and)\b", text[start:]
        )[0]
        words = [
            raw.text
            for raw in raw_tokens(after)
            if raw.kind == "word" and raw.text.lower() not in _MAGNITUDE_WORDS
        ]
        return words_as_name(" ".join(words[:_MOST_NAME_WORDS]))

    # Second pass --------------------------------------------------------------------------------------------

    def _read_formulas(self) -> list[Quantity]:
        """Read the formulas; lines that turn out to be remarks take no place and give no name."""
        while True:
            names = self._vocabulary()
            self._complaints = []
            made = [self._quantity(place, draft, names) for place, draft in enumerate(self._drafts)]
            if all(quantity is not None for quantity in made):
                return [quantity for quantity in made if quantity is not None]
            pairs = zip(self._drafts, made, strict=True)
            self._drafts = [draft for draft, quantity in pairs if quantity is not None]

    def _quantity(self, place: int, draft: _Draft, names: Vocabulary) -> Quantity | None:
        statement = draft.statement
        named = draft.named
        if draft.split.maybe_name and named is not None:
            expression = self._formula_in_place_of_name(draft, place, names)
            if expression is not None:
                draft.segments = [Segment(draft.split.name or "", statement.offset), *draft.segments]
                named = None
        formula: Expression | None = None
        formula_text = ""
        error: ExpressionError | None = None
        claims: list[Claim] = []
        read_first = approximate = False
        for line, segments in ((0, draft.segments), *draft.extra):
            for segment in segments:
                try:
                    # "/ 86400" goes on from the result before it: it is read as the factor 1 / 86400.
                    text = f"1{segment.text.lstrip()}" if segment.continues else segment.text
                    expression = read_expression(text, offset=segment.offset, names=names, at=place)
                except ExpressionError as raised:
                    error = error or raised
                    continue
                if read_first and _says_nothing(expression, segment):
                    continue
                if not read_first and not claims and not segment.continues:
                    formula, formula_text, read_first = expression, segment.text.strip(" .,;"), True
                    approximate = segment.approximate
                    continue
                claims.append(_claim(expression, segment, line))
        if formula is None and not claims:
            self._give_up(statement, error)
            return None
        if formula is not None and _is_only_unknown_words(formula):
            if not claims:
                self._give_up(statement, None)
                return None
            formula, formula_text = None, ""
        if formula is None:
            formula, formula_text, claims = self._first_claim(claims)
        elif error is not None and _worth_a_line(error, statement):
            self._complaints.append(_complaint(statement, error))
        if isinstance(formula, Number) and approximate:
            formula = replace(formula, approximate=True)
        return self._made(
            place=place, draft=draft, named=named, formula=formula, formula_text=formula_text, claims=claims
        )

    @staticmethod
    def _first_claim(claims: list[Claim]) -> tuple[Expression, str, list[Claim]]:
        return claims[0].expression, claims[0].text, claims[1:]

    def _formula_in_place_of_name(self, draft: _Draft, place: int, names: Vocabulary) -> Expression | None:
        """``reads + writes = 101k/minute``: what stands before the first ``=`` names other quantities."""
        text = draft.split.name or ""
        if not re.search(r"[/+]|\s-\s", text):
            return None
        try:
            expression = read_expression(text, offset=draft.statement.offset, names=names, at=place)
        except ExpressionError:
            return None
        named = [part for part in parts(expression) if isinstance(part, Name)]
        whole = len(named) > 1 and all(part.target is not None for part in named)
        exact = all(names.find(part.text, at=place) is not None for part in named)
        return expression if whole and exact else None

    def _give_up(self, statement: Statement, error: ExpressionError | None) -> None:
        computes = any(sign in statement.text for sign in "=≈") and bool(
            re.search(r"\d|[*×/+]", statement.text)
        )
        if not computes:
            self._remarks.append(statement.text.strip())
        else:
            self._unread.append(_complaint(statement, error))

    def _made(
        self,
        *,
        place: int,
        draft: _Draft,
        named: Named | None,
        formula: Expression,
        formula_text: str,
        claims: list[Claim],
    ) -> Quantity:
        statement = draft.statement
        labels = " / ".join(filter(None, (statement.group, *draft.split.labels)))
        if named is not None and named.full.lower() in _NOT_NAMES:
            labels, named = named.full, None
        shown = named.shown if named else self._invented(draft, formula, claims)
        if named is not None and self._is_shared(place, named):
            shown = named.full[:80]
        if named is not None and not named.implied.powers and draft.split.labels:
            named = replace(named, implied=take_name(draft.split.labels[-1]).implied)
        noun = counted_one(named.full) if named else None
        implied = named.implied if named else _each_user(statement, formula)
        if noun is not None:
            shown = noun
            implied = implied.times(counted(noun.split()[-1].lower()), -1)
        return Quantity(
            name=shown,
            named=named is not None,
            line=statement.line,
            text=statement.typed.strip(),
            formula=formula,
            formula_text=formula_text,
            claims=tuple(claims),
            wanted=draft.split.wanted,
            implied=implied,
            period=named.period if named else None,
            group=labels,
            many=statement.several,
            label=(draft.named.full if draft.named and named else ""),
        )

    def _is_shared(self, place: int, named: Named) -> bool:
        """Whether another quantity shows the same short name, as ``Storage/day`` and ``Storage/year`` do."""
        return named.shown != named.full and any(
            other.named is not None and other.named.shown.lower() == named.shown.lower()
            for position, other in enumerate(self._drafts)
            if position != place
        )

    def _invented(self, draft: _Draft, formula: Expression, claims: list[Claim]) -> str:
        name = self._name_from_words(draft)
        if name:
            return name
        for claim in reversed(claims):
            words = [raw.text for raw in raw_tokens(claim.text) if raw.kind == "word"]
            match = re.search(r"\bof\s+(?:new\s+)?([A-Za-z]+)", claim.text)
            if match:
                return match[1]
            nouns = _nouns(claim.expression)
            if nouns and words:
                return nouns
        nouns = _nouns(formula)
        return nouns or draft.segments[0].text.strip()[:40].strip() or draft.statement.text.strip()[:40]

    def _report(self, quantities: Sequence[Quantity]) -> None:
        """Names that lead nowhere are reported, with the nearest that would."""
        known = [quantity.name for quantity in quantities if quantity.named]
        for quantity in quantities:
            for name in quantity.unknown:
                nearest = _nearest(name, [other for other in known if other != quantity.name])
                hint = f"no quantity is called {name!r}" + (
                    f"; the nearest is {nearest!r}" if nearest else f"; give it a line:  {name} = …"
                )
                self._unread.append(Unread(quantity.line, quantity.text, hint))


def _heads_apart(made: Split) -> tuple[Split, ...]:
    """``500M users, 40% active -> 200M DAU``: what stands after the arrow is a quantity of its own."""
    if len(made.segments) != 2 or made.segments[1].firm or not _HEADS.search(made.segments[1].text):
        return (made,)
    if re.search(r"[*×+=]|\s[xX]\s", made.segments[0].text):
        return (made,)
    return tuple(replace(made, segments=[segment], plain=True) for segment in made.segments)


def _without_words_before(segment: Segment) -> Segment:
    """In ``Each tweet is about 300 bytes`` the words before the number compute nothing."""
    found = re.match(r"[^\d*×·÷/+=()]*?(?=[~≈$€£]?\s*(?:\d|\.\d))", segment.text)
    if found is None or not any(character.isalpha() for character in found[0]):
        return segment
    words = found[0].lower().replace(",", " ").split()
    if (
        any(word in SPELLED and word not in {"a", "an", "one", "once"} for word in words)
        or "between" in words
    ):
        return segment
    return replace(segment, text=" " * len(found[0]) + segment.text[len(found[0]) :], words=found[0])


def _complaint(statement: Statement, error: ExpressionError | None) -> Unread:
    hint = f"{error}, in column {error.column}; {_HINT}" if error else _HINT
    return Unread(statement.line, statement.typed, hint)


def _claim(expression: Expression, segment: Segment, line: int) -> Claim:
    return Claim(
        expression=expression,
        text=segment.text.strip(" .,;"),
        approximate=segment.approximate,
        bound=segment.bound,
        firm=segment.firm,
        continues=segment.continues,
        period=None if isinstance(expression, Name) else period_in(segment.text),
        line=line,
        column=segment.offset + len(segment.text) - len(segment.text.lstrip()) + 1,
    )


def _says_nothing(expression: Expression, segment: Segment) -> bool:
    """A side without number and without a known name is a remark: ``= huge``."""
    return _is_only_unknown_words(expression) and not any(character.isdigit() for character in segment.text)


def _is_only_unknown_words(expression: Expression) -> bool:
    return isinstance(expression, Name) and expression.target is None


def _worth_a_line(error: ExpressionError, statement: Statement) -> bool:
    if _SENTENCE_BEFORE_ARROW.match(statement.text[:400]):
        return False  # "10% of tweets have a 1 MB photo => 100M * 10% * 1 MB": words lead to the formula
    return "no number" not in str(error) and any(sign in statement.text for sign in "=≈")


def _each_user(statement: Statement, formula: Expression) -> Unit:
    """``Each user posts 2 tweets a day`` is a rate per user; so is what follows, where it is small."""
    small = isinstance(formula, Number) and abs(formula.value) <= _MOST_PER_USER
    for text in (statement.text, statement.typed if statement.several and small else ""):
        if _EACH_USER.search(text):
            return NO_UNIT.times(counted("user"), -1)
    return NO_UNIT


def _nouns(expression: Expression) -> str:
    while isinstance(expression, Operation):
        expression = expression.left
    number = expression.low if isinstance(expression, Span) else expression
    if not isinstance(number, Number):
        return ""
    above = [atom for atom, power in number.unit.counts.items() if power > 0]
    return str(counted(above[0])) if above else ""


def _nearest(name: str, known: Sequence[str]) -> str | None:
    import difflib

    close = difflib.get_close_matches(
        name.lower()[:_LONGEST_NAME], [other.lower() for other in known], n=1, cutoff=0.5
    )
    return next((other for other in known if other.lower() == close[0]), None) if close else None
