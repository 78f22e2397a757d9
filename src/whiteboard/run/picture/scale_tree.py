"""The estimate as a tree: assumptions at the leaves, what is computed from them, and what moves the result most."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whiteboard.draft.scale import Scale
from whiteboard.run.picture.architecture.lettering import line_height, shown, text_width, wrapped
from whiteboard.run.picture.picture import Picture, style

if TYPE_CHECKING:
    from whiteboard.run.numbers.evaluation import Evaluation, Result

MOST_QUANTITIES = 60
"""More quantities than this are counted in the title and told in the text instead of drawn."""

NAME_SIZE, VALUE_SIZE, SMALL = 8.6, 8.6, 7.2
PAD = 6.0
BAR = 15.0
"""Height of the part of a box that holds the bar."""

_NAME_ROOM, _FORMULA_ROOM, _LEAST_WIDTH = 140.0, 165.0, 96.0
_BOLD = 1.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """How far the watched quantity moves with one assumption: its least and greatest value, and that at rest."""

    low: float
    high: float
    value: float
    unit: str

    @property
    def reach(self) -> float:
        """The greatest over the least, as a logarithm; 0 where that says nothing."""
        if not (0 < self.low <= self.high and self.value > 0) or math.isinf(self.high):
            return 0.0
        return math.log(self.high / self.low)

    @property
    def sides(self) -> tuple[float, float]:
        """How far down and how far up from the value at rest, as logarithms; 0 where that says nothing."""
        if not self.reach:
            return 0.0, 0.0
        return max(0.0, math.log(self.value / self.low)), max(0.0, math.log(self.high / self.value))

    def in_words(self, watched: str) -> str:
        """What it does to the watched quantity: ``moves stored from 0.5 to 2 GB/minute``."""
        from whiteboard.run.numbers.amounts import Amount
        from whiteboard.run.numbers.wording import written
        from whiteboard.units import NO_UNIT

        if self.low == self.high:
            return f"does not move {watched}"
        low, high = (written(Amount(end, NO_UNIT)) for end in (self.low, self.high))
        return f"moves {watched} from {low} to {high} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The box of one quantity, measured; it is a leaf when nothing is computed in it."""

    name: tuple[str, ...]
    value: str
    formula: tuple[str, ...]
    assumed: bool
    swing: Swing | None
    watched: bool
    width: float

    @property
    def height(self) -> float:
        """Of all of it."""
        lines = len(self.name) * line_height(NAME_SIZE) + line_height(VALUE_SIZE)
        lines += len(self.formula) * line_height(SMALL)
        return lines + 2 * PAD + (BAR if self.swing else 0.0)


def scale_tree(scale: Scale, quantity: str | None = None, *, factor: float = 2.0) -> Picture:
    """The quantities of an estimate and what each is computed from, assumptions leftmost.

    Parameters
    ----------
    scale : Scale
        As read.
    quantity : str, optional
        Show only what this one is computed from. By default all are shown, and the last one that is computed from
        others is watched.
    factor : float
        By how much an assumption without a range is divided and multiplied, to see how far it moves the watched
        quantity; above 1.

    Returns
    -------
    Picture
        Bars in the boxes of assumptions, on one logarithmic scale, show how far the watched quantity moves; the line
        out of a box is as wide as the longest bar behind it. Nothing is watched where nothing has a value.

    Raises
    ------
    KeyError
        When no quantity has that name.
    ValueError
        When `factor` is not above 1.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> scale = read_section("scale", "writes = 500..2k/minute\\nsize = 1 MB\\nstored = writes * size").scale
    >>> print(scale_tree(scale).text)
    3 quantities, 2 of them assumed
      writes: 1,000/minute, assumed between 500 and 2k/minute; it moves stored from 0.5 to 2 GB/minute
      size: 1 MB, assumed; it moves stored from 0.5 to 2 GB/minute
      stored = writes * size: 1 GB/minute
    """
    from whiteboard.run.numbers.evaluation import evaluate
    from whiteboard.run.picture.scale_tree_drawing import draw_tree

    if not factor > 1:
        raise ValueError(f"factor is {factor:g}; it must be above 1, such as 2")
    evaluation = evaluate(scale)
    wanted = range(len(evaluation)) if quantity is None else _behind(evaluation, quantity)
    watched, swings = _swings(scale, quantity, factor)
    title = _title(evaluation, wanted, quantity)
    first = set(_behind(evaluation, evaluation.results[watched].name)) if watched is not None else set()
    places = sorted(sorted(wanted, key=lambda place: place not in first)[:MOST_QUANTITIES])
    leaves = [
        _leaf(evaluation.results[place], swings.get(place), watched=place == watched) for place in places
    ]
    uses = [
        (number, places.index(used))
        for number, place in enumerate(places)
        for used in evaluation.results[place].quantity.uses
        if used in places
    ]
    name = evaluation.results[watched].name if watched is not None else ""
    with style():
        more = len(wanted) - len(places)
        figure = draw_tree(leaves, uses, title + (f"; {more} are not drawn" if more else ""), name, factor)
    return Picture(figure=figure, text="\n".join([title, *_lines(evaluation, wanted, swings, name)]))


