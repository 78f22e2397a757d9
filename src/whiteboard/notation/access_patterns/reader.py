"""Lines of an access patterns section → requirements, however they were put."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.access_patterns import AccessPatterns, Requirement
from whiteboard.draft.text import Line, Unread
from whiteboard.draft.wording import leading_verb
from whiteboard.notation.access_patterns.lists import phrases
from whiteboard.notation.access_patterns.rows import HEADERS, requirement_in
from whiteboard.notation.access_patterns.sentences import commands, passive_verb, requirement
from whiteboard.notation.exact import take_exact, with_exact
from whiteboard.notation.outline import REMARK, Item, Style, outline, table_columns

HINT = "Try:  getFeed: given an account, get the tweets of the accounts it follows, newest first"
_NUMBERING = re.compile(
    r"(?i)^(?:(?:nfr|fr|req|uc|us|ap|r|f|p)[ -]?\d{1,2}(?:\.\d)?\s*[.):\]–—-]*\s+|\[(?:fr|p|r)?\d{1,"
    r"2}\]\s*)(?=\S)"
)
_NAMED = re.compile(
    r"^`?(?P<name>[A-Za-z_]\w{1,59})`?\s*(?:\((?P<inside>[^()]{0,200})\))?`?\s*(?::|–|—|\s-\s|=>|->|→|"
    r"=)\s*(?P<rest>\S.*)$"
)
_SIGNATURE = re.compile(r"^`?(?P<name>[A-Za-z_]\w{1,59})\((?P<inside>[^()]{0,200})\)`?\s*$")
_LABEL = re.compile(r"^(?P<label>[^:?]{2,60}):\s*(?P<rest>.*)$")
_OPTIONAL = re.compile(
    r"(?i)\b(?:nice to haves?|optional|stretch|bonus|later|could have|p[123]\b|below the line|v2|"
    r"secondary|extra|if time|(?<!\w )could$|out of scope|not in scope|excluded|exclusions|won'?t\b|"
    r"not (?:now|needed|required|supported|included|building)|skipped|ignored)"
)
_PRIORITY = re.compile(r"(?i)^\(?p(?P<level>[0-4])\)?(?:\s*[:.)\]–—-]+\s*|\s+)(?=\S)")
_CORE = re.compile(
    r"(?i)^(?:core|functional|main|must(?: have)?s?|p0|requirements?|key|mvp|use cases|features|users?|"
    r"also|actions?|reads?|writes?|queries|commands?|in scope|access patterns|basic|primary|reading|"
    r"writing|(?:read|write|core|main|key|user|functional)[ -](?:paths?|side|features|functions|operations|"
    r"requirements|access|use cases)|[\w ]{1,25}(?:should|can|able to|want to)|"
    r"(?:\w+ ){1,2}(?:stories|use cases|journeys|actions|side|view|perspective|needs|flows|tasks))$"
)
_ROLE = re.compile(
    r"(?i)^(?:creator|viewer|user|reader|author|developer|engineer|server|admin|candidate|interviewer|"
    r"interviewee|visitor|guest|everyone|anyone|both|system|customer|client)s?$"
)
_OPEN_QUESTION = re.compile(
    r"(?i)^(?:what|which)\b.{0,60}\b(?:do|support|offer|build|features|use cases|requirements)\b[^?]{0,20}\?+$"
)
_SAYS_SO = re.compile(
    r"(?i)^(?!.*\b(?:users?|people|accounts? can|developers?)\s+(?:can|should|must|may|want)\b)(?:[\w "
    r"]{1,60})\b(?:is|are|isn't|aren't|can be|cannot be|can't be|can not be|never|stays?|means?|will "
    r"be)\b(?!.*\bable to\b)"
)
_ANSWER = re.compile(
    r"(?i)^(?:a(?:nswer)?\s*[:.]\s*|->\s*|→\s*|=>\s*)?(?P<answer>(?:yes|no|yep|nope|sure|both|only|"
    r"correct|out of scope|not (?:now|needed|in scope)|a:|let's|we|assume)\b.*)$"
)
_MOST = 5000
_LONGEST = 1500


_STOP = re.compile(
    r"(?<=[a-z0-9)!])[.;]\s+(?=[A-Z])|(?<=[a-z]{4})\.\s+(?=(?:an?|the|users?|both|any(?:body|one)|every(?:body|one)|people|we|they|"
    r"each|every|during|after|then|also|nobody|it)\s)"
)
"""Where a sentence ends, be the next one begun with a capital or not."""


def _both_verbs(found: re.Match[str]) -> str:
    """``follow + unfollow`` as ``follow/unfollow``, where both are verbs."""
    one, other = found["one"], found["other"]
    verbs = all(leading_verb([word.lower(), "x"]) for word in (one, other))
    return f"{one}/{other}" if verbs or other.lower() == f"un{one.lower()}" else found[0]


_EITHER_VERB = re.compile(r"\b(?P<one>[A-Za-z]{2,20})\s+[+&]\s+(?P<other>[A-Za-z]{2,20})\b")


def _is_topic(text: str, below: str) -> bool:
    """Whether a bullet of a word or two only says what the features below it are about: "reading", "social"."""
    words = text.lower().split()
    if not words or len(words) > 2 or re.search(r"[^\w\s&/-]", text):
        return False
    if leading_verb(words) and not words[0].endswith(("ing", "s")):
        return False
    told = below.lower().split()
    return len(told) > 1 and leading_verb(told) is not None


def read_access_patterns(lines: Sequence[Line]) -> AccessPatterns:
    """Read an access patterns section.

    Parameters
    ----------
    lines : sequence of Line
        The section's lines, headings taken out.

    Returns
    -------
    AccessPatterns
        One requirement a sentence, or each of a list of short phrases; other prose as remarks.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> text = "getFeed: given an account, get its feed, newest first\\nUsers can post tweets"
    >>> [(r.name, r.verb) for r in read_access_patterns(numbered(text)).requirements]
    [('getFeed', 'get'), (None, 'post')]
    """
    exact = take_exact(lines)
    read: AccessPatterns = with_exact(_Reader().read(exact.others), exact.entries)
    return read


class _Reader:
    def __init__(self) -> None:
        self._found: list[Requirement] = []
        self._remarks: list[str] = []
        self._unread: list[Unread] = []
        self._group = ""
        self._group_level = -1
        self._optional = False
        self._columns: tuple[str, ...] | None = None

    def read(self, lines: Sequence[Line]) -> AccessPatterns:
        items = list(outline(lines))
        self._has_priorities = any(re.search(r"\bP0\b", item.text[:200]) for item in items)
        for item, below in zip(items, [*items[1:], None], strict=False):
            if len(self._found) >= _MOST:
                self._remarks.append(item.text)
                continue
            self._item(item, below)
        return AccessPatterns(
            requirements=tuple(self._found), remarks=tuple(self._remarks), unread=tuple(self._unread)
        )

    def _item(self, item: Item, below: Item | None) -> None:
        if item.style is Style.BLANK:
            self._columns = None
            if self._group_level >= 0 and not self._sticky:
                self._leave()
            return
        if item.style is Style.HEADING:
            self._enter(item.text.rstrip(":"), item.level if item.level else 0, sticky=True)
            return
        if item.style is Style.ROW:
            self._row(item)
            return
        remark = REMARK.match(item.text)
        if remark:
            self._remarks.append(remark["text"])
            return
        if (
            self._group_level >= 0
            and not self._sticky
            and item.level <= self._group_level
            and item.style is Style.PLAIN
        ):
            self._leave()
        text = item.text
        priority = _PRIORITY.match(text) if self._has_priorities else None
        if priority and len(text) > priority.end():
            label = f"P{priority['level']}"
            self._several(item, text[priority.end() :], group=label, optional=priority["level"] != "0")
            return
        deeper = below is not None and (below.style is Style.BULLET or below.level > item.level)
        if deeper and (
            self._is_label(item, text)
            or (below is not None and below.level > item.level and _is_topic(text, below.text))
        ):
            self._enter(text.rstrip("? "), item.level, sticky=False)
            return
        self._text(item, _NUMBERING.sub("", text))

    def _is_label(self, item: Item, text: str) -> bool:
        """Whether a line above bullets says no more than what they are."""
        if item.style is not Style.PLAIN and not _OPEN_QUESTION.match(text):
            return False
        short = len(text.split()) < 5 and ":" not in text
        return bool(
            (short and (_CORE.match(text) or _ROLE.match(text) or _OPTIONAL.match(text)))
            or _OPEN_QUESTION.match(text)
        )

    _sticky = False
    _has_priorities = False
    _asked_at = -1

    def _enter(self, label: str, level: int, *, sticky: bool) -> None:
        self._group, self._group_level, self._sticky = label, level, sticky
        self._optional = bool(_OPTIONAL.search(label))

    def _leave(self) -> None:
        self._group, self._group_level, self._optional = "", -1, False

    def _text(self, item: Item, text: str) -> None:
        if not re.search(r"[^\W\d_]{2}", text) and not re.fullmatch(r"(?i)p[0-4]:", text):
            self._unread.append(Unread(item.line, item.typed, HINT))
            return
        if len(text) > _LONGEST:
            self._remarks.append(text)  # no sentence is that long
            return
        if self._found and self._found[-1].question and self._found[-1].answer is None:
            answer = _ANSWER.match(text)
            said = answer["answer"] if answer else ""
            marked = re.match(r"(?i)^(?:a(?:nswer)?\s*[:.]|->|→|=>)\s*(?=\w)", text)
            if not said and (marked or 0 <= self._asked_at < item.level) and "?" not in text:
                said = text[marked.end() :] if marked else text
            if said:
                last = self._found[-1]
                self._found[-1] = requirement(
                    f"{last.text} {said}", last.line, name=last.name, group=last.group, optional=last.optional
                )
                return
        if text.endswith(":") and "?" not in text:
            self._enter(text.rstrip(": "), item.level, sticky=False)
            return
        if re.match(r"(?i)^q(?:uestion)?\s*[:.]\s*", text):
            text = re.sub(r"(?i)^q(?:uestion)?\s*[:.]\s*", "", text)
        named = _NAMED.match(text)
        signature = _SIGNATURE.match(text)
        if signature:
            self._keep(item, text, name=signature["name"])
            return
        if named and self._is_name(named["name"], bool(named["inside"] is not None), named["rest"]):
            rest = named["rest"]
            if named["inside"] and "given" not in rest.lower():
                rest = f"given {named['inside'].strip()}, {rest}"
            self._keep(item, rest, name=named["name"])
            return
        label = _LABEL.match(text)
        if label and label["rest"] and _CORE.match(label["label"].strip()):
            self._several(item, label["rest"], group=label["label"].strip())
            return
        if label and label["rest"] and _OPTIONAL.search(label["label"]) and len(label["label"].split()) < 5:
            self._several(item, label["rest"], group=label["label"].strip(), optional=True)
            return
        self._several(item, text)

    def _is_name(self, name: str, called: bool, rest: str) -> bool:
        """Whether a word before a colon names the pattern, rather than beginning a sentence or a group."""
        if called or re.search(r"[a-z][A-Z]|_", name):
            return True
        if _CORE.match(name) or _OPTIONAL.match(name):
            return False
        return (
            bool(re.match(r"(?i)^given\b", rest))
            or leading_verb([name.lower(), "x"]) is not None
            or name[:1].islower()
        )

    def _several(self, item: Item, text: str, *, group: str = "", optional: bool = False) -> None:
        """A sentence, several of them, or a list of short phrases."""
        sentences = [part for part in _STOP.split(text) if part.strip()]
        if "?" in text and len(sentences) < 2:
            questions = re.findall(r"[^?]+\?(?:\s*(?:yes|no)\b[^?.]*\.?)?", text, flags=re.IGNORECASE)
            sentences = questions if len(questions) > 1 else [text]
        for sentence in sentences:
            several = phrases(sentence)
            for phrase in several or [sentence]:
                self._keep(item, phrase, group=group, optional=optional, listed=bool(several))

    def _keep(
        self,
        item: Item,
        text: str,
        *,
        name: str | None = None,
        group: str = "",
        optional: bool = False,
        listed: bool = False,
    ) -> None:
        text = _EITHER_VERB.sub(_both_verbs, text.strip().rstrip(".;"))
        if not text:
            return
        if len(self._found) >= _MOST:
            self._remarks.append(text)
            return
        called = _SIGNATURE.match(text) if name is None else None
        name = called["name"] if called else name
        made = requirement(
            text, item.line, name=name, group=group or self._group, optional=optional or self._optional
        )
        says_so = (
            _SAYS_SO.match(text) and name is None and not made.question and not made.given and not listed
        )
        asks = (made.verb and made.actor) or passive_verb(text) or commands(text)
        if says_so and not asks:
            self._remarks.append(text)
            return
        self._asked_at = item.level if made.question and made.answer is None else -1
        self._found.append(made)

    def _row(self, item: Item) -> None:
        columns = table_columns(item.cells, HEADERS)
        if columns is not None:
            self._columns = columns
            return
        row = requirement_in(self._columns or (), item.cells)
        if row is None:
            self._several(item, ", ".join(cell for cell in item.cells if cell))
        elif row.text:
            self._keep(item, row.text, name=row.name, listed=True, optional=row.optional)
