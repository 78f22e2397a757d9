"""One statement about objects: ``Account: handle, name``, "The main objects are accounts and tweets"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from whiteboard.draft.objects import Field
from whiteboard.notation.listing import bracketed_end, split_list, split_names
from whiteboard.notation.objects.fields import parse_field, parse_fields
from whiteboard.notation.objects.mutability import Changes, changes_in, yes_or_no
from whiteboard.notation.objects.names import CHANGE_LABELS, LONGEST, bare_name, is_generic, is_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a statement says of one object.

    Parameters
    ----------
    name : str
        The object's name; empty when the statement is about "they" or "all of them".
    fields : tuple of Field
        What it holds.
    changes : Changes
        Whether it may be changed or deleted.
    note : str
        The rest.
    about : bool
        Whether the statement is about an object that may stand elsewhere, rather than declaring one.
    """

    name: str
    fields: tuple[Field, ...] = ()
    changes: Changes = field(default_factory=Changes)
    note: str = ""
    about: bool = False


_COLON = re.compile(
    (
        r"^(?P<name>[^:=({\[]{1,80}?)\s*(?P<bracket>\([^()]{0,80}\))?\s*(?::|:=|=|->|→|"
        r"=>)(?=\s|$|[^\s/:])\s*(?P<rest>.*)$"
    ),
    re.DOTALL,
)
_DASH = re.compile(
    r"^(?P<name>[^:({\[]{1,80}?)\s*(?P<bracket>\([^()]{0,80}\))?\s+(?:-{1,2}|–|—|~|\.{2,})\s+(?P<rest>.+)$",
    re.DOTALL,
)
_OPENED = re.compile(r"^(?P<name>[^:({\[<]{1,80}?)\s*(?P<open>[({\[])(?P<rest>.*?)[)}\]]?[;,]?$", re.DOTALL)
_HOLDS = re.compile(
    (
        r"^(?P<name>.{1,60}?)\s+(?:(?:also|will|would|should|must|can|may|each|"
        r"only)\s+)*(?:has|have|having|contains?|consists? of|with|holds?|stores?|includes?|"
        r"including|carr(?:y|ies)|keeps?|is made (?:up )?of|comprises?)\s+(?P<rest>.+)$"
    ),
    re.IGNORECASE | re.DOTALL,
)
_BEING = re.compile(
    (
        r"^(?P<name>.{1,60}?)\s+(?P<verb>is|are|represents?|means?|denotes?|describes?|who|"
        r"that|which|where|for)\s+(?P<rest>.+)$"
    ),
    re.IGNORECASE | re.DOTALL,
)
_LISTING = re.compile(
    (
        r"^.{0,90}?\b(?:objects?|entit(?:y|ies)|things|nouns|resources|concepts|models|objetos|"
        r"entidades|objekte|entitäten|objets|entités)\b[^:,]{0,60}?"
        r"(?:\s(?:are|is|would be|will be|include|includes|including|being|here|son|sind|sont|"
        r"be|like|such as|namely)\b:?|:|\s[-–—=]|=)\s*(?P<list>\S.*)$"
    ),
    re.IGNORECASE | re.DOTALL,
)
_WE = re.compile(
    r"^(?:so\s+|then\s+|first\s+)?(?:we|i|there|the (?:system|service|application|app|"
    r"platform)|it|our (?:system|service))(?:'ll|'d|’ll)?\s(?:\w+\s){0,3}?"
    r"(?:have|has|needs?|stores?|sees?|keeps?|identify|identified|are|is|tracks?|manages?|"
    r"saves?|with|persists?|models?|model as|handles?|holds?|track information about|data "
    r"about)\s(?:to (?:store|keep|save|model|track|manage|persist) )?"
    r"(?:(?:data|information|details) (?:on|about|for) )?(?P<list>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_EVERYTHING = re.compile(
    (
        r"^(?:they|all|both|everything|all of (?:them|these|the above)|all (?:the )?(?:objects|"
        r"entities|others?|of it)|the objects|objects|these|either|all the above|each)$"
    ),
    re.IGNORECASE,
)
_IT = re.compile(r"^(?:it|this|he|she|this one|the object|which)$", re.IGNORECASE)
IT = "\x00it"
_MODAL = re.compile(
    (
        r"^(?P<name>.{1,60}?)\s+(?P<rest>(?:can(?:not|'t|’t)?|could(?:n't)?|may(?: not)?|"
        r"must(?: not)?|should(?: not|n't)?|will(?: not)?|won't|are|aren't|is|isn't|"
        r"do(?:es)?(?:n't| not)|never)\b.*)$"
    ),
    re.IGNORECASE | re.DOTALL,
)
_ACTOR = re.compile(
    r"(?i)^(?:only )?(?:(?:the|an?|its|their) )?(?:users?|people|owners?|authors?|we|one|"
    r"anyone|admins?|nobody|no one|accounts?|they|you|creators?|members?)\s"
    r"(?P<modal>(?:can(?:not|'t|’t)?|may|could|should|are able to|is able to|must|do not|"
    r"don't|never)(?: not| also| only)?)\s(?P<verb>(?:edit|change|update|modify|delete|"
    r"remove)(?:(?: or | and |, |/)(?:edit|change|update|modify|delete|"
    r"remove))*)\s(?P<name>.+)$"
)
_NO_ACTION = re.compile(
    r"(?i)^(?:no|without)\s(?P<verb>edit(?:s|ing)?|delet(?:es|ion|ions|ing)|updates?|"
    r"changes?)\s(?:of|to|for|on)\s(?P<name>.+)$"
)
_QUESTION = re.compile(
    r"(?i)^(?:can|may|could|are|is|should|will)\s(?P<name>.{1,60}?)\s(?P<rest>(?:be "
    r")?(?:edited|changed|deleted|removed|updated|modified|mutable|immutable|deletable|"
    r"mutated)[^?]*)\?\s*(?:->|→|[-–—:=])?\s*(?P<answer>.*)$"
)


