"""The section line by line: each line goes to the form that understands it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.storage import Storage, StoreKind
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.exact import take_exact, with_exact
from whiteboard.notation.lines import is_comment, is_fence, is_lone_number, without_bullet
from whiteboard.notation.storage.aligned import set_apart
from whiteboard.notation.storage.apart import Apart
from whiteboard.notation.storage.bodies import Bodies
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.heads import (
    is_store_name,
    looks_like_fields,
    numbering_off,
    read_head,
    read_name,
)
from whiteboard.notation.storage.inside import Inside
from whiteboard.notation.storage.keyvalue import read_key_pattern
from whiteboard.notation.storage.kinds import Named, kind_of
from whiteboard.notation.storage.migrations import as_rows
from whiteboard.notation.storage.opening import Opening
from whiteboard.notation.storage.orm import is_class, read_class
from whiteboard.notation.storage.prose import read_database_label, read_prose
from whiteboard.notation.storage.reasons import Reasons, read_prose_reasons
from whiteboard.notation.storage.shapes import WORDS, is_known_label, is_name_only, is_query, lone_name
from whiteboard.notation.storage.single_table import spelled_out
from whiteboard.notation.storage.sql import starts_sql
from whiteboard.notation.storage.tables import is_table
from whiteboard.notation.storage.text import indent_of, without_markup
from whiteboard.notation.storage.walking import BULLET, HEADING, MORE_BULLETS

LONGEST = 6000

_LONG_HINT = "this line is longer than 6,000 characters; break it"

_LONGEST = 1000
_LONE_LABEL = re.compile(r"(?i)^(?:indexes|indices|constraints|unique constraints)$")
_DASHED_CLAUSE = re.compile(
    r"(?i)\s+(?:—|–|--?)\s+(?=(?:pk|primary key|unique|index(?:es)?|idx)\s*(?:on\s+\w|\(|:))"
)
"""``status — PK (a, b)``: a clause set off by a dash."""
_ADDED = re.compile(
    r"(?i)\b(?P<what>(?:unique\s+)?(?:index|idx|pk|primary key|unique))(?:\s+on|\s*:)?\s+"
    r"(?P<names>[a-z_]\w*(?:\s*\+\s*[a-z_]\w*){1,5})\b(?!\s*[(+])"
)
"""``index on product + created_at``."""
_BUCKET_FOR = re.compile(
    r"(?i)^(?:an?\s+|the\s+)?(?P<what>[^:,;]{2,40}?)\s+(?:for|holds?|stores?|keeps?)\s+"
    r"(?:the\s+|all\s+|our\s+)?(?P<names>[\w ,-]{3,60}?)\.?$"
)
_MAPPING = re.compile(
    r"^(?P<head>[^:{}]{1,80}:\s+)(?P<key>[^\W\d]\w*)\s*(?:->|=>|→|⇒)\s*\{(?P<value>[^{}:]{1,400})\}$"
)
"""``users (key-value): user_id -> {name, bio}``: the key, and what stands behind it."""
_BOLD = re.compile(
    r"^\s*(?:[-*+]\s+|\d+[.)]\s+)?(?:\*\*|__)(?P<text>[^*]+?)(?:\*\*|__)\s*(?P<after>[:(\[—–-].*)?$"
)

_SETEXT = re.compile(r"^\s*(?:={3,}|-{3,}|\*{3,}|_{3,})\s*$")


_STATES_KIND = re.compile(r"(?i)\b(?:sql|nosql|relational|database|db|rdbms)\b")
_SENTENCE_STORE = re.compile(
    r"(?i)^(?:the|our|an?|each)?\s*(?P<name>[^\W\d]\w*)\s+(?P<table>table|collection|"
    r"entity|document|rows?)?\s*"
    r"(?:has|have|contains?|holds?|stores?|with|consists? of|includes?)\s+(?:the\s+|"
    r"these\s+)?(?P<columns>columns?|fields?|attributes?)?"
    r"\s*:?\s*(?P<list>[^\W\d].*)$"
)

_LISTED_IN_BRACES = re.compile(r"\{[^{},]+,[^{}]*\}")


class Reader(Opening, Bodies, Inside, Apart, Reasons):
    """Reads one section. Every line is taken by exactly one form."""

    def run(self) -> Storage:
        """Read all lines."""
        while self.place < len(self.lines):
            line = self.lines[self.place]
            before = self.place
            self._line(line)
            if self.place == before:
                self.place += 1
        return self.section.settle()

    def _line(self, line: Line) -> None:
        text = line.text
        bare = text.strip()
        if not bare:
            if self.block_mode == "paragraph":
                self._close()
            self.sub = ""
            return
        if is_fence(bare):
            self.fenced = not self.fenced
            self.language = bare.strip("`~ ").lower() if self.fenced else ""
            self.diagram = self.language in ("mermaid", "plantuml") or (self.diagram and self.fenced)
            return
        if (
            is_lone_number(bare)
            or _SETEXT.match(bare)
            or (not any(s.isalnum() for s in bare) and all(s in "{}()[];,|-+=*_#>.~` " for s in bare))
        ):
            if (
                not is_lone_number(bare)
                and not _SETEXT.match(bare)
                and self.block is None
                and not all(s in "{}()[];,|-+=*_>#.~` " for s in bare)
            ):
                self._unread(line)
            return
        if len(text) > LONGEST and not starts_sql(text[:400]):
            self.section.unread.append(Unread(line.number, text, _LONG_HINT))
            return
        if is_table(self.lines, self.place):
            self._table()
            return
        if "|" in bare and self._pipes(line, bare):
            return
        following = self.lines[self.place + 1].text if self.place + 1 < len(self.lines) else ""
        in_sql = self.fenced and self.language in (
            "sql",
            "mysql",
            "postgresql",
            "postgres",
            "sqlite",
            "cql",
            "psql",
            "pgsql",
        )
        unbulleted = without_bullet(text)
        if starts_sql(unbulleted, fenced=in_sql, following=following):
            self._sql(in_sql=in_sql)
            return
        if in_sql and bare.startswith("--"):
            self.section.remark(bare.strip("- "))
            return
        if is_class(text):
            store, end = read_class(self.lines, self.place)
            if store is not None:
                self._close()
                self._adopt(store)
                self.place = end
                return
        heading = None if self.fenced and self.language else HEADING.match(text)
        if heading:
            if len(heading["hashes"]) == 1 and not is_name_only(heading["text"]):
                read_prose(self.section, heading["text"].strip(), line.number)  # a comment
                return
            self._heading(heading["text"].strip(), line)
            return
        if (
            following.strip()[:3] in ("---", "===")
            and _SETEXT.match(following)
            and bare[0].isalnum()
            and len(bare) < 60
            and "|" not in bare
        ):
            self._heading(bare, line)
            return
        if is_comment(bare) or bare.startswith(("<!--", "--")):
            said = bare.strip("#/-<>! ")
            named = read_name(said) if said and is_store_name(said) and len(said.split()) <= 2 else None
            if named and self._columns_follow(self.place + 1) >= 2:
                self._name_alone(named, line, indent_of(text))
            elif said:
                read_prose(self.section, said, line.number)
            return
        self._typed(line)

    def _typed(self, line: Line) -> None:
        text = MORE_BULLETS.sub(lambda m: m["indent"], line.text)
        bulleted = bool(BULLET.match(line.text)) or text != line.text
        indent = indent_of(line.text)
        bare = numbering_off(without_markup(without_bullet(text)).strip()).strip()
        if bare.startswith("> "):
            bare = bare[2:].strip()
        if not bare:
            return
        bare = _in_usual_signs(bare)
        if self.diagram and self._diagram_line(bare, line):
            return
        if self._label_text(bare, line, indent):
            return
        if self._in_block(bare, line, indent, bulleted=bulleted):
            return
        if self._under_label(bare, line, indent, bulleted=bulleted):
            return
        pattern = read_key_pattern(bare, line.number)
        if pattern is not None:
            self._close()
            self._adopt(pattern)
            return
        if self._braces(line, bare):
            return
        bold = _BOLD.match(line.text)
        if bold and not bold["after"] and self._bold(bold["text"].strip(" :"), line, indent):
            return
        self._top(bare, line, indent, bulleted=bulleted)

    def _top(self, bare: str, line: Line, indent: int, *, bulleted: bool) -> None:
        database = read_database_label(bare)
        if database:
            named, more = database
            self.section.stated.append(named)
            if self.block is not None and indent > self.block_indent:
                self.block.state(named)
            else:
                self.section.default = named
            self.section.brand(named, line.number)
            self.section.remark(bare)
            if more and kind_of(more.strip("() ")) is None:
                read_prose_reasons(self.section, more, line.number)
            return
        if self._relation(bare, line):
            return
        if self._constraint(bare, line):
            return
        group = kind_of(bare.rstrip(":")) if bare.endswith(":") else None
        if group is not None:
            self._close()
            self.section.scope = group
            self.section.stated.append(group)
            self.section.brand(group, line.number)
            self.section.remark(bare)
            return
        if self._by_kind(bare, line) or self._in_a_sentence(bare, line):
            return
        head = read_head(bare)
        if head is not None and head.rest is not None and not is_query(head, bare):
            self._store(head, line, indent)
            return
        if head is None:
            head = lone_name(bare)
        alone = head is not None and head.rest is None and not is_query(head, bare)
        if alone and head is not None and self._opens_block(head, line, indent, bulleted=bulleted):
            return
        self._rest(bare, line)

    def _by_kind(self, bare: str, line: Line) -> bool:
        """``Redis: feeds, sessions`` names stores by their kind; ``NoSQL / DynamoDB`` is a heading."""
        if ":" not in bare:
            bucket = _BUCKET_FOR.match(bare)
            named = kind_of(bucket["what"]) if bucket else None
            if bucket and named is not None and named.kind is StoreKind.BLOB:
                return self._named_by_kind(named, bucket["names"], line)
            named = kind_of(bare)
            if named is None or "(" in bare or not (named.brand or _STATES_KIND.search(bare)):
                return False
            self._close()
            self.section.scope = named
            self.section.stated.append(named)
            self.section.brand(named, line.number)
            self.section.remark(bare)
            return True
        before, _, rest = bare.partition(":")
        named = kind_of(before) if len(before) < 60 else None
        if named is None or named.kind is StoreKind.UNSTATED or not rest.strip():
            return False
        pattern = read_key_pattern(rest.strip(), line.number)
        if pattern is not None:
            pattern.state(named)
            self._close()
            self._adopt(pattern)
            return True
        return self._named_by_kind(named, rest, line)

    def _named_by_kind(self, named: Named, rest: str, line: Line) -> bool:
        names = re.split(r"(?i)\s*,\s*(?:and\s+)?|\s+and\s+", rest.strip().rstrip("."))
        if not all(is_store_name(name) and len(name.split()) <= 2 for name in names):
            return False
        if any(
            re.search(r"(?i)(?:^|_)ids?$|Ids?$|^(?:name|text|follower|followee|key|value)$", name)
            for name in names
        ):
            return False
        self._close()
        for name in names:
            store = Building(name, line.number)
            store.state(named)
            self._adopt(store)
        return True

    def _in_a_sentence(self, bare: str, line: Line) -> bool:
        """``The users table has columns id, name and email, with an index on email.``"""
        match = _SENTENCE_STORE.match(bare) if len(bare) < 1000 else None
        if match is None or not is_store_name(match["name"]):
            return False
        if not (match["table"] or match["columns"]):
            return False
        body = re.sub(
            (
                r"(?i),?\s+(?:and\s+)?with\s+(?=(?:an?\s+)?(?:\w+\s+)?(?:index|primary|unique))|"
                r",?\s+indexed\b"
            ),
            "; ",
            match["list"],
        )
        body = re.sub(
            r"(?i)\s+as\s+(?:an?\s+|the\s+|its\s+)?(?:composite\s+|compound\s+)?primary key\b",
            " (composite PK)",
            body,
        )
        first, sign, more = body.rstrip(".").partition(";")
        first = re.sub(r"(?i),?\s+and\s+", ", ", first)
        if not looks_like_fields(first) or len(first.split(",")) < 2:
            return False
        self._close()
        store = Building(match["name"], line.number)
        store.items.append((f"{first}{sign}{more}", line.number))
        self._adopt(store)
        return True

    def _rest(self, bare: str, line: Line) -> None:
        """Prose, or a line that nothing understands."""
        words = WORDS.findall(bare)
        head = read_head(bare)
        if head is None and len(words) <= 2 and self.block is None and not re.search(r"[.!?:]$", bare):
            named = kind_of(bare)
            if named:
                self.section.scope = named
                self.section.stated.append(named)
                self.section.brand(named, line.number)
                self.section.remark(bare)
                return
        if _LISTED_IN_BRACES.search(bare[:2000]):
            # Fields in braces are no prose: better said to be unread than passed over.
            self._unread(line)
            return
        label = re.match(r"^([\w -]{2,40}?)\s*:\s", bare)
        if (
            len(words) >= 3
            or (label and is_known_label(label[1]))
            or (words and re.search(r"[.:?!…]$", bare))
            or is_known_label(bare)
        ):
            read_prose(self.section, bare, line.number, about=None)
            return
        self._unread(line)


def _in_usual_signs(bare: str) -> str:
    """A line with its dashes, pluses and maps in the signs that are read elsewhere."""
    if len(bare) > _LONGEST:
        return bare
    if _LONE_LABEL.match(bare):
        return f"{bare}:"
    mapping = _MAPPING.match(bare)
    if mapping:
        return f"{mapping['head']}{mapping['key']} pk, {mapping['value']}"
    bare = _DASHED_CLAUSE.sub("; ", bare) if ":" in bare else bare
    return _ADDED.sub(lambda found: f"{found['what']} ({found['names'].replace('+', ',')})", bare)


def read_storage(lines: Sequence[Line]) -> Storage:
    """Read a storage section.

    Parameters
    ----------
    lines : sequence of Line
        The section's lines with their numbers in the learner's text; nbgrader's markers are out already.

    Returns
    -------
    Storage
        Stores, reasons, transactions, errors in SQL, and every line that was not understood. Nothing is
        raised on any text whatever.

    Examples
    --------
    >>> store = read_storage([Line(7, "tweets: id pk, author_id -> accounts; index (author_id)")]).stores[0]
    >>> store.name, store.line, store.primary_key, store.indexes[0].columns, store.references[0].target
    ('tweets', 7, ('id',), ('author_id',), 'accounts')
    """
    parted = take_exact(lines)
    storage: Storage = with_exact(
        Reader(set_apart(spelled_out(as_rows(parted.others)))).run(), parted.entries
    )
    return storage
