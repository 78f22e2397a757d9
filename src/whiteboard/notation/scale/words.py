"""The words and signs of an estimate: numbers, their suffixes, operators, and words that join them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from whiteboard.draft.wording import split_words
from whiteboard.units import NO_UNIT, Unit, known_unit, singular

_RAW = re.compile(
    r"""
    (?P<number>\d{1,3}(?:,\d{2,3})*,\d{3}(?![\d,]*\d)(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?!\d)|\d+(?:_\d{3})+|(?<![\d.,])\d{1,3}(?:[\x20\u00a0\u202f]\d{3})+(?![\d.,]*\d)
        |\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3}(?!\d))?|\.\d+)
    |(?P<times>(?<!\w)[xX](?=\d))
    |(?P<power>\*\*|\^|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    |(?P<word>[^\W\d_](?:[\w'’]|[-.&](?=[^\W\d_]))*)
    |(?P<dots>\.{2,3}|…)
    |(?P<sign>[-+*/×·⋅∗✕✖÷−–—()\[\]{},;:~≈%$€£<>@&=!?])
    |(?P<other>\S)
    """,
    re.VERBOSE,
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

TIMES_SIGNS = frozenset("*×·⋅∗✕✖")
MINUS_SIGNS = frozenset("-−–—")
RANGE_SIGNS = frozenset({*MINUS_SIGNS, "~", ".."})

MAGNITUDES = {
    "k": 1e3, "thousand": 1e3, "thousands": 1e3, "thsd": 1e3, "grand": 1e3,
    "m": 1e6, "mm": 1e6, "mn": 1e6, "mil": 1e6, "mill": 1e6, "mio": 1e6, "mln": 1e6,
    "million": 1e6, "millions": 1e6,
    "b": 1e9, "bn": 1e9, "bil": 1e9, "bill": 1e9, "bln": 1e9, "billion": 1e9, "billions": 1e9,
    "t": 1e12, "tn": 1e12, "tril": 1e12, "trn": 1e12, "trillion": 1e12, "trillions": 1e12,
    "quadrillion": 1e15, "hundred": 1e2, "hundreds": 1e2, "dozen": 12.0,
    "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7,
}  # fmt: skip
"""Words and letters that scale a number, without regard to case."""

SPELLED = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0,
    "seven": 7.0,
    "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0, "twenty": 20.0, "fifty": 50.0, "hundred": 100.0,
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "half": 0.5, "once": 1.0, "twice": 2.0,
    "dozen": 12.0, "third": 1 / 3, "quarter": 0.25, "double": 2.0, "triple": 3.0, "hundreds": 100.0,
    "thousands": 1000.0, "millions": 1e6, "billions": 1e9,
}  # fmt: skip
"""Numbers in letters."""

APPROXIMATELY = frozenset(
    [
        "about",
        "approx",
        "approximately",
        "around",
        "roughly",
        "circa",
        "ca",
        "nearly",
        "almost",
        "some",
        "say",
        "maybe",
        "~",
        "≈",
        "perhaps",
        "ballpark",
    ]
)
"""What stands before a rounded number."""

FUNCTIONS = {
    "max": "max", "maximum": "max", "min": "min", "minimum": "min", "ceil": "ceil",
    "ceiling": "ceil", "roundup": "ceil",
    "floor": "floor", "round": "round", "sum": "sum", "avg": "average",
    "average": "average", "mean": "average",
}  # fmt: skip

CONNECTORS = frozenset(
    [
        "with",
        "at",
        "averaging",
        "weighing",
        "for",
        "over",
        "during",
        "across",
        "by",
        "containing",
        "having",
        "holding",
        "taking",
        "using",
        "in",
        "times",
        "on",
        "assuming",
        "where",
        "if",
        "when",
        "given",
        "storing",
        "serving",
    ]
)
"""Words that may lead over to a next factor: ``1k writes a minute with an average size of 1 MB``."""

STOPS = frozenset(
    [
        "with",
        "at",
        "for",
        "over",
        "during",
        "across",
        "by",
        "in",
        "on",
        "from",
        "to",
        "of",
        "because",
        "since",
        "as",
        "that",
        "which",
        "who",
        "if",
        "when",
        "while",
        "assuming",
        "where",
        "is",
        "are",
        "was",
        "were",
        "will",
        "would",
        "should",
        "can",
        "so",
        "then",
        "than",
        "but",
        "or",
        "and",
        "i.e",
        "e.g",
        "ie",
        "eg",
        "plus",
        "minus",
        "times",
        "via",
        "not",
        "only",
        "just",
        "using",
        "each",
        "per",
        "into",
        "after",
        "before",
        "including",
        "excluding",
        "incl",
        "excl",
        "total",
        "overall",
    ]
)
"""Words that end a counting noun: what follows says more about it, and no longer what is counted."""

FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "our",
        "your",
        "their",
        "its",
        "each",
        "every",
        "for",
        "avg",
        "average",
        "mean",
        "approx",
        "approximately",
        "about",
        "around",
        "estimated",
        "estimate",
        "expected",
        "assume",
        "assuming",
        "assumed",
        "assumption",
        "roughly",
        "no",
        "num",
        "number",
        "one",
        "in",
        "single",
        "typical",
        "we",
        "have",
        "with",
        "to",
    ]
)
"""Words that make no difference to a name: ``Average size of a write`` is the ``write size``."""

ADJECTIVES = frozenset(
    [
        "more",
        "less",
        "new",
        "other",
        "peak",
        "avg",
        "average",
        "mean",
        "max",
        "maximum",
        "min",
        "minimum",
        "total",
        "overall",
        "combined",
        "extra",
        "additional",
        "approx",
        "or",
        "so",
        "daily",
        "active",
        "unique",
        "concurrent",
        "single",
        "sustained",
        "expected",
    ]
)
"""Words beside a counting noun that count nothing."""

_PERIODS = {
    "daily": "day", "hourly": "hour", "weekly": "week", "monthly": "month", "yearly": "year",
    "annual": "year",
    "annually": "year", "nightly": "day", "p.a": "year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raw:
    """One word, number or sign, with where it stands: `start` and `end` are offsets in the line."""

    kind: str
    text: str
    start: int
    end: int


def raw_tokens(text: str, offset: int = 0) -> list[Raw]:
    """Cut a text into words, numbers and signs. Nothing but white space is left out.

    Examples
    --------
    >>> [raw.text for raw in raw_tokens("10k-1M users x 2**3")]
    ['10', 'k', '-', '1', 'M', 'users', 'x', '2', '**', '3']
    """
    return [
        Raw(match.lastgroup or "other", match[0], match.start() + offset, match.end() + offset)
        for match in _RAW.finditer(text)
    ]


def to_number(text: str) -> float:
    """The value of a number as typed: ``86,400``, ``1_000``, ``1.000.000``, ``1e9``.

    Examples
    --------
    >>> to_number("86,400"), to_number("1.000.000"), to_number(".5")
    (86400.0, 1000000.0, 0.5)
    """
    bare = re.sub(r"[,_\s]", "", text)
    if bare.count(".") > 1:
        bare = bare.replace(".", "")
    try:
        return float(bare)
    except ValueError:
        return float("nan")


def to_exponent(text: str) -> str:
    """A superscript as plain digits; empty for ``^`` and ``**``.

    Examples
    --------
    >>> to_exponent("⁹"), to_exponent("**")
    ('9', '')
    """
    return text.translate(_SUPERSCRIPTS) if text[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹" else ""


def period_word(word: str) -> Unit | None:
    """The unit of time that an adjective stands for: ``daily`` → day.

    Examples
    --------
    >>> str(period_word("Monthly")), period_word("big")
    ('months', None)
    """
    found = _PERIODS.get(word.lower())
    return known_unit(found) if found else None


Reading = tuple[float, Unit]


@lru_cache(maxsize=2048)
def suffix_readings(suffix: str, *, attached: bool) -> tuple[Reading, ...] | None:
    """What letters after a number may mean, most likely first: a factor, and a unit.

    Parameters
    ----------
    suffix : str
        ``"k"``, ``"MB"``, ``"B"``, ``"Krps"``.
    attached : bool
        Whether no space stands between: ``5B`` is rather five billion, ``5 B`` rather five bytes.

    Returns
    -------
    tuple of (float, Unit), or None
        None when the letters mean nothing here.

    Examples
    --------
    >>> [(factor, str(unit)) for factor, unit in suffix_readings("B", attached=True)]
    [(1000000000.0, ''), (1.0, 'bytes')]
    >>> [(factor, str(unit)) for factor, unit in suffix_readings("Krps", attached=True)]
    [(1000.0, 'requests/second')]
    """
    byte, bit = _unit("byte"), _unit("bit")
    if suffix in {"B", "b"}:
        billion = (1e9, NO_UNIT)
        plain = (1.0, byte)
        if suffix == "b":
            return (billion, (1.0, bit), plain) if attached else (billion, plain, (1.0, bit))
        return (billion, plain) if attached else (plain, billion)
    if suffix in {"M", "m"}:
        if suffix == "m":
            return (1e6, NO_UNIT), (1.0, _unit("minute")), (1.0, _unit("megabyte"))
        return (1e6, NO_UNIT), (1.0, _unit("megabyte"))
    if suffix in {"K", "k"}:
        return (1e3, NO_UNIT), (1.0, _unit("kilobyte"))
    if suffix in {"T", "t"}:
        return (1e12, NO_UNIT), (1.0, _unit("terabyte"))
    if suffix in {"G", "g"}:
        return (1.0, _unit("gigabyte")), (1e9, NO_UNIT)
    if suffix in {"P", "E"}:
        return ((1.0, _unit("petabyte" if suffix == "P" else "exabyte")),)
    lower = suffix.lower()
    if lower in MAGNITUDES and (lower != "mm" or attached):
        return ((MAGNITUDES[lower], NO_UNIT),)
    unit = known_unit(suffix)
    if unit is not None:
        return _with_doubt(suffix, unit)
    if attached and lower[:1] in {"k", "m", "b"} and len(suffix) > 2:
        rest = known_unit(suffix[1:])
        if rest is not None and not rest.dimension.information:
            return ((MAGNITUDES[lower[0]], rest),)
    return None


def _with_doubt(written: str, unit: Unit) -> tuple[Reading, ...]:
    """A unit of information in the wrong case may be meant the other way round."""
    name = unit.powers[0][0]
    if written.islower() and name.endswith("byte") and name != "byte":
        bits = known_unit(name.replace("byte", "bit"))
        if bits is not None:  # "kib" has no counterpart in bits
            return (1.0, unit), (1.0, bits)
    return ((1.0, unit),)


def _unit(name: str) -> Unit:
    found = known_unit(name)
    assert found is not None
    return found


@lru_cache(maxsize=8192)
def name_words(text: str) -> tuple[str, ...]:
    """The words of a name that make a difference, in the singular and in order.

    Examples
    --------
    >>> name_words("Average size of a write"), name_words("write_size"), name_words("dailyActiveUsers")
    (('size', 'write'), ('write', 'size'), ('daily', 'active', 'user'))
    """
    words = [singular(word) if word != "media" else word for word in split_words(text)]
    kept = [word for word in words if word not in FILLERS]
    return tuple(kept or words) or (text.strip().lower(),)
