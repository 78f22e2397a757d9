"""The scale section: quantities, their formulas, and the results that the learner wrote beside them."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.expression import Expression, Span, is_literal, targets, unknown_names
from whiteboard.draft.text import Unread
from whiteboard.units import NO_UNIT, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A result that the learner wrote after a formula.

    Parameters
    ----------
    expression : Expression
        A number, most of the time; a step of the calculation (``= 1k * 1 MB``) now and then.
    text : str
        As typed.
    approximate : bool
        Whether it is marked as rounded: ``~``, ``≈``, ``about``.
    bound : str
        ``"<"`` or ``">"`` when it is a bound ("less than 6 minutes"), else empty.
    firm : bool
        False when it stands after an arrow or an "or", which do not always say "equals".
    continues : bool
        Whether it begins with an operator (``/ 86400``) and goes on from the result before it.
    period : Expression or None
        The span of time that the claim is for: ``19 PB over 10 years``.
    line : int
        The line that it stands on; 0 when it stands on the quantity's own.
    column : int
        Where it stands in the line, counted from 1.
    """

    expression: Expression
    text: str
    approximate: bool = False
    bound: str = ""
    firm: bool = True
    continues: bool = False
    period: Expression | None = None
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number of the estimate.

    Parameters
    ----------
    name : str
        As typed (``write size``); made from the words of the line when it gives none.
    named : bool
        Whether the learner gave the name.
    line : int
        Where it stands, counted from 1.
    text : str
        The line as typed.
    formula : Expression or None
        What it is computed from, or the number itself; None when that could not be read.
    formula_text : str
        As typed.
    claims : tuple of Claim
        Results that the learner wrote after ``=``, in order.
    wanted : Unit or None
        The unit asked for by ``in unit``.
    implied : Unit
        What the name says of the unit: ``Reads/minute`` divides by a minute. It holds where the value
        itself has no unit of time.
    period : Expression or None
        The span of time that the name speaks of: ``storage for 5 years``.
    group : str
        The heading or label that it stands under; empty at the top.
    many : bool
        Whether it is one of several on its line.
    label : str
        The name with all that it says of unit and time (``Reads/minute``); empty when the learner gave none.
    """

    name: str
    named: bool = True
    line: int
    text: str
    formula: Expression | None
    formula_text: str = ""
    claims: tuple[Claim, ...] = ()
    wanted: Unit | None = None
    implied: Unit = NO_UNIT
    period: Expression | None = None
    group: str = ""
    many: bool = False
    label: str = ""

    @property
    def is_assumption(self) -> bool:
        """Whether it is a bare number or range, computed from nothing."""
        return self.formula is not None and is_literal(self.formula)

    @property
    def range(self) -> Span | None:
        """The range that was given, if one was."""
        return self.formula if isinstance(self.formula, Span) else None

    @property
    def uses(self) -> tuple[int, ...]:
        """Places of the quantities that its formula and claims name, each once."""
        found: list[int] = []
        for expression in self.expressions:
            found += targets(expression)
        return tuple(dict.fromkeys(found))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names in it that no quantity bears."""
        found = [name for expression in self.expressions for name in unknown_names(expression)]
        return tuple(dict.fromkeys(found))

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The formula and the claims, in order."""
        first = () if self.formula is None else (self.formula,)
        return (*first, *(claim.expression for claim in self.claims))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A whole scale section as it was understood.

    Parameters
    ----------
    quantities : tuple of Quantity
        In the order typed.
    remarks : tuple of str
        Prose that was tolerated.
    unread : tuple of Unread
        Lines that were not understood, and names that lead nowhere.

    Examples
    --------
    >>> Scale().is_empty
    True
    """

    quantities: tuple[Quantity, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no quantity was understood."""
        return not self.quantities
