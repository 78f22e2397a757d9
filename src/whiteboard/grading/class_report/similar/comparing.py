"""Drafts of one thing held against each other, in time that grows with the class, not with its pairs.

1. Each draft becomes fingerprints (`fingerprints`).
2. Taken out is what everybody was given (`known`), and what many have: more than `_COMMON` drafts and more than a
   fifth of them.
3. What is left weighs more the fewer drafts have it (inverse document frequency): 1 for what two have, falling to
   0 for what all have.
4. An inverted index from fingerprints to drafts gives the pairs that share any. A fingerprint of many drafts
   pairs each of them with the next few alone, so that the work stays linear. Of a group of drafts that are all
   alike, only the pairs that connect it are listed.
5. Score of a pair: weight that both share, of the weight of the lighter one. `_DAMPING` is added below the line, so
   that a handful of equal words does not come to 1.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from whiteboard.grading.class_report.records import ClassRecords
from whiteboard.grading.class_report.similar.fingerprints import Line, lines_of, winnowed
from whiteboard.grading.class_report.similar.known import known_marks
from whiteboard.grading.class_report.similar.result import Compared, Passage, SimilarDrafts, SimilarPair
from whiteboard.report.render import shortened

FEWEST_DRAFTS = 5
"""Fewer drafts of one thing do not tell what is rare."""

LEAST_SCORE = 0.35
LEAST_SHARED = 6
"""The bar: a pair is listed from this score and this many shared fingerprints on."""

MOST_PAIRS = 100
"""Pairs listed; beyond them the number is given."""

MOST_PASSAGES = 12

_COMMON = 3
_COMMON_SHARE = 0.2
_DAMPING = 6.0
_NEIGHBORS = 8

Thing = tuple[str, str, str]
"""What is drafted: notebook, section and problem."""


@dataclass(frozen=True, slots=True)
class _Draft:
    student: str
    text: str
    lines: tuple[Line, ...]


def similar_drafts(records: ClassRecords) -> SimilarDrafts:
    """Pairs of drafts that are more alike than the class explains; read `result.CAVEAT` with them.

    Parameters
    ----------
    records : ClassRecords
        The class. Only drafts are compared; answers in words and code are not.
    """
    pairs: list[SimilarPair] = []
    more = 0
    compared: list[Compared] = []
    for thing, drafts in sorted(_by_thing(records).items()):
        found: list[SimilarPair] = []
        left_out = ""
        if len(drafts) < FEWEST_DRAFTS:
            left_out = f"fewer than {FEWEST_DRAFTS} drafts do not tell what is rare"
        else:
            found = sorted(_pairs(thing, drafts, known_marks(records.own_text, thing[2])), key=_rank)
        connecting = list(_connecting(found))
        pairs += connecting
        more += len(found) - len(connecting)
        notebook, section, problem = thing
        compared.append(
            Compared(
                notebook=notebook,
                section=section,
                problem=problem,
                drafts=len(drafts),
                pairs=len(found),
                left_out=left_out,
            )
        )
    pairs.sort(key=_rank)
    more += max(0, len(pairs) - MOST_PAIRS)
    return SimilarDrafts(pairs=tuple(pairs[:MOST_PAIRS]), more=more, compared=tuple(compared))


def _rank(pair: SimilarPair) -> tuple[float, int, str, str, str]:
    return -pair.score, -pair.shared, pair.first, pair.second, pair.section


def _connecting(pairs: Iterable[SimilarPair]) -> Iterator[SimilarPair]:
    """Of a group of drafts that are all alike, only as many pairs as connect it, the most similar ones."""
    leaders: dict[str, str] = {}

    def leader(student: str) -> str:
        while (above := leaders.get(student, student)) != student:
            leaders[student] = leaders.get(above, above)
            student = above
        return student

    for pair in pairs:
        first, second = leader(pair.first), leader(pair.second)
        if first != second:
            leaders[second] = first
            yield pair


def _by_thing(records: ClassRecords) -> Mapping[Thing, list[_Draft]]:
    texts: dict[Thing, dict[str, str]] = defaultdict(dict)
    for learner in records.learners:
        for (notebook, _), cell in learner.cells.items():
            for draft in cell.drafts:
                thing = (notebook, draft.get("section", ""), draft.get("problem", ""))
                if draft.get("text", "").strip():
                    texts[thing][learner.student] = draft["text"]
    return {
        thing: [_Draft(student, text, lines_of(text)) for student, text in of.items()]
        for thing, of in texts.items()
    }


def _pairs(thing: Thing, drafts: Sequence[_Draft], known: frozenset[int]) -> Iterator[SimilarPair]:
    held: Counter[int] = Counter()
    for draft in drafts:
        held.update({mark for line in draft.lines for mark in line.marks})
    most = max(_COMMON, int(_COMMON_SHARE * len(drafts)))
    taken_out = known | {mark for mark, count in held.items() if count > most}
    rare = [{m for line in draft.lines for m in winnowed(line, taken_out)} for draft in drafts]
    total = math.log(len(drafts) / 2)
    weight = {mark: min(1.0, math.log(len(drafts) / count) / total) for mark, count in held.items()}
    weights = [sum(weight[mark] for mark in marks) for marks in rare]
    for first, second in _candidates(rare):
        both = rare[first] & rare[second]
        if len(both) < LEAST_SHARED:
            continue
        score = sum(weight[mark] for mark in both) / (min(weights[first], weights[second]) + _DAMPING)
        if score >= LEAST_SCORE:
            yield _pair(thing, (drafts[first], drafts[second]), round(score, 3), both, taken_out)


def _candidates(rare: Sequence[set[int]]) -> Iterable[tuple[int, int]]:
    """Pairs of drafts that share enough fingerprints to be looked at."""
    index: dict[int, list[int]] = defaultdict(list)
    for place, marks in enumerate(rare):
        for mark in marks:
            index[mark].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in index.values():
        for start, first in enumerate(places):
            for second in places[start + 1 : start + 1 + _NEIGHBORS]:
                shared[first, second] += 1
    return [pair for pair, count in sorted(shared.items()) if count >= LEAST_SHARED]


def _pair(
    thing: Thing, drafts: tuple[_Draft, _Draft], score: float, both: set[int], taken_out: frozenset[int]
) -> SimilarPair:
    passages = _passages(drafts, both, taken_out)
    notebook, section, problem = thing
    return SimilarPair(
        first=drafts[0].student,
        second=drafts[1].student,
        notebook=notebook,
        section=section,
        problem=problem,
        score=score,
        shared=len(both),
        passages=tuple(passages[:MOST_PASSAGES]),
        more=max(0, len(passages) - MOST_PASSAGES),
    )


def _passages(drafts: tuple[_Draft, _Draft], both: set[int], taken_out: frozenset[int]) -> list[Passage]:
    """Each line of the first draft that shares anything, beside the line of the second that shares most with it."""
    texts = [draft.text.splitlines() for draft in drafts]
    theirs: dict[int, list[int]] = defaultdict(list)
    for line in drafts[1].lines:
        for mark in winnowed(line, taken_out) & both:
            if len(theirs[mark]) < _NEIGHBORS:
                theirs[mark].append(line.number)
    passages = []
    for line in drafts[0].lines:
        near: Counter[int] = Counter()
        for mark in winnowed(line, taken_out) & both:
            near.update(theirs[mark])
        if near:
            other = min(near, key=lambda number: (-near[number], number))
            passages.append(
                Passage(
                    first_line=line.number,
                    first_text=shortened(texts[0][line.number - 1].strip()),
                    second_line=other,
                    second_text=shortened(texts[1][other - 1].strip()),
                )
            )
    return passages
