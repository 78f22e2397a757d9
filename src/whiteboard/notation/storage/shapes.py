"""What a line looks like by itself: a column, a store with columns, a list, a clause."""

from __future__ import annotations

import re

from whiteboard.notation.storage.clauses import begins_clause, read_clauses
from whiteboard.notation.storage.columns import read_item
from whiteboard.notation.storage.heads import (
    NO_STORE,
    Head,
    is_prose_item,
    looks_like_fields,
    read_head,
    read_name,
)
from whiteboard.notation.storage.keyvalue import read_key_pattern
from whiteboard.notation.storage.kinds import kind_of
from whiteboard.notation.storage.modifiers import only_says
from whiteboard.notation.storage.prose import read_label
from whiteboard.notation.storage.text import items_of, without_markup, word_set
from whiteboard.notation.storage.types import type_at

SUB_LABEL = re.compile(
    r"(?i)^(?:\*\*)?(?P<what>fields|columns|attributes|properties|schema|primary keys?|pk|"
    r"partition keys?|shard(?:ing)? keys?|hash keys?|sort keys?|clustering keys?|"
    r"range keys?|index(?:es)?|indices|secondary index(?:es)?|unique(?: constraints?| keys?)?|"
    r"foreign keys?|fks?|references|constraints|keys?|gsis?|global secondary index(?:es)?)"
    r"(?:\*\*)?\s*(?:(?:\([^(),]*\)\s*)?:|=|—|–|-)?(?:\*\*)?\s*$"
)

WORDS = re.compile(r"[^\W\d_]{2,}")

_GROUP_WORDS = word_set(
    "table tables entity entities schema schemas collection collections store stores database databases "
    "model models data storage sql nosql relational documents object objects list of core main the our "
    "proposed design draft ddl key structure structures structured other media and db layer layout"
)


def classify(bare: str) -> str:
    """``column``, ``head`` (a store with columns), ``list`` (columns without a store), or nothing."""
    if len(bare) > 600 or read_label(bare):
        return ""
    sub = SUB_LABEL.match(bare)
    if sub or (begins_clause(bare) and any(clause.columns for clause in read_clauses(bare))):
        return "clause"
    items = items_of(bare)
    if not items:
        return ""
    colon = re.match(r"^[^:(]{1,40}(?:\([^()]*\))?\s*:\s*(?P<rest>.*)$", bare)
    if colon and not colon["rest"]:
        return "head"
    if colon:
        rest = items_of(colon["rest"])
        said = [item for item in rest if only_says(item) or type_at(item, sure=True)]
        typed = bool(rest) and is_type(rest[0]) and type_at(rest[0], sure=True) is not None
        if len(rest) >= 2 and not typed and len(said) * 2 < len(rest) and looks_like_fields(colon["rest"]):
            return "head"
        if (
            rest
            and is_type(rest[0])
            and (len(rest) == 1 or type_at(rest[0], sure=True) or only_says(rest[-1]))
        ):
            return "column"
        if rest and (said or len(rest) == 1) and not is_prose_item(colon["rest"]):
            return "column"
        return (
            "column"
            if rest
            and len(rest[0].split()) <= 6
            and re.match(r"^[\w`\"' ?()-]{1,40}:", bare)
            and "_" in bare.split(":", maxsplit=1)[0]
            else ""
        )
    head = read_head(bare)
    if (
        head is not None
        and head.rest
        and len(items_of(head.rest)) > 1
        and not type_at(bare.split("(", maxsplit=1)[0].strip().split(" ")[-1])
    ):
        inner = items_of(head.rest)
        if not all(only_says(item) or type_at(item) for item in inner) and not (
            is_type(inner[0]) and type_at(inner[0], sure=True)
        ):
            return "head" if not only_says(inner[0]) else "column"
    if len(items) == 1:
        return "" if is_prose_item(bare) or not is_column(bare) else "column"
    rest_says = [item for item in items[1:] if only_says(item)]
    if rest_says and len(rest_says) == len(items) - 1:
        return "column"
    return "list" if looks_like_fields(bare) else ""


def is_column(bare: str) -> bool:
    """Whether a line names one column, with or without its type and keys.

    Examples
    --------
    >>> is_column("id bigint pk"), is_column("text"), is_column("we keep it small")
    (True, True, False)
    """
    item = read_item(bare)
    if not item.name or len(item.name) > 60:
        return False
    if item.sure:
        return len(item.left) <= 3
    if re.match(r"^[\w$?*`\"]+(?:\s*\([^()]*\))?(?:\s+(?:—|–|-|//|#|--)\s+.*)?$", bare):
        return bool(re.match(r"^[^\W\d]|^_|^[\"`]", bare))
    return item.nullable is not None or (
        len(bare.split()) <= 3
        and not re.search(r"[.!?]$", bare)
        and not WORDS.fullmatch(bare)
        and not item.left
    )


def lone_name(bare: str, *, heading: bool = False) -> Head | None:
    """A line that is nothing but a name, with its kind where it says one.

    Examples
    --------
    >>> lone_name("Users table:").name, lone_name("It works.") is None
    ('Users', True)
    """
    text = bare.rstrip(":").strip()
    if len(text) > 80 or not text or text[-1] in ".!?,;":
        return None
    return read_name(text)


def is_query(head: Head, bare: str) -> bool:
    """Whether a name is that of an operation, such as getFeed, and not of a store."""
    return bool(re.match(r"^[a-z]+[A-Z]\w*$", head.name)) and bool(
        re.match(
            r"^(?:get|list|post|create|delete|fetch|find|search|count|add|update|remove|"
            r"publish|upload)[A-Z]",
            head.name,
        )
    )


def is_group(text: str) -> bool:
    """Whether a heading only groups stores: "SQL tables", "Data model".

    Examples
    --------
    >>> is_group("SQL tables"), is_group("Tweets")
    (True, False)
    """
    return all(word.lower() in _GROUP_WORDS or kind_of(word) for word in re.findall(r"[\w-]+", text))


def is_sub(bare: str) -> bool:
    """Whether a line within a store begins with a label of its columns."""
    return bool(
        re.match(r"(?i)^(?:fields|columns|attributes|properties|schema|stores|contains|has)\s*:\s*\S", bare)
    )


def is_nested_object(bare: str) -> bool:
    """Whether a line is a field that holds an object or a list."""
    return bool(re.match(r"^[\w\"']+\s*:\s*[{\[]", bare))


def is_name_only(text: str) -> bool:
    """Whether a line with one ``#`` is a heading rather than a comment."""
    clean = without_markup(text).strip(" :")
    return kind_of(clean) is not None or is_group(clean) or lone_name(clean) is not None


def is_structured(bare: str) -> bool:
    """Whether a line is written in one of the notations, and not prose below a reason."""
    return read_head(bare) is not None or begins_clause(bare) or read_key_pattern(bare, 0) is not None


def is_known_label(bare: str) -> bool:
    """Whether a line is made of labels alone, such as "Tables:"."""
    word = re.sub(r"[^\w-]", " ", bare).strip().lower()
    return bool(word) and all(part in NO_STORE | _GROUP_WORDS for part in word.split())


def is_type(text: str) -> bool:
    """Whether a text begins with a type and says little more than that."""
    match = type_at(text)
    if match is None:
        return False
    rest = text[match.end() :].strip()
    return not rest or only_says(rest) is not None or len(rest) <= 12
