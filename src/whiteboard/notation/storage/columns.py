"""One column as a learner types it: ``author_id bigint not null -> accounts``, ``id (PK)``, ``text?``."""

from __future__ import annotations

import re

from whiteboard.notation.storage.modifiers import MODIFIER, Item, apply_modifier, merge, only_says
from whiteboard.notation.storage.text import closing, find_top, split_top, word_set
from whiteboard.notation.storage.types import type_at

# Words that, before a word such as "date" or "text", make a name of both rather than a name and its type.
_SPACED = word_set(
    "creation created birth join joining joined last first start end update updated modification "
    "publish publication post posted tweet login expiry expiration release due upload phone account "
    "follower followers following user users media image profile like likes view total hash display "
    "full friend friends message event sent delivery read write content video photo avatar banner "
    "thumbnail file body comment reply inbox home time tweets posts"
)


_STOPS = word_set(
    "of the for in with which that when where from to by is are as on at if so and or per each its their"
)


_FIRST = re.compile(
    r"\s*(?:[+#~]\s*)?(?P<key>🔑\s*)?(?:\"(?P<q>[^\"\n]{1,80})\"|`(?P<t>[^`\n]{1,80})`|"
    r"'(?P<a>[^'\n]{1,80})'|\[(?P<b>[^\W\d][\w ]{0,60})\]|"
    r"(?P<n>(?:[^\s()\[\]{}:,;<>=→⟶?*|\"'`!-]|-(?![>-]))+))(?P<sign>[?*!]*)"
)


_SYMBOLS = re.compile(r"^(?:[^\w\s\"'`\[(@$#*+~{<🔑-]\s*)+(?=\w)")


_WORD = re.compile(r"[^\s()\[\]{},;|]+|[()\[\]{},;|]")


_DASH_NOTE = re.compile(r"\s+(?:—|–|--|-)\s+(?=[^\s>-])")


_DESCRIPTION = re.compile(r"\s+//\s*|\s+#\s+|\s*/\*|\s+--\s+")


def has_sure_type(text: str) -> bool:
    """Whether an item shows its type beyond doubt: ``id bigint``, ``name: text``.

    Examples
    --------
    >>> has_sure_type("id bigint"), has_sure_type("name: text"), has_sure_type("creation date")
    (True, True, False)
    """
    first = _FIRST.match(text)
    if not first:
        return False
    rest = text[first.end() :].lstrip()
    if rest[:1] in ":(":
        return type_at(rest[1:].lstrip()) is not None
    return type_at(rest, sure=True) is not None


def read_item(text: str, *, typed: bool = False) -> Item:
    """Read one item of a column list.

    Parameters
    ----------
    text : str
        ``"author_id bigint not null -> accounts"``; no outer commas.
    typed : bool
        Whether other columns of the store have types, so that ``name text`` is a name and its type.

    Returns
    -------
    Item
        With an empty name when the item only says something about a column before it.

    Examples
    --------
    >>> item = read_item("author_id FK -> accounts.id")
    >>> item.name, item.references
    ('author_id', [('accounts', ('id',))])
    >>> read_item("text varchar(280)?").type, read_item("user name").name, read_item("id (PK)").primary
    ('varchar(280)', 'user name', True)
    """
    item = Item()
    text = _SYMBOLS.sub("", text.strip().strip(",;").strip())
    described = _DESCRIPTION.search(text)
    if described and described.start() > 0:
        item.notes.append(text[described.end() :].strip(" */"))
        text = text[: described.start()]
    colon = find_top(text, ":=")
    if colon > 0 and text[colon : colon + 2] != "=>" and text[colon - 1] not in "<>!":
        before, after = text[:colon], text[colon + 1 :].lstrip(":= ")
        if len(before.split()) <= 5 and not re.search(r"(?i)\s(?:ref|refs|fk|references|default)$", before):
            item.colon = True
            _read_name(item, before, typed=True, alone=True)
            _read_rest(item, after.strip(), first=True)
            return item
    dash = _DASH_NOTE.search(text)
    if dash and dash.start() > 0 and not typed_dash(text[dash.end() :]):
        item.notes.append(text[dash.end() :].strip())
        text = text[: dash.start()]
    elif dash and dash.start() > 0:
        text = text[: dash.start()] + " " + text[dash.end() :]
    _read_name(item, text, typed=typed, alone=False)
    return item


def typed_dash(text: str) -> bool:
    """Whether what follows a dash is a type or a key: ``id - primary key``."""
    text = text.strip()
    return bool(type_at(text) or MODIFIER.match(text))


