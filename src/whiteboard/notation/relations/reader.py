"""A relations section: walked once, with the object or the pair under which lines stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from whiteboard.draft.relations import Relation, Relations
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.listing import (
    Entry,
    Kind,
    bracketed_end,
    entries,
    has_words,
    plain,
    split_list,
    tables,
)
from whiteboard.notation.relations.forms import cardinality_in, cell, signed
from whiteboard.notation.relations.sentences import clauses, is_verb, noun, sentence
from whiteboard.notation.relations.table import aligned, read_table

HINT = "Try:  Account follows Account"
_STRUCTURE = re.compile(
    r"(?i)^(?:erDiagram|classDiagram|graph|flowchart|digraph)\b|^@(?:start|end)uml|"
    r"^direction\b|^skinparam\b|^title\b"
)
_NOTE = re.compile(r"(?i)^(?:note|why|because|remark|meaning)\s*:\s*(?P<note>.+)$")


def read_relations(lines: Sequence[Line]) -> Relations:
    """Read a relations section.

    Parameters
    ----------
    lines : sequence of Line
        The section's lines: sentences, arrows, cardinalities, pairs, Mermaid, or the cross-product table.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> found = read_relations(numbered("Account follows Account\\nUSER ||--o{ TWEET : posts"))
    >>> [(r.subject, r.verb, r.target, r.cardinality) for r in found.relations]
    [('Account', 'follows', 'Account', None), ('USER', 'posts', 'TWEET', '1:N')]
    """
    return _Reader([Line(line.number, part) for line in lines for part in _sentences(line.text)]).read()


def _sentences(text: str) -> list[str]:
    """The sentences of a line of prose; one for anything else."""
    parts = re.split(r"(?<=[a-z)])\.\s+(?=[A-Z])", text) if len(text) < 5000 and "|" not in text else [text]
    return parts if len(parts) > 1 and all(len(part.split()) > 2 for part in parts) else [text]


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.entries = entries(lines)
        self.relations: list[Relation] = []
        self.objects: dict[str, str] = {}
        self.remarks: list[str] = []
        self.unread: list[Unread] = []
        self.subject: tuple[str, str, Entry] | None = None  # the object, or the pair, that lines stand under
        self.last: Entry | None = None
        self.braces = 0

    def read(self) -> Relations:
        in_table = tables(self.entries) | aligned(self.entries)
        covered = -1
        for position, entry in enumerate(self.entries):
            if position <= covered or entry.kind is Kind.BLANK:
                continue
            if position in in_table:
                covered = position + len(in_table[position]) - 1
                self._table(in_table[position])
            else:
                self._entry(entry)
        return Relations(
            relations=tuple(_plainly(relation) for relation in self.relations),
            objects=tuple(self.objects.values()),
            remarks=tuple(filter(None, map(plain, self.remarks))),
            unread=tuple(self.unread),
        )

    def _table(self, rows: list[Entry]) -> None:
        made, objects = read_table(rows)
        self.relations += made
        for name in objects:
            self.objects.setdefault(name.lower(), name)
        lines = {relation.line for relation in made}
        for row in rows[bool(made) :]:
            if not objects and row.line not in lines and has_words(row.text):
                self.remarks.append(row.text.replace(" | ", " / "))

    def _entry(self, entry: Entry) -> None:
        text, typed = entry.text, entry.typed.strip()
        if entry.level == 0 and (remark := re.match(r"remark: (.+)$", text)):
            self.remarks.append(remark[1])
            return
        if self.braces:
            self.braces = max(0, self.braces + typed.count("{") - typed.count("}"))
            if has_words(text):
                self.remarks.append(text)
            return
        if not has_words(text):
            if typed.strip("{}[]();,. "):
                self.unread.append(Unread(entry.line, entry.typed, HINT))
            return
        if _STRUCTURE.match(typed):
            self.remarks.append(text)
            return
        if typed.endswith("{") and not signed(text, typed, entry.line):
            self.braces = 1
            self.remarks.append(text)
            return
        if entry.level == 0 and (names := re.match(r"objects: (.+)$", text)):
            for name in names[1].split(","):
                if noun(name):
                    self.objects.setdefault(noun(name).lower(), noun(name))
            return
        note = _NOTE.match(text)
        if note and self.relations and self.last is not None and entry.level > self.last.level:
            self.relations[-1] = replace(
                self.relations[-1], note="; ".join(filter(None, (self.relations[-1].note, note["note"])))
            )
            return
        made = self._under(entry) or statement(text, typed, entry.line)
        self.last = entry
        if made:
            self.relations += made
            pair = {(relation.subject, relation.target) for relation in made}
            crossed = len(pair) == 1 and all(not r.verb and not r.ruled_out for r in made)
            self.subject = (made[0].subject, made[0].target, entry) if crossed else self._kept(entry)
            return
        self.subject = None
        name = noun(re.sub(r"\s*:$", "", text))
        if name and (entry.kind is Kind.HEADING or text.endswith(":") or len(name.split()) <= 2):
            self.subject = (name, "", entry)
        elif not self._pure_list(text):
            self.remarks.append(text)
            return
        self.remarks.append(text)

    def _kept(self, entry: Entry) -> tuple[str, str, Entry] | None:
        """The subject still holds for the next line when this one stood under it."""
        if self.subject is None:
            return None
        above = self.subject[2]
        if entry.kind is Kind.HEADING:
            return None
        under = above.kind is Kind.HEADING or entry.level > above.level or entry.rank > above.rank
        return self.subject if under else None

    def _pure_list(self, text: str) -> bool:
        return all(noun(part) for part in split_list(text))

    def _under(self, entry: Entry) -> list[Relation]:
        """``- follows Account`` below ``Account``; ``- follow`` below ``Account × Account``."""
        if self.subject is None or self._kept(entry) is None:
            return []
        subject, target, above = self.subject
        arrow = re.match(r"^\s*(?:[-*+•]\s+)?(?P<rest>(?:-+>|→|=>|—+>).*)$", entry.typed)
        if arrow and not target:
            return signed(f"{subject} {arrow['rest'].strip()}", "", entry.line)
        if target:
            made = cell(entry.text, subject, target, entry.line)
            if (
                made
                and self.relations
                and not self.relations[-1].verb
                and self.relations[-1].line == above.line
            ):
                self.relations.pop()
            return made
        if statement(entry.text, entry.typed.strip(), entry.line) and not is_verb(entry.text.split()[0]):
            return []
        text, cardinality = cardinality_in(entry.text)
        held, inner = bracketed_end(text)
        words = text.split()
        if not words or not (is_verb(words[0]) or words[0][:1].islower()):
            return []
        return [
            replace(relation, cardinality=cardinality, note=inner)
            for relation in clauses(held if inner else text, subject, entry.line)
        ]


def _plainly(relation: Relation) -> Relation:
    return replace(
        relation,
        verb=plain(relation.verb),
        cardinality=plain(relation.cardinality or "") or None,
        note=plain(relation.note),
    )


def statement(text: str, typed: str, line: int) -> list[Relation]:
    """The relations that one line states by itself.

    Examples
    --------
    >>> [(r.subject, r.verb, r.target) for r in statement("Account: follows Account, publishes Tweet", "", 1)]
    [('Account', 'follows', 'Account'), ('Account', 'publishes', 'Tweet')]
    >>> [(r.subject, r.verb, r.target, r.cardinality) for r in statement("User has many Tweets (1:N)", "", 1)]
    [('User', 'has many', 'Tweets', '1:N')]
    """
    return signed(text, typed, line) or _labelled(text, line) or _said(text, line)


def _said(text: str, line: int) -> list[Relation]:
    text, cardinality = cardinality_in(text)
    if text.count("(") > 1:
        text = re.sub(r"\s*\([^()]*\)", "", text)
    held, inner = bracketed_end(text)
    made = sentence(held, line) if inner else sentence(text, line)
    return [
        replace(relation, cardinality=cardinality, note="; ".join(filter(None, (relation.note, inner))))
        for relation in made
    ]


def _labelled(text: str, line: int) -> list[Relation]:
    """``Account: follows Account, publishes Tweet``; ``Follow: an account follows another``."""
    label, _, rest = text.partition(":")
    rest = rest.strip()
    if not rest or len(label.split()) > 6:
        return []
    held, cardinality = cardinality_in(rest)
    words = held.split()
    name = noun(label)
    if name and words and is_verb(words[0]):
        made = clauses(bracketed_end(held)[0], name, line)
        if made:
            return [replace(relation, cardinality=cardinality) for relation in made]
    own = _said(rest, line)
    if own:
        return own
    pair = re.fullmatch(r"\(?\s*(?P<a>[\w ]{1,40}?)\s*,\s*(?P<b>[\w ]{1,40}?)\s*\)?", rest)
    if name and pair and noun(pair["a"]) and noun(pair["b"]):
        return [Relation(subject=noun(pair["a"]), verb=label.strip(), target=noun(pair["b"]), line=line)]
    return []
