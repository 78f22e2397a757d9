"""One statement about data types: ``Account: structured, 1 KB``, "Media (images, videos): 10MB each"."""

from __future__ import annotations

import re
from dataclasses import replace

from whiteboard.draft.data_types import DataKind, DataType
from whiteboard.draft.objects import Field
from whiteboard.notation.data_types.words import kind_of, kind_said, take_size
from whiteboard.notation.listing import bracketed_end, has_words, is_balanced, plain, split_list, split_names
from whiteboard.notation.objects.fields import parse_field
from whiteboard.notation.objects.names import bare_name, is_generic

_LABEL = re.compile(
    r"^(?P<name>[^:=~≈]{1,90}?)\s*(?::|=|~|≈|->|→|=>|\s[-–—]{1,2}\s)\s*(?P<rest>\S.*)?$", re.DOTALL
)
_AS = re.compile(
    r"(?i)(?P<names>[^;.:]{2,80}?)\s+(?:(?:is|are|will be|would be|can "
    r"be)\s+)?(?:(?:stored|kept|saved|treated|go|goes|live|lives|modeled)\s+)?(?:as|are|is|"
    r"in|into|to)\s+(?:an?\s+|the\s+)?(?P<kind>(?:un|semi-?)?structured(?: data)?|media(?: "
    r"files?)?|blobs?|binary(?: data| files?)?|blob storage|object storage|relational(?: "
    r"data)?)\b"
)
_SIZE_OF = re.compile(
    r"(?i)^(?:(?:the|average|avg\.?|typical|max(?:imum)?|mean|estimated|"
    r"approx\.?)\s+)*size\s+(?:of|per|for)\s+(?:an?|one|each|the|every)?\s*(?P<name>.+)$|"
    r"^(?P<other>.{1,40}?)\s+(?:average |avg |max )?size$"
)
_EACH = re.compile(
    r"(?i)^(?:each|every|per (?:item|piece|one|row|record)|apiece|a piece|on average|"
    r"average|avg|max(?:imum)?|at most|estimated|or so|size|total|approx\.?|about|~)$"
)
_PROSE = re.compile(
    r"(?i)^(?:we|i|the system|it|there|our system|this|these|they|so|let's|all|some|most|what|think)\s"
)
_NAME = re.compile(r"[\w .'’/&+()-]+\Z")


def parse_types(text: str, line: int, kind: DataKind) -> list[DataType]:
    """The data types that a line states; empty when it states none.

    Parameters
    ----------
    text : str
        The line without its marker.
    line : int
        Where it stands.
    kind : DataKind
        What the heading above says.

    Examples
    --------
    >>> [made] = parse_types("Account: structured, 1 KB", 1, DataKind.UNSTATED)
    >>> made.name, made.kind.value, made.size, made.size_text
    ('Account', 'structured', 1000.0, '1 KB')
    >>> [(m.name, m.kind.value, m.size) for m in parse_types("Media (images, videos): 10MB each", 1, DataKind.UNSTATED)]
    [('images', 'media', 10000000.0), ('videos', 'media', 10000000.0)]
    """
    text = text.strip(" .")
    sentences = re.split(r"(?<=[\w)])\.\s+(?=[A-Z])", text)
    if 1 < len(sentences) < 20 and not _LABEL.match(sentences[0]):
        return [one for part in sentences for one in parse_types(part, line, kind)]
    return (
        _braced(text, line, kind)
        or _grouped(text, line)
        or _labelled(text, line, kind)
        or _prose(text, line)
        or _plain(text, line, kind)
    )


def _braced(text: str, line: int, kind: DataKind) -> list[DataType]:
    """``Account { id, handle } ~1KB``."""
    found = re.match(r"^(?P<name>[^:{}()]{1,60}?)\s*:?\s*\{(?P<fields>[^{}]*)\}(?P<rest>[^{}]*)$", text)
    if not found or not is_type_name(bare_name(found["name"])):
        return []
    about, more = content(found["fields"], line), content(found["rest"], line)
    said = more.kind if more.kind is not DataKind.UNSTATED else about.kind
    return [
        replace(
            about,
            name=bare_name(found["name"]),
            kind=said if said is not DataKind.UNSTATED else kind,
            size=more.size,
            size_text=more.size_text,
            note="; ".join(filter(None, (about.note, more.note, *(field.name for field in more.fields)))),
        )
    ]


