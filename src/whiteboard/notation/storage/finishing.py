"""A store that was gathered line by line → `whiteboard.draft.storage.Store`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from whiteboard.draft.storage import Column, Index, Reference, Store, StoreKind
from whiteboard.notation.storage.applying import TOGETHER, apply_clause, together
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.clauses import Clause, begins_clause, read_clause
from whiteboard.notation.storage.column_lists import columns_of
from whiteboard.notation.storage.columns import has_sure_type, read_item, typed_dash
from whiteboard.notation.storage.kinds import kind_of
from whiteboard.notation.storage.modifiers import Item, merge, only_says
from whiteboard.notation.storage.text import closing, items_of, normal, split_top, unquoted

_COMPOSITE = re.compile(r"(?i)\b(?:composite|compound|both|together|combined)\b")
MOST_COLUMNS = 1000
"""A store with more columns than this is no draft; the rest is kept as a note."""

_SENTENCE = re.compile(r"(?<=[\w)\]'\"])\.\s+(?=[A-Z(])")
_COLUMNS_LABEL = re.compile(
    r"(?i)^(?:(?:other|the|with|its|has)\s+)?(?:columns?|fields?|attributes?|cols?)\s*(?::|"
    r"\bare\b)?\s+(?=[^\W\d]\w*(?:\s*,|$))"
)
_HANDLE = re.compile(r"(?i)(?:id|key|url|uri|path|hash|name|size|type|bucket|at)$")
_SIZE = re.compile(r"(?i)^[~≈<>]?\s*\d[\d.,]*\s*(?:[kmgt]?i?b|bytes?|rows?|records?)(?:\b.*)?$")
_WORD_OF_KIND = re.compile(
    r"(?i)^\(?(?:structured(?: data)?|unstructured(?: data)?|semi-?structured|media(?: data)?|"
    r"blob data|metadata|entity|table|"
    r"immutable|mutable|append[ -]only|deletable|read[ -]heavy|write[ -]heavy)\)?$"
)
_DYNAMO = re.compile(
    r"^(?P<key>(?:GSI\d*[-_ ]?|LSI\d*[-_ ]?)?(?:PK|SK)|pk|sk)\s*(?:[:=]|"
    r"\s)\s*(?P<template>[\"'`]?[A-Z][\w.]*[#|][^,]*|[A-Z]{4,})$"
)
_STORED_IN = re.compile(
    r"(?i)^(?:is |are |all |both )?(?:stored|kept|lives?|saved|held|goes|go|put)\s+(?:as|in|on|"
    r"into)\s+(?P<where>.+)$"
)


def segments_of(text: str) -> list[str]:
    """The parts of a definition: the columns, then each clause after ``;`` or a full stop."""
    found = []
    for part in split_top(text, ";|", most=400):
        found += _SENTENCE.split(part)
    return [part.strip() for part in found if part.strip()]


def absorb(store: Building) -> None:
    """Read all that was typed about a store into its columns, keys and indexes."""
    segments = [(part, line) for text, line in store.items for part in segments_of(text)]
    typed = any(
        has_sure_type(item) for text, _ in segments[:200] for item in split_top(text, ",", most=60)[:60]
    )
    store.items = []
    for text, line in segments:
        _segment(store, text, line, typed=typed)


def _segment(store: Building, text: str, line: int, *, typed: bool) -> None:
    text = text.strip().rstrip(".").strip()
    text, said = _described(text)
    open_clause: Clause | None = None
    previous: Item | None = None
    whole = True
    text = _COLUMNS_LABEL.sub("", text)
    items = items_of(text)
    if items and items[0][:1] == "(" and not store.columns and closing(items[0], 0) == len(items[0]) - 1:
        inner = items_of(items[0][1:-1])
        if len(inner) > 1 and not begins_clause(inner[0]):  # "(id, name, email), PK: id"
            items = [*inner, *items[1:]]
    items = _keyed_first(store, items)
    alone = len(items) == 1
    for position, item in enumerate(items):
        if _both_refer(store, item, line):
            continue
        if _dynamo(store, item, line):
            open_clause = None
            continue
        clause = _clause_here(store, item)
        if clause is not None:
            open_clause = None
            if clause.columns or clause.what == "check":
                apply_clause(store, clause, line)
                if clause.columns and not clause.bracketed:
                    open_clause = clause
                    whole = position == 0
                continue
            if previous is None:
                apply_clause(store, clause, line)
                continue
        if open_clause is not None and len(item.split()) <= 4:
            more = columns_of(item)
            if more and (whole or all(store.has(name) for name, _ in more)):
                _extend(store, open_clause, more, line)
                continue
            open_clause = None
        previous = _column(store, item, previous, line, typed=typed, alone=alone)
    if said:
        _note_last(store, said, line)


_KEYED = re.compile(
    r"(?i)^\((?P<names>[^()]+)\)\s*(?:as\s+|is\s+)?(?:the\s+)?(?:composite\s+|compound\s+)?"
    r"(?P<what>pk|primary key|key|unique)\b\s*(?P<rest>.*)$"
)
_BOTH_REFER = re.compile(
    r"(?i)^(?:both|all)\s+(?:are\s+)?(?:fks?|foreign keys?|references?|refs?)\s*"
    r"(?:to|->|→|of|on)?\s*(?P<target>[^\W\d]\w*)$"
)


def _keyed_first(store: Building, items: list[str]) -> list[str]:
    """``(follower_id, followee_id) pk``: columns and their key in one breath."""
    match = _KEYED.match(items[0]) if items and not store.columns else None
    if match is None:
        return items
    key = "unique" if match["what"].lower() == "unique" else "pk"
    rest = [match["rest"]] if match["rest"] else []
    return [*items_of(match["names"]), f"{key} ({match['names']})", *rest, *items[1:]]


def _both_refer(store: Building, item: str, line: int) -> bool:
    """``both fk to users``: every column so far refers there."""
    match = _BOTH_REFER.match(item.strip())
    if match is None or not store.columns:
        return False
    for column in store.columns:
        store.add_reference(Reference(columns=(column.name,), target=match["target"], line=line))
    return True


def _dynamo(store: Building, item: str, line: int) -> bool:
    """``PK: USER#id``: a column that holds a composed key."""
    match = _DYNAMO.match(item.strip())
    if not match:
        return False
    name = match["key"].replace(" ", "")
    if not store.has(name):
        store.add_column(Column(name=name, line=line, note=match["template"]))
    if name.upper() == "PK" and name not in store.partition_key:
        store.partition_key.append(name)
    elif name.upper() == "SK" and name not in store.sort_key:
        store.sort_key.append(name)
    return True


