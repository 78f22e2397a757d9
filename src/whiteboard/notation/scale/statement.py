"""One statement of an estimate: its name, its formula, and the results that follow."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from whiteboard.draft.expression import Expression, Number
from whiteboard.draft.wording import split_words
from whiteboard.notation.scale.lines import Statement
from whiteboard.notation.scale.words import period_word, raw_tokens, to_number
from whiteboard.units import NO_UNIT, Unit, UnitError, counted, known_unit, parse_one, parse_unit, singular

_SEPARATOR = re.compile(r":=|={1,3}>?|~=|=~|≈|≃|≅|≒|∼|→|⇒|⟶|↔|-{1,2}>|<=|>=|≤|≥|<|>|~|:|：")
_EQUALS_WORD = re.compile(
    r"\b(?:which\s+is|which\s+gives|which\s+means|that\s+is|that's|i\.e\.,?|equals|equal\s+to|comes\s+to|makes|giving|gives"
    r"|results\s+in|yields|or)\s+(?=(?:about|around|roughly|approximately|approx\.?|some|~|≈|just|under|over)?\s*~?\s*\$?\d)"
    r"|\b(?:are|is)\s+(?=\d[\d,.]*\s*[/*×÷]\s*\d)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^\s*(?:~|≈|about\b|approx(?:imately)?\b\.?|around\b|roughly\b|circa\b|ca\.|nearly\b|almost\b|some\b)",
    re.I,
)
_UNDER = re.compile(
    r"^\s*(?:less than|under|below|up to|at most|no more than|max(?:imum)?(?: of)?)\b(?!\s*\()", re.I
)
_OVER = re.compile(
    r"^\s*(?:more than|over|above|at least|no less than)\b(?!\s+\d+\s*(?:years?|months?|days?|weeks?)\b)",
    re.I,
)
_IN_UNIT = re.compile(r"\s(?:in|as)\s+([A-Za-z][A-Za-z/ ·*]{0,40}?)\s*$")
_IN_UNIT_BEFORE_CLAIM = re.compile(r"\s(?:in|as)\s+([A-Za-z][A-Za-z/ ·*]{0,40}?)\s*(?=[=≈])")
_PERIOD = re.compile(
    r"(?:\b(?:for|over|in|after|within|across|during|x|×)\s+|\(|\b|^)(\d+)\s*-?\s*(years?|yrs?|y|months?|mo|days?|weeks?)\b(?!\s*/)",
    re.IGNORECASE,
)
_NAME_UNIT = re.compile(
    r"^(?P<name>.*?)\s*(?P<mark>/|\bper\b|\ba\b|\bin\b|,)\s*(?P<unit>[A-Za-z][\w]*(?:\s*(?:/|per)\s*[A-Za-z]+)*)\s*$"
)
_BRACKET_UNIT = re.compile(r"[(\[]\s*(?:in\s+)?([A-Za-z%][A-Za-z/ ·]{0,30}?)\s*[)\]]\s*$")
_LEADING = re.compile(
    r"^(?:(?:let's|lets|let\s+us|we|i|you|so|then|thus|hence|therefore|and|also|assume|assuming|suppose|supposing|say|given|with"
    r"|consider|considering|there|are|is|have|has|had|will|would|need|needs|to|expect|expecting|estimate|estimated|if|that|the|an?|our"
    r"|total\s+of|about|approximately|roughly|around|store|handle|support|serve|that's|it's|this|means|gives)\s+)+",
    re.IGNORECASE,
)
_VERB_END = re.compile(
    r"(?:\s*\b(?:is|are|was|will\s+be|would\s+be|should\s+be|be|of|at|about|around|approx|approximately|roughly|only|have|has|to|by|up"
    r"|equals?|takes?|needs?|gets?|makes?|does|do|say|can\s+be|on\s+average|average|avg|=|~|≈|the|a|an|another|each)\b\.?)+\s*$",
    re.IGNORECASE,
)
_HOLDS_NUMBER = re.compile(r"(?:^|\s)[~≈]?\d[\d.,]*[kKMB]?(?=\s|/|$)")
_EMPTY = re.compile(r"^[\s?.…_\-–—]*$|^\s*(?:tbd|todo|xxx?)\s*$", re.IGNORECASE)
_SOFT = frozenset({"→", "⇒", "⟶", "->", "-->", "=>", "==>", "↔", "or"})
_SIZE_NAMES = frozenset(["qps", "rps", "tps", "iops"])


@dataclass(slots=True)
class Segment:
    """One side of an equals sign: its text, where it begins, and how it is joined to what is before.

    ``words`` are those that stood before its number and have been blanked out.
    """

    text: str
    offset: int
    approximate: bool = False
    bound: str = ""
    firm: bool = True
    continues: bool = False
    words: str = ""


@dataclass(slots=True)
class Split:
    """A statement taken apart, before names are known.

    ``name`` is None when the statement gives none; ``segments`` are formula and results in order.
    ``maybe_name`` is a first segment that is either a name or a formula over names.
    """

    statement: Statement
    name: str | None = None
    segments: list[Segment] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    wanted: Unit | None = None
    maybe_name: bool = False
    plain: bool = False


def split(statement: Statement) -> Split:
    """Take a statement apart.

    Examples
    --------
    >>> made = split(Statement("stored = writes * 1 MB = ~1 GB/minute", 1, ""))
    >>> (made.name or "").strip(), [segment.text.strip() for segment in made.segments]
    ('stored', ['writes * 1 MB', '1 GB/minute'])
    """
    text = statement.text
    made = Split(statement)
    wanted = _IN_UNIT.search(text)
    if wanted and (unit := _asked_unit(wanted[1])) is not None:
        made.wanted = unit
        text = text[: wanted.start()]
    else:
        asked = _IN_UNIT_BEFORE_CLAIM.search(text)
        # "egress in GB = 5" names the unit of its name; behind a first sign it is the formula's.
        if asked and "=" in text[: asked.start()] and (unit := _asked_unit(asked[1])) is not None:
            made.wanted = unit
            text = text[: asked.start()] + " " * (asked.end() - asked.start()) + text[asked.end() :]
    text = text.rstrip(" .,;")
    text = _equals_in_words(text)
    text, bracketed = _bracketed_result(text)
    pieces = _separated(text)
    if statement.continues:
        made.segments = _segments(pieces, statement.offset)
    elif len(pieces) == 1:
        made.plain = True
        made.segments = _segments(pieces, statement.offset)
    else:
        _name_and_segments(made, pieces)
    if bracketed is not None:
        made.segments.append(replace(bracketed, offset=bracketed.offset + statement.offset))
    made.segments = [segment for segment in made.segments if not _EMPTY.match(segment.text)]
    return made


def _asked_unit(text: str) -> Unit | None:
    words = text.replace("/", " ").replace(" per ", " ").split()
    if not words or not any(known_unit(word) for word in words):
        return None
    try:
        return parse_unit(" ".join(text.split()).replace(" ", " "))
    except UnitError:
        return None


def _equals_in_words(text: str) -> str:
    """``which is about 12K/s`` joins as an arrow does; same length, so that columns stay."""

    def sign(match: re.Match[str]) -> str:
        before = text[: match.start()]
        if not any(character.isdigit() for character in before):
            return match[0]
        return "⇒".ljust(len(match[0]))

    return _EQUALS_WORD.sub(sign, text)


def _bracketed_result(text: str) -> tuple[str, Segment | None]:
    """``100M * 500 B (= 50 GB)``."""
    if not text.endswith(")") or "(" not in text:
        return text, None
    start = text.rfind("(")
    inner = text[start + 1 : -1]
    found = re.match(r"\s*(=|≈|~=?)\s*", inner)
    if found is None or not any(character.isdigit() for character in inner) or "=" in inner[found.end() :]:
        return text, None
    body = inner[found.end() :]
    approximate = found[1] != "=" or bool(_ABOUT.match(body))
    return text[:start], Segment(body, start + 1 + found.end(), approximate=approximate, firm=found[1] == "=")


def _separated(text: str) -> list[tuple[str, str, int]]:
    """Pieces between separators at the top level: the separator before, the text, and where it begins."""
    pieces = []
    sign, begin = "", 0
    depths = _depths(text)
    for found in _SEPARATOR.finditer(text):
        if depths[found.start()] > 0 or not _separates(text, found, begin, sign):
            continue
        pieces.append((sign, text[begin : found.start()], begin))
        sign, begin = found[0], found.end()
    pieces.append((sign, text[begin:], begin))
    return pieces


def _depths(text: str) -> list[int]:
    depth, depths = 0, []
    unclosed = text.count("(") != text.count(")")
    for character in text:
        if character == ")":
            depth = max(0, depth - 1)
        depths.append(0 if unclosed else depth)
        if character == "(":
            depth += 1
    return depths


def _separates(text: str, found: re.Match[str], begin: int, sign: str) -> bool:
    """Whether a sign at the top level separates here."""
    before, after = text[begin : found.start()], text[found.end() :]
    if found[0] in {"~", "∼"}:
        left = before.rstrip()
        if not left or left[-1] in "=:<>*×/+-(,":
            return False
        if left[-1].isdigit() and before == left and after[:1].isdigit():
            return False  # a range: 10~20
        last = left.split()[-1].lower() if left.split() else ""
        joins = {"of", "at", "with", "is", "are", "x", "by", "and", "per", "to", "about", "for"}
        return (
            bool(re.match(r"\s*\$?[\d.]|\s*=", after))
            and last not in joins
            and (sign == "" or before != left)
        )
    if found[0] in {":", "："}:
        if sign and sign not in {":", "："}:
            return False
        tight_left, tight_right = not before[-1:].isspace(), after[:1] and not after[:1].isspace()
        if before[-1:].isdigit() and after.lstrip()[:1].isdigit() and tight_left and tight_right:
            return False  # a ratio: 100:1
        return not (tight_left and tight_right and after[:1].isalpha()) and not after.startswith("//")
    if found[0] in {"<", ">"}:
        return bool(re.match(r"\s*~?\$?[\d.]", after))
    return True


def _segments(pieces: list[tuple[str, str, int]], offset: int) -> list[Segment]:
    found: list[Segment] = []
    approximate = False
    for sign, text, begin in pieces:
        if not text.strip() and found:
            approximate = approximate or sign in {"≈", "~", "~=", "=~", "≃", "≅", "∼"}
            continue
        found.append(_segment(sign, text, begin + offset, approximate))
        approximate = False
    return found


def _segment(sign: str, text: str, offset: int, approximate: bool) -> Segment:
    about = approximate or sign in {"≈", "~", "~=", "=~", "≃", "≅", "≒", "∼"}
    bound = "<" if sign in {"<", "<=", "≤"} else ">" if sign in {">", ">=", "≥"} else ""
    for pattern, mark in ((_ABOUT, "~"), (_UNDER, "<"), (_OVER, ">"), (_ABOUT, "~")):
        match = pattern.match(text)
        if match:
            about = about or mark == "~"
            bound = bound or (mark if mark != "~" else "")
            text = " " * match.end() + text[match.end() :]
    start = text.lstrip()[:1]
    continues = start in {"×", "÷", "/"} or (start == "*" and bool(sign))
    return Segment(text, offset, about, bound, sign not in _SOFT, continues)


def _name_and_segments(made: Split, pieces: list[tuple[str, str, int]]) -> None:
    offset = made.statement.offset
    labels: list[str] = []
    while len(pieces) > 2 and pieces[1][0] in {":", "："} and pieces[2][0] in {":", "："}:
        labels.append(pieces[0][1].strip())  # "Storage: tweets: 5 TB"
        pieces = [("", pieces[1][1], pieces[1][2]), *pieces[2:]]
    (_, first, _), (sign, second, _) = pieces[0], pieces[1]
    rest = _segments(pieces[1:], offset)
    if not first.strip():
        made.segments = _segments(pieces, offset)
    elif sign in {":", "："}:
        made.name = first
        if len(pieces) > 2 and _is_words(second) and not any(sign in second for sign in "*×+/"):
            labels.append(first.strip())  # "Storage: stored = 5 TB"
            made.name = second
            rest = _segments(pieces[2:], offset)
        made.segments = rest
    elif _looks_computed(first):
        made.segments = [_segment("", first, offset + pieces[0][2], False), *rest]
    else:
        made.name = first
        made.maybe_name = bool(re.search(r"[/+]|\s-\s|^\s*\w+\s*$", first))
        made.segments = rest
    if made.name is None and made.segments and _is_words(made.segments[-1].text) and len(made.segments) > 1:
        # "200M * 5 = 1B = tweets a day"
        last = made.segments[-1]
        if last.firm and not re.search(r"[*×+/]", last.text):
            made.name = last.text
            made.segments = made.segments[:-1]
    made.labels = tuple(labels)


def _is_words(text: str) -> bool:
    return any(character.isalpha() for character in text) and not any(
        character.isdigit() for character in text
    )


def _looks_computed(text: str) -> bool:
    """Whether what stands before the first ``=`` is a calculation and not a name."""
    if re.search(r"[*×·÷√]|\s[xX]\s|[xX]\d", text) or re.search(r"\d[A-Za-z]{0,2}\s*[/÷]\s*\d|/\s*\(", text):
        return True
    raws = raw_tokens(text)
    if not raws:
        return False
    if any(raw.text == "+" for raw in raws) and any(raw.kind == "number" for raw in raws):
        return True
    start = next((i for i, raw in enumerate(raws) if raw.text not in {"~", "≈", "(", "$", "€", "£"}), 0)
    if raws[start].kind != "number":
        return False
    if (
        any(raw.text in {"/", "-", "+"} for raw in raws[start:])
        and sum(raw.kind == "number" for raw in raws) > 1
    ):
        return True
    # "5 years storage" and "99th percentile" are names, "86.4 GB/day" and "1B tweets" are not.
    following = raws[start + 1 :]
    if not following:
        return True
    first = following[0]
    adjacent = first.start == raws[start].end
    if adjacent and first.text.lower() in {"th", "st", "nd", "rd"}:
        return False
    if first.text in {"-", "–"} and len(following) > 1 and following[1].kind == "word":
        return False  # "5-year storage"
    unit = known_unit(first.text) if len(first.text) > 1 or adjacent else None
    if unit is not None and unit.dimension == (0, 0, 1) and unit.dimension.information == 0:
        more = [
            raw for raw in following[1:] if raw.kind == "word" and raw.text.lower() not in {"of", "per", "a"}
        ]
        return not more
    return True


def counted_one(text: str) -> str | None:
    """The noun in ``1 tweet``, which names what one of it takes; None for anything else.

    Examples
    --------
    >>> counted_one("1 photo"), counted_one("1 MB"), counted_one("1 day"), counted_one("one row")
    ('photo', None, None, 'row')
    """
    found = re.match(r"^\s*(?:each|every|an?|one|1)\s+([A-Za-z][\w -]{1,40}?)\s*$", text, re.IGNORECASE)
    if found is None:
        return None
    words = found[1].split()
    if not words or (known_unit(words[-1]) is not None and known_unit(words[-1]).dimension != (0, 0, 0)):  # type: ignore[union-attr]
        return None
    return found[1]


@dataclass(frozen=True, slots=True)
class Named:
    """A name taken apart: as shown, all its aliases, the unit that it implies, and the span of time in it."""

    shown: str
    full: str
    aliases: tuple[str, ...]
    implied: Unit = NO_UNIT
    period: Expression | None = None


def take_name(text: str) -> Named:
    """What a name says of its quantity's unit.

    Examples
    --------
    >>> named = take_name("Reads/minute")
    >>> named.shown, str(named.implied)
    ('Reads', '1/minute')
    >>> str(take_name("Storage (GB)").implied), str(take_name("peak QPS").implied)
    ('GB', 'requests/second')
    """
    full = " ".join(text.replace("`", " ").strip(" .,;*_-–—>\"'“”").split())
    shown, implied = full, NO_UNIT
    bracket = _BRACKET_UNIT.search(full)
    if bracket is not None and (unit := _bracket_unit(bracket[1])) is not None:
        shown = full[: bracket.start()].strip() or full
        implied = unit
    found = _NAME_UNIT.match(shown)
    if found is not None and found["name"].strip():
        unit = _below(found["unit"]) if found["mark"] in {"/", "per", "a"} else _bracket_unit(found["unit"])
        if found["mark"] == "," and unit is None:
            unit = None
        if unit is not None and (found["mark"] != "a" or unit.dimension.time):
            per = NO_UNIT.times(unit, -1) if found["mark"] in {"/", "per", "a"} else unit
            implied = (
                implied.times(per) if implied.dimension.time == 0 or per.dimension.time == 0 else implied
            )
            if found["mark"] == "/" and "/" not in found["name"] and unit.dimension.time:
                shown = found["name"].strip()
    if _HOLDS_NUMBER.search(_PERIOD.sub(" ", full)):
        implied, shown = NO_UNIT, full  # "0.2 tweets/user/day: …" is a number, whatever stands after it
    else:
        implied = _by_words(full, implied)
    aliases = tuple(dict.fromkeys((full, shown)))
    return Named(shown[:80] or full[:80], full, aliases, implied, period_in(full))


def _bracket_unit(text: str) -> Unit | None:
    words = re.split(r"\s*(?:/|\bper\b|·)\s*", text.strip())
    if (
        not words
        or not words[0]
        or known_unit(words[0]) is None
        or (len(words[0]) == 1 and words[0] not in "Bs")
    ):
        return None
    try:
        unit = parse_unit(text.strip())
    except UnitError:
        return None
    return unit if any(unit.dimension) else None  # "QPS (read)" tells which, not in what


def _below(text: str) -> Unit | None:
    """``user/day`` after a stroke: the units that it divides by."""
    made = NO_UNIT
    for word in re.split(r"\s*(?:/|\bper\b)\s*", text):
        unit = parse_one(word.strip(), below=True)
        if unit is None:
            return None
        made = made.times(unit)
    # "read/write" is a ratio, "reads/minute" a rate: a bare count below a stroke says nothing of the unit.
    return made if made.dimension != (0, 0, 0) or made.count_power("user") else None


def _by_words(name: str, implied: Unit) -> Unit:
    words = split_words(name)
    if implied.powers:
        return implied
    if _SIZE_NAMES & set(words):
        return parse_unit("requests/second")
    if len(words) > 1 and len(words[-1]) > 1 and "_" in name:
        last = known_unit(words[-1])
        if last is not None and last.dimension.information:  # "write_size_mb"
            return last.times(_by_words(" ".join(words[:-1]), NO_UNIT).only("time"))
    for place, word in enumerate(words[:-1]):
        size = known_unit(word) if words[place + 1] == "per" and len(word) > 1 else None
        if size is not None and size.dimension.information:  # "bytes per tweet", "GB per day"
            return size.times(_by_words(" ".join(words[place + 1 :]), NO_UNIT).only("time"))
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        period = period_word(word)
        if period is not None and following not in {"active", "user", "users", "unique", "actives"}:
            return NO_UNIT.times(period, -1)
    for place, word in enumerate(words[:-1]):
        if (
            word == "per"
            and (unit := parse_one(words[place + 1], below=True)) is not None
            and unit.dimension.time
        ):
            return NO_UNIT.times(unit, -1)
    if words and words[-1] in {"users", "dau", "mau", "people", "customers", "members", "accounts"}:
        return (
            counted("user")
            if words[-1] in {"users", "dau", "mau", "people"}
            else counted(singular(words[-1]))
        )
    return implied


def period_in(text: str) -> Expression | None:
    """The span of time that a text speaks of: ``storage for 5 years``; None when there is none.

    Examples
    --------
    >>> period_in("19 PB over 10 years").value, period_in("5 TB/day") is None
    (10.0, True)
    """
    found = _PERIOD.search(text)
    if found is None:
        return None
    unit = known_unit({"y": "year", "mo": "month"}.get(found[2].lower(), found[2].lower()))
    if unit is None:
        return None
    return Number(value=to_number(found[1]), unit=unit, text=found[0].strip())


def words_as_name(text: str) -> str:
    """The words of a sentence that name its number: verbs and articles at both ends taken off.

    Examples
    --------
    >>> words_as_name("Assume the average tweet size is about")
    'average tweet size'
    """
    bare = re.sub(r"\([^()]*\)", " ", text).strip(" .,;:~≈-–—>*_\"'")
    for _ in range(3):
        bare = _LEADING.sub("", bare + " ").strip()
        bare = _VERB_END.sub("", bare).strip(" ,.:;")
    return " ".join(bare.split())