def parse_statement(text: str, line: int) -> list[Said]:
    """What a line says, one `Said` an object; empty when it is mere prose.

    Examples
    --------
    >>> [said] = parse_statement("Tweet: text, media? (immutable, deletable)", 1)
    >>> said.name, [f.name for f in said.fields], said.changes.mutable, said.changes.deletable
    ('Tweet', ['text', 'media'], False, True)
    >>> [said.name for said in parse_statement("The main objects are accounts and tweets", 1)]
    ['accounts', 'tweets']
    """
    text = _in_usual_signs(text)
    sentences = re.split(r"(?<=[\w)])\.\s+(?=[^\W\d_])", text)
    if len(sentences) > 1 and not _COLON.match(sentences[0]) and not _DASH.match(sentences[0]):
        return [said for part in sentences[:20] for said in parse_statement(part, line)]
    return (
        _labelled_changes(text)
        or _named(text, line)
        or _listing(text, line)
        or _dashed(text, line)
        or _changing(text)
        or _declared(text, line)
        or _names(text, line)
    )


_BRACKETS_THEN_CHANGES = re.compile(
    r"^(?P<name>[^\W\d][\w ]{0,40}?)\s*\((?P<fields>[^()]{1,400})\)\s*[-–—,:]?\s*(?P<more>[^()]{3,120})$"
)
_DASHED_THEN_SENTENCE = re.compile(
    r"^(?P<name>[^\W\d][\w ]{0,40}?)\s+(?:–|—|"
    r"--?)\s+(?P<fields>[^.:]{1,400},[^.:]{1,400})\.\s+(?P<more>[A-Z].{3,400})$"
)


def _in_usual_signs(text: str) -> str:
    """``User (name, bio) mutable`` and ``User – name, bio. It can be changed.`` as ``User: name, bio (mutable)``."""
    found = _BRACKETS_THEN_CHANGES.match(text)
    if found:
        changes = changes_in(found["more"])
        if changes and changes.only:
            return f"{found['name']}: {found['fields']} ({found['more']})"
    found = _DASHED_THEN_SENTENCE.match(text)
    if found and changes_in(found["more"]) and is_name(bare_name(found["name"])):
        more = found["more"].rstrip(".").replace("(", " ").replace(")", " ").replace(":", " ")
        return f"{found['name']}: {found['fields']} ({more})"
    return text


def _labelled_changes(text: str) -> list[Said]:
    """``Immutable: tweets, follows``; ``Mutable objects: accounts``."""
    found = re.match(
        (
            r"(?i)^(?:the )?(?P<label>(?:not |non-?|un)?\w+)(?:\s(?:objects?|entities|things|"
            r"ones))?\s*(?::|=|[-–—])\s*(?P<list>.+)$"
        ),
        text,
    )
    if not found:
        return []
    changes = changes_in(found["label"])
    if not changes or not changes.only or bare_name(found["label"].lower()).split()[-1:] == ["media"]:
        return []
    if _EVERYTHING.match(found["list"]) or found["list"].lower() in ("everything else", "the rest"):
        return [Said(name="", changes=changes, about=True)]
    names = [bare_name(name) for name in split_names(bracketed_end(found["list"])[0])]
    return [
        Said(name=name, changes=changes, about=True)
        for name in names
        if is_name(name) and yes_or_no(name) is None
    ]