def _grouped(text: str, line: int) -> list[DataType]:
    """``Structured data (tweets, accounts): 100 KB each``; ``Media: images, videos``."""
    found = _LABEL.match(text)
    head, rest = (found["name"], found["rest"] or "") if found else (text, "")
    held, inner = bracketed_end(head.strip())
    kind = kind_of(held if inner else head)
    if kind is DataKind.UNSTATED:
        return []
    if inner and kind_of(inner) is DataKind.UNSTATED and take_size(inner)[1] is None:
        about = content(rest, line)
        names = [bare_name(name) for name in split_names(inner)]
        made = [replace(about, name=name, kind=kind) for name in names if is_type_name(name)]
        if made:
            return made
    if not rest:
        return []
    if found and _only_says(rest):
        return [replace(content(rest, line), name=held if inner else head.strip(), kind=kind)]
    return [replace(one, kind=kind) for one in listed(rest, line)]


def _only_says(text: str) -> bool:
    """Whether nothing but a size or a kind is left of what stands behind a label."""
    rest, size, _, _ = take_size(text)
    left = [part for part in split_list(rest) if not _EACH.match(part) and kind_of(part) is DataKind.UNSTATED]
    return (size is not None or kind_of(text) is not DataKind.UNSTATED) and not left


def listed(text: str, line: int) -> list[DataType]:
    """A list of types, each with what stands in brackets behind it.

    Examples
    --------
    >>> [(one.name, one.size) for one in listed("images (1 MB), videos 10 MB and avatars", 1)]
    [('images', 1000000.0), ('videos', 10000000.0), ('avatars', None)]
    """
    rest, size, typed, _ = take_size(text)
    shared = size if typed and text.rstrip(" .").endswith(("each", "per item", "a piece")) else None
    made: list[DataType] = []
    for item in split_names(rest if shared else text):
        left, own, own_text, _ = take_size(item)
        held, inner = bracketed_end(left.strip())
        held = re.sub(
            r"(?i)\s(?:in|of|for|from|attached to|belonging to|by)\s.*$|\s(?:each|per item)$", "", held
        )
        name = bare_name(re.sub(r"[:=~-]+\s*$", "", held))
        if not is_type_name(name):
            continue
        note = "" if not inner or take_size(inner)[1] else inner
        made.append(
            DataType(
                name=name,
                size=own or shared,
                size_text=own_text or (typed if shared else ""),
                note=note,
                line=line,
            )
        )
    return made


def is_type_name(name: str) -> bool:
    """Whether a text can name a data type.

    Examples
    --------
    >>> is_type_name("Video file"), is_type_name("we keep it for a year"), is_type_name("data to store")
    (True, False, False)
    """
    return (
        bool(_NAME.match(name))
        and has_words(name)
        and len(name.split()) <= 5
        and len(name) <= 60
        and not is_generic(name)
        and not _PROSE.match(name + " ")
        and not _EACH.match(name)
        and bare_name(name) == name == plain(name)
        and is_balanced(name)
        and name[0].isalnum()
    )


def _labelled(text: str, line: int, kind: DataKind) -> list[DataType]:
    """``Name: …``; also ``Tweet (structured): 1 KB`` and several names before the colon."""
    found = _LABEL.match(text)
    if not found:
        return []
    head, rest = found["name"].strip(), found["rest"] or ""
    named = _SIZE_OF.match(head)
    if named:
        head = named["name"] or named["other"]
    held, inner = bracketed_end(head)
    extra = content(inner, line) if inner else None
    if is_generic(held) or re.fullmatch(r"(?i)(?:average |avg |estimated )?sizes?", held):
        return [replace(one, kind=kind) for one in listed(rest, line)]
    about = content(rest, line)
    if extra is not None:
        about = replace(
            about,
            kind=about.kind if about.kind is not DataKind.UNSTATED else extra.kind,
            size=about.size if about.size is not None else extra.size,
            size_text=about.size_text or extra.size_text,
            fields=extra.fields + about.fields,
            note="; ".join(filter(None, (extra.note, about.note))),
        )
    names = [bare_name(name) for name in split_names(held)]
    if not names or not all(is_type_name(name) for name in names):
        return []
    return [
        replace(about, name=name, kind=about.kind if about.kind is not DataKind.UNSTATED else kind)
        for name in names
    ]


_FIELDS_TOO = frozenset(
    {"media", "file", "files", "image", "images", "photo", "photos", "video", "videos", "audio", "blob"}
)
_MANY_FIELDS = 4


