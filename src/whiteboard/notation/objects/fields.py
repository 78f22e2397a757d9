"""What an object or a data type holds: ``media?``, ``id: uuid``, ``text (280 characters)``."""

from __future__ import annotations

import re

from whiteboard.draft.objects import Field
from whiteboard.notation.listing import bracketed_end, has_words, is_balanced, plain, split_list
from whiteboard.notation.objects.mutability import changes_in

_ARTICLES = re.compile(
    r"^(?:(?:an?|the|its|their|his|one|and|or|own|der|die|das|el|la|le|un|una|une)\s+)+", re.IGNORECASE
)
_NAME = re.compile(r"[\w .'’/&+@$%~-]+\Z")
# Words that are as often nouns (text, date, id) make no type of what stands before them: "tweet id".
_TYPE_WORD = (
    r"(?:u?int(?:eger)?(?:8|16|32|64)?|big(?:int|serial)|small(?:int|serial)|serial|float|"
    r"double|decimal|numeric"
    r"|n?varchar2?|str(?:ing)?|citext|uuid|ulid|guid|bool(?:ean)?|timestamptz|jsonb?|bytea)"
)
_TYPED = re.compile(
    (
        rf"^(?P<name>[\w]+)\s+(?P<type>{_TYPE_WORD}(?:\s?[(\[<].*|[!?]?)(?:\s+(?:pk|fk|primary|"
        rf"foreign|key|not|null|unique|default|auto_?increment|references|index(?:ed)?)\b.*)?)$"
    ),
    re.IGNORECASE | re.DOTALL,
)
_TYPE_FIRST = re.compile(
    rf"^(?P<type>{_TYPE_WORD}(?:[<(\[].{{0,40}}?[>)\]])?[?]?)\s+(?P<name>\w+)$", re.IGNORECASE
)
_FLAGS = re.compile(
    (
        r"^(?P<name>\w+)\s+(?P<type>(?:(?:pk|fk|primary key|foreign key|unique|not null|auto "
        r"?increment|indexed)\b[\s,]*)+.*)$"
    ),
    re.IGNORECASE,
)
_OPTIONAL = re.compile(
    r"(?i)^(?:optional(?:ly)?|maybe|possibly|perhaps)\s+(?!\W)|[\s,]*[\[(]?\boptional\b[\])]?$"
)
LONGEST = 4


def parse_field(text: str, line: int) -> Field | None:
    """One field, or None when the text reads like something else.

    Examples
    --------
    >>> [(f.name, f.optional) for t in ("media?", "id: uuid", "photo (optional)") if (f := parse_field(t, 1))]
    [('media', True), ('id', False), ('photo', True)]
    >>> [parse_field(t, 1).type for t in ("string name", "text varchar(280)")]
    ['string', 'varchar(280)']
    """
    text = text.strip().strip("\"'").strip().lstrip("+~#").strip()
    text = _ARTICLES.sub("", re.sub(r"^-\s*(?=\w)", "", text))
    optional = False
    if _OPTIONAL.search(text):
        text, optional = _OPTIONAL.sub("", text).strip(" ,:"), True
    if re.match(r"(?:readonly|private|public|required|const|val|var|final)\s+\w+\s*[:\w]", text):
        text = text.split(None, 1)[1]
    name, type_ = _apart(text)
    if type_ and re.search(r"(?i)\boptional\b|\bnullable\b|\?$|\bor none\b|\bnone$", type_):
        optional = True
        type_ = re.sub(r"(?i)[\s,/(]*\b(?:optional|nullable)\b[)]?[\s,]*", " ", type_).strip(" ,") or None
    name = name.strip().strip("\"'`").strip()
    if not type_ and _apart(name)[1]:
        name, type_ = _apart(name)
    if name.endswith(("?", "!", "*")):
        optional = optional or name.endswith("?")
        name = name.rstrip("?!* ")
    name = _ARTICLES.sub("", name).strip(" .-'’\"")
    if not type_ and _apart(name)[1]:
        name, type_ = _apart(name)
    if not is_field_name(name):
        return None
    return Field(name=name, optional=optional, type=_type(type_ or ""), line=line)


