"""Numbers with their units in prose: ``under 200 ms``, ``5k/s``, ``99.9%``, ``1M daily active users``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from whiteboard.draft.amount import Amount
from whiteboard.draft.measures import BYTES, SECONDS, size_unit, time_unit
from whiteboard.draft.wording import lexicon, singular

_REQUESTS = {
    "req": "requests", "reqs": "requests", "request": "requests", "requests": "requests", "op": "operations",
    "ops": "operations", "txn": "transactions", "txns": "transactions", "dau": "users", "mau": "users",
    "daus": "users", "maus": "users", "people": "people", "dollar": "dollars", "dollars": "dollars",
    "usd": "dollars", "cents": "cents", "euro": "euros", "euros": "euros", "eur": "euros", "gbp": "pounds",
}  # fmt: skip
_RATES = {"qps": "requests/second", "rps": "requests/second", "tps": "requests/second",
          "iops": "requests/second", "wps": "requests/second", "ops/s": "operations/second",
          "qpm": "requests/minute", "rpm": "requests/minute", "tpm": "requests/minute",
          "qpd": "requests/day", "rpd": "requests/day"}  # fmt: skip
_MULTIPLIERS = {
    "k": 1e3, "thousand": 1e3, "thousands": 1e3, "m": 1e6, "mn": 1e6, "mm": 1e6, "mil": 1e6, "mio": 1e6,
    "million": 1e6, "millions": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9, "t": 1e12,
    "tn": 1e12, "trillion": 1e12, "hundred": 1e2, "hundreds": 1e2, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_MONEY = {"$": "dollars", "€": "euros", "£": "pounds"}
_SPELLED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "ninety": 90, "hundred": 100, "half": 0.5,
}  # fmt: skip
_DESCRIBING = lexicon(
    "daily active concurrent monthly new total unique peak simultaneous registered paying average avg read"
    " write user api client db database search http incoming outgoing weekly live open parallel online extra"
    " more additional full stale hot separate independent request query web different other max small large"
    " identical hourly"
)
_NOT_NOUNS = lexicon(
    "is as was has this its us less plus minus versus vs times yes across always ms s hits does unless thus"
    " nines perhaps sometimes towards"
)
_NOT_AFTER = lexicon(
    "http https status code error errors rfc port version step level layer section tls oauth python postgres"
    " postgresql chapter figure tier phase rule part question page lesson option stage item no number java"
    " mysql redis release issue ipv iso sha utf week day returns returning ssl http/ l level round"
)
_NUMBER = re.compile(
    r"""(?<![\w,:/^\#§])(?<!(?<!\.)\.)
    (?P<money>[$€£]\s?)?
    (?P<value>10\^[0-9]{1,3}\b|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])
      |[0-9]{1,3}(?:[\ _\u00a0\u202f][0-9]{3})+(?![0-9.,\w])
      |0,[0-9]{1,4}(?![0-9])|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3}(?![0-9A-Za-z]))?|\.[0-9]+)
    (?P<multiplier>\+?[\ \u00a0]?(?:thousands?|millions?|billions?|trillion|hundreds?|lakh|crore
        |mio|mil|mn|mm|bn|tn)\b
      |[\ \u00a0]?[KMB](?![A-Za-z0-9])|[kmbKMBT](?![A-Za-z0-9]))?
    """,
    re.VERBOSE,
)
_WORDS = re.compile(
    r"(?<![\w-])(?P<value>an?|" + "|".join(_SPELLED) + r")(?P<half> and a half)?[ -]"
    r"(?P<multiplier>thousand|million|billion|hundred)?[ -]?",
    re.IGNORECASE,
)
_BEFORE_SINGLE = re.compile(
    r"(?:within|under|below|in|than|every|once|about|most|over|after|exceed|exceeds|exceeding|for|to)\s$",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\+?[ \u00a0]{0,2}-?(?P<word>%|[A-Za-zµμ][A-Za-zµμ]{0,24})(?![A-Za-z0-9_])")
_OF = re.compile(r"[ \u00a0](?P<word>[A-Za-z]{3,24}s|people|of)(?![A-Za-z0-9_])")
_NEXT = re.compile(r"[ \u00a0](?P<word>[A-Za-z]{1,24})(?![A-Za-z0-9_])")
_PER = re.compile(
    r"\s{0,2}(?:(?:(?P<stroke>/)|\bper\b|\bp/)\s{0,2}(?:(?:an?|each|single)\s)?|\b(?:an?|each|every)\s)(?P<word>[A-Za-zµμ]{1,24})"
    r"(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s{0,2}(?:-|–|—|\.\.\.?|…|~|\bto\b|\band\b)\s{0,2}[<>~≈$€£]?\Z")
_AHEAD = re.compile(r"\s{0,2}(?P<joined>-|–|—|\.\.\.?|…|~|to\b|and\b)\s{0,2}[~≈$€£]?(?=[0-9])")
_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
    r"|24/7|24x7|[0-9]+(?:\.[0-9]+){2,})(?:T[0-9:.Z]+)?(?![0-9])"
)
_START = re.compile(r"\s*[0-9]{1,3}[.)](?=\s)")
_LAST_WORD = re.compile(r"([A-Za-z/]{1,20})[ -]?\Z")
_LONGEST = 40


class Found(NamedTuple):
    """An amount, and where it stands in the text: from `start` up to `end`."""

    start: int
    end: int
    amount: Amount


def amounts_in(text: str) -> tuple[Amount, ...]:
    """Every number with its unit in a text.

    Parameters
    ----------
    text : str
        A line or a paragraph. Ordinals of a list, dates, times of day, versions, HTTP codes, percentiles
        (``p99``) and counts of machines (``x4``) are not amounts; a range gives both its ends.

    Returns
    -------
    tuple of Amount
        In the order typed, each unit in the language of `whiteboard.units`.

    Examples
    --------
    >>> [(a.value, a.unit) for a in amounts_in("under 200 ms at p99, 5,000 requests per second, 99.9%")]
    [(200.0, 'ms'), (5000.0, 'requests/second'), (99.9, 'percent')]
    >>> [(a.value, a.unit) for a in amounts_in("10-20 GB/min on api server x4 since 2024-01-31, HTTP 200")]
    [(10.0, 'GB/minute'), (20.0, 'GB/minute')]
    """
    return tuple(found.amount for found in find_amounts(text))


def find_amounts(text: str) -> tuple[Found, ...]:
    """The amounts of a text with their places; see `amounts_in`.

    Examples
    --------
    >>> find_amounts("in 0.2 s")[0][:2]
    (3, 8)
    """
    made: list[Found] = []
    for found in sorted([*_numbers(text), *_spelled(text)]):
        if not made or found.start >= made[-1].end:
            made.append(found)
    return tuple(_ranged(text, made))


def _numbers(text: str) -> Iterator[Found]:
    skipped = [match.span() for match in _DATE.finditer(text)]
    ordinal = _START.match(text)
    if ordinal:
        skipped.insert(0, ordinal.span())
    position = 0
    for match in _numbers_between(text, skipped):
        if match.start() < position or len(match["value"]) > _LONGEST:
            continue
        found = _amount(text, match)
        if found:
            position = found.end
            yield found


def _numbers_between(text: str, skipped: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    at = 0
    for match in _NUMBER.finditer(text):
        while at < len(skipped) and skipped[at][1] <= match.start():
            at += 1
        if at < len(skipped) and skipped[at][0] < match.end():
            continue
        yield match


def _amount(text: str, match: re.Match[str]) -> Found | None:
    value = _value(match["value"])
    multiplier = (match["multiplier"] or "").strip(" +\u00a0")
    end = match.end()
    typed = multiplier.lower()
    unit, after = _unit_at(text, end)
    counts = bool(unit) and unit != "percent"
    if multiplier in ("B", "b") and not counts and (multiplier == "b" or value >= 8):
        typed, (unit, after) = "", _per(text, end, "B")
    elif multiplier == "m" and not counts:
        typed, (unit, after) = "", _per(text, end, "minutes")
    elif typed == "t" and not unit:
        return None
    value *= _MULTIPLIERS.get(typed, 1.0)
    if match["money"]:
        unit, after = _per(text, end, _MONEY[match["money"].strip()])
    if value == float("inf"):
        return None
    if not unit and not typed and _aside(text, match, value):
        return None
    end = max(end, after)
    return Found(match.start(), end, Amount(value, unit, text[match.start() : end].strip()))


def _value(typed: str) -> float:
    if typed.startswith("10^"):
        return float("1e" + typed[3:])
    if typed.startswith("0,"):
        return float(typed.replace(",", "."))
    return float(re.sub(r"[,_\s]", "", typed))


def _aside(text: str, match: re.Match[str], value: float) -> bool:
    """Whether a number without unit is a name, a code, a factor or a year rather than a count."""
    follows = text[match.end() : match.end() + 1]
    if follows and (
        follows.isalnum()
        or follows in "_:/^"
        or (follows in "-.×" and text[match.end() + 1 : match.end() + 2].isalnum())
    ):
        rest = text[match.end() : match.end() + 8]
        if not _AHEAD.match(rest):
            return True
    before = _LAST_WORD.search(text, max(0, match.start() - 24), match.start())
    if before and before[0].endswith("-"):
        return not re.search(r"[0-9]\s?[kKMB]-\Z", text[max(0, match.start() - 4) : match.start()])
    if before and before[1].lower().strip("/") in _NOT_AFTER:
        return True
    if re.search(r"[x×]\s?\Z", text[max(0, match.start() - 2) : match.start()]):
        return True
    return match["value"].isdigit() and len(match["value"]) == 4 and 1970 <= value <= 2099


def _unit_at(text: str, position: int) -> tuple[str, int]:
    """The unit that begins at a position and where it ends; an empty one when there is none."""
    rate = _PER.match(text, position)
    if rate and (rate["stroke"] or time_unit(rate["word"])):
        unit, end = _per(text, position, "")
        if unit:
            return unit, end
    match = _UNIT.match(text, position)
    if not match:
        return "", position
    word, end = match["word"], match.end()
    if word.lower() in ("per", "of", "a", "an"):
        return "", position
    for _ in range(3):
        name = _name(word)
        following = _NEXT.match(text, end)
        if word.lower() in _DESCRIBING and following and _may_describe(following["word"]):
            word, end = following["word"], following.end()
            continue
        break
    name = _name(word)
    if not name:
        return "", position
    if (
        text[match.start() : match.start("word")].endswith("-")
        and time_unit(word) is None
        and size_unit(word) is None
    ):
        return "", position  # "3-tier", "2-phase": an adjective
    return _per(text, end, name)


def _may_describe(word: str) -> bool:
    return bool(_name(word)) or word.lower() in _DESCRIBING


def _name(word: str) -> str:
    lower = word.lower()
    if word == "%" or lower in ("percent", "pct"):
        return "percent"
    if lower in _RATES:
        return _RATES[lower]
    rate = re.fullmatch(r"([KkMGT]?)([bB])ps", word)
    if rate:
        return f"{size_unit(rate[1].upper() + rate[2])}/second"
    if lower == "mbps":
        return "Mb/second"
    found = time_unit(word)
    if found and word not in ("y", "D", "H", "S"):
        return found
    size = size_unit(word)
    if size:
        return size
    if lower in _REQUESTS:
        return _REQUESTS[lower]
    if len(lower) >= 4 and lower.endswith("s") and lower not in _NOT_NOUNS and not lower.endswith("ss"):
        return lower
    return ""


def _per(text: str, position: int, unit: str) -> tuple[str, int]:
    """Whatever stands below a stroke or behind "per", added to a unit."""
    for _ in range(3):
        match = _PER.match(text, position)
        if not match:
            break
        word = match["word"]
        joined = text[position : match.start("word")].strip().lower()
        time = time_unit({"m": "minute", "M": "month", "q": "quarter", "w": "week"}.get(word, word))
        if time:
            below = time.removesuffix("s") if time not in ("ms", "ns", "µs") else time
        elif joined.split()[0:1] in (["a"], ["an"], ["each"], ["every"]):
            break
        elif size_unit(word) or len(word) > 2:
            below = size_unit(word) or singular(word.lower())
        else:
            break
        unit = f"{unit or 1}/{below}"
        position = match.end()
    return unit, position


def _spelled(text: str) -> Iterator[Found]:
    for match in _WORDS.finditer(text):
        lower = match["value"].lower()
        unit, end = _unit_at(text, match.end())
        if match.end() and text[match.end() - 1] in " -" and not unit:
            unit, end = _unit_at(text, match.end() - 1)
        time = unit.split("/")[0] in SECONDS
        if lower in ("a", "an"):
            single = time and bool(_BEFORE_SINGLE.search(text, max(0, match.start() - 12), match.start()))
            if not match["multiplier"] and not single:
                continue
            value = 1.0
        else:
            value = float(_SPELLED[lower])
            if not (time or match["multiplier"] or _plain(unit)):
                continue
        if (
            lower == "hundred"
            and match.start()
            and text[max(0, match.start() - 2) : match.start()].strip() == "a"
        ):
            continue
        if match["half"]:
            value += 0.5
        value *= _MULTIPLIERS.get((match["multiplier"] or "").lower(), 1.0)
        stop = max(end, match.end()) if unit else match.end()
        typed = text[match.start() : stop].strip(" -")
        yield Found(match.start(), match.start() + len(typed), Amount(value, unit, typed))


def _plain(unit: str) -> bool:
    return unit in ("percent", *BYTES)


def _ranged(text: str, found: list[Found]) -> Iterator[Found]:
    """Give the near end of a range the unit (and the far end's multiplier) that only the far end carries."""
    for position, (start, end, amount) in enumerate(found):
        following = found[position + 1] if position + 1 < len(found) else None
        if (
            following
            and not amount.unit
            and following.amount.unit
            and _BETWEEN.fullmatch(text[end : following.start])
        ):
            value = amount.value
            if not re.search(r"[A-Za-z]", amount.text):
                value *= _multiplied(following.amount)
            yield Found(start, end, Amount(value, following.amount.unit, amount.text))
            continue
        yield Found(start, end, amount)


def _multiplied(amount: Amount) -> float:
    match = _NUMBER.match(amount.text)
    if not match:
        return 1.0
    return round(amount.value / (_value(match["value"]) or 1.0), 6) or 1.0
