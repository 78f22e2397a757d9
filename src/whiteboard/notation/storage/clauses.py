"""Keys and indexes as a learner says them: ``index (author_id, created_at desc)``, ``shard by user_id``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whiteboard.notation.storage.column_lists import columns_of, cut_names, names_only
from whiteboard.notation.storage.kinds import kind_of
from whiteboard.notation.storage.modifiers import NAME, TARGET
from whiteboard.notation.storage.text import closing, split_top, unquoted, word_set
from whiteboard.notation.storage.types import type_at

_LEAD = (
    r"(?:(?:create|add|put|with|has|have|having|plus|and|also|use|using|uses|we|need|needs|"
    r"define|declare|set|an?|the|is|are|"
    r"compound|composite|covering|secondary|local|global|clustered|non-?clustered|btree|b-tree|"
    r"gin|gist|hash(?=\s+index)|"
    r"multi-?column|partial|database|db|single)\s+){0,6}"
)
_WHATS: tuple[tuple[str, str], ...] = (
    ("primary", r"primary[ _-]?keys?(?=\W|$)|pks?|@@id|primary(?=\s*[:(])"),
    (
        "partition",
        r"(?:partition(?:ed|ing)?|shard(?:ed|ing)?|distribut(?:e|ed|ion))[ _-]?(?:keys?|by|on)|"
        r"(?:partition|shard|hash)[ _-]?keys?|hash(?=\s*:)|partition(?=\s*[:(])",
    ),
    (
        "sort",
        r"(?:sort(?:ed)?|range|cluster(?:ing|ed)?)[ _-]?(?:keys?|columns?|by|order(?:[ ]by)?)|"
        r"clustering(?=\s*[:(])|sk(?=\s*[:=])",
    ),
    (
        "unique",
        r"@?@?unique(?:[ _-]?(?:keys?|index(?:es)?|constraints?|together|pair|combination))?|uniq|uq|uk",
    ),
    (
        "index",
        r"(?:full-?text[ -]+|fulltext[ -]+|spatial[ -]+|search[ -]+|text[ -]+|hash[ -]+)?@?@?"
        r"(?:index(?:es|ed|ing)?|indices|idx|ix|gsi[ _-]?\d*|lsi[ _-]?\d*|key(?=\s+[\w`\"]+\s*\())",
    ),
    ("foreign", r"foreign[ _-]?keys?|fks?"),
    ("check", r"check(?=\s*\()|exclude(?=\s+using)|exclusion constraint"),
)


_HEAD = re.compile(
    r"(?:constraint\s+[\w`\"]+\s+)?"
    + _LEAD
    + "(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _WHATS)
    + r")(?![\w])(?=[\s:(=\[]|$)",
    re.IGNORECASE,
)


_SMALL = word_set(
    "on for over of in using the table collection columns column is are by to at key keys from into"
)


_METHODS = word_set("btree b-tree hash gin gist brin spgist fulltext full-text spatial ivfflat hnsw")


_WHY = re.compile(
    r"(?i)\s+(?:for|to|so|because|since|which|that|serves?|makes?|when|as|used|supports?|"
    r"speeds?|helps?|gives?|lets?)\s+.*$|\s+(?:—|–|--?)\s+.*$"
)


_WHERE = re.compile(r"(?i)\bwhere\b\s*(.+)$")


_IN_STORE = re.compile(
    rf"(?i)^(?P<columns>.+?)\s+(?:in|of|on|from|"
    rf"for)\s+(?:the\s+)?(?P<store>{NAME})(?:\s+(?:table|collection|store))?$"
)


_STORE_BY = re.compile(
    rf"(?i)^(?:the\s+)?(?P<store>{NAME})(?:\s+(?:table|collection|store))?\s*(?:\s(?:by|on|"
    rf"over)\s|:|->|→|—|\s-\s)\s*(?P<columns>.+)$"
)


_COLUMN_NAME = re.compile(r"^[^\W\d][\w$ .-]{0,60}$")


@dataclass(slots=True)
class Clause:
    """A key, an index or a constraint, over columns of a store that it may or may not name.

    ``store`` is a name that can only be a store's; ``maybe`` is one that can be a store's or the index's own.
    """

    what: str
    columns: list[tuple[str, bool | None]]
    store: str | None = None
    maybe: str | None = None
    partition: tuple[str, ...] = ()
    unique: bool = False
    method: str | None = None
    where: str | None = None
    target: tuple[str, tuple[str, ...]] | None = None
    text: str = ""
    note: str = ""
    bracketed: bool = False
    named: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns without their direction."""
        return tuple(name for name, _ in self.columns)


def begins_clause(text: str) -> bool:
    """Whether a text begins with the word of a clause.

    Examples
    --------
    >>> begins_clause("index (a, b)"), begins_clause("indexed_at timestamp")
    (True, False)
    """
    return bool(_HEAD.match(text))


