"""Which quantity a name in a formula means: by its words, wherever the quantity is defined."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from whiteboard.notation.scale.words import Raw, name_words

_ABBREVIATION = re.compile(r"\(([A-Za-z][\w /-]{0,20})\)")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LONGEST = 12
_SAME = (
    (("daily", "active", "user"), ("dau",)),
    (("monthly", "active", "user"), ("mau",)),
    (("query", "per", "second"), ("qps",)),
    (("request", "per", "second"), ("rps",)),
)
_LOOSE_MAX = 400


class Vocabulary:
    """The names of a section's quantities.

    Parameters
    ----------
    names : iterable of (int, str)
        Place of a quantity, and a name that it bears; one quantity may bear several.

    Examples
    --------
    >>> names = Vocabulary([(0, "Average write size"), (1, "Daily active users (DAU)")])
    >>> names.find("write_size", at=5), names.find("DAU", at=5), names.find("reads", at=5)
    (0, 1, None)
    """

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._ordered: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._sorted: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._first: set[str] = set()
        for place, name in names:
            for alias in _aliases(name):
                self._add(place, alias)
        for places in (*self._ordered.values(), *self._sorted.values(), *self._exact.values()):
            places.sort()

    def _add(self, place: int, alias: str) -> None:
        words = name_words(alias)
        self._exact[_plain(alias)].append(place)
        forms = [words]
        for long, short in _SAME:
            if words == long:
                forms.append(short)
            elif words == short:
                forms.append(long)
        for form in forms:
            self._ordered[form].append(place)
            self._sorted[tuple(sorted(form))].append(place)
            self._first.update(form)

    def find(self, text: str, *, at: int) -> int | None:
        """The quantity that a text names, seen from the quantity at place `at`; None when there is none.

        Of several with one name the last before `at` counts, else the first after it. A quantity never
        means itself.
        """
        found = self._in_order(text, name_words(text), at)
        return self._any_order(name_words(text), at) if found is None else found

    def _in_order(self, text: str, words: tuple[str, ...], at: int) -> int | None:
        # "tweets" before "tweet", where both are names.
        found = _nearest(self._exact.get(_plain(text)), at)
        return _nearest(self._ordered.get(words), at) if found is None else found

    def _any_order(self, words: tuple[str, ...], at: int) -> int | None:
        return _nearest(self._sorted.get(tuple(sorted(words))), at)

    def longest(self, raws: Sequence[Raw], start: int, line: str, *, at: int) -> tuple[int, int] | None:
        """The longest name that begins at a word: the place of its quantity, and the word after it."""
        first = raws[start]
        if (
            not any(word in self._first for word in name_words(first.text))
            and first.text.lower() not in _ARTICLES
        ):
            return None
        end = start
        while end < len(raws) and end - start < _LONGEST and _may_be_named(raws, end):
            end += 1
        while end > start:
            if raws[end - 1].kind in {"word", "number"} or raws[end - 1].text in ")]":
                text = line[raws[start].start - raws[0].start : raws[end - 1].end - raws[0].start]
                plain = all(raw.kind == "word" for raw in raws[start:end])
                words = name_words(text)
                found = self._in_order(text, words, at)
                if found is None and plain:
                    found = self._any_order(words, at)
                if found is not None and (plain or self._spans(text)):
                    return found, end
            end -= 1
        return None

    def _spans(self, text: str) -> bool:
        # "reads / writes" is a division unless that very text is a name.
        return _squeezed(text) in self._squeezed

    @property
    def _squeezed(self) -> set[str]:
        if not hasattr(self, "_squeezed_names"):
            self._squeezed_names: set[str] = set()
        return self._squeezed_names

    def remember(self, texts: Iterable[str]) -> None:
        """Names that hold signs (``storage/day``) are found only as they were typed."""
        self._squeezed.update(_squeezed(text) for text in texts)

    def loosely(self, text: str, *, at: int) -> int | None:
        """The one quantity whose name holds all words of a text, or is held by it; None when several do."""
        words = set(name_words(text))
        if not words or len(self._ordered) > _LOOSE_MAX:
            return None
        wider = {self._at(places, at) for name, places in self._ordered.items() if words <= set(name)} - {
            None
        }
        if len(wider) == 1:
            return wider.pop()
        if wider:
            return None
        narrower = [
            (len(name), self._at(places, at))
            for name, places in self._ordered.items()
            if set(name) <= words and self._at(places, at) is not None
        ]
        if not narrower:
            return None
        most = max(size for size, _ in narrower)
        best = {place for size, place in narrower if size == most}
        return best.pop() if len(best) == 1 and most * 2 >= len(words) else None

    @staticmethod
    def _at(places: list[int], at: int) -> int | None:
        return _nearest(places, at)


_ARTICLES = frozenset({"the", "our", "total", "average", "avg", "number", "each"})


def _may_be_named(raws: Sequence[Raw], place: int) -> bool:
    raw = raws[place]
    if raw.kind == "word":
        return raw.text.lower() != "x"
    return raw.kind == "number" or raw.text in {"/", "-", "(", ")", "&", ":", "[", "]"}


def _nearest(places: list[int] | None, at: int) -> int | None:
    if not places:
        return None
    before = bisect_left(places, at) - 1
    if before >= 0:
        return places[before]
    return next((place for place in places if place > at), None)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").split())


def _squeezed(text: str) -> str:
    return "".join(text.lower().split())


def _aliases(name: str) -> list[str]:
    """The name itself, the name without its brackets, and an abbreviation in brackets."""
    aliases = [name]
    if "(" in name or "[" in name:
        bare = _BRACKETS.sub(" ", name).strip()
        if bare:
            aliases.append(bare)
        # "(DAU)" is another name; "(5 years)" and "(text)" only tell it from others.
        aliases += [found for found in _ABBREVIATION.findall(name) if found.isupper() or "_" in found]
    return aliases
