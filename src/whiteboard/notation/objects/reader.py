"""An objects section: walked once, with the object that is open and what stands under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from whiteboard.draft.objects import BusinessObject, Field, Objects
from whiteboard.draft.text import Line, Unread
from whiteboard.draft.wording import singular
from whiteboard.notation.declarations import declared_on_one_line
from whiteboard.notation.listing import Entry, Kind, entries, has_words, plain, split_list, tables
from whiteboard.notation.objects.fields import parse_field, parse_fields
from whiteboard.notation.objects.mutability import Changes, changes_in
from whiteboard.notation.objects.names import FIELD_LABELS, NOTE_LABELS, bare_name, is_generic, is_name
from whiteboard.notation.objects.statements import IT, Said, content, is_change_label, merged, parse_statement
from whiteboard.notation.objects.table import read_table

HINT = "Try:  Account: handle, name, bio? (mutable)"


@dataclass(slots=True)
class Open:
    """An object while it is read."""

    name: str
    line: int
    fields: list[Field] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    notes: list[str] = field(default_factory=list)

    def made(self) -> BusinessObject:
        """The object as it stands in the draft."""
        kept: dict[str, Field] = {}
        for one in self.fields:
            kept.setdefault(one.name.lower(), one)
        return BusinessObject(
            name=self.name,
            fields=tuple(kept.values()),
            mutable=self.changes.mutable,
            deletable=self.changes.deletable,
            note=plain("; ".join(self.notes)),
            line=self.line,
        )


@dataclass(slots=True)
class Holder:
    """The object that what follows may stand under, and how its line stands in the text."""

    object: Open
    entry: Entry
    bare: bool
    colon: bool
    torn: bool = False
    parted: bool = False


def read_objects(lines: Sequence[Line]) -> Objects:
    """Read an objects section.

    Parameters
    ----------
    lines : sequence of Line
        The section's lines, in any style: ``Account: handle, name (mutable)``, nested bullets, one list of
        names, a table, a class, a sentence.

    Returns
    -------
    Objects
        With prose as remarks, and what holds no word at all as unread.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> objects = read_objects(numbered("- Account: handle, bio?\\n- Tweet\\nTweets can be deleted but not edited"))
    >>> [(o.name, len(o.fields), o.mutable, o.deletable) for o in objects.objects]
    [('Account', 2, None, None), ('Tweet', 0, False, True)]
    """
    json = any(_JSON_LIST.match(line.text) for line in lines)
    typed = [
        Line(line.number, _from_json(line.text)) for line in lines if not (json and _BRACE.match(line.text))
    ]
    return _Reader(declared_on_one_line(typed, all_forms=False)).read()


_BRACE = re.compile(r"^\s*[{}\[\]],?\s*$")


_JSON_LIST = re.compile(r"^(?P<indent>\s*)\"(?P<name>[^\"]{1,60})\"\s*:\s*\[(?P<items>[^\[\]{}]*)\],?\s*$")


def _from_json(text: str) -> str:
    """``"Account": ["handle", "name"],`` as ``Account: handle, name``."""
    found = _JSON_LIST.match(text)
    return f"- {found['name']}: {found['items'].replace(chr(34), '')}" if found else text


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.entries = entries(lines)
        self.tables = tables(self.entries)
        self.objects: dict[str, Open] = {}
        self.holder: Holder | None = None
        self.deferred: list[Said] = []
        self.remarks: list[str] = []
        self.unread: list[Unread] = []
        self.braces = 0
        self._deferred_line = 0

    def read(self) -> Objects:
        for position, entry in enumerate(self.entries):
            if entry.kind is Kind.BLANK:
                if self.holder is not None:
                    self.holder.torn = True
            elif position in self.tables:
                self._table(self.tables[position])
            elif entry.kind is not Kind.ROW:
                self._entry(position, entry)
        for said in self.deferred:
            self._apply(said)
        return Objects(
            objects=tuple(open_.made() for open_ in self.objects.values()),
            remarks=tuple(filter(None, map(plain, self.remarks))),
            unread=tuple(self.unread),
        )

    def _entry(self, position: int, entry: Entry) -> None:
        typed = entry.typed.strip()
        if re.fullmatch(r"(?i)\W*(?:etc|and so on)?\W*", entry.text) and re.search(
            r"(?i)etc|so on|\.\.\.|…", typed
        ):
            return
        if not has_words(entry.text):
            self._closing(entry, typed)
        elif self.braces and self.holder is not None:
            self._inside(entry)
            self.braces = max(0, self.braces + _balance(typed))
        elif _balance(typed) > 0 and re.search(r"[{(\[]$", typed) and self._block(entry):
            self.braces = _balance(typed)
        elif entry.kind is Kind.HEADING:
            self._heading(position, entry)
        elif entry.level == 0 and (remark := re.match(r"remark: (.+)$", entry.text)):
            self.remarks.append(remark[1])
        elif self.holder is not None and self._stands_under(entry, self.holder):
            self._child(entry, self.holder)
        else:
            self._statement(position, entry)

    def _closing(self, entry: Entry, typed: str) -> None:
        if re.fullmatch(r"[{}\[\]();,.\s]*", typed) and (self.braces or not typed.strip("{}[]();,. ")):
            was_open = self.braces
            self.braces = max(0, self.braces + _balance(typed))
            if was_open and not self.braces:
                self.holder = None
            return
        self.unread.append(Unread(entry.line, entry.typed, HINT))

    def _block(self, entry: Entry) -> bool:
        """``interface Tweet {``: whether an object opens here."""
        name = bare_name(re.sub(r"(?:\((?:[^()]*)\))?\s*[:=]?\s*[{(\[]+\s*$", "", entry.text).rstrip(" :="))
        name = re.sub(r"\s(?:extends|implements)\s.*$", "", name)
        if not is_name(name):
            return False
        self._hold(self._declare(name, entry.line), entry, bare=True, colon=True)
        return True

    def _inside(self, entry: Entry) -> None:
        assert self.holder is not None
        for part in split_list(re.sub(r"[{}]", "", entry.text), ",;"):
            made = parse_field(part.strip(" ;"), entry.line)
            if made:
                self.holder.object.fields.append(made)
            elif has_words(part):
                self.holder.object.notes.append(part)

    def _heading(self, position: int, entry: Entry) -> None:
        self.holder = None
        said = parse_statement(entry.text, entry.line)
        if is_generic(entry.text) or len(said) != 1 or said[0].about or self._children_are_objects(position):
            if len(said) > 1 and not is_generic(entry.text):
                self._take(said, entry)
                return
            self.remarks.append(entry.text)
            return
        self._take(said, entry)

    def _children_are_objects(self, position: int) -> bool:
        """Whether what stands under a heading or a label is a list of objects with fields of their own."""
        parent = self.entries[position]
        first: Entry | None = None
        objects = all_ = 0
        for entry in self.entries[position + 1 : position + 40]:
            if entry.kind is Kind.BLANK:
                continue
            if entry.kind is not Kind.ITEM or (
                parent.kind is not Kind.HEADING and entry.level <= parent.level
            ):
                break
            first = first or entry
            if entry.level > first.level or entry.rank > first.rank:
                continue
            label = entry.text.split(":")[0].strip().lower()
            if label in FIELD_LABELS | NOTE_LABELS or is_change_label(label):
                return False
            all_ += 1
            said = parse_statement(entry.text, entry.line)
            objects += (
                bool(said)
                and not said[0].about
                and len(said[0].fields) > 1
                and ":" in entry.text + ("(:"[entry.text.endswith(")")])
            )
        return all_ > 0 and 2 * objects >= all_

    def _stands_under(self, entry: Entry, holder: Holder) -> bool:
        above = holder.entry
        if above.kind is Kind.HEADING:
            return True
        if entry.level > above.level and (entry.rank >= above.rank or above.rank == 1 or entry.rank == 1):
            return True
        label = entry.text.partition(":")[0].strip().lower()
        if (
            ":" in entry.text
            and not holder.torn
            and (label in FIELD_LABELS | NOTE_LABELS or is_change_label(label))
        ):
            return entry.level >= above.level
        if entry.level < above.level or not holder.bare:
            return False
        if entry.rank > above.rank:
            return True
        if holder.torn or holder.parted or entry.rank != above.rank or entry.rank != 1:
            return False
        said = parse_statement(entry.text, entry.line)
        if said and said[0].about:
            return False
        opens = re.match(r"[^:]{1,60}:\s*(?:$|[^:]*,)", entry.text)
        if holder.colon:
            return not opens
        return holder.object.name[:1].isupper() and entry.text[:1].islower() and not opens

    def _child(self, entry: Entry, holder: Holder) -> None:
        open_, text = holder.object, entry.text
        holder.parted = holder.parted or entry.rank > holder.entry.rank or entry.level > holder.entry.level
        label, _, rest = text.partition(":")
        label, rest = label.strip().lower(), rest.strip()
        if rest and label in NOTE_LABELS:
            open_.notes.append(rest)
            return
        if label in FIELD_LABELS:
            if rest:
                self._fields(open_, rest, entry.line)
            return
        if rest and is_change_label(label.removeprefix("can be ").removeprefix("is ")):
            changes = changes_in(f"{label}: {rest}")
            open_.changes = merged(open_.changes, changes)
            if not (changes and changes.only):
                open_.notes.append(text)
            return
        if holder.entry.kind is Kind.HEADING and entry.rank == 1 and re.match(r"[A-Z]", text):
            said = parse_statement(text, entry.line)
            if said and said[0].about and not _IT_LIKE.match(text):
                self._take(said, entry)
                return
        self._fields(open_, text, entry.line)

    def _fields(self, open_: Open, text: str, line: int) -> None:
        changes = changes_in(text)
        if not changes:
            only = parse_field(text, line)
            if only and len(split_list(text)) == 1 and " and " not in text:
                open_.fields.append(only)
                return
            fields, rest = parse_fields(text, line)
            open_.fields += fields
            open_.notes += [rest] if rest else []
            return
        held = parse_field(text, line)
        if held and held.type and len(split_list(text)) == 1 and not changes_in(held.name):
            open_.fields.append(held)
            return
        said = content(text, line)
        open_.fields += said.fields
        open_.changes = merged(open_.changes, said.changes)
        open_.notes += [said.note] if said.note else []

    def _statement(self, position: int, entry: Entry) -> None:
        self.holder = None
        said = parse_statement(entry.text, entry.line)
        if not said or (
            len(said) == 1
            and not said[0].about
            and not said[0].fields
            and self._children_are_objects(position)
        ):
            self.remarks.append(entry.text)
        else:
            self._take(said, entry)

    def _take(self, all_: list[Said], entry: Entry) -> None:
        for said in all_:
            if said.about and said.name != IT:
                self.deferred.append(said)
                self._deferred_line = entry.line
                continue
            if said.name == IT:
                last = next(reversed(self.objects.values()), None)
                if last is None:
                    self.remarks.append(entry.text)
                    continue
                self._add(last, said)
                continue
            open_ = self._declare(said.name, entry.line)
            self._add(open_, said)
            if entry.comment and (found := changes_in(entry.comment)):
                open_.changes = merged(open_.changes, found)
            if len(all_) == 1:
                self._hold(
                    open_, entry, bare=not said.fields, colon=entry.text.endswith(":") or ":" in entry.typed
                )

    def _hold(self, open_: Open, entry: Entry, *, bare: bool, colon: bool) -> None:
        self.holder = Holder(open_, entry, bare, colon)

    def _declare(self, name: str, line: int) -> Open:
        return self.objects.setdefault(name.lower(), Open(name, line))

    def _add(self, open_: Open, said: Said) -> None:
        open_.fields += said.fields
        open_.changes = merged(open_.changes, said.changes)
        open_.notes += [said.note] if said.note else []

    def _apply(self, said: Said) -> None:
        """What was said of an object that stands elsewhere; one that stands nowhere is declared by it."""
        if not said.name:
            for open_ in self.objects.values():
                open_.changes = merged(open_.changes, said.changes)
            return
        key = _key(said.name)
        found = [open_ for open_ in self.objects.values() if _key(open_.name) == key]
        if not found:
            words = set(key.split())
            found = [open_ for open_ in self.objects.values() if _key(open_.name) in words]
        for open_ in found or [self._declare(said.name, self._deferred_line)]:
            self._add(open_, said)

    def _table(self, rows: list[Entry]) -> None:
        under = self.holder.object.name if self.holder and self.holder.entry.kind is Kind.HEADING else ""
        for said, line in read_table(rows, under):
            self._add(self._declare(said.name, line), said)
        for row in rows:
            if not has_words(row.text):
                self.unread.append(Unread(row.line, row.typed, HINT))


_IT_LIKE = re.compile(r"(?i)(?:it|they|this|these)\b")


def _key(name: str) -> str:
    return " ".join(singular(word) for word in name.lower().split())


def _balance(text: str) -> int:
    return sum(text.count(char) for char in "{([") - sum(text.count(char) for char in "})]")
