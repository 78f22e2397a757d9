"""Names, headings, comments and prose: what stands around operations."""

from __future__ import annotations

import re

from whiteboard.draft.text import Line
from whiteboard.draft.wording import leading_verb, split_words
from whiteboard.notation.api.ahead import next_indent, operation_follows
from whiteboard.notation.api.building import Draft
from whiteboard.notation.api.cleaning import indent_of, is_closing, is_prose, nearest_form
from whiteboard.notation.api.forms import Forms
from whiteboard.notation.api.labels import read_label
from whiteboard.notation.api.rest import find_rest
from whiteboard.notation.api.scan import plain
from whiteboard.notation.api.state import Title
from whiteboard.notation.api.tail import read_tail

_NAME_DEFINED = re.compile(
    r"^(?P<name>[A-Za-z_$][\w$.]*)\s*(?:\(\s*\))?\s*(?::|–|—|\s-\s|->|→|=>|=)\s*(?P<rest>\S.*)$"
)


class Titles(Forms):
    """Lines that are no operations themselves."""

    def _heading(self, index: int, text: str) -> int:
        line = self._lines[index]
        bare = re.sub(r"^(?:\d+(?:\.\d+)*[.):]?|[a-zA-Z][.)])\s+", "", text).strip(" :")
        self._open = None
        if not bare:
            return index + 1
        label = read_label(bare)
        if (
            label
            and label[0]
            in (
                "returns",
                "body",
                "input",
                "query",
                "headers",
                "path params",
                "prose",
                "endpoint",
                "method",
            )
            and self._current
            and not self._title
        ):
            taken = self._labeled(index, bare if label[1] else bare + ":", indent_of(line.text))
            if taken is not None:
                return taken
        taken = self._operation(index, bare, 0)
        if taken is not None:
            return taken
        self._drop_title()
        self._group = bare
        self._current = [] if line.text.lstrip().startswith("#") or self._blank else self._current
        self._method = None
        if leading_verb(split_words(bare)) or (re.match(r"^[a-z]\w*[A-Z_]\w*$", bare)):
            self._title = Title(bare, line.number, strong=True)
            self._current = []
        else:
            self.gathered.remark(line.number, bare)
        return index + 1

    def _comment(self, line: Line, text: str) -> None:
        text = plain(text).strip()
        if not text:
            return
        names = leading_verb(split_words(text)) and len(text.split()) <= 8
        if names and operation_follows(self._lines, line) and not find_rest(text):
            self._drop_title()
            self._title = Title(text.rstrip(":."), line.number, strong=False)
        elif self._current and not self._blank and not find_rest(text):
            self._current[-1].say(text)
        else:
            self.gathered.remark(line.number, text)

    def _pseudo_name(self, index: int, text: str, indent: int) -> bool:
        """``getTweets:`` alone, or ``getTweets: given an account, its tweets``."""
        line = self._lines[index]
        if text.endswith(":") and len(text.split()) <= 8 and not re.search(r"[{}=]", text):
            self._drop_title()
            self._title = Title(text.rstrip(": "), line.number, strong=True)
            self._open = None
            self._indent = indent
            return True
        match = _NAME_DEFINED.match(text)
        if match:
            name = match["name"]
            words = split_words(name)
            if (
                len(words) > 1
                and (re.search(r"[a-z][A-Z]", name) or "_" in name)
                and leading_verb(words)
                and not self._inside_body()
            ):
                self._drop_title()
                draft = Draft(line=line.number, name=name)
                read_tail(draft, " " + match["rest"], line.number)
                self._indent = indent
                self._add([draft])
                return True
        if re.match(r"^[a-z][a-z0-9]*(?:[A-Z_]\w*)$", text) and leading_verb(split_words(text)):
            self._drop_title()
            self._title = Title(text, line.number, strong=True)
            self._indent = indent
            return True
        return False

    def _prose(self, index: int, text: str, indent: int, *, bulleted: bool) -> None:
        line = self._lines[index]
        if is_closing(text):
            return
        if not is_prose(text):
            self.gathered.reject(line.number, line.text, nearest_form(text))
            return
        short = len(text.split()) <= 8 and not text.endswith(".") and "\t" not in text
        numbered = bool(re.match(r"^\s*\d{1,2}[.)]\s", line.text))
        if (
            (bulleted or numbered)
            and len(text.split()) <= 10
            and leading_verb(split_words(text))
            and len(text.split()) > 1
        ):
            self._phrases.append((line.number, text))
        following = short and operation_follows(self._lines, line)
        above = (
            self._blank or not self._current or self._titles_first or numbered or text.endswith(":")
        )  # fmt: skip
        if following and above and indent <= max(self._indent, next_indent(self._lines, line)):
            self._drop_title()
            self._title = Title(text.rstrip(":"), line.number, strong=False)
            return
        if self._title and not self._title.strong:
            self._drop_title()
        if self._title and self._title.strong:
            self.gathered.remark(line.number, text)
            return
        if self._current and (not self._blank or indent > self._indent or (short and bulleted)):
            for draft in self._current:
                draft.say(text)
        else:
            if self._blank and indent <= self._indent:
                self._open = None
            self.gathered.remark(line.number, text)
