"""Which quantities of a draft are the estimates that a problem asks for, by words and by units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whiteboard.draft.expression import Number, parts
from whiteboard.draft.wording import singular, split_words
from whiteboard.problems.pack import Estimate, Problem
from whiteboard.rules.context import Context
from whiteboard.run.numbers import Evaluation, Result, evaluated
from whiteboard.run.numbers.amounts import Amount
from whiteboard.units import Unit, parse_unit

_GENERIC_RATES = frozenset(
    {"qps", "rps", "tps", "request", "traffic", "throughput", "load", "call", "operation", "ops"}
)
_PER_ONE = frozenset(
    [
        "server",
        "machine",
        "node",
        "instance",
        "host",
        "tweet",
        "post",
        "user",
        "item",
        "request",
        "write",
        "read",
        "photo",
        "video",
        "message",
        "row",
        "record",
        "file",
        "shard",
        "follower",
        "account",
        "person",
    ]
)
"""What stands below a size that is of one thing rather than of all; the things of the problem do too."""
_FLOWS = frozenset(
    [
        "bandwidth",
        "egress",
        "ingress",
        "throughput",
        "network",
        "outgoing",
        "incoming",
        "traffic",
        "inbound",
        "outbound",
        "cdn",
    ]
)
_KEPT = frozenset({"storage", "store", "stored", "write", "ingest", "ingestion", "save", "upload"})
_LETTERS = {"r": "read", "w": "write"}
_RATIO = frozenset({"ratio", "heavy"})
_SIZES = frozenset({"size", "avg", "average", "each", "length", "limit", "max", "payload"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An estimate, the quantities that are it, and one that nearly is (without its unit of time)."""

    estimate: Estimate
    results: tuple[Result, ...]
    near: Result | None = None

    def in_unit(self, result: Result) -> Amount | None:
        """The quantity's value in the estimate's unit; None where it does not convert."""
        wanted = parse_unit(self.estimate.unit)
        if result.shown is None or result.shown.unit.dimension != wanted.dimension:
            return None
        return result.shown.to(wanted)


_last: tuple[Evaluation, Problem, list[Found]] | None = None


def estimates_of(context: Context) -> list[Found]:
    """The estimates that the board's problem asks for; none without a problem or a scale section."""
    global _last  # noqa: PLW0603  (several rules ask for the same board's, one after the other)
    evaluation = evaluated(context.board.scale)
    if context.problem is None or evaluation is None:
        return []
    if _last is None or _last[0] is not evaluation or _last[1] is not context.problem:
        _last = evaluation, context.problem, estimates_found(evaluation, context.problem)
    return _last[2]


def estimates_found(evaluation: Evaluation, problem: Problem) -> list[Found]:
    """Match a section's quantities to the estimates of a problem.

    A quantity goes to the estimate whose words its name shows, the earlier group of words before the
    later, so that "tweets read" are reads and "tweets" are writes. Where no name helps, the line's other
    words do, and last the unit alone.
    """
    estimates = problem.estimates
    ones = _PER_ONE | {word for thing in problem.things for word in _words(thing.name)}
    matched: dict[int, list[Result]] = {position: [] for position in range(len(estimates))}
    unnamed: list[Result] = []
    near: dict[int, Result] = {}
    for result in evaluation:
        fits = False
        for shown in _said(result):
            fitting = [
                (position, estimate)
                for position, estimate in enumerate(estimates)
                if _fits(result, shown, parse_unit(estimate.unit), ones)
            ]
            fits = fits or bool(fitting)
            chosen = _by_words(evaluation, result, shown, fitting) if fitting else None
            if chosen is None:
                if fitting and shown is result.shown:
                    unnamed.append(result)
            elif result not in matched[chosen]:
                matched[chosen].append(result)
        if not fits:
            _note_near(result, estimates, near)
    _both_on_a_line(evaluation, estimates, matched)
    _deal_out(unnamed, estimates, matched)
    _by_ratio(evaluation, estimates, matched)
    return [
        Found(estimate=estimate, results=tuple(matched[position]), near=near.get(position))
        for position, estimate in enumerate(estimates)
    ]


def _said(result: Result) -> list[Amount]:
    """What a line says: the quantity's value, and each result on the way to it."""
    found = [] if result.shown is None else [result.shown]
    found += [j.claimed for j in result.judgements if j.claimed is not None and j.verdict != "incomparable"]
    return found + _rates_within(result)


def _rates_within(result: Result) -> list[Amount]:
    """Rates with a noun inside a formula: ``1k writes/minute * 1 MB`` says how many writes there are."""
    formula = result.quantity.formula
    if formula is None or result.quantity.is_assumption:
        return []
    numbers = [part for part in parts(formula) if isinstance(part, Number)]
    return [
        Amount(number.value, number.unit)
        for number in numbers
        if number.unit.dimension == (0, 0, -1) and any(power > 0 for power in number.unit.counts.values())
    ]


def _fits(result: Result, shown: Amount, wanted: Unit, ones: frozenset[str] = _PER_ONE) -> bool:
    """Whether a quantity measures the same as an estimate. Stored data may be a total or a rate."""
    unit = shown.unit
    ours, theirs = unit.dimension, wanted.dimension
    below = {singular(atom) for atom, power in unit.counts.items() if power < 0}
    if below & ones:
        return False
    if theirs.information:
        if ours.information != 1 or ours.money or ours.time not in {0, -1}:
            return False
        return ours.time == -1 or _is_total(result)
    return ours == theirs


