"""What every learner was given: words that say nothing of who wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cache
from typing import Any

from whiteboard.grading.class_report.similar.fingerprints import lines_of


def known_marks(own_text: Iterable[str], problem: str) -> frozenset[int]:
    """Hashes of what the assignment, its problem and the rules' own examples say.

    Parameters
    ----------
    own_text : iterable of str
        The assignment's cells, solutions among them where they are at hand.
    problem : str
        The name of a problem pack; its statement, its facts, its hints and its worked board are read.
    """
    marks = {mark for text in own_text for line in lines_of(text) for mark in line.marks}
    return frozenset(marks | _of_problem(problem) | _of_rules())


@cache
def _of_problem(problem: str) -> frozenset[int]:
    from whiteboard.problems import load

    if not problem:
        return frozenset()
    try:
        pack = load(problem)
    except (LookupError, OSError, ValueError):  # the pack is not on this machine
        return frozenset()
    return _marks(_texts(asdict(pack)))


@cache
def _of_rules() -> frozenset[int]:
    from whiteboard.rules import rules

    return _marks(text for rule in rules().values() for text in (rule.bad, rule.good))


def _marks(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(mark for text in texts for line in lines_of(text) for mark in line.marks)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _texts(value)
