"""Lists of fields: ``{"text": string, media?: [url]}``, ``text, reply to?``, ``long userId, int page``."""

from __future__ import annotations

import re

from whiteboard.draft.api import Parameter, Place
from whiteboard.draft.paging import bounds_pages, turns_pages
from whiteboard.draft.wording import lexicon
from whiteboard.notation.api.scan import closing, split_top

TYPES = lexicon(
    "int integer long short byte string str text uuid guid float double bool boolean number date datetime"
    " timestamp time char object any json list array map dict set void none null bytes blob file binary id"
    " url uri int32 int64 bigint varchar enum float32 float64 i32 i64 u64 uint64 uint32 decimal cursor"
    " optional multipart email"
)
_NAMES_TOO = lexicon("cursor id url uri email file text time date timestamp number object data")
_IDENTIFIER = r"[A-Za-z_$@][\w$.\-]*(?:\[\])?"
_NAMED = re.compile(
    rf"^[\"'`]?(?P<name>{_IDENTIFIER}(?:"
    r" [\w\-']+){0,5}?)(?P<inner>\?)?[\"'`]?\s*(?P<optional>\?|\*)?\s*(?P<sign>:|=(?!>)|–|—|\s-\s)"
    r"\s*(?P<rest>.*)$",
    re.DOTALL,
)
_PAREN = re.compile(
    r"^[\"'`]?(?P<name>[^()\"'`:=]{1,60}?)[\"'`]?\s*(?P<optional>\?)?\s*\((?P<rest>[^()]*)\)\s*(?P<more>.*)$",
    re.DOTALL,
)
_ANNOTATION = re.compile(r"^(?:@\w+(?:\([^()]*\))?\s*)+")
_NOTHING = re.compile(
    r"^(?:\.{2,}|…|etc\.?|and so on|none|nothing|empty|n/?a|void|-|–|—|no"
    r" body|\.|self|ctx|this|context|null|{}|\(\)|cls)$",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(
    r"\boptional\b|\bnullable\b|\bif any\b|=\s*(?:none|null)\b|\|\s*(?:none|null)\b|\bor null\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^(?:default|defaults|max|maximum|min|minimum|e\.?g\.?|up to|at most|required|optional|such"
    r" as|i\.e)\b",
    re.IGNORECASE,
)
_MAX_FIELDS = 200


def read_fields(text: str, place: Place, line: int, *, signature: bool = False) -> list[Parameter]:
    """Fields of a body, a query, or a signature's arguments.

    Parameters
    ----------
    text : str
        With or without the brackets around it.
    place : Place
        Where they travel.
    line : int
        Line number for all of them.
    signature : bool
        Whether ``long userId`` means a type and a name.

    Examples
    --------
    >>> fields = read_fields('{"text": string, media?: [url], …}', Place.BODY, 1)
    >>> [(p.name, p.type, p.required) for p in fields]
    [('text', 'string', True), ('media', '[url]', False)]
    >>> [p.name for p in read_fields("content of the tweet.", Place.BODY, 1)]
    ['content of the tweet']
    """
    inner = _inside(text.strip())
    # One field a line, or one between commas.
    separators = ",\n" + (";" if ";" in inner else "")
    parts = split_top(inner, separators)
    if (
        len(parts) == 1
        and not signature
        and re.search(r"\w & \w|\w \+ \w|\w and \w", inner)
        and len(inner.split()) < 10
    ):
        parts = [part.strip() for part in re.split(r"\s(?:&|\+|and)\s", inner) if part.strip()]
    found: list[Parameter] = []
    names: set[str] = set()
    for part in parts[:_MAX_FIELDS]:
        piece = re.sub(
            r"(?<=\w)\s*(?:\.\.\.|…)\s*$", "", part.rstrip(".") if not part.endswith("...") else part
        ).strip()
        if piece.lower().startswith("and "):
            piece = piece[4:]
        field = _field(piece, place, line, signature=signature)
        if field and found and _ASIDE.match(field.name):
            continue
        if field and field.name not in names:
            names.add(field.name)
            found.append(field)
    return found


def _inside(text: str) -> str:
    for _ in range(4):
        if text[:1] in "{([" and text and closing(text, 0) == len(text.rstrip(" ;,.")) - 1:
            text = text.rstrip(" ;,.")[1:-1].strip()
        else:
            break
    if text[:1] in ("{", "(", "["):
        end = closing(text, 0)
        text = text[1:end] if end > 0 else text[1:]
    return text


def _field(piece: str, place: Place, line: int, *, signature: bool) -> Parameter | None:
    piece = _ANNOTATION.sub("", piece.lstrip("-*+• \t")).strip()
    piece = re.sub(r"\s*(?://|#)\s.*$", "", piece).strip()
    if not piece or _NOTHING.match(piece) or not re.search(r"[^\W_]", piece):
        return None
    optional = bool(_OPTIONAL.search(piece)) or (piece.startswith("[") and piece.endswith("]"))
    if piece.startswith("[") and piece.endswith("]"):
        piece = piece[1:-1].strip()
    type_: str | None = None
    example: str | None = None
    named = _NAMED.match(piece)
    paren = _PAREN.match(piece)
    if named:
        name, rest = named["name"], named["rest"].strip()
        optional = (
            optional
            or "?" in (named["optional"], named["inner"])
            or (signature and "=" in (named["sign"], *rest[-60:].split()))
        )
        if named["sign"] == ":" or rest.split(" ")[0].lower().strip("<>[]{}?,()") in TYPES:
            type_, example = _type_of(rest)
        elif named["sign"] == "=":
            type_, example = _type_of(rest)
            optional = optional or signature
    elif paren:
        name = paren["name"].strip()
        optional = optional or bool(paren["optional"])
        first = paren["rest"].split(",")[0].strip()
        if first.lower() not in ("optional", "required", ""):
            type_ = first
    else:
        name = piece
    if signature or re.match(r"^[\w<>\[\].]+ [\w$]+\??$", name):
        name, type_ = _typed_name(name, type_, signature=signature)
    if name.endswith("?"):
        optional = True
    if "[" in name:
        name, type_ = name.split("[")[0], type_ or "list"
    name = re.sub(r"\((?:optional|required)\)|\boptional\b|\brequired\b", "", name, flags=re.IGNORECASE)
    name = name.strip(" ?\"'`.;:{}[]()<>*&$…").strip()
    if not name or _NOTHING.match(name):
        return None
    made = Parameter(name=name, place=place, type=type_, line=line)
    if place is Place.QUERY and (turns_pages(made) or bounds_pages(made)):
        optional = True
    return Parameter(name=name, place=place, type=type_, required=not optional, line=line, example=example)


def _type_of(rest: str) -> tuple[str | None, str | None]:
    """A type as typed, or a literal value that the draft shows in its place."""
    rest = rest.strip().rstrip(",;")
    rest = re.sub(r"\s*(?<![=!<>])=(?![=>]).*$", "", rest, flags=re.DOTALL) or rest  # a default
    if len(rest.split()) > 5 and rest[:1] not in "{[<(":
        return None, None  # prose about the field rather than its type
    quoted = re.match(r"^([\"'])(.*)\1$", rest, re.DOTALL)
    if quoted:
        inner = quoted[2].strip()
        bare = inner.strip("<>{}").lower()
        return (
            (inner, None)
            if bare in TYPES or bare.split("|")[0].split("(")[0].strip() in TYPES
            else (None, inner)
        )
    if re.match(r"^-?\d+(?:\.\d+)?$", rest) or rest.lower() in ("true", "false"):
        return None, rest
    return (rest or None), None


def _typed_name(name: str, type_: str | None, *, signature: bool) -> tuple[str, str | None]:
    """``long userId`` and Go's ``userId int64`` → the name and its type."""
    words = name.split()
    words = [
        word
        for word in words
        if word not in ("final", "const", "in", "out", "ref", "required", "optional", "mut", "readonly")
    ] or words
    if len(words) == 2 and type_ is None:
        left, right = words
        if _is_type(left) and not _is_type(right):
            return right, left
        if _is_type(right) and not _is_type(left):
            return left, right
        if signature and left[:1].isupper() and right[:1].islower():
            return right, left
        if _is_type(right) and left.lower() in _NAMES_TOO:
            return left, right
        if signature and _is_type(left):
            return right, left
    return " ".join(words), type_


def _is_type(word: str) -> bool:
    return word.lower().strip("[]*&?") in TYPES or bool(re.search(r"[<>]|\[\]$", word))


def top_keys(text: str) -> tuple[str, ...]:
    """Field names of a body that is returned, those one level down included.

    Examples
    --------
    >>> top_keys('{"tweets": [{"id": 1, "text": "x"}], "next": "abc"}')
    ('tweets', 'next')
    >>> top_keys("{ id, text }")
    ('id', 'text')
    """
    return tuple(field.name for field in read_fields(text, Place.BODY, 0))