def _named(text: str, line: int) -> list[Said]:
    """``Name: …``, ``Name (…)``, ``Name {…}``."""
    found = _COLON.match(text)
    if found:
        name = bare_name(found["name"])
        if is_generic(name) or not is_name(name):
            return []
        said = content(found["rest"], line)
        extra = content(found["bracket"][1:-1], line) if found["bracket"] else None
        return [replace(_both(said, extra), name=name)]
    held, inner = bracketed_end(text)
    opened = _OPENED.match(text)
    if inner and is_name(bare_name(held)):
        return [replace(content(inner, line), name=bare_name(held))]
    if opened and is_name(bare_name(opened["name"])) and opened["open"] != "(":
        return [
            replace(
                content(opened["rest"].replace("}", "") if opened["open"] == "{" else opened["rest"], line),
                name=bare_name(opened["name"]),
            )
        ]
    return []


def _both(said: Said, other: Said | None) -> Said:
    if other is None:
        return said
    return replace(
        said,
        fields=said.fields + other.fields,
        changes=merged(said.changes, other.changes),
        note="; ".join(filter(None, (other.note, said.note))),
    )


def merged(one: Changes, other: Changes) -> Changes:
    """What two statements say together; the first wins where they differ."""
    return Changes(
        one.mutable if one.mutable is not None else other.mutable,
        one.deletable if one.deletable is not None else other.deletable,
    )


def content(text: str, line: int) -> Said:
    """What stands behind a name: fields, what may change, and the rest as a note.

    Examples
    --------
    >>> said = content("text, author; immutable once posted. The heart of it", 1)
    >>> len(said.fields), said.changes.mutable, said.note
    (2, False, 'The heart of it')
    """
    fields: tuple[Field, ...] = ()
    notes: list[str] = []
    changes = Changes()
    text = _unwrapped(text.strip())
    held, inner = bracketed_end(text)
    if inner and changes_in(inner):
        found = changes_in(inner)
        changes, text = merged(changes, found), held
        notes += [] if found.only else [inner]
    for part in _segments(text):
        part = part.strip(" ,;")  # noqa: PLW2901
        if not part:
            continue
        found = changes_in(part)
        kept = [item for item in split_list(part, ",") if not changes_in(item)] if found else []
        if found and (found.only or not kept or not parse_fields(", ".join(kept), line)[0]):
            changes = merged(changes, found)
            notes += [] if found.only else [part]
            continue
        if found:
            for item in split_list(part, ","):
                said = changes_in(item)
                changes = merged(changes, said) if said else changes
                notes += [item] if said and not said.only else []
            part = ", ".join(kept)  # noqa: PLW2901
        part = re.sub(  # noqa: PLW2901
            (
                r"(?i)^(?:(?:it )?(?:has|have|contains?|holds?|stores?|includes?|consists? of|with|"
                r"fields|attributes|properties)\b:?)\s+"
            ),
            "",
            part,
        )
        made, rest = parse_fields(part, line)
        if made and fields and not any(char in part for char in ",:(?") and len(part.split()) > 1:
            made, rest = (), part
        fields += made
        notes += [rest] if rest else []
    return Said(name="", fields=fields, changes=changes, note="; ".join(notes))


def _unwrapped(text: str) -> str:
    """``(a, b)`` and ``{a, b}`` without what wraps them whole."""
    held, inner = bracketed_end(text)
    if inner and not held:
        return inner
    return text[1:-1].strip() if text[:1] == "{" and text[-1:] == "}" and text.count("{") == 1 else text


def _segments(text: str) -> list[str]:
    parts = [
        piece
        for part in split_list(text, ";")
        for piece in re.split(r"(?<=[\w)?])\.\s+|\s+[-–—]{1,2}\s+", part)
    ]
    if len(parts) > 1 and all(len(split_list(part, ",")) == 1 and parse_field(part, 0) for part in parts):
        return [", ".join(parts)]
    return parts


def _listing(text: str, line: int) -> list[Said]:
    """ "The main objects are accounts and tweets", "Entities: User, Tweet", "We have users and tweets"."""
    label = re.match(r"^(?P<label>[^:]{1,90}):\s*(?P<list>\S.*)$", text, re.DOTALL)
    if label and is_generic(label["label"]):
        return names_of(label["list"], line)
    for pattern in (_LISTING, _WE):
        found = pattern.match(text)
        if found:
            said = names_of(
                re.sub(
                    (
                        r"(?i)^(?:two|three|four|five|six|\d+)\s(?:\w+\s){0,3}?(?:objects|entities|things|"
                        r"kinds of objects)\b\s*(?:here)?\s*[:,-]?\s*"
                    ),
                    "",
                    found["list"],
                ),
                line,
            )
            if said:
                return said
    return []