_DESCRIPTION = re.compile(r"\s+(?://|#|--|/\*)\s+(?P<said>.*)$")
_DASH = re.compile(r"^(?P<left>[^,;:()]+?)\s+(?:—|–|-)\s+(?P<said>.*,.*)$")


def _described(text: str) -> tuple[str, str]:
    """A line without its comment, which may hold commas, and the comment."""
    match = _DESCRIPTION.search(text)
    if match and match.start() > 0:
        return text[: match.start()], match["said"].strip(" */")
    dash = _DASH.match(text)
    if dash and len(dash["left"].split()) <= 2 and not typed_dash(dash["said"]) and not begins_clause(text):
        return dash["left"], dash["said"]
    return text, ""


def _note_last(store: Building, said: str, line: int) -> None:
    if store.columns and store.columns[-1].line == line:
        store.columns[-1] = _noted(store.columns[-1], said)
    else:
        store.note(said)


def _clause_here(store: Building, item: str) -> Clause | None:
    if not begins_clause(item):
        return None
    clause = read_clause(item)
    if clause is None:
        return None
    bare = item.strip()
    if (
        not clause.columns
        and clause.what != "check"
        and re.fullmatch(r"[A-Z]\w*|PK|SK", bare)
        and not store.columns
    ):
        return None  # DynamoDB's column called PK
    if clause.what in ("primary", "foreign") and not clause.bracketed and len(clause.columns) == 1:
        # "PK id", "FK author_id -> accounts": a column of its own, unless it is known already.
        name = clause.columns[0][0]
        if (
            name.lower() not in TOGETHER
            and not store.has(name)
            and not re.match(r"(?i)(?:primary|foreign)[ _-]?keys?\s*(?:[:=]|is\b)|[pf]k\s*[:=]", bare)
        ):
            return None
    return clause


def _extend(store: Building, clause: Clause, more: list[tuple[str, bool | None]], line: int) -> None:
    """Give a clause further columns: it has been applied with fewer, so that is taken back first."""
    old = tuple(store.spelled(name) for name in clause.names)
    if clause.what == "index":
        store.indexes = [index for index in store.indexes if index.columns != old or index.line != line]
    elif clause.what == "unique":
        store.uniques = [names for names in store.uniques if names != old]
        store.indexes = [index for index in store.indexes if index.columns != old or index.line != line]
    clause.columns += more
    clause.note = ""
    apply_clause(store, clause, line)


