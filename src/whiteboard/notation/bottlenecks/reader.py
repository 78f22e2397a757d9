"""Lines of a bottlenecks section → one entry a bottleneck, whatever lines it spans."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whiteboard.draft.bottleneck_words import part_label
from whiteboard.draft.bottlenecks import Bottleneck, Bottlenecks
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.bottlenecks.understanding import understand
from whiteboard.notation.outline import BOLD_LEVEL, REMARK, Item, Style, clean, outline, table_columns

HINT = "write one bottleneck a line, such as  tweets db: reads peak at 5k/s; add replicas; costs stale"
" reads; alert on lag"
_MOST_ENTRIES = 3000
_LABEL = re.compile(
    r"^(?P<name>[^\s:;|<>=→⇒][^:;|<>=→⇒]{0,99}?)\s*(?:\?\s*(?=->|→|=>)|(?P<mark>:(?!//)(?=\s|$|[A-Za-z])"
    r"|\?\s(?=A:|Answer:)|\s[–—-]{1,2}\s|(?=\s?(?:->|=>|→|⇒))))\s*(?P<text>.*)$"
)
_QUESTION = re.compile(r"(?i)^(?:q(?:uestion)?\s*\d*\s*[:.)]\s*)(?P<question>.+)$")
_ANSWER = re.compile(r"(?i)\s*(?:\?|\.)?\s+(?:a(?:ns(?:wer)?)?\s*\d*\s*:)\s*")
_GROUP = re.compile(
    r"(?i)^(?:(?:the|our|main|key|possible|potential|some|other|more|further|identifying|identify|and"
    r"|resolving|system|scaling|known|top|likely|major|important|addressing|discussion of|list of"
    r"|\d+[.)]?) )*"
    r"(?:bottlenecks?|deep[- ]?dives?|wrap[- ]?up|single points? of failure|spofs?|failures?(?:"
    r" (?:modes?|scenarios?|cases?|handling|points?))?|error cases|edge cases|trade-?offs?|risks?"
    r"|scal(?:ing|ability)"
    r"|follow[- ]?ups?|improvements?|mitigations?|miscellaneous|misc|other|others|summary|what (?:could "
    r"|can )?(?:breaks?|goes? wrong|fails?)|what if|issues?|problems?|challenges?|optimi[sz]ations?"
    r"|faults?"
    r"|fault[- ]tolerance|resilience|resiliency|reliability|availability|performance|discussion"
    r"|conclusion|questions?|details|solutions?|hot ?spots?|limits|concerns|(?:scaling )?concerns"
    r"|reads?|writes?|capacity)"
    r"(?: (?:and|&|/|,) (?:the )?[\w -]{2,40})?(?: (?:discussed|analysis|and fixes|identified))?$"
)
_WATCHING = re.compile(
    r"(?i)^(?:monitoring|alerting|alerts?|observability|metrics|telemetry|logging|monitoring[\w ,&/]+"
    r"|operations?|ops|alert[\w ,&/]+)$"
)
_FAILING = re.compile(r"(?i)fail|spof|fault|what (?:if|breaks)")
_SAYS = re.compile(
    r"(?i)(?<![\w-])(?:bottleneck\w*|hot\b|slow\w*|overload\w*|peak\w*|limit\w*|fail\w*|crash\w*|down"
    r"|replica\w*|cach\w+|shard\w*|queue\w*|scale\w*|lag|latency|load|traffic|spike\w*|celebrit\w+"
    r"|fan-?out|db|database|server\w*|store\w*"
    r"|alert\w*|monitor\w*|metric\w*|trade-?off\w*|cost\w*|spof|single point|grow\w*|too (?:many|much"
    r"|large|slow|big)|million\w*|contention|lock\w*|race|retry|retries|index\w*|partition\w*|cdn"
    r"|bandwidth|disk|memory|cpu|storage|worker\w*|lost|loss|backup\w*|failover)(?!\w)|\d"
)
_HEADERS = {
    "subject": re.compile(
        r"(?:bottleneck|component|subject|risk|what|issue|problem|area|part|failure|failure mode|name"
        r"|where|topic|hotspot|hot spot|hurts|breaks first|concern|scenario|deep dive|spof|item|service|#)s?"
    ),
    "problem": re.compile(
        r"(?:number|load|problem|why|impact|figure|evidence|symptom|limit|description|detail|estimate"
        r"|scale|numbers|cause|issue|peak|capacity|effect|what happens|metric today|how much|when|how "
            r"many|at)s?"
    ),
    "fix": re.compile(
        r"(?:fix|fixes|mend|cure|solution|mitigation|remedy|approach|action|how|resolution|improvement|answer"
        r"|handling|what we do|response|strategy|recovery|decision)s?"
    ),
    "cost": re.compile(
        r"(?:cost|trade-?off|trade off|downside|drawback|price|cons?|disadvantage|(?:what )?(?:that|it|"
            r"this) costs|costs? of (?:it|the (?:fix|mend))"
        r"|caveat)s?"
    ),
    "alert": re.compile(
        r"(?:alert|monitor|monitoring|metric|watch|signal|detection|alarm|observability|alert on|how we"
        r" know|sli)s?"
    ),
}  # fmt: skip
_WRITTEN = {"problem": "", "fix": "fix: ", "cost": "cost: ", "alert": "alert: ", "pro": "pro: "}


def read_bottlenecks(lines: Iterable[Line]) -> Bottlenecks:
    """Read a bottlenecks section: bottlenecks, deep dives, failure modes, trade-offs, monitoring.

    Parameters
    ----------
    lines : iterable of Line
        The section's lines, its heading taken off.

    Returns
    -------
    Bottlenecks
        One entry a bottleneck. A sentence that speaks of none is a remark; a line without words is unread.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> text = "1. Hot users: 10M followers → fan-out on read\\n   Trade-off: slower reads"
    >>> read = read_bottlenecks(numbered(text))
    >>> [(b.subject, b.fix, b.cost) for b in read.bottlenecks]
    [('Hot users', 'fan-out on read', 'slower reads')]
    """
    reader = _Reader()
    for item in outline(lines):
        reader.take(item)
    return reader.finished()


class _Entry:
    """A bottleneck in the making."""

    def __init__(self, subject: str, text: str, item: Item) -> None:
        self.subject = subject
        self.parts = [text] if text else []
        self.line = item.line
        self.level = item.level
        self.style = item.style
        self.label = ""  # the part label whose lines follow: "Solution:" and then bullets
        self.wrapped = item.typed
        self.position = -1  # where the reader keeps it

    @property
    def text(self) -> str:
        """The parts joined; one that begins with a space goes on with the part before it."""
        made: list[str] = []
        for part in self.parts:
            if made and not part.startswith(" "):
                made.append("; ")
            made.append(part)
        return "".join(made)

    def add(self, text: str, label: str = "") -> None:
        text = text.strip()
        if text:
            self.parts.append(_WRITTEN.get(label, "") + text)


class _Reader:
    def __init__(self) -> None:
        self._entries: list[_Entry | str | Unread] = []
        self._open: _Entry | None = None
        self._title: _Entry | None = None  # the entry that a heading opened
        self._group = ""  # a heading that only groups: "Failure modes"
        self._columns: tuple[str, ...] | None = None
        self._headers: tuple[str, ...] = ()
        self._blank = True

    def take(self, item: Item) -> None:
        if item.style not in (Style.ROW, Style.BLANK):
            self._columns = None
        match item.style:
            case Style.BLANK:
                self._blank = True
                return
            case Style.HEADING:
                self._heading(item)
            case Style.ROW:
                self._row(item)
            case _ if not re.search(r"[^\W\d_]{2}", item.text):
                self._entries.append(Unread(item.line, item.typed, HINT))
            case Style.BULLET:
                self._bullet(item)
            case Style.PLAIN:
                self._plain(item)
        self._blank = False

    def _heading(self, item: Item) -> None:
        text = re.sub(r"^\d{1,2}[.)]\s*", "", item.text.strip(" :"))
        above = self._title or (self._open if item.level == BOLD_LEVEL else None)
        label = part_label(item.text)
        if above is not None and label and (item.level > above.level or item.level == BOLD_LEVEL):
            above.label = label[0]
            above.add(label[1], label[0])
            return
        if item.level < BOLD_LEVEL:
            self._group = ""
        if _GROUP.match(text) and not _WATCHING.match(text):
            self._group = text
            self._title = self._open = None
            self._entries.append(text)
            return
        subject, rest = _split(text)
        self._title = self._add(subject or ("" if rest else text), rest if subject else "", item)
        if not subject:
            self._title.subject, self._title.parts = _fit(text), []
        self._open = None

    def _row(self, item: Item) -> None:
        if self._columns is None:
            known = table_columns(item.cells, _HEADERS)
            self._columns, self._headers = known or (), item.cells
            if known:
                if "subject" not in known:
                    self._columns = ("subject", *known[1:])
                return
        subject, parts, taken = "", [], False
        for position, cell in enumerate(item.cells):
            if not cell.strip(" -–—"):
                continue
            role = self._columns[position] if position < len(self._columns) else ""
            if not taken and (role == "subject" or (not self._columns and position == 0)):
                subject, taken = cell, True
            elif role in _WRITTEN:
                parts.append(cell if role == "problem" or part_label(cell) else _WRITTEN[role] + cell)
            else:
                parts.append(cell)
        self._title = self._open = None
        entry = self._add(_fit(subject), "", item)
        entry.parts = parts

    def _bullet(self, item: Item) -> None:
        above = self._open
        if REMARK.match(item.text):
            self._new(item)
            return
        if above is not None and above.style is Style.BULLET and item.level > above.level:
            self._attach(above, item)
            return
        if (
            above is not None
            and above.style is Style.PLAIN
            and (not above.parts or part_label(item.text) or above.label)
        ):
            self._attach(above, item)
            return
        if above is not None and part_label(item.text) and not _opens(item.text, above):
            self._attach(above, item)
            return
        if self._title is not None:
            subject, _ = _split(item.text)
            if (
                self._title.level < BOLD_LEVEL
                and item.bold
                and subject
                and not part_label(item.text)
                and not self._title.label
                and not self._title.parts
            ):
                # "### Scaling reads" with bold titles below it is a group.
                self._regroup()
            else:
                self._attach(self._title, item)
                return
        self._new(item)

    def _regroup(self) -> None:
        title = self._title
        if title is not None:
            self._entries[title.position] = title.subject
        self._title = None

    def _attach(self, entry: _Entry, item: Item) -> None:
        labeled = part_label(item.text)
        if labeled:
            label, rest = labeled
            if not rest:
                entry.label = label
            else:
                entry.add(rest, label)
                entry.label = ""
        else:
            entry.add(item.text, entry.label)
        entry.wrapped = item.typed

    def _new(self, item: Item) -> None:
        remark = REMARK.match(item.text)
        if remark:
            self._entries.append(remark["text"])
            self._open = self._title = None
            return
        question = _QUESTION.match(item.text)
        text = question["question"] if question else item.text
        answered = _ANSWER.split(text, maxsplit=1) if "?" in text or question else [text]
        if len(answered) == 2:
            self._open = self._add(_fit(answered[0].rstrip("? ")), answered[1], item)
            return
        if question or (text.endswith("?") and len(text) <= 160):
            self._open = self._add(_fit(text.rstrip("? ")), "", item)
            return
        labeled = part_label(text)
        if labeled and labeled[0] == "problem" and labeled[1]:
            self._open = self._add("", labeled[1], item)
            return
        subject, rest = _split(text)
        self._open = self._add(subject, rest, item)

    def _plain(self, item: Item) -> None:
        above = self._open or self._title
        if REMARK.match(item.text):
            self._new(item)
            return
        if above is not None and not self._blank and _continues(above, item) and above.parts:
            above.parts.append(f" {item.text}")
            above.wrapped = item.typed
            return
        if above is not None and part_label(item.text) and not _opens(item.text, above):
            self._attach(above, item)
            return
        if self._title is not None:
            self._attach(self._title, item)
            return
        if above is not None and above.style is Style.PLAIN and not above.parts and not self._blank:
            self._attach(above, item)
            return
        if not _SAYS.search(item.text) and not _split(item.text)[0] and not item.text.endswith("?"):
            self._entries.append(item.text)
            return
        self._new(item)

    def _add(self, subject: str, text: str, item: Item) -> _Entry:
        entry = _Entry(subject, text, item)
        if self._group and _FAILING.search(self._group):
            entry.parts.insert(0, _fit(self._group))
        entry.position = len(self._entries)
        self._entries.append(entry)
        return entry

    def finished(self) -> Bottlenecks:
        found: list[Bottleneck] = []
        remarks: list[str] = []
        unread: list[Unread] = []
        for entry in self._entries:
            if isinstance(entry, Unread):
                unread.append(entry)
            elif isinstance(entry, str):
                remarks.append(clean(entry.replace("|", "/")))
            else:
                subject = _fit(entry.subject)
                subject = subject if re.search(r"[^\W_]", subject) else ""
                text = clean(entry.text.replace("|", "/"))
                if not text:
                    subject, text = "", subject
                if not re.search(r"[^\W_]", text):
                    unread.append(Unread(entry.line, entry.wrapped, HINT))
                    continue
                if len(found) >= _MOST_ENTRIES:
                    remarks.append(f"{subject}: {text}" if subject else text)
                else:
                    found.append(understand(subject, text, entry.line))
        remarks = [remark for remark in remarks if remark]
        return Bottlenecks(bottlenecks=tuple(found), remarks=tuple(remarks), unread=tuple(unread))


def _opens(text: str, above: _Entry) -> bool:
    """Whether a labeled line begins another bottleneck: a second "Problem:"."""
    labeled = part_label(text)
    return bool(
        labeled
        and labeled[0] == "problem"
        and above.parts
        and re.match(r"(?i)(?:the )?(?:problem|issue|bottleneck|risk|challenge|q)\b", text)
    )


def _split(text: str) -> tuple[str, str]:
    """Subject and rest of a line; an empty subject when it has none."""
    match = _LABEL.match(text)
    if not match or not match["text"] or part_label(text):
        return "", text
    name = _fit(match["name"])
    if not re.search(r"[^\W\d_]", name):
        return "", text
    words = len(name.split())
    colon = (match["mark"] or "") == ":"
    if words > (12 if colon else 6):
        return "", text
    if not colon and re.search(r"[,.;]", name):
        return "", text
    return name, match["text"].strip()


def _fit(name: str) -> str:
    """A subject that may stand before a colon."""
    return clean(" ".join(re.sub(r"->|=>|[:;|<>=→⇒?]+", " ", name).split())[:100].strip(" ,."))


def _continues(entry: _Entry, item: Item) -> bool:
    """Whether a plain line goes on with the sentence of the line before."""
    if part_label(item.text):
        return False
    if item.level > entry.level and entry.style is Style.BULLET:
        return True
    previous = entry.wrapped.rstrip()
    if (
        previous.endswith((".", ":", ";", "?", "!"))
        or not item.text[:1].islower()
        or re.match(r"[\w ]{1,40}:", item.text)
    ):
        return False
    return len(previous) >= 50 or previous.endswith((",", "-", "–", "("))
