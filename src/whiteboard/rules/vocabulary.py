"""The words of a problem: what its things are called, and what its patterns listen for."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from whiteboard.draft.wording import READ_VERBS, WRITE_VERBS, singular, split_words
from whiteboard.problems.pack import Problem

_MAX_CORRECTIONS = 500
_MAX_RUN = 40


class Vocabulary:
    """The words of a problem: its things with their synonyms, and what its patterns listen for."""

    def __init__(self, problem: Problem) -> None:
        self._phrases: dict[tuple[str, ...], str] = {}
        for thing in problem.things:
            for phrase in (thing.name, *thing.synonyms):
                key = tuple(singular(word) for word in split_words(phrase))
                if key:
                    self._phrases.setdefault(key, thing.name)
        self.things = frozenset(thing.name for thing in problem.things)
        self.relations = frozenset(thing.name for thing in problem.things if thing.between)
        self.objects = frozenset(
            thing.name for thing in problem.things if not thing.between and not thing.derived
        )
        self._longest = max((len(key) for key in self._phrases), default=1)
        known = {word for key in self._phrases for word in key}
        for pattern in problem.access_patterns:
            known |= {word.removesuffix("?") for sign in pattern.signs for word in sign if word[:1] != "!"}
            known |= set(pattern.never)
        self._known = frozenset(known)
        self._long = sorted(word for word in known if len(word) > 4)
        self._corrections: dict[str, str] = {}
        self._splittable = self._known | READ_VERBS | WRITE_VERBS | {"home", "user", "id", "by", "for"}

    def canonical(self, words: Sequence[str]) -> list[str]:
        """Words with each synonym of a thing replaced by the thing's name; the longest phrase wins."""
        made: list[str] = []
        index = 0
        while index < len(words):
            for size in range(min(self._longest, len(words) - index), 0, -1):
                thing = self._phrases.get(tuple(words[index : index + size]))
                if thing:
                    made.append(thing)
                    index += size
                    break
            else:
                made.append(words[index])
                index += 1
        return made

    def split(self, text: str) -> list[str]:
        """Words of an identifier in the singular; what was run together (``gettweets``) is taken apart."""
        made: list[str] = []
        for word in split_words(text):
            single = singular(word)
            if (
                single in self._splittable
                or word in self._splittable
                or len(word) < 6
                or len(word) > _MAX_RUN
            ):
                made.append(single)
                continue
            made.extend(self._apart(word) or [self._corrected(single)])
        return made

    def _corrected(self, word: str) -> str:
        """The word that was probably meant: ``timelne`` → ``timeline``."""
        if word not in self._corrections:
            if len(self._corrections) > _MAX_CORRECTIONS:
                return word
            close = difflib.get_close_matches(word, self._long, n=1, cutoff=0.86)
            self._corrections[word] = close[0] if close else word
        return self._corrections[word]

    def _apart(self, word: str, parts: int = 3) -> list[str] | None:
        for cut in range(len(word) - 3, 2, -1):
            left, right = word[:cut], word[cut:]
            if left not in self._splittable and singular(left) not in self._splittable:
                continue
            if right in self._splittable or singular(right) in self._splittable:
                return [singular(left), singular(right)]
            rest = self._apart(right, parts - 1) if parts > 2 else None
            if rest:
                return [singular(left), *rest]
        return None


_LAST: list[tuple[Problem, Vocabulary]] = []


def vocabulary_of(problem: Problem) -> Vocabulary:
    """The vocabulary of a problem; the one asked for last is kept."""
    # A problem cannot be hashed for its mappings; one at a time is what a session and a grader have.
    if not _LAST or _LAST[0][0] is not problem:
        _LAST[:] = [(problem, Vocabulary(problem))]
    return _LAST[0][1]
