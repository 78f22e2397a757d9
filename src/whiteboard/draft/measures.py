"""Units of time and information as words spell them, and amounts in seconds, bytes and per second."""

from __future__ import annotations

from whiteboard.draft.amount import Amount

_TIMES = {
    "ns nanosecond nanoseconds": ("ns", 1e-9),
    "us µs μs usec microsecond microseconds": ("µs", 1e-6),
    "ms msec msecs millis millisecond milliseconds": ("ms", 1e-3),
    "s sec secs second seconds": ("seconds", 1.0),
    "min mins minute minutes": ("minutes", 60.0),
    "h hr hrs hour hours": ("hours", 3600.0),
    "d day days": ("days", 86400.0),
    "wk wks week weeks": ("weeks", 604800.0),
    "mo mth mths month months": ("months", 30 * 86400.0),
    "quarter quarters": ("quarters", 90 * 86400.0),
    "y yr yrs year years": ("years", 365 * 86400.0),
}
_LETTERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6, "Z": 7}
_WRITTEN_OUT = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte", "exabyte", "zettabyte")
_WORD_TIMES = {word: name for words, (name, _) in _TIMES.items() for word in words.split()}
SECONDS = dict(_TIMES.values())
BYTES = {
    **{f"{letter}B": 1000.0**power for letter, power in _LETTERS.items()},
    **{f"{letter}b": 1000.0**power / 8 for letter, power in _LETTERS.items()},
    **{f"{letter}iB": 1024.0**power for letter, power in _LETTERS.items() if letter},
}
_SIZES = frozenset(name for name in BYTES if len(name) > 1) | {"B"}
_WRITTEN_SIZES = {
    **{
        name + plural: f"{letter}B"
        for name, letter in zip(_WRITTEN_OUT, _LETTERS, strict=True)
        for plural in ("", "s")
    },
    **{
        f"{prefix}bit{plural}": f"{letter}b"
        for prefix, letter in zip(("", "kilo", "mega", "giga", "tera", "peta"), _LETTERS, strict=False)
        for plural in ("", "s")
    },
    **{f"{letter.lower()}ib": f"{letter}iB" for letter in _LETTERS if letter},
    "gig": "GB", "gigs": "GB", "meg": "MB", "megs": "MB",
}  # fmt: skip


def time_unit(word: str) -> str | None:
    """The unit of time that a word spells, in the plural; None when it spells none.

    Examples
    --------
    >>> time_unit("hrs"), time_unit("tweets")
    ('hours', None)
    """
    return _WORD_TIMES.get(word) or (_WORD_TIMES.get(word.lower()) if len(word) > 1 else None)


def size_unit(word: str) -> str | None:
    """The unit of information that a word spells; None when it spells none.

    Examples
    --------
    >>> size_unit("megabytes"), size_unit("Gb"), size_unit("mb"), size_unit("ab")
    ('MB', 'Gb', 'MB', None)
    """
    if word in _SIZES:
        return word
    lower = word.lower()
    if lower in _WRITTEN_SIZES:
        return _WRITTEN_SIZES[lower]
    if len(word) == 2 and lower[1] == "b" and lower[0] in "kmgtpez":
        # "mb" and "kB" mean bytes; only a small b behind a capital is a bit.
        return word[0] + "b" if word[0].isupper() and word[1] == "b" else word[0].upper() + "B"
    return None


def seconds(amount: Amount) -> float | None:
    """A duration in seconds; None for what is no duration.

    Examples
    --------
    >>> seconds(Amount(200, "ms", "200 ms")), seconds(Amount(1, "hours", "1 hour"))
    (0.2, 3600.0)
    """
    factor = SECONDS.get(amount.unit)
    return None if factor is None else amount.value * factor


def size_in_bytes(amount: Amount) -> float | None:
    """A size in bytes, be it of one thing or per thing; None for what is no size, or a rate.

    Examples
    --------
    >>> size_in_bytes(Amount(10, "MB", "10MB")), size_in_bytes(Amount(1, "KB/tweet", ""))
    (10000000.0, 1000.0)
    """
    above, *below = amount.unit.split("/")
    factor = BYTES.get(above)
    if factor is None or any(time_unit(part) for part in below):
        return None
    return amount.value * factor


def per_second(amount: Amount) -> float | None:
    """A rate of requests, or of anything that is counted, per second; None for what is no such rate.

    Examples
    --------
    >>> per_second(Amount(600, "requests/minute", "")), per_second(Amount(5000, "1/second", "5k/s"))
    (10.0, 5000.0)
    >>> per_second(Amount(1, "GB/second", "")) is None
    True
    """
    above, *below = amount.unit.split("/")
    times = [name for part in below if (name := time_unit(part))]
    if len(times) != 1 or above in BYTES or above in SECONDS or above == "percent":
        return None
    return amount.value / SECONDS[times[0]]
