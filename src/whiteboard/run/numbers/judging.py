"""One quantity with the results that the learner wrote: which of them follow from its formula."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from whiteboard.draft.expression import Expression, Name, Number, Operation, Span, is_literal, parts
from whiteboard.draft.scale import Claim, Quantity
from whiteboard.run.numbers.amounts import Amount, AmountError, Choice, amount_of
from whiteboard.run.numbers.claims import Sense, agrees, is_calendar, relabeled, senses
from whiteboard.run.numbers.readings import with_implied
from whiteboard.units import Unit

_MOST_CLAIM_CANDIDATES = 6
_FAR = math.log(3)
_MULTIPLE = re.compile(r"\s*[~≈]?\s*\d[\d.,]*\s*(?:[x×]|times|-?\s*fold)(?:\s|$)", re.IGNORECASE)
_OTHER_LEVEL = re.compile(r"\b(?:peak|peaks|burst|worst|max|p9\d)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_PLAIN_COUNTS = frozenset(
    {"request", "item", "operation", "call", "hit", "transaction", "record", "row", "object", "entry"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a claim stands to its formula.

    Parameters
    ----------
    claim : Claim
        As typed.
    claimed : Amount or None
        What it says; None when it has no value.
    formula : Amount
        What the formula gives.
    verdict : str
        ``"agrees"``, ``"differs"``, ``"incomparable"`` (data claimed for money, say), or ``"other"`` when the
        line says something else than that both are equal.
    ratio : float
        Claim over formula.
    drops_time : bool
        Whether it agrees only if a rate is taken for a total.
    unit_left_out : bool
        Whether one side has a unit of data or money and the other has none.
    """

    claim: Claim
    claimed: Amount | None
    formula: Amount
    verdict: str
    ratio: float = math.nan
    drops_time: bool = False
    unit_left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a quantity comes to.

    Parameters
    ----------
    amount : Amount or None
        Its value, as the formula gives it; None when it has none.
    problem : str or None
        Why it has none.
    judgements : tuple of Judgement
        One for each claim.
    source : Expression or None
        What `amount` was computed from.
    choice : mapping
        The readings that were taken.
    scale : float
        What the computed magnitude is multiplied by, where the claim showed a unit that was left unsaid.
    shown_in : Unit or None
        The unit in which the learner wrote the result.
    """

    amount: Amount | None = None
    problem: str | None = None
    judgements: tuple[Judgement, ...] = ()
    source: Expression | None = None
    choice: Choice = field(default_factory=dict)
    scale: float = 1.0
    shown_in: Unit | None = None


@dataclass(slots=True)
class Candidate:
    """What an expression may come to, under which readings, and whether names stand for their formulas."""

    amount: Amount
    choice: Choice
    plain: bool  # whether every name stands for its formula's value


class Settler(Protocol):
    """What a line asks of the section around it."""

    def look_up(self, name: Name) -> Amount:
        """The value of a named quantity."""

    def candidates(self, expression: Expression, quantity: Quantity) -> list[Candidate]:
        """What an expression may come to, most likely first."""

    def constants(self, expression: Expression, choice: Choice) -> list[float]:
        """Bare numbers and spans of time in an expression."""


class Line:
    """One quantity with its claims."""

    def __init__(self, quantity: Quantity, settler: Settler) -> None:
        assert quantity.formula is not None
        self._quantity = quantity
        self._settler = settler
        self._source: Expression = quantity.formula
        self._base = settler.candidates(quantity.formula, quantity)
        self._main = self._base[0]
        self.first = tuple(self._base)
        self._before: list[Candidate] = []
        self._scale = 1.0
        self._unit: Unit | None = None
        self._settled_reading = False
        self._shown_in: Unit | None = None
        self._judged_wrong = False
        self._value: tuple[Candidate, Expression, float, Unit | None, Unit | None] | None = None

    def settled(self) -> Settled:
        """Judge each claim in turn, and settle the value."""
        judgements = [judgement for claim in self._quantity.claims if (judgement := self._judge(claim))]
        if self._value is not None:
            self._main, self._source, self._scale, self._unit, self._shown_in = self._value
        raw = self._main.amount
        unit = self._unit or raw.unit
        amount = Amount(raw.magnitude * self._scale, unit)
        amount = self._by_name(amount)
        return Settled(
            amount=with_implied(amount, self._quantity),
            judgements=tuple(judgements),
            source=self._source,
            choice=self._main.choice,
            scale=self._scale,
            shown_in=self._shown_in,
        )

    def _by_name(self, amount: Amount) -> Amount:
        """``QPS = 1B/day / 86400``: the name says that seconds are meant."""
        implied = self._quantity.implied.only("time")
        ours = amount.unit.only("time")
        if self._unit is not None or implied == ours or not ours.powers or not implied.powers:
            return amount
        constants = self._settler.constants(self._source, self._main.choice)
        if ours.dimension != implied.dimension and not (ours.dimension.time < implied.dimension.time < 0):
            return amount
        if implied.dimension.time < 0 and ours.dimension.time < implied.dimension.time:
            return Amount(amount.magnitude, amount.unit.without("time").times(implied))
        if constants and relabeled(ours.factor / implied.factor, constants):
            return Amount(amount.magnitude, amount.unit.without("time").times(implied))
        return amount

    def _judge(self, claim: Claim) -> Judgement | None:
        try:
            claimed = self._settler.candidates(claim.expression, self._quantity)
        except AmountError:
            return Judgement(claim=claim, claimed=None, formula=self._main.amount, verdict="other")
        claimed = claimed[: _MOST_CLAIM_CANDIDATES * (1 if is_literal(claim.expression) else 3)]
        if claim.continues:
            self._go_on(claim, claimed)
            return None
        comparable = self._base
        if is_literal(self._source):
            # "1000 writes a minute = 1 GB a minute" says something else than that both are equal.
            kinds = {mine.amount.unit.dimension[:2] for mine in claimed}
            comparable = [one for one in self._base if one.amount.unit.dimension[:2] in kinds]
        found = self._agreement(claim, comparable, claimed, self._source)
        if found is None and self._before:
            found = self._agreement(claim, self._before, claimed, None)
            if found is not None:
                base, mine, sense = found
                self._before = [mine]
                return Judgement(
                    claim=claim, claimed=mine.amount, formula=base.amount, verdict="agrees", ratio=sense.ratio
                )
        if found is not None:
            return self._agreed(claim, *found)
        if self._runs_on(claim, claimed):
            return None
        return self._disagreed(claim, claimed)

    def _agreement(
        self, claim: Claim, base: Sequence[Candidate], claimed: Sequence[Candidate], source: Expression | None
    ) -> tuple[Candidate, Candidate, Sense] | None:
        dropped = None
        ends: dict[int, list[tuple[float, Candidate, Candidate, Sense]]] = {}
        periods = [
            amount_of(period, self._settler.look_up)
            for period in (claim.period, self._quantity.period)
            if period is not None
        ]
        for candidate in base:
            constants = self._settler.constants(source, candidate.choice) if source is not None else []
            for mine in claimed:
                for sense in senses(
                    candidate.amount,
                    mine.amount,
                    constants=constants,
                    implied=self._quantity.implied,
                    periods=periods,
                ):
                    right = agrees(
                        sense.ratio,
                        approximate=claim.approximate or _is_approximate(self._source),
                        bound=claim.bound,
                        magnitude=_typed(claim.expression),
                    )
                    if right and not sense.drops_time:
                        return candidate, mine, sense
                    if right and dropped is None:
                        dropped = (candidate, mine, sense)
                    if sense.literal:
                        ends.setdefault(id(mine), []).append((sense.ratio, candidate, mine, sense))
        return dropped or self._within_range(ends.values())

    def _within_range(
        self, ends: Iterable[list[tuple[float, Candidate, Candidate, Sense]]]
    ) -> tuple[Candidate, Candidate, Sense] | None:
        """``10k..1M * 2 = 1M``: a result between what both ends of a range give is right."""
        if not any(isinstance(part, Span) for part in parts(self._source)):
            return None
        for found in ends:
            below = [entry for entry in found if entry[0] <= 1]
            if below and len(below) < len(found):
                _, _, mine, sense = below[0]
                return self._main, mine, sense
        return None

    def _agreed(self, claim: Claim, base: Candidate, mine: Candidate, sense: Sense) -> Judgement:
        formula = base.amount
        if not self._settled_reading and not self._judged_wrong:
            self._settled_reading = True
            same = next((c for c in self._base if c.plain and c.choice is base.choice), base)
            self._main = same
        if not sense.drops_time and self._unit is None and is_literal(claim.expression):
            self._relabel(base.amount, mine.amount, sense)
        if is_literal(claim.expression) and not sense.drops_time:
            self._shown_in = mine.amount.unit
        self._before = [mine]
        return Judgement(
            claim=claim,
            claimed=mine.amount,
            formula=formula,
            verdict="agrees",
            ratio=sense.ratio,
            drops_time=sense.drops_time,
        )

    def _relabel(self, formula: Amount, claimed: Amount, sense: Sense) -> None:
        """The claim shows what the formula left unsaid: its value counts in the claim's unit."""
        ours, theirs = formula.unit.dimension, claimed.unit.dimension
        if (sense.literal and ours == theirs) or (ours[:2] != (0, 0) and theirs[:2] == (0, 0)):
            return
        constants = self._settler.constants(self._source, self._main.choice)
        if ours.time and not theirs.time and not any(is_calendar(value) for value in constants):
            return  # "peak = 2 * QPS = 24K" is still a rate
        if formula.magnitude and sense.ratio and math.isfinite(sense.ratio):
            self._scale = float(claimed.magnitude / sense.ratio / formula.magnitude)
            self._unit = claimed.unit

    def _go_on(self, claim: Claim, factors: Sequence[Candidate]) -> None:
        """``= 1B/day / 86400``: the calculation goes on from the result before."""
        before = self._before or self._base
        self._base = [
            Candidate(one.amount.times(factor.amount), factor.choice, one.plain)
            for one in before[:8]
            for factor in factors[:4]
        ]
        self._start_again(claim.expression)

    def _runs_on(self, claim: Claim, claimed: Sequence[Candidate]) -> bool:
        """``2M * 5 = 10M / 86400 = 115/s``: the next side begins with the result of the one before."""
        first = claim.expression
        while isinstance(first, Operation):
            first = first.left
        if first is claim.expression or not isinstance(first, Number | Name):
            return False
        try:
            start = self._settler.candidates(first, self._quantity)
        except AmountError:
            return False
        for base in (self._before, self._base):
            if base and self._agreement(claim, base, start, self._source) is not None:
                self._base = list(claimed)
                self._start_again(claim.expression)
                return True
        return False

    def _start_again(self, source: Expression) -> None:
        self._main = self._base[0]
        self._source = source
        self._before = []
        self._scale, self._unit, self._shown_in = 1.0, None, None

    def _disagreed(self, claim: Claim, claimed: Sequence[Candidate]) -> Judgement:
        mine, formula, best = self._nearest(claimed)
        before = self._before[0].amount if self._before else None
        if before is not None and not claim.firm and _restated(before, mine):
            # "1 MB per write -> 1 GB a minute -> 14.4 TB a day": the last goes on from the one before.
            formula, best = before, next(iter(senses(before, mine)), None)
        known = best is not None
        verdict = "differs" if known else "incomparable"
        if self._says_something_else(claim, mine, formula) or (
            self._quantity.is_assumption and len(self._quantity.claims) > 1 and verdict == "incomparable"
        ):
            verdict = "other"
        if verdict != "other":
            self._judged_wrong = True
        elif not is_literal(claim.expression):
            self._go_on_from(claim, claimed)
        self._before = list(claimed)
        ratio = best.ratio if best else math.nan
        if best is not None and verdict == "differs" and self._unit is None and not best.drops_time:
            self._relabel(formula, mine, best)
        left_out = formula.unit.dimension[:2] != mine.unit.dimension[:2]
        if best is not None and not best.literal and verdict == "differs" and ratio and math.isfinite(ratio):
            formula = Amount(mine.magnitude / ratio, mine.unit)  # what the claim should have been
        return Judgement(
            claim=claim, claimed=mine, formula=formula, verdict=verdict, ratio=ratio, unit_left_out=left_out
        )

    def _go_on_from(self, claim: Claim, claimed: Sequence[Candidate]) -> None:
        """``tweet ~ 300 B -> 6k * 300 B = 1.8 MB/s``: another formula begins, with results of its own."""
        if self._value is None and is_literal(self._source):
            self._value = (self._main, self._source, self._scale, self._unit, self._shown_in)
        self._base = list(claimed)
        self._start_again(claim.expression)

    def _nearest(self, claimed: Sequence[Candidate]) -> tuple[Amount, Amount, Sense | None]:
        """Claim and formula in the sense in which they are least apart: the learner is given that much."""
        best: tuple[float, Amount, Amount, Sense] | None = None
        plain = [candidate for candidate in self._base if candidate.plain][:8]
        for candidate in plain or [self._main]:
            constants = self._settler.constants(self._source, candidate.choice)
            for mine in claimed[:3]:
                for sense in senses(
                    candidate.amount, mine.amount, constants=constants, implied=self._quantity.implied
                ):
                    distance = math.inf
                    if sense.ratio > 0 and math.isfinite(sense.ratio):
                        distance = abs(math.log(sense.ratio)) + (0.0 if sense.literal else 0.01)
                    if candidate.choice is not self._main.choice and distance > _FAR:
                        continue  # another reading must explain the claim, or it is not what was meant
                    if best is not None and best[3].meant and not sense.meant:
                        continue
                    if best is not None and sense.meant and not best[3].meant:
                        best = None
                    if best is None or distance < best[0]:
                        best = (distance, mine.amount, candidate.amount, sense)
        if best is None:
            return claimed[0].amount, self._main.amount, None
        return best[1], best[2], best[3]

    def _says_something_else(self, claim: Claim, mine: Amount, formula: Amount) -> bool:
        """Whether the sign between both sides does not say that they are equal."""
        computed = not is_literal(self._source)
        if _OTHER_LEVEL.search(_BRACKETS.sub(" ", claim.text)) and not _OTHER_LEVEL.search(
            self._quantity.name
        ):
            return True
        ours = {atom for atom, power in formula.unit.counts.items() if power > 0} - _PLAIN_COUNTS
        theirs = {atom for atom, power in mine.unit.counts.items() if power > 0} - _PLAIN_COUNTS
        if not computed and ours and theirs and not ours & theirs:
            return True
        if not computed and is_multiple(self._quantity):
            return True  # "peak = 3x average = 9k/s": three times something that has no line of its own
        if not computed and self._quantity.many and not self._quantity.named:
            return True  # "10M users, each 5 tweets a day = 50M": the comma multiplies
        if not claim.firm and _restated(formula, mine):
            return False
        if not claim.firm:
            alike = formula.unit.dimension == mine.unit.dimension
            return not (computed and (alike or not any(formula.unit.dimension)))
        # "1 photo = 2 MB": one of it takes so much.
        return not computed and formula.unit.dimension[:2] != mine.unit.dimension[:2]


def is_multiple(quantity: Quantity) -> bool:
    """Whether the formula is a bare multiple, "3x average", of something that has no line of its own."""
    return (
        quantity.formula is not None
        and is_literal(quantity.formula)
        and bool(_MULTIPLE.match(quantity.formula_text))
    )


def _restated(one: Amount, two: Amount) -> bool:
    """Whether two rates differ in their unit of time only, so that an arrow between them says "equals"."""
    ours, theirs = one.unit, two.unit
    if ours.dimension != theirs.dimension or not ours.dimension.time:
        return False
    if ours.only("time") == theirs.only("time"):
        return False
    nouns = [{atom for atom, _ in unit.counts.items()} - _PLAIN_COUNTS for unit in (ours, theirs)]
    below = [any(power < 0 for power in unit.counts.values()) for unit in (ours, theirs)]
    return below[0] == below[1] and (not nouns[0] or not nouns[1] or nouns[0] == nouns[1])


def _is_approximate(source: Expression) -> bool:
    return isinstance(source, Number) and source.approximate


def _typed(expression: Expression) -> float:
    """The digits of a claim as typed, so that ``~100 TB`` is a power of ten whatever its unit."""
    return expression.value if isinstance(expression, Number) else 0.0
