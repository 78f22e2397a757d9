"""Rules of the scale section: results that follow from their formulas, in units that fit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from whiteboard.draft.expression import Number, is_literal
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.scale import Claim
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.scale.contradictions import contradictions
from whiteboard.rules.scale.estimates import Found, estimates_of
from whiteboard.rules.scale.sanity import absurdities, rate_for_memory
from whiteboard.run.numbers import Evaluation, Result, evaluated, tidy, written
from whiteboard.run.numbers.amounts import Amount
from whiteboard.run.numbers.claims import name_slip, near_known_slip
from whiteboard.run.numbers.judging import Judgement

_FRAMEWORK = "design interview framework, scale step: ballpark numbers, and the formulas behind them"
_PUBLISHED = "faults seen in published estimates: 6 of 41 with an arithmetic slip, 11 with a unit slip"


def _quoted(text: str) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= 60 else bare[:57] + "…"


def _line(result: Result, claim: Claim) -> int:
    return claim.line or result.quantity.line


def _wrong(evaluation: Evaluation) -> Iterator[tuple[Result, Judgement]]:
    """The first claim of each quantity that does not follow: later ones repeat the fault."""
    for result in evaluation:
        for judgement in result.judgements:
            if judgement.verdict not in {"differs", "incomparable"} or _converted_by_hand(result, judgement):
                continue
            if _leaves_a_count_out(result, judgement) and _is_explained(judgement, evaluation):
                continue
            yield result, judgement
            break


_BY_HAND = re.compile(r"[/÷]\s*(1[, ]?440|86[, ]?400|3[, ]?600|60|24)\b|\bover\b")
"""Minutes of a day and the like as bare numbers, or an amount spread "over 8 h": units that are done by hand."""


def _converted_by_hand(result: Result, judgement: Judgement) -> bool:
    text = f"{result.quantity.formula_text} {' '.join(claim.text for claim in result.quantity.claims)}"
    found = _BY_HAND.search(text)
    if not found:
        return False
    if found[1] is None:
        return True
    step = float(re.sub(r"\D", "", found[1]))
    size = max(judgement.ratio, 1 / judgement.ratio) if judgement.ratio > 0 else math.inf
    return abs(math.log(size / step)) < math.log(1.1) if math.isfinite(size) else False


def _leaves_a_count_out(result: Result, judgement: Judgement) -> bool:
    """Whether the formula is so much of each, and the result so much in all: ``3 per row = 30 million / day``."""
    if judgement.claimed is None or not result.quantity.is_assumption:
        return False
    each = {atom for atom, power in judgement.formula.unit.counts.items() if power < 0}
    told = {atom for atom, power in judgement.claimed.unit.counts.items() if power < 0}
    return bool(each - told) or bool(_EACH.search(result.quantity.formula_text))


def _is_explained(judgement: Judgement, evaluation: Evaluation) -> bool:
    """Whether some other quantity is the count that was left out."""
    sought = abs(judgement.ratio)
    if not math.isfinite(sought) or sought == 0:
        return False
    shown = [result.shown.magnitude for result in evaluation if result.shown is not None]
    return any(value > 0 and abs(math.log(value / sought)) < math.log(_ABOUT) for value in shown[:400])


_ABOUT = 1.15
_EACH = re.compile(r"(?i)\b(?:each|apiece|a piece)\s*$")


def _is_unit_slip(judgement: Judgement) -> bool:
    if judgement.verdict == "incomparable":
        return True
    if judgement.claimed is None:
        return False
    return near_known_slip(judgement.ratio) is not None


# S1, S2 -------------------------------------------------------------------------------------------


@rule(
    "S1",
    section="scale",
    severity=Severity.MUST,
    title="A result that its own formula does not give",
    why="Everything that is computed from a wrong result is wrong with it.",
    bad="uploads per day = 25M/day\nuploads = 25M / 86400 = 180/s\n",
    good="uploads per day = 25M/day\nuploads = 25M / 86400 = 290/s\n",
    source=_PUBLISHED,
)
def arithmetic_slip(rule: Rule, context: Context) -> Iterator[Finding]:
    """Evaluate each formula and hold it against the result beside it; rounding is right."""
    evaluation = evaluated(context.board.scale)
    for result, judgement in _wrong(evaluation) if evaluation else ():
        if _is_unit_slip(judgement) or judgement.claimed is None:
            continue
        shown = _in_unit_of(judgement.formula, judgement.claimed)
        yield rule.finding(
            f"{result.name}: {_formula(result)} {written(shown)}; you wrote"
            f" {_quoted(judgement.claim.text)}, {_times(judgement.ratio)}.",
            line=_line(result, judgement.claim),
            try_="compute it once more in powers of ten, or say what else went into the result",
            severity=None if _is_sure(result, judgement) else Severity.SHOULD,
        )


@rule(
    "S2",
    section="scale",
    severity=Severity.MUST,
    title="A unit taken for another",
    why="A slip of unit is a factor of 8, 60 or 1000: the design is then made for another system.",
    bad="stored = 1M writes/day * 86.4 KB = 86.4 TB/day\n",
    good="stored = 1M writes/day * 86.4 KB = 86.4 GB/day\n",
    source=_PUBLISHED,
)
def unit_slip(rule: Rule, context: Context) -> Iterator[Finding]:
    """As S1, where the error is a known step between units, or where both sides measure different things."""
    evaluation = evaluated(context.board.scale)
    if evaluation is None:
        return
    for result, judgement in _wrong(evaluation):
        if not _is_unit_slip(judgement) or judgement.claimed is None:
            continue
        message, try_ = _slip_in_words(result, judgement, judgement.claimed)
        yield rule.finding(
            message,
            line=_line(result, judgement.claim),
            try_=try_,
            severity=None if _is_sure(result, judgement) else Severity.SHOULD,
        )
    for result in evaluation:
        yield from _notes_on_units(rule, result)


def _slip_in_words(result: Result, judgement: Judgement, claimed: Amount) -> tuple[str, str]:
    formula = judgement.formula
    typed = _quoted(judgement.claim.text)
    subject = f"{result.name}: {_formula(result)}"
    if judgement.verdict == "incomparable":
        return (
            f"{subject} {_measure(formula)}, {written(tidy(formula))};"
            f" you wrote {typed}, which is {_measure(claimed)}.",
            "follow the units through the formula: each one cancels or stays",
        )
    slip = name_slip(formula, claimed)
    if slip is not None:
        return (
            f"{subject} {written(slip.meant)}; you wrote {typed}, {_times(judgement.ratio)}:"
            f" {slip.right} for {slip.written}?",
            f"check which of {slip.right} and {slip.written} the result is in",
        )
    known = near_known_slip(judgement.ratio, within=1.03)
    return (
        f"{subject} {written(_in_unit_of(formula, claimed))}; you wrote {typed}, {_times(judgement.ratio)}"
        f"{_hint_at(known, claimed)}.",
        "follow the units through the formula: each one cancels or stays",
    )


def _notes_on_units(rule: Rule, result: Result) -> Iterator[Finding]:
    last = result.judgements[-1] if result.judgements else None
    if last is not None and last.drops_time and last.claim.firm and last.claimed is not None:
        yield rule.finding(
            f"{result.name}: the formula gives a rate, {written(tidy(last.formula))};"
            f" {_quoted(last.claim.text)} has no unit of time.",
            line=_line(result, last.claim),
            try_="write per what it is: a day, a second",
            severity=Severity.NOTE,
            why="Without it the next line cannot tell a day's data from a second's.",
        )
    remark = rate_for_memory(result)
    if remark:
        yield rule.finding(
            remark,
            line=result.quantity.line,
            try_="say how long an entry stays, and multiply by it",
            severity=Severity.NOTE,
            why="Memory is an amount; a rate says how fast it fills.",
        )


def _formula(result: Result) -> str:
    text = result.quantity.formula_text
    if result.quantity.is_assumption:
        return f"{_quoted(text)} comes to"
    return "your formula gives"


def _in_unit_of(formula: Amount, claimed: Amount) -> Amount:
    """The formula's value, in the claim's unit where that reads well."""
    if formula.unit.dimension == claimed.unit.dimension and claimed.unit.powers:
        same = formula.to(claimed.unit)
        if 0.1 <= abs(same.magnitude) < 10_000 or not formula.unit.dimension.information:
            return same
    return tidy(formula)


def _times(ratio: float) -> str:
    if ratio == 0 or not math.isfinite(ratio):
        return "which cannot be"
    if ratio < 0:
        return "of the opposite sign"
    size = max(ratio, 1 / ratio)
    digits = f"{size:,.0f}" if size >= 10 else f"{size:.2g}"
    return f"{digits} times {'more' if ratio > 1 else 'less'}"


def _measure(amount: Amount) -> str:
    information, money, time = amount.unit.dimension
    what = "data" if information else "money" if money else "a number"
    if not information and not money and time == 1:
        return "a span of time"
    return (
        f"{what} per time"
        if time < 0
        else {"data": "an amount of data", "money": "an amount of money"}.get(what, what)
    )


def _hint_at(known: float | None, claimed: Amount) -> str:
    hints = {
        8: "bits for bytes", 60: "minutes for seconds", 3600: "hours for seconds", 24: "hours for days",
        86400: "days for seconds",
        30: "days for months", 365: "days for years", 12: "months for years", 7: "days for weeks",
        1440: "minutes for days", 525600: "minutes for years",
    }  # fmt: skip
    if known is not None and known in hints:
        return (
            f", as if {hints[int(known)]} had been taken" if known != 8 else ", the step from bits to bytes"
        )
    if known in {1000, 1e6, 1e9, 1e12, 1e15, 1024, 1024**2, 1024**3, 1024**4}:
        what = "KB, MB, GB, TB" if claimed.unit.dimension.information else "K, M, B, T"
        return f": a step between {what}"
    return ": a step between units" if known else ""


def _is_sure(result: Result, judgement: Judgement) -> bool:
    """A must needs a formula and a result that say the same thing in so many words."""
    if result.settled.problem or judgement.claimed is None:
        return False
    formula, claimed = judgement.formula.unit.dimension, judgement.claimed.unit.dimension
    if _leaves_a_count_out(result, judgement):
        return False
    if judgement.verdict == "incomparable":
        return bool(formula.information or formula.money) and bool(claimed.information or claimed.money)
    if judgement.unit_left_out and not result.quantity.is_assumption:
        # A unit was left out: 1000 may be meant in KB.
        step = max(judgement.ratio, 1 / judgement.ratio) if judgement.ratio > 0 else math.inf
        return not any(_is_power_of_thousand(step * factor) for factor in (1, 8, 1 / 8))
    return is_literal(judgement.claim.expression) or judgement.claim.firm


def _is_power_of_thousand(step: float) -> bool:
    if not math.isfinite(step) or step <= 0:
        return False
    thousands = math.log(step, 1000)
    return abs(thousands - round(thousands)) < 0.015


# S4 -----------------------------------------------------------------------------------------------


@rule(
    "S4",
    section="scale",
    severity=Severity.MUST,
    title="Two values for one quantity",
    why="Whoever goes on from here takes one of the two, and nobody knows which.",
    bad="daily active users = 200M users\ntweets = daily active users * 5\nDaily active users: 100M users\n",
    good="daily active users = 200M users\ntweets = daily active users * 5\nDaily active users: 200M users\n",
    source="13 contradictions in 41 published estimates",
)
def contradiction(rule: Rule, context: Context) -> Iterator[Finding]:
    """Compare quantities of one name and one unit; per day and per year, average and peak are not one."""
    evaluation = evaluated(context.board.scale)
    for pair in contradictions(evaluation) if evaluation else ():
        yield rule.finding(
            f"{pair.second.name} is {pair.said_second} here and {pair.said_first}"
            f" on line {pair.first.quantity.line},"
            f" {_times(pair.ratio).split(' times')[0]} times apart.",
            line=pair.second.quantity.line,
            try_="keep one of them, or give the second a name of its own (peak, per year, after growth)",
            severity=None if pair.sure else Severity.SHOULD,
        )


# S9, S10 ------------------------------------------------------------------------------------------


@rule(
    "S9",
    section="scale",
    severity=Severity.MUST,
    title="A number that cannot be",
    why="An interviewer stops at a number that no user and no machine can reach, and so does the design.",
    bad="posts = 20k tweets/user/day\n",
    good="posts = 2 tweets/user/day\n",
    source="donnemartin/system-design-primer, issue 334",
)
def absurd(rule: Rule, context: Context) -> Iterator[Finding]:
    """Rates per user and per machine, shares and head counts far outside of what there is."""
    evaluation = evaluated(context.board.scale)
    if evaluation is None:
        return
    for absurdity in absurdities(evaluation):
        yield rule.finding(
            absurdity.message,
            line=absurdity.result.quantity.line,
            try_=absurdity.try_,
            severity=None if absurdity.sure else Severity.SHOULD,
        )
    for found in estimates_of(context):
        totals = [result for result in found.results if result.shown and not _per_user(result)]
        if found.estimate.given:
            yield from _ruled_out(rule, found, totals)
            continue
        for result in totals[:1]:
            shown = found.in_unit(result)
            if (
                shown is not None
                and not found.estimate.low / 10 <= shown.magnitude <= found.estimate.high * 10
            ):
                yield rule.finding(
                    f"{result.name} comes to {written(shown)}, far from what this problem suggests.",
                    line=result.quantity.line,
                    try_="hold it against something known: users times what each of them does",
                    severity=Severity.NOTE,
                )


def _ruled_out(rule: Rule, found: Found, totals: list[Result]) -> Iterator[Finding]:
    """Where all assumptions are given: what is asked for, when no quantity of its name lies where they put it."""
    values = [(result, shown) for result in totals if (shown := found.in_unit(result)) is not None]
    if not values or any(found.estimate.low <= v.magnitude <= found.estimate.high for _, v in values):
        return
    result, shown = values[-1]
    yield rule.finding(
        f"{result.name} comes to {written(shown)}, which the given assumptions rule out.",
        line=result.quantity.line,
        try_="compute it from what is given, step by step, with the units",
    )


def _per_user(result: Result) -> bool:
    return result.shown is not None and result.shown.unit.count_power("user") < 0


_DIGITS = re.compile(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)")
_MOST_DIGITS = 3


@rule(
    "S10",
    section="scale",
    severity=Severity.NOTE,
    title="False precision",
    why="Assumptions are right to one digit at best, so that further digits of a result say nothing.",
    bad="views = 10B views/day / 86400 = 115,740.7 views/s\n",
    good="views = 10B views/day / 86400 = 116k views/s\n",
    source=_FRAMEWORK,
)
def false_precision(rule: Rule, context: Context) -> Iterator[Finding]:
    """More than three significant digits in a result."""
    evaluation = evaluated(context.board.scale)
    for result in evaluation or ():
        for claim in result.quantity.claims:
            if not is_literal(claim.expression) or not isinstance(claim.expression, Number):
                continue
            typed = _DIGITS.search(claim.text)
            if typed is None or _significant(typed[1]) <= _MOST_DIGITS or _is_exact(typed[1]):
                continue
            yield rule.finding(
                f"{result.name}: {_quoted(claim.text)} has {_significant(typed[1])} significant digits.",
                line=_line(result, claim),
                try_="round to one or two digits; powers of ten make the next step easy",
            )
            break


def _significant(digits: str) -> int:
    bare = digits.replace(",", "")
    whole, _, part = bare.partition(".")
    if part:
        return len((whole + part).lstrip("0"))
    return len(whole.strip("0"))


def _is_exact(digits: str) -> bool:
    """Numbers that are what they are: seconds of a day, powers of two."""
    value = float(digits.replace(",", ""))
    if value in {86400, 1440, 3600, 365, 525600, 31536000, 2592000, 604800, 8760, 366}:
        return True
    return value >= 2 and value.is_integer() and math.log2(value).is_integer()