def content(text: str, line: int) -> DataType:
    """What stands behind a name: kind, size, fields, and the rest as a note.

    Examples
    --------
    >>> made = content("id, name, availability. (Structured data)", 1)
    >>> made.kind.value, [field.name for field in made.fields]
    ('structured', ['id', 'name', 'availability'])
    >>> content("video (media)", 1).kind.value
    'media'
    """
    rest, size, size_text, _ = take_size(text)
    kind = DataKind.UNSTATED
    fields: list[Field] = []
    notes: list[str] = []
    parts = [
        part.strip(" .")
        for chunk in re.split(
            r"(?<=[\w)])\.\s+|\s+[-–—]{1,2}\s+|(?<=\s)[=→](?=\s|$)|\s\+\s", _bare_brackets(rest)
        )
        for part in split_list(chunk)
    ]
    for position, part in enumerate(parts):
        held, inner = bracketed_end(part)
        said = kind_of(held if inner and held else part)
        if 0 < position < len(parts) - 1 and len(parts) >= _MANY_FIELDS and part.lower() in _FIELDS_TOO:
            fields.append(Field(name=part))  # amid the fields of a row: "id, text, media, created_at"
            continue
        if said is not DataKind.UNSTATED and inner and held:
            notes.append(inner)
        if said is not DataKind.UNSTATED:
            kind = kind if kind is not DataKind.UNSTATED else said
            continue
        if _EACH.match(part) or not has_words(part):
            continue
        one = parse_field(part, line)
        if one is not None and one.type and kind_of(one.type) is not DataKind.UNSTATED:
            kind = kind if kind is not DataKind.UNSTATED else kind_of(one.type)
            one = replace(one, type=None)
        if one is not None and kind_said(part) is DataKind.UNSTATED and not one.name[:1].isdigit():
            fields.append(one)
            continue
        if kind is DataKind.UNSTATED:
            kind = kind_said(part)
        notes.append(part)
    return DataType(
        name="",
        kind=kind,
        size=size,
        size_text=size_text,
        fields=tuple(fields),
        note="; ".join(notes),
        line=line,
    )


def _bare_brackets(text: str) -> str:
    """``id, name. (Structured data)``: a last bracket that stands apart from the words becomes a part of its own."""
    held, inner = bracketed_end(text.strip(" ."))
    if inner and (
        kind_of(inner) is not DataKind.UNSTATED or len(split_list(inner)) > 1 or not held or held[-1] in ",.;"
    ):
        return f"{held.rstrip(' .,;')}; {inner}" if held.strip(" .,;") else inner
    return text.replace("(,", "(")


def _prose(text: str, line: int) -> list[DataType]:
    """ "We store tweets as structured data and images as media"."""
    made = []
    for found in _AS.finditer(text[:600]):
        names = re.sub(
            r"(?i)^.*?\b(?:store|keep|have|save|whereas|while|but)\s+", "", found["names"].strip(" ,")
        )
        names = re.sub(r"(?i)^(?:and|so|but|while|whereas|then)\s+", "", names.strip(" ,"))
        kind = kind_of(found["kind"])
        for name in split_names(names):
            bare = bare_name(bracketed_end(name)[0])
            if is_type_name(bare) and len(bare.split()) <= 3:
                made.append(DataType(name=bare, kind=kind, line=line))
    if len(made) == 1 and take_size(text)[1] is not None:
        size, typed = take_size(text)[1:3]
        made = [replace(made[0], size=size, size_text=typed)]
    return made


def _plain(text: str, line: int, kind: DataKind) -> list[DataType]:
    """``Tweet``; ``Tweets 300 bytes``; ``10 MB/video``; "A tweet is about 1 KB"; ``Images or videos in tweets``."""
    rest, size, typed, whose = take_size(text)
    if size is not None:
        rest = re.sub(
            (
                r"(?i)\s+(?:is|are|takes?|needs?|weighs?|about|has|of|=|~|≈|each)+\s*(?:about|around|"
                r"up to|roughly|~|≈|on average)*\s*$"
            ),
            "",
            rest.strip(" ,()"),
        )
        rest = re.sub(
            r"(?i)^(?:per|for (?:an?|each|every)|an?|one|each|every)\s+", "", rest.strip(" ,.~≈-=:")
        )
        held, inner = bracketed_end(rest)
        name = bare_name(held) or whose
        about = content(inner, line) if inner else DataType(name="", line=line)
        said = about.kind if about.kind is not DataKind.UNSTATED else kind
        if kind_of(name) is not DataKind.UNSTATED and whose and kind_of(whose) is DataKind.UNSTATED:
            said, name = kind_of(name), whose
        if is_type_name(name):
            return [replace(about, name=name, kind=said, size=size, size_text=typed)]
        return (
            [replace(one, kind=kind, size=size, size_text=typed) for one in listed(rest, line)]
            if len(split_names(rest)) > 1
            else []
        )
    held, inner = bracketed_end(text)
    if inner and is_type_name(bare_name(held)):
        about = content(inner, line)
        return [
            replace(
                about, name=bare_name(held), kind=about.kind if about.kind is not DataKind.UNSTATED else kind
            )
        ]
    made = listed(text, line)
    if len(made) != len(split_names(text)) or _PROSE.match(text):
        return []
    return [replace(one, kind=kind) for one in made]
