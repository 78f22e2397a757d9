"""The beginning of a store: ``tweets (relational): …``, ``Table tweets``, ``feeds in Redis``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from whiteboard.draft.storage import StoreKind
from whiteboard.notation.storage.clauses import begins_clause, read_clause
from whiteboard.notation.storage.columns import has_sure_type, read_item
from whiteboard.notation.storage.kinds import Named, kind_of, named_in, settled
from whiteboard.notation.storage.modifiers import only_says
from whiteboard.notation.storage.text import closing, find_top, items_of, top_positions, unquoted, word_set

NO_STORE = word_set(
    "note notes remark remarks example examples e.g eg query queries access pattern patterns index "
    "indexes indices table tables entity entities schema schemas database databases db dbs storage "
    "store stores primary key keys foreign value values partition sharding shard shards replication "
    "consistency size sizes retention ttl engine field fields column columns constraint constraints "
    "unique check relation relations relationship relationships fk fks pk pks ref refs todo question "
    "questions answer assumption assumptions choice decision option options alternative alternatives "
    "sql nosql no-sql data model type kind types kinds attribute attributes property properties where "
    "why how what who when which because reason rationale pros cons pro con drawback drawbacks tradeoff "
    "tradeoffs trade-off trade-offs downside downsides advantage advantages disadvantage disadvantages "
    "benefit benefits cost costs limitation limitations caveat caveats overview summary description "
    "step design partitioning clustering sort hash range enum technology tech scaling scale reads "
    "writes read write get put post http https id"
)
_PROSE_STARTS = word_set(
    "we i i'd we'd i'll we'll let's i'm it's to the for if this it so each given in on when "
    "then that these those our they you since "
    "because as and or but with from by let lets here there all every also first second third finally "
    "next now a an not no yes ok maybe should would could can use using one two three both some any "
    "most store keep add create put be is are was has have having given think assume"
)
_VERB_NAME = re.compile(
    r"^(?:get|list|post|create|delete|fetch|find|search|count|add|update|remove|publish|upload|"
    r"set|put)[A-Z]\w*$"
)
_PREFIX = re.compile(
    r"(?i)^(?:(?:new|create)\s+)?(?:(?:table|collection|entity|model|schema|bucket|class|"
    r"struct|interface|message|keyspace|column family|"
    r"document|store|node|vertex|topic|db table|database table|type|object|record|data class|"
    r"dataclass|enum)\s*[:#]?\s+|"
    r"(?:table|collection|entity|model|bucket|topic)\s*[:=]\s*|(?:export\s+)?(?:const|let|var|"
    r"class|interface|type)\s+)"
    r"(?:(?:name|no|nr)?\.?\s*\d*\s*[:.)-]+\s*)?(?=[\w\"`'*\[])"
)
_SUFFIX = re.compile(
    r"(?i)\s+(?P<what>tables?|collections?|entit(?:y|ies)|schema|model|documents?|buckets?|"
    r"store|object|keyspace|db|database|node|topic)$"
)
_IN = re.compile(
    r"(?i)\s+(?:(?:stored |kept |lives? )?(?:in|on|using|via|with)|@|—|–|--?|\||=>|->|→|"
    r":)\s+(?P<where>[^()]+)$"
)
_NUMBERED = re.compile(r"^\(?\d{1,3}\s*[.):]\s*(?=\S)|^\d{1,3}\s{2,}(?=\S)")
_PROSE_WORD = re.compile(
    r"(?i)\b(?:who|whom|what|where|how|is|are|we|will|would|should|must|because|which|that|"
    r"this|our|it|its|they|the|each|every|can|has|have|so|when|if|you|be|"
    r"using|needs?|lets?|makes?|gives?)\b"
)
_NAME = re.compile(r"^[^\W\d_][\w$ ./'-]*$|^_\w+$|^[\w$]+$")


@dataclass(slots=True)
class Head:
    """Where a store begins: its name, what was said of it, and what follows on the same line.

    ``rest`` is None when nothing follows; ``opened`` says that a bracket took the place of the colon.
    """

    name: str
    named: Named | None = None
    notes: list[str] = field(default_factory=list)
    rest: str | None = None
    prefixed: bool = False
    opened: bool = False
    colon: bool = False


def numbering_off(text: str) -> str:
    """A line without the number that it begins with: a list's, or the gutter's of a pasted listing."""
    return _NUMBERED.sub("", text, count=1)


def read_name(text: str) -> Head | None:  # noqa: PLR0915 - one branch a spelling
    """Read what stands before the columns; None when it names no store.

    Examples
    --------
    >>> read_name("tweets (relational)").named.kind.value, read_name("Table: users").name
    ('relational', 'users')
    >>> read_name("feeds in Redis").named.brand, read_name("because") is None
    ('Redis', True)
    """
    text = text.strip().strip("*").strip()
    if not text or len(text) > 120:
        return None
    head = Head("")
    prefix = _PREFIX.match(text)
    word = ""
    if prefix and text[prefix.end() :].strip():
        word = re.split(r"[\s:]", prefix[0].strip().lower())[0]
        text, head.prefixed = text[prefix.end() :].strip(), True
        if word in ("const", "let", "var"):
            text = re.sub(r"(?i)(?<=[a-z])schema$", "", text.strip())
    named: list[Named] = []
    while text and text[-1] in ")]}>":
        opener = {")": "(", "]": "[", "}": "{", ">": "<"}[text[-1]]
        start = text.rfind(opener)
        if start <= 0:
            break
        inner = text[start + 1 : -1].strip(" <>")
        found = kind_of(inner)
        if found:
            named.append(found)
            if found.kind is StoreKind.UNSTATED:
                head.notes.append(inner)
        else:
            named += [entry for entry in named_in(inner) if entry.brand][:1]
            head.notes.append(inner)
        text = text[:start].strip()
    where = _IN.search(text)
    if where:
        found = kind_of(where["where"])
        if found:
            named.append(found)
            text = text[: where.start()].strip()
    suffix = _SUFFIX.search(text)
    if suffix:
        what = suffix["what"].lower()
        if what.startswith(
            (
                "table",
                "collection",
                "entit",
                "schema",
                "model",
                "document",
                "object",
                "keyspace",
                "node",
                "topic",
            )
        ):
            text = text[: suffix.start()].strip()
            word = word or what
            head.prefixed = True
        elif what.startswith("bucket") and not named:
            named.append(Named(StoreKind.BLOB))
    leading = named_in(text)
    if (
        len(text.split()) > 1
        and leading
        and named
        and all(entry.kind is not StoreKind.UNSTATED and entry.brand for entry in named)
    ):
        entry = leading[-1]
        if (
            entry.end == len(text)
            and entry.brand is None
            and entry.kind in (StoreKind.CACHE, StoreKind.QUEUE)
        ):
            named.append(Named(entry.kind))  # "Feed cache (Redis)" is a cache
    elif len(text.split()) > 1 and leading and not named:
        entry = leading[0]
        if entry.start == 0 and entry.brand and entry.end < len(text):
            named.append(Named(entry.kind, entry.brand))  # "Redis feeds"
            text = text[entry.end :].strip(" :-")
        elif entry.end == len(text) and entry.kind in (
            StoreKind.CACHE,
            StoreKind.QUEUE,
            StoreKind.BLOB,
            StoreKind.GRAPH,
        ):
            named.append(Named(entry.kind, entry.brand))  # "feed cache" keeps its name
        elif entry.end == len(text) and entry.brand:
            named.append(Named(entry.kind, entry.brand))
            text = text[: entry.start].strip(" :-")
    if word.startswith(("collection", "document")) and not named:
        named.append(Named(StoreKind.DOCUMENT))
    if word.startswith("bucket") and not named:
        named.append(Named(StoreKind.BLOB))
    if word.startswith("topic") and not named:
        named.append(Named(StoreKind.QUEUE))
    quoted = text[:1] in "\"`'["
    name = unquoted(text).strip(" :")
    if not quoted and not head.prefixed and not is_store_name(name, kind_stated=bool(named)):
        return None
    if not name or len(name) > 80 or not any(sign.isalnum() for sign in name):
        return None
    if (quoted or head.prefixed) and (len(name.split()) > 4 or not re.match(r"^[\w$][\w$ .'/-]*$", name)):
        return None
    if head.prefixed and not quoted and name.split()[0].lower() in _PROSE_STARTS | {"name", "names"}:
        return None
    head.name = name
    if named:
        head.named = settled(named)
        brand = next((entry.brand for entry in named if entry.brand), None)
        head.named = Named(head.named.kind, brand)
    return head


def is_store_name(name: str, *, kind_stated: bool = False) -> bool:
    """Whether a bare text can be the name of a store: a few words, none of them a label's or a sentence's.

    Examples
    --------
    >>> is_store_name("feed cache"), is_store_name("Note"), is_store_name("getFeed")
    (True, False, False)
    """
    parts = name.split()
    if not parts or len(parts) > 4 or len(name) > 60 or not _NAME.match(name):
        return False
    low = [part.lower().strip(".") for part in parts]
    if all(part in NO_STORE for part in low) or low[0] in _PROSE_STARTS or _VERB_NAME.match(parts[0]):
        return False
    if len(parts) > 1 and any(
        part in ("is", "are", "we", "the", "will", "has", "have", "should", "can") for part in low
    ):
        return False
    return kind_stated or not (len(parts) > 1 and begins_clause(name))


def looks_like_fields(text: str) -> bool:
    """Whether a text is a list of columns rather than a sentence.

    Examples
    --------
    >>> looks_like_fields("id, author_id, text"), looks_like_fields("we keep rows, since they are small")
    (True, False)
    """
    segment = text
    position = find_top(segment, ";")
    if position > 0:
        segment = segment[:position]
    stop = re.search(r"\.\s+(?=[A-Z])", segment)
    if stop:
        segment = segment[: stop.start()]
    items = items_of(segment[:4000])
    if not items:
        return False
    prose = sum(1 for item in items[:60] if is_prose_item(item))
    if len(items) == 1:
        item = items[0]
        return not prose and (len(item.split()) <= 3 or read_item(item).sure > 0 or bool(read_clause(item)))
    return prose * 2 < len(items[:60])


def is_prose_item(item: str) -> bool:
    """Whether an item reads like part of a sentence.

    Examples
    --------
    >>> is_prose_item("since they are small"), is_prose_item("author_id (the account that wrote it)")
    (True, False)
    """
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", item).strip()
    described = re.match(r"^(?P<left>[`\"a-z_][\w$`\"?]*)\s+(?:—|–|-|--|//|#)\s+\S", bare)
    if described:
        return False
    words = bare.split()
    if len(words) <= 2 or has_sure_type(bare):
        return bool(words) and words[0].lower() in ("we", "because", "since", "but", "and") and len(words) > 1
    if begins_clause(bare) and (clause := read_clause(bare)) and clause.columns:
        return False
    sign = find_top(bare, ":=")
    if 0 < sign <= 30:
        return False
    return bool(_PROSE_WORD.search(bare)) or (len(words) > 6 and read_item(item).sure == 0)


def read_head(text: str) -> Head | None:  # noqa: PLR0915 - one branch a spelling
    """Read a line that begins a store, with or without its columns on the same line.

    Parameters
    ----------
    text : str
        A cleaned line without bullet.

    Returns
    -------
    Head or None
        None when the line is something else.

    Examples
    --------
    >>> head = read_head("tweets (relational): id pk, text; index (text)")
    >>> head.name, head.named.kind.value, head.rest
    ('tweets', 'relational', 'id pk, text; index (text)')
    >>> read_head("User(id PK, name)").rest, read_head("Note: we keep it small, and it works") is None
    ('id PK, name', True)
    """
    text = numbering_off(text.strip()).strip()
    if len(text) < 2 or (text[-1] == "?" and "," not in text):
        return None
    for position in top_positions(text[:200], ":"):
        before, after = text[:position], text[position + 1 :]
        if after[:2] == "//" or after[:1] == ":" or (position and text[position - 1] == ":"):
            return None
        word = before.strip().lower()
        if word in ("table", "collection", "entity", "model", "bucket", "topic", "table name", "entity name"):
            inner = read_head(after.strip()) or None
            if inner is None and (name := read_name(after.strip())):
                inner = name
            if inner is not None:
                inner.prefixed = True
            return inner
        head = read_name(before)
        if head is None:
            return None
        head.colon = True
        after = after.strip()
        if not after:
            return head
        if after in ("{", "[", "("):
            return head
        unwrapped = _unwrapped(after)
        if unwrapped is not None and not only_says(unwrapped):
            after = unwrapped
        named = kind_of(after.rstrip("."))
        if named and not (after.islower() and after.isidentifier() and head.named):
            head.named = head.named or named
            head.notes.append(after.rstrip("."))
            return _with_rest(head, "")
        cut = re.search(r"[,;(]|\s+(?:for|with|to|holds?|which|that|as|—|-)\s+", after)
        early = kind_of(after[: cut.start()]) if cut and cut.start() else None
        if early and early.kind is not StoreKind.UNSTATED and not re.search(r"\bpk\b|_id\b", after):
            own = kind_of(head.name)
            stated = own.kind if own and own.brand is None else head.named.kind if head.named else early.kind
            head.named = Named(stated if stated is not StoreKind.UNSTATED else early.kind, early.brand)
            head.notes.append(after.rstrip("."))
            return _with_rest(head, "")
        if not looks_like_fields(after):
            return None
        return _with_rest(head, after)
    bracket = re.match(r"^(?P<name>[^()\[\]{}:,;]{1,80}?)\s*(?P<open>[(\[{])", text)
    if bracket:
        end = closing(text, bracket.end() - 1)
        inside = text[bracket.end() : end] if end > 0 else text[bracket.end() :]
        tail = text[end + 1 :].strip() if end > 0 else ""
        several = len(items_of(inside)) > 1
        if (
            inside.strip()
            and not kind_of(inside)
            and (several or read_item(inside).sure)
            and looks_like_fields(inside)
        ):
            head = read_name(bracket["name"].rstrip(" ="))
            if head and not (
                tail
                and re.match(r"[\w]", tail)
                and not begins_clause(tail)
                and not kind_of(tail)
                and len(tail) > 40
            ):
                head.opened = True
                first, _, more = tail.strip(" :—–-;.").partition(",")
                kind = kind_of(first) if first else None
                if kind:
                    head.named, tail = kind, more
                return _with_rest(head, inside + (f"; {tail.lstrip(' ;:,.-—–')}" if tail else ""))
    dash = re.match(r"^(?P<name>[^,;:]{1,60}?)\s+(?:-|–|—|=|-+>|→|=+>|\|)\s+(?P<rest>.+)$", text)
    if dash:
        head = read_name(dash["name"])
        rest = dash["rest"]
        if head:
            named = kind_of(rest.rstrip("."))
            if named:
                head.named = named
                head.notes.append(rest.rstrip("."))
                return _with_rest(head, "")
            if len(items_of(rest)) > 1 and looks_like_fields(rest):
                unwrapped = _unwrapped(rest)
                return _with_rest(head, rest if unwrapped is None else unwrapped)
    return None


def _with_rest(head: Head, rest: str) -> Head:
    head.rest = rest
    return head


def _unwrapped(text: str) -> str | None:
    """The inside of a bracket that holds the whole text."""
    text = text.rstrip(" ;.,")
    if text[:1] in tuple("({[") and closing(text, 0) == len(text) - 1:
        return text[1:-1].strip()
    return None