def read_clause(text: str) -> Clause | None:
    """Read one clause, or None when the text is none.

    Examples
    --------
    >>> clause = read_clause("index on tweets (author_id, created_at desc)")
    >>> clause.what, clause.store, clause.columns
    ('index', 'tweets', [('author_id', None), ('created_at', True)])
    >>> read_clause("shard by user_id").names, read_clause("PRIMARY KEY ((a), b)").partition
    (('user_id',), ('a',))
    """
    text = text.strip().strip(",;").strip()
    match = _HEAD.match(text)
    if not match or len(text) > 2000:
        return None
    what = next(name for name, _ in _WHATS if match[name])
    word = match[what].lower()
    clause = Clause(what, [], text=text, unique="unique" in match[0].lower())
    rest = text[match.end() :].strip().replace("`(", "(").replace(")`", ")")
    if rest.lstrip(":= ")[:1] == "{":
        rest = rest.replace("{", "(").replace("}", ")")
    if not rest:
        return clause
    if what == "check":
        return clause
    if type_at(rest) and type_at(rest).end() == len(rest) and not rest.startswith("("):  # type: ignore[union-attr]
        return None  # a column called "index" or "key"
    if what == "unique":
        inner = re.match(r"(?i)(?:index|key|constraint)\b\s*", rest)
        rest = rest[inner.end() :] if inner else rest
    if "full" in word or "text" in word.replace("context", "") or "search" in word:
        clause.method = "fulltext"
    if re.match(r"(?:gsi|lsi)", word):
        clause.maybe = word
    found = re.search(_WHERE, rest)
    if found and not rest[: found.start()].strip().endswith("for"):
        clause.where = found[1].strip()
        rest = rest[: found.start()].strip()
    if what == "foreign":
        return _foreign(clause, rest)
    rest = re.sub(r"^[:=\s]+", "", rest)
    opening = rest.find("(")
    end = closing(rest, opening) if opening >= 0 else -1
    if opening >= 0 and end < 0:
        end = len(rest)
    if opening == 0 and kind_of(rest[1:end]) and "," not in rest[1:end]:
        return None  # "search index (Elasticsearch): …" is a store
    if opening >= 0 and _holds_columns(rest[opening + 1 : end]):
        _bracketed(clause, rest[:opening], rest[opening + 1 : end], rest[end + 1 :])
        return clause
    if opening > 0 and opening >= 0:
        aside = rest[opening + 1 : end].strip()
        outside = f"{rest[:opening]} {rest[end + 1 :]}".strip()
        if aside.lower() in _METHODS:
            clause.method = aside.lower()
        elif re.match(r"(?i)desc|newest|asc\b", aside):
            outside = f"{rest[:opening].strip()} {aside}"
        elif re.match(r"(?i)[\w]+\s*\(", rest) and rest.endswith(")") and " " not in rest[:opening].strip():
            outside = rest  # lower(email)
        else:
            clause.note = aside
        rest = outside
    square = re.match(r"^(?P<before>[^\[]*)\[(?P<inside>[^\[\]]*)\]\s*(?P<after>.*)$", rest)
    if square and _holds_columns(square["inside"]):
        _bracketed(clause, square["before"], square["inside"], square["after"])
        return clause
    _bare(clause, rest)
    return clause


_SEVERAL = re.compile(
    r"(?i)^(?P<head>(?:secondary |unique |composite |the )*(?:index(?:es)?|indices|indexing|"
    r"uniques|foreign keys|fks))\b(?! on| by| for)\s*[:=-]?\s*(?P<rest>.+)$"
)


def read_clauses(text: str) -> list[Clause]:
    """Read one clause, or several after a plural: ``Indexes: tweets(author_id), follows(followee_id)``.

    Examples
    --------
    >>> [clause.names for clause in read_clauses("Indexes: (author_id, created_at), handle")]
    [('author_id', 'created_at'), ('handle',)]
    """
    text = text.strip().rstrip(".;")
    several = _SEVERAL.match(text)
    if several and len(text) < 4000:
        plural = several["head"].lower().endswith("s") and not several["head"].lower().endswith("index")
        plural = plural or several["head"].lower().endswith("indices")
        parts = split_top(several["rest"], ",;", most=60)
        bracketed = sum("(" in part for part in parts)
        if len(parts) > 1 and (plural or bracketed > 1):
            head = {"i": "index", "u": "unique", "f": "foreign key"}[_noun(several["head"])]
            found = [clause for part in parts if (clause := _with_head(head, part)) and clause.columns]
            if len(found) == len(parts):
                return found
    one = read_clause(text)
    return [one] if one else []


def _noun(head: str) -> str:
    low = head.lower()
    return "f" if "f" in low.split()[-1][:1] or "foreign" in low else "u" if "unique" in low else "i"


def _with_head(head: str, part: str) -> Clause | None:
    part = re.sub(r"(?i)^and\s+", "", part)
    return read_clause(part) if begins_clause(part) else read_clause(f"{head} {part}")


