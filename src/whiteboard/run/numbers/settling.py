"""Settle what each quantity comes to: which reading of ambiguous letters, and which claims follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from whiteboard.draft.expression import Expression, Name, Number, Span, is_literal, parts, targets
from whiteboard.draft.scale import Quantity, Scale
from whiteboard.run.numbers.amounts import Amount, AmountError, Choice, amount_of, ends_of
from whiteboard.run.numbers.judging import Candidate, Line, Settled, is_multiple
from whiteboard.run.numbers.readings import choices, with_implied

_MOST_CANDIDATES = 32
_MOST_READINGS = 6
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})


def settle(scale: Scale) -> list[Settled]:
    """Settle all quantities of a section, each once, names before what uses them."""
    settler = _Settler(scale)
    for place in range(len(scale.quantities)):
        settler.visit(place)
    return [settler.done[place] for place in range(len(scale.quantities))]


class _Settler:
    def __init__(self, scale: Scale) -> None:
        self._quantities = scale.quantities
        self.done: dict[int, Settled] = {}
        self._others: dict[int, list[Amount]] = {}
        self._kept: tuple[tuple[int, int], list[float]] | None = None

    def visit(self, place: int) -> None:
        """Settle a quantity and all that it uses, without recursion: chains may be long."""
        waiting = [place]
        open_: set[int] = set()
        while waiting:
            current = waiting[-1]
            if current in self.done:
                waiting.pop()
                continue
            missing = [used for used in self._quantities[current].uses if used not in self.done]
            circular = [used for used in missing if used in open_]
            if missing and not circular and current not in open_:
                open_.add(current)
                waiting += missing
                continue
            if missing and not circular:
                waiting += missing
                continue
            self.done[current] = self._settled(current, circular=bool(circular))
            waiting.pop()

    def _settled(self, place: int, *, circular: bool) -> Settled:
        quantity = self._quantities[place]
        if circular:
            return Settled(problem="it is computed from itself")
        if quantity.formula is None:
            return Settled(problem="its formula could not be read")
        if quantity.claims and is_multiple(quantity):
            return self._from_claim(quantity, None)
        try:
            line = Line(quantity, self)
            made = line.settled()
        except AmountError as error:
            return self._from_claim(quantity, str(error))
        alternatives = [j.claimed for j in made.judgements if j.claimed is not None and j.verdict != "other"]
        self._others[place] = [with_implied(amount, quantity) for amount in alternatives]
        self._others[place] += self._readings(quantity, made, line.first)
        return made

    def _from_claim(self, quantity: Quantity, problem: str | None) -> Settled:
        """A formula without value leaves its claim to go on with."""
        for claim in quantity.claims:
            if is_literal(claim.expression):
                try:
                    amount = amount_of(claim.expression, self.look_up)
                except AmountError as error:  # a number beyond all bounds
                    problem = str(error)
                    continue
                implied = with_implied(amount, quantity)
                return Settled(amount=implied, problem=problem, source=claim.expression, shown_in=amount.unit)
        return Settled(problem=problem)

    def _readings(self, quantity: Quantity, made: Settled, first: Sequence[Candidate]) -> list[Amount]:
        found = []
        if quantity.formula is not None and made.amount is not None:
            for candidate in first[:_MOST_READINGS]:
                amount = with_implied(candidate.amount, quantity)
                if amount != made.amount:
                    found.append(amount)
            if isinstance(quantity.formula, Span):
                found += [with_implied(end, quantity) for end in ends_of(quantity.formula, {})]
        return found

    def look_up(self, name: Name) -> Amount:
        """The value of a named quantity, from its formula."""
        if name.target is None:
            raise AmountError(f"no quantity is called {name.text!r}")
        settled = self.done.get(name.target)
        if settled is None or settled.amount is None:
            raise AmountError(f"{name.text!r} has no value")
        return settled.amount

    def candidates(self, expression: Expression, quantity: Quantity) -> list[Candidate]:
        """What an expression may come to, most likely first: readings of letters, claims of names."""
        found: list[Candidate] = []
        failed: AmountError | None = None
        combinations = list(self._combinations(sorted(targets(expression))))
        for choice in choices(expression, quantity):
            for position, chosen in enumerate(combinations):
                if len(found) >= _MOST_CANDIDATES:
                    return found
                try:
                    amount = amount_of(expression, self._chosen(chosen), choice=choice)
                except AmountError as error:
                    failed = failed or error
                    continue
                found.append(Candidate(amount, choice, position == 0))
            if any(isinstance(part, Span) for part in parts(expression)):
                found += self._ends(expression, choice)
        if not found:
            raise failed or AmountError("it has no value")
        return found

    def _ends(self, expression: Expression, choice: Choice) -> list[Candidate]:
        made = []
        for end in (0, 1):
            try:
                amount = amount_of(expression, self.look_up, choice=choice, span=partial(_end, end))
            except AmountError:
                continue
            made.append(Candidate(amount, choice, False))
        return made

    def _combinations(self, names: Sequence[int]) -> Iterator[Mapping[int, Amount]]:
        yield {}
        others = {name: self._others.get(name, []) for name in names}
        most = max((len(amounts) for amounts in others.values()), default=0)
        for position in range(min(most, 4)):
            yield {name: amounts[position] for name, amounts in others.items() if position < len(amounts)}
        if len(names) > 1:
            for name, amounts in others.items():
                for amount in amounts[:3]:
                    yield {name: amount}

    def _chosen(self, chosen: Mapping[int, Amount]) -> Callable[[Name], Amount]:
        def look_up(name: Name) -> Amount:
            if name.target is not None and name.target in chosen:
                return chosen[name.target]
            return self.look_up(name)

        return look_up

    def constants(self, expression: Expression, choice: Choice) -> list[float]:
        """Bare numbers and spans of time in an expression: 86400, 365, ``5 years``."""
        key = (id(expression), id(choice))
        if self._kept is None or self._kept[0] != key:
            self._kept = (key, self._constants(expression, choice))
        return self._kept[1]

    def _constants(self, expression: Expression, choice: Choice) -> list[float]:
        found = []
        for part in parts(expression):
            if isinstance(part, Number):
                value, unit = choice.get(id(part), (part.value, part.unit))
                amount = Amount(value, unit)
            elif isinstance(part, Name):
                try:
                    amount = self.look_up(part)
                except AmountError:
                    continue
            else:
                continue
            if all(atom in _TIMES for atom, _ in amount.unit.powers):
                found.append(float(abs(amount.magnitude)))
        return found


def _end(position: int, span: Span, choice: Choice) -> Amount:
    return ends_of(span, choice)[position]