def _column(
    store: Building, text: str, previous: Item | None, line: int, *, typed: bool, alone: bool
) -> Item | None:
    stored = _STORED_IN.match(text)
    named = kind_of(stored["where"] if stored else text) if len(text) < 100 else None
    if stored:
        if named:
            store.state(named)
        store.note(text)
        return previous
    if (
        named
        and (previous is None and not store.columns)
        and not re.fullmatch(r"[a-z]+_?[a-z]*", text.strip().rstrip("s") + "s")
    ):
        store.state(named)
        store.note(text)
        return previous
    held = re.match(r"^(?P<what>[\w ]+?)\s*\((?P<inner>[^()]+)\)$", text)
    if held and alone and not store.columns and (named := kind_of(held["inner"])):
        store.state(named)  # "video (media)": what a bucket holds
        store.note(text)
        return previous
    if _SIZE.match(text) or _WORD_OF_KIND.match(text):
        if named and store.kind is StoreKind.UNSTATED:
            store.state(named)
        store.note(text.strip("()"))
        return previous
    if previous is not None and previous.type and text.strip("() ").lower() == "key":
        said = only_says("primary key")
    elif previous is not None:
        said = only_says(text)
    else:
        said = None
    if previous is not None and said is not None:
        said.name = previous.name
        said.indexed &= not (previous.unique or previous.primary)
        record(store, said, line, fresh=False)
        merge(previous, said)
        return previous
    if text.startswith("("):
        inner = text.strip("() ")
        clause = read_clause(inner)
        if clause and clause.columns:
            apply_clause(store, clause, line)
        else:
            named = kind_of(inner)
            if named:
                store.state(named)
            store.note(inner)
        return previous
    text, aside = _aside_clause(store, text)
    if aside:
        read = read_item(text, typed=typed)
        if read.name:
            record(store, read, line)
        apply_clause(store, aside, line)
        return read
    read = read_item(text, typed=typed)
    if not read.name or _is_prose(read, text):
        _prose(store, text)
        return previous
    if len(store.columns) >= MOST_COLUMNS:
        return previous
    record(store, read, line)
    return read


def _aside_clause(store: Building, text: str) -> tuple[str, Clause | None]:
    """``bio (primary key id)``: the bracket speaks of the whole store."""
    match = re.match(r"^(?P<item>[^()]+?)\s*\((?P<inner>[^()]*(?:\([^()]*\))?[^()]*)\)\s*$", text)
    if not match or not begins_clause(match["inner"]):
        return text, None
    clause = read_clause(match["inner"])
    if clause is None or not clause.columns or clause.what == "foreign":
        return text, None
    own = normal(match["item"].split()[0])
    if clause.what != "foreign" and all(store.has(name) or normal(name) == own for name in clause.names):
        return match["item"], clause
    return text, None


def _is_prose(item: Item, text: str) -> bool:
    words = text.split()
    return item.sure == 0 and not item.colon and (len(item.left) >= 3 or len(words) > 6)


def _prose(store: Building, text: str) -> None:
    store.note(text)


def record(store: Building, item: Item, line: int, *, fresh: bool = True) -> None:
    """Add what an item says to its store."""
    name = item.name
    if fresh:
        if re.search(r"@relation\b", item.note) or (
            (item.type or "").endswith("[]") and item.note == "virtual"
        ):
            return
        if item.primary and (item.partition or item.sort):
            item.partition = item.partition or not item.sort
        store.add_column(Column(name=name, type=item.type, nullable=item.nullable, line=line, note=item.note))
    elif store.columns:
        last = store.columns[-1]
        store.columns[-1] = Column(
            name=last.name,
            type=last.type or item.type,
            nullable=item.nullable if item.nullable is not None else last.nullable,
            line=last.line,
            note="; ".join(filter(None, (last.note, item.note))),
        )
    if (
        item.primary
        and not store.primary_key
        and _COMPOSITE.search(item.note or "")
        and len(store.columns) > 1
    ):
        store.primary_key = list(together(store))  # "follower_id, followee_id (composite PK)"
    elif item.primary and name not in store.primary_key:
        store.primary_key.append(name)
    if item.partition and name not in store.partition_key:
        store.partition_key.append(name)
    if item.sort and name not in store.sort_key:
        store.sort_key.append(name)
    if item.unique and not item.primary and (name,) not in store.uniques:
        store.uniques.append((name,))
    if item.indexed and not item.unique and not item.primary:
        store.add_index(Index(columns=(name,), line=line))
    if item.references and "both" in item.note.lower() and len(store.columns) > 1:
        before = store.columns[-2].name  # "follower_id, followee_id (both FK to users)"
        for target, columns in item.references:
            store.add_reference(
                Reference(columns=(before,), target=target, target_columns=columns, line=line)
            )
    for target, columns in item.references:
        store.add_reference(Reference(columns=(name,), target=target, target_columns=columns, line=line))
    if item.foreign and not item.references:
        store.foreign.append((name, line))


