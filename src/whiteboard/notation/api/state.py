"""What the reader carries from line to line: the current operation, a waiting title, an open label."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whiteboard.draft.api import Place
from whiteboard.draft.text import Line
from whiteboard.draft.wording import leading_verb, lexicon, split_words
from whiteboard.notation.api.building import Draft, Gathered
from whiteboard.notation.api.cleaning import placed
from whiteboard.notation.api.fields import read_fields
from whiteboard.notation.api.schemas import Block

_NO_NAME = lexicon(
    "we will use api apis endpoint endpoints rest following these this here are is our http crud operations"
    " routes requests interface i let lets core main two three four five six things thing note notes key"
    " out some more other others example examples"
)
_LOOKAHEAD = 8  # lines looked at ahead, over a whole text, for each of its lines


@dataclass(slots=True)
class Title:
    """Words that may name the next operation; a `strong` one, such as a heading, lasts over blank lines."""

    text: str
    line: int
    strong: bool


@dataclass(slots=True)
class Open:
    """A label whose items follow in lines of their own."""

    kind: str
    indent: int
    used: bool = False


class State:
    """The reader's memory, and how operations are added to what has been gathered."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._ahead = 2000 + _LOOKAHEAD * len(lines)
        self.gathered = Gathered()
        self._current: list[Draft] = []  # more than one for "POST/DELETE /x"
        self._title: Title | None = None
        self._group = ""
        self._open: Open | None = None
        self._method: str | None = None  # from a "Method: POST" line that came first
        self._handler: list[Draft] = []  # operations of a route decorator that wait for their function
        self._blocks: list[Block] = []
        self._blank = True
        self._titles_first: bool | None = None  # whether short prose stands above its operation
        self._indent = 0  # of the operation being read
        self._phrases: list[
            tuple[int, str]
        ] = []  # "- Post a tweet": an operation, if the draft has no other form

    def _may_look(self, count: int = 1) -> bool:
        """Whether attention is left to look ahead: brackets that never close must not cost the square."""
        self._ahead -= count
        return self._ahead > 0

    def _add(self, drafts: list[Draft], *, name_them: bool = True) -> None:
        if not drafts:
            return
        title = self._title
        if name_them and title:
            for draft in drafts:
                if draft.name is None and draft.path is not None and may_name(title.text):
                    draft.name = title.text
                elif draft.name != title.text and not draft.title:
                    draft.title = title.text
            if self._titles_first is None and not title.strong:
                self._titles_first = True
        elif name_them and self._titles_first is None:
            self._titles_first = False
        self._title = None
        self._method = None
        self._open = None
        for draft in drafts:
            draft.group = self._group
        self.gathered.drafts.extend(drafts)
        self._current = list(drafts)

    def _from_title(self) -> None:
        """Make an operation of a name under which only a body or an answer stands."""
        title = self._title
        if title and leading_verb(split_words(title.text)):
            self._title = None
            self._add([Draft(line=title.line, name=title.text)])

    def _drop_title(self) -> None:
        title = self._title
        self._title = None
        if title is None:
            return
        words = split_words(title.text)
        if (
            title.strong
            and len(words) > 1
            and re.match(r"^[a-z]\w*[A-Z_]\w*$", title.text)
            and leading_verb(words)
        ):
            # A name of its own with nothing below: an operation whose form is missing.
            self._add([Draft(line=title.line, name=title.text)])
        else:
            self.gathered.remark(title.line, title.text)

    def _give(self, kind: str, value: str, line: int) -> None:
        for draft in self._current:
            if kind == "returns":
                pieces = re.split(r"\s(?://\s?|#\s)", value, maxsplit=1) if "\n" not in value else [value]
                draft.answer(pieces[0], line)
                if len(pieces) > 1:
                    draft.say(pieces[1])
            elif kind == "body":
                draft.add(read_fields(value, Place.BODY if draft.method else Place.ARGUMENT, line))
            elif kind == "input":
                self._inputs(draft, value, line)
            elif kind == "query":
                draft.add(read_fields(value.lstrip("?").replace("&", ","), Place.QUERY, line))
            elif kind == "path params":
                draft.add(
                    [
                        placed(
                            p, Place.PATH if "{" + p.name + "}" in (draft.path or "") else draft.input_place
                        )
                        for p in read_fields(value, Place.PATH, line)
                    ]
                )
            elif kind == "headers":
                draft.add(read_fields(value, Place.HEADER, line))
            else:
                draft.say(value)

    def _inputs(self, draft: Draft, value: str, line: int) -> None:
        if (
            value.startswith("{")
            or "," in value
            or len(value.split()) <= 4
            or re.match(r"^[\w$]+\??\s*[:(]", value)
        ):
            draft.add(read_fields(value, draft.input_place, line))
        else:
            draft.say(value)


def may_name(text: str) -> bool:
    """Whether a title names one operation ("Home timeline") rather than introducing some ("We use REST")."""
    words = split_words(text)
    if len(text.split()) == 1 or (leading_verb(words) and len(words) <= 8):
        return True
    return len(words) <= 5 and not set(words) & _NO_NAME