def _holds_columns(text: str) -> bool:
    parts = split_top(text, ",", most=60)
    if not parts or re.fullmatch(r"(?i)\s*(?:desc|asc|b-?tree|hash|gin|gist|descending|ascending)\s*", text):
        return False
    prose = sum(
        1
        for part in parts
        if len(part.split()) > 4 or re.match(r"(?i)(?:for|to|so|because|used|serves)\b", part)
    )
    return prose * 2 < len(parts)


def _bracketed(clause: Clause, before: str, inside: str, after: str) -> None:
    clause.bracketed = True
    inside = inside.strip()
    if inside.startswith("("):
        end = closing(inside, 0)
        if end > 0:
            clause.partition = tuple(name for name, _ in columns_of(inside[1:end]))
            inside = inside[1:end] + inside[end + 1 :]
    clause.columns = columns_of(inside)
    said = [word for word in re.split(r"[\s:=]+", before.strip()) if word]
    previous = ""
    for word in said:
        low = word.lower()
        if previous == "using" or low in _METHODS:
            clause.method = low
        elif low not in _SMALL:
            bare = unquoted(word).split(".")[-1]
            if previous in ("on", "for", "of", "in", "over", "table", "the") or (
                clause.maybe and clause.store is None and not re.match(r"(?:gsi|lsi)", clause.maybe)
            ):
                clause.store = bare
            else:
                clause.maybe = bare
        previous = low
    after = after.strip(" .;")
    down = re.match(r"(?i)(desc|asc)\b", after)
    if down and clause.columns:
        clause.columns[-1] = (clause.columns[-1][0], down[1].lower() == "desc")
    owner = re.match(
        rf"(?i)(?:on|in|of|for)\s+(?:the\s+)?(?P<store>{NAME})(?:\s+(?:table|collection))?\s*(?:$|[.,;(])",
        after,
    )
    if owner and clause.store is None:
        clause.store = unquoted(owner["store"])
    elif after and not down:
        clause.note = after


def _bare(clause: Clause, rest: str) -> None:
    rest = re.sub(r"(?i)^(?:(?:on|by|for|is|are|over|of|=|:|->|the)\s+)+", "", f"{rest} ").strip()
    rest = rest.strip(" .;")
    stores = _STORE_BY.match(rest) or None
    if stores and names_only(stores["columns"]) and stores["store"].lower() not in _SMALL:
        clause.store = unquoted(stores["store"])
        clause.columns = columns_of(stores["columns"])
        return
    inside = _IN_STORE.match(rest)
    if inside and names_only(inside["columns"]):
        clause.store = unquoted(inside["store"])
        clause.columns = columns_of(inside["columns"])
        return
    shortened = _WHY.sub("", rest)
    if shortened != rest:
        clause.note = rest[len(shortened) :].strip(" —–-")
        inside = _IN_STORE.match(shortened)
        if inside and names_only(inside["columns"]):
            clause.store, shortened = unquoted(inside["store"]), inside["columns"]
    named = re.match(r"(?i)^(?P<name>[\w]+)\s+on\s+(?P<columns>.+)$", shortened)
    if named:
        clause.maybe, shortened = named["name"], named["columns"]
    shortened = re.sub(r"(?i)\s+(?:columns?|fields?)$", "", shortened)
    dotted = re.match(rf"^(?P<store>{NAME})\.(?P<column>{NAME})", shortened)
    if dotted:
        clause.store = unquoted(dotted["store"])
    if names_only(shortened):
        clause.columns = columns_of(shortened)
    else:
        clause.note = f"{shortened} {clause.note}".strip()


def _foreign(clause: Clause, rest: str) -> Clause:
    rest = re.sub(r"^[:=\s]+", "", rest)
    pattern = (
        rf"(?i)(?:{NAME}\s+)??(?:\(\s*(?P<many>[^()]+)\)|(?P<one>{NAME})(?:\.(?P<dotted>{NAME}))?)\s*"
        r"(?:references?(?:\s+to)?|refers\s+to|->|→|=>|to|on|>|:|-+>)\s*" + TARGET.replace("{0}", "k")
    )
    match = re.match(pattern, rest)
    if match:
        columns = match["many"] or match["dotted"] or match["one"]
        clause.columns = columns_of(columns)
        clause.bracketed = bool(match["many"])
        if match["dotted"]:
            clause.store = unquoted(match["one"])
        names = columns_of(match["kcs"]) if match["kcs"] else []
        table, column = match["kt"], match["kc"]
        if column and names:
            table, column = column, None
        clause.target = (
            unquoted(table),
            tuple(n for n, _ in names) or ((unquoted(column),) if column else ()),
        )
        return clause
    bracket = re.match(r"\(([^()]+)\)\s*$", rest)
    if bracket:
        clause.columns, clause.bracketed = columns_of(bracket[1]), True
    elif names_only(rest) and all(_COLUMN_NAME.match(part.strip()) for part in cut_names(rest)):
        clause.columns = columns_of(rest)
    else:
        clause.note = rest
    return clause