def finished(store: Building, known: Mapping[str, str]) -> Store:
    """The store as it stands at the end.

    Parameters
    ----------
    store : Building
        All of it read.
    known : mapping of str to str
        The draft's stores: name as compared → name as typed.
    """
    _add_key_columns(store)
    columns = [_with_reference(store, column, known) for column in store.columns]
    for name, line in store.foreign:
        target = _where(name, known)
        if target:
            store.add_reference(Reference(columns=(name,), target=target, line=line))
        else:
            columns = [_noted(column, "foreign key") if column.name == name else column for column in columns]
    if store.inherited is not None and not store.own_kind and not store.brand:
        store.state(store.inherited, own=False)
    if store.kind is StoreKind.UNSTATED and store.has("_id"):
        store.kind = StoreKind.DOCUMENT
    if store.sort_key and store.primary_key and not store.partition_key:
        # "PK: user_id, SK: created_at" are two parts of one key.
        store.partition_key = [name for name in store.primary_key if name not in store.sort_key]
        store.primary_key += [name for name in store.sort_key if name not in store.primary_key]
    if (
        store.kind is StoreKind.BLOB
        and columns
        and not store.primary_key
        and not any(_HANDLE.search(c.name) for c in columns)
    ):
        # "Blob storage: photos, videos" says what it holds.
        store.note(", ".join(column.name for column in columns))
        columns = []
    primary = tuple(dict.fromkeys(store.primary_key))
    return Store(
        name=store.name,
        kind=store.kind,
        columns=tuple(columns),
        primary_key=primary,
        uniques=tuple(names for names in store.uniques if names and names != primary),
        indexes=tuple(store.indexes),
        references=tuple(store.references),
        partition_key=tuple(store.partition_key),
        sort_key=tuple(store.sort_key),
        checks=tuple(store.checks),
        brand=store.brand,
        line=store.line,
        note="; ".join(store.notes)[:2000],
    )


def _add_key_columns(store: Building) -> None:
    """Outside SQL, a key that names a column states it: "tweets: PK id; text, created_at"."""
    if store.form in ("sql", "cql") or len(store.columns) > 100:
        return
    missing = []
    for name in (*store.primary_key, *store.partition_key, *store.sort_key):
        wanted = normal(name)
        alike = any(
            wanted in normal(column.name) or normal(column.name) in wanted for column in store.columns
        )
        if not alike and name not in missing and re.fullmatch(r"[^\W\d]\w*", name):
            missing.append(name)
    store.columns[:0] = [Column(name=name, line=store.line) for name in missing]
    for name in missing:
        store.names.setdefault(name.lower(), name)


def _noted(column: Column, note: str) -> Column:
    said = "; ".join(filter(None, (column.note, note)))
    return Column(name=column.name, type=column.type, nullable=column.nullable, line=column.line, note=said)


def _with_reference(store: Building, column: Column, known: Mapping[str, str]) -> Column:
    """``author: User`` refers to the store called User; ``author User`` is a name and such a type."""
    name, kind = column.name, column.type
    if kind is None and " " in name:
        before, _, last = name.rpartition(" ")
        if last[:1].isupper() and normal(last) in known and before:
            store.names[before.lower()] = before
            store.add_reference(Reference(columns=(before,), target=known[normal(last)], line=column.line))
            return Column(
                name=before, type=last, nullable=column.nullable, line=column.line, note=column.note
            )
    elif (
        kind is not None
        and kind.strip("!?").isidentifier()
        and kind[:1].isupper()
        and normal(kind) in known
        and not any(name in r.columns for r in store.references)
    ):
        store.add_reference(Reference(columns=(name,), target=known[normal(kind)], line=column.line))
    return column


def _where(name: str, known: Mapping[str, str]) -> str | None:
    """The store that a column such as ``user_id`` names."""
    stem = re.sub(r"(?i)[ _-]?(?:id|uuid|key|fk|ref)\d*$", "", unquoted(name))
    return known.get(normal(stem)) if stem else None
