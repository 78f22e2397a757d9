"""Whether a problem pack is sound: nothing in it contradicts itself, and its worked board earns full marks.

A pack is data that anyone may write, so what a test holds the shipped packs to is a function here, and a
command: ``whiteboard problems --check NAME``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from whiteboard.draft.board import SECTIONS
from whiteboard.draft.finding import Severity
from whiteboard.draft.qualities import QualityKind
from whiteboard.judge import judge
from whiteboard.notation import read_board, read_section
from whiteboard.problems import Problem
from whiteboard.rules import CLOSURE, rules
from whiteboard.run.numbers import evaluate
from whiteboard.units import parse_unit

_STAGES = 3
_CLOSE = 1e-3  # a value may be rounded as a person rounds it


def faults(problem: Problem) -> list[str]:
    """Everything that is wrong with a pack.

    Parameters
    ----------
    problem : Problem
        As loaded.

    Returns
    -------
    list of str
        One sentence a fault, with the table and the entry that it is about; empty for a sound pack.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from whiteboard.problems import load
    >>> pack = load("twitter")
    >>> faults(replace(pack, board=""))
    ['board.md: there is no worked board']
    """
    found = [
        *_names(problem),
        *_things(problem),
        *_patterns(problem),
        *_business_rules(problem),
        *_words(problem),
        *_criteria(problem),
        *_hints(problem),
        *_facts(problem),
        *_qualities(problem),
        *_estimates(problem),
    ]
    if not problem.board.strip():
        return [*found, "board.md: there is no worked board"]
    return [*found, *_worked_values(problem), *_board(problem)]


def _names(problem: Problem) -> Iterator[str]:
    tables = {
        "things": [thing.name for thing in problem.things],
        "access_patterns": [pattern.name for pattern in problem.access_patterns],
        "estimates": [estimate.name for estimate in problem.estimates],
        "qualities": [quality.name for quality in problem.qualities],
    }
    for table, names in tables.items():
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"{table}: {name} stands there twice"
    for name in problem.ignored_rules:
        if name not in rules():
            yield f"ignored_rules: there is no rule {name}"


def _things(problem: Problem) -> Iterator[str]:
    names = {thing.name for thing in problem.things}
    for thing in problem.things:
        for role, target in thing.refers.items():
            if role not in thing.roles:
                yield f"things, {thing.name}: refers speaks of the role {role}, which it does not have"
            if target not in names:
                yield f"things, {thing.name}: {role} refers to {target}, which is no thing of the pack"
        if thing.between and len(thing.between) != 2:
            yield f"things, {thing.name}: between names {len(thing.between)} roles; a relation has two"
        for role in thing.between:
            if role not in thing.roles or role not in thing.refers:
                yield (
                    f"things, {thing.name}: between names {role}; "
                    "give it words under roles and a target under refers"
                )


def _patterns(problem: Problem) -> Iterator[str]:
    for pattern in problem.access_patterns:
        place = f"access_patterns, {pattern.name}"
        if pattern.kind not in {"read", "write"}:
            yield f"{place}: kind is {pattern.kind!r}; it is read or write"
        if not pattern.signs:
            yield f"{place}: it has no signs, so no operation can serve it"
        for sign in pattern.signs:
            if both := set(sign) & set(pattern.never):
                yield f"{place}: {_list(both)} is a sign and stands under never"
        for way in pattern.ways:
            for step in way.steps:
                thing = next((thing for thing in problem.things if thing.name == step.thing), None)
                if thing is None:
                    yield f"{place}, way {way.name!r}: {step.thing} is no thing of the pack"
                    continue
                roles = {*step.given, *step.needs, *filter(None, (step.get, step.order))}
                for role in sorted(roles - set(thing.roles)):
                    yield f"{place}, way {way.name!r}: {thing.name} has no role {role}"
            apart = len({step.thing for step in way.steps}) == 1 and all(step.given for step in way.steps)
            # Several look-ups of one thing, each by what is given, are put together: by either side of it.
            if not apart and any(not step.get for step in way.steps[:-1]):
                yield f"{place}, way {way.name!r}: a step before the last gets nothing for the next"


def _business_rules(problem: Problem) -> Iterator[str]:
    things = {thing.name: thing for thing in problem.things}
    for unique in problem.uniques:
        if unique.thing not in things:
            yield f"uniques: {unique.thing} is no thing of the pack"
            continue
        for role in sorted({*unique.roles, *unique.overlap} - set(things[unique.thing].roles)):
            yield f"uniques, {unique.says!r}: {unique.thing} has no role {role}"
        if unique.overlap and len(unique.overlap) != 2:
            yield f"uniques, {unique.says!r}: overlap names a begin and an end"


def _words(problem: Problem) -> Iterator[str]:
    lists: list[tuple[str, Iterable[Iterable[str]]]] = []
    for pattern in problem.access_patterns:
        lists.append((f"access_patterns, {pattern.name}", (*pattern.signs, *pattern.said, pattern.never)))
    lists += [(f"estimates, {estimate.name}", estimate.words) for estimate in problem.estimates]
    lists += [(f"qualities, {quality.name}", quality.words) for quality in problem.qualities]
    lists += [(f"excluded, {excluded.name}", excluded.words) for excluded in problem.excluded]
    lists += [(f"hot_keys, {hot.name}", hot.words) for hot in problem.hot_keys]
    for place, groups in lists:
        for word in {word for group in groups for word in group}:
            if word != word.lower() or len(word.split()) != 1:
                yield (
                    f"{place}: {word!r} can't match; words are single and in lower case, "
                    "and two that stand together are two words of one list"
                )


def _criteria(problem: Problem) -> Iterator[str]:
    if not problem.criteria:
        yield "criteria: nothing earns points"
    for criterion in problem.criteria:
        place = f"criteria, {criterion.section}, {criterion.name!r}"
        if criterion.section not in (*SECTIONS, CLOSURE):
            yield f"{place}: no section has that name; there are {', '.join((*SECTIONS, CLOSURE))}"
        if criterion.points <= 0:
            yield f"{place}: it is worth {criterion.points:g} points"
        for code in (*criterion.rules, *criterion.scaled_by, *criterion.scaled_by_absent):
            if code not in rules():
                yield f"{place}: there is no rule {code}"
            elif rules()[code].section != criterion.section:
                yield f"{place}: {code} judges {rules()[code].section}"


def _hints(problem: Problem) -> Iterator[str]:
    asked = {criterion.section for criterion in problem.criteria}
    for section in sorted(asked - set(problem.hints)):
        yield f"hints: {section} has none"
    for section, stages in problem.hints.items():
        if section not in (*SECTIONS, CLOSURE):
            yield f"hints: no section is called {section}"
        elif len(stages) != _STAGES or not all(stage.strip() for stage in stages):
            yield (
                f"hints: {section} has {len(stages)} stages; give three: "
                "a question, a direction, a partial example"
            )


def _facts(problem: Problem) -> Iterator[str]:
    for position, fact in enumerate(problem.facts, start=1):
        if not fact.says.strip():
            yield f"facts, number {position}: the interviewer says nothing"
        if len(fact.asked) < 2:
            yield f"facts, number {position}: give at least two ways to ask for it"


def _qualities(problem: Problem) -> Iterator[str]:
    patterns = {pattern.name for pattern in problem.access_patterns}
    for quality in problem.qualities:
        if quality.name not in set(QualityKind):
            yield f"qualities: no kind is called {quality.name}; there are {', '.join(QualityKind)}"
        for name in quality.applies_to:
            if name not in patterns:
                yield f"qualities, {quality.name}: {name} is no access pattern of the pack"


def _estimates(problem: Problem) -> Iterator[str]:
    for estimate in problem.estimates:
        place = f"estimates, {estimate.name}"
        try:
            parse_unit(estimate.unit)
        except ValueError as error:
            yield f"{place}: {error}"
            continue
        if estimate.value is None:
            continue
        if not estimate.low <= estimate.value <= estimate.high:
            yield f"{place}: its value {estimate.value:g} is outside {estimate.low:g} to {estimate.high:g}"
        if estimate.formula:
            computed = _computed(estimate.formula, estimate.unit)
            if computed is None or not math.isclose(computed, estimate.value, rel_tol=_CLOSE):
                gives = "nothing that is" if computed is None else f"{computed:g}"
                yield (
                    f"{place}: {estimate.formula} gives {gives} {estimate.unit}, "
                    f"and its value says {estimate.value:g}"
                )


def _computed(formula: str, unit: str) -> float | None:
    scale = read_section("scale", f"value = {formula}").scale
    try:
        return evaluate(scale)["value"].to(unit) if scale else None
    except (KeyError, ValueError):
        return None


def _worked_values(problem: Problem) -> Iterator[str]:
    scale = read_board(problem.board).scale
    results = [result for result in evaluate(scale) if result.magnitude is not None] if scale else []
    for estimate in problem.estimates:
        if estimate.value is None:
            continue
        values = []
        for result in results:
            try:
                values.append(result.to(estimate.unit))
            except ValueError:  # another dimension, or no unit at all
                continue
        if not any(math.isclose(value, estimate.value, rel_tol=_CLOSE) for value in values):
            yield f"board.md: no quantity comes to {estimate.value:g} {estimate.unit}, the {estimate.name}"


def _board(problem: Problem) -> Iterator[str]:
    report = judge(read_board(problem.board), problem=problem)
    for section, entry in report.unread:
        yield f"board.md line {entry.line} ({section or 'no section'}): not understood: {entry.text.strip()}"
    for finding in report.findings:
        if finding.severity is Severity.MUST:
            where = f"board.md line {finding.line}" if finding.line else "board.md"
            yield f"{where}: {finding.rule} {finding.message}"
    if report.points < report.max_points:
        yield f"board.md: it earns {report.points:g} of {report.max_points:g} points"


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
