"""A draft as fingerprints: hashes of runs of words, and of the shapes of its lines.

Runs of words are chosen by winnowing (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003), line by line, so that
lines may change places. A run of `_RUN` + `_WINDOW` - 1 words that two drafts share in a line always leaves a
fingerprint that they share. The shape of a line keeps its signs, its numbers and the places where a word comes
again, and forgets the words (parameterized matching, Baker, STOC 1993): it outlives renaming.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

_RUN = 4
_WINDOW = 3
_SHORTEST_LINE = 2
_SHORTEST_SHAPE = 6
_LONGEST_LINE = 4000
_LONGEST_DRAFT = 20_000
"""Characters that are compared; a whole board has some five thousand."""

_WORD = re.compile(r"[^\W\d_\u2e80-\u9fff\uac00-\ud7a3]+|\d+|[\u2e80-\u9fff\uac00-\ud7a3]")
_SIGN = re.compile(
    r"[^\W\d_\u2e80-\u9fff\uac00-\ud7a3]+(?:_\w+)*|\d+|[\u2e80-\u9fff\uac00-\ud7a3]|-+>|[^\w\s]"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Line:
    """A line's number, its runs of words in order, and its shape (0 where it is too plain to tell)."""

    number: int
    runs: tuple[int, ...]
    shape: int

    @property
    def marks(self) -> Iterator[int]:
        """All hashes of the line."""
        yield from self.runs
        if self.shape:
            yield self.shape


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a draft that say anything, hashed; of equal lines the first."""
    first: dict[str, int] = {}
    for number, line in enumerate(text[:_LONGEST_DRAFT].splitlines(), start=1):
        first.setdefault(line[:_LONGEST_LINE].strip(), number)
    hashed = ((number, *_hashed(line)) for line, number in first.items())
    return tuple(Line(number, runs, shape) for number, runs, shape in hashed if runs)


def winnowed(line: Line, taken_out: Collection[int]) -> set[int]:
    """The fingerprints of a line, after what everybody has was taken out.

    Examples
    --------
    >>> line, = lines_of("people wait for the feed because it is the landing page")
    >>> 0 < len(winnowed(line, ())) < len(line.runs)
    True
    >>> winnowed(line, set(line.marks))
    set()
    """
    chosen = {line.shape} if line.shape and line.shape not in taken_out else set()
    for stretch in _stretches(line.runs, taken_out):
        for start in range(max(1, len(stretch) - _WINDOW + 1)):
            chosen.add(min(stretch[start : start + _WINDOW]))
    return chosen


def _stretches(runs: Iterable[int], taken_out: Collection[int]) -> Iterator[list[int]]:
    stretch: list[int] = []
    for run in runs:
        if run not in taken_out:
            stretch.append(run)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def words(line: str) -> list[str]:
    """The words of a line, as they are compared: small letters, names in their parts, without plural endings.

    Examples
    --------
    >>> words("getTweets:  GET /accounts/{account_id}/Tweets")
    ['get', 'tweet', 'get', 'account', 'account', 'id', 'tweet']
    """
    parted = _HUMP.sub(" ", unicodedata.normalize("NFKC", line))
    return [_stem(word) for word in _WORD.findall(parted.casefold())]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=8192)
def _hashed(line: str) -> tuple[tuple[int, ...], int]:
    said = words(line)
    if len(said) < _SHORTEST_LINE:
        return (), 0
    count = max(1, len(said) - _RUN + 1)
    runs = tuple(_hash(" ".join(said[start : start + _RUN])) for start in range(count))
    return runs, _shape(line)


def _shape(line: str) -> int:
    """A line with each name replaced by how many names ago it last stood there."""
    places: dict[str, int] = {}
    form: list[str] = []
    for sign in _SIGN.findall(unicodedata.normalize("NFKC", line).casefold()):
        if sign[0].isalpha():
            place = len(places)
            form.append(f"w{places.get(sign, '')}")
            places.setdefault(sign, place)
        else:
            form.append(sign)
    if len(places) < _SHORTEST_SHAPE:
        return 0
    return _hash("shape " + " ".join(form))


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") or 1
