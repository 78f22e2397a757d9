"""Which form a line has, and the operation that it makes."""

from __future__ import annotations

import re

from whiteboard.draft.api import Place
from whiteboard.draft.text import Line
from whiteboard.draft.wording import leading_verb, lexicon, split_words
from whiteboard.notation.api.ahead import starts_operation
from whiteboard.notation.api.building import Draft
from whiteboard.notation.api.cleaning import cleaned, placed
from whiteboard.notation.api.curl import MAX_LINES as CURL_LINES
from whiteboard.notation.api.curl import goes_on, is_curl, read_curl
from whiteboard.notation.api.details import MAX_BODY, Details
from whiteboard.notation.api.labels import read_label
from whiteboard.notation.api.openapi import read_document, starts_document, take_document
from whiteboard.notation.api.rest import (
    CODE_ROUTE,
    Found,
    find_paths_in_parentheses,
    find_rest,
    find_titled_path,
    misspelt_method,
    read_rest,
    title_of,
)
from whiteboard.notation.api.scan import balance, plain
from whiteboard.notation.api.schemas import (
    Block,
    is_preamble,
    opens_block,
    read_blocks,
    read_rpc,
    take_block,
)
from whiteboard.notation.api.signatures import Head, find_signature, read_signature
from whiteboard.notation.api.state import Title
from whiteboard.notation.api.tables import is_divider, is_row, read_table
from whiteboard.notation.lines import is_fence

_VERB_IN_REST = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\b")
_TYPE_NAMES = lexicon("tweet comment order review message report record request response status schedule")
_MAX_JOINED = 60


