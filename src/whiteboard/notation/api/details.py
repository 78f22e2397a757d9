"""What belongs to an operation: its body, its answer, its parameters, each in lines of their own."""

from __future__ import annotations

import re

from whiteboard.draft.api import Parameter, Place
from whiteboard.draft.text import Line
from whiteboard.notation.api.ahead import starts_operation
from whiteboard.notation.api.building import Draft
from whiteboard.notation.api.cleaning import (
    CHECKBOX,
    cleaned,
    is_capitalized,
    is_closing,
    is_field,
    item_fields,
)
from whiteboard.notation.api.fields import read_fields
from whiteboard.notation.api.labels import HEADER_LINE, STATUS_LINE, read_label
from whiteboard.notation.api.paths import read_path
from whiteboard.notation.api.scan import balance, closing, plain
from whiteboard.notation.api.state import Open, State, Title
from whiteboard.notation.api.tail import read_tail
from whiteboard.notation.lines import is_fence

_FIELD_LINE = re.compile(
    r"^[\"']?(?P<name>[A-Za-z_$][\w$.\[\]-]*)[\"']?\s*(?P<optional>\?|\*)?\s*(?:\(|:|=|–|—|\s-\s)\s*(?P<rest>\S.*)$"
)
_TYPED_ITEM = re.compile(r"^[A-Za-z][\w \-]{0,40}\((?:[\w\[\]<>]+)(?:,[^()]*)?\)\s*(?::|[-–—])")
_DESCRIBED = re.compile(r"^description:\s(?P<text>.*)$", re.DOTALL)
"""The one label of prose that says nothing itself: it is not kept with the text."""
MAX_BODY = 400


