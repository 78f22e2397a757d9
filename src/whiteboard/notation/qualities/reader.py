"""Lines of a qualities section → one entry a quality, whatever lines it spans."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whiteboard.draft.qualities import Qualities, Quality, QualityKind
from whiteboard.draft.quality_words import kind_of, kinds_in
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.outline import REMARK, Item, Style, clean, outline, table_columns
from whiteboard.notation.qualities.forms import (
    BARE,
    HOW,
    REASON,
    TARGET,
    because,
    by_means,
    fit,
    is_part,
    listed_qualities,
    may_name,
    sentences_of,
    several,
    speaks,
    split_label,
)
from whiteboard.notation.qualities.understanding import is_relaxed_label, understand

HINT = (
    "write one quality a line, such as  performance: getFeed under 200 ms at p99, because people wait for it"
)
_MOST_ENTRIES = 3000
_HEADERS = {
    "name": re.compile(
        r"(?:quality|attribute|quality attribute|nfr|non-?functional(?: requirement)?|requirement"
        r"|category|type|property|characteristic|concern|name|aspect|dimension|area|ility|#?)s?"
    ),
    "target": re.compile(
        r"(?:target|goal|value|number|metric|slo|sla|measure|measurement|objective|what|requirement"
        r"|description|details?|spec|level|expectation|definition|statement|how much|threshold|slo/sla"
        r"|target / slo|scenario)s?"
    ),
    "why": re.compile(
        r"(?:why|reason|because|rationale|justification|motivation|why it matters|reasoning|comment"
        r"|notes?|impact)s?"
    ),
    "how": re.compile(
        r"(?:how|decision|approach|solution|design|strategy|implementation|achieved by|mechanism|tactic"
        r"|design decision|means|how achieved|answer|by)s?"
    ),
}  # fmt: skip


def read_qualities(lines: Iterable[Line]) -> Qualities:
    """Read a qualities section.

    Parameters
    ----------
    lines : iterable of Line
        The section's lines, its heading taken off.

    Returns
    -------
    Qualities
        One entry a quality. A sentence that speaks of none is a remark; a line without words is unread.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> text = "**Availability:** five nines\\n- Low latency (< 200ms p99 for timeline)"
    >>> read = read_qualities(numbered(text))
    >>> [(q.name, q.kind.value, q.percent, q.latency) for q in read.qualities]
    [('Availability', 'availability', 99.999, None), ('', 'performance', None, 0.2)]
    """
    reader = _Reader()
    for item in outline(lines, titled=_is_title):
        reader.take(item)
    return reader.finished()


def _is_title(text: str) -> bool:
    return len(text.split()) <= 4 and bool(kinds_in(text))


_NUMERIC = re.compile(r"\d\s?%|\d\s?(?:ms|s)\b")


class _Entry:
    """A quality in the making."""

    def __init__(self, name: str, text: str, item: Item, *, group: bool = False) -> None:
        self.name = name
        self.parts = [text] if text else []
        self.line = item.line
        self.level = item.level
        self.style = item.style
        self.group = group  # whether it may only be a label for what follows
        self.wrapped = item.typed
        self.position = -1  # where the reader keeps it

    def add(self, text: str) -> None:
        if text:
            self.parts.append(text)

    def go_on(self, item: Item) -> None:
        """Take a line that only goes on with the sentence before it."""
        self.parts.append(f" {item.text}" if self.parts else item.text)
        self.wrapped = item.typed

    @property
    def text(self) -> str:
        made: list[str] = []
        for part in self.parts:
            if made and not part.startswith(" "):
                made.append(", " if re.match(r"(?i)(?:because|by)\b", part) else "; ")
            made.append(part)
        return "".join(made)


class _Reader:
    def __init__(self) -> None:
        self._entries: list[_Entry | str | Unread] = []
        self._open: _Entry | None = None  # the entry that further lines may belong to
        self._parent: _Entry | None = None  # the label that bullets stand under
        self._columns: tuple[str, ...] | None = None
        self._blank = True
        self._prose = False  # whether the line before was a remark

    def _keep(self, entry: _Entry) -> _Entry:
        entry.position = len(self._entries)
        self._entries.append(entry)
        return entry

    def _withdraw(self, entry: _Entry, remark: str = "") -> None:
        """Take an entry back that only groups what follows; its label may stay as a remark."""
        self._entries[entry.position] = remark
        entry.position = -1

    def take(self, item: Item) -> None:
        if item.style is not Style.ROW and item.style is not Style.BLANK:
            self._columns = None
        match item.style:
            case Style.BLANK:
                self._blank = True
                return
            case Style.HEADING:
                self._heading(item)
            case Style.ROW:
                self._row(item)
            case _ if not re.search(r"[^\W\d_]{2}", item.text) and not _NUMERIC.search(item.text):
                self._entries.append(Unread(item.line, item.typed, HINT))
            case Style.BULLET:
                self._bullet(item)
            case Style.PLAIN:
                self._plain(item)
        self._blank = False

    def _heading(self, item: Item) -> None:
        name, text = split_label(item.text)
        entry = _Entry(name or (text if not name else ""), text if name else "", item, group=True)
        if name and text:
            entry.group = False
        self._keep(entry)
        self._parent, self._open = entry, None

    def _row(self, item: Item) -> None:
        if self._columns is None:
            known = table_columns(item.cells, _HEADERS)
            self._columns = known or ()
            self._headers = item.cells
            if known:
                return
        parts: list[str] = []
        name = ""
        for position, cell in enumerate(item.cells):
            if not cell.strip(" -–—"):
                continue
            role = self._columns[position] if position < len(self._columns) else ""
            if role == "name" or (not self._columns and position == 0):
                name = name or cell
            elif role == "why":
                parts.append(because(cell))
            elif role == "how":
                parts.append(by_means(cell))
            elif role == "target" or not self._columns or not self._headers[position : position + 1]:
                parts.append(cell)
            else:
                parts.append(f"{self._headers[position]}: {cell}")
        self._open = self._parent = None
        made = _Entry("", "", item)
        made.name, made.parts = clean(fit(name)), parts
        if not parts:
            made.name, made.parts = "", [name]
        self._keep(made)

    def _bullet(self, item: Item) -> None:
        above = self._open
        if above is not None and above.style is Style.BULLET and item.level > above.level:
            self._attach(above, item)
            return
        parent = self._parent
        if parent is not None and parent.style is Style.BULLET and item.level <= parent.level:
            parent = self._parent = None
        if parent is not None:
            self._under(parent, item)
            return
        self._new(item)

    def _under(self, parent: _Entry, item: Item) -> None:
        """A bullet below a label."""
        name, _ = split_label(item.text)
        if is_part(item.text):
            self._attach(parent, item)
            parent.group = False
            return
        own = kind_of(name) if name else QualityKind.OTHER
        about = kind_of(parent.name)
        if is_relaxed_label(parent.name):
            if parent.group and parent.position >= 0:
                self._withdraw(parent)
            entry = _Entry(fit(parent.name), item.text, item)
            self._keep(entry)
            self._open = entry
            return
        if about is QualityKind.OTHER:
            if parent.group and not name and not speaks(item.text) and parent.position >= 0:
                self._attach(parent, item)
                return
            if parent.group and not parent.parts and parent.position >= 0:
                # A label such as "The system should be:" only groups; it stays as a remark.
                self._withdraw(parent, parent.name)
            self._new(item)
            return
        if own not in (QualityKind.OTHER, about):
            self._new(item)
            return
        self._attach(parent, item)

    def _attach(self, entry: _Entry, item: Item) -> None:
        text = item.text
        if not entry.name and len(entry.parts) == 1 and may_name(entry.parts[0]):
            entry.name, entry.parts = entry.parts[0], []
        if REASON.match(text):
            entry.add(because(REASON.sub("", text, count=1)))
        elif HOW.match(text):
            entry.add(by_means(HOW.sub("", text, count=1)))
        else:
            entry.add(TARGET.sub("", text, count=1))
        entry.wrapped = item.typed
        entry.group = False

    def _new(self, item: Item) -> None:
        """Whatever stands on a line of its own."""
        remark = REMARK.match(item.text)
        if remark:
            self._entries.append(remark["text"])
            self._open = None
            return
        bare = BARE.match(item.text)
        if bare:
            entry = _Entry(fit(bare["name"]), "", item, group=True)
            self._keep(entry)
            self._parent, self._open = entry, None
            return
        name, text = split_label(item.text)
        listed = listed_qualities(text if not name or is_relaxed_label(name) else "")
        listed = listed if len(listed) > 1 or name else several(text)
        if len(listed) > 1:
            for part in listed:
                self._keep(_Entry(name, part, item))
            self._open = None
            return
        entry = _Entry(name, text, item)
        self._keep(entry)
        self._open = entry

    def _plain(self, item: Item) -> None:
        above = self._open
        if REMARK.match(item.text):
            self._new(item)
            return
        if above is not None and not self._blank and _continues(above, item):
            above.go_on(item)
            return
        if is_part(item.text) and (above or self._parent):
            self._attach(above or self._parent, item)  # type: ignore[arg-type]
            return
        if BARE.match(item.text):
            self._new(item)
            return
        name, _ = split_label(item.text)
        parent = self._parent
        if parent is not None and parent.style is Style.PLAIN and item.level > parent.level:
            self._under(parent, item)
            return
        if name:
            self._parent = None
            self._new(item)
            return
        if may_name(item.text) and kinds_in(item.text):
            # "Performance", and what is asked of it on deeper lines below.
            self._parent, self._open = _Entry(fit(item.text), "", item, group=True), None
            self._keep(self._parent)
            return
        if (
            parent is not None
            and kind_of(parent.name) is not QualityKind.OTHER
            and (parent.style is Style.HEADING or (not self._blank and item.level >= parent.level))
        ):
            self._attach(parent, item)
            return
        self._sentences(item)

    def _sentences(self, item: Item) -> None:
        self._parent = None if self._parent and self._parent.style is not Style.HEADING else self._parent
        self._open = None
        for sentence in sentences_of(item.text):
            name, _ = split_label(sentence)
            if name or speaks(sentence):
                one = Item(
                    line=item.line, style=Style.PLAIN, text=sentence, level=item.level, typed=item.typed
                )
                self._new(one)
            elif self._open is not None and REASON.match(sentence):
                self._open.add(because(REASON.sub("", sentence, count=1)))
            else:
                self._entries.append(sentence)

    def finished(self) -> Qualities:
        qualities: list[Quality] = []
        remarks: list[str] = []
        unread: list[Unread] = []
        for entry in self._entries:
            if isinstance(entry, Unread):
                unread.append(entry)
            elif isinstance(entry, str):
                remarks.append(clean(entry.replace("|", "/")))
            else:
                name, text = clean(fit(entry.name)), clean(entry.text.replace("|", "/"))
                name = name if re.search(r"[^\W_]", name) else ""
                if not text:
                    name, text = "", name
                if not re.search(r"[^\W_]", text):
                    unread.append(Unread(entry.line, entry.wrapped, HINT))
                    continue
                said = f"{name}: {text}" if name else text
                groups = entry.group and not speaks(text)
                if groups or len(qualities) >= _MOST_ENTRIES:
                    remarks.append(said)
                else:
                    qualities.append(understand(name, text, entry.line))
        remarks = [remark for remark in remarks if remark]
        return Qualities(qualities=tuple(qualities), remarks=tuple(remarks), unread=tuple(unread))


def _continues(entry: _Entry, item: Item) -> bool:
    """Whether a plain line goes on with the sentence of the line before."""
    if item.level > 0 and entry.style is Style.BULLET and item.level > entry.level:
        return not is_part(item.text)
    previous = entry.wrapped.rstrip()
    if previous.endswith((".", ":", ";", "?", "!")):
        return False
    first = item.text[:1]
    if not first.islower() or re.match(r"[\w /&-]{1,60}:", item.text):
        return False
    return len(previous) >= 50 or previous.endswith((",", "-", "–", "("))
