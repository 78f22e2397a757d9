"""Lines on their way to being read: numbering and marks taken off, prose told from broken forms."""

from __future__ import annotations

import re
from itertools import pairwise

from whiteboard.draft.api import Parameter, Place
from whiteboard.draft.text import Line
from whiteboard.draft.wording import leading_verb, split_words
from whiteboard.notation.api.building import HINT
from whiteboard.notation.api.fields import TYPES
from whiteboard.notation.api.scan import plain
from whiteboard.notation.lines import without_bullet, without_comment

_GUTTER = re.compile(r"^\s*(\d{1,4})(?:\s*[|:]\s|\s+|$)")
CHECKBOX = re.compile(r"^(\s*)\[[ xX]\]\s+")
_LETTERED = re.compile(r"^(\s*)(?:\(?[a-z]\)|\(?[ivx]{1,4}\)|\(\d{1,2}\)|\d{1,2}\.\d{1,2}\.?|>)\s+(?=\S)")
_RECEIVER = re.compile(r"^func\s*\([^()]*\)\s*")
_ENTITY = re.compile(r"^(?:type |interface |class |struct )?[A-Z]\w*(?:<\w+>)?\s*(?:=|:|::=)?\s*[{(]")
_WORD = re.compile(r"[^\W\d_]{2,}")


_NEXT_OPERATION = re.compile(
    r"`?\s*(?:,|;|\band\b|&)\s*(?=`?(?:GET|POST|PUT|PATCH|DELETE)\s+`?/\S)",
)
_OPERATION = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE)\s+`?/")
_LONGEST_LIST = 4_000


def one_operation_each(lines: list[Line]) -> list[Line]:
    """Take operations that share a line apart; each keeps the number of that line.

    Examples
    --------
    >>> [line.text for line in one_operation_each([Line(3, "POST /follow/{id}, DELETE /follow/{id}")])]
    ['POST /follow/{id}', 'DELETE /follow/{id}']
    """
    made = []
    for line in lines:
        parts = [line.text]
        if "/" in line.text and "|" not in line.text and len(line.text) < _LONGEST_LIST:
            parts = _NEXT_OPERATION.split(line.text)
        if len(parts) == 1 or not _OPERATION.search(parts[0]):
            made.append(line)
            continue
        indent = line.text[: len(line.text) - len(line.text.lstrip())]
        made += [Line(line.number, part if part is parts[0] else indent + part) for part in parts]
    return made


def without_gutter(lines: list[Line]) -> list[Line]:
    """Take off the line numbers of a pasted listing, where most lines carry one and they count upwards."""
    numbers = []
    filled = 0
    for line in lines:
        if line.text.strip():
            filled += 1
            match = _GUTTER.match(line.text)
            if match:
                numbers.append(int(match[1]))
    rising = all(a < b for a, b in pairwise(numbers))
    if len(numbers) >= 3 and rising and len(numbers) >= 0.6 * filled:
        stripped = []
        for line in lines:
            text = _GUTTER.sub(lambda match: " " if match[0] else "", line.text, count=1)
            stripped.append(Line(line.number, text))
        return stripped
    return lines


def cleaned(text: str) -> str:
    """A line without bullet, numbering, checkbox, Markdown and trailing comment."""
    cleaned = plain(text)
    for _ in range(3):
        before = cleaned
        cleaned = without_bullet(cleaned)
        cleaned = CHECKBOX.sub(r"\1", cleaned)
        cleaned = _LETTERED.sub(r"\1", cleaned)
        if cleaned == before:
            break
    cleaned = _RECEIVER.sub("func ", cleaned.strip())
    return without_comment(cleaned).strip() if "#" in cleaned and "//" not in cleaned else cleaned.strip()


def indent_of(text: str) -> int:
    """Columns before the first sign; a tab goes to the next multiple of four."""
    expanded = text.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def position_of(lines: list[Line], line: Line) -> int:
    """Where a line stands among the lines, found by its number."""
    # Lines are in order of their numbers, with gaps where markers were.
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if lines[middle].number < line.number:
            low = middle + 1
        else:
            high = middle
    return low


def placed(parameter: Parameter, place: Place) -> Parameter:
    """The same parameter, travelling elsewhere."""
    return Parameter(
        name=parameter.name,
        place=place,
        type=parameter.type,
        required=parameter.required,
        line=parameter.line,
        example=parameter.example,
    )


def is_closing(text: str) -> bool:
    """Whether a line holds nothing but brackets and punctuation."""
    return not text.strip("{}[]()<>;,. \t…\"'`")


def is_capitalized(text: str) -> bool:
    """Whether a line begins with one capitalized word, as prose and labels do."""
    word = re.match(r"^[A-Za-z]+", text)
    return bool(word) and word[0][:1].isupper() and word[0][1:].islower()  # type: ignore[index]


def is_field(name: str, rest: str) -> bool:
    """Whether ``name: rest`` describes a field: by an identifier, or by a type."""
    if re.search(r"[a-z][A-Z]|_", name):
        return not (leading_verb(split_words(name)) and len(rest.split()) > 6)
    first = re.match(r"[\w]+", rest.lstrip("(<[{\"'"))
    return bool(first) and first[0].lower() in TYPES  # type: ignore[index]


def item_fields(text: str) -> str:
    """A field alone in its line, cut to name and type: ``user_id (UUID): who asks`` → ``user_id: UUID``."""
    if is_closing(text):
        return ""
    match = re.match(
        r"^[\"'`]?(?P<name>[A-Za-z_$][\w$\-]*(?:"
        r" [\w\-]+){0,4}?)[\"'`]?\s*(?P<optional>\?|\*)?\s*(?:\((?P<paren>[^()]*)\))?"
        r"\s*(?::|–|—|\s-\s|$)\s*(?P<rest>.*)$",
        text,
    )
    if not match:
        return text if len(text.split()) <= 12 or "," in text else ""
    rest = match["rest"].strip()
    paren = (match["paren"] or "").strip()
    optional = bool(match["optional"]) or bool(re.search(r"\boptional\b", f"{paren} {rest}", re.IGNORECASE))
    if "," in rest and re.search(r",\s*[\"']?\w+[\"']?\??\s*:", rest):
        return text  # several fields share the line
    type_ = re.sub(r",?\s*\b(?:optional|required)\b,?\s*", "", paren, flags=re.IGNORECASE).strip()
    if not type_ and rest and (len(rest.split()) <= 3 or rest[0] in "{[<\"'"):
        type_ = rest.rstrip(",")
    return f"{match['name']}{'?' if optional else ''}{': ' + type_ if type_ else ''}"


def is_prose(text: str) -> bool:
    """Whether a line reads as words rather than as a form that went wrong."""
    words = _WORD.findall(text[:2000])
    if text.lstrip().startswith(("![", "<img", "<details", "<summary", "</")):
        return True
    if not words:
        return False
    if _ENTITY.match(text):
        return True
    if re.match(r"^\w+\([^)]*$", text) or re.match(r"^[\w.]+\s*=[^=>]", text):
        return False
    letters = sum(len(word) for word in words)
    solid = sum(not sign.isspace() for sign in text[:2000])
    return letters >= 0.55 * solid


def nearest_form(text: str) -> str:
    """The nearest form that would have been understood."""
    if "(" in text and ")" not in text:
        return "close the parenthesis:  name(argument, argument)"
    if "/" in text:
        return "begin with the method:  GET /path -> what it returns"
    return HINT