class Details(State):
    """Lines below an operation."""

    def _inside_body(self) -> bool:
        return self._open is not None and self._open.kind in ("returns", "body", "input")

    def _continue_body(self, index: int, text: str) -> int | None:
        """A JSON body that begins in this line."""
        if not text.startswith(("{", "[")) or CHECKBOX.match(text):
            return None
        if text[0] == "[" and not re.match(r"^\[\s*(?:$|[{\"\[\]]|\w+\s*\]?$|\.\.\.)", text):
            return None
        depth = 0
        end = index
        parts = []
        while end < len(self._lines) and end - index < MAX_BODY and (end == index or self._may_look()):
            piece = self._lines[end].text
            if is_fence(piece) and end > index:
                break
            parts.append(plain(piece).strip())
            depth += balance(piece[:4000])
            end += 1
            if depth <= 0:
                break
        body = "\n".join(parts)
        if depth > 0 and (
            end - index >= MAX_BODY
            or not self._may_look()
            or any(starts_operation(cleaned(line.text)) for line in self._lines[index + 1 : end])
        ):
            # Nothing closes it: take this line alone, so that the operations below stay operations.
            body, end = parts[0], index + 1
        self._give_body(self._lines[index], body)
        return end

    def _give_body(self, line: Line, body: str) -> None:
        kind = self._open.kind if self._open else ""
        if self._title or not self._current:
            self._from_title()
        if not self._current or (self._title and self._title.strong):
            self.gathered.remark(line.number, body)
            return
        end = closing(body, 0)
        tail = body[end + 1 :].strip() if end > 0 else ""
        arrow = re.match(r"^(?:-->|->|→|=>|returns?:?)\s*(?P<answer>\S.*)$", tail, re.DOTALL)
        if arrow:
            body = body[: end + 1]
        current = self._current[-1]
        has_input = any(p.place in (Place.BODY, Place.ARGUMENT) for p in current.parameters)
        if not kind or kind == "prose":
            takes = (
                current.method in ("POST", "PUT", "PATCH")
                or (current.method is None and current.path is None)
                or bool(arrow)
            )
            kind = "input" if takes and not has_input and not current.returns else "returns"
        if self._open:
            self._open.used = True
        if kind == "returns" and body.startswith("{") and body.rstrip().endswith(","):
            body = f"[{body}]"  # objects in a row are a list whose brackets were left out
        self._give(kind, body, line.number)
        if arrow:
            self._give("returns", arrow["answer"], line.number)
        if self._open and self._open.kind in ("body", "input", "query"):
            self._open = None

    def _labeled(self, index: int, text: str, indent: int) -> int | None:
        line = self._lines[index]
        header = HEADER_LINE.match(text)
        if header and (self._current or self._title):
            self._header(line, header)
            return index + 1
        status = STATUS_LINE.match(text)
        if status and self._current:
            rest = status["rest"].strip(" -–—:()→=>")
            if status["code"].startswith("2"):
                bare = re.sub(
                    r"^(?:ok|created|accepted|no content)\b[\s:,\-–—→>]*", "", rest, flags=re.IGNORECASE
                ).strip("() ")
                self._open = Open("returns", indent)
                if bare:
                    return self._value(index, "returns", bare)
                self._current[-1].say(f"{status['code']} {rest}".strip())
            else:
                self._current[-1].say(text)
            return index + 1
        label = read_label(text)
        if label is None:
            return None
        kind, value = label
        if kind == "endpoint":
            return self._endpoint(index, value, indent)
        if kind == "method":
            words = [
                word
                for word in re.findall(r"[A-Za-z]+", value.upper())
                if word in ("GET", "POST", "PUT", "PATCH", "DELETE", "WS")
            ]
            if not words:
                return None
            if (
                self._current
                and self._current[-1].method is None
                and self._current[-1].path
                and not self._title
            ):
                self._current[-1].method = words[0]
            else:
                self._method = words[0]
            return index + 1
        if kind == "name":
            if value:
                self._title = Title(value, line.number, strong=True)
            return index + 1
        if not self._current or self._title:
            if kind in ("returns", "body", "input", "query"):
                self._from_title()
            if not self._current or self._title:
                self.gathered.remark(line.number, text)
                return index + 1
        if kind == "prose":
            self._open = Open("prose", indent)
            described = _DESCRIBED.match(text)
            for draft in self._current:
                draft.say(described["text"] if described else text)
            return index + 1
        self._open = Open(kind, indent)
        if value:
            return self._value(index, kind, value)
        return index + 1

    def _value(self, index: int, kind: str, value: str) -> int:
        """The value of a label, with the lines that an open bracket takes with it."""
        end = index + 1
        depth = balance(value[:4000])
        if depth > 0 and re.search(r"[{\[(]", value):
            parts = [value]
            while end < len(self._lines) and depth > 0 and end - index < MAX_BODY and self._may_look():
                raw = self._lines[end].text
                if is_fence(raw) or starts_operation(cleaned(raw)):
                    break
                parts.append(plain(raw).strip())
                depth += balance(raw[:4000])
                end += 1
            if depth <= 0:
                value = "\n".join(parts)
            else:
                end = index + 1
        if self._open:
            self._open.used = True
        self._give(kind, value, self._lines[index].number)
        return end

    def _header(self, line: Line, header: re.Match[str]) -> None:
        name = header["name"]
        if not self._current or (self._open and self._open.kind == "returns"):
            return
        if re.match(r"^(?:authorization|cookie|idempotency-key|x-|if-|range)", name, re.IGNORECASE):
            self._current[-1].add([Parameter(name=name, place=Place.HEADER, line=line.number)])

    def _endpoint(self, index: int, value: str, indent: int) -> int:
        line = self._lines[index]
        match = re.match(r"^[\"']?(?P<path>(?:/|https?://|wss?://)\S*|[\w\-]+(?:/[\w\-{}:<>.]+)+)", value)
        if not match:
            if value:
                self.gathered.remark(line.number, value)
            return index + 1
        path, parameters = read_path(match["path"].strip("\"'"), line.number)
        current = self._current[-1] if self._current else None
        if current and current.path is None and current.method is None and not self._title:
            current.path = path
            current.method = self._method
            current.add(parameters)
            self._method = None
            return index + 1
        draft = Draft(line=line.number, method=self._method, path=path)
        draft.add(parameters)
        read_tail(draft, value[match.end() :], line.number)
        self._indent = indent
        self._add([draft])
        return index + 1

    def _item(self, line: Line, text: str, indent: int, *, bulleted: bool) -> bool:
        """One field in a line of its own: an item of a label's list, or of the operation itself."""
        if not self._current or (self._title and self._title.strong):
            return False
        opened = self._open
        match = _FIELD_LINE.match(text)
        deeper = indent > self._indent or bulleted
        apart = bulleted or bool(_TYPED_ITEM.match(text))
        if opened and opened.kind in ("body", "input", "query", "headers", "path params"):
            below = indent > opened.indent or apart
            if below or (not self._blank and (match or not opened.used)):
                if is_closing(text):
                    return True
                fields = item_fields(text)
                if fields:
                    opened.used = True
                    self._give(opened.kind, fields, line.number)
                    return True
        if (
            opened
            and opened.kind == "returns"
            and (indent > opened.indent or bulleted or not opened.used)
            and not self._blank
        ):
            if is_closing(text):
                return True
            opened.used = True
            self._current[-1].answer(text, line.number)
            return True
        if opened and opened.kind == "prose" and (indent > opened.indent or bulleted) and not self._blank:
            self._current[-1].say(text)
            return True
        if match and deeper and not self._blank and not is_capitalized(text):
            name, rest = match["name"], match["rest"]
            if is_field(name, rest):
                for draft in self._current:
                    draft.add(read_fields(item_fields(text) or text, draft.input_place, line.number))
                return True
        return is_closing(text)