def _type(text: str) -> str | None:
    """A type without the brackets that wrap it whole, and without any that are not closed."""
    made = plain(text)
    for _ in range(10):
        held, inner = bracketed_end(made)
        if held or not inner:
            break
        made = plain(inner)
    return plain(made if is_balanced(made) else re.sub(r"[()\[\]{}<>]", " ", made)) or None


def is_field_name(name: str) -> bool:
    """Whether a text is short and plain enough to name a field.

    Examples
    --------
    >>> is_field_name("video recording"), is_field_name("the time at which it was posted"), is_field_name("a: b")
    (True, False, False)
    """
    return (
        bool(_NAME.match(name))
        and has_words(name)
        and len(name.split()) <= LONGEST
        and len(name) <= 60
        and not re.search(r"-\s|\s-", name)
        and not re.search(r"(?i)(?:^|\s)(?:and|or|&|who|that|which|can|is|are|has|have|was)(?:\s|$)", name)
        and not changes_in(name)
        and plain(name) == name
        and (name[0].isalnum() or name[0] == "_")
    )


def _apart(text: str) -> tuple[str, str | None]:
    if found := re.match(r"(?P<name>[^:(\[{<]{1,60}?)\s*:\s*(?P<type>.+)$", text, re.DOTALL):
        return found["name"], found["type"].strip(" ,;'\"")
    held, inner = bracketed_end(text)
    if inner and held and not _TYPED.match(text):
        return held, inner
    if found := re.match(r"(?P<name>[^=]{1,60}?)\s+(?:-|–|—|=|->|→)+\s+(?P<type>.+)$", text, re.DOTALL):
        return found["name"], found["type"]
    if found := _TYPED.match(text) or _FLAGS.match(text):
        return found["name"], found["type"]
    if found := _TYPE_FIRST.match(text):
        return found["name"], found["type"]
    if found := re.match(r"(?P<name>[\w ]{1,60}?)\s*(?P<type>[\[<{].*)$", text, re.DOTALL):
        return found["name"], found["type"]
    return text, None


def split_fields(text: str) -> list[str]:
    """The items of a list of fields; a last "and" parts two of them.

    Examples
    --------
    >>> split_fields("text, media? and an author"), split_fields("id: int; name: string")
    (['text', 'media?', 'an author'], ['id: int', 'name: string'])
    """
    made = split_list(text)
    if made:
        parts = [part for part in re.split(r"\s+(?:and|&|und|y|et|e)\s+", made[-1]) if part]
        if all(len(part.split()) <= LONGEST for part in parts) and not any(
            char in made[-1] for char in "([:"
        ):
            made[-1:] = parts
    return [re.sub(r"^(?:and|or|plus|und|y|et)\s+", "", part) for part in made]


def parse_fields(text: str, line: int) -> tuple[tuple[Field, ...], str]:
    """A list of fields, and what of it reads like something else; no fields when most of it does.

    Examples
    --------
    >>> fields, rest = parse_fields("handle, name, bio?", 1)
    >>> [field.name for field in fields], rest
    (['handle', 'name', 'bio'], '')
    >>> parse_fields("a person who has signed up and may post", 1)
    ((), 'a person who has signed up and may post')
    """
    items = split_fields(text)
    made = [(item, parse_field(item, line)) for item in items]
    fields = tuple(field for _, field in made if field)
    if (
        not fields
        or 2 * len(fields) < len(items)
        or ("," not in text and ";" not in text and _describes(text))
    ):
        return (), text
    return fields, ", ".join(item for item, field in made if not field)


def _describes(text: str) -> bool:
    """Whether one item is a description rather than a field."""
    return bool(
        re.match(
            (
                r"(?i)(?:(?:an?|the)\s(?=\w+\s\w)|any|some|someone|one|each|every|this|it|what|who|"
                r"represents?|stores?|holds?|for|where|up to)\s"
            ),
            text,
        )
    ) or (
        len(text.split()) > 2
        and bool(
            re.search(r"(?i)\s(?:with|about|under|in|on|of|for|that|who|which|at|by|up to|whose)\s", text)
        )
        and not re.search(r"[:(?]|\band\b", text)
    )