def _is_total(result: Result) -> bool:
    """Data without time: a total, unless it is the size of one thing."""
    words = set(_words(result.name))
    if result.quantity.is_assumption:
        return bool(words & {"storage", "stored", "total", "disk", "database"}) and not words & _SIZES
    return not (words & _SIZES) or bool(words & {"storage", "total", "stored"})


def _by_words(
    evaluation: Evaluation, result: Result, shown: Amount, fitting: list[tuple[int, Estimate]]
) -> int | None:
    quantity = result.quantity
    if any(estimate.unit and parse_unit(estimate.unit).dimension.information for _, estimate in fitting):
        return _data_by_words(result, fitting)
    own = _words(result.name) + [word for noun in shown.unit.counts for word in _words(noun)]
    texts: list[list[str]] = [own]
    texts.append(_words(quantity.formula_text) + [w for claim in quantity.claims for w in _words(claim.text)])
    texts.append(_words(quantity.text))
    texts.append(_lineage_words(evaluation, result))
    texts.append(_words(quantity.group))
    for words in texts:
        ranked = [
            (rank, position) for position, estimate in fitting if (rank := _rank(words, estimate)) is not None
        ]
        if ranked:
            return min(ranked)[1]
    return None


def _data_by_words(result: Result, fitting: list[tuple[int, Estimate]]) -> int | None:
    words = _words(result.name)
    ranked = [
        (rank, position) for position, estimate in fitting if (rank := _rank(words, estimate)) is not None
    ]
    if ranked and (len(fitting) > 1 or not set(words) & _FLOWS or set(words) & _KEPT):
        return min(ranked)[1]
    if set(words) & _KEPT:
        return fitting[0][0]
    if set(words) & _FLOWS or set(_words(result.quantity.group)) & _FLOWS:
        return None
    # Data that grows is stored, whatever it is called.
    return fitting[0][0]


def _rank(words: Iterable[str], estimate: Estimate) -> int | None:
    have = set(words)
    for rank, group in enumerate(estimate.words):
        if all(singular(word) in have for word in group):
            return rank
    return None


def _words(text: str) -> list[str]:
    words = []
    for word in split_words(text):
        stem = _LETTERS.get(word, singular(word))
        words.append(stem)
        if stem.endswith("ing") and len(stem) > 5:
            words += [stem[:-3], stem[:-3] + "e"]
        elif stem.endswith("ed") and len(stem) > 4:
            words += [stem[:-2], stem[:-1]]
    return words


def _lineage_words(evaluation: Evaluation, result: Result) -> list[str]:
    words: list[str] = []
    waiting, seen = list(result.quantity.uses), set()
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        quantity = evaluation.scale.quantities[place]
        words += _words(quantity.name)
        waiting += quantity.uses
    return words


def _both_on_a_line(
    evaluation: Evaluation, estimates: tuple[Estimate, ...], matched: dict[int, list[Result]]
) -> None:
    """``Total requests: 101k/min (100k reads + 1k writes)`` gives both rates."""
    rates = [p for p, estimate in enumerate(estimates) if parse_unit(estimate.unit).dimension == (0, 0, -1)]
    for result in evaluation:
        unit = result.shown.unit if result.shown else None
        if unit is None or unit.dimension != (0, 0, -1) or not set(_words(result.name)) & _GENERIC_RATES:
            continue
        words = _words(result.quantity.text)
        speaking = [position for position in rates if _rank(words, estimates[position]) == 0]
        if len(speaking) > 1:
            for position in speaking:
                matched[position].append(result)


def _deal_out(
    unnamed: list[Result], estimates: tuple[Estimate, ...], matched: dict[int, list[Result]]
) -> None:
    """A rate of requests that says neither read nor write fills the first gap: most requests are reads."""
    for result in unnamed:
        for position, estimate in enumerate(estimates):
            if (
                result.shown
                and not matched[position]
                and _fits(result, result.shown, parse_unit(estimate.unit))
            ):
                if parse_unit(estimate.unit).dimension.information:
                    continue  # a bandwidth is not stored data
                matched[position].append(result)
                break


def _by_ratio(
    evaluation: Evaluation, estimates: tuple[Estimate, ...], matched: dict[int, list[Result]]
) -> None:
    """A ratio of reads to writes gives the one rate from the other."""
    rates = [p for p, estimate in enumerate(estimates) if parse_unit(estimate.unit).dimension == (0, 0, -1)]
    known = [position for position in rates if matched[position]]
    if not known or len(known) == len(rates):
        return
    for result in evaluation:
        words = set(_words(result.quantity.text))
        if result.shown is None or result.shown.unit.dimension != (0, 0, 0):
            continue
        speaks = sum(_rank(words, estimates[position]) == 0 for position in rates)
        if speaks >= 2 and (words & _RATIO or ":" in result.quantity.formula_text or "to" in words):
            for position in rates:
                if not matched[position]:
                    matched[position].append(result)


def _note_near(result: Result, estimates: tuple[Estimate, ...], near: dict[int, Result]) -> None:
    """``reads = 100k``: the right words, and no unit of time."""
    if result.shown is None or result.shown.unit.dimension != (0, 0, 0):
        return
    below = any(power < 0 for power in result.shown.unit.counts.values())
    words = _words(result.name)
    if below or set(words) & _RATIO:
        return
    for position, estimate in enumerate(estimates):
        if (
            position not in near
            and parse_unit(estimate.unit).dimension == (0, 0, -1)
            and _rank(words, estimate) == 0
        ):
            near[position] = result