class Forms(Details):
    """Lines that are operations."""

    def _structured(self, index: int) -> int | None:
        """Forms that take several lines and have a syntax of their own."""
        line = self._lines[index]
        text = line.text
        stripped = text.strip()
        if starts_document(self._lines, index):
            end = take_document(self._lines, index, is_fence)
            self._add(read_document(self._lines[index:end], self.gathered), name_them=False)
            self._current = []
            return end
        if is_row(text) or (
            "|" in text and index + 1 < len(self._lines) and is_divider(self._lines[index + 1].text)
        ):
            end = index + 1
            while end < len(self._lines) and "|" in self._lines[end].text and self._lines[end].text.strip():
                end += 1
            drafts = read_table(
                self._lines[index:end], self._current[-1] if self._current else None, self.gathered
            )
            if drafts:
                self._add(drafts, name_them=False)
            return end
        if opens_block(stripped) and not find_rest(plain(stripped)):
            taken = take_block(self._lines, index, self._may_look)
            if taken:
                block, end = taken
                self._blocks.append(block)
                self._title = None
                self.gathered.remark(line.number, stripped)
                return end
        if is_preamble(stripped):
            self.gathered.remark(line.number, stripped)
            return index + 1
        if is_curl(cleaned(text)):
            return self._curl(index)
        return None

    def _curl(self, index: int) -> int:
        start = self._lines[index]
        joined = [start.text]
        end = index + 1
        whole = start.text
        while end < len(self._lines) and len(joined) < CURL_LINES and goes_on(whole) and self._may_look():
            if is_fence(self._lines[end].text):
                break
            joined.append(self._lines[end].text)
            whole = "\n".join(joined)
            end += 1
            if len(whole) > 20_000:
                break
        draft = read_curl(plain(whole.replace("\\\n", " ")) if "`" in whole else whole, start.number)
        if draft is None:
            self.gathered.reject(
                start.number, start.text, "name the address:  curl -X POST https://host/path -d '{…}'"
            )
            return end
        if not start.text.lstrip(" $>%").startswith("curl"):
            self._title = Title(start.text.split(":")[0].strip(" -*`0123456789."), start.number, strong=True)
        self._add([draft])
        return end

    def _flush_blocks(self) -> None:
        if self._blocks:
            self.gathered.drafts.extend(read_blocks(self._blocks))
            self._blocks = []

    def _entity(self, index: int, text: str) -> int | None:
        """``User {`` … ``}``: a type that the draft describes, passed over; or a call with its inputs."""
        match = re.match(r"^(?P<name>[A-Za-z_]\w*)\s*[:=]?\s*(?P<open>\{?)$", text)
        if not match or self._open or read_label(text):
            return None
        end = index + 1
        if not match["open"]:
            while end < len(self._lines) and not self._lines[end].text.strip() and end < index + 4:
                end += 1
            if end >= len(self._lines) or not self._lines[end].text.strip().startswith("{"):
                return None
        words = split_words(match["name"])
        verb = leading_verb(words)
        line = self._lines[index]
        if verb and (len(words) > 1 or not match["open"] or self._title is None) and verb not in _TYPE_NAMES:
            self._drop_title()
            self._title = Title(match["name"], line.number, strong=True)
            if match["open"]:
                self._from_title()
                return self._value_of_call(index)
            return index + 1
        if self._title and self._title.strong and leading_verb(split_words(self._title.text)):
            return None
        depth = 0
        stop = index
        while stop < len(self._lines) and stop - index < MAX_BODY and self._may_look():
            depth += balance(self._lines[stop].text[:4000])
            if depth <= 0 and stop >= end - (1 if match["open"] else 0):
                break
            stop += 1
        if depth > 0 or stop >= len(self._lines):
            return None
        for passed in self._lines[index : stop + 1]:
            self.gathered.remark(passed.number, plain(passed.text))
        return stop + 1

    def _value_of_call(self, index: int) -> int:
        """The braces that open behind a call's name hold its inputs."""
        parts = ["{"]
        depth, end = 1, index + 1
        while end < len(self._lines) and depth > 0 and end - index < MAX_BODY and self._may_look():
            parts.append(plain(self._lines[end].text).strip())
            depth += balance(self._lines[end].text[:4000])
            end += 1
        if depth > 0:
            return index + 1
        self._give_body(self._lines[index], "\n".join(parts))
        return end

    def _operation(self, index: int, text: str, indent: int) -> int | None:
        line = self._lines[index]
        label = read_label(text)
        quoted = label is not None and label[0] in (
            "returns",
            "body",
            "query",
            "prose",
            "headers",
            "path params",
        )
        # The comment behind a route of server code says what it takes: it is read with it.
        route = CODE_ROUTE.search(plain(line.text)[:1000]) if not quoted and "(" in text else None
        found = None if quoted or (route and " /" in route["path"]) else find_rest(text)
        if found and label and label[0] == "endpoint" and not found.methods:
            found = None
        if found and (found.loud or not self._inside_body()):
            return self._rest(index, found, text, indent)
        if route:
            return self._route(index, route)
        rpc = read_rpc(text, line.number)
        if rpc:
            self._blocks.append(Block(kind="service", name="", lines=[Line(line.number, text)], rest=""))
            self._open = None
            return index + 1
        if quoted or (label and label[0] == "input"):
            return None
        wrong = misspelt_method(text)
        if wrong:
            path = re.search(r"/\S*", text)
            self.gathered.reject(
                line.number, line.text, f"did you mean  {wrong} {path[0] if path else '/path'}  ?"
            )
            self._current, self._open = [], None
            return index + 1
        head = find_signature(text)
        item = self._open is not None and self._open.kind in (
            "body",
            "input",
            "query",
            "headers",
            "path params",
        )
        if head and not (
            item and (text[head.opening - 1] == " " or not leading_verb(split_words(head.name)))
        ):
            taken = self._signature(index, head, text, indent)
            if taken is not None:
                return taken
        titled = find_titled_path(text) if not label else None
        if titled:
            called = re.match(
                r"^(get|post|put|patch|delete)\s+(?:call|request|api|endpoint)\b[\s,:\-–—]*",
                titled.before,
                re.IGNORECASE,
            )
            if called:
                titled.methods, titled.before = [called[1].upper()], titled.before[called.end() :]
            return self._rest(index, titled, text, indent)
        several = find_paths_in_parentheses(text) if not label else []
        if several:
            drafts = []
            for one in several:
                name = title_of(one.before) if len(several) == 1 else None
                for draft in read_rest(one, line.number, name=name):
                    draft.title = "" if name else one.before
                    drafts.append(draft)
            self._indent = indent
            self._add(drafts)
            return index + 1
        return None

    def _rest(self, index: int, found: Found, text: str, indent: int) -> int:
        line = self._lines[index]
        name = title_of(found.before)
        sentence = bool(found.before) and name is None and len(found.before.split()) > 8
        rest, following = self._joined_rest(index, found.rest)
        found.rest = rest
        if sentence:
            drafts = read_rest(
                Found(methods=found.methods, raw=found.raw, before="", rest=""), line.number, name=None
            )
            known = {(draft.method, draft.path) for draft in self.gathered.drafts}
            if any((draft.method, draft.path) in known for draft in drafts):
                self.gathered.remark(line.number, text)
                return index + 1
            for draft in drafts:
                draft.say(text)
        else:
            drafts = read_rest(found, line.number, name=name)
        if not found.methods and self._method:
            for draft in drafts:
                draft.method = self._method
        if found.methods:
            upgraded = self._current and self._current[-1].path is None and self._current[-1].method is None
            if upgraded and name is None and not self._blank and indent > self._indent:
                self._upgrade(drafts)
                return following
        self._indent = indent
        self._add(drafts)
        return following

    def _upgrade(self, drafts: list[Draft]) -> None:
        """A method and path below a signature or a bare name: one operation, said twice."""
        draft, previous = drafts[0], self._current[-1]
        previous.method, previous.path = draft.method, draft.path
        known = previous.parameters
        previous.parameters = []
        previous.add(draft.parameters)
        paths = {parameter.name.lower() for parameter in draft.parameters}
        for parameter in known:
            if parameter.name.lower() not in paths:
                place = previous.input_place if parameter.place is Place.ARGUMENT else parameter.place
                previous.add([placed(parameter, place)])
        if draft.returns:
            previous.answer(draft.returns.text, draft.line)
        for said in draft.description:
            previous.say(said)

    def _joined_rest(self, index: int, rest: str) -> tuple[str, int]:
        """Lines that a brace left open takes with it."""
        depth = balance(rest[:4000])
        end = index + 1
        if depth <= 0 or rest.count("{") + rest.count("[") <= rest.count("}") + rest.count("]"):
            return rest, end
        parts = [rest]
        while end < len(self._lines) and depth > 0 and end - index < _MAX_JOINED and self._may_look():
            text = cleaned(self._lines[end].text)
            if is_fence(self._lines[end].text) or starts_operation(text):
                break
            depth += balance(text[:4000])
            parts.append(text)
            end += 1
        if depth > 0:
            return rest, index + 1
        return "\n".join(parts), end

    def _route(self, index: int, route: re.Match[str]) -> int:
        """A route of server code: ``@app.get("/feed")``."""
        line = self._lines[index]
        word = route["method"].lower().removesuffix("mapping").removeprefix("http")
        told = f"{route['ahead']} {route['path'].split('/')[0]} {route['rest'].split('//')[0]}"
        named = [found.upper() for found in _VERB_IN_REST.findall(told)]
        rest, comment = _comment_behind(route["rest"])
        methods = [word.upper()] if word in ("get", "post", "put", "delete", "patch", "head") else []
        if word in ("websocket", "ws"):
            methods = ["WS"]
        drafts = read_rest(
            Found(
                methods=methods or list(dict.fromkeys(named)) or ["GET"],
                raw=_VERB_IN_REST.sub("", route["path"], count=1).strip() + _query_in(rest, comment),
                before="",
                rest=re.sub(r"^\?\S*", "", comment),
            ),
            line.number,
            name=None,
        )
        handler = re.search(r"[,(]\s*(?:\w+\.)?(?P<name>[a-z_]\w*[A-Z_]\w*)\s*\)", route["rest"][:300])
        for draft in drafts:
            if handler:
                draft.name = handler["name"]
        self._add(drafts)
        if not handler and (line.text.lstrip().startswith("@") or "RequestMapping" in route[0]):
            self._handler = drafts
        return index + 1

    def _signature(self, index: int, head: Head, text: str, indent: int) -> int | None:
        line = self._lines[index]
        end = index + 1
        joined = text
        draft = read_signature(head, joined, line.number)
        if draft is None:
            parts = [text]
            while end < len(self._lines) and end - index < _MAX_JOINED and draft is None and self._may_look():
                nxt = self._lines[end]
                more = cleaned(nxt.text)
                if is_fence(nxt.text) or starts_operation(more) or not more:
                    break
                parts.append(more)
                end += 1
                if ")" in more:
                    joined = " ".join(parts)
                    draft = read_signature(head, joined, line.number)
            if draft is None:
                self.gathered.reject(
                    line.number, line.text, f"close the parenthesis:  {head.name}(argument, argument)"
                )
                self._current = []
                return index + 1
        if self._handler:
            for waiting in self._handler:
                waiting.name = draft.name
                waiting.add(
                    [
                        placed(p, waiting.input_place)
                        for p in draft.parameters
                        if (p.type or "") not in ("Request", "Response")
                    ]
                )
                if draft.returns and waiting.returns is None:
                    waiting.answer(draft.returns.text, line.number)
            self._handler = []
            return end
        if self._current and self._same_call(draft, indent):
            known = self._current[-1]
            known.name = known.name or draft.name
            known.add([placed(p, known.input_place) for p in draft.parameters])
            if draft.returns:
                known.answer(draft.returns.text, line.number)
            return end
        self._indent = indent
        self._add([draft])
        return end

    def _same_call(self, draft: Draft, indent: int) -> bool:
        """A signature below a REST line that has no name yet, deeper and without a blank line between."""
        current = self._current[-1]
        return current.path is not None and current.name is None and not self._blank and indent > self._indent


def _comment_behind(rest: str) -> tuple[str, str]:
    """What follows a route's path, and the comment behind it: ``) // ?cursor= -> page of tweets``."""
    found = re.search(r"(?:(?<=[\s);,{])|^)(?://|#|--)\s*(?P<said>\S.*)$", rest)
    return (rest[: found.start()], found["said"]) if found else (rest, "")


def _query_in(rest: str, comment: str) -> str:
    """A route's query, which its attributes name (``params = {"cursor"}``) or the comment behind it shows."""
    shown = re.match(r"\?[\w.]+[^\s,;]*", comment)
    if shown:
        return shown[0]
    listed = re.search(r"\bparams\s*=\s*\{?(?P<names>[^{}()]{1,200})", rest)
    names = re.findall(r"[\"'](\w+)", listed["names"]) if listed else []
    return "?" + "&".join(f"{name}=" for name in names) if names else ""