def _read_name(item: Item, text: str, *, typed: bool, alone: bool) -> None:
    """Take the name off the front; ``alone`` when a colon has already set it apart from what follows."""
    first = _FIRST.match(text)
    if not first:
        item.left.append(text)
        return
    plain = first["n"]
    name = plain or first["q"] or first["t"] or first["a"] or first["b"]
    position = first.end()
    if first["sign"]:
        if "?" in first["sign"]:
            item.nullable = True
        if "!" in first["sign"]:
            item.nullable = False
    if first["key"]:
        item.primary, item.sure = True, item.sure + 1
    rest = text[position:]
    if plain:
        lead = re.match(
            r"(?i)(pk|fk|sk|primary key|foreign key|(?:partition|sort|clustering|hash|range) key|"
            r"partition(?!\s+keys?\b)|"
            r"clustering(?!\s+(?:key|column|order)s?\b))\b\s*[:-]?\s+(?=[^\W\d]\w*)",
            text.strip(),
        )
        if lead and (
            not only_says(text) or re.match(r"(?i)(?:fk|foreign key)\s+[\w]+\s*(?:$|[^\w\s(.])", text.strip())
        ):
            following = text.strip()[lead.end() :]
            if not type_at(following, sure=True):
                _read_name(item, following, typed=typed, alone=alone)
                said = only_says(lead[1])
                if said:
                    merge(item, said)
                elif lead[1].lower().startswith(("partition", "hash")):
                    item.partition, item.sure = True, item.sure + 1
                elif lead[1].lower() == "sk" or lead[1].lower().startswith(("sort", "clustering", "range")):
                    item.sort, item.sure = True, item.sure + 1
                return
        opening = type_at(text.strip(), sure=True)
        if opening and not alone:
            following = text.strip()[opening.end() :].lstrip()
            if (
                re.match(r"[^\W\d]|[\"`]", following)
                and not MODIFIER.match(following)
                and not type_at(following, sure=True)
            ):
                item.type = opening[0].strip()
                item.sure += 1
                _read_name(item, following, typed=True, alone=alone)
                return
        name, position = _spaced(text, name, position, typed=typed, alone=alone)
        rest = text[position:]
    item.name = (name or "").strip().strip(".")
    if rest.strip():
        _read_rest(item, rest.strip(), first=False)


def _spaced(text: str, name: str, position: int, *, typed: bool, alone: bool) -> tuple[str, int]:
    """Go on with words that belong to a name such as ``creation date``."""
    parts = [name]
    while len(parts) < 4:
        gap = re.compile(r"[ ]+(?=[^\W\d_])").match(text, position)
        if not gap:
            break
        if MODIFIER.match(text, gap.end()):
            break
        word = re.compile(r"[^\W\d_][\w-]*(?![\w(<\[])").match(text, gap.end())
        if not word or word[0].lower() in _STOPS:
            break
        if type_at(text, gap.end(), sure=True) and not alone:
            break
        if not alone and type_at(text, gap.end()) and (typed or parts[-1].lower() not in _SPACED):
            break
        parts.append(word[0])
        position = word.end()
        sign = re.compile(r"[?*!]+").match(text, position)
        if sign:
            break
    return " ".join(parts), position


def _read_rest(item: Item, text: str, *, first: bool, depth: int = 0) -> None:  # noqa: PLR0915 - one branch a spelling
    """Read what stands after the name: its type, keys, references and remarks."""
    position, length = 0, len(text)
    words: list[str] = []
    begun = False
    while position < length:
        sign = text[position]
        if sign in " ":
            position += 1
            continue
        if sign in "?!" and not words:
            item.nullable = sign == "?"
            position += 1
            continue
        if sign in "([{<" and not (sign == "<" and text[position : position + 3] == "<->"):
            end = closing(text, position)
            if end > 0:
                inner = text[position + 1 : end]
                if first and not begun and item.type is None and sign in "[{" and not only_says(inner):
                    item.type = text[position : end + 1]
                elif depth < 3:
                    _read_group(item, inner, depth=depth)
                begun = True
                position = end + 1
                continue
        found = None if (item.type is not None or (words and not first)) else type_at(text, position)
        match = MODIFIER.match(text, position)
        if (
            found
            and match
            and match.end() >= found.end()
            and item.type is None
            and not found[0].lower().startswith("snowflake")
        ):
            found = None
        if found and (position == 0 or not text[position - 1].isalnum()):
            item.type = found[0].strip()
            item.sure += 1
            position = found.end()
            begun = True
            if text[position : position + 1] in ("?", "!"):
                item.nullable = text[position] == "?"
                position += 1
            continue
        if match and match.end() > position and (position == 0 or not text[position - 1].isalnum()):
            apply_modifier(item, match)
            begun = True
            position = match.end()
            continue
        word = _WORD.match(text, position)
        if word is None:
            break
        if word[0] not in "()[]{},;|":
            words.append(word[0])
        position = word.end()
    if not words:
        return
    said = " ".join(words)
    if (
        first
        and item.type is None
        and depth == 0
        and len(words) <= 4
        and not _STOPS & {word.lower() for word in words}
    ):
        item.type = said.rstrip("?!")
        if said.endswith("?"):
            item.nullable = True
    else:
        item.left.extend(words)
        item.notes.append(said)


def _read_group(item: Item, inner: str, *, depth: int) -> None:
    for typed in split_top(inner, ",;", most=40):
        part = re.sub(r"^[a-z]+\s*:\s*(?=[<>-])", "", typed)  # DBML writes  ref: > users.id
        if type_at(part) and item.type is None:
            _read_rest(item, part, first=False, depth=depth + 1)
            continue
        before = item.sure
        probe = Item()
        _read_rest(probe, part, first=False, depth=depth + 1)
        if probe.sure == 0 and probe.nullable is None:
            item.notes.append(part)
        else:
            if item.type and probe.type:
                item.notes.append(probe.type)  # "bigint (snowflake)" says both
            merge(item, probe)
            item.sure = before + probe.sure