def names_of(text: str, line: int) -> list[Said]:
    """The objects of a list, each with what stands in brackets or behind a relative word."""
    made: list[Said] = []
    for item in split_names(re.sub(r"\s*\(\d\)\s*", " ", text)):
        if made and re.match(r"(?i)(?:who|which|that|where|whose)\s", item):
            made[-1] = replace(made[-1], note="; ".join(filter(None, (made[-1].note, item))))
            continue
        held, inner = bracketed_end(item)
        cut = re.match(r"(?P<name>.+?)\s+(?:who|that|which|where|with|for|as)\s+(?P<rest>.+)$", held)
        name = bare_name(cut["name"] if cut else held)
        if not is_name(name):
            return []
        said = content(inner, line) if inner else Said(name="")
        if cut:
            said = replace(said, note="; ".join(filter(None, (said.note, cut["rest"]))))
        made.append(replace(said, name=name))
    return made


def _changing(text: str) -> list[Said]:
    """ "Tweets can be deleted but not edited", "Users can edit their profile", "Accounts are mutable"."""
    made: list[Said] = []
    text = re.sub(
        (
            r"(?i)^(?P<a>.+? (?:are|is) )(?P<what>(?:im)?mutable|editable|deletable),? (?:and |but "
            r"|while )?(?P<b>[^,]{1,40}?) (?P<be>are|is)(?:n't| not)$"
        ),
        r"\g<a>\g<what>; \g<b> \g<be> not \g<what>",
        text,
    )
    for part in re.split(
        r"(?<=\w)[.;]\s+|,\s+(?:and|but|while|whereas)\s+(?=\w+\s+(?:are|is|can|can't|cannot|may)\b)", text
    ):
        question = _QUESTION.match(part)
        if question:
            answer = changes_in(f"editable: {question['answer']}")
            if question["answer"] and answer.mutable is False and not changes_in(question["answer"]):
                part = f"{question['name']} cannot be {question['rest']}"  # noqa: PLW2901
            elif question["answer"]:
                part = f"{question['name']} can {question['rest']} {question['answer']}"  # noqa: PLW2901
            else:
                continue
        made += _one_change(part.strip(" ."))
    return made


def _one_change(part: str) -> list[Said]:
    actor, nothing = _ACTOR.match(part), _NO_ACTION.match(part)
    if actor:
        names, changes = actor["name"], changes_in(f"{actor['modal']} {actor['verb']}")
    elif nothing:
        names, changes = nothing["name"], changes_in(f"no {nothing['verb']}")
    else:
        found = _MODAL.match(part)
        if not found:
            return []
        names, changes = found["name"], changes_in(found["rest"])
    if not changes:
        return []
    note = "" if changes.only and not actor and not nothing else part
    if _IT.match(names):
        return [Said(name=IT, changes=changes, note=note, about=True)]
    if _EVERYTHING.match(names):
        return [Said(name="", changes=changes, about=True)]
    cut = re.split(r"\s(?:of|that|which|who|after|once|when|at|if|within|until)\s|[(,]", names)[0]
    made = [
        bare_name(re.sub(r"(?i)^(?:their|its|his|your|my|own|a user's)\s(?:own\s)?", "", name))
        for name in split_names(cut)
    ]
    return [Said(name=name, changes=changes, note=note, about=True) for name in made if is_name(name)]


def _dashed(text: str, line: int) -> list[Said]:
    found = _DASH.match(text)
    if not found or not is_name(bare_name(found["name"])):
        return []
    said = content(found["rest"], line)
    inner = content(found["bracket"][1:-1], line) if found["bracket"] else None
    return [replace(_both(said, inner), name=bare_name(found["name"]))]


def _declared(text: str, line: int) -> list[Said]:
    """ "A tweet has text and media", "An account is the person who …"."""
    for pattern in (_HOLDS, _BEING):
        found = pattern.match(text)
        if not found:
            continue
        name = bare_name(found["name"])
        if _IT.match(name):
            return [replace(content(found["rest"], line), name=IT, about=True)]
        if not is_name(name) or len(name.split()) > 3 or _EVERYTHING.match(name):
            continue
        said = content(found["rest"], line) if pattern is _HOLDS else Said(name="", note=text)
        return [replace(said, name=name)]
    return []


def _names(text: str, line: int) -> list[Said]:
    """``Account``; ``Users, Tweets, Follows``."""
    name = bare_name(text.rstrip("?! "))
    if is_name(name) and len(split_names(name)) == 1:
        return [Said(name=name)]
    said = names_of(text, line)
    return said if len(said) > 1 and all(len(one.name.split()) <= LONGEST - 2 for one in said) else []


def is_change_label(text: str) -> bool:
    """Whether a label is about change: ``Mutable``, ``Deletion``."""
    return text.lower() in CHANGE_LABELS