def _behind(evaluation: Evaluation, quantity: str) -> list[int]:
    """The quantity and all that it is computed from, in the order typed."""
    result = evaluation[quantity]
    seen: set[int] = set()
    ahead = [next(place for place, other in enumerate(evaluation) if other is result)]
    while ahead:
        place = ahead.pop()
        if place not in seen:
            seen.add(place)
            ahead += evaluation.results[place].quantity.uses
    return sorted(seen)


def _swings(scale: Scale, quantity: str | None, factor: float) -> tuple[int | None, Mapping[int, Swing]]:
    """The place of the watched quantity, and how far each assumption moves it."""
    from whiteboard.run.numbers.evaluation import evaluate
    from whiteboard.run.numbers.sampling import sensitivity

    try:
        frame = sensitivity(scale, quantity, factor=factor)
    except (ValueError, ArithmeticError):  # without a value there is nothing to move
        return None, {}
    name, value, unit = (frame.attrs[key] for key in ("quantity", "value", "unit"))
    results = evaluate(scale).results
    watched = max(
        place for place, result in enumerate(results) if result.name == name and result.shown is not None
    )
    rows = zip(frame.attrs["places"], frame["low"].tolist(), frame["high"].tolist(), strict=True)
    found = {
        place: Swing(low=low, high=high, value=value, unit=unit)
        for place, low, high in rows
        if place != watched
    }
    return watched, found


def _leaf(result: Result, swing: Swing | None, *, watched: bool) -> Leaf:
    quantity = result.quantity
    name = wrapped(result.name, _NAME_ROOM / _BOLD, NAME_SIZE, most=2) or ("(no name)",)
    formula: tuple[str, ...] = ()
    if result.problem or result.shown is None:
        formula = wrapped(result.problem or "it has no value", _FORMULA_ROOM, SMALL, most=3)
    elif not quantity.is_assumption or quantity.range is not None:
        sign = "= " if not quantity.is_assumption else ""
        formula = wrapped(f"{sign}{quantity.formula_text}", _FORMULA_ROOM, SMALL, most=3)
    value = value_in_words(result)
    widths = [text_width(line, NAME_SIZE) * _BOLD for line in name]
    if swing is not None and not swing.reach:
        formula = (*formula, *wrapped(swing.in_words("it"), _FORMULA_ROOM, SMALL, most=2))
        swing = None
    widths += [text_width(value, VALUE_SIZE), *(text_width(line, SMALL) for line in formula)]
    return Leaf(
        name=name,
        value=value,
        formula=formula,
        assumed=quantity.is_assumption,
        swing=swing,
        watched=watched,
        width=max(_LEAST_WIDTH, 1.04 * max(widths) + 2 * PAD),
    )


def value_in_words(result: Result) -> str:
    """The value of a quantity as one would say it; a question mark where it has none."""
    from whiteboard.run.numbers.wording import written

    if result.shown is None:
        return "?"
    return "".join(wrapped(written(result.shown), _FORMULA_ROOM, VALUE_SIZE, most=1))


def _title(evaluation: Evaluation, wanted: range | list[int], quantity: str | None) -> str:
    if not wanted:
        return "No quantities"
    assumed = sum(evaluation.results[place].quantity.is_assumption for place in wanted)
    count = "1 quantity" if len(wanted) == 1 else f"{len(wanted)} quantities"
    about = f"What {shown(evaluation[quantity].name)} comes from: " if quantity is not None else ""
    return f"{about}{count}, {assumed} of them assumed"


def _lines(
    evaluation: Evaluation, wanted: range | list[int], swings: Mapping[int, Swing], watched: str
) -> Iterator[str]:
    for place in wanted:
        result = evaluation.results[place]
        quantity = result.quantity
        said = result.name
        if not quantity.is_assumption and quantity.formula_text:
            said = f"{said} = {quantity.formula_text}"
        said = f"{said}: {value_in_words(result)}" if result.shown is not None else f"{said}: no value"
        if quantity.is_assumption:
            ends = quantity.range
            said += ", assumed"
            said += f" between {ends.low.text} and {ends.high.text}" if ends is not None else ""
        if result.problem:
            said += f"; {result.problem}"
        if place in swings:
            said += f"; it {swings[place].in_words(watched)}"
        yield f"  {said}"
